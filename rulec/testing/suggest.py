"""Tests that are missing: few calls that reach what no test tried, and what they expect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from rulec.analysis import Call
from rulec.evaluate import Decision, RuleTrace
from rulec.ir import Constant, Create, Effect, Profile, Replace, Set
from rulec.pexip import Policy
from rulec.records import dataclass
from rulec.resolve import Project
from rulec.testing.candidates import Candidates, Given, Looked
from rulec.testing.coverage import Coverage
from rulec.testing.covering import smallest_cover
from rulec.testing.goal_words import told
from rulec.testing.reaching import Goal, Goals, Reach, goals_of, reached
from rulec.testing.requests import request
from rulec.verify.compare import meaning


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


class WhyLeft(StrEnum):
    """Why no test was found for something."""

    UNREACHABLE = "no call reaches it, which is proved"
    NOT_GIVEN = "only calls with a secret, or with what no file can hold, reach it"
    NO_PROFILE = "no profile has its rule set"
    NOT_FOUND = "no call was found"


@dataclass(frozen=True, slots=True)
class Left:
    """Something that no suggested test reaches."""

    goal: Goal
    why: WhyLeft
    #: What it is, in words.
    told: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Tests to add, and what none was found for."""

    tests: tuple[Suggestion, ...]
    #: How many outcomes and rules no test tried before.
    missing: int
    left: tuple[Left, ...]


def suggest(
    project: Project, coverage: Coverage, progress: Callable[[str], None] = lambda _: None
) -> Suggestions:
    """Tests that reach what `coverage` misses, as far as calls reach it.

    Of the calls that are found for each goal so few are taken that no smaller number of them
    reaches as much (`smallest_cover` tells the bounds), and none can be left out of the tests that
    are made of them. Each is a test of one profile. None gives or expects what is secret.
    """
    wanted = goals_of(coverage)
    tried = reached(coverage)
    missing = [goal for goal in wanted if goal not in tried]
    finders = _finders(project, wanted, missing)
    chosen: list[_Test] = []
    for policy in Policy:
        own = [finder for finder in finders if finder.policy is policy]
        every = [test for finder in own for test in finder.tests(progress)]
        progress(f"choosing tests of the {policy.value} policy")
        chosen += _fewest(every)
    chosen.sort(key=lambda one: finders.index(one.finder))
    names = {case.name for case in project.tests}
    tests = []
    for one in chosen:
        alone = one.marks & ~_together(other.marks for other in chosen if other is not one)
        tests.append(one.finder.suggestion(one, alone, names))
    covered = _together(one.marks for one in chosen)
    left = [
        Left(goal, _why(goal, finders), told(goal, wanted[goal]))
        for number, goal in enumerate(missing)
        if not covered >> number & 1
    ]
    return Suggestions(tuple(tests), len(missing), tuple(left))


def _finders(project: Project, wanted: Goals, missing: Sequence[Goal]) -> list[_Finder]:
    """One for each policy of each profile, but for those that decide as another one does."""
    found: list[_Finder] = []
    known: list[object] = []
    for profile in project.profiles:
        for policy in profile.policies:
            same = profile.sets(policy), profile.assigned_to
            if same not in known:
                known.append(same)
                found.append(_Finder(project, profile, policy, wanted, missing))
    return found


def _why(goal: Goal, finders: Sequence[_Finder]) -> WhyLeft:
    """Why no test reaches a goal."""
    whys = [why for finder in finders if (why := finder.why_not(goal)) is not None]
    order = (WhyLeft.NOT_GIVEN, WhyLeft.NOT_FOUND, WhyLeft.UNREACHABLE)
    return next((why for why in order if why in whys), WhyLeft.NO_PROFILE)


# --- Tests of one policy of a profile ------------------------------------------------------------


class _Test(NamedTuple):
    """A test in the making, with what it reaches as the bits of a number."""

    finder: _Finder
    given: Given
    marks: int


class _Finder:
    """Looks for tests of one policy of a profile."""

    def __init__(
        self,
        project: Project,
        profile: Profile,
        policy: Policy,
        wanted: Goals,
        missing: Sequence[Goal],
    ) -> None:
        self.profile = profile
        self.policy = policy
        self._wanted = wanted
        self._missing = missing
        self._candidates = Candidates(project, profile, policy, wanted)
        written = {one.name: one.rules for one in project.rule_sets}
        self._reach = Reach(profile, self._candidates.course, missing, written)
        self._looked: dict[Goal, Looked] = {}

    def tests(self, progress: Callable[[str], None]) -> list[_Test]:
        """A test of each call that was found for what is missing."""
        found: dict[str, _Test] = {}
        own = [goal for goal in self._missing if self._candidates.has(goal)]
        for number, goal in enumerate(own):
            told = f"{self.policy.value} policy of {self.profile.name}"
            progress(f"looking for tests of the {told}, {number:,} of {len(own):,}")
            self._looked[goal] = self._candidates.of(goal)
            for call in self._looked[goal].calls:
                given = self._candidates.given(call)
                if repr(given) not in found:
                    found[repr(given)] = self._test(given)
        return list(found.values())

    def why_not(self, goal: Goal) -> WhyLeft | None:
        """Why none of the tests reaches a goal; None where the profile does not have it."""
        looked = self._looked.get(goal)
        if looked is None:
            return None
        if looked.proved and not looked.calls:
            return WhyLeft.UNREACHABLE
        bit = 1 << self._missing.index(goal)
        if any(self._reach.of(call) & bit for call in looked.calls):
            return WhyLeft.NOT_GIVEN
        return WhyLeft.NOT_FOUND

    def _test(self, given: Given) -> _Test:
        return _Test(self, given, self._reach.of(self._call(given)))

    def _call(self, given: Given) -> Call:
        return request(self.policy, given.variables(), given.now, "a suggestion")

    def smaller(self, one: _Test, goals: int) -> _Test:
        """A test with the fields without which it would not reach what it is there for."""
        if one.given.now is not None:
            tried = self._test(one.given._replace(now=None))
            one = one if goals & ~tried.marks else tried
        for path in list(one.given.fields):
            less = {other: value for other, value in one.given.fields.items() if other != path}
            tried = self._test(one.given._replace(fields=less))
            one = one if goals & ~tried.marks else tried
        return one

    def suggestion(self, one: _Test, alone: int, names: set[str]) -> Suggestion:
        """A test as it is suggested; `alone` are the goals that no other test reaches."""
        decision = meaning(self.profile, self.policy, self._call(one.given))
        goals = self._goals(alone)
        applied = [step for step in decision.applied if step.rule is not None]
        ids = {goal.rule for goal in goals if goal.condition is None}
        step = next((s for s in applied if s.rule and s.rule.written_as in ids), None)
        step = step or (applied[-1] if applied else None)
        is_media = self.policy is Policy.MEDIA_LOCATION
        about = next((goal for goal in goals if goal.condition is None), goals[0])
        return Suggestion(
            self.profile.name,
            self.policy,
            _name(told(about, self._wanted[about], one.given.fields), names),
            one.given.variables(),
            one.given.now,
            None if step is None or step.rule is None else step.rule.id,
            None if is_media else decision.action.value,
            _constants(step, decision),
            self._goals(one.marks),
        )

    def _goals(self, marks: int) -> tuple[Goal, ...]:
        return tuple(goal for n, goal in enumerate(self._missing) if marks >> n & 1)


def _name(about: str, names: set[str]) -> str:
    """A name that no other test has."""
    number, made = 2, about
    while made in names:
        made, number = f"{about} ({number})", number + 1
    names.add(made)
    return made


# --- The fewest ----------------------------------------------------------------------------------


def _fewest(every: Sequence[_Test]) -> list[_Test]:
    """The fewest tests that together reach what all do, with no more fields than that takes."""
    marks = [one.marks for one in every]
    wanted = _together(marks)
    made = [every[place] for place in smallest_cover(marks, wanted)]
    for number, one in enumerate(made):
        others = _together(other.marks for other in made if other is not one)
        made[number] = one.finder.smaller(one, wanted & ~others)
    # With other fields a test may reach what another one was there for.
    kept = list(made)
    for one in made:
        if not wanted & ~_together(other.marks for other in kept if other is not one):
            kept.remove(one)
    return kept


def _together(every: Iterable[int]) -> int:
    found = 0
    for one in every:
        found |= one
    return found


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
