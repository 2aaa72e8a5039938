"""What the schemas are built from: references, texts, and the descriptions of rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TypeAlias

from rulec.pexip import FIELD_MAX_CHARACTERS, InputField, ResponseField
from rulec.syntax.shapes import Shape

#: A JSON Schema, or a part of one.
Schema: TypeAlias = dict[str, Any]

#: What YAML readers may make of a text without quotes, such as `0123` or `no`.
TEXT_TYPES = ["string", "number", "boolean"]

#: Words without quotes that YAML 1.1 readers take for true and false.
_OLD_FLAGS = frozenset({"yes", "no", "on", "off"})


#: The only key of a reference to a list.
LIST_NAME: Schema = {"description": "The name of a list.", "$ref": "#/$defs/Text"}


def ref(name: str) -> Schema:
    """A reference to a definition."""
    return {"$ref": f"#/$defs/{name}"}


def one_of(*schemas: Schema) -> Schema:
    """What fits at least one of the schemas."""
    flat: list[Schema] = []
    for schema in schemas:
        flat += schema["anyOf"] if schema.keys() == {"anyOf"} else [schema]
    return flat[0] if len(flat) == 1 else {"anyOf": flat}


def quiet(types: list[str]) -> Schema:
    """Values of some types, without being offered.

    The same as `type` alone, from which editors would offer `true`, `false` and `null` wherever
    text stands.
    """
    return {"if": {"not": {"type": types}}, "then": {"type": types}}


def mapping(
    properties: Schema, description: str = "", *, required: Iterable[str] = (), least: int = 0
) -> Schema:
    """A mapping with these keys and no others."""
    schema: Schema = {"description": description} if description else {}
    schema |= {"type": "object", "properties": properties, "additionalProperties": False}
    if needed := list(required):
        schema["required"] = needed
    if least:
        schema["minProperties"] = least
    return schema


def or_mapping(other: list[Schema], keys: Schema) -> Schema:
    """What fits one of the schemas, or is a mapping with some of these keys.

    The keys stand apart, so that editors name a wrong key, not only the kinds of values that fit.
    """
    return or_object(other, mapping(keys, least=1))


def or_object(other: list[Schema], below: Schema) -> Schema:
    """What fits one of the schemas, or is a mapping that fits `below`."""
    either = one_of(*other, {"type": "object"})
    return {**either, "if": {"type": "object"}, "then": below}


def offered(values: Iterable[str], other: Schema | None) -> Schema:
    """Known texts; other texts too where `other` says which."""
    words = list(values)
    if other is not None:
        return one_of({"enum": words}, other)
    # `enable_chat: no` is right, also in a tool that reads `no` as false.
    flags = [quiet(["boolean"])] if _OLD_FLAGS & {*words} else []
    return one_of({"enum": words}, *flags)


def when_policy(policy: str, then: Schema) -> Schema:
    """What else holds for a file whose `policy` is this one."""
    return {
        "if": {"properties": {"policy": {"const": policy}}, "required": ["policy"]},
        "then": then,
    }


def shape(model: type[Shape], **other: Schema) -> Schema:
    """The schema of a model, with better ones for some of its keys."""
    properties: Schema = {}
    for name, key in model.keys.items():
        own = other.get(key.attribute) or key.schema
        properties[name] = {"description": key.description, **own}
    required = [name for name, key in model.keys.items() if key.required]
    return mapping(properties, first_line(model), required=required)


def first_line(documented: object) -> str:
    """The first line of a docstring."""
    return str(documented.__doc__).strip().split("\n")[0]


def about_input(row: InputField) -> str:
    """The description of a field that requests have."""
    lines = [row.doc]
    if row.condition:
        lines.append(f"Supplied {row.condition}.")
    if row.values:
        lines.append(f"Known values: {', '.join(row.values)}.")
    return "\n".join([*lines, f"Example: {_shown(row.example)}"])


def about_answer(row: ResponseField) -> str:
    """The description of a field that answers may have."""
    lines = [row.doc]
    if row.values:
        lines.append(
            f"{'Values' if row.values_closed else 'Known values'}: {', '.join(row.values)}."
        )
    if row.minimum is not None or row.maximum is not None:
        lines.append(f"From {row.minimum} to {row.maximum}.")
    if row.max_length != FIELD_MAX_CHARACTERS:
        lines.append(f"At most {row.max_length} characters.")
    if row.default:
        lines.append(f"Default: {row.default}.")
    return "\n".join([*lines, f"Example: {_shown(row.example)}"])


def _shown(example: object) -> str:
    return example if isinstance(example, str) else json.dumps(example, ensure_ascii=False)


def common_definitions() -> dict[str, Schema]:
    """Texts, templates and lists, as they stand in many places.

    Editors show the innermost description, which shall be that of the field; so these have none.
    """
    return {
        "Number": {
            "$comment": "A whole number of at most 15 digits.",
            "type": "integer",
            "minimum": -(10**15 - 1),
            "maximum": 10**15 - 1,
        },
        "Nothing": {
            "$comment": "null, where it is the same as leaving the line out.",
            **quiet(["null"]),
        },
        "Text": {
            "$comment": "A text; it rarely needs quotes: 0123, no and 08:00 stay as written.",
            **quiet(TEXT_TYPES),
        },
        "Texts": {
            "$comment": "A text, or a list of texts.",
            **one_of(ref("Text"), {"type": "array", "items": ref("Text")}),
        },
        "Template": {
            "$comment": "A text in which '{source | filter}' in quotes is computed:"
            " '{remote_alias.user}', '{service_config.name | pex_head(20)}'.",
            **quiet(TEXT_TYPES),
        },
        "OptionalTemplate": {
            "$comment": "A `Template`, or null, which leaves the line out.",
            **quiet([*TEXT_TYPES, "null"]),
        },
        "Computed": {
            "$comment": "A computed value in quotes: '{source | filter}'.",
            "type": "string",
            "pattern": "\\{",
        },
        "Column": {
            "$comment": "A column of the table behind `for_each`, in quotes: '{column}'.",
            "type": "string",
            "pattern": r"^\{\s*[A-Za-z_][A-Za-z0-9_-]*\s*\}$",
        },
        "ListReference": {
            "$comment": "The items of a list that is defined under `lists`.",
            **mapping({"list": LIST_NAME}, required=["list"]),
        },
        "List": {
            "description": "Values that conditions use as {list: name}.",
            "type": "array",
            "minItems": 1,
            "items": ref("Text"),
        },
    }
