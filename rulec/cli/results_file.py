"""Files of `--output`: written over nothing but earlier results, and never among the rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from rulec.cli.formats import ReportFormat
from rulec.cli.screen import CannotRun

_BOM = b"\xef\xbb\xbf"
#: Bytes that are looked at; white space may stand in front.
_LOOKED_AT = 4096

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


def results_file(text: str) -> ResultsFile:
    """What FORMAT=FILE asks for; raises `BadParameter` for anything else."""
    name, equals, path = text.partition("=")
    known = {each.value: each for each in _NAMES}
    if not equals or name not in known:
        raise typer.BadParameter(_what_to_write(text, known))
    return ResultsFile(known[name], file_name(path, _NAMES[known[name]]))


def file_name(text: str, example: str) -> Path:
    """A file that is to be written; raises `BadParameter` where the name is empty."""
    if not text.strip():
        raise typer.BadParameter(f"a file name is missing: write one, such as {example}")
    return Path(text)


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
    from rulec.manifest import MANIFEST

    for number, file in enumerate(files):
        path, hint = file.path, _other_file(file)
        try:
            place = path.resolve()
            if rules.resolve() in place.parents:
                message = f"`{path}` lies in the rules folder, which is no place for results"
                raise CannotRun(message, "name a file outside of the rules folder")
            if place in [other.path.resolve() for other in files[:number]]:
                raise CannotRun(f"`{path}` is named for two results", hint)
            if path.name == MANIFEST or (path.exists() and not path.is_file()):
                raise CannotRun(f"`{path}` cannot be written: it is no place for results", hint)
            if path.exists() and not _holds_results(file):
                message = (
                    f"`{path}` exists and holds no {file.format} results, so it is not replaced"
                )
                raise CannotRun(message, "name another file, or remove this one")
        except (OSError, ValueError, RuntimeError) as error:
            raise _cannot_write(file, error) from error


def write_results(file: ResultsFile, text: str) -> None:
    """Writes the file; raises `CannotRun` when it cannot be written."""
    from rulec.outputs import CannotWriteError, Outputs

    try:
        Outputs({file.path.name: text}).write(file.path.parent)
    except (CannotWriteError, OSError, ValueError) as error:
        raise _cannot_write(file, error) from error


def _holds_results(file: ResultsFile) -> bool:
    """Whether a file looks like results of its format; an empty one holds nothing to lose."""
    with file.path.open("rb") as stream:
        start = stream.read(_LOOKED_AT).removeprefix(_BOM).lstrip()
    return not start or re.match(_BEGINNINGS[file.format], start, re.DOTALL) is not None


def _other_file(file: ResultsFile) -> str:
    return f"name another file, such as {_NAMES[file.format]}"


def _cannot_write(file: ResultsFile, error: Exception) -> CannotRun:
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    reason = getattr(cause, "strerror", None) or str(cause)
    return CannotRun(f"`{file.path}` cannot be written: {reason.lower()}", _other_file(file))
