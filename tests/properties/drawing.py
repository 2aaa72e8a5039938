"""What is drawn so far: the choices of hypothesis, and what calls should come near to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st

from rulec.pexip import (
    CALL_FIELDS,
    MEDIA_FIELDS,
    PARTICIPANT_FIELDS,
    SERVICE_FIELDS,
    InputField,
    Policy,
    Supply,
    ValueType,
    idp_attribute,
)

T = TypeVar("T")

TEXTUAL = (ValueType.TEXT, ValueType.TEXT_OR_LIST)
LISTS = (ValueType.TEXT_LIST, ValueType.TEXT_OR_LIST)
_OBJECTS = (ValueType.OBJECT, ValueType.OBJECT_LIST)
ATTRIBUTES = ("group", "title", "odd name", "member.of", "keys")
ZONES = ("UTC", "Europe/Oslo", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")


@dataclass
class Near:
    """What the rules look at and compare with."""

    fields: dict[InputField, None] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    patterns: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    subnets: list[str] = field(default_factory=list)
    #: Minutes of the day, and days, in a zone.
    minutes: list[tuple[str, int]] = field(default_factory=list)
    days: list[tuple[str, date]] = field(default_factory=list)


@dataclass
class Drawing:
    """Draws the parts of one case; `vocabulary` collects the words of the language."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    policy: Policy
    locations: tuple[str, ...] | None
    extra: bool
    near: Near
    vocabulary: set[str]
    fields: tuple[InputField, ...] = ()
    count: int = 0

    def number(self, low: int, high: int) -> int:
        return self.draw(_integers(low, high))

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.draw(_integers(0, len(choices) - 1))]

    def chance(self, one_in: int) -> bool:
        """True once in so many times; hypothesis shrinks it to False."""
        return self.draw(_integers(0, one_in - 1)) == one_in - 1

    def some(self, make: Callable[[], T], low: int, high: int) -> list[T]:
        return [make() for _ in range(self.number(low, high))]

    def fresh(self, prefix: str) -> str:
        """A name that nothing has yet."""
        self.count += 1
        return f"{prefix}{self.count}"

    def used(self, word: str) -> str:
        self.vocabulary.add(word)
        return word

    def choose_fields(self) -> None:
        """A few fields for the whole case, so that rules and calls meet."""
        every = readable(self.policy)
        chosen = {self.pick(every[type_]): None for type_ in (ValueType.TEXT, *every)}
        chosen |= dict.fromkeys(self.some(lambda: self.pick(every[ValueType.TEXT]), 1, 3))
        chosen[self.pick([row for row in every[ValueType.TEXT] if row.alias])] = None
        if self.extra:
            chosen[_EXTRA] = None
        self.fields = tuple(chosen)

    def field(self, *types: ValueType) -> InputField:
        """One of the fields of the case, of one of some types."""
        row = self.pick([row for row in self.fields if row.type in types])
        self.near.fields[row] = None
        return row


_EXTRA = InputField(("service_config", "call_tag"), ValueType.TEXT, "", "x", "")


@cache
def _integers(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high)


@cache
def readable(policy: Policy) -> dict[ValueType, list[InputField]]:
    """The inputs that rules of a policy may test, by type."""
    rows = [*CALL_FIELDS.values(), *SERVICE_FIELDS.values()]
    if policy is Policy.PARTICIPANT:
        rows += PARTICIPANT_FIELDS.values()
        rows += [idp_attribute(name) for name in ATTRIBUTES]
    if policy is Policy.MEDIA_LOCATION:
        rows += MEDIA_FIELDS.values()
    by_type: dict[ValueType, list[InputField]] = {}
    for row in rows:
        if row.supply(policy) is not Supply.NEVER and row.type not in _OBJECTS:
            by_type.setdefault(row.type, []).append(row)
    return by_type


#: Names of inputs that service rules must write out.
AMBIGUOUS = ("service_name", "service_tag", "unique_service_name")


def short_name(row: InputField, policy: Policy) -> str | None:
    """The bare name that means this input, when it has one."""
    group, name = row.path[0], row.path[-1]
    if len(row.path) > 2:
        return None
    if group == "participant":
        short = {"preauthenticated_role": "role", "remote_display_name": "display_name"}
        return short.get(name)
    if group == "call_info":
        return None if policy is Policy.SERVICE and name in AMBIGUOUS else name
    if group == "service_config":
        hidden = name in CALL_FIELDS or (policy is Policy.SERVICE and name in AMBIGUOUS)
        return None if hidden else name
    return None
