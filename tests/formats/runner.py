"""What the runner of GitHub Actions makes of a log: a reader written from its documented rules.

A line whose first signs are `::` is `::name key=value,key=value::message`; in older logs a command
is `##[name key=value;key=value]message`, and may stand anywhere in a line. Keys, values and
messages have escapes for the signs that would end them. Names that are not known are text, and
between `::stop-commands::word` and `::word::` everything is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

#: The commands that change what the job does or shows.
KNOWN = frozenset(
    "error warning notice debug group endgroup add-mask set-output save-state set-env add-path "
    "add-matcher remove-matcher echo stop-commands".split()
)


@dataclass(frozen=True)
class Command:
    """A command that the runner obeys."""

    name: str
    message: str
    properties: dict[str, str] = field(default_factory=dict)


@dataclass
class Job:
    """What came of a log."""

    commands: list[Command]
    #: The lines that are shown as they are.
    text: list[str]


def run(log: str) -> Job:
    """Reads a log as the runner does, line by line."""
    job = Job([], [])
    word = ""
    for line in re.split(r"\r\n|\n|\r", log):
        command = _second(line, word) or _first(line, word)
        if word:
            if command is not None and command.name == word:
                word = ""
            else:
                job.text.append(line)
        elif command is None:
            job.text.append(line)
        elif command.name == "stop-commands":
            word = command.message
        else:
            job.commands.append(command)
    assert not word, "the runner was never told to obey commands again"
    return job


def _second(line: str, word: str) -> Command | None:
    """`::name key=value,...::message`, after blanks."""
    found = re.match(r"\s*::(.*?)::(.*)\Z", line)
    if found is None:
        return None
    name, _, rest = found[1].partition(" ")
    if name not in KNOWN and name != word:
        return None
    properties = {}
    for pair in filter(None, rest.strip().split(",")):
        key, equals, value = pair.strip().partition("=")
        if equals and key and value:
            properties[key] = _unescaped(value, ("%0D", "%0A", "%3A", "%2C", "%25"))
    return Command(name, _unescaped(found[2], ("%0D", "%0A", "%25")), properties)


def _first(line: str, word: str) -> Command | None:
    """`##[name key=value;...]message`, anywhere."""
    found = re.search(r"##\[([^\]]*)\](.*)\Z", line)
    if found is None:
        return None
    name, _, rest = found[1].strip().partition(" ")
    if name not in KNOWN and name != word:
        return None
    pairs = (pair.strip().partition("=") for pair in rest.split(";"))
    return Command(name, found[2], {key: value for key, equals, value in pairs if equals})


_SIGNS = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}


def _unescaped(text: str, escapes: tuple[str, ...]) -> str:
    for escape in escapes:
        text = text.replace(escape, _SIGNS[escape])
    return text
