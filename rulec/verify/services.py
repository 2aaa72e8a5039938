"""What Pexip may have found before a script runs: services, and suggested media locations."""

from __future__ import annotations

from rulec.analysis.drafts import MISSING, service_example
from rulec.pexip import SERVICE_TYPES, Policy
from rulec.verify.near import Near

_SUGGESTED = "suggested_media_overflow_locations"


def service_changes(policy: Policy) -> tuple[Near, ...]:
    """Other values of the variable that a policy's answer starts from, null first."""
    match policy:
        case Policy.SERVICE:
            values: list[object] = [None, {}, MISSING]
            values += [service_example(name) for name in SERVICE_TYPES]
            return tuple(Near(("service_config",), value) for value in values)
        case Policy.MEDIA_LOCATION:
            return tuple(Near((_SUGGESTED,), value) for value in (None, *_SUGGESTIONS))
        case Policy.PARTICIPANT:
            return ()


_SUGGESTIONS: tuple[object, ...] = (
    {"location": "Oslo", "overflow_locations": ["Paris", "Rome"]},
    {},
    MISSING,
    {"location": ""},
    {"location": None, "primary_overflow_location": "Paris"},
    {"location": 5, "secondary_overflow_location": "Paris"},
    {"location": ["Oslo"]},
    {"location": {}, "overflow_locations": []},
    {"location": True},
    {"location": "Oslo", "primary_overflow_location": None, "secondary_overflow_location": ""},
    {"location": "Oslo", "primary_overflow_location": 0, "secondary_overflow_location": [1]},
    {"primary_overflow_location": "Paris", "overflow_locations": ["Rome"], "other": 1},
    {"location": "Oslo", "overflow_locations": None, "other": [None, {"a": 1.5}]},
)
