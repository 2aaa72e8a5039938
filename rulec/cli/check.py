"""`rulec check`."""

from __future__ import annotations

from pathlib import Path

from rulec.cli.options import Form, Rules, Strict
from rulec.cli.rules_folder import require_files, require_folder
from rulec.cli.screen import FINE, PROBLEMS_FOUND, Format, Screen


def check(rules: Rules = Path("rules"), strict: Strict = False, form: Form = Format.TEXT) -> None:
    """Read a rules folder and show every problem in it.

    \b
    Example:
      rulec check rules

    Exit codes: 0 without errors (with --strict without warnings too), 1 with problems, 2 when the
    folder cannot be read.
    """  # noqa: D301  \b keeps the lines of the example apart
    with Screen("check", form) as screen:
        require_folder(rules)
        from rulec.pipeline import check as read
        from rulec.report.problems import summary

        checked = read(rules, screen.environment)
        require_files(rules, checked)
        screen.problems(checked.problems)
        project = checked.project
        count = sum(len(found.rules.rules) for found in project.rule_sets)
        if not checked.has_errors:
            screen.out(
                f"{summary(checked.problems)} in {_counted(len(project.rule_sets), 'rule set')} "
                f"with {_counted(count, 'rule')} and {_counted(len(project.tests), 'test')}\n"
            )
        bad = checked.has_errors or (strict and checked.problems)
        screen.end(
            PROBLEMS_FOUND if bad else FINE,
            {
                "profiles": [profile.name for profile in project.profiles],
                "rule_sets": len(project.rule_sets),
                "rules": count,
                "tests": len(project.tests),
            },
        )


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
