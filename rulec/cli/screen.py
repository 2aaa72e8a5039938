"""What commands share: where text goes, colour, documents, and how a command ends.

Results go to standard output; problems, errors and progress to standard error. With `--format
json`, or that of a report, standard output holds exactly one document.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn, Self, TextIO

from rulec.cli.formats import READ_BY_PEOPLE, Format, ReportFormat, wanted_format
from rulec.report.asked import Asked
from rulec.report.safe_text import safe
from rulec.version import VERSION

if TYPE_CHECKING:
    from rulec.cli.gathered import Gathered
    from rulec.cli.results_file import ResultsFile
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


class CannotRun(Exception):
    """The command cannot do what it was asked to; `hint` says what would help."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Ended(SystemExit):
    """The command ends, with an exit code; everything is said."""


class NobodyReads(Ended):
    """The command ends, because whoever was to read its output is gone."""


class Screen:
    """The output of one command.

    As a context it turns `CannotRun` into a message and exit code 2. `end` writes the document and
    ends the command.

    Secrets that rules took from `environment` are in nothing that it writes.

    Every JSON document has the keys `format` (1), `rulec` (the version), `command`, `exit_code`,
    `error` (why the command could not run, or null) and `problems` (see `problems_json`); the
    command adds its own. What goes into other documents is in `gathered`.
    """

    def __init__(self, command: str, form: Format | ReportFormat) -> None:
        self.command = command
        self.form = ReportFormat(form.value)
        self.is_text = form.value in READ_BY_PEOPLE
        self.colour = self.form is ReportFormat.TEXT and has_colour(sys.stdout)
        self._problems: list[Problem] = []
        self._shows_progress = False
        self._told_at = monotonic()
        #: Standard output is one file, and what else there is to say goes to standard error.
        self.is_for_file = False
        self.environment = new_environment()
        #: What is to be written besides, in `end`.
        self._files: tuple[ResultsFile, ...] = ()
        self._gathered: Gathered | None = None
        #: Text that is written at the end, because commands stand around it; else None.
        self._held: list[str] | None = [] if self.form is ReportFormat.GITHUB else None
        self._adds_to_summary = self.form is ReportFormat.GITHUB

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
            if self.makes_report:
                self.gathered.could_not_run(error.message, error.hint)
            self.end(COULD_NOT_RUN, error=error.message)

    def also_write(self, files: Sequence[ResultsFile], rules: Path) -> None:
        """Has results written to files at the end; raises `CannotRun` for one that must not be."""
        from rulec.cli.results_file import require_replaceable

        require_replaceable(files, rules)
        self._files = tuple(files)

    @property
    def makes_report(self) -> bool:
        """Whether something is written that `gathered` goes into."""
        plain = (ReportFormat.TEXT, ReportFormat.JSON)
        return any(form not in plain for form in (self.form, *(f.format for f in self._files)))

    @property
    def gathered(self) -> Gathered:
        """What the command puts into its report."""
        from rulec.cli.gathered import Gathered

        if self._gathered is None:
            self._gathered = Gathered(self.command)
        return self._gathered

    def problems(self, problems: Sequence[Problem]) -> None:
        """Draws problems, and keeps them for the JSON document."""
        from rulec.report.problems import render_problems

        self._problems.extend(problems)
        if self.is_text:
            colour = self._held is None and has_colour(sys.stderr)
            self.err(render_problems(problems, colour=colour))

    def keep(self, problems: Sequence[Problem]) -> None:
        """Keeps problems for the JSON document without drawing them."""
        self._problems.extend(problems)

    def out(self, text: str) -> None:
        """Result text, of a command that writes text."""
        if self.is_text:
            self._write(sys.stderr if self.is_for_file else sys.stdout, text)

    def file(self, text: str) -> None:
        """Text of a file, of a command that writes text."""
        if self.is_text:
            self._write(sys.stdout, text)

    def err(self, text: str) -> None:
        """A message for people, whatever the format of results is."""
        self._write(sys.stderr, text)

    def _write(self, stream: TextIO, text: str) -> None:
        self._clear()
        if self._held is not None:
            self._held.append(without_secrets(text))
        else:
            write(stream, without_secrets(text))

    def progress(self, doing: str) -> None:
        """Says what is being done.

        On a terminal in one line that the next one replaces; elsewhere in lines of their own, but
        only some seconds after the one before.
        """
        if self.form is not ReportFormat.TEXT:
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
        """Writes the results in all formats that are wanted, and ends.

        `data` are the command's own keys of the JSON document.
        """
        self._clear()
        # Where a file cannot be written, the message about that ends the command in here.
        files, self._files = self._files, ()
        if self._adds_to_summary:
            self._adds_to_summary = False
            self.gathered.add_to_summary(code)
        texts = {form: self._text(form, code, data or {}, error) for form in self._wanted(files)}
        if files:
            from rulec.cli.results_file import write_results

            for file in files:
                write_results(file, texts[file.format])
                self.out(f"wrote {safe(file.path.as_posix())}\n")
        if self._held is not None:
            from rulec.report.formats.github import bracketed

            write(sys.stdout, bracketed("".join(self._held)) + texts[self.form])
        elif not self.is_text:
            write(sys.stdout, texts[self.form])
        raise Ended(code)

    def _wanted(self, files: Sequence[ResultsFile]) -> set[ReportFormat]:
        return {self.form, *(file.format for file in files)} - {ReportFormat.TEXT}

    def _text(
        self, form: ReportFormat, code: int, data: Mapping[str, object], error: str | None
    ) -> str:
        """The document in one format."""
        if form is not ReportFormat.JSON:
            return self.gathered.text(form, code)
        from rulec.report.problems import problems_json

        return _document(self.command, code, error, problems_json(self._problems), data)

    def _clear(self) -> None:
        if self._shows_progress:
            self._shows_progress = False
            write(sys.stderr, _CLEAR_LINE)


def end_with_error(arguments: Sequence[str], error: str) -> None:
    """The document of a command that could not run, where its arguments ask for one."""
    form = wanted_format(arguments)
    if form is ReportFormat.TEXT:
        return
    command = next((each for each in arguments if not each.startswith("-")), "")
    if form is ReportFormat.JSON:
        write(sys.stdout, _document(command, COULD_NOT_RUN, error, [], {}))
        return
    from rulec.cli.gathered import Gathered

    gathered = Gathered(command)
    gathered.could_not_run(error)
    write(sys.stdout, gathered.text(form, COULD_NOT_RUN))


def _document(
    command: str,
    code: int,
    error: str | None,
    problems: Sequence[object],
    data: Mapping[str, object],
) -> str:
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
    return json.dumps(document, indent=2) + "\n"


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
        raise NobodyReads(COULD_NOT_RUN) from None
    except OSError as error:
        drop_output()
        if stream is not sys.stderr:
            write(sys.stderr, f"rulec: error: the output cannot be written: {error.strerror}\n")
        raise NobodyReads(COULD_NOT_RUN) from None


def drop_output() -> None:
    """Sends what is still to be written nowhere, so that the end of the process is quiet."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(nowhere, stream.fileno())
