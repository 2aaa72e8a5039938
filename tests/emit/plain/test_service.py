"""A service is changed where it is, unless something of the original is read after that."""

from __future__ import annotations

import pytest
from emit.plain.shortened import agree, body, rules_with

from rulec.emit import Step
from rulec.pexip import Policy

FOUND = {
    "name": "x",
    "service_type": "conference",
    "service_tag": "t",
    "view": "five_mains_seven_pips",
}
CALLS = [
    {"service_config": found, "call_info": {"vendor": vendor}}
    for found in (FOUND, {**FOUND, "service_tag": "u"}, {"name": "y"}, {}, None)
    for vendor in ("a", "b")
] + [{"call_info": {"vendor": "a"}}]

#: Rules for which one variable is enough, with the start of their scripts.
IN_PLACE = {
    "always": ("rules: [{id: a, set: {locked: true}}]", "{%if service%}{%set service="),
    "nothing": ("rules: []", "{%if service%}"),
    "a member": (
        "rules: [{id: a, when: {service_config: {service_tag: t}}, set: {locked: true}}]",
        '{%if service.get("service_tag")=="t"%}{%set service=',
    ),
    "a member that is absent": (
        "rules: [{id: a, when: {service_config: {service_tag: null}}, set: {locked: true}}]",
        '{%set found_service_tag=service["service_tag"]',
    ),
    "two rules, of which one applies": (
        (
            "rules: [{id: a, when: {service_config: {service_tag: t}}, set: {service_tag: u}},"
            " {id: b, when: {service_config: {service_tag: u}}, set: {locked: true}}]"
        ),
        '{%set found_service_tag=service.get("service_tag")',
    ),
    "a value of it": (
        "rules: [{id: a, set: {description: '{service_config.name}'}}]",
        '{%set found_name=service["name"]',
    ),
    "created": (
        (
            "rules: [{id: a, when: {vendor: a}, create: {name: n, service_type: conference,"
            " service_tag: t}}]"
        ),
        '{%if call_info.get("vendor")=="a"%}{%if not service%}{%set service={',
    ),
    "rejected": (
        (
            "rules: [{id: a, when: {vendor: a, service_config: found}, reject: true},"
            " {id: b, set: {locked: true}}]"
        ),
        "{%set decision",
    ),
}


@pytest.mark.parametrize("case", IN_PLACE.values(), ids=IN_PLACE)
def test_one_variable_is_enough(case: tuple[str, str]):
    text, start = case
    rules = rules_with(Policy.SERVICE, text, Step.READS, Step.SERVICE)
    read = "{%set service=service_config|default({},true)%}"
    assert body(rules).count("service_config") == 1
    assert read in body(rules)
    assert start in body(rules)
    agree(rules, *CALLS)


#: Rules that read the original where the answer may have changed.
COPIED = {
    "by a later rule": "match: all\n"
    "rules: [{id: a, set: {service_tag: u}},"
    " {id: b, when: {service_config: {service_tag: t}}, set: {locked: true}}]",
    "after one of two arms": "match: all\n"
    "rules: [{id: a, when: {vendor: a}, set: {service_tag: u}},"
    " {id: b, when: {service_config: {service_tag: t}}, set: {locked: true}}]",
    "whether it is there": "match: all\n"
    "rules: [{id: a, when: {vendor: a}, create: {name: n, service_type: conference,"
    " service_tag: t}}, {id: b, when: {service_config: missing}, set: {locked: true}}]",
}


@pytest.mark.parametrize("text", COPIED.values(), ids=COPIED)
def test_what_is_read_later_is_copied(text: str):
    rules = rules_with(Policy.SERVICE, text, Step.READS, Step.SERVICE)
    assert "{}|pex_update(service_config" in body(rules)
    agree(rules, *CALLS)


def test_what_may_take_the_service_away_has_its_own_test():
    text = "rules: [{id: a, replace: {name: n, service_type: conference, service_tag: t}}]"
    rules = rules_with(Policy.SERVICE, text, Step.READS, Step.SERVICE)
    assert body(rules).count("{%if service%}") == 1
    agree(rules, *CALLS)


def test_what_is_not_always_done_has_its_own_test():
    text = "rules: [{id: a, when: {vendor: a}, set: {locked: true}}]"
    rules = rules_with(Policy.SERVICE, text, Step.READS, Step.SERVICE)
    assert '{%if service and call_info.get("vendor")=="a"%}' in body(rules)
    assert "{%if service%}" in body(rules)
    agree(rules, *CALLS)


@pytest.mark.parametrize("policy", [Policy.PARTICIPANT, Policy.MEDIA_LOCATION])
def test_other_policies_are_left_alone(policy: Policy):
    effect = {"participant": "{call_tag: x}", "media_location": "{location: Oslo}"}[policy.value]
    text = f"rules: [{{id: a, when: {{service_config: {{name: x}}}}, set: {effect}}}]"
    with_it, without = (
        rules_with(policy, text, Step.READS, *steps).script for steps in ([Step.SERVICE], [])
    )
    assert with_it == without
