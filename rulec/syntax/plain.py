"""Nodes as the ordinary data that an editor sees, typed by the core schema of YAML 1.2.

Only for comparing files with a JSON Schema: rules themselves never take their types from YAML.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from rulec.syntax.nodes import Mapping, Node, Scalar, Sequence

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"

# YAML 1.2.2, section 10.3.2
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("null", "Null", "NULL", "~", "")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"([-+]?)\.(?:inf|Inf|INF)")
_NOT_A_NUMBER = frozenset({".nan", ".NaN", ".NAN"})
#: Python refuses to read longer decimal numbers as integers.
_MOST_DIGITS = 4_000


def to_plain(node: Node) -> Plain:
    """The node as None, bool, int, float, str, list or dict; every key is text."""
    match node:
        case Mapping():
            return {key: to_plain(value) for key, value in node.items()}
        case Sequence():
            return [to_plain(item) for item in node]
        case Scalar():
            return _typed(str(node)) if node.plain else str(node)


def _typed(text: str) -> bool | int | float | str | None:
    if text in _WORDS:
        return _WORDS[text]
    if _DECIMAL.fullmatch(text) and len(text) <= _MOST_DIGITS:
        return int(text)
    if _OTHER_BASE.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        return float(text)
    if infinite := _INFINITE.fullmatch(text):
        return float(f"{infinite[1]}inf")
    return float("nan") if text in _NOT_A_NUMBER else text
