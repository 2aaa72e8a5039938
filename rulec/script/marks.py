"""Marks in the text of a script while it is written: they say for whom each character stands there.

A script is ASCII: `literal` escapes everything else. So a mark is one character beyond it, and
nothing that rules hold can be taken for one. The first carries a number and opens a stretch, and
`CLOSE` ends the stretch that was opened last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

#: Ends what was opened last.
CLOSE = "\x80"
#: Opens the stretch of mark 0; the others follow.
_FIRST = 0x100

_MARK = re.compile("([^\x00-\x7f])")


class Segment(NamedTuple):
    """Characters `start` to `end` of a script, with the innermost mark around them, if any."""

    start: int
    end: int
    mark: int | None


def marked(text: str, mark: int | None) -> str:
    """Text between the two ends of a mark; as it is without one."""
    return text if mark is None else f"{chr(_FIRST + mark)}{text}{CLOSE}"


def without_marks(text: str) -> str:
    """The text alone."""
    return text if text.isascii() else _MARK.sub("", text)


def joined(parts: Sequence[str], separator: str) -> str:
    """Parts with a separator between them, which belongs to what stands before it."""
    ended = (
        f"{part[:-1]}{separator}{CLOSE}" if part.endswith(CLOSE) else part + separator
        for part in parts[:-1]
    )
    return "".join((*ended, *parts[-1:]))


def segments(text: str) -> tuple[str, list[Segment]]:
    """The text alone, and whose each of its characters is; neighbours differ in their marks."""
    plain: list[str] = []
    found: list[Segment] = []
    around: list[int | None] = [None]
    place = 0
    for number, piece in enumerate(_MARK.split(text)):
        if number % 2 == 0:
            if not piece:
                continue
            plain.append(piece)
            end = place + len(piece)
            if found and found[-1].mark == around[-1]:
                found[-1] = Segment(found[-1].start, end, around[-1])
            else:
                found.append(Segment(place, end, around[-1]))
            place = end
        elif piece == CLOSE:
            around.pop()
        else:
            around.append(ord(piece) - _FIRST)
    return "".join(plain), found
