"""Fields are read where they are asked, and with no more guards than the questions need."""

from __future__ import annotations

import re

import pytest
from emit.plain.shortened import agree, body, rules_with, with_odd_values

from rulec.emit import Step
from rulec.matching.address import DOTTED_V4, PLAIN_V4
from rulec.pexip import Policy


def participants(*whens: str) -> str:
    rules = "".join(
        f"  - {{id: r{n}, when: {when}, set: {{call_tag: t{n}}}}}\n" for n, when in enumerate(whens)
    )
    return f"rules:\n{rules}"


#: Conditions with how their fields are read then; for each a field to try values of.
READINGS = {
    "compared once": (["{vendor: a}"], "vendor", 'call_info.get("vendor")=="a"'),
    "one of several": (["{vendor: [a, b]}"], "vendor", 'call_info.get("vendor")in["a","b"]'),
    "not equal": (["{vendor: {not: a}}"], "vendor", 'call_info.get("vendor")!="a"'),
    "compared twice": (
        ["{vendor: a}", "{vendor: b}"],
        "vendor",
        '{%set vendor=call_info.get("vendor")%}',
    ),
    "a text once": (
        ["{vendor: {starts_with: a}}"],
        "vendor",
        'vendor|replace("a","a")==vendor and vendor.startswith("a")',
    ),
    "a text once, turned around": (
        ["{vendor: {not: {contains: a}}}"],
        "vendor",
        'not(vendor|replace("a","a")==vendor and"a"in vendor)',
    ),
    "a text once, beside a comparison": (
        ["{vendor: {ends_with: a}}", "{vendor: b}"],
        "vendor",
        '{%set vendor=call_info.get("vendor")%}',
    ),
    "an address": (
        ["{remote_address: {in_subnet: [10.1.0.0/16, 'fd00::/8']}}"],
        "remote_address",
        '{%set remote_address=call_info.get("remote_address")|lower%}',
    ),
}


@pytest.mark.parametrize("case", READINGS.values(), ids=READINGS)
def test_how_fields_are_read(case: tuple[list[str], str, str]):
    whens, field, wanted = case
    rules = rules_with(Policy.PARTICIPANT, participants(*whens), Step.READS)
    assert wanted in body(rules)
    agree(rules, *with_odd_values(field))


#: Conditions of which none may be read without its guard: each asks for more than one thing.
KEPT = {
    "two texts": ["{vendor: {starts_with: a}}", "{vendor: {ends_with: b}}"],
    "no value": ["{vendor: null}"],
    "a pattern of nothing": ["{vendor: {matches: 'a*'}}"],
    "a text and its address": [
        "{remote_address: {in_subnet: 10.1.0.0/16}}",
        "{remote_address: {starts_with: '10'}}",
    ],
    "an address that is compared": [
        "{remote_address: {in_subnet: 10.1.0.0/16}}",
        "{remote_address: A}",
    ],
    "a part": ["{vendor: {not: null}, remote_alias: {user: a}}"],
}


@pytest.mark.parametrize("whens", KEPT.values(), ids=KEPT)
def test_other_questions_keep_their_guards(whens: list[str]):
    rules = rules_with(Policy.PARTICIPANT, participants(*whens), Step.READS)
    assert ".get(" not in body(rules)
    for field in ("vendor", "remote_address", "remote_alias"):
        agree(rules, *with_odd_values(field))


def test_a_value_is_read_as_text():
    text = "rules:\n  - {id: a, when: {vendor: a}, set: {call_tag: '{vendor}x'}}\n"
    rules = rules_with(Policy.PARTICIPANT, text, Step.READS)
    assert ".get(" not in body(rules)
    agree(rules, *with_odd_values("vendor"))


def test_members_of_other_inputs_are_read_in_place():
    text = participants("{participant: {participant_type: api}, service_config: {name: x}}")
    rules = rules_with(Policy.PARTICIPANT, text, Step.READS)
    assert 'joining.get("participant_type")=="api"and' in body(rules)
    agree(
        rules,
        {"participant": {"participant_type": "api"}, "service_config": {"name": "x"}},
        {"participant": None, "service_config": None},
        {"participant": {}, "service_config": {}},
        {},
    )


SERVICES = [
    {"service_config": {"service_tag": tag, "name": name}}
    for tag in ("a", "b", "", None, 5)
    for name in ("a", "ba", None)
] + [{"service_config": None}, {"service_config": {}}, {}]

#: Conditions on a member of the service, with how it is asked for where two rules ask for it.
OF_SERVICES = {
    "an equal": ("{service_tag: a}", '{%if found_service_tag=="a"%}'),
    "one of several": ("{service_tag: [a, b]}", '{%if found_service_tag in["a","b"]%}'),
    "a beginning": ("{service_tag: {starts_with: a}}", '{%if found_service_tag.startswith("a")%}'),
    "something else": (
        "{service_tag: {not: a}}",
        '{%if found and found_service_tag!="a"%}',
    ),
    "nothing": ("{service_tag: null}", '{%if found and found_service_tag==""%}'),
    "one of two members": (
        "{any: [{service_tag: a}, {name: a}]}",
        '{%if found and(found_service_tag=="a"or found_name=="a")%}',
    ),
    "both members": (
        "{service_tag: a, name: {not: a}}",
        '{%if found_service_tag=="a"and found_name!="a"%}',
    ),
}


@pytest.mark.parametrize("case", OF_SERVICES.values(), ids=OF_SERVICES)
def test_a_member_that_is_some_text_says_that_there_is_an_object(case: tuple[str, str]):
    when, wanted = case
    other = "{service_config: {service_tag: {ends_with: x}, name: {ends_with: x}}}"
    if "starts" not in when:
        other = "{service_config: {service_tag: x, name: x}}"
    text = participants(f"{{service_config: {when}}}", other)
    rules = rules_with(Policy.PARTICIPANT, text, Step.READS)
    assert wanted in body(rules)
    agree(rules, *SERVICES)


def test_an_address_with_a_dot_is_four_numbers_with_one():
    numbers = [*range(300), "00", "01", "", "1.", ".1", "1\n"]
    texts = [f"{a}.2.3.{b}" for a in numbers for b in numbers]
    texts += ["", ".", "1.2.3", "1.2.3.4.5", "1.2.3.4.", "1..2.3", "\u0661.2.3.4"]
    found = [text for text in texts if re.search(PLAIN_V4, text)]
    assert [text for text in texts if re.search(DOTTED_V4, f"{text}.")] == found
    assert len(found) == 256 * 256
