"""What the JSON Schemas say about files that are given as text."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from rulec.json_schema import schemas
from rulec.resolve.context import Facts
from rulec.source import SourceFile
from rulec.syntax.plain import to_plain
from rulec.syntax.reader import read_yaml

SCHEMAS = {name: json.loads(text) for name, text in schemas().items()}
DEFINITIONS: dict[str, Any] = SCHEMAS["rule-set.json"]["$defs"]


@cache
def validators(facts: Facts) -> dict[str, Draft202012Validator]:
    return {name: Draft202012Validator(json.loads(s)) for name, s in schemas(facts).items()}


def breaches(path: str, node: Any, facts: Facts = Facts()) -> list[str]:  # noqa: B008  frozen
    """What the schema of its kind of file says against a file."""
    kind = "test-file.json"
    if path.rpartition("/")[2] == "rulec.yaml":
        kind = "project.json"
    elif "rules" in node:
        kind = "rule-set.json"
    found = validators(facts)[kind].iter_errors(to_plain(node))
    return [f"{path}: {'/'.join(map(str, e.absolute_path))}: {e.message[:300]}" for e in found]


def rule_set(text: str) -> list[str]:
    """What the schema says against a rule set that is given as text."""
    node, problems = read_yaml(SourceFile("x.yaml", text))
    assert node is not None
    assert not problems
    return breaches("x.yaml", node)


def closed(schema: Any) -> Any:
    """The schema in which a mapping has the keys that it names and no others."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: closed(value) for key, value in schema.items()}
    if "properties" in schema and schema.get("type") == "object":
        made["additionalProperties"] = False
    return made
