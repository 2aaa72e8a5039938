"""Answers are written as they are printed, and results where they are chosen."""

from __future__ import annotations

import pytest
from emit.plain.shortened import agree, body, rules_with

from rulec.emit import Step
from rulec.pexip import Policy

CALLS = [{"call_info": {"vendor": vendor}} for vendor in ("a", "b", "", None, 5)]
SUGGESTIONS = (
    {"location": "S", "overflow_locations": ["T"]},
    {"location": "S", "primary_overflow_location": "P", "other": {"x": [1.5, None]}},
    {"location": 5},
    {"location": ""},
    {"overflow_locations": ["T"]},
    {},
    None,
)
MEDIA_CALLS = [
    {**call, "suggested_media_overflow_locations": suggestion}
    for call in CALLS
    for suggestion in SUGGESTIONS
] + CALLS

PARTICIPANTS = {
    "no rule": ("rules: []", '{"action":"continue","result":{}}'),
    "always": (
        "rules: [{id: a, set: {call_tag: x}}]",
        '{"action":"continue","result":{"call_tag":"x"}}',
    ),
    "one of two": (
        (
            "rules: [{id: a, when: {vendor: a}, set: {call_tag: x}},"
            " {id: b, when: {vendor: b}, set: {call_tag: z}}]"
        ),
        '{"call_tag":"x"}{%elif vendor=="b"%}{"call_tag":"z"}{%else%}{}{%endif%}}',
    ),
    "an exception": (
        "rules: [{id: a, when: {vendor: a}, continue: true}, {id: b, set: {call_tag: z}}]",
        '{%if vendor=="a"%}{}{%else%}{"call_tag":"z"}{%endif%}}',
    ),
    "in a set with a condition": (
        (
            "when: {vendor: [a, b]}\nrules: [{id: a, when: {vendor: a}, set: {call_tag: x}}]\n"
            "default: {set: {call_tag: d}}"
        ),
        '{%else%}{"call_tag":"d"}{%endif%}{%else%}{}{%endif%}}',
    ),
    "computed": (
        "rules: [{id: a, when: {vendor: a}, set: {call_tag: '{vendor}x', remote_display_name: y}}]",
        '{{ {"call_tag":call_tag,"remote_display_name":"y"}|pex_to_json}}{%else%}{}{%endif%}}',
    ),
    "what begins a tag": (
        "rules: [{id: a, set: {call_tag: '{{{{% x'}}]",
        '{{ {"call_tag":"{{% x"}|pex_to_json}}}',
    ),
    "signs of JSON": (
        'rules: [{id: a, set: {call_tag: "\\"}}\\\\\'\\u00e9"}}]',
        '{"call_tag":"\\"}\\\\\'\\u00e9"}}',
    ),
}


@pytest.mark.parametrize("case", PARTICIPANTS.values(), ids=PARTICIPANTS)
def test_results_are_printed_where_they_are_chosen(case: tuple[str, str]):
    text, end = case
    rules = rules_with(Policy.PARTICIPANT, text, Step.ANSWERS)
    assert body(rules).endswith(end)
    assert "overrides" not in body(rules)
    agree(rules, *CALLS)


#: Rules of which several may have a part in one result.
KEPT = {
    "all that match": "match: all\nrules: [{id: a, set: {call_tag: x}},"
    " {id: b, when: {vendor: a}, set: {remote_display_name: y}}]",
    "verdicts": "rules: [{id: a, when: {vendor: a}, reject: true}, {id: b, set: {call_tag: x}}]",
    "a value that may be missing": "rules: [{id: a, set: {call_tag: x, remote_alias: '{vendor}'}}]",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_results_of_several_are_kept_for_the_end(text: str):
    rules = rules_with(Policy.PARTICIPANT, text, Step.ANSWERS)
    assert body(rules).count('{"action":"continue","result":{{overrides|pex_to_json}}}') == 1
    agree(rules, *CALLS)


LOCATIONS = {
    "no rule": ("rules: []", "{{suggested_media_overflow_locations|default(none)|pex_to_json}}}"),
    "a list": (
        "rules: [{id: a, when: {vendor: a}, set: {location: L, overflow_locations: [M, N]}}]",
        (
            '{"location":"L","overflow_locations":["M","N"]}{%else%}'
            "{{suggested_media_overflow_locations|default(none)|pex_to_json}}{%endif%}}"
        ),
    ),
    "every key": (
        (
            "rules: [{id: a, set: {location: L, primary_overflow_location: M,"
            " secondary_overflow_location: N}}]"
        ),
        (
            '{"result":{"location":"L","primary_overflow_location":"M",'
            '"secondary_overflow_location":"N"}}'
        ),
    ),
}


@pytest.mark.parametrize("case", LOCATIONS.values(), ids=LOCATIONS)
def test_locations_are_printed_where_they_are_chosen(case: tuple[str, str]):
    text, end = case
    rules = rules_with(Policy.MEDIA_LOCATION, text, Step.ANSWERS)
    assert body(rules).endswith(end)
    agree(rules, *MEDIA_CALLS)


#: Rules after which something of the suggestion is left, or a location may be missing.
CHANGED = {
    "a location": "rules: [{id: a, when: {vendor: a}, set: {location: L}}]",
    "a list without a location": "rules: [{id: a, set: {overflow_locations: [M]}}]",
    "a location that may be missing": "rules: [{id: a, set: {location: '{vendor}',"
    " overflow_locations: [M]}}]",
    "one key": "rules: [{id: a, set: {location: L, primary_overflow_location: M}}]",
}


@pytest.mark.parametrize("text", CHANGED.values(), ids=CHANGED)
def test_changed_suggestions_are_kept_for_the_end(text: str):
    rules = rules_with(Policy.MEDIA_LOCATION, text, Step.ANSWERS)
    assert '{"result":{{answer|pex_to_json}}}' in body(rules)
    agree(rules, *MEDIA_CALLS)


def test_answers_of_services_have_constants_as_they_are_printed():
    text = (
        "rules: [{id: a, when: {vendor: a}, reject: true},"
        " {id: b, when: {vendor: b}, redirect: '{local_alias}'}, {id: c, set: {locked: true}}]"
    )
    rules = rules_with(Policy.SERVICE, text, Step.ANSWERS)
    assert body(rules).endswith(
        '{%if decision=="redirect"%}{"action":"redirect","result":'
        '{{ {"new_alias":new_alias}|pex_to_json}}}'
        '{%elif service and decision==""%}{"action":"continue","result":{{service|pex_to_json}}}'
        '{%else%}{"action":"reject","result":{}}{%endif%}'
    )
    agree(rules, *({**call, "service_config": {"name": "x"}} for call in CALLS), *CALLS)
