"""Profiles with a mistake in a rule set: what it can touch, and calls that may tell it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from rulec.analysis import Call, Calls, Course, Empty, Found, Hidden, Step, opposite
from rulec.evaluate import Decision, Inputs, Outcome, holds
from rulec.ir import Profile, Rule, RuleSet
from rulec.pexip import Policy
from rulec.records import dataclass
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


class Told(NamedTuple):
    """What is known of a change without a comparison of everything."""

    #: Calls that are likely to be decided otherwise.
    calls: tuple[Call, ...]
    #: It is proved that no call is.
    same: bool


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

    def told(self, change: Change) -> Told:
        """What questions about the changed rules tell; nothing where the whole set is another."""
        if change.whole:
            return Told((), same=False)
        come = {rule.id: rule for rule in change.come}
        every = [self._of_rule(rule, come.get(rule.id), change) for rule in change.gone]
        calls = tuple(call for one in every for call in one.calls)
        return Told(calls, same=len(come) <= len(every) and all(one.same for one in every))

    def _of_rule(self, rule: Rule, other: Rule | None, change: Change) -> Told:
        """What tells that a rule is gone, and another one is there instead of it."""
        calls, step = self._course.calls, self._steps[rule.id]
        old, inside = calls.of(rule.when), calls.of(self._own.when)
        if other is None and len(change.rules.rules) == len(self._own.rules):
            # Rules that change places matter to calls that meet both.
            behind = self._own.rules[self._own.rules.index(rule) + 1]
            both = calls.of(behind.when)
            answer = self._course.call_for(step, both)
            met = calls.find(calls.both(inside, old, both), step.queue.watch, step.place)
            return Told(_found(answer), isinstance(met, Empty))
        if other is None or other.when == rule.when:
            answer = self._course.call_for(step)
            return Told(_found(answer), isinstance(answer, Hidden))
        new = calls.of(other.when)
        less = self._course.call_for(step, opposite(new))
        more = calls.find(calls.both(inside, new, opposite(old)), step.queue.watch, step.place)
        same = isinstance(less, Hidden) and isinstance(more, Empty)
        same = same and (rule.effects, rule.needs_service) == (other.effects, other.needs_service)
        return Told((*_found(less), *_found(more)), same)


def _found(answer: object) -> tuple[Call, ...]:
    return (answer.call,) if isinstance(answer, Found) else ()
