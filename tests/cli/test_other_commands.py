"""`rulec init`, `rulec explain` and `rulec schema`."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import rulec, rulec_process, write_files

from rulec.diagnostics import CODES
from rulec.json_schema import schemas
from rulec.reference import LANGUAGE_PAGE, language_page

# --- init ----------------------------------------------------------------------------------------


def test_the_starter_folder_has_no_problems(starter: Path, tmp_path: Path):
    for command in ("check", "test"):
        ran = rulec(command, starter)
        assert (ran.code, ran.err) == (0, "")
    ran = rulec("build", starter, "--strict", "--out", tmp_path / "out")
    assert (ran.code, ran.err) == (0, "")
    names = ("media_location", "participant", "service")
    assert sorted(p.name for p in (tmp_path / "out" / "main").iterdir()) == [
        f"{name}.j2" for name in names
    ]


def test_every_rule_of_the_starter_folder_is_tested(starter: Path):
    data = rulec("test", starter, "--format", "json").data
    texts = "".join(path.read_text("utf-8") for path in starter.rglob("*.yaml"))
    ids = [line.split()[-1] for line in texts.splitlines() if line.startswith("  - id: ")]
    assert len(ids) == 7
    assert data["passed"] > len(ids)
    for id_ in ids:
        assert f"rule: {id_}" in texts


def test_what_is_written_is_said(tmp_path: Path):
    folder = tmp_path / "a b"
    ran = rulec("init", folder, "--format", "json")
    assert ran.code == 0
    assert ran.data["written"] == [
        "media/locations.yaml",
        "participant/roles.yaml",
        "rulec.yaml",
        "service/meetings.yaml",
    ]
    assert all((folder / path).is_file() for path in ran.data["written"])


def test_an_empty_folder_is_used(tmp_path: Path):
    ran = rulec("init", tmp_path)
    assert ran.code == 0
    assert f"wrote {tmp_path.as_posix()}/rulec.yaml\n" in ran.out
    assert "next: rulec check " in ran.out


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path):
    write_files(tmp_path, {"mine.txt": "x"})
    ran = rulec("init", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "is not empty" in ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_is_refused(tmp_path: Path):
    write_files(tmp_path, {"mine.txt": "x"})
    assert rulec("init", tmp_path / "mine.txt").code == 2
    ran = rulec("init", tmp_path / "mine.txt" / "below")
    assert ran.code == 2
    assert "cannot be" in ran.err
    assert rulec("init").code == 2


# --- explain -------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.id)
def test_every_code_is_explained_by_id_and_name(code):
    ran = rulec("explain", code.id)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{code.id} {code.name} ({code.severity})\n\n{code.headline}.\n")
    assert rulec("explain", code.name).out == ran.out


def test_all_codes_are_listed():
    ran = rulec("explain")
    assert [line.split()[0] for line in ran.out.splitlines()] == list(CODES)
    assert all(len(line) <= 120 for line in ran.out.splitlines())
    data = rulec("explain", "--format", "json").data
    assert [row["code"] for row in data["codes"]] == list(CODES)


def test_what_may_be_accepted_is_what_rules_may_accept(tmp_path: Path):
    """What `explain` says, and what editors offer, is what the compiler takes."""
    rows = rulec("explain", "--format", "json").data["codes"]
    for row in rows:
        rules = f"rules: [{{id: a, accept: [{row['name']}], description: x, reject: true}}]"
        folder = write_files(tmp_path, {"a.yaml": f"policy: service\n{rules}\n"})
        refused = "cannot be accepted" in rulec("check", folder).err
        assert refused is not row["acceptable"], row["name"]
    schema = schemas()["rule-set.json"]
    offered = {row["name"] for row in rows if f'"{row["name"]}"' in schema}
    assert offered == {row["name"] for row in rows if row["acceptable"]}


def test_an_unknown_code():
    ran = rulec("explain", "unknown-kee")
    assert (ran.code, ran.out) == (2, "")
    assert "did you mean `unknown-key`?" in ran.err
    ran = rulec("explain", "zzz", "--format", "json")
    assert ran.data["error"] == "there is no code `zzz`"


# --- schema --------------------------------------------------------------------------------------


def test_the_schemas_are_written_and_checked(tmp_path: Path):
    out = tmp_path / "s"
    assert rulec("schema", "--out", out, "--check").code == 1
    assert not out.exists()
    ran = rulec("schema", "--out", out)
    assert ran.code == 0
    written = {path.name: path.read_text("utf-8") for path in out.iterdir()}
    assert written == {**schemas(), LANGUAGE_PAGE: language_page()}
    assert rulec("schema", "--out", out, "--check").code == 0
    (out / "project.json").write_text("{}", encoding="utf-8")
    ran = rulec("schema", "--out", out, "--check", "--format", "json")
    assert (ran.code, ran.data["not_current"]) == (1, ["project.json is out of date"])


def test_the_schemas_may_know_a_project(starter: Path, tmp_path: Path):
    assert rulec("schema", "--out", tmp_path / "s", "--rules", starter).code == 0
    assert '"London"' in (tmp_path / "s" / "rule-set.json").read_text("utf-8")


def test_the_schemas_of_a_bad_project(bad: Path, tmp_path: Path):
    assert rulec("schema", "--out", tmp_path / "s", "--rules", bad).code == 1
    assert rulec("schema", "--out", tmp_path / "s", "--rules", tmp_path / "no").code == 2
    assert not (tmp_path / "s").exists()


def test_the_schemas_cannot_be_written(tmp_path: Path):
    write_files(tmp_path, {"mine.txt": "x"})
    ran = rulec("schema", "--out", tmp_path / "mine.txt")
    assert ran.code == 2
    assert "cannot be written" in ran.err


# --- the current folder --------------------------------------------------------------------------


def test_defaults_are_folders_below_the_current_one(tmp_path: Path):
    assert rulec_process("init", "rules", cwd=tmp_path).code == 0
    for command in ("check", "test", "build", "schema"):
        assert rulec_process(command, cwd=tmp_path).code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["build", "rules", "schema"]
