"""Formulas in order, of which the first that holds for a call is found quickly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rulec.analysis.atoms import AtomTable
from rulec.analysis.formulas import Formula
from rulec.analysis.slots import Atoms, Slot


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
            for way in atoms.formulas.ways(formula):
                for slot, literals in self._by_slot(way).items():
                    rows.setdefault(slot, []).append((len(self._formula_of), literals))
                self._formula_of.append(number)
        self._first_row.append(len(self._formula_of))
        everything = (1 << len(self._formula_of)) - 1
        self._needs = {slot: _Needs(found, everything) for slot, found in rows.items()}
        self._left: dict[tuple[Slot, str], int] = {}

    def _by_slot(self, literals: Sequence[Formula]) -> dict[Slot, tuple[Formula, ...]]:
        found: dict[Slot, list[Formula]] = {}
        for literal in literals:
            slot = self._atoms.slot_of.get(Formula(abs(literal)))
            if slot is not None:
                found.setdefault(slot, []).append(literal)
        return {slot: tuple(literals) for slot, literals in found.items()}

    def candidates(self, value_of: Callable[[Slot], object], count: int) -> Iterator[int]:
        """The numbers below `count` of formulas that may hold for a call with these values."""
        mask = (1 << self._first_row[count]) - 1
        for slot in self._needs:
            mask &= self._possible(slot, value_of(slot))
            if not mask:
                return
        last = -1
        while mask:
            lowest = mask & -mask
            number = self._formula_of[lowest.bit_length() - 1]
            if number != last and self._all >> number & 1:
                yield number
            last = number
            mask ^= lowest

    def _possible(self, slot: Slot, value: object) -> int:
        key = (slot, repr(value))
        if key not in self._left:
            self._left[key] = self._needs[slot].left_by(slot.met_by(value))
        return self._left[key]


class _Needs:
    """What rows need of one slot."""

    def __init__(self, rows: Sequence[tuple[int, tuple[Formula, ...]]], everything: int) -> None:
        #: The rows that need one test to be met, and those that need anything else.
        self._one: dict[Formula, int] = {}
        self._more: dict[tuple[Formula, ...], int] = {}
        bound = 0
        for row, literals in rows:
            bound |= 1 << row
            if len(literals) == 1 and literals[0] > 0:
                self._one[literals[0]] = self._one.get(literals[0], 0) | 1 << row
            else:
                self._more[literals] = self._more.get(literals, 0) | 1 << row
        self._free = everything & ~bound

    def left_by(self, met: Atoms) -> int:
        """The rows that a value with these tests met does not rule out."""
        mask = self._free
        for test in met:
            mask |= self._one.get(test, 0)
        for literals, bits in self._more.items():
            if all((abs(each) in met) is (each > 0) for each in literals):
                mask |= bits
        return mask
