"""`rulec build`."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from rulec.cli.formats import ReportFormat
from rulec.cli.options import Check, Files, ReportForm, Rules, Strict
from rulec.cli.rules_folder import require_files, require_folder
from rulec.cli.screen import COULD_NOT_RUN, FINE, PROBLEMS_FOUND, Screen

if TYPE_CHECKING:
    from rulec.manifest import Entry
    from rulec.outputs import Outputs
    from rulec.pipeline import Build
    from rulec.verify import Combinations

_Out = Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the scripts go.")]


class LayoutName(StrEnum):
    """How readable scripts are to be, as `emit.LayoutChoice` has it."""

    READABLE = "readable"
    COMPACT = "compact"
    AUTO = "auto"


_Layout = Annotated[
    LayoutName,
    typer.Option(
        "--layout",
        help="readable: conditions one after the other; compact: tables, as short as can be; "
        "auto: as readable as fits the budget.",
    ),
]
_ExplainLayout = Annotated[
    bool, typer.Option("--explain-layout", help="Say what each pass of the compiler saves.")
]

_Ledger = Annotated[
    bool,
    typer.Option("--ledger", help="Show what each script's characters are spent on."),
]

#: What a command that wrote nothing says it wrote.
_NOTHING: dict[str, list[str]] = {
    "written": [],
    "unchanged": [],
    "removed": [],
    "not_current": [],
}

#: Differences that are shown; more of them say little.
MOST_DIFFERENCES = 2


def build(
    rules: Rules = Path("rules"),
    out: _Out = Path("build"),
    check: Check = False,
    strict: Strict = False,
    layout: _Layout = LayoutName.AUTO,
    explain_layout: _ExplainLayout = False,
    ledger: _Ledger = False,
    output: Files = None,
    form: ReportForm = ReportFormat.TEXT,
) -> None:
    """Compile a rules folder to the scripts of its profiles.

    Every script is first compared with its rules on many calls. All files are written or none.

    \b
    Example:
      rulec build rules --out build
      rulec build rules --out build --check
      rulec build rules --out build --check --output gitlab=gl-code-quality-report.json
      rulec build rules --layout compact --explain-layout

    Exit codes: 0 when the scripts are written (with --check: are current), 1 with problems in the
    rules (with --check: with files that are not current), 2 when it could not run.
    """  # noqa: D301  \b keeps the lines of the example apart
    with Screen("build", form) as screen:
        screen.also_write(output or (), rules)
        require_folder(rules)
        from rulec.cli.writing import write
        from rulec.emit import LayoutChoice
        from rulec.pipeline import build as compiled

        made = compiled(rules, screen.progress, screen.environment, LayoutChoice(layout.value))
        require_files(rules, made.checked)
        screen.problems(made.problems)
        if screen.makes_report:
            _report(made, screen, strict=strict)
        if made.own_bugs:
            _stop_at_our_own_bugs(made, out, screen)
        scripts = [_script_data(entry) for entry in made.entries]
        if explain_layout:
            _explain(made.entries, scripts, screen)
        if ledger and screen.is_text:
            _show_ledger(made.entries, screen)
        data = {"out": out.as_posix(), "scripts": scripts, **_NOTHING}
        if made.outputs is None or (strict and made.problems):
            screen.err("nothing was written\n" if screen.is_text and not check else "")
            screen.end(PROBLEMS_FOUND, data)
        screen.out(_summary(made.entries, out) + _remarks(made.entries, out))
        if screen.makes_report:
            _report_sizes(scripts, screen)
        if check:
            found = _compared(made.outputs, out, rules, screen)
            screen.end(PROBLEMS_FOUND if found else FINE, {**data, "not_current": found})
        written = write(made.outputs, out, screen)
        lists = {
            "written": list(written.changed),
            "unchanged": list(written.unchanged),
            "removed": list(written.removed),
        }
        screen.end(FINE, {**data, **lists})


def _report(made: Build, screen: Screen, *, strict: bool) -> None:
    """Puts into the report what the build says of the rules."""
    from rulec.report.formats.of_builds import problems_of_builds
    from rulec.report.formats.of_problems import cases_of, remarks_of

    remarks = remarks_of(problems_of_builds(made.problems, strict=strict), strict=strict)
    screen.gathered.cases += cases_of(remarks)


def _report_sizes(scripts: list[dict[str, object]], screen: Screen) -> None:
    from rulec.report.formats.of_builds import table_of_scripts

    screen.gathered.tables.append(table_of_scripts(scripts))


def _compared(outputs: Outputs, out: Path, rules: Path, screen: Screen) -> list[str]:
    """What in the folder is not current; puts it into the report, too."""
    from rulec.cli.writing import compare

    found = compare(outputs, out, screen)
    if screen.makes_report:
        from rulec.report.formats.of_builds import cases_of_files, not_current

        folder = PurePosixPath(out.as_posix())
        hint = f"`rulec build {rules.as_posix()} --out {folder}` writes what the rules make"
        remarks = not_current(folder, [(each.path, each.what) for each in found], hint)
        screen.gathered.cases += cases_of_files(folder, outputs.texts, remarks)
        many = "1 file is" if len(found) == 1 else f"{len(found):,} files are"
        screen.gathered.sums.append(f"{many} not current" if found else "all files are current")
    return list(map(str, found))


def _explain(entries: tuple[Entry, ...], scripts: list[dict[str, object]], screen: Screen) -> None:
    """Shows what each pass does for each script; in JSON it stands beside the script."""
    from rulec.report.passes import passes_data, passes_text

    for entry, data in zip(entries, scripts, strict=True):
        if screen.is_text:
            screen.out(passes_text(entry.path, entry.profile, entry.script) + "\n")
        data["explained"] = passes_data(entry.profile, entry.script)


def _show_ledger(entries: tuple[Entry, ...], screen: Screen) -> None:
    from rulec.report.ledger import Spent, ledger_text

    for entry in entries:
        screen.out(ledger_text(entry.path, Spent(entry.profile, entry.script)) + "\n")


def _stop_at_our_own_bugs(made: Build, out: Path, screen: Screen) -> NoReturn:
    """Ends the command: a script is not what its rules mean."""
    from rulec.report.differences import differences_json, differences_text
    from rulec.report.where import by_name

    profiles = made.checked.project.profiles
    shown = made.differences[:MOST_DIFFERENCES]
    scripts = by_name((entry.profile, entry.script) for entry in made.entries)
    screen.err(differences_text(shown, profiles, scripts))
    data = {"out": out.as_posix(), "scripts": [], **_NOTHING}
    error = "a script differs from its rules: a bug of rulec"
    told = differences_json(shown, profiles, scripts)
    screen.end(COULD_NOT_RUN, {**data, "differences": told}, error=error)


def _summary(entries: tuple[Entry, ...], out: Path) -> str:
    if not entries:
        return "there are no rule sets, so there are no scripts\n"
    from rulec.cli.writing import shown
    from rulec.report.ledger import Spent, room_text
    from rulec.report.tried import tried_text

    rows = []
    for entry in entries:
        data = _script_data(entry)
        rows.append(
            (
                f"{shown(out)}/{entry.path}",
                f"{data['size']:,}",
                f"of {data['budget']:,} characters ({data['percent']} %)",
                f"{data['rules']:,} {'rule' if data['rules'] == 1 else 'rules'}",
                tried_text(entry.comparisons, entry.in_full, "comparisons"),
                f"{_covered(entry.combinations)}; {room_text(Spent(entry.profile, entry.script))}",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "".join(
        f"{path:<{widths[0]}}  {size:>{widths[1]}} {budget:<{widths[2]}}  "
        f"{rules:>{widths[3]}}  {comparisons:>{widths[4]}}  {covered}\n"
        for path, size, budget, rules, comparisons, covered in rows
    )


def _covered(found: Combinations) -> str:
    """How much of the space of calls the comparisons covered."""
    if found.unknown:
        return f"{found.reached:,} of {found.possible:,} combinations of conditions"
    many = "combinations" if found.reached != 1 else "combination"
    return f"all of {found.reached:,} {many} of conditions"


def _remarks(entries: tuple[Entry, ...], out: Path) -> str:
    """Which scripts hold secrets, and which rules are in none of a profile's scripts."""
    from rulec.cli.writing import shown
    from rulec.manifest import holds_secrets
    from rulec.report.left_out import left_out_text
    from rulec.report.safe_text import safe

    secret = "".join(
        f"{shown(out)}/{entry.path} {safe(holds_secrets(entry.secrets))}\n"
        for entry in entries
        if entry.secrets
    )
    left_out = (left_out_text(entry.profile, entry.policy) for entry in entries)
    return secret + "".join(left_out)


def _script_data(entry: Entry) -> dict[str, object]:
    """One script for the summary and the JSON document."""
    from rulec.report.ledger import Spent, ledger_data
    from rulec.report.left_out import left_out_data

    size, budget = entry.script.size, entry.profile.budget
    return {
        "path": entry.path,
        "profile": entry.profile.name,
        "policy": entry.policy.value,
        "size": size,
        "budget": budget,
        "percent": -(-100 * size // budget),
        "layout": entry.script.layout,
        "rules": sum(len(rules.rules) for rules in entry.profile.sets(entry.policy)),
        "comparisons": entry.comparisons,
        "in_full": entry.in_full,
        "combinations": asdict(entry.combinations),
        "secrets": list(entry.secrets),
        "left_out": left_out_data(entry.profile, entry.policy),
        "ledger": ledger_data(Spent(entry.profile, entry.script)),
    }
