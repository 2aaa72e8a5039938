"""Values of effects: checked against the row of the field that they are written to."""

from __future__ import annotations

import re

from rulec.diagnostics import codes_resolving as codes
from rulec.diagnostics import did_you_mean, names, nearest, short
from rulec.evaluate import fit
from rulec.ir import (
    Apply,
    CaptureRead,
    Choice,
    Concat,
    Constant,
    Entry,
    LetRead,
    ListOf,
    Lookup,
    Read,
    Record,
    Secret,
    Value,
    type_of,
)
from rulec.operators.text import PatternOperator
from rulec.pexip import (
    PIN_MAX_CHARACTERS,
    PIN_MIN_CHARACTERS,
    UUID_PATTERN,
    ResponseField,
    ValueType,
)
from rulec.records import dataclass
from rulec.resolve.chosen import Chosen, is_chosen
from rulec.resolve.context import SetContext, location_hint
from rulec.resolve.names import Names
from rulec.resolve.rows import split
from rulec.resolve.template_sources import as_written
from rulec.resolve.templates import template
from rulec.source import Span
from rulec.syntax.nodes import Cell, Node, Scalar
from rulec.syntax.scalars import as_flag, as_whole_number, empty_value, unquoted_template
from rulec.syntax.shapes import start_of


@dataclass(frozen=True, slots=True)
class Values:
    """Resolves the values of one rule's effects."""

    context: SetContext
    names: Names

    def value(self, row: ResponseField, node: Node) -> Value | None:
        """What a node means in a field; None after noting what is wrong."""
        node = self.names.cell(node)
        if is_chosen(node):
            return self._chosen(row, node)
        if isinstance(node, Scalar) and node.empty:
            self.context.problems.found.append(empty_value(node, row.name))
            return None
        if isinstance(node, Scalar) and node.is_null:
            return Constant(None)
        match row.type:
            case ValueType.OBJECT:
                return self._record(row, node)
            case ValueType.OBJECT_LIST:
                return self._list(row, node)
            case ValueType.TEXT_LIST:
                return self._list(row, node)
            case ValueType.BOOLEAN | ValueType.INTEGER:
                return self._typed(row, node)
            case _:
                return self._text(row, node)

    def templates_only(self, node: Node) -> None:
        """Looks for mistakes in the templates of a value whose field is not known."""
        if isinstance(node, Scalar) and not node.empty and not node.is_null:
            template(node, self.context, self.names)

    def _chosen(self, row: ResponseField, node: Node) -> Value | None:
        """A chosen or looked-up value, each of whose values must fit the field."""

        def read(part: Node) -> Value | None:
            value = self.value(row, part)
            if row.pin and isinstance(value, Constant) and isinstance(value.value, str):
                # Written alone, Pexip's rules for PINs look at it together with other fields.
                return value if self._fits(row, value.value, part.span, "this PIN") else None
            return value

        return Chosen(self.context, self.names, read).value(node)

    def _fits(self, row: ResponseField, text: str, span: Span, what: str) -> bool:
        """Whether Pexip takes a text that no message may repeat."""
        if text == "" or fit(row, text) == text:
            return True
        hint = f"a PIN has {PIN_MIN_CHARACTERS} to {PIN_MAX_CHARACTERS} digits; the last may be `#`"
        message = f"Pexip does not take {what} as `{row.name}`"
        hint = hint if row.pin else f"give it another value, or use another field than `{row.name}`"
        self.context.problems.add(codes.WRONG_VALUE, message, span, hint)
        return False

    def _text(self, row: ResponseField, node: Node) -> Value | None:
        text = self.context.problems.text(node, row.name)
        if text is None:
            return None
        value = template(text, self.context, self.names)
        if isinstance(value, Constant):
            if value.value is None:
                return value
            written = as_written(value)
            return Constant(written) if self._literal(row, written, text) else None
        if isinstance(value, Secret):
            what = f"the value of `env:{value.name}`"
            return value if self._fits(row, value.value, text.span, what) else None
        return value

    def _literal(self, row: ResponseField, written: str, text: Scalar) -> bool:
        """Whether a written text fits; PINs are looked at together, not here."""
        problems = self.context.problems
        if row.values and written not in row.values:
            hint = _flag_meant(text, row) or did_you_mean(written, row.values)
            hint = hint or f"one of {names(row.values)}"
            message = f"`{row.name}` cannot be `{short(written)}`"
            if row.location:
                hint = location_hint(written, row.values)
                message = f"unknown location `{short(written)}`"
                problems.add(codes.UNKNOWN_LOCATION, message, text.span, hint)
                return False
            if row.values_closed:
                problems.add(codes.WRONG_VALUE, message, text.span, hint)
                return False
            message = f"`{row.name}` is not known to accept `{short(written)}`"
            problems.add(codes.UNKNOWN_CHOICE, message, text.span, hint)
        if row.pin:
            return True
        message = hint = ""
        if len(written) > row.max_length:
            message = f"`{row.name}` has at most {row.max_length} characters, not {len(written)}"
            hint = "shorten it"
        elif len(written) < row.min_length:
            message, hint = f"`{row.name}` cannot be empty", "write a text"
        elif row.uuid and not re.search(UUID_PATTERN, written):
            message = f"`{row.name}` must be a UUID, not `{short(written)}`"
            hint = "write 8-4-4-4-12 hexadecimal digits"
        if message:
            problems.add(codes.WRONG_VALUE, message, text.span, hint)
        return not message

    def _typed(self, row: ResponseField, node: Node) -> Value | None:
        """A boolean or a number, written or as a single template of that type."""
        problems = self.context.problems
        if unquoted_template(node) is not None:
            problems.text(node, row.name)
            return None
        if isinstance(node, Scalar) and not node.plain and "{" in node:
            value = template(node, self.context, self.names)
            if value is None or value == Constant(None):
                return value
            if type_of(value) is not row.type:
                self._wrong_type(row, value, node.span)
                return None
            return value
        read = as_flag if row.type is ValueType.BOOLEAN else as_whole_number
        written = problems.value_or_note(read(node, row.name))
        if not isinstance(written, int):
            return None
        if row.type is ValueType.INTEGER and not _in_range(written, row):
            message = f"`{row.name}` goes from {_range(row)}, not {written}"
            problems.add(codes.WRONG_VALUE, message, node.span, "write a number in that range")
            return None
        return Constant(written)

    def _list(self, row: ResponseField, node: Node) -> Value | None:
        if isinstance(node, Scalar) and not isinstance(node, Cell) and "{" in node:
            # A misspelt column, or what would have to be in a list; only the first is told so.
            before = len(self.context.problems.found)
            if template(node, self.context, self.names) is None and self.names.columns:
                return None
            del self.context.problems.found[before:]
        expanded = split(node) if isinstance(node, Cell) else self.context.expanded(node)
        if expanded is None:
            return None
        written = self.context.problems.sequence(expanded, row.name)
        if written is None:
            return None
        items = [part for item in written for part in _parts(self.names.cell(item))]
        # A null item is left out of the answer, whether written or computed.
        values = [self._item(row, i) for i in items if not (isinstance(i, Scalar) and i.is_null)]
        good = [value for value in values if value is not None]
        return ListOf(tuple(good)) if len(good) == len(values) else None

    def _item(self, row: ResponseField, node: Node) -> Value | None:
        """A text, or an object, in a list."""
        if is_chosen(node):
            return self._chosen_item(row, node)
        return self._record(row, node) if row.items else self._text(row, node)

    def _chosen_item(self, row: ResponseField, node: Node) -> Value | None:
        def read(part: Node) -> Value | None:
            part = self.names.cell(part)
            null = isinstance(part, Scalar) and part.is_null
            return Constant(None) if null else self._item(row, part)

        return Chosen(self.context, self.names, read).value(node)

    def _record(self, row: ResponseField, node: Node) -> Value | None:
        problems = self.context.problems
        mapping = problems.mapping(node, row.name)
        if mapping is None:
            return None
        rows = {item.name: self.context.facts.fitted(item) for item in row.items}
        entries: list[Entry] = []
        given: set[str] = set()
        good = True
        for name, value in mapping.items():
            if name not in rows:
                hint = did_you_mean(name, rows) or f"known are {names(rows)}"
                message = f"`{row.name}` has no field `{short(name)}`"
                problems.add(codes.UNKNOWN_TARGET, message, mapping.key_spans[name], hint)
                given.add(nearest(name, rows) or name)
                good = False
                continue
            made = self.value(rows[name], value)
            if made != Constant(None):
                given.add(name)
            if made is None:
                good = False
            elif made != Constant(None):
                entries.append(Entry(rows[name], made))
        missing = [name for name, item in rows.items() if item.required and name not in given]
        if missing:
            message = f"an item of `{row.name}` needs {names(missing)}"
            if row.type is ValueType.OBJECT:
                message = f"`{row.name}` needs {names(missing)}"
            problems.add(codes.MISSING_FIELD, message, start_of(mapping), f"add `{missing[0]}`")
        return Record(tuple(entries)) if good and not missing else None

    def _wrong_type(self, row: ResponseField, value: Value, span: Span) -> None:
        given = type_of(value)
        message = f"`{row.name}` takes {row.type.with_article}, but this gives {given.with_article}"
        hint = f"use a field that is {row.type.with_article}, or write the value itself"
        if isinstance(value, Read) and isinstance(value.source, LetRead):
            hint = "a named value that is written, or a cell, is text: use it here directly"
        self.context.problems.add(codes.WRONG_TYPE, message, span, hint)

    def text(self, row: ResponseField, node: Node) -> Value | None:
        """The value of a text field that cannot be null, such as an alias to redirect to."""
        node = self.names.cell(node)
        if is_chosen(node):
            return self._chosen(row, node)
        text = self.context.problems.text(node, row.name)
        return None if text is None else self._text(row, text)


def _parts(node: Node) -> list[Node]:
    """An item of a list; the items of a cell that holds several."""
    return list(split(node)) if isinstance(node, Cell) and ";" in node else [node]


def _flag_meant(text: Scalar, row: ResponseField) -> str:
    """A hint for `true` or `false` in a field whose texts are yes and no, or on and off."""
    pair = {"true": ("yes", "on"), "false": ("no", "off")}.get(text, ()) if text.plain else ()
    return next((f"write `{word}`" for word in pair if word in row.values), "")


def _in_range(number: int, row: ResponseField) -> bool:
    low = row.minimum is None or number >= row.minimum
    return low and (row.maximum is None or number <= row.maximum)


def _range(row: ResponseField) -> str:
    least = "any number" if row.minimum is None else str(row.minimum)
    return f"{least} to {'any number' if row.maximum is None else row.maximum}"


def may_be_null(value: Value) -> bool:
    """Whether a value may turn out null for some call."""
    match value:
        case Constant(scalar):
            return scalar is None
        case ListOf():
            return False
        case Record(entries):
            return any(entry.field.required and may_be_null(entry.value) for entry in entries)
        case Secret():
            return False
        case Choice(then=then, otherwise=otherwise):
            return may_be_null(then) or may_be_null(otherwise)
        case Lookup(entries=entries, otherwise=otherwise):
            return any(may_be_null(entry) for _, entry in entries) or may_be_null(otherwise)
        case Concat(parts):
            return all(may_be_null(part) for part in parts)
        case Read(CaptureRead(operator=PatternOperator(patterns=(pattern,)), group=group)):
            # Its rule applies only where the pattern matches.
            return group not in pattern.full_groups
        case Apply(filter=row, arguments=arguments) if row.name == "default":
            # Computed text that comes out empty is null.
            return may_be_null(arguments[0]) or arguments[0] == Constant("")
        case _:
            return True
