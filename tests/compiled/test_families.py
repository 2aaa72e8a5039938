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


@pytest.mark.parametrize("match", ["first", "all"])
@pytest.mark.parametrize("size", [20, 200])
def test_rules_that_mix_few_values_of_many_fields_decide_as_the_reference(size, match):
    random = Random(size)
    fields = ("local_alias", "remote_alias", "protocol", "call_tag", "vendor", "trigger")

    def test(field: str) -> str:
        words = random.sample(("va", "vb", "VA", "x"), 2)
        form = random.choice((words[0], f"{words}", f"{{starts_with: {words[0]}}}", "{not: va}"))
        return f"{field}: {form}"

    lines = []
    for number in range(size):
        when = ", ".join(map(test, random.sample(fields, random.randint(1, 4))))
        lines.append(f"  - {{id: r{number}, when: {{{when}}}, set: {{service_tag: t{number}}}}}")
    text = "\n".join((f"policy: service\nmatch: {match}\nrules:", *lines))
    project, problems = read_rules({"rulec.yaml": "rulec: 1\n", "a.yaml": text})
    assert not errors(problems)
    agreement = Agreement(Policy.SERVICE, project.profiles[0].sets(Policy.SERVICE))
    applied = set()
    for _ in range(300):
        call = {name: random.choice(("va", "vb", "vab", "VA", "x", "", None)) for name in fields}
        decision = agreement.check({"call_info": call, "service_config": {"name": "A"}}, NOW)
        applied.update(step.name for step in decision.trace)
    assert len(applied) > 10
