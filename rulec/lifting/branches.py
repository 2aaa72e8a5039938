"""Arms of which the first that holds acts: how variables come out of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from rulec.analysis import FALSE, Calls, Formula, opposite
from rulec.lifting.symbols import (
    UNKNOWN,
    Computed,
    Record,
    Symbol,
    Truth,
    always,
    joined,
    only,
)

#: What variables hold, by name.
State = Mapping[str, Symbol]

#: What a body makes of the variables.
Body = Callable[[State], State]

#: So many opposites stand in one row before they become one formula, so that a long chain of arms
#: does not repeat all of it in each.
_IN_A_ROW = 32


class Before:
    """The calls that no arm has taken yet."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._rows: list[Formula] = []
        self._row: list[Formula] = []

    def take(self, formula: Formula) -> None:
        """An arm takes these calls."""
        if formula == FALSE:
            return
        self._row.append(opposite(formula))
        if len(self._row) == _IN_A_ROW:
            self._rows.append(self._calls.both(*self._row))
            self._row = []

    def left(self, *formulas: Formula) -> Formula:
        """Those of the calls that meet all of these that no arm has taken."""
        return self._calls.both(*self._rows, *self._row, *formulas)


def first_that_holds(
    calls: Calls,
    state: State,
    arms: Iterable[tuple[Truth, Body]],
    otherwise: Body,
    line: int = 0,
) -> State:
    """The variables after the first arm that holds, or else after the last body.

    Where it is not known whether an arm holds, what it or one of the later ones changes is not
    known afterwards. `line` is where the arms stand in a script.
    """
    before = Before(calls)
    parts: list[tuple[Formula, State]] = []
    unsure: list[Formula] = []
    candidates: list[State] = []
    for truth, body in arms:
        made = body(state)
        parts.append((before.left(truth.sure), made))
        if not truth.is_exact:
            unsure.append(before.left(truth.may, opposite(truth.sure)))
        if unsure:
            candidates.append(made)
        before.take(truth.may)
    made = otherwise(state)
    parts.append((before.left(), made))
    if unsure:
        parts.append((calls.either(*unsure), _Blur(line).state([*candidates, made])))
    return _together(calls, state, parts)


def _together(calls: Calls, state: State, parts: list[tuple[Formula, State]]) -> State:
    kept = [(region, made) for region, made in parts if region != FALSE]
    names = dict.fromkeys(name for _, made in kept for name in made)
    after: dict[str, Symbol] = {}
    for name in names:
        every = [(region, made.get(name, UNKNOWN)) for region, made in kept]
        before = state.get(name)
        if before is not None and all(symbol is before for _, symbol in every):
            after[name] = before
        else:
            after[name] = joined(calls, every)
    return after


class _Blur:
    """What is known after one of several bodies of which it is not known which one acted."""

    def __init__(self, line: int) -> None:
        self._unknown = always(Computed(FALSE, line))

    def state(self, states: Sequence[State]) -> State:
        names = dict.fromkeys(name for state in states for name in state)
        every = {name: [state.get(name, self._unknown) for state in states] for name in names}
        return {name: self.symbol(symbols) for name, symbols in every.items()}

    def symbol(self, symbols: Sequence[Symbol]) -> Symbol:
        first = symbols[0]
        if all(symbol is first or symbol == first for symbol in symbols):
            return first
        records = [leaf for symbol in symbols if isinstance(leaf := only(symbol), Record)]
        if len(records) < len(symbols):
            return self._unknown
        keys = dict.fromkeys(key for record in records for key in record.members)
        members = {key: self.symbol([one.member(key) for one in records]) for key in keys}
        return always(Record(members, self.symbol([one.others for one in records])))


def one_of_these(symbols: Sequence[Symbol]) -> Symbol:
    """What is known of a value that is one of several, of which it is not known which."""
    return _Blur(0).symbol(symbols)


def nothing(state: State) -> State:
    """The body that changes nothing."""
    return state


def chosen(calls: Calls, arms: Sequence[tuple[Truth, Symbol]], otherwise: Symbol) -> Symbol:
    """The value of the first arm that holds, or else the last one."""

    def gives(symbol: Symbol) -> Body:
        return lambda _: {"value": symbol}

    every = [(truth, gives(symbol)) for truth, symbol in arms]
    return first_that_holds(calls, {}, every, gives(otherwise))["value"]
