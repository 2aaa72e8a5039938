"""Definitions of effects: which fields may be set, and which values each takes."""

from __future__ import annotations

from rulec.json_schema.conditions import prefix
from rulec.json_schema.parts import (
    Schema,
    about_answer,
    first_line,
    mapping,
    offered,
    one_of,
    ref,
    shape,
)
from rulec.pexip import (
    MEDIA_RESPONSE,
    NEW_ALIAS,
    PARTICIPANT_RESPONSE,
    REJECT_REASON,
    SEEN_IN_SCRIPTS,
    SERVICE_FIELD_NAMES,
    SERVICE_TYPES,
    Policy,
    ResponseField,
    ServiceType,
    ValueType,
)
from rulec.resolve.context import Facts
from rulec.resolve.effect_keys import EFFECTS
from rulec.resolve.fields import PARTICIPANT_SHORT, Target, target_field
from rulec.syntax.shapes import EffectsShape

_UUID = r"^([0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$"
_TRUE: Schema = {"const": True}


def value(row: ResponseField, facts: Facts) -> Schema:
    """The values that rules may write into a field, with its description."""
    return {"description": about_answer(row), **one_of(*_values(row, facts))}


def _values(row: ResponseField, facts: Facts) -> tuple[Schema, ...]:
    # A null is the same as leaving the field out, where it is not allowed; no reason to offer it.
    null: Schema = {"type": "null"} if row.nullable else ref("Nothing")
    match row.type:
        case ValueType.BOOLEAN:
            return {"type": "boolean"}, ref("Computed"), null
        case ValueType.INTEGER:
            limits = {"minimum": row.minimum, "maximum": row.maximum}
            number = ref("Number") | {key: n for key, n in limits.items() if n is not None}
            return number, ref("Computed"), null
        case ValueType.TEXT_LIST:
            items = {"type": "array", "items": _text(row, facts)}
            return items, ref("ListReference"), null
        case ValueType.OBJECT:
            return _record(row, facts), null
        case ValueType.OBJECT_LIST:
            return {"type": "array", "items": _record(row, facts)}, null
        case ValueType.TEXT | ValueType.TEXT_OR_LIST:
            if row.nullable or row.uuid or row.values:
                return _text(row, facts), null
            return (ref("OptionalTemplate"),)


def _text(row: ResponseField, facts: Facts) -> Schema:
    """A text, or one item of a list of texts."""
    if row.location and facts.locations:
        return offered(facts.locations, ref("Template"))
    if row.values and row.values_closed:
        return one_of(offered(row.values, None), ref("Computed"))
    if row.values:
        return offered(row.values, ref("Template"))
    if row.uuid:
        return one_of({"type": "string", "pattern": _UUID}, ref("Computed"))
    return ref("Template")


def _record(row: ResponseField, facts: Facts) -> Schema:
    items = {item.name: value(item, facts) for item in row.items}
    return mapping(items, required=(item.name for item in row.items if item.required))


# --- Fields of answers ---------------------------------------------------------------------------


def answer_fields(facts: Facts) -> dict[str, Schema]:
    """A definition for each field that an answer may hold, named as `set.pin`."""
    found: dict[str, Schema] = {}
    for policy in Policy:
        for name in _names(policy, facts):
            found[_field_name(policy, name)] = value(_row(name, policy, facts), facts)
    for type_ in SERVICE_TYPES.values():
        for row in type_.fields:
            if _row(row.name, Policy.SERVICE, facts) != facts.fitted(row):
                found[f"{type_.name}.{row.name}"] = value(facts.fitted(row), facts)
    return found


def _field_name(policy: Policy, name: str) -> str:
    return f"{'set' if policy is Policy.SERVICE else f'set_{policy.value}'}.{name}"


def _names(policy: Policy, facts: Facts) -> list[str]:
    """The fields that an answer may hold, those of the project included."""
    names = {
        Policy.SERVICE: SERVICE_FIELD_NAMES,
        Policy.PARTICIPANT: tuple(PARTICIPANT_RESPONSE),
        Policy.MEDIA_LOCATION: tuple(MEDIA_RESPONSE),
    }[policy]
    extra = [row.name for owner, row in facts.extra_fields if owner is policy]
    return list(dict.fromkeys([*names, *extra]))


def expected_rows(policy: Policy, facts: Facts) -> list[ResponseField]:
    """What the result of a policy's decision may hold."""
    rows = [_row(name, policy, facts) for name in _names(policy, facts)]
    if policy is Policy.SERVICE:
        rows.append(NEW_ALIAS)
    if policy is Policy.PARTICIPANT:
        rows.append(REJECT_REASON)
    return rows


def _row(name: str, policy: Policy, facts: Facts) -> ResponseField:
    target = target_field(name, policy, facts)
    assert isinstance(target, Target)  # noqa: S101  the name is one of the catalogue's
    return target.row


def _fields(policy: Policy, facts: Facts) -> Schema:
    """Every field of a policy's answers, the undocumented ones with a warning."""
    fields = {name: ref(_field_name(policy, name)) for name in _names(policy, facts)}
    if policy is Policy.PARTICIPANT:
        fields |= {short: fields[name] for short, name in PARTICIPANT_SHORT.items()}
    for name, row in SEEN_IN_SCRIPTS[policy].items():
        fields.setdefault(name, {**value(row, facts), "deprecationMessage": row.doc})
    return fields


def policy_effects(policy: Policy, facts: Facts) -> dict[str, Schema]:
    """The definitions of one policy's effects."""
    own = prefix(policy)
    doc = {
        Policy.SERVICE: "Changes of the service that Pexip found or that an earlier rule made.",
        Policy.PARTICIPANT: "Properties of the participant that take the place of Pexip's.",
        Policy.MEDIA_LOCATION: "The system locations that handle the call's media.",
    }[policy]
    return {
        f"{own}Set": mapping(_fields(policy, facts), doc, least=1),
        f"{own}Effects": mapping(effects(policy), first_line(EffectsShape), least=1),
    }


def effects(policy: Policy) -> Schema:
    """The effects that rules of a policy may have, as properties of a mapping."""
    reason = ref("Template") | {"description": REJECT_REASON.doc}
    full = shape(
        EffectsShape,
        set=ref(f"{prefix(policy)}Set"),
        create=ref("Service"),
        replace=ref("Service"),
        reject=one_of(_TRUE, {**reason, "type": "string"})
        if policy is Policy.PARTICIPANT
        else _TRUE,
        redirect={**ref("Template"), "examples": [NEW_ALIAS.example]},
        continue_=_TRUE,
    )
    return {key: schema for key, schema in full["properties"].items() if policy in EFFECTS[key].policies}


# --- New services --------------------------------------------------------------------------------


def service_definitions(facts: Facts) -> dict[str, Schema]:
    """The services that `create` and `replace` give: of a written type, and of any."""
    every = list(SERVICE_TYPES.values())
    needed = [
        row.name
        for row in every[0].fields
        if all((other := t.field(row.name)) is not None and other.required for t in every)
    ]
    written = {"properties": {"service_type": {"enum": list(SERVICE_TYPES)}}}
    cases = [
        {
            "if": {"properties": {"service_type": {"const": name}}, "required": ["service_type"]},
            "then": ref(_type_name(type_)),
        }
        for name, type_ in SERVICE_TYPES.items()
    ]
    unwritten = {"if": written | {"required": ["service_type"]}, "else": ref("AnyService")}
    return {
        "Service": {
            "description": "A service. With a `service_type`, its fields are those of the type.",
            "type": "object",
            "required": needed,
            "allOf": [*cases, unwritten],
        },
        "AnyService": mapping(
            _fields(Policy.SERVICE, facts), "A service whose type is not written.", required=needed
        ),
        **{_type_name(type_): _typed_service(type_, facts) for type_ in every},
    }


def _type_name(type_: ServiceType) -> str:
    return f"{type_.name.title().replace('_', '')}Service"


def _typed_service(type_: ServiceType, facts: Facts) -> Schema:
    fields: Schema = {}
    for row in type_.fields:
        same = _row(row.name, Policy.SERVICE, facts) == facts.fitted(row)
        owner = _field_name(Policy.SERVICE, row.name) if same else f"{type_.name}.{row.name}"
        fields[row.name] = ref(owner)
    every = _fields(Policy.SERVICE, facts)
    extra = {row.name for policy, row in facts.extra_fields if policy is Policy.SERVICE}
    fields |= {name: schema for name, schema in every.items() if name in extra}
    schema = mapping(
        fields,
        f"A {type_.label}.",
        required=(row.name for row in type_.fields if row.required),
    )
    others = "|".join(sorted(every.keys() - fields.keys()))
    message = f"This is no documented field of a {type_.name} service."
    # Known, so no mistake, but neither offered; `rulec check` warns of them too.
    schema["patternProperties"] = {f"^({others})$": {"deprecationMessage": message}}
    return schema
