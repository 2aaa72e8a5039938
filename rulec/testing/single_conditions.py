"""The single conditions of a rule, as an author counts them: one for each thing that is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rulec.evaluate import Inputs, holds
from rulec.ir import (
    All,
    AnyOf,
    Condition,
    DateRange,
    FieldRead,
    FieldTest,
    ItemTest,
    Named,
    Not,
    NoValue,
    PartRead,
    ServiceFound,
    TimeWindow,
)
from rulec.source import Span

#: Where a single condition stands in its tree: the steps down from the root.
Place = tuple[int, ...]

_Leaf = FieldTest | ItemTest | NoValue | ServiceFound | TimeWindow | DateRange


@dataclass(frozen=True, slots=True)
class SingleCondition:
    """One test of a field, of the service or of the clock, with a `not` that is right in front."""

    place: Place
    condition: Condition
    span: Span | None
    #: The named condition that it is part of, the innermost one; empty where there is none.
    named: str = ""
    #: It asks about a service, which must be found first: an entry below `service_config`, or a
    #: bare field of it. Without a service it does not hold, whatever it asks.
    of_service: bool = False

    def holds(self, inputs: Inputs) -> bool:
        """Whether it holds for a request."""
        return (not self.of_service or inputs.service is not None) and holds(self.condition, inputs)


def single_conditions(condition: Condition) -> tuple[SingleCondition, ...]:
    """The single conditions of a tree, in its order.

    The resolver's own question whether there is a service, in front of what is asked about it, is
    none. What was written once and is used twice, through named conditions, counts once.
    """
    found: list[SingleCondition] = []
    by_span: dict[Span, list[Condition]] = {}
    for single in _walk(condition, (), "", of_service=False):
        if single.span is not None:
            # The operators of one entry share its span, but are not equal.
            known = by_span.setdefault(single.span, [])
            if single.condition in known:
                continue
            known.append(single.condition)
        found.append(single)
    return tuple(found)


def _walk(
    condition: Condition, place: Place, named: str, *, of_service: bool
) -> Iterator[SingleCondition]:
    match condition:
        case All((ServiceFound(), inner)) if _asks_service(inner):
            yield from _walk(inner, (*place, 1), named, of_service=True)
        case All(conditions) | AnyOf(conditions):
            for number, part in enumerate(conditions):
                yield from _walk(part, (*place, number), named, of_service=of_service)
        case Named(name, inner):
            yield from _walk(inner, (*place, 0), name, of_service=of_service)
        case Not(inner):
            leaf = _behind_nots(inner)
            if leaf is None:
                yield from _walk(inner, (*place, 0), named, of_service=of_service)
            else:
                yield SingleCondition(place, condition, leaf.span, named, of_service)
        case _:
            yield SingleCondition(place, condition, condition.span, named, of_service)


def _behind_nots(condition: Condition) -> _Leaf | None:
    match condition:
        case Not(inner):
            return _behind_nots(inner)
        case All() | AnyOf() | Named():
            return None
        case _:
            return condition


def _asks_service(condition: Condition) -> bool:
    """Whether everything in a condition asks about fields of a service that is known to be there.

    A bare field beside a `service_config: found` that was written brings its own question along.
    """
    match condition:
        case All(conditions) | AnyOf(conditions):
            return bool(conditions) and all(map(_asks_service, conditions))
        case Not(inner) | Named(condition=inner):
            return _asks_service(inner)
        case FieldTest(subject) | ItemTest(subject) | NoValue(subject):
            if not isinstance(subject, FieldRead | PartRead):
                return False
            return subject.field.path[0] == "service_config"
        case _:
            return False
