"""Roles, PINs and locks for callers who have proved nothing."""

import pytest
from findings.security import call_of, participant, problems, service

ON_TEXT = "trust-on-text"
BEFORE_PIN = "role-before-pin"

#: Conditions of a rule that makes a Host, and what is said of it.
HOSTS = {
    "remote_alias: boss@example.com": [ON_TEXT],
    "remote_display_name: Boss": [ON_TEXT],
    "vendor: {starts_with: Acme}": [ON_TEXT],
    "display_name: Boss": [ON_TEXT],
    "remote_alias: boss@example.com, protocol: api": [ON_TEXT],
    # Proof, and what is weaker but nothing that can be written.
    "remote_alias: boss@example.com, registered: true": [],
    "remote_alias: boss@example.com, idp_attributes: {group: staff}": [],
    "remote_display_name: Boss, has_authenticated_display_name: true": [],
    "remote_alias: boss@example.com, remote_address: {in_subnet: 10.0.0.0/8}": [],
    "remote_alias: boss@example.com, location: Oslo": [],
    "remote_alias: boss@example.com, call_direction: dial_out": [],
    "remote_alias: boss@example.com, role: chair": [],
    # Proof must be asked for, not be ruled out, and not be one way among others.
    "remote_alias: boss@example.com, idp_attributes: {group: {not: staff}}": [ON_TEXT],
    "remote_alias: boss@example.com, not: {remote_address: {in_subnet: 10.0.0.0/8}}": [ON_TEXT],
    "any: [{registered: true}, {remote_alias: boss@example.com}]": [ON_TEXT],
    # What was dialled is no claim, but SIP callers have not given a PIN yet.
    "local_alias: open@example.com": [BEFORE_PIN],
    "local_alias: open@example.com, protocol: [api, webrtc]": [],
    "local_alias: open@example.com, role: guest": [],
    "registered: true": [],
    "idp_attributes: {mail: {contains: boss}}, protocol: [sip, h323]": [],
}


@pytest.mark.parametrize("when", HOSTS)
def test_hosts(when):
    rule = f"- id: hosts\n  when: {{{when}}}\n  set: {{role: chair}}"
    found = [code for code in participant(rule) if code in (ON_TEXT, BEFORE_PIN)]
    assert found == HOSTS[when]


@pytest.mark.parametrize(
    ("set_", "is_found"),
    [
        ("{pin: '', guest_pin: '', allow_guests: false}", True),
        ("{guest_pin: '', pin: '1234', allow_guests: true}", True),
        ("{host_identity_provider_group: ''}", True),
        ("{pin: {when: {time: {between: ['08:00', '16:00']}}, then: '', otherwise: '1234'}}", True),
        ("{pin: '1234'}", False),
        ("{max_callrate_in: 512000}", False),
    ],
)
def test_what_a_service_gives_away(set_, is_found):
    found = service(f"- id: x\n  when: {{remote_alias: bob@example.com}}\n  set: {set_}")
    assert (ON_TEXT in found) is is_found


def test_a_choice_by_the_text_counts_and_one_by_proof_does_not():
    def rule(when: str) -> str:
        chosen = f"{{when: {{{when}}}, then: chair, otherwise: guest}}"
        return f"- id: x\n  when: {{protocol: [api, webrtc]}}\n  set: {{role: {chosen}}}"

    assert participant(rule("remote_alias: bob@example.com")) == [ON_TEXT]
    assert participant(rule("remote_alias: bob@example.com, registered: true")) == []


def test_a_room_that_is_replaced_by_one_without_a_pin():
    new = "{service_type: conference, name: Room, service_tag: ''}"
    rule = f"- id: x\n  when: {{remote_alias: bob@example.com}}\n  replace: {new}"
    assert ON_TEXT in service(rule)
    assert ON_TEXT not in service(rule + "\n  keep: [pin, allow_guests]")


def test_the_call_of_an_outsider():
    rule = "- id: x\n  when: {remote_alias: {domain: {ends_with: .example.com}}}\n"
    (problem,) = problems("participant", rule + "  set: {bypass_lock: true}")
    assert problem.code.name == ON_TEXT
    assert "enter a locked conference" in problem.message
    assert call_of(problem)["call_info"]["remote_alias"].endswith(".example.com")


def test_a_table_is_told_once_and_a_rule_may_accept_it():
    above = "tables:\n  t: [{who: a@b.c}, {who: d@e.f}]\n"
    rule = "- id: x\n  for_each: t\n  when: {remote_alias: '{who}'}\n  set: {bypass_lock: true}"
    assert [p.code.name for p in problems("participant", rule, above)] == [ON_TEXT]
    accepting = rule + f"\n  accept: [{ON_TEXT}]\n  description: the border controller checks it"
    assert problems("participant", accepting, above) == []


def test_a_role_before_the_pin_shows_a_caller_without_one():
    (problem,) = problems("participant", "- id: x\n  set: {role: guest}")
    assert problem.code.name == BEFORE_PIN
    call = call_of(problem)
    assert call["call_info"]["protocol"] in ("sip", "h323")
    assert call["participant"]["preauthenticated_role"] is None
