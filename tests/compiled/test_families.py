"""Compiled rule sets of the kinds that are long, from few rules to many, decide as the reference.

Each rule is met by a call, and nearly met by others.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from compiled.agreement import Agreement
from compiled.odd_values import spoilt
from rule_texts import errors, read_rules

from rulec.pexip import Policy

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

from family_calls import hit, near_miss, stranger
from family_rules import family

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize("size", [1, 5, 40, 250])
@pytest.mark.parametrize("policy", list(Policy))
def test_a_family_decides_as_the_reference(policy, size):
    project, problems = read_rules(family(policy.value, size))
    assert not errors(problems)
    (profile,) = project.profiles
    agreement = Agreement(policy, profile.sets(policy))
    random = Random(size)
    applied = set()
    for rule in profile.sets(policy)[0].rules:
        meeting = hit(rule, policy, random)
        without = {**meeting, "service_config": random.choice((None, {}))}
        calls = [meeting, without, spoilt(meeting, random)]
        calls += [near_miss(rule, policy, random) for _ in range(3)]
        for call in (*calls, stranger(policy)):
            decision = agreement.check(call, NOW)
            if decision is not None:
                applied.update(step.name for step in decision.trace)
    # Some stand behind a rule that takes all of theirs.
    assert len(applied) >= size * 0.9
