"""The README: its commands run, its paths exist, and its code map is the tree."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rule_texts import read_rules

from rulec.cli.watching import WAITING

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_room_is_on_the_map():
    rooms = {
        path.name + ("/" if path.is_dir() else "")
        for path in (ROOT / "rulec").iterdir()
        if not path.name.startswith(("_", ".")) and path.name not in ("py.typed", "version.py")
    }
    named = set(re.findall(r"`(?:rulec/)?([a-z_]+(?:/|\.py))`", README))
    assert rooms <= named


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(([^)]+)\)", README))))
def test_linked_paths_exist(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:rulec|tests)/[a-z_/]+(?:\.py|/))`", README)))
)
def test_named_paths_exist(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("path", re.findall(r"python (tests/benchmarks/\w+\.py)", README))
def test_benchmarks_exist(path):
    assert (ROOT / path).exists()


def test_examples_of_whole_rule_sets_have_no_errors():
    blocks = re.findall(r"```yaml\n(policy: .*?)```", README, re.DOTALL)
    assert blocks
    for block in blocks:
        _, problems = read_rules({"example.yaml": block})
        assert [problem.message for problem in problems if problem.is_error] == []


def test_example_of_conditions_has_no_errors():
    [when] = re.findall(r"```yaml\n(when:\n.*?)```", README, re.DOTALL)
    body = when.replace("\n", "\n    ").rstrip()
    text = f"policy: participant\nrules:\n  - id: example\n    set: {{call_tag: x}}\n    {body}\n"
    _, problems = read_rules({"example.yaml": text})
    assert [problem.message for problem in problems if problem.is_error] == []


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(- id: .*?)```", README, re.DOTALL))
def test_examples_of_rules_have_no_errors(block):
    policy = "participant" if "role:" in block else "service"
    body = block.replace("\n", "\n  ").rstrip()
    _, problems = read_rules({"example.yaml": f"policy: {policy}\nrules:\n  {body}\n"})
    assert [problem.message for problem in problems if problem.is_error] == []


def test_the_ten_minute_path(tmp_path):
    """`init`, `check`, `test`, `decide` and `build` as the README writes them."""
    text = README.split("## From nothing")[1].split("\n## ")[0]
    spoken = [" ".join(c.split()) for c in re.findall(r"`(rulec [^`]+)`", text)]
    assert len(spoken) >= 6
    for command in spoken:
        run = subprocess.run(
            [sys.executable, "-m", *command.split()],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "PATH": ""},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, f"{command}\n{run.stdout}\n{run.stderr}"


def test_the_task_of_vs_code_finds_every_problem(tmp_path):
    """Its patterns meet the lines of problems, and of the beginning and the end of a check."""
    [task] = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", README, re.DOTALL)][
        1:
    ]
    matcher = task["tasks"][0]["problemMatcher"]
    (tmp_path / "rules").mkdir()
    rule = "  - {id: a, when: {vendor: x}, reject: no}\n"
    text = f"policy: service\nlists: {{unused: [a]}}\nrules:\n{rule}"
    (tmp_path / "rules" / "a.yaml").write_text(text, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "rulec", "check", "rules"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    found = [re.match(matcher["pattern"]["regexp"], line) for line in run.stderr.splitlines()]
    assert [match.group(1, 2, 3, 4) for match in found if match] == [
        ("rules/a.yaml", "2", "9", "warning"),
        ("rules/a.yaml", "4", "40", "error"),
    ]
    assert re.match(matcher["background"]["beginsPattern"], "checking rules")
    assert re.match(matcher["background"]["endsPattern"], WAITING)
    assert task["tasks"][0]["command"].split()[1:] == ["check", "rules", "--watch"]
