"""How good the tests are: how many rules with a small mistake each they notice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import StrEnum

from rulec.analysis import Call
from rulec.analysis.comparison import Verdict
from rulec.analysis.differences import compare
from rulec.evaluate import Decision
from rulec.ir import Profile
from rulec.pexip import SCRIPT_MAX_CHARACTERS
from rulec.records import dataclass
from rulec.resolve import Project
from rulec.testing.coverage import Share
from rulec.testing.expectations import mismatches
from rulec.testing.homes import Change, Home
from rulec.testing.mutants import Mutant, mutants
from rulec.testing.run import NO_PROFILE, TestRun
from rulec.verify.compare import canonical, meaning

#: How many mistakes are tried in all: whether one changes anything takes a moment to find out.
MOST_TRIED = 1000


class Fate(StrEnum):
    """What became of a mutant."""

    #: Decisions change, and a test fails.
    KILLED = "killed"
    #: There is a call that is decided otherwise, and no test fails.
    ALIVE = "alive"
    #: It is proved that every call is decided as before, though by other rules perhaps.
    EQUIVALENT = "equivalent"
    #: Neither was found, and no test is decided otherwise and fails.
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
    #: The test fails by its `rule` alone: each answer that a test looks at stays as it is.
    by_rule: bool = False


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
    def by_rule(self) -> int:
        """How many of the killed ones tests notice by `rule` alone."""
        return sum(one.by_rule for one in self.judged)

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
    every: list[tuple[Mutant, list[Home]]] = []
    left_out = 0
    for found in project.rule_sets:
        homes = [p for p in project.profiles if any(s.name == found.name for s in p.rule_sets)]
        alone = Profile(NO_PROFILE, (found.rules,), SCRIPT_MAX_CHARACTERS)
        own = [Home(home, found.rules, run) for home in homes or [alone]]
        made = mutants(found.rules)
        left_out += made.left_out
        every += [(mutant, own) for mutant in made.every]
    step = max(1, -(-len(every) // MOST_TRIED))
    judged = []
    tried = every[::step]
    for number, (mutant, own) in enumerate(tried):
        progress(f"trying mistakes in {mutant.rule_set}, {number:,} of {len(tried):,}")
        judged.append(_judged(mutant, own))
    return Score(tuple(judged), left_out + len(every) - len(judged))


def _judged(mutant: Mutant, homes: Iterable[Home]) -> Judged:
    changed = [(home, other) for home in homes if (other := home.changed(mutant)) is not None]
    by_rule = ""
    for home, change in changed:
        for test in home.tests:
            if not change.may_touch(test):
                continue
            decision = meaning(change.profile, home.policy, test.call)
            if mismatches(test.case, decision):
                if _differ(test.decision, decision):
                    return Judged(mutant, Fate.KILLED, test=test.case.name)
                by_rule = by_rule or test.case.name
    told = _told(mutant, changed)
    if told.fate is Fate.ALIVE and by_rule:
        return Judged(mutant, Fate.KILLED, by_rule, by_rule=True)
    return told


def _told(mutant: Mutant, changed: Iterable[tuple[Home, Change]]) -> Judged:
    """A call that is decided otherwise, or that there is none."""
    open_: list[tuple[Home, Change]] = []
    for home, change in changed:
        told = home.told(change)
        for call in told.calls:
            before, after = (
                meaning(profile, home.policy, call) for profile in (home.profile, change.profile)
            )
            if _differ(before, after):
                return Judged(mutant, Fate.ALIVE, "", home.profile.name, call, before, after)
        if not told.same:
            open_.append((home, change))
    return _compared(mutant, open_)


def _compared(mutant: Mutant, changed: Iterable[tuple[Home, Change]]) -> Judged:
    """The same by a comparison of everything."""
    reasons: list[str] = []
    for home, change in changed:
        compared = compare(home.profile, change.profile, home.policy, only_first=True)
        if compared.verdict is Verdict.DIFFERENT:
            one, name = compared.groups[0][0], home.profile.name
            return Judged(mutant, Fate.ALIVE, "", name, one.call, one.before, one.after)
        reasons += compared.unknown
    if reasons:
        return Judged(mutant, Fate.UNKNOWN, reason=reasons[0])
    return Judged(mutant, Fate.EQUIVALENT)


def _differ(one: Decision, other: Decision) -> bool:
    return canonical(one.answer) != canonical(other.answer)
