"""What the values of an answer let callers do: the order from least to most, as data.

It says which way a change of a field goes: whether callers get more rights or fewer. Fields that
have no row here are settings: no value of theirs is more than another.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from rulec.pexip.sources import (
    LOCAL_SCRIPTS,
    MEDIA_ANSWERS,
    PARTICIPANT_ANSWERS,
    PINS,
    SERVICE_ANSWERS,
)
from rulec.pexip.types import Policy
from rulec.records import dataclass


class Held(Enum):
    """What stands for values that are not spelled out."""

    #: Missing, null or empty.
    NOTHING = "nothing"
    #: Any value that no other rung names.
    SOMETHING = "something"


#: Values that let callers do the same.
Rung = tuple[str | bool | Held, ...]


@dataclass(frozen=True, slots=True)
class Rights:
    """A field of an answer with its values, those that let callers do least first."""

    policy: Policy
    field: str
    rungs: tuple[Rung, ...]
    #: What more means.
    doc: str
    source: str
    #: The input that counts where the answer has no value.
    otherwise: tuple[str, ...] = ()
    #: Where the value stands in an object, or in each item of a list, of which the one with most
    #: counts; without one the field itself has it.
    below: tuple[str, ...] = ()

    def rung(self, value: object) -> int:
        """How much a value lets callers do, as the number of its rung."""
        if self.below:
            return max((self._number(each) for each in _below(value, self.below)), default=0)
        return self._number(value)

    def _number(self, value: object) -> int:
        empty = value in (None, "", [])
        for number, rung in enumerate(self.rungs):
            if (Held.NOTHING in rung) if empty else any(_same(value, one) for one in rung):
                return number
        # A value that nobody named: among those that are not spelled out, else it lets do nothing.
        return next((n for n, rung in enumerate(self.rungs) if Held.SOMETHING in rung), 0)


def _same(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other


def _below(value: object, path: tuple[str, ...]) -> list[object]:
    """The values at a path below an object, or below each item of a list."""
    if isinstance(value, list):
        return [found for item in value for found in _below(item, path)]
    if not path:
        return [value]
    if isinstance(value, Mapping) and path[0] in value:
        return _below(value[path[0]], path[1:])
    return []


_OFF_ON: tuple[Rung, ...] = ((Held.NOTHING, False), (True,))
_ASKED: tuple[Rung, ...] = ((Held.SOMETHING,), (Held.NOTHING,))

#: What gives callers rights.
RIGHTS: tuple[Rights, ...] = (
    Rights(
        Policy.PARTICIPANT,
        "preauthenticated_role",
        ((Held.NOTHING,), ("guest",), ("chair",)),
        "A role counts as if its PIN had been entered; a Host may do more than a Guest. Without"
        " one the participant keeps the role of the request, or is asked for a PIN.",
        LOCAL_SCRIPTS,
        otherwise=("participant", "preauthenticated_role"),
    ),
    Rights(
        Policy.PARTICIPANT,
        "bypass_lock",
        _OFF_ON,
        "true lets the participant into a locked conference.",
        PARTICIPANT_ANSWERS,
    ),
    Rights(Policy.SERVICE, "pin", _ASKED, "Without a Host PIN nobody is asked for it.", PINS),
    Rights(
        Policy.SERVICE, "guest_pin", _ASKED, "Without a Guest PIN, Guests enter without one.", PINS
    ),
    Rights(
        Policy.SERVICE,
        "allow_guests",
        _OFF_ON,
        "true lets people in who do not know the Host PIN.",
        PINS,
    ),
    Rights(
        Policy.SERVICE,
        "host_identity_provider_group",
        _ASKED,
        "Without a group, Hosts need not sign in.",
        SERVICE_ANSWERS,
    ),
    Rights(
        Policy.SERVICE,
        "guest_identity_provider_group",
        _ASKED,
        "Without a group, Guests need not sign in.",
        SERVICE_ANSWERS,
    ),
    Rights(
        Policy.SERVICE,
        "non_idp_participants",
        ((Held.NOTHING, "disallow_all"), ("allow_if_trusted",)),
        "allow_if_trusted lets devices in that cannot sign in.",
        SERVICE_ANSWERS,
    ),
    Rights(
        Policy.SERVICE,
        "treat_as_trusted",
        _OFF_ON,
        "A trusted caller can skip the lobby of the meeting that is called.",
        SERVICE_ANSWERS,
    ),
    Rights(
        Policy.SERVICE,
        "locked",
        ((True,), (Held.NOTHING, False)),
        "A conference that begins locked lets nobody in unasked.",
        SERVICE_ANSWERS,
    ),
    Rights(
        Policy.SERVICE,
        "automatic_participants",
        ((Held.NOTHING, "guest"), ("chair",)),
        "A participant that Pexip dials as chair is a Host.",
        SERVICE_ANSWERS,
        below=("role",),
    ),
    Rights(
        Policy.SERVICE,
        "on_completion",
        ((Held.NOTHING, "auto", "guest"), ("host", "chair")),
        "Who is transferred as Host is one.",
        SERVICE_ANSWERS,
        below=("transfer", "role"),
    ),
)

#: What says where media goes, with the source of that.
MOVES_MEDIA: Mapping[Policy, Mapping[str, str]] = {
    Policy.SERVICE: {
        "bypass_proxy": SERVICE_ANSWERS,
        "direct_media": SERVICE_ANSWERS,
        "outgoing_location_name": SERVICE_ANSWERS,
    },
    Policy.PARTICIPANT: {},
    Policy.MEDIA_LOCATION: {
        "location": MEDIA_ANSWERS,
        "overflow_locations": MEDIA_ANSWERS,
        "primary_overflow_location": LOCAL_SCRIPTS,
        "secondary_overflow_location": LOCAL_SCRIPTS,
    },
}


def rights_of(policy: Policy, field: str) -> Rights | None:
    """The row of a field; None where no value of it gives callers more than another."""
    return _BY_FIELD.get((policy, field))


_BY_FIELD = {(row.policy, row.field): row for row in RIGHTS}
