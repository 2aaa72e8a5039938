"""Definitions of conditions: which fields may be tested, and what may be asked of each."""

from __future__ import annotations

from collections.abc import Iterable

from rulec.json_schema.parts import (
    LIST_NAME,
    Schema,
    about_input,
    mapping,
    offered,
    one_of,
    or_mapping,
    or_object,
    ref,
    shape,
)
from rulec.matching.alias import SCHEMES, AliasPart
from rulec.operators import OPERATORS, Keyword, Operand, keywords_for
from rulec.pexip import (
    AMBIGUOUS,
    CALL_FIELDS,
    MEDIA_FIELDS,
    PARTICIPANT_FIELDS,
    SERVICE_FIELDS,
    InputField,
    Policy,
    Supply,
    ValueType,
)
from rulec.resolve.clock import WEEKDAYS
from rulec.resolve.context import Facts
from rulec.resolve.fields import KEYWORDS, PARTICIPANT_SHORT
from rulec.syntax.shapes import DatesShape, TimeShape

_NO_VALUE: Schema = {"type": "null", "description": "The field has no value."}
#: In rules that are made from a table, a column stands for a cell.
_FLAG = one_of({"type": "boolean"}, ref("Column"))
_NUMBER = one_of(ref("Number"), ref("Column"))
_IGNORE_CASE: Schema = {
    "description": "Letters A to Z compare without case, in every operator beside it.",
    **_FLAG,
}
_PARTS = {
    AliasPart.USER: "The part before the @, or all of it where there is none.",
    AliasPart.DOMAIN: "The part behind the @, in lower case and without a port.",
    AliasPart.SCHEME: "What stands before the first colon, such as sip, in lower case.",
    AliasPart.ADDRESS: "The alias without its scheme and parameters.",
}

#: The shared definition for each type of value.
_BY_TYPE = {
    ValueType.TEXT: "TextCondition",
    ValueType.TEXT_OR_LIST: "TextCondition",
    ValueType.INTEGER: "NumberCondition",
    ValueType.BOOLEAN: "BooleanCondition",
    ValueType.TEXT_LIST: "ListCondition",
}


def prefix(policy: Policy) -> str:
    """What the names of a policy's definitions begin with, such as `MediaLocation`."""
    return policy.value.title().replace("_", "")


def shared_conditions() -> dict[str, Schema]:
    """What may be asked of each type of value, dates and times."""
    day = one_of({"enum": list(WEEKDAYS)}, ref("Computed"))
    return {
        **_operator_definitions(),
        "TextCondition": _text_condition("TextCondition"),
        "AliasCondition": _text_condition("AliasCondition", _alias_parts()),
        **_known_text_condition("SchemeCondition", SCHEMES, _PARTS[AliasPart.SCHEME]),
        "NumberCondition": _condition(
            "A whole number, a list of them, null (no value), or operators.",
            _NUMBER,
            _operators(ValueType.INTEGER) | {"not": _not("NumberCondition")},
        ),
        "BooleanCondition": _boolean_condition(),
        "ListCondition": _list_condition(),
        "NamedValueCondition": {
            "description": "A condition on a `let`, or on a name that a pattern captured.",
            **one_of(*(ref(name) for name in dict.fromkeys(_BY_TYPE.values()))),
        },
        "Dates": {**shape(DatesShape), "minProperties": 1},
        "Time": {
            **shape(
                TimeShape,
                weekday=one_of(day, {"type": "array", "items": day}),
                between=_between(),
            ),
            "minProperties": 1,
        },
    }


def _between() -> Schema:
    """Two times; a column may hold both."""
    two = {"minItems": 2, "maxItems": 2}
    times = {"type": "array", "items": ref("Text"), "if": {"contains": ref("Column")}, "else": two}
    return one_of(times, ref("Column"))


def _operands(value: Schema) -> Schema:
    """One value, or a list of them."""
    items = one_of(value, ref("ListReference"))
    return one_of(value, {"type": "array", "minItems": 1, "items": items}, ref("ListReference"))


_OPERANDS: dict[Operand, Schema] = {
    Operand.TEXTS: ref("TextOperands"),
    Operand.PATTERNS: ref("TextOperands"),
    Operand.SUBNETS: ref("TextOperands"),
    Operand.NUMBER: _NUMBER,
    Operand.NUMBERS: ref("NumberOperands"),
    Operand.BOOLEAN: _FLAG,
}


def _operator_definitions() -> dict[str, Schema]:
    """A definition for each operator on each type, such as `text.starts_with`."""
    found: dict[str, Schema] = {
        "TextOperands": {"$comment": "A text, or several.", **_operands(ref("Text"))},
        "NumberOperands": {"$comment": "A number, or several.", **_operands(_NUMBER)},
        "ignore_case": _IGNORE_CASE,
    }
    for row in OPERATORS:
        found[f"{row.type.value}.{row.word}"] = _about(row) | _OPERANDS[row.operand]
    return found


def _about(row: Keyword) -> Schema:
    return {"description": f"{row.doc[:1].upper()}{row.doc[1:]}.\nExample: {row.example}"}


def _operators(type_: ValueType, exact: Schema | None = None) -> Schema:
    """The operators on a type; `exact` is what `equals` and `one_of` compare with."""
    rows = keywords_for(type_)
    found = {word: ref(f"{row.type.value}.{word}") for word, row in rows.items()}
    if exact is not None:
        found |= {word: _about(rows[word]) | exact for word in ("equals", "one_of")}
    if any(row.case for row in rows.values()):
        found["ignore_case"] = ref("ignore_case")
    return found


def _not(name: str) -> Schema:
    return {"description": "The condition below it does not hold.", **ref(name)}


def _condition(description: str, value: Schema, operators: Schema) -> Schema:
    """A value, a list of values, null, or operators."""
    items = {
        "type": "array",
        "minItems": 1,
        "items": one_of(value, _NO_VALUE, ref("ListReference")),
    }
    keys = operators | {"list": LIST_NAME}
    return {"description": description, **or_mapping([value, _NO_VALUE, items], keys)}


def _text_condition(name: str, more: Schema | None = None) -> Schema:
    """What may be asked of text; `name` is the name that this definition gets."""
    description = "A text, a list of texts (one of them), null (no value), or operators."
    operators = _operators(ValueType.TEXT) | {"not": _not(name)} | (more or {})
    return _condition(description, ref("Text"), operators)


def _known_text_condition(name: str, values: Iterable[str], description: str) -> dict[str, Schema]:
    """What may be asked of text with known values; the definition `name` and those it needs."""
    value = f"{name}.value"
    exact = _operands(ref(value))
    operators = _operators(ValueType.TEXT, exact) | {"not": _not(name)}
    return {
        value: {"$comment": "The known values, or another text.", **offered(values, ref("Text"))},
        name: _condition(description, ref(value), operators),
    }


def _alias_parts() -> Schema:
    return {
        part.value: {
            "description": doc,
            **ref("SchemeCondition" if part is AliasPart.SCHEME else "TextCondition"),
        }
        for part, doc in _PARTS.items()
    }


def _boolean_condition() -> Schema:
    operators = _operators(ValueType.BOOLEAN) | {"not": _not("BooleanCondition")}
    return _condition("true, false, null (no value), or operators.", _FLAG, operators)


def _list_condition() -> Schema:
    """What may be asked of a list of text."""
    operators = _operators(ValueType.TEXT_LIST)
    single = {key: s for key, s in operators.items() if key != "ignore_case"}
    only_one = {**mapping(single | {"list": LIST_NAME}, least=1), "maxProperties": 1}
    item = operators | {"list": LIST_NAME}
    opposite = {
        "description": "The item does not meet this value or operator.",
        "if": {"type": "object"},
        "then": only_one,
        "else": ref("TextOperands"),
    }
    includes = {
        "description": "Some item of the list meets this.\nExample: {includes: 10.0.0.1}",
        "if": {"type": "object"},
        "then": mapping(item | {"not": opposite}, least=1),
        "else": ref("TextOperands"),
    }
    null = one_of({"type": "null"}, ref("Column"))
    nulls: Schema = {"type": "array", "minItems": 1, "items": null}
    keys = {"includes": includes, "not": _not("ListCondition")}
    return {
        "description": "null (no item), or `includes`: what one of the items must meet.",
        **or_mapping([_NO_VALUE, nulls, ref("Column")], keys),
    }


# --- Fields --------------------------------------------------------------------------------------


def field_conditions(facts: Facts) -> dict[str, Schema]:
    """A definition for each input that conditions may name, by its dotted path, and the groups."""
    found = _group_definitions(facts)
    for rows in (CALL_FIELDS, service_fields(facts), PARTICIPANT_FIELDS, MEDIA_FIELDS):
        for row in rows.values():
            if row.type in _BY_TYPE:
                found |= _field_condition(row, facts)
    return found


def _field_condition(row: InputField, facts: Facts) -> dict[str, Schema]:
    doc = about_input(row)
    values = (facts.locations or ()) if row.location else row.values
    if row.type is ValueType.TEXT and values:
        return _known_text_condition(row.dotted, values, doc)
    name = "AliasCondition" if row.alias else _BY_TYPE[row.type]
    return {row.dotted: {"description": doc, **ref(name)}}


def service_fields(facts: Facts) -> dict[str, InputField]:
    """The fields of a service, with those that the project declares."""
    fields = dict(SERVICE_FIELDS)
    for policy, row in facts.extra_fields:
        extra = facts.extra_input(row.name) if policy is Policy.SERVICE else None
        if extra is not None:
            fields.setdefault(row.name, extra)
    return fields


def policy_conditions(policy: Policy, facts: Facts) -> dict[str, Schema]:
    """The definitions of one policy's `when`: where names of values are defined, and elsewhere."""
    closed, open_ = f"{prefix(policy)}When", f"{prefix(policy)}WhenWithNames"
    return {
        closed: _when(policy, facts, closed),
        open_: {
            **_when(policy, facts, open_),
            "patternProperties": {_free_name(policy, facts): ref("NamedValueCondition")},
        },
    }


def _when(policy: Policy, facts: Facts, own: str) -> Schema:
    below = {"type": "array", "minItems": 1, "items": ref(own)}
    properties: Schema = {
        **_bare(policy, facts),
        **_groups(policy),
        "all": {"description": "Every one of these conditions holds.", **below},
        "any": {"description": "At least one of these conditions holds.", **below},
        "not": {"description": "This condition does not hold.", **ref(own)},
        "is": {
            "description": "A named condition, or several, all of which hold.\nExample: trusted",
            **ref("Texts"),
        },
        "time": {
            "description": "The wall clock.\nExample: {weekday: [mon, tue], between: ['08:00',"
            " '17:30']}",
            **ref("Time"),
        },
        "date": {
            "description": "A range of days.\nExample: {from: 2026-12-24, until: 2027-01-01}",
            **ref("Dates"),
        },
    }
    return mapping(properties, f"A condition of {policy.value} rules: all of its entries hold.")


def _testable(rows: dict[str, InputField], policy: Policy) -> dict[str, InputField]:
    """The rows that conditions of a policy may name."""
    return {
        name: row
        for name, row in rows.items()
        if row.type in _BY_TYPE
        and (row.path[0] == "service_config" or row.supply(policy) is not Supply.NEVER)
    }


def _below(rows: dict[str, InputField], policy: Policy) -> Schema:
    return {name: ref(row.dotted) for name, row in _testable(rows, policy).items()}


def _bare(policy: Policy, facts: Facts) -> Schema:
    """Fields that need no group before them."""
    services = {n: row for n, row in service_fields(facts).items() if n not in CALL_FIELDS}
    found = _below(CALL_FIELDS, policy) | _below(services, policy)
    if policy is Policy.SERVICE:
        found = {name: schema for name, schema in found.items() if name not in AMBIGUOUS}
    if policy is Policy.PARTICIPANT:
        found |= {
            short: ref(PARTICIPANT_FIELDS[name].dotted) for short, name in PARTICIPANT_SHORT.items()
        }
    return found


def _groups(policy: Policy) -> Schema:
    """The variables of a script, with the conditions on their fields."""
    groups = {
        "service_config": ref("FoundService"),
        "call_info": ref(f"{prefix(policy)}Call"),
    }
    if policy is Policy.PARTICIPANT:
        groups["participant"] = ref("KnownParticipant")
        groups["idp_attributes"] = ref("Attributes")
    if policy is Policy.MEDIA_LOCATION:
        groups["suggested_media_overflow_locations"] = ref("SuggestedLocations")
    return groups


def _several(name: str, description: str) -> Schema:
    return {"description": description, "type": "array", "minItems": 1, "items": ref(name)}


def _combined(name: str, properties: Schema, description: str) -> Schema:
    """The definition `name` of conditions on fields, which may be combined there too."""
    words = {
        "all": _several(name, "All of these conditions on the fields hold."),
        "any": _several(name, "One of these conditions on the fields holds."),
        "not": {"description": "The condition below does not hold.", **ref(name)},
    }
    return {name: mapping(properties | words, description, least=1)}


def _group_definitions(facts: Facts) -> dict[str, Schema]:
    services = _below(service_fields(facts), Policy.SERVICE)
    participant = _below(PARTICIPANT_FIELDS, Policy.PARTICIPANT)
    known = {"enum": ["found", "missing"]}
    return {
        "FoundService": {
            "description": "The service: found, missing, or conditions on one that was found.",
            **or_object([known, ref("Computed"), _NO_SERVICE], ref("ServiceFields")),
        },
        **_combined("ServiceFields", services, "Conditions on a service that was found."),
        **_combined(
            "KnownParticipant",
            participant | {"idp_attributes": ref("Attributes")},
            "Conditions on the participant.",
        ),
        "Attributes": {
            "description": about_input(PARTICIPANT_FIELDS["idp_attributes"]),
            "type": "object",
            "additionalProperties": ref("TextCondition"),
        },
        **_combined(
            "SuggestedLocations",
            _below(MEDIA_FIELDS, Policy.MEDIA_LOCATION),
            "Conditions on the system locations that Pexip suggests.",
        ),
        **{
            name: schema
            for policy in Policy
            for name, schema in _combined(
                f"{prefix(policy)}Call",
                _below(CALL_FIELDS, policy),
                "Conditions on the call, written out.",
            ).items()
        },
    }


_NO_SERVICE: Schema = {"type": "null", "description": "Pexip found no service."}


def _free_name(policy: Policy, facts: Facts) -> str:
    """A pattern of the names that a value may have: no field, no keyword."""
    taken = {*CALL_FIELDS, *service_fields(facts), *AMBIGUOUS, *KEYWORDS}
    taken |= {"ignore_case", "includes", "null"}
    if policy is Policy.PARTICIPANT:
        taken |= {*PARTICIPANT_SHORT}
    return f"^(?!(?:{'|'.join(sorted(taken))})$)[a-z_][a-z0-9_]*$"
