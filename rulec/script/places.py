"""Places in the text of a script."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple


class Position(NamedTuple):
    """A place in a script: lines and columns count from 1, the offset from 0."""

    line: int
    column: int
    offset: int

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


class Lines:
    """The lines of a text, which line feeds end."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        self._length = len(text)
        for line in text.removesuffix("\n").split("\n")[:-1]:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def __len__(self) -> int:
        return len(self._starts)

    def position(self, offset: int) -> Position:
        """The line and the column of a character."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1, offset)

    def ends(self, line: int) -> tuple[int, int]:
        """The offsets of the first character of a line, and of the one behind its line feed."""
        behind = self._starts[line] if line < len(self) else self._length
        return self._starts[line - 1], behind
