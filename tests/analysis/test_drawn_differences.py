"""Comparisons of drawn rules with drawn changes, which use the whole language.

| Law | Checked |
|---|---|
| The call of every difference is decided in two ways, as it says. | every difference |
| No call contradicts an empty comparison. | drawn calls near the rules |
| The same conditions in other words are equal. | always |
| Step by step and field by field, the comparison comes to the same. | unless it is unknown |
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from analysis.drawn import at_a_location, for_drawn_cases
from analysis.test_differences import assert_shown
from properties.agreement import ENVIRONMENT
from properties.calls import Calls as DrawnCalls
from properties.strategies import Case
from rule_texts import errors, read_rules

from rulec.analysis.comparison import Verdict, alike
from rulec.analysis.differences import compare
from rulec.evaluate import decide, read_inputs
from rulec.ir import ALWAYS, All, AnyOf, Condition, Named, Not, Rule, RuleSet


def _changed(sets: tuple[RuleSet, ...], random: Random) -> tuple[str, tuple[RuleSet, ...]]:
    """Another version, and the name of the change."""
    number = random.randrange(len(sets))
    rules = sets[number]
    name = random.choice(("drop", "move", "effects", "match", "default", "split", "merge", "words"))
    made: tuple[RuleSet, ...] = (_version(rules, name, random),)
    if name == "split":
        place = random.randrange(len(rules.rules) + 1)
        made = (
            replace(rules, name="one", rules=rules.rules[:place], default=()),
            replace(rules, name="other", rules=rules.rules[place:]),
        )
    elif name == "merge" and number + 1 < len(sets):
        both = rules.rules + sets[number + 1].rules
        made = (replace(sets[number + 1], rules=both),)
        return name, (*sets[:number], *made, *sets[number + 2 :])
    return name, (*sets[:number], *made, *sets[number + 1 :])


def _version(rules: RuleSet, name: str, random: Random) -> RuleSet:
    every = list(rules.rules)
    place = random.randrange(len(every)) if every else 0
    if name == "drop":
        del every[place : place + 1]
    elif name == "move" and every:
        every.insert(random.randrange(len(every)), every.pop(place))
    elif name == "effects" and every:
        every[place] = replace(every[place], effects=random.choice(every).effects)
    elif name == "words":
        every = [_reworded(rule, rules.when) for rule in every]
        return replace(rules, rules=tuple(every), when=rules.when if rules.default else ALWAYS)
    elif name == "match":
        return replace(rules, first_match=not rules.first_match)
    elif name == "default":
        return replace(rules, default=() if rules.default or not every else every[place].effects)
    return replace(rules, rules=tuple(every))


def _reworded(rule: Rule, when: Condition) -> Rule:
    return replace(rule, id=f"new-{rule.id}", when=All((_other(rule.when), _other(when))))


def _other(condition: Condition) -> Condition:
    """The same condition in other words."""
    match condition:
        case All(parts):
            return All(tuple(map(_other, reversed(parts))))
        case AnyOf(parts):
            return Not(All(tuple(Not(_other(part)) for part in parts)))
        case Named(condition=inner):
            return _other(inner)
        case Not(inner):
            return Not(_other(inner))
        case _:
            return condition


def _check(case: Case, tally: Counter[str]) -> None:
    project, problems = read_rules(case.texts, ENVIRONMENT)
    assert not errors(problems)
    (whole,) = project.profiles
    old = whole.sets(case.policy)
    random = Random(case.seed)
    for _ in range(3 if old else 0):
        name, new = _changed(old, random)
        found = compare(whole, replace(whole, rule_sets=new), case.policy)
        tally[found.verdict.value] += 1
        assert_shown(found, old, new)
        with pytest.MonkeyPatch.context() as patch:
            # So no sets stand for each other, and all of the decision is taken apart.
            patch.setattr("rulec.analysis.differences.sets_together", lambda *_: None)
            other = compare(whole, replace(whole, rule_sets=new), case.policy)
        assert_shown(other, old, new)
        assert {found.verdict, other.verdict} != {Verdict.EQUAL, Verdict.DIFFERENT}, name
        if name == "words":
            assert found.verdict is Verdict.EQUAL
        drawn = DrawnCalls(case.policy, case.near, Random(case.seed))
        for _ in range(40 if found.verdict is Verdict.EQUAL else 0):
            inputs = at_a_location(read_inputs(case.policy, *drawn.call()), whole.assigned_to)
            answers = [decide(case.policy, sets, inputs).answer for sets in (old, new)]
            assert alike(*answers), (name, inputs)


def _run(start: int, count: int) -> Counter[str]:
    tally: Counter[str] = Counter()
    for_drawn_cases(start, count, 2, lambda case: _check(case, tally))
    return tally


def test_drawn_changes():
    tally = _run(1, 14)
    assert tally["equal"] > 30
    assert tally["different"] > 15
    assert tally["unknown"] < 20


def test_campaign(request: pytest.FixtureRequest):
    wanted = request.config.getoption("--campaign")
    if not wanted:
        pytest.skip("only with --campaign N")
    assert _run(wanted, max(20, wanted // 1000))["different"] > 15
