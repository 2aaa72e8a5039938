"""The schema of each kind of file, from the shapes and the definitions that they refer to."""

from __future__ import annotations

from rulec.diagnostics import CODES, may_accept
from rulec.json_schema.answers import (
    answer_fields,
    effects,
    effects_together,
    expected_rows,
    policy_effects,
    service_definitions,
)
from rulec.json_schema.conditions import (
    field_conditions,
    policy_conditions,
    prefix,
    service_fields,
    shared_conditions,
)
from rulec.json_schema.parts import (
    TEXT_TYPES,
    Schema,
    about_answer,
    about_input,
    common_definitions,
    mapping,
    offered,
    one_of,
    quiet,
    ref,
    shape,
    when_policy,
)
from rulec.json_schema.values import policy_values, table_definitions
from rulec.pexip import (
    CALL_FIELDS,
    MEDIA_FIELDS,
    PARTICIPANT_FIELDS,
    SCRIPT_MAX_CHARACTERS,
    InputField,
    Policy,
    ValueType,
)
from rulec.resolve.context import Facts
from rulec.resolve.effect_keys import EFFECTS
from rulec.resolve.project import LANGUAGE_VERSION
from rulec.syntax.shapes import (
    ExpectShape,
    GivenShape,
    ProfileShape,
    ProjectShape,
    RuleSetShape,
    RuleShape,
    TestFileShape,
    TestShape,
)

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def _file(title: str, schema: Schema, definitions: dict[str, Schema]) -> Schema:
    """A schema that stands alone, with its definitions in order of their names."""
    return {"$schema": _DRAFT, "title": title, **schema, "$defs": dict(sorted(definitions.items()))}


# --- Rule sets -----------------------------------------------------------------------------------


def rule_set_schema(facts: Facts) -> Schema:
    """The schema of a rule set."""
    whole = shape(
        RuleSetShape,
        accept=_accept(),
        when={"type": "object"},
        rules={"type": "array"},
        conditions={"type": "object"},
        let={"type": "object"},
        default={"type": "object"},
        tests={"type": "array"},
        **_texts("name", "description", "owner", "timezone"),
    )
    whole["allOf"] = [when_policy(policy.value, ref(_set_name(policy))) for policy in Policy]
    return _file("A rule set of rulec", whole, _rule_set_definitions(facts))


def _texts(*keys: str) -> dict[str, Schema]:
    return {key: ref("Text") for key in keys}


def _rule_set_definitions(facts: Facts) -> dict[str, Schema]:
    definitions = {
        **common_definitions(),
        **shared_conditions(),
        **field_conditions(facts),
        **answer_fields(facts),
        **service_definitions(facts),
        **table_definitions(),
        **_test_definitions(facts),
    }
    for policy in Policy:
        definitions |= policy_conditions(policy, facts)
        definitions |= policy_values(policy)
        definitions |= policy_effects(policy, facts)
        definitions |= _rules(policy)
    return definitions


def _set_name(policy: Policy) -> str:
    return f"{prefix(policy)}RuleSet"


def _rules(policy: Policy) -> dict[str, Schema]:
    """What the rule sets of a policy hold.

    A condition may test a `let`, or a name that a pattern captured, and nobody knows their names.
    So keys that are no field are allowed in `when` where the rule, or its rule set, may give names.
    """
    own = prefix(policy)
    opened = {"properties": {"when": ref(f"{own}WhenWithNames")}}
    closed = {"properties": {"when": ref(f"{own}When")}}
    may_name = {"anyOf": [{"required": [key]} for key in ("let", "when", "conditions")]}
    by_rule = {"if": {"required": ["let"]}, "then": opened, "else": closed}
    return {
        f"{own}Rule": _rule(policy),
        _set_name(policy): {
            "properties": {
                **opened["properties"],
                "conditions": {"additionalProperties": ref(f"{own}WhenWithNames")},
                "let": {"additionalProperties": ref(f"{own}Value")},
                "rules": {"items": ref(f"{own}Rule")},
                "default": ref(f"{own}Effects"),
                "tests": {"items": ref(f"{own}Test")},
            },
            "if": may_name,
            "then": {"properties": {"rules": {"items": opened}}},
            "else": {"properties": {"rules": {"items": by_rule}}},
        },
    }


def _rule(policy: Policy) -> Schema:
    """A rule, all but what its condition may hold."""
    rule = shape(
        RuleShape,
        accept=_accept(),
        valid=ref("Dates"),
        let={"type": "object", "additionalProperties": ref(f"{prefix(policy)}Value")},
        when={"type": "object"},
        **_texts("id", "description", "owner", "ticket", "for_each"),
    )
    own = effects(policy)
    properties = {key: s for key, s in rule["properties"].items() if key not in EFFECTS}
    rule["properties"] = properties | own
    return rule | effects_together(policy)


def _accept() -> Schema:
    """Codes that a rule, or a rule set, may accept, by their names."""
    codes = [code.name for code in CODES.values() if may_accept(code)]
    one = offered(codes, ref("Text"))
    return one_of(one, {"type": "array", "items": one})


# --- Tests ---------------------------------------------------------------------------------------


def test_file_schema(facts: Facts) -> Schema:
    """The schema of a file with tests of a whole profile."""
    whole = shape(TestFileShape, profile=ref("Text"), tests={"type": "array"})
    whole["allOf"] = [
        when_policy(
            policy.value, {"properties": {"tests": {"items": ref(f"{prefix(policy)}Test")}}}
        )
        for policy in Policy
    ]
    return _file("Tests of a profile of rulec", whole, _test_definitions(facts))


def _test_definitions(facts: Facts) -> dict[str, Schema]:
    common = common_definitions()
    definitions = {
        **{name: common[name] for name in ("Text", "Number")},
        "TestValue": {
            "$comment": "Any value; tests may also give what Pexip never sends.",
            **quiet([*TEXT_TYPES, "null", "array", "object"]),
        },
        "NoTestValue": {
            "$comment": "null, or what Pexip never sends.",
            **quiet(["null", "array", "object"]),
        },
        **_inputs("CallInfo", "The members of call_info.", CALL_FIELDS),
        **_inputs("ServiceConfig", "The service that Pexip found.", service_fields(facts)),
        **_inputs("Participant", "The members of participant.", PARTICIPANT_FIELDS),
        **_inputs("Suggestion", "The locations that Pexip suggests.", MEDIA_FIELDS),
    }
    for policy in Policy:
        own = prefix(policy)
        result = ref(f"{own}Result")
        definitions |= {
            f"{own}Given": _given(policy),
            f"{own}Result": _result(policy, facts),
            f"{own}Expect": shape(
                ExpectShape,
                rule=quiet([*TEXT_TYPES, "null"]),
                result=result,
                exactly=result,
            ),
            f"{own}Test": shape(
                TestShape, name=ref("Text"), given=ref(f"{own}Given"), expect=ref(f"{own}Expect")
            ),
        }
    return definitions


def _inputs(name: str, description: str, rows: dict[str, InputField]) -> dict[str, Schema]:
    """The definition `name` of a variable in a test, and those of its fields."""
    fields = {
        f"given.{row.dotted}": {
            "description": about_input(row),
            **_test_value(row.type, row.values),
        }
        for row in rows.values()
    }
    properties = {row.name: ref(f"given.{row.dotted}") for row in rows.values()}
    return {name: mapping(properties, description), **fields}


def _test_value(type_: ValueType, values: tuple[str, ...]) -> Schema:
    match type_:
        case ValueType.BOOLEAN:
            return one_of({"type": "boolean"}, ref("NoTestValue"))
        case ValueType.INTEGER:
            return one_of(ref("Number"), ref("NoTestValue"))
        case ValueType.TEXT if values:
            return offered(values, ref("TestValue"))
        case _:
            return ref("TestValue")


def _given(policy: Policy) -> Schema:
    null: Schema = {"type": "null"}
    given = shape(
        GivenShape,
        call=ref("CallInfo"),
        service_config=one_of(ref("ServiceConfig"), null),
        participant=one_of(ref("Participant"), null),
        suggested_media_overflow_locations=one_of(ref("Suggestion"), null),
        now=ref("Text"),
    )
    if policy is not Policy.PARTICIPANT:
        del given["properties"]["participant"]
    if policy is not Policy.MEDIA_LOCATION:
        del given["properties"]["suggested_media_overflow_locations"]
    return given


def _result(policy: Policy, facts: Facts) -> Schema:
    """What a decision may have as its result; other keys are never there."""
    fields: Schema = {}
    for row in expected_rows(policy, facts):
        if policy is Policy.SERVICE and row.name in service_fields(facts):
            fields[row.name] = ref(f"given.service_config.{row.name}")
        else:
            value = _test_value(row.type, row.values)
            fields[row.name] = {"description": about_answer(row), **value}
    return {
        "description": "The result of the decision, or null.",
        **one_of({"type": "object", "properties": fields}, {"type": "null"}),
    }


# --- The project ---------------------------------------------------------------------------------


def project_schema() -> Schema:
    """The schema of the project file."""
    types = [ValueType.TEXT.value, ValueType.INTEGER.value, ValueType.BOOLEAN.value]
    extra = {
        "description": "Fields by name, each with its type: text, integer or boolean.",
        "type": "object",
        "additionalProperties": {"enum": types},
    }
    whole = shape(
        ProjectShape,
        rulec={"const": LANGUAGE_VERSION},
        timezone={**ref("Text"), "examples": ["Europe/Oslo"]},
        locations=ref("Texts"),
        fields=mapping({policy.value: extra for policy in Policy}),
    )
    profile = shape(
        ProfileShape,
        rules=ref("Texts"),
        assigned_to=ref("Texts"),
        budget={"type": "integer", "minimum": 1, "maximum": SCRIPT_MAX_CHARACTERS},
    )
    common = {name: common_definitions()[name] for name in ("Text", "Texts")}
    return _file("A project of rulec", whole, {**common, "Profile": profile})
