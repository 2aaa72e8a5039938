"""The JSON Schemas know values that are chosen or looked up, tables, `keep` and `append`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from json_schema.verdicts import DEFINITIONS, rule_set
from rule_texts import errors, read_rules

from rulec.pexip import SERVICE_FIELDS, SERVICE_TYPES, Policy, ResponseField, ValueType
from rulec.resolve.context import Facts
from rulec.resolve.effect_keys import EFFECTS
from rulec.resolve.fields import Target, target_field

TABLES = """
tables:
  sites: tables/sites.csv
  rows:
    - {word: mon, flag: true, number: 1728, list: a;b, pin: 0123, from: 08:00,
       window: 08:00;09:00, service: found}
    - {word: tue, flag: FALSE, number: 1, list: x, pin: null, from: '08:30',
       window: 10:00;11:00, service: missing}
"""
CSV = "domain,location,locations,flag,number\na.example,Oslo,Oslo;DMZ,true,5\n"


def in_rule(policy: str, rule: str) -> str:
    return f"policy: {policy}\n{TABLES}\nlists: {{some: [a]}}\nrules:\n- id: a\n  {rule}\n"


def checked(text: str) -> list[str]:
    return errors(read_rules({"a.yaml": text, "tables/sites.csv": CSV})[1])


# --- What it accepts -----------------------------------------------------------------------------

LOOK_UP = "{table: sites, key: '{remote_alias.domain}', column: location, otherwise: null}"
ROW = "for_each: rows\n  "

#: Rules that are right: their policy and what they hold.
RULES = {
    "a choice": (
        "service",
        "set: {pin: {when: {protocol: sip}, then: '{local_alias}', otherwise: 0123}}",
    ),
    "a choice without the other value": (
        "service",
        "set: {locked: {when: {protocol: sip}, then: true}}",
    ),
    "a choice of numbers": (
        "service",
        "set: {participant_limit: {when: {protocol: sip}, then: 5, otherwise: '{bandwidth}'}}",
    ),
    "choices inside each other": (
        "service",
        (
            "set: {enable_chat: {when: {any: [{protocol: sip}]}, then: no,"
            " otherwise: {when: {registered: true}, then: yes, otherwise: '{vendor}'}}}"
        ),
    ),
    "a choice that tests a capture": (
        "service",
        (
            "when: {local_alias: {matches: '(?P<room>.+)'}}\n"
            "  set: {name: {when: {room: {starts_with: a}}, then: '{room}', otherwise: x}}"
        ),
    ),
    "a choice of lists": (
        "media_location",
        "set: {overflow_locations: {when: {protocol: sip}, then: {list: some}, otherwise: [b]}}",
    ),
    "a choice in a list": (
        "media_location",
        (
            "set: {overflow_locations: [null, a, {when: {protocol: sip}, then: b, otherwise: null},"
            f" {LOOK_UP}]}}"
        ),
    ),
    "a choice of records": (
        "service",
        "set: {on_completion: {when: {protocol: sip}, then: {disconnect: true}}}",
    ),
    "a choice in a record": (
        "service",
        "set: {on_completion: {disconnect: {when: {protocol: sip}, then: true}}}",
    ),
    "a look-up": ("service", f"set: {{name: {LOOK_UP}}}"),
    "a look-up by another column": (
        "service",
        "set: {description: {table: sites, key: a, match: location, column: domain}}",
    ),
    "a look-up of a number": (
        "service",
        "set: {participant_limit: {table: sites, key: a, column: number, otherwise: 7}}",
    ),
    "a look-up of a list": (
        "media_location",
        "set: {overflow_locations: {table: sites, key: '{location}', column: locations}}",
    ),
    "a chosen key": (
        "service",
        "set: {name: {table: sites, key: {when: {protocol: sip}, then: a}, column: domain}}",
    ),
    "a chosen alias": ("service", f"redirect: {{when: {{protocol: sip}}, then: {LOOK_UP}}}"),
    "a chosen reason": (
        "participant",
        "reject: {when: {protocol: sip}, then: Go away, otherwise: null}",
    ),
    "a chosen name": (
        "service",
        (
            f"let: {{site: {LOOK_UP}, kind: {{when: {{protocol: sip}}, then: a}}}}\n"
            "  set: {name: '{site} {kind}'}"
        ),
    ),
    "append": (
        "service",
        (
            "append: {automatic_participants: [null, {remote_alias: a, local_alias: b,"
            " protocol: sip, role: {when: {protocol: sip}, then: chair, otherwise: guest}}]}"
        ),
    ),
    "keep": (
        "service",
        (
            "replace: {service_type: conference, name: a, service_tag: b}\n"
            "  keep: [pin, automatic_participants]"
        ),
    ),
    "keep of one, which is mandatory": (
        "service",
        "replace: {service_type: conference, name: a}\n  keep: service_tag",
    ),
    "a mandatory field that is set": (
        "service",
        "create: {service_type: conference, name: a}\n  set: {service_tag: ''}",
    ),
    "a row's own values": (
        "service",
        ROW + "set: {locked: '{flag}', participant_limit: '{number}', name: 'a {word}'}",
    ),
    "a cell with a list": ("media_location", ROW + "set: {overflow_locations: '{list}'}"),
    "a cell in a choice": (
        "service",
        ROW + "set: {pin: {when: {protocol: sip}, then: '{pin}', otherwise: null}}",
    ),
    "cells in conditions": (
        "service",
        ROW + "when: {registered: '{flag}', bandwidth: {at_least: '{number}', not: '{ number }'},"
        " has_authenticated_display_name: {equals: '{flag}'}, vendor: ['{word}', b],"
        " remote_address: {not: {in_subnet: 10.0.0.0/8}}}\n  reject: true",
    ),
    "cells as numbers in lists": (
        "service",
        ROW + "when: {bandwidth: {one_of: ['{number}', 5]}, registered: ['{flag}', null]}\n"
        "  reject: true",
    ),
    "a cell beside operators": (
        "service",
        ROW + "when: {vendor: {contains: a, ignore_case: '{flag}'}}\n  reject: true",
    ),
    "a cell with found or missing": (
        "service",
        ROW + "when: {service_config: '{service}'}\n  reject: true",
    ),
    "cells as times": (
        "service",
        ROW + "when: {time: {weekday: ['{word}'], between: ['{from}', '12:00']}}\n  reject: true",
    ),
    "cells as whole windows": (
        "service",
        ROW + "when: {time: {weekday: '{word | lower}', between: '{window}'}}\n  reject: true",
    ),
    "cells in a list of times": (
        "service",
        ROW + "when: {time: {between: ['{window}']}}\n  reject: true",
    ),
}


@pytest.mark.parametrize(("policy", "rule"), RULES.values(), ids=RULES)
def test_it_accepts_as_check_does(policy, rule):
    text = in_rule(policy, rule)
    assert checked(text) == []
    assert rule_set(text) == []


def _fields(policy: Policy) -> dict[str, ResponseField]:
    """The fields that rules of a policy set, as the resolver knows them."""
    own = policy.value.title().replace("_", "")
    found = {}
    for name in DEFINITIONS[f"{own}Set"]["properties"]:
        target = target_field(name, policy, Facts())
        assert isinstance(target, Target)
        found[name] = target.row
    return found


@pytest.mark.parametrize("policy", Policy)
def test_the_value_of_every_field_may_be_chosen(policy):
    def rule(name: str, value: Any) -> str:
        body = json.dumps({"id": name.replace("_", "-"), "set": {name: value}})
        return f"policy: {policy.value}\ntables: {{sites: tables/sites.csv}}\nrules: [{body}]"

    look_up = {"table": "sites", "key": "b", "column": "domain"}
    cells = "domain,column\na,\n"
    for name, row in _fields(policy).items():
        choice = {"when": {"protocol": "sip"}, "then": row.example, "otherwise": None}
        for value in (choice, {**look_up, "column": "column", "otherwise": choice}):
            text = rule(name, value)
            found = read_rules({"a.yaml": text, "tables/sites.csv": cells})[1]
            assert errors(found) == [], text
            assert rule_set(text) == [], text
        for wrong in (
            {"then": row.example},
            {"when": {"protocol": "sip"}},
            {**choice, "else": None},
            {**choice, "when": {"protocol": {"start_with": "s"}}},
            {**choice, "otherwise": {"x": 1}},
            {"table": "sites", "key": "b"},
            {**look_up, "then": row.example},
            {**look_up, "key": ["a"]},
            {**look_up, "otherwise": {"table": "sites"}},
        ):
            assert rule_set(rule(name, wrong)) != [], (name, wrong)


# --- What it catches -----------------------------------------------------------------------------

#: Rules that are wrong: their policy and what they hold.
MISTAKES = {
    "a choice without `then`": (
        "service",
        "set: {name: {when: {protocol: sip}, otherwise: b}}",
    ),
    "a choice without `when`": ("service", "set: {name: {then: a, otherwise: b}}"),
    "a misspelt key of a choice": (
        "service",
        "set: {name: {when: {protocol: sip}, then: a, otherwize: b}}",
    ),
    "a misspelt operator in a choice": (
        "service",
        "set: {name: {when: {protocol: {start_with: s}}, then: a}}",
    ),
    "a field of another policy in a choice": (
        "participant",
        "set: {call_tag: {when: {breakout_uuid: a}, then: a}}",
    ),
    "a chosen value that does not fit": (
        "service",
        "set: {enable_chat: {when: {protocol: sip}, then: maybe}}",
    ),
    "a chosen flag that is text": (
        "service",
        "set: {locked: {when: {protocol: sip}, then: true, otherwise: yes}}",
    ),
    "a chosen number out of range": (
        "service",
        "set: {participant_limit: {when: {protocol: sip}, then: -1}}",
    ),
    "a text for a chosen list": (
        "media_location",
        "set: {overflow_locations: {when: {protocol: sip}, then: a}}",
    ),
    "a mistake far inside": (
        "service",
        (
            "set: {name: {when: {protocol: sip}, then: a, otherwise: {when: {protocol: sip},"
            " then: {table: sites, key: a, colum: domain}}}}"
        ),
    ),
    "a look-up without a column": ("service", "set: {name: {table: sites, key: a}}"),
    "a look-up without a key": ("service", "set: {name: {table: sites, column: domain}}"),
    "an unknown key in a look-up": (
        "service",
        "set: {name: {table: sites, key: a, column: domain, default: b}}",
    ),
    "a look-up and a choice in one": (
        "service",
        "set: {name: {table: sites, key: a, column: domain, when: {protocol: sip}, then: a}}",
    ),
    "a list as the key of a look-up": (
        "service",
        "set: {name: {table: sites, key: [a], column: domain}}",
    ),
    "a choice in a list without `then`": (
        "media_location",
        "set: {overflow_locations: [{when: {protocol: sip}}]}",
    ),
    "an alias that is chosen wrongly": ("service", "redirect: {when: {protocol: sip}}"),
    "an alias that is null": ("service", "redirect: null"),
    "a reason that is chosen wrongly": (
        "participant",
        "reject: {when: {protocol: sip}, then: [a]}",
    ),
    "a chosen refusal of a service": (
        "service",
        "reject: {when: {protocol: sip}, then: a}",
    ),
    "a mandatory field of a computed type is missing": (
        "service",
        "create: {service_type: '{vendor}', name: a}",
    ),
    "keep of an unknown field": (
        "service",
        "replace: {service_type: conference, name: a, service_tag: b}\n  keep: [pin, guestpin]",
    ),
    "keep of nothing": (
        "service",
        "replace: {service_type: conference, name: a, service_tag: b}\n  keep: []",
    ),
    "keep alone": ("service", "keep: [pin]"),
    "keep beside set": ("service", "keep: pin\n  set: {name: a}"),
    "keep in a participant rule": ("participant", "keep: [pin]"),
    "append of a text": ("service", "append: {name: a}"),
    "append of an unknown field": ("service", "append: {participants: []}"),
    "append of nothing": ("service", "append: {}"),
    "append in a media rule": ("media_location", "append: {overflow_locations: [a]}"),
    "append of a record without a mandatory field": (
        "service",
        "append: {automatic_participants: [{remote_alias: a}]}",
    ),
    "a list of tables": ("service", "for_each: [rows]\n  reject: true"),
    "a number in quotes in a row's rule": (
        "service",
        ROW + "when: {bandwidth: '5'}\n  reject: true",
    ),
    "a window with one time": (
        "service",
        ROW + "when: {time: {between: ['08:00']}}\n  reject: true",
    ),
    "a text around a flag": (
        "service",
        ROW + "when: {registered: 'x {flag}'}\n  reject: true",
    ),
}


@pytest.mark.parametrize(("policy", "rule"), MISTAKES.values(), ids=MISTAKES)
def test_it_catches(policy, rule):
    text = in_rule(policy, rule)
    assert checked(text) != []
    assert rule_set(text) != []


# --- Nothing is forgotten ------------------------------------------------------------------------


def test_keep_offers_every_field_that_a_service_has_and_may_be_given():
    answers = {row.name for type_ in SERVICE_TYPES.values() for row in type_.fields}
    assert set(DEFINITIONS["Keep"]["anyOf"][0]["enum"]) == answers & SERVICE_FIELDS.keys()


def test_append_offers_every_list_of_a_service():
    lists = {
        row.name
        for type_ in SERVICE_TYPES.values()
        for row in type_.fields
        if row.type in (ValueType.TEXT_LIST, ValueType.OBJECT_LIST)
    }
    assert "automatic_participants" in lists
    assert DEFINITIONS["Append"]["properties"].keys() == lists


@pytest.mark.parametrize("policy", Policy)
def test_effects_stand_in_the_order_of_the_documentation(policy):
    own = policy.value.title().replace("_", "")
    mine = [key for key, row in EFFECTS.items() if policy in row.policies]
    assert list(DEFINITIONS[f"{own}Effects"]["properties"]) == mine
