"""Which way a decision changed: more calls are let in, callers get more rights, media moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from rulec.analysis.comparison import alike
from rulec.evaluate import Action, Decision, Inputs
from rulec.pexip import MOVES_MEDIA, SERVICE_TYPES, Policy, Rights, rights_of
from rulec.records import dataclass


class Direction(StrEnum):
    """What a change does to calls, the weightiest first."""

    ADMITS_MORE = "admits-more"
    RAISES_ROLE = "raises-role"
    REFUSES_MORE = "refuses-more"
    LOWERS_ROLE = "lowers-role"
    MOVES_MEDIA = "moves-media"
    CHANGES_SETTINGS = "changes-settings"


#: The part of a decision that is not a field of its result.
ACTION = "action"
#: The result as a whole, where it is no object.
RESULT = "result"

#: What becomes of a call, the least first: it is refused, sent elsewhere, or let in.
_ACTIONS = (Action.REJECT, Action.REDIRECT, Action.CONTINUE)


@dataclass(frozen=True, slots=True)
class Change:
    """One part of a decision that is another one: its action, or a field of its result."""

    part: str
    before: object
    after: object
    direction: Direction


def changes(inputs: Inputs, before: Decision, after: Decision) -> tuple[Change, ...]:
    """What changed in the decision on a call; nothing where it is the same.

    Where the action changed, that is all there is to say.
    """
    if before.action is not after.action:
        more = _ACTIONS.index(after.action) > _ACTIONS.index(before.action)
        way = Direction.ADMITS_MORE if more else Direction.REFUSES_MORE
        return (Change(ACTION, before.action.value, after.action.value, way),)
    found = tuple(_fields(inputs, before, after))
    if not found and not alike(before.result, after.result):
        way = way_of(before.policy, "", (None, None), None)
        return (Change(RESULT, before.result, after.result, way),)
    return found


def _fields(inputs: Inputs, before: Decision, after: Decision) -> Iterator[Change]:
    one, other = _object(before.result), _object(after.result)
    for name in dict.fromkeys((*one, *other)):
        if name in one and name in other and alike(one[name], other[name]):
            continue
        old, new = one.get(name), other.get(name)
        way = way_of(before.policy, name, (old, new), inputs)
        if before.policy is Policy.SERVICE and not _has_both(one, other, name):
            way = Direction.CHANGES_SETTINGS
        yield Change(name, old, new, way)


def _object(result: object) -> Mapping[str, object]:
    return result if isinstance(result, Mapping) else {}


def _has_both(one: Mapping[str, object], other: Mapping[str, object], name: str) -> bool:
    """Whether a field says something of both services; of a type that is not known it does."""
    kinds = [SERVICE_TYPES.get(str(each.get("service_type"))) for each in (one, other)]
    return all(kind is None or kind.field(name) is not None for kind in kinds)


def way_of(
    policy: Policy, field: str, values: tuple[object, object], inputs: Inputs | None
) -> Direction:
    """Which way a field went from one value to another one, of calls that are let in."""
    row = rights_of(policy, field)
    if row is not None:
        old, new = (row.rung(_counted(row, value, inputs)) for value in values)
        if old != new:
            return Direction.RAISES_ROLE if new > old else Direction.LOWERS_ROLE
    media = policy is Policy.MEDIA_LOCATION or field in MOVES_MEDIA[policy]
    return Direction.MOVES_MEDIA if media else Direction.CHANGES_SETTINGS


def _counted(row: Rights, value: object, inputs: Inputs | None) -> object:
    """What counts of a value: where there is none, perhaps what the request had."""
    if row.otherwise and value in (None, "") and inputs is not None:
        return inputs.raw(row.otherwise)
    return value
