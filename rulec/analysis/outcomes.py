"""What effects write, in a form in which equal things are equal however they are written."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import assert_never

from rulec.analysis.calls import Calls
from rulec.analysis.formulas import FALSE, TRUE, Formula, opposite
from rulec.evaluate import NO_INPUTS, as_text, fit
from rulec.evaluate.fitting import written
from rulec.ir import (
    JSON_TYPES,
    LISTS,
    Append,
    Apply,
    Assignment,
    CaptureRead,
    Choice,
    Concat,
    Constant,
    Continue,
    Create,
    Effect,
    Entry,
    FieldRead,
    FieldTest,
    Gather,
    Keep,
    LetRead,
    ListOf,
    Lookup,
    NoValue,
    PartRead,
    Read,
    Record,
    Redirect,
    Reject,
    Replace,
    Secret,
    Set,
    Source,
    Value,
    type_of,
)
from rulec.ir.walk import walk
from rulec.operators import AtLeast, AtMost, Equals, Operator
from rulec.pexip import NEW_ALIAS, REJECT_REASON, ResponseField, ValueType

#: A value or an effect by what it does: two that have the same key do the same on every call.
Key = Hashable

NULL: Key = ("constant", "NoneType", None)


class Outcomes:
    """The keys of values and effects of one policy; conditions in them are formulas of `calls`."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._effects: dict[tuple[Effect, ...], tuple[Key, ...]] = {}

    def effects(self, effects: tuple[Effect, ...]) -> tuple[Key, ...]:
        """The keys of effects; of some that change nothing there are none."""
        if effects not in self._effects:
            kept = (effect for effect in effects if not isinstance(effect, Continue))
            self._effects[effects] = tuple(map(self._effect, kept))
        return self._effects[effects]

    def _effect(self, effect: Effect) -> Key:
        match effect:
            case Reject(None):
                return ("reject", NULL)
            case Reject(reason):
                return self.rejected(reason)
            case Redirect(alias):
                return ("redirect", self.written(NEW_ALIAS, alias))
            case (
                Set(assignments)
                | Create(assignments)
                | Replace(assignments)
                | Keep(assignments)
                | Append(assignments)
            ):
                return (type(effect).__name__, self._assigned(assignments))
            case Continue():
                return ("continue",)
            case _:
                assert_never(effect)

    def rejected(self, reason: Value | None) -> Key:
        """The key of a refusal; an empty reason is none."""
        key = NULL if reason is None else self.written(REJECT_REASON, reason)
        return ("reject", NULL if key == ("constant", "str", "") else key)

    def _assigned(self, assignments: tuple[Assignment, ...]) -> Key:
        return frozenset((a.field.name, self.written(a.field, a.value)) for a in assignments)

    def written(self, field: ResponseField, value: Value) -> Key:
        """The key of what a value writes into a field."""
        return self._key(settled(field, value), field)

    # --- Values -----------------------------------------------------------------------------------

    def _key(self, value: Value, field: ResponseField | None = None) -> Key:
        """The key of a value; with a field, of what is left of it there."""
        match value:
            case Constant(scalar):
                return ("constant", type(scalar).__name__, scalar)
            case ListOf(parts):
                keys = (self._key(part, field) for part in parts)
                return ("list", tuple(key for key in keys if key != NULL))
            case Record(entries):
                return (
                    "record",
                    frozenset((e.field.name, self.written(e.field, e.value)) for e in entries),
                )
            case Choice(when, then, otherwise):
                arms = self._key(then, field), self._key(otherwise, field)
                return self._choice(self._calls.of(when), *arms)
            case Lookup(_, entries, key, otherwise):
                found = frozenset((name, self._key(one, field)) for name, one in entries)
                return ("lookup", found, self._key(key), self._key(otherwise, field))
            case _ if field is None or _is_list(value):
                return self._computed_key(value)
            case _:
                return ("fitted", _limits(field), self._computed_key(value))

    def _computed_key(self, value: Read | Apply | Concat | Gather | Secret) -> Key:
        """The key of a value that is fitted to the field that it is written to."""
        match value:
            case Secret(value=text):
                return ("secret", text)
            case Read(source):
                return self.source(source)
            case Apply(row, inner, arguments):
                return ("filter", row.name, self._key(inner), self._keys(arguments))
            case Concat(parts):
                return ("text", tuple(self._pieces(parts)))
            case Gather(parts):
                return ("gather", self._keys(parts))
            case _:
                assert_never(value)

    def _keys(self, values: Iterable[Value]) -> tuple[Key, ...]:
        return tuple(map(self._key, values))

    def _pieces(self, parts: tuple[Value, ...]) -> Iterator[Key]:
        """The parts of a text: constants beside each other are one, and so are nested texts."""
        plain = ""
        for part in _flat(parts):
            if isinstance(part, Constant):
                plain += as_text(part.value)
                continue
            if plain:
                yield plain
            plain = ""
            yield self._key(part)
        if plain:
            yield plain

    def _choice(self, when: Formula, one: Key, other: Key) -> Key:
        if when in (TRUE, FALSE):
            return one if when == TRUE else other
        if one == other:
            return one
        return ("choice", when, one, other) if when > 0 else ("choice", -when, other, one)

    def source(self, source: Source) -> Key:
        """The key of what a source reads."""
        match source:
            case FieldRead(row):
                return ("field", row.path, row.type)
            case PartRead(row, part):
                return ("part", row.path, row.type, part)
            case CaptureRead(_, subject, operator, group):
                return ("capture", self.source(subject), operator, group)
            case LetRead(value=Constant("")):
                return NULL
            case LetRead(value=value):
                # A `let` that names a list is the text that an attribute may be instead of one.
                return ("let", self._key(value)) if _is_list(value) else self._key(value)
            case _:
                assert_never(source)

    # --- When a value writes ----------------------------------------------------------------------

    def writes(self, field: ResponseField, value: Value) -> Formula | None:
        """The calls on which what a value writes is not null; None where no condition says so."""
        return self._writes(field, settled(field, value))

    def _writes(self, field: ResponseField, value: Value) -> Formula | None:
        if reads_nothing(value):
            return FALSE if written(field, value, NO_INPUTS) is None else TRUE
        match value:
            case Choice(when, then, otherwise):
                some, others = self._writes(field, then), self._writes(field, otherwise)
                if some is None or others is None:
                    return None
                chosen, calls = self._calls.of(when), self._calls
                return calls.either(calls.both(chosen, some), calls.both(opposite(chosen), others))
            case Lookup():
                return self._found(field, value)
            case ListOf():
                return TRUE
            case Record():
                return None
            case Read(FieldRead(row)) if row.type in JSON_TYPES:
                return None
            case _:
                return self._computed(field, value)

    def _found(self, field: ResponseField, value: Lookup) -> Formula | None:
        """Where a look-up gives something."""
        otherwise = self._writes(field, value.otherwise)
        empty = tuple(name for name, one in value.entries if one == Constant(None))
        if otherwise is None or not value.entries or type_of(value.key) is not ValueType.TEXT:
            return None
        source = _as_source(value.key)
        known = self._calls.of(FieldTest(source, Equals(tuple(name for name, _ in value.entries))))
        null = self._calls.of(FieldTest(source, Equals(empty))) if empty else FALSE
        return self._calls.either(
            self._calls.both(known, opposite(null)),
            self._calls.both(opposite(known), otherwise),
        )

    def _computed(self, field: ResponseField, value: Value) -> Formula | None:
        """Where a computed scalar is there and fits the field."""
        closed = bool(field.values) and field.values_closed
        other_type = type_of(value) is not field.type
        if field.pin or field.uuid or (other_type and (closed or field.type is ValueType.INTEGER)):
            return None
        operators: list[Operator] = []
        if field.type is ValueType.INTEGER:
            operators += [AtLeast(field.minimum)] if field.minimum is not None else []
            operators += [AtMost(field.maximum)] if field.maximum is not None else []
        elif field.type is not ValueType.BOOLEAN and closed:
            operators.append(Equals(field.values))
        elif isinstance(value, Concat) and any(_is_text(part) for part in value.parts):
            return TRUE
        source = _as_source(value)
        there = opposite(self._calls.of(NoValue(source)))
        return self._calls.both(
            there, *(self._calls.of(FieldTest(source, each)) for each in operators)
        )


def settled(field: ResponseField, value: Value) -> Value:
    """A value without the names of `let`; a named constant as it is fitted to the field."""
    return _settled(field, value, computed=False)


def _settled(field: ResponseField, value: Value, *, computed: bool) -> Value:
    def again(inner: Value) -> Value:
        return _settled(field, inner, computed=computed)

    match value:
        case Read(LetRead(value=inner)) if not _is_list(inner):
            return _settled(field, inner, computed=True)
        case Constant(scalar) if computed:
            return Constant(None if scalar in ("", None) else fit(field, scalar))
        case Choice(when, then, otherwise):
            return Choice(when, again(then), again(otherwise))
        case Lookup(table, entries, key, otherwise):
            return Lookup(
                table, tuple((name, again(one)) for name, one in entries), key, again(otherwise)
            )
        case ListOf(items):
            return ListOf(tuple(map(again, items)))
        case Record(entries):
            return Record(tuple(Entry(e.field, settled(e.field, e.value)) for e in entries))
        case _:
            return value


def _limits(field: ResponseField) -> Key:
    """What a field does to a computed value."""
    values = frozenset(field.values) if field.values_closed else frozenset()
    numbers = field.minimum, field.maximum, field.max_length
    return (field.type, field.nullable, field.pin, field.uuid, values, *numbers)


def _flat(parts: tuple[Value, ...]) -> Iterator[Value]:
    """The parts of a text with the parts of texts in it."""
    for part in parts:
        match part:
            case Concat(inner) | Read(LetRead(value=Concat(inner))):
                yield from _flat(inner)
            case Read(LetRead(value=Constant() as inner)):
                yield inner
            case _:
                yield part


def _is_list(value: Value) -> bool:
    """Whether a value is a list or an object as it came."""
    return isinstance(value, Read) and (
        isinstance(value.source, FieldRead) and value.source.field.type in (*LISTS, *JSON_TYPES)
    )


def _as_source(value: Value) -> Source:
    """A source that has the value of one, as it is in a template."""
    if isinstance(value, Read) and not _is_list(value):
        return value.source
    return LetRead("", value)


def _is_text(part: Value) -> bool:
    return isinstance(part, Constant) and as_text(part.value) != ""


def reads_nothing(value: Value) -> bool:
    """Whether a value is the same on every call."""
    return not any(isinstance(node, FieldRead | PartRead | Lookup | Choice) for node in walk(value))
