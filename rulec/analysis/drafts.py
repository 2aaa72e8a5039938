"""Calls in the making: a call that looks like a real one, and changes to it by path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from datetime import UTC, datetime
from functools import cache

from rulec.evaluate import Inputs
from rulec.pexip import (
    CALL_FIELDS,
    MEDIA_FIELDS,
    PARTICIPANT_FIELDS,
    SERVICE_TYPES,
    InputField,
    Policy,
    Supply,
    ValueType,
    variables_of,
)
from rulec.records import dataclass

#: Noon on a Wednesday: in most zones the same day, and in most daily windows.
NOON = datetime(2026, 6, 17, 12, 0, tzinfo=UTC)

Path = tuple[str, ...]


class Missing:
    """Stands for a value that is not there at all."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the variables of the script as plain JSON data, and the instant (aware).

    `why` says what the call tries, for a person who reads a report.
    """

    inputs: Mapping[str, object]
    now: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Changes to the base call of a policy.

    A path leads from a variable to a value; a variable or an object on the way that is not an
    object hides the changes below it.
    """

    policy: Policy
    changes: Mapping[Path, object] = field(default_factory=dict)
    now: datetime = NOON
    why: str = "the base call"

    @staticmethod
    def of(policy: Policy, call: Call) -> Draft:
        """A finished call, for changes to it."""
        changes = dict(_differences((), base_inputs(policy), call.inputs))
        return Draft(policy, changes, call.now, call.why)

    def put(self, path: Path, value: object, why: str = "") -> Draft:
        """The draft with one more change."""
        return Draft(self.policy, {**self.changes, path: value}, self.now, why or self.why)

    def at(self, now: datetime, why: str = "") -> Draft:
        """The draft at another instant."""
        return replace(self, now=now, why=why or self.why)

    def joined(self, other: Draft, why: str) -> Draft:
        """Both drafts' changes, those of `other` first in importance."""
        return replace(other, changes={**self.changes, **other.changes}, why=why)

    def value(self, path: Path) -> object:
        """The value at `path`; MISSING where it is not there."""
        found: object = self.inputs()
        for step in path:
            if not isinstance(found, Mapping) or step not in found:
                return MISSING
            found = found[step]
        return found

    def inputs(self) -> dict[str, object]:
        """The variables of the script."""
        made: dict[str, object] = dict(base_inputs(self.policy))
        copied: set[Path] = set()
        for path in sorted(self.changes, key=len):
            _put(made, path, self.changes[path], copied)
        return made

    def read(self) -> Inputs:
        """The call as the evaluator reads it."""
        return Inputs(self.inputs(), self.now)

    def call(self) -> Call:
        """The finished call."""
        return Call(self.inputs(), self.now, self.why)


def _differences(path: Path, before: object, after: object) -> Iterator[tuple[Path, object]]:
    """The places at which a value is another one than before, with what stands there."""
    if isinstance(before, Mapping) and isinstance(after, Mapping) and after:
        for name in dict.fromkeys((*before, *after)):
            place = (*path, name)
            yield from _differences(place, before.get(name, MISSING), after.get(name, MISSING))
    elif type(before) is not type(after) or before != after:
        yield path, after


def _put(made: dict[str, object], path: Path, value: object, copied: set[Path]) -> None:
    """Sets a value, in copies of the objects on the way; nothing where an object hides it."""
    holder = made
    for length in range(1, len(path)):
        inner = holder.get(path[length - 1])
        if not isinstance(inner, dict):
            return
        if path[:length] not in copied:
            copied.add(path[:length])
            inner = dict(inner)
            holder[path[length - 1]] = inner
        holder = inner
    if value is MISSING:
        holder.pop(path[-1], None)
    else:
        holder[path[-1]] = value


@cache
def base_inputs(policy: Policy) -> Mapping[str, object]:
    """A call as a node sends it: the examples of the catalogue."""
    every: dict[str, object] = {
        "call_info": _examples(CALL_FIELDS, policy),
        "service_config": service_example("conference"),
        "participant": _examples(PARTICIPANT_FIELDS, policy),
        "suggested_media_overflow_locations": _examples(MEDIA_FIELDS, policy, Supply.ALWAYS),
    }
    return {name: every[name] for name in variables_of(policy)}


def _examples(
    rows: Mapping[str, InputField], policy: Policy, *supplies: Supply
) -> dict[str, object]:
    wanted = supplies or (Supply.ALWAYS, Supply.SOMETIMES)
    return {row.name: row.example for row in rows.values() if row.supply(policy) in wanted}


@cache
def service_example(service_type: str) -> dict[str, object]:
    """A service of a type, with its mandatory fields."""
    rows = SERVICE_TYPES[service_type].fields
    kept = [row for row in rows if row.required or row.name == "service_tag"]
    made: dict[str, object] = {row.name: row.example for row in kept}
    return made | {"service_type": service_type}


def plausible(row: InputField) -> object:
    """A value for a field that looks like a real one."""
    if row.example is not None:
        return row.example
    return {ValueType.INTEGER: 1, ValueType.BOOLEAN: True, ValueType.TEXT_LIST: ["x"]}.get(
        row.type, "x"
    )
