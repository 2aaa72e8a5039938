from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from command_line import rulec, write_files

import rulec.testing.run as runner
from rulec.emit import Script, emit
from rulec.ir import Profile
from rulec.pexip import Policy

PINS = """\
policy: service
rules:
  - id: own-room
    when: {service_config: {pin: {starts_with: 12}}}
    set: {pin: 4567}
tests:
  - name: a new PIN
    given: {call: {}, service_config: {service_type: conference, pin: 9876}}
    expect: {rule: own-room, result: {pin: 4321}}
"""


def test_tests_that_pass(good: Path):
    ran = rulec("test", good)
    assert (ran.code, ran.out, ran.err) == (0, "1 test passed\n", "")


def test_a_test_that_fails_is_a_result(good: Path):
    text = (good / "service.yaml").read_text("utf-8")
    write_files(good, {"service.yaml": text.replace("action: reject", "action: continue")})
    ran = rulec("test", good)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines() == [
        f"{good.as_posix()}/service.yaml:10: failed: a scanner is refused",
        "  in profile default:",
        "    action: expected 'continue', got 'reject'",
        "    applied: service/scanners",
        "",
        "1 of 1 tests failed",
    ]


def test_the_failing_condition_of_the_expected_rule_is_shown(good: Path):
    text = (good / "service.yaml").read_text("utf-8")
    write_files(good, {"service.yaml": text.replace("{rule: scanners", "{rule: own-room")})
    ran = rulec("test", good)
    assert "    rule: expected own-room, but scanners applied\n" in ran.out
    assert (
        "    own-room was not matched: local_alias.user equals 'alice' "
        "(local_alias.user has no value)\n"
    ) in ran.out


def test_json(good: Path):
    text = (good / "service.yaml").read_text("utf-8")
    write_files(good, {"service.yaml": text.replace("{rule: scanners", "{rule: own-room")})
    ran = rulec("test", good, "--format", "json")
    assert ran.code == 1
    assert (ran.data["passed"], ran.data["failed"]) == (0, 1)
    (test,) = ran.data["tests"]
    assert (test["name"], test["line"]) == ("a scanner is refused", 10)
    assert (test["passed"], test["profiles"]) == (False, ["default"])
    (failure,) = test["failures"]
    assert failure["mismatches"] == [{"what": "rule", "expected": "own-room", "got": ["scanners"]}]
    assert failure["applied"] == ["service/scanners"]
    assert "local_alias.user equals 'alice'" in failure["why"]


def test_errors_in_rules_come_first(bad: Path):
    ran = rulec("test", bad)
    assert (ran.code, ran.out) == (1, "")
    assert "1 error" in ran.err


def test_no_tests(good: Path):
    write_files(good, {"service.yaml": "policy: service\nrules: []\n"})
    ran = rulec("test", good)
    assert (ran.code, ran.out) == (0, "there are no tests\n")


def test_pins_are_hidden(tmp_path: Path):
    write_files(tmp_path, {"service.yaml": PINS})
    ran = rulec("test", tmp_path)
    assert ran.code == 1
    assert "result.pin: expected (hidden), got (hidden), another value\n" in ran.out
    assert "service_config.pin starts_with (hidden) (service_config.pin is (hidden))" in ran.out
    for pin in ("4321", "9876", "4567"):
        assert pin not in ran.out
        assert pin not in rulec("test", tmp_path, "--format", "json").out


def test_pins_are_shown_when_asked_for(tmp_path: Path):
    write_files(tmp_path, {"service.yaml": PINS})
    ran = rulec("test", tmp_path, "--show-secrets")
    assert "result.pin: expected '4321', got '9876'\n" in ran.out
    assert "service_config.pin starts_with '12' (service_config.pin is '9876')" in ran.out


def test_a_script_that_differs_is_our_own_bug(good: Path, monkeypatch: pytest.MonkeyPatch):
    def wrong(profile: Profile, policy: Policy, header: str) -> Script:
        script = emit(profile, policy, header)
        return replace(script, text=script.text.replace("reject", "rejekt"))

    monkeypatch.setattr(runner, "emit", wrong)
    ran = rulec("test", good)
    assert ran.code == 2
    assert "this is a bug of rulec" in ran.err
    data = rulec("test", good, "--format", "json").data
    assert data["error"]
    assert data["differences"][0]["policy"] == "service"
