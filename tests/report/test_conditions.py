"""Conditions in an author's words, with what a call had."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from rule_texts import errors, read_rules

from rulec.evaluate import Inputs
from rulec.ir import All, Condition
from rulec.report.conditions import described, readings, shown

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def condition(when: str, policy: str = "service", head: str = "") -> Condition:
    text = f"policy: {policy}\n{head}rules: [{{id: a, when: {when}, reject: true}}]\n"
    project, problems = read_rules({"a.yaml": text})
    assert not errors(problems)
    found = project.rule_sets[0].rules.rules[0].when
    return found.conditions[0] if isinstance(found, All) and len(found.conditions) == 1 else found


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("{local_alias: meet}", "local_alias equals 'meet'"),
        ("{local_alias: {domain: example.com}}", "local_alias.domain equals 'example.com'"),
        ("{local_alias: {user: {not: {starts_with: x}}}}",
         "not (local_alias.user starts_with 'x')"),
        ("{vendor: null}", "vendor has no value"),
        ("{vendor: {not: null}}", "vendor has a value"),
        ("{service_config: missing}", "service_config is missing"),
        ("{service_config: found}", "service_config is found"),
        ("{service_config: {name: A}}",
         "service_config is found and service_config.name equals 'A'"),
        ("{registered: true}", "registered equals true"),
        ("{bandwidth: {at_least: 512}}", "bandwidth >= 512"),
        ("{any: [{vendor: a}, {all: [{vendor: b}, {location: c}]}]}",
         "vendor equals 'a' or (vendor equals 'b' and location equals 'c')"),
        ("{ms_subnet: {includes: {starts_with: '10.', not: {ends_with: '1'}}}}",
         "ms_subnet starts_with '10.' and not ends_with '1'"),
        ("{time: {weekday: [mon, tue], between: ['08:00', '17:00'], timezone: Europe/Oslo}}",
         "the call is between 08:00 and 17:00 on mon, tue (Europe/Oslo)"),
        ("{date: {from: 2026-12-01, until: 2027-01-31}}",
         "the date is from 2026-12-01 until 2027-01-31 (UTC)"),
        ("{date: {until: 2027-01-31}}", "the date is until 2027-01-31 (UTC)"),
        (r'{local_alias: "a\u202Eb"}', r"local_alias equals 'a\u202eb'"),
        ("{service_config: {pin: {starts_with: 12}}}",
         "service_config is found and service_config.pin starts_with (hidden)"),
    ],
)  # fmt: skip
def test_words(when: str, told: str):
    assert described(condition(when)) == told


def test_words_of_a_named_condition():
    head = "conditions: {played: {local_alias: {ends_with: '-idp'}}}\n"
    assert described(condition("{is: played}", head=head)) == (
        "played (local_alias ends_with '-idp')"
    )


def test_words_of_attributes_and_short_forms():
    assert described(condition("{idp_attributes: {group: staff}}", "participant")) == (
        "idp_attributes.group equals 'staff'"
    )
    assert described(condition("{role: chair}", "participant")) == (
        "participant.preauthenticated_role equals 'chair'"
    )


def test_many_parts_are_counted():
    aliases = ", ".join(f"{{local_alias: {{contains: a{n}}}}}" for n in range(30))
    told = described(condition(f"{{any: [{aliases}]}}"))
    assert told.endswith(" or 25 more")
    assert len(told) < 300


@pytest.mark.parametrize(
    ("when", "call", "told"),
    [
        ("{local_alias: meet}", {"local_alias": "x"}, ["local_alias is 'x'"]),
        ("{local_alias: meet}", {}, ["local_alias has no value"]),
        ("{local_alias: meet}", {"local_alias": ""}, ["local_alias has no value"]),
        ("{local_alias: meet}", {"local_alias": 5}, ["local_alias is 5, which counts as no value"]),
        ("{registered: true}", {"registered": "true"},
         ["registered is 'true', which counts as no value"]),
        ("{registered: true}", {"registered": False}, ["registered is false"]),
        ("{bandwidth: 0}", {"bandwidth": 1}, ["bandwidth is 1"]),
        ("{local_alias: {domain: b}}", {"local_alias": "a@C"}, ["local_alias.domain is 'c'"]),
        ("{any: [{vendor: a}, {location: b}, {vendor: c}]}", {"vendor": "x"},
         ["vendor is 'x'", "location has no value"]),
        ("{ms_subnet: {includes: a}}", {"ms_subnet": ["x", "y"]}, ['ms_subnet is ["x", "y"]']),
        ("{local_alias: a}", {"local_alias": "x\u202e\x1b"}, [r"local_alias is 'x\u202e\x1b'"]),
        ("{time: {between: ['08:00', '09:00'], timezone: Europe/Oslo}}", {},
         ["it is thu 2026-01-15 13:00 (Europe/Oslo)"]),
        ("{service_config: missing}", {}, ["service_config is found"]),
        ("{third_party_passcode: {starts_with: 1}}", {"third_party_passcode": "483920"},
         ["third_party_passcode is (hidden)"]),
    ],
)  # fmt: skip
def test_what_the_call_had(when: str, call: dict[str, object], told: list[str]):
    inputs = Inputs({"call_info": call, "service_config": {"name": "x"}}, NOON)
    found = readings(condition(when), inputs)
    assert [reading.told for reading in found] == told


def test_values_made_from_a_secret_are_hidden():
    head = "let: {tail: '{service_config.pin | pex_tail(2)}'}\n"
    inputs = Inputs({"call_info": {}, "service_config": {"pin": "4567"}}, NOON)
    tested = condition("{tail: '99'}", head=head)
    assert described(tested) == "tail equals (hidden)"
    assert [reading.told for reading in readings(tested, inputs)] == ["tail is (hidden)"]
    (reading,) = readings(tested, inputs, show_secrets=True)
    assert (reading.value, reading.told) == ("67", "tail is '67'")


def test_long_values_are_cut():
    assert shown("x" * 10_000).endswith("...")
    assert len(shown("x" * 10_000)) < 250
