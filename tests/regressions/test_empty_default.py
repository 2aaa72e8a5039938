"""A template that comes out empty is null, also where `default` gave the empty text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from rule_texts import compiled, parsed

from rulec.emulator import LIKELY
from rulec.pexip import Policy

NOW = datetime(2026, 1, 14, tzinfo=UTC)


@pytest.mark.parametrize("default", ["''", "'', false", "vendor", "null"])
def test_an_empty_default_leaves_the_field_as_it_was(default):
    rule = f'{{id: a, set: {{description: "{{call_tag | default({default})}}"}}}}'
    rules = compiled({"a.yaml": f"policy: service\nrules: [{rule}]\n"}, Policy.SERVICE)
    inputs = {"call_info": {}, "service_config": {"description": "as it was"}}
    unchanged = {"action": "continue", "result": {"description": "as it was"}}
    assert rules.meaning(inputs, NOW) == unchanged
    assert parsed(rules.compiled_for(LIKELY).render(inputs, NOW)) == unchanged
