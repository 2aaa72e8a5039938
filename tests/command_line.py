"""The command line in tests: in this process, or in one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from rulec.cli.app import app

#: The keys of every JSON document.
COMMON_KEYS = {"format", "rulec", "command", "exit_code", "error", "problems"}


@dataclass(frozen=True)
class Ran:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        """The one JSON document on standard output, whose common keys are checked."""
        document = json.loads(self.out)
        assert document.keys() >= COMMON_KEYS
        assert document["format"] == 1
        assert document["exit_code"] == self.code
        return document


def rulec(*arguments: object, stdin: str | bytes | None = None) -> Ran:
    """Runs a command in this process; an exception that it lets out fails the test."""
    result = CliRunner().invoke(app, [str(a) for a in arguments], input=stdin, prog_name="rulec")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


def rulec_process(
    *arguments: object,
    stdin: bytes = b"",
    cwd: Path | None = None,
    python: tuple[str, ...] = ("-m", "rulec"),
    **environment: str,
) -> Ran:
    """Runs a command in a process of its own."""
    root = str(Path(__file__).parents[1])
    done = subprocess.run(
        [sys.executable, *python, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": root, "PYTHONUTF8": "1", **environment},
        timeout=120,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def write_files(folder: Path, texts: dict[str, str]) -> Path:
    """Writes files below a folder, and gives the folder."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
