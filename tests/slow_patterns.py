"""Rules with patterns that take minutes on some texts, and a guard that no such text is tried."""

from __future__ import annotations

import pytest
from rule_texts import errors, read_rules

from rulec.operators import PatternOperator
from rulec.resolve import Project


def slow_rules(form: str, slow: str) -> Project:
    """Two rules of one form, the patterns of which begin with a slow one."""
    whens = (form.format(slow=slow), form.format(slow=f"{slow}[0-9]"))
    rules = "".join(
        f"  - {{id: r{number}, when: {when}, set: {{call_tag: t{number}}}}}\n"
        for number, when in enumerate(whens)
    )
    project, problems = read_rules({"a.yaml": f"policy: participant\nrules:\n{rules}"})
    assert not errors(problems)
    return project


def asked_of_short_texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that patterns are asked of from now on; one that is too long fails the test."""
    asked: list[str] = []
    holds = PatternOperator.holds

    def counted(operator: PatternOperator, value: object) -> bool:
        asked.append(str(value))
        assert len(asked[-1]) <= min(pattern.quick_length for pattern in operator.patterns), value
        return holds(operator, value)

    monkeypatch.setattr(PatternOperator, "holds", counted)
    return asked
