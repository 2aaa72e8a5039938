"""A rule that sets the location and both singular overflow keys leaves nothing of a suggestion."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from rule_texts import compiled, parsed

from rulec.compiled import Decider
from rulec.emit import made
from rulec.emit.passes import PLAIN_LAYOUTS
from rulec.emulator import COMBINATIONS, Node
from rulec.pexip import Policy

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
SINGULAR = ("location", "primary_overflow_location", "secondary_overflow_location")
CONSTANT = "{location: A, primary_overflow_location: B, secondary_overflow_location: C}"
COMPUTED = (
    "{location: A, primary_overflow_location: '{call_tag}',"
    " secondary_overflow_location: '{vendor}'}"
)
EVERY = dict(zip(SINGULAR, "ABC", strict=True))
CALL = {"call_tag": "B", "vendor": "C"}

#: Suggestions, with what is left of each where one of the values is missing.
SUGGESTIONS: tuple[tuple[Any, dict[str, Any]], ...] = (
    ({"location": "S", "other": 1}, {"other": 1}),
    ({"location": "S", "primary_overflow_location": "P", "other": 1}, {"other": 1}),
    ({"location": "S", "overflow_locations": ["T"], "other": 1}, {}),
    ({}, {}),
    (None, {}),
)

CASES = [
    *((CONSTANT, {}, suggestion, EVERY) for suggestion, _ in SUGGESTIONS),
    *((COMPUTED, CALL, suggestion, EVERY) for suggestion, _ in SUGGESTIONS),
    *(
        (
            COMPUTED,
            {"call_tag": "B"},
            suggestion,
            {"location": "A", "primary_overflow_location": "B", **left},
        )
        for suggestion, left in SUGGESTIONS
    ),
]


@pytest.mark.parametrize(("set_", "call", "suggestion", "wanted"), CASES)
def test_the_answer_has_these_keys(
    set_: str, call: dict[str, Any], suggestion: Any, wanted: dict[str, Any]
):
    text = f"policy: media_location\nrules:\n  - {{id: a, set: {set_}}}\n"
    rules = compiled({"rules.yaml": text}, Policy.MEDIA_LOCATION)
    inputs = {"call_info": call, "suggested_media_overflow_locations": suggestion}
    assert rules.meaning(inputs, NOW) == {"result": wanted}
    quick = Decider(rules.policy, rules.profile.sets(rules.policy))
    assert quick.decide(inputs, NOW).answer == {"result": wanted}
    short = made(rules.profile, rules.policy, "x", PLAIN_LAYOUTS[-1]).text
    for _, behaviour in COMBINATIONS:
        for script in (rules.script, short):
            assert parsed(Node(behaviour).compile(script).render(inputs, NOW)) == {"result": wanted}
