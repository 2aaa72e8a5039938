"""Two versions of which only the project file was changed, which says what fields are."""

from __future__ import annotations

import pytest
from analysis.test_differences import compared, pairs

MEDIA = "policy: media_location\nrules:\n  - {id: a, set: {location: '{call_info.call_tag}'}}\n"
SERVICE = "policy: service\nrules:\n  - {id: a, "


def declared(type_: str, rule: str) -> dict[str, str]:
    """A rule of a service policy that has a field of its own."""
    fields = f"rulec: 1\nfields: {{service: {{mine: {type_}}}}}\n"
    return {"rulec.yaml": fields, "a.yaml": f"{SERVICE}{rule}}}\n"}


def located(places: str, rules: str = MEDIA) -> dict[str, str]:
    return {"rulec.yaml": f"rulec: 1\nlocations: [{places}]\n", "a.yaml": rules}


@pytest.mark.parametrize("places", ["Oslo, Paris", "Oslo", "Oslo, Rome, Paris"])
def test_a_computed_location_that_one_version_does_not_know(places: str):
    found = compared(located("Oslo, Rome"), located(places))
    assert pairs(found) == [(["a"], ["a"])]
    assert pairs(compared(located(places), located("Oslo, Rome"))) == [(["a"], ["a"])]


def test_locations_do_not_matter_where_no_location_is_computed():
    rules = MEDIA.replace("'{call_info.call_tag}'", "Oslo")
    assert compared(located("Oslo, Rome", rules), located("Oslo", rules)).verdict == "equal"
    assert compared(located("Oslo, Rome"), located("Rome, Oslo")).verdict == "equal"


def test_a_location_that_is_kept():
    rules = (
        f"{SERVICE}replace: {{service_type: conference, name: x, service_tag: y}}, "
        "keep: [system_location_name], when: {service_config: found}}\n"
    )
    found = compared(located("Oslo, Rome", rules), located("Oslo, Paris", rules))
    assert pairs(found) == [(["a"], ["a"])]


def test_a_declared_field_of_another_type_gets_another_value():
    rule = "set: {mine: '{call_info.bandwidth}'}"
    found = compared(declared("text", rule), declared("integer", rule))
    assert pairs(found) == [(["a"], ["a"])]


@pytest.mark.parametrize("one", ["text", "integer", "boolean"])
@pytest.mark.parametrize("other", ["text", "integer", "boolean"])
def test_whether_a_declared_field_has_a_value_of_its_type(one: str, other: str):
    rule = "when: {service_config: {mine: null}}, reject: true"
    found = compared(declared(one, rule), declared(other, rule))
    assert found.unknown == ()
    assert pairs(found) == ([] if one == other else [(["a"], []), ([], ["a"])])


@pytest.mark.parametrize(
    ("type_", "operand"), [("text", "'1'"), ("integer", "1"), ("boolean", "true")]
)
def test_an_operand_is_of_the_type_that_its_version_declares(type_: str, operand: str):
    """1 is not true, and not the text of the digit."""
    rule = "when: {service_config: {mine: %s}}, reject: true"
    for other, there in (("text", "'1'"), ("integer", "1"), ("boolean", "true")):
        found = compared(declared(type_, rule % operand), declared(other, rule % there))
        assert pairs(found) == ([] if type_ == other else [(["a"], []), ([], ["a"])])


def test_that_no_value_has_two_types_is_proved():
    rule = "when: {service_config: {mine: %s}}, set: {mine: %s}"
    found = compared(
        declared("text", rule % ("{starts_with: a}", "b")),
        declared("integer", rule % ("{at_least: 3}", "4")),
    )
    assert (found.unknown, pairs(found)) == ((), [(["a"], []), ([], ["a"])])


def used_at(places: str, when: str) -> dict[str, str]:
    """A rule of a profile that is used at some locations; at none named, anywhere."""
    at = f"assigned_to: [{places}], " if places else ""
    project = (
        f"rulec: 1\nlocations: [Oslo, Rome, Bergen]\nprofiles: {{p: {{{at}rules: [a.yaml]}}}}\n"
    )
    rules = f"policy: participant\nrules:\n  - {{id: a, when: {when}, reject: true}}\n"
    return {"rulec.yaml": project, "a.yaml": rules}


def test_calls_come_from_locations_that_both_versions_have():
    found = compared(used_at("Oslo", "{location: Oslo}"), used_at("Rome, Oslo", "{location: Oslo}"))
    assert (found.places, found.only_old, found.only_new) == (("Oslo",), (), ("Rome",))
    assert (found.verdict, found.classes, found.unknown) == ("different", (), ())


def test_a_call_that_shows_a_difference_is_from_a_common_location():
    old = used_at("Oslo, Bergen", "{location: [Oslo, Bergen]}")
    found = compared(old, used_at("Bergen, Rome", "{location: [Oslo, Rome], protocol: sip}"))
    assert (found.places, found.only_old, found.only_new) == (("Bergen",), ("Oslo",), ("Rome",))
    assert pairs(found) == [(["a"], [])]
    assert found.classes[0].call.inputs["call_info"]["location"] == "Bergen"  # type: ignore[index]


def test_without_a_common_location_nothing_is_equal():
    found = compared(used_at("Oslo", "{location: Oslo}"), used_at("Rome", "{location: Rome}"))
    assert (found.verdict, found.is_apart, found.classes) == ("different", True, ())


def test_where_one_version_names_no_location_those_of_the_other_count():
    named, anywhere = used_at("Oslo", "{registered: true}"), used_at("", "{registered: true}")
    for old, new in ((named, anywhere), (anywhere, named)):
        found = compared(old, new)
        assert (found.verdict, found.places) == ("equal", ("Oslo",))
    found = compared(used_at("Oslo", "{location: Oslo}"), used_at("", "{location: Rome}"))
    assert pairs(found) == [(["a"], [])]


def test_the_order_of_locations_does_not_matter():
    one, other = (
        used_at("Oslo, Rome", "{location: Oslo}"),
        used_at("Rome, Oslo", "{location: Oslo}"),
    )
    assert compared(one, other).verdict == "equal"
