"""Pexip's rules hold for all that one rule writes into a service, as far as it is known."""

from __future__ import annotations

import pytest
from rule_texts import read_rules

ROOM = "service_type: conference, name: n, service_tag: s"
GUESTS = "allow_guests: true"
BY_VENDOR = "{when: {vendor: a}, then: 1234, otherwise: 5678}"
TABLE = "tables: {t: [{k: a, pin: '1234', guest: '1234'}, {k: b, pin: '2345', guest: '9876'}]}\n"


def codes(rule: str, environment: dict[str, str] | None = None, head: str = "") -> list[str]:
    """The codes of everything that is wrong with one rule."""
    text = f"policy: service\n{head}rules:\n- {{id: a, {rule}}}\n"
    return [problem.code.name for problem in read_rules({"a.yaml": text}, environment)[1]]


@pytest.mark.parametrize(
    ("rule", "refused"),
    [
        (f"replace: {{{ROOM}, pin: 1234}}, set: {{guest_pin: 1234, allow_guests: true}}", True),
        (f"replace: {{{ROOM}, pin: 1234}}, set: {{guest_pin: 9876, allow_guests: true}}", False),
        (f"replace: {{{ROOM}, pin: 1, guest_pin: 1234, {GUESTS}}}, set: {{pin: 9876}}", False),
        (f"replace: {{{ROOM}, pin: '{{env:P}}', guest_pin: '{{env:P}}', {GUESTS}}}", True),
        (f"replace: {{{ROOM}, guest_pin: {{when: {{vendor: a}}, then: 1234}}}}", True),
        (f"replace: {{{ROOM}, {GUESTS}, pin: {BY_VENDOR}, guest_pin: {BY_VENDOR}}}", True),
        (f"replace: {{{ROOM}, allow_guests: true, pin: 4321, guest_pin: {BY_VENDOR}}}", False),
        (f"replace: {{{ROOM}, allow_guests: true}}, keep: [pin]", False),
        (f"replace: {{{ROOM}, guest_pin: 1234, pin: 4321}}, keep: [allow_guests]", False),
    ],
)  # fmt: skip
def test_rules_between_fields(rule: str, refused: bool):
    assert codes(rule, {"P": "2468"}) == (["pexip-refuses"] if refused else [])


def test_the_columns_of_one_row_come_out_together():
    look_up = "{{table: t, key: '{{vendor}}', column: {0}}}"
    pins = f"pin: {look_up.format('pin')}, guest_pin: {look_up.format('guest')}"
    rule = f"replace: {{{ROOM}, allow_guests: true, {pins}}}"
    assert codes(rule, head=TABLE) == ["pexip-refuses"]
    assert codes(rule, head=TABLE.replace("guest: '1234'", "guest: '4321'")) == []


def test_every_type_that_may_be_chosen_has_its_mandatory_fields():
    chosen = "{when: {vendor: a}, then: conference, otherwise: gateway}"
    rule = f"replace: {{service_type: {chosen}, name: n, service_tag: s}}"
    assert codes(rule) == ["missing-field"]
    more = "local_alias: a@b, outgoing_protocol: sip, remote_alias: c@d"
    assert codes(f"replace: {{service_type: {chosen}, name: n, service_tag: s, {more}}}") == []


SET = "set: {pin: {when: {vendor: a}, then: '9999'}}"
WITH_PINS = f"replace: {{{ROOM}, {GUESTS}, pin: '1234', guest_pin: '5678'}}"


@pytest.mark.parametrize(
    ("rule", "refused"),
    [
        (f"{WITH_PINS}, {SET}", False),
        (f"{WITH_PINS}, set: {{pin: {{when: {{vendor: a}}, then: '5678'}}}}", True),
        (f"{WITH_PINS}, set: {{allow_guests: {{when: {{vendor: a}}, then: true}}}}", False),
        (f"replace: {{{ROOM}, {GUESTS}}}, keep: [pin], {SET}", False),
        (f"replace: {{{ROOM}, {GUESTS}, pin: '{{null}}'}}", True),
    ],
)
def test_a_null_leaves_what_was_there(rule: str, refused: bool):
    assert codes(rule) == (["pexip-refuses"] if refused else [])


@pytest.mark.parametrize("name", ["'{null}'", "'{null}{null}'", "null"])
def test_a_mandatory_field_that_is_null(name: str):
    rule = f"create: {{service_type: conference, service_tag: '', name: {name}}}"
    assert codes(rule) == ["missing-field"]


def test_fields_that_no_rule_looks_at_hide_nothing():
    rows = ", ".join(f"{{k: k{number}, n: name}}" for number in range(400))
    look_up = "{table: u, key: '{vendor}', column: n, otherwise: q}"
    same = "{when: {vendor: b}, then: '1234', otherwise: '1234'}"
    rule = (
        f"create: {{service_type: conference, service_tag: '', name: {look_up}, {GUESTS}, "
        f"pin: {same}, guest_pin: '1234'}}"
    )
    assert codes(rule, head=f"tables: {{u: [{rows}]}}\n") == ["pexip-refuses"]
