"""Slots of fields that two versions of rules declare with other types."""

from __future__ import annotations

from collections.abc import Callable

from rulec.analysis.drafts import MISSING, Path
from rulec.analysis.formulas import Formula
from rulec.analysis.slots import Atoms, Chosen, Clash, Slot
from rulec.pexip import ValueType

#: What a value of a declared field is in Python; true is no integer.
_KINDS: dict[ValueType, type] = {
    ValueType.TEXT: str,
    ValueType.INTEGER: int,
    ValueType.BOOLEAN: bool,
}


class MixedSlot(Slot):
    """A value of one of several types, or none; each type has a slot of its own.

    A test is of one type and false for a value of another one, so tests of two types are never met
    together.
    """

    def __init__(self, path: Path, usual: object) -> None:
        super().__init__(path, usual)
        self.keep(MISSING)
        self._parts: dict[ValueType, Slot] = {}
        self._types: dict[Formula, ValueType] = {}

    def part(self, type_: ValueType, make: Callable[[], Slot]) -> Slot:
        """The slot of one type."""
        if type_ not in self._parts:
            self._parts[type_] = make()
        return self._parts[type_]

    def ask(self, test: Formula, type_: ValueType) -> None:
        """Adds a test that the slot of a type was asked."""
        self.tests[test] = self._types[test] = type_

    def keep(self, value: object) -> None:
        """Adds a value; true is not 1."""
        if not any(type(value) is type(other) and value == other for other in self.values):
            self.values.append(value)

    def may_be_asked(self, value: object) -> bool:
        """Whether tests of the value's type can be asked of it without taking too long."""
        return all(part.may_be_asked(value) for part in self._parts.values())

    def meets(self, test: Formula, value: object) -> bool:
        """Whether the value has the type of the test and meets it."""
        type_ = self._types[test]
        return type(value) is _KINDS[type_] and self._parts[type_].meets(test, value)

    def search(self, yes: Atoms, no: Atoms) -> Chosen | Clash:
        """The answer of the one type that is wanted; a small clash where two are."""
        wanted = {self._types[test]: test for test in sorted(yes)}
        if len(wanted) > 1:
            return Clash(frozenset(list(wanted.values())[:2]), frozenset())
        for type_ in wanted:
            same = frozenset(test for test in no if self._types[test] is type_)
            return self._parts[type_].choose(yes, same)
        return Chosen(MISSING)
