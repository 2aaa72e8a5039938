"""A `let` that reads what may be a list holds text, or nothing where a list came."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from rule_texts import compiled, parsed

from rulec.emulator import HARSH, LIKELY
from rulec.pexip import Policy

NOW = datetime(2026, 1, 14, tzinfo=UTC)


def answers(when: str, inputs: dict) -> list[object]:
    """Whether a rule applies: by its meaning and in the script."""
    rule_set = f"""
policy: participant
let: {{title: '{{idp_attributes.title}}'}}
rules:
  - id: a
    when: {when}
    set: {{call_tag: 'yes {{title | join}}'}}
"""
    rules = compiled({"a.yaml": rule_set}, Policy.PARTICIPANT)
    told = [rules.meaning(inputs, NOW)]
    told += [parsed(rules.compiled_for(b).render(inputs, NOW)) for b in (LIKELY, HARSH)]
    return [answer["result"].get("call_tag") for answer in told]


@pytest.mark.parametrize(
    ("when", "title", "expected"),
    [
        ("{title: boss}", "boss", "yes boss"),
        ("{title: {not: null}}", "boss", "yes boss"),
        ("{title: {regex: 'o.'}}", "boss", "yes boss"),
        ("{title: null}", ["boss"], "yes "),
        ("{title: boss}", ["boss"], None),
        ("{title: {not: boss}}", ["boss"], "yes "),
    ],
)
def test_a_let_of_an_attribute_is_its_text(when, title, expected):
    inputs = {"call_info": {}, "participant": {"idp_attributes": {"title": title}}}
    assert answers(when, inputs) == [expected] * 3
