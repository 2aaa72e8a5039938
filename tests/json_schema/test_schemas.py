"""The JSON Schemas accept what `rulec check` accepts, and catch what authors often get wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from diagnostics.wrapping import as_part, whole_files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from json_schema.verdicts import DEFINITIONS, SCHEMAS, breaches, rule_set
from jsonschema import Draft202012Validator
from properties.strategies import cases
from rule_texts import errors, read_rules

from rulec.diagnostics import CODES
from rulec.json_schema import schemas
from rulec.operators import OPERATORS
from rulec.pexip import (
    CALL_FIELDS,
    MEDIA_FIELDS,
    MEDIA_RESPONSE,
    PARTICIPANT_FIELDS,
    PARTICIPANT_RESPONSE,
    SERVICE_FIELDS,
    SERVICE_TYPES,
    Policy,
    Supply,
)
from rulec.resolve.effect_keys import EFFECTS
from rulec.resolve.fields import PARTICIPANT_SHORT
from rulec.source import SourceFile
from rulec.syntax.files import read_file
from rulec.syntax.reader import read_yaml

REPO = Path(__file__).parents[2]
EXAMPLES = ("rules", "tests/field_cases/rules", "tests/needs", "rulec/cli/starter")


def example_files() -> list[Path]:
    return sorted(path for folder in EXAMPLES for path in (REPO / folder).rglob("*.y*ml"))


# --- The files in schema/ ------------------------------------------------------------------------


def test_the_files_in_the_repository_are_current():
    written = {path.name: path.read_text("utf-8") for path in (REPO / "schema").glob("*.json")}
    assert written == schemas(), "run `rulec schema --out schema`"


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_is_a_valid_schema(name):
    Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$schema"] == Draft202012Validator.META_SCHEMA["$id"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_it_stands_alone_without_a_definition_too_many(name):
    definitions = SCHEMAS[name]["$defs"]
    used = set(_references(SCHEMAS[name]))
    assert {f"#/$defs/{key}" for key in definitions} == used


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"]
        for value in schema.values():
            yield from _references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _references(value)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_is_described(name):
    for where, schema in _properties(SCHEMAS[name], name):
        target = schema
        while "description" not in target and "$ref" in target:
            target = SCHEMAS[name]["$defs"][target["$ref"].removeprefix("#/$defs/")]
        assert str(target.get("description", "")).strip(), where


def _properties(schema: Any, where: str) -> Iterator[tuple[str, Any]]:
    """Every property of closed mappings; the other ones only refine those."""
    if isinstance(schema, dict):
        if schema.get("additionalProperties") is False:
            for key, value in schema["properties"].items():
                yield f"{where}/{key}", value
        for key, value in schema.items():
            yield from _properties(value, f"{where}/{key}")
    elif isinstance(schema, list):
        for value in schema:
            yield from _properties(value, where)


# --- What it accepts -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", example_files(), ids=lambda path: path.relative_to(REPO).as_posix()
)
def test_it_accepts_the_examples(path):
    source, _ = read_file(path, path.name)
    assert source is not None
    node, problems = read_yaml(source)
    assert not problems
    assert breaches(path.name, node) == []


def test_it_accepts_the_examples_of_codes_that_check_accepts():
    tried = 0
    for code in CODES.values():
        for policy in Policy:
            for example in (code.bad, code.good):
                for texts in _files_of(example, code.good, policy):
                    tried += _accepts_what_check_accepts(texts)
    assert tried > len(CODES)


def _files_of(example: str, like: str, policy: Policy) -> list[dict[str, str]]:
    whole = whole_files(example, like, policy)
    return [whole] if whole else [as_part(example, key, policy) for key in ("when", "set")]


def _accepts_what_check_accepts(texts: dict[str, str]) -> bool:
    """Whether check finds no error in some files; then the schemas must find none either."""
    project, problems = read_rules(texts)
    if errors(problems):
        return False
    for path, text in texts.items():
        if path.endswith(".csv"):
            continue
        node, _ = read_yaml(SourceFile(path, text))
        assert breaches(path, node, project.facts) == [], text
    return True


@pytest.mark.parametrize("policy", Policy)
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_it_accepts_what_check_accepts(policy: Policy, data: st.DataObject):
    case = data.draw(cases(policy, behaviours=2))
    _accepts_what_check_accepts(case.texts)


ACCEPTED = {
    "numbers and words as text": "set: {pin: 0123, enable_chat: no, crypto_mode: off, name: 1.5}",
    "computed text": "set: {enable_chat: '{local_alias | lower}'}",
    "computed flags": "set: {locked: '{registered}'}",
    "computed numbers": "set: {max_callrate_in: '{bandwidth}'}",
    "null in a nullable field": "set: {pin: null}",
    "a service of a computed type": "create: {name: a, service_tag: '', service_type: '{vendor}'}",
    "a field of another type of service": "create: {name: a, service_tag: '',"
    " service_type: test_call, view: teams}",
    "no value in a list": "when: {protocol: [null, sip]}, reject: true",
    "a named list": "when: {protocol: {list: some}, vendor: [{list: some}, b]}, reject: true",
    "text that YAML types": "when: {vendor: true, trigger: {starts_with: 88}}, reject: true",
    "a let": "when: {room: {not: {list: some}}}, let: {room: '{local_alias.user}'}, reject: true",
}


@pytest.mark.parametrize("rule", ACCEPTED.values(), ids=ACCEPTED)
def test_it_accepts_as_check_does(rule):
    text = f"policy: service\nlists: {{some: [sip]}}\nrules: [{{id: a, {rule}}}]"
    assert errors(read_rules({"a.yaml": text})[1]) == []
    assert rule_set(text) == []


@pytest.mark.parametrize("key", EFFECTS.values(), ids=EFFECTS)
def test_it_accepts_the_examples_of_effects(key):
    for example in key.examples:
        text = f"policy: {example.policy.value}\nrules:\n{example.rule}"
        assert rule_set(text) == []


def test_facts_of_a_project_are_known():
    texts = {
        "rulec.yaml": "rulec: 1\nfields: {service: {call_colour: text}}\nlocations: [Oslo, DMZ]",
        "a.yaml": "policy: service\nrules: [{id: a, set: {call_colour: red}}]",
    }
    project, _ = read_rules(texts)
    node, _ = read_yaml(SourceFile("a.yaml", texts["a.yaml"]))
    assert breaches("a.yaml", node, project.facts) == []
    assert "Property" not in breaches("a.yaml", node)[0]
    known = json.loads(schemas(project.facts)["rule-set.json"])["$defs"]
    assert known["call_info.location.value"]["anyOf"][0] == {"enum": ["Oslo", "DMZ"]}
    assert known["set_media_location.location"]["anyOf"][0] == {"enum": ["Oslo", "DMZ"]}


# --- What it catches -----------------------------------------------------------------------------

#: Files that are wrong, and rules that are wrong: their policy and what they hold.
FILE_MISTAKES = {
    "misspelt key of a set": "policy: service\nruls: []\nrules: []",
    "no policy": "rules: []",
    "unknown policy": "policy: services\nrules: []",
    "no id": "policy: service\nrules: [{reject: true}]",
    "misspelt field beside let": "policy: service\nlet: {a: b}\nrules: [{id: a, when:"
    " {remote-alias: a}, reject: true}]",
    "field of another policy": "policy: participant\nlet: {a: b}\nrules: [{id: a, when:"
    " {breakout_uuid: a}, reject: true}]",
    "field that must be written out": "policy: service\nlet: {a: b}\nrules: [{id: a, when:"
    " {service_tag: a}, reject: true}]",
    "no such test input": "policy: service\nrules: []\ntests: [{name: a, given:"
    " {participant: {}}, expect: {}}]",
    "misspelt call field": "policy: service\nrules: []\ntests: [{name: a, given:"
    " {call: {protocoll: sip}}, expect: {}}]",
    "table that is no path": "policy: service\nrules: []\ntables: {a: b}",
    "table without rows": "policy: service\nrules: []\ntables: {a: []}",
    "row that is none": "policy: service\nrules: []\ntables: {a: [{b: c}, d]}",
    "list in a cell": "policy: service\nrules: []\ntables: {a: [{b: [c]}]}",
    "let that is a list": "policy: service\nlet: {a: [b]}\nrules: []",
    "let without quotes": "policy: service\nlet: {a: {local_alias.user: b}}\nrules: []",
    "let without a value": "policy: service\nlet: {a: {when: {protocol: sip}}}\nrules: []",
    "default that keeps what is not replaced": "policy: service\ndefault: {keep: pin}\nrules: []",
}
RULE_MISTAKES = {
    "misspelt key of a rule": ("service", "wen: {protocol: sip}, reject: true"),
    "misspelt field": ("service", "when: {protocoll: sip}, reject: true"),
    "misspelt field below all": ("service", "when: {all: [{protocoll: sip}]}, reject: true"),
    "misspelt field of the service": (
        "service",
        "when: {service_config: {servicetag: a}}, reject: true",
    ),
    "unknown operator": ("service", "when: {protocol: {start_with: s}}, reject: true"),
    "operator of text on a number": (
        "service",
        "when: {bandwidth: {starts_with: s}}, reject: true",
    ),
    "operator of numbers on text": ("service", "when: {protocol: {at_least: 5}}, reject: true"),
    "part of an alias on other text": ("service", "when: {protocol: {domain: a}}, reject: true"),
    "number in quotes": ("service", "when: {bandwidth: '5'}, reject: true"),
    "value of a list": ("service", "when: {ms_subnet: 1.2.3.4}, reject: true"),
    "misspelt weekday": ("service", "when: {time: {weekday: monday}}, reject: true"),
    "unknown field in set": ("service", "set: {chat_enabled: no}"),
    "unknown field in create": (
        "service",
        "create: {name: a, service_tag: a, service_type: conference, colour: red}",
    ),
    "mandatory field missing": (
        "service",
        "create: {name: a, service_tag: a, service_type: media_playback}",
    ),
    "service type misspelt": (
        "service",
        "create: {name: a, service_tag: a, service_type: conferense}",
    ),
    "value of a closed enumeration": ("service", "set: {enable_chat: maybe}"),
    "number out of range": ("service", "set: {participant_limit: -1}"),
    "text for a flag": ("service", "set: {locked: yes}"),
    "number for a list": ("media_location", "set: {overflow_locations: 5}"),
    "text for a list": ("media_location", "set: {overflow_locations: Oslo}"),
    "template without quotes": ("service", "set: {name: {room: x}}"),
    "record without a mandatory field": (
        "service",
        "set: {automatic_participants: [{remote_alias: a}]}",
    ),
    "effect of another policy": ("participant", "create: {name: a}"),
    "reason in a service rule": ("service", "reject: go away"),
    "reject false": ("participant", "reject: false"),
}


@pytest.mark.parametrize("text", FILE_MISTAKES.values(), ids=FILE_MISTAKES)
def test_it_catches_in_a_file(text):
    assert rule_set(text) != []


@pytest.mark.parametrize(("policy", "rule"), RULE_MISTAKES.values(), ids=RULE_MISTAKES)
def test_it_catches_in_a_rule(policy, rule):
    assert rule_set(f"policy: {policy}\nrules: [{{id: a, {rule}}}]") != []


@pytest.mark.parametrize(("policy", "rule"), RULE_MISTAKES.values(), ids=RULE_MISTAKES)
def test_check_finds_the_same_mistakes(policy, rule):
    _, problems = read_rules({"a.yaml": f"policy: {policy}\nrules: [{{id: a, {rule}}}]"})
    assert errors(problems)


# --- Nothing is forgotten ------------------------------------------------------------------------


def _keys(name: str) -> set[str]:
    """The keys of a definition, or of the mapping that is one of its shapes."""
    schema = DEFINITIONS[name]
    return set((schema if "properties" in schema else schema["then"])["properties"])


@pytest.mark.parametrize("row", OPERATORS, ids=lambda row: f"{row.type.value}.{row.word}")
def test_every_operator_is_offered(row):
    conditions = {"text": "TextCondition", "integer": "NumberCondition"}
    assert row.word in _keys(conditions.get(row.type.value, "BooleanCondition"))
    shown = DEFINITIONS[f"{row.type.value}.{row.word}"]["description"]
    assert row.example in shown
    assert row.doc[1:] in shown


@pytest.mark.parametrize("policy", Policy)
def test_every_input_of_a_policy_may_be_tested_and_given(policy):
    own = policy.value.title().replace("_", "")
    below = {
        "call_info": (f"{own}Call", "CallInfo", CALL_FIELDS),
        "service_config": ("ServiceFields", "ServiceConfig", SERVICE_FIELDS),
        "participant": ("KnownParticipant", "Participant", PARTICIPANT_FIELDS),
        "suggested_media_overflow_locations": ("SuggestedLocations", "Suggestion", MEDIA_FIELDS),
    }
    for group, (when, given_, rows) in below.items():
        supplied = {n: row for n, row in rows.items() if row.supply(policy) is not Supply.NEVER}
        objects = {
            n for n, row in supplied.items() if row.type.value.startswith(("obj", "list of o"))
        }
        if supplied:
            assert group in _keys(f"{own}When")
            assert _keys(when) >= supplied.keys() - objects
            assert _keys(given_) == rows.keys()
        for row in supplied.values():
            assert row.doc in DEFINITIONS[f"given.{row.dotted}"]["description"]


@pytest.mark.parametrize("policy", Policy)
def test_every_effect_and_every_field_of_answers_is_offered(policy):
    own = policy.value.title().replace("_", "")
    mine = {key for key, row in EFFECTS.items() if policy in row.policies}
    assert _keys(f"{own}Effects") == mine
    assert _keys(f"{own}Rule") & EFFECTS.keys() == mine
    wanted = {
        Policy.SERVICE: {row.name for t in SERVICE_TYPES.values() for row in t.fields},
        Policy.PARTICIPANT: {*PARTICIPANT_RESPONSE, *PARTICIPANT_SHORT},
        Policy.MEDIA_LOCATION: {*MEDIA_RESPONSE},
    }[policy]
    assert _keys(f"{own}Set") >= wanted


@pytest.mark.parametrize("type_", SERVICE_TYPES.values(), ids=SERVICE_TYPES)
def test_a_written_service_type_has_its_own_fields(type_):
    name = f"{type_.name.title().replace('_', '')}Service"
    assert _keys(name) == {row.name for row in type_.fields}
    for row in type_.fields:
        others = {r.name: r.example for r in type_.fields if r.required and r is not row}
        create = {**others, "service_type": type_.name}
        if row.name != "service_type":
            text = f"policy: service\nrules: [{{id: a, create: {json.dumps(create)}}}]"
            assert bool(rule_set(text)) == row.required, row.name
