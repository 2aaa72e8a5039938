from __future__ import annotations

from pathlib import Path

import pytest
from command_line import rulec, rulec_process, write_files


def test_a_good_folder(good: Path):
    ran = rulec("check", good)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "no problems in 1 rule set with 2 rules and 1 test\n"


def test_problems_go_to_standard_error(bad: Path):
    ran = rulec("check", bad)
    assert (ran.code, ran.out) == (1, "")
    assert f"{bad.as_posix()}/service.yaml:4:" in ran.err
    assert ran.err.endswith("1 error\n")


def test_all_problems_are_shown(bad: Path):
    text = "policy: servise\nrules: []\n"
    write_files(bad, {"other.yaml": text})
    ran = rulec("check", bad, "--format", "json")
    assert {problem["path"] for problem in ran.data["problems"]} == {
        f"{bad.as_posix()}/other.yaml",
        f"{bad.as_posix()}/service.yaml",
    }


def test_a_warning_alone_is_fine_unless_strict(warned: Path):
    ran = rulec("check", warned)
    assert ran.code == 0
    assert "unused" in ran.err
    assert rulec("check", warned, "--strict").code == 1


def test_json_holds_the_problems(bad: Path):
    ran = rulec("check", bad, "--format", "json")
    assert (ran.code, ran.err) == (1, "")
    assert ran.data["command"] == "check"
    assert ran.data["error"] is None
    assert [problem["line"] for problem in ran.data["problems"]] == [4]
    assert {"profiles", "rule_sets", "rules", "tests"} <= ran.data.keys()


def test_json_of_a_good_folder(good: Path):
    data = rulec("check", good, "--format", "json").data
    assert data["problems"] == []
    assert (data["profiles"], data["rule_sets"], data["rules"], data["tests"]) == (
        ["default"],
        1,
        2,
        1,
    )


@pytest.mark.parametrize("command", ["check", "test", "build", "decide --policy service"])
def test_a_folder_that_is_not_there_cannot_be_checked(command: str, tmp_path: Path):
    name, *options = command.split()
    ran = rulec(name, tmp_path / "nowhere", *options)
    assert (ran.code, ran.out) == (2, "")
    assert "there is no folder" in ran.err
    assert "hint: " in ran.err
    data = rulec(name, tmp_path / "nowhere", *options, "--format", "json").data
    assert "there is no folder" in data["error"]


@pytest.mark.parametrize("command", ["check", "test", "build", "decide --policy service"])
def test_a_folder_without_rule_files_cannot_be_checked(command: str, tmp_path: Path):
    name, *options = command.split()
    ran = rulec(name, tmp_path, *options)
    assert (ran.code, ran.out) == (2, "")
    assert "there are no YAML files" in ran.err


def test_a_file_is_no_folder(good: Path):
    ran = rulec("check", good / "service.yaml")
    assert ran.code == 2
    assert "is not a folder" in ran.err


def test_a_name_that_no_file_can_have():
    assert rulec("check", "a" * 5000).code == 2


def test_one_file_that_cannot_be_read_is_a_problem(tmp_path: Path):
    (tmp_path / "service.yaml").write_bytes(b"policy: \xff\n")
    assert rulec("check", tmp_path).code == 1


def test_another_working_folder_and_odd_names(good: Path, tmp_path: Path):
    odd = tmp_path / "Regeln für Öslo \u65e5\u672c"
    good.rename(odd)
    ran = rulec_process("check", "../" + odd.name, cwd=write_files(tmp_path / "x", {"y": ""}))
    assert (ran.code, ran.err) == (0, "")


def test_paths_start_as_the_folder_was_given(bad: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(bad.parent)
    assert rulec("check", "bad").err.startswith("bad/service.yaml:4:")
    monkeypatch.chdir(bad)
    assert rulec("check", ".").err.startswith("service.yaml:4:")


FIRST = "- {id: one, when: {protocol: sip}, set: {call_tag: a}}"


def test_what_falls_through_is_shown_on_request(tmp_path: Path):
    write_files(tmp_path, {"a.yaml": f"policy: participant\nrules:\n{FIRST}\n"})
    ran = rulec("check", tmp_path, "--fall-through")
    assert ran.out.startswith("a in profile default: no rule takes this call\n  local_alias: ")
    assert rulec("check", tmp_path).out.startswith("no problems")
    (told,) = rulec("check", tmp_path, "--fall-through", "--format", "json").data["fall_through"]
    assert told["call"]["inputs"]["call_info"]["protocol"] != "sip"
    assert (told["rule_set"], told["profile"], told["reason"]) == ("a", "default", "")


def test_the_day_decides_what_is_over(tmp_path: Path):
    rule = FIRST.replace("when:", "valid: {until: 2026-11-22}, when:")
    write_files(tmp_path, {"a.yaml": f"policy: participant\nrules:\n{rule}\n"})
    assert "rule-is-over" in rulec("check", tmp_path, "--today", "2026-11-23").err
    assert rulec("check", tmp_path, "--today", "2026-11-22").err == ""
    assert rulec("check", tmp_path, "--today", "tomorrow").code == 2


def test_a_build_does_not_look_at_the_day(tmp_path: Path):
    rule = FIRST.replace("when:", "valid: {until: 2001-01-01}, when:")
    write_files(tmp_path / "rules", {"a.yaml": f"policy: participant\nrules:\n{rule}\n"})
    assert rulec("build", tmp_path / "rules", "--strict", "--out", tmp_path / "out").code == 0
