"""The contents of a YAML file or a table as plain data that knows its places.

A scalar is the text that was written, whatever YAML would make of it: what `0123`, `no` or
`12:30` mean is decided by the position they stand in (see `scalars`), never by the reader.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Self, TypeAlias

from rulec.source import Span


class Scalar(str):
    """The text of a scalar after unquoting, with its place.

    `plain` says that it was written without quotes, `block` that it was written with `|` or `>`.
    The span includes the quotes, and leaves out an anchor.
    """

    __slots__ = ("block", "plain", "span")

    span: Span
    plain: bool
    block: bool

    def __new__(cls, text: str, span: Span, *, plain: bool = True, block: bool = False) -> Self:
        """Make the scalar `text` that stands at `span`."""
        self = super().__new__(cls, text)
        self.span = span
        self.plain = plain
        self.block = block
        return self

    @property
    def is_null(self) -> bool:
        """Whether this is the word `null` without quotes, the only way to write null."""
        return self.plain and self == "null"

    @property
    def empty(self) -> bool:
        """Whether nothing was written at all (`when:`), which is an error wherever it is used."""
        return self.plain and not self


class Cell(Scalar):
    """The text of a table's cell, with its place; the span includes quotes.

    Quotes mean nothing in a table: `plain` is always True, and `true`, `12` and `~` are texts that
    take the type of the place they are used in. Null is a cell without text.
    """

    __slots__ = ()

    def __new__(cls, text: str, span: Span, *, block: bool = False) -> Self:
        """Make the cell `text` that stands at `span`; `block` for a block scalar of YAML."""
        return super().__new__(cls, text, span, block=block)

    @property
    def is_null(self) -> bool:
        """Whether there is no text in the cell, with quotes or without."""
        return not self

    @property
    def empty(self) -> bool:
        """False: an empty cell is the way to write null in a table."""
        return False


class Mapping(dict[str, "Node"]):
    """A mapping in the order of the file; every key is text and stands once.

    `flow` says that it was written in braces. The span of a mapping without braces runs from its
    first key to the end of its last value.
    """

    __slots__ = ("flow", "key_spans", "span")

    def __init__(self, span: Span, *, flow: bool = False) -> None:
        super().__init__()
        self.span = span
        self.flow = flow
        self.key_spans: dict[str, Span] = {}


class Sequence(list["Node"]):
    """A list; the span runs from the first dash or bracket to the end of the last item."""

    __slots__ = ("flow", "span")

    def __init__(self, span: Span, *, flow: bool = False) -> None:
        super().__init__()
        self.span = span
        self.flow = flow


Node: TypeAlias = Scalar | Mapping | Sequence

#: One character of a quoted text as it is written: a doubled quote, an escape, or itself.
_SINGLE_QUOTED = re.compile(r"''|.", re.DOTALL)
_CELL_QUOTED = re.compile(r'""|.', re.DOTALL)
_DOUBLE_QUOTED = re.compile(
    r"\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\.|.", re.DOTALL
)


def inner_span(scalar: Scalar, start: int, end: int) -> Span:
    """The place of the characters `start` to `end` of a scalar's text.

    Exact for text on one line, quoted or not, and for the lines of a `|` block; the place of the
    whole scalar where the text cannot be told apart in the file (folded text).
    """
    span = scalar.span
    if scalar.block:
        return _block_span(scalar, start, end)
    if span.line != span.end_line:
        return span
    written = span.file.line(span.line)[span.column - 1 : span.end_column - 1]
    if written == scalar:
        return span.part(start, end)
    units = _units(scalar, written) if written.startswith(("'", '"')) else None
    if units is None or len(units) != len(scalar):
        return span
    offsets = [1, *accumulate((len(unit) for unit in units), initial=1)][1:]
    return span.part(offsets[start], offsets[end])


def _units(scalar: Scalar, written: str) -> list[str]:
    """What stands in the file for each character of a quoted scalar."""
    if written.startswith("'"):
        return _SINGLE_QUOTED.findall(written[1:-1])
    if isinstance(scalar, Cell):
        units = _CELL_QUOTED.findall(written[1:-1])
        # A cell of a table in YAML has the escapes of YAML.
        if "".join(unit[0] for unit in units) == scalar:
            return units
    return _DOUBLE_QUOTED.findall(written[1:-1])


def _block_span(scalar: Scalar, start: int, end: int) -> Span:
    span = scalar.span
    before = scalar[:start]
    number = before.count("\n")
    text = scalar.split("\n")[number]
    line_number = span.line + 1 + number
    line = span.file.line(line_number)
    header = span.file.line(span.line)[span.column - 1 :]
    if not header.startswith("|") or not line.endswith(text) or "\n" in scalar[start:end]:
        return span
    first = len(line) - len(text) + start - (before.rfind("\n") + 1) + 1
    return Span(span.file, line_number, first, line_number, first + end - start)
