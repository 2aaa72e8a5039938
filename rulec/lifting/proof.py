"""Whether a script prints what its rules answer, for every call, and what is not proved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from enum import Enum

from rulec.analysis import FALSE, TRUE, Call, Calls, Empty, Formula, Found, opposite
from rulec.ir import Profile
from rulec.lifting.alike import Alike
from rulec.lifting.meaning import meant
from rulec.lifting.program import Lifted
from rulec.lifting.run import printed
from rulec.lifting.symbols import Computed, Leaf, Record, Symbol, plain
from rulec.records import dataclass


class Matter(Enum):
    """Why calls must be tried."""

    #: The rules compute the value: it is not proved what it is.
    VALUE = "value"
    #: The script computes what the rules have as a constant, or tests what was not read back.
    NOT_READ = "not read"
    #: The script has a constant, or nothing, where the rules compute a value.
    NOT_COMPUTED = "not computed"
    #: Script and rules have different constants there.
    DIFFERENCE = "difference"
    #: It was not decided whether there is a call.
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the answer on a part of the calls, of which more is to be known than was proved."""

    matter: Matter
    #: The members that lead to it: `result`, `name`.
    path: tuple[str, ...]
    #: A call that gets there; None where none was found.
    call: Call | None
    #: Why none was found.
    reason: str = ""
    #: The line of the script that was not read back.
    line: int = 0


@dataclass(frozen=True, slots=True)
class Proof:
    """What is left after the proof; nothing where script and rules answer alike on every call."""

    places: tuple[Place, ...]

    def of(self, *matters: Matter) -> tuple[Place, ...]:
        """The places of some kinds."""
        return tuple(place for place in self.places if place.matter in matters)


def prove(lifted: Lifted, profile: Profile) -> Proof:
    """Compares what a script prints with what its rules answer, on all calls at once.

    Of every part of the answer: on the calls on which the rules give a value, the script has no
    other. The parts of a script's answer cover all calls, so that this is enough for equality.
    """
    rule_sets = profile.sets(lifted.policy)
    calls = Calls(lifted.policy, profile.assigned_to)
    alike = Alike(calls, rule_sets)
    rules = meant(lifted.policy, rule_sets, calls, alike.of_rule)
    script, computing, failing = printed(lifted, calls, alike.of_script)
    places = list(_Comparison(calls).symbols(TRUE, rules, script, ()))
    # What is not followed may fail, wherever its outcome goes.
    places += [Place(Matter.NOT_READ, (), None, one.reason, one.line) for one in lifted.strange]
    places += [
        Place(Matter.NOT_READ, (), None, f"`{name}` may be no object", line)
        for line, name in sorted(failing)
    ]
    lines = [*computing, *(one.line for one in lifted.unread)]
    if lines and not places:
        places.append(Place(Matter.VALUE, (), None, "a value is computed", min(lines)))
    return Proof(tuple(places))


#: Values of so many parts are compared part by part, which tells more; others at once.
_FEW = 4


@dataclass
class _Comparison:
    """One comparison; it remembers which questions it asked."""

    calls: Calls
    _asked: dict[Formula, Call | str | None] = field(default_factory=dict)

    def symbols(
        self, region: Formula, rules: Symbol, script: Symbol, path: tuple[str, ...]
    ) -> Iterator[Place]:
        """The places at which two values may differ on a part of the calls."""
        if len(rules) > _FEW and _are_plain(rules) and _are_plain(script):
            yield from self._place(Matter.DIFFERENCE, self._unlike(region, rules, script), path)
            return
        for part, leaf in rules:
            yield from self._leaf(self.calls.both(region, part), part, leaf, script, path)

    def _unlike(self, region: Formula, rules: Symbol, script: Symbol) -> Formula:
        """The calls on which two values of many parts differ, as one question for all of them."""
        found = {leaf: part for part, leaf in script}
        unlike = [
            self.calls.both(part, opposite(found.get(leaf, FALSE)))
            for part, leaf in rules
            if found.get(leaf) != part
        ]
        return self.calls.both(region, self.calls.either(*unlike))

    def _leaf(
        self, region: Formula, part: Formula, leaf: Leaf, script: Symbol, path: tuple[str, ...]
    ) -> Iterator[Place]:
        if isinstance(leaf, Record) and leaf.apart:
            yield from self._answers(region, leaf, script, path)
            return
        right, records, unread, other = _sorted(leaf, script)
        if isinstance(leaf, Computed):
            yield from self._place(Matter.VALUE, region, path)
            written = self.calls.both(region, leaf.surely, self.calls.either(*other))
            yield from self._place(Matter.NOT_COMPUTED, written, path)
            return
        if not (len(right) == 1 and right[0] == part) and (unread or other):
            wrong = self.calls.both(region, self.calls.either(*other))
            yield from self._place(Matter.DIFFERENCE, wrong, path)
            unknown = self.calls.both(region, self.calls.either(*(one for one, _ in unread)))
            line = min((number for _, number in unread), default=0)
            yield from self._place(Matter.NOT_READ, unknown, path, line)
        if isinstance(leaf, Record):
            for there, record in records:
                inside = region if there in (part, TRUE) else self.calls.both(region, there)
                yield from self._records(inside, leaf, record, path)

    def _answers(
        self, region: Formula, leaf: Record, script: Symbol, path: tuple[str, ...]
    ) -> Iterator[Place]:
        """The places at which one of the rules' answers may differ from those of the script."""
        for part, found in script:
            both = self.calls.both(region, part)
            match found:
                case Record():
                    if both != FALSE and self._found(both) is not None:
                        yield from self._records(both, leaf, found, path)
                case Computed(line=line):
                    yield from self._place(Matter.NOT_READ, both, path, line)
                case _:
                    yield from self._place(Matter.DIFFERENCE, both, path)

    def _records(
        self, region: Formula, rules: Record, script: Record, path: tuple[str, ...]
    ) -> Iterator[Place]:
        for key in dict.fromkeys((*rules.members, *script.members)):
            yield from self.symbols(region, rules.member(key), script.member(key), (*path, key))
        yield from self.symbols(region, rules.others, script.others, (*path, "..."))

    def _place(
        self, matter: Matter, region: Formula, path: tuple[str, ...], line: int = 0
    ) -> Iterator[Place]:
        """The place, unless no call gets there."""
        if region == FALSE:
            return
        match self._found(region):
            case None:
                return
            case Call() as call:
                yield Place(matter, path, call, line=line)
            case str() as reason:
                known = matter in (Matter.VALUE, Matter.NOT_READ)
                yield Place(matter if known else Matter.UNDECIDED, path, None, reason, line)

    def _found(self, region: Formula) -> Call | str | None:
        """A call of a part of the calls; None where there is none, a reason where it is unknown."""
        if region not in self._asked:
            self._asked[region] = self._call(region)
        return self._asked[region]

    def _call(self, region: Formula) -> Call | str | None:
        match self.calls.find(region):
            case Found(call):
                return call
            case Empty():
                return None
            case unknown:
                return unknown.reason


def _are_plain(symbol: Symbol) -> bool:
    """Whether all of a value is known, and no part of it is an object."""
    return not any(isinstance(leaf, Computed | Record) for _, leaf in symbol)


def _sorted(
    leaf: Leaf, script: Symbol
) -> tuple[list[Formula], list[tuple[Formula, Record]], list[tuple[Formula, int]], list[Formula]]:
    """The parts of a script's value: with the same leaf, objects of them, unknown ones, others."""
    right: list[Formula] = []
    records: list[tuple[Formula, Record]] = []
    unread: list[tuple[Formula, int]] = []
    other: list[Formula] = []
    constant = plain(leaf)
    for part, found in script:
        if isinstance(found, Computed):
            unread.append((part, found.line))
        elif found == leaf or (constant is not None and plain(found) == constant):
            right.append(part)
        elif isinstance(found, Record) and isinstance(leaf, Record):
            right.append(part)
            records.append((part, found))
        else:
            other.append(part)
    return right, records, unread, other
