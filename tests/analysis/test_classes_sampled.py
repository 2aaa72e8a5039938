"""Classes of calls that two versions decide otherwise, against decisions on calls.

| Law | Checked |
|---|---|
| The call of a class is of it alone, and is decided otherwise by its steps. | every class |
| A call that is decided otherwise is of one class, whose steps apply to it. | sampled calls |
| It meets none of the conditions of which its class says so. | every class, sampled calls |
| The direction of every change is one that its class has, or may have. | sampled calls |
| A direction is shown by a call that is decided so. | every direction of every class |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from random import Random

import pytest
from analysis.drawn import at_a_location, for_drawn_cases
from analysis.drawn_changes import changed
from analysis.oracle import inputs_of, kinds_of_calls
from analysis.pairs import Pair, pairs
from analysis.small_sets import GROUPS, Group
from properties.agreement import ENVIRONMENT
from properties.calls import Calls as DrawnCalls
from properties.strategies import Case
from rule_texts import errors, read_rules

from rulec.analysis.classes import CallClass, classify
from rulec.analysis.comparison import alike
from rulec.analysis.course import Step
from rulec.analysis.directions import changes
from rulec.evaluate import Decision, Inputs, decide, holds, read_inputs
from rulec.ir import All, AnyOf, Profile, RuleSet
from rulec.pexip import Policy

BUDGET = 49152
#: Rules of a pair, and calls that are tried.
RULES, CALLS = 40, 300
#: What the campaign tries.
MANY_RULES, MANY_CALLS = 300, 10_000
#: One of so many small sets is compared with another one; a prime.
STEP = 5003

_RuleSets = tuple[RuleSet, ...]


def _names(steps: Iterable[Step]) -> set[tuple[str, str]]:
    return {(step.rule_set.name, step.name) for step in steps}


def _applied(decision: Decision) -> set[tuple[str, str]]:
    return {(step.rule_set, step.name) for step in decision.applied}


class Judge:
    """Holds the classes of two versions against decisions."""

    def __init__(self, policy: Policy, old: _RuleSets, new: _RuleSets, places=()) -> None:
        self.policy, self.old, self.new = policy, old, new
        one, other = (Profile("p", sets, BUDGET, places) for sets in (old, new))
        self.found = classify(one, other, policy)
        self.tally: Counter[str] = Counter()
        for each in self.found.classes:
            self.shown(each)

    def shown(self, one: CallClass) -> None:
        """What a class says of itself."""
        inputs = Inputs(one.call.inputs, one.call.now)
        assert self.classes_of(inputs) == [one]
        assert not alike(one.before.answer, one.after.answer)
        self.applies(one, one.before, one.after)
        self.meets_none(one, inputs)
        assert one.prospects
        for each in one.prospects:
            self.tally["shown" if each.shown else "possible"] += 1
            if each.shown is None:
                assert each.reason
                continue
            read = Inputs(each.shown.call.inputs, each.shown.call.now)
            before, after = (decide(self.policy, sets, read) for sets in (self.old, self.new))
            assert each.direction in {change.direction for change in changes(read, before, after)}

    def classes_of(self, inputs: Inputs) -> list[CallClass]:
        """All classes of which a call is."""
        of = self.found.of(inputs)
        rest = replace(self.found, classes=tuple(o for o in self.found.classes if o is not of))
        more = rest.of(inputs)
        return [one for one in (of, more) if one is not None]

    def applies(self, one: CallClass, before: Decision, after: Decision) -> None:
        assert _names(one.old) <= _applied(before)
        assert _names(one.new) <= _applied(after)

    def meets_none(self, one: CallClass, inputs: Inputs) -> None:
        for step in one.unmet:
            self.tally["unmet"] += 1
            asked = [step.rule_set.when, *([step.rule.when] if step.rule is not None else [])]
            awaits = step.rule_set.awaits_service(step.rule) and inputs.service is None
            assert awaits or not all(holds(each, inputs) for each in asked)

    def sampled(self, calls: Iterable[Inputs]) -> None:
        """What decisions on calls say."""
        for inputs in calls:
            before, after = (decide(self.policy, sets, inputs) for sets in (self.old, self.new))
            if alike(before.answer, after.answer):
                continue
            self.tally["otherwise"] += 1
            of = self.classes_of(inputs)
            if not of:
                assert self.found.unknown, (inputs.variables, before.answer, after.answer)
                continue
            (one,) = of
            self.applies(one, before, after)
            self.meets_none(one, inputs)
            ways = {each.direction for each in one.prospects}
            for change in changes(inputs, before, after):
                assert change.direction in ways, (change, one.old, one.new, inputs)


@cache
def _pairs() -> dict[str, Pair]:
    return {pair.name: pair for pair in pairs(RULES, seed=1)}


@pytest.mark.parametrize("name", _pairs())
def test_pairs_of_versions(name: str):
    judge = Judge(Policy.PARTICIPANT, *_pairs()[name].rule_sets())
    judge.sampled(_pairs()[name].calls(CALLS, seed=2))
    assert not judge.found.unknown
    assert bool(judge.tally["otherwise"]) <= bool(judge.found.classes)


def _small(group: Group, step: int, start: int) -> Counter[str]:
    tally: Counter[str] = Counter()
    for number, one in enumerate(group.slice(step, start=start)):
        other = one.changed(number)
        words = one.words | other.words | ({"found"} if one.policy is Policy.SERVICE else set())
        judge = Judge(one.policy, one.rule_sets(), other.rule_sets())
        judge.sampled(map(inputs_of, kinds_of_calls(frozenset(words))))
        tally += judge.tally
        tally["unknown"] += bool(judge.found.unknown)
    return tally


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_small_sets_with_a_change(group: Group):
    tally = _small(group, STEP, start=3)
    assert tally["otherwise"] > 15
    assert tally["possible"] == 0
    # A rule that sets what its condition says is there already.
    assert tally["unknown"] <= 2


def _other(sets: _RuleSets, random: Random) -> _RuleSets:
    """Another version: one of many kinds of changes, or a condition that takes more or less."""
    if random.random() < 0.6:
        return changed(sets, random)[1] or sets
    number = random.randrange(len(sets))
    rules = list(sets[number].rules)
    if rules:
        place = random.randrange(len(rules))
        joined = random.choice((All, AnyOf))((rules[place].when, random.choice(rules).when))
        rules[place] = replace(rules[place], when=joined)
    return (*sets[:number], replace(sets[number], rules=tuple(rules)), *sets[number + 1 :])


def _drawn(case: Case, changes_made: int, calls: int, tally: Counter[str]) -> None:
    project, problems = read_rules(case.texts, ENVIRONMENT)
    assert not errors(problems)
    (whole,) = project.profiles
    old = new = whole.sets(case.policy)
    random = Random(case.seed)
    for _ in range(changes_made if old else 0):
        new = _other(new, random)
    judge = Judge(case.policy, old, new, whole.assigned_to)
    drawn = DrawnCalls(case.policy, case.near, Random(case.seed))
    judge.sampled(
        at_a_location(read_inputs(case.policy, *drawn.call()), whole.assigned_to)
        for _ in range(calls)
    )
    tally += judge.tally
    tally["classes"] += len(judge.found.classes)
    tally["meeting"] += sum(len(one.parts) > 1 for one in judge.found.classes)
    tally["unknown"] += bool(judge.found.unknown)


def _run(start: int, count: int, calls: int) -> Counter[str]:
    tally: Counter[str] = Counter()

    def check(case: Case) -> None:
        for number in (1, 2, 4):
            _drawn(case, number, calls, tally)

    for_drawn_cases(start, count, 3, check)
    return tally


def test_drawn_changes():
    tally = _run(1, 12, 60)
    assert tally["classes"] > 20
    assert tally["meeting"]
    assert tally["otherwise"] > 100
    assert tally["unmet"] > 10


def test_where_too_many_changes_meet(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("rulec.analysis.classes.MOST_TOGETHER", 0)
    tally = _run(2, 12, 60)
    assert tally["classes"] > 10
    assert tally["meeting"] == 0
    assert tally["otherwise"] > 50


def test_campaign(request: pytest.FixtureRequest):
    wanted = request.config.getoption("--campaign")
    if not wanted:
        pytest.skip("only with --campaign N")
    for pair in pairs(MANY_RULES, seed=wanted):
        judge = Judge(Policy.PARTICIPANT, *pair.rule_sets())
        judge.sampled(pair.calls(MANY_CALLS, seed=3))
        assert not judge.found.unknown
    step = max(1, sum(group.count for group in GROUPS) // wanted)
    for group in GROUPS:
        _small(group, step, start=5)
    assert _run(wanted, max(20, wanted // 5000), MANY_CALLS)["otherwise"] > 100
