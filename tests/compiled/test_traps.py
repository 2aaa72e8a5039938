"""What makes a quick way to find rules wrong: one small test each."""

from __future__ import annotations

import json
from collections import UserDict
from datetime import UTC, datetime
from typing import Any

import pytest
from compiled.agreement import Agreement, filing_everything
from compiled.odd_values import odd_values
from rule_texts import errors, read_rules

import rulec
from rulec.compiled import Decider
from rulec.evaluate import BadInputs
from rulec.pexip import Policy

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
LISTS = (
    "automatic_participants: "
    "[{remote_alias: a@b, protocol: sip, role: guest, local_alias: c@d, local_display_name: x}]"
)
TAIL = "set: {service_tag: x}"


def agreement(policy: Policy, *rules: str, head: str = "") -> Agreement:
    """Rules, each of them filed if it can be, in both forms."""
    lines = "\n".join(f"  - {{id: r{number}, {rule}}}" for number, rule in enumerate(rules))
    texts = {"rulec.yaml": "rulec: 1\n", "a.yaml": f"policy: {policy.value}\n{head}rules:\n{lines}"}
    project, problems = read_rules(texts)
    assert not errors(problems), errors(problems)
    with filing_everything():
        return Agreement(policy, project.profiles[0].sets(policy))


def service(*conditions: str, head: str = "") -> Agreement:
    """Service rules with these conditions."""
    return agreement(Policy.SERVICE, *(f"when: {{{w}}}, {TAIL}" for w in conditions), head=head)


def found(rules: Agreement, found: bool = True, **fields: Any) -> list[str]:
    """The names of the rules that apply to a call with these fields."""
    inputs = {"call_info": fields, "service_config": {"name": "A"} if found else None}
    decision = rules.check(inputs, NOW)
    assert decision is not None
    return [step.name for step in decision.trace]


def test_case_counts_unless_a_rule_says_otherwise():
    rules = service(
        "local_alias: alice", "local_alias: {equals: ALICE, ignore_case: true}", "local_alias: Bob"
    )
    assert found(rules, local_alias="alice") == ["r0"]
    assert found(rules, local_alias="Alice") == ["r1"]
    assert found(rules, local_alias="bob") == []
    # The Kelvin sign is no K, whatever lower case makes of it.
    kelvin = service(
        "local_alias: {starts_with: K, ignore_case: true}",
        "local_alias: {matches: 'X[0-9]', ignore_case: true}",
        "local_alias: {regex: '^[0-9]+Y$', ignore_case: true}",
    )
    assert found(kelvin, local_alias="\u212a") == []
    assert found(kelvin, local_alias="k1") == found(kelvin, local_alias="K1") == ["r0"]
    assert found(kelvin, local_alias="x1") == found(kelvin, local_alias="X1") == ["r1"]
    assert found(kelvin, local_alias="1y") == found(kelvin, local_alias="1Y\n") == ["r2"]


def test_no_value_is_under_no_key():
    rules = service("local_alias: null", "local_alias: {not: x}", "local_alias: x")
    assert found(rules) == ["r0"]
    assert found(rules, local_alias=None) == ["r0"]
    assert found(rules, local_alias="") == ["r0"]
    assert found(rules, local_alias="x") == ["r2"]


def test_a_negated_demand_is_none():
    rules = service("local_alias: {not: x}", "not: {local_alias: {starts_with: y}}")
    assert found(rules, local_alias="y") == ["r0"]
    assert found(rules, local_alias="x") == ["r1"]
    lists = service(
        "p_asserted_identity: {includes: {starts_with: z, not: zz}}",
        "p_asserted_identity: {includes: {not: x}}",
    )
    for items, wanted in ((["z"], ["r0"]), (["zz"], ["r1"]), (["x"], []), ([], []), (None, [])):
        assert found(lists, p_asserted_identity=items) == wanted
    assert found(lists, p_asserted_identity=["x", "zz", "za"]) == ["r0"]


def test_blocks_inside_each_other_give_the_first_rule():
    rules = service(
        "remote_address: {in_subnet: 10.1.2.0/24}",
        "remote_address: {in_subnet: [10.0.0.0/8, 'fd00::/8']}",
        "remote_address: {in_subnet: [10.1.0.0/16, 10.1.2.0/24, 0.0.0.0/0]}",
        "remote_address: {in_subnet: [255.255.255.255, '::/0']}",
    )
    assert found(rules, remote_address="10.1.2.3") == ["r0"]
    assert found(rules, remote_address="10.1.3.0") == ["r1"]
    assert found(rules, remote_address="11.0.0.0") == ["r2"]
    assert found(rules, remote_address="255.255.255.255") == ["r2"]
    assert found(rules, remote_address="fd12::1") == ["r1"]
    assert found(rules, remote_address="fe12::1") == ["r3"]
    for odd in (
        "10.1.2.03",
        "10.1.2.3\n",
        "10.1.2.3:5060",
        "::ffff:10.1.2.3",
        "1.2.3",
        "\u0661.1.1.1",
    ):
        assert found(rules, remote_address=odd) == []


def test_a_key_does_not_answer_for_the_other_conditions():
    rules = service(
        "local_alias: x, protocol: sip", "protocol: h323, local_alias: x", "local_alias: x"
    )
    assert found(rules, local_alias="x", protocol="sip") == ["r0"]
    assert found(rules, local_alias="x", protocol="h323") == ["r1"]
    assert found(rules, local_alias="x", protocol="api") == ["r2"]
    assert found(rules, local_alias="y", protocol="sip") == []


def test_one_item_must_meet_all_demands_beside_each_other():
    rules = agreement(
        Policy.PARTICIPANT,
        "when: {idp_attributes: {group: {equals: ab, starts_with: b}}}, set: {role: chair}",
        "when: {idp_attributes: {group: [ab, ba]}}, set: {role: guest}",
    )
    for group, wanted in ((["ab", "ba"], "r1"), ("ab", "r1"), (["c", "x\0ba"], "r1")):
        call = {"call_info": {}, "participant": {"idp_attributes": {"group": group}}}
        decision = rules.check(call, NOW)
        assert [step.name for step in decision.trace] == [wanted]


def test_a_dollar_also_holds_before_a_line_feed_at_the_end():
    rules = service("local_alias: {regex: '@a[.]com$'}", "local_alias: {matches: 'b$'}")
    assert found(rules, local_alias="x@a.com") == ["r0"]
    assert found(rules, local_alias="x@a.com\n") == ["r0"]
    assert found(rules, local_alias="x@a.com\n\n") == []
    assert found(rules, local_alias="b") == ["r1"]
    assert found(rules, local_alias="b\n") == []


def test_the_start_of_a_pattern_is_the_start_of_the_text():
    rules = service(
        "local_alias: {matches: '(sip:)?^ab[0-9]'}", "local_alias: {matches: '(sip:)?ab[0-9]'}"
    )
    assert found(rules, local_alias="sip:ab1") == ["r1"]
    assert found(rules, local_alias="ab1") == ["r0"]
    assert found(rules, local_alias="sip:ab") == []
    assert found(rules, local_alias="sip:ab12") == []


def test_patterns_with_the_same_first_characters_ask_for_what_follows_in_each():
    rules = service("local_alias: {matches: ['ab[0-9]', 'ab[a-z]+', 'abc?', 'a{2}x']}")
    for text in ("ab", "ab1", "abxyz", "aax"):
        assert found(rules, local_alias=text) == ["r0"]
    for text in ("a", "ab12", "ab1x", "ax", "aaax", "abx1"):
        assert found(rules, local_alias=text) == []


def test_first_characters_may_be_those_of_others():
    heads = ("abcdefghijkl", "abcdefgh", "abcdefgx", "abcde", "abcd", "xyz", "ab", "a", "b")
    rules = service(*(f"local_alias: {{starts_with: {head}}}" for head in heads))
    tails = service(*(f"local_alias: {{ends_with: {head}}}" for head in heads))
    for head in heads:
        for text in (head, f"{head}z", head[:-1], head + head, head[::-1]):
            found(rules, local_alias=text)
            found(tails, local_alias=text)
    assert found(rules, local_alias="abcdefghij") == ["r1"]
    assert found(rules, local_alias="abc") == ["r6"]
    assert found(tails, local_alias="xxab") == ["r6"]


def test_numbers_booleans_and_texts_that_are_equal_are_apart():
    rules = agreement(
        Policy.SERVICE,
        *(
            f"when: {{bandwidth: {n}, registered: {b}}}, {TAIL}"
            for n in (0, 1)
            for b in ("true", "false")
        ),
        *(f"when: {{bandwidth: {n}}}, {TAIL}" for n in (0, 1)),
        *(f"when: {{registered: {b}}}, {TAIL}" for b in ("true", "false")),
    )
    assert found(rules, bandwidth=1, registered=True) == ["r2"]
    assert found(rules, bandwidth=True, registered=1) == []
    assert found(rules, bandwidth=1.0, registered=True) == ["r6"]
    assert found(rules, bandwidth="1", registered=False) == ["r7"]
    assert found(rules, bandwidth=1) == ["r5"]


@pytest.mark.parametrize("condition", [
    "local_alias: alice", "local_alias: {starts_with: al}", "local_alias: {ends_with: ce}",
    "local_alias: {matches: 'al[ib]ce'}", "local_alias: {regex: 'ice$'}", "bandwidth: 1",
    "registered: true", "remote_address: {in_subnet: 10.0.0.0/8}", "local_alias: {user: alice}",
    "local_alias: {equals: Alice, ignore_case: true}", "local_alias: {contains: lic}",
])  # fmt: skip
def test_values_of_any_type_are_read_as_by_the_reference(condition):
    rules = service(condition, f"all: [{{{condition}}}, {{protocol: sip}}]", "not: {protocol: sip}")
    for value in odd_values("alice"):
        for protocol in ("sip", value):
            fields = ("local_alias", "bandwidth", "registered", "remote_address")
            found(rules, **dict.fromkeys(fields, value), protocol=protocol)
    for address in odd_values("10.0.0.1"):
        found(rules, remote_address=address)


def test_a_branch_without_a_demand_keeps_the_rule_asked():
    rules = service(
        "any: [{local_alias: x}, {protocol: {not: sip}}]",
        "any: [{local_alias: y}, {all: [{remote_alias: z}, {protocol: sip}]}]",
    )
    assert found(rules, local_alias="w", protocol="api") == ["r0"]
    assert found(rules, local_alias="y", protocol="sip") == ["r1"]
    assert found(rules, remote_alias="z", protocol="sip") == ["r1"]
    assert found(rules, remote_alias="y", protocol="sip") == []


def test_a_rule_that_changes_a_service_is_passed_over_where_there_is_none():
    rules = agreement(
        Policy.SERVICE,
        f"when: {{local_alias: x}}, {TAIL}",
        "when: {local_alias: x}, reject: true",
        head="default: {continue: true}\n",
    )
    assert found(rules, local_alias="x") == ["r0"]
    assert found(rules, found=False, local_alias="x") == ["r1"]
    assert found(rules, found=False, local_alias="y") == ["default"]


def test_every_match_takes_each_rule_once_and_in_order():
    rules = service(
        "any: [{local_alias: x}, {local_alias: {starts_with: x}}, {protocol: sip}]",
        "protocol: sip",
        "local_alias: x",
        head="match: all\n",
    )
    assert found(rules, local_alias="x", protocol="sip") == ["r0", "r1", "r2"]


def test_other_kinds_of_mappings_are_calls_too():
    rules = service("local_alias: x")
    inputs = {"call_info": UserDict(local_alias="x"), "service_config": UserDict(name="A")}
    assert [step.name for step in rules.check(inputs, NOW).trace] == ["r0"]
    assert rules.check(UserDict(inputs), NOW).result == {"name": "A", "service_tag": "x"}


@pytest.mark.parametrize("inputs", [
    {}, {"call_info": None}, {"call_info": "x"}, {"call_info": []}, {"call_info": {}, "x": {}},
    {"call_info": {}, "service_config": []}, {"call_info": {}, "participant": {}},
    {"call_info": {}, "service_config": "x"},
])  # fmt: skip
def test_inputs_that_pexip_never_sends_are_refused(inputs):
    assert service("local_alias: x").check(inputs, NOW) is None


@pytest.mark.parametrize("now", [datetime(2026, 1, 1), "2026-01-01", 0])
def test_an_instant_without_a_time_zone_is_refused(now):
    decider = service("local_alias: x").decider
    with pytest.raises(BadInputs, match="time zone"):
        decider.decide({"call_info": {}}, now)


def test_without_an_instant_it_is_the_present():
    years = "all: [{date: {from: 2020-01-01}}, {date: {until: 2020-01-02}}]"
    rules = service(years, "date: {from: 2020-01-01}")
    decision = rules.decider.decide({"call_info": {}, "service_config": {"name": "A"}})
    assert [step.name for step in decision.trace] == ["r1"]


@pytest.mark.parametrize(("policy", "effect"), [
    (Policy.PARTICIPANT, "set: {role: chair, send_to_audio_mixes: [{mix_name: main}]}"),
    (Policy.PARTICIPANT, "reject: 'no'"),
    (Policy.MEDIA_LOCATION, "set: {location: A, overflow_locations: [B, C]}"),
    (Policy.MEDIA_LOCATION, "set: {location: A}"),
    (Policy.SERVICE, f"replace: {{service_type: conference, name: A, service_tag: t, {LISTS}}}"),
    (Policy.SERVICE, f"set: {{{LISTS}}}"),
    (Policy.SERVICE, "redirect: a@b"),
    (Policy.SERVICE, "continue: true"),
])  # fmt: skip
def test_whoever_changes_an_answer_changes_no_other_one(policy, effect):
    rules = agreement(policy, f"when: {{protocol: sip}}, {effect}")
    decider = Decider(policy, rules.sets)
    inputs = {"call_info": {"protocol": "sip"}, "service_config": {"name": "A"}}
    before = json.dumps(inputs)
    first = decider.decide(inputs, NOW)
    answer = json.dumps(first.answer)
    spoil(first.result)
    assert json.dumps(first.answer) != answer
    assert json.dumps(decider.decide(inputs, NOW).answer) == answer
    assert json.dumps(inputs) == before


def spoil(data: Any) -> None:
    """Changes everything in JSON data in its place."""
    for inner in list(data.values() if isinstance(data, dict) else data):
        if isinstance(inner, dict | list):
            spoil(inner)
    if isinstance(data, dict):
        data["spoilt"] = True
    else:
        data.append("spoilt")


def test_the_python_api_gives_a_decider(tmp_path):
    (tmp_path / "a.yaml").write_text(
        f"policy: service\nrules: [{{id: r, when: {{local_alias: x}}, {TAIL}}}]", "utf-8"
    )
    rules = rulec.load(tmp_path)
    call = {"call_info": {"local_alias": "x"}, "service_config": {"name": "A"}}
    decider = rules.decider("service")
    assert isinstance(decider, rulec.Decider)
    assert decider.decide(call).answer == rules.decide("service", call).answer
    with pytest.raises(ValueError, match="no profile"):
        rules.decider("service", profile="x")
