"""Help, version and what is loaded for them."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from shutil import copytree

import pytest
from command_line import rulec, rulec_process
from review.history import commit, git

from rulec.cli.build import LayoutName
from rulec.cli.options import PolicyName
from rulec.emit import LayoutChoice
from rulec.pexip import Policy
from rulec.version import VERSION

COMMANDS = (
    "init",
    "check",
    "fmt",
    "test",
    "build",
    "verify",
    "diff",
    "compare",
    "decide",
    "report",
    "where",
    "explain",
    "schema",
)


def examples(help_text: str) -> list[list[str]]:
    """The commands below `Example:`, as arguments of `rulec`."""
    lines = help_text.partition("Example:\n")[2].splitlines()
    commands = []
    for line in lines:
        if not line.strip().startswith("rulec "):
            break
        commands.append(shlex.split(line)[1:])
    return commands


def committed(folder: Path) -> None:
    """The revisions that the examples name, all of the same rules."""
    git(folder, "init", "--quiet", "--initial-branch=main")
    commit(folder, "The rules")
    for name in ("v1", "v2"):
        git(folder, "tag", name)
    git(folder, "branch", "feature")


def test_the_help_lists_every_command():
    ran = rulec("--help")
    assert ran.code == 0
    listed = ran.out.partition("Commands:\n")[2]
    assert [line.split()[0] for line in listed.splitlines()] == list(COMMANDS)
    assert "..." not in listed


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_has_an_example_that_runs(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    ran = rulec(*command.split(), "--help")
    assert ran.code == 0
    assert "Exit codes:" in ran.out
    found = examples(ran.out)
    assert found
    if command not in ("", "init"):
        assert rulec("init", "rules").code == 0
        request = {"call_info": {}, "participant": {}}
        Path("request.json").write_text(json.dumps(request), encoding="utf-8")
    if command == "diff":
        committed(tmp_path)
        copytree("rules", "old-rules")
    for arguments in found:
        assert rulec(*arguments).code == 0, arguments


@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrong_option_is_a_usage_error(command: str):
    ran = rulec(command, "--nonsense")
    assert ran.code == 2
    assert ran.out == ""
    assert "--nonsense" in ran.err


def test_an_unknown_command_is_a_usage_error():
    ran = rulec("bild")
    assert ran.code == 2
    assert "bild" in ran.err


def test_without_arguments_the_help_is_shown():
    ran = rulec()
    assert "Commands:" in ran.out + ran.err


def test_the_version_is_told():
    assert rulec("--version").out == f"rulec {VERSION}\n"


def test_the_version_needs_nothing_loaded():
    program = (
        "import sys; sys.argv = ['rulec', '--version']; from rulec.__main__ import main; main();"
        "print(sorted({'typer', 'click', 'pydantic', 'jinja2', 'yaml', 'rulec.cli'}"
        " & set(sys.modules)))"
    )
    assert rulec_process(python=("-c", program)).out == f"rulec {VERSION}\n[]\n"


def test_help_does_not_load_the_compiler():
    program = (
        "import sys, rulec.cli.app;"
        "print([m for m in sys.modules if m.startswith("
        "('jinja2', 'yaml', 'rulec.pipeline', 'rulec.pexip', 'rulec.resolve'))])"
    )
    assert rulec_process(python=("-c", program)).out == "[]\n"


def test_the_policies_are_those_of_the_catalogue():
    assert [name.value for name in PolicyName] == [policy.value for policy in Policy]
    assert [name.value for name in LayoutName] == [choice.value for choice in LayoutChoice]


def test_completion_knows_the_commands():
    ran = rulec_process(_RULEC_COMPLETE="complete_bash", COMP_WORDS="rulec b", COMP_CWORD="1")
    assert ran.out.split() == ["build"]
