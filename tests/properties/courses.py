"""Comparing what the analysis says of drawn rules with what the evaluator does with drawn calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from random import Random

from hypothesis import HealthCheck, Phase, given, seed, settings

from properties.agreement import BEHAVIOURS, rules_of
from properties.calls import Calls as DrawnCalls
from properties.strategies import Case, cases
from rulec.analysis import Calls, Course, Formula, Found, Hidden
from rulec.evaluate import Inputs, decide, holds, read_inputs
from rulec.pexip import Policy

#: Cases of one policy for one seed, and calls for each case.
EXAMPLES, CALLS = 16, 60


def run(seeds: Iterable[int]) -> Counter[str]:
    """What the analysis said of the steps of drawn rules, all of it held against calls."""
    tally: Counter[str] = Counter()
    for start in seeds:
        for policy in Policy:
            _agree(policy, start, tally)
    return tally


def _agree(policy: Policy, start: int, tally: Counter[str]) -> None:
    @seed(start)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    @given(cases(policy, len(BEHAVIOURS)))
    def agree(case: Case) -> None:
        check(case, tally)

    agree()


def check(case: Case, tally: Counter[str]) -> None:
    """Asks for a call for every step, and of every drawn call which steps apply."""
    sets = rules_of(case).profile.sets(case.policy)
    calls = Calls(case.policy)
    course = Course(calls, sets)
    hidden = set()
    for step in course.steps:
        answer = course.call_for(step)
        tally[type(answer).__name__] += 1
        if isinstance(answer, Found):
            read = read_inputs(case.policy, answer.call.inputs, answer.call.now)
            assert (step.rule_set.name, step.name) in _applied(case.policy, sets, read), case.texts
        elif isinstance(answer, Hidden):
            hidden.add(step.number)
    drawn = DrawnCalls(case.policy, case.near, Random(case.seed))
    for _ in range(CALLS):
        read = read_inputs(case.policy, *drawn.call())
        applied = _applied(case.policy, sets, read)
        known: dict[int, bool] = {}
        for step in course.steps:
            means = calls.atoms.formulas.truth(step.applies, known, _asked(calls, read))
            assert means is ((step.rule_set.name, step.name) in applied), (step.name, case.texts)
            assert not (means and step.number in hidden), (step.name, case.texts)
            tally["formulas"] += 1


def _asked(calls: Calls, read: Inputs):
    def meets(atom: Formula) -> bool:
        return holds(calls.atoms.meanings[atom], read)

    return meets


def _applied(policy: Policy, sets, read: Inputs) -> set[tuple[str, str]]:
    return {(step.rule_set, step.name) for step in decide(policy, sets, read).applied}
