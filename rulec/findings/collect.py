"""All checks of all scripts, and what is left of their findings for whoever reads them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from datetime import date

from rulec.analysis import Call, Hidden
from rulec.diagnostics import CODES, Problem
from rulec.diagnostics import codes_findings as codes
from rulec.diagnostics import codes_resolving as resolving
from rulec.findings.across import Alive, across
from rulec.findings.conflicts import conflicts
from rulec.findings.days import passed
from rulec.findings.finding import Finding
from rulec.findings.idle_choices import idle_choices
from rulec.findings.idle_conditions import idle_conditions
from rulec.findings.idle_rules import idle_rules
from rulec.findings.reach import unreachable
from rulec.findings.replay import Replay, differences
from rulec.findings.scene import Scene, scene_of
from rulec.findings.security import SECURITY_CHECKS
from rulec.ir import NEVER, Accepts, Profile, Rule, RuleSet
from rulec.pexip import Policy
from rulec.records import dataclass
from rulec.resolve import Project

Check = Callable[[Scene], Iterable[Finding]]

#: Everything that is looked for. Each check looks at one script.
CHECKS: tuple[Check, ...] = (
    unreachable,
    idle_conditions,
    idle_choices,
    idle_rules,
    conflicts,
    passed,
    *SECURITY_CHECKS,
)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, and what could not be decided: reasons with how often each was met."""

    problems: tuple[Problem, ...]
    undecided: tuple[tuple[str, int], ...]
    #: The calls of the findings, for each profile (by name) and policy.
    calls: Mapping[tuple[str, Policy], tuple[Call, ...]] = field(default_factory=dict)
    #: The scripts that were looked at.
    scenes: tuple[Scene, ...] = field(default=(), repr=False)


def findings(
    project: Project,
    today: date | None = None,
    checks: tuple[Check, ...] | None = None,
    *,
    replayed: bool = True,
) -> Findings:
    """What all checks, or some, find in a project without errors.

    `today` is the day by which ranges of days are judged; without it nothing is. The scripts decide
    every call that is shown too, unless the caller lets them (`replayed` is False).
    """
    met = _Met(project, replayed=replayed)
    for profile in project.profiles:
        for policy in profile.policies:
            met.add(scene_of(profile, policy, today), CHECKS if checks is None else checks)
    if checks is None:
        met.add_across()
    problems = [*met.told(), *met.differences()]
    if checks is None:
        problems += met.unused_accepts(dated=today is not None)
    undecided = tuple(sorted(met.undecided.items()))
    return Findings(tuple(problems), undecided, met.calls, tuple(met.scenes))


@dataclass(slots=True)
class _Told:
    """A finding of the first script that has it, and the profiles of all that have."""

    finding: Finding
    call: str
    profiles: set[str]


class _Met:
    """The findings of all scripts."""

    def __init__(self, project: Project, *, replayed: bool) -> None:
        self._project = project
        self._replayed = replayed
        self.calls: dict[tuple[str, Policy], tuple[Call, ...]] = {}
        self._profiles = project.profiles
        self._alive: set[Alive] = set()
        self._sets = [found.rules for found in project.rule_sets]
        self._rules = [rule for rules in self._sets for rule in rules.rules]
        self._told: dict[object, _Told] = {}
        #: The rule sets of scripts in which something could not be decided.
        self._doubtful: set[str] = set()
        self._accepted: set[tuple[str, object]] = set()
        self.undecided: Counter[str] = Counter()
        self._replays: list[Replay] = []
        self.scenes: list[Scene] = []

    def add(self, scene: Scene, checks: tuple[Check, ...]) -> None:
        """Runs checks on one script."""
        replay = Replay(scene)
        for check in checks:
            for finding in check(scene):
                known = self._told.get(finding.key)
                if known is not None:
                    known.profiles.add(scene.profile.name)
                elif not self._accepts(finding):
                    name = scene.profile.name
                    told = _Told(finding, replay.shown(finding), {name})
                    self._told[finding.key] = told
        for step in scene.course.steps:
            if not isinstance(scene.reached(step), Hidden):
                rule = None if step.rule is None else step.rule.id
                self._alive.add(Alive(scene.profile.name, step.rule_set.name, rule))
        self.calls[scene.profile.name, scene.policy] = replay.calls
        self.scenes.append(scene)
        self._replays.append(replay)
        if scene.undecided:
            self._doubtful |= {rules.name for rules in scene.profile.sets(scene.policy)}
            self.undecided += scene.undecided

    def differences(self) -> list[Problem]:
        """Notes of scripts that decide what is shown otherwise, unless somebody else lets them."""
        return differences(self._replays) if self._replayed else []

    def add_across(self) -> None:
        """Adds what shows only in all scripts together."""
        for finding in across(self._project, self._alive):
            if not self._accepts(finding):
                self._told.setdefault(finding.key, _Told(finding, "", set()))

    def _accepts(self, finding: Finding) -> bool:
        """Whether one of the rules that a finding is about, or else the set, means it to be so."""
        about = [rule for rule in (finding.rule, *finding.others) if rule is not None]
        places: list[Rule | RuleSet] = [*about]
        places += [finding.rule_set] if finding.rule is None else []
        every = [
            accepts
            for place in places
            for accepts in place.accepts
            if accepts.code == finding.code.id
        ]
        self._accepted |= {_key(accepts) for accepts in every}
        return bool(every)

    def told(self) -> Iterator[Problem]:
        """The findings that count, as problems."""
        for told in self._told.values():
            found = told.finding
            if found.everywhere and self._having(found) - told.profiles:
                continue
            yield Problem(
                found.code,
                found.message,
                found.span,
                found.hint,
                found.related,
                told.call,
            )

    def _having(self, finding: Finding) -> set[str]:
        """The profiles whose scripts have what a finding is about."""
        return {
            profile.name
            for profile in self._profiles
            if any(
                rules.name == finding.rule_set.name and rules.when != NEVER
                for rules in profile.rule_sets
            )
            and not _is_left_out(profile, finding)
        }

    def unused_accepts(self, *, dated: bool) -> Iterator[Problem]:
        """Notes what rules and rule sets accept that nothing was found of."""
        seen: set[tuple[str, object]] = set()
        doubtful = {
            rule.id
            for profile in self._profiles
            for rules in profile.rule_sets
            if rules.name in self._doubtful
            for rule in rules.rules
        }
        places = [(rule.accepts, rule.id in doubtful) for rule in self._rules]
        places += [(rules.accepts, rules.name in self._doubtful) for rules in self._sets]
        for accepts, unknown in ((one, unknown) for every, unknown in places for one in every):
            key = _key(accepts)
            judged = not unknown and (dated or accepts.code != codes.RULE_IS_OVER.id)
            if key in seen or key in self._accepted or not judged:
                continue
            seen.add(key)
            message = f"there is no `{CODES[accepts.code].name}` to accept"
            hint = "remove it from `accept`"
            yield Problem(resolving.UNUSED_ACCEPT, message, accepts.span, hint)


def _key(accepts: Accepts) -> tuple[str, object]:
    """What an accepted code is told by: the rules of a table's rows share it."""
    span = accepts.span
    return accepts.code, (span.file.path, span.line, span.column)


def _is_left_out(profile: Profile, finding: Finding) -> bool:
    """Whether a profile's scripts lack the rule, or the default, that a finding is about."""
    return any(
        one.rule_set == finding.rule_set.name and _name(one.rule) == _name(finding.rule)
        for one in profile.left_out
        if one.rule is not None or finding.code is codes.UNREACHABLE_DEFAULT
    )


def _name(rule: Rule | None) -> str | None:
    return None if rule is None else rule.id
