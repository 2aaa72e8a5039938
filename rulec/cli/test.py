"""`rulec test`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from rulec.cli.formats import ReportFormat
from rulec.cli.options import Files, ReportForm, Rules, ShowSecrets
from rulec.cli.percentages import percentage
from rulec.cli.results_file import ResultsFile, junit_file
from rulec.cli.rules_folder import require_files, require_folder
from rulec.cli.screen import COULD_NOT_RUN, FINE, PROBLEMS_FOUND, Screen
from rulec.records import dataclass

if TYPE_CHECKING:
    from rulec.ir import Profile
    from rulec.pipeline import Checked
    from rulec.testing import Coverage, TestRun

_Coverage = Annotated[
    bool, typer.Option("--coverage", help="List every rule and all that no test tried.")
]
_Junit = Annotated[
    ResultsFile | None,
    typer.Option(
        "--junit",
        metavar="FILE",
        parser=junit_file,
        help="Short for --output junit=FILE, as in --junit results.xml.",
        show_default=False,
    ),
]
_FailUnder = Annotated[
    Decimal | None,
    typer.Option(
        "--fail-under",
        metavar="PERCENT",
        parser=percentage,
        help="Fail when tests cover fewer of the rules, as in --fail-under 90.",
        show_default=False,
    ),
]
_FailUnderConditions = Annotated[
    Decimal | None,
    typer.Option(
        "--fail-under-conditions",
        metavar="PERCENT",
        parser=percentage,
        help="The same for the outcomes of conditions, as in --fail-under-conditions 75.5.",
        show_default=False,
    ),
]
_Suggest = Annotated[
    bool,
    typer.Option(
        "--suggest",
        help="Write few tests, as YAML, that reach what no test tried, instead of results.",
    ),
]
_Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        metavar="FOLDER",
        help="With --suggest: write them to new test files there, as in -o rules/tests.",
        show_default=False,
    ),
]
_Mutants = Annotated[
    bool,
    typer.Option(
        "--mutants",
        help="Also try the tests on rules with one small mistake each, and say which they miss.",
    ),
]
_FailUnderMutants = Annotated[
    Decimal | None,
    typer.Option(
        "--fail-under-mutants",
        metavar="PERCENT",
        parser=percentage,
        help="Fail when the tests notice fewer of the mistakes, as in --fail-under-mutants 60.",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What is wanted of a run."""

    everything: bool
    rules: Decimal | None
    conditions: Decimal | None
    show_secrets: bool
    suggest: bool
    out: Path | None
    mutants: bool
    killed: Decimal | None


def test(
    rules: Rules = Path("rules"),
    coverage: _Coverage = False,
    fail_under: _FailUnder = None,
    fail_under_conditions: _FailUnderConditions = None,
    junit: _Junit = None,
    suggest: _Suggest = False,
    out: _Out = None,
    mutants: _Mutants = False,
    fail_under_mutants: _FailUnderMutants = None,
    show_secrets: ShowSecrets = False,
    output: Files = None,
    form: ReportForm = ReportFormat.TEXT,
) -> None:
    """Run the tests of rule files and test files.

    Each test runs through the rules and through the generated script of every profile that has its
    rule set, together with the profile's other rule sets. A test without `now` runs at
    2026-01-15T12:00:00Z, a Thursday.

    A rule is covered when it applied in a test. A condition has two outcomes: it held, and it
    failed, in a test that came to its rule. So has a look-up: it found a row, and it found none.
    What chooses a value is asked where the rule applied, or, in a `let` that a `when` tests, where
    that was asked.

    --suggest prints a test file for each policy of a profile; its tests pass, and may also stand in
    the rule files. None of them can be left out, and of the calls that were found no smaller number
    reaches as much, unless there are hundreds that hang together. What none reaches is listed, with
    whether that is proved.

    --mutants changes one thing in one rule at a time: leaves out a condition, turns one around,
    takes another value. A mistake that changes no decision is proved to, and does not count.

    \b
    Example:
      rulec test rules
      rulec test rules --coverage
      rulec test rules --junit results.xml --fail-under 80 --fail-under-conditions 50
      rulec test rules --suggest -o rules/tests
      rulec test rules --mutants

    Exit codes: 0 when all tests pass, 1 when one fails, when they cover too little or when the
    rules have errors, 2 when it could not run or could not write a file of --output, also when a
    script differs from its rules, which is a bug of rulec.
    """  # noqa: D301  \b keeps the lines of the example apart
    tries_mutants = mutants or fail_under_mutants is not None
    _require_sense(suggest=suggest, out=out, tries_mutants=tries_mutants, form=form)
    with Screen("test", form) as screen:
        screen.is_for_file = suggest and out is None
        screen.also_write([*(output or ()), *([junit] if junit else ())], rules)
        require_folder(rules)
        from rulec.pipeline import read

        checked = read(rules, screen.environment)
        require_files(rules, checked)
        wishes = _Wishes(
            coverage,
            fail_under,
            fail_under_conditions,
            show_secrets,
            suggest,
            out,
            tries_mutants,
            fail_under_mutants,
        )
        if checked.has_errors:
            _stop_at_errors(checked, screen)
        screen.keep(checked.problems)
        _run(checked, wishes, screen)


def _require_sense(
    *, suggest: bool, out: Path | None, tries_mutants: bool, form: ReportFormat
) -> None:
    """Raises `BadParameter` where options make no sense together."""
    if out is not None and not suggest:
        raise typer.BadParameter("--out (-o) is for --suggest, which is not given")
    if suggest and out is None and form not in (ReportFormat.TEXT, ReportFormat.JSON):
        raise typer.BadParameter(
            f"--suggest shows tests on the screen, where --format {form} shows results: write the "
            f"tests to a folder with --out, or the results to a file with --output"
        )
    if suggest and tries_mutants:
        raise typer.BadParameter(
            "--suggest and --mutants do not go together: add the suggested tests first, then try "
            "mistakes with all tests"
        )


def _stop_at_errors(checked: Checked, screen: Screen) -> NoReturn:
    """Ends the command: rules with errors have no meaning to test."""
    screen.problems(checked.problems)
    if screen.makes_report:
        from rulec.report.formats.of_problems import cases_of, remarks_of

        errors = [problem for problem in checked.problems if problem.is_error]
        screen.gathered.cases += cases_of(remarks_of(errors), stops=True)
        screen.gathered.sums.append("no test could run: the rules have errors")
    data = {"passed": 0, "failed": 0, "tests": [], "coverage": None}
    screen.end(PROBLEMS_FOUND, data)


def _run(checked: Checked, wishes: _Wishes, screen: Screen) -> NoReturn:
    """Runs the tests and ends the command.

    The JSON document has the keys of `results_json` and `coverage`, which is that of
    `coverage_json` and `enough`: whether it reaches what `--fail-under` and the like ask for.
    """
    from rulec.cli.test_extras import mistaken, suggested
    from rulec.report.coverage import Words, coverage_json, coverage_text
    from rulec.report.differences import differences_json, differences_text
    from rulec.report.secrets import veil_of
    from rulec.report.tested import results_json, results_text
    from rulec.report.where import by_name
    from rulec.testing import run_tests

    project, secrets = checked.project, wishes.show_secrets
    run = run_tests(project, screen.progress)
    veil = veil_of((found.rules for found in project.rule_sets), show_secrets=secrets)
    words = Words(veil, secrets)
    if not wishes.suggest or run.failed:
        colour = screen.colour and not screen.is_for_file
        screen.out(results_text(run, show_secrets=secrets, colour=colour))
    if not wishes.suggest:
        screen.out(coverage_text(run.coverage, words, everything=wishes.everything))
    if screen.makes_report:
        _report(run, project.profiles, screen)
    enough = _is_enough(run.coverage, wishes, screen)
    data = results_json(run, show_secrets=secrets)
    data["coverage"] = {**coverage_json(run.coverage, words), "enough": enough}
    if run.differences:
        scripts = by_name(run.scripts)
        screen.err(differences_text(run.differences, project.profiles, scripts))
        data["differences"] = differences_json(run.differences, project.profiles, scripts)
    if wishes.suggest:
        data["suggested"] = suggested(checked, run, wishes.out, screen)
    if wishes.mutants:
        data["mutants"], noticed = mistaken(checked, run, wishes.killed, screen)
        enough = enough and noticed
    if run.differences:
        error = "a script differs from its rules: a bug of rulec"
        screen.end(COULD_NOT_RUN, data, error=error)
    screen.end(FINE if enough and not run.failed else PROBLEMS_FOUND, data)


def _report(run: TestRun, profiles: Sequence[Profile], screen: Screen) -> None:
    """Puts what became of the tests into the report."""
    from rulec.report.formats.of_tests import cases_of_tests, sums_of_tests

    screen.gathered.cases += cases_of_tests(run, profiles)
    screen.gathered.sums += sums_of_tests(run)


def _is_enough(coverage: Coverage, wishes: _Wishes, screen: Screen) -> bool:
    """Whether the tests cover as much as is wanted; says what they do not."""
    from rulec.report.coverage import too_little

    wanted = (
        ("rules", coverage.rules, wishes.rules),
        ("conditions", coverage.conditions, wishes.conditions),
    )
    short = [
        too_little(name, share, percent)
        for name, share, percent in wanted
        if percent is not None and not share.reaches(percent)
    ]
    screen.out("".join(f"\n{line}\n" for line in short))
    if screen.makes_report:
        from rulec.report.formats.of_tests import too_little_tested

        screen.gathered.others += map(too_little_tested, short)
    return not short
