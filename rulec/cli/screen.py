"""What commands share: where text goes, colour, JSON documents, and how a command ends.

Results go to standard output; problems, errors and progress to standard error. With `--format
json` standard output holds exactly one JSON document.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn, Self, TextIO

import typer

from rulec.report.asked import Asked
from rulec.report.safe_text import safe
from rulec.version import VERSION

if TYPE_CHECKING:
    from rulec.diagnostics import Problem

#: Exit codes.
FINE = 0
PROBLEMS_FOUND = 1
COULD_NOT_RUN = 2
INTERRUPTED = 130

#: The version of the JSON documents; a key may be added without a new one.
JSON_FORMAT = 1

#: How often progress is told where no terminal shows it.
PROGRESS_SECONDS = 10

_CLEAR_LINE = "\r\x1b[K"
_RED = "\x1b[1;31m"
_RESET = "\x1b[0m"


class Format(StrEnum):
    """How results are written."""

    TEXT = "text"
    JSON = "json"


class CannotRun(Exception):
    """The command cannot do what it was asked to; `hint` says what would help."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Screen:
    """The output of one command.

    As a context it turns `CannotRun` into a message and exit code 2. `end` writes the JSON document
    and ends the command.

    Secrets that rules took from `environment` are in nothing that it writes.

    Every document has the keys `format` (1), `rulec` (the version), `command`, `exit_code`, `error`
    (why the command could not run, or null) and `problems` (see `problems_json`); the command adds
    its own.
    """

    def __init__(self, command: str, form: Format) -> None:
        self.command = command
        self.is_text = form is Format.TEXT
        self.colour = has_colour(sys.stdout)
        self._problems: list[Problem] = []
        self._shows_progress = False
        self._told_at = monotonic()
        #: Standard output is one file, and what else there is to say goes to standard error.
        self.is_for_file = False
        self.environment = new_environment()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._clear()
        if isinstance(error, CannotRun):
            paint, reset = (_RED, _RESET) if has_colour(sys.stderr) else ("", "")
            hint = f"\n  hint: {safe(error.hint)}" if error.hint else ""
            self.err(f"rulec: {paint}error:{reset} {safe(error.message)}{hint}\n")
            self.end(COULD_NOT_RUN, error=error.message)

    def problems(self, problems: Sequence[Problem]) -> None:
        """Draws problems, and keeps them for the JSON document."""
        from rulec.report.problems import render_problems

        self._problems.extend(problems)
        if self.is_text:
            self.err(render_problems(problems, colour=has_colour(sys.stderr)))

    def keep(self, problems: Sequence[Problem]) -> None:
        """Keeps problems for the JSON document without drawing them."""
        self._problems.extend(problems)

    def out(self, text: str) -> None:
        """Result text, of a command that writes text."""
        if self.is_text:
            self._clear()
            write(sys.stderr if self.is_for_file else sys.stdout, without_secrets(text))

    def file(self, text: str) -> None:
        """Text of a file, of a command that writes text."""
        if self.is_text:
            self._clear()
            write(sys.stdout, without_secrets(text))

    def err(self, text: str) -> None:
        """A message for people, whatever the format of results is."""
        self._clear()
        write(sys.stderr, without_secrets(text))

    def progress(self, doing: str) -> None:
        """Says what is being done.

        On a terminal in one line that the next one replaces; elsewhere in lines of their own, but
        only some seconds after the one before.
        """
        if not self.is_text:
            return
        if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
            self._shows_progress = True
            write(sys.stderr, f"{_CLEAR_LINE}{safe(without_secrets(doing))[:79]}")
        elif monotonic() - self._told_at >= PROGRESS_SECONDS:
            self._told_at = monotonic()
            write(sys.stderr, f"rulec: {safe(without_secrets(doing))}\n")

    def end(
        self, code: int, data: Mapping[str, object] | None = None, *, error: str | None = None
    ) -> NoReturn:
        """Writes the JSON document with the command's own keys, if that is the format, and ends."""
        self._clear()
        if not self.is_text:
            from rulec.report.problems import problems_json

            _write_document(self.command, code, error, problems_json(self._problems), data or {})
        raise typer.Exit(code)

    def _clear(self) -> None:
        if self._shows_progress:
            self._shows_progress = False
            write(sys.stderr, _CLEAR_LINE)


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether the arguments of a command ask for a JSON document, whatever else they are."""
    return "--format=json" in arguments or ("--format", "json") in pairwise(arguments)


def end_with_error(arguments: Sequence[str], error: str) -> None:
    """The JSON document of a command that could not run, where its arguments ask for one."""
    if wants_json(arguments):
        command = next((each for each in arguments if not each.startswith("-")), "")
        _write_document(command, COULD_NOT_RUN, error, [], {})


def _write_document(
    command: str,
    code: int,
    error: str | None,
    problems: Sequence[object],
    data: Mapping[str, object],
) -> None:
    document = {
        "format": JSON_FORMAT,
        "rulec": VERSION,
        "command": command,
        "exit_code": code,
        **without_secrets_in({"error": error}),
        **without_secrets_in({"problems": problems}),
        **without_secrets_in(data),
    }
    # Escaped to ASCII: readable by everything, whatever callers and files hold.
    write(sys.stdout, json.dumps(document, indent=2) + "\n")


#: The environment that the command of this process asked, the last one where there were several:
#: an internal error ends the command and must not tell its secrets either.
_asked = Asked({})


def new_environment() -> Asked:
    """The environment of the process for one command, which remembers what rules take from it."""
    global _asked  # noqa: PLW0603  see there
    _asked = Asked(os.environ)
    return _asked


def without_secrets(text: str) -> str:
    """Text for people without the secrets that rules took from the environment."""
    if not _asked.taken:
        return text
    from rulec.report.veil import Veil

    return Veil(texts=_asked.taken).text(text)


def without_secrets_in(data: Mapping[str, object]) -> Mapping[str, object]:
    """JSON data of a document without those secrets; the keys are our own."""
    if not _asked.taken:
        return data
    from rulec.report.veil import Veil

    return Veil(texts=_asked.taken).document(data)


def has_colour(stream: TextIO) -> bool:
    """Whether a stream is a terminal on which colour is welcome (no-color.org)."""
    wanted = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return wanted and stream.isatty()


def write(stream: TextIO, text: str) -> None:
    """Writes text; when nobody reads it any more, the command ends without a word."""
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        drop_output()
        raise typer.Exit(COULD_NOT_RUN) from None
    except OSError as error:
        drop_output()
        if stream is not sys.stderr:
            write(sys.stderr, f"rulec: error: the output cannot be written: {error.strerror}\n")
        raise typer.Exit(COULD_NOT_RUN) from None


def drop_output() -> None:
    """Sends what is still to be written nowhere, so that the end of the process is quiet."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(nowhere, stream.fileno())
