"""Ways to make a condition hold, as lists of single tests and how each must turn out."""

from __future__ import annotations

from typing import assert_never

from rulec.ir import (
    All,
    AnyOf,
    Condition,
    DateRange,
    FieldTest,
    ItemTest,
    Named,
    Not,
    NoValue,
    ServiceFound,
    TimeWindow,
)
from rulec.records import dataclass

#: A condition without conditions in it.
Leaf = FieldTest | ItemTest | NoValue | ServiceFound | TimeWindow | DateRange


@dataclass(frozen=True, slots=True)
class Wish:
    """A single test, and whether it should hold."""

    leaf: Leaf
    holds: bool


#: Wishes that make a condition come out as wanted when all of them come true.
Way = tuple[Wish, ...]


def ways(condition: Condition, *, holds: bool = True) -> tuple[Way, ...]:
    """Ways to make a condition hold (or not), the simplest first; none where there is no way.

    Every alternative of every `any` occurs in one way at least. Alternatives in different places
    are taken side by side instead of each with each, so there are never more ways than the
    condition has tests.
    """
    match condition:
        case All(conditions) | AnyOf(conditions):
            every = [ways(part, holds=holds) for part in conditions]
            if isinstance(condition, All) is holds:
                return _together(every)
            return tuple(way for alternatives in every for way in alternatives)
        case Not(inner):
            return ways(inner, holds=not holds)
        case Named(condition=inner):
            return ways(inner, holds=holds)
        case FieldTest() | ItemTest() | NoValue() | ServiceFound() | TimeWindow() | DateRange():
            return ((Wish(condition, holds),),)
        case _:
            assert_never(condition)


def _together(every: list[tuple[Way, ...]]) -> tuple[Way, ...]:
    """Ways that take one way of each part: first the first of all, then each other one once."""
    if not all(every):
        return ()
    most = max(map(len, every), default=1)
    joined = []
    for number in range(most):
        chosen = [alternatives[number % len(alternatives)] for alternatives in every]
        joined.append(tuple(dict.fromkeys(wish for way in chosen for wish in way)))
    return tuple(joined)
