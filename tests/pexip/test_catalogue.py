"""Every documented name has a row, and every row is fit for the administrator who reads it."""

import re
from collections.abc import Iterator

import pytest
from pexip.documented_names import (
    AUTOMATIC_NAMES,
    BREAKOUT_NAMES,
    CALL_SUPPLY,
    MANDATORY,
    MEDIA_ANSWER_NAMES,
    MEDIA_NAMES,
    PARTICIPANT_ANSWER_NAMES,
    PARTICIPANT_NAMES,
    SERVICE_NAMES,
)

import rulec.pexip as catalogue
from rulec.pexip import (
    AUTOMATIC_PARTICIPANT,
    CALL_FIELDS,
    LATER_PARTICIPANT_FIELDS,
    MEDIA_FIELDS,
    MEDIA_RESPONSE,
    NEW_ALIAS,
    PARTICIPANT_FIELDS,
    PARTICIPANT_RESPONSE,
    PIN_PATTERN,
    REJECT_REASON,
    SCRIPT_MAX_CHARACTERS,
    SCRIPT_WARNING_CHARACTERS,
    SEEN_IN_SCRIPTS,
    SERVICE_FIELDS,
    SERVICE_TYPES,
    UUID_PATTERN,
    InputField,
    Policy,
    ResponseField,
    Supply,
    ValueType,
    idp_attribute,
    script_size,
    service_input,
    service_response_field,
)

LETTERS = {"A": Supply.ALWAYS, "S": Supply.SOMETIMES, "N": Supply.NEVER}

INPUTS = [
    *CALL_FIELDS.values(),
    *PARTICIPANT_FIELDS.values(),
    *MEDIA_FIELDS.values(),
    *SERVICE_FIELDS.values(),
    idp_attribute("group"),
]


def with_items(rows: Iterator[ResponseField]) -> Iterator[ResponseField]:
    for row in rows:
        yield row
        yield from with_items(iter(row.items))


def all_responses() -> Iterator[ResponseField]:
    for service_type in SERVICE_TYPES.values():
        yield from service_type.fields
    yield from PARTICIPANT_RESPONSE.values()
    yield from MEDIA_RESPONSE.values()
    for rows in SEEN_IN_SCRIPTS.values():
        yield from rows.values()
    yield from (NEW_ALIAS, REJECT_REASON)


RESPONSES = list(dict.fromkeys(with_items(all_responses())))


def fits(value: object, value_type: ValueType) -> bool:
    match value_type:
        case ValueType.TEXT:
            return isinstance(value, str) and value != ""
        case ValueType.INTEGER:
            return isinstance(value, int) and not isinstance(value, bool)
        case ValueType.BOOLEAN:
            return isinstance(value, bool)
        case ValueType.TEXT_LIST:
            return isinstance(value, list) and all(fits(item, ValueType.TEXT) for item in value)
        case ValueType.TEXT_OR_LIST:
            return fits(value, ValueType.TEXT) or fits(value, ValueType.TEXT_LIST)
        case ValueType.OBJECT:
            return isinstance(value, dict) and value != {}
        case ValueType.OBJECT_LIST:
            return isinstance(value, list) and all(fits(item, ValueType.OBJECT) for item in value)


def fits_row(value: object, row: ResponseField) -> bool:
    """Whether `value` is one that an answer may hold in `row`."""
    if not fits(value, row.type):
        return False
    if isinstance(value, str):
        return (
            row.min_length <= len(value) <= row.max_length
            and (not row.values or value in row.values)
            and (not row.pin or re.search(PIN_PATTERN, value) is not None)
            and (not row.uuid or re.search(UUID_PATTERN, value) is not None)
        )
    if isinstance(value, int):
        return (row.minimum is None or value >= row.minimum) and (
            row.maximum is None or value <= row.maximum
        )
    objects = value if row.type is ValueType.OBJECT_LIST else [value]
    if row.items and isinstance(objects, list):
        return all(fits_object(item, row.items) for item in objects)
    return True


def fits_object(value: dict[str, object], rows: tuple[ResponseField, ...]) -> bool:
    known = {row.name: row for row in rows}
    return all(row.name in value for row in rows if row.required) and all(
        name in known and fits_row(item, known[name]) for name, item in value.items()
    )


# --- Completeness ---------------------------------------------------------------------------------


def test_call_info_has_every_documented_field_in_order():
    assert list(CALL_FIELDS) == list(CALL_SUPPLY)


@pytest.mark.parametrize("name", CALL_SUPPLY)
def test_call_fields_are_supplied_where_pexip_says(name):
    row = CALL_FIELDS[name]
    assert row.path == ("call_info", name)
    assert [row.supply(policy) for policy in Policy] == [
        LETTERS[letter] for letter in CALL_SUPPLY[name]
    ]


def test_participant_and_media_inputs_are_complete_and_only_theirs():
    assert list(PARTICIPANT_FIELDS) == PARTICIPANT_NAMES
    assert list(MEDIA_FIELDS) == MEDIA_NAMES
    for row in PARTICIPANT_FIELDS.values():
        assert row.path[0] == "participant"
        assert row.service is row.media_location is Supply.NEVER
        assert row.participant is not Supply.NEVER
    for row in MEDIA_FIELDS.values():
        assert row.path[0] == "suggested_media_overflow_locations"
        assert row.service is row.participant is Supply.NEVER
        assert row.media_location is not Supply.NEVER


@pytest.mark.parametrize("name", SERVICE_NAMES)
def test_service_types_have_exactly_the_documented_fields(name):
    expected = set(SERVICE_NAMES[name].split())
    if name in {"conference", "lecture"}:
        expected |= set(BREAKOUT_NAMES)
    names = [row.name for row in SERVICE_TYPES[name].fields]
    assert len(names) == len(set(names))
    assert set(names) == expected


def test_there_is_no_other_service_type():
    assert list(SERVICE_TYPES) == list(SERVICE_NAMES)


@pytest.mark.parametrize("name", MANDATORY)
def test_service_types_require_what_pexip_requires(name):
    required = [row.name for row in SERVICE_TYPES[name].fields if row.required]
    assert sorted(required) == sorted(MANDATORY[name].split())


def test_answers_of_the_other_policies_are_complete():
    assert [row.name for row in AUTOMATIC_PARTICIPANT] == AUTOMATIC_NAMES
    assert list(PARTICIPANT_RESPONSE) == PARTICIPANT_ANSWER_NAMES
    assert list(MEDIA_RESPONSE) == MEDIA_ANSWER_NAMES
    assert set(PARTICIPANT_RESPONSE) - LATER_PARTICIPANT_FIELDS == {
        "preauthenticated_role",
        "remote_alias",
        "remote_display_name",
    }


def test_the_reason_of_a_reject_cannot_be_set():
    assert "reject_reason" not in PARTICIPANT_RESPONSE
    assert REJECT_REASON.max_length == 250


def test_everything_public_is_exported():
    for name in catalogue.__all__:
        assert hasattr(catalogue, name)


# --- Every row ------------------------------------------------------------------------------------


def plain_sentences(doc: str) -> bool:
    return doc == doc.strip() and doc.endswith(".") and len(doc) <= 200 and doc.count(". ") <= 2


@pytest.mark.parametrize("row", INPUTS, ids=lambda row: row.dotted)
def test_inputs_are_documented_with_an_example_of_their_type(row: InputField):
    assert plain_sentences(row.doc)
    assert row.source
    assert fits(row.example, row.type)
    if row.values:
        assert row.example in row.values


@pytest.mark.parametrize("row", INPUTS, ids=lambda row: row.dotted)
def test_inputs_that_come_sometimes_say_when(row: InputField):
    sometimes = Supply.SOMETIMES in {row.supply(policy) for policy in Policy}
    assert bool(row.condition) == sometimes
    assert any(row.supply(policy) is not Supply.NEVER for policy in Policy)


@pytest.mark.parametrize("row", INPUTS, ids=lambda row: row.dotted)
def test_marks_of_inputs_suit_their_type(row: InputField):
    if row.alias or row.address or row.values:
        assert row.type is ValueType.TEXT
    if row.location or row.caller_controlled:
        assert row.type in {ValueType.TEXT, ValueType.TEXT_LIST}
    assert not (row.caller_controlled and row.authenticated)
    assert row.name == row.path[-1]


@pytest.mark.parametrize("row", RESPONSES, ids=lambda row: row.name)
def test_responses_are_documented_with_an_example_that_pexip_accepts(row: ResponseField):
    assert plain_sentences(row.doc)
    assert row.source
    assert fits_row(row.example, row), row.example


@pytest.mark.parametrize("row", RESPONSES, ids=lambda row: row.name)
def test_defaults_of_responses_are_values_of_theirs(row: ResponseField):
    match row.type:
        case _ if not row.default:
            return
        case ValueType.BOOLEAN:
            assert row.default in {"true", "false"}
        case ValueType.INTEGER:
            assert row.default.isdigit()
        case _:
            assert row.default in row.values or (row.default == "null" and row.nullable)


def test_rows_can_be_keys():
    assert len({*INPUTS}) == len(INPUTS)
    assert len({*RESPONSES}) == len(RESPONSES)


def test_items_belong_to_objects_only():
    for row in RESPONSES:
        if row.type in {ValueType.OBJECT, ValueType.OBJECT_LIST}:
            assert row.items
        else:
            assert row.items == ()


# --- Particular facts -----------------------------------------------------------------------------


def marked(rows: dict[str, InputField], mark: str) -> set[str]:
    return {name for name, row in rows.items() if getattr(row, mark)}


def test_text_that_callers_choose_is_marked():
    assert marked(CALL_FIELDS, "caller_controlled") == {
        "call_tag",
        "local_alias",
        "ms_subnet",
        "p_asserted_identity",
        "remote_alias",
        "remote_display_name",
        "teams_tenant_id",
        "telehealth_request_id",
        "third_party_passcode",
        "vendor",
    }
    assert marked(PARTICIPANT_FIELDS, "caller_controlled") == {
        "remote_alias",
        "remote_display_name",
    }


def test_aliases_addresses_and_locations_are_marked():
    assert marked(CALL_FIELDS, "alias") == {"local_alias", "remote_alias"}
    assert marked(PARTICIPANT_FIELDS, "alias") == {"remote_alias"}
    assert marked(SERVICE_FIELDS, "alias") == {"local_alias", "remote_alias"}
    assert marked(CALL_FIELDS, "address") == {"remote_address", "node_ip", "proxy_node_address"}
    assert marked(CALL_FIELDS, "location") == {"location", "proxy_node_location"}
    assert marked(MEDIA_FIELDS, "location") == set(MEDIA_NAMES)


def test_secrets_are_marked():
    assert marked(CALL_FIELDS, "secret") == {"third_party_passcode"}
    assert marked(SERVICE_FIELDS, "secret") == {"pin", "guest_pin"}
    assert {row.name for row in RESPONSES if row.secret} == {"pin", "guest_pin"}


def test_six_fields_may_differ_between_the_callers_of_a_conference():
    assert {row.name for row in RESPONSES if row.per_participant} == {
        "guest_identity_provider_group",
        "host_identity_provider_group",
        "pin",
        "guest_pin",
        "max_callrate_in",
        "max_callrate_out",
    }


def test_null_means_something_in_four_answers():
    assert {row.name for row in RESPONSES if row.nullable} == {
        "crypto_mode",
        "max_pixels_per_second",
        "preauthenticated_role",
        "remote_display_name",
    }


def test_layouts_and_transfer_roles_are_open():
    assert {row.name for row in RESPONSES if row.values and not row.values_closed} == {
        "view",
        "guest_view",
        "host_view",
        "role",
    }


def test_a_service_input_knows_every_value_of_every_type():
    service_type = service_input("service_type")
    assert service_type is not None
    assert service_type.path == ("service_config", "service_type")
    assert service_type.values == tuple(SERVICE_TYPES)
    call_type = service_input("call_type")
    assert call_type is not None
    assert call_type.values == ("video", "video-only", "audio", "auto")
    assert service_input("no_such_field") is None


def test_the_condition_of_a_service_input_names_the_types_that_have_it():
    assert SERVICE_FIELDS["name"].condition == "only when Pexip found a service"
    assert SERVICE_FIELDS["guest_view"].condition == (
        "only when Pexip found a service of type lecture"
    )


def test_rows_of_one_name_are_told_apart_by_service_type():
    assert [use.service_types for use in service_response_field("call_type")] == [
        ("conference", "lecture", "two_stage_dialing", "test_call"),
        ("gateway",),
    ]
    assert len(service_response_field("service_type")) == len(SERVICE_TYPES)
    assert service_response_field("no_such_field") == ()


@pytest.mark.parametrize("name", SERVICE_FIELDS)
def test_rows_of_one_name_agree_on_what_a_rule_needs_without_a_service_type(name):
    rows = [use.row for use in service_response_field(name)]
    assert len({(row.type, row.nullable, row.max_length, row.pin, row.uuid) for row in rows}) == 1


def test_an_identity_provider_attribute_may_have_any_name():
    row = idp_attribute("X-wing pilot")
    assert row.path == ("participant", "idp_attributes", "X-wing pilot")
    assert row.type is ValueType.TEXT_OR_LIST
    assert row.supply(Policy.PARTICIPANT) is Supply.SOMETIMES
    assert row.supply(Policy.SERVICE) is Supply.NEVER


def test_undocumented_fields_are_not_documented_ones():
    assert not SEEN_IN_SCRIPTS[Policy.SERVICE].keys() & SERVICE_FIELDS.keys()
    assert not SEEN_IN_SCRIPTS[Policy.PARTICIPANT].keys() & PARTICIPANT_RESPONSE.keys()
    assert "media_playlist" in SEEN_IN_SCRIPTS[Policy.SERVICE]


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", 0),
        ("abc", 3),
        ("a\nb\n", 6),
        ("é", 2),
        ("\u20ac\n", 5),
        ("\U0001f600", 4),
        ("\ud800", 3),
    ],
)
def test_script_size_is_the_worst_that_pexip_could_count(text, size):
    assert script_size(text) == size


def test_the_warning_comes_before_the_limit():
    assert SCRIPT_WARNING_CHARACTERS < SCRIPT_MAX_CHARACTERS == 48 * 1024
