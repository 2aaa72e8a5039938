"""Which steps may have the last say on a part of a decision, and on which calls certain ones have.

For a class of calls on which certain steps apply in two versions: the other steps of both versions
may still decide what comes of it. Each way in which that may be is a question of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from rulec.analysis.avoided import Avoid, every
from rulec.analysis.calls import Calls
from rulec.analysis.captures import Doing
from rulec.analysis.comparison import Difference
from rulec.analysis.course import Course, Step
from rulec.analysis.directions import ACTION, Direction
from rulec.analysis.drafts import Path
from rulec.analysis.formulas import FALSE, TRUE, Formula, opposite
from rulec.analysis.written import (
    LET_IN,
    REFUSED,
    Const,
    Open,
    Written,
    action_ways,
    is_elsewhere,
    parts_of,
    ranks,
    representatives,
    values,
    ways,
)
from rulec.ir import (
    Append,
    Condition,
    Create,
    Effect,
    FieldRead,
    FieldTest,
    Keep,
    Not,
    NoValue,
    Redirect,
    Reject,
    Replace,
    Set,
)
from rulec.operators import Equals, IsBoolean
from rulec.pexip import PARTICIPANT_FIELDS, SERVICE_FIELDS, InputField, Policy, ValueType, rights_of

#: Steps beside those of a class that are asked about for one part of the decision.
MOST_OTHERS = 40

SERVICE: Path = ("service_config",)

_COMPUTED = "a value is computed from the call"
_OTHERS = "many other rules change the same"

Both = tuple[Sequence[Step], Sequence[Step]]


class Class(NamedTuple):
    """The changes that the calls of a class meet, and their steps in both versions, in order."""

    parts: Sequence[Difference]
    old: tuple[Step, ...]
    new: tuple[Step, ...]

    @property
    def is_apart(self) -> bool:
        """Whether any step may be one of one version only: sets were put together otherwise."""
        return any(each.cause is None for each in self.parts)


class Ahead(NamedTuple):
    """Calls of a class on which a part of the decision may go in some directions."""

    ways: frozenset[Direction]
    wanted: Formula
    avoid: Avoid = ()
    #: Why a direction may occur, although the call that is found does not show it.
    reason: str = _COMPUTED


class _Decider(NamedTuple):
    """Calls of which something becomes, by one step or without any."""

    wanted: Formula
    avoid: Avoid
    ranks: frozenset[int]
    ending: tuple[Effect, ...]
    #: Whether it is a step that is no change.
    is_other: bool


class LastSay:
    """The steps of two courses that may change each part of a decision."""

    def __init__(self, calls: Calls, courses: tuple[Course, Course], doing: Doing) -> None:
        self._calls = calls
        self._doing = doing
        self._policy = calls.policy
        self._courses = courses
        self._steps: dict[str, Both] = {}

    def ahead(self, one: Class, part: str) -> Iterator[Ahead]:
        """The calls of a class on which a part of the decision may go one way or another.

        Calls on which both versions do the same are left out.
        """
        others = self._others(one, part)
        if max(map(len, others)) > MOST_OTHERS:
            yield Ahead(frozenset(Direction), TRUE, (), _OTHERS)
        elif part == ACTION:
            yield from self._of_action(one, others)
        else:
            yield from self._of_field(one, part, others)

    def _others(self, one: Class, part: str) -> Both:
        """The steps of each version that may change a part of the decision, beside the class's."""
        if part not in self._steps:
            old, new = (
                [step for step in course.steps if part in parts_of(step)]
                for course in self._courses
            )
            self._steps[part] = old, new
        # Of the sets of a change no other step applies.
        sets = {
            id(course.sets[number][0].rule_set)
            for each in one.parts
            if each.where is not None
            for course, number in zip(self._courses, each.where, strict=True)
            if number is not None and course.sets[number]
        }
        old, new = (
            [step for step in side if step not in mine and id(step.rule_set) not in sets]
            for side, mine in zip(self._steps[part], (one.old, one.new), strict=True)
        )
        return old, new

    # --- The action -------------------------------------------------------------------------------

    def _of_action(self, one: Class, others: Both) -> Iterator[Ahead]:
        made = any(step.makes_service for step in (*one.old, *one.new))
        sides = [
            list(self._deciders(course, own, other))
            for course, own, other in zip(self._courses, (one.old, one.new), others, strict=True)
        ]
        for old, new in product(*sides):
            if old.is_other and new.is_other and not (made or one.is_apart):
                continue
            found = action_ways(old.ranks, new.ranks)
            if old.ending == new.ending:
                found -= {Direction.CHANGES_SETTINGS}
            wanted = self._calls.both(old.wanted, new.wanted)
            if wanted != FALSE:
                yield Ahead(found, wanted, (*old.avoid, *new.avoid))

    def _deciders(
        self, course: Course, own: tuple[Step, ...], other: Sequence[Step]
    ) -> Iterator[_Decider]:
        """What may become of the calls of a class in one version."""
        ending = next((step for step in own if step.ends), None)
        if ending is not None:
            yield _decider(ending, is_other=False)
            return
        ends = [step for step in other if step.ends]
        yield from (_decider(step, is_other=True) for step in ends)
        avoid = every(self._calls.watch([step.applies for step in ends]))
        if self._policy is not Policy.SERVICE:
            yield _Decider(TRUE, avoid, LET_IN, (), is_other=False)
            return
        served = self._served(course)
        yield _Decider(served, avoid, LET_IN, (), is_other=False)
        yield _Decider(opposite(served), avoid, REFUSED, (Reject(None),), is_other=False)

    def _served(self, course: Course, before: Step | None = None) -> Formula:
        """The calls that have a service at the end of a course, or before a step of it."""
        if self._policy is not Policy.SERVICE:
            return TRUE
        steps = course.steps if before is None else course.steps[: before.number]
        makers = (step.applies for step in steps if step.makes_service)
        return self._calls.either(self._calls.found, *makers)

    # --- Fields -----------------------------------------------------------------------------------

    def _of_field(self, one: Class, part: str, others: Both) -> Iterator[Ahead]:
        mine = (one.old, one.new)
        last = [
            [*(step for step in own if part in parts_of(step)), *other, None]
            for own, other in zip(mine, others, strict=True)
        ]
        for old, new in product(*last):
            if old not in one.old and new not in one.new and not one.is_apart:
                continue
            if old is not None and new is not None and self._is_same(old, new, part):
                continue
            sides = self._written(old, part), self._written(new, part)
            found = ways(self._policy, part, sides, apart=one.is_apart)
            if is_elsewhere([step for step in (old, new) if step is not None], part):
                found = frozenset({Direction.CHANGES_SETTINGS})
            avoid: Avoid = ()
            for step, own, other in zip((old, new), mine, others, strict=True):
                later = [each for each in (*own, *other) if _is_after(each, step, part)]
                avoid += every(self._calls.watch([each.applies for each in later]))
            # What a version refuses has no fields.
            applies = [self._served(course) for course in self._courses]
            for course, step in zip(self._courses, (old, new), strict=True):
                if step is not None:
                    applies += [step.applies, self._written_on(course, step, part)]
            for base in self._bases(part, is_open=any(Open.SAME in side for side in sides)):
                wanted = self._calls.both(*applies, base)
                if wanted != FALSE:
                    yield Ahead(found, wanted, avoid)

    def _is_same(self, old: Step, new: Step, part: str) -> bool:
        """Whether two steps write the same into a field, if they write last."""
        one, other = (self._doing.of_field(step, part) for step in (old, new))
        # What an earlier step leaves may still be another thing.
        left = any(Open.SAME in self._written(step, part) for step in (old, new))
        return one == other and not left

    def _written(self, step: Step | None, part: str) -> list[Written]:
        """What a field may hold after a step that does something to it, or after none at all."""
        if step is None:
            return [Open.SAME] if base_of(self._policy, part) else [Const(None)]
        found = values((step,), part)
        return [v for v in found if v is not Open.SAME] if _only_creates(step, part) else found

    def _written_on(self, course: Course, step: Step, part: str) -> Formula:
        """The calls on which a step that applies does something to a field."""
        return opposite(self._served(course, step)) if _only_creates(step, part) else TRUE

    def _bases(self, part: str, *, is_open: bool) -> Iterator[Formula]:
        """The calls that have each kind of value in a field before any rule, where that counts."""
        path = base_of(self._policy, part)
        known = representatives(self._policy, part) if path and is_open else ()
        row = SERVICE_FIELDS.get(part) if self._policy is Policy.SERVICE else None
        row = row or PARTICIPANT_FIELDS.get(path[-1] if path else "")
        asked = [None if row is None else _condition(row, value) for value in known]
        yield from (self._calls.of(each) for each in asked if each is not None)
        if not asked or None in asked:
            yield TRUE


def _only_creates(step: Step, part: str) -> bool:
    """Whether a step does something to a field only where it makes a service."""
    made = [effect for effect in step.effects if isinstance(effect, Create | Replace)]
    given = [effect for effect in step.effects if isinstance(effect, Set | Keep | Append)]
    named = any(each.field.name == part for effect in given for each in effect.assignments)
    return bool(made) and not named and all(isinstance(effect, Create) for effect in made)


def _decider(step: Step, *, is_other: bool) -> _Decider:
    ending = tuple(each for each in step.effects if isinstance(each, Reject | Redirect))
    return _Decider(step.applies, (), ranks([step], None), ending, is_other)


def _is_after(step: Step, last: Step | None, part: str) -> bool:
    """Whether a step would write a field after the one that is to be the last to do so."""
    return part in parts_of(step) and (last is None or step.number > last.number)


def base_of(policy: Policy, part: str) -> Path:
    """Where the request has what a field is without rules; empty where it has not."""
    if policy is Policy.SERVICE:
        return (*SERVICE, part)
    row = rights_of(policy, part)
    return () if row is None else row.otherwise


def _condition(row: InputField, value: object) -> Condition | None:
    """Whether a field has a value of some kind; None where that cannot be asked."""
    read = FieldRead(row)
    match value:
        case None if row.type in (ValueType.TEXT, ValueType.BOOLEAN):
            return NoValue(read)
        case bool():
            return FieldTest(read, IsBoolean(value))
        case str():
            is_spelled = value in row.values
            return FieldTest(read, Equals((value,))) if is_spelled else Not(NoValue(read))
        case _:
            return None
