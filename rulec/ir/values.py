"""What rules read and what values they make of it."""

from __future__ import annotations

from dataclasses import field as attribute
from typing import TYPE_CHECKING

from rulec.matching.alias import AliasPart
from rulec.operators.text import PatternOperator
from rulec.pexip import Filter, InputField, ResponseField, ValueType
from rulec.records import dataclass

if TYPE_CHECKING:
    from rulec.ir.conditions import Condition

#: The types of sources that are read item by item.
LISTS = (ValueType.TEXT_LIST, ValueType.TEXT_OR_LIST)

#: The types of fields that can only be copied as a whole, by `keep`.
JSON_TYPES = (ValueType.TEXT_LIST, ValueType.OBJECT, ValueType.OBJECT_LIST)

# --- Sources -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldRead:
    """An input of the request, as it arrived."""

    field: InputField


@dataclass(frozen=True, slots=True)
class PartRead:
    """A part of an alias."""

    field: InputField
    part: AliasPart


@dataclass(frozen=True, slots=True)
class CaptureRead:
    """What a named group of a pattern matched, when `operator` is asked of `subject`.

    Of a list, the first item that meets the pattern.
    """

    name: str
    subject: Source
    operator: PatternOperator
    group: int


@dataclass(frozen=True, slots=True)
class LetRead:
    """A named value."""

    name: str
    value: Value


Source = FieldRead | PartRead | CaptureRead | LetRead

# --- Values --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that the author wrote. An empty text is written as it is, unlike a computed one."""

    value: str | int | bool | None


@dataclass(frozen=True, slots=True)
class Read:
    """The value of a source, with the source's type."""

    source: Source


@dataclass(frozen=True, slots=True)
class Apply:
    """A filter applied to a value. Null stays null, but for `default`."""

    filter: Filter
    value: Value
    arguments: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Gather:
    """A list of values in a template, which only `join` may take."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Concat:
    """Text with templates in it: null becomes the empty text, numbers and booleans their JSON."""

    parts: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list in an answer. Null items are left out."""

    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of a record, fitted to its catalogue row."""

    field: ResponseField
    value: Value


@dataclass(frozen=True, slots=True)
class Record:
    """An object in an answer. Null entries are left out; one that is mandatory makes it null.

    So does having no entry.
    """

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of two values, by a condition. A computed text that comes out empty is null."""

    when: Condition
    then: Value
    otherwise: Value


@dataclass(frozen=True, slots=True)
class Lookup:
    """The value that a table has for a key; a key that it does not have gives `otherwise`.

    `entries` are the keys, each once, with what is written for them: constants, or lists of
    constants. A null key is in no table.
    """

    table: str
    entries: tuple[tuple[str, Value], ...]
    key: Value
    otherwise: Value


@dataclass(frozen=True, slots=True)
class Secret:
    """A text from the environment of the build: `{env:NAME}`. Its value is never shown."""

    name: str
    value: str = attribute(repr=False)


Value = Constant | Read | Apply | Gather | Concat | ListOf | Record | Choice | Lookup | Secret


def type_of(value: Value) -> ValueType:
    """The type that a value has when it is not null."""
    match value:
        case Constant(bool()):
            return ValueType.BOOLEAN
        case Constant(int()):
            return ValueType.INTEGER
        case Constant() | Concat():
            return ValueType.TEXT
        case Read(source):
            return source_type(source)
        case Apply(filter=row, value=inner):
            return type_of(inner) if row.name == "default" else row.result
        case Choice(then=then, otherwise=otherwise):
            return type_of(otherwise if then == Constant(None) else then)
        case Lookup(entries=entries, otherwise=otherwise):
            every = (value for _, value in entries if value != Constant(None))
            return type_of(next(every, otherwise))
        case Secret():
            return ValueType.TEXT
        case Gather() | ListOf():
            return ValueType.TEXT_LIST
        case Record():
            return ValueType.OBJECT


def source_type(source: Source) -> ValueType:
    """The type that a source has when it has a value."""
    match source:
        case FieldRead(row):
            return row.type
        case LetRead(value=value):
            # A list in a template is null, so that only the text of an attribute is left.
            type_ = type_of(value)
            return ValueType.TEXT if type_ in LISTS else type_
        case PartRead() | CaptureRead():
            return ValueType.TEXT
