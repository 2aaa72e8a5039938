"""What tests say about rules that the scripts of a profile lack."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rule_texts import errors, read_rules

from rulec.report.coverage import Words, coverage_json, coverage_text
from rulec.report.secrets import veil_of
from rulec.report.tested import results_json, results_text
from rulec.testing import run_tests

PROJECT = """\
rulec: 1
profiles:
  internal: {assigned_to: [Oslo, Bergen], rules: [a.yaml]}
  edge: {assigned_to: [London, DMZ], rules: [a.yaml]}
"""
RULES = """\
policy: service
tables: {sites: [{place: DMZ, tag: a}, {place: Oslo, tag: b}, {place: London, tag: c}]}
rules:
  - {id: first, when: {vendor: a}, reject: true}
  - {id: dmz-only, when: {location: DMZ}, reject: true}
  - {id: rows, for_each: sites, when: {location: '{place}', call_tag: '{tag}'}, reject: true}
"""
LEFT_OUT = "dmz-only is left out of profile internal: it cannot apply at Oslo, Bergen"


def ran(call: str, rule: str, *, project: str = PROJECT, rules: str = RULES):
    test = f"  - {{name: t, given: {{call: {call}}}, expect: {{rule: {rule}}}}}\n"
    texts = {"rulec.yaml": project, "a.yaml": f"{rules}tests:\n{test}"}
    found, problems = read_rules(texts)
    assert not errors(problems)
    return run_tests(found)


def why(*given: str, **texts: str) -> dict[str, str | None]:
    """What is said about the expected rule, by profile."""
    run = ran(*given, **texts)
    data: Any = results_json(run)
    found = {one["profile"]: one["why"] for one in data["tests"][0]["failures"]}
    text = results_text(run)
    assert all(f"    {told}\n" in text for told in found.values() if told)
    return found


def test_a_rule_that_is_left_out():
    told = why("{location: Oslo}", "dmz-only")
    assert told == {"internal": LEFT_OUT}


def test_a_location_helps_where_the_test_gives_none():
    assert why("{}", "dmz-only") == {
        "internal": f"{LEFT_OUT}; give the test a `location`, such as DMZ",
        "edge": "dmz-only was not matched: location equals 'DMZ' (location has no value)",
    }


def test_another_rule_that_applied_is_not_the_reason():
    assert why("{vendor: a, location: Oslo}", "dmz-only") == {"internal": LEFT_OUT}


def test_a_location_at_which_the_set_applies_too():
    rules = RULES.replace("tables:", "when: {not: {location: London}}\ntables:")
    rules = rules.replace("{location: DMZ}", "{location: [London, DMZ]}")
    assert why("{}", "dmz-only", rules=rules)["internal"] == (
        f"{LEFT_OUT}; give the test a `location`, such as DMZ"
    )


def test_no_location_is_known():
    project = PROJECT.replace("assigned_to: [London, DMZ], ", "")
    assert why("{}", "dmz-only", project=project)["internal"] == LEFT_OUT


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("rows[1]", "rows[1] is left out of profile internal: it cannot apply at Oslo, Bergen"),
        ("rows[2]", "rows[2] was not matched: call_tag equals 'b' (call_tag has no value)"),
        ("rows", "rows[2] was not matched: call_tag equals 'b' (call_tag has no value)"),
    ],
)
def test_rows(rule: str, told: str):
    assert why("{location: Oslo}", f"'{rule}'") == {"internal": told}


def test_a_test_of_a_profile():
    whole = (
        "profile: internal\npolicy: service\ntests:\n"
        "  - {name: t, given: {call: {}}, expect: {rule: dmz-only}}\n"
    )
    found, problems = read_rules({"rulec.yaml": PROJECT, "a.yaml": RULES, "t.yaml": whole})
    assert not errors(problems)
    # It runs in no other profile, so that a location would not help.
    assert f"    {LEFT_OUT}\n" in results_text(run_tests(found))


# --- Coverage ------------------------------------------------------------------------------------


def covered(call: str, rules: str = RULES, project: str = PROJECT) -> tuple[str, dict[str, Any]]:
    run = ran(call, "null", rules=rules, project=project)
    words = Words(veil_of(()))
    text = coverage_text(run.coverage, words)
    return text, json.loads(json.dumps(coverage_json(run.coverage, words)))


def test_no_test_runs_where_the_rule_is():
    text, data = covered("{location: Oslo}")
    told = (
        "no test runs in a profile that has it, and it cannot apply at Oslo, Bergen:"
        " give a test a `location`, such as DMZ"
    )
    assert f"  a.yaml:5: a/dmz-only\n    {told}\n" in text
    (entry,) = [one for one in data["uncovered"] if one["rule"] == "dmz-only" and "rows" in one]
    assert entry["told"] == told
    assert [one["location"] for one in entry["reasons"]] == ["DMZ"]
    assert text.count("give a test") == 1


def test_a_whole_set_takes_one_line():
    rules = "policy: service\nwhen: {location: DMZ}\nrules:\n"
    rules += "  - {id: a, when: {vendor: a}, reject: true}\n  - {id: b, reject: true}\n"
    assert (
        "  a.yaml:1: a: no test runs in a profile that has its 2 rules, and they cannot apply at"
        " Oslo, Bergen: give a test a `location`, such as DMZ\n"
    ) in covered("{location: Oslo}", rules)[0]
    # But not where different locations help.
    rules = "policy: service\nrules:\n"
    for place in ("DMZ", "London"):
        rules += f"  - {{id: at-{place.lower()}, when: {{location: {place}}}, reject: true}}\n"
    shown = covered("{location: Oslo}", rules)[0]
    assert "such as DMZ\n" in shown
    assert "such as London\n" in shown


def test_defaults():
    rules = "policy: service\nwhen: {location: DMZ}\nrules: []\ndefault: {reject: true}\n"
    text, _ = covered("{location: Oslo}", rules)
    assert "  a.yaml:1: a/default\n    no test runs in a profile that has it, and it cannot" in text
    assert "a `location`, such as DMZ\n" in text
