"""A second Jinja2: scripts rendered by 2.10.3, in a virtual environment made on first use."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rulec.emulator import LIKELY, Behaviour, plain_behaviour

REPOSITORY = Path(__file__).resolve().parent.parent
ENVIRONMENT = REPOSITORY / ".cache" / "jinja-2.10.3"
REQUIREMENTS = ("jinja2==2.10.3", "markupsafe<2.1", "tzdata")
# Jinja2 2.10.3 itself uses a name that MarkupSafe 2.0 warns about; scripts stay loud.
WARNINGS = ("-W", "error", "-W", "ignore:'soft_unicode' has been renamed:DeprecationWarning")

#: The variables of a script and the time on the node.
Call = tuple[Mapping[str, Any], datetime]


def python_with_jinja_2_10() -> Path:
    """The interpreter of the second environment, which is made when it is not there yet."""
    if not _is_complete():
        _make_environment()
    return ENVIRONMENT / "bin" / "python"


def render_on_2_10(
    script: str, calls: Iterable[Call], behaviour: Behaviour = LIKELY
) -> list[dict[str, str]]:
    """For each call `{"text": ...}`, or `{"error": ...}` when the script failed."""
    return _worker().render(script, calls, behaviour)


@pytest.fixture(scope="session")
def jinja_2_10() -> Iterator[Worker]:
    """The process that renders on Jinja2 2.10.3: `jinja_2_10.render(script, calls, behaviour)`."""
    yield _worker()
    _close_worker()


class Worker:
    """A running `rulec.emulator.worker` under Jinja2 2.10.3."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [str(python_with_jinja_2_10()), *WARNINGS, "-m", "rulec.emulator.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            encoding="ascii",
        )

    def render(
        self, script: str, calls: Iterable[Call], behaviour: Behaviour = LIKELY
    ) -> list[dict[str, str]]:
        """For each call `{"text": ...}`, or `{"error": ...}` when the script failed."""
        request = {
            "script": script,
            "behaviour": plain_behaviour(behaviour),
            "calls": [{"inputs": inputs, "now": now.isoformat()} for inputs, now in calls],
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the worker died; its error stands above")
        return json.loads(line)

    def close(self) -> None:
        """Lets the process end."""
        self._process.communicate()


@cache
def _worker() -> Worker:
    atexit.register(_close_worker)
    return Worker()


def _close_worker() -> None:
    if _worker.cache_info().currsize:
        _worker().close()
        _worker.cache_clear()


def _is_complete(folder: Path = ENVIRONMENT) -> bool:
    marker = folder / "complete"
    return marker.is_file() and marker.read_text("utf-8") == "\n".join(REQUIREMENTS)


def _make_environment() -> None:
    # Made beside its place and then moved there, so that a run that is cut short, or a second one
    # at the same time, never leaves half an environment.
    ENVIRONMENT.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ENVIRONMENT.parent, ignore_cleanup_errors=True) as parent:
        made = Path(parent) / "made"
        _run(sys.executable, "-m", "venv", str(made))
        _run(str(made / "bin" / "python"), "-m", "pip", "install", "--quiet", *REQUIREMENTS)
        (made / "complete").write_text("\n".join(REQUIREMENTS), "utf-8")
        if not _is_complete():
            shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        try:
            made.rename(ENVIRONMENT)
        except OSError:
            if not _is_complete():
                raise


def _run(*command: str) -> None:
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}")
