"""What values of answers let callers do, as data."""

from __future__ import annotations

import pytest

from rulec.pexip import (
    MEDIA_RESPONSE,
    MOVES_MEDIA,
    PARTICIPANT_FIELDS,
    PARTICIPANT_RESPONSE,
    RIGHTS,
    Held,
    Policy,
    ResponseField,
    Rights,
    rights_of,
    service_response_field,
)


def row_of(policy: Policy, name: str) -> ResponseField | None:
    if policy is Policy.SERVICE:
        return next((found.row for found in service_response_field(name)), None)
    return {Policy.PARTICIPANT: PARTICIPANT_RESPONSE, Policy.MEDIA_LOCATION: MEDIA_RESPONSE}[
        policy
    ].get(name)


@pytest.mark.parametrize("rights", RIGHTS, ids=lambda row: row.field)
def test_every_row_is_about_values_that_its_field_may_have(rights: Rights):
    row = row_of(rights.policy, rights.field)
    assert row is not None
    for name in rights.below:
        row = next(item for item in row.items if item.name == name)
    spelled = [value for rung in rights.rungs for value in rung if not isinstance(value, Held)]
    assert len(rights.rungs) > 1
    assert len(set(map(repr, spelled))) == len(spelled)
    assert rights.doc.endswith(".")
    assert rights.source
    for value in spelled:
        if isinstance(value, str) and row.values_closed:
            assert value in row.values
    if row.values and row.values_closed:
        # No value is left out.
        assert set(row.values) == {value for value in spelled if isinstance(value, str)}
    assert any(Held.NOTHING in rung for rung in rights.rungs)


def test_no_field_has_two_rows():
    assert len({(row.policy, row.field) for row in RIGHTS}) == len(RIGHTS)
    assert all(rights_of(row.policy, row.field) is row for row in RIGHTS)
    assert rights_of(Policy.SERVICE, "view") is None


def test_every_secret_of_an_answer_is_a_right():
    """A PIN that goes is never only a setting."""
    for name in ("pin", "guest_pin"):
        row = rights_of(Policy.SERVICE, name)
        assert row is not None
        assert row.rung("1234") == row.rung("5678") < row.rung("") == row.rung(None)


@pytest.mark.parametrize(
    ("policy", "field", "least_first"),
    [
        (Policy.PARTICIPANT, "preauthenticated_role", (None, "guest", "chair")),
        (Policy.PARTICIPANT, "bypass_lock", (False, True)),
        (Policy.SERVICE, "locked", (True, False)),
        (Policy.SERVICE, "treat_as_trusted", (None, True)),
        (Policy.SERVICE, "non_idp_participants", ("disallow_all", "allow_if_trusted")),
        (Policy.SERVICE, "allow_guests", (False, True)),
        (Policy.SERVICE, "host_identity_provider_group", ("Staff", None)),
        (Policy.SERVICE, "automatic_participants", ([{"role": "guest"}], [{"role": "chair"}])),
        (Policy.SERVICE, "on_completion", ({}, {"transfer": {"role": "host"}})),
    ],
)
def test_more_is_more(policy: Policy, field: str, least_first: tuple[object, ...]):
    row = rights_of(policy, field)
    assert row is not None
    rungs = [row.rung(value) for value in least_first]
    assert rungs == sorted(set(rungs))


def test_values_that_no_row_expects_let_callers_do_least():
    role = rights_of(Policy.PARTICIPANT, "preauthenticated_role")
    invited = rights_of(Policy.SERVICE, "automatic_participants")
    assert role is not None
    assert invited is not None
    assert role.rung("owner") == role.rung(1) == role.rung(None)
    assert invited.rung("x") == invited.rung([]) == invited.rung([{"role": 1}, 7]) == 0
    assert invited.rung([{"role": "guest"}, {"role": "chair"}]) == 1


def test_where_the_request_counts_is_a_field_of_it():
    for row in RIGHTS:
        assert not row.otherwise or PARTICIPANT_FIELDS[row.otherwise[-1]].path == row.otherwise


def test_what_moves_media_is_in_the_catalogue():
    for policy, names in MOVES_MEDIA.items():
        assert all(row_of(policy, name) is not None for name in names)
    assert MOVES_MEDIA[Policy.MEDIA_LOCATION].keys() == MEDIA_RESPONSE.keys()
