"""Plain data as YAML text, in the styles that people use.

Text may be any Python text that YAML can hold; numbers, booleans and null are written plain.
"""

from __future__ import annotations

import re
from typing import Any

#: Text that means itself without quotes, everywhere that rule files have text.
_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9_./+@-]*\Z")
_NOT_PLAIN = frozenset("null none true false yes no on off y n".split())
_INDENT = "  "


def block(data: Any, depth: int = 0) -> str:
    """Data as block YAML; mappings of scalars below the third level stand on one line."""
    indent = _INDENT * depth
    if isinstance(data, dict) and data and (depth < 3 or any(map(_is_nested, data.values()))):
        return "".join(
            f"{indent}{_text(key)}:{_below(value, depth)}" for key, value in data.items()
        )
    if isinstance(data, list) and any(isinstance(item, dict) for item in data) and depth < 5:
        return "".join(_item(item, depth) for item in data)
    return f"{indent}{flow(data)}\n"


def _below(value: Any, depth: int) -> str:
    text = block(value, depth + 1)
    one_line = text.count("\n") == 1 and not (isinstance(value, dict | list) and _opens(text))
    return f" {text.strip(' ')}" if one_line else f"\n{text}"


def _opens(text: str) -> bool:
    return not text.lstrip(" ").startswith(("{", "["))


def _item(item: Any, depth: int) -> str:
    text = block(item, depth + 1)
    indent = _INDENT * depth
    return f"{indent}- {text[len(indent) + len(_INDENT) :]}"


def _is_nested(value: Any) -> bool:
    return isinstance(value, dict | list)


def flow(data: Any) -> str:
    """Data on one line."""
    match data:
        case None:
            return "null"
        case bool():
            return "true" if data else "false"
        case int():
            return str(data)
        case str():
            return _text(data)
        case list():
            return f"[{', '.join(map(flow, data))}]"
        case dict():
            return f"{{{', '.join(f'{_text(key)}: {flow(value)}' for key, value in data.items())}}}"
        case _:
            raise TypeError(type(data))


def _text(text: str) -> str:
    if _PLAIN.match(text) and text.lower() not in _NOT_PLAIN:
        return text
    if text.isprintable() and len(text) % 3:
        quoted = text.replace("'", "''")
        return f"'{quoted}'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
