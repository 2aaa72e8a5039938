"""`rulec report`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from rulec.cli.check import day_of
from rulec.cli.formats import Format
from rulec.cli.options import Form, Rules
from rulec.cli.own_file import OwnFile, file_name, require_replaceable, write_own
from rulec.cli.rules_folder import require_files, require_folder
from rulec.cli.screen import COULD_NOT_RUN, FINE, PROBLEMS_FOUND, Screen

if TYPE_CHECKING:
    from rulec.survey import Survey

_EXAMPLE = "report.html"


def _file(text: str | Path) -> Path:
    """The file of `--out`."""
    return file_name(text, _EXAMPLE)


_Out = Annotated[
    Path,
    typer.Option(
        "--out",
        "-o",
        metavar="FILE",
        parser=_file,
        help="The file to write. It replaces nothing but an earlier report.",
    ),
]
_Today = Annotated[
    str,
    typer.Option(
        "--today",
        metavar="DAY",
        help="The day by which `valid` and `date` are judged, as in --today 2026-11-23; the report "
        "names it. Without it none is, so that the same rules give the same report on any day.",
        show_default=False,
    ),
]

#: Differences that are shown; more of them say little.
MOST_DIFFERENCES = 2


def report(
    rules: Rules = Path("rules"),
    out: _Out = Path(_EXAMPLE),
    today: _Today = "",
    form: Form = Format.TEXT,
) -> None:
    """Write a report on a rules folder, as one HTML file.

    It is for a browser, a printer, or a mail: the decision tables of all profiles with search and
    filters; a page for each rule with what it does in plain words, a call that shows it, and the
    rules that want the same calls; the findings of `rulec check`, the sizes of the scripts, and
    what the tests cover. The file needs no network and asks for none. PINs are hidden.

    \b
    Example:
      rulec report rules -o report.html

    Exit codes: 0 when the rules have no errors and their tests pass, 1 when not: the report shows
    why; 2 when it could not be written, also when a script differs from its rules, which is a bug
    of rulec.
    """  # noqa: D301  \b keeps the lines of the example apart
    with Screen("report", form) as screen:
        require_folder(rules)
        from rulec.report.html import START, document

        file = OwnFile(
            out, "a report", "is no report of rulec", re.escape(START.encode()), _EXAMPLE
        )
        require_replaceable(file, rules)
        day = day_of(today)
        from rulec.cli.writing import shown
        from rulec.survey import survey

        found = survey(rules, screen.environment, day, screen.progress)
        require_files(rules, found.checked)
        screen.keep(found.facts.problems)
        if found.differences:
            _stop_at_our_own_bugs(found, out, screen)
        screen.progress("writing the report")
        write_own(file, document(found.facts))
        screen.out(_summary(found) + f"wrote {shown(out)}\n")
        screen.end(FINE if found.is_fine else PROBLEMS_FOUND, _data(found, out, written=True))


def _stop_at_our_own_bugs(found: Survey, out: Path, screen: Screen) -> NoReturn:
    """Ends the command: a script is not what its rules mean, so that nobody should trust it."""
    from rulec.report.differences import differences_json, differences_text

    profiles = found.checked.project.profiles
    shown = found.differences[:MOST_DIFFERENCES]
    screen.err(differences_text(shown, profiles, {}))
    data = {
        **_data(found, out, written=False),
        "differences": differences_json(shown, profiles, {}),
    }
    screen.end(COULD_NOT_RUN, data, error="a script differs from its rules: a bug of rulec")


def _summary(found: Survey) -> str:
    from rulec.report.problems import summary

    run = found.facts.run
    tests = "" if run is None else f", {len(run.failed):,} of {len(run.results):,} tests failed"
    return f"{summary(found.facts.problems)}{tests}\n"


def _data(found: Survey, out: Path, *, written: bool) -> dict[str, object]:
    """The command's keys of the JSON document."""
    run = found.facts.run
    return {
        "out": out.as_posix(),
        "written": [out.as_posix()] if written else [],
        "profiles": [profile.name for profile in found.checked.project.profiles],
        "passed": 0 if run is None else len(run.results) - len(run.failed),
        "failed": 0 if run is None else len(run.failed),
    }
