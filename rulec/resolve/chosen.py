"""Values that a condition chooses, and values that are looked up in a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from rulec.diagnostics import codes_resolving as codes
from rulec.diagnostics import short
from rulec.ir import (
    LISTS,
    Apply,
    Choice,
    Concat,
    Constant,
    Gather,
    LetRead,
    ListOf,
    Lookup,
    Read,
    Record,
    Secret,
    Value,
    type_of,
)
from rulec.pexip import ValueType
from rulec.records import dataclass
from rulec.resolve.conditions import Conditions
from rulec.resolve.context import DEEPEST_CHOICES, SetContext
from rulec.resolve.names import Names
from rulec.resolve.rows import Filled
from rulec.resolve.templates import template
from rulec.syntax.nodes import Mapping, Node, Scalar
from rulec.syntax.shapes import ChoiceShape, LookupShape, read_shape
from rulec.syntax.tables import Row

#: Makes a value of a node, as its place takes it; None after noting what is wrong.
Reader = Callable[[Node], Value | None]


def is_chosen(node: Node) -> bool:
    """Whether a node is a mapping that chooses a value, or looks one up."""
    return isinstance(node, Mapping) and bool(node.keys() & {"when", "then", "table"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """Resolves the values of one place; `read` makes what may stand there."""

    context: SetContext
    names: Names
    read: Reader

    def value(self, node: Node) -> Value | None:
        """A chosen or looked-up value; None after noting what is wrong with it."""
        with self.context.one_choice(node.span) as allowed:
            if not allowed or not isinstance(node, Mapping):
                return None
            return self._looked_up(node) if "table" in node else self._choice(node)

    def _choice(self, node: Mapping) -> Value | None:
        shape = read_shape(ChoiceShape, node, "a chosen value", self.context.problems.found)
        if shape is None:
            return None
        when = None
        if shape.when is not None:
            # What is captured here would be known in one branch alone.
            conditions = Conditions(self.context, self.names, positive=False)
            filled = Filled(self.context, self.names).node(shape.when)
            when = None if filled is None else conditions.condition(filled, "when")
        then = None if shape.then is None else self.read(shape.then)
        otherwise = self._otherwise(shape)
        if when is None or then is None or otherwise is None:
            return None
        if max(choices_inside(then), choices_inside(otherwise)) >= DEEPEST_CHOICES:
            self.context.too_many_choices(node.span)
            return None
        return Choice(when, then, otherwise)

    def _otherwise(self, shape: ChoiceShape | LookupShape) -> Value | None:
        if shape.otherwise is None:
            # What is written and wrong was noted.
            return None if "otherwise" in shape.mapping else Constant(None)
        return self.read(shape.otherwise)

    def _looked_up(self, node: Mapping) -> Value | None:
        shape = read_shape(LookupShape, node, "a look-up", self.context.problems.found)
        if shape is None:
            return None
        entries = self._entries(shape)
        otherwise = self._otherwise(shape)
        key = None if shape.key is None else self._key(shape.key)
        if entries is None or otherwise is None or key is None or shape.table is None:
            return None
        return Lookup(str(shape.table), entries, key, otherwise)

    def _key(self, node: Node) -> Value | None:
        """What to look for; a text that is written out finds the same row for every call."""
        key = named_value(self.names.cell(node), self.context, self.names)
        if isinstance(key, Constant) and isinstance(node, Scalar) and "{" not in node:
            message = f"`{short(node)}` is text, so that every call looks up the same row"
            hint = f"for a field write `'{{{short(node)}}}'`"
            self.context.problems.add(codes.LOOKS_LIKE, message, node.span, hint)
        return key

    def _entries(self, shape: LookupShape) -> tuple[tuple[str, Value], ...] | None:
        tables = self.context.tables
        table = None if shape.table is None else tables.named(shape.table)
        if table is None:
            return None
        column = None if shape.column is None else tables.column(table, shape.column)
        match = table.columns[0] if table.columns else None
        if shape.match is not None:
            match = tables.column(table, shape.match)
        if column is None or match is None:
            return None
        rows = tables.by_key(table, match)
        return self._cells(rows, column)

    def _cells(self, rows: dict[str, Row], column: str) -> tuple[tuple[str, Value], ...] | None:
        found: list[tuple[str, Value]] = []
        for key, row in rows.items():
            value = self.read(row.cells[column])
            if value is not None:
                found.append((key, value))
        return tuple(found) if len(found) == len(rows) else None


def choices_inside(value: Value) -> int:
    """How many chosen values stand inside each other in a value, `let` followed."""
    parts: tuple[Value, ...] = ()
    match value:
        case Read(LetRead(value=inner)):
            parts = (inner,)
        case Choice(then=then, otherwise=otherwise):
            return 1 + max(choices_inside(then), choices_inside(otherwise))
        case Apply(value=inner, arguments=arguments):
            parts = (inner, *arguments)
        case Concat(parts) | Gather(parts) | ListOf(parts):
            pass
        case Record(entries):
            parts = tuple(entry.value for entry in entries)
        case Lookup(entries=rows, key=key, otherwise=otherwise):
            parts = (*(entry for _, entry in rows), key, otherwise)
        case Constant() | Read() | Secret():
            pass
        case _:
            assert_never(value)
    return max(map(choices_inside, parts), default=0)


def named_value(node: Node, context: SetContext, names: Names) -> Value | None:
    """What stands behind a `let` or a `key`: a text, or a chosen or looked-up value."""
    if is_chosen(node):
        made = Chosen(context, names, lambda part: named_value(part, context, names)).value(node)
        return made if made is None or _of_one_type(made, node, context) else None
    if isinstance(node, Scalar) and node.is_null:
        return Constant(None)
    text = context.problems.text(node)
    return None if text is None else template(text, context, names)


def _of_one_type(made: Value, node: Node, context: SetContext) -> bool:
    """Whether both values of a choice have one type, as a name must; notes when they have not."""
    match made:
        case Choice(then=then, otherwise=otherwise):
            values = [then, otherwise]
        case Lookup(entries=entries, otherwise=otherwise):
            values = [*(value for _, value in entries[:1]), otherwise]
        case _:
            values = []
    types = [_plain_type(value) for value in values if value != Constant(None)]
    if len(set(types)) < 2:
        return True
    first, second = types
    message = f"one of the values is {first.with_article}, the other {second.with_article}"
    hint = "make both text: `{[source] | join}`"
    context.problems.add(codes.WRONG_TYPE, message, node.span, hint)
    return False


def _plain_type(value: Value) -> ValueType:
    type_ = type_of(value)
    return ValueType.TEXT if type_ in LISTS else type_
