"""A command that runs again whenever files of a rules folder change.

Asks the disk for times and sizes twice a second, which works on every system and on network
folders too; nothing is kept busy.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn, TypeAlias

import typer

from rulec.cli.screen import COULD_NOT_RUN, FINE, Ended, NobodyReads, write
from rulec.report.safe_text import safe

Watch = Annotated[
    bool, typer.Option("--watch", help="Check again whenever files change, until Ctrl-C.")
]

#: Seconds between two looks.
_INTERVAL = 0.5
#: Looks after a change until nothing changes any more: editors write several files at once.
_MOST_LOOKS = 10

#: What is said when an answer is complete.
WAITING = "waiting for changes; Ctrl-C ends"

_CLEAR = "\x1b[2J\x1b[H"

#: Of each file what tells that it was changed; of one that is not there, nothing.
_State: TypeAlias = dict[Path, tuple[int, int, int] | None]


def watch(rules: Path, command: Callable[[], object]) -> NoReturn:
    """Runs a command at once and after every change; Ctrl-C ends it with exit code 0.

    Where it could not run at first, that is the end of it. Later a folder may be gone for a while.
    """
    first = True
    try:
        while True:
            seen = _state(rules)
            _clear()
            write(sys.stdout, f"checking {safe(rules.as_posix())}\n")
            code = _exit_code(command)
            if first and code == COULD_NOT_RUN:
                raise Ended(code)
            first = False
            write(sys.stdout, f"{WAITING}\n")
            _wait_for_change(rules, seen)
    except KeyboardInterrupt:
        raise Ended(FINE) from None


def _exit_code(command: Callable[[], object]) -> int:
    try:
        command()
    except NobodyReads:
        raise
    except Ended as end:
        return end.code if isinstance(end.code, int) else FINE
    except OSError as error:
        # The folder went away while it was read.
        write(sys.stderr, f"rulec: error: {error.strerror}\n")
    return FINE


def _wait_for_change(rules: Path, seen: _State) -> None:
    while (now := _state(rules)) == seen:
        time.sleep(_INTERVAL)
    for _ in range(_MOST_LOOKS):
        time.sleep(_INTERVAL / 5)
        before, now = now, _state(rules)
        if now == before:
            return


def _state(rules: Path) -> _State:
    from rulec.syntax.folder import paths_in

    with contextlib.suppress(OSError):
        return {path: _mark(path) for path in paths_in(rules)}
    return {}


def _mark(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _clear() -> None:
    """Clears a terminal; elsewhere everything stays to be read."""
    if sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        write(sys.stdout, _CLEAR)
