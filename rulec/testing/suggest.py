"""Tests that are missing: the fewest calls that reach what no test tried, and what they expect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from rulec.analysis import Call, Calls, Course, Formula, Found, Step, opposite
from rulec.analysis.drafts import Path
from rulec.evaluate import Decision, Inputs, RuleTrace
from rulec.ir import (
    Constant,
    Create,
    DateRange,
    Effect,
    Not,
    NoValue,
    Profile,
    Replace,
    ServiceFound,
    Set,
    TimeWindow,
)
from rulec.pexip import Policy
from rulec.resolve import Project
from rulec.testing.coverage import Coverage
from rulec.testing.reaching import Goal, Goals, Reach, goals_of, reached
from rulec.testing.requests import request
from rulec.testing.single_conditions import SingleCondition
from rulec.verify.compare import meaning
from rulec.verify.reads import fields_in, reads_of

#: Of how many rows of a table a call is looked for that one of them has to have.
_ROWS = 8


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One test that would try something new; it passes."""

    profile: str
    policy: Policy
    name: str
    #: The variables that it gives, with the fields that matter.
    given: dict[str, object]
    now: datetime | None
    #: The rule that applies; None for none.
    rule: str | None
    action: str | None
    #: The constants of the rule that stand in the result.
    result: dict[str, object]
    goals: tuple[Goal, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Tests to add, and what none was found for."""

    tests: tuple[Suggestion, ...]
    #: How many outcomes and rules no test tried before.
    missing: int
    left: tuple[Goal, ...]


def suggest(
    project: Project, coverage: Coverage, progress: Callable[[str], None] = lambda _: None
) -> Suggestions:
    """The fewest tests that reach what `coverage` misses, as far as calls reach it.

    Each is a test of one profile. None gives or expects what is secret.
    """
    wanted = goals_of(coverage)
    missing = set(wanted) - reached(coverage)
    count = len(missing)
    found: list[Suggestion] = []
    names = {case.name for case in project.tests}
    for profile in project.profiles:
        for policy in profile.policies:
            progress(f"looking for tests of the {policy.value} policy of {profile.name}")
            left = [goal for goal in wanted if goal in missing]
            tests = _Finder(project, profile, policy, wanted, names).tests(left)
            missing -= {goal for test in tests for goal in test.goals}
            found += tests
    return Suggestions(tuple(found), count, tuple(goal for goal in wanted if goal in missing))


# --- Calls ---------------------------------------------------------------------------------------


class _Given(NamedTuple):
    """A call as a test gives it."""

    fields: dict[Path, object]
    now: datetime | None

    def variables(self) -> dict[str, object]:
        """What stands in the test."""
        made: dict[str, object] = {}
        for path, value in self.fields.items():
            holder = made
            for step in path[:-1]:
                inner = holder.setdefault(step, {})
                assert isinstance(inner, dict)  # noqa: S101  leaves have no leaves below them
                holder = inner
            holder[path[-1]] = value
        return made


class _Tried(NamedTuple):
    given: _Given
    decision: Decision
    marks: frozenset[Goal]


class _Finder:
    """Looks for tests of one policy of a profile."""

    def __init__(
        self,
        project: Project,
        profile: Profile,
        policy: Policy,
        wanted: Goals,
        names: set[str],
    ) -> None:
        self._profile = profile
        self._policy = policy
        self._wanted = wanted
        self._names = names
        self._calls = Calls(policy, profile.assigned_to or project.facts.locations or ())
        self._course = Course(self._calls, profile.sets(policy))
        rows = reads_of(profile, policy).fields
        self._paths = [row.path for row in rows if not row.secret]
        self._steps: dict[tuple[str, str | None], list[Step]] = {}
        for step in self._course.steps:
            id_ = None if step.rule is None else step.rule.written_as
            self._steps.setdefault((step.rule_set.name, id_), []).append(step)
        self._reach = Reach(profile, policy, ())
        self._sets = {rules.name: at for at, rules in enumerate(profile.sets(policy))}

    def tests(self, missing: list[Goal]) -> list[Suggestion]:
        """The fewest tests for what is missing, by taking what reaches most of it next."""
        self._reach = Reach(self._profile, self._policy, missing)
        tried = [self._tried(given) for goal in missing for given in self._candidates(goal)]
        left = {goal for goal in missing if goal.rule_set in self._sets}
        chosen: list[_Tried] = []
        while tried:
            best = max(tried, key=lambda one: len(one.marks & left))
            if not best.marks & left:
                break
            chosen.append(best)
            left -= best.marks
        wanted = frozenset(missing) - left
        made = []
        for one in _without_idle(chosen, wanted):
            goals = one.marks & wanted
            wanted -= goals
            made.append(self._suggestion(self._smaller(one, goals), goals))
        return made

    def _candidates(self, goal: Goal) -> Iterator[_Given]:
        """Calls that may reach a goal."""
        if goal.rule_set not in self._sets:
            return
        if goal.of_set:
            single = self._wanted[goal]
            open_ = self._course.open[self._sets[goal.rule_set]]
            yield from self._found(
                self._calls.find(self._calls.both(open_, self._of(single, goal)))
            )
            return
        for step in self._steps.get((goal.rule_set, goal.rule), [])[:_ROWS]:
            found = [*self._for_step(step, goal)]
            yield from found
            if found:
                return

    def _for_step(self, step: Step, goal: Goal) -> Iterator[_Given]:
        single = self._wanted[goal]
        if single is None:
            yield from self._found(self._course.call_for(step))
            return
        wished = self._of(single, goal)
        yield from self._found(self._course.call_for(step, wished))
        inside = self._calls.both(self._calls.of(step.rule_set.when), wished)
        yield from self._found(self._calls.find(inside, step.queue.watch, step.place))

    def _of(self, single: SingleCondition | None, goal: Goal) -> Formula:
        assert single is not None  # noqa: S101  goals of conditions have one
        holds = self._calls.of(single.condition)
        if single.of_service:
            holds = self._calls.both(self._calls.found, holds)
        return holds if goal.holds else opposite(holds)

    def _found(self, answer: object) -> Iterator[_Given]:
        if isinstance(answer, Found):
            yield self._given(answer.call)

    # --- Tests ------------------------------------------------------------------------------------

    def _given(self, call: Call) -> _Given:
        """The fields of a call that rules read."""
        fields: dict[Path, object] = {}
        if isinstance(call.inputs.get("service_config"), Mapping):
            fields["service_config", "service_type"] = "conference"
        for path in self._paths:
            value: object = call.inputs
            for step in path:
                value = value.get(step) if isinstance(value, Mapping) else None
            if value is not None and not isinstance(value, Mapping):
                fields[path] = value
        return _Given(fields, call.now)

    def _tried(self, given: _Given) -> _Tried:
        call = request(self._policy, given.variables(), given.now, "a suggestion")
        decision = meaning(self._profile, self._policy, call)
        return _Tried(given, decision, self._reach.of(Inputs(call.inputs, call.now), decision))

    def _smaller(self, one: _Tried, goals: frozenset[Goal]) -> _Tried:
        """The test with the fields without which it would not reach what it is there for."""
        if one.given.now is not None:
            tried = self._tried(_Given(one.given.fields, None))
            one = tried if goals <= tried.marks else one
        for path in list(one.given.fields):
            less = {other: value for other, value in one.given.fields.items() if other != path}
            tried = self._tried(_Given(less, one.given.now))
            if goals <= tried.marks:
                one = tried
        return one

    def _suggestion(self, one: _Tried, goals: frozenset[Goal]) -> Suggestion:
        applied = [step for step in one.decision.applied if step.rule is not None]
        ids = {goal.rule for goal in goals if goal.condition is None}
        step = next((s for s in applied if s.rule and s.rule.written_as in ids), None)
        step = step or (applied[-1] if applied else None)
        is_media = self._policy is Policy.MEDIA_LOCATION
        ordered = tuple(goal for goal in self._wanted if goal in goals)
        return Suggestion(
            self._profile.name,
            self._policy,
            self._name(ordered),
            one.given.variables(),
            one.given.now,
            None if step is None or step.rule is None else step.rule.id,
            None if is_media else one.decision.action.value,
            _constants(step, one.decision),
            ordered,
        )

    def _name(self, goals: tuple[Goal, ...]) -> str:
        """What the test is about, in words; no other test has the name."""
        goal = next((goal for goal in goals if goal.condition is None), goals[0])
        name = told(goal, self._wanted[goal])
        number, made = 2, name
        while made in self._names:
            made, number = f"{name} ({number})", number + 1
        self._names.add(made)
        return made


def _without_idle(chosen: list[_Tried], wanted: frozenset[Goal]) -> list[_Tried]:
    """Without those that reach nothing that the others together do not."""
    kept = list(chosen)
    for one in chosen:
        others = frozenset[Goal]().union(*(other.marks for other in kept if other is not one))
        if one.marks & wanted <= others:
            kept.remove(one)
    return kept


def _constants(step: RuleTrace | None, decision: Decision) -> dict[str, object]:
    """What a rule writes that is the same for every call, as it stands in the result."""
    effects: tuple[Effect, ...] = () if step is None or step.rule is None else step.rule.effects
    written = [
        (one.field, one.value)
        for effect in effects
        if isinstance(effect, Set | Create | Replace)
        for one in effect.assignments
    ]
    result = decision.result if isinstance(decision.result, Mapping) else {}
    return {
        row.name: value.value
        for row, value in written
        if isinstance(value, Constant)
        and not row.secret
        and value.value is not None
        and result.get(row.name) == value.value
    }


def told(goal: Goal, single: SingleCondition | None) -> str:
    """A goal in words."""
    rule = "default" if goal.rule is None else goal.rule
    about = f"{goal.rule_set.rpartition('/')[2]}: when" if goal.of_set else rule
    if single is None:
        return f"{about} of {goal.rule_set} applies" if goal.rule is None else f"{about} applies"
    return f"{about}: {_outcome(single, holds=goal.holds)}"


def _outcome(single: SingleCondition, *, holds: bool) -> str:
    """An outcome of a condition in words."""
    condition = single.condition
    while isinstance(condition, Not):
        condition, holds = condition.condition, not holds
    if single.table:
        return f"a row of {single.table}" if holds else f"no row of {single.table}"
    if isinstance(condition, ServiceFound):
        return "a service was found" if holds else "no service was found"
    if isinstance(condition, TimeWindow):
        return "the time fits" if holds else "at another time"
    if isinstance(condition, DateRange):
        return "the day fits" if holds else "on another day"
    names = " and ".join(row.dotted.removeprefix("call_info.") for row in fields_in(condition))
    if isinstance(condition, NoValue):
        return f"{names} has no value" if holds else f"{names} has a value"
    return f"{names} fits" if holds else f"{names} is another one"
