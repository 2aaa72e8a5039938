"""Output folders are written all or not at all."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import write_files

from rulec.manifest import MANIFEST
from rulec.outputs import CannotWriteError, Outputs

TEXTS = {"main/service.j2": "new service\n", "main/participant.j2": "new\n", MANIFEST: "{}\n"}


def tree(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files}


def manifest(*paths: str) -> str:
    return json.dumps({"format": 1, "scripts": [{"path": path} for path in paths]})


def test_writing_makes_what_is_missing(tmp_path: Path):
    written = Outputs(TEXTS).write(tmp_path / "a" / "b")
    assert tree(tmp_path / "a" / "b") == dict(sorted(TEXTS.items()))
    assert (written.changed, written.unchanged, written.removed) == (tuple(TEXTS), (), ())
    assert Outputs(TEXTS).differences(tmp_path / "a" / "b") == []


def test_what_is_current_is_left_alone(tmp_path: Path):
    Outputs(TEXTS).write(tmp_path)
    (tmp_path / "main" / "service.j2").write_text("old\n", encoding="utf-8")
    written = Outputs(TEXTS).write(tmp_path)
    assert written.changed == ("main/service.j2",)
    assert written.unchanged == ("main/participant.j2", MANIFEST)


def test_a_failure_while_preparing_leaves_no_trace(tmp_path: Path):
    out = tmp_path / "out"
    write_files(tmp_path, {"out/main": "a file in the place of a folder"})
    with pytest.raises(CannotWriteError, match="cannot be written"):
        Outputs({MANIFEST: "{}\n", **TEXTS}).write(out)
    assert tree(tmp_path) == {"out/main": "a file in the place of a folder"}


def test_a_failure_makes_no_folders(tmp_path: Path):
    write_files(tmp_path, {"out/service.j2/x": ""})
    with pytest.raises(CannotWriteError):
        Outputs({"new/deep/a": "", "service.j2": ""}).write(tmp_path / "out")
    assert not (tmp_path / "out" / "new").exists()


@pytest.mark.parametrize("failing", range(4))
def test_a_failure_while_replacing_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
):
    """Whichever replacement or removal fails, everything is as before."""
    before = {
        "main/service.j2": "old service\n",
        "old/service.j2": "left over\n",
        MANIFEST: manifest("main/service.j2", "old/service.j2"),
    }
    write_files(tmp_path, before)
    calls = 0
    replace, unlink = Path.replace, Path.unlink

    def counted() -> None:
        nonlocal calls
        calls += 1
        if calls == failing + 1:
            raise OSError(28, "No space left on device")

    def failing_replace(path: Path, target: Path) -> Path:
        counted()
        return replace(path, target)

    def failing_unlink(path: Path, missing_ok: bool = False) -> None:
        if not missing_ok:
            counted()
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "replace", failing_replace)
    monkeypatch.setattr(Path, "unlink", failing_unlink)
    with pytest.raises(CannotWriteError, match="no space left"):
        Outputs(TEXTS).write(tmp_path)
    monkeypatch.undo()
    assert tree(tmp_path) == before


def test_only_scripts_that_the_manifest_lists_are_removed(tmp_path: Path):
    listed = ("old/service.j2", "../service.j2", "/etc/service.j2", "old/notes.txt", "a\\b.j2")
    write_files(
        tmp_path,
        {
            "service.j2": "outside",
            "out/old/service.j2": "left over",
            "out/old/notes.txt": "mine",
            "out/other/service.j2": "not listed",
            f"out/{MANIFEST}": manifest(*listed),
        },
    )
    written = Outputs(TEXTS).write(tmp_path / "out")
    assert written.removed == ("old/service.j2",)
    assert {"service.j2", "out/old/notes.txt", "out/other/service.j2"} <= tree(tmp_path).keys()


@pytest.mark.parametrize(
    "text", ["", "[]", "null", '{"scripts": 1}', '{"scripts": [1]}', "[" * 9999]
)
def test_a_broken_manifest_lists_nothing(tmp_path: Path, text: str):
    write_files(tmp_path, {MANIFEST: text, "old/service.j2": "x"})
    assert Outputs(TEXTS).write(tmp_path).removed == ()


def test_other_folders_have_no_manifest(tmp_path: Path):
    write_files(tmp_path, {MANIFEST: manifest("old/service.j2"), "old/service.j2": "x"})
    assert Outputs({"project.json": "{}"}).write(tmp_path).removed == ()


@pytest.mark.skipif(os.name != "posix", reason="files have no modes")
def test_private_files_are_for_their_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    out = Outputs(TEXTS, frozenset({"main/service.j2"}))
    out.write(tmp_path)
    modes = {path: (tmp_path / path).stat().st_mode & 0o777 for path in TEXTS}
    assert modes == {"main/service.j2": 0o600, "main/participant.j2": 0o644, MANIFEST: 0o644}
    monkeypatch.setattr(Path, "replace", _failing_after(2, Path.replace))
    with pytest.raises(CannotWriteError):
        Outputs({path: text + "x" for path, text in TEXTS.items()}).write(tmp_path)
    assert tree(tmp_path) == dict(sorted(TEXTS.items()))
    assert {path: (tmp_path / path).stat().st_mode & 0o777 for path in TEXTS} == modes


def _failing_after(count: int, method: Callable[[Path, Path], Path]) -> Callable[..., Path]:
    calls = itertools.count()

    def failing(path: Path, target: Path) -> Path:
        if next(calls) >= count:
            raise OSError(28, "No space left on device")
        return method(path, target)

    return failing


def test_private_files_may_be_missing_but_not_be_out_of_date(tmp_path: Path):
    out = Outputs(TEXTS, frozenset({"main/service.j2"}))
    out.write(tmp_path)
    (tmp_path / "main/service.j2").write_text("old\n", encoding="utf-8")
    assert list(map(str, out.differences(tmp_path))) == ["main/service.j2 is out of date"]
    (tmp_path / "main/service.j2").unlink()
    assert out.differences(tmp_path) == []
    (tmp_path / "main/service.j2").mkdir()
    assert list(map(str, out.differences(tmp_path))) == ["main/service.j2 is missing"]
