"""Definitions of values: what each field takes, and values that are chosen or looked up."""

from __future__ import annotations

from collections.abc import Iterable

from rulec.json_schema.conditions import prefix
from rulec.json_schema.parts import (
    TEXT_TYPES,
    Schema,
    about_answer,
    mapping,
    offered,
    or_object,
    quiet,
    ref,
    shape,
)
from rulec.pexip import Policy, ResponseField, ValueType
from rulec.resolve.context import Facts
from rulec.syntax.shapes import ChoiceShape, LookupShape

_UUID = r"^([0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$"
_AS_PLACED: Schema = {"$comment": "What may stand where the chosen value stands."}


def policy_values(policy: Policy) -> dict[str, Schema]:
    """The values that rules of a policy may choose or look up, and those of names and keys."""
    own = prefix(policy)
    choice, look_up = ref(f"{own}Choice"), ref(f"{own}LookUp")
    optional = f"{own}OptionalValue"
    return {
        f"{own}Choice": shape(
            ChoiceShape,
            when=ref(f"{own}WhenWithNames"),
            then=_AS_PLACED,
            otherwise=_AS_PLACED,
        ),
        f"{own}LookUp": shape(
            LookupShape,
            table=ref("Text"),
            key=ref(optional),
            column=ref("Text"),
            match=ref("Text"),
            otherwise=_AS_PLACED,
        ),
        # By its keys, so that editors say what is wrong with the one that is meant, and offer the
        # keys of both where there are none yet.
        f"{own}Chosen": {
            "if": _has("table", "key", "column", "match"),
            "then": look_up,
            "else": {
                "if": _has("when", "then"),
                "then": choice,
                "else": {"anyOf": [choice, look_up]},
            },
        },
        f"{own}Value": {
            "$comment": "A text in which '{source}' is computed, or a value that is chosen.",
            **or_chosen([ref("Template")], policy, optional),
        },
        optional: {
            "$comment": f"A `{own}Value`, or null.",
            **or_chosen([ref("OptionalTemplate")], policy, optional),
        },
    }


def _has(*keys: str) -> Schema:
    return {"anyOf": [{"required": [key]} for key in keys]}


def or_chosen(other: Iterable[Schema], policy: Policy, name: str) -> Schema:
    """What fits one of the schemas, or chooses among values of the definition `name`."""
    return or_object([*other], _chosen(policy, name))


def _chosen(policy: Policy, name: str) -> Schema:
    values = {"then": ref(name), "otherwise": ref(name)}
    return {"allOf": [ref(f"{prefix(policy)}Chosen")], "properties": values}


# --- Fields --------------------------------------------------------------------------------------


def field_values(name: str, row: ResponseField, policy: Policy, facts: Facts) -> dict[str, Schema]:
    """The definition `name` of what rules may write into a field, and those of its parts."""
    doc: Schema = {"description": about_answer(row)}
    item = f"{name}.item"
    # A null is the same as leaving the field out, where it is not allowed; no reason to offer it.
    null: Schema = {"type": "null"} if row.nullable else ref("Nothing")
    match row.type:
        case ValueType.TEXT_LIST:
            written = [_list_of(item), null, ref("Column")]
            several = {"anyOf": [ref("ListReference"), _chosen(policy, name)]}
            items = or_chosen([*_texts(row, facts), ref("Nothing")], policy, item)
            return {name: doc | or_object(written, several), item: items}
        case ValueType.OBJECT:
            record, parts = _record(name, row, policy, facts)
            either = {"anyOf": [record, _chosen(policy, name)]}
            return {name: doc | or_object([null, ref("Column")], either), **parts}
        case ValueType.OBJECT_LIST:
            record, parts = _record(item, row, policy, facts)
            written = [_list_of(item), null, ref("Column")]
            items = or_object([ref("Nothing")], record)
            return {name: doc | or_chosen(written, policy, name), item: items, **parts}
        case _:
            values = [*_single(row, facts), null]
            if values == [ref("Template"), ref("Nothing")]:
                values = [ref("OptionalTemplate")]
            return {name: doc | or_chosen(values, policy, name)}


def _list_of(item: str) -> Schema:
    return {"type": "array", "items": ref(item)}


def _record(
    name: str, row: ResponseField, policy: Policy, facts: Facts
) -> tuple[Schema, dict[str, Schema]]:
    """A mapping with the fields of a record, and their definitions, named below `name`."""
    parts: dict[str, Schema] = {}
    for part in row.items:
        parts |= field_values(f"{name}.{part.name}", facts.fitted(part), policy, facts)
    fields = {part.name: ref(f"{name}.{part.name}") for part in row.items}
    return mapping(fields, required=(part.name for part in row.items if part.required)), parts


def _single(row: ResponseField, facts: Facts) -> tuple[Schema, ...]:
    match row.type:
        case ValueType.BOOLEAN:
            return {"type": "boolean"}, ref("Computed")
        case ValueType.INTEGER:
            limits = {"minimum": row.minimum, "maximum": row.maximum}
            number = ref("Number") | {key: n for key, n in limits.items() if n is not None}
            return number, ref("Computed")
        case _:
            return _texts(row, facts)


def _texts(row: ResponseField, facts: Facts) -> tuple[Schema, ...]:
    """A text, or one item of a list of texts."""
    if row.location and facts.locations:
        return (offered(facts.locations, ref("Template")),)
    if row.values and row.values_closed:
        return offered(row.values, None), ref("Computed")
    if row.values:
        return (offered(row.values, ref("Template")),)
    if row.uuid:
        return {"type": "string", "pattern": _UUID}, ref("Computed")
    return (ref("Template"),)


# --- Tables --------------------------------------------------------------------------------------


def table_definitions() -> dict[str, Schema]:
    """A table: the path of a file, or rows."""
    return {
        "Table": {
            "description": "The path of a CSV file from the rules folder, or a list of rows.",
            "anyOf": [{"type": "string", "pattern": r"\.csv$"}, {"type": "array"}],
            "if": {"type": "array"},
            "then": {"minItems": 1, "items": ref("Row")},
        },
        "Row": {
            "description": "A row: a cell for each column, which the first row names.",
            "type": "object",
            "minProperties": 1,
            "additionalProperties": ref("CellText"),
        },
        "CellText": {
            "$comment": "The text of a cell, or null for an empty one.",
            **quiet([*TEXT_TYPES, "null"]),
        },
    }
