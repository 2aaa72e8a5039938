"""What is said of drawn rule files, which use the whole language.

| Law | Checked |
|---|---|
| The call that is given for a rule or default reaches it. | every reachable one |
| A rule that is called hidden applies to no call. | drawn calls near the rules |
| Without it every call is decided as before; with its default for a default. | the same calls |
"""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from random import Random, SystemRandom

import pytest
from analysis.drawn import at_a_location, for_drawn_cases
from properties.agreement import ENVIRONMENT
from properties.calls import Calls as DrawnCalls
from properties.strategies import Case
from rule_texts import errors, read_rules

from rulec.analysis import Calls, Course, Found, Hidden, Step, Unknown
from rulec.evaluate import Inputs, decide, read_inputs
from rulec.ir import RuleSet

#: Cases of a policy for one seed, and calls near each.
CASES, CALLS = 12, 40


def _place(step: Step) -> tuple[str, str]:
    return step.rule_set.name, step.name


def _without(rule_sets: tuple[RuleSet, ...], hidden: set[tuple[str, str]]) -> tuple[RuleSet, ...]:
    """The rules without some of them."""
    return tuple(
        replace(
            rules,
            rules=tuple(rule for rule in rules.rules if (rules.name, rule.id) not in hidden),
            default=() if (rules.name, "default") in hidden else rules.default,
        )
        for rules in rule_sets
    )


def _check(case: Case, tally: Counter[str]) -> None:
    project, problems = read_rules(case.texts, ENVIRONMENT)
    assert not errors(problems)
    (profile,) = project.profiles
    rule_sets = profile.sets(case.policy)
    course = Course(Calls(case.policy, profile.assigned_to), rule_sets)
    hidden: set[tuple[str, str]] = set()
    for step in course.steps:
        match course.call_for(step):
            case Found(call):
                tally["found"] += 1
                applied = decide(case.policy, rule_sets, Inputs(call.inputs, call.now)).applied
                assert _place(step) in [(one.rule_set, one.name) for one in applied], step
            case Hidden():
                tally["hidden"] += 1
                hidden.add(_place(step))
            case Unknown(reason):
                tally["unknown"] += 1
                tally[f"unknown: {reason}"] += 1
    if not hidden:
        return
    kept = _without(rule_sets, hidden)
    drawn = DrawnCalls(case.policy, case.near, Random(case.seed))
    for _ in range(CALLS):
        inputs = at_a_location(read_inputs(case.policy, *drawn.call()), profile.assigned_to)
        decision = decide(case.policy, rule_sets, inputs)
        met = {(one.rule_set, one.name) for one in decision.applied} & hidden
        assert not met, (met, inputs)
        assert decide(case.policy, kept, inputs).answer == decision.answer


def _run(start: int) -> Counter[str]:
    tally: Counter[str] = Counter()
    for_drawn_cases(start, CASES, 2, lambda case: _check(case, tally))
    return tally


def test_drawn_rules():
    tally = _run(1)
    assert tally["found"] > 50
    assert tally["hidden"] > 5
    assert tally["unknown"] < tally["found"] / 20, tally


def test_campaign(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]):
    wanted = request.config.getoption("--campaign")
    if not wanted:
        pytest.skip("only with --campaign N")
    seeds = [SystemRandom().randrange(2**32) for _ in range(max(1, wanted // 1000))]
    total: Counter[str] = Counter()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for start, done in zip(seeds, pool.map(_tried, seeds), strict=True):
            assert isinstance(done, Counter), f"seed {start}: {done}"
            total += done
    with capsys.disabled():
        print(total.most_common(12))


def _tried(start: int) -> Counter[str] | str:
    try:
        return _run(start)
    except AssertionError as error:
        # An error of hypothesis may not travel between processes; its text does.
        return str(error)
