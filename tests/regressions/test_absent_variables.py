"""Variables that a node does not give at all count as null, under strict undefined too."""

from datetime import UTC, datetime

import pytest
from rule_texts import compiled, parsed

from rulec.emulator import COMBINATIONS
from rulec.pexip import Policy

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
RULES = {
    Policy.SERVICE: "{service_config: {name: x}}",
    Policy.PARTICIPANT: "{role: chair, service_config: {name: x}}",
    Policy.MEDIA_LOCATION: "{suggested_media_overflow_locations: {location: x}, view: x}",
}
SETS = {
    Policy.SERVICE: "{locked: true}",
    Policy.PARTICIPANT: "{call_tag: x}",
    Policy.MEDIA_LOCATION: "{location: Oslo}",
}


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize(
    "behaviour", [b for _, b in COMBINATIONS], ids=[n for n, _ in COMBINATIONS]
)
def test_only_call_info_is_given(policy, behaviour):
    text = (
        f"policy: {policy.value}\nrules:\n"
        f"  - {{id: a, when: {RULES[policy]}, set: {SETS[policy]}}}\n"
    )
    rules = compiled({"rules.yaml": text}, policy)
    inputs = {"call_info": {}}
    printed = parsed(rules.compiled_for(behaviour).render(inputs, NOW))
    assert printed == rules.meaning(inputs, NOW)
