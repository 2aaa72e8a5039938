"""A report as workflow commands of GitHub Actions, which show it beside the lines of a change.

GitHub shows the first 10 errors, 10 warnings and 10 notices of a step, and drops the rest without
a word: so the most important come first, no more are written, and a notice counts the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from rulec.report.formats.model import Level, Remark, Report
from rulec.report.formats.order import by_importance, counted
from rulec.report.formats.plain import lines_of
from rulec.report.safe_text import safe

#: Of each kind of command as many are shown.
MOST_SHOWN = 10

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def github(report: Report) -> str:
    """The commands, a line each; empty when there is nothing to say."""
    chosen, rest = _chosen(report.remarks)
    lines = [_command(remark) for remark in chosen]
    if rest:
        title = f"rulec {report.command}: there is more"
        message = f"{counted(rest)} more: all of them stand in the summary of the job"
        lines.append(_line("notice", {"title": title}, message))
    return "".join(f"{line}\n" for line in lines)


def bracketed(text: str) -> str:
    """Text between commands that keep the runner from obeying any command in it.

    The word that ends this cannot be in the text: it is made from all of it.
    """
    if not text:
        return ""
    word = f"rulec-{hashlib.sha256(text.encode(errors='surrogatepass')).hexdigest()}"
    end = "" if text.endswith("\n") else "\n"
    return f"::stop-commands::{word}\n{text}{end}::{word}::\n"


def _chosen(remarks: Sequence[Remark]) -> tuple[list[Remark], list[Remark]]:
    """What is shown, and what is not. One notice is kept for counting that."""
    room = {Level.ERROR: MOST_SHOWN, Level.WARNING: MOST_SHOWN, Level.NOTE: MOST_SHOWN - 1}
    chosen: list[Remark] = []
    rest: list[Remark] = []
    for position in by_importance(remarks):
        remark = remarks[position]
        room[remark.level] -= 1
        (chosen if room[remark.level] >= 0 else rest).append(remark)
    return chosen, rest


def _command(remark: Remark) -> str:
    kind, place = remark.kind, remark.place
    title = kind.name if kind.id == kind.name else f"{kind.id} {kind.name}"
    about: dict[str, str] = {}
    if place is not None:
        about |= {"file": safe(place.path), "line": str(place.line or 1)}
        if place.line:
            about["endLine"] = str(place.end_line)
        if place.is_on_one_line:
            # The last column is a part of it.
            last = max(place.column, place.end_column - 1)
            about |= {"col": str(place.column), "endColumn": str(last)}
    about["title"] = title
    return _line(_COMMANDS[remark.level], about, "\n".join(lines_of(remark)))


def _line(command: str, about: Mapping[str, str], message: str) -> str:
    given = ",".join(f"{key}={_property(value)}" for key, value in about.items())
    return f"::{command} {given}::{_data(message)}"


def _data(text: str) -> str:
    """Text behind the second pair of colons."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
