"""Formulas in order, of which the first that holds for a call is found quickly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from types import MappingProxyType
from typing import Protocol, Self

from rulec.analysis.atoms import AtomTable
from rulec.analysis.formulas import Formula, opposite
from rulec.analysis.slots import Atoms, Slot


def numbers_in(bits: int) -> Iterator[int]:
    """The places of the bits of a number, from the lowest on."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


class Values(Protocol):
    """A call, as far as formulas ask about it."""

    def value(self, slot: Slot) -> object:
        """What it has in a slot."""

    def meets(self, atom: Formula) -> bool:
        """Whether it meets a test."""


class Watch:
    """A list of formulas, asked together.

    Each formula has a row for each way in which it may hold. For each slot and value the watch
    knows, as the bits of a number, which rows that value does not rule out by a test that they
    need; all slots together leave few formulas to be looked at.
    """

    def __init__(
        self, atoms: AtomTable, formulas: Sequence[Formula], needs: Sequence[Formula] = ()
    ) -> None:
        """`needs` are weaker formulas whose tests are looked at instead, one for each."""
        self.formulas = tuple(formulas)
        self._atoms = atoms
        #: The formulas that are asked about, as bits.
        self._all = (1 << len(self.formulas)) - 1
        #: The number of the formula of each row; the first row of each formula, and their number.
        self._formula_of: list[int] = []
        self._first_row: list[int] = []
        rows: dict[Slot, list[tuple[int, tuple[Formula, ...]]]] = {}
        for number, formula in enumerate(needs or self.formulas):
            self._first_row.append(len(self._formula_of))
            for way in atoms.ways(formula):
                for slot, literals in way.items():
                    rows.setdefault(slot, []).append((len(self._formula_of), literals))
                self._formula_of.append(number)
        self._first_row.append(len(self._formula_of))
        everything = (1 << len(self._formula_of)) - 1
        self._needs = {slot: _Needs(found, everything) for slot, found in rows.items()}
        self._left: dict[tuple[Slot, str], int] = {}

    def only(self, some: int) -> Self:
        """The watch with some of its formulas, as the bits of a number, which keep their numbers.

        What is found out about calls is shared.
        """
        made = copy(self)
        made._all = some
        return made

    def candidates(self, value_of: Callable[[Slot], object], count: int) -> Iterator[int]:
        """The numbers below `count` of formulas that may hold for a call with these values."""
        mask = (1 << self._first_row[count]) - 1
        for slot in self._needs:
            mask &= self._possible(slot, value_of(slot))
            if not mask:
                return
        last = -1
        for row in numbers_in(mask):
            number = self._formula_of[row]
            if number != last and self._all >> number & 1:
                yield number
            last = number

    def holds(self, number: int, point: Values, known: dict[int, bool]) -> bool:
        """Whether a formula holds for a call; `known` keeps what was found out about it."""
        return self._atoms.formulas.truth(self.formulas[number], known, point.meets)

    def first(self, point: Values, count: int, known: dict[int, bool]) -> int | None:
        """The number of the first formula below `count` that holds for a call."""
        numbers = self.candidates(point.value, count)
        return next((number for number in numbers if self.holds(number, point, known)), None)

    def _possible(self, slot: Slot, value: object) -> int:
        key = (slot, repr(value))
        if key not in self._left:
            self._left[key] = self._needs[slot].left_by(slot.met_by(value))
        return self._left[key]


class _Needs:
    """What rows need of one slot: tests that are met, and tests that are not."""

    def __init__(self, rows: Sequence[tuple[int, tuple[Formula, ...]]], everything: int) -> None:
        #: The rows that need one test to be met; those that need more, with all of it, by one.
        self._one: dict[Formula, int] = {}
        self._more: dict[Formula, dict[tuple[Formula, ...], int]] = {}
        #: The rows that need a test not to be met.
        self._not: dict[Formula, int] = {}
        self._free = everything
        for row, literals in rows:
            bit = 1 << row
            wished = tuple(each for each in literals if each > 0)
            for each in literals:
                if each < 0:
                    test = opposite(each)
                    self._not[test] = self._not.get(test, 0) | bit
            if wished:
                self._free &= ~bit
            if len(wished) == 1:
                self._one[wished[0]] = self._one.get(wished[0], 0) | bit
            elif wished:
                # The newest test is most likely to be of this row alone.
                known = self._more.setdefault(max(wished), {})
                known[wished] = known.get(wished, 0) | bit

    def left_by(self, met: Atoms) -> int:
        """The rows that a value with these tests met does not rule out."""
        mask, out = self._free, 0
        for test in met:
            mask |= self._one.get(test, 0)
            out |= self._not.get(test, 0)
            for wished, bits in self._more.get(test, _NOTHING).items():
                if met.issuperset(wished):
                    mask |= bits
        return mask & ~out


_NOTHING: Mapping[tuple[Formula, ...], int] = MappingProxyType({})
