"""The inputs of one request, and how a field of them is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field as attribute
from datetime import UTC, datetime

from rulec.matching.alias import AliasPart, alias_part
from rulec.pexip import INTEGER_MAX_DIGITS, InputField, Policy, ValueType, variables_of
from rulec.records import dataclass


class BadInputs(ValueError):
    """Inputs of a shape that Pexip never sends."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The variables that a script sees, and the instant at which it runs (with a time zone)."""

    variables: Mapping[str, object]
    now: datetime
    #: What was read already: many rules ask for the same field.
    _read: dict[object, str | None] = attribute(default_factory=dict, compare=False, repr=False)
    _items: dict[object, tuple[str, ...]] = attribute(
        default_factory=dict, compare=False, repr=False
    )

    def raw(self, path: tuple[str, ...]) -> object:
        """The value at `path`; None where a step is missing or leads through something else."""
        value: object = self.variables
        for step in path:
            value = value.get(step) if isinstance(value, dict | Mapping) else None
        return value

    def text(self, field: InputField) -> str | None:
        """The field as text; None when it has none."""
        if field.path not in self._read:
            value = self.raw(field.path)
            self._read[field.path] = value if isinstance(value, str) and value else None
        return self._read[field.path]

    def part(self, field: InputField, part: AliasPart) -> str | None:
        """A part of the alias that the field holds; None when it has none."""
        key = (field.path, part)
        if key not in self._read:
            text = self.text(field)
            self._read[key] = None if text is None else alias_part(text, part)
        return self._read[key]

    def items(self, field: InputField) -> tuple[str, ...]:
        """The field as items, none of them empty."""
        key = (field.path, field.type)
        if key not in self._items:
            text_too = field.type is ValueType.TEXT_OR_LIST
            self._items[key] = items_of(self.raw(field.path), text_too=text_too)
        return self._items[key]

    def scalar(self, field: InputField) -> str | int | bool | None:
        """The field in its own type; None when it has no value of that type."""
        match field.type:
            case ValueType.BOOLEAN:
                value = self.raw(field.path)
                return value if isinstance(value, bool) else None
            case ValueType.INTEGER:
                value = self.raw(field.path)
                whole = isinstance(value, int) and not isinstance(value, bool)
                return value if whole and abs(value) < 10**INTEGER_MAX_DIGITS else None  # type: ignore[arg-type, return-value]
            case _:
                return self.text(field)

    def json(self, field: InputField) -> object:
        """A list or an object as it came; None when it is empty or of another kind."""
        value = self.raw(field.path)
        kind = dict if field.type is ValueType.OBJECT else list
        return value if isinstance(value, kind) and value else None

    @property
    def service(self) -> Mapping[str, object] | None:
        """The service that Pexip found; an empty object counts as none."""
        found = self.variables.get("service_config")
        return found if isinstance(found, Mapping) and found else None


def items_of(value: object, *, text_too: bool) -> tuple[str, ...]:
    """What arrived in a field as items, none of them empty.

    Of a list each item, split at NUL; a list that holds anything but text counts as missing. A
    text that may stand for a list (`text_too`) is one item, in which a NUL reads as U+FFFD.
    """
    if isinstance(value, str) and text_too:
        value = [value.replace("\0", "\ufffd")]
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return ()
    pieces = (piece for item in value for piece in item.split("\0"))
    return tuple(piece for piece in pieces if piece)


#: No request at all, for values that read nothing.
NO_INPUTS = Inputs({}, datetime(2000, 1, 1, tzinfo=UTC))


def read_inputs(policy: Policy, inputs: Mapping[str, object], now: datetime | None) -> Inputs:
    """Inputs as a caller of the API gives them, checked.

    Raises `BadInputs` when a variable is none of the policy's, when one is neither an object nor
    null, when `call_info` is missing, or when `now` has no time zone. `now` is the present when
    it is None.
    """
    known = variables_of(policy)
    for name, value in inputs.items():
        if name not in known:
            raise BadInputs(f"{policy.value} policy has no `{name}`, only {', '.join(known)}")
        if value is not None and not isinstance(value, Mapping):
            raise BadInputs(f"`{name}` must be an object or null")
    if not isinstance(inputs.get("call_info"), Mapping):
        raise BadInputs("`call_info` must be an object")
    # Asked so, because a text in its place is a usual mistake of callers without types.
    if now is not None and getattr(now, "tzinfo", None) is None:
        raise BadInputs("`now` must be a datetime with a time zone")
    every = {name: inputs.get(name) for name in known}
    return Inputs(every, now if now is not None else datetime.now(UTC))
