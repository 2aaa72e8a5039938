"""Each folder of `cases/` shows a code: rule files, and all that is said about them.

`pytest --update` rewrites the texts; read the difference as an administrator would.
"""

import re
from datetime import date
from pathlib import Path

import pytest

from rulec.diagnostics import CODES, codes_findings, codes_security
from rulec.pipeline import check, read
from rulec.report import problems as report
from rulec.report.problems import render_problems

CASES = Path(__file__).parent / "cases"
#: The day by which ranges of days are judged.
TODAY = date(2026, 11, 23)
NAMES = sorted(path.name for path in CASES.iterdir())

#: The codes of what is found about rules as a whole.
OF_FINDINGS = {code.name for code in (*codes_findings.CODES, *codes_security.CODES)}

#: Codes that `check` never gives, with the place where they show.
ELSEWHERE = {
    "over-budget": "test_build_codes.py: the build measures scripts",
    "nearly-full": "test_build_codes.py: the build measures scripts",
    "disagreement": "test_build_codes.py: the build compares scripts with rules",
    "forbidden-construct": "test_build_codes.py: the build looks at what scripts are made of",
    "evaluators-differ": "test_build_codes.py: the build lets the evaluators decide calls",
    "not-formatted": "tests/formatting/test_odd_files.py: `fmt` formats files",
    "formatting-changes": "tests/formatting/test_planted.py: `fmt` reads what it made",
}


def said(case, monkeypatch):
    """The problems of a case, with paths as they are when its folder is the working folder."""
    monkeypatch.chdir(CASES / case)
    # What is found about rules as a whole would hide what the cases of single places show.
    as_a_whole = case in OF_FINDINGS
    checked = check(Path("rules"), {}, TODAY) if as_a_whole else read(Path("rules"), {})
    return checked.problems


@pytest.mark.parametrize("case", NAMES)
def test_what_is_said(case, monkeypatch, update):
    # Each place counts here, also where many say the same.
    monkeypatch.setattr(report, "MOST_ALIKE", 1_000)
    text = render_problems(said(case, monkeypatch))
    expected = CASES / case / "expected.txt"
    if update:
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", NAMES)
def test_the_code_of_the_case_occurs_in_it(case):
    assert f" {case}]" in (CASES / case / "expected.txt").read_text(encoding="utf-8")


def test_every_code_occurs_in_a_case():
    names = {code.name for code in CODES.values()}
    assert names == {*NAMES, *ELSEWHERE}


@pytest.mark.parametrize("case", NAMES)
def test_messages_have_the_form_of_messages(case, monkeypatch):
    for problem in said(case, monkeypatch):
        for text in (problem.message, problem.hint, *(r.message for r in problem.related)):
            assert "\n" not in text
            assert len(text) < 400
            assert not text.endswith("."), text
            # Names of products and of what is counted keep their capitals.
            assert not re.match(r"[A-Z](?!AML|exip|ython)", text), text
        assert problem.message
        assert problem.hint, problem.message
        assert problem.message.count("`") % 2 == 0, problem.message
        assert problem.hint.count("`") % 2 == 0, problem.hint


@pytest.mark.parametrize("case", NAMES)
def test_places_lie_in_their_files(case, monkeypatch):
    for problem in said(case, monkeypatch):
        assert problem.span is not None
        for span in (problem.span, *(related.span for related in problem.related)):
            assert 1 <= span.line <= max(1, len(span.file.lines))
            assert 1 <= span.column <= len(span.file.line(span.line)) + 1
            assert (span.end_line, span.end_column) >= (span.line, span.column)
