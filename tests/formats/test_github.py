"""Workflow commands, as the runner of GitHub Actions reads them."""

from __future__ import annotations

import pytest
from formats import runner
from formats.samples import HOSTILE, hostile_report, kind, remark

from rulec.report.formats.github import MOST_SHOWN, bracketed, github
from rulec.report.formats.kinds import UNNOTICED_MISTAKE
from rulec.report.formats.model import Place, Remark, Report
from rulec.report.safe_text import safe


def commands(*remarks: Remark) -> list[runner.Command]:
    job = runner.run(github(Report("check", 1, others=remarks)))
    assert job.text == [""]
    return job.commands


def test_a_command():
    [command] = commands(remark(hint="did you mean `user`?", detail=("call: 100 %", "  x")))
    assert command.name == "error"
    assert command.properties == {
        "file": "rules/service.yaml",
        "line": "4",
        "endLine": "4",
        "col": "12",
        "endColumn": "14",
        "title": "R110 unknown-field",
    }
    assert command.message == (
        "there is no field `usr`\nhint: did you mean `user`?\ncall: 100 %\n  x"
    )


def test_levels_and_places():
    lines = Remark(kind("unreachable-rule"), "never", Place("a.yaml", 2, 3, 5, 1, "x"))
    note = Remark(UNNOTICED_MISTAKE, "so", Place("a.yaml"), fails=False)
    nowhere = Remark(kind("disagreement"), "a bug")
    bug, several, whole = commands(lines, note, nowhere)
    assert (bug.name, bug.properties) == ("error", {"title": "R900 disagreement"})
    assert several.name == "warning"
    assert several.properties.items() >= {"line": "2", "endLine": "5"}.items()
    assert "col" not in several.properties
    assert (whole.name, whole.properties["line"]) == ("notice", "1")


def test_no_more_than_are_shown_and_the_rest_is_counted():
    many = [remark(f"error {n}") for n in range(25)]
    many += [remark(f"warning {n}", name="idle-rule") for n in range(13)]
    found = commands(*many)
    names = [command.name for command in found]
    assert (names.count("error"), names.count("warning")) == (MOST_SHOWN, MOST_SHOWN)
    assert names[-1] == "notice"
    assert found[-1].message == (
        "15 errors, 3 warnings more: all of them stand in the summary of the job"
    )


def test_of_notes_one_less_where_something_is_counted():
    notes = [Remark(UNNOTICED_MISTAKE, f"note {n}", fails=False) for n in range(10)]
    found = commands(*notes)
    assert len(found) == MOST_SHOWN
    assert found[-1].message.startswith("1 note more")


def test_the_most_important_come_first():
    many = [remark(f"field {n}") for n in range(30)]
    rare = Remark(kind("over-budget"), "too long", Place("rulec.yaml", 1, 1, 1, 2, "x"))
    idle = [remark(f"idle {n}", name="idle-rule") for n in range(30)]
    trust = [remark(f"trust {n}", name="trust-on-text") for n in range(2)]
    found = [command.message for command in commands(*idle, *many, *trust, rare)]
    assert found[:2] == ["field 0", "too long"]
    assert found[10:13] == ["trust 0", "idle 0", "trust 1"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_gives_no_commands(text: str):
    report = hostile_report(text)
    job = runner.run(bracketed(f"{text}\nlast") + github(report))
    assert [command.name for command in job.commands] == ["error", "warning", "notice"]
    # What is shown is what was said, invisible signs aside.
    assert job.commands[0].message.split("\n")[0] == safe(text or "so it is")
    for command in job.commands:
        assert command.properties.keys() <= {"file", "line", "endLine", "col", "endColumn", "title"}
    assert job.commands[1].properties["line"] == "4"
    assert job.text[-2:] == ["last", ""]


def test_text_is_shown_in_brackets_and_ends_with_a_line_end():
    log = bracketed("::error::no\n##[error]no")
    assert log.endswith("::\n")
    job = runner.run(log)
    assert (job.commands, job.text) == ([], ["::error::no", "##[error]no", ""])
    assert bracketed("") == ""


def test_nobody_can_write_the_word_that_ends_the_brackets():
    word = bracketed("x\n").splitlines()[-1]
    job = runner.run(bracketed(f"x\n{word}\n::error::pwned\n"))
    assert job.commands == []
