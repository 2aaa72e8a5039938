"""Which way decisions on single calls, and on classes of calls, changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from analysis.test_differences import profile
from analysis.versions import Texts, participant

from rulec.analysis.classes import Classes, classify
from rulec.analysis.counterparts import Kind
from rulec.analysis.directions import Direction
from rulec.ir import AnyOf
from rulec.pexip import Policy

ROOM = "service_type: conference, name: A, service_tag: t"


def classes(old: Texts, new: Texts) -> Classes:
    before, after = profile(old), profile(new)
    (policy,) = {*before.policies, *after.policies}
    return classify(before, after, policy)


def ways(found: Classes) -> list[list[str]]:
    """The directions of each class; those that are only not excluded with a question mark."""
    return [
        [one.direction.value + ("" if one.shown else "?") for one in each.prospects]
        for each in found.classes
    ]


def role(*rules: str) -> str:
    """Participant rules `when -> effects`."""
    lines = [
        f"  - {{id: r{n}, when: {when}, {effects}}}\n"
        for n, (when, _, effects) in enumerate(rule.partition(" -> ") for rule in rules)
    ]
    return f"policy: participant\nrules:\n{''.join(lines)}"


def service(effects: str, when: str = "{protocol: sip}", match: str = "first") -> str:
    return f"policy: service\nmatch: {match}\nrules:\n  - {{id: a, when: {when}, {effects}}}\n"


SIP = "{protocol: sip} -> "


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("set: {role: guest}", "set: {role: chair}", ["raises-role"]),
        ("set: {role: chair}", "set: {role: guest}", ["lowers-role"]),
        # Who is a Host is made a Guest, who has no role gets one without a PIN, a Guest stays.
        (
            "continue: true",
            "set: {role: guest}",
            ["raises-role", "lowers-role", "changes-settings"],
        ),
        ("continue: true", "set: {role: chair}", ["raises-role"]),
        ("set: {role: chair}", "continue: true", ["lowers-role"]),
        ("set: {role: chair}", "set: {role: null}", ["lowers-role"]),
        ("continue: true", "set: {bypass_lock: true}", ["raises-role"]),
        ("continue: true", "set: {bypass_lock: false}", ["changes-settings"]),
        ("reject: true", "set: {role: chair}", ["admits-more"]),
        ("set: {role: chair}", "reject: true", ["refuses-more"]),
        ("reject: a", "reject: b", ["changes-settings"]),
        ("set: {role: guest}", "set: {role: guest, call_tag: x}", ["changes-settings"]),
    ],
)
def test_participants(old: str, new: str, expected: list[str]):
    assert ways(classes(role(SIP + old), role(SIP + new))) == [expected]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("set: {pin: '1234'}", "set: {pin: '4321'}", ["changes-settings"]),
        ("set: {pin: '1234'}", "set: {pin: ''}", ["raises-role"]),
        # What Pexip found may have a PIN or none.
        ("continue: true", "set: {pin: ''}", ["raises-role", "changes-settings"]),
        ("continue: true", "set: {pin: '1234'}", ["lowers-role", "changes-settings"]),
        ("continue: true", "set: {locked: true}", ["lowers-role"]),
        ("continue: true", "set: {locked: false}", ["raises-role", "changes-settings"]),
        ("continue: true", "set: {view: one_main_zero_pips}", ["changes-settings"]),
        ("continue: true", "set: {bypass_proxy: true}", ["moves-media"]),
        ("set: {crypto_mode: on}", "set: {crypto_mode: off}", ["changes-settings"]),
        ("reject: true", "redirect: a@example.com", ["admits-more"]),
        ("redirect: a@example.com", "redirect: b@example.com", ["changes-settings"]),
        ("redirect: a@example.com", "reject: true", ["refuses-more"]),
        ("reject: true", "continue: true", ["admits-more"]),
        (f"create: {{{ROOM}, pin: '1234'}}", f"create: {{{ROOM}}}", ["raises-role"]),
        (f"create: {{{ROOM}}}", f"create: {{{ROOM}, view: x}}", ["changes-settings"]),
        ("continue: true", f"create: {{{ROOM}}}", ["admits-more"]),
    ],
)
def test_services(old: str, new: str, expected: list[str]):
    assert ways(classes(service(old), service(new))) == [expected]


GUEST = "{local_alias: a@x.com, remote_alias: b@x.com, protocol: sip, role: guest}"
HOST = GUEST.replace("guest", "chair")


def test_who_is_dialled_as_a_host():
    one, other = (f"append: {{automatic_participants: [{who}]}}" for who in (GUEST, HOST))
    assert ways(classes(service(one), service(other))) == [["raises-role", "changes-settings"]]
    computed = one.replace("b@x.com", "'{vendor}@x.com'")
    assert ways(classes(service(one), service(computed))) == [["changes-settings"]]


def test_media_moves():
    head = "policy: media_location\nrules:\n  - {id: a, when: {protocol: sip}, set: {location: "
    assert ways(classes(f"{head}Oslo}}}}\n", f"{head}Rome}}}}\n")) == [["moves-media"]]


def test_what_a_later_rule_writes_again_is_no_direction():
    found = classes(overridden("role: guest, call_tag: x"), overridden("role: chair, call_tag: y"))
    assert ways(found) == [["changes-settings"]]


def test_what_a_later_rule_writes_on_some_calls_alone():
    def versions(first: str) -> str:
        return (
            "policy: participant\nmatch: all\nrules:\n"
            f"  - {{id: a, when: {{protocol: sip}}, set: {{{first}}}}}\n"
            "  - {id: b, when: {registered: true}, set: {role: guest}}\n"
        )

    found = classes(versions("role: guest, call_tag: x"), versions("role: chair, call_tag: y"))
    assert ways(found) == [["raises-role", "changes-settings"]]


def test_a_role_that_is_computed_may_be_any():
    old = role(
        "{protocol: api, idp_attributes: {r: {matches: 'guest|host'}}} -> "
        "set: {role: '{idp_attributes.r}'}"
    )
    new = old.replace("guest|host", "guest|chair|host")
    (found,) = ways(classes(old, new))
    assert "raises-role" in found


def test_every_direction_is_shown_by_a_call_of_its_own():
    found = classes(role(SIP + "continue: true"), role(SIP + "set: {role: guest}"))
    raises, lowers, _ = found.classes[0].prospects
    assert raises.shown is not None
    assert lowers.shown is not None
    inputs: Any = raises.shown.call.inputs, lowers.shown.call.inputs
    roles = [each["participant"].get("preauthenticated_role") for each in inputs]
    assert roles[0] is None
    assert roles[1] == "chair"


def test_the_calls_of_two_changes_are_a_class_of_their_own():
    old = "policy: service\nmatch: all\nrules:\n"
    one = "  - {id: a, when: {protocol: sip}, set: {view: X}}\n"
    other = "  - {id: b, when: {registered: true}, set: {crypto_mode: on}}\n"
    views = [one.replace("X", view) for view in ("one_main_zero_pips", "one_main_seven_pips")]
    found = classes(old + views[0] + other, old + views[1] + other.replace("on", "off"))
    names = [[step.name for step in each.new] for each in found.classes]
    assert names == [["a"], ["a", "b"], ["b"]]


TWO = """\
policy: service
match: all
rules:
  - {id: a, set: {view: VIEW}}
  - {id: b, when: {registered: true}, REST}
"""


def test_where_too_much_meets_a_call_counts_with_the_first_change(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("rulec.analysis.classes.MOST_TOGETHER", 0)
    old = TWO.replace("VIEW", "one_main_zero_pips").replace("REST", "reject: true")
    new = TWO.replace("VIEW", "one_main_seven_pips").replace("REST", "set: {crypto_mode: on}")
    found = classes(old, new)
    assert [[step.name for step in each.old] for each in found.classes] == [["a"]]
    assert found.classes[0].meets_others
    assert {step.name for one in found.counted for step in (*one.old, *one.new)} == {"b"}
    # What the other change does is not lost.
    assert ways(found)[0][0].startswith("admits-more")
    monkeypatch.undo()
    apart = classes(old, new)
    assert ["admits-more"] in ways(apart)
    assert len(apart.classes) == 2
    assert apart.counted == ()


def overridden(first: str) -> str:
    """A rule, and a later one that gives everybody the role of a Guest."""
    return (
        "policy: participant\nmatch: all\nrules:\n"
        f"  - {{id: a, when: {{protocol: sip}}, set: {{{first}}}}}\n"
        "  - {id: b, set: {role: guest}}\n"
    )


def test_without_questions_a_direction_stays_possible(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("rulec.analysis.prospects.MOST_QUESTIONS", 0)
    found = classes(overridden("role: guest, call_tag: x"), overridden("role: chair, call_tag: y"))
    assert ways(found) == [["raises-role?", "changes-settings"]]
    assert found.classes[0].prospects[0].reason == "there are too many questions"


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ("a: {protocol: sip} -> x", "a: {protocol: api} -> x", [Kind.CONDITION, Kind.CONDITION]),
        ("a: {protocol: sip} -> x", "a: {protocol: sip} -> y", [Kind.EFFECT]),
        ("a: {protocol: sip} -> x", "a: {protocol: api} -> y", [Kind.BOTH, Kind.BOTH]),
        ("a: {protocol: sip} -> x", "b: {protocol: api} -> x", [Kind.REMOVED, Kind.ADDED]),
        ("b: {protocol: sip} -> x", "a: {protocol: sip} -> y", [Kind.REMOVED]),
    ],
)
def test_what_was_changed_about_a_rule(old: str, new: str, kinds: list[Kind]):
    found = classes(participant(old), participant(new))
    assert [cause.kind for each in found.classes for cause in each.causes] == kinds


def test_a_rule_that_moved():
    one, other = "a: {protocol: sip} -> x", "b: {registered: true} -> y"
    found = classes(participant(one, other), participant(other, one))
    assert [cause.kind for each in found.classes for cause in each.causes] == [Kind.MOVED]


def test_the_order_of_directions_is_by_weight():
    assert list(Direction)[:2] == [Direction.ADMITS_MORE, Direction.RAISES_ROLE]


CAPTURED = "a: {local_alias: {user: {matches: '%s'}}} -> {n}"


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        # Both read what stands behind `w`, whatever may stand there.
        (r"w(?P<n>\d\d?)", r"w(?P<n>\d+)", 1),
        (r"w(?P<n>\d\d?)", r"w(?P<n>\d{1,2})", 0),
        (r"[vw](?P<n>\d)x", r".(?P<n>[0-9])x", 1),
        # Here they do not.
        (r"w(?P<n>\d\d?)", r"w(?P<n>\d)\d?", 1),
        (r"w(?P<n>\d+)", r"w\d*(?P<n>\d)", 1),
        (r"w(?P<n>\d)\d", r"w(?P<n>\d\d)", 1),
        (r"w\d(?P<n>\d)", r"w(?P<n>\d\d)", 1),
    ],
)
def test_captures_of_patterns_that_are_written_otherwise(old: str, new: str, count: int):
    found = classes(participant(CAPTURED % old), participant(CAPTURED % new))
    assert (len(found.classes), found.unknown) == (count, ())


def test_a_capture_of_a_pattern_that_is_not_surely_met():
    """The language has no such rules, and nobody should have to know that here."""
    sip = profile(participant("a: {protocol: sip} -> x")).rule_sets[0].rules[0].when
    sides = []
    for pattern in (r"w(?P<n>\d\d?)", r"w(?P<n>\d+)"):
        whole = profile(participant(CAPTURED % pattern))
        (rules,) = whole.rule_sets
        rule = replace(rules.rules[0], when=AnyOf((rules.rules[0].when, sip)))
        sides.append(replace(whole, rule_sets=(replace(rules, rules=(rule,)),)))
    found = classify(sides[0], sides[1], Policy.PARTICIPANT)
    assert [[step.name for step in each.old] for each in found.classes] == [["a"], []]
