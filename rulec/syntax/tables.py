"""Tables: rows of cells that rules are made from, out of a CSV file or a list in YAML.

A cell is text; the place it is used in decides what the text means. What is wrong with a row
leaves that row out and no other, so that the rest can still be checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import groupby, islice
from pathlib import PurePosixPath

from rulec.diagnostics import Problem, Related, did_you_mean, names, short
from rulec.diagnostics import codes_reading as codes
from rulec.records import dataclass
from rulec.source import SourceFile, Span
from rulec.syntax.characters import forbidden_characters, hidden_characters
from rulec.syntax.csv_text import CsvText, Record, between
from rulec.syntax.files import LARGEST_FILE
from rulec.syntax.nodes import Cell, Mapping, Node, Scalar, Sequence
from rulec.syntax.reader import LONGEST_KEY
from rulec.syntax.scalars import as_text, empty_value, kind

__all__ = ["MOST_COLUMNS", "MOST_ROWS", "Cell", "Row", "Table", "inline_table", "read_csv"]

#: Rows of one table; a script has no room for a rule or a look-up of each.
MOST_ROWS = 10_000
#: Columns of one table.
MOST_COLUMNS = 100

#: After one of these nothing of a table is used.
_FATAL = frozenset({codes.BAD_TABLE, codes.TOO_LARGE})
#: A first line that tells Excel the separator.
_SEPARATOR_LINE = re.compile(
    r'\ufeff?(?P<line>"?sep=(?P<separator>[,;|\t])"?)[,;\t ]*(?=[\r\n]|\Z)', re.IGNORECASE
)
_OTHER_SEPARATOR = re.compile("[;\t]")
_TOO_LARGE_HINT = "no rules need that much: is this the right file?"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells by column, and in `span` all that is written of it.

    `number` counts from 1, without the header and without rows in which nothing stands.
    """

    number: int
    cells: dict[str, Cell]
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has a cell for every column.

    `column_spans` are the places of `columns`. A row that could not be read is missing from
    `rows`, but counted: its number is in `left_out`. The span is that of the header row, or of
    the list in YAML.
    """

    name: str
    columns: tuple[str, ...]
    column_spans: tuple[Span, ...]
    rows: tuple[Row, ...]
    span: Span
    left_out: tuple[int, ...] = ()


def read_csv(source: SourceFile) -> tuple[Table | None, list[Problem]]:
    """The table of a CSV file and everything that is wrong with it.

    It is named like the file, without folder and suffix. None where it cannot be told which cell
    belongs to which column, and where the file is no table at all.
    """
    start = Span(source, 1, 1, 1, 1)
    if len(source.text) > LARGEST_FILE:
        message = f"the file is larger than {LARGEST_FILE:,} characters"
        return None, [Problem(codes.TOO_LARGE, message, start)]
    if line := _SEPARATOR_LINE.match(source.text):
        return None, [_separator_line(source, line)]
    problems = _unseen(source, forbidden_characters)
    if problems:
        return None, problems
    text = CsvText(source)
    records = text.records()
    header = next(records, None)
    # One row more than there may be.
    below = list(islice(records, MOST_ROWS + 1))
    problems = _unseen(source, partial(hidden_characters, parts=text.parts))
    if header is None:
        if not text.problems:
            hint = "write the names of the columns in the first line, with commas between them"
            problems.append(Problem(codes.BAD_TABLE, "this table has no header row", start, hint))
        return None, problems + text.problems
    separator = _other_separator(header)
    if separator is not None:
        return None, [*problems, separator]
    width = _width(header, below)
    columns = _header(header, width, problems)
    rows, wrong = _rows(header, columns, width, below)
    problems += wrong + text.problems
    if not rows and not wrong and not text.problems:
        problems.append(_no_rows(header.span, "write a row below the header"))
    if any(problem.code in _FATAL for problem in problems):
        return None, problems
    name = PurePosixPath(source.path).stem
    spans = tuple(header.cells[position].span for position in columns.values())
    left_out = _left_out(len(below), rows)
    return Table(name, tuple(columns), spans, rows, header.span, left_out), problems


def inline_table(name: str, node: Sequence) -> tuple[Table | None, list[Problem]]:
    """The table of a list of mappings and everything that is wrong with it.

    Its columns are the keys of the first row; a key that another row lacks is an empty cell. None
    where it is too large.
    """
    problems: list[Problem] = []
    if len(node) > MOST_ROWS:
        return None, [_too_many_rows(node[MOST_ROWS].span)]
    first = next((row for row in node if isinstance(row, Mapping) and row), Mapping(node.span))
    spans = first.key_spans
    for column, span in spans.items():
        problems += _name_problems(column, span)
    if len(spans) > MOST_COLUMNS:
        problems.append(_too_many_columns(list(spans.values())[MOST_COLUMNS]))
        return None, problems
    rows = tuple(
        Row(number, cells, item.span)
        for number, item in enumerate(node, start=1)
        if (cells := _inline_row(name, spans, item, problems)) is not None
    )
    if not node:
        problems.append(_no_rows(node.span, "write a row, or remove the table"))
    left_out = _left_out(len(node), rows)
    return Table(name, tuple(spans), tuple(spans.values()), rows, node.span, left_out), problems


# --- CSV files -----------------------------------------------------------------------------------


def _unseen(
    source: SourceFile,
    look: Callable[[SourceFile, Callable[[int, int], Span]], list[Problem]],
) -> list[Problem]:
    """What `look` finds among the characters that nobody sees, with a hint for tables."""

    def span(start: int, end: int) -> Span:
        # The forbidden characters are no line ends, so that each lies on one line.
        before = SourceFile("", source.text[:start]).lines
        line, column = len(before), len(before[-1]) + 1
        return Span(source, line, column, line, column + end - start)

    hint = "remove it; a text that needs it can be written with an escape in a table in YAML"
    return [replace(problem, hint=hint) for problem in look(source, span)]


def _separator_line(source: SourceFile, line: re.Match[str]) -> Problem:
    """The problem of a file that starts with a word to Excel."""
    start = line.start("line") + 1
    span = Span(source, 1, start, 1, start + len(line["line"]))
    hint = "remove the line `sep=`"
    if line["separator"] != ",":
        hint += ", and save the file with commas between the cells"
    message = "not valid CSV: a line `sep=`, which only Excel knows"
    return Problem(codes.BAD_TABLE, message, span, hint)


def _other_separator(header: Record) -> Problem | None:
    """The problem of a file that a spreadsheet saved with other separators."""
    place = header.cells[0].span
    line = place.file.line(place.line)
    quoted = line.startswith('"', place.column - 1)
    if len(header.cells) > 1 or (quoted and header.sound):
        return None
    mark = _OTHER_SEPARATOR.search(line, (place.end_column if quoted else place.column) - 1)
    if mark is None:
        return None
    span = Span(place.file, place.line, mark.start() + 1, place.line, mark.end() + 1)
    what = "a tab" if mark[0] == "\t" else f"`{mark[0]}`"
    message = f"not valid CSV: {what} separates the columns, not a comma"
    hint = (
        "save it with commas: LibreOffice asks for the separator, Excel takes the list separator "
        "of the system's regional settings"
    )
    return Problem(codes.BAD_TABLE, message, span, hint)


def _width(header: Record, rows: list[Record]) -> int:
    """How many columns there are, without those at the end in which no text stands anywhere.

    Spreadsheets write commas for columns that only had a format.
    """
    most = len(header.cells)
    return max(_filled(record.cells[:most]) for record in (header, *rows))


def _filled(cells: tuple[Cell, ...]) -> int:
    """How many cells there are up to the last with a text."""
    return next((number for number in range(len(cells), 0, -1) if cells[number - 1]), 0)


def _header(header: Record, width: int, problems: list[Problem]) -> dict[str, int]:
    """The columns that can be used, with their positions."""
    cells = header.cells[:width]
    if len(cells) > MOST_COLUMNS:
        problems.append(_too_many_columns(cells[MOST_COLUMNS].span))
    columns: dict[str, int] = {}
    for position, cell in enumerate(cells):
        name = str(cell)
        wrong = _name_problems(name, cell.span) if name else []
        problems += wrong
        if name in columns:
            related = Related("first written here", header.cells[columns[name]].span)
            message = f"two columns are called `{short(name)}`"
            hint = "rename one of the two, or remove it"
            problems.append(Problem(codes.BAD_COLUMN, message, cell.span, hint, (related,)))
        elif name and not wrong:
            columns[name] = position
    # A spreadsheet leaves many of them side by side.
    for unnamed, run in groupby(enumerate(cells, start=1), lambda pair: not pair[1]):
        if unnamed:
            problems.append(_unnamed(list(run)))
    return columns


def _unnamed(cells: list[tuple[int, Cell]]) -> Problem:
    (first, start), (last, end) = cells[0], cells[-1]
    if first == last:
        message, hint = f"column {first} has no name", "name it in the first row, or remove it"
    else:
        message = f"columns {first} to {last} have no names"
        hint = "name them in the first row, or remove them"
    return Problem(codes.BAD_COLUMN, message, between(start.span, end.span), hint)


def _rows(
    header: Record, columns: dict[str, int], width: int, records: list[Record]
) -> tuple[tuple[Row, ...], list[Problem]]:
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, record in enumerate(records, start=1):
        if number > MOST_ROWS:
            problems.append(_too_many_rows(record.span))
            break
        if width <= len(record.cells) <= len(header.cells):
            cells = {name: record.cells[position] for name, position in columns.items()}
            rows.append(Row(number, cells, record.span))
        elif record.sound and header.sound:
            problems.append(_wrong_cells(record, header, columns, width))
    return tuple(rows), problems


def _wrong_cells(record: Record, header: Record, columns: dict[str, int], wanted: int) -> Problem:
    """The problem of a row with too many or too few cells.

    The cells themselves are not repeated: they may be PINs.
    """
    given = len(record.cells)
    message = (
        f"this row has {given} cell{'s' * (given != 1)}, "
        f"but the header has {wanted} column{'s' * (wanted != 1)}"
    )
    related = (Related("the header", header.span),)
    if given < wanted:
        hint = "an empty cell needs its comma too"
        lacking = [name for name, position in columns.items() if position >= given]
        if lacking:
            hint = f"there is no cell for {names(lacking)}; {hint}"
        return Problem(codes.WRONG_CELLS, message, record.span, hint, related)
    surplus = record.cells[len(header.cells) :]
    hint = 'a cell with a comma in it needs quotes: `"Board room, Oslo"`'
    if not any(surplus):
        hint = "remove the commas at the end of the row"
    span = between(surplus[0].span, surplus[-1].span)
    return Problem(codes.WRONG_CELLS, message, span, hint, related)


# --- Lists in YAML -------------------------------------------------------------------------------


def _inline_row(
    name: str, columns: dict[str, Span], row: Node, problems: list[Problem]
) -> dict[str, Cell] | None:
    """The cells of a row; None after noting what is wrong with it."""
    if isinstance(row, Scalar) and row.empty:
        problems.append(empty_value(row))
        return None
    if not isinstance(row, Mapping) or not row:
        message = f"a row of a table must be a mapping, not {kind(row)}"
        if isinstance(row, Mapping):
            message = "this row of a table has no cells"
        hint = "write `{column: cell}` for each row, or a column on each line"
        problems.append(Problem(codes.WRONG_SHAPE, message, row.span, hint))
        return None
    # A key that is missing has no place of its own.
    cells = dict.fromkeys(columns, Cell("", row.span))
    good = True
    for column, node in row.items():
        if column in columns:
            cell = _inline_cell(column, node)
        else:
            hint = did_you_mean(column, columns) or f"known are {names(columns)}"
            message = f"the table `{short(name)}` has no column `{short(column)}`"
            first = Related("the first row names the columns", next(iter(columns.values())))
            cell = Problem(codes.UNKNOWN_KEY, message, row.key_spans[column], hint, (first,))
        if isinstance(cell, Problem):
            problems.append(cell)
            good = False
        else:
            cells[column] = cell
    return cells if good else None


def _inline_cell(column: str, node: Node) -> Cell | Problem:
    if isinstance(node, Sequence):
        message = f"`{short(column)}` must be text, not a list"
        hint = "write the items as one text: `a; b`"
        if node and all(isinstance(item, Scalar) and not item.is_null for item in node):
            hint = f"write the items as one text: `{short('; '.join(map(str, node)))}`"
        return Problem(codes.WRONG_SHAPE, message, node.span, hint)
    if isinstance(node, Scalar) and node.is_null:
        return Cell("", node.span)
    text = as_text(node, short(column))
    return text if isinstance(text, Problem) else Cell(text, text.span, block=text.block)


# --- Both ----------------------------------------------------------------------------------------


def _left_out(rows: int, read: tuple[Row, ...]) -> tuple[int, ...]:
    """The numbers of the rows that could not be read."""
    numbers = {row.number for row in read}
    return tuple(number for number in range(1, rows + 1) if number not in numbers)


def _name_problems(name: str, span: Span) -> list[Problem]:
    """What is wrong with the name of a column."""
    if not name.strip():
        hint = "write the name of the column"
        return [Problem(codes.BAD_COLUMN, "a column without a name", span, hint)]
    if len(name) > LONGEST_KEY:
        message = f"the name of a column has {len(name):,} characters; at most {LONGEST_KEY:,}"
        return [Problem(codes.TOO_LARGE, message, span, _TOO_LARGE_HINT)]
    if "\n" in name:
        message = "the name of a column has a line break in it"
        return [Problem(codes.BAD_COLUMN, message, span, "write the name on one line")]
    return []


def _too_many_rows(span: Span) -> Problem:
    message = f"more than {MOST_ROWS:,} rows in one table"
    return Problem(codes.TOO_LARGE, message, span, _TOO_LARGE_HINT)


def _too_many_columns(span: Span) -> Problem:
    message = f"more than {MOST_COLUMNS} columns in one table"
    return Problem(codes.TOO_LARGE, message, span, _TOO_LARGE_HINT)


def _no_rows(span: Span, hint: str) -> Problem:
    return Problem(codes.NO_ROWS, "this table has no rows", span, hint)
