"""What a report is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from rulec.diagnostics import Problem
from rulec.findings import Exhibit, RuleKey
from rulec.pexip import Policy
from rulec.records import dataclass
from rulec.report.ledger import Spent
from rulec.resolve import Project
from rulec.syntax.folder import RuleFile
from rulec.testing import TestRun


@dataclass(frozen=True, slots=True)
class Facts:
    """A rules folder with all that was found about it.

    Scripts, test run and exhibits are there only where the rules have no errors.
    """

    #: The folder as it was given, and a digest of its files.
    folder: str
    digest: str
    #: The day by which ranges of days were judged; None where none was.
    today: date | None
    files: tuple[RuleFile, ...]
    project: Project
    problems: tuple[Problem, ...]
    #: Why questions about the rules as a whole could not be decided, and how often.
    undecided: tuple[tuple[str, int], ...] = ()
    scripts: tuple[Spent, ...] = ()
    run: TestRun | None = None
    #: For each profile, by name, and policy.
    exhibits: Mapping[tuple[str, Policy], Mapping[RuleKey, Exhibit]] = field(default_factory=dict)
    #: The values that rules took from the environment, also where they have errors.
    secrets: frozenset[str] = field(default=frozenset(), repr=False)
