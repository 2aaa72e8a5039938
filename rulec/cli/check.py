"""`rulec check`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rulec.cli.formats import ReportFormat
from rulec.cli.options import Files, ReportForm, Rules, Strict
from rulec.cli.rules_folder import require_files, require_folder
from rulec.cli.screen import FINE, PROBLEMS_FOUND, CannotRun, Screen

if TYPE_CHECKING:
    from rulec.pipeline import Checked

_FallThrough = Annotated[
    bool,
    typer.Option(
        "--fall-through",
        help="Also show, for each rule set without a default, a call that no rule of it takes.",
    ),
]
_Today = Annotated[
    str,
    typer.Option(
        "--today",
        metavar="DAY",
        help="The day by which `valid` and `date` are judged, as in --today 2026-11-23.",
    ),
]


def check(
    rules: Rules = Path("rules"),
    strict: Strict = False,
    fall_through: _FallThrough = False,
    today: _Today = "",
    output: Files = None,
    form: ReportForm = ReportFormat.TEXT,
) -> None:
    """Read a rules folder and show every problem in it.

    Also looks at the rules as a whole: rules that no call reaches, conditions that make no
    difference, rule sets that contradict each other, what is risky. `accept` in a rule silences
    what is meant to be so.

    \b
    Example:
      rulec check rules
      rulec check rules --fall-through
      rulec check rules --format github --output sarif=rulec.sarif

    Exit codes: 0 without errors (with --strict without warnings too), 1 with problems, 2 when the
    folder cannot be read, or a file of --output cannot be written.
    """  # noqa: D301  \b keeps the lines of the example apart
    with Screen("check", form) as screen:
        screen.also_write(output or (), rules)
        require_folder(rules)
        day = day_of(today, date.today())
        from rulec.pipeline import check as checked_rules

        checked = checked_rules(rules, screen.environment, day)
        require_files(rules, checked)
        screen.problems(checked.problems)
        through = _fallen_through(checked, screen) if fall_through else []
        sums = [] if checked.has_errors else _sums(checked)
        screen.out("".join(f"{line}\n" for line in sums))
        if screen.makes_report:
            from rulec.report.formats.of_problems import cases_of, remarks_of

            remarks = remarks_of(checked.problems, strict=strict)
            paths = (file.source.path for file in checked.files)
            screen.gathered.cases += cases_of(remarks, paths)
            screen.gathered.sums += sums
        bad = checked.has_errors or (strict and checked.problems)
        screen.end(PROBLEMS_FOUND if bad else FINE, _data(checked, through))


def _data(checked: Checked, through: list[dict[str, object]]) -> dict[str, object]:
    """What the JSON document says besides problems."""
    project = checked.project
    return {
        "profiles": [profile.name for profile in project.profiles],
        "rule_sets": len(project.rule_sets),
        "rules": _rules_in(checked),
        "tests": len(project.tests),
        "undecided": [
            {"reason": reason, "questions": number} for reason, number in checked.undecided
        ],
        "fall_through": through,
    }


def _rules_in(checked: Checked) -> int:
    return sum(len(found.rules.rules) for found in checked.project.rule_sets)


def _sums(checked: Checked) -> list[str]:
    """How much was looked at, and what is said of questions that were not decided."""
    from rulec.report.problems import summary

    project = checked.project
    sets, tests = len(project.rule_sets), len(project.tests)
    inside = f"{_counted(_rules_in(checked), 'rule')} and {_counted(tests, 'test')}"
    return [
        f"{summary(checked.problems)} in {_counted(sets, 'rule set')} with {inside}",
        *(
            f"nothing is said on {_counted(number, 'question')} about these rules: {reason}"
            for reason, number in checked.undecided
        ),
    ]


def day_of(written: str, usual: date | None = None) -> date | None:
    """The day that was asked for, or the usual one."""
    try:
        return date.fromisoformat(written) if written else usual
    except ValueError as error:
        raise CannotRun(f"`{written}` is no day", "write it as in 2026-11-23") from error


def _fallen_through(checked: Checked, screen: Screen) -> list[dict[str, object]]:
    """Shows what falls through each rule set without a default; the same as data."""
    if checked.has_errors:
        return []
    from rulec.findings import falling
    from rulec.report.falling import falling_json, render_falling

    found = tuple(falling(checked.project))
    screen.out(render_falling(found))
    if screen.makes_report:
        from rulec.report.formats.of_problems import remarks_of_falling

        screen.gathered.others += remarks_of_falling(found)
    return falling_json(found)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
