"""`check --watch`: a process that answers again after every change, until it is interrupted."""

from __future__ import annotations

import os
import pty
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import rulec, write_files

GOOD = """\
policy: service
rules:
  - {id: a, when: {vendor: x}, reject: true, accept: [rejects-probes], description: d}
"""
BAD = GOOD.replace("vendor", "vender")
WAITING = "waiting for changes; Ctrl-C ends"
#: Seconds after which a line will not come any more.
PATIENCE = 60

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and terminals as on POSIX")


class Watching:
    """A process that watches, with the lines that it writes."""

    def __init__(self, folder: Path, output: int | None = None, term: str = "xterm") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "rulec", "check", folder.name, "--watch"],
            cwd=folder.parent,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "TERM": term},
            stdout=subprocess.PIPE if output is None else output,
            stderr=subprocess.STDOUT,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        if output is None:
            self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.decode())

    def answer(self) -> str:
        """What is written up to where it waits again."""
        lines = []
        while not lines or lines[-1].strip() != WAITING:
            lines.append(self._lines.get(timeout=PATIENCE))
        assert lines[0] == "checking rules\n"
        return "".join(lines[1:-1])

    def end(self) -> None:
        """Ends the process, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        if self._reader.is_alive():
            self._reader.join()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def interrupted(self) -> int:
        """The exit code after Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_files(tmp_path / "rules", {"a.yaml": GOOD})


@pytest.fixture
def watching(folder: Path) -> Iterator[Watching]:
    watch = Watching(folder)
    yield watch
    watch.end()


def test_it_answers_after_every_change(folder: Path, watching: Watching):
    good = watching.answer()
    assert good == "no problems in 1 rule set with 1 rule and 0 tests\n"
    write_files(folder, {"a.yaml": BAD})
    assert "rules/a.yaml:3:" in watching.answer()
    write_files(folder, {"a.yaml": GOOD, "b.yaml": "policy: [\n"})
    assert "rules/b.yaml:" in watching.answer()
    (folder / "b.yaml").unlink()
    assert watching.answer() == good
    write_files(folder, {"new/c.yaml": GOOD.replace("vendor: x", "vendor: y")})
    assert watching.answer() == "no problems in 2 rule sets with 2 rules and 0 tests\n"
    # What a table is called in counts too; other files do not.
    write_files(folder, {"notes.txt": "x", "t.csv": "a,b\n1,2\n"})
    assert "rules/t.csv:1:1: warning:" in watching.answer()
    assert watching.interrupted() == 0


def test_it_waits_for_a_folder_that_is_gone(folder: Path, watching: Watching):
    good = watching.answer()
    folder.rename(folder.parent / "away")
    assert "there is no folder `rules`" in watching.answer()
    (folder.parent / "away").rename(folder)
    assert watching.answer() == good
    (folder / "a.yaml").unlink()
    assert "there are no YAML files in `rules`" in watching.answer()
    write_files(folder, {"a.yaml": GOOD})
    assert watching.answer() == good
    assert watching.interrupted() == 0


def test_a_file_of_the_same_size_and_a_link_that_leads_nowhere(folder: Path, watching: Watching):
    watching.answer()
    write_files(folder, {"a.yaml": GOOD.replace("vendor", "vemdor")})
    assert "vemdor" in watching.answer()
    (folder / "l.yaml").symlink_to("nowhere.yaml")
    assert "rules/l.yaml:" in watching.answer()
    assert watching.interrupted() == 0


def test_it_ends_when_nobody_reads(folder: Path):
    ours, theirs = os.pipe()
    watch = Watching(folder, theirs)
    os.close(theirs)
    try:
        written_to(ours)
        os.close(ours)
        write_files(folder, {"a.yaml": BAD})
        assert watch.process.wait(PATIENCE) == 2
    finally:
        watch.end()


def written_to(file: int) -> bytes:
    """What is written up to where a process waits."""
    written = b""
    while WAITING.encode() not in written:
        written += os.read(file, 1_000)
    return written


@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_a_terminal_is_cleared(folder: Path, term: str):
    ours, theirs = pty.openpty()
    watch = Watching(folder, theirs, term)
    try:
        assert (b"\x1b[2J" in written_to(ours)) == (term == "xterm")
        assert watch.interrupted() == 0
    finally:
        watch.end()
        os.close(theirs)
        os.close(ours)


def test_elsewhere_nothing_is_cleared(watching: Watching):
    assert "\x1b" not in watching.answer()
    assert watching.interrupted() == 0


def test_a_folder_that_is_not_there_at_first(tmp_path: Path):
    ran = rulec("check", tmp_path / "nowhere", "--watch")
    assert (ran.code, ran.out) == (2, f"checking {tmp_path.as_posix()}/nowhere\n")
    assert ran.err.count("error:") == 1


def test_a_document_is_not_written_again_and_again(folder: Path):
    ran = rulec("check", folder, "--watch", "--format", "json")
    assert ran.code == 2
    assert ran.data["error"] == "--watch does not go with --format"
