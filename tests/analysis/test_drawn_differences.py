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
from analysis.drawn_changes import changed
from analysis.test_differences import assert_shown
from properties.agreement import ENVIRONMENT
from properties.calls import Calls as DrawnCalls
from properties.strategies import Case
from rule_texts import errors, read_rules

from rulec.analysis.comparison import Verdict, alike
from rulec.analysis.differences import compare
from rulec.evaluate import decide, read_inputs


def _check(case: Case, tally: Counter[str]) -> None:
    project, problems = read_rules(case.texts, ENVIRONMENT)
    assert not errors(problems)
    (whole,) = project.profiles
    old = whole.sets(case.policy)
    random = Random(case.seed)
    for _ in range(3 if old else 0):
        name, new = changed(old, random)
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
