"""The check of a file that is not saved yet, and what every check says at its end.

An editor asks with each save, so nothing that takes long to load is loaded here, which leaves out
the reading of arguments: `asked_by_editor` reads those of this one question.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from rulec.cli.formats import Format, ReportFormat
from rulec.cli.rules_folder import require_files, require_folder
from rulec.cli.screen import FINE, PROBLEMS_FOUND, Screen
from rulec.cli.standard_input import unsaved
from rulec.records import dataclass

if TYPE_CHECKING:
    from rulec.reading import Checked

#: Where rules are when nothing else is said.
RULES = Path("rules")


@dataclass(slots=True)
class Question:
    """The arguments of a check of a file that is not saved yet."""

    rules: Path | None = None
    name: Path | None = None
    form: ReportFormat = ReportFormat.TEXT
    stdin: bool = False
    strict: bool = False


def asked_by_editor(arguments: Sequence[str]) -> Question | None:
    """What arguments ask, where that is a check of a file that is not saved and nothing else.

    None also for arguments with any mistake, which `app` then tells.
    """
    if not arguments or arguments[0] != "check":
        return None
    question = Question()
    rest = iter(arguments[1:])
    for argument in rest:
        option, equals, value = argument.partition("=")
        if option in ("--stdin-filename", "--format"):
            value = value if equals else next(rest, "")
        elif argument in ("--stdin", "--strict"):
            setattr(question, argument[2:], True)
            continue
        elif argument.startswith("-") or not argument or question.rules is not None:
            return None
        else:
            question.rules = Path(argument)
            continue
        if option == "--format" and value in {form.value for form in Format}:
            question.form = ReportFormat(value)
        elif option == "--stdin-filename" and value and not value.startswith("-"):
            question.name = Path(value)
        else:
            return None
    return question if question.stdin and question.name is not None else None


def answer(question: Question) -> NoReturn:
    """Answers an editor."""
    assert question.name is not None  # noqa: S101  as `asked_by_editor` gives it
    check_unsaved(question.rules or RULES, question.name, question.form, strict=question.strict)


def check_unsaved(rules: Path, name: Path, form: ReportFormat, *, strict: bool) -> NoReturn:
    """Checks a folder with the text of one file from standard input, and ends the command.

    Looks at each file and each rule alone: rules as a whole take longer.
    """
    with Screen("check", form) as screen:
        require_folder(rules)
        instead = unsaved(rules, name)
        from rulec.reading import read

        checked = read(rules, screen.environment, instead)
        require_files(rules, checked)
        screen.problems(checked.problems)
        end_check(checked, screen, strict=strict, as_a_whole=False)
    raise AssertionError  # `end_check` ends the command


def end_check(
    checked: Checked,
    screen: Screen,
    *,
    strict: bool,
    as_a_whole: bool,
    fall_through: Sequence[dict[str, object]] = (),
) -> NoReturn:
    """Says how much was looked at, and ends the command; `as_a_whole` says how it was looked at."""
    sums = [] if checked.has_errors else _sums(checked)
    screen.out("".join(f"{line}\n" for line in sums))
    if screen.makes_report:
        from rulec.report.formats.of_problems import cases_of, remarks_of

        remarks = remarks_of(checked.problems, strict=strict)
        paths = (file.source.path for file in checked.files)
        screen.gathered.cases += cases_of(remarks, paths)
        screen.gathered.sums += sums
    bad = checked.has_errors or (strict and checked.problems)
    project = checked.project
    screen.end(
        PROBLEMS_FOUND if bad else FINE,
        {
            "profiles": [profile.name for profile in project.profiles],
            "rule_sets": len(project.rule_sets),
            "rules": _rules_in(checked),
            "tests": len(project.tests),
            "as_a_whole": as_a_whole and not checked.has_errors,
            "undecided": [
                {"reason": reason, "questions": number} for reason, number in checked.undecided
            ],
            "fall_through": list(fall_through),
        },
    )


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


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
