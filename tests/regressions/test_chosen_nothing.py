"""A chosen value that is null leaves the answer as it would be without it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from rule_texts import compiled, parsed

from rulec.emulator import HARSH, LIKELY
from rulec.pexip import Policy

NOW = datetime(2026, 1, 14, tzinfo=UTC)


def answers(policy: Policy, effect: str, inputs: dict[str, Any]) -> list[object]:
    """The result of one rule that always applies: by its meaning and in the script."""
    rule_set = f"policy: {policy.value}\nrules: [{{id: a, {effect}}}]"
    rules = compiled({"a.yaml": rule_set}, policy)
    told = [rules.meaning(inputs, NOW)]
    told += [parsed(rules.compiled_for(b).render(inputs, NOW)) for b in (LIKELY, HARSH)]
    return [answer["result"] for answer in told]


@pytest.mark.parametrize(("vendor", "result"), [("v", {"reject_reason": "No"}), ("w", {})])
def test_a_reason_that_is_not_chosen_is_none(vendor: str, result: dict[str, Any]):
    effect = "reject: {when: {vendor: v}, then: 'No'}"
    inputs = {"call_info": {"vendor": vendor}}
    assert answers(Policy.PARTICIPANT, effect, inputs) == [result] * 3


@pytest.mark.parametrize("reason", ["''", "{when: {vendor: v}, then: '', otherwise: ''}"])
def test_an_empty_reason_is_none(reason: str):
    inputs = {"call_info": {"vendor": "v"}}
    assert answers(Policy.PARTICIPANT, f"reject: {reason}", inputs) == [{}] * 3


@pytest.mark.parametrize("vendor", ["v", "w"])
def test_a_list_that_is_not_chosen_leaves_the_suggestion(vendor: str):
    effect = "set: {overflow_locations: {when: {vendor: v}, then: [Rome]}}"
    suggested = {"location": "Oslo", "primary_overflow_location": "Paris"}
    inputs = {"call_info": {"vendor": vendor}, "suggested_media_overflow_locations": suggested}
    listed = {"location": "Oslo", "overflow_locations": ["Rome"]}
    expected = listed if vendor == "v" else suggested
    assert answers(Policy.MEDIA_LOCATION, effect, inputs) == [expected] * 3
