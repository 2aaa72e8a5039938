"""`keep` carries fields over to a new service, `append` adds to lists of one."""

import pytest
from resolve.answers import (
    ONE,
    THREE,
    V,
    W,
    answer,
    choice,
    files,
    item,
    noted,
    one_problem,
)
from rule_texts import canonical

# --- Keep ----------------------------------------------------------------------------------------

NEW = "{service_type: conference, name: n, service_tag: t, pin: '1111'}"
MADE = {"service_type": "conference", "name": "n", "service_tag": "t", "pin": "1111"}


def kept(names: str, service_config, more: str = "") -> dict[str, object]:
    texts = files(f"rules: [{{id: r, replace: {NEW}, keep: {names}{more}}}]")
    return answer(texts, None, service_config)["result"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pin", "2222"),
        ("description", "old"),
        ("allow_guests", False),
        ("allow_guests", True),
        ("participant_limit", 0),
        ("automatic_participants", [{"a": [1, None, {"b": "\u00e4"}]}, None, "x"]),
        ("breakout_uuids", ["x", 7]),
    ],
)
def test_fields_with_a_value_are_kept(field, value):
    found = kept(f"[{field}]", {"name": "old", "locked": True, field: value})
    assert canonical(found) == canonical(MADE | {field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pin", ""), ("pin", None), ("pin", 2222), ("description", ["x"]),
        ("allow_guests", "true"), ("allow_guests", 1), ("participant_limit", "3"),
        ("participant_limit", 2.5), ("automatic_participants", []),
        ("automatic_participants", {}), ("automatic_participants", None),
        ("automatic_participants", "x"), ("breakout_uuids", {"a": 1}),
    ],
)  # fmt: skip
def test_fields_without_a_value_are_not_kept(field, value):
    assert kept(f"[{field}]", {"name": "old", field: value}) == MADE
    assert kept(f"[{field}]", {"name": "old"}) == MADE


def test_an_object_is_kept():
    new = "{service_type: media_playback, name: n, service_tag: t, media_playlist_name: p}"
    texts = files(f"rules: [{{id: r, replace: {new}, keep: on_completion}}]")
    for found, is_kept in (({"disconnect": True}, True), ({}, False), ([1], False), ("x", False)):
        result = answer(texts, None, {"name": "old", "on_completion": found})["result"]
        assert result.get("on_completion") == (found if is_kept else None)


def test_without_a_service_nothing_is_kept():
    assert kept("[pin, automatic_participants]", None) == MADE
    assert kept("[pin]", {}) == MADE


def test_keep_acts_before_set_and_append():
    more = ", set: {description: new}, append: {automatic_participants: [" + ITEM + "]}"
    old = {"name": "o", "description": "old", "automatic_participants": [{"a": 1}]}
    found = kept("[name, description, automatic_participants]", old, more)
    both = [{"a": 1}, item("rec")]
    assert found == MADE | {"name": "o", "description": "new", "automatic_participants": both}


def test_keep_takes_what_was_found_and_not_what_a_rule_made():
    first = "{id: a, set: {pin: '3333'}}"
    texts = files(f"match: all\nrules: [{first}, {{id: b, replace: {NEW}, keep: [pin]}}]")
    assert answer(texts, None, {"name": "o", "pin": "2222"})["result"]["pin"] == "2222"


@pytest.mark.parametrize(
    ("effects", "code", "at"),
    [
        (f"create: {NEW}, keep: [pin]", "nothing-to-keep", "keep:"),
        ("set: {name: x}, keep: [pin]", "effects-clash", "keep:"),
        ("keep: [pin]", "effects-clash", "keep:"),
        (f"replace: {NEW}, keep: []", "no-effect", "[]"),
        (f"replace: {NEW}, keep: [pni]", "unknown-target", "pni"),
        (f"replace: {NEW}, keep: {{pin: true}}", "wrong-shape", "{pin"),
        (f"replace: {NEW}, keep: [media_playlist_name]", "unusual-field", "media_playlist_name"),
    ],
)
def test_mistakes_in_keep(effects, code, at):
    one_problem(files(f"rules: [{{id: r, {effects}}}]"), code, at)


def test_create_gives_its_service_all_the_same():
    texts = files(f"rules: [{{id: r, create: {NEW}, keep: [pin]}}]")
    assert answer(texts)["result"] == MADE


def test_a_mandatory_field_may_be_kept():
    new = "{service_type: conference, service_tag: t}"
    rule = f"replace: {new}, keep: [name]"
    one_problem(files(f"rules: [{{id: r, {rule}}}]"), "may-be-missing", "keep:")
    assert noted(files(f"rules: [{{id: r, when: {{service_config: found}}, {rule}}}]")) == []


# --- Append --------------------------------------------------------------------------------------

ITEM = "{remote_alias: rec, local_alias: l, protocol: sip, role: guest}"


def appended(items: str, service_config, call=None, field: str = "automatic_participants"):
    texts = files(f"rules: [{{id: r, append: {{{field}: {items}}}}}]")
    return answer(texts, call, service_config)


def test_items_are_added_at_the_end():
    found = appended(f"[{ITEM}]", {"automatic_participants": [{"a": 1}, None, "x"]})
    assert found["result"]["automatic_participants"] == [{"a": 1}, None, "x", item("rec")]


@pytest.mark.parametrize("before", [None, [], {}, {"a": 1}, "x", 7, True])
def test_what_is_no_list_counts_as_an_empty_one(before):
    found = appended(f"[{ITEM}]", {"name": "n", "automatic_participants": before})
    assert found["result"] == {"name": "n", "automatic_participants": [item("rec")]}


def test_a_service_without_the_field_and_no_service():
    found = appended(f"[{ITEM}]", {"name": "n"})
    assert found["result"] == {"name": "n", "automatic_participants": [item("rec")]}
    assert appended(f"[{ITEM}]", None) == {"action": "reject", "result": {}}


@pytest.mark.parametrize("before", [{"a": 1}, [{"a": 1}], None])
def test_where_nothing_is_added_all_stays(before):
    items = "[{remote_alias: '{vendor}', local_alias: l, protocol: sip, role: guest}]"
    given = {"name": "n", "automatic_participants": before}
    assert appended(items, given)["result"] == given


def test_items_of_two_rules_and_of_a_choice():
    chosen_items = choice(f"[{ITEM}]")
    rules = f"""match: all
rules:
  - {{id: a, append: {{automatic_participants: {chosen_items}}}}}
  - {{id: b, append: {{automatic_participants: [{ITEM}, {ITEM}]}}}}
"""
    assert (
        answer(files(rules), V, {"x": 1})["result"]["automatic_participants"] == [item("rec")] * 3
    )
    assert (
        answer(files(rules), W, {"x": 1})["result"]["automatic_participants"] == [item("rec")] * 2
    )


def test_texts_are_added_to_a_list_of_text():
    found = appended(f"[{THREE}, '{{vendor}}']", {"breakout_uuids": [ONE]}, V, "breakout_uuids")
    assert found["result"] == {"breakout_uuids": [ONE, THREE]}


@pytest.mark.parametrize(
    ("fields", "code", "at"),
    [
        ("{name: x}", "wrong-type", "name:"),
        ("{automatic_participants: " + ITEM + "}", "wrong-shape", "{remote_alias"),
        ("{automatic_participants: [{remote_alias: x}]}", "missing-field", "remote_alias"),
        ("{automatic_participant: []}", "unknown-target", "automatic_participant"),
        ("{}", "no-effect", "{}"),
    ],
)
def test_mistakes_in_append(fields, code, at):
    one_problem(files(f"rules: [{{id: r, append: {fields}}}]"), code, at)
