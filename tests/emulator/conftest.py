"""The tests of this folder run on both Jinja2 versions: `render` is each in turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from rulec.emulator import LIKELY, Behaviour, Node, ScriptFailedError

NOON = datetime(2024, 7, 1, 12, 0, 5, 250, tzinfo=UTC)

Render = Callable[..., str]


def render_here(
    script: str,
    inputs: Mapping[str, Any] | None = None,
    behaviour: Behaviour = LIKELY,
    now: datetime = NOON,
) -> str:
    return Node(behaviour).compile(script).render(inputs or {}, now)


@pytest.fixture(params=["installed Jinja2", "Jinja2 2.10.3"])
def render(request: pytest.FixtureRequest) -> Render:
    """Renders one call; raises ScriptFailedError on either version."""
    if request.param == "installed Jinja2":
        return render_here
    worker = request.getfixturevalue("jinja_2_10")

    def render_there(
        script: str,
        inputs: Mapping[str, Any] | None = None,
        behaviour: Behaviour = LIKELY,
        now: datetime = NOON,
    ) -> str:
        (output,) = worker.render(script, [(inputs or {}, now)], behaviour)
        if "error" in output:
            raise ScriptFailedError(output["error"])
        return output["text"]

    return render_there
