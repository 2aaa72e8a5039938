"""A file that an editor sends on standard input, because it is not saved yet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rulec.cli.screen import CannotRun

if TYPE_CHECKING:
    from rulec.diagnostics import Problem
    from rulec.source import SourceFile

Stdin = Annotated[
    bool, typer.Option("--stdin", help="Read a file's text from standard input, for editors.")
]
StdinFilename = Annotated[
    Path | None,
    typer.Option("--stdin-filename", metavar="FILE", help="The file whose text standard input is."),
]


def require_stdin_filename(stdin: bool, name: Path | None) -> None:
    """Raises `CannotRun` when one of the two options is without the other."""
    if stdin and name is None:
        raise CannotRun("--stdin needs --stdin-filename", "name the file that the text is of")
    if name is not None and not stdin:
        raise CannotRun("--stdin-filename needs --stdin", "add --stdin")


def standard_input(shown_as: str) -> tuple[SourceFile | None, list[Problem]]:
    """What comes on standard input, as the text of the file `shown_as`."""
    from rulec.syntax.files import LARGEST_FILE, text_of

    try:
        data = sys.stdin.buffer.read(LARGEST_FILE + 1)
    except (AttributeError, OSError, ValueError) as error:
        raise CannotRun("there is no standard input", "send the text of the file") from error
    return text_of(data, shown_as)
