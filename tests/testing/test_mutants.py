"""Rules with mistakes: tests notice them, or a call shows what they miss, or nothing changes."""

import dataclasses

import pytest
from command_line import rulec, write_files
from rule_texts import errors, read_rules

from rulec.report.mutation import mutation_text
from rulec.resolve.assigned import specialised
from rulec.testing import Fate, run_tests, score
from rulec.testing.mutants import MOST, mutants
from rulec.testing.requests import request
from rulec.verify.compare import meaning

RULES = """
policy: participant
rules:
  - id: staff
    when: {protocol: [api, webrtc], bandwidth: {at_least: 100}}
    set: {preauthenticated_role: chair}
  - id: guests
    when: {local_alias: {starts_with: guest.}}
    set: {preauthenticated_role: guest, call_tag: g}
"""
GOOD = """
tests:
  - {name: in, given: {call: {protocol: api, bandwidth: 100}},
     expect: {rule: staff, exactly: {preauthenticated_role: chair}}}
  - {name: slow, given: {call: {protocol: api, bandwidth: 99}}, expect: {exactly: {}}}
  - {name: other, given: {call: {protocol: sip, bandwidth: 100}}, expect: {exactly: {}}}
"""


def judged(text):
    project, problems = read_rules({"a.yaml": text})
    assert errors(problems) == []
    found = score(project, run_tests(project))
    return project, {(one.mutant.rule, one.mutant.what): one for one in found.judged}, found


def test_tests_kill_mistakes_in_what_they_try():
    _, found, _ = judged(RULES + GOOD)
    fates = {key: one.fate for key, one in found.items()}
    for what in ("the rule is left out", "without `protocol`", "without `bandwidth`",
                 "`bandwidth`: 99 instead of 100", "`bandwidth`: 101 instead of 100",
                 "`protocol` is negated"):  # fmt: skip
        assert fates["staff", what] is Fate.KILLED, what
    # No test tries it.
    assert fates["staff", "`protocol`: without `webrtc`"] is Fate.ALIVE
    assert fates["guests", "`call_tag` gets another value"] is Fate.ALIVE


def test_a_call_tells_a_living_mistake():
    project, found, _ = judged(RULES + GOOD)
    (profile,) = project.profiles
    alive = [one for one in found.values() if one.fate is Fate.ALIVE]
    assert alive
    for one in alive:
        before = meaning(profile, one.mutant.changed.policy, one.call).answer
        assert before == one.before.answer
        assert one.after.answer != before


EQUIVALENT = """
policy: participant
rules:
  - {id: a, when: {protocol: sip}, set: {call_tag: x}}
  - {id: b, when: {protocol: h323}, set: {call_tag: x}}
  - {id: never, when: {protocol: sip, vendor: y}, set: {call_tag: z}}
"""


def test_what_changes_no_decision_is_proved_and_does_not_count():
    _, found, whole = judged(EQUIVALENT)
    assert found["a", "the rule stands behind b"].fate is Fate.EQUIVALENT
    assert found["never", "the rule is left out"].fate is Fate.EQUIVALENT
    assert found["b", "the rule is left out"].fate is Fate.ALIVE
    count = whole.count(Fate.EQUIVALENT)
    assert count > 3
    assert whole.killed.total == len(whole.judged) - count
    # In what is proved no call of a few hundred differs.
    project, _ = read_rules({"a.yaml": EQUIVALENT})
    (profile,) = project.profiles
    (rules,) = profile.rule_sets
    for one in found.values():
        if one.fate is Fate.EQUIVALENT:
            changed = type(profile)(profile.name, (one.mutant.changed,), profile.budget)
            for protocol in ("sip", "h323", "api", None):
                for vendor in ("y", "x", None):
                    info = {"call_info": {"protocol": protocol, "vendor": vendor}}
                    call = request(rules.policy, info, None, "")
                    assert (
                        meaning(profile, rules.policy, call).answer
                        == meaning(changed, rules.policy, call).answer
                    ), one.mutant.what


SAME = """
policy: participant
rules:
  - {id: a, when: {protocol: sip}, reject: true}
  - {id: b, when: {protocol: [sip, h323]}, reject: true}
tests:
  - {name: sip, given: {call: {protocol: sip}}, expect: {rule: a, action: reject}}
"""


def test_what_changes_no_decision_is_not_noticed_whatever_rule_a_test_expects():
    _, found, whole = judged(SAME)
    assert found["a", "the rule is left out"].fate is Fate.EQUIVALENT
    assert found["a", "the rule stands behind b"].fate is Fate.EQUIVALENT
    assert whole.killed.total == len(whole.judged) - whole.count(Fate.EQUIVALENT)


def test_a_mistake_that_a_test_notices_by_its_rule_alone_is_told_apart():
    # Turned around, the first rule takes other calls than before, but not that of the test.
    _, found, whole = judged(SAME)
    turned = found["a", "`protocol` is negated"]
    assert (turned.fate, turned.by_rule, turned.test) == (Fate.KILLED, True, "sip")
    assert whole.by_rule == sum(one.by_rule for one in found.values()) > 0
    assert f"\n{whole.by_rule} of them by `rule` alone: " in mutation_text(whole, frozenset())


@pytest.mark.parametrize("assigned", ["", ", assigned_to: [Oslo]"])
def test_fates_are_as_trying_everything_says(assigned):
    text = """
policy: participant
rules:
  - {id: a, when: {protocol: sip, location: [Oslo, Rome]}, set: {call_tag: x}}
  - {id: b, when: {any: [{protocol: [sip, h323]}, {location: Rome}]}, set: {call_tag: y}}
  - {id: c, when: {vendor: {not: v}}, set: {call_tag: x}}
default: {set: {call_tag: z}}
tests:
  - {name: one, given: {call: {vendor: v}}, expect: {result: {call_tag: z}}}
"""
    names = f"rulec: 1\nlocations: [Oslo, Rome]\nprofiles: {{p: {{rules: [a.yaml]{assigned}}}}}"
    project, problems = read_rules({"a.yaml": text, "rulec.yaml": names})
    assert errors(problems) == []
    (profile,) = project.profiles
    places = ["Oslo"] if assigned else ["Oslo", "Rome", "Romex", "xRome", None]
    calls = [
        request(profile.rule_sets[0].policy, {"call_info": dict(info)}, None, "")
        for protocol in ("sip", "h323", "s", "xsip", None)
        for vendor in ("v", "vx", "xv", None)
        for location in places
        for info in [{"protocol": protocol, "vendor": vendor, "location": location}]
    ]
    whole = score(project, run_tests(project))
    assert len(whole.judged) > 15
    for one in whole.judged:
        sets = (one.mutant.changed,)
        if profile.assigned_to:
            sets, _ = specialised(sets, profile.assigned_to)
        changed = dataclasses.replace(profile, rule_sets=sets)
        policy = one.mutant.changed.policy
        others = [
            call
            for call in calls
            if meaning(profile, policy, call).answer != meaning(changed, policy, call).answer
        ]
        expected = {Fate.KILLED, Fate.ALIVE} if others else {Fate.EQUIVALENT}
        assert one.fate in expected, one.mutant.what
        if one.fate is Fate.KILLED:
            test = request(policy, {"call_info": {"vendor": "v"}}, None, "")
            assert meaning(changed, policy, test).result != {"call_tag": "z"}


def test_a_rule_with_too_many_is_cut_and_says_so():
    vendors = ", ".join(f"v{n}" for n in range(3 * MOST))
    text = f"policy: participant\nrules: [{{id: a, when: {{vendor: [{vendors}]}}, reject: true}}]"
    project, _ = read_rules({"a.yaml": text})
    made = mutants(project.rule_sets[0].rules)
    assert len(made.every) <= MOST
    assert made.left_out + len(made.every) > 3 * MOST


def test_of_too_many_in_all_some_are_tried_and_the_rest_is_told(monkeypatch):
    _, found, _ = judged(RULES + GOOD)
    monkeypatch.setattr("rulec.testing.mutation.MOST_TRIED", 7)
    _, few, whole = judged(RULES + GOOD)
    assert 4 <= len(few) <= 7
    assert few.keys() < found.keys()
    assert whole.left_out == len(found) - len(few)
    assert f"{whole.left_out} more mistakes were not tried" in mutation_text(whole, frozenset())


def test_of_a_table_the_first_row_is_tried():
    text = """
policy: participant
tables: {t: [{a: x, b: '1'}, {a: y, b: '2'}]}
rules: [{id: r, for_each: t, when: {vendor: '{a}'}, set: {call_tag: '{b}'}}]
"""
    project, _ = read_rules({"a.yaml": text})
    assert {one.rule for one in mutants(project.rule_sets[0].rules).every} == {"r[1]", None}


@pytest.mark.parametrize(("percent", "code"), [("1", 0), ("99", 1)])
def test_the_command_says_what_no_test_notices(tmp_path, percent, code):
    write_files(tmp_path, {"a.yaml": RULES + GOOD})
    ran = rulec("test", tmp_path, "--mutants", "--fail-under-mutants", percent)
    assert ran.code == code
    assert "a.yaml:5: a/staff: `protocol`: without `webrtc`\n  call: " in ran.out
    assert "which is proved" in ran.out
    data = rulec("test", tmp_path, "--mutants", "--format", "json").data["mutants"]
    assert data["killed"] + data["alive"] + data["equivalent"] + data["unknown"] == len(
        data["mutants"]
    )
    assert {one["fate"] for one in data["mutants"]} >= {"killed", "alive"}
