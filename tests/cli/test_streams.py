"""Where text goes, when it has colour, and how the command ends when something breaks."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import rulec, rulec_process

from rulec.cli import screen
from rulec.cli.run import run

ROOT = str(Path(__file__).parents[2])


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What a command shows on a terminal, both streams together."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "rulec", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "PYTHONPATH": ROOT, "TERM": "xterm", **environment},
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            read = os.read(ours, 65536)
        except OSError:  # The end, on Linux.
            break
        if not read:
            break
        shown += read
    process.wait(timeout=60)
    os.close(ours)
    return shown.decode()


def test_no_colour_when_it_is_no_terminal(bad: Path):
    ran = rulec_process("check", bad)
    assert "\x1b" not in ran.out + ran.err


def test_colour_on_a_terminal(bad: Path):
    assert "\x1b[1;31m" in on_a_terminal("check", str(bad))


def test_no_color_is_respected(bad: Path):
    assert "\x1b" not in on_a_terminal("check", str(bad), NO_COLOR="1")
    assert "\x1b" not in on_a_terminal("check", str(bad), TERM="dumb")


def test_progress_on_a_terminal_only(good: Path, tmp_path: Path):
    out = str(tmp_path / "out")
    assert "verifying the service script" in on_a_terminal("build", str(good), "--out", out)
    assert rulec_process("build", good, "--out", out).err == ""


def test_progress_elsewhere_comes_now_and_then_in_lines(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(screen, "PROGRESS_SECONDS", 0)
    ran = rulec("build", good, "--out", tmp_path / "out")
    assert any("verifying the service script" in line for line in ran.err.splitlines())
    assert all(line.startswith("rulec: ") for line in ran.err.splitlines())
    assert rulec("build", good, "--out", tmp_path / "out", "--format", "json").err == ""


def test_json_on_a_terminal_is_json_alone(bad: Path):
    shown = on_a_terminal("check", str(bad), "--format", "json")
    assert json.loads(shown)["command"] == "check"


def test_json_is_ascii(tmp_path: Path):
    (tmp_path / "ü.yaml").write_text("policy: sërvice\nrules: []\n", encoding="utf-8")
    ran = rulec_process("check", tmp_path, "--format", "json")
    assert ran.out.isascii()
    assert ran.data["problems"][0]["path"].endswith("ü.yaml")


def test_a_terminal_without_the_letters(tmp_path: Path):
    (tmp_path / "ü.yaml").write_text("policy: sërvice\nrules: []\n", encoding="utf-8")
    ran = rulec_process("check", tmp_path, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert ran.code == 1
    assert "internal error" not in ran.err
    assert "\\xfc.yaml" in ran.err


def test_an_unexpected_error_is_no_traceback(good: Path):
    program = (
        "import sys, rulec.pipeline\n"
        "def broken(*_): raise RuntimeError('the \\x1b[2J moon')\n"
        "rulec.pipeline.check = broken\n"
        "from rulec.__main__ import main; main()"
    )
    ran = rulec_process("check", good, python=("-c", program))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("rulec: internal error in rulec ")
    assert "RuntimeError: the \\x1b[2J moon" in ran.err
    assert "please report it" in ran.err
    assert "Traceback" not in ran.err
    ran = rulec_process("check", good, python=("-c", program), RULEC_DEBUG="1")
    assert ran.code == 2
    assert "Traceback" in ran.err


@pytest.mark.parametrize("arguments", [("explain",), ("--help",), ("decide", "--help")])
def test_a_reader_that_goes_away(arguments: tuple[str, ...]):
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run(
        [sys.executable, "-m", "rulec", *arguments],
        stdout=theirs,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": ROOT},
        timeout=60,
        check=False,
    )
    os.close(theirs)
    assert done.stderr == b""
    assert done.returncode in (1, 2)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_behind_the_output():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "rulec", "explain"],
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": ROOT},
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith(b"rulec: error: the output cannot be written")


def test_closed_streams(good: Path):
    command = f"{sys.executable} -m rulec check '{good}' >&- 2>&- <&-"
    done = subprocess.run(
        ["/bin/sh", "-c", command], env={**os.environ, "PYTHONPATH": ROOT}, timeout=60, check=False
    )
    assert done.returncode == 0


def test_an_interrupt_is_quiet(good: Path):
    program = (
        "import rulec.pipeline\n"
        "def interrupted(*_): raise KeyboardInterrupt\n"
        "rulec.pipeline.check = interrupted\n"
        "from rulec.__main__ import main; main()"
    )
    ran = rulec_process("check", good, python=("-c", program))
    assert (ran.code, ran.out) == (130, "")
    assert "Traceback" not in ran.err


def test_an_interrupt_while_the_command_loads_has_no_traceback(tmp_path: Path):
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt\n", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "rulec", "check"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, "", "")


@pytest.mark.parametrize(
    ("arguments", "command", "told"),
    [
        (("compare", ".", ".", "--policy", "media", "--format", "json"), "compare", "'media'"),
        (("test", ".", "--fail-under-mutants", "101", "--format=json"), "test", "from 0 to 100"),
        (("compare", ".", "--format", "json"), "compare", "Missing argument"),
        (("verify", "--nope", "--format", "json"), "verify", "--nope"),
        (("--nope", "check", "--format", "json"), "check", "--nope"),
        (("chekc", "--format", "json"), "chekc", "chekc"),
    ],
)
def test_wrong_arguments_give_a_document_to_who_asked_for_one(
    arguments: tuple[str, ...], command: str, told: str
):
    for ran in (rulec(*arguments), rulec_process(*arguments)):
        assert (ran.code, ran.data["command"], ran.data["problems"]) == (2, command, [])
        assert told in ran.data["error"]
        assert told in ran.err
    plain = rulec(*(one for one in arguments if one not in ("--format", "json", "--format=json")))
    assert (plain.code, plain.out) == (2, "")


def test_an_internal_error_gives_a_document(
    bad: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def fails(*_: object) -> None:
        raise AssertionError("planted")

    monkeypatch.setattr("rulec.pipeline.check", fails)
    monkeypatch.setattr(sys, "argv", ["rulec", "check", str(bad), "--format", "json"])
    assert run() == 2
    shown = capsys.readouterr()
    document = json.loads(shown.out)
    assert (document["command"], document["exit_code"]) == ("check", 2)
    assert "AssertionError: planted" in document["error"]
    assert "internal error" in shown.err
