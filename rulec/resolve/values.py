"""Values of effects: checked against the row of the field that they are written to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rulec.diagnostics import did_you_mean, names
from rulec.diagnostics import codes_resolving as codes
from rulec.ir import Apply, Concat, Constant, Entry, ListOf, Read, Record, Value, type_of
from rulec.pexip import UUID_PATTERN, ResponseField, ValueType
from rulec.resolve.context import SetContext, is_list_reference
from rulec.resolve.names import Names
from rulec.resolve.templates import template
from rulec.source import Span
from rulec.syntax.nodes import Mapping, Node, Scalar, Sequence
from rulec.syntax.scalars import (
    as_flag,
    as_mapping,
    as_sequence,
    as_text,
    as_whole_number,
    empty_value,
)

_TEXTUAL = (ValueType.TEXT, ValueType.TEXT_OR_LIST)


@dataclass(frozen=True, slots=True)
class Values:
    """Resolves the values of one rule's effects."""

    context: SetContext
    names: Names

    def value(self, row: ResponseField, node: Node) -> Value | None:
        """What a node means in a field; None after noting what is wrong."""
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

    def _text(self, row: ResponseField, node: Node) -> Value | None:
        text = self.context.problems.text(node, row.name)
        if text is None:
            return None
        value = template(text, self.context, self.names)
        if isinstance(value, Constant):
            return value if self._literal(row, value, text) else None
        if isinstance(value, Read) and type_of(value) is ValueType.TEXT_LIST:
            self._wrong_type(row, value, text.span)
            return None
        return value

    def _literal(self, row: ResponseField, value: Constant, text: Scalar) -> bool:
        """Whether a written text fits; PINs are looked at together, not here."""
        problems = self.context.problems
        written = str(value.value)
        if row.values and written not in row.values:
            hint = did_you_mean(written, row.values) or f"one of {names(row.values)}"
            message = f"`{row.name}` cannot be `{written}`"
            if row.location:
                message = f"unknown location `{written}`"
                problems.add(codes.UNKNOWN_LOCATION, message, text.span, hint)
                return False
            if row.values_closed:
                problems.add(codes.WRONG_VALUE, message, text.span, hint)
                return False
            message = f"`{row.name}` is not known to accept `{written}`"
            problems.add(codes.UNKNOWN_CHOICE, message, text.span, hint)
        if row.pin:
            return True
        if len(written) > row.max_length:
            message = f"`{row.name}` has at most {row.max_length} characters, not {len(written)}"
            problems.add(codes.WRONG_VALUE, message, text.span, "shorten it")
            return False
        if len(written) < row.min_length:
            problems.add(
                codes.WRONG_VALUE, f"`{row.name}` cannot be empty", text.span, "write a text"
            )
            return False
        if row.uuid and not re.search(UUID_PATTERN, written):
            hint = "write 8-4-4-4-12 hexadecimal digits"
            problems.add(codes.WRONG_VALUE, f"`{row.name}` must be a UUID", text.span, hint)
            return False
        return True

    def _typed(self, row: ResponseField, node: Node) -> Value | None:
        """A boolean or a number, written or as a single template of that type."""
        problems = self.context.problems
        if isinstance(node, Scalar) and not node.plain and "{" in node:
            value = template(node, self.context, self.names)
            if value is None:
                return None
            if isinstance(value, Concat | Constant) or type_of(value) is not row.type:
                self._wrong_type(row, value, node.span)
                return None
            return value
        read = as_flag if row.type is ValueType.BOOLEAN else as_whole_number
        written = problems.value_or_note(read(node, row.name))
        if not isinstance(written, int):
            return None
        low = row.minimum is not None and written < row.minimum
        high = row.maximum is not None and written > row.maximum
        if row.type is ValueType.INTEGER and (low or high):
            least = row.minimum if row.minimum is not None else "any"
            message = f"`{row.name}` goes from {least} to {row.maximum}, not {written}"
            problems.add(codes.WRONG_VALUE, message, node.span, row.doc)
            return None
        return Constant(written)

    def _list(self, row: ResponseField, node: Node) -> Value | None:
        problems = self.context.problems
        if is_list_reference(node) and isinstance(node, Mapping):
            items = self.context.list_items(node)
        else:
            found = problems.value_or_note(as_sequence(node, row.name))
            items = found if isinstance(found, Sequence) else None
        if items is None:
            return None
        read = self._record if row.type is ValueType.OBJECT_LIST else self._text
        values = [read(row, item) for item in items]
        good = [value for value in values if value is not None]
        return ListOf(tuple(good)) if len(good) == len(values) else None

    def _record(self, row: ResponseField, node: Node) -> Value | None:
        problems = self.context.problems
        mapping = problems.value_or_note(as_mapping(node, row.name))
        if not isinstance(mapping, Mapping):
            return None
        rows = {item.name: item for item in row.items}
        entries: list[Entry] = []
        good = True
        for name, value in mapping.items():
            if name not in rows:
                hint = did_you_mean(name, rows) or f"known are {names(rows)}"
                message = f"`{row.name}` has no field `{name}`"
                problems.add(codes.UNKNOWN_TARGET, message, mapping.key_spans[name], hint)
                good = False
                continue
            made = self.value(self.context.facts.fitted(rows[name]), value)
            if made is None:
                good = False
            elif made != Constant(None):
                entries.append(Entry(self.context.facts.fitted(rows[name]), made))
        missing = [name for name, item in rows.items() if item.required and name not in mapping]
        for name in missing:
            message = f"`{row.name}` needs `{name}`"
            problems.add(codes.MISSING_FIELD, message, _start(mapping), f"add `{name}`")
        return Record(tuple(entries)) if good and not missing else None

    def _wrong_type(self, row: ResponseField, value: Value, span: Span) -> None:
        given = type_of(value).value
        message = f"`{row.name}` is {row.type.value}, but this gives {given}"
        hint = "" if row.type in _TEXTUAL else "use a field of that type, or write the value itself"
        if row.type in _TEXTUAL:
            hint = "add `| join` behind the list"
        self.context.problems.add(codes.WRONG_TYPE, message, span, hint)

    def text(self, row: ResponseField, node: Node) -> Value | None:
        """The value of a text field that cannot be null, such as an alias to redirect to."""
        text = self.context.problems.value_or_note(as_text(node, row.name))
        return self._text(row, text) if isinstance(text, Scalar) else None


def _start(mapping: Mapping) -> Span:
    return next(iter(mapping.key_spans.values()), mapping.span)


def may_be_null(value: Value) -> bool:
    """Whether a value may turn out null for some call."""
    match value:
        case Constant(scalar):
            return scalar is None
        case ListOf():
            return False
        case Record(entries):
            return any(entry.field.required and may_be_null(entry.value) for entry in entries)
        case Concat(parts):
            return all(may_be_null(part) for part in parts)
        case Apply(filter=row, arguments=arguments) if row.name == "default":
            return may_be_null(arguments[0])
        case _:
            return True
