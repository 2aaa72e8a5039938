"""`rulec check`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rulec.cli.options import Form, Rules, Strict
from rulec.cli.rules_folder import require_files, require_folder
from rulec.cli.screen import FINE, PROBLEMS_FOUND, CannotRun, Format, Screen

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
    form: Form = Format.TEXT,
) -> None:
    """Read a rules folder and show every problem in it.

    Also looks at the rules as a whole: rules that no call reaches, conditions that make no
    difference, rule sets that contradict each other, what is risky. `accept` in a rule silences
    what is meant to be so.

    \b
    Example:
      rulec check rules
      rulec check rules --fall-through

    Exit codes: 0 without errors (with --strict without warnings too), 1 with problems, 2 when the
    folder cannot be read.
    """  # noqa: D301  \b keeps the lines of the example apart
    with Screen("check", form) as screen:
        require_folder(rules)
        day = _day(today)
        from rulec.pipeline import check as checked_rules
        from rulec.report.problems import summary

        checked = checked_rules(rules, screen.environment, day)
        require_files(rules, checked)
        screen.problems(checked.problems)
        project = checked.project
        count = sum(len(found.rules.rules) for found in project.rule_sets)
        through = _fallen_through(checked, screen) if fall_through else []
        if not checked.has_errors:
            screen.out(
                f"{summary(checked.problems)} in {_counted(len(project.rule_sets), 'rule set')} "
                f"with {_counted(count, 'rule')} and {_counted(len(project.tests), 'test')}\n"
            )
            screen.out(_undecided(checked))
        bad = checked.has_errors or (strict and checked.problems)
        screen.end(
            PROBLEMS_FOUND if bad else FINE,
            {
                "profiles": [profile.name for profile in project.profiles],
                "rule_sets": len(project.rule_sets),
                "rules": count,
                "tests": len(project.tests),
                "undecided": [
                    {"reason": reason, "questions": number} for reason, number in checked.undecided
                ],
                "fall_through": through,
            },
        )


def _undecided(checked: Checked) -> str:
    """What is said of questions about the rules that were not decided."""
    return "".join(
        f"nothing is said on {_counted(number, 'question')} about these rules: {reason}\n"
        for reason, number in checked.undecided
    )


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written) if written else date.today()
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
    return falling_json(found)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
