"""The search for the cheapest text that some tables accept and some others do not.

All tables are read side by side, a class of characters at a time. What is not wanted and can no
longer be accepted falls out. Why a way was given up is kept: the tables that ended some way are, if
there is no text, enough to show that there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import field
from heapq import heappop, heappush
from operator import itemgetter

from rulec.languages.alphabet import Letter, letters_of
from rulec.languages.language import DEAD, Table
from rulec.records import dataclass

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
    #: The tables of which every text that they exclude is kept in `cuts`.
    traced: Collection[int] = ()
    #: Add up what the wanted tables have left, which finds some text sooner, but a longer one.
    hasty: bool = False
    spent: int = 0
    cuts: dict[int, list[str]] = field(default_factory=dict)
    _best: dict[State, int] = field(default_factory=dict)
    _came: dict[State, tuple[State, Letter]] = field(default_factory=dict)
    _needed: set[int] = field(default_factory=set)

    def run(self) -> Way | NoWay | OutOfBudget:
        """The cheapest way, or why there is none."""
        letters = letters_of(tuple(table.partition for table in self.tables))
        # One more than there are, so that what is picked is a tuple also where there is only one.
        picked = [*(letter.classes for letter in letters), letters[-1].classes]
        pick: list[_Pick] = [itemgetter(*classes) for classes in zip(*picked, strict=True)]
        start: State = (0,) * len(self.tables)
        self._best[start] = 0
        queue = [(0, 0, 0, 0, 0, start)]
        count = 0
        while queue:
            _, _, _, _, cost, state = heappop(queue)
            if cost > self._best[state]:
                continue
            if self._is_goal(state):
                return Way(self._way(state))
            self.spent += self._weight(state)
            if self.spent > self.budget:
                return OutOfBudget()
            for after, order in self._steps(state, len(letters), pick).items():
                reached = cost + letters[order].cost
                known = self._best.get(after)
                if known is not None and known <= reached:
                    continue
                self._came[after] = state, letters[order]
                left = self._left(after)
                if left is None:
                    self._best[after] = _GIVEN_UP
                    continue
                self._best[after] = reached
                count += 1
                # Of those that cost the same, the one that is furthest, then the nicer character.
                heappush(queue, (reached + left, left, order, count, reached, after))
        return NoWay(frozenset(self._needed))

    def _steps(self, state: State, count: int, pick: Sequence[_Pick]) -> dict[State, int]:
        """The states after this one, each with the place of the first letter that leads there."""
        rows = [
            chosen(table.row(number))[count - 1 :: -1] if number != DEAD else (DEAD,) * count
            for table, number, chosen in zip(self.tables, state, pick, strict=True)
        ]
        return dict(zip(zip(*rows, strict=True), range(count - 1, -1, -1), strict=True))

    def _weight(self, state: State) -> int:
        return sum(
            1 + table.weight[number] // 8
            for table, number in zip(self.tables, state, strict=True)
            if number != DEAD
        )

    def _is_goal(self, state: State) -> bool:
        refusing = -1
        for number, table in enumerate(self.tables):
            at = state[number]
            accepted = at != DEAD and table.accepting[at]
            if accepted is not (number < self.wanted):
                refusing = self._rather(refusing, number)
        if refusing >= 0:
            self._give_up(state, refusing)
        return refusing < 0

    def _left(self, state: State) -> int | None:
        """A cost that all ways from here have left; None where there are none."""
        ends = -1
        left = 0
        for number, table in enumerate(self.tables):
            at = state[number]
            if number < self.wanted:
                if at == DEAD:
                    ends = self._rather(ends, number)
                elif self.hasty:
                    left += _HASTE * table.least[at]
                elif table.least[at] > left:
                    left = table.least[at]
            elif at != DEAD:
                if table.certain[at]:
                    ends = self._rather(ends, number)
                elif self.hasty:
                    left += _HASTE * table.weight[at]
        if ends >= 0:
            self._give_up(state, ends)
            return None
        return left

    def _rather(self, one: int, other: int) -> int:
        """Which of two tables that end a way to blame: one that is needed anyway."""
        return one if one >= 0 and (one in self._needed or other not in self._needed) else other

    def _give_up(self, state: State, number: int) -> None:
        self._needed.add(number)
        if number in self.traced:
            text = "".join(letter.characters[0] for letter in self._way(state))
            self.cuts.setdefault(number, []).append(text)

    def _way(self, state: State) -> tuple[Letter, ...]:
        letters = []
        while state in self._came:
            state, letter = self._came[state]
            letters.append(letter)
        return tuple(reversed(letters))
