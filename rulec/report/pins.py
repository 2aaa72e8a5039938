"""Source lines without the PINs that are written in them: problems end up in logs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rulec.source import Span

_PIN_KEY = re.compile(r"\b(?:(?:guest_)?pin|(third_party_passcode))\b")
_DIGITS = re.compile(r"[0-9]{3,}")
#: A passcode may have any letters: all that is no key.
_WORDS = re.compile(r"""[^\s\[\]{},'"]{3,}+(?<!:)(?!['"]\s*:)""")
#: In a table any run of digits may be a PIN that is longer than a part of an address.
_TABLE_DIGITS = re.compile(r"[0-9]{4,}")
_PIN_COLUMN = re.compile(r"pin|passcode", re.IGNORECASE)


def source_line(span: Span) -> str:
    """The first line of a place, with asterisks in place of what may be a PIN, as long as before.

    In a rule file those are digits behind the name of a field for a PIN; in a table with a column
    for PINs, whose name stands in another line, every run of four digits or more.
    """
    line = span.file.line(span.line)
    if span.file.path.endswith(".csv"):
        return _hidden(_TABLE_DIGITS, line) if _PIN_COLUMN.search(span.file.line(1)) else line
    return without_pins(line)


def without_pins(line: str) -> str:
    """A line of a rule file without what may be a PIN or a passcode.

    On a line that names a field for a PIN, every run of three digits or more behind the name; on
    one that names a field for a passcode, every word of three characters or more that is no key.
    """
    for found in _PIN_KEY.finditer(line):
        secret = _WORDS if found[1] else _DIGITS
        line = line[: found.end()] + _hidden(secret, line[found.end() :])
    return line


def block_without_pins(lines: Iterable[str]) -> list[str]:
    """Lines of a rule file that follow each other, without digits that may be a PIN.

    Also those below the name of such a field: on lines that are indented by more.
    """
    shown: list[str] = []
    below: int | None = None
    for line in lines:
        indent = len(line) - len(line.lstrip(" "))
        below = below if below is not None and indent > below else None
        found = _PIN_KEY.search(line)
        start = 0 if below is not None else len(line) if found is None else found.end()
        shown.append(line[:start] + _hidden(_DIGITS, line[start:]))
        if below is None and found is not None:
            below = indent
    return shown


def _hidden(digits: re.Pattern[str], text: str) -> str:
    return digits.sub(lambda run: "*" * len(run[0]), text)
