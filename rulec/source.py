"""Places in the files that people write: what every problem and every rule points at."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property

from rulec.records import dataclass


@dataclass(frozen=True, eq=False)
class SourceFile:
    """A text file as it was read.

    `path` is what messages show: relative to where the user stands, with forward slashes.
    """

    path: str
    text: str = field(repr=False)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines without their ends; only LF and CR break lines in YAML."""
        return tuple(self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))

    def line(self, number: int) -> str:
        """Line `number`, counted from 1; empty for a line that the file does not have."""
        return self.lines[number - 1] if 1 <= number <= len(self.lines) else ""


@dataclass(frozen=True, eq=False)
class Span:
    """A stretch of a file. Lines and columns count from 1; the end column is not included."""

    file: SourceFile
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file.path}:{self.line}:{self.column}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __lt__(self, other: Span) -> bool:
        return self._key < other._key

    def part(self, start: int, end: int) -> Span:
        """The characters `start` to `end` of a span that lies on one line."""
        return Span(self.file, self.line, self.column + start, self.line, self.column + end)

    @property
    def _key(self) -> tuple[str, int, int, int, int]:
        return (self.file.path, self.line, self.column, self.end_line, self.end_column)
