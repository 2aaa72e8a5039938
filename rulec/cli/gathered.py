"""What a command puts into its report, and how that is written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from rulec.cli.formats import ReportFormat
from rulec.cli.repository import Repository
from rulec.cli.screen import CannotRun, without_secrets
from rulec.report.formats import WRITERS
from rulec.report.formats.kinds import COULD_NOT_RUN
from rulec.report.formats.markdown import MARK, SUMMARY_BYTES, markdown
from rulec.report.formats.model import Case, Remark, Report, Table, prepared
from rulec.report.markdown_text import COMMENT_BYTES

#: Names the file of GitHub's runner whose Markdown is shown as the summary of a step.
SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY"


class Gathered:
    """The parts of the report of one command."""

    def __init__(self, command: str) -> None:
        self.command = command
        self.cases: list[Case] = []
        self.others: list[Remark] = []
        self.sums: list[str] = []
        self.tables: list[Table] = []
        #: Writes the Markdown, in at most so many bytes, of a command that has its own.
        self.own_markdown: Callable[[int], str] | None = None

    def could_not_run(self, message: str, hint: str = "") -> None:
        """Says why the command could not run."""
        self.others.append(Remark(COULD_NOT_RUN, message, hint=hint))

    def text(self, form: ReportFormat, code: int) -> str:
        """The report in one format."""
        if form is ReportFormat.MARKDOWN:
            return self._markdown(code, COMMENT_BYTES)
        return WRITERS[form.value](self._report(code))

    def _markdown(self, code: int, most_bytes: int) -> str:
        ran = all(remark.kind is not COULD_NOT_RUN for remark in self.others)
        if self.own_markdown is not None and ran:
            text = f"{MARK} {self.command} -->\n{self.own_markdown(most_bytes)}"
            return without_secrets(text)
        return markdown(self._report(code), most_bytes)

    def add_to_summary(self, code: int) -> None:
        """Adds the report to the summary of a step of GitHub Actions, where it has one.

        Raises `CannotRun` where that cannot be written.
        """
        path = os.environ.get(SUMMARY_VARIABLE)
        if not path:
            return
        from rulec.outputs import CannotWriteError, append, size

        try:
            room = SUMMARY_BYTES - size(Path(path))
            append(Path(path), self._markdown(code, room) + "\n")
        except CannotWriteError as error:
            raise CannotRun(str(error), f"{SUMMARY_VARIABLE} names this file") from error

    def _report(self, code: int) -> Report:
        """The report; its texts have no secrets, and words of formats that look like one stay."""
        report = Report(
            self.command,
            code,
            tuple(self.cases),
            tuple(self.others),
            tuple(self.sums),
            tuple(self.tables),
        )
        return prepared(report, without_secrets, Repository().path)
