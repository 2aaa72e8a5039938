"""Rules that no call reaches, planted in large rule sets: all are found, and no others.

| Law | Checked |
|---|---|
| Exactly the planted rules are called hidden, by exactly those that hide them. | 1,000 rules |
| Every other rule has a call, which reaches it, as the call does that was written for it. | some |
| Without the hidden rules every call is decided as before. | sampled calls near all rules |
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from analysis.generated import Generated, generated, mixed_calls

from rulec.analysis import Calls, Course, Found, Hidden
from rulec.evaluate import Inputs, decide
from rulec.ir import Profile, RuleSet
from rulec.pexip import Policy
from rulec.verify import calls_for

BUDGET = 49152
#: Decisions of large sets take long: for one of so many rules the calls are decided.
SLOW = 25


def _answers(rule_sets: tuple[RuleSet, ...]) -> dict[str, object]:
    course = Course(Calls(Policy.PARTICIPANT), rule_sets)
    return {step.name: course.call_for(step) for step in course.steps}


def _first_applied(rule_sets: tuple[RuleSet, ...], inputs: Inputs) -> str | None:
    applied = decide(Policy.PARTICIPANT, rule_sets, inputs).applied
    return applied[0].name if applied else None


def _told(answers: dict[str, object]) -> dict[str, frozenset[str]]:
    return {
        name: frozenset(step.name for step in answer.by)
        for name, answer in answers.items()
        if isinstance(answer, Hidden)
    }


def test_planted_rules_are_found_and_no_others():
    made = generated(1000, 60, seed=1)
    rule_sets = made.rule_sets()
    answers = _answers(rule_sets)
    assert _told(answers) == made.hidden
    for number, line in enumerate(made.lines):
        if line.call is None:
            continue
        found = answers[line.id]
        assert isinstance(found, Found), (line, found)
        if number % SLOW == 0:
            assert _first_applied(rule_sets, line.call) == line.id
            given = Inputs(found.call.inputs, found.call.now)
            assert _first_applied(rule_sets, given) == line.id


def test_deleting_hidden_rules_changes_no_decision():
    made = generated(60, 30, 3)
    (rules,) = made.rule_sets()
    hidden = _told(_answers((rules,)))
    assert len(hidden) == 30
    kept = replace(rules, rules=tuple(rule for rule in rules.rules if rule.id not in hidden))
    profile = Profile("default", (rules,), BUDGET)
    near = [Inputs(call.inputs, call.now) for call in calls_for(profile, Policy.PARTICIPANT)]
    for inputs in (*near, *mixed_calls(made.calls, 1000, 3)):
        before = decide(Policy.PARTICIPANT, (rules,), inputs).answer
        assert decide(Policy.PARTICIPANT, (kept,), inputs).answer == before


def test_campaign(request: pytest.FixtureRequest):
    wanted = request.config.getoption("--campaign")
    if not wanted:
        pytest.skip("only with --campaign N")
    for seed in range(100, 100 + min(40, max(1, wanted // 1000))):
        made: Generated = generated(1000, 30 + seed, seed)
        assert _told(_answers(made.rule_sets())) == made.hidden, seed
