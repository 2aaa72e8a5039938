"""Files of `--output`: written over nothing but earlier results, and never among the rules."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from rulec.cli.formats import ReportFormat
from rulec.cli.own_file import OwnFile, cannot_write, file_name, write_own
from rulec.cli.own_file import require_replaceable as require_own
from rulec.cli.screen import CannotRun
from rulec.records import dataclass

#: The formats of files, each with a name for the file.
_NAMES = {
    ReportFormat.JSON: "results.json",
    ReportFormat.MARKDOWN: "comment.md",
    ReportFormat.SARIF: "rulec.sarif",
    ReportFormat.GITLAB: "gl-code-quality-report.json",
    ReportFormat.JUNIT: "results.xml",
}
#: How results of a format begin, as `rulec` writes them or, of JUnit, as others do.
_BEGINNINGS = {
    ReportFormat.JSON: rb'\{\s*"format": [0-9]+,\s*"rulec":',
    ReportFormat.MARKDOWN: rb"<!-- rulec ",
    ReportFormat.SARIF: rb'\{\s*"\$schema": "[^"]*sarif-2\.1\.0.*"name": "rulec"',
    ReportFormat.GITLAB: rb'\[\s*(\]|\{\s*"description": .*"check_name": )',
    ReportFormat.JUNIT: rb"<\?xml|<testsuite",
}


@dataclass(frozen=True, slots=True)
class ResultsFile:
    """A file that is wanted, and its format."""

    format: ReportFormat
    path: Path

    @property
    def own(self) -> OwnFile:
        """The file as one that is written over nothing but its kind."""
        other = f"holds no {self.format} results"
        begins = _BEGINNINGS[self.format]
        return OwnFile(self.path, "results", other, begins, _NAMES[self.format])


def results_file(text: str) -> ResultsFile:
    """What FORMAT=FILE asks for; raises `BadParameter` for anything else."""
    name, equals, path = text.partition("=")
    known = {each.value: each for each in _NAMES}
    if not equals or name not in known:
        raise typer.BadParameter(_what_to_write(text, known))
    return ResultsFile(known[name], file_name(path, _NAMES[known[name]]))


def junit_file(text: str) -> ResultsFile:
    """The file of `--junit`."""
    return ResultsFile(ReportFormat.JUNIT, file_name(text, _NAMES[ReportFormat.JUNIT]))


def _what_to_write(text: str, known: dict[str, ReportFormat]) -> str:
    """What is wrong with FORMAT=FILE, and how it is written."""
    name, equals, _ = text.partition("=")
    every = ", ".join(known)
    if equals and name in set(ReportFormat):
        return f"{name} is for the screen, as --format {name}; formats of files are {every}"
    ending = {Path(example).suffix: form for form, example in reversed(_NAMES.items())}
    form = ending.get(Path(text).suffix, ReportFormat.SARIF)
    example = f"{form}={text if Path(text).suffix in ending and not equals else _NAMES[form]}"
    return f"write the format before the file, as in {example}; formats of files are {every}"


def require_replaceable(files: Sequence[ResultsFile], rules: Path) -> None:
    """Raises `CannotRun` where results would replace what is none, or lie among the rules."""
    for number, file in enumerate(files):
        own = file.own
        require_own(own, rules)
        try:
            if own.path.resolve() in [other.path.resolve() for other in files[:number]]:
                raise CannotRun(f"`{own.path}` is named for two results", own.hint)
        except (OSError, ValueError, RuntimeError) as error:
            raise cannot_write(own, error) from error


def write_results(file: ResultsFile, text: str) -> None:
    """Writes the file; raises `CannotRun` when it cannot be written."""
    write_own(file.own, text)
