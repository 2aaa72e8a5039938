"""Single files that commands write: over nothing but an earlier one of their kind."""

from __future__ import annotations

import re
from pathlib import Path

import typer

from rulec.cli.screen import CannotRun
from rulec.records import dataclass

_BOM = b"\xef\xbb\xbf"
#: Bytes that are looked at; white space may stand in front.
_LOOKED_AT = 4096


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file that is wanted."""

    path: Path
    #: What it holds, as in "no place for results".
    noun: str
    #: What is said of another file, as in "holds no junit results".
    is_other: str
    #: A pattern of how files of the kind begin.
    begins: bytes
    #: A name for such a file.
    example: str

    @property
    def hint(self) -> str:
        """What to do where it cannot be written."""
        return f"name another file, such as {self.example}"


def file_name(text: str | Path, example: str) -> Path:
    """A file that is to be written; raises `BadParameter` where the name is empty."""
    if not str(text).strip():
        raise typer.BadParameter(f"a file name is missing: write one, such as {example}")
    return Path(text)


def require_replaceable(file: OwnFile, rules: Path) -> None:
    """Raises `CannotRun` where the file would replace another kind, or lie among the rules."""
    from rulec.manifest import MANIFEST

    path = file.path
    try:
        if rules.resolve() in path.resolve().parents:
            message = f"`{path}` lies in the rules folder, which is no place for {file.noun}"
            raise CannotRun(message, "name a file outside of the rules folder")
        if path.name == MANIFEST or (path.exists() and not path.is_file()):
            message = f"`{path}` cannot be written: it is no place for {file.noun}"
            raise CannotRun(message, file.hint)
        if path.exists() and not _is_one(file):
            message = f"`{path}` exists and {file.is_other}, so it is not replaced"
            raise CannotRun(message, "name another file, or remove this one")
    except (OSError, ValueError, RuntimeError) as error:
        raise cannot_write(file, error) from error


def write_own(file: OwnFile, text: str) -> None:
    """Writes the file; raises `CannotRun` when it cannot be written."""
    from rulec.outputs import CannotWriteError, Outputs

    try:
        Outputs({file.path.name: text}).write(file.path.parent)
    except (CannotWriteError, OSError, ValueError) as error:
        raise cannot_write(file, error) from error


def cannot_write(file: OwnFile, error: Exception) -> CannotRun:
    """What is said where the system does not let a file be written, or looked at."""
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    reason = getattr(cause, "strerror", None) or str(cause)
    return CannotRun(f"`{file.path}` cannot be written: {reason.lower()}", file.hint)


def _is_one(file: OwnFile) -> bool:
    """Whether a file looks like one of its kind; an empty one holds nothing to lose."""
    with file.path.open("rb") as stream:
        start = stream.read(_LOOKED_AT).removeprefix(_BOM).lstrip()
    return not start or re.match(file.begins, start, re.DOTALL) is not None
