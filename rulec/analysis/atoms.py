"""Conditions as formulas: which slot each test is asked of, and what it asks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar, assert_never

from rulec.analysis.clock_slot import ClockSlot, ClockTest
from rulec.analysis.drafts import MISSING, Draft, Path
from rulec.analysis.formulas import FALSE, TRUE, Formula, Formulas, opposite
from rulec.analysis.items_slot import ItemsSlot, SomeItem
from rulec.analysis.mixed_slot import MixedSlot
from rulec.analysis.slots import FlagSlot, ScalarSlot, Slot
from rulec.analysis.text_slot import TextSlot, TextTest
from rulec.ir import (
    LISTS,
    All,
    AnyOf,
    Choice,
    Condition,
    Constant,
    DateRange,
    FieldRead,
    FieldTest,
    ItemTest,
    LetRead,
    Lookup,
    Named,
    Not,
    NoValue,
    PartRead,
    Read,
    ServiceFound,
    Source,
    TimeWindow,
    Value,
)
from rulec.operators import Equals, Operator
from rulec.pexip import INTEGER_MAX_DIGITS, InputField, Policy, ValueType, variables_of

#: A condition without conditions in it.
Leaf = FieldTest | ItemTest | NoValue | ServiceFound | TimeWindow | DateRange

#: Other values than the catalogue's examples that look like real ones (RFC 5737, 3849 and 2606).
_ALIASES = ("carol@example.org", "sip:dave@example.net", "5550123")
_ADDRESSES = ("192.0.2.10", "198.51.100.7", "2001:db8::7")

#: Tests, or opposites of tests, of each slot.
Needs = Mapping[Slot, tuple[Formula, ...]]

_Kind = TypeVar("_Kind", bound=Slot)

_SERVICE: Path = ("service_config",)
_LOCATION: Path = ("call_info", "location")


class AtomTable:
    """The tests of conditions on the calls of one policy, and the slots of which they are asked.

    `mixed` are paths that conditions read as fields of several types.
    """

    def __init__(
        self, policy: Policy, locations: tuple[str, ...] = (), mixed: Collection[Path] = ()
    ) -> None:
        self.policy = policy
        self._mixed = mixed
        self.formulas = Formulas()
        self.slots: dict[Path, Slot] = {}
        #: The slot of each test. A test of a computed value has none: it is asked of whole calls.
        self.slot_of: dict[Formula, Slot] = {}
        #: The condition that holds where a test is met.
        self.meanings: dict[Formula, Condition] = {}
        self._known: dict[Leaf, Formula] = {}
        self._ways: dict[Formula, tuple[Needs, ...]] = {}
        self._atoms: dict[object, Formula] = {}
        self._usual = Draft(policy)
        self.found = self._flag(_SERVICE)
        #: Of no call; a search may assume it.
        self.trusting = self.formulas.atom()
        if locations:
            self.slots[_LOCATION] = TextSlot(_LOCATION, locations, locations)

    def of(self, condition: Condition) -> Formula:
        """The formula of a condition."""
        match condition:
            case All(conditions):
                return self.formulas.both(map(self.of, conditions))
            case AnyOf(conditions):
                return self.formulas.either(map(self.of, conditions))
            case Not(inner):
                return opposite(self.of(inner))
            case Named(condition=inner):
                return self.of(inner)
            case FieldTest() | ItemTest() | NoValue() | ServiceFound() | TimeWindow() | DateRange():
                if condition not in self._known:
                    self._known[condition] = self._leaf(condition)
                return self._known[condition]
            case _:
                assert_never(condition)

    def ways(self, formula: Formula) -> tuple[Needs, ...]:
        """Ways in which a formula may hold: of each what it needs, perhaps not all of it."""
        if formula not in self._ways:
            ways = self.formulas.ways(formula)
            self._ways[formula] = tuple(self._by_slot(way) for way in ways)
        return self._ways[formula]

    def _by_slot(self, literals: tuple[Formula, ...]) -> Needs:
        found: dict[Slot, list[Formula]] = {}
        for literal in literals:
            slot = self.slot_of.get(Formula(abs(literal)))
            if slot is not None:
                found.setdefault(slot, []).append(literal)
        return {slot: tuple(each) for slot, each in found.items()}

    def _leaf(self, leaf: Leaf) -> Formula:
        match leaf:
            case ServiceFound():
                return self.found
            case TimeWindow() | DateRange():
                return self._clock(leaf)
            case NoValue():
                return opposite(self._has_value(leaf, direct(leaf.subject)))
            case FieldTest():
                return self._field_test(leaf, direct(leaf.subject))
            case ItemTest(FieldRead(row), demands):
                if not self._is_there(row):
                    return FALSE
                return self._item_test(leaf, row, SomeItem(demands))
            case ItemTest():
                return self._computed(leaf)
            case _:
                assert_never(leaf)

    def _is_there(self, row: InputField) -> bool:
        """Whether the policy has the variable at all; what it has not is missing."""
        return row.path[0] in variables_of(self.policy)

    def _has_value(self, none: NoValue, subject: Source) -> Formula:
        leaf = Not(none)
        match subject:
            case FieldRead(row) | PartRead(row) if not self._is_there(row):
                return FALSE
            case FieldRead(row) if row.type in LISTS:
                return self._item_test(leaf, row, SomeItem(()))
            case FieldRead(row) | PartRead(row) if row.type is ValueType.TEXT:
                part = subject.part if isinstance(subject, PartRead) else None
                return self._text_test(leaf, row, TextTest(part, None))
            case FieldRead(row) if row.type in (ValueType.INTEGER, ValueType.BOOLEAN):
                values = (1,) if row.type is ValueType.INTEGER else (True, False)
                return self._scalar_test(leaf, row, ("there",), lambda _: True, values)
            case LetRead(value=value):
                return self._value_test(value, None) or self._computed(leaf)
            case _:
                return self._computed(leaf)

    def _field_test(self, leaf: FieldTest, subject: Source) -> Formula:
        match subject:
            case FieldRead(row) | PartRead(row) if not self._is_there(row):
                return FALSE
            case FieldRead(row) | PartRead(row) if row.type is ValueType.TEXT:
                part = subject.part if isinstance(subject, PartRead) else None
                return self._text_test(leaf, row, TextTest(part, leaf.operator))
            case FieldRead(row) if row.type in (ValueType.INTEGER, ValueType.BOOLEAN):
                operator = leaf.operator
                near = (0, *operator.near_misses())
                limit = 10**INTEGER_MAX_DIGITS
                if row.type is ValueType.INTEGER:
                    values = tuple(n for n in near if abs(int(n)) < limit)
                else:
                    values = (True, False)
                return self._scalar_test(leaf, row, operator, operator.holds, values)
            case LetRead(value=value):
                return self._value_test(value, leaf.operator) or self._computed(leaf)
            case _:
                return self._computed(leaf)

    def _value_test(self, value: Value, operator: Operator | None) -> Formula | None:
        """The calls for which a value meets an operator, or (without one) is there.

        None for a value that is computed by more than choosing and looking up.
        """
        match value:
            case Constant(scalar):
                is_met = scalar not in (None, "") and (operator is None or operator.holds(scalar))
                return TRUE if is_met else FALSE
            case Read(LetRead(value=inner)):
                return self._value_test(inner, operator)
            case Read(FieldRead(row) | PartRead(row) as source) if row.type not in LISTS:
                return self.of(FieldTest(source, operator) if operator else Not(NoValue(source)))
            case Choice(when, then, otherwise):
                one, other = (self._value_test(each, operator) for each in (then, otherwise))
                return one and other and self._chosen(self.of(when), one, other)
            case Lookup(entries=entries, key=Read(FieldRead(row) | PartRead(row) as source)):
                other = self._value_test(value.otherwise, operator)
                if other is None or row.type is not ValueType.TEXT:
                    return None
                meets = [key for key, found in entries if self._value_test(found, operator) == TRUE]
                return self._chosen(
                    self._is_one_of(source, [key for key, _ in entries]),
                    self._is_one_of(source, meets),
                    other,
                )
            case _:
                return None

    def _chosen(self, when: Formula, then: Formula, otherwise: Formula) -> Formula:
        both = self.formulas.both
        return self.formulas.either((both((when, then)), both((opposite(when), otherwise))))

    def _is_one_of(self, source: Source, texts: list[str]) -> Formula:
        return self.of(FieldTest(source, Equals(tuple(texts)))) if texts else FALSE

    # --- Atoms ------------------------------------------------------------------------------------

    def _new(self, leaf: Condition, key: object, slot: Slot | None) -> tuple[Formula, bool]:
        """The atom of a test, and whether it is new."""
        if key in self._atoms:
            return self._atoms[key], False
        atom = self._atoms[key] = self.formulas.atom()
        self.meanings[atom] = leaf
        if slot is not None:
            self.slot_of[atom] = slot
        return atom, True

    def _computed(self, leaf: Condition) -> Formula:
        """A test of which only a whole call tells the outcome."""
        return self._new(leaf, leaf, None)[0]

    def _flag(self, path: Path) -> Formula:
        slot = self.slots[path] = FlagSlot(path, usual=True)
        atom = self._new(ServiceFound(), path, slot)[0]
        slot.tests[atom] = None
        return atom

    def _clock(self, leaf: ClockTest) -> Formula:
        slot = self.slots.setdefault(("now",), ClockSlot())
        assert isinstance(slot, ClockSlot)  # noqa: S101  a path has one kind of slot
        atom, is_new = self._new(leaf, leaf, slot)
        if is_new:
            slot.ask(atom, leaf)
        return atom

    def _slot(self, row: InputField, kind: type[_Kind], make: Callable[[], _Kind]) -> _Kind:
        """The slot of which tests of a field are asked, of the kind that its type has."""
        slot = self.slots.get(row.path)
        if slot is None:
            mixed = row.path in self._mixed
            slot = MixedSlot(row.path, self._usual.value(row.path)) if mixed else make()
            self.slots[row.path] = slot
        asked = slot.part(row.type, make) if isinstance(slot, MixedSlot) else slot
        assert isinstance(asked, kind)  # noqa: S101  a path has one kind of slot for each type
        return asked

    def _of_field(self, leaf: Condition, row: InputField, key: object) -> tuple[Formula, bool]:
        """The atom of a test of a field that has a slot, and whether it is new."""
        slot = self.slots[row.path]
        atom, is_new = self._new(leaf, (row.path, row.type, key), slot)
        if is_new and isinstance(slot, MixedSlot):
            slot.ask(atom, row.type)
        return atom, is_new

    def _text_test(self, leaf: Condition, row: InputField, test: TextTest) -> Formula:
        slot = self._slot(row, TextSlot, lambda: TextSlot(row.path, self._likely(row)))
        atom, is_new = self._of_field(leaf, row, test)
        if is_new:
            slot.ask(atom, test)
        return atom

    def _likely(self, row: InputField) -> list[object]:
        """Values that a call may well have in a field, the usual one first."""
        others = _ALIASES if row.alias else _ADDRESSES if row.address else row.values
        usual = self._usual.value(row.path)
        return [usual, *(value for value in others if value != usual)]

    def _item_test(self, leaf: Condition, row: InputField, test: SomeItem) -> Formula:
        def made() -> ItemsSlot:
            text_too = row.type is ValueType.TEXT_OR_LIST
            return ItemsSlot(row.path, self._usual.value(row.path), text_too=text_too)

        slot = self._slot(row, ItemsSlot, made)
        atom, is_new = self._of_field(leaf, row, test)
        if is_new:
            slot.ask(atom, test)
        return atom

    def _scalar_test(
        self,
        leaf: Condition,
        row: InputField,
        key: object,
        holds: object,
        values: tuple[object, ...],
    ) -> Formula:
        def made() -> ScalarSlot:
            usual = self._usual.value(row.path)
            kind = bool if row.type is ValueType.BOOLEAN else int
            return ScalarSlot(row.path, usual if type(usual) is kind else MISSING)

        slot = self._slot(row, ScalarSlot, made)
        assert callable(holds)  # noqa: S101  the reading of an operator
        atom, is_new = self._of_field(leaf, row, key)
        if is_new:
            slot.ask(atom, holds, values)
        return atom


def direct(source: Source) -> Source:
    """The field or part that a source is; a `let` that only names one is that one."""
    while isinstance(source, LetRead) and isinstance(source.value, Read):
        inner = source.value.source
        if isinstance(inner, FieldRead) and inner.field.type in LISTS:
            # In a template a list is null.
            return source
        source = inner
    return source
