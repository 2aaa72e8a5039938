"""The template for GitLab CI, the scripts of its jobs run by bash as a runner does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from formats import readers
from pipelines.repositories import ROOT, Ran, Repository, bash, quick_install

TEMPLATE = ROOT / ".gitlab" / "rulec.yml"
CONTENT: dict[str, Any] = yaml.safe_load(TEMPLATE.read_text("utf-8"))
JOBS = {
    name: {**CONTENT[job["extends"]], **job}
    for name, job in CONTENT.items()
    if isinstance(job, dict) and "script" in job
}


def test_the_file_is_valid():
    done = subprocess.run(
        [
            *(sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci"),
            *("--data-transform", "gitlab-ci", str(TEMPLATE)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert set(JOBS) == {"rulec-check", "rulec-test", "rulec-build", "rulec-diff"}


def run(name: str, part: str, rules: Repository, **variables: str) -> Ran:
    """Runs the lines of a part of a job."""
    given = {**CONTENT["variables"], **JOBS[name].get("variables", {}), **variables}
    told = {"CI_PROJECT_DIR": str(rules.top), "GITLAB_CI": "true"}
    return bash("\n".join(JOBS[name][part]) + "\n", rules.top, {**told, **given})


@pytest.fixture(scope="module")
def venv(project: Repository, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the lines before every script make."""
    made = Repository(tmp_path_factory.mktemp("checkout"))
    ran = run(
        "rulec-check", "before_script", made, RULEC_INSTALL=str(project.top), **quick_install()
    )
    assert ran.code == 0, ran.log
    return made.top / ".rulec"


def test_a_change_brings_nothing_along_that_runs_in_place_of_it(
    project: Repository, tmp_path: Path
):
    checkout = Repository(tmp_path)
    for name in ("venv", "pip"):
        (tmp_path / name).mkdir()
        for file in ("__init__.py", "__main__.py"):
            (tmp_path / name / file).write_text("import sys; sys.exit('taken over')\n")
    left = tmp_path / ".rulec" / "lib" / "left"
    left.mkdir(parents=True)
    ran = run(
        "rulec-check", "before_script", checkout, RULEC_INSTALL=str(project.top), **quick_install()
    )
    assert ran.code == 0, ran.log
    assert "taken over" not in ran.log
    assert not left.exists()


def job(name: str, rules: Repository, venv: Path, **variables: str) -> Ran:
    """Runs a job where everything is installed."""
    (rules.top / ".rulec").symlink_to(venv)
    return run(name, "script", rules, PYTHONPATH=quick_install()["PYTHONPATH"], **variables)


def reports(name: str, rules: Repository) -> tuple[list[dict[str, Any]], int]:
    """The issues, and how many cases failed, in the reports that the job hands in."""
    named = JOBS[name]["artifacts"]["reports"]
    issues = readers.gitlab((rules.top / named["codequality"]).read_text("utf-8"))
    cases = readers.junit((rules.top / named["junit"]).read_text("utf-8"))
    return issues, sum(bool(case.result) for case in cases)


@pytest.mark.parametrize("name", ["rulec-check", "rulec-test", "rulec-build"])
def test_rules_that_are_fine(name: str, rules: Repository, venv: Path):
    ran = job(name, rules, venv)
    assert ran.code == 0, ran.log
    assert reports(name, rules) == ([], 0)


@pytest.mark.parametrize("name", ["rulec-check", "rulec-test", "rulec-build"])
def test_rules_with_errors(name: str, rules: Repository, venv: Path):
    [service] = (rules.top / "rules" / "service").glob("*.yaml")
    path = str(service.relative_to(rules.top))
    rules.change(path, "\nrules:\n", "\nrules:\n  - {id: new, when: {vendr: x}, reject: true}\n")
    ran = job(name, rules, venv)
    assert ran.code == 1
    [issue], failed = reports(name, rules)
    assert (issue["check_name"], issue["location"]["path"]) == ("unknown-field", path)
    assert failed == 1
    assert f"{path}:" in ran.log


def test_scripts_that_are_not_current(rules: Repository, venv: Path):
    (rules.top / "build" / "main" / "service.j2").write_text("changed")
    assert job("rulec-build", rules, venv).code == 1
    [issue], _ = reports("rulec-build", rules)
    assert issue["location"]["path"] == "build/main/service.j2"


@pytest.mark.parametrize(("gate", "code"), [("", 0), ("admits-more", 0), ("refuses-more", 1)])
def test_a_merge_request(rules: Repository, venv: Path, gate: str, code: int):
    base = rules.git("rev-parse", "HEAD")
    [service] = (rules.top / "rules" / "service").glob("*.yaml")
    path = str(service.relative_to(rules.top))
    rules.change(path, "\nrules:\n", "\nrules:\n  - {id: new, when: {vendor: x}, reject: true}\n")
    rules.commit()
    given = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "RULEC_FAIL_ON": gate}
    ran = job("rulec-diff", rules, venv, **given)
    assert ran.code == code, ran.log
    assert "refuses more" in ran.log
    artifacts = JOBS["rulec-diff"]["artifacts"]
    [markdown] = artifacts["paths"]
    assert "refuses more" in (rules.top / markdown).read_text("utf-8")
    [issue] = readers.gitlab((rules.top / artifacts["reports"]["codequality"]).read_text("utf-8"))
    assert (issue["check_name"], issue["location"]["path"]) == ("refuses-more", path)


def test_other_folders(rules: Repository, venv: Path):
    rules.git("mv", "rules", "policy")
    ran = job("rulec-check", rules, venv, RULEC_RULES="policy")
    assert ran.code == 0, ran.log
