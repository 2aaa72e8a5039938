"""Rules about which other tools are known to be wrong."""

from __future__ import annotations

import pytest
from rule_texts import errors, read_rules

from rulec.analysis import Calls, Course, Found, Hidden
from rulec.evaluate import Inputs, decide
from rulec.ir import ALWAYS, RuleSet
from rulec.pexip import Policy


def _rule_sets(*whens: str, match: str = "first", default: str = "") -> tuple[RuleSet, ...]:
    """A participant rule set whose rules, named a, b, c, each ask for something."""
    rules = "".join(
        f"  - {{id: {id_}, when: {when}, set: {{remote_display_name: {id_}}}}}\n"
        for id_, when in zip("abcdefgh", whens, strict=False)
    )
    text = f"policy: participant\nmatch: {match}\nrules:\n{rules}{default}"
    project, problems = read_rules({"p.yaml": text})
    assert not errors(problems), errors(problems)
    return project.profiles[0].rule_sets


def _hidden(rule_sets: tuple[RuleSet, ...]) -> dict[str, list[str]]:
    """The rules that no call reaches, with those that take their calls; the others are reached."""
    course = Course(Calls(Policy.PARTICIPANT), rule_sets)
    hidden = {}
    for step in course.steps:
        answer = course.call_for(step)
        if isinstance(answer, Hidden):
            hidden[step.name] = [other.name for other in answer.by]
        else:
            assert isinstance(answer, Found), answer
            inputs = Inputs(answer.call.inputs, answer.call.now)
            applied = decide(Policy.PARTICIPANT, rule_sets, inputs).applied
            assert step.name in [trace.name for trace in applied]
    return hidden


_ONE_BEGINS_AND_ONE_ENDS = (
    "{p_asserted_identity: {includes: {starts_with: a}},"
    " call_info: {p_asserted_identity: {includes: {ends_with: b}}}}"
)

_IN_A_BLOCK_OR_ANOTHER = (
    "{any: [{ms_subnet: {includes: {in_subnet: 10.0.0.0/8}}},"
    " {ms_subnet: {not: {includes: 10.1.0.0}}}]}"
)

HIDDEN = {
    "by the union of two": (
        (
            "{protocol: [sip, h323], registered: true}",
            "{protocol: {not: sip}}",
            "{registered: true}",
        ),
        {"c": ["a", "b"]},
    ),
    "by two halves of a block": (
        (
            "{remote_address: {in_subnet: 10.0.0.0/9}}",
            "{remote_address: {in_subnet: 10.128.0.0/9}}",
            "{remote_address: {in_subnet: 10.0.0.0/8}}",
        ),
        {"c": ["a", "b"]},
    ),
    "not by a union that leaves what is missing": (
        ("{protocol: sip}", "{protocol: {not: [sip, null]}}", "{protocol: {not: [sip, h323]}}"),
        {},
    ),
    "an impossible suffix": (
        ("{local_alias: {ends_with: a.exe, not: {ends_with: .exe}}}",),
        {"a": []},
    ),
    "at least 10 after at least 5": (
        ("{bandwidth: {at_least: 5}}", "{bandwidth: {at_least: 10}}"),
        {"b": ["a"]},
    ),
    "at least 5 after at least 10": (
        ("{bandwidth: {at_least: 10}}", "{bandwidth: {at_least: 5}}"),
        {},
    ),
    "exceptions below the prefix": (
        (
            "{local_alias: {starts_with: meet.}}",
            "{local_alias: meet.alice@example.com}",
            "{local_alias: {starts_with: meet.vip}}",
        ),
        {"b": ["a"], "c": ["a"]},
    ),
    "exceptions above the prefix": (
        (
            "{local_alias: meet.alice@example.com}",
            "{local_alias: {starts_with: meet.vip}}",
            "{local_alias: {starts_with: meet.}}",
        ),
        {},
    ),
    "a row inside an earlier block": (
        (
            "{remote_address: {in_subnet: 10.47.0.0/16}}",
            "{remote_address: {in_subnet: 10.47.8.0/24}}",
        ),
        {"b": ["a"]},
    ),
    # A v4-mapped address and other spellings are in no block; so a text can begin like one.
    "not by a block, what only looks like an address": (
        ("{remote_address: {in_subnet: 10.0.0.0/8}}", "{remote_address: {starts_with: 10.}}"),
        {},
    ),
    "not by a whole match, what a search meets": (
        (r"{local_alias: {matches: '\d+'}}", r"{local_alias: {regex: '\d+'}}"),
        {},
    ),
    # `$` also matches before a line feed at the end.
    "not by an equal text, a search with $": (
        ("{local_alias: {equals: '88'}}", "{local_alias: {regex: '^88$'}}"),
        {},
    ),
    "by a search with $, the equal text": (
        ("{local_alias: {regex: '^88$'}}", "{local_alias: '88'}"),
        {"b": ["a"]},
    ),
    # A to Z alone ignore case: the Kelvin sign is no k.
    "another case": (
        ("{vendor: {equals: KIOSK, ignore_case: true}}", "{vendor: [kiosk, Kiosk, KIOSK]}"),
        {"b": ["a"]},
    ),
    "not a sign that folds to a letter": (
        ("{vendor: {equals: kiosk, ignore_case: true}}", "{vendor: [kiosk, '\u212aiosk']}"),
        {},
    ),
    "null meets a negation": (
        ("{vendor: {not: cisco}}", "{vendor: null}"),
        {"b": ["a"]},
    ),
    "null meets no pattern": (
        ("{vendor: {matches: '.*'}}", "{vendor: null}", r"{vendor: {contains: '\n'}}"),
        {},
    ),
    "a negation below the service asks for one": (
        ("{service_config: {service_tag: {not: x}}}", "{service_config: found}", "{vendor: null}"),
        {},
    ),
    "two demands on one item, or on two": (
        (
            "{p_asserted_identity: {includes: {starts_with: a, ends_with: b}}}",
            _ONE_BEGINS_AND_ONE_ENDS,
        ),
        {},
    ),
    # Only the first four items are held against blocks.
    "not by a block, an address in it as a later item": (
        (
            "{ms_subnet: {includes: {in_subnet: 10.0.0.0/8}}}",
            "{ms_subnet: {includes: 10.1.0.0}}",
        ),
        {},
    ),
    "by a list with such an item too": (
        (
            "{ms_subnet: {not: null}}",
            _IN_A_BLOCK_OR_ANOTHER,
            "{vendor: null}",
        ),
        {"c": ["a", "b"]},
    ),
    "a window that crosses midnight": (
        (
            "{time: {weekday: fri, between: ['22:00', '06:00']}}",
            "{time: {weekday: sat, between: ['00:00', '06:00']}}",
            "{time: {weekday: fri, between: ['00:00', '06:00']}}",
        ),
        {"b": ["a"]},
    ),
    "a weekday that a date is not": (
        ("{date: {from: 2026-12-05, until: 2026-12-06}, time: {weekday: [mon, fri]}}",),
        {"a": []},
    ),
    "a user with a pattern in a domain": (
        (
            r"{local_alias: {regex: '@example\.com'}}",
            "{local_alias: {domain: example.com}}",
        ),
        {},
    ),
    "an impossible part": (
        ("{local_alias: {domain: null, user: {contains: '@'}}}", "{local_alias: {scheme: http}}"),
        {"a": [], "b": []},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HIDDEN)
def test_exactly_these_rules_are_hidden(name: str):
    whens, hidden = HIDDEN[name]
    assert _hidden(_rule_sets(*whens)) == hidden


def test_a_rule_is_not_hidden_where_all_match():
    whens = ("{bandwidth: {at_least: 5}}", "{bandwidth: {at_least: 10}}")
    assert _hidden(_rule_sets(*whens, match="all")) == {}


def test_a_default_is_hidden_by_a_union():
    default = "default: {set: {remote_display_name: d}}\n"
    whens = ("{registered: [true, null]}", "{registered: false}")
    for match in ("first", "all"):
        hidden = _hidden(_rule_sets(*whens, match=match, default=default))
        assert hidden == {"default": ["a", "b"]}


@pytest.mark.parametrize(
    "when",
    [
        "{protocoll: sip}",
        "{local_alias: {start_with: meet.}}",
        "{local_alias: {usr: alice}}",
        "{service_config: {service_tagg: x}}",
        "{idp_attribute: {group: staff}}",
        "{any: [{protocoll: sip}]}",
        "{not: {protocoll: sip}}",
        "{time: {weekdays: mon}}",
        "{p_asserted_identity: {include: x}}",
        "{is: schedulled}",
        "{protocol: {list: trustedd}}",
    ],
)
def test_a_misspelt_key_is_an_error_and_never_widens_a_rule(when: str):
    text = (
        f"policy: participant\nrules:\n  - {{id: a, when: {when}, set: {{role: chair}}}}\n"
        "conditions: {scheduled: {protocol: sip}}\nlists: {trusted: [sip]}\n"
    )
    project, problems = read_rules({"p.yaml": text})
    assert errors(problems)
    kept = [rule for rules in project.profiles[0].rule_sets for rule in rules.rules]
    assert all(rule.when != ALWAYS for rule in kept)


@pytest.mark.parametrize(
    "rule",
    [
        "{id: a, wen: {protocol: sip}, set: {role: chair}}",
        "{id: a, when: {protocol: sip}, sett: {role: chair}}",
        "{id: a, when: {protocol: sip}, valid: {form: 2026-01-01}, set: {role: chair}}",
        "{id: a, when: , set: {role: chair}}",
    ],
)
def test_a_misspelt_part_of_a_rule_is_an_error(rule: str):
    _, problems = read_rules({"p.yaml": f"policy: participant\nrules:\n  - {rule}\n"})
    assert errors(problems)
