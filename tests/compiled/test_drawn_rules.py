"""Compiled rules decide as the reference does, for drawn rule sets and drawn calls.

| Law | Decisions |
|---|---|
| The rules of many cases as one rule set decide every call alike, as do each case's own. | 40,000 |
| So do they where calls hold what no JSON can. | 10,000 |
| Rules are found by every way to look, and their rests are asked. | the same |
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from compiled.agreement import Agreement, filing_everything
from compiled.odd_values import spoilt
from hypothesis import HealthCheck, Phase, given, seed, settings
from properties.agreement import ENVIRONMENT
from properties.calls import Calls
from properties.strategies import Case, cases
from rule_texts import errors, read_rules

from rulec.compiled import postings
from rulec.compiled.demands import Way
from rulec.ir import RuleSet
from rulec.pexip import Policy

SEEDS = range(3)
EXAMPLES, CALLS, TOGETHER = 24, 120, 8


@pytest.fixture(scope="module")
def tally() -> Counter[object]:
    """What was decided, all of it alike."""
    found: Counter[object] = Counter()
    for start in SEEDS:
        for policy in Policy:
            drawn = _drawn(policy, start)
            for number, case in enumerate(drawn):
                sets = _sets(case)
                _compare([case], sets, CALLS, found)
                with filing_everything():
                    _compare([case], sets, CALLS, found)
                if number % TOGETHER == 0:
                    _compare_together(drawn[number : number + TOGETHER], found)
    return found


def test_decisions_are_those_of_the_reference(tally):
    assert tally["plain"] >= 40_000
    assert tally["spoilt"] >= 10_000


def test_every_action_and_many_rules_came_out(tally):
    assert min(tally[action] for action in ("continue", "reject", "redirect")) > 200
    assert tally["applied"] > 10_000


def test_rules_were_filed_in_every_way(tally):
    assert {way for way in Way if tally[way]} == set(Way)


def _drawn(policy: Policy, start: int) -> list[Case]:
    drawn: list[Case] = []

    @seed(start)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    @given(cases(policy, 2))
    def draw(case: Case) -> None:
        drawn.append(case)

    draw()
    return drawn


def _sets(case: Case) -> tuple[RuleSet, ...]:
    project, problems = read_rules(case.texts, ENVIRONMENT)
    assert not errors(problems), case
    (profile,) = project.profiles
    return profile.sets(case.policy)


def _compare_together(drawn: list[Case], found: Counter[object]) -> None:
    """All rules of some cases as one set, of each kind, so that there is much to choose from."""
    sets = [rules for case in drawn for rules in _sets(case)]
    if not sets:
        return
    every = tuple(rule for rules in sets for rule in rules.rules)
    for first_match in (True, False):
        merged = replace(sets[0], rules=every, first_match=first_match)
        with filing_everything():
            _compare(drawn, (merged,), CALLS * 2, found)


def _compare(
    drawn: list[Case], sets: tuple[RuleSet, ...], count: int, found: Counter[object]
) -> None:
    policy = drawn[0].policy
    agreement = Agreement(policy, sets)
    random = Random(drawn[0].seed)
    sources = [Calls(policy, case.near, random) for case in drawn]
    for number in range(count):
        inputs, now = random.choice(sources).call()
        kind = "plain"
        if number % 4 == 3:
            inputs, kind = spoilt(inputs, random), "spoilt"
        decision = agreement.check(inputs, now)
        found[kind] += 1
        if decision is not None:
            found[decision.action.value] += 1
            found["applied"] += len(decision.trace)
    for rules in sets:
        found.update(_ways(rules))


def _ways(rules: RuleSet) -> Counter[object]:
    """In how many ways the rules of a set are filed."""
    numbered = [(number, rule.when) for number, rule in enumerate(rules.rules)]
    return Counter(slot.way for slot in postings.filed(numbered).slots)
