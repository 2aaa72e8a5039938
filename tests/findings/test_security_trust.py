"""Roles, PINs and locks for callers who have proved nothing."""

import pytest
from findings.security import call_of, codes, participant, problems, service

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


# --- What earlier rules leave -----------------------------------------------------------------

ABOVE = "when: {protocol: [api, webrtc]}\n"

ORDERS = {
    # The others are whoever writes the domain.
    "- {id: a, when: {remote_alias: {not: {domain: example.com}}}, set: {role: guest}}": [ON_TEXT],
    "- {id: a, when: {not: {remote_alias: {domain: example.com}}}, continue: true}": [ON_TEXT],
    "- {id: a, when: {not: {remote_alias: {domain: example.com}}}, reject: true}": [ON_TEXT],
    # Excluding some is no trust in the others.
    "- {id: a, when: {vendor: {contains: scanner}}, reject: true}": [],
    "- {id: a, when: {remote_alias: {domain: spam.example.net}}, reject: true}": [],
    # The others are those who signed in.
    "- {id: a, when: {not: {idp_attributes: {group: staff}}}, set: {role: guest}}": [],
    "- {id: a, when: {not: {remote_alias: {domain: x.com}, registered: true}}, reject: a}": [],
}


@pytest.mark.parametrize("first", ORDERS)
def test_hosts_are_who_is_left(first):
    found = problems("participant", f"{first}\n- {{id: hosts, set: {{role: chair}}}}", ABOVE)
    assert [problem.code.name for problem in found] == ORDERS[first]
    if found:
        assert "`hosts` lets callers join as Host because of `remote_alias`" in found[0].message
        assert call_of(found[0])["call_info"]["remote_alias"].endswith("@example.com")


def test_who_is_left_in_another_set_is_not_meant():
    rules = (
        "- {id: a, when: {not: {remote_alias: {domain: example.com}}}, reject: true}\n"
        "- {id: b, when: {registered: true}, set: {role: chair}}"
    )
    assert ON_TEXT not in codes("participant", rules, ABOVE)


def test_rooms_lose_their_pin_for_who_is_left():
    rules = """
- {id: strangers, when: {not: {remote_alias: {domain: example.com}}}, continue: true}
- {id: ours, set: {pin: '', guest_pin: '', allow_guests: false}}
"""
    above = "when: {call_direction: dial_in, service_type: conference}\n"
    (found,) = [p for p in problems("service", rules, above) if p.code.name == ON_TEXT]
    assert call_of(found)["service_config"]["pin"]


# --- Roles and PINs that are computed ------------------------------------------------------------

COMPUTED = {
    "{role: '{participant.remote_display_name}'}": "chair",
    "{role: '{call_tag}'}": "chair",
    "{role: '{call_tag | lower}'}": "chair",
}


@pytest.mark.parametrize("set_", COMPUTED)
def test_a_role_that_callers_choose(set_):
    (found,) = problems("participant", f"- {{id: a, set: {set_}}}", ABOVE)
    assert found.code.name == ON_TEXT
    assert COMPUTED[set_] in str(call_of(found)).lower()


def test_a_role_from_a_table_by_the_text():
    above = ABOVE + "tables: {r: [{alias: a@x.com, role: chair}, {alias: b@x.com, role: guest}]}\n"
    rule = "- {id: a, set: {role: {table: r, key: '{remote_alias}', column: role}}}"
    (found,) = problems("participant", rule, above)
    assert found.code.name == ON_TEXT
    assert call_of(found)["call_info"]["remote_alias"] == "a@x.com"


def test_a_role_from_a_table_by_the_room_is_none_of_the_caller():
    above = ABOVE + "tables: {r: [{room: a, role: chair}, {room: b, role: guest}]}\n"
    rule = "- {id: a, set: {role: {table: r, key: '{local_alias.user}', column: role}}}"
    assert problems("participant", rule, above) == []


def test_a_pin_from_a_table_that_has_not_everybody():
    above = (
        "when: {call_direction: dial_in, service_type: conference}\n"
        "tables: {v: [{alias: a@x.com, pin: '123456'}]}\n"
    )
    value = "{table: v, key: '{remote_alias}', column: pin, otherwise: ''}"
    rule = f"- {{id: a, set: {{pin: {value}, guest_pin: '', allow_guests: false}}}}"
    found = [p for p in problems("service", rule, above) if p.code.name == ON_TEXT]
    assert [call_of(p)["call_info"]["remote_alias"] != "a@x.com" for p in found] == [True]


# --- What is shown is what is said ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("set_", "field", "value"),
    [
        ("{pin: '', guest_pin: '', allow_guests: false}", "pin", None),
        ("{locked: false}", "locked", True),
        ("{host_identity_provider_group: ''}", "host_identity_provider_group", None),
    ],
)
def test_the_call_finds_what_is_taken_away(set_, field, value):
    rule = f"- {{id: a, when: {{remote_alias: bob@example.com}}, set: {set_}}}"
    above = "when: {call_direction: dial_in, service_type: conference}\n"
    (found,) = [p for p in problems("service", rule, above) if p.code.name == ON_TEXT]
    service_config = call_of(found)["service_config"]
    assert service_config[field]
    assert value in (None, service_config[field])


def test_nothing_is_taken_from_a_room_without_it():
    when = "{remote_alias: {user: q}, service_config: {pin: null}}"
    assert ON_TEXT not in service(
        f"- {{id: a, when: {when}, set: {{pin: '', guest_pin: '', allow_guests: false}}}}"
    )


def test_guests_who_must_give_the_host_pin_are_not_let_in():
    set_ = "{pin: '1234', allow_guests: false, guest_pin: ''}"
    assert ON_TEXT not in service(f"- {{id: a, when: {{remote_alias: {{user: q}}}}, set: {set_}}}")


def test_an_accepted_trust_hides_no_other_risk():
    rule = """
- id: a
  description: The border controller checks it
  accept: [trust-on-text]
  when: {remote_alias: {domain: example.com}, protocol: sip}
  set: {role: chair}
"""
    assert participant(rule) == [BEFORE_PIN]
