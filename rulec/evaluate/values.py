"""What a value of a rule is for one request: text, a number, a boolean, or null (None)."""

from __future__ import annotations

from typing import assert_never

from rulec.evaluate import conditions
from rulec.evaluate.inputs import Inputs
from rulec.ir import (
    LISTS,
    Apply,
    CaptureRead,
    Choice,
    Concat,
    Constant,
    FieldRead,
    Gather,
    LetRead,
    ListOf,
    Lookup,
    PartRead,
    Read,
    Record,
    Secret,
    Source,
    Value,
    source_type,
)
from rulec.pexip import Scalar, ValueType


def source_value(source: Source, inputs: Inputs) -> Scalar:
    """The value of a source. Text is never empty; a list has no value of its own."""
    match source:
        case FieldRead():
            return inputs.scalar(source.field)
        case PartRead():
            return inputs.part(source.field, source.part)
        case CaptureRead(_, subject, operator, group):
            if source_type(subject) in LISTS:
                met = (item for item in source_items(subject, inputs) if operator.holds(item))
                text = next(met, None)
            else:
                text = as_text(source_value(subject, inputs)) or None
            return None if text is None else operator.group(text, group) or None
        case LetRead(value=value):
            named = value_of(value, inputs)
            return None if named == "" else named
        case _:
            assert_never(source)


def source_items(source: Source, inputs: Inputs) -> tuple[str, ...]:
    """The items of a source that is a list, or may be one."""
    return inputs.items(source.field) if isinstance(source, FieldRead) else ()


def value_of(value: Value, inputs: Inputs) -> Scalar:
    """The value that a template gives. Computed text that comes out empty is null."""
    match value:
        case Constant(scalar):
            return scalar
        case Read(source):
            return source_value(source, inputs)
        case Apply():
            return _applied(value, inputs)
        case Concat(parts):
            return "".join(as_text(value_of(part, inputs)) for part in parts) or None
        case Choice() | Lookup():
            chosen_value = value_of(chosen(value, inputs), inputs)
            return None if chosen_value == "" else chosen_value
        case Secret(value=text):
            return text
        case Gather() | ListOf() | Record():
            raise TypeError(f"{type(value).__name__} has no value outside its place")
        case _:
            assert_never(value)


def chosen(value: Choice | Lookup, inputs: Inputs) -> Value:
    """The one of several values that is meant for this request."""
    match value:
        case Choice(when, then, otherwise):
            return then if conditions.holds(when, inputs) else otherwise
        case Lookup(_, entries, key, otherwise):
            text = as_text(value_of(key, inputs))
            return next((found for name, found in entries if name == text), otherwise)


def _applied(value: Apply, inputs: Inputs) -> Scalar:
    arguments = [value_of(argument, inputs) for argument in value.arguments]
    if value.filter.name == "default":
        given = value_of(value.value, inputs)
        replaces_false = arguments[1] is True
        chosen = arguments[0] if given is None or (replaces_false and not given) else given
        return None if chosen == "" else chosen
    subject: object
    if value.filter.name == "join":
        subject = _texts(value.value, inputs)
    else:
        subject = value_of(value.value, inputs)
    if subject is None or value.filter.meaning is None:
        return None
    # A null argument is the empty text; those that must be numbers are always written out.
    filled = ["" if argument is None else argument for argument in arguments]
    result = value.filter.meaning(subject, *filled)
    return None if result == "" else result


def _texts(value: Value, inputs: Inputs) -> list[str] | None:
    """What `join` joins: the items of a list, or values as text; null ones are left out."""
    match value:
        case Gather(values):
            return [text for part in values if (text := as_text(value_of(part, inputs)))]
        case Read(FieldRead(field)) if field.type in LISTS:
            # An attribute that is text stays exactly as it came.
            is_text = field.type is ValueType.TEXT_OR_LIST and inputs.text(field) is not None
            return [str(inputs.text(field))] if is_text else list(inputs.items(field))
        case _:
            text = as_text(value_of(value, inputs))
            return [text] if text else None


def as_text(value: Scalar) -> str:
    """A value inside text: null is the empty text, a boolean or a number as JSON writes it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)
