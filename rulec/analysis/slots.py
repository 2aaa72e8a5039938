"""Slots: the parts of a call that may have any value, each with the tests that are asked of it.

A slot answers one question: is there a value that meets these tests and none of those? It keeps
every value that it found, and for each test the values that meet it as the bits of a number, so
that most questions are answered by the values that are there already.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from itertools import islice

from rulec.analysis.drafts import MISSING, Path
from rulec.analysis.formulas import Formula
from rulec.records import dataclass

Atoms = frozenset[Formula]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value that does what was asked."""

    value: object


@dataclass(frozen=True, slots=True)
class Clash:
    """No value meets these tests and none of those; a small part of what was asked, or all of it.

    `reason` is there when that is not proved, and says why not.
    """

    yes: Atoms
    no: Atoms
    reason: str = ""


class Slot(ABC):
    """A part of a call. The first of its values is the one that a call has that nobody asks."""

    def __init__(self, path: Path, usual: object) -> None:
        self.path = path
        self.tests: dict[Formula, object] = {}
        self.values: list[object] = []
        self._kept: set[object] = set()
        #: For each test the values that meet it, as bits in their order.
        self._masks: dict[Formula, int] = {}
        #: How many values, and how many tests, these are of.
        self._asked = (0, 0)
        #: For each value (as text) how many tests were asked of it, and which of them it meets.
        self._met: dict[str, tuple[int, Atoms]] = {}
        self._known: dict[tuple[Atoms, Atoms], Chosen | Clash] = {}
        self.keep(usual)

    def forget(self, is_too_long: Callable[[object], bool]) -> None:
        """Drops values, and everything that was found with them."""
        self.start_with([value for value in self.values if not is_too_long(value)])
        self._masks.clear()
        self._known.clear()
        self._asked = (0, 0)

    def keep(self, value: object) -> None:
        """Adds a value to those that are tried first."""
        key = self.key(value)
        if key not in self._kept:
            self._kept.add(key)
            self.values.append(value)

    def key(self, value: object) -> object:
        """What tells a value from others."""
        return value

    def start_with(self, values: Iterable[object]) -> None:
        """Replaces the known values by these."""
        self.values = list(values)
        self._kept = set(map(self.key, self.values))

    def as_json(self, value: object) -> object:
        """The value as Pexip sends it; MISSING where it is not there."""
        return value

    def read(self, raw: object) -> object:
        """The value that a call has, as the evaluator reads it; None for nothing."""
        return MISSING if raw is None or raw == "" else raw

    def may_be_asked(self, value: object) -> bool:
        """Whether tests can be asked of a value without taking an exponential time."""
        del value
        return True

    @abstractmethod
    def meets(self, test: Formula, value: object) -> bool:
        """Whether a value meets a test, as the evaluator reads it."""

    @abstractmethod
    def search(self, yes: Atoms, no: Atoms) -> Chosen | Clash:
        """The answer where no value that is known does it."""

    def met_by(self, value: object) -> Atoms:
        """The tests that a value meets."""
        key = repr(value)
        count, met = self._met.get(key, (0, frozenset()))
        if count < len(self.tests):
            met |= self.met_among(tuple(islice(self.tests, count, None)), value)
            self._met[key] = len(self.tests), met
        return met

    def met_among(self, tests: tuple[Formula, ...], value: object) -> Atoms:
        """Those of some tests that a value meets."""
        return frozenset(test for test in tests if self.meets(test, value))

    def choose(self, yes: Atoms, no: Atoms) -> Chosen | Clash:
        """A value that meets all tests of `yes` and none of `no`, or why there is none."""
        known = self._known.get((yes, no))
        if known is None:
            known = self._known[yes, no] = self._choose(yes, no)
        return known

    def _choose(self, yes: Atoms, no: Atoms) -> Chosen | Clash:
        number = self.first(self.fitting(yes, no))
        if number is not None:
            return Chosen(self.values[number])
        found = self.search(yes, no)
        if isinstance(found, Chosen):
            self.keep(found.value)
        return found

    def fitting(self, yes: Atoms, no: Atoms) -> int:
        """The known values that meet all of `yes` and none of `no`, as bits."""
        self._take_in()
        mask = (1 << len(self.values)) - 1
        for test in yes:
            mask &= self._masks.get(test, 0)
        for test in no:
            mask &= ~self._masks.get(test, 0)
        return mask

    @staticmethod
    def first(mask: int) -> int | None:
        """The number of the first value of some."""
        return (mask & -mask).bit_length() - 1 if mask else None

    def _take_in(self) -> None:
        """Asks values that are new, or all values of tests that are new."""
        if self._asked == (len(self.values), len(self.tests)):
            return
        known, asked = self._asked
        new = tuple(islice(self.tests, asked, None))
        for number in range(known if new else 0):
            met = self.met_by(self.values[number])
            self._mark(met.intersection(new), number)
        for number in range(known, len(self.values)):
            self._mark(self.met_by(self.values[number]), number)
        self._asked = len(self.values), len(self.tests)

    def _mark(self, met: Atoms, number: int) -> None:
        for test in met:
            self._masks[test] = self._masks.get(test, 0) | 1 << number


def smallest(yes: Atoms, no: Atoms, clashes: Callable[[Atoms, Atoms], bool]) -> Clash:
    """A part of what was asked that no value does either, and of which nothing can be left out."""
    for test in sorted(yes):
        if clashes(yes - {test}, no):
            yes -= {test}
    for test in sorted(no):
        if clashes(yes, no - {test}):
            no -= {test}
    return Clash(yes, no)


class FiniteSlot(Slot):
    """A slot of which the known values are all that matter: no other one tells tests apart."""

    def search(self, yes: Atoms, no: Atoms) -> Clash:
        """A small clash: there are no other values."""
        return smallest(yes, no, lambda some, others: not self.fitting(some, others))


class FlagSlot(FiniteSlot):
    """Something that is so or not, with one test that asks for it."""

    def __init__(self, path: Path, *, usual: bool) -> None:
        super().__init__(path, usual)
        self.keep(not usual)

    def read(self, raw: object) -> bool:
        """Whether there is an object that is not empty."""
        return isinstance(raw, Mapping) and bool(raw)

    def meets(self, test: Formula, value: object) -> bool:
        """Whether it is so."""
        del test
        return value is True


class ScalarSlot(FiniteSlot):
    """A number or a boolean; missing, or a value on either side of every operand."""

    def __init__(self, path: Path, usual: object) -> None:
        super().__init__(path, usual)
        self.keep(MISSING)

    def ask(
        self, test: Formula, holds: Callable[[object], bool], values: tuple[object, ...]
    ) -> None:
        """Adds a test, with values enough to tell it from every other one."""
        self.tests[test] = holds
        for value in values:
            self.keep(value)

    def key(self, value: object) -> object:
        """The value with its type; true is not 1."""
        return type(value), value

    def meets(self, test: Formula, value: object) -> bool:
        """Whether the value is there and the operator holds."""
        holds = self.tests[test]
        assert callable(holds)  # noqa: S101  what `ask` was given
        return value is not MISSING and bool(holds(value))
