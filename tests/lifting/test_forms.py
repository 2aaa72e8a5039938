"""Every form in which conditions are written is read back, and proved to mean the same."""

from __future__ import annotations

import pytest
from lifting.scripts import script

from rulec.emit import script as emit_script
from rulec.lifting import Matter
from rulec.operators import OPERATORS
from rulec.pexip import Policy

CONDITIONS = [
    *(row.example for row in OPERATORS),
    "{local_alias: {starts_with: [meet., 'Room '], ignore_case: true}}",
    "{local_alias: {ends_with: [.vmr, '@x'], ignore_case: true}}",
    "{local_alias: {contains: [a.b, k], ignore_case: true}}",
    "{vendor: {equals: [Cisco, 'sip|cli'], ignore_case: true}}",
    "{local_alias: {ends_with: [.vmr, x]}}",
    r"{local_alias: {matches: ['a|b', '\d{2,}k?', '(x)(y)*'], ignore_case: true}}",
    r"{local_alias: {regex: ['^a|b$', '[^\w]', '(?:)', '.+'], ignore_case: true}}",
    "{local_alias: {matches: '|x'}}",
    r"{remote_alias: {regex: '^(?!sip:)[a-z]+\\$'}}",
    "{remote_alias: {user: alice, domain: [example.com, example.org], scheme: sips}}",
    "{remote_alias: {address: {contains: '@'}}}",
    "{remote_address: {in_subnet: [10.0.0.0/8, '2001:db8::/32', '::1']}}",
    "{bandwidth: [1, 2, -3]}",
    "{bandwidth: {at_least: 1, less_than: 5}}",
    "{bandwidth: {not: {greater_than: 5}}}",
    "{registered: {not: false}}",
    "{bandwidth: null}",
    "{registered: null, vendor: null, remote_alias: {user: null}}",
    "{ms_subnet: null}",
    "{ms_subnet: {includes: {starts_with: '10.', not: {ends_with: .0}}}}",
    "{ms_subnet: {includes: {in_subnet: [10.0.0.0/8, 'fe80::/10']}}}",
    "{ms_subnet: {includes: {not: {in_subnet: [10.0.0.0/8, 'fe80::/10']}}}}",
    "{ms_subnet: {includes: {in_subnet: 10.0.0.0/8}}}",
    "{p_asserted_identity: {includes: {regex: '^a.c$', ignore_case: true}}}",
    "{service_config: missing}",
    "{service_type: conference}",
    "{time: {weekday: [mon, fri], between: ['21:00', '06:00'], timezone: Europe/Oslo}}",
    "{time: {weekday: sat, timezone: Asia/Kolkata}}",
    "{time: {between: ['08:00', '24:00'], timezone: UTC}}",
    "{time: {weekday: [mon, tue, wed], between: ['08:00', '16:30'], timezone: UTC}}",
    "{date: {from: 2026-11-01, until: 2027-02-28, timezone: Europe/Oslo}}",
    "{any: [{vendor: a}, {not: {registered: true}}, {all: [{vendor: b}, {bandwidth: 1}]}]}",
    "{not: {any: [{vendor: a, protocol: sip}, {local_alias: {starts_with: x}}]}}",
]  # fmt: skip

PARTICIPANT = [
    "{idp_attributes: {group: [staff, doctors]}}",
    "{idp_attributes: {group: {matches: '[A-Z]+', not: {starts_with: X}}, title: null}}",
    "{idp_attributes: {group: {contains: [a, b], ignore_case: true}}}",
    r"{idp_attributes: {group: {regex: '^\s|\.$'}}}",
    "{has_authenticated_display_name: true}",
    "{participant: {preauthenticated_role: chair}}",
    "{service_config: {service_type: conference, allow_guests: true}}",
]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_is_proved(condition: str):
    assert (
        script(f"policy: service\nrules: [{{id: a, when: {condition}, reject: true}}]")
        .proof()
        .places
        == ()
    )


@pytest.mark.parametrize("condition", PARTICIPANT)
def test_a_condition_on_participants_is_proved(condition: str):
    text = f"policy: participant\nrules: [{{id: a, when: {condition}, set: {{call_tag: x}}}}]"
    assert script(text, Policy.PARTICIPANT).proof().places == ()


EFFECTS = [
    "set: {pin: 4567, locked: true, description: ''}",
    "set: {pin: null}",
    "create: {service_type: conference, name: x, service_tag: ''}",
    "replace: {service_type: conference, name: x, service_tag: ''}\n    set: {locked: true}",
    "redirect: sip:a@example.com",
    "reject: true",
]


@pytest.mark.parametrize("match", ["first", "all"])
@pytest.mark.parametrize("effect", EFFECTS)
def test_effects_are_proved(effect: str, match: str):
    text = f"""
policy: service
match: {match}
when: {{protocol: [sip, webrtc]}}
rules:
  - id: a
    when: {{vendor: a}}
    {effect}
  - id: b
    when: {{local_alias: {{starts_with: b}}}}
    set: {{locked: false}}
  - id: c
    when: {{vendor: [a, c]}}
    {effect}
default: {{reject: true}}
"""
    assert script(text).proof().places == ()


LOCATIONS = [
    "set: {location: Oslo}",
    "set: {location: Oslo, overflow_locations: [London, Rome]}",
    "set: {overflow_locations: [London]}",
    "set: {location: Oslo, primary_overflow_location: Rome}",
    "set: {location: {when: {protocol: sip}, then: Oslo, otherwise: Rome}}",
]


@pytest.mark.parametrize("effect", LOCATIONS)
def test_locations_are_proved(effect: str):
    text = f"policy: media_location\nrules:\n  - id: a\n    when: {{vendor: a}}\n    {effect}\n"
    found = {place.path[1:] for place in script(text, Policy.MEDIA_LOCATION).proof().places}
    # Of a suggestion with a list, it is not known which of its members stay.
    assert found <= (
        {("location",), ("...",), ("primary_overflow_location",)}
        | {("secondary_overflow_location",), ("overflow_locations",), ()}
        if "primary" in effect
        else set()
    )


MANY = "policy: service\nrules:\n" + "".join(
    f"  - {{id: r{n}, when: {{vendor: v{n}, local_alias: {{user: {{starts_with: u{n % 7}}}}}}}, "
    f"{'reject: true' if n % 3 else 'set: {locked: true}'}}}\n"
    for n in range(40)
)


@pytest.mark.parametrize("budget", [49152, 3500, 100], ids=["readable", "grouped", "dense"])
def test_every_manner_of_writing_is_proved(budget: int):
    found = script(MANY, budget=budget)
    assert found.proof().places == ()


def test_rules_that_share_an_arm_are_proved():
    found = script(MANY, budget=100)
    assert found.text.count("elif") < 10
    assert found.proof().places == ()


def test_a_chain_in_pieces_is_proved(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(emit_script, "MAX_ELIF_ARMS", 12)
    rules = "".join(
        f"  - {{id: r{n}, when: {{vendor: v{n}}}, set: {{description: d{n}}}}}\n" for n in range(40)
    )
    found = script(f"policy: service\nrules:\n{rules}")
    assert "unmatched" in found.text
    assert found.proof().places == ()


def test_computed_values_are_said_to_be_computed():
    found = script(
        "policy: service\nrules: [{id: a, when: {vendor: x}, set: {description: 'of {vendor}'}}]"
    )
    (place,) = found.proof().places
    assert (place.matter, place.path) == (Matter.VALUE, ("result", "description"))
    assert place.call is not None
    assert place.call.inputs["call_info"]["vendor"] == "x"
