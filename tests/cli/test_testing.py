from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
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
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[:4] == [
        "1 test passed",
        "rules: 1 of 2 (50 %)",
        "conditions: 3 of 6 outcomes (50 %)",
        "",
    ]


def test_a_test_that_fails_is_a_result(good: Path):
    text = (good / "service.yaml").read_text("utf-8")
    write_files(good, {"service.yaml": text.replace("action: reject", "action: continue")})
    ran = rulec("test", good)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines()[:7] == [
        f"{good.as_posix()}/service.yaml:14: failed: a scanner is refused",
        "  in profile default:",
        "    action: expected 'continue', got 'reject'",
        "    applied: service/scanners",
        "",
        "1 of 1 tests failed",
        "rules: 1 of 2 (50 %)",
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
    assert (test["name"], test["line"]) == ("a scanner is refused", 14)
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
    assert ran.code == 0
    assert ran.out == (
        "there are no tests\nrules: 0 of 0 (100 %)\nconditions: 0 of 0 outcomes (100 %)\n"
    )


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


def test_a_script_that_fails_is_told_with_the_rules(good: Path, monkeypatch: pytest.MonkeyPatch):
    def wrong(profile: Profile, policy: Policy, header: str) -> Script:
        script = emit(profile, policy, header)
        return replace(script, text=script.text.replace('decision = "reject"', "decision = 1 // 0"))

    monkeypatch.setattr(runner, "emit", wrong)
    told = rulec("test", good).err.partition("\nin the script:\n")[2].splitlines()
    assert told[0].startswith("  default/service.j2:")
    assert told[0].endswith(": rule service/scanners")
    difference, *_ = rulec("test", good, "--format", "json").data["differences"]
    assert difference["parts"][0]["rules"] == ["service/scanners"]


# --- Coverage ------------------------------------------------------------------------------------


def test_what_was_not_tried_is_listed(good: Path):
    out = rulec("test", good).out
    assert (
        f"  {good.as_posix()}/service.yaml:3: service/own-room\n    its condition never held" in out
    )
    assert "how often each rule applied" not in out
    assert "scanners: applied in 1 test\n" in rulec("test", good, "--coverage").out


def test_coverage_in_json(good: Path):
    coverage = rulec("test", good, "--format", "json").data["coverage"]
    assert coverage["rules"] == {"covered": 1, "total": 2, "percent": 50}
    assert coverage["conditions"] == {"covered": 3, "total": 6, "percent": 50}
    assert coverage["enough"] is True
    assert [(one["kind"], one["rule"]) for one in coverage["uncovered"]] == [
        ("rule", "own-room"),
        ("condition", "own-room"),
        ("condition", "own-room"),
        ("condition", "scanners"),
    ]


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ("--fail-under 50", ""),
        ("--fail-under 0 --fail-under-conditions 0", ""),
        ("--fail-under 50.1", "rules: 1 of 2 is less than 50.1 %"),
        ("--fail-under 100", "rules: 1 of 2 is less than 100 %"),
        ("--fail-under-conditions 50.0", ""),
        ("--fail-under-conditions 51", "conditions: 3 of 6 is less than 51 %"),
    ],
)
def test_too_little_coverage_is_a_result(good: Path, options: str, line: str):
    ran = rulec("test", good, *options.split())
    assert ran.code == (1 if line else 0)
    assert ran.out.endswith(f"\n\n{line}\n") if line else "less than" not in ran.out
    data = rulec("test", good, *options.split(), "--format", "json").data
    assert data["coverage"]["enough"] is not bool(line)


def test_percentages_are_not_rounded(good: Path):
    more = "rules:\n  - {id: more, when: {vendor: x}, reject: true}\n"
    text = (good / "service.yaml").read_text("utf-8").replace("rules:\n", more)
    test = "  - {name: t, given: {call: {vendor: x}}, expect: {rule: more}}\n"
    write_files(good, {"service.yaml": text + test})
    assert "rules: 2 of 3 (66 %)\n" in rulec("test", good).out
    assert rulec("test", good, "--fail-under", "66.6").code == 0
    assert rulec("test", good, "--fail-under", "66.7").code == 1


def test_nothing_is_covered_enough(good: Path):
    write_files(good, {"service.yaml": "policy: service\nrules: []\n"})
    assert rulec("test", good, "--fail-under", "100", "--fail-under-conditions", "100").code == 0


@pytest.mark.parametrize("percent", ["-1", "100.1", "101", "nan", "inf", "1e1", "", "half", "²"])
@pytest.mark.parametrize("option", ["--fail-under", "--fail-under-conditions"])
def test_a_wrong_percentage_is_a_usage_error(good: Path, option: str, percent: str):
    ran = rulec("test", good, f"{option}={percent}")
    assert (ran.code, ran.out) == (2, "")
    assert "a number from 0 to 100" in ran.err


# --- Suggestions and mistakes --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("-o new", "--out (-o) is for --suggest, which is not given"),
        ("--mutants -o new", "--out (-o) is for --suggest, which is not given"),
        ("--suggest --mutants", "--suggest and --mutants do not go together"),
        ("--suggest --fail-under-mutants 5", "--suggest and --mutants do not go together"),
    ],
)
def test_options_that_make_no_sense_together_are_a_usage_error(
    good: Path, tmp_path: Path, options: str, told: str
):
    before = sorted(tmp_path.rglob("*"))
    ran = rulec("test", good, *options.replace("new", str(tmp_path / "new")).split())
    assert (ran.code, ran.out) == (2, "")
    assert told in " ".join(ran.err.split())
    assert sorted(tmp_path.rglob("*")) == before


def test_suggestions_alone_are_on_standard_output(good: Path, tmp_path: Path):
    text = (good / "service.yaml").read_text("utf-8")
    write_files(good, {"service.yaml": text.replace("action: reject", "action: continue")})
    alone = rulec("test", good, "--suggest")
    assert alone.code == 1
    assert "failed: a scanner is refused" in alone.err
    with_more = rulec(
        "test", good, "--suggest", "--junit", tmp_path / "results.xml", "--fail-under", "99"
    )
    assert with_more.out == alone.out
    assert yaml.safe_load(alone.out)["tests"]
    assert "wrote " in with_more.err
    assert "is less than 99 %" in with_more.err


# --- JUnit ---------------------------------------------------------------------------------------


def test_junit(good: Path, tmp_path: Path):
    path = tmp_path / "new" / "results.xml"
    ran = rulec("test", good, "--junit", path)
    assert ran.code == 0
    assert ran.out.endswith(f"wrote {path.as_posix()}\n")
    root = ElementTree.fromstring(path.read_bytes())
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("1", "0", "0")
    before = path.read_bytes()
    rulec("test", good, "--junit", path)
    assert path.read_bytes() == before


def test_junit_of_tests_that_fail(good: Path, tmp_path: Path):
    text = (good / "service.yaml").read_text("utf-8")
    write_files(good, {"service.yaml": text.replace("action: reject", "action: continue")})
    path = tmp_path / "results.xml"
    ran = rulec("test", good, "--junit", path, "--format", "json")
    assert (ran.code, ran.data["failed"]) == (1, 1)
    assert ElementTree.fromstring(path.read_bytes()).get("failures") == "1"


def test_junit_of_rules_with_errors(bad: Path, tmp_path: Path):
    path = tmp_path / "results.xml"
    assert rulec("test", bad, "--junit", path).code == 1
    assert ElementTree.fromstring(path.read_bytes()).get("errors") == "1"


@pytest.mark.parametrize("name", [".", "sub", "sub/manifest.json", "file/x.xml", "x" * 300])
def test_junit_that_cannot_be_written(good: Path, tmp_path: Path, name: str):
    place = write_files(tmp_path / "out", {"file": "x", "sub/file": "x"})
    before = sorted(place.rglob("*"))
    ran = rulec("test", good, "--junit", f"{place}/{name}")
    assert ran.code == 2
    assert "cannot be written: " in ran.err
    assert "hint: name another file" in ran.err
    assert sorted(place.rglob("*")) == before


@pytest.mark.parametrize("name", ["", " "])
def test_junit_without_a_name(good: Path, name: str):
    ran = rulec("test", good, "--junit", name)
    assert (ran.code, ran.out) == (2, "")
    assert "a file name is missing: write one, such as results.xml" in ran.err


@pytest.mark.parametrize("name", ["service.yaml", "new.xml", "../good/sub/new.xml", "../link"])
def test_junit_never_lies_among_the_rules(good: Path, tmp_path: Path, name: str):
    (tmp_path / "link").symlink_to(good / "service.yaml")
    before = (good / "service.yaml").read_bytes()
    ran = rulec("test", good, "--junit", os.path.normpath(good / name))
    assert (ran.code, ran.out) == (2, "")
    assert "lies in the rules folder, which is no place for results\n" in ran.err
    assert "hint: name a file outside of the rules folder\n" in ran.err
    assert (good / "service.yaml").read_bytes() == before
    assert not (good / "new.xml").exists()
    assert not (good / "sub").exists()


@pytest.mark.parametrize(
    ("before", "replaced"),
    [
        (b"rulec: 1\n", False),
        (b"<html></html>", False),
        (b"a <?xml", False),
        (b"\xff\xfe<\x00?\x00", False),
        (b"", True),
        (b" \n<testsuites></testsuites>", True),
        (b"<testsuite/>", True),
        (b'<?xml version="1.0"?>\n', True),
        (b'\xef\xbb\xbf\r\n\t<?xml version="1.0"?>\n', True),
    ],
)
def test_junit_replaces_results_alone(good: Path, tmp_path: Path, before: bytes, *, replaced: bool):
    path = tmp_path / "results"
    path.write_bytes(before)
    ran = rulec("test", good, "--junit", path)
    assert ran.code == (0 if replaced else 2)
    if replaced:
        assert ElementTree.fromstring(path.read_bytes()).get("tests") == "1"
    else:
        assert ran.out == ""
        assert "exists and holds no junit results, so it is not replaced\n" in ran.err
        assert "hint: name another file, or remove this one\n" in ran.err
        assert path.read_bytes() == before


def test_junit_that_is_refused_in_json(good: Path):
    ran = rulec("test", good, "--junit", good / "service.yaml", "--format", "json")
    assert ran.code == 2
    assert "lies in the rules folder" in ran.data["error"]


def test_junit_never_replaces_what_is_no_file(good: Path, tmp_path: Path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert rulec("test", good, "--junit", pipe).code == 2
    assert pipe.is_fifo()


def test_junit_hides_what_the_screen_may_show(tmp_path: Path):
    write_files(tmp_path / "rules", {"service.yaml": PINS})
    path = tmp_path / "results.xml"
    ran = rulec("test", tmp_path / "rules", "--junit", path, "--show-secrets")
    assert "9876" in ran.out
    assert "9876" not in path.read_text("utf-8")
