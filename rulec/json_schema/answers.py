"""Definitions of effects: which there are, and which fields each may name."""

from __future__ import annotations

from rulec.json_schema.conditions import prefix, service_fields
from rulec.json_schema.parts import (
    Schema,
    first_line,
    mapping,
    one_of,
    ref,
    shape,
)
from rulec.json_schema.values import field_values, or_chosen
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

_TRUE: Schema = {"const": True}
_LISTS = (ValueType.OBJECT_LIST, ValueType.TEXT_LIST)


# --- Fields of answers ---------------------------------------------------------------------------


def answer_fields(facts: Facts) -> dict[str, Schema]:
    """A definition for each field that an answer may hold, named as `set.pin`."""
    found: dict[str, Schema] = {}
    for policy in Policy:
        rows = {name: _row(name, policy, facts) for name in _names(policy, facts)}
        for name, row in (SEEN_IN_SCRIPTS[policy] | rows).items():
            found |= field_values(_field_name(policy, name), row, policy, facts)
    for type_ in SERVICE_TYPES.values():
        for row in map(facts.fitted, type_.fields):
            if _row(row.name, Policy.SERVICE, facts) != row:
                name = f"{type_.name}.{row.name}"
                found |= field_values(name, row, Policy.SERVICE, facts)
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
        unusual = ref(_field_name(policy, name)) | {"deprecationMessage": row.doc}
        fields.setdefault(name, unusual)
    return fields


def policy_effects(policy: Policy, facts: Facts) -> dict[str, Schema]:
    """The definitions of one policy's effects."""
    own = prefix(policy)
    doc = {
        Policy.SERVICE: "Changes of the service that Pexip found or that an earlier rule made.",
        Policy.PARTICIPANT: "Properties of the participant that take the place of Pexip's.",
        Policy.MEDIA_LOCATION: "The system locations that handle the call's media.",
    }[policy]
    every = mapping(effects(policy), first_line(EffectsShape), least=1)
    return {
        f"{own}Set": mapping(_fields(policy, facts), doc, least=1),
        f"{own}Effects": every | effects_together(policy),
        **(_service_parts(facts) if policy is Policy.SERVICE else {}),
    }


def effects(policy: Policy) -> Schema:
    """The effects that rules of a policy may have, as properties of a mapping."""
    own = prefix(policy)
    reason = {"description": REJECT_REASON.doc, "type": "string"}
    full = shape(
        EffectsShape,
        set=ref(f"{own}Set"),
        append=ref("Append"),
        create=ref("Service"),
        replace=ref("Service"),
        keep=ref("Keep"),
        reject=or_chosen([_TRUE, reason], policy, f"{own}OptionalValue")
        if policy is Policy.PARTICIPANT
        else _TRUE,
        redirect={**ref(f"{own}Value"), "examples": [NEW_ALIAS.example]},
        continue_=_TRUE,
    )
    return {key: full["properties"][key] for key, row in EFFECTS.items() if policy in row.policies}


def effects_together(policy: Policy) -> Schema:
    """What effects ask of the others beside them."""
    if policy is not Policy.SERVICE:
        return {}
    whole = {key: ref("WholeService") for key in ("create", "replace")}
    # Who knows which of the mandatory fields these give?
    given = {"anyOf": [{"required": ["set"]}, {"required": ["keep"]}]}
    rules: list[Schema] = [{"if": given, "else": {"properties": whole}}]
    for key, row in EFFECTS.items():
        if row.beside:
            beside = {"anyOf": [{"required": [other]} for other in row.beside]}
            rules.append({"if": {"required": [key]}, "then": beside})
    return {"allOf": rules}


def _service_parts(facts: Facts) -> dict[str, Schema]:
    """What `append` and `keep` take."""
    names = _names(Policy.SERVICE, facts)
    types = {name: _row(name, Policy.SERVICE, facts).type for name in names}
    lists = [name for name, type_ in types.items() if type_ in _LISTS]
    read = service_fields(facts)
    one: Schema = {"enum": [name for name in names if name in read]}
    return {
        "Append": mapping(
            {name: ref(_field_name(Policy.SERVICE, name)) for name in lists},
            "Items to add to lists of the service.",
            least=1,
        ),
        "Keep": {
            "$comment": "A field of a service that was found, or several.",
            **one_of(one, {"type": "array", "minItems": 1, "items": one}),
        },
    }


# --- New services --------------------------------------------------------------------------------


def service_definitions(facts: Facts) -> dict[str, Schema]:
    """The services that `create` and `replace` give: of a written type, and of any."""
    every = list(SERVICE_TYPES.values())
    needed = [
        row.name
        for row in every[0].fields
        if all((other := t.field(row.name)) is not None and other.required for t in every)
    ]
    needed_by_type = [
        {
            "if": {"properties": {"service_type": {"const": name}}, "required": ["service_type"]},
            "then": {"required": [row.name for row in type_.fields if row.required]},
        }
        for name, type_ in SERVICE_TYPES.items()
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
            "allOf": [*cases, unwritten],
        },
        "WholeService": {
            "$comment": "A service with all that Pexip asks of every service, or of its type.",
            "required": needed,
            "allOf": needed_by_type,
        },
        "AnyService": mapping(
            _fields(Policy.SERVICE, facts), "A service whose type is not written."
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
    schema = mapping(fields, f"A {type_.label}.")
    others = "|".join(sorted(every.keys() - fields.keys()))
    message = f"This is no documented field of a {type_.name} service."
    # Known, so no mistake, but neither offered; `rulec check` warns of them too.
    schema["patternProperties"] = {f"^({others})$": {"deprecationMessage": message}}
    return schema
