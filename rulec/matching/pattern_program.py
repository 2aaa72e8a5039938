"""A pattern as the steps that Python's `re` takes, and how many it takes on a text.

A node's `re` tries one way after the other and remembers nothing of those that failed, so the time
of a search is the number of steps on all ways up to the first that succeeds. Here that number is
calculated, each state at each place once, and never by trying the ways.

What `re` does is that of CPython's `_sre` (2.7 to 3.13 alike in this): a round of a repeat that
consumed nothing starts no other one, except in the rounds that the repeat needs.
"""

from __future__ import annotations

from typing import assert_never

from rulec.matching.pattern_text import with_both_cases
from rulec.matching.pattern_tree import (
    Alternation,
    AnyCharacter,
    CharacterSet,
    End,
    Group,
    Literal,
    Look,
    Node,
    Ranges,
    Repeat,
    Sequence,
    Start,
    may_be_empty,
    normal_ranges,
    single_ranges,
)
from rulec.records import dataclass


@dataclass(frozen=True, slots=True)
class Read:
    """One character of these, then the state `after`."""

    ranges: Ranges
    after: int


@dataclass(frozen=True, slots=True)
class Fork:
    """The state `first`, and `second` if that fails."""

    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """The state `after` if `body` succeeds here, or, negated, if it does not."""

    body: int
    negated: bool
    after: int


@dataclass(frozen=True, slots=True)
class AtStart:
    """The state `after` at the start of the text."""

    after: int


@dataclass(frozen=True, slots=True)
class AtEnd:
    r"""The state `after` at the end; unless `exact` (`\Z`), also before a last line feed (`$`)."""

    exact: bool
    after: int


@dataclass(frozen=True, slots=True)
class Done:
    """Success: of the whole search, or of a look-ahead."""

    of_search: bool


State = Read | Fork | Ahead | AtStart | AtEnd | Done


class TooLargeError(Exception):
    """A pattern has more states than are allowed."""


@dataclass(frozen=True, slots=True)
class Program:
    """States by their numbers."""

    states: tuple[State, ...]
    start: int
    #: The search tries every place of the text, and not the start alone.
    everywhere: bool


@dataclass(frozen=True, slots=True)
class Rounds:
    """How the rounds of a repeat are written out."""

    #: Copies of the body that are needed.
    needed: int
    #: Copies that may be left out; None for a loop.
    further: int | None
    #: The body stands twice in the loop, so that each round can be taken in two ways.
    twice: bool = False


class Builder:
    """Writes states, what comes after first: a state knows the numbers of those behind it.

    Behind a node stand two states: `still`, when nothing was consumed since the innermost repeat
    that has to know began its round, and `moved`. They are one where nobody has to know.
    """

    def __init__(self, most: int, *, ignore_case: bool) -> None:
        self.states: list[State] = []
        self.most = most
        self.ignore_case = ignore_case
        self.done = self.add(Done(of_search=True))
        self.seen_ahead = self.add(Done(of_search=False))

    def add(self, state: State) -> int:
        """The number of a new state; `TooLargeError` when there are too many."""
        if len(self.states) >= self.most:
            raise TooLargeError
        self.states.append(state)
        return len(self.states) - 1

    def rounds(self, repeat: Repeat) -> Rounds:
        """The rounds as they are."""
        maximum = repeat.maximum
        return Rounds(repeat.minimum, None if maximum is None else maximum - repeat.minimum)

    def node(self, node: Node, still: int, moved: int) -> int:
        """The state in which a node starts."""
        match node:
            case Literal() | CharacterSet() | AnyCharacter():
                return self.add(Read(self._ranges(node), moved))
            case Sequence(parts):
                return self._sequence(parts, still, moved)
            case Alternation(branches):
                return self._alternation(branches, still, moved)
            case Group(body=body):
                return self.node(body, still, moved)
            case Repeat():
                return self._repeat(node, still, moved)
            case Look(body, negated):
                seen = self.seen_ahead
                return self.add(Ahead(self.node(body, seen, seen), negated, still))
            case Start():
                return self.add(AtStart(still))
            case End():
                return self.add(AtEnd(exact=False, after=still))
            case _:
                assert_never(node)

    def _ranges(self, node: Literal | CharacterSet | AnyCharacter) -> Ranges:
        if not self.ignore_case or isinstance(node, AnyCharacter):
            return single_ranges(node)
        if isinstance(node, CharacterSet) and node.negated:
            return single_ranges(CharacterSet(with_both_cases(node.ranges), negated=True))
        return with_both_cases(single_ranges(node))

    def _sequence(self, parts: tuple[Node, ...], still: int, moved: int) -> int:
        for place in range(len(parts) - 1, -1, -1):
            part = parts[place]
            if still == moved or not may_be_empty(part):
                still = moved = self.node(part, moved, moved)
            else:
                entry = self.node(part, still, moved)
                moved = self.node(part, moved, moved) if place else entry
                still = entry
        return still

    def _alternation(self, branches: tuple[Node, ...], still: int, moved: int) -> int:
        flat = list(_flat(branches))
        letters = [branch for branch in flat if isinstance(branch, Literal)]
        if len(letters) == len(flat) and len(set(letters)) > 1:
            # `re` reads such branches as one set.
            found = [pair for letter in letters for pair in self._ranges(letter)]
            return self.add(Read(normal_ranges(found), moved))
        entry = self.node(flat[-1], still, moved)
        for branch in reversed(flat[:-1]):
            entry = self.add(Fork(self.node(branch, still, moved), entry))
        return entry

    def _repeat(self, repeat: Repeat, still: int, moved: int) -> int:
        rounds = self.rounds(repeat)
        body, empty = repeat.body, may_be_empty(repeat.body)
        if rounds.further is None:
            still, moved = self._loop(repeat, still, moved, twice=rounds.twice)
        else:
            still, moved = self._further(repeat, rounds.further, still, moved)
        for _ in range(rounds.needed):
            if empty and still != moved:
                still, moved = self.node(body, still, moved), self.node(body, moved, moved)
            else:
                still = moved = self.node(body, moved, moved)
        return still

    def _loop(self, repeat: Repeat, still: int, moved: int, *, twice: bool) -> tuple[int, int]:
        loop = self.add(Done(of_search=False))  # Its place: the body has to know it.
        empty = may_be_empty(repeat.body)
        body = self.node(repeat.body, moved if empty else loop, loop)
        if twice:
            body = self.add(Fork(body, self.node(repeat.body, moved if empty else loop, loop)))
        self.states[loop] = self._fork(repeat, body, moved)
        if still == moved:
            return loop, loop
        if empty:
            body = self.node(repeat.body, still, loop)
        return self.add(self._fork(repeat, body, still)), loop

    def _further(self, repeat: Repeat, count: int, still: int, moved: int) -> tuple[int, int]:
        after, out = moved, (still, moved)
        empty = may_be_empty(repeat.body)
        for _ in range(count):
            body = self.node(repeat.body, moved if empty else after, after)
            entry = self.add(self._fork(repeat, body, moved))
            if still == moved:
                out = entry, entry
            else:
                if empty:
                    body = self.node(repeat.body, still, after)
                out = self.add(self._fork(repeat, body, still)), entry
            after = entry
        return out

    def _fork(self, repeat: Repeat, body: int, tail: int) -> Fork:
        return Fork(tail, body) if repeat.lazy else Fork(body, tail)

    def program(self, node: Node, *, whole: bool, everywhere: bool) -> Program:
        """The whole program of a pattern."""
        last = self.add(AtEnd(exact=True, after=self.done)) if whole else self.done
        start = self.node(node, last, last)
        return Program(tuple(self.states), start, everywhere)


def _flat(branches: tuple[Node, ...]) -> list[Node]:
    """The branches, with those of a branch that is an alternation itself."""
    found: list[Node] = []
    for branch in branches:
        found += _flat(branch.branches) if isinstance(branch, Alternation) else [branch]
    return found


class ForText(Builder):
    """Writes a program that is exact for texts of so many characters at most."""

    def __init__(self, most: int, length: int, *, ignore_case: bool) -> None:
        super().__init__(most, ignore_case=ignore_case)
        self.length = length

    def rounds(self, repeat: Repeat) -> Rounds:
        """A maximum that the text is too short for is none."""
        rounds = super().rounds(repeat)
        if rounds.further is None or may_be_empty(repeat.body):
            return rounds
        # More needed rounds than characters fail alike, however many more.
        needed = min(rounds.needed, self.length + 1)
        return Rounds(needed, None if rounds.further > self.length else rounds.further)


def here(state: State) -> tuple[int, ...]:
    """The states that a state asks at its own place, in the order of asking."""
    match state:
        case Fork(first, second):
            return first, second
        case Ahead(body, _, after):
            return body, after
        case AtStart(after) | AtEnd(_, after):
            return (after,)
        case Read() | Done():
            return ()
        case _:
            assert_never(state)


def in_order(program: Program) -> list[int]:
    """The states that can be reached, each behind those that it asks at its own place."""
    order: list[int] = []
    seen: set[int] = set()
    roots = [program.start]
    while roots:
        waiting = [(roots.pop(), False)]
        while waiting:
            number, asked = waiting.pop()
            if asked:
                order.append(number)
            elif number not in seen:
                seen.add(number)
                state = program.states[number]
                waiting.append((number, True))
                waiting += [(other, False) for other in here(state)]
                if isinstance(state, Read):
                    roots.append(state.after)
    return order


#: What steps take, in units of about a nanosecond, as measured on CPython 3.11: one of its program,
#: and what it does inside a repeat or between branches without one.
_STEP = 10
_LOOK = 1


@dataclass(frozen=True, slots=True)
class Effort:
    """What a search of a text takes."""

    units: int
    found: bool


def effort(program: Program, text: str) -> Effort:
    """What a search takes on all ways that it tries, and whether it finds a match.

    Exact in the number of ways; the time is right within a factor of about three.
    """
    order = in_order(program)
    size = len(program.states)
    reads = [(n, state) for n in order if isinstance(state := program.states[n], Read)]
    fitting = {c: {n for n, read in reads if _holds(read.ranges, ord(c))} for c in set(text)}
    own, going_on = _own_units(program, order)
    after, succeeds = [0] * size, [False] * size
    starts: list[Effort] = []
    for place in range(len(text), -1, -1):
        fits = fitting[text[place]] if place < len(text) else set()
        units, good = own.copy(), [False] * size
        rest = text[place : place + 2]
        for number in order:
            match program.states[number]:
                case Read(_, then):
                    if number in fits:
                        units[number] += after[then] + going_on[number]
                        good[number] = succeeds[then]
                case Fork(first, second):
                    units[number] += units[first] + (0 if good[first] else units[second])
                    good[number] = good[first] or good[second]
                case Ahead(body, negated, then):
                    holds = good[body] is not negated
                    units[number] += units[body] + (units[then] if holds else 0)
                    good[number] = holds and good[then]
                case AtStart(then):
                    if place == 0:
                        units[number] += units[then]
                        good[number] = good[then]
                case AtEnd(exact, then):
                    if not rest or (rest == "\n" and not exact):
                        units[number] += units[then]
                        good[number] = good[then]
                case Done():
                    good[number] = True
        after, succeeds = units, good
        starts.append(Effort(units[program.start], good[program.start]))
    return _searched(starts[::-1] if program.everywhere else starts[-1:])


def _own_units(program: Program, order: list[int]) -> tuple[list[int], list[int]]:
    """What each state takes by itself, and a state that reads besides, when it can."""
    size = len(program.states)
    units, going_on = [_STEP] * size, [0] * size
    for number in order:
        state = program.states[number]
        if not isinstance(state, Fork):
            continue
        for other in (state.first, state.second):
            read = program.states[other]
            if not isinstance(read, Read):
                continue
            if read.after == number:
                # A repeat of one character is a single step.
                units[number] = units[other] = _LOOK
            elif _is_letter(read):
                # And it looks for a letter behind it first.
                units[other], going_on[other] = _LOOK, _STEP
    return units, going_on


def _is_letter(read: Read) -> bool:
    return len(read.ranges) == 1 and read.ranges[0][0] == read.ranges[0][1]


def _searched(starts: list[Effort]) -> Effort:
    total = 0
    for start in starts:
        total += start.units
        if start.found:
            return Effort(total, found=True)
    return Effort(total, found=False)


def _holds(ranges: Ranges, point: int) -> bool:
    return any(low <= point <= high for low, high in ranges)
