"""`rulec check`."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rulec.cli.checking import check_unsaved, end_check
from rulec.cli.formats import ReportFormat
from rulec.cli.options import Files, ReportForm, Rules, Stdin, StdinFilename, Strict
from rulec.cli.rules_folder import require_files, require_folder
from rulec.cli.screen import CannotRun, Screen
from rulec.cli.standard_input import require_stdin_filename
from rulec.cli.watching import Watch
from rulec.cli.watching import watch as watched

if TYPE_CHECKING:
    from rulec.reading import Checked

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
    watch: Watch = False,
    stdin: Stdin = False,
    stdin_filename: StdinFilename = None,
    output: Files = None,
    form: ReportForm = ReportFormat.TEXT,
) -> None:
    """Read a rules folder and show every problem in it.

    Also looks at the rules as a whole: rules that no call reaches, conditions that make no
    difference, rule sets that contradict each other, what is risky. `accept` in a rule silences
    what is meant to be so. Not so with --stdin, which is for editors: it answers quickly, with the
    text of a file that is not saved yet, and looks at each file and each rule alone.

    \b
    Example:
      rulec check rules
      rulec check rules --fall-through
      rulec check rules --format github --output sarif=rulec.sarif

    Exit codes: 0 without errors (with --strict without warnings too), 1 with problems, 2 when the
    folder cannot be read, or a file of --output cannot be written.
    """  # noqa: D301  \b keeps the lines of the example apart
    with Screen("check", form) as screen:
        require_stdin_filename(stdin, stdin_filename)
        given = {"--watch": watch, "--stdin": stdin, "--fall-through": fall_through}
        given |= {"--output": bool(output), "--format": form is not ReportFormat.TEXT}
        _require_fitting({name for name, on in given.items() if on})
        if watch:
            watched(rules, partial(check, rules, strict, fall_through, today))
        if stdin_filename is not None:
            check_unsaved(rules, stdin_filename, form, strict=strict)
        screen.also_write(output or (), rules)
        require_folder(rules)
        day = day_of(today, date.today())
        from rulec.pipeline import check as checked_rules

        checked = checked_rules(rules, screen.environment, day)
        require_files(rules, checked)
        screen.problems(checked.problems)
        through = _fallen_through(checked, screen) if fall_through else []
        end_check(checked, screen, strict=strict, as_a_whole=True, fall_through=through)


#: Options that do not go together.
_APART = (
    ("--watch", "--stdin"),
    ("--watch", "--format"),
    ("--watch", "--output"),
    ("--stdin", "--fall-through"),
    ("--stdin", "--output"),
)


def _require_fitting(given: set[str]) -> None:
    """Raises `CannotRun` for options that do not go together."""
    for one, other in _APART:
        if {one, other} <= given:
            raise CannotRun(f"{one} does not go with {other}", "leave one of the two out")


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
