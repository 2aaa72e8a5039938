"""Whatever a caller sends, a script prints one JSON object that holds exactly that text.

| Law | Tried with text in |
|---|---|
| Text of a caller arrives whole at every field of every answer, cut to its limit. | every field |
| It arrives whole through `let`, concatenation and lists. | every field |

"Every field" are those that callers or identity providers fill in. What is expected is written
here in a few lines of Python; that `evaluate` says the same is a law of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hostile.places import FOUND, GROUP, TEXTS, Source, check, going_on, sources
from properties.yaml_text import block
from rule_texts import Rules, compiled

from rulec.pexip import (
    CALL_FIELDS,
    MEDIA_RESPONSE,
    PARTICIPANT_FIELDS,
    PARTICIPANT_RESPONSE,
    SERVICE_TYPES,
    Policy,
    ResponseField,
    ValueType,
)


@dataclass(frozen=True)
class Position:
    """What rules do with a template, and the answer that a text must then give."""

    name: str
    policy: Policy
    effects: Callable[[str], dict[str, Any]]
    answer: Callable[[str], dict[str, Any]]
    let: bool = False

    def rules(self, template: str) -> Rules:
        value = f"{{{template}}}"
        rule: dict[str, Any] = {"id": "a"}
        if self.let:
            rule["let"] = {"said": value}
            value = "{said}"
        rule_set = {"policy": self.policy.value, "rules": [rule | self.effects(value)]}
        return compiled({"a.yaml": block(rule_set)}, self.policy)


def free(rows: Any) -> list[ResponseField]:
    """The text fields that take any text."""
    return [
        row
        for row in rows
        if row.type is ValueType.TEXT
        and not (row.pin or row.uuid or (row.values and row.values_closed))
    ]


def cut(rows: list[ResponseField], text: str) -> dict[str, str]:
    return {row.name: text[: row.max_length] for row in rows}


def whole_service(type_: str) -> Position:
    """A service of a type with the text in every field that takes any."""
    rows = SERVICE_TYPES[type_].fields
    free_rows = [row for row in free(rows) if row.name not in _TOGETHER]
    fixed = {r.name: r.values[0] for r in rows if r.required and r.values and r.values_closed}

    def effects(value: str) -> dict[str, Any]:
        # What is mandatory must never be null, so a default stands behind it.
        surely = value[:-1] + " | default('x')}"
        every = {row.name: surely if row.required else value for row in free_rows}
        return {"replace": fixed | every}

    return Position(
        f"replace {type_}",
        Policy.SERVICE,
        effects,
        lambda text: going_on(fixed | cut(free_rows, text)),
    )


#: Fields that Pexip refuses without another one.
_TOGETHER = ("post_match_string", "post_replace_string", "match_string", "replace_string")

CONFERENCE = free(SERVICE_TYPES["conference"].fields)
(AUTOMATIC,) = (r for r in SERVICE_TYPES["conference"].fields if r.name == "automatic_participants")
NESTED = free(AUTOMATIC.items)
NESTED_FIXED = {"protocol": "sip", "role": "guest"}
PARTICIPANT = free(PARTICIPANT_RESPONSE.values())
MEDIA = MEDIA_RESPONSE["location"]
PLAYBACK = {"name": "P", "service_type": "media_playback", "service_tag": ""}

POSITIONS = [
    Position(
        "set",
        Policy.SERVICE,
        lambda value: {"set": {row.name: value for row in CONFERENCE}},
        lambda text: going_on(FOUND | cut(CONFERENCE, text)),
    ),
    Position(
        "set through let",
        Policy.SERVICE,
        lambda value: {"set": {"description": value}},
        lambda text: going_on(FOUND | {"description": text[:250]}),
        let=True,
    ),
    Position(
        "concatenation",
        Policy.SERVICE,
        lambda value: {"set": {"description": f'}}}}"{value}#}}}}\\{value}', "name": f"x{value}"}},
        lambda text: going_on(
            FOUND | {"description": f'}}"{text}#}}\\{text}'[:250], "name": f"x{text}"[:250]}
        ),
    ),
    Position(
        "automatic participants",
        Policy.SERVICE,
        lambda value: {
            "set": {"automatic_participants": [NESTED_FIXED | {row.name: value for row in NESTED}]}
        },
        lambda text: going_on(
            FOUND | {"automatic_participants": [NESTED_FIXED | cut(NESTED, text)]}
        ),
    ),
    Position(
        "on_completion",
        Policy.SERVICE,
        lambda value: {
            "replace": PLAYBACK
            | {
                "media_playlist_name": "m",
                "on_completion": {"transfer": {"conference": value}},
            }
        },
        lambda text: going_on(
            PLAYBACK
            | {
                "media_playlist_name": "m",
                "on_completion": {"transfer": {"conference": text[:250]}},
            }
        ),
    ),
    Position(
        "redirect",
        Policy.SERVICE,
        lambda value: {"redirect": value},
        lambda text: {"action": "redirect", "result": {"new_alias": text[:250]}},
    ),
    *map(whole_service, SERVICE_TYPES),
    Position(
        "overrides",
        Policy.PARTICIPANT,
        lambda value: {"set": {row.name: value for row in PARTICIPANT}},
        lambda text: going_on(cut(PARTICIPANT, text)),
    ),
    Position(
        "reject reason",
        Policy.PARTICIPANT,
        lambda value: {"reject": value},
        lambda text: {"action": "reject", "result": {"reject_reason": text[:250]}},
    ),
    Position(
        "overrides through let",
        Policy.PARTICIPANT,
        lambda value: {"set": {"display_name": f"-{value}"}},
        lambda text: going_on({"remote_display_name": f"-{text}"[:250]}),
        let=True,
    ),
    Position(
        "media locations",
        Policy.MEDIA_LOCATION,
        lambda value: {"set": {"location": value, "overflow_locations": [value, "x", value]}},
        lambda text: {
            "result": {
                "location": text[: MEDIA.max_length],
                "overflow_locations": [text[:250], "x", text[:250]],
            }
        },
    ),
    Position(
        "singular media locations",
        Policy.MEDIA_LOCATION,
        lambda value: {
            "set": {"primary_overflow_location": value, "secondary_overflow_location": value}
        },
        lambda text: {
            "result": {
                "location": "Oslo",
                "primary_overflow_location": text[:250],
                "secondary_overflow_location": text[:250],
            }
        },
    ),
]

PAIRS = [(position, place) for position in POSITIONS for place in sources(position.policy)]


@pytest.mark.parametrize(
    ("position", "place"), PAIRS, ids=[f"{position.name}-{place.name}" for position, place in PAIRS]
)
def test_text_arrives_whole(position: Position, place: Source, jinja_2_10):
    texts = [text for text in TEXTS if place.gives(text)]
    calls = [place.inputs(position.policy, text) for text in texts]
    wanted = [position.answer(place.gives(text)) for text in texts]
    check(position.rules(place.template), calls, wanted, jinja_2_10)


def test_every_controlled_field_is_tried():
    assert {place.path for _, place in PAIRS} == {
        *(row.path for row in CALL_FIELDS.values() if row.caller_controlled),
        *(row.path for row in PARTICIPANT_FIELDS.values() if row.caller_controlled),
        GROUP,
    }
