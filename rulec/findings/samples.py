"""Answers that need no search: calls that are known, or one value away from them.

A call on which something happens settles that it may happen. Most questions about rules are settled
that way, in a small part of the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from rulec.analysis import Call, Calls, Formula, Found, Step
from rulec.analysis.drafts import Path
from rulec.analysis.points import Point, value_in
from rulec.analysis.slots import Slot
from rulec.evaluate import Inputs
from rulec.ir import FieldRead, FieldTest
from rulec.operators import PatternOperator

#: How many values of one field are tried.
_VALUES = 8


class Samples:
    """The calls that are known to reach steps, by step."""

    def __init__(self, calls: Calls) -> None:
        self._atoms = calls.atoms
        self._points: dict[int, Point] = {}
        #: The slots of which the tests are asked that a formula needs.
        self._asked: dict[Formula, dict[Slot, None]] = {}

    def of(self, step: Step, reached: Found) -> Point:
        """The call that reaches a step."""
        if step.number not in self._points:
            self._points[step.number] = self.of_call(reached.call)
        return self._points[step.number]

    def of_call(self, call: Call) -> Point:
        """A call, as its values in all that tests ask about."""
        read = Inputs(call.inputs, call.now)
        values = {slot: value_in(slot, read) for slot in self._atoms.slots.values()}
        others: dict[Path, object] = {}
        if len(self._atoms.slot_of) < len(self._atoms.meanings):
            # Some tests are of computed values, which may read what no slot has.
            others = dict(_others(call.inputs, (), {slot.path for slot in values}))
        return Point(self._atoms, values, others)

    def joined(self, one: Point, two: Point, guard: Formula) -> Point:
        """The call `two` with what `one` has in all that a formula asks about."""
        if guard not in self._asked:
            needed = self._needed(guard)
            slots = (self._atoms.slot_of.get(_atom(literal)) for literal in needed)
            self._asked[guard] = {slot: None for slot in slots if slot is not None}
        mine = {slot: one.values[slot] for slot in self._asked[guard] if slot in one.values}
        return Point(self._atoms, {**two.values, **mine}, two.others)

    def meets(self, point: Point, formula: Formula) -> bool:
        """Whether a call is in a part."""
        return self._atoms.formulas.truth(formula, self._known(point), point.meets)

    def _known(self, point: Point) -> dict[int, bool]:
        """What is known of a call; where a service was found, nobody asks who could give one."""
        return {int(self._atoms.found): point.meets(self._atoms.found)}

    def arrives(self, point: Point, step: Step) -> bool:
        """Whether nothing before a step takes the call."""
        return step.queue.watch.first(point, step.place, self._known(point)) is None

    def near(self, point: Point, wanted: Formula, about: Formula) -> Iterator[Point]:
        """Calls that differ in one value, of what `about` asks, and that may be `wanted`."""
        literals = self._needed(wanted)
        asked = sorted(self._atoms.formulas.atoms([about]))
        for slot in dict.fromkeys(map(self._atoms.slot_of.get, asked)):
            if slot is None:
                continue
            mine = [each for each in literals if self._atoms.slot_of.get(_atom(each)) is slot]
            yes = frozenset(each for each in mine if each > 0)
            no = frozenset(_atom(each) for each in mine if each < 0)
            values = self._fitting(slot, yes, no, point.value(slot))
            for value in islice(values, _VALUES):
                yield Point(self._atoms, {**point.values, slot: value}, point.others)

    def _needed(self, formula: Formula) -> list[Formula]:
        """Tests, or opposites of tests, that must hold where a formula does; perhaps not all."""
        found: list[Formula] = []
        waiting = [formula]
        while waiting:
            one = waiting.pop()
            parts = self._atoms.formulas.parts(one)
            if parts is None:
                found.append(one)
            elif one > 0:
                waiting += parts
        return found

    def _fitting(
        self, slot: Slot, yes: frozenset[Formula], no: frozenset[Formula], now: object
    ) -> Iterator[object]:
        """Values that meet some tests and none of others: like the one it has, known, operands."""
        for like in _like(now) if isinstance(now, str) else ():
            if _fits(slot, like, yes, no):
                yield like
        fitting = slot.fitting(yes, no)
        while (number := slot.first(fitting)) is not None:
            fitting &= fitting - 1
            yield slot.values[number]
        for test in (*no, *yes):
            meaning = self._atoms.meanings[test]
            if not isinstance(meaning, FieldTest) or not isinstance(meaning.subject, FieldRead):
                continue
            # Those of patterns take longer than they save.
            if not isinstance(meaning.operator, PatternOperator):
                for value in islice(meaning.operator.near_misses(), _VALUES):
                    if _fits(slot, value, yes, no):
                        yield value


def _atom(literal: Formula) -> Formula:
    return Formula(abs(literal))


def _fits(slot: Slot, value: object, yes: frozenset[Formula], no: frozenset[Formula]) -> bool:
    """Whether a value meets some tests and none of others, where that is seen quickly."""
    if not slot.may_be_asked(value):
        return False
    meets = (slot.meets(test, value) for test in yes)
    return all(meets) and not any(slot.meets(test, value) for test in no)


def _like(text: str) -> Iterator[str]:
    """Texts, or aliases, that are almost the same."""
    user, _, domain = text.partition("@")
    yield f"{user}@example.invalid"
    yield f"x@{domain}"
    yield f"x{text}"
    yield f"{text}x"


def _others(value: object, path: Path, known: set[Path]) -> Iterator[tuple[Path, object]]:
    """The values of a call that no slot has."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _others(inner, (*path, name), known)
    elif path not in known:
        yield path, value
