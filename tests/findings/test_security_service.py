"""What Pexip does not expect of an answer about a service."""

import pytest
from findings.security import call_of, codes, problems, service

#: What stands for NEW in the rules below.
_NEW = "service_type: conference, service_tag: ''"


def of(rule):
    return f"- id: x\n  {rule}".replace("NEW", _NEW)


def direction(problem):
    return call_of(problem)["call_info"]["call_direction"]


def test_changes_of_outgoing_calls_are_told_once_for_a_set():
    rules = (
        "- id: a\n  set: {enable_chat: 'no'}\n"
        "- id: b\n  when: {local_alias: b}\n  set: {locked: true}\n"
        "- id: c\n  when: {call_direction: [dial_in, dial_out]}\n  set: {locked: true}\n"
        "- id: d\n  when: {call_direction: dial_in}\n  set: {locked: true}\n"
        "- id: e\n  when: {call_direction: {not: dial_out}}\n  set: {locked: true}\n"
    )
    (problem,) = problems("service", rules, "match: all\n")
    assert problem.code.name == "changes-outgoing"
    assert problem.message.startswith("`a` and 2 more of the set")
    assert len(problem.related) == 2
    assert direction(problem) == "dial_out"
    accepted = rules.replace("- id: a\n", "- id: a\n  accept: [R234]\n  description: measured\n")
    (problem,) = problems("service", accepted, "match: all\n")
    assert problem.message.startswith("`b` and 1 more")


OUTGOING = {
    "when: {any: [{call_direction: dial_in}, {vendor: x}]}\n  set: {enable_chat: 'no'}": True,
    "when: {call_direction: dial_out}\n  set: {enable_chat: 'no'}": True,
    "when: {call_direction: dial_out, vendor: bad}\n  reject: true": True,
    "when: {call_direction: {not: dial_out}}\n  set: {enable_chat: 'no'}": False,
    "when: {call_direction: dial_in}\n  reject: true": False,
}


@pytest.mark.parametrize("rule", OUTGOING)
def test_a_rule_that_names_the_direction_may_act_on_outgoing_calls(rule):
    found = codes("service", f"- id: a\n  {rule}")
    assert ("changes-outgoing" in found) is OUTGOING[rule]


PROBES = {
    "when: {call_direction: {not: dial_out}, vendor: sipvicious}": True,
    "when: {call_direction: non_dial, vendor: sipvicious}": False,
    "when: {call_direction: dial_in, vendor: sipvicious}": False,
    # Without a service the request is refused in any case.
    "when: {service_config: missing}": False,
}


@pytest.mark.parametrize("when", PROBES)
def test_a_reject_that_may_meet_probes(when):
    found = [p for p in problems("service", f"- id: a\n  {when}\n  reject: true")
             if p.code.name == "rejects-probes"]  # fmt: skip
    assert bool(found) is PROBES[when]
    assert all(call_of(problem)["service_config"] for problem in found)


@pytest.mark.parametrize(
    "rule",
    [
        "set: {prefer_ipv6: 'yes'}",
        "continue: true",
        "create: {service_type: conference, name: X, service_tag: ''}",
        "when: {service_config: missing}\n  replace: {NEW, name: X}",
    ],
)
def test_what_leaves_outgoing_calls_alone(rule):
    assert "changes-outgoing" not in codes("service", of(rule))


def test_rejects_of_requests_that_are_no_calls():
    rule = "- id: x\n  when: {vendor: scanner%s}\n  reject: true"
    (problem,) = problems("service", rule % "")
    assert (problem.code.name, direction(problem)) == ("rejects-probes", "non_dial")
    assert codes("service", rule % ", call_direction: dial_in") == []
    assert codes("service", rule % ", protocol: api") == []


def test_redirects_of_others_than_sip():
    rule = "- id: x\n  when: {local_alias: a%s}\n  redirect: 'sip:b@example.com'"
    assert service(rule % "") == ["redirects-others"]
    assert service(rule % ", protocol: sip") == []
    assert service(rule % ", protocol: [sip, mssip]") == []
    assert service(rule % ", protocol: [sip, h323]") == ["redirects-others"]


@pytest.mark.parametrize(
    ("rule", "is_found"),
    [
        ("when: {bandwidth: {less_than: 512}}\n  set: {call_type: audio}", True),
        ("when: {location: Oslo}\n  set: {enable_chat: 'no'}", True),
        ("set: {description: 'by {remote_alias}'}", True),
        ("when: {local_alias: a}\n  set: {call_type: audio}", False),
        ("when: {bandwidth: {less_than: 512}}\n  set: {max_callrate_in: 512000}", False),
        ("when: {remote_alias: a}\n  set: {pin: '1234'}", False),
        # Only services that nobody shares have the field, or are meant.
        ("when: {remote_alias: a, registered: true}\n  set: {treat_as_trusted: true}", False),
        ("when: {remote_alias: a, service_type: gateway}\n  set: {call_type: audio}", False),
        # Who gets the room gets this one.
        ("when: {remote_alias: a}\n  create: {NEW, name: R}", False),
        # Each caller has a room of their own.
        (
            "create: {NEW, name: 'R {remote_alias}', description: '{remote_alias}'}",
            False,
        ),
        (
            "create: {NEW, name: R, description: '{remote_alias}'}",
            True,
        ),
    ],
)
def test_settings_that_callers_share(rule, is_found):
    assert ("shared-setting" in service(of(rule))) is is_found


def test_a_reject_of_the_external_server_that_is_undone():
    makes = "- id: x\n  when: {local_alias: a%s}\n"
    makes += "  create: {service_type: conference, name: X, service_tag: ''}\n"
    looks = "- id: y\n  when: {external_policy_disposition: REDIRECT}\n  reject: true\n"
    assert service(makes % "") == []
    assert service(looks + makes % "") == ["undoes-reject"]
    assert service(looks.replace("REDIRECT", "REJECT") + makes % "") == []
    assert service(looks + makes % ", external_policy_disposition: {not: REJECT}") == []


@pytest.mark.parametrize(
    ("rule", "breach"),
    [
        ("set: {pin: ''}", "needs a `pin`"),
        ("set: {allow_guests: true}", "needs a `pin`"),
        ("set: {guest_pin: '5678'}", "needs `allow_guests`"),
        ("set: {allow_guests: false}", "needs `allow_guests`"),
        ("set: {direct_media: always}", "does not work with `breakout_rooms`"),
        (
            "replace: {NEW, name: X, allow_guests: true}\n  keep: [pin]",
            "needs a `pin`",
        ),
        ("set: {pin: '', guest_pin: '', allow_guests: false}", ""),
        # The room may have a Guest PIN of another length, or the same one.
        ("set: {pin: '1234'}", "must have the same length"),
        ("when: {service_config: {guest_pin: null}}\n  set: {pin: '1234'}", ""),
        ("set: {pin: '1234', allow_guests: false, guest_pin: ''}", ""),
        (
            "set: {pin: '{service_config.guest_pin}'}",
            "must be different",
        ),
        ("when: {service_config: {allow_guests: false}}\n  set: {pin: ''}", ""),
    ],
)
def test_services_that_pexip_drops(rule, breach):
    above = "when: {call_direction: dial_in}\n"
    told = problems("service", of(rule), above)
    told = [p for p in told if p.code.name == "service-dropped"]
    assert bool(told) is bool(breach)
    assert all(breach in problem.message for problem in told)


def test_rules_that_are_right_alone_and_wrong_together():
    rules = (
        "- id: a\n  when: {local_alias: {domain: x.com}}\n"
        "  set: {allow_guests: true, pin: '1234', guest_pin: '5678'}\n"
        "- id: b\n  when: {local_alias: {user: b}}\n"
        "  set: {allow_guests: false, pin: '', guest_pin: ''}\n"
        "- id: c\n  when: {local_alias: {user: c}, service_config: {guest_pin: null}}\n"
        "  set: {allow_guests: true, pin: '123456'}\n"
    )
    above = "when: {call_direction: dial_in}\nmatch: %s\n"
    told = problems("service", rules, above % "all")
    assert [p.code.name for p in told] == ["service-dropped"]
    assert "`a` and `c` make of such a service together" in told[0].message
    assert call_of(told[0])["call_info"]["local_alias"] == "c@x.com"
    assert problems("service", rules, above % "first") == []
