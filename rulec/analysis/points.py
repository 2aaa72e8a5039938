"""Points: one value for each slot that matters, and the call that has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from datetime import datetime
from functools import cached_property
from itertools import islice, product

from rulec.analysis.atoms import AtomTable
from rulec.analysis.clock_slot import ClockSlot
from rulec.analysis.drafts import MISSING, Draft, Path, plausible
from rulec.analysis.formulas import Formula
from rulec.analysis.items_slot import ItemsSlot
from rulec.analysis.slots import FlagSlot, Slot
from rulec.evaluate import Inputs, holds
from rulec.ir import LISTS
from rulec.ir.walk import walk
from rulec.operators import Operator
from rulec.pexip import InputField, ValueType
from rulec.records import dataclass

#: How many calls are tried to make tests of computed values come out as wished.
_TRIES = 300

#: How many values of one field are tried for that.
_VALUES = 40


def in_service(slot: Slot) -> bool:
    """Whether the slot is a field of the service: without a service it has no value."""
    return slot.path[0] == "service_config" and len(slot.path) > 1


def value_in(slot: Slot, inputs: Inputs) -> object:
    """The value of a slot in a call, as the evaluator reads it."""
    return inputs.now if isinstance(slot, ClockSlot) else slot.read(inputs.raw(slot.path))


@dataclass(frozen=True)
class Point:
    """Values for some slots; the others have their usual one."""

    atoms: AtomTable
    values: dict[Slot, object]
    #: Values of fields that have no slot, because only computed values read them.
    others: dict[Path, object] = field(default_factory=dict)

    @cached_property
    def _no_service(self) -> bool:
        return self.values.get(self.atoms.slot_of[self.atoms.found]) is False

    def value(self, slot: Slot) -> object:
        """The value of a slot."""
        if self._no_service and in_service(slot):
            return () if isinstance(slot, ItemsSlot) else MISSING
        return self.values[slot] if slot in self.values else slot.values[0]

    def meets(self, atom: Formula) -> bool:
        """Whether the call meets a test."""
        slot = self.atoms.slot_of.get(atom)
        if slot is not None:
            return atom in slot.met_by(self.value(slot))
        return holds(self.atoms.meanings[atom], self.inputs)

    def confirms(self, literal: Formula) -> bool:
        """Whether the evaluator says of the whole call what a literal says."""
        return holds(self.atoms.meanings[Formula(abs(literal))], self.inputs) is (literal > 0)

    @cached_property
    def inputs(self) -> Inputs:
        """The call as the evaluator reads it."""
        return self.draft().read()

    def draft(self) -> Draft:
        """The usual call of the policy with the values."""
        changes = {p: list(v) if isinstance(v, tuple) else v for p, v in self.others.items()}
        draft = Draft(self.atoms.policy)
        for slot in self.atoms.slots.values():
            value = self.value(slot)
            if isinstance(slot, FlagSlot):
                if value is False:
                    changes[slot.path] = None
            elif isinstance(value, datetime):
                draft = draft.at(value)
            else:
                changes[slot.path] = slot.as_json(value)
        return replace(draft, changes=changes)


def with_computed(
    point: Point, computed: Iterable[Formula], literals: Iterable[Formula]
) -> Point | None:
    """The point changed so that tests of computed values come out too; None if none was found."""
    literals = tuple(literals)
    rows = dict.fromkeys(
        row
        for test in computed
        for row in walk(point.atoms.meanings[Formula(abs(test))])
        if isinstance(row, InputField)
    )
    choices = [list(_values(row, point, literals)) for row in rows]
    for chosen in islice(product(*choices), _TRIES):
        tried = _changed(point, dict(zip(rows, chosen, strict=True)))
        if all(map(tried.confirms, literals)):
            return tried
    return None


def _changed(point: Point, values: dict[InputField, object]) -> Point:
    known, others = dict(point.values), dict(point.others)
    for row, value in values.items():
        slot = point.atoms.slots.get(row.path)
        if slot is None:
            others[row.path] = value
        else:
            known[slot] = value
    return Point(point.atoms, known, others)


def _values(row: InputField, point: Point, literals: tuple[Formula, ...]) -> Iterator[object]:
    """Values of a field that may do: those that its own tests allow, and operands of all tests."""
    slot = point.atoms.slots.get(row.path)
    near = islice(dict.fromkeys(_operands(row, point, literals)), _VALUES)
    if slot is None:
        usual = plausible(row)
        yield from (tuple(usual) if isinstance(usual, list) else usual, MISSING, *near)
        return
    mine = [each for each in literals if point.atoms.slot_of.get(Formula(abs(each))) is slot]
    for value in (point.value(slot), *slot.values[:_VALUES], *near):
        met = slot.met_by(value)
        if all((abs(each) in met) is (each > 0) for each in mine):
            yield value


def _operands(row: InputField, point: Point, literals: tuple[Formula, ...]) -> Iterator[object]:
    """Values of a field's type near the operands of tests."""
    for literal in literals:
        for node in walk(point.atoms.meanings[Formula(abs(literal))]):
            if isinstance(node, Operator):
                yield from filter(None, (_as_type(row, near) for near in node.near_misses()))


def _as_type(row: InputField, near: object) -> object:
    """A value near an operand as one of a field; None where it is of another type."""
    if row.type is ValueType.INTEGER:
        return near if type(near) is int else None
    if not isinstance(near, str) or "\0" in near:
        return None
    return (near,) if row.type in LISTS else near if row.type is ValueType.TEXT else None
