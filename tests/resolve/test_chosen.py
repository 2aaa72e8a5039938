"""Values that a condition chooses or a table has, in every position."""

import pytest
from resolve.answers import (
    ONE,
    TWO,
    V,
    W,
    answer,
    choice,
    files,
    item,
    noted,
    one_problem,
)
from rule_texts import canonical, read_rules

from rulec.diagnostics import in_order
from rulec.pexip import Policy


def changed(value: str, call=None, field: str = "name", head: str = "") -> object:
    """What `set` makes of a field with a value; "as it was" where it changes nothing."""
    texts = files(f"rules: [{{id: r, set: {{{field}: {value}}}}}]", head=head)
    return answer(texts, call, {field: "as it was"})["result"][field]


# --- Look-ups ------------------------------------------------------------------------------------


def room(column: str, more: str = "", key: str = "{local_alias.user}") -> str:
    return f"{{table: rooms, key: '{key}', column: {column}{more}}}"


@pytest.mark.parametrize(
    ("field", "column", "expected"),
    [
        ("name", "title", "Alpha"),
        ("name", "limit", "12"),
        ("name", "open", "true"),
        ("participant_limit", "limit", 12),
        ("locked", "open", True),
        ("breakout_uuids", "rooms", [ONE, TWO]),
        ("name", "empty", "as it was"),
        ("name", "key", "a"),
    ],
)
def test_what_is_looked_up_takes_the_type_of_the_field(field, column, expected):
    assert canonical(changed(room(column), {"local_alias": "a@x"}, field)) == canonical(expected)


def test_a_cell_is_no_template():
    assert changed(room("title"), {"local_alias": "items@x"}) == "{key} {{ 7*7 }}"


@pytest.mark.parametrize("alias", ["b@x", "A@x", "keys@x", "__class__@x", "=a@x", "@x", None, 7])
def test_a_key_that_the_table_does_not_have(alias):
    call = {"local_alias": alias}
    assert changed(room("title"), call) == "as it was"
    assert changed(room("title", ", otherwise: none"), call) == "none"
    assert changed(room("limit", ", otherwise: 3"), call, "participant_limit") == 3


def test_otherwise_is_not_for_an_empty_cell():
    value = room("empty", ", otherwise: other")
    assert changed(value, {"local_alias": "a@x"}) == "as it was"
    assert changed(value, {"local_alias": "b@x"}) == "other"


def test_look_up_by_another_column():
    by_code = room("title", ", match: code", key="{vendor}")
    assert changed(by_code, {"vendor": "1"}) == "Alpha"
    assert changed(by_code, {"vendor": "a"}) == "as it was"


def test_a_number_as_a_key_is_its_digits():
    by_code = room("title", ", match: code", key="{bandwidth}")
    assert changed(by_code, {"bandwidth": 1}) == "Alpha"
    assert changed(by_code, {"bandwidth": "1"}) == "as it was"


def test_a_key_with_filters_and_one_that_is_chosen():
    assert changed(room("title", key="{vendor | lower}"), {"vendor": "A"}) == "Alpha"
    key = "{when: {vendor: v}, then: a, otherwise: '{vendor}'}"
    value = f"{{table: rooms, key: {key}, column: title}}"
    assert changed(value, {"vendor": "v"}) == "Alpha"
    assert changed(value, {"vendor": "items"}) == "{key} {{ 7*7 }}"


def test_a_capture_as_a_key():
    when = "when: {local_alias: {matches: '(?P<which>.+)-\\d'}}"
    texts = files(f"rules: [{{id: r, {when}, set: {{name: {room('title', key='{which}')}}}}}]")
    assert answer(texts, {"local_alias": "a-1"}, {"x": 1})["result"] == {"x": 1, "name": "Alpha"}
    assert answer(texts, {"local_alias": "b-1"}, {"x": 1})["result"] == {"x": 1}


def test_rows_without_a_key_and_with_the_key_of_another():
    texts = files(f"rules: [{{id: r, set: {{name: {room('title')}}}}}]")
    texts["rooms.csv"] = "key,code,title\na,1,A\nb,2,B\na,3,C\n,4,D\n"
    assert noted(texts) == [("bad-key", "a,3,C"), ("bad-key", ",4,D")]
    (double, _) = in_order(read_rules(texts)[1])
    assert [(other.span.line, other.span.column) for other in double.related] == [(2, 1)]
    # By another column all rows have keys of their own.
    by_code = room("title", ", match: code")
    texts["a.yaml"] = files(f"rules: [{{id: r, set: {{name: {by_code}}}}}]")["a.yaml"]
    assert noted(texts) == []


def test_keys_that_differ_in_case_are_two():
    texts = files(f"rules: [{{id: r, set: {{name: {room('title')}}}}}]")
    texts["rooms.csv"] = "key,title\na,small\nA,large\n"
    assert answer(texts, {"local_alias": "A"}, {"x": 1})["result"]["name"] == "large"


@pytest.mark.parametrize(
    ("value", "code", "at"),
    [
        ("{table: roms, key: '{vendor}', column: title}", "unknown-table", "roms,"),
        (room("titel"), "unknown-column", "titel}"),
        (room("title", ", match: cod"), "unknown-column", "cod}"),
        ("{table: rooms, column: title}", "missing-key", "table:"),
        ("{table: rooms, key: '{vendor}'}", "missing-key", "table:"),
        (room("title", ", else: x"), "unknown-key", "else:"),
        (room("title", ", when: {vendor: x}"), "unknown-key", "when:"),
        (room("title", key="{vendr}"), "unknown-source", "vendr}"),
        (room("title", ", otherwise: '{vendr}'"), "unknown-source", "vendr}"),
    ],
)
def test_mistakes_in_look_ups(value, code, at):
    texts = files(f"rules: [{{id: r, set: {{name: {value}}}}}]", head="# table: rooms\n")
    found = [problem for problem in noted(texts) if problem[0] != "unused-name"]
    ((name, there),) = found
    assert name == code
    assert there.startswith(at)


@pytest.mark.parametrize(
    ("field", "column", "code", "at"),
    [
        ("participant_limit", "title", "not-a-number", "Alpha"),
        ("locked", "limit", "not-a-flag", "12,"),
        ("call_type", "role", "wrong-value", "chair"),
    ],
)
def test_a_cell_that_does_not_fit_the_field_is_noted_at_its_place(field, column, code, at):
    found = noted(files(f"rules: [{{id: r, set: {{{field}: {room(column)}}}}}]"))
    assert found[0][0] == code
    assert found[0][1].startswith(at)
    assert len(found) == 2


# --- Chosen values -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "of_v", "of_w"),
    [
        ("name", choice("yes", "'{vendor}'"), "yes", "w"),
        ("name", choice("yes"), "yes", "as it was"),
        ("name", choice("null", "no"), "as it was", "no"),
        ("name", choice("12", "0x1"), "12", "0x1"),
        ("description", choice("''", "'{service_config.name}'"), "", "as it was"),
        ("locked", choice("true", "'{registered}'"), True, False),
        ("participant_limit", choice("'{bandwidth}'", "3"), 7, 3),
        ("participant_limit", choice("3"), 3, "as it was"),
        ("crypto_mode", choice("on", "null"), "on", None),
        ("breakout_uuids", choice(f"[{ONE}]", "[]"), [ONE], []),
        ("breakout_uuids", f"[{choice(ONE)}, {TWO}]", [ONE, TWO], [TWO]),
        ("breakout_uuids", f"[{choice(ONE, TWO)}]", [ONE], [TWO]),
        ("name", choice(choice("1", "2", "{bandwidth: 7}"), choice("3", "4")), "1", "4"),
        ("name", choice("a", "b", "{any: [{vendor: v}, {not: {registered: true}}]}"), "a", "a"),
        ("on_completion", choice("{disconnect: true}"), {"disconnect": True}, "as it was"),
    ],
)
def test_chosen_values(field, value, of_v, of_w):
    assert canonical(changed(value, V, field)) == canonical(of_v)
    assert canonical(changed(value, W, field)) == canonical(of_w)


def test_chosen_and_looked_up_values_inside_each_other():
    inner = room("title", f", otherwise: {choice('v', room('title', key='a'))}")
    value = choice(inner, room("limit", ", otherwise: none"), "{registered: true}")
    call = {"local_alias": "b@x", "registered": True}
    assert changed(value, call | {"vendor": "v"}) == "v"
    assert changed(value, call | {"vendor": "w"}) == "Alpha"
    assert changed(value, {"local_alias": "a@x"}) == "12"
    assert changed(value, {"local_alias": "b@x"}) == "none"


def test_values_in_the_entries_of_records():
    texts = files(f"""rules:
  - id: r
    set:
      automatic_participants:
        - remote_alias: {choice("'{remote_alias}'", "fixed")}
          local_alias: {room("title", ", otherwise: l")}
          protocol: sip
          role: {room("role")}
          streaming: {choice("true")}
          description: {choice("d", "null")}
""")
    call = V | {"local_alias": "a@x"}
    (found,) = answer(texts, call, {"x": 1})["result"]["automatic_participants"]
    wanted = item("bob@x", local_alias="Alpha", role="chair", streaming=True, description="d")
    assert canonical(found) == canonical(wanted)
    (found,) = answer(texts, W | {"local_alias": "items"}, {"x": 1})["result"][
        "automatic_participants"
    ]
    assert found == item("fixed", local_alias="{key} {{ 7*7 }}")
    # Without the role, which is mandatory, there is no participant.
    found = answer(texts, W | {"local_alias": "b"}, {"x": 1})["result"]
    assert found["automatic_participants"] == []


def test_a_new_service_leaves_null_values_out():
    fields = f"service_type: conference, name: n, service_tag: t, pin: {choice('1234')}"
    texts = files(f"rules: [{{id: r, create: {{{fields}, description: {room('title')}}}}}]")
    bare = {"service_type": "conference", "name": "n", "service_tag": "t"}
    assert answer(texts, W)["result"] == bare
    call = V | {"local_alias": "a"}
    assert answer(texts, call)["result"] == bare | {"pin": "1234", "description": "Alpha"}


def test_redirect():
    other = choice("'sip:{remote_alias.user}@y'")
    value = room("title", f", otherwise: {other}")
    texts = files(f"rules: [{{id: r, redirect: {value}}}]")
    found = [answer(texts, call | {"local_alias": a}) for call, a in ((V, "a"), (V, "b"), (W, "b"))]
    assert found == [
        {"action": "redirect", "result": {"new_alias": "Alpha"}},
        {"action": "redirect", "result": {"new_alias": "sip:bob@y"}},
        {"action": "reject", "result": {}},
    ]


def test_reject_reasons():
    other = choice("'Sorry {remote_alias.user}'", "No")
    value = room("title", f", otherwise: {other}")
    texts = files(f"rules: [{{id: r, reject: {value}}}]", "participant")
    for call, alias, reason in ((V, "a", "Alpha"), (V, "b", "Sorry bob"), (W, "b", "No")):
        given = call | {"local_alias": alias}
        found = answer(texts, given, policy=Policy.PARTICIPANT, participant={})
        assert found == {"action": "reject", "result": {"reject_reason": reason}}


@pytest.mark.parametrize(
    ("value", "code", "at"),
    [
        ("{then: x}", "missing-key", "then:"),
        ("{when: {vendor: v}}", "missing-key", "when:"),
        ("{when: {vendor: v}, then: x, else: y}", "unknown-key", "else:"),
        ("{when: {vendr: v}, then: x}", "unknown-field", "vendr:"),
        (choice("'{vendr}'", "x"), "unknown-source", "vendr}"),
        (choice("x", "'{vendr}'"), "unknown-source", "vendr}"),
        (choice("[x]"), "wrong-shape", "[x]"),
    ],
)
def test_mistakes_in_chosen_values(value, code, at):
    one_problem(files(f"rules: [{{id: r, set: {{name: {value}}}}}]"), code, at)


@pytest.mark.parametrize(
    ("field", "value", "code", "at"),
    [
        ("locked", choice("sure", "true"), "not-a-flag", "sure"),
        ("locked", choice("true", "'{vendor}'"), "wrong-type", "'{vendor}'"),
        ("participant_limit", choice("-1", "2"), "wrong-value", "-1"),
        ("call_type", choice("video", "vidio"), "wrong-value", "vidio"),
        ("pin", choice("'12'", "'1234'"), "wrong-value", "'12'"),
        ("service_type", choice("conference", "confrence"), "wrong-value", "confrence"),
    ],
)
def test_each_value_must_fit_the_field(field, value, code, at):
    one_problem(files(f"rules: [{{id: r, set: {{{field}: {value}}}}}]"), code, at)


@pytest.mark.parametrize("inside", ["'x'", "'{n}'"])
def test_nothing_can_be_captured_in_the_condition_of_a_value(inside):
    value = choice(inside, "y", "{vendor: {matches: '(?P<n>.+)'}}")
    found = noted(files(f"rules: [{{id: r, set: {{name: {value}}}}}]"))
    assert "capture-not-here" in [code for code, _ in found]


def test_captures_of_the_rule_are_known_in_its_values():
    when = "{local_alias: {matches: '(?P<n>.+)-\\d'}}"
    value = choice("'<{n}>'", "'{n}'")
    texts = files(f"rules: [{{id: r, when: {when}, set: {{name: {value}}}}}]")
    assert answer(texts, V | {"local_alias": "q-1"}, {"x": 1})["result"]["name"] == "<q>"
    assert answer(texts, W | {"local_alias": "q-1"}, {"x": 1})["result"]["name"] == "q"


# --- Named values --------------------------------------------------------------------------------


def named(value: str, when: str = "{vendor: {not: null}}", name: str = "'{it}'") -> dict[str, str]:
    return files(
        f"rules: [{{id: r, when: {when}, set: {{name: {name}}}}}]", head=f"let: {{it: {value}}}\n"
    )


def test_a_chosen_let_in_conditions_and_templates():
    texts = named(choice("'{remote_alias.user}'", "other"), "{it: [bob, other]}", "'<{it}>'")
    assert answer(texts, V, {"x": 1})["result"]["name"] == "<bob>"
    assert answer(texts, W, {"x": 1})["result"]["name"] == "<other>"
    assert "name" not in answer(texts, V | {"remote_alias": "al@x"}, {"x": 1})["result"]


def test_a_looked_up_let():
    texts = named(room("title"), "{it: {starts_with: Al}}", "'{it | lower}'")
    assert answer(texts, {"local_alias": "a"}, {"x": 1})["result"] == {"x": 1, "name": "alpha"}
    for alias in ("items", "b", None):
        assert answer(texts, {"local_alias": alias}, {"x": 1})["result"] == {"x": 1}


def test_a_let_without_a_value_is_null():
    texts = named(choice("x"), "{it: null}", "'none{it}'")
    assert answer(texts, W, {"x": 1})["result"]["name"] == "none"
    assert answer(texts, V, {"x": 1})["result"] == {"x": 1}


def test_a_let_that_is_a_number():
    texts = named(choice("'{bandwidth}'"), "{it: {at_least: 7}}")
    assert answer(texts, V, {"x": 1})["result"]["name"] == "7"
    assert answer(texts, V | {"bandwidth": 6}, {"x": 1})["result"] == {"x": 1}
    assert answer(texts, W, {"x": 1})["result"] == {"x": 1}


def test_lets_that_choose_with_each_other():
    one, two = choice("a", "b"), choice("1", "'{one}'", "{one: a}")
    head = f"let: {{one: {one}, two: {two}}}\n"
    assert changed("'{two}'", V, head=head) == "1"
    assert changed("'{two}'", W, head=head) == "b"


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        (choice("'{bandwidth}'", "'{vendor}'"), False),
        (choice("'{registered}'", "'{bandwidth}'"), False),
        (choice("'{bandwidth}'", "'{remote_port}'"), True),
        (choice("'{bandwidth}'", "null"), True),
        (choice("'{bandwidth}'", "'{bandwidth} kbit/s'"), False),
        (choice(choice("'{bandwidth}'"), "text"), False),
        (room("title", ", otherwise: '{vendor}'"), True),
        (room("limit", ", otherwise: '{bandwidth}'"), False),
    ],
)
def test_the_values_of_a_let_have_one_type(value, fits):
    if fits:
        assert noted(named(value)) == []
    else:
        one_problem(named(value), "wrong-type", value)


def test_a_let_that_chooses_by_itself_is_a_circle():
    found = noted(named(choice("x", "y", "{it: a}")))
    assert [code for code, _ in found] == ["let-cycle"]
