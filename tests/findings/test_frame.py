"""What is common to all findings: profiles, `accept`, the day, and the calls that show them."""

import json
from dataclasses import replace
from datetime import date

from findings.texts import TODAY, found_in, lines_of, participant, project_of

import rulec.findings.replay
from rulec.diagnostics import codes_findings as codes
from rulec.emit import emit
from rulec.findings import Finding, falling, findings
from rulec.findings.reach import unreachable
from rulec.pipeline import check

PROJECT = """rulec: 1
profiles:
  one: {rules: [first.yaml, second.yaml]}
  two: {rules: [second.yaml]}
"""
REFUSES = participant(["{id: no, when: {protocol: rtmp}, reject: sorry}"])
LIVE = participant(["{id: live, when: {protocol: rtmp}, set: {call_tag: live}}"])


def test_a_rule_that_calls_reach_in_one_profile_is_not_dead():
    files = {"first.yaml": REFUSES, "second.yaml": LIVE}
    assert lines_of(found_in(files, (unreachable,))) == [
        "unreachable-rule: no call reaches `live`: `no` refuses every call first"
    ]
    assert found_in({**files, "rulec.yaml": PROJECT}, (unreachable,)) == ()


def test_a_rule_for_locations_of_no_profile_is_dead():
    project = "rulec: 1\nprofiles: {one: {assigned_to: [Oslo], rules: ['*.yaml']}}\n"
    rules = participant(
        [
            "{id: rome, when: {location: Rome}, set: {call_tag: a}}",
            "{id: oslo, when: {location: Oslo}, set: {call_tag: b}}",
        ]
    )
    assert lines_of(found_in({"rulec.yaml": project, "a.yaml": rules})) == [
        (
            "unreachable-rule: no call reaches `rome`: the profile that has it is not used at its "
            "locations (`one`)"
        )
    ]


ACCEPTED = "{id: two, when: {local_alias: ab}, set: {call_tag: b}, description: why, accept: [%s]}"
FIRST = "{id: one, when: {local_alias: {starts_with: a}}, set: {call_tag: a}}"


def test_accept_silences_and_must_have_something_to_silence():
    assert found_in(participant([FIRST, ACCEPTED % "unreachable-rule"])) == ()
    assert lines_of(found_in(participant([ACCEPTED % "unreachable-rule"]))) == [
        "unused-accept: there is no `unreachable-rule` to accept"
    ]


def test_accept_of_a_row_counts_for_all_rows():
    text = """policy: participant
tables:
  rooms:
  - {name: a, tag: x}
  - {name: b, tag: y}
  - {name: a, tag: z}
rules:
- id: rooms
  description: the list is kept elsewhere
  accept: [shadowed-row]
  for_each: rooms
  when: {local_alias: '{name}'}
  set: {call_tag: '{tag}'}
"""
    assert found_in(text) == ()
    assert len(found_in(text.replace("  accept: [shadowed-row]\n", ""))) == 1


def test_accept_of_a_passed_day_is_not_judged_without_a_day():
    rule = "{id: a, valid: {until: 2020-01-01}, set: {call_tag: a}, description: d, accept: [%s]}"
    rules = participant([rule % "rule-is-over"])
    assert found_in(rules) == ()
    assert found_in(rules, today=None) == ()
    assert lines_of(found_in(rules, today=date(2020, 1, 1))) == [
        "unused-accept: there is no `rule-is-over` to accept"
    ]


FIRST_SET = participant([FIRST])
CONFLICT = {
    "1.yaml": participant(["{id: phones, when: {protocol: sip}, set: {call_tag: a}}"]),
    "2.yaml": participant(["{id: board, when: {local_alias: board}, set: {call_tag: b}}"]),
}


def test_call_holds_what_matters():
    (problem,) = found_in(CONFLICT)
    assert json.loads(problem.call) == {
        "inputs": {
            "call_info": {
                "local_alias": "board",
                "protocol": "sip",
                "remote_alias": "bob@example.com",
            },
            "participant": {},
        },
        "now": None,
    }


def test_a_script_that_decides_the_call_otherwise_is_our_own_bug(monkeypatch):
    def wrong(*about):
        return replace(emit(*about), text='{"action": "reject", "result": {}}')

    monkeypatch.setattr(rulec.findings.replay, "emit", wrong)
    told = findings(project_of(CONFLICT), TODAY).problems
    assert [problem.code.name for problem in told] == ["conflicting-rules", "disagreement"]


def test_pins_in_calls_are_hidden(tmp_path):
    (tmp_path / "a.yaml").write_text(
        "policy: service\nrules:\n"
        "- {id: one, when: {service_config: {pin: '2468'}}, set: {description: a}}\n",
        encoding="utf-8",
    )
    (tmp_path / "b.yaml").write_text(
        "policy: service\nrules:\n- {id: two, set: {description: b}}\n", encoding="utf-8"
    )
    told = [p for p in check(tmp_path).problems if p.code is codes.CONFLICT]
    assert "(hidden)" in told[0].call
    assert "2468" not in told[0].call


def test_findings_of_the_same_place_are_one():
    rules = project_of(FIRST_SET).profiles[0].rule_sets[0]
    rule = rules.rules[0]
    one = Finding(codes.UNREACHABLE_RULE, rules, rule, rule.span, "a", "b", everywhere=True)
    two = Finding(codes.UNREACHABLE_RULE, rules, rule, rule.span, "c", "d", everywhere=True)
    assert len(findings(project_of(FIRST_SET), TODAY, (lambda _: [one, two],)).problems) == 1


def test_falling_through():
    rules = {
        "a.yaml": participant([FIRST]),
        "b.yaml": participant(["{id: all, set: {call_tag: b}}"]),
        "c.yaml": participant([FIRST]) + "default: {set: {call_tag: c}}\n",
    }
    found = {each.rule_set.name: each for each in falling(project_of(rules))}
    assert found.keys() == {"a", "b"}
    assert json.loads(found["a"].call)["inputs"]["call_info"]["local_alias"][0] != "a"
    assert not found["b"].call
    assert not found["b"].reason
