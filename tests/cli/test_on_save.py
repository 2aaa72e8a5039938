"""`check --stdin`: an editor asks about a file that is not saved yet."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import rulec, rulec_process, write_files

from rulec.cli.checking import Question, asked_by_editor
from rulec.cli.screen import Format

SERVICE = "policy: service\nrules:\n  - {id: a, when: {local_alias: alice}, reject: true}\n"
WRONG = SERVICE.replace("local_alias", "local_alais")
MEDIA = """\
policy: media_location
tables: {sites: tables/sites.csv}
rules:
  - id: sites
    for_each: sites
    when: {remote_address: {in_subnet: '{subnet}'}}
    set: {location: '{location}'}
"""


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rules folder without errors in the current one."""
    monkeypatch.chdir(tmp_path)
    texts = {"a.yaml": SERVICE, "m.yaml": MEDIA, "tables/sites.csv": "subnet,location\n::/0,Oslo\n"}
    return write_files(tmp_path / "rules", texts).relative_to(tmp_path)


def asked(name: str, text: str | bytes, *arguments: str):
    return rulec("check", *arguments, "--stdin", "--stdin-filename", name, stdin=text)


def test_the_text_counts_in_place_of_the_file(rules: Path):
    ran = asked("rules/a.yaml", WRONG)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("rules/a.yaml:3:20: error: ")
    assert (rules / "a.yaml").read_text("utf-8") == SERVICE
    write_files(rules, {"a.yaml": WRONG})
    ran = asked("rules/a.yaml", SERVICE)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "no problems in 2 rule sets with 2 rules and 0 tests\n"


def test_a_file_that_is_new(rules: Path):
    ran = asked("rules/new/b.yaml", WRONG)
    assert ran.err.startswith("rules/new/b.yaml:3:20: error: ")
    assert not (rules / "new").exists()


@pytest.mark.usefixtures("rules")
def test_a_table():
    ran = asked("rules/tables/sites.csv", "subnet,location\n10.0.0/8,Oslo\n")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("rules/tables/sites.csv:2:1: error: ")


def test_the_rest_of_the_folder_comes_from_the_disk(rules: Path):
    write_files(rules, {"m.yaml": MEDIA.replace("sites.csv", "towns.csv")})
    data = asked("rules/a.yaml", SERVICE, "--format", "json").data
    assert [problem["path"] for problem in data["problems"]] == ["rules/m.yaml"]


def test_rules_are_not_looked_at_as_a_whole(rules: Path):
    twice = f"{SERVICE}  - {{id: b, when: {{local_alias: alice}}, reject: true}}\n"
    data = asked("rules/a.yaml", twice, "--format", "json").data
    assert (data["exit_code"], data["as_a_whole"]) == (0, False)
    write_files(rules, {"a.yaml": twice})
    data = rulec("check", "--format", "json").data
    assert (data["exit_code"], data["as_a_whole"]) == (0, True)
    assert "unreachable-rule" in {problem["name"] for problem in data["problems"]}


@pytest.mark.parametrize("text", [b"policy: \xff\n", "a" * 2_000_001, "", "\x00"])
@pytest.mark.usefixtures("rules")
def test_text_that_is_no_rule_file(text: str | bytes):
    ran = asked("rules/a.yaml", text)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("rules/a.yaml:1:")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a.yaml", "`a.yaml` does not lie in `rules`"),
        ("rules/../a.yaml", "does not lie in `rules`"),
        ("rules", "does not lie in `rules`"),
        ("rules/a.txt", "`rules/a.txt` is no rule file and no table"),
        ("rules/.a.yaml", "is no rule file and no table"),
    ],
)
@pytest.mark.usefixtures("rules")
def test_names_that_are_no_files_of_the_folder(name: str, told: str):
    ran = asked(name, SERVICE)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_absolute_names_and_links(rules: Path, tmp_path: Path):
    assert asked(str(tmp_path / "rules" / "a.yaml"), WRONG).err.startswith("rules/a.yaml:3:20:")
    (tmp_path / "link").symlink_to("rules")
    assert asked("link/a.yaml", WRONG, str(tmp_path / "link")).code == 1
    assert asked("link/a.yaml", WRONG).err.startswith("rules/a.yaml:3:20:")
    (rules / "l.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert asked("rules/l.yaml", WRONG).err.startswith("rules/l.yaml:3:20:")


@pytest.mark.usefixtures("rules")
def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DIALLED", "hidden-place-7")
    text = SERVICE.replace("reject: true", "redirect: '{env:DIALLED}', nonsense: '{env:DIALLED}'")
    for form in ("text", "json"):
        ran = asked("rules/a.yaml", text, "--format", form)
        assert ran.code == 1
        assert "hidden-place-7" not in ran.out + ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--stdin"],
        ["--stdin-filename", "rules/a.yaml"],
        ["--stdin", "--stdin-filename", "rules/a.yaml", "--fall-through"],
        ["--stdin", "--stdin-filename", "rules/a.yaml", "--watch"],
    ],
)
@pytest.mark.usefixtures("rules")
def test_options_that_do_not_go_together(arguments: list[str]):
    ran = rulec("check", *arguments, stdin=SERVICE)
    assert (ran.code, ran.out) == (2, "")
    assert "--stdin" in ran.err


#: Arguments that are read without the library that reads arguments, and what they ask.
READ = {
    "check --stdin --stdin-filename a.yaml": Question(None, Path("a.yaml"), stdin=True),
    "check --stdin-filename=a.yaml rules --stdin --format json --strict": Question(
        Path("rules"), Path("a.yaml"), Format.JSON, stdin=True, strict=True
    ),
    "check rules --format=text --stdin --stdin-filename a.yaml": Question(
        Path("rules"), Path("a.yaml"), Format.TEXT, stdin=True
    ),
}
#: Arguments that are left to it.
LEFT = (
    *("", "check", "check rules", "fmt --stdin --stdin-filename a.yaml", "check --stdin"),
    *("check --stdin-filename a.yaml", "check --stdin --stdin-filename", "check --help --stdin"),
    "check --stdin --stdin-filename a.yaml --format sarif",
    "check --stdin --stdin-filename a.yaml --watch",
    "check --stdin --stdin-filename a.yaml rules more",
    "check --stdin --stdin-filename --strict",
    "check --stdin=yes --stdin-filename a.yaml",
    "check --stdin --stdin-filename a.yaml --today 2026-01-01",
)


@pytest.mark.parametrize("arguments", READ)
def test_arguments_of_editors_are_read(arguments: str):
    assert asked_by_editor(arguments.split()) == READ[arguments]


@pytest.mark.parametrize("arguments", LEFT)
def test_other_arguments_are_left_to_the_library(arguments: str):
    assert asked_by_editor(arguments.split()) is None


@pytest.mark.parametrize("options", ["", "--format json", "--strict", "rules --format=json"])
@pytest.mark.parametrize("name", ["rules/a.yaml", "rules/new.yaml", "elsewhere.yaml"])
def test_editors_get_what_the_command_says(rules: Path, options: str, name: str):
    text = f"{WRONG}lists: {{unused: [x]}}\n"
    arguments = [*options.split(), "--stdin", "--stdin-filename", name]
    quick = rulec_process("check", *arguments, stdin=text.encode(), cwd=rules.parent.resolve())
    assert quick == rulec("check", *arguments, stdin=text)


def test_little_is_loaded_for_editors(rules: Path):
    program = (
        "import sys; from rulec.__main__ import main\n"
        "sys.argv = ['rulec', 'check', '--stdin', '--stdin-filename', 'rules/a.yaml']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted(m for m in sys.modules if m.split('.')[0] in ('typer', 'pydantic', 'jinja2')"
        " or m.split('.')[:2] in [['rulec', r] for r in ('analysis', 'emit', 'findings')]))"
    )
    ran = rulec_process(python=("-c", program), stdin=SERVICE.encode(), cwd=rules.parent.resolve())
    assert ran.out.splitlines()[-1] == "[]"
    assert ran.out.splitlines()[0].startswith("no problems in 2 rule sets")
