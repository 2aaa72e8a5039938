"""The layouts without tables: each pass takes characters away, and as few are taken as it needs."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rule_texts import errors, read_rules
from verify.suites import SUITES

from rulec.emit import LayoutChoice, emit
from rulec.emit.passes import FREE_PASSES, PLAIN_LAYOUTS, steps_of
from rulec.emit.script import made
from rulec.ir import Profile
from rulec.pexip import Policy

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

from family_rules import family

STEPS = PLAIN_LAYOUTS


def of_family(policy: Policy, rules: int) -> Profile:
    project, problems = read_rules(family(policy.value, rules))
    assert not errors(problems)
    return project.profiles[0]


SCRIPTS = [
    *((profile, policy) for profile in SUITES.values() for policy in profile.policies),
    *((of_family(policy, rules), policy) for policy in Policy for rules in (3, 30, 150)),
]


@pytest.mark.parametrize("number", range(len(SCRIPTS)))
def test_no_pass_behind_the_first_makes_a_script_longer(number: int):
    """Which is why the last of them tells whether any fits."""
    profile, policy = SCRIPTS[number]
    sizes = [made(profile, policy, "h", steps).size for steps in STEPS[1:]]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1]


@pytest.mark.parametrize("number", range(len(SCRIPTS)))
def test_no_pass_that_costs_nothing_makes_a_script_longer(number: int):
    profile, policy = SCRIPTS[number]
    every = [made(profile, policy, "h", steps_of(count)) for count in range(FREE_PASSES + 1)]
    sizes = [one.size for one in every]
    assert sizes == sorted(sizes, reverse=True)
    assert {one.layout for one in every} == {"readable"}


@pytest.mark.parametrize("choice", [LayoutChoice.AUTO, LayoutChoice.READABLE])
@pytest.mark.parametrize("policy", Policy)
def test_the_first_layout_that_fits_is_taken(policy: Policy, choice: LayoutChoice):
    profile = of_family(policy, 60)
    every = [made(profile, policy, "h", steps) for steps in STEPS]
    budgets = {budget for one in every for budget in (one.size, one.size - 1)}
    for budget in budgets:
        fitting = [one for one in every if one.size <= budget]
        got = emit(replace(profile, budget=budget), policy, "h", choice)
        if fitting:
            assert got == fitting[0]
        else:
            assert (got.layout == "compact") is (choice is LayoutChoice.AUTO)
