"""Conditions in an author's words, and what a request had in the fields that they ask about."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import assert_never

from rulec.evaluate import Inputs
from rulec.evaluate.conditions import has_value
from rulec.evaluate.values import source_items, source_value
from rulec.ir import (
    LISTS,
    All,
    AnyOf,
    Condition,
    DateRange,
    FieldRead,
    FieldTest,
    ItemTest,
    Named,
    Not,
    NoValue,
    ServiceFound,
    Source,
    TimeWindow,
    names,
    source_type,
)
from rulec.matching.clock import known_zone
from rulec.records import dataclass
from rulec.report.safe_text import safe
from rulec.report.secrets import HIDDEN, Veil, is_secret

#: Parts of one condition, and values beside it, that are written out; the rest is counted.
MOST_PARTS = 5
#: Characters of one value.
LONGEST_VALUE = 200

_Leaf = FieldTest | ItemTest | NoValue | ServiceFound | TimeWindow | DateRange

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a request had in something that a condition asks about.

    `value` is JSON data, None where there is none; `told` says it in words that a terminal may
    show, such as `local_alias is 'meet.alice'`.
    """

    name: str
    value: object
    told: str


# --- Conditions ----------------------------------------------------------------------------------


def described(condition: Condition, *, show_secrets: bool = False) -> str:
    """A condition as an author would say it, on one line; operands of secrets are hidden."""
    match condition:
        case All(()):
            return "always"
        case All(conditions):
            return _joined(conditions, " and ", show_secrets=show_secrets)
        case AnyOf(()):
            return "never"
        case AnyOf(conditions):
            return _joined(conditions, " or ", show_secrets=show_secrets)
        case Not(NoValue(subject)):
            return f"{source_name(subject)} has a value"
        case Not(ServiceFound()):
            return "service_config is missing"
        case Not(inner):
            return f"not ({described(inner, show_secrets=show_secrets)})"
        case Named(name, inner):
            return f"{safe(name)} ({described(inner, show_secrets=show_secrets)})"
        case _:
            return _leaf(condition, show_secrets=show_secrets)


def _leaf(condition: _Leaf, *, show_secrets: bool) -> str:
    match condition:
        case FieldTest(subject, operator):
            if is_secret(subject, show_secrets=show_secrets):
                return f"{source_name(subject)} {operator.keyword} {HIDDEN}"
            return f"{source_name(subject)} {safe(operator.describe())}"
        case ItemTest():
            return _item_test(condition, show_secrets=show_secrets)
        case NoValue(subject):
            return f"{source_name(subject)} has no value"
        case ServiceFound():
            return "service_config is found"
        case TimeWindow():
            return _window(condition)
        case DateRange(zone, first, last):
            ends = [f"from {first}" if first else "", f"until {last}" if last else ""]
            return f"the date is {' '.join(end for end in ends if end)} ({safe(zone)})"
        case _:
            assert_never(condition)


def _joined(conditions: tuple[Condition, ...], word: str, *, show_secrets: bool) -> str:
    parts = [described(part, show_secrets=show_secrets) for part in conditions[:MOST_PARTS]]
    if len(parts) > 1:
        parts = [f"({p})" if " and " in p or " or " in p else p for p in parts]
    if len(conditions) > MOST_PARTS:
        parts.append(f"{len(conditions) - MOST_PARTS} more")
    return word.join(parts)


def _item_test(test: ItemTest, *, show_secrets: bool) -> str:
    hidden = is_secret(test.subject, show_secrets=show_secrets)
    demands = [
        f"{'not ' if negated else ''}"
        f"{f'{operator.keyword} {HIDDEN}' if hidden else safe(operator.describe())}"
        for operator, negated in test.demands
    ]
    return f"{source_name(test.subject)} {' and '.join(demands)}"


def _window(window: TimeWindow) -> str:
    days = f" on {', '.join(_DAYS[day] for day in window.weekdays)}" if window.weekdays else ""
    return (
        f"the call is between {clock_time(window.start)} and {clock_time(window.end)}{days}"
        f" ({safe(window.zone)})"
    )


def clock_time(minutes: int) -> str:
    """Minutes since midnight as a time: `21:00`."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def source_name(source: Source) -> str:
    """How an author names a source, as a terminal may show it."""
    return safe(names.source_name(source))


def path_name(path: tuple[str, ...]) -> str:
    """The same of a field at a path of the script's variables."""
    return safe(names.path_name(path))


# --- What the request had ------------------------------------------------------------------------


def readings(
    condition: Condition, inputs: Inputs, *, show_secrets: bool = False, veil: Veil | None = None
) -> tuple[Reading, ...]:
    """What a request had in everything that a condition asks about, each once, the first few.

    `veil` hides what the request repeats of secrets.
    """
    look = _Look(inputs, veil or Veil(), show_secrets)
    found: dict[str, Reading] = {}
    for leaf in _leaves(condition):
        reading = look.at(leaf)
        found.setdefault(reading.name, reading)
        if len(found) == MOST_PARTS:
            break
    return tuple(found.values())


def _leaves(condition: Condition) -> Iterator[_Leaf]:
    match condition:
        case All(conditions) | AnyOf(conditions):
            for part in conditions:
                yield from _leaves(part)
        case Not(inner) | Named(condition=inner):
            yield from _leaves(inner)
        case _:
            yield condition


@dataclass(frozen=True, slots=True)
class _Look:
    """Looks at a request, and away from what is secret in it."""

    inputs: Inputs
    veil: Veil
    show_secrets: bool

    def at(self, leaf: _Leaf) -> Reading:
        """What the request has in something that a condition asks about."""
        match leaf:
            case FieldTest(subject) | ItemTest(subject) | NoValue(subject):
                return self._of_source(subject)
            case ServiceFound():
                there = self.inputs.service is not None
                words = "found" if there else "missing"
                return Reading("service_config", words, f"service_config is {words}")
            case TimeWindow(zone) | DateRange(zone):
                local = self.inputs.now.astimezone(known_zone(zone))
                told = f"{_DAYS[local.weekday()]} {local:%Y-%m-%d %H:%M} ({zone})"
                return Reading(f"now in {zone}", local.isoformat(), f"it is {safe(told)}")
            case _:
                assert_never(leaf)

    def _of_source(self, source: Source) -> Reading:
        name = source_name(source)
        hidden = is_secret(source, show_secrets=self.show_secrets)
        value: object
        if not has_value(source, self.inputs):
            raw = self.inputs.raw(source.field.path) if isinstance(source, FieldRead) else None
            if raw is None or raw in ("", []) or hidden:
                return Reading(name, None, f"{name} has no value")
            raw = self.veil.data(raw)
            return Reading(name, raw, f"{name} is {shown(raw)}, which counts as no value")
        if hidden:
            return Reading(name, HIDDEN, f"{name} is {HIDDEN}")
        if source_type(source) in LISTS:
            items = source_items(source, self.inputs)
            value = items[0] if len(items) == 1 else list(items)
        else:
            value = source_value(source, self.inputs)
        value = self.veil.data(value)
        return Reading(name, value, f"{name} is {shown(value)}")


def shown(value: object) -> str:
    """JSON data on one line for a terminal: text between single quotes, the rest as JSON."""
    if value == HIDDEN:
        return HIDDEN
    text = f"'{value}'" if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    cut = text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}..."
    return safe(cut)
