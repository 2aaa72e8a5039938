"""Pexip's filters for policy scripts: what a script calls with a pipe.

Facts: Pexip docs, "Filters and functions for local policy scripts"; `pex_hash` and `pex_tail` as
Pexip's interpretation plugin and its sample policy server implement them again. Where these are
silent, a switch of `Behaviour` decides; where neither speaks, the filter raises, so that no
script comes to rely on a guess. Some filters are opaque: nobody outside Pexip knows what they
compute, and they always raise.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections.abc import Callable
from typing import Any, NoReturn
from urllib.parse import quote, unquote

from markupsafe import Markup

from rulec.emulator.behaviour import Behaviour
from rulec.emulator.functions import compiled, text_of
from rulec.records import dataclass

#: The standard filters that a node leaves enabled. The documented list names `range` too, which
#: stock Jinja has as a function only; `x|range` compiles in no version.
STANDARD_FILTERS = (
    "abs",
    "capitalize",
    "default",
    "first",
    "float",
    "format",
    "int",
    "join",
    "last",
    "length",
    "lower",
    "replace",
    "round",
    "striptags",
    "trim",
    "truncate",
    "upper",
)

_PHONE_NUMBER_CHARACTERS = frozenset("+0123456789")

#: What may not stand raw in JSON inside HTML, as Jinja's own `tojson` escapes it.
_HTML_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "'": "\\u0027"})


class PolicyNotAppliedError(Exception):
    """`pex_require_min_length` met a shorter text: the node drops the script's answer."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Pexip's filters under one behaviour."""

    behaviour: Behaviour

    def table(self) -> dict[str, Callable[..., Any]]:
        """The filters by the names that scripts use."""
        return {
            "pex_base64": self.base64,
            "pex_clean_phone_number": self.clean_phone_number,
            "pex_hash": self.hash,
            "pex_head": self.head,
            "pex_md5": self.md5,
            "pex_regex_replace": self.regex_replace,
            "pex_require_min_length": self.require_min_length,
            "pex_reverse": self.reverse,
            "pex_safelinks_decode": _opaque,
            "pex_strlen": self.strlen,
            "pex_tail": self.tail,
            "pex_to_json": self.to_json,
            "pex_to_uuid": _opaque,
            "pex_update": self.update,
            "pex_url_decode": self.url_decode,
            "pex_url_encode": self.url_encode,
            "pex_urldefense_decode": _opaque,
        }

    def base64(self, value: object) -> str:
        """Base64 of the UTF-8 bytes, with the standard alphabet and padding (assumed)."""
        return base64.b64encode(self._text(value).encode()).decode()

    def clean_phone_number(self, value: object) -> str:
        """Only the characters + and 0-9 of the text."""
        return "".join(c for c in self._text(value) if c in _PHONE_NUMBER_CHARACTERS)

    def hash(self, value: object) -> str:
        """SHA-256 of the UTF-8 bytes as one decimal number without leading zeros."""
        charset = "ascii" if self.behaviour.hash_non_ascii == "raise" else "utf-8"
        digest = hashlib.sha256(self._text(value).encode(charset)).hexdigest()
        return str(int(digest, 16))

    def head(self, value: object, count: int) -> str:
        """At most the first `count` characters."""
        return self._text(value)[: _at_least_one(count)]

    def md5(self, value: object) -> str:
        """MD5 of the UTF-8 bytes in lower-case hexadecimal (assumed)."""
        return hashlib.md5(self._text(value).encode(), usedforsecurity=False).hexdigest()

    def regex_replace(self, value: object, find: str, replacement: str) -> str:
        r"""Every match replaced, with \1 back-references."""
        return str(compiled(find).sub(replacement, self._text(value)))

    def require_min_length(self, value: object, count: int) -> str:
        """The text itself; a shorter one raises `PolicyNotAppliedError`."""
        text = self._text(value)
        if len(text) < count:
            message = f"the text is shorter than {count} characters"
            raise PolicyNotAppliedError(message)
        return text

    def reverse(self, value: object) -> str:
        """The characters in reverse order."""
        return self._text(value)[::-1]

    def strlen(self, value: object) -> int:
        """The number of characters."""
        return len(self._text(value))

    def tail(self, value: object, count: int) -> str:
        """At most the last `count` characters."""
        return self._text(value)[-_at_least_one(count) :]

    def to_json(self, value: object) -> str:
        """JSON text of plain data; anything that JSON does not have raises TypeError."""
        _check_plain(value)
        text = json.dumps(
            value,
            ensure_ascii=self.behaviour.json == "ascii",
            sort_keys=self.behaviour.json_sort_keys,
        )
        if self.behaviour.json_html_safe:
            text = text.translate(_HTML_ESCAPES)
        # Pexip's own examples print this filter's result, so it must survive auto-escaping.
        return Markup(text) if self.behaviour.autoescape else text  # noqa: S704 plain JSON

    def update(self, value: object, changes: object) -> dict[str, Any]:
        """The dictionary with the top-level keys of `changes` set."""
        if not isinstance(value, dict) or not isinstance(changes, dict):
            message = (
                "pex_update joins two dictionaries, not "
                f"{type(value).__name__} and {type(changes).__name__}"
            )
            raise TypeError(message)
        if self.behaviour.update == "copy":
            return {**value, **changes}
        value.update(changes)
        return value

    def url_decode(self, value: object) -> str:
        """Percent-decoding; a plus sign stays (assumed)."""
        return unquote(self._text(value))

    def url_encode(self, value: object) -> str:
        """Percent-encoding of everything but letters, digits and `_.-~` (assumed)."""
        return quote(self._text(value), safe="")

    def _text(self, value: object) -> str:
        return text_of(value, self.behaviour)


def _opaque(*_arguments: object) -> NoReturn:
    message = "what this filter computes is not documented"
    raise NotImplementedError(message)


def _at_least_one(count: int) -> int:
    if type(count) is not int or count < 1:
        message = f"a whole number of at least 1 expected, not {count!r}"
        raise ValueError(message)
    return count


def _check_plain(value: object) -> None:
    """Raises TypeError for what JSON does not have: undefined values, tuples, other keys."""
    if value is None or isinstance(value, str | bool | int):
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                message = f"a key of an object is text, not {type(key).__name__}"
                raise TypeError(message)
            _check_plain(item)
    elif isinstance(value, list):
        for item in value:
            _check_plain(item)
    elif not isinstance(value, float) or not math.isfinite(value):
        message = f"JSON has no {type(value).__name__} like {value!r}"
        raise TypeError(message)
