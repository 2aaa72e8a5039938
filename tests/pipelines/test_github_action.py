"""The composite action, its steps run by bash as the runner of GitHub Actions does."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from command_line import rulec
from formats import readers, runner
from pipelines.repositories import ROOT, Repository, bash, quick_install

ACTION = ROOT / ".github" / "actions" / "rulec" / "action.yml"
STEPS: list[dict[str, Any]] = yaml.safe_load(ACTION.read_text("utf-8"))["runs"]["steps"]
INPUTS = yaml.safe_load(ACTION.read_text("utf-8"))["inputs"]


def test_the_file_is_valid():
    done = subprocess.run(
        [
            *(sys.executable, "-m", "check_jsonschema"),
            *("--builtin-schema", "vendor.github-actions", str(ACTION)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_nothing_in_it_is_dangerous():
    """Among others: no input is part of a script, where it could be a command."""
    zizmor = Path(sys.executable).with_name("zizmor")
    done = subprocess.run(
        [zizmor, "--offline", "--persona", "pedantic", "--no-progress", str(ACTION)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "No findings" in done.stdout + done.stderr
    assert all("${{" not in step["run"] for step in STEPS)


@dataclass
class Job:
    """A job that uses the action, as far as its steps notice."""

    action: Path
    workspace: Path
    temporary: Path
    inputs: dict[str, str]
    outputs: dict[str, str] = field(default_factory=dict)
    logs: dict[str, str] = field(default_factory=dict)
    code: int = 0

    @property
    def summary(self) -> str:
        """The summaries of all steps."""
        found = (self.temporary / f"summary-{step['id']}" for step in STEPS)
        return "".join(each.read_text("utf-8") for each in found if each.exists())

    def value(self, text: str) -> str:
        """A value with its expressions."""
        return re.sub(r"\$\{\{ ([a-z._-]+) \}\}", lambda found: self._of(found[1]), text)

    def _of(self, name: str) -> str:
        kind, _, rest = name.partition(".")
        if kind == "inputs":
            return self.inputs[rest]
        step, _, output = rest.partition(".outputs.")
        assert kind == "steps", name
        assert any(step == each["id"] for each in STEPS), name
        return self.outputs.get(f"{step}.{output}", "")

    def run(self, *, only: tuple[str, ...] = (), **variables: str) -> None:
        """Runs the steps one after the other, until one fails."""
        for step in STEPS:
            name = step["id"]
            wanted = step.get("if")
            assert wanted is None or re.fullmatch(r"inputs\.\w+ != ''", wanted)
            skipped = wanted is not None and not self.inputs[wanted.split(" ")[0][7:]]
            if skipped or (only and name not in only):
                continue
            output = self.temporary / f"output-{name}"
            output.touch()
            (self.temporary / f"summary-{name}").touch()
            ran = bash(
                step["run"],
                self.workspace,
                {
                    "GITHUB_ACTIONS": "true",
                    "GITHUB_WORKSPACE": str(self.workspace),
                    "GITHUB_ACTION_PATH": str(self.action),
                    "GITHUB_OUTPUT": str(output),
                    "GITHUB_STEP_SUMMARY": str(self.temporary / f"summary-{name}"),
                    "RUNNER_TEMP": str(self.temporary),
                    **{key: self.value(value) for key, value in step.get("env", {}).items()},
                    **variables,
                },
            )
            self.logs[name] = ran.log
            for line in output.read_text("utf-8").splitlines():
                key, _, value = line.partition("=")
                self.outputs[f"{name}.{key}"] = value
            if ran.code:
                self.code = ran.code
                return


@pytest.fixture(scope="module")
def installed(project: Repository, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The temporary folder of a runner on which the first step has run."""
    temporary = tmp_path_factory.mktemp("runner")
    job = Job(project.top / ".github" / "actions" / "rulec", project.top, temporary, _inputs())
    job.run(only=("install",), **quick_install())
    assert job.code == 0, job.logs
    return temporary


def _inputs(**given: str) -> dict[str, str]:
    inputs = {name: about.get("default", "") for name, about in INPUTS.items()}
    inputs["base"] = ""
    return inputs | {"python": sys.executable} | given


@pytest.fixture
def job(project: Repository, installed: Path, rules: Repository) -> Job:
    for each in installed.glob("*-*"):
        each.unlink()
    for each in (installed / "rulec" / "results").rglob("*.*"):
        each.unlink()
    action = project.top / ".github" / "actions" / "rulec"
    results = installed / "rulec" / "results"
    return Job(
        action,
        rules.top,
        installed,
        _inputs(),
        {"install.sarif": str(results / "sarif"), "install.junit": str(results / "junit")},
    )


def test_a_change_brings_no_modules_of_python_along(project: Repository, tmp_path: Path):
    job = Job(
        project.top / ".github" / "actions" / "rulec",
        tmp_path / "checkout",
        tmp_path / "runner",
        _inputs(),
    )
    job.temporary.mkdir()
    for name in ("venv", "pip", "json"):
        (job.workspace / name).mkdir(parents=True)
        for file in ("__init__.py", "__main__.py"):
            (job.workspace / name / file).write_text("import sys; sys.exit('taken over')\n")
    job.run(only=("install",), **quick_install())
    assert job.code == 0, job.logs
    assert "taken over" not in job.logs["install"]


AFTER = tuple(step["id"] for step in STEPS if step["id"] != "install")


def run(job: Job, **inputs: str) -> None:
    job.inputs |= inputs
    job.run(only=AFTER, PYTHONPATH=quick_install()["PYTHONPATH"])


def test_a_change_that_is_fine(job: Job):
    run(job)
    assert job.code == 0, job.logs
    assert [job.outputs[f"{name}.code"] for name in ("check", "test", "build")] == ["0", "0", "0"]
    page = readers.markdown(Path(job.outputs["comment.comment"]).read_text("utf-8"))
    heads = [line for line in "".join(page.prose).splitlines() if line.startswith("rulec ")]
    assert heads == ["rulec check: fine", "rulec test: fine", "rulec build: fine"]
    assert job.summary.count("### rulec ") == 3
    for name in ("check", "test", "build"):
        readers.sarif((Path(job.outputs["install.sarif"]) / f"{name}.sarif").read_text("utf-8"))
        readers.junit((Path(job.outputs["install.junit"]) / f"{name}.xml").read_text("utf-8"))
        assert runner.run(job.logs[name]).commands == []


def test_problems_are_all_told_and_fail_at_the_end(job: Job, rules: Repository):
    [service] = (rules.top / "rules" / "service").glob("*.yaml")
    name = str(service.relative_to(rules.top))
    rules.change(name, "\nlists:\n", "\nlists:\n  unused: [a]\n")
    rules.change(name, "\nrules:\n", "\nrules:\n  - {id: new, when: {vendor: x}, reject: true}\n")
    rules.change(name, "action: ", "action: not-")
    run(job)
    found = [command.properties["file"] for command in runner.run(job.logs["check"]).commands]
    assert set(found) == {name}
    assert job.code == 1
    assert job.logs["verdict"].splitlines() == [
        "rulec check found problems",
        "rulec test found problems",
        "rulec build found problems",
    ]


def test_scripts_that_are_not_current(job: Job, rules: Repository):
    (rules.top / "build" / "main" / "service.j2").write_text("changed")
    run(job)
    assert job.code == 1
    assert job.logs["verdict"] == "rulec build found problems\n"
    [command] = runner.run(job.logs["build"]).commands
    assert command.properties["file"] == "build/main/service.j2"
    assert "is out of date" in Path(job.outputs["comment.comment"]).read_text("utf-8")


def _changed(rules: Repository) -> str:
    """A change that refuses more calls, with its scripts; what was before it."""
    base = rules.git("rev-parse", "HEAD")
    [service] = (rules.top / "rules" / "service").glob("*.yaml")
    name = str(service.relative_to(rules.top))
    rules.change(name, "\nrules:\n", "\nrules:\n  - {id: new, when: {vendor: x}, reject: true}\n")
    assert rulec("build", rules.top / "rules", "--out", rules.top / "build").code == 0
    rules.commit()
    return base


def test_a_change_is_shown_and_is_no_failure(job: Job, rules: Repository):
    run(job, base=_changed(rules))
    assert job.outputs["diff.code"] == "0"
    assert "diff" not in job.logs["verdict"]
    text = Path(job.outputs["comment.comment"]).read_text("utf-8")
    assert text.startswith("<!-- rulec -->\n\n<!-- rulec diff -->\n### Rules: 1 change, ")
    assert "refuses more" in text
    assert "<!-- rulec diff -->" in job.summary
    [command] = runner.run(job.logs["diff"]).commands
    assert command.name == "notice"
    assert command.properties["file"] == "rules/service/meetings.yaml"
    log = (Path(job.outputs["install.sarif"]) / "diff.sarif").read_text("utf-8")
    assert [result["ruleId"] for result in readers.sarif_results(log)] == ["refuses-more"]


def test_a_change_that_somebody_forbids(job: Job, rules: Repository):
    base = _changed(rules)
    run(job, base=base, **{"fail-on": "admits-more"})
    assert job.outputs["diff.code"] == "0"
    run(job, base=base, **{"fail-on": "admits-more,refuses-more"})
    assert job.outputs["diff.code"] == "1"
    assert "rulec diff found problems" in job.logs["verdict"]


def test_a_base_that_was_not_fetched(job: Job):
    run(job, base="0123456789012345678901234567890123456789")
    assert job.logs["verdict"].splitlines() == ["rulec diff could not run"]


def test_a_folder_that_is_not_there(job: Job):
    run(job, rules="nowhere", build="")
    assert job.code == 1
    assert job.logs["verdict"].splitlines() == [
        "rulec check could not run",
        "rulec test could not run",
    ]
    assert "build" not in job.logs


def test_warnings_fail_where_it_is_asked_for(job: Job, rules: Repository):
    [service] = (rules.top / "rules" / "service").glob("*.yaml")
    name = str(service.relative_to(rules.top))
    rules.change(name, "\nlists:\n", "\nlists:\n  unused: [a]\n")
    run(job, build="")
    assert job.code == 0
    run(job, build="", strict="true")
    assert job.logs["verdict"] == "rulec check found problems\n"


def test_inputs_are_no_commands(job: Job):
    run(job, rules="$(touch pwned)`touch pwned`; touch pwned #", build='"; touch pwned; "')
    assert job.code == 1
    assert not (job.workspace / "pwned").exists()


def test_what_does_not_fit_into_a_comment(job: Job, rules: Repository):
    lists = "".join(f"  unused-{number}-{'x' * 100}: [a]\n" for number in range(400))
    [service] = (rules.top / "rules" / "service").glob("*.yaml")
    rules.change(str(service.relative_to(rules.top)), "\nlists:\n", f"\nlists:\n{lists}")
    (job.temporary / "rulec" / "results" / "diff.md").write_text("x" * 20_000)
    run(job, build="")
    text = Path(job.outputs["comment.comment"]).read_text("utf-8")
    assert len(text) < 65_536
    assert "**rulec check** has too much to say for a comment" in text
    assert "### rulec test: fine" in text
    assert job.summary.count("\n- `") == 400
