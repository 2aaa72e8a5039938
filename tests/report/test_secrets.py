"""PINs never show, wherever rules carry them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from rule_texts import compiled

from rulec.evaluate import decide, read_inputs
from rulec.pexip import SECRET_FIELDS, Policy
from rulec.report.decisions import Told, decision_json, decision_text
from rulec.report.secrets import masked

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
SERVICE = {"service_type": "conference", "name": "A", "service_tag": "", "pin": "48151"}


def told(rules: str, inputs: dict[str, Any], policy: str = "service", **options: bool) -> Told:
    made = compiled({"a.yaml": f"policy: {policy}\nrules: [{rules}]\n"}, Policy(policy))
    read = read_inputs(made.policy, inputs, NOON)
    sets = made.profile.sets(made.policy)
    return Told(decide(made.policy, sets, read), sets, read, **options)


def everything(made: Told) -> str:
    return decision_text(made) + str(decision_json(made))


def test_the_secret_fields():
    assert {"pin", "guest_pin", "third_party_passcode"} <= SECRET_FIELDS


def test_a_pin_that_a_rule_removes_is_hidden():
    rules = "{id: a, replace: {service_type: conference, name: B, service_tag: ''}}"
    made = told(rules, {"call_info": {}, "service_config": SERVICE})
    assert "pin: (hidden) -> null" in decision_text(made)
    assert "48151" not in everything(made)


def test_a_pin_in_another_field_is_hidden():
    rules = "{id: a, set: {description: 'The PIN is {service_config.pin}', locked: true}}"
    made = told(rules, {"call_info": {}, "service_config": SERVICE})
    assert "description: (hidden)" in decision_text(made)
    assert "locked: true" in decision_text(made)
    assert "48151" not in everything(made)


def test_a_pin_in_a_reason_is_hidden():
    rules = "{id: a, reject: 'not with {service_config.pin}'}"
    inputs = {"call_info": {}, "participant": {}, "service_config": SERVICE}
    made = told(rules, inputs, "participant")
    assert '"reject_reason": "(hidden)"' in decision_text(made)
    assert "48151" not in everything(made)


def test_secrets_are_shown_when_asked_for():
    made = told(
        "{id: a, set: {pin: 62342}}",
        {"call_info": {}, "service_config": SERVICE},
        show_secrets=True,
    )
    assert "pin: '48151' -> '62342'" in decision_text(made)


def test_an_empty_pin_is_no_secret():
    made = told("{id: a, set: {pin: ''}}", {"call_info": {}, "service_config": SERVICE})
    assert "pin: (hidden) -> ''" in decision_text(made)


def test_masking_reaches_every_depth():
    value = {"a": [{"pin": "1234", "b": {"pin": None, "c": 1}}], "pin": ""}
    assert masked(value, frozenset({"pin"})) == {
        "a": [{"pin": "(hidden)", "b": {"pin": None, "c": 1}}],
        "pin": "",
    }
