"""Patterns that take an exponential time are asked of short texts alone when a script is tried."""

import pytest
from rule_texts import errors, read_rules

from rulec.operators import PatternOperator
from rulec.pexip import Policy
from rulec.verify import calls_for

#: Which of these the alias of the usual call meets takes minutes to see.
SLOW = ("(.*[a-z]+.*)+xyz", "([a-z.@]+)+!")
FORMS = (
    "{{local_alias: {{matches: '{slow}'}}}}",
    "{{local_alias: {{not: {{matches: '{slow}'}}}}}}",
    "{{any: [{{local_alias: {{matches: '{slow}'}}}}, {{local_alias: room@example.com}}]}}",
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
    lengths = []
    holds = PatternOperator.holds

    def counted(operator: PatternOperator, value: object) -> bool:
        lengths.append(len(str(value)))
        assert lengths[-1] <= min(pattern.quick_length for pattern in operator.patterns), value
        return holds(operator, value)

    monkeypatch.setattr(PatternOperator, "holds", counted)
    calls = calls_for(project.profiles[0], Policy.PARTICIPANT)
    assert len(calls) > 100
    assert lengths
