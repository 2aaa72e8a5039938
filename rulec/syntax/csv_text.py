"""CSV text to cells that know their places, as RFC 4180 describes it.

Not with the `csv` module: it does not tell in which line and column a cell stands, and it takes
much that is not CSV for text: what stands behind a closing quote, or a quote that is never closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rulec.diagnostics import Code, Problem, Related
from rulec.diagnostics import codes_reading as codes
from rulec.records import dataclass
from rulec.source import SourceFile, Span
from rulec.syntax.nodes import Cell
from rulec.syntax.reader import LONGEST_SCALAR

#: Cells of one table, rows without any text left out; as many values as a YAML file may have.
MOST_CELLS = 200_000

#: A cell with white space around it and what ends it. Atomic, so that a quote that is never closed
#: is not taken for one that is closed by the first half of a doubled quote.
_CELL = re.compile(
    r"""
    (?: [ \t\xa0\u202f]* (?P<quoted> "(?>[^"]*(?:""[^"]*)*)" )
        [ \t\xa0\u202f]* (?P<behind>[^,\r\n]*)
      | (?P<plain>[^,\r\n]*)
    )
    (?P<end>,|\r\n|\r|\n|\Z)""",
    re.VERBOSE,
)
_LINE_END = re.compile(r"\r\n?|\n")
#: What is left out around a cell: also the no-break spaces of web pages and spreadsheets.
_WHITE_SPACE = " \t\xa0\u202f"
_NOTHING = f"{_WHITE_SPACE},"
_BOM = "\ufeff"
_QUOTE_THE_CELL = 'quote the whole cell, and write each quote in it twice: `"5"" screen"`'


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it is written, the header or another; `sound` unless a quote in it is wrong."""

    cells: tuple[Cell, ...]
    sound: bool

    @property
    def span(self) -> Span:
        """From the first cell to the last."""
        return between(self.cells[0].span, self.cells[-1].span)


def between(first: Span, last: Span) -> Span:
    """The place from the start of one span to the end of another."""
    return Span(first.file, first.line, first.column, last.end_line, last.end_column)


class CsvText:
    """The records of a CSV file, and in `problems` what is wrong with how they are written."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.problems: list[Problem] = []
        #: Where the text of each cell starts and ends in the file.
        self.parts: list[tuple[int, int]] = []
        self._line = 1
        self._line_start = 0
        self._room = MOST_CELLS
        # Behind the place of a quote that may have swallowed other cells nothing is certain.
        self._lost = False

    def records(self) -> Iterator[Record]:
        """The records in which some cell has text, in the order of the file.

        Line ends inside a cell are LF, as in YAML: a file means the same however it is checked out.
        """
        text = self.file.text
        position = 1 if text.startswith(_BOM) else 0
        while position < len(text):
            before = len(self.problems)
            line_end = _LINE_END.search(text, position)
            stop, after = line_end.span() if line_end is not None else (len(text), len(text))
            line = text[position:stop]
            cells: list[Cell] = []
            if '"' in line:
                after = self._with_quotes(position, cells)
            elif line.strip(_NOTHING):
                self._without_quotes(position, line, cells)
            if self._lost:
                return
            if any(cells):
                yield Record(tuple(cells), len(self.problems) == before)
            self._line, self._line_start, position = self._line + 1, after, after

    def _without_quotes(self, start: int, line: str, cells: list[Cell]) -> None:
        """Adds the cells of a line without any quote, which most lines are."""
        if not self._has_room_for(line.count(",") + 1, start):
            return
        for written in line.split(","):
            cells.append(self._bare(start, written))
            start += len(written) + 1

    def _with_quotes(self, start: int, cells: list[Cell]) -> int:
        """Adds the cells of the record that starts at `start`, and gives where it ends."""
        before = len(self.problems)
        for found in _CELL.finditer(self.file.text, start):
            if not self._has_room_for(1, found.start()):
                break
            # One quote in the wrong place makes others seem wrong.
            sound = len(self.problems) == before
            if found["quoted"] is not None:
                cells.append(self._quoted(found, sound=sound))
            else:
                cells.append(self._bare(found.start("plain"), found["plain"]))
                if '"' in found["plain"] and sound:
                    self._stray_quote(found)
            if self._lost or found["end"] != ",":
                return found.end()
        return len(self.file.text)

    def _bare(self, start: int, written: str) -> Cell:
        text = written.strip(_WHITE_SPACE)
        # A cell of white space alone stands where it starts.
        at = start + (written.index(text) if text else 0)
        self.parts.append((at, at + len(text)))
        return self._sized(Cell(text, self._span(at, at + len(text))))

    def _quoted(self, found: re.Match[str], *, sound: bool) -> Cell:
        quoted: str = found["quoted"]
        start = found.start("quoted")
        opened = self._span(start, start + 1)
        for line_end in _LINE_END.finditer(quoted):
            self._line, self._line_start = self._line + 1, start + line_end.end()
        end = self._span(start, found.end("quoted"))
        text = _LINE_END.sub("\n", quoted[1:-1].replace('""', '"'))
        if found["behind"] and sound:
            self._text_behind(found, opened)
        self.parts.append(found.span("quoted"))
        return self._sized(Cell(text, between(opened, end)))

    def _has_room_for(self, cells: int, start: int) -> bool:
        self._room -= cells
        if self._room < 0:
            message = f"more than {MOST_CELLS:,} cells in one table"
            hint = "no rules need that much: is this the right file?"
            self._report(codes.TOO_LARGE, message, self._span(start, start), hint)
            self._lost = True
        return not self._lost

    def _sized(self, cell: Cell) -> Cell:
        if len(cell) > LONGEST_SCALAR:
            message = f"a cell of {len(cell):,} characters; at most {LONGEST_SCALAR:,}"
            hint = "no rule needs that much: is a quote missing?"
            self._report(codes.TOO_LARGE, message, cell.span, hint)
        return cell

    def _stray_quote(self, found: re.Match[str]) -> None:
        at = self.file.text.index('"', found.start("plain"))
        span = self._span(at, at + 1)
        if found["plain"].lstrip(_WHITE_SPACE).startswith('"'):
            # The end of the file says nothing; the quote that was never closed does.
            hint = "close it with the same quote; a quote inside the cell is written twice"
            self._report(codes.BAD_TABLE, "not valid CSV: a quote that is not closed", span, hint)
            self._lost = True
            return
        message = "not valid CSV: a quote inside a cell without quotes"
        self._report(codes.BAD_TABLE, message, span, _QUOTE_THE_CELL)

    def _text_behind(self, found: re.Match[str], opened: Span) -> None:
        behind = found["behind"].rstrip(_WHITE_SPACE)
        at = found.start("behind")
        message = "not valid CSV: text behind the closing quote"
        hint = _QUOTE_THE_CELL
        related: tuple[Related, ...] = ()
        if opened.line != self._line:
            # Most likely that quote was to open a cell, and the one further up is one too many.
            hint = f"close the quote that opens in line {opened.line}, or remove it"
            related = (Related("the quote was opened here", opened),)
            self._lost = True
        span = self._span(at, at + len(behind))
        self._report(codes.BAD_TABLE, message, span, hint, *related)

    def _span(self, start: int, end: int) -> Span:
        """The place of the characters `start` to `end`, which are on the current line."""
        before = self._line_start - 1
        return Span(self.file, self._line, start - before, self._line, end - before)

    def _report(self, code: Code, message: str, span: Span, hint: str, *related: Related) -> None:
        self.problems.append(Problem(code, message, span, hint, related))
