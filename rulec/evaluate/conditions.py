"""Whether a condition holds. Total: every condition is true or false on every input."""

from __future__ import annotations

from typing import assert_never

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
from rulec.matching.clock import in_dates, in_window, known_zone
from rulec.operators import InSubnet


def holds(condition: Condition, inputs: Inputs) -> bool:
    """Whether `condition` holds for `inputs`."""
    # Patterns without arguments: taking attributes apart there takes as long as all the rest.
    match condition:
        case FieldTest():
            value = source_value(condition.subject, inputs)
            return value is not None and condition.operator.holds(value)
        case All():
            return first_failing(condition, inputs) is None
        case AnyOf():
            return any(holds(part, inputs) for part in condition.conditions)
        case Not():
            return not holds(condition.condition, inputs)
        case Named():
            return holds(condition.condition, inputs)
        case ItemTest():
            return _item_holds(condition, inputs)
        case NoValue():
            return not has_value(condition.subject, inputs)
        case ServiceFound():
            return inputs.service is not None
        case TimeWindow(zone, weekdays, start, end):
            local = inputs.now.astimezone(known_zone(zone))
            return in_window(local, weekdays, start, end)
        case DateRange(zone, first, last):
            return in_dates(inputs.now.astimezone(known_zone(zone)).date(), first, last)
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
        case All():
            for part in condition.conditions:
                failing = first_failing(part, inputs)
                if failing is not None:
                    return failing
            return None
        case Named(condition=inner) if isinstance(inner, All | Named):
            return first_failing(inner, inputs)
        case _:
            return None if holds(condition, inputs) else condition
