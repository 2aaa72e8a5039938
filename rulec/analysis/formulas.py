"""Boolean formulas over tests, each written once.

A formula is a number: that of its node, negative for the opposite. Equal formulas have equal
numbers, so that thousands of rules that share their conditions share the formulas too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NewType

#: A node of `Formulas`, negative for its opposite.
Formula = NewType("Formula", int)

#: The formula that every call meets, and the one that none does.
TRUE = Formula(1)
FALSE = Formula(-1)

#: How many ways in which a formula may hold are told apart.
MOST_WAYS = 8
#: How deep in a formula they are looked for.
WAYS_DEPTH = 4


def opposite(formula: Formula) -> Formula:
    """The formula that holds where the other does not."""
    return Formula(-formula)


class Formulas:
    """All formulas of one analysis: tests, which are atoms, and conjunctions of formulas."""

    def __init__(self) -> None:
        #: The members of each conjunction by its number; of an atom None. 0 is not used, 1 is TRUE.
        self._parts: list[tuple[Formula, ...] | None] = [None, ()]
        self._known: dict[tuple[Formula, ...], Formula] = {}

    def atom(self) -> Formula:
        """A new formula about which nothing is known."""
        self._parts.append(None)
        return Formula(len(self._parts) - 1)

    def both(self, formulas: Iterable[Formula]) -> Formula:
        """The formula that holds where all of these do."""
        parts = tuple(sorted({part for part in formulas if part != TRUE}))
        if not parts:
            return TRUE
        if len(parts) == 1:
            return parts[0]
        if FALSE in parts or any(-part in parts for part in parts if part > 0):
            return FALSE
        known = self._known.get(parts)
        if known is None:
            self._parts.append(parts)
            known = self._known[parts] = Formula(len(self._parts) - 1)
        return known

    def either(self, formulas: Iterable[Formula]) -> Formula:
        """The formula that holds where one of these does."""
        return opposite(self.both(opposite(part) for part in formulas))

    def parts(self, formula: Formula) -> tuple[Formula, ...] | None:
        """The members of the conjunction that `formula`, or its opposite, is; None for an atom."""
        return self._parts[abs(formula)]

    def literals(self, formula: Formula) -> tuple[Formula, ...]:
        """Atoms, or opposites of atoms, that must hold where the formula does; perhaps not all."""
        found: list[Formula] = []
        waiting = [formula]
        while waiting:
            one = waiting.pop()
            parts = self.parts(one)
            if parts is None:
                found.append(one)
            elif one > 0:
                waiting += parts
        return tuple(sorted(set(found)))

    def ways(self, formula: Formula, depth: int = WAYS_DEPTH) -> list[tuple[Formula, ...]]:
        """Ways in which a formula may hold: of each some atoms, or opposites, that it needs.

        What lies deeper, and what would make too many ways, is left out.
        """
        parts = self.parts(formula)
        if parts is None:
            return [(formula,)]
        if depth == 0:
            return [()]
        if formula < 0:
            if len(parts) > MOST_WAYS:
                return [()]
            found = [way for part in parts for way in self.ways(opposite(part), depth - 1)]
            return found if len(found) <= MOST_WAYS else [()]
        ways = [tuple(part for part in parts if self.parts(part) is None)]
        for part in parts:
            inner = [()] if self.parts(part) is None else self.ways(part, depth - 1)
            if len(ways) * len(inner) <= MOST_WAYS:
                ways = [(*one, *other) for one in ways for other in inner]
        return ways

    def atoms(self, formulas: Iterable[Formula]) -> set[Formula]:
        """The atoms that occur in formulas."""
        found: set[Formula] = set()
        seen: set[int] = set()
        waiting = [abs(formula) for formula in formulas]
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            parts = self._parts[one]
            if parts is None:
                found.add(Formula(one))
            else:
                waiting += map(abs, parts)
        return found

    def truth(
        self, formula: Formula, known: dict[int, bool], meets: Callable[[Formula], bool]
    ) -> bool:
        """Whether a formula holds where `meets` tells it of the atoms.

        `known` keeps what was found for nodes, so that several formulas can be asked of one call.
        """
        waiting = [abs(formula)]
        while waiting:
            one = waiting[-1]
            if one in known:
                waiting.pop()
                continue
            parts = self._parts[one]
            if parts is None:
                known[one] = meets(Formula(one))
                continue
            undecided = _undecided(parts, known)
            if undecided:
                waiting.append(undecided)
            else:
                known[one] = all(known.get(abs(part)) is (part > 0) for part in parts)
        return known[abs(formula)] is (formula > 0)


def _undecided(parts: tuple[Formula, ...], known: dict[int, bool]) -> int:
    """The first part of a conjunction that is not known and may matter; 0 for none."""
    first = 0
    for part in parts:
        value = known.get(abs(part))
        if value is None:
            first = first or abs(part)
        elif value is not (part > 0):
            return 0
    return first
