"""The one place that quotes: Python values as Jinja2 literals, and as JSON between tags."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

#: What a literal may stand for.
Constant = str | int | bool | None

#: What JSON between tags may stand for.
Json = Constant | Sequence["Json"] | Mapping[str, "Json"]

#: Written as escapes that both Jinja2's lexer and Python's `unicode-escape` decoding understand.
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TAG = re.compile(r"\{[{%#]")
#: Texts, as most are, of which no character is looked at: none of these is ever escaped.
_PLAIN = re.compile(r"[ A-Za-z0-9_.:@/-]*\Z")


def text_literal(text: str) -> str:
    r"""`text` as a double-quoted literal of printable ASCII.

    Jinja2 decodes the escapes of Python strings in its literals (measured on 2.10.3 and 3.1), so
    every backslash is doubled and everything outside printable ASCII is written as `\uXXXX`. No
    delimiter of a template can appear outside the quotes, whatever the text holds.
    """
    if _PLAIN.match(text):
        return f'"{text}"'
    return '"' + "".join(_character(character) for character in text) + '"'


def _character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if " " <= character <= "~":
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def literal(value: Constant) -> str:
    """A scalar as a literal. Negative numbers are a subtraction: no unary minus is evidenced."""
    match value:
        case None:
            return "none"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value) if value >= 0 else f"(0 - {-value})"
        case str():
            return text_literal(value)


def json_between_tags(value: Json) -> str | None:
    """A value as JSON of printable ASCII, as it stands in a script; None where a tag begins in it.

    Everything outside of tags is printed as it is, and nothing else begins or ends one there.
    """
    text = json.dumps(value).replace("\x7f", "\\u007f")
    return None if _TAG.search(text) else text
