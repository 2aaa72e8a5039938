"""The shapes of the catalogue's rows: one row for each field that Pexip sends or accepts.

Everything else derives from a row: what a rule may name, the JSON Schemas, the reference, the
did-you-mean, the values that tests and verification try.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from enum import StrEnum

from rulec.pexip.types import Policy, ValueType
from rulec.records import dataclass

#: A scalar as JSON has it.
Scalar = str | int | bool | None

#: Text in a response is cut or refused beyond this length: the limit that Pexip documents for one
#: field of an external policy answer, assumed for the answer of a local script too.
FIELD_MAX_CHARACTERS = 250


class Supply(StrEnum):
    """Whether a policy's requests carry a field."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class InputField:
    """A value that a script may read.

    `path` leads from the script's variables to the value. A field may arrive as null or not at
    all, whatever `supplied` says.
    """

    path: tuple[str, ...]
    type: ValueType
    doc: str
    #: A plausible value as JSON has it.
    example: object = field(hash=False)
    source: str
    service: Supply = Supply.NEVER
    participant: Supply = Supply.NEVER
    media_location: Supply = Supply.NEVER
    #: When a field that is supplied sometimes is there.
    condition: str = ""
    #: Whether Pexip is known or likely to send null.
    nullable: bool = False
    #: The caller, or the caller's device, chooses the text.
    caller_controlled: bool = False
    #: An identity provider or Pexip itself vouches for what the value says about the caller.
    authenticated: bool = False
    #: The known values; never a closed list, because newer releases add some.
    values: tuple[str, ...] = ()
    #: The text is an alias: `user`, `domain`, `scheme` and `address` may be asked of it.
    alias: bool = False
    #: The text is meant to be an IP address.
    address: bool = False
    #: The text, or each item of the list, is the name of a system location.
    location: bool = False
    #: Never shown in a trace or a message.
    secret: bool = False
    #: What the field is in plain words, to stand behind "whose": `dialled alias`.
    words: str = field(default="", compare=False)
    #: A preposition with a noun that say the same of a call, as in "to an alias".
    lead: tuple[str, str] | None = field(default=None, compare=False)
    #: What some values say of a call, such as `over SIP`.
    phrases: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    def __hash__(self) -> int:
        # Of every field would take long: rows are looked up all the time.
        return hash(self.path)

    @property
    def name(self) -> str:
        """The last part of the path: the name under which Pexip documents the field."""
        return self.path[-1]

    @property
    def dotted(self) -> str:
        """The whole path as people write it, such as `call_info.local_alias`."""
        return ".".join(self.path)

    def supply(self, policy: Policy) -> Supply:
        """Whether `policy`'s requests carry this field."""
        match policy:
            case Policy.SERVICE:
                return self.service
            case Policy.PARTICIPANT:
                return self.participant
            case Policy.MEDIA_LOCATION:
                return self.media_location


@dataclass(frozen=True, slots=True)
class ResponseField:
    """A value that an answer may hold, or that an object inside an answer may hold."""

    name: str
    type: ValueType
    doc: str
    #: A plausible value as JSON has it.
    example: object = field(hash=False)
    source: str
    required: bool = False
    #: Null may be written and means something.
    nullable: bool = False
    #: The allowed texts. Another one makes Pexip drop the whole answer.
    values: tuple[str, ...] = ()
    #: False where the sources disagree on `values` or a theme may add to them: warn only.
    values_closed: bool = True
    minimum: int | None = None
    maximum: int | None = None
    min_length: int = 0
    max_length: int = FIELD_MAX_CHARACTERS
    #: Digits with an optional final `#`, 4 to 20 characters.
    pin: bool = False
    #: The text, or each item of the list, is a UUID.
    uuid: bool = False
    #: The text, or each item of the list, is the name of a system location.
    location: bool = False
    #: The kind of object on the platform that must have this name, such as `ivr_theme`.
    existing: str = ""
    #: What an object or the items of a list of objects hold.
    items: tuple[ResponseField, ...] = ()
    #: What Pexip uses where the field is absent; empty text where that is not documented.
    default: str = ""
    secret: bool = False
    #: What the field is in plain words, without an article: `Host PIN`. What a flag turns on or
    #: off.
    words: str = field(default="", compare=False)
    #: What giving some values does to a caller, such as `join as Hosts`.
    phrases: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    #: May differ between the callers of one running conference.
    per_participant: bool = False

    def __hash__(self) -> int:
        # As that of an `InputField`.
        return hash(self.name)


@dataclass(frozen=True, slots=True)
class ServiceType:
    """One `service_type` with the fields that its configuration may hold."""

    name: str
    label: str
    source: str
    fields: tuple[ResponseField, ...]

    @property
    def called(self) -> str:
        """The label with its article: `a Virtual Meeting Room`."""
        return f"{'an' if self.label[0] in 'AEIOU' else 'a'} {self.label}"

    def field(self, name: str) -> ResponseField | None:
        """The row of `name`, or None when this type has no such field."""
        return next((row for row in self.fields if row.name == name), None)


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument of a filter."""

    name: str
    type: ValueType
    #: The value when the argument is left out; a parameter without one must be given.
    default: Scalar = None
    required: bool = True
    #: `pattern`, `replacement` and `count` must be written out, so that they can be checked.
    role: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter under Pexip's name. A filter other than `default` gives null for null."""

    name: str
    #: TEXT, INTEGER or TEXT_LIST (a list of sources, for `join`).
    input: ValueType
    result: ValueType
    parameters: tuple[Parameter, ...]
    doc: str
    example: str
    #: What the example gives.
    example_result: str
    source: str
    #: The meaning for a value that is not null and complete arguments; None is null.
    meaning: Callable[..., Scalar] | None = None
    #: Why templates may not use it; empty when they may.
    refused: str = ""
