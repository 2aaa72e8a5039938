"""Patterns that take an exponential time are asked of short texts alone, whatever is looked for."""

import pytest
from slow_patterns import asked_of_short_texts, slow_rules

from rulec.findings import findings

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
    project = slow_rules(form, slow)
    asked = asked_of_short_texts(monkeypatch)
    findings(project)
    assert asked
