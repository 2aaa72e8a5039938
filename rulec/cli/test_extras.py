"""What `rulec test` does besides running tests: suggestions, and rules with mistakes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from rulec.cli.screen import CannotRun, Screen, without_secrets

if TYPE_CHECKING:
    from rulec.pipeline import Checked
    from rulec.testing import Suggestions, TestRun


def suggested(
    checked: Checked, run: TestRun, out: Path | None, screen: Screen
) -> dict[str, object]:
    """Shows the tests that are missing, or writes them to a folder; gives them as data."""
    from rulec.report.suggested import suggested_json, suggested_text, sums
    from rulec.testing import suggest

    found = suggest(checked.project, run.coverage, screen.progress)
    if out is None:
        screen.file(suggested_text(found))
        return suggested_json(found)
    written = _written(found, out, screen)
    screen.out("".join(f"{line}\n" for line in sums(found) if found.missing))
    return {**suggested_json(found), "written": written}


def _written(found: Suggestions, out: Path, screen: Screen) -> list[str]:
    """Writes suggested tests to files that are new."""
    from rulec.cli.writing import shown
    from rulec.outputs import CannotWriteError, Outputs
    from rulec.report.suggested import suggested_files

    try:
        texts = {_new(out, name): text for name, text in suggested_files(found).items()}
        for name, text in texts.items():
            Outputs({name: without_secrets(text)}).write(out)
    except (CannotWriteError, OSError, ValueError) as error:
        raise CannotRun(f"`{out}` cannot be written", "name another folder") from error
    paths = [f"{shown(out)}/{name}" for name in texts]
    screen.out("".join(f"wrote {path}\n" for path in paths) or "there is nothing to suggest\n")
    return paths


def _new(out: Path, name: str) -> str:
    """The name, with a number where there is such a file: what was suggested before stays."""
    stem, number, made = name.removesuffix(".yaml"), 2, name
    while (out / made).exists():
        made, number = f"{stem}-{number}.yaml", number + 1
    return made


def mistaken(
    checked: Checked, run: TestRun, wanted: Decimal | None, screen: Screen
) -> tuple[dict[str, object], bool]:
    """Shows how many mistakes the tests notice; gives that as data, and whether it is enough."""
    from rulec.report.environment import secrets_in
    from rulec.report.mutation import few_killed, mutation_json, mutation_text
    from rulec.testing import score

    every = [found.rules for found in checked.project.rule_sets]
    texts = frozenset(secrets_in(*every).values())
    found = score(checked.project, run, screen.progress)
    screen.out(f"\n{mutation_text(found, texts)}")
    enough = wanted is None or found.reaches(wanted)
    if not enough:
        screen.out(f"\n{few_killed(found, wanted)}\n")
    if screen.makes_report:
        from rulec.report.formats.of_tests import too_little_tested, unnoticed_mistakes

        screen.gathered.others += unnoticed_mistakes(found, texts)
        if not enough:
            screen.gathered.others.append(too_little_tested(few_killed(found, wanted)))
    return {**mutation_json(found, texts), "enough": enough}, enough
