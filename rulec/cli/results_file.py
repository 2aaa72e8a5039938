"""The file of `rulec test --junit`: written over nothing but earlier results."""

from __future__ import annotations

from pathlib import Path

import typer

from rulec.cli.screen import CannotRun, Screen, without_secrets

_OTHER_FILE = "name another file, such as --junit results.xml"
_BOM = b"\xef\xbb\xbf"
#: How the files begin that results may replace.
_RESULTS = (b"<?xml", b"<testsuite")
#: Bytes that are looked at; white space may stand in front.
_LOOKED_AT = 4096


def results_file(text: str) -> Path:
    """A file that is to be written; raises `BadParameter` where the name is empty."""
    if not text.strip():
        raise typer.BadParameter("a file name is missing: write one, such as results.xml")
    return Path(text)


def require_replaceable(path: Path | None, rules: Path) -> None:
    """Raises `CannotRun` where results would replace what is none, or lie among the rules."""
    if path is None:
        return
    from rulec.manifest import MANIFEST

    try:
        place = path.resolve()
        if rules.resolve() in place.parents:
            message = f"`{path}` lies in the rules folder, which is no place for results"
            raise CannotRun(message, "name a file outside of the rules folder")
        if path.name == MANIFEST or (path.exists() and not path.is_file()):
            raise CannotRun(f"`{path}` cannot be written: it is no place for results", _OTHER_FILE)
        if path.exists() and not _holds_results(path):
            message = f"`{path}` exists and holds no test results, so it is not replaced"
            raise CannotRun(message, "name another file, or remove this one")
    except (OSError, ValueError, RuntimeError) as error:
        raise _cannot_write(path, error) from error


def write_results(path: Path | None, text: str, screen: Screen) -> None:
    """Writes the file; raises `CannotRun` when it cannot be written."""
    if path is None:
        return
    from rulec.cli.writing import shown
    from rulec.outputs import CannotWriteError, Outputs

    try:
        Outputs({path.name: without_secrets(text)}).write(path.parent)
    except (CannotWriteError, OSError, ValueError) as error:
        raise _cannot_write(path, error) from error
    screen.out(f"wrote {shown(path)}\n")


def _holds_results(path: Path) -> bool:
    """Whether a file looks like test results; an empty one holds nothing to lose."""
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT).removeprefix(_BOM).lstrip()
    return not start or start.startswith(_RESULTS)


def _cannot_write(path: Path, error: Exception) -> CannotRun:
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    reason = getattr(cause, "strerror", None) or str(cause)
    return CannotRun(f"`{path}` cannot be written: {reason.lower()}", _OTHER_FILE)
