"""Rules in plain words: every operator, field and effect has some, and they say what is so."""

from __future__ import annotations

import inspect

import pytest
from rule_texts import errors, read_rules

from rulec import operators
from rulec.ir import All, FieldTest
from rulec.ir.walk import walk
from rulec.operators import OPERATORS, Operator
from rulec.pexip import (
    MEDIA_RESPONSE,
    NEW_ALIAS,
    PARTICIPANT_RESPONSE,
    REJECT_REASON,
    SEEN_IN_SCRIPTS,
    SERVICE_TYPES,
    VARIABLES,
    Policy,
    ResponseField,
    idp_attribute,
)
from rulec.report.words import Line, condition_lines, effect_lines, sentence
from rulec.resolve.condition_words import CONDITION_WORDS
from rulec.resolve.effect_keys import EFFECTS

ZONE = "timezone: Europe/Oslo\n"


def rule_set(text: str, environment: dict[str, str] | None = None):
    project, problems = read_rules({"a.yaml": text}, environment)
    assert not errors(problems), errors(problems)
    return project.rule_sets[0].rules


def one(rule: str, policy: str = "participant", head: str = "", **environment: str):
    """The set with one rule, and the rule."""
    rules = rule_set(f"policy: {policy}\n{head}rules: [{{id: a, {rule}}}]\n", environment)
    return rules, rules.rules[0]


def said(rule: str, policy: str = "participant", head: str = "", **environment: str) -> str:
    return sentence(*one(rule, policy, head, **environment))


def flat(lines: tuple[Line, ...], depth: int = 0) -> list[str]:
    """Lines with their parts, two blanks deeper each."""
    found = []
    for line in lines:
        found.append("  " * depth + " ".join(part for part in (line.name, line.text) if part))
        found += flat(line.parts, depth + 1)
    return found


# --- The vocabulary ------------------------------------------------------------------------------


def test_an_operator_without_plain_words_cannot_be_made():
    assert "in_words" in Operator.__abstractmethods__
    every = [kind for _, kind in inspect.getmembers(operators, inspect.isclass)]
    made = [kind for kind in every if issubclass(kind, Operator) and not inspect.isabstract(kind)]
    assert len(made) >= 13
    assert {type(_operator(row.example)) for row in OPERATORS} == set(made)


def _operator(example: str) -> Operator:
    _, rule = one(f"when: {example}, reject: sorry")
    [test] = [node for node in walk(rule.when) if isinstance(node, FieldTest)]
    return test.operator


@pytest.mark.parametrize("row", OPERATORS, ids=lambda row: f"{row.word} {row.type.value}")
def test_every_operator_says_whether_it_is_met_or_not(row):
    operator = _operator(row.example)
    yes, no = operator.in_words(), operator.in_words(negated=True)
    assert yes != no
    assert "_" not in yes + no
    assert no.split()[0] in ("is", "does", "has")
    assert " not " in no or " none of " in no


@pytest.mark.parametrize(
    ("when", "words", "opposite"),
    [
        ("{vendor: [a, b]}", "is “a” or “b”", "is none of “a” or “b”"),
        ("{vendor: {contains: [a, b]}}", "contains “a” or “b”", "contains none of “a” or “b”"),
        ("{vendor: {one_of: [a, b, c, d, e]}}", "is “a”, “b”, “c” or 2 more",
         "is none of “a”, “b”, “c” or 2 more"),
        ("{remote_port: [5060, 5061]}", "is 5060 or 5061", "is none of 5060 or 5061"),
        ("{remote_address: {in_subnet: [10.0.0.0/8, '::/0']}}", "is in 10.0.0.0/8 or ::/0",
         "is in none of 10.0.0.0/8 or ::/0"),
        ("{vendor: {starts_with: A, ignore_case: true}}", "begins with “A” (upper or lower case)",
         "does not begin with “A” (upper or lower case)"),
        ("{bandwidth: {at_least: 100000}}", "is at least 100,000", "is not at least 100,000"),
    ],
)  # fmt: skip
def test_several_operands(when, words, opposite):
    operator = _operator(when)
    assert operator.in_words() == words
    assert operator.in_words(negated=True) == opposite


def test_all_operands_are_written_out_where_that_is_wished():
    operator = _operator("{vendor: [a, b, c, d, e]}")
    assert operator.in_words(most=5) == "is “a”, “b”, “c”, “d” or “e”"


def _response_rows() -> list[ResponseField]:
    rows = [row for kind in SERVICE_TYPES.values() for row in kind.fields]
    rows += [*PARTICIPANT_RESPONSE.values(), *MEDIA_RESPONSE.values(), REJECT_REASON, NEW_ALIAS]
    rows += [row for seen in SEEN_IN_SCRIPTS.values() for row in seen.values()]
    for row in rows:
        rows += [item for item in row.items if item not in rows]
    return rows


def test_every_field_of_pexip_has_plain_words():
    inputs = [row for variable in VARIABLES.values() for row in variable.fields.values()]
    bare = [row.name for row in (*inputs, *_response_rows()) if not row.words or "_" in row.words]
    assert len(inputs) + len(_response_rows()) > 250
    assert bare == []
    assert idp_attribute("group").words == "identity provider attribute group"


def test_phrases_are_of_all_known_values():
    rows = [row for variable in VARIABLES.values() for row in variable.fields.values()]
    phrased = [row for row in (*rows, *_response_rows()) if row.phrases]
    assert len(phrased) >= 4
    for row in phrased:
        assert [value for value, _ in row.phrases] == list(row.values), row.name


# --- Sentences -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("when: {protocol: sip, remote_alias: {ends_with: '@example.com'}}, set: {role: chair}",
         "Callers over SIP, from an alias that ends with “@example.com”, join as Hosts."),
        ("when: {protocol: [sip, h323]}, set: {role: guest}",
         "Callers over SIP or H.323 join as Guests."),
        ("when: {protocol: {not: sip}}, set: {role: chair}", "Callers not over SIP join as Hosts."),
        ("set: {display_name: Caller}", "All callers get the display name “Caller”."),
        ("when: {remote_alias: a@b.org}, reject: Go away",
         "Callers from “a@b.org” are refused, with the reason “Go away”."),
        ("when: {location: {not: [Oslo, DMZ]}}, continue: true",
         "Callers at a location other than “Oslo” or “DMZ” are left as they are."),
        ("when: {local_alias: {user: test, domain: {not: example.com}}}, set: {call_tag: x}",
         ("Callers to an alias whose user part is “test” and whose domain is not “example.com” get "
         "the call tag “x”.")),
        ("when: {bandwidth: {greater_than: 0, less_than: 256}}, set: {call_tag: x}",
         "Callers whose bandwidth is above 0 and is below 256 get the call tag “x”."),
        ("when: {registered: false, vendor: null}, set: {bypass_lock: true}",
         ("Callers without a registered device, without a device name, get the entry into locked "
         "conferences on.")),
        ("when: {idp_attributes: {group: [staff, doctors]}}, set: {role: chair}",
         "Callers whose identity provider attribute group is “staff” or “doctors” join as Hosts."),
        ("when: {ms_subnet: {includes: {starts_with: 10.47.}}}, set: {call_tag: x}",
         ("Callers with a subnet that Skype for Business reports that begins with “10.47.” get the "
         "call tag “x”.")),
        ("when: {any: [{protocol: sip}, {vendor: a, location: X}]}, set: {call_tag: x}",
         "Callers either over SIP, or (at “X”, whose device name is “a”), get the call tag “x”."),
        ("when: {not: {protocol: sip, vendor: a}}, set: {call_tag: x}",
         "Callers except callers over SIP, whose device name is “a”, get the call tag “x”."),
        ("when: {not: {any: [{protocol: sip}, {vendor: a}]}}, set: {call_tag: x}",
         "Callers not over SIP, whose device name is not “a”, get the call tag “x”."),
        (("when: {service_config: {service_tag: {contains: b}, service_type: lecture}}, "
         "set: {call_tag: x}"),
         "Callers for a Virtual Auditorium whose tag contains “b” get the call tag “x”."),
        ("when: {service_config: missing}, set: {call_tag: x}",
         "Callers for which Pexip found no service get the call tag “x”."),
        ("when: {time: {weekday: [mon, fri], between: ['21:00', '06:00']}}, set: {call_tag: x}",
         ("Callers between 21:00 and 06:00 on Mondays and Fridays (Europe/Oslo) get the call tag "
         "“x”.")),
        ("valid: {from: 2026-11-01, until: 2027-02-28}, set: {call_tag: x}",
         "Callers from 2026-11-01 until 2027-02-28 (Europe/Oslo) get the call tag “x”."),
    ],
)  # fmt: skip
def test_a_participant_rule_in_a_sentence(rule, told):
    assert said(rule, head=ZONE) == told


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("when: {call_direction: dial_in, vendor: [a, b]}, reject: true",
         "Calls that come in, whose device name is “a” or “b”, are refused."),
        ("when: {local_alias: x}, redirect: 'sip:y@z.org'",
         "Calls to “x” are redirected to “sip:y@z.org”."),
        ("when: {service_config: found}, set: {locked: true, enable_chat: no, ivr_theme_name: N}",
         ("Calls for which Pexip found a service get the settings lock at the start on, chat “no” "
         "and theme “N”.")),
        ("create: {service_type: conference, name: 'W {local_alias.user}', service_tag: w}",
         ("All calls get a Virtual Meeting Room (name “W {local_alias.user}”; tag “w”) where there "
         "is no service.")),
        (("when: {service_config: found}, keep: [pin], "
         "replace: {service_type: lecture, name: L, service_tag: ''}"),
         ("Calls for which Pexip found a service get a Virtual Auditorium (name “L”; tag “”), "
         "whatever Pexip found, and keep the Host PIN of the service that Pexip found.")),
        (("when: {service_config: found}, set: {ivr_theme_name: {when: {protocol: sip}, then: A, "
         "otherwise: B}}"),
         ("Calls for which Pexip found a service get the setting theme “A” for calls over SIP, "
         "otherwise “B”.")),
    ],
)  # fmt: skip
def test_a_service_rule_in_a_sentence(rule, told):
    assert said(rule, "service") == told


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (("when: {remote_address: {in_subnet: 10.0.0.0/8}}, "
         "set: {location: Oslo, overflow_locations: [London, Paris]}"),
         ("Calls from an address that is in 10.0.0.0/8 have their media handled at “Oslo”, and at "
         "“London”, “Paris” when that is full.")),
        ("when: {protocol: rtmp, call_direction: dial_out}, set: {location: DMZ}",
         "Calls that Pexip places, over RTMP, have their media handled at “DMZ”."),
        ("set: {primary_overflow_location: DMZ}",
         "All calls get the first overflow location “DMZ”."),
    ],
)  # fmt: skip
def test_a_media_rule_in_a_sentence(rule, told):
    assert said(rule, "media_location") == told


def test_the_when_of_the_set_is_part_of_the_sentence():
    assert said("set: {call_tag: x}", head="when: {protocol: sip}\n") == (
        "Callers over SIP get the call tag “x”."
    )


def test_the_default_of_a_set():
    text = "policy: participant\nwhen: {protocol: sip}\nrules: []\ndefault: {reject: Sorry}\n"
    assert sentence(rule_set(text), None) == (
        "Callers over SIP, where no rule of the set applied, are refused, with the reason “Sorry”."
    )


def test_what_nobody_meets():
    _, rule = one("when: {not: {any: [{vendor: a}, {vendor: {not: a}}]}}, set: {call_tag: x}")
    assert "nobody" not in sentence(*one("set: {call_tag: x}"))
    assert flat(condition_lines(rule.when)) == [
        "none of these",
        "  vendor is “a”",
        "  vendor is not “a”",
    ]


# --- Secrets -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule",
    [
        "create: {service_type: conference, name: A, service_tag: '', pin: 471199}",
        "when: {service_config: {pin: '471199'}}, reject: true",
        "when: {service_config: {pin: {not: '471199'}}}, reject: true",
        "when: {third_party_passcode: '471199'}, reject: true",
        "when: {service_config: {pin: {matches: '471199|2'}}}, set: {description: d}",
        (
            "when: {service_config: found}, "
            "set: {guest_pin: {when: {protocol: sip}, then: '471199', otherwise: '5678'}}"
        ),
    ],
)
def test_pins_are_in_no_words(rule):
    rules, made = one(rule, "service")
    told = [
        sentence(rules, made),
        *flat(condition_lines(made.when)),
        *flat(effect_lines(made.effects)),
    ]
    assert "471199" not in " ".join(told)
    assert "not shown" in told[0] or "(hidden)" in told[0]


def test_a_secret_of_the_environment_is_in_no_words():
    told = said("set: {display_name: '{env:NAME}'}", NAME="topsecret")
    assert told == "All callers get the display name (hidden)."


# --- Every word of the language ------------------------------------------------------------------


def _examples():
    for word in CONDITION_WORDS:
        for number, shown in enumerate(word.examples):
            yield pytest.param(shown, id=f"{word.word} {number}")


@pytest.mark.parametrize("shown", [*_examples()])
def test_every_word_of_conditions_has_a_sentence(shown):
    effect = {Policy.SERVICE: "reject: true", Policy.PARTICIPANT: "reject: sorry"}
    rule = (
        f"policy: {shown.policy.value}\n{shown.around}\nrules:\n  - id: a\n    when: {shown.when}\n"
    )
    rules = rule_set(f"{rule}    {effect.get(shown.policy, 'set: {location: A}')}\n")
    _is_plain(sentence(rules, rules.rules[0]))
    assert flat(condition_lines(rules.rules[0].when))


@pytest.mark.parametrize(
    ("key", "number"), [(key, n) for key in EFFECTS.values() for n in range(len(key.examples))],
    ids=lambda one: getattr(one, "name", one),
)  # fmt: skip
def test_every_effect_has_a_sentence(key, number):
    shown = key.examples[number]
    body = "\n".join(f"  {line}" for line in shown.rule.splitlines())
    rules = rule_set(f"policy: {shown.policy.value}\nrules:\n{body}\n")
    _is_plain(sentence(rules, rules.rules[0]))
    assert flat(effect_lines(rules.rules[0].effects))


def _is_plain(told: str) -> None:
    assert told.endswith(".")
    assert told[0].isupper()
    assert "  " not in told
    assert " ," not in told
    assert not any(word in told for word in ("None", "Constant(", "object at", "whose  "))


def test_lines_are_nested_as_conditions_are():
    _, rule = one(
        "when: {protocol: sip, any: [{vendor: a, location: Oslo}, {is: mobile}], "
        "not: {bandwidth: 1, remote_port: 2}}, set: {call_tag: x}",
        head="conditions: {mobile: {vendor: {contains: Mobile}}}\n",
    )
    assert flat(condition_lines(rule.when)) == [
        "protocol is “sip”",
        "one of these",
        "  all of these",
        "    vendor is “a”",
        "    location is “Oslo”",
        "  mobile:",
        "    vendor contains “Mobile”",
        "not all of these",
        "  bandwidth is 1",
        "  remote_port is 2",
    ]


def test_every_call_has_no_lines():
    assert condition_lines(All(())) == ()
