"""`rulec test`."""

from __future__ import annotations

from pathlib import Path

from rulec.cli.options import Form, Rules, ShowSecrets
from rulec.cli.rules_folder import require_files, require_folder
from rulec.cli.screen import COULD_NOT_RUN, FINE, PROBLEMS_FOUND, Format, Screen


def test(
    rules: Rules = Path("rules"), show_secrets: ShowSecrets = False, form: Form = Format.TEXT
) -> None:
    """Run the tests of rule files and test files.

    Each test runs through the rules and through the generated script of every profile that has its
    rule set, together with the profile's other rule sets. A test without `now` runs at
    2026-01-15T12:00:00Z, a Thursday.

    \b
    Example:
      rulec test rules

    Exit codes: 0 when all tests pass, 1 when one fails or the rules have errors, 2 when it could
    not run, also when a script differs from its rules, which is a bug of rulec.
    """  # noqa: D301  \b keeps the lines of the example apart
    with Screen("test", form) as screen:
        require_folder(rules)
        from rulec.pipeline import check as read
        from rulec.report.differences import differences_json, differences_text
        from rulec.report.tested import results_json, results_text
        from rulec.testing import run_tests

        checked = read(rules)
        require_files(rules, checked)
        if checked.has_errors:
            screen.problems(checked.problems)
            screen.end(PROBLEMS_FOUND, {"passed": 0, "failed": 0, "tests": []})
        screen.keep(checked.problems)
        run = run_tests(checked.project, screen.progress)
        screen.out(results_text(run, show_secrets=show_secrets, colour=screen.colour))
        data = results_json(run, show_secrets=show_secrets)
        if run.differences:
            profiles = checked.project.profiles
            screen.err(differences_text(run.differences, profiles))
            told = differences_json(run.differences, profiles)
            error = "a script differs from its rules: a bug of rulec"
            screen.end(COULD_NOT_RUN, {**data, "differences": told}, error=error)
        screen.end(PROBLEMS_FOUND if run.failed else FINE, data)
