"""What a script prints, on which calls: its acts carried out on all calls at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import assert_never

from rulec.analysis import FALSE, Calls, Formula, opposite
from rulec.ir import Condition
from rulec.lifting.branches import State, first_that_holds
from rulec.lifting.idioms import COPY, OBJECT, Form, name_of
from rulec.lifting.program import (
    Act,
    AllOf,
    Answer,
    Asks,
    Change,
    Choose,
    IsMember,
    IsTrue,
    IsValue,
    Lifted,
    Member,
    OneOf,
    Opposite,
    Test,
    Unread,
)
from rulec.lifting.readings import text_condition
from rulec.lifting.symbols import (
    MAYBE,
    NOTHING,
    UNKNOWN,
    Absent,
    Computed,
    Fixed,
    Given,
    Leaf,
    Record,
    Symbol,
    Truth,
    all_of,
    always,
    by_parts,
    constant,
    exactly,
    is_true,
    is_value,
    one_of,
    only,
    or_empty,
    plain,
    truth_of,
)
from rulec.pexip import VARIABLES
from rulec.script.expression import (
    Array,
    Dictionary,
    Expression,
    Filtered,
    Item,
    Literal,
    Name,
)

#: Where a state keeps what was printed. No variable has such a name.
_PRINTED = "the answer"

_AS_IT_CAME = Form("X|default(none)")
_OR_EMPTY = Form('VALUE|default("", true)')

#: The calls that meet a condition of the script.
Reader = Callable[[Condition], Formula]


def printed(
    lifted: Lifted, calls: Calls, reader: Reader
) -> tuple[Symbol, frozenset[int], frozenset[tuple[int, str]]]:
    """What a script prints: absent where it prints nothing, computed where that is not known.

    Also the lines in which it computes what is not followed here, and those in which it reads a
    member of a variable that may hold no object.
    """
    run = _Run(calls, reader)
    answer = run.acts(lifted.acts, {_PRINTED: NOTHING})[_PRINTED]
    return answer, frozenset(run.computing), frozenset(run.failing)


class _Run:
    def __init__(self, calls: Calls, reader: Reader) -> None:
        self._calls = calls
        self._reader = reader
        #: Where the script computes what is not followed here.
        self._line = 0
        #: The variables that are known to hold an object there.
        self._objects: frozenset[str] = frozenset()
        #: The lines in which it does so.
        self.computing: set[int] = set()
        #: The lines in which a member is read of a variable that may hold no object.
        self.failing: set[tuple[int, str]] = set()

    def acts(self, acts: Sequence[Act], state: State) -> State:
        for act in acts:
            self._line = act.line
            self._objects = act.objects if isinstance(act, Change) else frozenset()
            match act:
                case Change(name, value):
                    state = {**state, name: self._value(value, state)}
                case Answer(value):
                    # Twice is no JSON.
                    once = state[_PRINTED] is NOTHING
                    told = self._answer(value, state) if once else self._unknown()
                    state = {**state, _PRINTED: told}
                case Choose():
                    state = self._choose(act, state)
                case _:
                    assert_never(act)
        return state

    def _choose(self, act: Choose, state: State) -> State:
        def body(acts: Sequence[Act]) -> Callable[[State], State]:
            return lambda before: self.acts(acts, before)

        arms = [(self._truth(arm.test, state), body(arm.body)) for arm in act.arms]
        return first_that_holds(self._calls, state, arms, body(act.otherwise), act.line)

    # --- Tests -----------------------------------------------------------------------------------

    def _truth(self, test: Test, state: State) -> Truth:
        match test:
            case Asks(condition):
                return exactly(self._reader(condition))
            case IsValue(name, value):
                return is_value(self._calls, state.get(name, UNKNOWN), value)
            case IsTrue(name):
                return is_true(self._calls, state.get(name, UNKNOWN))
            case IsMember(name, key, asked):
                return self._member_is(self._members(name, key, state), asked)
            case AllOf(tests):
                return all_of(self._calls, [self._truth(one, state) for one in tests])
            case OneOf(tests):
                return one_of(self._calls, [self._truth(one, state) for one in tests])
            case Opposite(inner):
                return self._truth(inner, state).opposite()
            case Unread():
                return MAYBE
            case _:
                assert_never(test)

    def _member_is(self, symbols: Sequence[tuple[Formula, Symbol]], asked: Member) -> Truth:
        every = [(region, part, leaf) for region, one in symbols for part, leaf in one]
        both = self._calls.both
        return by_parts(
            self._calls, ((both(r, p), self._leaf_is(leaf, asked)) for r, p, leaf in every)
        )

    def _leaf_is(self, leaf: Leaf, asked: Member) -> Truth:
        match leaf, asked:
            case Fixed(), Member.TEXT:
                return truth_of(isinstance(leaf.data, str) and leaf.data != "")
            case Fixed(), Member.TRUE:
                return truth_of(bool(leaf.data))
            case Fixed(), Member.THERE:
                return truth_of(leaf.data != "")
            case Absent(), _:
                return exactly(FALSE)
            case Given(variable, str() as key, or_empty), Member.TEXT:
                del or_empty
                return self._is_text(variable, key)
            case _:
                return MAYBE

    def _is_text(self, variable: str, key: str) -> Truth:
        """Whether a member of an input is a text that is not empty."""
        condition = text_condition(variable, key)
        return MAYBE if condition is None else exactly(self._reader(condition))

    # --- Values ----------------------------------------------------------------------------------

    def _answer(self, value: Expression, state: State) -> Symbol:
        symbol = self._defined(value, state)
        leaf = only(symbol)
        return always(replace(leaf, apart=True)) if isinstance(leaf, Record) else symbol

    def _variable(self, name: str, state: State) -> Symbol:
        return state[name] if name in state else self._unknown()

    def _unknown(self) -> Symbol:
        self.computing.add(self._line)
        return always(Computed(line=self._line))

    def _value(self, value: Expression, state: State) -> Symbol:
        """What an expression is; computed where it is in none of the forms known here."""
        for form in (COPY, OBJECT):
            if (bound := form.match(value)) is not None and name_of(bound, "X") in VARIABLES:
                return always(Record({}, always(Given(name_of(bound, "X")))))
        if (bound := _AS_IT_CAME.match(value)) is not None and name_of(bound, "X") in VARIABLES:
            return self._as_it_came(name_of(bound, "X"))
        match value:
            case Literal(scalar):
                return constant(scalar)
            case Name(name):
                return self._variable(name, state)
            case Dictionary(entries):
                members = {str(key): self._defined(inner, state) for key, inner in entries}
                return always(Record(members, NOTHING))
            case Array(items):
                return self._list([self._defined(item, state) for item in items])
            case Filtered(Name(name), "pex_update", (Dictionary(entries),)):
                members = {str(key): self._defined(inner, state) for key, inner in entries}
                unknown = Computed(line=self._line)
                return tuple(
                    (part, leaf.changed(members) if isinstance(leaf, Record) else unknown)
                    for part, leaf in self._variable(name, state)
                )
            case Item(Name(name), Literal(str() as key)):
                return self._flat(self._members(name, key, state))
            case Filtered() if (bound := _OR_EMPTY.match(value)) is not None:
                found = self._value(bound["VALUE"], state)
                return tuple((part, or_empty(leaf)) for part, leaf in found)
            case _:
                return self._unknown()

    def _defined(self, value: Expression, state: State) -> Symbol:
        """The same of a part of what is printed in the end: undefined, it would fail there."""
        symbol = self._value(value, state)
        unknown = Computed(line=self._line)
        return tuple((part, unknown if _may_be_undefined(leaf) else leaf) for part, leaf in symbol)

    def _as_it_came(self, name: str) -> Symbol:
        """An input; where it has a location it is an object, and the same as a copy of it."""
        given = always(Given(name))
        condition = text_condition(name, "location")
        if condition is None:
            return given
        located = self._reader(condition)
        return ((located, Record({}, given)), (opposite(located), Given(name)))

    def _members(self, name: str, key: str, state: State) -> list[tuple[Formula, Symbol]]:
        """The member of what a variable holds; where that may be no object, it may fail."""
        symbol = state.get(name, UNKNOWN)
        known = all(isinstance(leaf, Record) for _, leaf in symbol)
        if not known and name not in self._objects:
            self.failing.add((self._line, name))
        return [
            (part, leaf.member(key) if isinstance(leaf, Record) else UNKNOWN)
            for part, leaf in symbol
        ]

    def _flat(self, symbols: Sequence[tuple[Formula, Symbol]]) -> Symbol:
        both = self._calls.both
        return tuple((both(region, p), leaf) for region, one in symbols for p, leaf in one)

    def _list(self, items: Sequence[Symbol]) -> Symbol:
        found = [plain(only(item)) for item in items]
        if any(item is None for item in found):
            return self._unknown()
        return constant([item.data for item in found if item is not None])


def _may_be_undefined(leaf: Leaf) -> bool:
    """Whether a value may be a member that is not there."""
    match leaf:
        case Absent() | Given(_, str(), or_empty=False):
            return True
        case _:
            return False
