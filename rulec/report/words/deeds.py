"""What effects do to a call, as in "join as Hosts, with the display name “Alice”"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from rulec.ir import (
    Append,
    Assignment,
    Choice,
    Constant,
    Continue,
    Create,
    Effect,
    Keep,
    ListOf,
    Lookup,
    Redirect,
    Reject,
    Replace,
    Set,
    Value,
)
from rulec.pexip import SERVICE_TYPES, Policy, ResponseField, ValueType
from rulec.report.safe_text import safe
from rulec.report.secrets import HIDDEN, holds_secret
from rulec.report.values import value_text
from rulec.report.words.callers import callers, in_a_row

#: Fields of one effect that a sentence names; the rest is counted.
MOST_FIELDS = 6
#: Items of a list.
_MOST_ITEMS = 4


def deeds(policy: Policy, effects: tuple[Effect, ...], *, most: int = MOST_FIELDS) -> list[str]:
    """What effects do, each to stand behind a plural subject: "are refused"."""
    return [told for effect in effects for told in _deed(policy, effect, most)]


def _deed(policy: Policy, effect: Effect, most: int) -> Iterator[str]:
    match effect:
        case Reject(reason):
            told = "" if reason is None else f", with the reason {value_words(reason)}"
            yield f"are refused{told}"
        case Redirect(alias):
            yield f"are redirected to {value_words(alias)}"
        case Continue():
            yield "are left as they are"
        case Create(assignments):
            yield f"get {_new(assignments, most)} where there is no service"
        case Replace(assignments):
            yield f"get {_new(assignments, most)}, whatever Pexip found"
        case Keep(assignments):
            names = [_called(assignment.field) for assignment in assignments]
            yield f"keep the {in_a_row(_cut(names, most))} of the service that Pexip found"
        case Append(assignments):
            for one in assignments:
                count = len(one.value.items) if isinstance(one.value, ListOf) else 1
                noun = _called(one.field)
                yield f"get {count} more {noun if count != 1 else noun.removesuffix('s')}"
        case Set(assignments):
            yield from _set(policy, assignments, most)
        case _:
            assert_never(effect)


def _set(policy: Policy, assignments: tuple[Assignment, ...], most: int) -> Iterator[str]:
    if policy is Policy.MEDIA_LOCATION:
        yield from _media(assignments)
        return
    rest: list[Assignment] = []
    for one in assignments:
        phrase = _phrase(one)
        if phrase:
            yield phrase
        else:
            rest.append(one)
    if rest:
        told = _cut([field_words(one) for one in rest], most)
        if policy is Policy.PARTICIPANT:
            yield f"get {in_a_row([_the(one) for one in told])}"
        else:
            yield f"get the {'setting' if len(told) == 1 else 'settings'} {in_a_row(told)}"


def _phrase(assignment: Assignment) -> str:
    """What a constant of some fields does in words of its own; empty for others."""
    match assignment.value:
        case Constant(str(text)):
            return dict(assignment.field.phrases).get(text, "")
        case _:
            return ""


def _media(assignments: tuple[Assignment, ...]) -> Iterator[str]:
    """Where media goes, in the order in which Pexip tries it."""
    values = {one.field.name: value_words(one.value) for one in assignments}
    main, overflow = values.pop("location", ""), values.pop("overflow_locations", "")
    if main or overflow:
        first = f"at {main}" if main else "where Pexip suggests"
        then = f", and at {overflow} when that is full" if overflow else ""
        yield f"have their media handled {first}{then}"
    for one in assignments:
        if one.field.name in values:
            yield f"get {_the(field_words(one))}"


def _new(assignments: tuple[Assignment, ...], most: int) -> str:
    """A service, by its type, with its other fields."""
    by_name = {one.field.name: one for one in assignments}
    type_ = by_name.pop("service_type", None)
    kind = "a service"
    if type_ is not None and isinstance(type_.value, Constant):
        row = SERVICE_TYPES.get(str(type_.value.value))
        kind = kind if row is None else row.called
    told = "; ".join(_cut([field_words(one) for one in by_name.values()], most))
    return f"{kind} ({told})" if told else kind


def _the(told: str) -> str:
    """A field with its value and an article."""
    return told if told.startswith("no ") else f"the {told}"


def field_words(assignment: Assignment) -> str:
    """A field with its new value: `theme “Night shift”`, `guest access on`."""
    field, value = assignment.field, assignment.value
    noun = _called(field)
    if value == Constant(None):
        return f"no {noun}"
    if field.secret or holds_secret(value):
        return f"{noun} {HIDDEN}"
    if field.type is ValueType.BOOLEAN and isinstance(value, Constant):
        return f"{noun} {'on' if value.value else 'off'}"
    return f"{noun} {value_words(value)}"


def value_words(value: Value) -> str:
    """A value in plain words: `“Ward {ward}”`, `what the table “wards” has for “{ward}”`."""
    if holds_secret(value):
        return HIDDEN
    match value:
        case Constant(bool(flag)):
            return "yes" if flag else "no"
        case Constant(None):
            return "nothing"
        case Choice(when, then, otherwise):
            told = f"{value_words(then)} for {callers('calls', when)}"
            return told if otherwise == Constant(None) else f"{told}, {_else(otherwise)}"
        case Lookup(table, _, key, otherwise):
            told = f"from the table “{safe(table)}” for {value_words(key)}"
            return told if otherwise == Constant(None) else f"{told}, {_else(otherwise)}"
        case ListOf(items):
            many = len(items) - _MOST_ITEMS
            shown = [value_words(item) for item in items[:_MOST_ITEMS]]
            return ", ".join([*shown, *([f"{many:,} more"] if many > 0 else [])]) or "nothing"
        case _:
            return f"“{value_text(value)}”"


def _else(value: Value) -> str:
    return f"otherwise {value_words(value)}"


def _called(field: ResponseField) -> str:
    """What a field is called; one that the project declares by its own name."""
    return safe(field.words or field.name.replace("_", " "))


def _cut(words: Iterable[str], most: int) -> list[str]:
    every = list(words)
    rest = len(every) - most
    return [*every[:most], f"{rest:,} more fields"] if rest > 1 else every
