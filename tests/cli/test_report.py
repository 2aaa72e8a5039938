"""`rulec report`: the file it writes, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import rulec, write_files

FAILS = """policy: participant
rules: [{id: a, when: {vendor: x}, set: {call_tag: y}}]
tests: [{name: odd, given: {call: {vendor: z}}, expect: {rule: a}}]
"""


def test_a_good_folder(good: Path, tmp_path: Path):
    out = tmp_path / "report.html"
    ran = rulec("report", good, "-o", out)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"no problems, 0 of 1 tests failed\nwrote {out.as_posix()}\n"
    text = out.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert "a scanner is refused" in text


def test_without_a_name_it_is_called_report(good: Path, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert rulec("report", good).code == 0
    assert (tmp_path / "report.html").is_file()


def test_with_errors_it_is_written_and_the_exit_code_is_1(bad: Path, tmp_path: Path):
    out = tmp_path / "report.html"
    ran = rulec("report", bad, "-o", out)
    assert ran.code == 1
    assert "1 error" in ran.out
    assert "usr" in out.read_text(encoding="utf-8")


def test_with_a_test_that_fails_the_exit_code_is_1(tmp_path: Path):
    write_files(tmp_path / "rules", {"a.yaml": FAILS})
    ran = rulec("report", tmp_path / "rules", "-o", tmp_path / "report.html")
    assert ran.code == 1
    assert "1 of 1 tests failed" in ran.out


def test_a_warning_is_fine(warned: Path, tmp_path: Path):
    assert rulec("report", warned, "-o", tmp_path / "report.html").code == 0


def test_an_earlier_report_is_replaced(good: Path, bad: Path, tmp_path: Path):
    out = tmp_path / "report.html"
    assert rulec("report", bad, "-o", out).code == 1
    assert rulec("report", good, "-o", out).code == 0
    assert "a scanner is refused" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["<!doctype html>\n<p>mine", "policy: service\n", "\0\1"])
def test_nothing_else_is_replaced(good: Path, tmp_path: Path, text: str):
    out = tmp_path / "report.html"
    out.write_text(text, encoding="utf-8")
    ran = rulec("report", good, "-o", out)
    assert ran.code == 2
    assert "is no report of rulec, so it is not replaced" in ran.err
    assert out.read_text(encoding="utf-8") == text


def test_an_empty_file_is_nothing_to_lose(good: Path, tmp_path: Path):
    out = tmp_path / "report.html"
    out.touch()
    assert rulec("report", good, "-o", out).code == 0
    assert out.stat().st_size > 0


@pytest.mark.parametrize("name", ["rules/report.html", "folder", "missing/no\0thing"])
def test_a_place_that_is_none_is_refused(good: Path, tmp_path: Path, name: str):
    (tmp_path / "folder").mkdir()
    place = good / "report.html" if name.startswith("rules/") else f"{tmp_path}/{name}"
    ran = rulec("report", good, "-o", place)
    assert ran.code == 2
    assert ran.err.startswith("rulec: error:")
    assert not (good / "report.html").exists()


def test_an_empty_name_is_a_wrong_argument(good: Path):
    ran = rulec("report", good, "-o", " ")
    assert ran.code == 2
    assert "a file name is missing" in ran.err


def test_a_folder_that_is_not_there(tmp_path: Path):
    ran = rulec("report", tmp_path / "nowhere", "-o", tmp_path / "report.html")
    assert ran.code == 2
    assert not (tmp_path / "report.html").exists()


def test_the_day_is_judged_where_it_is_given(tmp_path: Path):
    rules = (
        "policy: participant\nrules: [{id: a, valid: {until: 2026-11-01}, set: {call_tag: x}}]\n"
    )
    write_files(tmp_path / "rules", {"a.yaml": rules})
    out = tmp_path / "report.html"
    assert rulec("report", tmp_path / "rules", "-o", out, "--today", "2026-11-23").code == 0
    assert "rule-is-over" in out.read_text(encoding="utf-8")
    assert rulec("report", tmp_path / "rules", "-o", out).code == 0
    assert "rule-is-over" not in out.read_text(encoding="utf-8")
    assert rulec("report", tmp_path / "rules", "-o", out, "--today", "tomorrow").code == 2


def test_json_says_what_was_written(good: Path, bad: Path, tmp_path: Path):
    out = tmp_path / "report.html"
    data = rulec("report", good, "-o", out, "--format", "json").data
    assert data["command"] == "report"
    assert (data["out"], data["written"]) == (out.as_posix(), [out.as_posix()])
    assert (data["profiles"], data["passed"], data["failed"]) == (["default"], 1, 0)
    ran = rulec("report", bad, "-o", out, "--format", "json")
    assert ran.data["exit_code"] == 1
    assert [problem["line"] for problem in ran.data["problems"]] == [4]


def test_a_script_that_differs_stops_it(good: Path, tmp_path: Path, monkeypatch):
    """Whatever a report says about a script that is wrong would be wrong too."""
    from rulec.verify import compare

    monkeypatch.setattr(compare, "judged", lambda printed, _: ("other answer", printed))
    out = tmp_path / "report.html"
    ran = rulec("report", good, "-o", out, "--format", "json")
    assert ran.code == 2
    assert ran.data["error"] == "a script differs from its rules: a bug of rulec"
    assert ran.data["differences"]
    assert not out.exists()


def test_a_call_that_the_report_shows_is_tried_on_the_script(
    good: Path, tmp_path: Path, monkeypatch
):
    """Without tests, too: the calls of rules and findings are decided by the scripts."""
    from rulec.verify import compare

    text = (good / "service.yaml").read_text(encoding="utf-8").partition("tests:")[0]
    write_files(tmp_path / "rules", {"a.yaml": text})
    monkeypatch.setattr(compare, "judged", lambda printed, _: ("other answer", printed))
    assert rulec("report", tmp_path / "rules", "-o", tmp_path / "report.html").code == 2
