"""Formulas in order, of which the first that holds for a call is found quickly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rulec.analysis.atoms import AtomTable
from rulec.analysis.formulas import Formula
from rulec.analysis.slots import Slot


class Watch:
    """A list of formulas, asked together.

    For each slot and value it knows as the bits of a number which formulas that value does not
    rule out by a test that they need; all slots together leave few formulas to be looked at.
    """

    def __init__(
        self, atoms: AtomTable, formulas: Sequence[Formula], needs: Sequence[Formula] = ()
    ) -> None:
        """`needs` are weaker formulas whose tests are looked at instead, one for each."""
        self.formulas = tuple(formulas)
        self._atoms = atoms
        everything = (1 << len(self.formulas)) - 1
        self._all = everything
        #: For each slot the formulas that need some of its tests, by what they need.
        self._needs: dict[Slot, dict[tuple[Formula, ...], int]] = {}
        self._free: dict[Slot, int] = {}
        self._left: dict[tuple[Slot, str], int] = {}
        for number, formula in enumerate(needs or self.formulas):
            for slot, literals in self._by_slot(formula).items():
                masks = self._needs.setdefault(slot, {})
                masks[literals] = masks.get(literals, 0) | 1 << number
        for slot, masks in self._needs.items():
            bound = 0
            for mask in masks.values():
                bound |= mask
            self._free[slot] = everything & ~bound

    def _by_slot(self, formula: Formula) -> dict[Slot, tuple[Formula, ...]]:
        found: dict[Slot, list[Formula]] = {}
        for literal in self._atoms.formulas.literals(formula):
            slot = self._atoms.slot_of.get(Formula(abs(literal)))
            if slot is not None:
                found.setdefault(slot, []).append(literal)
        return {slot: tuple(literals) for slot, literals in found.items()}

    def candidates(self, value_of: Callable[[Slot], object], count: int) -> Iterator[int]:
        """The numbers below `count` of formulas that may hold for a call with these values."""
        mask = self._all & ((1 << count) - 1)
        for slot in self._needs:
            mask &= self._possible(slot, value_of(slot))
            if not mask:
                return
        while mask:
            lowest = mask & -mask
            yield lowest.bit_length() - 1
            mask ^= lowest

    def _possible(self, slot: Slot, value: object) -> int:
        key = (slot, repr(value))
        if key not in self._left:
            met = slot.met_by(value)
            mask = self._free[slot]
            for literals, bits in self._needs[slot].items():
                if all((abs(each) in met) is (each > 0) for each in literals):
                    mask |= bits
            self._left[key] = mask
        return self._left[key]
