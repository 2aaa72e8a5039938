"""Whether texts can be read in one way only: where one part of a row of patterns ends in them.

A part `(a+)` behind `b?` and before `[0-9]{2}` may be captured by one search for many patterns at
once only if no text lets it begin or end at two places. A place between two parts is settled when
there are no texts `x`, `u`, `y`, `u` not empty, such that `x` and `xu` both match what stands
before it, and `uy` and `y` both match what stands behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rulec.languages.alphabet import Partition
from rulec.languages.language import Unreadable
from rulec.languages.nfa import STOP, Graph, Only, sets_of
from rulec.matching.pattern_tree import Node
from rulec.matching.pattern_tree import Sequence as Row

#: Most pairs of places that are looked at, for each place between parts.
_MOST_PAIRS = 200_000


def read_in_one_way(parts: Sequence[Node], places: Iterable[int]) -> bool:
    """Whether each of some places between parts is settled; place n stands before part n.

    The texts are those that `parts`, one behind the other, match as a whole. Says no where it is
    not sure: with look-aheads and anchors, and where there is too much to see.
    """
    return _all_settled(tuple(parts), tuple(places))


@lru_cache(maxsize=1024)
def _all_settled(parts: tuple[Node, ...], places: tuple[int, ...]) -> bool:
    """What `read_in_one_way` says; scripts that are tried one after the other ask the same."""
    try:
        return all(_settled(parts, place) for place in places)
    except Unreadable:
        return False


def _settled(parts: Sequence[Node], place: int) -> bool:
    if place in (0, len(parts)):
        return True
    graph = _Pairs(parts, place)
    return not graph.unsettled()


class _Pairs:
    """What stands before a place and behind it, as one graph that two readers read at once."""

    def __init__(self, parts: Sequence[Node], place: int) -> None:
        sets = sets_of(parts, ignore_case=False)
        self._graph = Graph(Partition(sets), ignore_case=False)
        self._before = self._graph.build(Row(tuple(parts[:place])), STOP)
        self._behind = self._graph.build(Row(tuple(parts[place:])), STOP)
        self._spent = 0

    def unsettled(self) -> bool:
        """Whether there are such texts `x`, `u` and `y`."""
        # Where `x` may lead when it also matches as a whole.
        ends = {
            other for one, other in self._together([(self._before, self._before)]) if one == STOP
        }
        # From where some `y` leads to the end that matches from the beginning too.
        begins = self._leading_to_both_ends()
        starts = [(end, first) for end in ends for first in self._open(self._behind)]
        after_one = [pair for start in starts for pair in self._steps(*start)]
        return any(one == STOP and two in begins for one, two in self._together(after_one))

    def _leading_to_both_ends(self) -> set[int]:
        """Places from which a text leads to the end that also leads there from `behind`."""
        found: set[int] = set()
        backwards: dict[tuple[int, int], list[tuple[int, int]]] = {}
        every: set[tuple[int, int]] = set()
        firsts = self._open(self._behind)
        inner = self._reachable(self._behind)
        for pair in self._together([(place, first) for place in inner for first in firsts]):
            every.add(pair)
            for following in self._steps(*pair):
                backwards.setdefault(following, []).append(pair)
        good = {pair for pair in every if pair == (STOP, STOP)}
        left = list(good)
        while left:
            for pair in backwards.get(left.pop(), ()):
                if pair not in good:
                    good.add(pair)
                    left.append(pair)
        start = set(firsts)
        found.update(one for one, two in good if two in start)
        return found

    def _reachable(self, entry: int) -> set[int]:
        seen = set(self._open(entry))
        left = list(seen)
        while left:
            place = left.pop()
            if place != STOP:
                for after in self._open(self._graph.following[place]):
                    if after not in seen:
                        seen.add(after)
                        left.append(after)
        return seen

    def _together(self, starts: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """All pairs of places to which one text leads from one of these pairs."""
        seen: set[tuple[int, int]] = set()
        left: list[tuple[int, int]] = []
        for one, two in starts:
            left += [(a, b) for a in self._open(one) for b in self._open(two)]
        while left:
            pair = left.pop()
            if pair in seen:
                continue
            seen.add(pair)
            self._spent += 1
            if self._spent > _MOST_PAIRS:
                raise Unreadable("too many pairs of places")
            yield pair
            left += [after for after in self._steps(*pair) if after not in seen]

    def _steps(self, one: int, two: int) -> list[tuple[int, int]]:
        """The pairs after one more character that both wait for."""
        if STOP in (one, two):
            return []
        classes = self._graph.classes
        if set(classes[one]).isdisjoint(classes[two]):
            return []
        following = self._graph.following
        return [(a, b) for a in self._open(following[one]) for b in self._open(following[two])]

    def _open(self, place: int) -> list[int]:
        """The places that wait for a character, and the end, that a place leads to by itself."""
        seen = {place}
        left = [place]
        found = []
        while left:
            at = left.pop()
            if at == STOP or self._graph.classes[at]:
                found.append(at)
            for edge, after in self._graph.edges[at]:
                if edge is not Only.ANYWHERE:
                    raise Unreadable("an anchor or a look-ahead")
                if after not in seen:
                    seen.add(after)
                    left.append(after)
        return found
