"""Code Quality documents of GitLab, held against a schema written from their description."""

from __future__ import annotations

import pytest
from formats import readers
from formats.samples import HOSTILE, hostile_report, kind, remark

from rulec.report.formats.gitlab import gitlab
from rulec.report.formats.kinds import COULD_NOT_RUN, UNNOTICED_MISTAKE
from rulec.report.formats.model import Place, Remark, Report


def issues(*remarks: Remark) -> list[dict[str, object]]:
    return readers.gitlab(gitlab(Report("check", 1, others=remarks)))


def test_an_issue():
    [issue] = issues(remark(hint="did you mean `user`?"))
    assert issue.pop("fingerprint")
    assert issue == {
        "description": "there is no field `usr` (did you mean `user`?)",
        "check_name": "unknown-field",
        "severity": "critical",
        "location": {"path": "rules/service.yaml", "lines": {"begin": 4, "end": 4}},
    }


def test_nothing_to_say_is_an_empty_array():
    assert issues() == []


def test_severities_and_places():
    found = issues(
        remark(name="idle-rule"),
        remark(name="trust-on-text"),
        Remark(UNNOTICED_MISTAKE, "so", Place("build/a.j2")),
        Remark(COULD_NOT_RUN, "there is no folder"),
    )
    assert [one["severity"] for one in found] == ["minor", "major", "info", "critical"]
    assert found[2]["location"] == {"path": "build/a.j2", "lines": {"begin": 1, "end": 1}}
    assert found[3]["location"] == {"path": ".", "lines": {"begin": 1, "end": 1}}


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text(text: str):
    found = readers.gitlab(gitlab(hostile_report(text)))
    assert len(found) == 3
    for issue in found:
        assert str(issue["description"]).isprintable()


def test_kinds_are_told_by_their_names():
    [issue] = issues(Remark(kind("disagreement"), "a bug"))
    assert issue["check_name"] == "disagreement"
