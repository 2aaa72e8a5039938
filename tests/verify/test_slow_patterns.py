"""Patterns that take an exponential time are asked of short texts alone when a script is tried."""

import pytest
from slow_patterns import asked_of_short_texts, slow_rules

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
    project = slow_rules(form, slow)
    asked = asked_of_short_texts(monkeypatch)
    calls = calls_for(project.profiles[0], Policy.PARTICIPANT)
    assert len(calls) > 100
    assert asked
