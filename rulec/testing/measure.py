"""From the runs of tests to what they covered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from rulec.evaluate import Outcome, RuleTrace
from rulec.ir import (
    All,
    Condition,
    Effect,
    Profile,
    Rule,
)
from rulec.records import dataclass
from rulec.resolve import Project
from rulec.resolve.rule_sets import ResolvedSet
from rulec.source import Span
from rulec.testing.coverage import (
    ConditionCoverage,
    Coverage,
    Reason,
    RuleCoverage,
    SetCoverage,
    Why,
)
from rulec.testing.locations import decided_at, location_for, possible_at
from rulec.testing.single_conditions import (
    Place,
    SingleCondition,
    chosen_conditions,
    single_conditions,
)
from rulec.testing.visits import Ran, Visit, reason, summed, visits


def coverage_of(project: Project, every: Iterable[Ran]) -> Coverage:
    """What runs of tests covered of a project's rules.

    Rules are counted as they are written, over all profiles; a rule set that is in no profile
    counts when it has tests. A condition counts where it was asked: in the rules that a run came
    to, whether or not something beside it had failed already. One that chooses a value, and a
    look-up, is asked where the rule applied, whether or not the value was needed.
    """
    by_set: dict[str, list[Visit]] = {}
    for ran in every:
        for visit in visits(ran):
            by_set.setdefault(visit.rules.name, []).append(visit)
    found = []
    for resolved in project.rule_sets:
        seen = by_set.get(resolved.name, [])
        homes = [
            profile
            for profile in project.profiles
            if any(rules.name == resolved.name for rules in profile.rule_sets)
        ]
        # A set that is in no profile was tested alone.
        homes = homes or [visit.ran.profile for visit in seen[:1]]
        if homes:
            found.append(_Set(resolved, homes, seen).coverage())
    return Coverage(tuple(found))


# --- Single conditions ---------------------------------------------------------------------------


@dataclass(slots=True)
class _Asked:
    """A single condition with its outcomes, over all rows that a table repeats it for."""

    first: SingleCondition
    #: The outcomes that calls can have at the locations of the profiles.
    possible: set[bool] = field(default_factory=set)
    seen: set[bool] = field(default_factory=set)
    varies: bool = False

    @property
    def is_done(self) -> bool:
        """Whether it had every outcome that it can have."""
        return len(self.seen) == len(self.possible)

    def coverage(self, tests: int) -> ConditionCoverage:
        return ConditionCoverage(
            self.first, tests, True in self.seen, False in self.seen, self.varies
        )


@dataclass(frozen=True, slots=True)
class _Home:
    """A profile that has a condition in its scripts, and the locations where it is asked.

    With no locations, it may be any.
    """

    profile: str
    locations: tuple[str, ...]


class _Questions:
    """The single conditions of one place in the profiles that have it."""

    def __init__(
        self,
        every: Iterable[SingleCondition],
        homes: tuple[_Home, ...],
        asked: dict[Place, _Asked],
    ) -> None:
        self.open: list[tuple[SingleCondition, _Asked, dict[str, bool]]] = []
        #: The test that asked last, where all profiles give a call the same outcomes.
        self._last: int | None = None
        self._alike = True
        for single in every if homes else ():
            about = asked.setdefault(single.place, _Asked(single))
            about.varies = about.varies or about.first.condition != single.condition
            fixed = {}
            for home in homes:
                outcome = decided_at(single.condition, home.locations)
                about.possible |= {True, False} if outcome is None else {outcome}
                if outcome is not None:
                    fixed[home.profile] = outcome
                    self._alike = False
            self.open.append((single, about, fixed))

    def ask(self, visit: Visit) -> None:
        """Notes the outcome of each that did not have both yet."""
        if not self.open or (self._alike and self._last == visit.ran.test):
            return
        self._last = visit.ran.test
        closed = False
        for single, about, fixed in self.open:
            if not about.is_done:
                outcome = fixed.get(visit.ran.profile.name)
                about.seen.add(single.holds(visit.ran.inputs) if outcome is None else outcome)
            closed = closed or about.is_done
        if closed:
            self.open = [one for one in self.open if not one[1].is_done]


def _measured(asked: dict[Place, _Asked], tests: set[int]) -> tuple[ConditionCoverage, ...]:
    """The conditions that calls can decide: what is always so at all locations does not count."""
    return tuple(
        asked[place].coverage(len(tests))
        for place in sorted(asked)
        if len(asked[place].possible) > 1
    )


# --- Rules ---------------------------------------------------------------------------------------


class _Group:
    """One rule as it is written: with its rows where it has a table, or the default of a set."""

    def __init__(self, id_: str | None, span: Span | None) -> None:
        self.id = id_
        self.span = span
        self.rows: dict[str, _Questions] = {}
        self.of_table = False
        self.conditions: dict[Place, _Asked] = {}
        #: By the id of the row, what its effects ask.
        self.effects: dict[str | None, _Questions] = {}
        self.choices: dict[Place, _Asked] = {}
        self.looked_at: set[int] = set()
        self.applied: set[int] = set()
        self.rows_applied: set[str] = set()
        #: The profiles whose scripts have it.
        self.homes: set[str] = set()

    def add(self, rule: Rule, when: Condition, homes: tuple[_Home, ...]) -> None:
        """Adds a rule of a set with this `when`: the only one, or one row."""
        self.of_table = self.of_table or rule.written_as != rule.id
        self.rows[rule.id] = _Questions(single_conditions(rule.when), homes, self.conditions)
        asked = All((when, rule.when))
        chosen = chosen_conditions(rule.effects, asked, rule.span)
        if chosen:
            there = tuple(
                _Home(home.profile, possible_at(rule.when, home.locations)) for home in homes
            )
            self.effects[rule.id] = _Questions(chosen, there, self.choices)
        self.homes |= {home.profile for home in homes}

    def add_default(
        self, effects: tuple[Effect, ...], when: Condition, homes: tuple[_Home, ...]
    ) -> None:
        """Adds the default of a set with this `when`."""
        chosen = chosen_conditions(effects, when, self.span)
        self.effects[None] = _Questions(chosen, homes, self.choices)
        self.homes = {home.profile for home in homes}

    def note(self, visit: Visit, step: RuleTrace) -> None:
        """Notes that the rule was looked at."""
        if step.outcome is Outcome.OUTSIDE_SET:
            return
        self.looked_at.add(visit.ran.test)
        if step.outcome is Outcome.APPLIED:
            self.applied.add(visit.ran.test)
            self.rows_applied.add(step.name)
            effects = self.effects.get(None if step.rule is None else step.rule.id)
            if effects is not None:
                effects.ask(visit)
        if step.rule is not None:
            self.rows[step.rule.id].ask(visit)

    def reasons(self, seen: list[Visit], steps: list[dict[str, RuleTrace]]) -> tuple[Reason, ...]:
        """Why it applied in no test; nothing where none came to a profile that has it."""
        if not self.homes:
            return (Reason(Why.LEFT_OUT),)
        found = [
            (
                visit.ran.test,
                reason(
                    visit,
                    [by_id[id_] for id_ in self.rows if id_ in by_id],
                    is_default=self.id is None,
                    of_table=self.of_table,
                ),
            )
            for visit, by_id in zip(seen, steps, strict=True)
            if visit.ran.profile.name in self.homes
        ]
        return summed(found)


class _Set:
    """One rule set, as it is written, with all that tests did to it."""

    def __init__(self, resolved: ResolvedSet, homes: list[Profile], seen: list[Visit]) -> None:
        self.resolved = resolved
        self.seen = seen
        #: The set as the scripts of each profile have it.
        self.own = [
            (profile, rules)
            for profile in homes
            for rules in profile.rule_sets
            if rules.name == resolved.name
        ]

    def coverage(self) -> SetCoverage:
        """Looks at every visit."""
        rules = self.resolved.rules
        asked: dict[Place, _Asked] = {}
        tests: set[int] = set()
        homes = tuple(_Home(profile.name, profile.assigned_to) for profile, _ in self.own)
        when = _Questions(single_conditions(rules.when), homes, asked)
        groups = self._groups()
        for visit in self.seen:
            if visit.reached:
                tests.add(visit.ran.test)
                when.ask(visit)
            for step in visit.steps:
                groups[None if step.rule is None else step.rule.written_as].note(visit, step)
        steps = [{s.rule.id: s for s in visit.steps if s.rule is not None} for visit in self.seen]
        return SetCoverage(
            self.resolved.name,
            rules.policy,
            self.resolved.span,
            _measured(asked, tests),
            tuple(self._rule(group, steps) for group in groups.values()),
        )

    def _groups(self) -> dict[str | None, _Group]:
        """The rules of the file, and the default, in order."""
        rules = self.resolved.rules
        have = [
            (_Home(profile.name, self._inside(profile)), {rule.id for rule in own.rules})
            for profile, own in self.own
        ]
        groups: dict[str | None, _Group] = {}
        for rule in rules.rules:
            group = groups.setdefault(rule.written_as, _Group(rule.written_as, rule.span))
            group.add(rule, rules.when, tuple(home for home, ids in have if rule.id in ids))
        if rules.default:
            groups[None] = _Group(None, place_of(rules.default) or self.resolved.span)
            homes = zip((home for home, _ in have), self.own, strict=True)
            of_default = tuple(home for home, (_, own) in homes if own.default)
            groups[None].add_default(rules.default, rules.when, of_default)
        return groups

    def _inside(self, profile: Profile) -> tuple[str, ...]:
        """The locations of a profile where the `when` of the set may hold."""
        return possible_at(self.resolved.rules.when, profile.assigned_to)

    def _untested(self, group: _Group) -> Reason:
        """Why no test came to a profile that has a rule."""
        seen = {visit.ran.profile.name: visit.ran.profile for visit in self.seen}
        not_at = dict.fromkeys(name for one in seen.values() for name in one.assigned_to)
        having = (profile for profile, _ in self.own if profile.name in group.homes)
        location = location_for(having, self.resolved.name, group.id) if not_at else ""
        return Reason(Why.NO_TEST, not_at=tuple(not_at), location=location)

    def _rule(self, group: _Group, steps: list[dict[str, RuleTrace]]) -> RuleCoverage:
        return RuleCoverage(
            self.resolved.name,
            self.resolved.rules.policy,
            group.id,
            group.span,
            tuple(sorted(group.applied)),
            len(group.rows) if group.of_table else None,
            len(group.rows_applied),
            () if group.applied else group.reasons(self.seen, steps) or (self._untested(group),),
            _measured(group.conditions, group.looked_at) + _measured(group.choices, group.applied),
        )


def place_of(effects: tuple[Effect, ...]) -> Span | None:
    """Where effects are written, as far as they tell."""
    spans = (a.span for effect in effects for a in getattr(effect, "assignments", ()))
    return next((span for span in spans if span is not None), None)
