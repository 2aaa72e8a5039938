"""What the checks for safety say of rules that are written in a test."""

from __future__ import annotations

import json
from typing import Any

from rule_texts import errors, read_rules

from rulec.diagnostics import Problem
from rulec.findings import findings
from rulec.findings.security import SECURITY_CHECKS


def problems(
    policy: str, rules: str, above: str = "", environment: dict[str, str] | None = None
) -> list[Problem]:
    """The findings for rules of one set."""
    lines = "".join(f"  {line}\n" for line in rules.strip("\n").split("\n"))
    text = f"policy: {policy}\n{above}rules:\n{lines}"
    project, found = read_rules({"a.yaml": text}, environment or {"SECRET": "s3cr3t"})
    assert not errors(found), errors(found)
    return list(findings(project, checks=SECURITY_CHECKS).problems)


def codes(policy: str, rules: str, above: str = "") -> list[str]:
    """The names of the codes of the findings."""
    return [problem.code.name for problem in problems(policy, rules, above)]


def service(rules: str) -> list[str]:
    """Of service rules for calls to Pexip."""
    return codes("service", rules, "when: {call_direction: dial_in}\n")


def participant(rules: str) -> list[str]:
    """Of participant rules."""
    return codes("participant", rules)


def call_of(problem: Problem) -> dict[str, Any]:
    """The variables of the call that a finding shows."""
    inputs: dict[str, Any] = json.loads(problem.call)["inputs"]
    return inputs
