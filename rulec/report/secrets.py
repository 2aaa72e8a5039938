"""What is not shown: PINs and passcodes unless they are asked for, and never what is in secrets.

Two nets, because one alone has holes. Fields of answers that rules fill from something secret are
hidden by their names, whatever became of the value on the way. The values of secrets themselves are
hidden wherever they stand in data or text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from functools import lru_cache
from typing import assert_never

from rulec.ir import (
    Append,
    Apply,
    CaptureRead,
    Choice,
    Concat,
    Constant,
    Continue,
    Create,
    Effect,
    Entry,
    FieldRead,
    Gather,
    Keep,
    LetRead,
    ListOf,
    Lookup,
    PartRead,
    Read,
    Record,
    Redirect,
    Reject,
    Replace,
    RuleSet,
    Secret,
    Set,
    Source,
    Value,
)
from rulec.pexip import (
    NEW_ALIAS,
    REJECT_REASON,
    SECRET_FIELDS,
    ResponseField,
)
from rulec.report.environment import secrets_in
from rulec.report.veil import HIDDEN, Veil, masked

__all__ = [
    "HIDDEN",
    "Kind",
    "Veil",
    "holds_secret",
    "is_secret",
    "masked",
    "secret_names",
    "secret_texts",
    "veil_of",
]


class Kind(Enum):
    """Why something is secret."""

    #: A PIN or a passcode; shown when somebody asks for it.
    PIN = "pin"
    #: From the environment of the build; never shown.
    ENVIRONMENT = "environment"


_NOTHING: frozenset[Kind] = frozenset()
_PIN = frozenset({Kind.PIN})
_ENVIRONMENT = frozenset({Kind.ENVIRONMENT})

#: The filter behind which a secret cannot be read any more. A PIN can: there are few of them.
_HASH = "pex_hash"


def veil_of(rule_sets: Iterable[RuleSet], *, show_secrets: bool = False) -> Veil:
    """What hides the secrets of some rule sets: the one thing that a report needs.

    `show_secrets` shows PINs and passcodes, and values made from them; secrets from the environment
    stay hidden. Use `data` on the data of calls and answers before it is cut, quoted or turned
    into text, and `text` on text that is made elsewhere. To look at one value of a field, give
    `data` a dictionary with the field's name as its key.
    """
    return _veil(_Same(tuple(rule_sets)), show_secrets)


class _Same:
    """Rule sets that are equal to themselves alone: to compare thousands of rules takes long."""

    def __init__(self, rule_sets: tuple[RuleSet, ...]) -> None:
        self.rule_sets = rule_sets

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self._ids == other._ids

    def __hash__(self) -> int:
        return hash(self._ids)

    @property
    def _ids(self) -> tuple[int, ...]:
        return tuple(map(id, self.rule_sets))


@lru_cache(maxsize=16)
def _veil(same: _Same, show_secrets: bool) -> Veil:  # noqa: FBT001  a key of the cache
    """The veil of some rule sets: reports of many tests ask for the same one again and again."""
    names = secret_names(same.rule_sets, show_secrets=show_secrets)
    return Veil(names, frozenset(secrets_in(same.rule_sets).values()))


# --- By flow -------------------------------------------------------------------------------------


def is_secret(source: Source, *, show_secrets: bool = False) -> bool:
    """Whether a source is something secret, or is made from it."""
    return _is_hidden(_of_source(source), show_secrets=show_secrets)


def holds_secret(value: Value, *, show_secrets: bool = False) -> bool:
    """Whether a value reads something secret."""
    return _is_hidden(_of_value(value), show_secrets=show_secrets)


def _is_hidden(kinds: frozenset[Kind], *, show_secrets: bool) -> bool:
    return Kind.ENVIRONMENT in kinds or (Kind.PIN in kinds and not show_secrets)


def _of_source(source: Source) -> frozenset[Kind]:
    match source:
        case FieldRead(field) | PartRead(field):
            return _PIN if field.secret else _NOTHING
        case CaptureRead(subject=subject):
            return _of_source(subject)
        case LetRead(value=value):
            return _of_value(value)
        case _:
            assert_never(source)


def _of_value(value: Value) -> frozenset[Kind]:
    """The kinds of secrets that can be read in a value. Which way a choice went tells little."""
    match value:
        case Constant():
            return _NOTHING
        case Secret():
            return _ENVIRONMENT
        case Read(source):
            return _of_source(source)
        case Apply(filter=row, value=inner, arguments=arguments):
            kinds = _of_values((inner, *arguments))
            return kinds - _ENVIRONMENT if row.name == _HASH else kinds
        case Gather(parts) | Concat(parts) | ListOf(parts):
            return _of_values(parts)
        case Choice(then=then, otherwise=otherwise):
            return _of_value(then) | _of_value(otherwise)
        case Lookup(entries=entries, key=key, otherwise=otherwise):
            return _of_values((key, otherwise, *(found for _, found in entries)))
        case Record(entries):
            return _NOTHING.union(*map(_of_entry, entries))
        case _:
            assert_never(value)


def _of_values(values: Iterable[Value]) -> frozenset[Kind]:
    return _NOTHING.union(*map(_of_value, values))


def _of_entry(entry: Entry) -> frozenset[Kind]:
    return _of_field(entry.field, entry.value)


def _of_field(field: ResponseField, value: Value) -> frozenset[Kind]:
    return _of_value(value) | (_PIN if field.secret else _NOTHING)


def secret_names(rule_sets: Iterable[RuleSet], *, show_secrets: bool = False) -> frozenset[str]:
    """The names of answer fields to hide: Pexip's, and those that rules fill from a secret."""
    found = set() if show_secrets else set(SECRET_FIELDS)
    for rules in rule_sets:
        for effects in (*(rule.effects for rule in rules.rules), rules.default):
            for effect in effects:
                found.update(
                    name
                    for name, kinds in _named_by(effect)
                    if _is_hidden(kinds, show_secrets=show_secrets)
                )
    return frozenset(found)


def _named_by(effect: Effect) -> Iterable[tuple[str, frozenset[Kind]]]:
    """The fields that an effect fills, with what can be read in them."""
    match effect:
        case (
            Set(assignments)
            | Create(assignments)
            | Replace(assignments)
            | Keep(assignments)
            | Append(assignments)
        ):
            return [(a.field.name, _of_field(a.field, a.value)) for a in assignments]
        case Reject(reason):
            return [] if reason is None else [(REJECT_REASON.name, _of_value(reason))]
        case Redirect(alias):
            return [(NEW_ALIAS.name, _of_value(alias))]
        case Continue():
            return []
        case _:
            assert_never(effect)


# --- By text -------------------------------------------------------------------------------------


def secret_texts(value: object, names: frozenset[str]) -> frozenset[str]:
    """The texts below secret keys in JSON data, to be taken out of text that repeats them."""
    found: set[str] = set()
    match value:
        case Mapping():
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
        case Mapping():
            return frozenset(text for item in value.values() for text in _texts(item))
        case list():
            return frozenset(text for item in value for text in _texts(item))
        case _:
            return frozenset()
