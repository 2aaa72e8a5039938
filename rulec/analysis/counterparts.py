"""The same rule in two versions, by its name: what was changed about it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from rulec.analysis.captures import Doing
from rulec.analysis.course import Course, Step
from rulec.records import dataclass

_Name = tuple[str, str]


class Kind(StrEnum):
    """What was changed about a rule."""

    ADDED = "added"
    REMOVED = "removed"
    CONDITION = "condition changed"
    EFFECT = "effect changed"
    BOTH = "condition and effect changed"
    MOVED = "moved"


@dataclass(frozen=True)
class Changed:
    """A rule in two versions; None in the one that does not have it."""

    old: Step | None
    new: Step | None
    kind: Kind


class Counterparts:
    """The steps of two courses that are one rule in two versions."""

    def __init__(self, courses: tuple[Course, Course], doing: Doing) -> None:
        self._doing = doing
        self._named = [{_name(step): step for step in course.steps} for course in courses]
        #: Rules that have another set than before, where only one has their name.
        self._alone = [_alone(course.steps) for course in courses]
        self._rows = [_rows(course.steps) for course in courses]
        self._sides = [set(map(id, course.steps)) for course in courses]

    def of(self, step: Step) -> Changed:
        """What was changed about the rule that a step of one version is."""
        side = 0 if id(step) in self._sides[0] else 1
        other = self.other(step)
        if other is None:
            return (
                Changed(step, None, Kind.REMOVED) if side == 0 else Changed(None, step, Kind.ADDED)
            )
        old, new = (step, other) if side == 0 else (other, step)
        asks_same = old.guard == new.guard
        does_same = self._doing.of(old) == self._doing.of(new)
        kind = {
            (True, True): Kind.MOVED,
            (True, False): Kind.EFFECT,
            (False, True): Kind.CONDITION,
            (False, False): Kind.BOTH,
        }[asks_same, does_same]
        return Changed(old, new, kind)

    def other(self, step: Step) -> Step | None:
        """The same rule in the other version; None where it has none of that name."""
        side = 0 if id(step) in self._sides[0] else 1
        there = 1 - side
        if step.rule is not None and step.rule.row is not None:
            return self._other_row(step, there)
        found = self._named[there].get(_name(step))
        return found if found is not None else self._alone[there].get(step.name)

    def _other_row(self, step: Step, there: int) -> Step | None:
        """The row that says the same, or else the one of the same number, if that says else too."""
        same = self._rows[there].get(_row(step))
        if same is not None:
            return same
        found = self._named[there].get(_name(step))
        if found is None or found.rule is None or found.rule.row is None:
            return None
        return None if _row(found) in self._rows[1 - there] else found


def _name(step: Step) -> _Name:
    return step.rule_set.name, step.name


def _alone(steps: Iterable[Step]) -> dict[str, Step]:
    found: dict[str, Step | None] = {}
    for step in steps:
        if step.rule is not None:
            found[step.name] = None if step.name in found else step
    return {name: step for name, step in found.items() if step is not None}


def _rows(steps: Iterable[Step]) -> dict[tuple[str, str, str], Step]:
    return {_row(step): step for step in steps if step.rule is not None and step.rule.row}


def _row(step: Step) -> tuple[str, str, str]:
    """A rule from a table by what its row says."""
    rule = step.rule
    assert rule is not None and rule.row is not None  # noqa: S101, PT018  asked by the callers
    text = "\n".join(rule.row.file.line(n) for n in range(rule.row.line, rule.row.end_line + 1))
    return step.rule_set.name, rule.written_as, text
