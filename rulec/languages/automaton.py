"""The graph of a pattern read deterministically: a state is the set of places that may be reached.

A look-ahead is a pattern of its own, read from where it stands. A place that is reached through it
is therefore held together with the states of what is looked for, and counts only if, in the end,
these are accepted, or, negated, are not. So look-aheads are exact wherever they stand.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from functools import cached_property, lru_cache

from rulec.languages.alphabet import Partition
from rulec.languages.language import DEAD, Language, Table, Unreadable
from rulec.languages.nfa import BEGIN, BREAK, NEVER, OPEN, STOP, Ahead, Graph, Only, sets_of
from rulec.matching.pattern_tree import Alternation, Node, Ranges

#: Most places in one state, when some of them depend on look-aheads.
MAX_LOOKING = 400

#: What has to come out in the end: a state of something looked for, and whether it is negated.
Demand = tuple[int, bool]
Demands = frozenset[Demand]
#: A place, with demands where there are some.
Held = tuple[int, Demands]

_NONE: Demands = frozenset()
_EVERYTHING: frozenset[Held] = frozenset({(OPEN, _NONE)})


class TooLarge(Unreadable):
    """A state of a pattern with look-aheads grew too large."""


@lru_cache(maxsize=8192)
def patterns(trees: tuple[Node, ...], whole: bool, ignore_case: bool = False) -> Language:  # noqa: FBT001, FBT002
    """The texts that one of the patterns matches as a whole, or in which one is found.

    Raises Unreadable for patterns that are too large.
    """
    return PatternLanguage(trees, whole=whole, ignore_case=ignore_case)


class PatternLanguage(Language):
    """The texts that one of some patterns matches. Its states are numbers."""

    def __init__(self, trees: tuple[Node, ...], *, whole: bool, ignore_case: bool) -> None:
        super().__init__((trees, whole, ignore_case))
        self._sets = sets_of(trees, ignore_case=ignore_case)
        graph = Graph(Partition(self._sets), ignore_case=ignore_case)
        entry = graph.build(Alternation(trees), STOP if whole else OPEN)
        self._states = _States(graph, entry if whole else graph.loop(entry))

    @cached_property
    def table(self) -> Table:
        """The states."""
        return self._states

    @property
    def start(self) -> Hashable:
        """The state before the first character."""
        return 0

    def step(self, state: Hashable, character: str) -> Hashable | None:
        """The state after one more character."""
        assert isinstance(state, int)  # noqa: S101
        after = self._states.row(state)[self._states.partition.class_of(character)]
        return None if after == DEAD else after

    def accepts(self, state: Hashable) -> bool:
        """Whether a pattern matches what was read."""
        assert isinstance(state, int)  # noqa: S101
        return self._states.accepting[state]

    def ranges(self) -> frozenset[Ranges]:
        """The sets of characters in the patterns."""
        return self._sets


class _States(Table):
    """The states of a pattern, of all look-aheads in it too."""

    def __init__(self, graph: Graph, entry: int) -> None:
        super().__init__(graph.partition)
        self._graph = graph
        self._numbers: dict[frozenset[Held], int] = {}
        self._held: list[frozenset[Held]] = []
        self._rows: list[list[int] | None] = []
        self._after: dict[int, frozenset[Held]] = {}
        self._entries: dict[tuple[int, bool], int] = {}
        # The number of the start is known before those of what it looks for.
        self._add(frozenset({(BEGIN, _NONE)}))
        reached = self._reached(entry, at_start=True)
        self._held[0] |= reached
        self.least[0] = min((graph.least[place] for place, _ in reached), default=NEVER)

    # --- States ----------------------------------------------------------------------------------

    def _number(self, held: frozenset[Held]) -> int:
        if self._graph.has_looks:
            held = self._weakest(held)
        if not held:
            return DEAD
        if len(held) > 1 and (OPEN, _NONE) in held:
            held = _EVERYTHING
        return self._add(held)

    def _add(self, held: frozenset[Held]) -> int:
        found = self._numbers.get(held)
        if found is None:
            found = self._numbers[held] = len(self._held)
            self._held.append(held)
            self._rows.append(None)
            begins = (BEGIN, _NONE) in held
            self.accepting.append(not begins and any(map(self._is_end, held)))
            self.certain.append(held == _EVERYTHING)
            self.least.append(0 if begins else min(self._graph.least[place] for place, _ in held))
            self.weight.append(len(held))
        return found

    def _is_end(self, held: Held) -> bool:
        place, demands = held
        return place in (OPEN, STOP) and all(self.accepting[n] != negated for n, negated in demands)

    def _weakest(self, held: frozenset[Held]) -> frozenset[Held]:
        """Without the places that are there with fewer demands as well."""
        by_place: dict[int, list[Demands]] = {}
        for place, demands in held:
            by_place.setdefault(place, []).append(demands)
        kept: list[Held] = []
        for place, several in by_place.items():
            weakest: list[Demands] = []
            for demands in sorted(several, key=len):
                if not any(weaker <= demands for weaker in weakest):
                    weakest.append(demands)
            kept += ((place, demands) for demands in weakest)
        if len(kept) > MAX_LOOKING:
            raise TooLarge("its look-aheads combine in too many ways")
        return frozenset(kept)

    # --- Steps -----------------------------------------------------------------------------------

    def row(self, number: int) -> list[int]:
        """The state after a character of each class of the partition."""
        row = self._rows[number]
        if row is None:
            buckets: dict[int, list[frozenset[Held]]] = {}
            for place, demands in self._held[number]:
                classes = self._graph.classes[place]
                if classes:
                    after = self._afterwards(place)
                    for at in classes:
                        left = self._demanded(after, demands, at) if demands else after
                        buckets.setdefault(at, []).append(left)
            row = [DEAD] * self.partition.count
            for at, several in buckets.items():
                held = several[0] if len(several) == 1 else several[0].union(*several[1:])
                row[at] = self._number(held)
            self._rows[number] = row
        return row

    def _afterwards(self, place: int) -> frozenset[Held]:
        found = self._after.get(place)
        if found is None:
            found = self._reached(self._graph.following[place], at_start=False)
            self._after[place] = found
        return found

    def _demanded(self, held: frozenset[Held], demands: Demands, at: int) -> frozenset[Held]:
        """The places with the demands that are left of `demands` after a character of a class."""
        left = self._left(demands, at)
        if left is None:
            return frozenset()
        return frozenset((place, own | left) for place, own in held)

    def _left(self, demands: Demands, at: int) -> Demands | None:
        """What is left of demands after such a character; None when one of them is not met."""
        left = set()
        for state, negated in demands:
            after = self.row(state)[at]
            settled = self._settled(after, negated=negated)
            if settled is False:
                return None
            if settled is None:
                left.add((after, negated))
        return frozenset(left)

    def _settled(self, state: int, *, negated: bool) -> bool | None:
        """Whether a demand is met, or not, whatever follows; None when that depends."""
        if state == DEAD:
            return negated
        return not negated if self.certain[state] else None

    # --- What is reached without a character -----------------------------------------------------

    def _reached(self, place: int, *, at_start: bool) -> frozenset[Held]:
        found: set[Held] = set()
        seen: set[Held] = set()
        left: list[Held] = [(place, _NONE)]
        while left:
            held = left.pop()
            if held in seen:
                continue
            seen.add(held)
            place, _ = held
            if self._graph.edges[place]:
                left += self._along(held, found, at_start=at_start)
            elif self._graph.least[place] < NEVER:
                found.add(held)
        return frozenset(found)

    def _along(self, held: Held, found: set[Held], *, at_start: bool) -> Iterator[Held]:
        """Where the edges of a place lead; of an edge that ends the text, what it finds."""
        place, demands = held
        for edge, target in self._graph.edges[place]:
            match edge:
                case Only.ANYWHERE:
                    yield target, demands
                case Only.AT_START:
                    if at_start:
                        yield target, demands
                case Only.AT_END:
                    if self._ends(target, "", at_start=at_start):
                        found.add((STOP, demands))
                    if self._ends(target, "\n", at_start=at_start):
                        found.add((BREAK, demands))
                case Ahead(entry, negated):
                    state = self._entry(entry, at_start=at_start)
                    settled = self._settled(state, negated=negated)
                    if settled is not False:
                        added = _NONE if settled else frozenset({(state, negated)})
                        yield target, demands | added

    def _entry(self, place: int, *, at_start: bool) -> int:
        """The state in which something looked for begins."""
        known = (place, at_start)
        if known not in self._entries:
            self._entries[known] = self._number(self._reached(place, at_start=at_start))
        return self._entries[known]

    def _ends(self, place: int, rest: str, *, at_start: bool) -> bool:
        """Whether a text can end from here; `rest` is what is left of it, at most a line feed."""
        left, seen = [place], set[int]()
        while left:
            place = left.pop()
            if place in seen:
                continue
            seen.add(place)
            if place == OPEN or (place == STOP and not rest):
                return True
            consumes = rest and self._graph.line_feed in self._graph.classes[place]
            if consumes and self._ends(self._graph.following[place], "", at_start=False):
                return True
            left += self._open_ways(place, rest, at_start=at_start)
        return False

    def _open_ways(self, place: int, rest: str, *, at_start: bool) -> Iterable[int]:
        for edge, target in self._graph.edges[place]:
            match edge:
                case Only.ANYWHERE | Only.AT_END:
                    yield target
                case Only.AT_START:
                    if at_start:
                        yield target
                case Ahead(entry, negated):
                    state = self._entry(entry, at_start=at_start)
                    if rest and state != DEAD:
                        state = self.row(state)[self._graph.line_feed]
                    if (state != DEAD and self.accepting[state]) != negated:
                        yield target
