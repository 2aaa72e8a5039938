"""What effects make of the answer, on all calls at once.

What is computed from the call is not followed: it is marked as computed, and tried on calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import assert_never

from rulec.analysis import FALSE, Calls, Formula, opposite
from rulec.ir import (
    JSON_TYPES,
    LISTS,
    Append,
    Assignment,
    Choice,
    Condition,
    Constant,
    Continue,
    Create,
    Effect,
    FieldRead,
    Keep,
    ListOf,
    NoValue,
    Read,
    Redirect,
    Reject,
    Replace,
    Set,
    Value,
)
from rulec.ir import Record as RecordOf
from rulec.lifting.branches import Body, State, chosen, one_of_these
from rulec.lifting.symbols import (
    EMPTY_RECORD,
    MAYBE,
    NOTHING,
    UNKNOWN,
    Absent,
    Computed,
    Fixed,
    Leaf,
    Record,
    Symbol,
    Truth,
    always,
    by_parts,
    constant,
    exactly,
    fixed,
    has_members,
    is_value,
    joined,
    or_empty,
    truth_of,
)
from rulec.pexip import NEW_ALIAS, REJECT_REASON, Policy

#: The state of a decision: the verdict and what goes with it, the answer, and whether there is one.
ACTION, VERDICT, ANSWER, THERE = "action", "verdict", "answer", "there"

SUGGESTED = "suggested_media_overflow_locations"
_KEYS = ("location", "primary_overflow_location", "secondary_overflow_location")
_LIST = "overflow_locations"

#: What is computed and may turn out to be a constant, or nothing.
_PERHAPS = Computed(surely=FALSE)

#: The calls that meet a condition of a rule.
Reader = Callable[[Condition], Formula]


class Effects:
    """The effects of rules of one policy."""

    def __init__(self, policy: Policy, calls: Calls, reader: Reader) -> None:
        self._policy = policy
        self._calls = calls
        self._reader = reader

    def body(self, effects: Sequence[Effect]) -> Body:
        """What effects make of a state, one after the other."""

        def act(state: State) -> State:
            for effect in effects:
                state = {**state, **self._changes(effect, state)}
            return state

        return act

    def _changes(self, effect: Effect, state: State) -> Mapping[str, Symbol]:
        match effect:
            case Reject(reason):
                return {ACTION: constant("reject"), VERDICT: self._reason(reason)}
            case Redirect(alias):
                return self._redirect(alias)
            case Continue():
                return {}
            case Create(assignments):
                there = is_value(self._calls, state[THERE], data=True)
                made = self._written(EMPTY_RECORD, assignments, nulls=False)
                return {
                    ANSWER: chosen(self._calls, [(there, state[ANSWER])], always(made)),
                    THERE: chosen(
                        self._calls, [(there, constant(data=True))], self._is_there(made)
                    ),
                }
            case Replace(assignments):
                made = self._written(EMPTY_RECORD, assignments, nulls=False)
                return {ANSWER: always(made), THERE: self._is_there(made)}
            case Set() | Keep() | Append():
                there = is_value(self._calls, state[THERE], data=True)
                changed = always(self._changed(effect, _record(state[ANSWER])))
                return {ANSWER: chosen(self._calls, [(there, changed)], state[ANSWER])}
            case _:
                assert_never(effect)

    def _reason(self, reason: Value | None) -> Symbol:
        text = constant("") if reason is None else self._value(reason)
        parts: list[tuple[Formula, Symbol]] = []
        for part, leaf in text:
            # An empty reason tells nothing.
            told = not isinstance(leaf, Fixed) or bool(leaf.data)
            verdict = Record({REJECT_REASON.name: always(leaf)}, NOTHING) if told else EMPTY_RECORD
            parts.append((part, always(verdict)))
        return joined(self._calls, parts)

    def _redirect(self, alias: Value) -> Mapping[str, Symbol]:
        actions: list[tuple[Formula, Symbol]] = []
        verdicts: list[tuple[Formula, Symbol]] = []
        for part, leaf in self._value(alias):
            verdict = Record({NEW_ALIAS.name: always(leaf)}, NOTHING)
            match leaf:
                case Fixed():
                    actions.append((part, constant("redirect" if leaf.data else "reject")))
                    verdicts.append((part, always(verdict if leaf.data else EMPTY_RECORD)))
                case _:
                    # Without an alias the call is refused.
                    actions.append((part, always(_PERHAPS)))
                    verdicts.append(
                        (part, always(Record({NEW_ALIAS.name: always(_PERHAPS)}, NOTHING)))
                    )
        return {
            ACTION: joined(self._calls, actions),
            VERDICT: joined(self._calls, verdicts),
        }

    def _is_there(self, made: Record) -> Symbol:
        """Whether there is a service: one without members is none."""
        truth = has_members(self._calls, made)
        unsure = self._calls.both(truth.may, opposite(truth.sure))
        every: tuple[tuple[Formula, Leaf], ...] = (
            (truth.sure, fixed(data=True)),
            (opposite(truth.may), fixed(data=False)),
            (unsure, Computed()),
        )
        return joined(self._calls, [(part, always(leaf)) for part, leaf in every])

    # --- Members ---------------------------------------------------------------------------------

    def _changed(self, effect: Set | Keep | Append, answer: Record) -> Record:
        match effect:
            case Set(assignments) if self._policy is Policy.MEDIA_LOCATION:
                return self._located(answer, assignments)
            case Set(assignments):
                return self._written(answer, assignments, nulls=True)
            case Keep(assignments):
                return self._written(answer, assignments, nulls=False)
            case Append(assignments):
                # What the list held before is not known.
                return answer.changed({one.field.name: UNKNOWN for one in assignments})
            case _:
                assert_never(effect)

    def _written(self, answer: Record, assignments: Sequence[Assignment], *, nulls: bool) -> Record:
        """An answer with fields; a null is written only where that is meant, else left out."""
        members = {}
        for one in assignments:
            name = one.field.name
            parts: list[tuple[Formula, Symbol]] = []
            for part, leaf in self._value(one.value):
                is_left = leaf == fixed(None) and not (nulls and one.field.nullable)
                parts.append((part, answer.member(name) if is_left else always(leaf)))
            members[name] = joined(self._calls, parts)
        return answer.changed(members)

    def _located(self, answer: Record, assignments: Sequence[Assignment]) -> Record:
        """`set` of media locations: the list form and the singular keys exclude each other."""
        changed = self._written(answer, assignments, nulls=True)
        others = [one for one in assignments if one.field.name != "location"]
        listed = [one for one in others if one.field.name == _LIST]
        if any(map(self._is_written, listed)):
            return self._with_list(changed)
        if not others:
            return changed
        alone = Record(self._singular(changed), NOTHING)
        every = {one.field.name for one in assignments} == set(_KEYS)
        if every and all(map(self._is_written, assignments)):
            return alone
        if not listed and not every and any(map(self._is_written, others)):
            return self._without_list(answer, changed)
        # Whether one of the values is null is not known.
        forms = [changed, self._with_list(changed), self._without_list(answer, changed), alone]
        return _record(one_of_these([always(form) for form in forms]))

    def _is_written(self, assignment: Assignment) -> bool:
        """Whether an assignment surely gives a value."""
        found = [leaf for _, leaf in self._value(assignment.value)]
        constants = all(isinstance(leaf, Fixed) and leaf.data is not None for leaf in found)
        return constants or isinstance(assignment.value, ListOf)

    def _with_list(self, changed: Record) -> Record:
        """The location and the list, and nothing else."""
        location = [(part, always(or_empty(leaf))) for part, leaf in changed.member("location")]
        kept = {"location": joined(self._calls, location), _LIST: changed.member(_LIST)}
        return Record(kept, NOTHING)

    def _without_list(self, answer: Record, changed: Record) -> Record:
        """The singular keys; where a list was there, nothing else stays."""
        listed = by_parts(
            self._calls, ((part, _is_list(leaf)) for part, leaf in answer.member(_LIST))
        )
        alone = self._singular(changed)
        arms = [(listed, always(Record(alone, NOTHING)))]
        return _record(chosen(self._calls, arms, always(changed)))

    def _singular(self, changed: Record) -> Mapping[str, Symbol]:
        """The singular keys that have a value."""
        return {
            key: joined(self._calls, [(part, _if_true(leaf)) for part, leaf in changed.member(key)])
            for key in _KEYS
        }

    # --- Values ----------------------------------------------------------------------------------

    def _value(self, value: Value) -> Symbol:
        match value:
            case Choice(when, then, otherwise):
                arms = [(exactly(self._reader(when)), self._value(then))]
                return chosen(self._calls, arms, self._value(otherwise))
            case Read(FieldRead(field) as source) if field.type not in (*LISTS, *JSON_TYPES):
                # Where there is none, nothing is written.
                return always(Computed(surely=opposite(self._reader(NoValue(source)))))
            case _:
                found = constant_of(value)
                return UNKNOWN if found is None else always(found)


def constant_of(value: Value) -> Fixed | None:
    """What an author wrote, as it stands in an answer; None where it is computed."""
    match value:
        case Constant(scalar):
            return fixed(scalar)
        case ListOf(items):
            found = [constant_of(item) for item in items]
            if any(one is None for one in found):
                return None
            every = [one.data for one in found if one is not None]
            return fixed([data for data in every if data is not None])
        case RecordOf(entries):
            members = {one.field: constant_of(one.value) for one in entries}
            if any(one is None for one in members.values()):
                return None
            data = {row: one.data for row, one in members.items() if one is not None}
            if any(row.required and found is None for row, found in data.items()):
                return fixed(None)
            return fixed({row.name: one for row, one in data.items() if one is not None} or None)
        case _:
            return None


def _record(symbol: Symbol) -> Record:
    """The object that a value is on every call: it was made of objects alone."""
    ((_, leaf),) = symbol
    assert isinstance(leaf, Record)  # noqa: S101  see there
    return leaf


def _is_list(leaf: Leaf) -> Truth:
    """Whether a list of locations counts as there."""
    match leaf:
        case Fixed():
            return truth_of(leaf.data != "")
        case Absent():
            return exactly(FALSE)
        case _:
            return MAYBE


def _if_true(leaf: Leaf) -> Symbol:
    """A member where it is neither null, empty nor false."""
    match leaf:
        case Fixed():
            return always(leaf) if leaf.data else NOTHING
        case Absent():
            return NOTHING
        case _:
            return UNKNOWN
