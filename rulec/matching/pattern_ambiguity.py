"""In how many ways a pattern can read the same text: the loops of its program, and what they share.

The number of ways grows exponentially where a loop comes back to where it was in two ways with the
same text, and otherwise with a power of the length: one for each loop that can hand what it reads
to the next one (Weber and Seidl, On the degree of ambiguity of finite automata, 1991). Each way
counts up to where it fails, so the last loop counts too.

Look-aheads, `^` and `$` are taken to hold: there may be fewer ways than found here, never more.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from functools import cached_property

from rulec.matching.pattern_letters import letters_of
from rulec.matching.pattern_program import (
    Ahead,
    AtEnd,
    AtStart,
    Done,
    Fork,
    Program,
    Read,
    in_order,
)
from rulec.records import dataclass

#: More states that read than this are not looked at.
MOST_READS = 240
#: Nor more steps of a search for a text.
MOST_STEPS = 20_000
#: So many forks are counted as if all of them multiplied the ways.
_FEW_FORKS = 11


class TooManyError(Exception):
    """The search for a text took too many steps."""


@dataclass(frozen=True, slots=True)
class Pump:
    """A text to repeat, between states that it leads from and to."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Loops that come after one another, each of them with a text that it can repeat."""

    #: How many of them multiply the number of ways.
    degree: int
    pumps: tuple[Pump, ...]


#: A path: how each state was come to, by which characters from which state.
_Origins = dict[tuple[int, ...], tuple[int, tuple[int, ...] | None]]


@dataclass
class Ambiguity:
    """What the loops of a program share. States are numbered as in the program."""

    program: Program
    _steps: int = 0

    def __post_init__(self) -> None:
        self._order = in_order(self.program)
        states = self.program.states
        reads = {n: s.ranges for n in self._order if isinstance(s := states[n], Read)}
        if len(reads) > MOST_READS:
            raise TooManyError
        self.letters = letters_of(reads.values())
        #: The characters that each state reads.
        self.masks = {number: self.letters.masks[ranges] for number, ranges in reads.items()}
        #: How often each state is read next, at most 2, where it is not certain that a match
        #: follows; and the states in which a search can begin to fail, at its start or once on
        #: the way to a match.
        self._next, self.starts = self._follow(cut=True)

    def _follow(self, *, cut: bool) -> tuple[dict[int, dict[int, int]], set[int]]:
        """What is read next behind each read, and where a search begins.

        With `cut` it is left out where a match is certain: a search that comes there ends, so it
        comes there once, and what it may try in vain then is a beginning of its own.
        """
        states, first = self.program.states, dict[int, dict[int, int]]()
        certain, starts = set[int](), set[int]()
        for number in self._order:
            found: dict[int, int] = {}
            match states[number]:
                case Read():
                    found = {number: 1} if self.masks[number] else {}
                case Fork(one, other):
                    found = _both(first[one], first[other])
                    if cut and (one in certain or other in certain):
                        starts.update(found)
                        certain.add(number)
                        found = {}
                case Ahead(body, _, after):
                    found = _both(first[body], first[after])
                case AtStart(after) | AtEnd(_, after):
                    found = first[after]
                case Done(of_search):
                    certain |= {number} if of_search else set()
            first[number] = found
        starts.update(first[self.program.start])
        reads = ((n, s) for n in self.masks if isinstance(s := states[n], Read))
        return {number: first[state.after] for number, state in reads}, starts

    @cached_property
    def _reach(self) -> dict[int, int]:
        """The states that can be come to from each one, as bits."""
        reach = {n: sum(1 << other for other in after) for n, after in self._next.items()}
        for middle in tuple(reach):
            through, bit = reach[middle], 1 << middle
            for number, seen in reach.items():
                if seen & bit:
                    reach[number] = seen | through
        return reach

    @cached_property
    def loops(self) -> tuple[tuple[int, ...], ...]:
        """The states that lead to each other and to themselves, in the order of the pattern."""
        reach, found, seen = self._reach, list[tuple[int, ...]](), set[int]()
        for number in self._from_first:
            if number in seen or not reach[number] >> number & 1:
                continue
            loop = tuple(o for o in reach if reach[number] >> o & 1 and reach[o] >> number & 1)
            seen.update(loop)
            found.append(loop)
        return tuple(found)

    @cached_property
    def _from_first(self) -> list[int]:
        """The states, each in front of those that it leads to but that do not lead back."""
        reach = self._reach
        return sorted(reach, key=lambda n: (-reach[n].bit_count(), reach[n] >> n & 1))

    def double(self, loop: tuple[int, ...]) -> Pump | None:
        """A text by which a state of the loop comes back to itself in two ways."""
        inside = set(loop)
        origins: _Origins = {(n, n): (0, None) for n in loop}
        waiting = deque(origins)
        while waiting:
            pair = waiting.popleft()
            one, other = pair
            shared = self.masks[one] & self.masks[other]
            for a, times in self._next[one].items() if shared else ():
                for b in self._next[other]:
                    if a not in inside or b not in inside:
                        continue
                    if a == b and (one != other or times > 1):
                        root, masks = _back(origins, pair)
                        masks += [shared, *self._path(self._next, (a,), {root[0]}, inside)[0]]
                        return Pump(self.letters.text(masks), root[0], root[0])
                    after = min(a, b), max(a, b)
                    if a != b and after not in origins:
                        origins[after] = (shared, pair)
                        waiting.append(after)
            self._count()
        return None

    def path(self, start: int, end: int) -> str:
        """The shortest text by which a state comes to another."""
        return self.letters.text(self._path(self._next, (start,), {end}, None)[0])

    def prefix(self, end: int) -> str:
        """The shortest text by which a search comes to a state."""
        after, starts = self._follow(cut=False)
        return self.letters.text(self._path(after, starts, {end}, None)[0])

    def _path(
        self,
        next_: dict[int, dict[int, int]],
        starts: Iterable[int],
        ends: set[int],
        inside: set[int] | None,
    ) -> tuple[list[int], int]:
        """The characters of the shortest way to one of some states, and which one it is."""
        origins: _Origins = {(n,): (0, None) for n in starts}
        waiting = deque(origins)
        while waiting:
            place = waiting.popleft()
            if place[0] in ends:
                return _back(origins, place)[1], place[0]
            for after in next_[place[0]]:
                if (after,) not in origins and (inside is None or after in inside):
                    origins[(after,)] = (self.masks[place[0]], place)
                    waiting.append((after,))
        raise AssertionError  # Every state was come to, and loops lead to themselves.

    def shared(self, one: tuple[int, ...], other: tuple[int, ...]) -> Pump | None:
        """A text that both loops can repeat and that leads from the first to the second.

        It starts in a state of the first loop, comes back to it, leads from it to a state of the
        second one, and from that one back to it.
        """
        if not self._may_share(one, other):
            return None
        for end in other:
            for start in one:
                pump = self._shared(start, end, set(one), set(other))
                if pump is not None:
                    return pump
        return None

    def _may_share(self, one: tuple[int, ...], other: tuple[int, ...]) -> bool:
        """Whether characters that both loops read lead from the first to the second."""
        common = self._mask(one) & self._mask(other)
        seen = {n for n in one if self.masks[n] & common}
        waiting, ends = list(seen), set(other)
        while waiting:
            for after in self._next[waiting.pop()]:
                if after in ends:
                    return True
                if after not in seen and self.masks[after] & common:
                    seen.add(after)
                    waiting.append(after)
        return False

    def _shared(self, start: int, end: int, one: set[int], other: set[int]) -> Pump | None:
        origin, goal = (start, start, end), (start, end, end)
        origins: _Origins = {origin: (0, None)}
        waiting = deque([origin])
        while waiting:
            place = waiting.popleft()
            for common, after in self._together(place, end, one, other):
                if after == goal:
                    return Pump(self.letters.text([*_back(origins, place)[1], common]), start, end)
                if after not in origins:
                    origins[after] = (common, place)
                    waiting.append(after)
            self._count()
        return None

    def _together(
        self, place: tuple[int, int, int], end: int, one: set[int], other: set[int]
    ) -> Iterator[tuple[int, tuple[int, int, int]]]:
        """What a character makes of three states, the first and last of which stay in loops."""
        first, middle, last = place
        common = self.masks[first] & self.masks[middle] & self.masks[last]
        if not common:
            return
        for a in self._next[first]:
            for b in self._next[middle]:
                for c in self._next[last]:
                    to_end = b in other or self._reach[b] >> end & 1
                    if a in one and c in other and to_end:
                        yield common, (a, b, c)

    def ways(self) -> int:
        """How many ways a text has at most, or more, not counting those that loops add."""
        forks = sum(isinstance(self.program.states[n], Fork) for n in self._order)
        if forks <= _FEW_FORKS:
            return 1 << forks
        inside = {number: loop for loop in self.loops for number in loop}
        ways: dict[int, int] = {}
        for number in reversed(self._from_first):
            loop = inside.get(number, (number,))
            ways[number] = 1 + sum(self._branches(one, loop, ways) for one in loop)
        return sum(ways[number] for number in self.starts)

    def _branches(self, number: int, loop: tuple[int, ...], ways: dict[int, int]) -> int:
        """The ways out of a loop behind one of its states, with the character that has most."""
        out = {n: times for n, times in self._next[number].items() if n not in loop}
        most, letters = 0, self._mask(tuple(out))
        while letters:
            letter = letters & -letters
            letters ^= letter
            fit = (ways[n] * times for n, times in out.items() if self.masks[n] & letter)
            most = max(most, sum(fit))
        return most

    def longest_chain(self) -> Chain:
        """The loops that together make the number of ways grow most."""
        best: dict[tuple[int, ...], Chain] = {}
        for loop in reversed(self.loops):
            best[loop] = self._chain_from(loop, best)
        return max(best.values(), key=lambda chain: chain.degree, default=Chain(0, ()))

    def _chain_from(self, loop: tuple[int, ...], best: dict[tuple[int, ...], Chain]) -> Chain:
        chain = Chain(1, (Pump(self._round(loop), loop[0], loop[0]),))
        for later, rest in best.items():
            if not self._reach[loop[0]] >> later[0] & 1:
                continue
            if rest.degree > chain.degree:
                chain = rest
            if rest.degree >= chain.degree and (pump := self.shared(loop, later)) is not None:
                chain = Chain(rest.degree + 1, (pump, *rest.pumps))
        return chain

    def _round(self, loop: tuple[int, ...]) -> str:
        """The shortest text by which the first state of a loop comes back to itself."""
        inside = set(loop)
        after = [number for number in self._next[loop[0]] if number in inside]
        return self.letters.text(
            [self.masks[loop[0]], *self._path(self._next, after, {loop[0]}, inside)[0]]
        )

    def _count(self) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise TooManyError

    def _mask(self, loop: tuple[int, ...]) -> int:
        mask = 0
        for number in loop:
            mask |= self.masks[number]
        return mask


def _both(one: dict[int, int], other: dict[int, int]) -> dict[int, int]:
    if not one or not other:
        return one or other
    return {n: min(2, one.get(n, 0) + other.get(n, 0)) for n in (*one, *other)}


def _back(origins: _Origins, place: tuple[int, ...]) -> tuple[tuple[int, ...], list[int]]:
    """Where a path began, and its characters."""
    masks: list[int] = []
    while True:
        mask, before = origins[place]
        if before is None:
            return place, masks[::-1]
        masks.append(mask)
        place = before
