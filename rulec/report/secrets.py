"""What is never shown unless it is asked for: PINs, passcodes, and values made from them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from rulec.ir import (
    Apply,
    CaptureRead,
    Concat,
    Constant,
    Create,
    Effect,
    Entry,
    FieldRead,
    Gather,
    LetRead,
    ListOf,
    PartRead,
    Read,
    Record,
    Redirect,
    Reject,
    Replace,
    RuleSet,
    Set,
    Source,
    Value,
)
from rulec.pexip import (
    CALL_FIELDS,
    NEW_ALIAS,
    PARTICIPANT_FIELDS,
    REJECT_REASON,
    SERVICE_FIELDS,
    SERVICE_TYPES,
)

#: Stands for a value that is not shown.
HIDDEN = "(hidden)"

#: The fields of Pexip that are secret, on their way in or out.
SECRET_FIELDS = frozenset(
    row.name
    for rows in (CALL_FIELDS, PARTICIPANT_FIELDS, SERVICE_FIELDS)
    for row in rows.values()
    if row.secret
) | frozenset(row.name for kind in SERVICE_TYPES.values() for row in kind.fields if row.secret)


def is_secret(source: Source) -> bool:
    """Whether a source is a secret field, or is made from one."""
    match source:
        case FieldRead(field) | PartRead(field):
            return field.secret
        case CaptureRead(subject=subject):
            return is_secret(subject)
        case LetRead(value=value):
            return holds_secret(value)
        case _:
            assert_never(source)


def holds_secret(value: Value) -> bool:
    """Whether a value reads something secret."""
    match value:
        case Constant():
            return False
        case Read(source):
            return is_secret(source)
        case Apply(value=inner, arguments=arguments):
            return holds_secret(inner) or any(map(holds_secret, arguments))
        case Gather(parts) | Concat(parts) | ListOf(parts):
            return any(map(holds_secret, parts))
        case Record(entries):
            return any(map(_secret_entry, entries))
        case _:
            assert_never(value)


def _secret_entry(entry: Entry) -> bool:
    return entry.field.secret or holds_secret(entry.value)


def secret_names(rule_sets: Iterable[RuleSet]) -> frozenset[str]:
    """The names of answer fields to hide: Pexip's, and those that rules fill from a secret."""
    found = set(SECRET_FIELDS)
    for rules in rule_sets:
        for effects in (*(rule.effects for rule in rules.rules), rules.default):
            for effect in effects:
                found.update(_named_by(effect))
    return frozenset(found)


def _named_by(effect: Effect) -> Iterable[str]:
    match effect:
        case Set(assignments) | Create(assignments) | Replace(assignments):
            return [a.field.name for a in assignments if a.field.secret or holds_secret(a.value)]
        case Reject(reason) if reason is not None and holds_secret(reason):
            return [REJECT_REASON.name]
        case Redirect(alias) if holds_secret(alias):
            return [NEW_ALIAS.name]
        case _:
            return []


def masked(value: object, names: frozenset[str]) -> object:
    """JSON data with the values of some keys hidden, at any depth; empty ones say nothing."""
    match value:
        case dict():
            return {
                key: HIDDEN if key in names and item not in (None, "") else masked(item, names)
                for key, item in value.items()
            }
        case list():
            return [masked(item, names) for item in value]
        case _:
            return value


def secret_texts(value: object, names: frozenset[str]) -> frozenset[str]:
    """The texts below secret keys in JSON data, to be taken out of text that repeats them."""
    found: set[str] = set()
    match value:
        case dict():
            for key, item in value.items():
                found |= _texts(item) if key in names else secret_texts(item, names)
        case list():
            for item in value:
                found |= secret_texts(item, names)
        case _:
            pass
    return frozenset(found)


def _texts(value: object) -> frozenset[str]:
    match value:
        case str():
            return frozenset([value]) if value else frozenset()
        case dict():
            return frozenset(text for item in value.values() for text in _texts(item))
        case list():
            return frozenset(text for item in value for text in _texts(item))
        case _:
            return frozenset()
