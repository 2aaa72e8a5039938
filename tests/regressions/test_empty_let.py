"""A named value that is written as an empty text has no value, as any other without a character."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from rule_texts import compiled, parsed

from rulec.emulator import HARSH, LIKELY
from rulec.pexip import Policy

NOW = datetime(2026, 1, 14, tzinfo=UTC)


@pytest.mark.parametrize(("when", "tag"), [("null", "yes"), ("{not: null}", None)])
def test_an_empty_let_is_null(when: str, tag: str | None):
    rule_set = f"""
policy: participant
let: {{x: ''}}
rules: [{{id: a, when: {{x: {when}}}, set: {{call_tag: yes}}}}]
"""
    rules = compiled({"a.yaml": rule_set}, Policy.PARTICIPANT)
    inputs = {"call_info": {}}
    told = [rules.meaning(inputs, NOW)]
    told += [parsed(rules.compiled_for(b).render(inputs, NOW)) for b in (LIKELY, HARSH)]
    assert [answer["result"].get("call_tag") for answer in told] == [tag] * 3
