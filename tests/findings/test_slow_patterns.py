"""Patterns that take an exponential time are asked of short texts alone, whatever is looked for."""

import pytest
from rule_texts import errors, read_rules

from rulec.findings import findings
from rulec.operators import PatternOperator

#: Which of these a text of 30 letters meets takes hours to see.
SLOW = ("(.*[a-z]+.*)+xyz", "([a-z]+)+@x", "(a|[a-z])+b")
FORMS = (
    "{{local_alias: {{matches: '{slow}'}}}}",
    "{{local_alias: {{matches: '{slow}'}}, remote_alias: {{not: a@example.com}}}}",
    "{{any: [{{local_alias: {{matches: '{slow}'}}}}, {{local_alias: room@example.com}}]}}",
    "{{local_alias: {{not: {{matches: '{slow}'}}}}}}",
    "{{local_alias: {{user: {{matches: '{slow}'}}}}}}",
    "{{idp_attributes: {{group: {{matches: '{slow}'}}}}}}",
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("slow", SLOW)
def test_slow_patterns_are_asked_of_short_texts(slow, form, monkeypatch: pytest.MonkeyPatch):
    whens = (form.format(slow=slow), form.format(slow=f"{slow}[0-9]"))
    rules = "".join(
        f"  - {{id: r{number}, when: {when}, set: {{call_tag: t{number}}}}}\n"
        for number, when in enumerate(whens)
    )
    project, problems = read_rules({"a.yaml": f"policy: participant\nrules:\n{rules}"})
    assert not errors(problems)
    asked = []
    holds = PatternOperator.holds

    def counted(operator: PatternOperator, value: object) -> bool:
        asked.append(str(value))
        longest = min(pattern.quick_length for pattern in operator.patterns)
        assert len(str(value)) <= longest, value
        return holds(operator, value)

    monkeypatch.setattr(PatternOperator, "holds", counted)
    findings(project)
    assert asked
