"""What the README tells people to write into their repositories."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pipelines.repositories import ROOT

SECTION = (ROOT / "README.md").read_text("utf-8").split("## In a pipeline\n")[1].split("\n## ")[0]
WORKFLOW, INCLUDE, HOOKS = re.findall(r"```yaml\n(.*?)```", SECTION, re.DOTALL)


def check(*arguments: str | Path) -> str:
    """What a tool finds; nothing when all is well."""
    done = subprocess.run(
        [sys.executable, "-m", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.mark.parametrize(
    ("text", "schema"), [(WORKFLOW, "github-workflows"), (INCLUDE, "gitlab-ci")]
)
def test_pipelines_are_valid(tmp_path: Path, text: str, schema: str):
    path = tmp_path / "example.yml"
    path.write_text(text, "utf-8")
    assert check("check_jsonschema", "--builtin-schema", f"vendor.{schema}", path) == ""
    path.write_text(text.replace("jobs:", "jbs:").replace("project:", "projekt:"), "utf-8")
    assert check("check_jsonschema", "--builtin-schema", f"vendor.{schema}", path) != ""


def test_the_workflow_gives_the_action_what_it_takes():
    action = yaml.safe_load((ROOT / ".github/actions/rulec/action.yml").read_text("utf-8"))
    steps = yaml.safe_load(WORKFLOW)["jobs"]["rules"]["steps"]
    [step] = [step for step in steps if step.get("id") == "rulec"]
    assert step["with"].keys() <= action["inputs"].keys()
    assert set(re.findall(r"steps\.rulec\.outputs\.(\w+)", SECTION)) <= action["outputs"].keys()


def test_the_include_sets_variables_of_the_template():
    template = yaml.safe_load((ROOT / ".gitlab" / "rulec.yml").read_text("utf-8"))
    assert yaml.safe_load(INCLUDE)["variables"].keys() <= template["variables"].keys()


def test_the_hooks_are_there(tmp_path: Path):
    path = tmp_path / ".pre-commit-config.yaml"
    path.write_text(HOOKS, "utf-8")
    assert check("pre_commit", "validate-config", path) == ""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    [repository] = yaml.safe_load(HOOKS)["repos"]
    assert {hook["id"] for hook in repository["hooks"]} == {hook["id"] for hook in hooks}


def test_every_format_is_explained():
    from rulec.cli.formats import ReportFormat

    assert set(re.findall(r"^\| `(\w+)` \|", SECTION, re.MULTILINE)) == set(ReportFormat)
