"""Source lines without the PINs that are written in them: problems end up in logs."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import lru_cache

from rulec.pexip import SECRET_FIELDS
from rulec.source import SourceFile, Span

_PIN_FIELD = rf"\b(?:{'|'.join(sorted(SECRET_FIELDS))})\b"
_PIN_KEY = re.compile(_PIN_FIELD)
_DIGITS = re.compile(r"[0-9]{3,}")
#: A passcode may have any letters: all that is no key.
_WORDS = re.compile(r"""[^\s\[\]{},'"]{3,}+(?<!:)(?!['"]\s*:)""")
#: In a table any run of digits may be a PIN that is longer than a part of an address.
_TABLE_DIGITS = re.compile(r"[0-9]{4,}")
_PIN_COLUMN = re.compile(r"pin|passcode", re.IGNORECASE)
#: A name for a text that is made of such a field, and the name of a list that it is compared with.
_MADE_OF_PIN = re.compile(
    r"""\b(\w{1,100})\s*:\s*(?:'[^'\n]*|"[^"\n]*)\{[^{}:\n]{0,200}""" + _PIN_FIELD
)
_LIST_OF_PINS = re.compile(_PIN_FIELD + r"[^\n]{0,200}?\blist\s*:\s*(\w{1,100})")


def source_line(span: Span) -> str:
    """The first line of a place, with asterisks in place of what may be a PIN, as long as before.

    In a rule file those are digits behind the name of a field for a PIN, and words behind what the
    file calls such a text; in a table with a column for PINs its cells, and every run of four
    digits or more.
    """
    line = span.file.line(span.line)
    if span.file.path.endswith(".csv"):
        header = span.file.line(1)
        if not _PIN_COLUMN.search(header):
            return line
        return line if span.line == 1 else _row_without_pins(header, line)
    line = without_pins(line)
    for name in _other_names(span.file):
        for found in re.finditer(rf"\b{name}\b\s*:", line):
            line = line[: found.end()] + _hidden(_WORDS, line[found.end() :])
    return line


@lru_cache(maxsize=64)
def _other_names(file: SourceFile) -> tuple[str, ...]:
    """What a rule file calls the PINs in it: texts made of such fields, and lists of PINs."""
    found = {*_MADE_OF_PIN.findall(file.text), *_LIST_OF_PINS.findall(file.text)}
    return tuple(sorted(found))


def _row_without_pins(header: str, line: str) -> str:
    """A row without its cells for PINs, and without any other run of digits as long as a PIN."""
    try:
        names, cells = next(csv.reader([header])), next(csv.reader([line]), [])
    except csv.Error:
        return "*" * len(line)
    for name, cell in zip(names, cells, strict=False):
        if cell and _PIN_COLUMN.search(name):
            # One with quotes in it is written otherwise.
            line = line.replace(cell, "*" * len(cell)) if cell in line else "*" * len(line)
    return _hidden(_TABLE_DIGITS, line)


def without_pins(line: str) -> str:
    """A line of a rule file without what may be a PIN or a passcode.

    On a line that names a field for a PIN, every run of three digits or more behind the name; on
    one that names a field for a passcode, every word of three characters or more that is no key.
    """
    for found in _PIN_KEY.finditer(line):
        secret = _DIGITS if found[0].endswith("pin") else _WORDS
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
