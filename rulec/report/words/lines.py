"""Conditions and effects line by line, with the names that rule files have for fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from rulec.ir import (
    All,
    AnyOf,
    Append,
    Assignment,
    Condition,
    Constant,
    Continue,
    Create,
    DateRange,
    Effect,
    Entry,
    FieldTest,
    ItemTest,
    Keep,
    ListOf,
    Named,
    Not,
    NoValue,
    Record,
    Redirect,
    Reject,
    Replace,
    ServiceFound,
    Set,
    Source,
    TimeWindow,
    Value,
)
from rulec.operators import Operator
from rulec.records import dataclass
from rulec.report.conditions import source_name
from rulec.report.safe_text import safe
from rulec.report.secrets import HIDDEN, holds_secret, is_secret
from rulec.report.words.callers import dates_words, window_words
from rulec.report.words.deeds import value_words

#: Operands that are written out: a reader looks for the alias that a rule mentions.
MOST_OPERANDS = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A line, and what is below it. `name` is the field that it begins with, or empty."""

    name: str
    text: str
    parts: tuple[Line, ...] = ()


def condition_lines(condition: Condition) -> tuple[Line, ...]:
    """The parts of a condition, all of which must hold; none where every call meets it."""
    match condition:
        case All(conditions):
            return tuple(line for part in _written(conditions) for line in condition_lines(part))
        case Not(All((inner,))) | Not(AnyOf((inner,))):
            return condition_lines(Not(inner))
        case Not(Not(inner)) | AnyOf((inner,)):
            return condition_lines(inner)
        case _:
            return (_line(condition),)


def _written(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Conditions without the one that nobody wrote: what asks of a service asks for one."""
    implied = len(conditions) > 1 and isinstance(conditions[0], ServiceFound)
    return conditions[1:] if implied else conditions


def _line(condition: Condition) -> Line:
    match condition:
        case All(conditions):
            return Line("", "all of these", _all_of(conditions))
        case AnyOf(()):
            return Line("", "never")
        case AnyOf(conditions):
            return Line("", "one of these", _all_of(conditions, alone=True))
        case Named(name, inner):
            return Line("", f"{safe(name)}:", condition_lines(inner))
        case Not(inner):
            return _not(inner)
        case _:
            return _leaf(condition, negated=False)


def _all_of(conditions: tuple[Condition, ...], *, alone: bool = False) -> tuple[Line, ...]:
    """A line for each of several conditions; with `alone`, one that has parts stays together."""
    made: list[Line] = []
    for part in conditions:
        lines = condition_lines(part)
        made += [Line("", "all of these", lines)] if alone and len(lines) > 1 else lines
        made += [] if lines else [Line("", "always")]
    return tuple(made)


def _not(inner: Condition) -> Line:
    match inner:
        case All(conditions):
            parts = _all_of(_written(conditions))
            return Line("", "not all of these" if len(parts) > 1 else "not", parts)
        case AnyOf(conditions):
            return Line("", "none of these", _all_of(conditions, alone=True))
        case Named(name, condition):
            return Line("", f"not {safe(name)}:", condition_lines(condition))
        case Not(condition):
            return _line(condition)
        case _:
            return _leaf(inner, negated=True)


def _leaf(
    leaf: FieldTest | ItemTest | NoValue | ServiceFound | TimeWindow | DateRange, *, negated: bool
) -> Line:
    match leaf:
        case FieldTest(subject, operator):
            return Line(source_name(subject), _asked(operator, subject, negated=negated))
        case ItemTest(subject, demands):
            told = " and ".join(_asked(one, subject, negated=not_) for one, not_ in demands)
            return Line(source_name(subject), f"has no item that {told}" if negated else told)
        case NoValue(subject):
            return Line(source_name(subject), "has a value" if negated else "has no value")
        case ServiceFound():
            return Line("service_config", "is missing" if negated else "is found")
        case TimeWindow():
            return Line("time", f"is {'not ' if negated else ''}{window_words(leaf)}")
        case DateRange(zone, first, last):
            not_ = "not " if negated else ""
            return Line("date", f"is {not_}{dates_words(first, last)} ({safe(zone)})")
        case _:
            assert_never(leaf)


def _asked(operator: Operator, subject: Source, *, negated: bool) -> str:
    if is_secret(subject):
        return f"{'not ' if negated else ''}{operator.keyword} {HIDDEN}"
    return safe(operator.in_words(negated=negated, most=MOST_OPERANDS))


# --- Effects -------------------------------------------------------------------------------------


def effect_lines(effects: Iterable[Effect]) -> tuple[Line, ...]:
    """What effects do, a line for each field."""
    return tuple(line for effect in effects for line in _effect(effect))


def _effect(effect: Effect) -> tuple[Line, ...]:
    match effect:
        case Reject(reason):
            told = "" if reason is None else f" with the reason {value_words(reason)}"
            return (Line("", f"reject{told}"),)
        case Redirect(alias):
            return (Line("", f"redirect to {value_words(alias)}"),)
        case Continue():
            return (Line("", "change nothing"),)
        case Set(assignments):
            return _fields(assignments)
        case Create(assignments):
            return (Line("", "create where there is no service", _fields(assignments)),)
        case Replace(assignments):
            return (Line("", "replace the service", _fields(assignments)),)
        case Keep(assignments):
            names = ", ".join(safe(one.field.name) for one in assignments)
            return (Line("", f"keep {names}"),)
        case Append(assignments):
            return (Line("", "append", _fields(assignments)),)
        case _:
            assert_never(effect)


def _fields(assignments: tuple[Assignment, ...]) -> tuple[Line, ...]:
    return tuple(_field(one) for one in assignments)


def _field(given: Assignment | Entry) -> Line:
    name, value = safe(given.field.name), given.value
    if (given.field.secret and value != Constant(None)) or holds_secret(value):
        return Line(name, f"= {HIDDEN}")
    match value:
        case ListOf(items) if any(isinstance(item, Record) for item in items):
            return Line(name, "=", tuple(_item(item) for item in items))
        case Record(entries):
            return Line(name, "=", tuple(map(_field, entries)))
        case _:
            return Line(name, f"= {value_words(value)}")


def _item(value: Value) -> Line:
    if isinstance(value, Record):
        return Line("", "item", tuple(map(_field, value.entries)))
    return Line("", value_words(value))
