"""Text from files and callers made safe for a terminal: nothing moves, hides or reorders."""

from __future__ import annotations

import unicodedata

#: Controls, formats (bidi, zero width), surrogates, private use, unassigned, and every separator
#: but the plain space: a terminal would obey them, or nobody would see them.
_ESCAPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})
_NO_WIDTH = frozenset({"Mn", "Me"})


def cell(character: str) -> tuple[str, int]:
    """How one character is shown, and how many terminal columns that takes."""
    if " " <= character <= "~":
        return character, 1
    category = unicodedata.category(character)
    if category in _ESCAPED or _is_variation_selector(character):
        escape = _escape(character)
        return escape, len(escape)
    if category in _NO_WIDTH:
        return character, 0
    return character, 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def safe(text: str) -> str:
    """The text on one line, with every character escaped that a terminal would not just show."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(cell(character)[0] for character in text)


def _is_variation_selector(character: str) -> bool:
    # They change the width of the character before them in some terminals and not in others.
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _escape(character: str) -> str:
    named = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}.get(character)
    if named:
        return named
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
