"""What one call tries of the things that tests should try."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from rulec.evaluate import Decision, Inputs, Outcome
from rulec.ir import All, Profile, Rule, RuleSet
from rulec.pexip import Policy
from rulec.source import Span
from rulec.testing.coverage import ConditionCoverage, Coverage, RuleCoverage, SetCoverage
from rulec.testing.locations import decided_at
from rulec.testing.measure import place_of
from rulec.testing.single_conditions import (
    Place,
    SingleCondition,
    chosen_conditions,
    single_conditions,
)
from rulec.testing.visits import Ran, visits


class Goal(NamedTuple):
    """Something that a test should try: that a rule applies, or an outcome of a condition."""

    rule_set: str
    #: The id as it is written; None for the `default`, and for the `when` of the set.
    rule: str | None
    #: Place and span of a condition; None for the rule itself.
    condition: tuple[Place, Span | None] | None = None
    holds: bool = True
    #: It is one of the set's `when`.
    of_set: bool = False


#: All goals in the order of the files, each outcome with its condition.
Goals = Mapping[Goal, SingleCondition | None]


def goals_of(coverage: Coverage) -> dict[Goal, SingleCondition | None]:
    """All that tests should try."""
    found: dict[Goal, SingleCondition | None] = {}
    for rules in coverage.sets:
        for one in rules.when:
            found |= dict.fromkeys(_outcomes(rules, None, one), one.single)
        for rule in rules.rules:
            found[Goal(rules.name, rule.id)] = None
            for one in rule.conditions:
                found |= dict.fromkeys(_outcomes(rules, rule, one), one.single)
    return found


def reached(coverage: Coverage) -> set[Goal]:
    """The goals that tests reached."""
    found: set[Goal] = set()
    for rules in coverage.sets:
        found |= {Goal(rules.name, rule.id) for rule in rules.rules if rule.covered}
        asked: list[tuple[RuleCoverage | None, ConditionCoverage]]
        asked = [(None, one) for one in rules.when]
        asked += [(rule, one) for rule in rules.rules for one in rule.conditions]
        for rule, one in asked:
            yes, no = _outcomes(rules, rule, one)
            found |= {goal for goal, had in ((yes, one.held), (no, one.failed)) if had}
    return found


def _outcomes(
    rules: SetCoverage, rule: RuleCoverage | None, one: ConditionCoverage
) -> tuple[Goal, Goal]:
    key = (one.single.place, one.single.span)
    id_ = None if rule is None else rule.id
    yes, no = (Goal(rules.name, id_, key, holds, rule is None) for holds in (True, False))
    return yes, no


class _Question(NamedTuple):
    """A condition with the goals that its outcomes reach."""

    single: SingleCondition
    yes: Goal
    no: Goal
    #: What it always is at the locations of the profile.
    fixed: bool | None

    def goal(self, inputs: Inputs) -> Goal:
        """The goal that a call reaches."""
        held = self.single.holds(inputs) if self.fixed is None else self.fixed
        return self.yes if held else self.no


class Reach:
    """What calls of one policy of a profile reach of some goals."""

    def __init__(self, profile: Profile, policy: Policy, goals: Iterable[Goal]) -> None:
        self._goals = frozenset(goals)
        self._profile = profile
        self._policy = policy
        #: Of each set what its `when` asks; of each rule what it and its effects ask.
        self._sets: dict[str, list[_Question]] = {}
        self._when: dict[tuple[str, str | None], list[_Question]] = {}
        self._chosen: dict[tuple[str, str | None], list[_Question]] = {}
        for rules in profile.sets(policy):
            self._add(rules)

    def _add(self, rules: RuleSet) -> None:
        when = single_conditions(rules.when)
        self._sets[rules.name] = list(self._questions(when, when, rules, None, of_set=True))
        first: dict[str, Rule] = {}
        for rule in rules.rules:
            # Coverage knows the conditions of a table's rules by those of the first row.
            known = first.setdefault(rule.written_as, rule)
            for kind, asked in ((self._when, _asked), (self._chosen, _chosen)):
                questions = self._questions(
                    asked(rules, rule), asked(rules, known), rules, rule.written_as, of_set=False
                )
                kind[rules.name, rule.id] = list(questions)
        chosen = chosen_conditions(rules.default, rules.when, place_of(rules.default) or rules.span)
        self._chosen[rules.name, None] = list(
            self._questions(chosen, chosen, rules, None, of_set=False)
        )

    def _questions(
        self,
        every: Iterable[SingleCondition],
        first: Iterable[SingleCondition],
        rules: RuleSet,
        rule: str | None,
        *,
        of_set: bool,
    ) -> Iterator[_Question]:
        spans = {single.place: single.span for single in first}
        for single in every:
            key = (single.place, spans.get(single.place))
            yes, no = (Goal(rules.name, rule, key, holds, of_set) for holds in (True, False))
            if yes in self._goals or no in self._goals:
                fixed = decided_at(single.condition, self._profile.assigned_to)
                yield _Question(single, yes, no, fixed)

    def of(self, inputs: Inputs, decision: Decision) -> frozenset[Goal]:
        """The goals that a call reaches."""
        found: set[Goal] = set()
        for visit in visits(Ran(0, self._profile, self._policy, inputs, decision)):
            if visit.reached:
                found.update(one.goal(inputs) for one in self._sets[visit.rules.name])
            for step in visit.steps:
                if step.outcome is Outcome.OUTSIDE_SET:
                    continue
                id_ = None if step.rule is None else step.rule.id
                key = (step.rule_set, id_)
                found.update(one.goal(inputs) for one in self._when.get(key, ()))
                if step.outcome is Outcome.APPLIED:
                    found.update(one.goal(inputs) for one in self._chosen.get(key, ()))
                    written = None if step.rule is None else step.rule.written_as
                    found.add(Goal(step.rule_set, written))
        return frozenset(found & self._goals)


def _asked(_rules: RuleSet, rule: Rule) -> tuple[SingleCondition, ...]:
    return single_conditions(rule.when)


def _chosen(rules: RuleSet, rule: Rule) -> tuple[SingleCondition, ...]:
    return chosen_conditions(rule.effects, All((rules.when, rule.when)), rule.span)
