from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from command_line import rulec, rulec_process, write_files

from rulec.cli import fmt
from rulec.formatting import layout, printing

MESSY = "policy:   service\nrules:\n- reject: true # why\n  id: a\n"
STYLED = "policy: service\nrules:\n  - id: a\n    reject: true  # why\n"
BROKEN = "policy: service\nrules: [\n"


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rules folder in the current one, with a file to format, a formatted one, and a table."""
    monkeypatch.chdir(tmp_path)
    texts = {"a.yaml": MESSY, "b/b.yml": STYLED, "t.csv": "a,b\n1, 2\n", ".c/c.yaml": MESSY}
    write_files(tmp_path / "rules", texts)
    return Path("rules")


def texts(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_files_are_rewritten_and_then_stay(rules: Path):
    before = texts(rules)
    ran = rulec("fmt", rules)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "formatted rules/a.yaml\n1 file formatted, 1 file formatted already\n"
    assert texts(rules) == {**before, "a.yaml": STYLED.encode()}
    ran = rulec("fmt")
    assert (ran.code, ran.out) == (0, "2 files formatted already\n")


def test_formatted_files_are_not_touched(rules: Path):
    os.utime(rules / "b" / "b.yml", (1, 1))
    rulec("fmt", rules)
    assert (rules / "b" / "b.yml").stat().st_mtime == 1


def test_check_lists_and_writes_nothing(rules: Path):
    before = texts(rules)
    ran = rulec("fmt", "--check", rules)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out == "rules/a.yaml would change\n1 file would change, 1 file formatted already\n"
    assert texts(rules) == before
    ran = rulec("fmt", "--check", rules / "b")
    assert (ran.code, ran.out) == (0, "1 file formatted already\n")


def test_diff_shows_what_patch_applies(rules: Path):
    before = texts(rules)
    ran = rulec("fmt", "--diff", rules)
    assert (ran.code, ran.err) == (1, "")
    assert texts(rules) == before
    assert "+++ rules/a.yaml\n" in ran.out
    patch = shutil.which("patch")
    assert patch is not None
    subprocess.run([patch, "-p0"], input=ran.out, text=True, check=True, capture_output=True)
    assert (rules / "a.yaml").read_text("utf-8") == STYLED
    ran = rulec("fmt", "--diff", rules)
    assert (ran.code, ran.out) == (0, "")


def test_a_diff_of_a_file_that_lacks_its_last_line_feed(rules: Path):
    write_files(rules, {"a.yaml": STYLED.rstrip()})
    ran = rulec("fmt", "--diff", rules)
    assert ran.out.endswith("# why\n\\ No newline at end of file\n+    reject: true  # why\n")


def test_a_diff_shows_no_pins(rules: Path):
    write_files(rules, {"a.yaml": "rules:\n- {id: a, set: {pin: 918273, guest_pin: '4567'}}\n"})
    ran = rulec("fmt", "--diff", rules)
    assert "918273" not in ran.out
    assert "4567" not in ran.out
    assert "+  - {id: a, set: {pin: ******, guest_pin: '****'}}\n" in ran.out
    ran = rulec("fmt", "--diff", "--format", "json", rules)
    assert "918273" not in ran.out
    assert "918273" in rulec("fmt", "--diff", "--show-secrets", rules).out


def test_a_file_with_errors_stays_and_the_others_are_formatted(rules: Path):
    write_files(rules, {"c.yaml": BROKEN})
    ran = rulec("fmt", rules)
    assert ran.code == 1
    assert "rules/c.yaml:3:1: error: not valid YAML" in ran.err
    assert ran.out.endswith("1 file formatted, 1 file not formatted, 1 file formatted already\n")
    assert texts(rules)["c.yaml"] == BROKEN.encode()
    assert texts(rules)["a.yaml"] == STYLED.encode()


def test_warnings_are_for_check(rules: Path):
    write_files(rules, {"a.yaml": STYLED.replace("why", "w\u200bhy")})
    ran = rulec("fmt", rules)
    assert (ran.code, ran.err) == (0, "")


def test_files_that_cannot_be_read(rules: Path):
    (rules / "c.yaml").write_bytes(b"policy: \xff\n")
    (rules / "d.yaml").symlink_to("nowhere.yaml")
    ran = rulec("fmt", rules)
    assert ran.code == 1
    assert "not-utf-8" in ran.err
    assert "rules/d.yaml" in ran.err
    assert texts(rules)["c.yaml"] == b"policy: \xff\n"


@pytest.mark.parametrize(
    ("argument", "told"),
    [
        ("nowhere", "there is no file or folder `nowhere`"),
        ("rules/t.csv", "`rules/t.csv` is not a YAML file"),
        ("rules/empty", "there are no YAML files in `rules/empty`"),
    ],
)
def test_arguments_that_name_no_rule_files(rules: Path, argument: str, told: str):
    (rules / "empty").mkdir()
    before = texts(rules)
    ran = rulec("fmt", "rules/a.yaml", argument)
    assert ran.code == 2
    assert told in ran.err
    assert texts(rules) == before


def test_a_file_that_is_named_twice_is_written_once(rules: Path):
    ran = rulec("fmt", rules, rules / "a.yaml", rules / "b" / ".." / "a.yaml")
    assert ran.out == "formatted rules/a.yaml\n1 file formatted, 1 file formatted already\n"


def test_line_ends_stay_and_a_byte_order_mark_goes(rules: Path):
    (rules / "a.yaml").write_bytes(b"\xef\xbb\xbf" + MESSY.replace("\n", "\r\n").encode())
    assert rulec("fmt", rules).code == 0
    assert texts(rules)["a.yaml"] == STYLED.replace("\n", "\r\n").encode()


@pytest.mark.skipif(os.name != "posix", reason="modes and links as on POSIX")
def test_a_link_stays_a_link_and_a_mode_stays_a_mode(rules: Path):
    (rules / "a.yaml").rename(rules / "real.txt")
    (rules / "real.txt").chmod(0o640)
    (rules / "a.yaml").symlink_to("real.txt")
    assert rulec("fmt", rules).code == 0
    assert (rules / "a.yaml").is_symlink()
    assert (rules / "real.txt").read_text("utf-8") == STYLED
    assert (rules / "real.txt").stat().st_mode & 0o777 == 0o640


def test_a_file_that_cannot_be_written_stays_whole(rules: Path, monkeypatch: pytest.MonkeyPatch):
    write_files(rules, {"c.yaml": MESSY})
    original = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.name == "a.yaml":
            raise OSError(28, "No space left on device")
        return original(self, target)

    before = texts(rules)
    monkeypatch.setattr(Path, "replace", replace)
    ran = rulec("fmt", rules)
    assert ran.code == 2
    assert "`rules/a.yaml` cannot be written: no space left on device" in ran.err
    assert texts(rules) == {**before, "c.yaml": STYLED.encode()}


def test_a_file_that_may_not_be_changed(rules: Path, monkeypatch: pytest.MonkeyPatch):
    before = texts(rules)
    monkeypatch.setattr(fmt.os, "access", lambda _, mode: mode != os.W_OK)
    ran = rulec("fmt", rules)
    assert ran.code == 2
    assert "`rules/a.yaml` cannot be written: it may not be changed" in ran.err
    assert texts(rules) == before


def test_a_bug_of_the_formatter_changes_nothing(rules: Path, monkeypatch: pytest.MonkeyPatch):
    before = texts(rules)
    monkeypatch.setattr(printing, "STEP", 0)
    monkeypatch.setattr(layout, "STEP", 0)
    ran = rulec("fmt", rules)
    assert ran.code == 2
    assert "[R903 formatting-changes]" in ran.err
    assert texts(rules) == before


def test_standard_input(rules: Path):
    before = texts(rules)
    ran = rulec("fmt", "--stdin", "--stdin-filename", "rules/new.yaml", stdin=MESSY)
    assert (ran.code, ran.out, ran.err) == (0, STYLED, "")
    ran = rulec("fmt", "--stdin", "--stdin-filename", "rules/new.yaml", "--check", stdin=MESSY)
    assert ran.code == 1
    assert ran.out.startswith("rules/new.yaml would change\n")
    ran = rulec("fmt", "--stdin", "--stdin-filename", "rules/new.yaml", stdin=BROKEN)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("rules/new.yaml:3:1: error:")
    assert texts(rules) == before


def test_standard_input_that_is_no_text():
    arguments = ("fmt", "--stdin", "--stdin-filename", "rules/new.yaml")
    ran = rulec(*arguments, stdin=b"\xff\xfe")
    assert (ran.code, ran.out) == (1, "")
    assert "not-utf-8" in ran.err
    assert rulec(*arguments, stdin="a" * 2_000_001).code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--stdin"],
        ["--stdin-filename", "a.yaml"],
        ["--stdin", "--stdin-filename", "a.yaml", "rules"],
    ],
)
def test_options_of_standard_input_that_do_not_fit(arguments: list[str]):
    ran = rulec("fmt", *arguments, stdin=MESSY)
    assert (ran.code, ran.out) == (2, "")
    assert "--stdin" in ran.err


def test_bytes_of_standard_output(rules: Path):
    ran = rulec_process(
        "fmt", "--stdin", "--stdin-filename", "a.yaml", stdin="a:  ø\r\n".encode(), cwd=rules
    )
    assert (ran.code, ran.out) == (0, "a: ø\r\n")


def test_json(rules: Path):
    write_files(rules, {"c.yaml": BROKEN})
    data = rulec("fmt", "--check", rules, "--format", "json").data
    assert data["changed"] == ["rules/a.yaml"]
    assert data["unchanged"] == ["rules/b/b.yml"]
    assert data["not_formatted"] == ["rules/c.yaml"]
    assert [problem["path"] for problem in data["problems"]] == ["rules/c.yaml"]
    data = rulec("fmt", "--diff", rules / "a.yaml", "--format", "json").data
    assert data["diff"].startswith("--- rules/a.yaml\n")
    arguments = ("--stdin", "--stdin-filename", "x.yaml", "--format", "json")
    assert rulec("fmt", *arguments, stdin=MESSY).data["text"] == STYLED


def test_suggested_tests_are_formatted(tmp_path: Path):
    root = Path(__file__).parents[2]
    shutil.copytree(root / "rules", tmp_path / "rules")
    ran = rulec("test", tmp_path / "rules", "--suggest", "-o", tmp_path / "suggested")
    assert ran.code == 0
    ran = rulec("fmt", tmp_path / "suggested", "--check")
    assert (ran.code, ran.out) == (0, "2 files formatted already\n")
