"""What rules do."""

from __future__ import annotations

from dataclasses import field as attribute

from rulec.ir.values import Value
from rulec.pexip import ResponseField
from rulec.records import dataclass
from rulec.source import Span


@dataclass(frozen=True, slots=True)
class Assignment:
    """One field of an effect with its new value."""

    field: ResponseField
    value: Value
    span: Span | None = attribute(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Set:
    """Changes fields: of the service, of the participant, or of the media location."""

    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Create:
    """Gives a service where there is none at that point; leaves one alone."""

    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Replace:
    """Gives this service whether or not there is one."""

    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Keep:
    """Carries fields of the service that Pexip found over to a new one, where they have a value."""

    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Append:
    """Adds items to lists of the service; a field that is no list there counts as an empty one.

    The value of each assignment is a list.
    """

    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Reject:
    """Refuses the call or the participant; app users see the reason."""

    reason: Value | None = None


@dataclass(frozen=True, slots=True)
class Redirect:
    """Sends the caller elsewhere (SIP 302). With no alias the call is refused."""

    alias: Value


@dataclass(frozen=True, slots=True)
class Continue:
    """Changes nothing."""


Effect = Set | Create | Replace | Keep | Append | Reject | Redirect | Continue
