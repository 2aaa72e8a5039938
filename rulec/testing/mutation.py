"""How good the tests are: how many rules with a small mistake each they notice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from rulec.analysis import Call
from rulec.analysis.differences import Verdict, compare
from rulec.evaluate import Decision
from rulec.ir import Profile, RuleSet
from rulec.pexip import SCRIPT_MAX_CHARACTERS, Policy
from rulec.resolve import Project
from rulec.resolve.assigned import specialised
from rulec.resolve.tests import TestCase
from rulec.testing.coverage import Share
from rulec.testing.expectations import mismatches
from rulec.testing.mutants import Mutant, mutants
from rulec.testing.requests import request
from rulec.testing.run import NO_PROFILE, TestRun
from rulec.verify.compare import meaning

#: How many mistakes are tried in all: whether one changes anything takes a moment to find out.
MOST_TRIED = 1000


class Fate(StrEnum):
    """What became of a mutant."""

    #: A test fails.
    KILLED = "killed"
    #: No test fails, and there is a call that is decided otherwise.
    ALIVE = "alive"
    #: It is proved that every call is decided as before.
    EQUIVALENT = "equivalent"
    #: No test fails, and neither was found.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Judged:
    """A mutant and what became of it."""

    mutant: Mutant
    fate: Fate
    #: The test that fails, where one does.
    test: str = ""
    #: Where it is alive: a call that is decided otherwise, in this profile, before and after.
    profile: str = ""
    call: Call | None = None
    before: Decision | None = None
    after: Decision | None = None
    #: Why it is unknown.
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """What became of the mutants that were tried."""

    judged: tuple[Judged, ...]
    #: How many more there would be, of rules with too many or of all rules together.
    left_out: int

    def count(self, fate: Fate) -> int:
        """How many have this fate."""
        return sum(one.fate is fate for one in self.judged)

    @property
    def killed(self) -> Share:
        """Those that tests notice, of those that may be noticed."""
        return Share(self.count(Fate.KILLED), len(self.judged) - self.count(Fate.EQUIVALENT))

    def reaches(self, percent: Decimal) -> bool:
        """Whether the tests notice at least so many of a hundred."""
        return self.killed.reaches(percent)


def score(
    project: Project, run: TestRun, progress: Callable[[str], None] = lambda _: None
) -> Score:
    """Tries the passed tests of a run on rules with one mistake each."""
    every: list[tuple[Mutant, list[_Home]]] = []
    left_out = 0
    for found in project.rule_sets:
        homes = [p for p in project.profiles if any(s.name == found.name for s in p.rule_sets)]
        alone = Profile(NO_PROFILE, (found.rules,), SCRIPT_MAX_CHARACTERS)
        own = [_Home(home, found.rules, run) for home in homes or [alone]]
        made = mutants(found.rules)
        left_out += made.left_out
        every += [(mutant, own) for mutant in made.every]
    step = max(1, -(-len(every) // MOST_TRIED))
    judged = []
    for mutant, own in every[::step]:
        progress(f"trying mistakes in {mutant.rule_set}")
        judged.append(_judged(mutant, own))
    return Score(tuple(judged), left_out + len(every) - len(judged))


def _judged(mutant: Mutant, homes: Iterable[_Home]) -> Judged:
    changed = [(home, other) for home in homes if (other := home.changed(mutant)) is not None]
    for home, profile in changed:
        for case, call in home.tests:
            decision = meaning(profile, home.policy, call)
            if mismatches(case, decision):
                return Judged(mutant, Fate.KILLED, test=case.name)
    reasons = []
    for home, profile in changed:
        compared = compare(home.profile, profile, home.policy)
        if compared.verdict is Verdict.DIFFERENT:
            one = compared.groups[0][0]
            return Judged(mutant, Fate.ALIVE, "", profile.name, one.call, one.before, one.after)
        reasons += list(compared.unknown) if compared.verdict is Verdict.UNKNOWN else []
    if reasons:
        return Judged(mutant, Fate.UNKNOWN, reason=reasons[0])
    return Judged(mutant, Fate.EQUIVALENT)


class _Home:
    """A profile that has a rule set, with the tests that pass there."""

    def __init__(self, profile: Profile, rules: RuleSet, run: TestRun) -> None:
        self.profile = profile
        self.policy: Policy = rules.policy
        self._rules = rules
        self.tests = list(self._tests(run))

    def _tests(self, run: TestRun) -> Iterator[tuple[TestCase, Call]]:
        for result in run.results:
            case = result.case
            here = result.passed and self.profile.name in result.profiles
            # What stands in for a profile is another one for each rule set.
            mine = case.rule_set == self._rules.name or self.profile.name != NO_PROFILE
            if here and mine and case.policy is self.policy:
                yield case, request(case.policy, case.inputs, case.now, case.name)

    def changed(self, mutant: Mutant) -> Profile | None:
        """The profile with a mutant; None where its own locations make it the same."""
        sets = []
        for rules in self.profile.rule_sets:
            if rules.name != mutant.rule_set:
                sets.append(rules)
                continue
            there = mutant.changed
            if self.profile.assigned_to:
                ((there,), _) = specialised((there,), self.profile.assigned_to)
            if there == rules:
                return None
            sets.append(there)
        return replace(self.profile, rule_sets=tuple(sets))
