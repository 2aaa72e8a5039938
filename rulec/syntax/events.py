"""The events of libyaml, whose places count characters of the text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

#: libyaml where PyYAML was built with it; the slow pure reader gives the same events.
_LOADER: Any = getattr(yaml, "CLoader", yaml.Loader)


def events(text: str) -> Iterator[Any]:
    """The events of a YAML text without a byte order mark; raises `yaml.YAMLError`."""
    return iter(yaml.parse(text, Loader=_LOADER))
