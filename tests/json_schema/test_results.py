"""The schema of the JSON documents that commands write, held against what they write."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from command_line import Ran, rulec, write_files
from json_schema.verdicts import closed
from jsonschema import Draft202012Validator

import rulec.testing.run as runner
from rulec.cli.app import app
from rulec.emit import Script, emit
from rulec.ir import Profile
from rulec.json_schema.results import DOCUMENTS, results_schema
from rulec.pexip import Policy

ROOT = Path(__file__).parents[2]


OPEN = Draft202012Validator(results_schema())
CLOSED = Draft202012Validator(closed(results_schema()))


def holds(ran: Ran) -> dict[str, Any]:
    """The document, which is as the schema says, and has no key that it does not name."""
    data = ran.data
    of_command = {
        **closed(results_schema()),
        "anyOf": [
            {"$ref": f"#/$defs/{name}"}
            for name in ("CouldNotRun", str(data["command"]).capitalize())
            if name in results_schema()["$defs"]
        ],
    }
    # One command at a time, so that a failure says which key it is.
    wrong = [
        f"{inner.json_path}: {inner.message}"
        for error in Draft202012Validator(of_command).iter_errors(data)
        for inner in error.context or [error]
    ]
    assert CLOSED.is_valid(data), wrong
    assert OPEN.is_valid(data)
    return data


GOOD = """\
policy: service
let: {hash: '{vendor | pex_hash}'}
tables: {t: [{v: a, w: b}, {v: c, w: d}]}
rules:
  - {id: phones, when: {protocol: sip}, reject: true}
  - {id: rows, for_each: t, when: {vendor: '{v}', location: Oslo}, set: {locked: true}}
  - id: tag
    owner: us
    when: {local_alias: {user: {matches: 'a(?P<x>.)'}}, time: {weekday: mon}}
    set: {description: {table: t, key: '{x}', column: w, otherwise: none}, service_tag: '{x}'}
  - {id: hashed, when: {hash: {matches: '[0-9a-f]+'}}, set: {locked: true}}
  - {id: never, when: {hash: nothing-like-it}, set: {locked: true}}
tests:
  - {name: a, given: {call: {protocol: sip}}, expect: {rule: phones}}
  - {name: b, given: {call: {protocol: api}}, expect: {rule: phones, action: reject}}
"""
PROJECT = """\
rulec: 1
locations: [Oslo, DMZ]
profiles: {p: {assigned_to: [DMZ], rules: ["*.yaml"]}}
"""
BAD = "policy: service\nrules: [{id: a, when: {vendr: x}}, {id: a, reject: true}]\n"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    top = tmp_path_factory.mktemp("results")
    other = GOOD.replace("protocol: sip}, reject", "protocol: h323}, reject")
    return {
        "good": write_files(top / "good", {"a.yaml": GOOD, "rulec.yaml": PROJECT}),
        "plain": write_files(top / "plain", {"a.yaml": GOOD}),
        "other": write_files(top / "other", {"a.yaml": other, "rulec.yaml": PROJECT}),
        "bad": write_files(top / "bad", {"a.yaml": BAD}),
        "none": top / "none",
        "out": top / "out",
    }


COMMANDS = (
    "init {out}/init",
    "init {good}",
    "check {good} --fall-through",
    "check {plain} --fall-through --strict",
    "check {bad}",
    "check {none}",
    "fmt {good}/rulec.yaml --check",
    "fmt {plain} --diff",
    "fmt --stdin --stdin-filename a.yaml",
    "fmt {bad} --check",
    "fmt {none}",
    "test {good}",
    "test {plain} --coverage --fail-under 100 --mutants --fail-under-mutants 99",
    "test {plain} --suggest",
    "test {plain} --suggest --out {out}/tests",
    "test {bad}",
    "test {none}",
    "build {good} --out {out}/build --check",
    "build {good} --out {out}/build --explain-layout --ledger",
    "build {plain} --out {out}/plain",
    "build {bad} --out {out}/bad",
    "verify {out}/build --rules {good}",
    "verify {out}/build --rules {other}",
    "verify {out}/build --rules {bad}",
    "verify {out}/build --rules {none}",
    "compare {good} {other}",
    "compare {good} {plain}",
    "compare {good} {bad}",
    "compare {good} {none}",
    "diff {good} {other}",
    "diff {plain} {other}",
    "diff {good} {good}",
    "diff {good} {bad}",
    "diff {good} {none}",
    "diff {plain} {other} --fail-on admits",
    "decide {plain} --policy service --call vendor=a --service service_type=conference",
    "decide {plain} --policy service --call local_alias=ab --now 2026-11-23T12:00Z --service pin=",
    "decide {good} --policy service --call location=DMZ --service null",
    "decide {plain} --policy service --call protocol=sip --near 3 --rule never",
    "decide {bad} --policy service",
    "decide {none} --policy service",
    "report {good} --out {out}/report.html",
    "report {bad} --out {out}/report.html",
    "report {bad} --out {good}/report.html",
    "report {none}",
    "decide {plain} --policy service --call protocol=sip --script {out}/plain/default/service.j2",
    "where {out}/plain/default/service.j2 --rules {plain}",
    "where {out}/plain/default/service.j2:3:1 --rules {plain}",
    "where {out}/plain/default/service.j2 --rules {bad}",
    "where {out}/plain/default/service.j2 --rules {other}",
    "explain",
    "explain unknown-field",
    "explain nothing-like-this",
    "schema --out {out}/schema",
    "schema --out {out}/schema --check",
    "schema --out {out}/schema --rules {bad}",
    "schema --out {good}/a.yaml",
    "check --nope",
    "nope",
)


@pytest.fixture(scope="module")
def written(folders: dict[str, Path]) -> dict[str, Ran]:
    """What each command writes, run one after the other."""
    return {
        command: rulec(*command.format(**folders).split(), "--format", "json")
        for command in COMMANDS
    }


@pytest.mark.parametrize("command", COMMANDS)
def test_documents_are_as_the_schema_says(written: dict[str, Ran], command: str):
    holds(written[command])


def test_scripts_that_differ(folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch):
    def wrong(profile: Profile, policy: Policy, header: str) -> Script:
        script = emit(profile, policy, header)
        return replace(script, text=script.text.replace("reject", "rejekt"))

    monkeypatch.setattr(runner, "emit", wrong)
    data = holds(rulec("test", folders["plain"], "--format", "json"))
    assert data["differences"]


def test_the_document_of_a_file_is_the_same(folders: dict[str, Path], tmp_path: Path):
    path = tmp_path / "results.json"
    ran = rulec("check", folders["bad"], "--output", f"json={path}")
    assert holds(Ran(ran.code, path.read_text("utf-8"), "")) == json.loads(
        rulec("check", folders["bad"], "--format", "json").out
    )


def test_every_command_has_a_document():
    of_commands = {command.callback.__name__ for command in app.registered_commands}
    assert {document.__name__.lower() for document in DOCUMENTS} == of_commands


def test_every_key_of_the_schema_is_written_by_some_command(written: dict[str, Ran]):
    """Nothing is documented that is not there."""
    keys = {key for ran in written.values() for key in _keys(ran.data)}
    parts = results_schema()["$defs"]
    named = {key for part in parts.values() for key in part.get("properties", {})}
    # Those of a bug of rulec have a test of their own.
    assert named - keys <= {"differences", *parts["Difference"]["properties"]}


def _keys(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        yield from data
    values = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for value in values:
        yield from _keys(value)


def test_a_key_that_is_missing_or_of_another_type_is_found(folders: dict[str, Path]):
    good = rulec("check", folders["bad"], "--format", "json").data
    assert OPEN.is_valid(good)
    assert OPEN.is_valid(good | {"later": 1})
    assert not CLOSED.is_valid(good | {"later": 1})
    for wrong in ({"rules": "7"}, {"format": 2}, {"command": "chekc"}, {"problems": [{}]}):
        assert not OPEN.is_valid(good | wrong)
    del good["problems"][0]["line"]
    assert not OPEN.is_valid(good)


def test_the_schema_is_one():
    Draft202012Validator.check_schema(results_schema())
    assert "title" not in results_schema()["$defs"]["Check"]["properties"]["rules"]
