"""The single conditions of a rule, as an author counts them: one for each thing that is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from rulec.evaluate import Inputs, holds
from rulec.ir import (
    All,
    AnyOf,
    Append,
    Apply,
    CaptureRead,
    Choice,
    Concat,
    Condition,
    Constant,
    Continue,
    Create,
    DateRange,
    Effect,
    FieldRead,
    FieldTest,
    Gather,
    ItemTest,
    Keep,
    LetRead,
    ListOf,
    Lookup,
    Named,
    Not,
    NoValue,
    PartRead,
    Read,
    Record,
    Redirect,
    Reject,
    Replace,
    Secret,
    ServiceFound,
    Set,
    Source,
    TimeWindow,
    Value,
)
from rulec.operators import Equals
from rulec.records import dataclass
from rulec.source import Span

#: Where a single condition stands in its tree: the steps down from the root.
Place = tuple[int, ...]

_Leaf = FieldTest | ItemTest | NoValue | ServiceFound | TimeWindow | DateRange


@dataclass(frozen=True, slots=True)
class SingleCondition:
    """One test of a field, of the service or of the clock, with a `not` that is right in front.

    With a `table` it is a look-up there by `key`, and the condition holds when a row is found.
    """

    place: Place
    condition: Condition
    span: Span | None
    #: The named condition or value that it is part of, the innermost one; empty where none is.
    named: str = ""
    #: It asks about a service, which must be found first: an entry below `service_config`, or a
    #: bare field of it. Without a service it does not hold, whatever it asks.
    of_service: bool = False
    table: str = ""
    key: Value | None = None

    def holds(self, inputs: Inputs) -> bool:
        """Whether it holds for a request."""
        return (not self.of_service or inputs.service is not None) and holds(self.condition, inputs)


def single_conditions(condition: Condition) -> tuple[SingleCondition, ...]:
    """The single conditions of a tree, in its order, and those of values that it tests.

    The resolver's own question whether there is a service, in front of what is asked about it, is
    none. What was written once and is used twice, through named conditions or values, counts once.
    """
    return tuple(_Finder().of_condition(condition))


def chosen_conditions(
    effects: Iterable[Effect], when: Condition, span: Span | None
) -> tuple[SingleCondition, ...]:
    """The single conditions by which effects choose values, and their look-ups, in their order.

    Without those that the rule's own `when` asks already. `span` is the place of the rule, for
    what has none of its own.
    """
    finder = _Finder()
    for _ in finder.of_condition(when):
        pass
    return tuple(finder.of_effects(effects, span))


class _Finder:
    """Finds each single condition of a rule once."""

    def __init__(self) -> None:
        self._by_span: dict[Span, list[Condition]] = {}
        #: What is looked up does not matter to whether it is found.
        self._lookups: dict[str, list[Condition]] = {}

    def of_condition(self, condition: Condition) -> Iterator[SingleCondition]:
        """Those of a condition."""
        for single in self._walk(condition, (), "", None, of_service=False):
            if self._is_new(single):
                yield single

    def of_effects(self, effects: Iterable[Effect], span: Span | None) -> Iterator[SingleCondition]:
        """Those of the values of effects."""
        for number, (value, own) in enumerate(_values(effects)):
            for single in self._value(value, (number,), "", own or span):
                if self._is_new(single):
                    yield single

    def _is_new(self, single: SingleCondition) -> bool:
        if single.key is not None:
            known = self._lookups.setdefault(single.table, [])
        elif single.span is not None:
            # The operators of one entry share its span, but are not equal.
            known = self._by_span.setdefault(single.span, [])
        else:
            return True
        if single.condition in known:
            return False
        known.append(single.condition)
        return True

    # --- Conditions ------------------------------------------------------------------------------

    def _walk(
        self, condition: Condition, place: Place, named: str, span: Span | None, *, of_service: bool
    ) -> Iterator[SingleCondition]:
        match condition:
            case All((ServiceFound(), inner)) if asks_service(inner):
                yield from self._walk(inner, (*place, 1), named, span, of_service=True)
            case All(conditions) | AnyOf(conditions):
                for number, part in enumerate(conditions):
                    at = (*place, number)
                    yield from self._walk(part, at, named, span, of_service=of_service)
            case Named(name, inner):
                yield from self._walk(inner, (*place, 0), name, span, of_service=of_service)
            case Not(inner):
                leaf = _behind_nots(inner)
                if leaf is None:
                    yield from self._walk(inner, (*place, 0), named, span, of_service=of_service)
                else:
                    own = leaf.span or span
                    yield SingleCondition(place, condition, own, named, of_service)
                    yield from self._subject(leaf, place, named, own)
            case _:
                own = condition.span or span
                yield SingleCondition(place, condition, own, named, of_service)
                yield from self._subject(condition, place, named, own)

    def _subject(
        self, leaf: _Leaf, place: Place, named: str, span: Span | None
    ) -> Iterator[SingleCondition]:
        """What decides the value that a condition tests."""
        if isinstance(leaf, FieldTest | ItemTest | NoValue):
            yield from self._source(leaf.subject, (*place, 0), named, span)

    # --- Values ----------------------------------------------------------------------------------

    def _source(
        self, source: Source, place: Place, named: str, span: Span | None
    ) -> Iterator[SingleCondition]:
        match source:
            case FieldRead() | PartRead():
                pass
            case CaptureRead(subject=subject):
                yield from self._source(subject, place, named, span)
            case LetRead(name, value):
                yield from self._value(value, place, name, span)
            case _:
                assert_never(source)

    def _value(
        self, value: Value, place: Place, named: str, span: Span | None
    ) -> Iterator[SingleCondition]:
        parts: tuple[Value, ...] = ()
        match value:
            case Constant() | Secret():
                return
            case Read(source):
                yield from self._source(source, place, named, span)
            case Apply(value=inner, arguments=arguments):
                parts = (inner, *arguments)
            case Concat(parts) | Gather(parts) | ListOf(parts):
                pass
            case Record(entries):
                parts = tuple(entry.value for entry in entries)
            case Choice(when, then, otherwise):
                yield from self._walk(when, (*place, 0), named, span, of_service=False)
                # Not a part, whose place the condition has.
                parts = (Constant(None), then, otherwise)
            case Lookup(table, entries, key, otherwise):
                keys = tuple(text for text, _ in entries)
                # A key is text, whatever type it has, and none at all is in no table.
                found = FieldTest(LetRead("", Concat((key,))), Equals(keys))
                yield SingleCondition(place, found, span, named, table=table, key=key)
                parts = (key, otherwise)
            case _:
                assert_never(value)
        for number, part in enumerate(parts):
            yield from self._value(part, (*place, number), named, span)


def _values(effects: Iterable[Effect]) -> Iterator[tuple[Value, Span | None]]:
    """The values of effects, with their places as far as they have one."""
    for effect in effects:
        match effect:
            case Reject(reason):
                if reason is not None:
                    yield reason, None
            case Redirect(alias):
                yield alias, None
            case Continue():
                pass
            case Set(given) | Create(given) | Replace(given) | Keep(given) | Append(given):
                yield from ((assignment.value, assignment.span) for assignment in given)
            case _:
                assert_never(effect)


def _behind_nots(condition: Condition) -> _Leaf | None:
    match condition:
        case Not(inner):
            return _behind_nots(inner)
        case All() | AnyOf() | Named():
            return None
        case _:
            return condition


def asks_service(condition: Condition) -> bool:
    """Whether everything in a condition asks about fields of a service that is known to be there.

    A bare field beside a `service_config: found` that was written brings its own question along.
    """
    match condition:
        case All(conditions) | AnyOf(conditions):
            return bool(conditions) and all(map(asks_service, conditions))
        case Not(inner) | Named(condition=inner):
            return asks_service(inner)
        case FieldTest(subject) | ItemTest(subject) | NoValue(subject):
            if not isinstance(subject, FieldRead | PartRead):
                return False
            return subject.field.path[0] == "service_config"
        case _:
            return False
