"""The search for the cheapest text that some tables accept and some others do not.

All tables are read side by side, a class of characters at a time. What is not wanted and can no
longer be accepted falls out. Why a way was given up is kept: the tables that ended some way are, if
there is no text, enough to show that there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from operator import itemgetter

from rulec.languages.alphabet import Letter, letters_of
from rulec.languages.language import DEAD, Table

#: The numbers of the states of all tables.
State = tuple[int, ...]
#: Picks the states after each class of characters of the search out of the row of one table.
_Pick = Callable[[list[int]], tuple[int, ...]]

#: Such a state was given up.
_GIVEN_UP = -1
#: How much more a hasty search thinks of what is left than of what was spent.
_HASTE = 8


@dataclass(frozen=True, slots=True)
class Way:
    """A text, as the classes of its characters."""

    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class NoWay:
    """There is no text; the tables that are enough to show it."""

    needed: frozenset[int]


@dataclass(frozen=True, slots=True)
class OutOfBudget:
    """There may be a text, or not."""


@dataclass
class Search:
    """One search: the first `wanted` of the tables must accept, the others must not."""

    tables: Sequence[Table]
    wanted: int
    budget: int
    #: Add up what the wanted tables have left, which finds some text sooner, but a longer one.
    hasty: bool = False
    spent: int = 0
    _best: dict[State, int] = field(default_factory=dict)
    _came: dict[State, tuple[State, Letter]] = field(default_factory=dict)
    _needed: set[int] = field(default_factory=set)

    def run(self) -> Way | NoWay | OutOfBudget:
        """The cheapest way, or why there is none."""
        letters = letters_of([table.partition for table in self.tables])
        # One more than there are, so that what is picked is a tuple also where there is only one.
        picked = [*(letter.classes for letter in letters), letters[-1].classes]
        pick: list[_Pick] = [itemgetter(*classes) for classes in zip(*picked, strict=True)]
        start: State = (0,) * len(self.tables)
        self._best[start] = 0
        queue = [(0, 0, 0, 0, start)]
        count = 0
        while queue:
            _, _, _, cost, state = heappop(queue)
            if cost > self._best[state]:
                continue
            if self._is_goal(state):
                return Way(self._way(state))
            self.spent += self._weight(state)
            if self.spent > self.budget:
                return OutOfBudget()
            for after, letter in self._steps(state, letters, pick):
                reached = cost + letter.cost
                known = self._best.get(after)
                if known is not None and known <= reached:
                    continue
                left = self._left(after)
                if left is None:
                    self._best[after] = _GIVEN_UP
                    continue
                self._best[after] = reached
                self._came[after] = state, letter
                count += 1
                # Of those that cost the same, the one that is furthest.
                heappush(queue, (reached + left, left, count, reached, after))
        return NoWay(frozenset(self._needed))

    def _steps(
        self, state: State, letters: Sequence[Letter], pick: Sequence[_Pick]
    ) -> Iterator[tuple[State, Letter]]:
        rows = [
            chosen(table.row(number)) if number != DEAD else _all_dead(len(letters))
            for table, number, chosen in zip(self.tables, state, pick, strict=True)
        ]
        return zip(zip(*rows, strict=False), letters, strict=False)

    def _weight(self, state: State) -> int:
        return sum(
            1 + table.weight[number] // 8
            for table, number in zip(self.tables, state, strict=True)
            if number != DEAD
        )

    def _is_goal(self, state: State) -> bool:
        refusing = -1
        for number, table in enumerate(self.tables):
            accepted = state[number] != DEAD and table.accepting[state[number]]
            if accepted is not (number < self.wanted):
                if number in self._needed:
                    return False
                refusing = number if refusing < 0 else refusing
        if refusing < 0:
            return True
        self._needed.add(refusing)
        return False

    def _left(self, state: State) -> int | None:
        """A cost that all ways from here have left; None where there are none."""
        ends = -1
        left = 0
        for number, table in enumerate(self.tables):
            at = state[number]
            if number < self.wanted:
                ended = at == DEAD
                if not ended:
                    least = table.least[at]
                    left = left + _HASTE * least if self.hasty else max(left, least)
            else:
                ended = at != DEAD and table.certain[at]
                if self.hasty and at != DEAD:
                    left += _HASTE * table.weight[at]
            if ended:
                if number in self._needed:
                    return None
                ends = number if ends < 0 else ends
        if ends < 0:
            return left
        self._needed.add(ends)
        return None

    def _way(self, state: State) -> tuple[Letter, ...]:
        letters = []
        while state in self._came:
            state, letter = self._came[state]
            letters.append(letter)
        return tuple(reversed(letters))


def _all_dead(count: int) -> tuple[int, ...]:
    return (DEAD,) * count
