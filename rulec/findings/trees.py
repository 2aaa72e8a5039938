"""Conditions as trees of conjunctions and disjunctions, without negations of whole parts."""

from __future__ import annotations

from typing import assert_never

from rulec.analysis import Calls, Formula, opposite
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
    Source,
    TimeWindow,
)
from rulec.records import dataclass


@dataclass(frozen=True, eq=False)
class Tree:
    """A condition: all of the parts, or one of them; without parts it is asked as a whole."""

    condition: Condition
    formula: Formula
    parts: tuple[Tree, ...] = ()
    #: Whether one of the parts is enough.
    any: bool = False
    #: Whether nobody wrote it: what is asked of a service asks for a service.
    implied: bool = False


def tree_of(calls: Calls, condition: Condition, *, positive: bool = True) -> Tree:
    """The tree of a condition, or of its opposite.

    A named condition stays whole, because other rules use it too.
    """
    match condition:
        case All(conditions):
            parts = [tree_of(calls, part, positive=positive) for part in conditions]
            if _is_service_test(condition):
                parts[0] = Tree(parts[0].condition, parts[0].formula, implied=True)
            return _joined(calls, condition, parts, positive=positive, any_=not positive)
        case AnyOf(conditions):
            parts = [tree_of(calls, part, positive=positive) for part in conditions]
            return _joined(calls, condition, parts, positive=positive, any_=positive)
        case Not(inner):
            return tree_of(calls, inner, positive=not positive)
        case (
            Named()
            | FieldTest()
            | ItemTest()
            | NoValue()
            | ServiceFound()
            | TimeWindow()
            | DateRange()
        ):
            formula = calls.of(condition)
            return Tree(condition, formula) if positive else Tree(Not(condition), opposite(formula))
        case _:
            assert_never(condition)


def _joined(
    calls: Calls, condition: Condition, parts: list[Tree], *, positive: bool, any_: bool
) -> Tree:
    """A tree of parts; those of a part of the same kind become its own."""
    flat: list[Tree] = []
    for part in parts:
        flat += part.parts if part.parts and part.any is any_ else [part]
    if len(flat) == 1:
        return flat[0]
    formula = calls.of(condition)
    if not positive:
        return Tree(Not(condition), opposite(formula), tuple(flat), any_)
    return Tree(condition, formula, tuple(flat), any_)


def _is_service_test(condition: All) -> bool:
    """Whether the first part was not written, but stands for the service that others ask about."""
    first, *rest = condition.conditions or (None,)
    return isinstance(first, ServiceFound) and bool(rest) and all(map(_asks_service, rest))


def _asks_service(condition: Condition) -> bool:
    match condition:
        case All(conditions) | AnyOf(conditions):
            return all(map(_asks_service, conditions))
        case Not(inner):
            return _asks_service(inner)
        case FieldTest(subject) | ItemTest(subject) | NoValue(subject):
            return _is_of_service(subject)
        case _:
            return False


def _is_of_service(subject: Source) -> bool:
    match subject:
        case FieldRead(field) | PartRead(field):
            return field.path[0] == "service_config"
        case _:
            return False
