"""The parts of a decision, and for each which steps make it what it is.

A decision is an action, and fields that are written one after another. For each of these parts the
calls fall into disjoint regions, in each of which certain steps have the last word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from rulec.analysis.avoided import Avoid, before, every
from rulec.analysis.calls import Calls
from rulec.analysis.course import Course, Step
from rulec.analysis.formulas import FALSE, TRUE, Formula, opposite
from rulec.analysis.outcomes import NULL, Key, Outcomes, settled
from rulec.analysis.watch import Watch
from rulec.ir import (
    Append,
    Assignment,
    Choice,
    Constant,
    Create,
    Effect,
    FieldRead,
    FieldTest,
    Keep,
    ListOf,
    Redirect,
    Reject,
    Replace,
    Set,
)
from rulec.operators import Equals
from rulec.pexip import NEW_ALIAS, SERVICE_FIELDS, Policy, ResponseField
from rulec.records import dataclass

#: The fields of a service that no rule names.
REST = "*"
#: All of a media location answer: its keys depend on each other.
WHOLE = "**"
ACTION = "action"

_CONTINUE: Key = ("continue",)
_REFUSE: Key = ("reject", NULL)
#: The outcome where nothing writes a field.
AS_IT_CAME: Key = ("as it came",)
_NOTHING: Key = ("nothing",)

#: Regions of one part of a decision that are looked at.
MOST_REGIONS = 4000


class TooMany(Exception):
    """A part of the decision has too many regions."""


class Writer(NamedTuple):
    """A step where it writes a field."""

    step: Step
    #: The calls on which it does, apart from what comes before the step.
    takes: Formula
    #: The calls on which it does.
    applies: Formula
    outcome: Key
    #: Whether nothing written before matters.
    settles: bool


@dataclass(frozen=True, eq=False)
class Region:
    """Calls on which one part of a decision comes about in one way."""

    #: The calls, exactly, as one formula, and as parts that are quicker to search.
    calls: Formula
    wanted: Formula
    avoid: Callable[[], Avoid]
    outcome: Key
    steps: tuple[Step, ...]


class Side:
    """One course, taken apart.

    `only` says for some sets, by number, that this step alone, or none, applies of them.
    """

    def __init__(
        self, course: Course, outcomes: Outcomes, only: Mapping[int, Step | None] | None = None
    ) -> None:
        self.course = course
        self._outcomes = outcomes
        self._calls: Calls = course.calls
        self._policy = course.calls.policy
        only = only or {}
        self._units: list[list[Step]] = []
        for number, steps in enumerate(course.sets):
            kept = [s for s in steps if number not in only or s is only[number]]
            if steps and steps[0].rule_set.first_match:
                self._units.append(kept)
            else:
                self._units += [[step] for step in kept]

    @cached_property
    def fields(self) -> frozenset[str]:
        """The names of the parts that steps write."""
        if self._policy is Policy.MEDIA_LOCATION:
            return frozenset({WHOLE})
        named = {
            each.field.name
            for step in self.course.steps
            for effect in step.effects
            for each in _assignments(effect)
        }
        return frozenset({REST, *named} if self._policy is Policy.SERVICE else named)

    @cached_property
    def ends(self) -> Avoid:
        """The calls that are refused or redirected."""
        ending = [step for step in self._every if step.ends]
        watch = Watch(self._calls.atoms, [s.applies for s in ending], [s.guard for s in ending])
        return every(watch) if ending else ()

    @property
    def _every(self) -> list[Step]:
        return [step for unit in self._units for step in unit]

    @cached_property
    def _served(self) -> tuple[dict[Step, Formula], Formula]:
        """The calls for which there is a service at each step, and at the end."""
        there = self._calls.found
        at: dict[Step, Formula] = {}
        for step in self._every:
            at[step] = there
            if step.makes_service:
                there = self._calls.either(there, step.applies)
        return at, there

    @property
    def served(self) -> Formula:
        """The calls for which there is a service in the end; without one no field of it counts."""
        return self._served[1] if self._policy is Policy.SERVICE else TRUE

    def changes(self, field: str, region: Region) -> Formula:
        """The calls on which a field of the service may be left otherwise than it came.

        What a region writes may be what the field has already.
        """
        match region.outcome:
            case (("constant", "str", str(text)),) if (
                text and self._policy is Policy.SERVICE and field in SERVICE_FIELDS
            ):
                has = FieldTest(FieldRead(SERVICE_FIELDS[field]), Equals((text,)))
                return opposite(self._calls.of(has))
            case _:
                return TRUE

    # --- The action -------------------------------------------------------------------------------

    def actions(self) -> list[Region]:
        """What becomes of calls: which refusal or redirection, or none."""
        found = [region for step in self._every if step.ends for region in self._ended(step)]
        rest = self._calls.both(*(opposite(step.applies) for step in self._every if step.ends))
        for wanted, outcome in ((self.served, _CONTINUE), (opposite(self.served), _REFUSE)):
            if wanted != FALSE:
                calls = self._calls.both(rest, wanted)
                found.append(Region(calls, wanted, lambda: self.ends, outcome, ()))
        return found

    def _ended(self, step: Step) -> Iterator[Region]:
        for effect in step.effects:
            match effect:
                case Reject(reason):
                    yield from self._end(step, TRUE, self._outcomes.rejected(reason))
                case Redirect(alias):
                    there = self._outcomes.writes(NEW_ALIAS, alias)
                    to = ("redirect", self._outcomes.written(NEW_ALIAS, alias))
                    if there is None:
                        yield from self._end(step, TRUE, to)
                    else:
                        yield from self._end(step, there, to)
                        yield from self._end(step, opposite(there), _REFUSE)
                case _:
                    pass

    def _end(self, step: Step, where: Formula, outcome: Key) -> Iterator[Region]:
        calls = self._calls.both(step.applies, where)
        if calls != FALSE:
            wanted = self._calls.both(step.guard, where)
            yield Region(calls, wanted, lambda: before(step), outcome, (step,))

    # --- Fields -----------------------------------------------------------------------------------

    def regions(self, field: str) -> list[Region]:
        """Where a field comes from, on calls that continue. Raises `TooMany`."""
        units = [
            [writer for step in unit for writer in self._writers(step, field)]
            for unit in reversed(self._units)
        ]
        return list(self._regions([unit for unit in units if unit]))

    def _regions(self, units: Sequence[list[Writer]]) -> Iterator[Region]:
        calls = self._calls
        writers = [writer for unit in units for writer in unit]
        watch = Watch(calls.atoms, [w.applies for w in writers], [w.takes for w in writers])
        starts = [0]
        for unit in units:
            starts.append(starts[-1] + len(unit))
        lowest: Key = _NOTHING if self._policy is Policy.PARTICIPANT else AS_IT_CAME
        made = 0
        waiting: list[tuple[int, tuple[Writer, ...], Formula]] = [(0, (), TRUE)]
        while waiting:
            place, taken, left = waiting.pop()
            for number in range(place, len(units)):
                for writer in units[number]:
                    region = calls.both(left, writer.applies)
                    if region == FALSE:
                        continue
                    made += 1
                    if writer.settles:
                        last = starts[number]
                        yield self._region((*taken, writer), region, writers, watch, last)
                    else:
                        waiting.append((number + 1, (*taken, writer), region))
                    if made > MOST_REGIONS:
                        raise TooMany
                left = calls.both(left, *(opposite(each.applies) for each in units[number]))
            yield self._region(taken, left, writers, watch, len(writers), lowest)

    def _region(
        self,
        taken: tuple[Writer, ...],
        region: Formula,
        writers: list[Writer],
        watch: Watch,
        last: int,
        lowest: Key = None,
    ) -> Region:
        def avoid() -> Avoid:
            bits = sum(1 << n for n, writer in enumerate(writers[:last]) if writer not in taken)
            return (*(part for writer in taken for part in before(writer.step)), (watch, bits))

        wanted = self._calls.both(*(writer.takes for writer in taken))
        outcome = tuple(writer.outcome for writer in taken)
        outcome = outcome if lowest is None else (*outcome, lowest)
        return Region(region, wanted, avoid, outcome, tuple(writer.step for writer in taken))

    # --- What a step writes -----------------------------------------------------------------------

    def _writers(self, step: Step, field: str) -> Iterator[Writer]:
        if field == WHOLE:
            yield from self._located(step)
            return
        where, effects = TRUE, step.effects
        if any(isinstance(e, Append) and _assigned(e, field) for e in effects):
            yield self._coupled(step, field)
            return
        writers: list[Writer] = []
        for effect in reversed(effects):
            left = where
            for extra, outcome in self._written(step, effect, field):
                if extra is None:
                    yield self._coupled(step, field)
                    return
                here = self._calls.both(where, extra)
                left = self._calls.both(left, opposite(extra))
                if here != FALSE:
                    writers.append(self._writer(step, here, outcome, settles=True))
            where = left
        yield from writers

    def _writer(self, step: Step, where: Formula, outcome: Key, *, settles: bool) -> Writer:
        takes, applies = (self._calls.both(one, where) for one in (step.guard, step.applies))
        return Writer(step, takes, applies, outcome, settles)

    def _coupled(self, step: Step, field: str) -> Writer:
        """A step whose effect on a field depends on what was there: it is not taken apart."""
        kept: list[Effect] = []
        for effect in step.effects:
            if isinstance(effect, Create | Replace):
                kept.append(effect)
            elif isinstance(effect, Set | Keep | Append) and _assigned(effect, field):
                kept.append(type(effect)(tuple(_assigned(effect, field))))
        settles = any(isinstance(effect, Replace) for effect in kept)
        return self._writer(step, TRUE, self._outcomes.effects(tuple(kept)), settles=settles)

    def _located(self, step: Step) -> Iterator[Writer]:
        """A step on the way to a media location."""
        outcome = self._outcomes.effects(step.effects)
        if outcome:
            settles = any(isinstance(e, Set) and _is_whole(e) for e in step.effects)
            yield self._writer(step, TRUE, outcome, settles=settles)

    def _written(
        self, step: Step, effect: Effect, field: str
    ) -> Iterator[tuple[Formula | None, Key]]:
        """Disjoint calls on which an effect of a step writes a field, and what."""
        match effect:
            case Set():
                for each in _assigned(effect, field):
                    yield from self._branches(each, TRUE, nulls=each.field.nullable)
            case Keep():
                for each in _assigned(effect, field):
                    yield from self._branches(each, TRUE, nulls=False)
            case Create() | Replace():
                where = TRUE if isinstance(effect, Replace) else opposite(self._served[0][step])
                given = _assigned(effect, field)
                if not given:
                    yield where, _NOTHING
                for each in given:
                    for part, outcome in self._branches(each, where, nulls=True):
                        # In a new service null is as good as nothing.
                        yield part, _NOTHING if outcome == NULL else outcome
            case _:
                pass

    def _branches(
        self, given: Assignment, where: Formula, *, nulls: bool
    ) -> Iterator[tuple[Formula | None, Key]]:
        """What an assignment writes; one branch of a choice at a time."""
        value = settled(given.field, given.value)
        if isinstance(value, Choice):
            when, calls = self._calls.of(value.when), self._calls
            for holds, inner in ((when, value.then), (opposite(when), value.otherwise)):
                part = calls.both(where, holds)
                if part != FALSE:
                    yield from self._branches(Assignment(given.field, inner), part, nulls=nulls)
            return
        outcome = self._outcomes.written(given.field, value)
        if nulls:
            yield where, outcome
            return
        some = self._outcomes.writes(given.field, value)
        yield None if some is None else self._calls.both(where, some), outcome


def _assignments(effect: Effect) -> tuple[Assignment, ...]:
    kinds = (Set, Create, Replace, Keep, Append)
    return effect.assignments if isinstance(effect, kinds) else ()


def _assigned(effect: Effect, field: str) -> list[Assignment]:
    """What an effect assigns to a field, the last one: it is the one that counts."""
    return [each for each in _assignments(effect) if each.field.name == field][-1:]


def _is_whole(effect: Set) -> bool:
    """Whether an effect gives all of a media location answer, whatever was there."""
    given: dict[str, tuple[ResponseField, object]] = {
        each.field.name: (each.field, settled(each.field, each.value))
        for each in effect.assignments
    }
    location, listed = given.get("location"), given.get("overflow_locations")
    return (
        location is not None
        and isinstance(location[1], Constant)
        and bool(location[1].value)
        and listed is not None
        and isinstance(listed[1], ListOf)
    )
