"""Calls stand on both sides of every test inside a value, and of what its field takes.

Only the calls that rules need are tried, as in a large script: nothing is left to those that fill
up the budget of a small one.
"""

from __future__ import annotations

from functools import cache

import pytest
from lifting.scripts import Script, script

from rulec.matching.clock import known_zone
from rulec.verify import calls_for, verify_script
from rulec.verify.calls import choose_calls

RULES = """\
policy: service
rules:
  - id: a
    when: {protocol: sip, local_alias: {user: {matches: 'room(?P<n>[a-z0-9#]+)'}}}
    set:
      ivr_theme_name:
        when: {time: {between: ['21:00', '06:00'], timezone: Europe/Oslo}}
        then: Night
        otherwise: Day
      host_view:
        when: {date: {from: 2026-11-01, until: 2027-02-28}}
        then: one_main_zero_pips
        otherwise: four_mains_zero_pips
      description:
        when: {bandwidth: {at_least: 512}}
        then: 'Room {n}'
        otherwise: none
      pin: '{n}'
      max_callrate_in: '{bandwidth}'
      crypto_mode: '{vendor}'
      participant_limit: '{bandwidth}'
  - id: kept
    when: {protocol: h323}
    replace: {service_type: conference, name: Another, service_tag: x}
    keep: [pin, description, breakout_uuid]
  - id: weekend
    when: {protocol: api}
    set:
      description:
        when: {time: {weekday: [sat, sun], between: ['08:00', '17:00'], timezone: Europe/Oslo}}
        then: '{remote_display_name | default("x" )}'
        otherwise: '{vendor}'
"""

#: Edits of the script: what is edited, which of its places, and what stands there then.
EDITS = [
    ("minute < 360", 0, "minute <= 360"),
    ("minute < 360", 0, "minute < 359"),
    ("minute >= 1260", 0, "minute > 1260"),
    ("minute >= 1260", 0, "minute >= 1259"),
    ("minute >= 480", 0, "minute > 480"),
    ("minute < 1020", 0, "minute <= 1020"),
    ("bandwidth >= 512", 0, "bandwidth > 512"),
    ("bandwidth >= 512", 0, "bandwidth >= 511"),
    ('("Room " + n)|pex_head(250)', 0, '("Room " + n)|pex_head(249)'),
    ('("Room " + n)|pex_head(250)', 0, '("Room " + n)|pex_head(251)'),
    ("found_description|pex_head(250)", 0, "found_description|pex_head(249)"),
    ("found_description|pex_head(250)", 0, "found_description|pex_head(251)"),
    ("vendor|pex_head(250)", 0, "vendor|pex_head(251)"),
    ("< 128000", 0, "<= 128000"),
    ("< 128000", 0, "< 127999"),
    ("> 8192000", 0, ">= 8192000"),
    ("> 8192000", 0, "> 8192001"),
    ("< 0 ", 0, "<= 0 "),
    ("< 0 ", 0, "< -1 "),
    ("> 1000000", 0, "> 1000001"),
    ('["besteffort", "on", "off"]', 0, '["besteffort", "on"]'),
    ('["besteffort", "on", "off"]', 0, '["on", "off"]'),
    ('["besteffort", "on", "off"]', 0, '["besteffort", "on", "off", "Besteffort", "BESTEFFORT"]'),
    *(("{4,20}", place, other) for place in (0, 1) for other in ("{4,19}", "{4,21}", "{3,20}")),
    *(("{3,19}#", place, other) for place in (0, 1) for other in ("{3,18}#", "{3,20}#", "{4,19}#")),
    ("#)\\\\Z)", 1, "#)$)"),
    ("{12})\\\\Z", 0, "{12})$"),
]  # fmt: skip


@cache
def made() -> Script:
    return script(RULES)


def edited(text: str, old: str, place: int, new: str) -> str:
    parts = text.split(old)
    assert len(parts) > place + 1, old
    return old.join(parts[: place + 1]) + new + old.join(parts[place + 1 :])


@pytest.mark.parametrize(("old", "place", "new"), EDITS)
def test_an_edge_that_moved_is_seen(old: str, place: int, new: str):
    right = made()
    calls = calls_for(right.profile, right.policy, 0)
    text = edited(right.text, old, place, new)
    assert verify_script(right.profile, right.policy, text, calls).differences


def test_the_days_around_a_window_of_days_are_tried_within_its_hours():
    right = made()
    calls = choose_calls(right.profile, right.policy, 0).calls
    api = [call for call in calls if call.inputs["call_info"].get("protocol") == "api"]
    local = [call.now.astimezone(known_zone("Europe/Oslo")) for call in api]
    assert {4, 5, 6, 0} <= {now.weekday() for now in local if 8 <= now.hour < 17}


def test_the_script_itself_is_right():
    right = made()
    calls = calls_for(right.profile, right.policy, 0)
    assert verify_script(right.profile, right.policy, right.text, calls).differences == ()
