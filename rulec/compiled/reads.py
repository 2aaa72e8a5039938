"""How a call is read: plain functions that know where their field stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from rulec.evaluate import Inputs
from rulec.evaluate.values import source_value
from rulec.ir import CaptureRead, FieldRead, LetRead, PartRead, Source
from rulec.matching.alias import alias_part
from rulec.pexip import INTEGER_MAX_DIGITS, InputField, ValueType

#: One call while it is decided: `call_info`, `service_config` and the policy's own variable (each
#: empty where it is missing), all variables as they came, the instant or None for the present, and
#: the `Inputs` of the reference once something asked for them. A list, as nothing is made quicker.
Frame = list[Any]

#: The places in a frame, in the order above.
CALL, SERVICE, OWN, VARIABLES, NOW, INPUTS = range(6)
_PLACES = {
    "call_info": CALL,
    "service_config": SERVICE,
    "participant": OWN,
    "suggested_media_overflow_locations": OWN,
}

_TOO_LARGE = 10**INTEGER_MAX_DIGITS

TextReader = Callable[[Frame], str | None]
ValueReader = Callable[[Frame], Any]
ItemsReader = Callable[[Frame], tuple[str, ...]]

#: The parts of an alias; calls that follow each other often have the same ones.
_part = lru_cache(maxsize=1024)(alias_part)


def inputs_of(frame: Frame) -> Inputs:
    """The call as the reference reads it, made once, for what has no quicker form."""
    made = frame[INPUTS]
    if made is None:
        now = frame[NOW]
        made = frame[INPUTS] = Inputs(frame[VARIABLES], datetime.now(UTC) if now is None else now)
    return made  # type: ignore[no-any-return]


def service_found(frame: Frame) -> bool:
    """Whether Pexip found a service."""
    return bool(frame[SERVICE])


def raw_reader(field: InputField) -> ValueReader:
    """Reads a field as it arrived; None where a step to it is missing."""
    match field.path:
        case (variable, name):
            place = _PLACES[variable]
            return lambda frame: frame[place].get(name)
        case (variable, middle, name):
            place = _PLACES[variable]

            def read(frame: Frame) -> Any:
                value = frame[place].get(middle)
                is_mapping = value.__class__ is dict or isinstance(value, Mapping)
                return value.get(name) if is_mapping else None

            return read
        case path:
            return lambda frame: inputs_of(frame).raw(path)


def text_reader(source: Source) -> TextReader:
    """Reads the text of which operators on text are asked; None where there is none."""
    match source:
        case FieldRead(field):
            return _field_reader(field)
        case PartRead(field, part):
            whole = raw_reader(field)

            def read_part(frame: Frame) -> str | None:
                text = whole(frame)
                if text.__class__ is str:
                    return _part(text, part) if text else None
                found = inputs_of(frame).part(field, part)
                return None if found is None else str(found)

            return read_part
        case CaptureRead() | LetRead():

            def read_computed(frame: Frame) -> str | None:
                value = source_value(source, inputs_of(frame))
                return None if value is None else str(value)

            return read_computed


def text_of(value: Any) -> str | None:
    """The text that a field holds; None where it holds none."""
    if value.__class__ is str:
        return value or None
    # Operators compare what a class derived from text says that its text is.
    return str(value) if isinstance(value, str) and value else None


def _field_reader(field: InputField) -> TextReader:
    if len(field.path) > 2:
        raw = raw_reader(field)
        return lambda frame: text_of(raw(frame))
    place, name = place_of(field)

    def read(frame: Frame) -> str | None:
        value = frame[place].get(name)
        return (value or None) if value.__class__ is str else text_of(value)

    return read


def place_of(field: InputField) -> tuple[int, str]:
    """Where a field with a path of two steps stands: the place in a frame, and the name there."""
    variable, name = field.path
    return _PLACES[variable], name


def value_reader(source: Source) -> ValueReader:
    """Reads the value of a source in its own type; None where there is none of that type."""
    if isinstance(source, FieldRead):
        raw = raw_reader(source.field)
        match source.field.type:
            case ValueType.BOOLEAN:
                return lambda frame: value if isinstance(value := raw(frame), bool) else None
            case ValueType.INTEGER:

                def read_integer(frame: Frame) -> int | None:
                    value = raw(frame)
                    whole = isinstance(value, int) and not isinstance(value, bool)
                    return value if whole and -_TOO_LARGE < value < _TOO_LARGE else None

                return read_integer
            case _:
                pass
    return lambda frame: source_value(source, inputs_of(frame))


def items_reader(source: Source) -> ItemsReader:
    """Reads the items of a list, or of what may be one."""
    if not isinstance(source, FieldRead):
        return lambda _: ()
    field = source.field
    raw = raw_reader(field)
    may_be_text = field.type is ValueType.TEXT_OR_LIST

    def read(frame: Frame) -> tuple[str, ...]:
        value = raw(frame)
        if value is None:
            return ()
        if value.__class__ is str and may_be_text and "\0" not in value:
            return (value,) if value else ()
        if value.__class__ is list:
            for item in value:
                if item.__class__ is not str or not item or "\0" in item:
                    break
            else:
                return tuple(value)
        return tuple(map(str, inputs_of(frame).items(field)))

    return read
