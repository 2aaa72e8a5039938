"""The file of `rulec report`: written over nothing but an earlier report."""

from __future__ import annotations

from pathlib import Path

import typer

from rulec.cli.screen import CannotRun

_OTHER_FILE = "name another file, such as report.html"


def report_file(text: str | Path) -> Path:
    """The file that is to be written; raises `BadParameter` where the name is empty."""
    if not str(text).strip():
        raise typer.BadParameter("a file name is missing: write one, such as report.html")
    return Path(text)


def require_replaceable(path: Path, rules: Path) -> None:
    """Raises `CannotRun` where the report would replace what is none, or lie among the rules."""
    from rulec.report.html import START

    try:
        if rules.resolve() in path.resolve().parents:
            message = f"`{path}` lies in the rules folder, which is no place for a report"
            raise CannotRun(message, "name a file outside of the rules folder")
        if path.exists() and not path.is_file():
            raise CannotRun(f"`{path}` cannot be written: it is no place for a file", _OTHER_FILE)
        if path.exists() and not _holds_report(path, START.encode()):
            message = f"`{path}` exists and is no report of rulec, so it is not replaced"
            raise CannotRun(message, "name another file, or remove this one")
    except (OSError, ValueError, RuntimeError) as error:
        raise _cannot_write(path, error) from error


def write_report(path: Path, text: str) -> None:
    """Writes the file; raises `CannotRun` when it cannot be written."""
    from rulec.outputs import CannotWriteError, Outputs

    try:
        Outputs({path.name: text}).write(path.parent)
    except (CannotWriteError, OSError, ValueError) as error:
        raise _cannot_write(path, error) from error


def _holds_report(path: Path, start: bytes) -> bool:
    """Whether a file looks like a report; an empty one holds nothing to lose."""
    with path.open("rb") as file:
        found = file.read(len(start))
    return not found or found == start


def _cannot_write(path: Path, error: Exception) -> CannotRun:
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    reason = getattr(cause, "strerror", None) or str(cause)
    return CannotRun(f"`{path}` cannot be written: {reason.lower()}", _OTHER_FILE)
