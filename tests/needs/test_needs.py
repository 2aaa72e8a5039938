"""Eleven needs that were counted in scripts of administrators: a folder of rules with tests each.

What the tests of a folder expect was reasoned from what the rules mean, and never taken from rulec.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rule_texts import Rules, canonical, parsed

from rulec.emulator import HARSH, LIKELY
from rulec.ir import Profile
from rulec.pexip import Policy
from rulec.pipeline import Build, Checked, build, check
from rulec.resolve.tests import TestCase as Case
from rulec.testing import DEFAULT_NOW, TestRun, run_tests

HERE = Path(__file__).parent
NEEDS = [
    "append-a-participant",
    "call-tag-from-a-hash",
    "derived-value",
    "keep-fields",
    "lookup-by-capture",
    "pairs-that-may-join",
    "pins-from-a-secret",
    "several-captures",
    "singular-overflow",
    "unknown-aliases",
    "weekday-window",
]

#: The secrets of the builds: those that the expected PINs and tags were computed with.
SECRETS = {
    "pins-from-a-secret": {"BOOKING_SECRET": "a-secret-for-tests"},
    "call-tag-from-a-hash": {"TAG_SALT": "salt-for-tests"},
}

#: The problems that the rule files have, and mean to have.
MEANT: dict[str, list[str]] = {
    # As it was asked for: whoever places the call, and by what the caller's device says.
    "keep-fields": ["changes-outgoing"],
    "lookup-by-capture": ["changes-outgoing"],
    "pairs-that-may-join": ["rejects-probes", "trust-on-text", "shared-setting"],
}

#: What callers may send in any field of the call.
HOSTILE = (
    None, "", 0, 1, True, -1.5, [], {}, ["a", None, 7], {"a": 1},
    "\"}, {{ 7*7 }} {% raw %} {# \\",
    "\N{LATIN SMALL LETTER A WITH DIAERESIS}\N{KELVIN SIGN}\N{ARABIC-INDIC DIGIT FOUR}",
    "\ud800", "\x00\n\x85\u2028", "@;:@", "a" * 4000, "items", "__class__",
)  # fmt: skip


@cache
def checked(name: str) -> Checked:
    return check(HERE / name, SECRETS.get(name, {}))


@cache
def ran(name: str) -> TestRun:
    return run_tests(checked(name).project)


@cache
def built(name: str) -> Build:
    return build(HERE / name, environment=SECRETS.get(name, {}))


def profile(name: str) -> Profile:
    (found,) = checked(name).project.profiles
    return found


def rules(name: str) -> Rules:
    """The rules of a need with the script that the build wrote."""
    (policy,) = profile(name).policies
    (script,) = (entry.script.text for entry in built(name).entries)
    return Rules(profile(name), policy, script)


def inputs(case: Case) -> dict[str, Any]:
    """The variables of a script in a test."""
    own = {
        Policy.SERVICE: {},
        Policy.PARTICIPANT: {"participant": {}},
        Policy.MEDIA_LOCATION: {"suggested_media_overflow_locations": None},
    }
    return {"call_info": {}, "service_config": None, **own[case.policy], **case.inputs}


def wrong(case: Case, answer: dict[str, Any]) -> Iterator[str]:
    """What of an answer is not as a test expects."""
    expect, result = case.expect, answer["result"]
    if case.policy is Policy.MEDIA_LOCATION:
        assert set(answer) == {"result"}
    elif expect.action not in (None, answer["action"]):
        yield f"{case.name}: {answer['action']}"
    if expect.has_exactly and canonical(result) != canonical(expect.exactly):
        yield f"{case.name}: {result}"
    for key, value in (expect.result or {}).items():
        if canonical(result.get(key)) != canonical(value):
            yield f"{case.name}: {key} is {result.get(key)}"


def hostile_calls(name: str) -> list[tuple[dict[str, Any], datetime]]:
    """The requests of a need's tests with each thing that they name spoilt in each way."""
    found = []
    for case in checked(name).project.tests:
        given = inputs(case)
        calls = []
        for variable, fields in given.items():
            calls.append({**given, variable: {}})
            if isinstance(fields, dict):
                for key in fields:
                    calls += [{**given, variable: {**fields, key: text}} for text in HOSTILE]
        found += [(call, case.now or DEFAULT_NOW) for call in calls]
    return found


def decimal_hash(*parts: str) -> str:
    """SHA-256 as a decimal number, which is what pex_hash gives."""
    return str(int(hashlib.sha256("".join(parts).encode()).hexdigest(), 16))


def expected(need: str, case: str) -> dict[str, Any]:
    (expect,) = (c.expect for c in checked(need).project.tests if c.name == case)
    return {**(expect.result or {}), **(expect.exactly or {})}


def test_every_need_is_here():
    assert sorted(p.name for p in HERE.iterdir() if p.is_dir() and p.name[0] != "_") == NEEDS


@pytest.mark.parametrize("name", NEEDS)
def test_check_finds_no_problems_but_those_that_are_meant(name):
    assert [str(p.code.name) for p in checked(name).problems] == MEANT.get(name, [])


@pytest.mark.parametrize("name", NEEDS)
def test_its_tests_pass(name):
    run = ran(name)
    assert len(run.results) >= 4
    assert [(r.case.name, [f.mismatches for f in r.failures]) for r in run.failed] == []
    assert run.differences == ()


@pytest.mark.parametrize("name", NEEDS)
def test_its_tests_cover_every_rule_and_every_row(name):
    coverage = ran(name).coverage
    assert [rule.name for rule in coverage.every_rule if not rule.covered] == []
    assert coverage.rules.percent == 100
    assert [
        rule.name for rule in coverage.every_rule if rule.rows not in (None, rule.rows_applied)
    ] == []


@pytest.mark.parametrize("name", NEEDS)
def test_its_tests_cover_both_outcomes_of_every_condition(name):
    assert ran(name).coverage.conditions.percent == 100


@pytest.mark.parametrize("name", NEEDS)
def test_it_builds(name):
    made = built(name)
    assert made.problems == checked(name).problems
    assert made.differences == ()
    assert made.outputs is not None
    assert all(entry.comparisons > 100 for entry in made.entries)
    secrets = SECRETS.get(name, {})
    assert [entry.secrets for entry in made.entries] == [tuple(secrets)]


@pytest.mark.parametrize("behaviour", [LIKELY, HARSH], ids=["likely", "harsh"])
@pytest.mark.parametrize("name", NEEDS)
def test_the_script_gives_the_expected_answers(name, behaviour):
    script = rules(name).compiled_for(behaviour)
    for case in checked(name).project.tests:
        answer = parsed(script.render(inputs(case), case.now or DEFAULT_NOW))
        assert list(wrong(case, answer)) == []


@pytest.mark.parametrize("name", NEEDS)
def test_the_script_gives_the_expected_answers_on_the_oldest_jinja(name, jinja_2_10):
    cases = checked(name).project.tests
    calls = [(inputs(case), case.now or DEFAULT_NOW) for case in cases]
    outputs = jinja_2_10.render(rules(name).script, calls)
    for case, output in zip(cases, outputs, strict=True):
        assert list(wrong(case, parsed(output["text"]))) == []


@pytest.mark.parametrize("behaviour", [LIKELY, HARSH], ids=["likely", "harsh"])
@pytest.mark.parametrize("name", NEEDS)
def test_script_and_rules_agree_on_hostile_calls(name, behaviour):
    made = rules(name)
    script = made.compiled_for(behaviour)
    for call, now in hostile_calls(name):
        answer = parsed(script.render(call, now))
        assert canonical(answer) == canonical(made.meaning(call, now)), call


@pytest.mark.parametrize("name", NEEDS)
def test_script_and_rules_agree_on_hostile_calls_on_the_oldest_jinja(name, jinja_2_10):
    made = rules(name)
    calls = hostile_calls(name)
    outputs = jinja_2_10.render(made.script, calls)
    for (call, now), output in zip(calls, outputs, strict=True):
        assert "error" not in output, (call, output)
        assert canonical(parsed(output["text"])) == canonical(made.meaning(call, now)), call


@pytest.mark.parametrize(
    ("case", "meeting"),
    [("a scheduled meeting", "123456"), ("another meeting has other PINs", "1234")],
)
def test_the_pins_are_those_that_the_booking_system_computes(case, meeting):
    secret = SECRETS["pins-from-a-secret"]["BOOKING_SECRET"]
    found = expected("pins-from-a-secret", case)
    assert found["pin"] == "1" + decimal_hash(secret, "-host-", meeting)[-5:]
    assert found["guest_pin"] == "2" + decimal_hash(secret, "-guest-", meeting)[-5:]


def test_another_secret_gives_other_pins():
    other = check(HERE / "pins-from-a-secret", {"BOOKING_SECRET": "another"})
    assert [str(p.code.name) for p in other.problems] == []
    failed = {result.case.name for result in run_tests(other.project).failed}
    assert {"a scheduled meeting", "another meeting has other PINs"} <= failed


@pytest.mark.parametrize(
    ("case", "caller"),
    [
        ("a caller", "ada@clinic.example.net"),
        ("another caller", "adam@clinic.example.net"),
        ("an address with other characters", "ad@clinic.example.net"),
    ],
)
def test_the_call_tags_are_hashes(case, caller):
    salt = SECRETS["call-tag-from-a-hash"]["TAG_SALT"]
    found = expected("call-tag-from-a-hash", case)
    assert found["call_tag"] == "p-" + decimal_hash(salt, ":", caller)[:12]


@pytest.mark.parametrize("name", SECRETS)
def test_without_its_secret_a_need_is_not_built(name):
    (variable,) = SECRETS[name]
    made = build(HERE / name, environment={})
    assert {str(p.code.name) for p in made.problems} == {"unset-secret"}
    assert all(f"`{variable}`" in p.message for p in made.problems)
    assert made.outputs is None
