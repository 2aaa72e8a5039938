"""What counts as one condition."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from rule_texts import errors, read_rules

from rulec.evaluate import Inputs
from rulec.report.conditions import described
from rulec.testing.single_conditions import SingleCondition, single_conditions

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def singles(when: str, head: str = "", policy: str = "service") -> tuple[SingleCondition, ...]:
    text = f"policy: {policy}\n{head}rules: [{{id: a, when: {when}, reject: true}}]\n"
    project, problems = read_rules({"a.yaml": text})
    assert not errors(problems)
    return single_conditions(project.rule_sets[0].rules.rules[0].when)


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("{vendor: a, protocol: [sip, h323]}",
         ["vendor equals 'a'", "protocol equals 'sip' or 'h323'"]),
        ("{any: [{vendor: a}, {all: [{vendor: b}, {registered: true}]}]}",
         ["vendor equals 'a'", "vendor equals 'b'", "registered equals true"]),
        # Two questions of one entry.
        ("{bandwidth: {greater_than: 0, less_than: 256}}", ["bandwidth > 0", "bandwidth < 256"]),
        ("{vendor: [null, a]}", ["vendor has no value", "vendor equals 'a'"]),
        # As they are written.
        ("{vendor: {not: {contains: a}}}", ["not (vendor contains 'a')"]),
        ("{vendor: {not: null}}", ["vendor has a value"]),
        ("{not: {vendor: a}}", ["not (vendor equals 'a')"]),
        ("{not: {vendor: a, protocol: sip}}", ["vendor equals 'a'", "protocol equals 'sip'"]),
        # The question for a service is the resolver's own.
        ("{service_type: conference}", ["service_config.service_type equals 'conference'"]),
        ("{service_config: {name: {not: A}, service_tag: B}}",
         ["not (service_config.name equals 'A')", "service_config.service_tag equals 'B'"]),
        ("{not: {service_type: conference}}", ["service_config.service_type equals 'conference'"]),
        # But not where the author asks it.
        ("{service_config: found}", ["service_config is found"]),
        ("{service_config: missing}", ["service_config is missing"]),
        ("{service_config: found, vendor: a}", ["service_config is found", "vendor equals 'a'"]),
        ("{service_config: found, service_type: conference}",
         ["service_config is found", "service_config.service_type equals 'conference'"]),
        ("{time: {between: ['08:00', '17:00']}, date: {from: 2026-01-01}}",
         ["the call is between 08:00 and 17:00 (UTC)", "the date is from 2026-01-01 (UTC)"]),
        ("{ms_subnet: {includes: {starts_with: '10.', ends_with: '1'}}}",
         ["ms_subnet starts_with '10.' and ends_with '1'"]),
    ],
)  # fmt: skip
def test_one_for_each_question(when: str, told: list[str]):
    assert [described(single.condition) for single in singles(when)] == told


def test_named_conditions_count_in_each_rule_once():
    head = (
        "conditions:\n  inner: {vendor: a}\n  one: {is: inner, protocol: sip}\n"
        "  two: {is: inner, registered: true}\n"
    )
    found = singles("{is: [one, two]}", head)
    assert [(single.named, described(single.condition)) for single in found] == [
        ("inner", "vendor equals 'a'"),
        ("one", "protocol equals 'sip'"),
        ("two", "registered equals true"),
    ]


def test_places_are_those_of_the_tree():
    found = singles("{any: [{vendor: a}, {vendor: b, service_type: conference}]}")
    assert [single.place for single in found] == [(0,), (1, 0), (1, 1, 1)]


@pytest.mark.parametrize(
    ("service", "holds"), [(None, False), ({}, False), ({"name": "A"}, True), ({"x": 1}, True)]
)
def test_without_a_service_nothing_holds_that_is_asked_of_it(service: object, holds: bool):
    (single,) = singles("{service_config: {service_tag: null}}")
    assert single.holds(Inputs({"call_info": {}, "service_config": service}, NOON)) is holds
