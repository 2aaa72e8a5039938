"""Values as parts of all calls: on these calls a variable holds this, on those that.

The parts of a value do not overlap and together cover every call that gets there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field

from rulec.analysis import FALSE, TRUE, Calls, Formula, opposite
from rulec.records import dataclass


@dataclass(frozen=True, slots=True)
class Fixed:
    """A constant, as JSON that is the same only for the same data."""

    json: str

    @property
    def data(self) -> object:
        """The constant."""
        found: object = json.loads(self.json)
        return found


def fixed(data: object) -> Fixed:
    """A constant."""
    return Fixed(json.dumps(data, sort_keys=True))


@dataclass(frozen=True, slots=True)
class Absent:
    """No value at all: no such member."""


@dataclass(frozen=True, slots=True)
class Given:
    """An input, or a member of it, as it came."""

    variable: str
    key: str | None = None
    #: Whether the empty text stands for one that is missing, null, empty or false.
    or_empty: bool = False


@dataclass(frozen=True, slots=True)
class Computed:
    """A value that is computed from the call; which one is not known here."""

    #: The calls on which it surely is a value, where a rule says so: elsewhere it may be null.
    surely: Formula = TRUE
    #: The line of the script that computes it; 0 in rules.
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, eq=False)
class Record:
    """An object: what its members hold, and, of all others, those of which input it has.

    `others` is absent where there are none.
    """

    members: Mapping[str, Symbol]
    others: Symbol
    #: One of several answers, which is not to become one object with the others.
    apart: bool = False

    def member(self, key: str) -> Symbol:
        """What a member holds."""
        if key in self.members:
            return self.members[key]
        return tuple((part, _member_of(leaf, key)) for part, leaf in self.others)

    def changed(self, members: Mapping[str, Symbol]) -> Record:
        """The object with other members."""
        return Record({**self.members, **members}, self.others)


def _member_of(leaf: Leaf, key: str) -> Leaf:
    return Given(leaf.variable, key) if isinstance(leaf, Given) else leaf


Leaf = Fixed | Absent | Given | Computed | Record

#: A value: what it is, on which calls.
Symbol = tuple[tuple[Formula, Leaf], ...]

NOTHING: Symbol = ((TRUE, Absent()),)
UNKNOWN: Symbol = ((TRUE, Computed()),)
EMPTY_RECORD = Record({}, NOTHING)


def always(leaf: Leaf) -> Symbol:
    """The same value on every call."""
    return ((TRUE, leaf),)


def constant(data: object) -> Symbol:
    """A constant on every call."""
    return always(fixed(data))


def only(symbol: Symbol) -> Leaf | None:
    """The leaf of a value that is the same on every call."""
    return symbol[0][1] if len(symbol) == 1 else None


def joined(calls: Calls, parts: Sequence[tuple[Formula, Symbol]]) -> Symbol:
    """One value of several, each on its own part of the calls."""
    first = parts[0][1]
    if all(symbol is first or symbol == first for _, symbol in parts):
        return first
    regions: dict[Leaf, list[Formula]] = {}
    records: list[tuple[Formula, Record]] = []
    for region, symbol in parts:
        for inner, leaf in symbol:
            part = calls.both(region, inner)
            if part == FALSE:
                continue
            if isinstance(leaf, Record) and not leaf.apart:
                records.append((part, leaf))
            else:
                regions.setdefault(leaf, []).append(part)
    found: list[tuple[Formula, Leaf]] = [
        (calls.either(*every), leaf) for leaf, every in regions.items()
    ]
    if records:
        found.append((calls.either(*(part for part, _ in records)), _one(calls, records)))
    # The parts cover every call, so that a single one needs no telling which.
    return always(found[0][1]) if len(found) == 1 else tuple(found)


def _one(calls: Calls, records: Sequence[tuple[Formula, Record]]) -> Record:
    """One object of several."""
    first = records[0][1]
    if all(record is first for _, record in records):
        return first
    keys = dict.fromkeys(key for _, record in records for key in record.members)
    return Record(
        {key: joined(calls, [(part, one.member(key)) for part, one in records]) for key in keys},
        joined(calls, [(part, one.others) for part, one in records]),
    )


def or_empty(leaf: Leaf) -> Leaf:
    """A value, or the empty text where it is missing, null, empty or false."""
    match leaf:
        case Fixed():
            return leaf if leaf.data else fixed("")
        case Absent():
            return fixed("")
        case Given(variable, key):
            return Given(variable, key, or_empty=True)
        case _:
            return Computed()


def plain(leaf: Leaf | None) -> Fixed | None:
    """A constant, also an object whose members all are; None for anything else."""
    match leaf:
        case Fixed():
            return leaf
        case Record(members, others) if only(others) == Absent():
            found = {key: plain(only(symbol)) for key, symbol in members.items()}
            if any(one is None for one in found.values()):
                return None
            return fixed({key: one.data for key, one in found.items() if one is not None})
        case _:
            return None


# --- What is known of a value --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Truth:
    """Calls on which something surely holds, and those on which it may."""

    sure: Formula
    may: Formula

    def opposite(self) -> Truth:
        """Of its opposite."""
        return Truth(opposite(self.may), opposite(self.sure))

    @property
    def is_exact(self) -> bool:
        """Whether it is known of every call."""
        return self.sure == self.may


def exactly(formula: Formula) -> Truth:
    """What holds on these calls and no others."""
    return Truth(formula, formula)


def truth_of(holds: bool) -> Truth:  # noqa: FBT001  that is all it takes
    """What holds on every call, or on none."""
    return exactly(TRUE if holds else FALSE)


MAYBE = Truth(FALSE, TRUE)


def all_of(calls: Calls, truths: Iterable[Truth]) -> Truth:
    """Whether all hold."""
    every = tuple(truths)
    return Truth(calls.both(*(one.sure for one in every)), calls.both(*(one.may for one in every)))


def one_of(calls: Calls, truths: Iterable[Truth]) -> Truth:
    """Whether one holds."""
    return all_of(calls, (one.opposite() for one in truths)).opposite()


def by_parts(calls: Calls, parts: Iterable[tuple[Formula, Truth]]) -> Truth:
    """What is known on each of some parts of the calls."""
    every = tuple(parts)
    return Truth(
        calls.either(*(calls.both(part, one.sure) for part, one in every)),
        calls.either(*(calls.both(part, one.may) for part, one in every)),
    )


def is_value(calls: Calls, symbol: Symbol, data: object) -> Truth:
    """Whether a value equals a constant, as Python compares them."""

    def leaf_is(leaf: Leaf) -> Truth:
        match leaf:
            case Fixed():
                return truth_of(leaf.data == data)
            case Absent() | Record():
                return exactly(FALSE)
            case Given() | Computed():
                return MAYBE

    return by_parts(calls, ((part, leaf_is(leaf)) for part, leaf in symbol))


def is_true(calls: Calls, symbol: Symbol) -> Truth:
    """Whether a value is neither missing, null, empty, zero nor false."""

    def leaf_is(leaf: Leaf) -> Truth:
        match leaf:
            case Fixed():
                return truth_of(bool(leaf.data))
            case Absent():
                return exactly(FALSE)
            case Record():
                return has_members(calls, leaf)
            case Given() | Computed():
                return MAYBE

    return by_parts(calls, ((part, leaf_is(leaf)) for part, leaf in symbol))


def has_members(calls: Calls, record: Record) -> Truth:
    """Whether an object has any member."""

    def is_there(leaf: Leaf) -> Truth:
        match leaf:
            case Fixed() | Record():
                return exactly(TRUE)
            case Absent():
                return exactly(FALSE)
            case Given("service_config", key):
                # A member of it is there only where it is.
                return Truth(FALSE if key else calls.found, calls.found)
            case Given() | Computed():
                return MAYBE

    every = [part for one in (*record.members.values(), record.others) for part in one]
    truths = [by_parts(calls, [(part, is_there(leaf))]) for part, leaf in every]
    found = by_parts(calls, [(part, is_there(leaf)) for part, leaf in record.others])
    if found.is_exact and found.sure == calls.found:
        # Where it is there it has members, whatever else it has.
        truths = [found, *(_beyond(calls, truth, found.sure) for truth in truths)]
    return one_of(calls, truths)


def _beyond(calls: Calls, truth: Truth, atom: Formula) -> Truth:
    """What is known of calls that an atom does not have already."""
    sure, may = (FALSE if _implies(calls, one, atom) else one for one in (truth.sure, truth.may))
    return Truth(sure, may)


def _implies(calls: Calls, formula: Formula, atom: Formula) -> bool:
    """Whether a formula surely holds only where an atom does; no where that is not seen."""
    return atom in calls.atoms.formulas.literals(formula)
