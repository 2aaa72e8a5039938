"""The shapes of the files, as pydantic models: which keys there are and what each may hold.

The models say nothing about fields of Pexip or operators: what depends on names is left as it was
written (`Written`) and resolved later. JSON Schemas derive from the same models.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, TypeVar, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    PrivateAttr,
    ValidationInfo,
    WithJsonSchema,
)

from rulec.diagnostics import Problem, nearest
from rulec.diagnostics import codes_reading as codes
from rulec.pexip import Policy
from rulec.source import Span
from rulec.syntax.keys import SURELY, as_meant
from rulec.syntax.nodes import Mapping, Node, Scalar, Sequence
from rulec.syntax.scalars import (
    as_flag,
    as_mapping,
    as_sequence,
    as_text,
    as_whole_number,
    as_word,
    empty_value,
)

#: Stands for a mandatory key that is not there, so that the rest of the mapping is still checked.
_ABSENT = object()


def _checked(read: Callable[[Any, str], Any]) -> PlainValidator:
    """A validator that notes problems in the context and goes on without the value."""

    def validate(node: Any, info: ValidationInfo) -> Any:
        if node is _ABSENT:
            return None
        result = read(node, str(info.field_name).rstrip("_"))
        problems = cast("list[Problem]", info.context)
        if isinstance(result, Problem):
            problems.append(result)
            return None
        if isinstance(result, list) and not isinstance(result, Sequence):
            problems.extend(result)
            return None
        return result

    return PlainValidator(validate)


def _one_of(words: tuple[str, ...]) -> PlainValidator:
    """A validator of words that notes a misspelled one and goes on with the nearest."""

    def validate(node: Any, info: ValidationInfo) -> str | None:
        if node is _ABSENT:
            return None
        word = as_word(node, words, str(info.field_name))
        if isinstance(word, str):
            return word
        cast("list[Problem]", info.context).append(word)
        return nearest(node, words, cutoff=SURELY) if isinstance(node, Scalar) else None

    return PlainValidator(validate)


def _written(node: Node, key: str) -> Node | Problem:
    return empty_value(node, key) if isinstance(node, Scalar) and node.empty else node


def _texts(node: Node, key: str) -> Sequence | Problem | list[Problem]:
    """A list of texts, or everything that is wrong with it; a single text is a list of one."""
    if isinstance(node, Scalar) and not node.empty and not node.is_null:
        items = Sequence(node.span)
        items.append(node)
        return items
    items_or_problem = as_sequence(node, key)
    if isinstance(items_or_problem, Problem):
        return items_or_problem
    wrong = [item for item in map(as_text, items_or_problem) if isinstance(item, Problem)]
    return wrong or items_or_problem


def _schema(name: str) -> WithJsonSchema:
    """A reference to a definition that `json_schema` derives from the catalogue."""
    return WithJsonSchema({"$ref": f"#/$defs/{name}"})


_ANY_TEXT = WithJsonSchema({"type": ["string", "number", "boolean"]})

Text = Annotated[Scalar | None, _checked(as_text), _ANY_TEXT]
Flag = Annotated[bool | None, _checked(as_flag), WithJsonSchema({"type": "boolean"})]
Whole = Annotated[int | None, _checked(as_whole_number), WithJsonSchema({"type": "integer"})]
Texts = Annotated[
    Sequence | None,
    _checked(_texts),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": ["string", "number", "boolean"]}},
            ]
        }
    ),
]


def written(definition: str) -> Any:
    """Anything that is resolved later, described by a definition of the JSON Schema."""
    return Annotated[Any, _checked(_written), _schema(definition)]


def _word(*words: str) -> Any:
    return Annotated[
        str | None,
        _one_of(words),
        WithJsonSchema({"enum": list(words)}),
    ]


def _items(definition: str) -> Any:
    return Annotated[
        Sequence | None,
        _checked(as_sequence),
        WithJsonSchema({"type": "array", "items": {"$ref": f"#/$defs/{definition}"}}),
    ]


def _entries(definition: str) -> Any:
    schema = {"type": "object", "additionalProperties": {"$ref": f"#/$defs/{definition}"}}
    return Annotated[Mapping | None, _checked(as_mapping), WithJsonSchema(schema)]


class Shape(BaseModel):
    """A mapping with known keys."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
    _mapping: Mapping | None = PrivateAttr(default=None)

    @property
    def mapping(self) -> Mapping:
        """The mapping as it was written, with misspelled keys under the names that were meant."""
        assert self._mapping is not None  # noqa: S101  `read_shape` makes every shape
        return self._mapping


class EffectsShape(Shape):
    """What a rule does, or what happens when no rule of a set matched."""

    create: written("Service") = Field(  # type: ignore[valid-type]
        None, description="A service for calls that have none; an existing one is left alone."
    )
    replace: written("Service") = Field(  # type: ignore[valid-type]
        None, description="A service that takes the place of any existing one."
    )
    keep: Texts = Field(
        None, description="Fields of the service that was found which a new one takes over."
    )
    set: written("Set") = Field(  # type: ignore[valid-type]
        None, description="Fields to change: of the service, the participant or the media location."
    )
    append: written("Append") = Field(  # type: ignore[valid-type]
        None, description="Items to add to lists that the service has."
    )
    reject: written("Reject") = Field(  # type: ignore[valid-type]
        None, description="true refuses; in participant rules a text is shown to app users."
    )
    redirect: written("Value") = Field(  # type: ignore[valid-type]
        None, description="Sends a SIP caller to this alias."
    )
    continue_: Flag = Field(
        None, alias="continue", description="true changes nothing and ends this rule set."
    )


class RuleShape(EffectsShape):
    """One rule."""

    id: Text = Field(description="The rule's name in kebab-case, unique in the file.")
    description: Text = Field(None, description="What the rule is for.")
    owner: Text = Field(None, description="Who answers for the rule.")
    ticket: Text = Field(None, description="Where the rule was asked for.")
    enabled: Flag = Field(None, description="false leaves the rule out. Default: true.")
    accept: Texts = Field(
        None, description="Codes of warnings that are meant to be; needs a description."
    )
    valid: written("Dates") = Field(  # type: ignore[valid-type]
        None, description="The days on which the rule applies, both included."
    )
    for_each: Text = Field(None, description="A table: one rule for each of its rows.")
    let: _entries("Value") = Field(None, description="Named values.")  # type: ignore[valid-type]
    when: written("When") = Field(  # type: ignore[valid-type]
        None, description="The condition; without one the rule always applies."
    )


class RuleSetShape(Shape):
    """A rule set: the rules of one policy, in order."""

    policy: _word(*(policy.value for policy in Policy)) = Field(  # type: ignore[valid-type]
        description="What the rules decide."
    )
    rules: _items("Rule") = Field(description="The rules, in order.")  # type: ignore[valid-type]
    name: Text = Field(None, description="Default: the path without its suffix.")
    description: Text = Field(None, description="What the rule set is for.")
    owner: Text = Field(None, description="Who answers for the rule set.")
    accept: Texts = Field(
        None,
        description="Codes of warnings that are meant to be, of all beside the rules; needs a"
        " description.",
    )
    timezone: Text = Field(None, description="The IANA zone of `time`, `date` and `valid`.")
    match: _word("first", "all") = Field(  # type: ignore[valid-type]
        None, description="first: only the first matching rule applies. all: each one, in order."
    )
    when: written("When") = Field(  # type: ignore[valid-type]
        None, description="Part of every rule's condition; calls outside it skip `default` too."
    )
    lists: _entries("List") = Field(None, description="Named lists of values.")  # type: ignore[valid-type]
    conditions: _entries("When") = Field(None, description="Named conditions.")  # type: ignore[valid-type]
    tables: _entries("Table") = Field(  # type: ignore[valid-type]
        None, description="Named tables: rows, or the path of a CSV file from the rules folder."
    )
    let: _entries("Value") = Field(None, description="Named values.")  # type: ignore[valid-type]
    default: written("Effects") = Field(  # type: ignore[valid-type]
        None, description="What happens when no rule of this set matched."
    )
    tests: _items("Test") = Field(None, description="Calls with what is expected.")  # type: ignore[valid-type]


class ChoiceShape(Shape):
    """A value that a condition chooses."""

    when: written("When") = Field(description="The condition.")  # type: ignore[valid-type]
    then: written("Value") = Field(description="The value when it holds.")  # type: ignore[valid-type]
    otherwise: written("Value") = Field(  # type: ignore[valid-type]
        None, description="The value when it does not hold. Default: null."
    )


class LookupShape(Shape):
    """A value that is looked up in a table."""

    table: Text = Field(description="The table.")
    key: written("Value") = Field(description="What to look for.")  # type: ignore[valid-type]
    column: Text = Field(description="The column that holds the value.")
    match: Text = Field(None, description="The column of the keys. Default: the first one.")
    otherwise: written("Value") = Field(  # type: ignore[valid-type]
        None, description="The value for a key that the table does not have. Default: null."
    )


class DatesShape(Shape):
    """A range of days, both included."""

    from_: Text = Field(None, alias="from", description="The first day, as 2026-12-01.")
    until: Text = Field(None, description="The last day, as 2027-01-31.")
    timezone: Text = Field(None, description="The IANA zone in which the days count.")


class TimeShape(Shape):
    """A daily window on the wall clock."""

    weekday: Texts = Field(None, description="mon, tue, wed, thu, fri, sat, sun.")
    between: Texts = Field(None, description="Start (included) and end (not), as 08:00.")
    timezone: Text = Field(None, description="The IANA zone whose clock counts.")


class GivenShape(Shape):
    """The inputs of a test."""

    call: written("CallInfo") = Field(None, description="The members of call_info.")  # type: ignore[valid-type]
    participant: written("Inputs") = Field(None, description="The members of participant.")  # type: ignore[valid-type]
    service_config: written("Inputs") = Field(None, description="The service, or null.")  # type: ignore[valid-type]
    suggested_media_overflow_locations: written("Inputs") = Field(  # type: ignore[valid-type]
        None, description="The suggestion, or null."
    )
    now: Text = Field(None, description="The instant, such as 2026-12-24T08:30:00+01:00.")


class ExpectShape(Shape):
    """What a test expects."""

    rule: written("RuleName") = Field(  # type: ignore[valid-type]
        None, description="The rule of this set that applied; null for none."
    )
    action: _word("continue", "reject", "redirect") = Field(None, description="The action.")  # type: ignore[valid-type]
    result: written("Inputs") = Field(None, description="These keys with these values.")  # type: ignore[valid-type]
    exactly: written("Inputs") = Field(None, description="The whole result.")  # type: ignore[valid-type]


class TestShape(Shape):
    """One test."""

    name: Text = Field(description="What the test shows.")
    given: written("Given") = Field(description="The inputs.")  # type: ignore[valid-type]
    expect: written("Expect") = Field(description="What is expected.")  # type: ignore[valid-type]


class TestFileShape(Shape):
    """Tests of a whole profile."""

    profile: Text = Field(description="The profile that is tested.")
    policy: _word(*(policy.value for policy in Policy)) = Field(  # type: ignore[valid-type]
        description="The policy that is tested."
    )
    tests: _items("Test") = Field(description="Calls with what is expected.")  # type: ignore[valid-type]


class ProfileShape(Shape):
    """One Pexip policy profile."""

    rules: Texts = Field(description="Paths or globs of its rule sets; the order matters.")
    assigned_to: Texts = Field(None, description="The system locations that use the profile.")
    budget: Whole = Field(None, description="Characters of a script, at most 49152.")


class ProjectShape(Shape):
    """The project file."""

    rulec: Whole = Field(description="The version of the rule language: 1.")
    pexip: Whole = Field(None, description="The Infinity major version, such as 38.")
    timezone: Text = Field(None, description="The IANA zone of times and dates. Default: UTC.")
    locations: Texts = Field(None, description="Every system location, spelled exactly.")
    fields: written("Fields") = Field(  # type: ignore[valid-type]
        None, description="Response fields that the catalogue does not know, with their types."
    )
    profiles: _entries("Profile") = Field(None, description="The policy profiles.")  # type: ignore[valid-type]


S = TypeVar("S", bound=Shape)


def read_shape(model: type[S], node: Node, what: str, problems: list[Problem]) -> S | None:
    """A mapping read as `model`, noting every problem; None when it is no mapping.

    `what` names the thing for messages, such as "a rule". A key that is missing, or whose value is
    wrong, is None in the shape; the value of a misspelled key counts as that of the nearest one,
    so that what is in it is checked too.
    """
    mapping = as_mapping(node, what.strip("`") if what.startswith("`") else "")
    if isinstance(mapping, Problem):
        message = mapping.message.replace("this must", f"{what} must", 1)
        problems.append(replace(mapping, message=message))
        return None
    known = {field.alias or name: field for name, field in model.model_fields.items()}
    meant = as_meant(mapping, what, list(known), problems)
    usable: dict[str, object] = {key: value for key, value in meant.items() if key in known}
    for key, field in known.items():
        if not field.is_required() or key in usable:
            continue
        usable[key] = _ABSENT
        message = f"{what} needs `{key}`"
        hint = f"add `{key}:`; {str(field.description).rstrip('.').lower()}"
        problems.append(Problem(codes.MISSING_KEY, message, start_of(mapping), hint))
    shape = model.model_validate(usable, context=problems)
    shape._mapping = meant
    return shape


def start_of(mapping: Mapping) -> Span:
    """The place of a mapping's first key, which is shorter to show than the whole mapping."""
    return next(iter(mapping.key_spans.values()), mapping.span)
