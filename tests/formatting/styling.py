"""Texts through the formatter, as tests ask for them."""

from __future__ import annotations

from textwrap import dedent

from rulec.diagnostics import Problem
from rulec.formatting import formatted
from rulec.source import SourceFile


def styled(text: str) -> str:
    """The text of a file that is formatted without a problem that stops it."""
    made = formatted(SourceFile("rules/a.yaml", text))
    assert made.text is not None, [problem.message for problem in made.problems]
    return made.text


def refused(text: str) -> Problem:
    """The one problem because of which a file stays as it is."""
    made = formatted(SourceFile("rules/a.yaml", text))
    assert made.text is None
    [problem] = [problem for problem in made.problems if problem.is_error]
    return problem


def lines(text: str) -> str:
    """A text of a test without the indentation that it has there."""
    return dedent(text).lstrip("\n")
