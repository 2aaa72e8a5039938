"""Repositories for the tests of pipelines: that of this project, and an administrator's."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from command_line import rulec
from pipelines.repositories import ROOT, Repository


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A clone of this project, as people who use its hooks and actions have it."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout, so there is no list of files")
    top = tmp_path_factory.mktemp("project")
    for name in filter(None, listed.stdout.decode().split("\0")):
        # What is removed and not committed yet is not there.
        if (ROOT / name).is_file():
            (top / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, top / name)
    return Repository.new(top)


@pytest.fixture
def rules(tmp_path: Path) -> Repository:
    """A repository with the rules of `rulec init`, and their scripts."""
    top = tmp_path / "repository"
    assert rulec("init", top / "rules").code == 0
    assert rulec("build", top / "rules", "--out", top / "build").code == 0
    return Repository.new(top)
