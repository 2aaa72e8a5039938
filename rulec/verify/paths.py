"""Combinations of outcomes: how the tests of a condition come out as they are asked in order.

A condition is asked from left to right, and no further than its outcome hangs on it: in an `all` up
to the first part that fails, in an `any` up to the first that holds. So a condition of three tests
that must all hold has four combinations, not eight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, assert_never

from rulec.analysis import Calls, Formula, opposite
from rulec.analysis.formulas import FALSE, TRUE
from rulec.evaluate import Inputs, holds
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
from rulec.verify.wishes import Leaf, Way, Wish

#: The outcomes of the tests of a condition, in the order in which they are asked.
Signature = tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """One combination of outcomes of a condition."""

    signature: Signature
    #: Each test once, with its outcome.
    way: Way
    #: The calls that take the path.
    formula: Formula
    #: Whether the condition holds there.
    holds: bool


class Count(NamedTuple):
    """How many paths there are at most on which a condition holds, and on which it fails."""

    holding: int
    failing: int


def count(condition: Condition) -> Count:
    """The number of paths through a condition, where no test is asked twice."""
    match condition:
        case All(conditions) | AnyOf(conditions):
            through, out = 1, 0
            for part in conditions:
                holding, failing = count(part)
                further, away = (
                    (holding, failing) if isinstance(condition, All) else (failing, holding)
                )
                out += through * away
                through *= further
            return Count(through, out) if isinstance(condition, All) else Count(out, through)
        case Not(inner):
            holding, failing = count(inner)
            return Count(failing, holding)
        case Named(condition=inner):
            return count(inner)
        case FieldTest() | ItemTest() | NoValue() | ServiceFound() | TimeWindow() | DateRange():
            return Count(1, 1)
        case _:
            assert_never(condition)


def paths(condition: Condition, calls: Calls) -> tuple[Path, ...]:
    """All paths through a condition; a test that comes again has the outcome that it had.

    There may be exponentially many: ask `count` before.
    """
    return tuple(_path(state, calls) for state in _onward(condition, _State(), calls))


def paths_behind(first: Condition, condition: Condition, calls: Calls) -> tuple[Path, ...]:
    """All paths through two conditions, the second of which is asked where the first holds.

    Those on which the first fails are left out.
    """
    held = [state for state in _onward(first, _State(), calls) if state.holds]
    return tuple(_path(after, calls) for one in held for after in _onward(condition, one, calls))


class _State(NamedTuple):
    """What was asked so far."""

    signature: Signature = ()
    way: Way = ()
    literals: tuple[Formula, ...] = ()
    holds: bool = True

    def with_outcome(self, leaf: Leaf, literal: Formula, *, holds: bool) -> _State:
        """The state after a test that came out so."""
        signature = (*self.signature, holds)
        if literal == TRUE or literal in self.literals:
            return _State(signature, self.way, self.literals, holds)
        way = (*self.way, Wish(leaf, holds))
        return _State(signature, way, (*self.literals, literal), holds)


def _path(state: _State, calls: Calls) -> Path:
    return Path(state.signature, state.way, calls.both(*state.literals), state.holds)


def _onward(condition: Condition, state: _State, calls: Calls) -> list[_State]:
    """The states after a condition was asked in a state."""
    match condition:
        case All(conditions) | AnyOf(conditions):
            goes_on = isinstance(condition, All)
            done: list[_State] = []
            open_ = [state._replace(holds=goes_on)]
            for part in conditions:
                after = [longer for one in open_ for longer in _onward(part, one, calls)]
                done += [one for one in after if one.holds is not goes_on]
                open_ = [one for one in after if one.holds is goes_on]
            return [*open_, *done]
        case Not(inner):
            return [one._replace(holds=not one.holds) for one in _onward(inner, state, calls)]
        case Named(condition=inner):
            return _onward(inner, state, calls)
        case FieldTest() | ItemTest() | NoValue() | ServiceFound() | TimeWindow() | DateRange():
            literal = calls.of(condition)
            outcomes = ((literal, True), (opposite(literal), False))
            return [
                state.with_outcome(condition, each, holds=outcome)
                for each, outcome in outcomes
                if each != FALSE and opposite(each) not in state.literals
            ]
        case _:
            assert_never(condition)


def parts_of(condition: Condition) -> Iterator[Condition]:
    """The parts of a conjunction, as `first_failing` names them."""
    match condition:
        case All(conditions):
            for part in conditions:
                yield from parts_of(part)
        case Named(condition=inner) if isinstance(inner, All | Named):
            yield from parts_of(inner)
        case _:
            yield condition


def failing_part(condition: Condition, signature: Signature) -> Condition | None:
    """The part of a conjunction that fails on a path; None where all of them hold."""
    outcomes = iter(signature)
    for part in parts_of(condition):
        if not _ask(part, lambda _: next(outcomes)):
            return part
    return None


def signature_of(condition: Condition, inputs: Inputs) -> Signature:
    """The path that a call takes through a condition."""
    found: list[bool] = []

    def asked(leaf: Leaf) -> bool:
        found.append(holds(leaf, inputs))
        return found[-1]

    _ask(condition, asked)
    return tuple(found)


def outcomes_of(condition: Condition, inputs: Inputs) -> Iterator[Wish]:
    """The tests of a condition that are asked for a call, with their outcomes."""
    found: list[Wish] = []

    def asked(leaf: Leaf) -> bool:
        found.append(Wish(leaf, holds(leaf, inputs)))
        return found[-1].holds

    _ask(condition, asked)
    return iter(found)


def _ask(condition: Condition, asked: Callable[[Leaf], bool]) -> bool:
    """Asks a condition from left to right, as `asked` answers for its tests."""
    match condition:
        case All(conditions):
            return all(_ask(part, asked) for part in conditions)
        case AnyOf(conditions):
            return any(_ask(part, asked) for part in conditions)
        case Not(inner):
            return not _ask(inner, asked)
        case Named(condition=inner):
            return _ask(inner, asked)
        case FieldTest() | ItemTest() | NoValue() | ServiceFound() | TimeWindow() | DateRange():
            return asked(condition)
        case _:
            assert_never(condition)


class Asking(NamedTuple):
    """A test in its place in a condition, and the calls for which it is asked there."""

    leaf: Leaf
    reached: Formula


def askings(condition: Condition, reached: Formula, calls: Calls) -> Iterator[Asking]:
    """Every test of a condition that is asked for the calls of `reached`."""
    match condition:
        case All(conditions) | AnyOf(conditions):
            for part in conditions:
                yield from askings(part, reached, calls)
                held = calls.of(part)
                goes_on = held if isinstance(condition, All) else opposite(held)
                reached = calls.both(reached, goes_on)
        case Not(inner) | Named(condition=inner):
            yield from askings(inner, reached, calls)
        case FieldTest() | ItemTest() | NoValue() | ServiceFound() | TimeWindow() | DateRange():
            yield Asking(condition, reached)
        case _:
            assert_never(condition)


def both_outcomes(asked: Iterable[Asking], calls: Calls) -> dict[Formula, tuple[Wish, Formula]]:
    """For each outcome of each test the calls for which it is asked, anywhere, and comes out so."""
    found: dict[Formula, tuple[Wish, list[Formula]]] = {}
    for leaf, reached in asked:
        literal = calls.of(leaf)
        if literal in (TRUE, FALSE):
            continue
        for each, outcome in ((literal, True), (opposite(literal), False)):
            parts = found.setdefault(each, (Wish(leaf, outcome), []))[1]
            parts.append(calls.both(reached, each))
    return {each: (wish, calls.either(*parts)) for each, (wish, parts) in found.items()}
