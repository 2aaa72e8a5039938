"""Profiles with a mistake in a rule set: what it can touch, and calls that may tell it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from rulec.analysis import Call, Calls, Course, Found, Step, opposite
from rulec.evaluate import Decision, Inputs, Outcome, holds
from rulec.ir import Profile, Rule, RuleSet
from rulec.pexip import Policy
from rulec.resolve.assigned import specialised
from rulec.resolve.tests import TestCase
from rulec.testing.mutants import Mutant
from rulec.testing.requests import request
from rulec.testing.run import NO_PROFILE, TestRun
from rulec.verify.compare import inputs_of, meaning


class _Passed(NamedTuple):
    """A test that passes, and what the rules decide as they are."""

    case: TestCase
    call: Call
    inputs: Inputs
    decision: Decision
    #: The rules of the set that met the call.
    met: frozenset[str]


@dataclass(frozen=True)
class Change:
    """A profile with a mistake."""

    profile: Profile
    rules: RuleSet
    #: The rules that are not there any more, or not in their place, and those that are new.
    gone: tuple[Rule, ...]
    come: tuple[Rule, ...]
    #: The whole set is another one.
    whole: bool

    def may_touch(self, test: _Passed) -> bool:
        """Whether a test may be decided otherwise."""
        if self.whole or any(rule.id in test.met for rule in self.gone):
            return True
        return any(holds(rule.when, test.inputs) for rule in self.come)


class Home:
    """A profile that has a rule set, with the tests that pass there."""

    def __init__(self, profile: Profile, written: RuleSet, run: TestRun) -> None:
        self.profile = profile
        self.policy: Policy = written.policy
        self._written = written
        self._own = next(rules for rules in profile.rule_sets if rules.name == written.name)
        self._known = {id(rule) for rule in written.rules}
        self._by_id = {rule.id: rule for rule in self._own.rules}
        self.tests = list(self._tests(run))

    def _tests(self, run: TestRun) -> Iterator[_Passed]:
        for result in run.results:
            case = result.case
            here = result.passed and self.profile.name in result.profiles
            # What stands in for a profile is another one for each rule set.
            mine = case.rule_set == self._written.name or self.profile.name != NO_PROFILE
            if here and mine and case.policy is self.policy:
                call = request(case.policy, case.inputs, case.now, case.name)
                decision = meaning(self.profile, self.policy, call)
                met = frozenset(
                    step.rule.id
                    for step in decision.trace
                    if step.rule is not None
                    and step.rule_set == self._written.name
                    and step.outcome in (Outcome.APPLIED, Outcome.NO_SERVICE)
                )
                yield _Passed(case, call, inputs_of(self.policy, call), decision, met)

    # --- The mistake ------------------------------------------------------------------------------

    def changed(self, mutant: Mutant) -> Change | None:
        """The profile with a mutant; None where its own locations make it the same."""
        whole = mutant.rule is None
        there = self._there(mutant.changed, whole=whole)
        if there == self._own:
            return None
        old, new = ({id(rule): rule for rule in rules.rules} for rules in (self._own, there))
        gone = tuple(rule for key, rule in old.items() if key not in new)
        come = tuple(rule for key, rule in new.items() if key not in old)
        if not gone and not come and not whole:
            gone = tuple(rule for rule in self._own.rules if rule.id == mutant.rule)
        sets = (there if own is self._own else own for own in self.profile.rule_sets)
        return Change(replace(self.profile, rule_sets=tuple(sets)), there, gone, come, whole)

    def _there(self, changed: RuleSet, *, whole: bool) -> RuleSet:
        """A set as it is at the locations of the profile; rules that stay are the same objects."""
        locations = self.profile.assigned_to
        if not locations:
            return changed
        if whole:
            ((there,), _) = specialised((changed,), locations)
            return there
        rules: list[Rule] = []
        for rule in changed.rules:
            if id(rule) in self._known:
                rules += [self._by_id[rule.id]] if rule.id in self._by_id else []
            else:
                ((alone,), _) = specialised((replace(changed, rules=(rule,)),), locations)
                rules += alone.rules
        return replace(self._own, rules=tuple(rules))

    # --- Calls ------------------------------------------------------------------------------------

    @cached_property
    def _course(self) -> Course:
        calls = Calls(self.policy, self.profile.assigned_to)
        return Course(calls, self.profile.sets(self.policy))

    @cached_property
    def _steps(self) -> dict[str, Step]:
        return {
            step.rule.id: step
            for step in self._course.steps
            if step.rule is not None and step.rule_set.name == self._written.name
        }

    def telling(self, change: Change) -> Iterator[Call]:
        """Calls that are likely to be decided otherwise; none where the whole set is another."""
        if change.whole:
            return
        come = {rule.id: rule for rule in change.come}
        for rule in change.gone:
            step, other = self._steps[rule.id], come.get(rule.id)
            yield from self._applying(step, other, change)
            if other is not None and other.when != rule.when:
                calls = self._course.calls
                more = calls.both(
                    calls.of(self._own.when), calls.of(other.when), opposite(calls.of(rule.when))
                )
                answer = calls.find(more, step.queue.watch, step.place)
                if isinstance(answer, Found):
                    yield answer.call

    def _applying(self, step: Step, other: Rule | None, change: Change) -> Iterator[Call]:
        """A call on which a rule applies, and what comes in its place does not."""
        calls, rule = self._course.calls, step.rule
        wished = []
        if other is not None and rule is not None and other.when != rule.when:
            wished.append(opposite(calls.of(other.when)))
        elif not change.come and len(change.rules.rules) == len(self._own.rules):
            at = self._own.rules.index(rule) if rule is not None else 0
            wished += [calls.of(next_.when) for next_ in self._own.rules[at + 1 : at + 2]]
        answer = self._course.call_for(step, calls.both(*wished))
        if isinstance(answer, Found):
            yield answer.call
