"""Traces of rules from tables, of rules that were left out, and of changes to lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from rule_texts import compiled

from rulec.evaluate import decide, read_inputs
from rulec.ir import LeftOut, Profile, Rule
from rulec.pexip import Policy
from rulec.report.decisions import Told, decision_json, decision_text
from rulec.report.left_out import left_out_data, left_out_text

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
PROJECT = """\
rulec: 1
locations: [Oslo, DMZ, Bergen, Molde]
profiles: {edge: {assigned_to: [DMZ], rules: ['*.yaml']}}
"""
TABLE = "key,room\n" + "".join(f"k{number},Room {number}\n" for number in range(1, 1001))
ROWS = """\
policy: service
name: rooms
tables: {rooms: table.csv}
rules:
  - {id: first, when: {vendor: x}, reject: true}
  - id: from-table
    for_each: rooms
    when: {local_alias: {user: '{key}'}, vendor: y}
    create: {service_type: conference, name: '{room}', service_tag: t}
  - {id: last, when: {vendor: z}, reject: true}
"""


def told(texts: dict[str, str], *, profile: str = "default", service: Any = None, **call: Any):
    made = compiled(texts, Policy.SERVICE, profile).profile
    inputs = {"call_info": call, "service_config": service}
    read = read_inputs(Policy.SERVICE, inputs, NOON)
    sets = made.sets(Policy.SERVICE)
    return Told(decide(Policy.SERVICE, sets, read), sets, read, profile=made)


def trace(made: Told) -> list[str]:
    return decision_text(made).split("\n\n", 1)[1].splitlines()


# --- Rows ----------------------------------------------------------------------------------------


def test_rows_that_did_not_match_are_one_line():
    made = told({"a.yaml": ROWS, "table.csv": TABLE}, local_alias="k999", vendor="y")
    assert trace(made) == [
        "rooms",
        "  first  a.yaml:5",
        "    not matched: vendor equals 'x' (vendor is 'y')",
        "  from-table: none of 998 rows matched  a.yaml:6",
        "    local_alias.user is 'k999'",
        "  from-table[999]  a.yaml:6  table.csv:1000",
        "    applied",
        "      service_type: 'conference'",
        "      name: 'Room 999'",
        "      service_tag: 't'",
        "  (the 2 rules below it were not looked at)",
    ]


def test_rows_that_fail_for_one_reason_tell_it():
    made = told({"a.yaml": ROWS.replace("user: '{key}'", "user: k1"), "table.csv": TABLE},
                local_alias="k1")  # fmt: skip
    assert trace(made)[3:5] == [
        "  from-table: none of 1,000 rows matched  a.yaml:6",
        "    not matched: vendor equals 'y' (vendor has no value)",
    ]


def test_rows_without_a_service_to_change():
    text = ROWS.replace("create: {service_type: conference, name: '{room}', service_tag: t}",
                        "set: {description: '{room}'}")  # fmt: skip
    text = text.replace("local_alias: {user: '{key}'}, ", "")
    made = told({"a.yaml": text, "table.csv": TABLE}, vendor="y")
    assert trace(made)[3:5] == [
        "  from-table: none of 1,000 rows matched  a.yaml:6",
        "    not matched: it changes a service, and there is none",
    ]


def test_one_row_alone_is_told_like_a_rule():
    made = told({"a.yaml": ROWS, "table.csv": "key,room\nk1,One\n"}, local_alias="b", vendor="y")
    assert "  from-table[1]  a.yaml:6  table.csv:2" in trace(made)
    assert "    not matched: local_alias.user equals 'k1' (local_alias.user is 'b')" in trace(made)


def test_rows_of_neighbouring_rules_stay_apart():
    second = ROWS[ROWS.index("  - id: from-table") : ROWS.index("  - {id: last")]
    text = ROWS + second.replace("from-table", "again")
    text = text.replace("  - {id: last, when: {vendor: z}, reject: true}\n", "")
    lines = trace(told({"a.yaml": text, "table.csv": TABLE}, local_alias="b"))
    assert [line.split("  ")[1] for line in lines if "none of" in line] == [
        "from-table: none of 1,000 rows matched",
        "again: none of 1,000 rows matched",
    ]


def test_json_has_every_row_with_its_place():
    made = told({"a.yaml": ROWS, "table.csv": TABLE}, local_alias="k3", vendor="y")
    steps = decision_json(made)["trace"]
    assert [step["rule"] for step in steps] == ["first", *(f"from-table[{n}]" for n in (1, 2, 3))]
    assert steps[0]["row"] is None
    assert steps[3]["row"] == {"path": "table.csv", "line": 4}


# --- Left out ------------------------------------------------------------------------------------

PLACES = """\
policy: service
name: places
rules:
  - {id: one, when: {vendor: a}, reject: true}
  - {id: internal, when: {location: Oslo}, reject: true}
  - {id: two, when: {location: DMZ, vendor: b}, reject: true}
  - {id: later, when: {location: [Oslo, Bergen]}, reject: true}
"""


def test_rules_that_were_left_out_stand_in_the_trace():
    made = told({"rulec.yaml": PROJECT, "a.yaml": PLACES}, profile="edge", location="DMZ")
    assert trace(made) == [
        "places",
        "  one  a.yaml:4",
        "    not matched: vendor equals 'a' (vendor has no value)",
        "  internal  a.yaml:5",
        "    left out: cannot apply at DMZ",
        "  two  a.yaml:6",
        "    not matched: vendor equals 'b' (vendor has no value)",
        "  later  a.yaml:7",
        "    left out: cannot apply at DMZ",
    ]
    data = decision_json(made)
    assert data["left_out"] == [
        {"rule_set": "places", "rule": "internal", "rows": None},
        {"rule_set": "places", "rule": "later", "rows": None},
    ]
    assert data["notes"] == []


def test_a_call_that_the_profile_never_sees():
    texts = {"rulec.yaml": PROJECT, "a.yaml": PLACES}
    note = "profile edge runs at DMZ: its scripts never see a call at 'Oslo'"
    made = told(texts, profile="edge", location="Oslo")
    assert decision_text(made).startswith(f"note: {note}\ndecision: ")
    assert decision_json(made)["notes"] == [note]
    for location in ("DMZ", None):
        assert not told(texts, profile="edge", location=location).notes


def profile(*left_out: LeftOut, **changes: Any) -> Profile:
    made = compiled({"rulec.yaml": PROJECT, "a.yaml": PLACES}, Policy.SERVICE, "edge").profile
    return replace(made, left_out=left_out, **changes)


@cache
def table_rules() -> tuple[Rule, ...]:
    texts = {"a.yaml": ROWS, "table.csv": TABLE}
    return compiled(texts, Policy.SERVICE).profile.rule_sets[0].rules


def left_out(count: int, *, rows: bool = False) -> tuple[LeftOut, ...]:
    rules = table_rules()
    chosen = rules[1 : count + 1] if rows else tuple(
        replace(rules[0], id=f"r{number}") for number in range(count)
    )  # fmt: skip
    return tuple(LeftOut("rooms", Policy.SERVICE, rule) for rule in chosen)


def test_one_line_for_a_build():
    assert left_out_text(profile(), Policy.SERVICE) == ""
    assert left_out_text(profile(*left_out(1)), Policy.PARTICIPANT) == ""
    assert left_out_text(profile(*left_out(1)), Policy.SERVICE) == (
        "edge: service: left out, because it cannot apply at DMZ: rooms/r0\n"
    )
    default = LeftOut("rooms", Policy.SERVICE, None)
    assert left_out_text(profile(*left_out(1), default), Policy.SERVICE) == (
        "edge: service: left out, because they cannot apply at DMZ: rooms/r0, rooms/default\n"
    )


def test_rows_of_one_rule_are_counted_and_long_lists_are_cut():
    made = profile(*left_out(997, rows=True), *left_out(9))
    assert left_out_text(made, Policy.SERVICE).endswith(
        ": rooms/from-table (997 rows), rooms/r0, rooms/r1, rooms/r2, rooms/r3, rooms/r4, "
        "rooms/r5, rooms/r6 and 2 more\n"
    )
    data = left_out_data(made, Policy.SERVICE)
    assert data[0] == {"rule_set": "rooms", "rule": "from-table", "rows": 997}
    assert len(data) == 10
    many = profile(*left_out(1), assigned_to=("A", "B", "C", "D"))
    assert "cannot apply at A, B, C and 1 more: " in left_out_text(many, Policy.SERVICE)


def test_a_rule_set_that_is_left_out_as_a_whole():
    made = told({"rulec.yaml": PROJECT, "a.yaml": PLACES}, profile="edge", location="DMZ")
    gone = LeftOut("gone", Policy.SERVICE, None)
    made = replace(made, profile=replace(made.profile, left_out=(gone,)))
    assert trace(made)[-3:] == ["gone", "  default", "    left out: cannot apply at DMZ"]


# --- Lists and kept fields -----------------------------------------------------------------------

PARTICIPANT = (
    "{remote_alias: new, role: guest, local_alias: a, protocol: sip, system_location_name: Oslo}"
)


def test_items_that_were_added():
    rules = f"[{{id: a, append: {{automatic_participants: [{PARTICIPANT}]}}}}]"
    service = {"service_type": "conference", "name": "A", "service_tag": ""}
    made = told({"a.yaml": f"policy: service\nrules: {rules}\n"}, service=service)
    assert '      automatic_participants: [{"remote_alias": "new", ' in decision_text(made)
    before = [{"remote_alias": "x" * 300}]
    made = told({"a.yaml": f"policy: service\nrules: {rules}\n"},
                service=service | {"automatic_participants": before})  # fmt: skip
    assert '      automatic_participants: 1 item and [{"remote_alias": "new", ' in (
        decision_text(made)
    )
    (change,) = decision_json(made)["trace"][0]["changes"]
    assert change["before"] == before
    assert change["after"][:1] == before
    assert len(change["after"]) == 2


def test_fields_that_were_kept():
    rules = (
        "[{id: a, replace: {service_type: conference, name: B, service_tag: ''}, "
        "keep: [description, pin]}]"
    )
    service = {"service_type": "conference", "name": "A", "service_tag": "", "description": "old",
               "pin": "1234", "locked": True}  # fmt: skip
    made = told({"a.yaml": f"policy: service\nrules: {rules}\n"}, service=service)
    assert '"description": "old"' in decision_text(made)
    assert [change["field"] for change in decision_json(made)["trace"][0]["changes"]] == [
        "name",
        "locked",
    ]
