"""Everything that a script may read, by the name under which Pexip documents it.

The dictionaries are in the order of Pexip's documentation.
"""

from __future__ import annotations

from collections.abc import Mapping

from rulec.pexip.inputs_caller import CALLER_FIELDS
from rulec.pexip.inputs_other import MEDIA_ROWS, PARTICIPANT_ROWS, idp_attribute
from rulec.pexip.inputs_request import REQUEST_FIELDS
from rulec.pexip.responses import SERVICE_FIELD_NAMES, SERVICE_TYPES, service_response_field
from rulec.pexip.rows import InputField, Supply
from rulec.pexip.types import Policy
from rulec.records import dataclass

__all__ = [
    "ALWAYS_THERE",
    "AMBIGUOUS",
    "CALL_FIELDS",
    "MEDIA_FIELDS",
    "PARTICIPANT_FIELDS",
    "SERVICE_FIELDS",
    "VARIABLES",
    "Variable",
    "idp_attribute",
    "service_input",
    "variables_of",
]

#: The members of `call_info`; Pexip documents them in alphabetical order.
CALL_FIELDS: dict[str, InputField] = {
    row.name: row for row in sorted(CALLER_FIELDS + REQUEST_FIELDS, key=lambda row: row.name)
}

#: The members of `participant`.
PARTICIPANT_FIELDS: dict[str, InputField] = {row.name: row for row in PARTICIPANT_ROWS}

#: The members of `suggested_media_overflow_locations`.
MEDIA_FIELDS: dict[str, InputField] = {row.name: row for row in MEDIA_ROWS}

#: The aliases of a gateway call, which Pexip makes from what the caller dialled.
_ALIASES = frozenset({"local_alias", "remote_alias"})


#: What a service type says of a call.
_OF_SERVICES = tuple((row.name, f"for {row.called}") for row in SERVICE_TYPES.values())


def _service_field(name: str) -> InputField:
    """One row out of the answer rows of all service types that have the field."""
    uses = service_response_field(name)
    first = uses[0].row
    types = [type_name for use in uses for type_name in use.service_types]
    condition = "only when Pexip found a service"
    if len(types) < len(SERVICE_TYPES):
        condition += f" of type {' or '.join(types)}"
    return InputField(
        ("service_config", name),
        first.type,
        first.doc,
        example=first.example,
        source=first.source,
        service=Supply.SOMETIMES,
        participant=Supply.SOMETIMES,
        media_location=Supply.SOMETIMES,
        condition=condition,
        nullable=any(use.row.nullable for use in uses),
        caller_controlled=name in _ALIASES,
        values=tuple(dict.fromkeys(value for use in uses for value in use.row.values)),
        alias=name in _ALIASES,
        location=first.location,
        secret=first.secret,
        words=first.words,
        phrases=_OF_SERVICES if name == "service_type" else (),
    )


#: The members of `service_config`, over all service types.
SERVICE_FIELDS: dict[str, InputField] = {name: _service_field(name) for name in SERVICE_FIELD_NAMES}


@dataclass(frozen=True, slots=True)
class Variable:
    """One of the variables that a script sees: its members, and the policies that have it."""

    fields: Mapping[str, InputField]
    policies: tuple[Policy, ...]


#: The variables of scripts by name (Pexip docs: writing local policy scripts).
VARIABLES: dict[str, Variable] = {
    "call_info": Variable(CALL_FIELDS, tuple(Policy)),
    "service_config": Variable(SERVICE_FIELDS, tuple(Policy)),
    "participant": Variable(PARTICIPANT_FIELDS, (Policy.PARTICIPANT,)),
    "suggested_media_overflow_locations": Variable(MEDIA_FIELDS, (Policy.MEDIA_LOCATION,)),
}


def variables_of(policy: Policy) -> tuple[str, ...]:
    """The names of the variables that a policy's script sees."""
    return tuple(name for name, variable in VARIABLES.items() if policy in variable.policies)


def service_input(name: str) -> InputField | None:
    """The member `name` of `service_config`; None when no service type has it."""
    return SERVICE_FIELDS.get(name)


#: The one variable that no script is without, and that is never null: all others are read as if
#: they might be, since nobody knows what every release gives.
ALWAYS_THERE = "call_info"

#: The names that the call and the service both have. In service rules they must be written out,
#: because `call_info` hardly ever has them there and a rule on it would silently never match.
AMBIGUOUS = ("service_name", "service_tag", "unique_service_name")
