"""Callers whom nobody thought of, names and PINs that callers choose, hashes of their text."""

import pytest
from findings.security import call_of, codes, participant, problems, service
from rule_texts import read_rules

from rulec.findings import findings
from rulec.findings.security_gaps import splits_a_join

_NEW = "service_type: conference, service_tag: ''"


@pytest.mark.parametrize(
    ("when", "is_found"),
    [
        ("has_authenticated_display_name: false", True),
        ("has_authenticated_display_name: {not: true}", False),
        ("has_authenticated_display_name: true", False),
        (r"vendor: {regex: '^(?!Pexip)'}", True),
        (r"vendor: {matches: '(?!Pexip).*'}", True),
        (r"remote_alias: {matches: '.*'}", True),
        (r"vendor: {regex: '^sip'}", False),
        (r"vendor: {not: {regex: '^Pexip'}}", False),
        ("display_count: {at_most: 1}", True),
        ("bandwidth: {at_most: 1}", False),
        ("display_count: {at_least: 3}", False),
        ("role: guest", True),
        ("role: [guest, null]", False),
        ("role: {not: chair}", False),
        ("any: [{registered: false}, {remote_alias: null}]", True),
        ("any: [{registered: false}, {registered: null}]", False),
        ("any: [{registered: false, vendor: x}, {registered: {not: true}}]", False),
        (r"any: [{remote_alias: x}, {registered: true, vendor: {regex: '^(?!Pexip)'}}]", True),
        ("not: {any: [{registered: {not: false}}, {vendor: x}]}", False),
        ("remote_alias: {domain: {regex: '.'}}", True),
        (r"remote_alias: {domain: {matches: '(?!example\.com$).*'}}", True),
        (r"remote_alias: {domain: {regex: 'example\.com'}}", False),
        ("remote_alias: {domain: {regex: '.'}}, registered: true", True),
        ("any: [{remote_alias: {domain: null}}, {remote_alias: {domain: {regex: '.'}}}]", False),
        ("remote_address: {in_subnet: 0.0.0.0/0, not: {in_subnet: 10.0.0.0/8}}", True),
        ("remote_address: {in_subnet: [0.0.0.0/1, 128.0.0.0/1, '::/0']}", True),
        ("remote_address: {in_subnet: [0.0.0.0/1, 10.0.0.0/8]}", False),
        ("remote_address: {not: {in_subnet: 0.0.0.0/0}}", False),
        ("display_count: {at_least: 0}", True),
        ("display_count: {greater_than: -1}", True),
        ("display_count: {at_least: 1}", False),
        ("display_count: {not: {less_than: 0}}", False),
        ("who: {regex: '.'}", True),
    ],
)
def test_refusals_that_a_missing_value_slips_past(when, is_found):
    rule = f"- id: x\n  when: {{{when}, local_alias: a@example.com}}\n  reject: 'no'"
    assert ("slips-past" in codes("participant", rule, "let: {who: '{vendor}'}\n")) is is_found


def test_another_refusal_may_close_the_gap():
    rule = "- id: x\n  when: {registered: false}\n  reject: 'no'\n"
    assert participant(rule) == ["slips-past"]
    assert participant(rule + "- id: y\n  when: {registered: null}\n  reject: 'no'") == []


@pytest.mark.parametrize(
    ("when", "is_found"),
    [
        ("vendor: {not: sipvicious}", True),
        ("not: {remote_alias: {domain: example.com}}, service_config: missing", True),
        ("remote_alias: {not: null}", True),
        ("vendor: {not: sipvicious}, local_alias: a@example.com", False),
        # Whoever calls what nobody knows.
        ("service_config: missing", True),
        ("service_config: missing, time: {between: ['08:00', '16:00']}", True),
        ("remote_alias: null", False),
    ],
)
def test_services_for_everybody_else(when, is_found):
    rule = f"- id: x\n  when: {{{when}}}\n  create: {{{_NEW}, name: X}}"
    assert ("only-negatives" in service(rule)) is is_found


@pytest.mark.parametrize(
    ("rule", "is_found"),
    [
        ("when: {participant: {participant_type: standard}}\n  reject: 'no'", True),
        ("when: {participant: {participant_type: api}}\n  reject: 'no'", True),
        ("when: {protocol: webrtc}\n  reject: 'no'", True),
        ("when: {protocol: webrtc, registered: true}\n  set: {role: chair}", True),
        ("when: {protocol: [api, webrtc]}\n  reject: 'no'", False),
        ("when: {protocol: sip}\n  reject: 'no'", False),
        ("when: {protocol: webrtc}\n  set: {call_tag: x}", False),
        ("when: {remote_alias: x}\n  reject: 'no'", False),
    ],
)
def test_one_app_that_is_answered_in_two_ways(rule, is_found):
    assert ("splits-a-join" in participant(f"- id: x\n  {rule}")) is is_found


def test_the_rule_that_splits_a_join_is_told_and_not_the_one_below_it():
    rules = (
        "- id: browsers\n  when: {protocol: webrtc, registered: true}\n  set: {role: chair}\n"
        "- id: apps\n  when: {protocol: [api, webrtc]}\n  reject: 'no'"
    )
    told = [p for p in problems("participant", rules) if p.code.name == "splits-a-join"]
    assert [problem.message.split("`")[1] for problem in told] == ["browsers"]


SPLIT = {
    # By the order of rules, and by a value that is chosen.
    "- {id: a, when: {protocol: api}, continue: true}\n"
    "- {id: b, when: {idp_attributes: {status: suspended}}, reject: 'no'}": [
        "`a` lets in the `api`"
    ],
    "- id: a\n  when: {protocol: [api, webrtc], registered: true}\n"
    "  set: {role: {when: {protocol: api}, then: guest, otherwise: chair}}": [
        "`a` gives rights to the `api`"
    ],
    # A rule that sets a role refuses nobody, whatever rules of other sets do.
    "- {id: a, when: {protocol: api, registered: true}, set: {call_tag: x}}": [],
    "- {id: a, when: {protocol: [api, webrtc]}, continue: true}\n"
    "- {id: b, when: {idp_attributes: {status: suspended}}, reject: 'no'}": [],
}


@pytest.mark.parametrize("rules", SPLIT)
def test_joins_that_are_split(rules):
    told = [p for p in problems("participant", rules) if p.code.name == "splits-a-join"]
    assert len(told) == len(SPLIT[rules])
    assert all(map(str.startswith, (problem.message for problem in told), SPLIT[rules]))


def test_who_refuses_is_told_and_not_who_gives_a_role():
    texts = {
        "1.yaml": "policy: participant\n"
        "rules: [{id: r, when: {protocol: api, registered: true}, set: {role: chair}}]\n",
        "2.yaml": "policy: participant\n"
        "rules: [{id: s, when: {protocol: [api, sip]}, reject: x}]\n",
    }
    project, _ = read_rules(texts, {})
    told = findings(project, checks=(splits_a_join,)).problems
    assert [problem.message.split("`")[1] for problem in told] == ["s"]


@pytest.mark.parametrize(
    ("name", "is_found"),
    [
        ("'{local_alias.user}'", True),
        ("'{remote_display_name | lower}'", True),
        ("'{room}'", True),
        ("'{text}'", True),
        ("{when: {protocol: sip}, then: '{local_alias}', otherwise: Lobby}", True),
        ("'{number}'", False),
        ("'Room {local_alias.user}'", False),
        ("'{local_alias | pex_hash}'", False),
        ("'{env:SECRET}{room}'", False),
        ("Lobby", False),
    ],
)
def test_names_that_callers_choose(name, is_found):
    rule = (
        "- id: x\n  when: {local_alias: {user: {matches: '(?P<room>.+)-(?P<number>[0-9]+)'}}}\n"
        f"  let: {{text: '{{local_alias.user}}'}}\n  create: {{{_NEW}, name: {name}}}"
    )
    rule = rule if "{text}" in name else rule.replace("  let: {text: '{local_alias.user}'}\n", "")
    above = "when: {call_direction: dial_in}\n"
    told = [p for p in problems("service", rule, above) if p.code.name == "chosen-name"]
    assert bool(told) is is_found
    for problem in told:
        assert call_of(problem)["service_config"] is None


@pytest.mark.parametrize(
    ("pin", "is_found"),
    [
        ("'{number}'", True),
        ("'{number | pex_hash | pex_tail(6)}'", True),
        ("'{[env:SECRET, number] | join | pex_hash | pex_tail(6)}'", False),
        ("'{[number, \"fjord\"] | join | pex_hash | pex_tail(6)}'", False),
        ("'{[number, \"-\"] | join | pex_hash | pex_tail(6)}'", True),
        ("'{service_config.pin}'", False),
        ("'{env:SECRET}'", False),
        ("{table: t, key: '{local_alias.user}', column: pin, otherwise: '1234'}", False),
        ("'{service_config.name | pex_hash | pex_tail(6)}'", True),
        ('\'{service_config.name | pex_regex_replace("[^0-9]", "") | pex_tail(6)}\'', True),
        ("'{[service_config.name, number] | join | pex_hash | pex_tail(6)}'", True),
        ("'{[service_config.name, env:SECRET] | join | pex_hash | pex_tail(6)}'", False),
        ("'{[service_config.name, \"fjord\"] | join | pex_hash | pex_tail(6)}'", False),
        # What a room is tagged with is not shown to callers.
        ("'{service_config.service_tag | pex_hash | pex_tail(6)}'", False),
        ("'{[service_config.service_tag, number] | join | pex_hash | pex_tail(6)}'", False),
        ("'{[call_info.protocol, number] | join | pex_hash | pex_tail(6)}'", True),
    ],
)
def test_pins_that_callers_can_work_out(pin, is_found):
    rule = (
        "- id: x\n  when: {local_alias: {user: {matches: 'team(?P<number>[0-9]{4})'}}}\n"
        f"  set: {{pin: {pin}, guest_pin: '', allow_guests: false}}"
    )
    above = "when: {call_direction: dial_in}\ntables:\n  t: [{user: a, pin: '2345'}]\n"
    told = problems("service", rule, above, {"SECRET": "4711"})
    assert ("guessable-pin" in [p.code.name for p in told]) is is_found


@pytest.mark.parametrize(
    ("value", "is_found"),
    [
        ("{remote_display_name | pex_hash}", True),
        ("{remote_display_name | lower | pex_head(5) | pex_hash}", True),
        ('{remote_display_name | pex_regex_replace("[^ -~]", "") | pex_hash}', False),
        ("{digits | pex_hash}", False),
        ("{call_info.location | pex_hash}", False),
        ("{remote_display_name}", False),
    ],
)
def test_hashes_of_letters_that_a_node_may_refuse(value, is_found):
    rule = (
        "- id: x\n  when: {remote_alias: {matches: '(?P<digits>[0-9]+)@.*'}}\n"
        f"  set: {{call_tag: '{value}'}}"
    )
    told = [p for p in problems("participant", rule) if p.code.name == "foreign-hash"]
    assert bool(told) is is_found
    assert all("é" in call_of(p)["call_info"]["remote_display_name"] for p in told)
