"""Conditions of a rule that is made for a row of a table: its cells in place of their names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence as Rows
from dataclasses import replace
from typing import Self

from rulec.diagnostics import Problem, Related, did_you_mean, names, short
from rulec.diagnostics import codes_resolving as codes
from rulec.evaluate import NO_INPUTS, as_text, value_of
from rulec.records import dataclass
from rulec.resolve.context import SetContext
from rulec.resolve.names import Names
from rulec.resolve.template_parser import (
    ENVIRONMENT,
    NAME,
    Listing,
    Path,
    Placeholder,
    Word,
    parse_template,
)
from rulec.resolve.templates import template
from rulec.source import Span
from rulec.syntax.nodes import Cell, Mapping, Node, Scalar, Sequence, inner_span
from rulec.syntax.tables import Row

#: Operators in whose patterns only columns are replaced, as text.
_PATTERNS = frozenset({"matches", "regex"})
#: Words behind which a list is expected, so that a cell may hold several items.
_LISTS = frozenset({"one_of", "in_subnet", "weekday", "between"})
#: Words behind which names stand that are none of a column.
_NAMES = frozenset({"is", "list"})

_IN_PATTERN = re.compile(rf"\{{\s*({NAME})\s*\}}")
_SPECIAL = re.compile(r"[\\.^$*+?{}\[\]|()-]")


class Filling(Cell):
    """An operand in which cells stand for columns; it is looked at no more for what is in it."""

    __slots__ = ()

    def __new__(cls, text: str, written: Scalar) -> Self:
        """Make the operand `text` for what was `written`."""
        return super().__new__(cls, text, written.span, block=written.block)


@dataclass(frozen=True, slots=True)
class Filled:
    """Fills the operands of a condition with the cells of `names.columns`."""

    context: SetContext
    names: Names

    def node(self, node: Node, key: str = "") -> Node | None:
        """A condition with its operands filled; None after noting what is wrong.

        `key` is the word in front of the node. In a rule without a table nothing changes.
        """
        match node:
            case _ if not self.names.columns:
                return node
            case Mapping():
                filled = Mapping(node.span, flow=node.flow)
                filled.key_spans = node.key_spans
                parts = {name: self.node(value, name) for name, value in node.items()}
                if None in parts.values():
                    return None
                filled.update({name: part for name, part in parts.items() if part is not None})
                return filled
            case Sequence():
                return self._sequence(node, key)
            case _:
                return self._scalar(node, key)

    def _sequence(self, node: Sequence, key: str) -> Sequence | None:
        parts = [self.node(item, key) for item in node]
        if None in parts:
            return None
        filled = Sequence(node.span, flow=node.flow)
        for part in parts:
            # A cell that holds several items, inside a list.
            several = isinstance(part, Sequence) and key in _LISTS
            filled.extend(part if several and isinstance(part, Sequence) else [part])  # type: ignore[list-item]
        # An empty cell is one item less, unless nothing would be left.
        some = [part for part in filled if not (isinstance(part, Cell) and part.is_null)]
        if some:
            filled[:] = some
        return filled

    def _scalar(self, node: Scalar, key: str) -> Node | None:
        if key in _NAMES or "{" not in node:
            return node
        cell = self.names.cell(node)
        if isinstance(cell, Cell):
            return split(cell) if key in _LISTS and ";" in cell else cell
        return self._pattern(node) if key in _PATTERNS else self._text(node)

    def _pattern(self, node: Scalar) -> Cell | None:
        """A pattern in which cells stand for themselves; other braces are repetitions."""
        used = [name for name in _IN_PATTERN.findall(node) if name in self.names.columns]
        empty = [name for name in used if self.names.columns[name].is_null]
        for name in empty:
            cell = self.names.columns[name]
            message = f"the cell of `{short(name)}` is empty, so the pattern would match too much"
            related = (Related("the pattern", node.span),)
            hint = "fill it, or remove the row"
            self.context.problems.add(codes.EMPTY_OPERAND, message, cell.span, hint, related)
        if empty:
            return None

        def escaped(found: re.Match[str]) -> str:
            cell = self.names.columns.get(found[1])
            return found[0] if cell is None else _SPECIAL.sub(r"\\\g<0>", cell)

        for found in _IN_PATTERN.finditer(node):
            if found[1] not in self.names.columns:
                hint = did_you_mean(found[1], self.names.columns) or "columns alone are replaced"
                message = f"`{found[0]}` is no column, so the pattern asks for just that text"
                span = inner_span(node, *found.span())
                self.context.problems.add(codes.LOOKS_LIKE, message, span, hint)
        return Filling(_IN_PATTERN.sub(escaped, node), node)

    def _text(self, node: Scalar) -> Cell | None:
        """A text in which columns, with filters behind them or not, stand for their cells."""
        parts, _ = parse_template(node)
        for path in _paths(parts):
            if len(path.steps) > 1 or path.steps[0] not in self.names.columns:
                hint = did_you_mean(path.text, self.names.columns)
                if path.steps[0] == ENVIRONMENT:
                    hint = "secrets stand in values alone"
                hint = hint or f"it has {names(self.names.columns)}"
                message = (
                    f"the table `{short(self.names.table)}` has no column `{short(path.text)}`"
                )
                span = inner_span(node, path.start, path.end)
                self.context.problems.add(codes.UNKNOWN_COLUMN, message, span, hint)
                return None
        value = template(node, self.context, self.names)
        if value is None:
            return None
        text = as_text(value_of(value, NO_INPUTS))
        return Filling(text, node)


def _paths(parts: tuple[str | Placeholder, ...]) -> Iterator[Path]:
    """The sources that a text names."""
    for part in parts:
        if isinstance(part, str):
            continue
        values: list[Path | Word | Listing] = [part.source]
        values += [argument for call in part.filters for argument in call.arguments]
        for value in values:
            items = value.items if isinstance(value, Listing) else (value,)
            yield from (item for item in items if isinstance(item, Path))


def split(cell: Cell) -> Sequence:
    """The items of a cell: what stands between its semicolons, without empty ones."""
    items = Sequence(cell.span)
    for found in re.finditer(r"[^;]+", cell):
        text = found[0].strip()
        if text:
            start = found.start() + found[0].index(text)
            items.append(Cell(text, inner_span(cell, start, start + len(text))))
    return items


def problems_of_rows(by_row: Rows[tuple[Row, list[Problem]]]) -> list[Problem]:
    """The problems of the rules of a table's rows.

    What is wrong in every row is wrong in the rule, and told once; anything else names its row.
    """
    every = Counter(problem for _, found in by_row for problem in dict.fromkeys(found))
    told: dict[Problem, None] = {}
    for row, found in by_row:
        for problem in found:
            alike = len(by_row) > 1 and every[problem] == len(by_row)
            in_row = problem.span is not None and _within(problem.span, row.span)
            if not alike and not in_row:
                related = (*problem.related, Related("in this row", row.span))
                told[replace(problem, related=related)] = None
            else:
                told[problem] = None
    return list(told)


def _within(inner: Span, outer: Span) -> bool:
    same = inner.file.path == outer.file.path
    return same and outer.line <= inner.line and inner.end_line <= outer.end_line
