"""One run of the command line: whatever happens, an exit code and never a traceback."""

from __future__ import annotations

import io
import os
import sys
import traceback
from pathlib import Path

from rulec.cli.checking import answer, asked_by_editor
from rulec.cli.screen import (
    COULD_NOT_RUN,
    INTERRUPTED,
    drop_output,
    end_with_error,
    without_secrets,
)
from rulec.report.safe_text import safe
from rulec.version import VERSION

#: Set to 1, an internal error shows its traceback.
DEBUG_VARIABLE = "RULEC_DEBUG"


def run() -> int:
    """Runs the command that the arguments of the process name; the exit code.

    0: fine; 1: problems were found; 2: could not run, also for an internal error.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            # The caller closed it; there must be something to write to.
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal may lack letters that rule files have.
            stream.reconfigure(errors="backslashreplace")
    code = _run()
    try:
        sys.stdout.flush()
    except OSError:
        drop_output()
        return code or COULD_NOT_RUN
    return code


def _run() -> int:
    try:
        question = asked_by_editor(sys.argv[1:])
        if question is not None:
            answer(question)
        from rulec.cli.app import app

        app(prog_name="rulec")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        drop_output()
        return COULD_NOT_RUN
    except Exception as error:
        _confess(error)
        return COULD_NOT_RUN
    return 0


def _confess(error: Exception) -> None:
    if os.environ.get(DEBUG_VARIABLE) == "1":
        sys.stderr.write(without_secrets(traceback.format_exc()))
    where = traceback.extract_tb(error.__traceback__)
    place = f" at {where[-1].filename}:{where[-1].lineno}" if where else ""
    told = safe(without_secrets(f"{type(error).__name__}: {error}")) + safe(place)
    end_with_error(sys.argv[1:], f"internal error in rulec {VERSION}: {told}")
    sys.stderr.write(
        f"rulec: internal error in rulec {VERSION}: {told}\n"
        f"This is a bug of rulec; please report it. {DEBUG_VARIABLE}=1 shows more.\n"
    )
