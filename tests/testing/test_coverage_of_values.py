"""Conditions that choose values, and look-ups, count as conditions of their rules."""

from __future__ import annotations

import pytest
from rule_texts import errors, read_rules

from rulec.pexip import Policy
from rulec.report.conditions import described
from rulec.report.values import value_text
from rulec.testing import ConditionCoverage, Coverage, Share, run_tests

#: What was asked: held, failed, and the number of tests.
Asked = dict[str, tuple[bool, bool, int]]

HEAD = "policy: participant\ntables: {wards: [{ward: '1', name: A}, {ward: '2', name: B}]}\n"
WARD = "{table: wards, key: '{call_tag}', column: name}"


def cover(texts: dict[str, str]) -> Coverage:
    project, problems = read_rules(texts)
    assert not errors(problems)
    return run_tests(project).coverage


def with_calls(calls: tuple[str, ...]) -> str:
    tests = "".join(
        f"  - {{name: t{number}, given: {{call: {{{call}}}}}, expect: {{action: continue}}}}\n"
        for number, call in enumerate(calls)
    )
    return f"tests:\n{tests}" if calls else ""


def one_rule(rule: str, *calls: str, head: str = "") -> Asked:
    """What was asked of a rule, `id` left out, by a test for each call."""
    texts = {"a.yaml": f"{HEAD}{head}rules:\n  - {{id: r, {rule}}}\n{with_calls(calls)}"}
    return asked(cover(texts).every_rule[0].conditions)


def asked(conditions: tuple[ConditionCoverage, ...]) -> Asked:
    found: Asked = {}
    for one in conditions:
        single = one.single
        told = f"{single.table}: {value_text(single.key)}" if single.key else ""
        told = told or described(single.condition)
        assert told not in found
        found[told] = (one.held, one.failed, one.tests)
    return found


# --- Chosen values -------------------------------------------------------------------------------

CHOSEN = "call_tag: {when: {vendor: a}, then: x, otherwise: y}"


def test_a_choice_is_asked_where_its_rule_applied():
    rule = f"when: {{protocol: sip}}, set: {{{CHOSEN}}}"
    calls = ("protocol: sip, vendor: b", "protocol: sip", "vendor: a")
    assert one_rule(rule, *calls) == {
        "protocol equals 'sip'": (True, True, 3),
        "vendor equals 'a'": (False, True, 2),
    }
    assert one_rule(rule, *calls, "protocol: sip, vendor: a")["vendor equals 'a'"] == (
        True,
        True,
        3,
    )


def test_outcomes_count_in_the_share():
    texts = {"a.yaml": f"{HEAD}rules:\n  - {{id: r, set: {{{CHOSEN}}}}}\n"}
    assert cover(texts).conditions == Share(0, 2)
    texts["a.yaml"] += with_calls(("vendor: a",))
    assert cover(texts).conditions == Share(1, 2)


def test_choices_inside_choices_are_asked_as_often():
    inner = "{when: {protocol: sip}, then: x, otherwise: y}"
    for values in (f"then: {inner}, otherwise: z", f"then: z, otherwise: {inner}"):
        rule = f"set: {{call_tag: {{when: {{vendor: a}}, {values}}}}}"
        assert one_rule(rule, "vendor: b") == {
            "vendor equals 'a'": (False, True, 1),
            "protocol equals 'sip'": (False, True, 1),
        }


PARTICIPANT = "{local_alias: a, remote_alias: CHOICE, protocol: sip, role: guest}"


@pytest.mark.parametrize(
    ("policy", "effect"),
    [
        ("participant", "reject: CHOICE"),
        ("service", "redirect: CHOICE"),
        ("service", "create: {service_type: conference, service_tag: '', name: CHOICE}"),
        ("service", f"append: {{automatic_participants: [{PARTICIPANT}]}}"),
        ("media_location", "set: {overflow_locations: [CHOICE]}"),
    ],
)
def test_choices_of_every_effect(policy: str, effect: str):
    effect = effect.replace("CHOICE", "{when: {vendor: a}, then: x, otherwise: y}")
    given = "{call: {vendor: a}, service_config: {service_type: conference, name: A}}"
    if policy != Policy.SERVICE.value:
        given = "{call: {vendor: a}}"
    text = f"policy: {policy}\nrules:\n  - id: r\n    {effect}\ntests:\n"
    text += f"  - {{name: t, given: {given}, expect: {{rule: r}}}}\n"
    (found,) = cover({"a.yaml": text}).every_rule
    assert asked(found.conditions) == {"vendor equals 'a'": (True, False, 1)}


def test_choices_of_a_default():
    rules = "  - {id: r, when: {protocol: sip}, set: {role: chair}}\n"
    text = f"{HEAD}rules:\n{rules}default: {{set: {{{CHOSEN}}}}}\n"
    coverage = cover({"a.yaml": text + with_calls(("protocol: sip, vendor: a", "vendor: b"))})
    rule, default = coverage.every_rule
    assert asked(rule.conditions) == {"protocol equals 'sip'": (True, True, 2)}
    assert asked(default.conditions) == {"vendor equals 'a'": (False, True, 1)}


# --- Named values --------------------------------------------------------------------------------

SHIFT = "let: {shift: {when: {vendor: a}, then: x, otherwise: y}}\n"


def test_a_named_value_counts_in_rules_that_use_it():
    assert one_rule("set: {role: chair}", "vendor: a", head=SHIFT) == {}
    rule = "when: {protocol: sip}, set: {call_tag: '{shift}', display_name: 'at {shift}'}"
    assert one_rule(rule, "vendor: a", "vendor: b, protocol: sip", head=SHIFT) == {
        "protocol equals 'sip'": (True, True, 2),
        "vendor equals 'a'": (False, True, 1),
    }


def test_a_named_value_that_when_tests_is_asked_wherever_the_rule_is_looked_at():
    rule = "when: {shift: {not: x}, protocol: sip}, set: {call_tag: '{shift}'}"
    assert one_rule(rule, "vendor: a", "vendor: b, protocol: sip", head=SHIFT) == {
        "not (shift equals 'x')": (True, True, 2),
        "vendor equals 'a'": (True, True, 2),
        "protocol equals 'sip'": (True, True, 2),
    }


def test_what_the_when_of_the_set_asks_is_not_asked_again():
    head = f"{SHIFT}when: {{shift: x}}\n"
    assert one_rule("set: {call_tag: '{shift}'}", "vendor: a", head=head) == {}
    texts = {"a.yaml": f"{HEAD}{head}rules: [{{id: r, set: {{call_tag: '{{shift}}'}}}}]\n"}
    (rules,) = cover(texts).sets
    assert asked(rules.when).keys() == {"shift equals 'x'", "vendor equals 'a'"}


def test_named_values_inside_named_values():
    head = "let:\n  one: {when: {vendor: a}, then: x, otherwise: y}\n  two: '{one | lower}'\n"
    found = one_rule("set: {call_tag: '{[two] | join}'}", "vendor: a", head=head)
    assert found == {"vendor equals 'a'": (True, False, 1)}


# --- Look-ups ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("calls", "found"),
    [
        ((), (False, False, 0)),
        (("call_tag: '1'",), (True, False, 1)),
        (("call_tag: '3'", "call_tag: null"), (False, True, 2)),
        (("call_tag: '2'", "call_tag: ''"), (True, True, 2)),
    ],
)
def test_a_lookup_finds_a_row_or_none(calls: tuple[str, ...], found: tuple[bool, bool, int]):
    rule = f"set: {{display_name: {WARD}}}"
    assert one_rule(rule, *calls) == {"wards: {call_tag}": found}


def test_a_row_with_an_empty_cell_is_found():
    head = "let: {found: {table: empty, key: '{call_tag}', column: name, otherwise: none}}\n"
    text = HEAD.replace("wards: [{", "empty: [{ward: '3', name: ''}], wards: [{")
    text += f"{head}rules: [{{id: r, set: {{display_name: '{{found}}'}}}}]\n"
    (rule,) = cover({"a.yaml": text + with_calls(("call_tag: '3'",))}).every_rule
    assert asked(rule.conditions) == {"empty: {call_tag}": (True, False, 1)}


def test_two_columns_of_one_row_are_one_lookup():
    other = "{table: wards, key: '{call_tag}', column: ward}"
    rule = f"set: {{display_name: {WARD}, call_tag: {other}}}"
    assert one_rule(rule, "call_tag: '1'") == {"wards: {call_tag}": (True, False, 1)}
    another = other.replace("{call_tag}", "{vendor}")
    rule = f"set: {{display_name: {WARD}, call_tag: {another}}}"
    assert one_rule(rule, "call_tag: '1'") == {
        "wards: {call_tag}": (True, False, 1),
        "wards: {vendor}": (False, True, 1),
    }


def test_keys_and_what_stands_for_keys_that_are_not_there():
    key = "{when: {vendor: a}, then: '{call_tag}', otherwise: '{location}'}"
    otherwise = "{when: {protocol: sip}, then: x, otherwise: y}"
    value = f"{{table: wards, key: {key}, column: name, otherwise: {otherwise}}}"
    assert one_rule(f"set: {{display_name: {value}}}", "vendor: a, call_tag: '2'") == {
        "wards: a chosen value": (True, False, 1),
        "vendor equals 'a'": (True, False, 1),
        "protocol equals 'sip'": (False, True, 1),
    }


def test_keys_of_other_types():
    text = HEAD.replace("wards: [{", "t: [{key: 'true', name: A}], wards: [{")
    value = "{table: t, key: '{registered}', column: name}"
    text += f"rules: [{{id: r, set: {{display_name: {value}}}}}]\n"
    (rule,) = cover({"a.yaml": text + with_calls(("registered: true",))}).every_rule
    assert asked(rule.conditions) == {"t: {registered}": (True, False, 1)}


def test_a_lookup_that_when_tests():
    head = f"let: {{its_name: {WARD}}}\n"
    rule = "when: {its_name: {not: null}}, set: {display_name: '{its_name}'}"
    assert one_rule(rule, "call_tag: '1'", "call_tag: '9'", head=head) == {
        "its_name has a value": (True, True, 2),
        "wards: {call_tag}": (True, True, 2),
    }


def test_choices_of_all_rows_are_those_of_one():
    text = HEAD + (
        "rules:\n  - id: r\n    for_each: wards\n    when: {call_tag: '{ward}'}\n"
        "    set: {display_name: {when: {vendor: '{name}'}, then: x, otherwise: '{name}'}}\n"
    )
    (rule,) = cover({"a.yaml": text + with_calls(("call_tag: '2', vendor: B",))}).every_rule
    assert asked(rule.conditions) == {
        "call_tag equals '1'": (True, True, 1),
        "vendor equals 'A'": (True, False, 1),
    }
    assert [one.varies for one in rule.conditions] == [True, True]


# --- Locations -----------------------------------------------------------------------------------


def at_oslo_and_paris(rule: str) -> Asked:
    project = "rulec: 1\nprofiles: {p: {assigned_to: [Oslo, Paris], rules: [a.yaml]}}\n"
    tables = "tables: {places: [{place: Oslo, to: A}, {place: Paris, to: B}, {place: X, to: C}]}\n"
    text = f"policy: participant\n{tables}rules: [{{id: r, {rule}}}]\n"
    texts = {"rulec.yaml": project, "a.yaml": text + with_calls(("location: Oslo",))}
    return asked(cover(texts).every_rule[0].conditions)


def test_what_locations_decide_is_not_asked():
    chosen = "set: {call_tag: {when: {location: %s}, then: x, otherwise: y}}"
    assert at_oslo_and_paris(chosen % "[Oslo, Paris]") == {}
    assert at_oslo_and_paris(chosen % "Oslo") == {"location equals 'Oslo'": (True, False, 1)}
    assert at_oslo_and_paris(f"when: {{location: Oslo}}, {chosen % 'Oslo'}") == {
        "location equals 'Oslo'": (True, False, 1)
    }


def test_a_lookup_by_a_location_that_is_in_the_table():
    value = "{table: places, key: '%s', column: to}"
    assert at_oslo_and_paris(f"set: {{call_tag: {value % '{location}'}}}") == {}
    assert at_oslo_and_paris(f"set: {{call_tag: {value % '{location | lower}'}}}") == {}
    assert at_oslo_and_paris(f"set: {{call_tag: {value % '{vendor}'}}}") == {
        "places: {vendor}": (False, True, 1)
    }
