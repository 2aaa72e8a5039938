"""What looks like a template where there is none, and columns that are nearly named, are told."""

from __future__ import annotations

import pytest
from rule_texts import read_rules

TABLE = "tables:\n  t:\n  - {Location: Oslo, num: '88', overflow: 'London; Rome', vendor: x}\n"


def said(when: str, effect: str, *, table: bool, policy: str = "media_location") -> list[str]:
    """The code and the message of every problem of one rule."""
    for_each = "for_each: t, " if table else ""
    named = TABLE if table else ""
    text = f"policy: {policy}\n{named}rules:\n- {{id: a, {for_each}when: {when}, {effect}}}\n"
    return [f"{p.code.name}: {p.message}" for p in read_rules({"a.yaml": text})[1]]


SET = "set: {location: Oslo}"


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        ("{vendor: '{env:PIN}'}", "{env:PIN}"),
        ("{vendor: [x, 'a {name} b']}", "{name}"),
        ("{local_alias: {matches: '{num}\\d{4,6}'}}", "{num}"),
        (
            "{local_alias: {starts_with: '{remote_alias.user | lower}'}}",
            "{remote_alias.user | lower}",
        ),
    ],
)
def test_an_operand_is_no_template(when: str, shown: str):
    message = f"looks-like: `{shown}` is compared as it stands: operands are no templates"
    assert said(when, SET, table=False) == [message]


@pytest.mark.parametrize("when", ["{vendor: 'a{{b, c}}'}", "{local_alias: {matches: '\\d{4,6}'}}"])
def test_other_braces_say_nothing(when: str):
    assert said(when, SET, table=True) == []


def test_a_pattern_with_a_misspelt_column():
    found = said("{local_alias: {matches: '{nun}\\d{4}'}}", SET, table=True)
    assert found == ["looks-like: `{nun}` is no column, so the pattern asks for just that text"]


def test_a_secret_is_no_operand():
    found = said("{vendor: '{env:PIN}'}", SET, table=True)
    assert found == ["unknown-column: the table `t` has no column `env:PIN`"]


def test_a_field_that_is_nearly_a_column():
    found = said("{vendor: '{vendor}'}", "set: {location: '{location}'}", table=True)
    assert found == ["looks-like: `location` is the field, not the column `Location`"]


def test_a_column_by_its_own_name():
    assert said("{vendor: '{vendor}'}", "set: {location: '{Location}'}", table=True) == []


def test_a_list_from_a_misspelt_column():
    effect = "set: {overflow_locations: '{overflw}'}"
    found = said("{vendor: x}", effect, table=True)
    assert found == ["unknown-source: unknown source `overflw`"]


def test_a_template_in_place_of_a_list():
    (found,) = said("{vendor: x}", "set: {overflow_locations: '{location}'}", table=False)
    assert found.startswith("wrong-shape: `overflow_locations` must be a list")


def test_a_column_without_quotes():
    (found,) = said("{remote_address: {in_subnet: {num}}}", SET, table=True)
    assert found.startswith("unquoted-braces")


def test_env_needs_a_colon():
    found = said("{vendor: x}", "set: {location: '{env.SITE}'}", table=False)
    assert found == ["unknown-source: unknown source `env.SITE`"]


GUESTS = "allow_guests: true, guest_pin: 1234, "
CHOSEN = "allow_guests: {when: {vendor: x}, then: true, otherwise: false}"
X = "{when: {vendor: x}, then: 1234}"


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ("allow_guests: false, guest_pin: {when: {vendor: x}, then: 1234, otherwise: 5678}", True),
        ("allow_guests: false, guest_pin: {when: {vendor: x}, then: 1234}", True),
        (f"{GUESTS}pin: {{when: {{vendor: x}}, then: 12345, otherwise: 98765}}", True),
        (f"{GUESTS}pin: {{when: {{vendor: x}}, then: 12345, otherwise: 9876}}", True),
        (f"{GUESTS}pin: {{when: {{vendor: x}}, then: 9876, otherwise: 9875}}", False),
        (f"{CHOSEN}, pin: {{when: {{vendor: x}}, then: 9876}}, guest_pin: {X}", False),
        (f"{CHOSEN}, pin: 9876, guest_pin: {X.replace('x', 'y')}", False),
    ],
)
def test_pins_that_pexip_refuses_whichever_is_chosen(fields: str, refused: bool):
    found = said("{service_type: conference}", f"set: {{{fields}}}", table=False, policy="service")
    assert [each.partition(":")[0] for each in found] == (["pexip-refuses"] if refused else [])
