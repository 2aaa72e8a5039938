"""How a value fits the field it is written to, so that no caller can spoil the whole answer."""

from __future__ import annotations

import re

from rulec.evaluate.inputs import Inputs
from rulec.evaluate.values import as_text, chosen, value_of
from rulec.ir import (
    JSON_TYPES,
    Choice,
    Constant,
    FieldRead,
    ListOf,
    Lookup,
    Read,
    Record,
    Value,
)
from rulec.pexip import PIN_PATTERN, UUID_PATTERN, ResponseField, Scalar, ValueType


def written(field: ResponseField, value: Value, inputs: Inputs) -> object:
    """What `value` writes into `field`, as JSON data; None for null.

    What the author wrote was checked before and is written as it is. Computed values are fitted.
    """
    match value:
        case Constant(scalar):
            return scalar
        case Choice() | Lookup():
            return written(field, chosen(value, inputs), inputs)
        case ListOf(items):
            every = (written(field, item, inputs) for item in items)
            return [item for item in every if item is not None]
        case Read(FieldRead(copied)) if copied.type in JSON_TYPES:
            return inputs.json(copied)
        case Record(entries):
            record = {e.field.name: written(e.field, e.value, inputs) for e in entries}
            if any(e.field.required and record[e.field.name] is None for e in entries):
                return None
            return {name: item for name, item in record.items() if item is not None} or None
        case _:
            return fit(field, value_of(value, inputs))


def fit(field: ResponseField, value: Scalar) -> Scalar:
    """A computed value for `field`: cut to its length, or null where Pexip would refuse it."""
    if value is None or field.type is ValueType.BOOLEAN:
        return value
    if field.type is ValueType.INTEGER:
        number = int(value)
        low = field.minimum is None or number >= field.minimum
        high = field.maximum is None or number <= field.maximum
        return number if low and high else None
    text = as_text(value)
    if field.pin:
        return text if re.search(PIN_PATTERN, text) else None
    if field.uuid:
        return text if re.search(UUID_PATTERN, text) else None
    if field.values and field.values_closed:
        return text if text in field.values else None
    return text[: field.max_length]
