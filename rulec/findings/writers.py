"""The rules and defaults that give fields values, and which of them fight over a field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from rulec.analysis import Step
from rulec.analysis.watch import numbers_in
from rulec.findings.apart import Apart
from rulec.ir import Assignment, Create, Replace, Set, Value
from rulec.records import dataclass

Given = Mapping[str, Assignment]


@dataclass(frozen=True, eq=False)
class Writer:
    """A rule or a default with what it gives fields, by name."""

    step: Step
    #: All that it gives, and what of it also where there is a service.
    gives: Given
    always: Given

    @staticmethod
    def of(step: Step) -> Writer:
        """The writer that a step is; one that gives nothing where it writes nothing."""
        always = _given(step, Replace) | _given(step, Set)
        return Writer(step, _given(step, Create) | always, always)

    def fights(self, later: Writer, *, new: bool = True) -> list[tuple[Assignment, Assignment]]:
        """What a later rule gives another value than this one.

        What this one creates counts only where the service is `new`.
        """
        mine, others = self.gives if new else self.always, later.always
        pairs = [(mine[name], others[name]) for name in mine if name in others]
        return [(one, two) for one, two in pairs if one.value != two.value]


def _given(step: Step, kind: type[Set] | type[Create] | type[Replace]) -> dict[str, Assignment]:
    effects = [effect for effect in step.effects if isinstance(effect, kind)]
    return {a.field.name: a for effect in effects for a in effect.assignments}


class Rival(NamedTuple):
    """A writer that fights with a later one."""

    writer: Writer
    #: Whether only over what it creates.
    new_only: bool


class Rivals:
    """Tells of writers with whom they fight, without a look at every two of them."""

    def __init__(self, writers: Iterable[Writer], apart: Apart) -> None:
        self._writers = {writer.step.number: writer for writer in writers}
        self._apart = apart
        self._gives, self._always = _Givers(), _Givers()
        self._defaults = 0
        for number, writer in self._writers.items():
            self._gives.add(number, writer.gives)
            self._always.add(number, writer.always)
            self._defaults |= (writer.step.rule is None) << number

    def of(self, later: Writer, among: range) -> Iterator[Rival]:
        """The writers among some steps, by their numbers, that a later one overwrites.

        Not those that no call meets together with it, nor two defaults: no rule could accept it.
        """
        fighting = self._gives.otherwise(later.always) & self._apart.near(later.step)
        if later.step.rule is None:
            fighting &= ~self._defaults
        always = self._always.otherwise(later.always)
        for place in numbers_in(fighting >> among.start & ((1 << len(among)) - 1)):
            number = among.start + place
            yield Rival(self._writers[number], not always >> number & 1)


class _Givers:
    """Which writers give a field a value: the bits of numbers, by field, and by field and value."""

    def __init__(self) -> None:
        self._of_field: dict[str, int] = {}
        self._of_value: dict[tuple[str, Value], int] = {}

    def add(self, number: int, given: Given) -> None:
        """Notes what a writer gives."""
        for name, assignment in given.items():
            key = name, assignment.value
            self._of_field[name] = self._of_field.get(name, 0) | 1 << number
            self._of_value[key] = self._of_value.get(key, 0) | 1 << number

    def otherwise(self, given: Given) -> int:
        """The writers that give a field another value than is given here."""
        found = 0
        for name, assignment in given.items():
            same = self._of_value.get((name, assignment.value), 0)
            found |= self._of_field.get(name, 0) & ~same
        return found
