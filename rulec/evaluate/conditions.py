"""Whether a condition holds. Total: every condition is true or false on every input."""

from __future__ import annotations

from typing import assert_never
from zoneinfo import ZoneInfo

from rulec.evaluate.inputs import Inputs
from rulec.evaluate.values import source_items, source_value
from rulec.ir import (
    ITEMS_IN_SUBNET,
    LISTS,
    All,
    AnyOf,
    Condition,
    DateRange,
    FieldTest,
    ItemTest,
    Named,
    Not,
    NoValue,
    ServiceFound,
    Source,
    TimeWindow,
    source_type,
)
from rulec.matching.clock import in_dates, in_window
from rulec.operators import InSubnet


def holds(condition: Condition, inputs: Inputs) -> bool:
    """Whether `condition` holds for `inputs`."""
    match condition:
        case FieldTest(subject, operator):
            value = source_value(subject, inputs)
            return value is not None and operator.holds(value)
        case All(conditions):
            return all(holds(part, inputs) for part in conditions)
        case AnyOf(conditions):
            return any(holds(part, inputs) for part in conditions)
        case Not(inner):
            return not holds(inner, inputs)
        case Named(condition=inner):
            return holds(inner, inputs)
        case ItemTest():
            return _item_holds(condition, inputs)
        case NoValue(subject):
            return not has_value(subject, inputs)
        case ServiceFound():
            return inputs.service is not None
        case TimeWindow(zone, weekdays, start, end):
            local = inputs.now.astimezone(ZoneInfo(zone))
            return in_window(local, weekdays, start, end)
        case DateRange(zone, first, last):
            return in_dates(inputs.now.astimezone(ZoneInfo(zone)).date(), first, last)
        case _:
            assert_never(condition)


def has_value(subject: Source, inputs: Inputs) -> bool:
    """Whether a source has a value: a list has one when it has an item that is not empty."""
    if source_type(subject) in LISTS:
        return bool(source_items(subject, inputs))
    return source_value(subject, inputs) is not None


def _item_holds(test: ItemTest, inputs: Inputs) -> bool:
    items = source_items(test.subject, inputs)
    if any(isinstance(operator, InSubnet) for operator, _ in test.demands):
        items = items[:ITEMS_IN_SUBNET]
    return any(
        all(operator.holds(item) is not negated for operator, negated in test.demands)
        for item in items
    )


def first_failing(condition: Condition, inputs: Inputs) -> Condition | None:
    """The first part of a conjunction that does not hold, as small as it can be named."""
    match condition:
        case All(conditions):
            for part in conditions:
                failing = first_failing(part, inputs)
                if failing is not None:
                    return failing
            return None
        case Named(condition=inner) if isinstance(inner, All | Named):
            return first_failing(inner, inputs)
        case _:
            return None if holds(condition, inputs) else condition
