"""Plain words of rules that nobody thought of: whole, on one line, and with every operand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from properties.agreement import ENVIRONMENT
from properties.strategies import cases
from rule_texts import errors, read_rules

from rulec.ir import All, AnyOf, Condition, FieldTest, ItemTest, Named, Not
from rulec.operators import InSubnet, LiteralOperator, Operator, PatternOperator
from rulec.pexip import Policy
from rulec.report.safe_text import safe
from rulec.report.secrets import is_secret
from rulec.report.words import Line, condition_lines, effect_lines, sentence


def _text(lines: tuple[Line, ...]) -> str:
    return "\n".join(f"{line.name} {line.text}\n{_text(line.parts)}" for line in lines)


def _operands(operator: Operator) -> list[str]:
    match operator:
        case LiteralOperator(operands=operands):
            return [*operands]
        case PatternOperator(patterns=patterns):
            return [pattern.source for pattern in patterns]
        case InSubnet(networks=networks):
            return [str(network) for network in networks]
        case _:
            return []


def _tests(condition: Condition) -> Iterator[FieldTest | ItemTest]:
    """The tests of a condition itself; a named value that it reads may have others."""
    match condition:
        case All(conditions) | AnyOf(conditions):
            for part in conditions:
                yield from _tests(part)
        case Not(inner) | Named(condition=inner):
            yield from _tests(inner)
        case FieldTest() | ItemTest():
            yield condition


@pytest.mark.parametrize("policy", list(Policy))
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_drawn_rules_have_words(policy, data):
    case = data.draw(cases(policy, 2))
    project, problems = read_rules(case.texts, ENVIRONMENT)
    assert not errors(problems)
    for found in project.rule_sets:
        rules = found.rules
        for rule in (*rules.rules, *([None] if rules.default else [])):
            told = sentence(rules, rule)
            assert told.endswith(".")
            assert safe(told) == told
            assert ENVIRONMENT["SECRET"] not in told
        for rule in rules.rules:
            lines = _text(condition_lines(rule.when)) + _text(effect_lines(rule.effects))
            for test in _tests(rule.when):
                if is_secret(test.subject):
                    continue
                demands = (
                    [test.operator] if isinstance(test, FieldTest) else [o for o, _ in test.demands]
                )
                for operand in (operand for one in demands for operand in _operands(one)):
                    assert safe(operand) in lines
