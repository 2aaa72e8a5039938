"""Output folders as commands write them, or compare them."""

from __future__ import annotations

from pathlib import Path

from rulec.cli.screen import CannotRun, Screen
from rulec.outputs import CannotWriteError, Outputs, Stale, Written


def compare(outputs: Outputs, folder: Path, screen: Screen) -> list[Stale]:
    """Shows and gives what in a folder is not as it should be; nothing when it is current."""
    found = outputs.differences(folder)
    for difference in found:
        screen.out(f"{shown(folder)}/{difference}\n")
    if not found:
        screen.out(f"{shown(folder)} is up to date\n")
    return found


def write(outputs: Outputs, folder: Path, screen: Screen) -> Written:
    """Writes a folder and shows what changed; raises `CannotRun` when it cannot be written."""
    try:
        written = outputs.write(folder)
    except CannotWriteError as error:
        hint = "nothing was written; name another folder"
        raise CannotRun(str(error), hint) from error
    for word, paths in (("wrote", written.changed), ("removed", written.removed)):
        for path in paths:
            screen.out(f"{word} {shown(folder)}/{path}\n")
    if not written.changed and not written.removed:
        screen.out(f"{shown(folder)} was up to date already\n")
    return written


def shown(folder: Path) -> str:
    """A folder as messages show it: with forward slashes, safe for a terminal."""
    from rulec.report.safe_text import safe

    return safe(folder.as_posix())
