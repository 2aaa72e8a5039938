"""The shapes of the files: which keys there are and what each may hold.

They say nothing about fields of Pexip or operators: what depends on names is left as it was written
and resolved later. JSON Schemas and the reference derive from the same shapes.

Plain descriptors and no pydantic models: nothing here needs more than to call a reader for each
key, and building the models took most of the time in which an editor gets its answer.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as ByName
from dataclasses import replace
from typing import Any, ClassVar, Generic, Self, TypeAlias, TypeVar, overload

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

T = TypeVar("T")

#: Gives what stands behind a key, whose name comes second, or None when it notes problems.
_Read: TypeAlias = Callable[[Node, str, list[Problem]], T | None]


class Key(Generic[T]):
    """A key of a mapping: how its value is read, its JSON Schema, and what it is for.

    Of a shape it is the value, or None when the key is missing or its value is wrong.
    """

    def __init__(
        self,
        read: _Read[T],
        schema: ByName[str, Any],
        description: str,
        *,
        required: bool = False,
    ) -> None:
        self.read = read
        self.schema = schema
        self.description = description
        self.required = required
        self.attribute = ""

    def __set_name__(self, _owner: type, name: str) -> None:
        self.attribute = name

    @overload
    def __get__(self, shape: None, owner: type) -> Self: ...

    @overload
    def __get__(self, shape: Shape, owner: type) -> T | None: ...

    def __get__(self, shape: Shape | None, owner: type) -> Self | T | None:
        # What was read stands in the shape itself, so only what is missing is asked here.
        return self if shape is None else None


class Shape:
    """A mapping with known keys."""

    #: The keys by the names that files have for them, in order.
    keys: ClassVar[ByName[str, Key[Any]]] = {}

    def __init_subclass__(cls) -> None:
        own = {name.rstrip("_"): key for name, key in vars(cls).items() if isinstance(key, Key)}
        cls.keys = {**cls.keys, **own}

    def __init__(self, mapping: Mapping) -> None:
        #: The mapping as it was written, with misspelled keys under the names that were meant.
        self.mapping = mapping


def _noting(read: Callable[[Node, str], T | Problem | list[Problem]]) -> _Read[T]:
    """A reader that notes problems and goes on without the value."""

    def noted(node: Node, key: str, problems: list[Problem]) -> T | None:
        result = read(node, key)
        if isinstance(result, Problem):
            problems.append(result)
            return None
        if isinstance(result, list) and not isinstance(result, Sequence):
            problems.extend(result)
            return None
        return result

    return noted


def _one_of(words: tuple[str, ...]) -> _Read[str]:
    """A reader of words that notes a misspelled one and goes on with the nearest."""

    def read(node: Node, key: str, problems: list[Problem]) -> str | None:
        word = as_word(node, words, key)
        if isinstance(word, str):
            return word
        problems.append(word)
        return nearest(node, words, cutoff=SURELY) if isinstance(node, Scalar) else None

    return read


def _as_written(node: Node, key: str) -> Node | Problem:
    return empty_value(node, key) if isinstance(node, Scalar) and node.empty else node


def _as_texts(node: Node, key: str) -> Sequence | Problem | list[Problem]:
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


_ANY_TEXT = {"type": ["string", "number", "boolean"]}


def _ref(definition: str) -> dict[str, Any]:
    """A reference to a definition that `json_schema` derives from the catalogue."""
    return {"$ref": f"#/$defs/{definition}"}


def _text(description: str, *, required: bool = False) -> Key[Scalar]:
    return Key(_noting(as_text), _ANY_TEXT, description, required=required)


def _texts(description: str, *, required: bool = False) -> Key[Sequence]:
    schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": _ANY_TEXT}]}
    return Key(_noting(_as_texts), schema, description, required=required)


def _flag(description: str) -> Key[bool]:
    return Key(_noting(as_flag), {"type": "boolean"}, description)


def _whole(description: str, *, required: bool = False) -> Key[int]:
    return Key(_noting(as_whole_number), {"type": "integer"}, description, required=required)


def _word(*words: str, description: str, required: bool = False) -> Key[str]:
    return Key(_one_of(words), {"enum": list(words)}, description, required=required)


def _written(definition: str, description: str, *, required: bool = False) -> Key[Any]:
    """Anything that is resolved later, described by a definition of the JSON Schema."""
    return Key(_noting(_as_written), _ref(definition), description, required=required)


def _items(definition: str, description: str, *, required: bool = False) -> Key[Sequence]:
    schema = {"type": "array", "items": _ref(definition)}
    return Key(_noting(as_sequence), schema, description, required=required)


def _entries(definition: str, description: str) -> Key[Mapping]:
    schema = {"type": "object", "additionalProperties": _ref(definition)}
    return Key(_noting(as_mapping), schema, description)


class EffectsShape(Shape):
    """What a rule does, or what happens when no rule of a set matched."""

    create = _written(
        "Service", "A service for calls that have none; an existing one is left alone."
    )
    replace = _written("Service", "A service that takes the place of any existing one.")
    keep = _texts("Fields of the service that was found which a new one takes over.")
    set = _written(
        "Set", "Fields to change: of the service, the participant or the media location."
    )
    append = _written("Append", "Items to add to lists that the service has.")
    reject = _written("Reject", "true refuses; in participant rules a text is shown to app users.")
    redirect = _written("Value", "Sends a SIP caller to this alias.")
    continue_ = _flag("true changes nothing and ends this rule set.")


class RuleShape(EffectsShape):
    """One rule."""

    id = _text("The rule's name in kebab-case, unique in the file.", required=True)
    description = _text("What the rule is for.")
    owner = _text("Who answers for the rule.")
    ticket = _text("Where the rule was asked for.")
    enabled = _flag("false leaves the rule out. Default: true.")
    accept = _texts("Codes of warnings that are meant to be; needs a description.")
    valid = _written("Dates", "The days on which the rule applies, both included.")
    for_each = _text("A table: one rule for each of its rows.")
    let = _entries("Value", "Named values.")
    when = _written("When", "The condition; without one the rule always applies.")


class RuleSetShape(Shape):
    """A rule set: the rules of one policy, in order."""

    policy = _word(
        *(policy.value for policy in Policy), description="What the rules decide.", required=True
    )
    rules = _items("Rule", "The rules, in order.", required=True)
    name = _text("Default: the path without its suffix.")
    description = _text("What the rule set is for.")
    owner = _text("Who answers for the rule set.")
    accept = _texts(
        "Codes of warnings that are meant to be, of all beside the rules; needs a description."
    )
    timezone = _text("The IANA zone of `time`, `date` and `valid`.")
    match = _word(
        "first",
        "all",
        description="first: only the first matching rule applies. all: each one, in order.",
    )
    when = _written("When", "Part of every rule's condition; calls outside it skip `default` too.")
    lists = _entries("List", "Named lists of values.")
    conditions = _entries("When", "Named conditions.")
    tables = _entries(
        "Table", "Named tables: rows, or the path of a CSV file from the rules folder."
    )
    let = _entries("Value", "Named values.")
    default = _written("Effects", "What happens when no rule of this set matched.")
    tests = _items("Test", "Calls with what is expected.")


class ChoiceShape(Shape):
    """A value that a condition chooses."""

    when = _written("When", "The condition.", required=True)
    then = _written("Value", "The value when it holds.", required=True)
    otherwise = _written("Value", "The value when it does not hold. Default: null.")


class LookupShape(Shape):
    """A value that is looked up in a table."""

    table = _text("The table.", required=True)
    key = _written("Value", "What to look for.", required=True)
    column = _text("The column that holds the value.", required=True)
    match = _text("The column of the keys. Default: the first one.")
    otherwise = _written(
        "Value", "The value for a key that the table does not have. Default: null."
    )


class DatesShape(Shape):
    """A range of days, both included."""

    from_ = _text("The first day, as 2026-12-01.")
    until = _text("The last day, as 2027-01-31.")
    timezone = _text("The IANA zone in which the days count.")


class TimeShape(Shape):
    """A daily window on the wall clock."""

    weekday = _texts("mon, tue, wed, thu, fri, sat, sun.")
    between = _texts("Start (included) and end (not), as 08:00.")
    timezone = _text("The IANA zone whose clock counts.")


class GivenShape(Shape):
    """The inputs of a test."""

    call = _written("CallInfo", "The members of call_info.")
    participant = _written("Inputs", "The members of participant.")
    service_config = _written("Inputs", "The service, or null.")
    suggested_media_overflow_locations = _written("Inputs", "The suggestion, or null.")
    now = _text("The instant, such as 2026-12-24T08:30:00+01:00.")


class ExpectShape(Shape):
    """What a test expects."""

    rule = _written("RuleName", "The rule of this set that applied; null for none.")
    action = _word("continue", "reject", "redirect", description="The action.")
    result = _written("Inputs", "These keys with these values.")
    exactly = _written("Inputs", "The whole result.")


class TestShape(Shape):
    """One test."""

    name = _text("What the test shows.", required=True)
    given = _written("Given", "The inputs.", required=True)
    expect = _written("Expect", "What is expected.", required=True)


class TestFileShape(Shape):
    """Tests of a whole profile."""

    profile = _text("The profile that is tested.", required=True)
    policy = _word(
        *(policy.value for policy in Policy),
        description="The policy that is tested.",
        required=True,
    )
    tests = _items("Test", "Calls with what is expected.", required=True)


class ProfileShape(Shape):
    """One Pexip policy profile."""

    rules = _texts("Paths or globs of its rule sets; the order matters.", required=True)
    assigned_to = _texts("The system locations that use the profile.")
    budget = _whole("Characters of a script, at most 49152.")


class ProjectShape(Shape):
    """The project file."""

    rulec = _whole("The version of the rule language: 1.", required=True)
    pexip = _whole("The Infinity major version, such as 38.")
    timezone = _text("The IANA zone of times and dates. Default: UTC.")
    locations = _texts("Every system location, spelled exactly.")
    fields = _written(
        "Fields", "Response fields that the catalogue does not know, with their types."
    )
    profiles = _entries("Profile", "The policy profiles.")


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
    meant = as_meant(mapping, what, list(model.keys), problems)
    shape = model(meant)
    for name, key in model.keys.items():
        if name in meant:
            setattr(shape, key.attribute, key.read(meant[name], name, problems))
        elif key.required:
            message = f"{what} needs `{name}`"
            hint = f"add `{name}:`; {key.description.rstrip('.').lower()}"
            problems.append(Problem(codes.MISSING_KEY, message, start_of(mapping), hint))
    return shape


def start_of(mapping: Mapping) -> Span:
    """The place of a mapping's first key, which is shorter to show than the whole mapping."""
    return next(iter(mapping.key_spans.values()), mapping.span)
