"""The formats of results, by name."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise


class Format(StrEnum):
    """How the results of every command are written."""

    TEXT = "text"
    JSON = "json"


class ReportFormat(StrEnum):
    """How the results of commands that have a report are written; see `report.formats`."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    SARIF = "sarif"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"


#: Those in which people read the text of a command.
READ_BY_PEOPLE = frozenset({ReportFormat.TEXT.value, ReportFormat.GITHUB.value})


def wanted_format(arguments: Sequence[str]) -> ReportFormat:
    """The format that the arguments of a command ask for, whatever else they are."""
    known = {each.value: each for each in ReportFormat}
    wanted = ReportFormat.TEXT
    for before, argument in pairwise(("", *arguments)):
        name = argument.removeprefix("--format=") if before != "--format" else argument
        if before == "--format" or argument.startswith("--format="):
            wanted = known.get(name, ReportFormat.TEXT)
    return wanted
