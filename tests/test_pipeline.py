"""The whole compiler: fresh outputs, equal bytes everywhere, digests that follow the sources."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import rulec.reading
from rulec.diagnostics import Problem
from rulec.diagnostics.codes_emitting import OVER_BUDGET
from rulec.pexip import script_size
from rulec.pipeline import build, check

ROOT = Path(__file__).parent.parent

ROLES = """policy: participant
rules:
  - {id: staff, when: {local_alias: alice}, set: {role: chair}}
"""
ROOMS = """policy: service
rules:
  - {id: lock, when: {local_alias: board}, set: {locked: true}}
"""


def texts(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_example_project_has_no_problems():
    assert check(ROOT / "rules").problems == ()


def test_committed_scripts_are_fresh():
    made = build(ROOT / "rules")
    assert made.outputs is not None
    assert made.outputs.differences(ROOT / "build") == []


@pytest.fixture
def folder(tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "roles.yaml").write_text(ROLES, encoding="utf-8")
    (rules / "rooms.yaml").write_text(ROOMS, encoding="utf-8")
    return rules


def manifest(made):
    return {
        script["path"]: script
        for script in json.loads(made.outputs.texts["manifest.json"])["scripts"]
    }


def test_digest_follows_the_rule_file_of_the_script_alone(folder):
    before = manifest(build(folder))
    (folder / "roles.yaml").write_text(ROLES + "# a word\n", encoding="utf-8")
    after = manifest(build(folder))
    roles, rooms = "default/participant.j2", "default/service.j2"
    assert after[roles]["sources"] != before[roles]["sources"]
    assert after[rooms]["sources"] == before[rooms]["sources"]


def test_digest_does_not_depend_on_line_ends(folder):
    before = build(folder).outputs.texts
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert build(folder).outputs.texts == before


def test_outputs_do_not_depend_on_the_hash_seed_or_the_folder(tmp_path):
    made = []
    for seed in ("1", "2"):
        place = tmp_path / f"copy {seed}"
        shutil.copytree(ROOT / "rules", place / "rules")
        command = [sys.executable, "-m", "rulec", "build", "rules", "--out", "out"]
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        subprocess.run(command, cwd=place, env=env, check=True, capture_output=True)
        made.append(texts(place / "out"))
    assert made[0] == made[1]
    assert made[0] == texts(ROOT / "build")


SECRETS = """policy: service
let: {key: '{env:KEY}'}
rules:
  - {id: lock, when: {local_alias: board, key: {starts_with: fj}}, set: {locked: true}}
  - {id: room, set: {description: 'x{key}', pin: '{env:PIN}'}}
"""
ENVIRONMENTS = ({"KEY": "fjord", "PIN": "4711"}, {"KEY": 'a"\n' * 90, "PIN": "47114711"})


def test_manifest_is_the_same_for_equal_rules_with_other_secrets(folder):
    (folder / "rooms.yaml").write_text(SECRETS, encoding="utf-8")
    first, second = (build(folder, environment=one) for one in ENVIRONMENTS)
    assert first.outputs.texts["manifest.json"] == second.outputs.texts["manifest.json"]
    assert first.outputs.texts["default/service.j2"] != second.outputs.texts["default/service.j2"]
    assert manifest(first)["default/service.j2"]["secrets"] == ["KEY", "PIN"]
    assert manifest(first)["default/participant.j2"]["secrets"] == []
    assert first.outputs.private == {"default/service.j2"}


def test_digest_of_a_script_with_secrets_is_that_of_their_names(folder):
    (folder / "rooms.yaml").write_text(SECRETS, encoding="utf-8")
    made = build(folder, environment=ENVIRONMENTS[0])
    script = made.outputs.texts["default/service.j2"]
    named = script.replace('"fjord"', '"env:KEY"').replace('"4711"', '"env:PIN"')
    told = manifest(made)["default/service.j2"]
    assert named != script
    assert told["sha256"] == hashlib.sha256(named.encode()).hexdigest()
    assert told["size"] == script_size(named)
    public = made.outputs.texts["default/participant.j2"]
    digest = hashlib.sha256(public.encode()).hexdigest()
    assert manifest(made)["default/participant.j2"]["sha256"] == digest


def test_problems_never_repeat_a_secret(folder, monkeypatch):
    """Not even when the rest of the compiler puts one into a message."""
    (folder / "rooms.yaml").write_text(SECRETS, encoding="utf-8")
    resolve = rulec.reading.resolve_project

    def careless(files, environment):
        project, problems = resolve(files, environment)
        return project, [*problems, Problem(OVER_BUDGET, "`fjord` is short", None)]

    monkeypatch.setattr(rulec.reading, "resolve_project", careless)
    (problem,) = check(folder, ENVIRONMENTS[0]).problems
    assert problem.message == "`(hidden)` is short"


def test_too_long_a_script_is_an_error_and_nothing_is_made(folder):
    (folder / "rulec.yaml").write_text(
        "rulec: 1\nprofiles: {small: {rules: ['*.yaml'], budget: 300}}\n", encoding="utf-8"
    )
    made = build(folder)
    assert made.outputs is None
    assert {problem.code.name for problem in made.problems if problem.is_error} == {"over-budget"}


def test_scripts_are_dense_only_where_they_must_be(folder):
    readable = manifest(build(folder))["default/participant.j2"]
    (folder / "rulec.yaml").write_text(
        "rulec: 1\nprofiles:\n"
        f"  default: {{rules: [roles.yaml], budget: {readable['size'] - 1}}}\n",
        encoding="utf-8",
    )
    dense = manifest(build(folder))["default/participant.j2"]
    assert (readable["layout"], dense["layout"]) == ("readable", "dense")
    assert dense["size"] < readable["size"]
