"""Which profiles a test runs in, and what it compares."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rule_texts import errors, read_rules

import rulec.testing.run as runner
from rulec.emit import Script, emit
from rulec.ir import Profile
from rulec.pexip import Policy
from rulec.testing import DEFAULT_NOW, Mismatch, TestRun, run_tests

ROLES = """\
policy: participant
rules:
  - id: staff
    when: {protocol: webrtc}
    set: {preauthenticated_role: chair}
  - id: phones
    when: {protocol: sip}
    set: {bypass_lock: true}
default: {set: {preauthenticated_role: guest}}
tests:
"""


def run(texts: dict[str, str]) -> TestRun:
    project, problems = read_rules(texts)
    assert not errors(problems)
    return run_tests(project)


def roles(given: str, expect: str) -> str:
    return f"{ROLES}  - {{name: t, given: {{{given}}}, expect: {{{expect}}}}}\n"


def wrong(given: str, expect: str) -> list[Mismatch]:
    found = run({"roles.yaml": roles(given, expect)})
    assert found.differences == ()
    (result,) = found.results
    return [mismatch for failure in result.failures for mismatch in failure.mismatches]


@pytest.mark.parametrize(
    ("given", "expect"),
    [
        ("call: {protocol: webrtc}", "rule: staff"),
        ("call: {protocol: webrtc}", "action: continue"),
        ("call: {protocol: webrtc}", "result: {preauthenticated_role: chair}"),
        ("call: {protocol: webrtc}", "exactly: {preauthenticated_role: chair}"),
        ("call: {protocol: sip}", "result: {bypass_lock: true}"),
        ("call: {protocol: sip}", "result: {preauthenticated_role: null}"),
        ("call: {protocol: h323}", "rule: null, exactly: {preauthenticated_role: guest}"),
        ("call: {}, participant: null", "rule: null"),
        ("call: {}, service_config: null", "rule: null"),
    ],
)
def test_what_is_as_expected(given: str, expect: str):
    assert wrong(given, expect) == []


@pytest.mark.parametrize(
    ("given", "expect", "found"),
    [
        ("call: {protocol: sip}", "rule: staff", Mismatch("rule", "staff", ["phones"])),
        ("call: {protocol: h323}", "rule: staff", Mismatch("rule", "staff", [])),
        ("call: {protocol: sip}", "rule: null", Mismatch("rule", None, ["phones"])),
        ("call: {}", "action: reject", Mismatch("action", "reject", "continue")),
        (
            "call: {protocol: sip}",
            "result: {bypass_lock: false}",
            Mismatch("result.bypass_lock", False, True),
        ),
        (
            "call: {}",
            "result: {preauthenticated_role: null}",
            Mismatch("result.preauthenticated_role", None, "guest"),
        ),
        ("call: {protocol: sip}", "exactly: {}", Mismatch("exactly", {}, {"bypass_lock": True})),
    ],
)
def test_what_is_not_as_expected(given: str, expect: str, found: Mismatch):
    assert wrong(given, expect) == [found]


def test_one_and_true_are_two_values():
    text = (
        "policy: service\nrules: [{id: a, set: {locked: true}}]\ntests:\n"
        "  - name: t\n    given: {call: {}, service_config: {service_type: conference}}\n"
        "    expect: {result: {locked: true}}\n"
    )
    project, _ = read_rules({"a.yaml": text})
    (case,) = project.tests
    expect = replace(case.expect, result={"locked": 1})
    altered = replace(project, tests=(replace(case, expect=expect),))
    assert run_tests(project).failed == ()
    assert len(run_tests(altered).failed) == 1


PROFILES = """\
rulec: 1
profiles:
  inside: {assigned_to: [Oslo], rules: [roles.yaml, names.yaml]}
  edge: {assigned_to: [DMZ], rules: [deny.yaml, roles.yaml]}
"""
NAMES = "policy: participant\nrules: [{id: n, set: {remote_display_name: x}}]\n"
DENY = """\
policy: participant
rules: [{id: deny, when: {remote_alias: evil}, reject: true}]
"""


def several(given: str, expect: str, **more: str) -> TestRun:
    texts = {
        "rulec.yaml": PROFILES,
        "roles.yaml": roles(given, expect),
        "names.yaml": NAMES,
        "deny.yaml": DENY,
    }
    return run(texts | {f"{name}.yaml": text for name, text in more.items()})


def test_a_test_runs_in_every_profile_of_its_rule_set():
    (result,) = several("call: {protocol: webrtc}", "rule: staff").results
    assert result.profiles == ("inside", "edge")
    assert result.passed


def test_the_other_rule_sets_of_a_profile_count():
    expect = "rule: staff, exactly: {preauthenticated_role: chair}"
    (result,) = several("call: {protocol: webrtc}", expect).results
    (failure,) = result.failures
    assert failure.profile.name == "inside"
    (result,) = several("call: {protocol: webrtc, remote_alias: evil}", "rule: staff").results
    (failure,) = result.failures
    assert failure.profile.name == "edge"


def test_a_location_leaves_out_the_profiles_that_never_see_it():
    (result,) = several("call: {location: DMZ}", "exactly: {preauthenticated_role: guest}").results
    assert (result.profiles, result.passed) == (("edge",), True)


def test_a_test_that_no_profile_sees_has_not_passed():
    (result,) = several("call: {location: Paris}", "rule: null").results
    assert not result.passed
    assert "inside runs at Oslo; edge runs at DMZ" in result.not_run


def test_a_rule_set_in_no_profile_is_tested_alone():
    texts = {"rulec.yaml": "rulec: 1\nprofiles: {a: {rules: [names.yaml]}}\n", "names.yaml": NAMES}
    texts["roles.yaml"] = roles("call: {}", "exactly: {preauthenticated_role: guest}")
    (result,) = run(texts).results
    assert result.passed
    assert result.profiles == (runner.NO_PROFILE,)


def test_a_test_file_tests_one_profile():
    tests = (
        "profile: inside\npolicy: participant\ntests:\n"
        "  - {name: p, given: {call: {protocol: sip}}, expect: {rule: n, "
        "exactly: {bypass_lock: true, remote_display_name: x}}}\n"
    )
    results = several("call: {}", "action: continue", whole=tests).results
    assert [(r.case.name, r.profiles, r.passed) for r in results][-1] == ("p", ("inside",), True)


def test_the_instant_is_fixed():
    rule = "{id: a, when: {time: {between: ['%s', '%s'], weekday: [thu]}}, reject: true}"
    for start, end, id_ in (("12:00", "12:01", "a"), ("12:01", "13:00", "null")):
        text = f"policy: service\nrules: [{rule % (start, end)}]\ntests:\n"
        text += f"  - {{name: t, given: {{call: {{}}}}, expect: {{rule: {id_}}}}}\n"
        assert run({"a.yaml": text}).failed == ()
    assert datetime(2026, 1, 15, 12, tzinfo=UTC) == DEFAULT_NOW


def test_a_test_may_give_its_instant():
    text = (
        "policy: service\nrules: [{id: a, when: {date: {from: 2030-01-01}}, reject: true}]\n"
        "tests:\n  - {name: t, given: {call: {}, now: '2030-01-01T00:00:00+00:00'}, "
        "expect: {rule: a}}\n"
    )
    assert run({"a.yaml": text}).failed == ()


def test_every_script_is_tried(monkeypatch: pytest.MonkeyPatch):
    """A bug in the script of one profile shows, though the rules themselves are right."""

    def planted(profile: Profile, policy: Policy, header: str) -> Script:
        script = emit(profile, policy, header)
        text = script.text.replace("chair", "guest") if profile.name == "edge" else script.text
        return replace(script, text=text)

    monkeypatch.setattr(runner, "emit", planted)
    found = several("call: {protocol: webrtc}", "rule: staff")
    assert found.failed == ()
    assert [difference.profile for difference in found.differences] == ["edge"] * 2
    assert found.differences[0].call.inputs["call_info"] == {"protocol": "webrtc"}


ROWS = """\
policy: participant
tables: {people: [{who: a, as: chair}, {who: b, as: guest}, {who: c, as: guest}]}
rules:
  - id: other
    when: {protocol: sip}
    continue: true
  - id: person
    for_each: people
    when: {remote_alias: '{who}'}
    set: {preauthenticated_role: '{as}'}
tests:
"""


@pytest.mark.parametrize(
    ("alias", "rule", "passes"),
    [
        ("a", "person", True),
        ("c", "person", True),
        ("c", "'person[3]'", True),
        ("c", "'person[2]'", False),
        ("d", "person", False),
        ("a", "other", False),
        ("a", "null", False),
        ("d", "null", True),
    ],
)
def test_a_rule_of_a_table_stands_for_any_of_its_rows(alias: str, rule: str, passes: bool):
    given = f"{{call: {{remote_alias: {alias}}}}}"
    text = f"{ROWS}  - {{name: t, given: {given}, expect: {{rule: {rule}}}}}\n"
    (result,) = run({"people.yaml": text}).results
    assert result.passed is passes
