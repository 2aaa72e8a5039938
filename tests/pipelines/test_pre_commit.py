"""The hooks of `.pre-commit-hooks.yaml`, run by pre-commit as people run it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pipelines.repositories import ROOT, Ran, Repository, environment

HOOKS = ROOT / ".pre-commit-hooks.yaml"


def pre_commit(*arguments: str, folder: Path, home: Path) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=folder,
        env=environment(PRE_COMMIT_HOME=str(home), PRE_COMMIT_COLOR="never"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
    return Ran(done.returncode, done.stdout)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps what it installed."""
    return tmp_path_factory.mktemp("pre-commit")


def test_pre_commit_takes_the_file(tmp_path: Path):
    ran = pre_commit("validate-manifest", str(HOOKS), folder=tmp_path, home=tmp_path)
    assert (ran.code, ran.log) == (0, "")


def test_the_hooks():
    hooks = yaml.safe_load(HOOKS.read_text("utf-8"))
    assert {hook["id"]: hook["entry"] for hook in hooks} == {
        "rulec-check": "rulec check",
        "rulec-build-check": "rulec build --check",
        "rulec-fmt": "rulec fmt",
    }


def _use(rules: Repository, project: Repository, *hooks: str) -> None:
    """Has a repository use hooks of this project."""
    config = {
        "repos": [
            {
                "repo": project.top.as_uri(),
                "rev": project.git("rev-parse", "HEAD"),
                "hooks": [{"id": name} for name in hooks],
            }
        ]
    }
    (rules.top / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
    rules.commit()


def test_hooks_are_run(project: Repository, rules: Repository, home: Path):
    _use(rules, project, "rulec-check", "rulec-build-check")
    ran = pre_commit("run", "--all-files", folder=rules.top, home=home)
    assert ran.code == 0, ran.log
    assert re.findall(r"^(rulec .*?)\.+(\w+)$", ran.log, re.MULTILINE) == [
        ("rulec check", "Passed"),
        ("rulec build --check", "Passed"),
    ]

    # A change that the scripts do not have: the hooks see what is about to be committed.
    service = next((rules.top / "rules" / "service").glob("*.yaml")).relative_to(rules.top)
    rules.change(
        str(service), "\nrules:\n", "\nrules:\n  - {id: new, when: {vendor: x}, reject: true}\n"
    )
    rules.git("add", "--all")
    ran = pre_commit("run", "rulec-build-check", folder=rules.top, home=home)
    assert ran.code == 1
    assert "build/main/service.j2 is out of date" in ran.log

    rules.change(str(service), "{vendor: x}", "{vendr: x}")
    rules.git("add", "--all")
    ran = pre_commit("run", "rulec-check", folder=rules.top, home=home)
    assert ran.code == 1
    assert "`vendr`" in ran.log

    # Nothing to do with rules: no hook runs.
    rules.git("reset", "--quiet", "--hard")
    (rules.top / "notes.txt").write_text("x")
    rules.git("add", "--all")
    ran = pre_commit("run", folder=rules.top, home=home)
    assert ran.log.count("Skipped") == 2


def test_files_are_formatted(project: Repository, rules: Repository, home: Path):
    _use(rules, project, "rulec-fmt")
    assert pre_commit("run", folder=rules.top, home=home).code == 0
    [service] = (rules.top / "rules" / "service").glob("*.yaml")
    before = service.read_text("utf-8")
    rules.change(str(service.relative_to(rules.top)), "\nrules:\n", "\nrules:   \n\n")
    rules.git("add", "--all")
    ran = pre_commit("run", folder=rules.top, home=home)
    assert ran.code == 1
    assert "files were modified by this hook" in ran.log
    assert service.read_text("utf-8") == before
