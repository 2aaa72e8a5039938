r"""Whatever an author writes is text in the script, never a part of it.

| Law | Tried with |
|---|---|
| A value that is written out arrives in the answer as it was written. | every text field |
| Names, descriptions and owners change nothing, in either layout. | every kind |
| An operand means itself: it holds for its own text and not for others. | every text operator |
| So do the items of lists, arguments of filters, locations and keys. | one of each |
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hostile.texts import BY_ANYONE
from properties.yaml_text import block
from rule_texts import Inputs, canonical, compiled, parsed, read_rules

from rulec.emulator import HARSH, LIKELY
from rulec.pexip import PARTICIPANT_RESPONSE, SERVICE_TYPES, Policy, ValueType

NOW = datetime(2026, 1, 14, tzinfo=UTC)
BEHAVIOURS = (LIKELY, replace(HARSH, hash_non_ascii="utf-8"))


def braces(text: str) -> str:
    """Text as a template that means it."""
    return text.replace("{", "{{").replace("}", "}}")


def pattern(text: str) -> str:
    """A pattern that means the text."""
    special = r".^$*+?{}[]\|()"
    return "".join(f"\\{character}" if character in special else character for character in text)


def going_on(result: Any) -> dict[str, Any]:
    return {"action": "continue", "result": result}


def check(
    rule_sets: list[dict[str, Any]],
    calls: list[Inputs],
    wanted: list[Any],
    jinja_2_10: Any,
    project: dict[str, Any] | None = None,
) -> None:
    """Every call gives the wanted answer, in both layouts of the script, everywhere."""
    expected = [canonical(answer) for answer in wanted]
    for budget in (49152, 1):
        profiles = {"default": {"rules": ["?.yaml"], "budget": budget}}
        texts = {f"{n}.yaml": block(rule_set) for n, rule_set in enumerate(rule_sets)}
        texts["rulec.yaml"] = block({"rulec": 1, "profiles": profiles} | (project or {}))
        rules = compiled(texts, Policy(rule_sets[0]["policy"]))
        assert [canonical(rules.meaning(call, NOW)) for call in calls] == expected
        for behaviour in BEHAVIOURS:
            script = rules.compiled_for(behaviour)
            printed = [canonical(parsed(script.render(call, NOW))) for call in calls]
            assert printed == expected
        outputs = jinja_2_10.render(rules.script, [(call, NOW) for call in calls])
        assert [canonical(parsed(output["text"])) for output in outputs] == expected


def call(**call_info: Any) -> Inputs:
    return {"call_info": call_info, "participant": None}


PARTICIPANT = [
    row for row in PARTICIPANT_RESPONSE.values() if row.type is ValueType.TEXT and not row.values
]
CONFERENCE = [
    row
    for row in SERVICE_TYPES["conference"].fields
    if row.type is ValueType.TEXT and not (row.values or row.pin or row.uuid)
]


def numbered(policy: str, effects: list[dict[str, Any]]) -> tuple[dict[str, Any], list[Inputs]]:
    """A rule set with one rule for each of some effects, and the call that it applies to."""
    rules = [{"id": f"r{n}", "when": {"bandwidth": n}} | each for n, each in enumerate(effects)]
    return {"policy": policy, "rules": rules}, [call(bandwidth=n) for n in range(len(effects))]


def test_values_arrive_as_written(jinja_2_10):
    effects = [{"set": {row.name: braces(text) for row in PARTICIPANT}} for text in BY_ANYONE]
    wanted = [going_on({row.name: text for row in PARTICIPANT}) for text in BY_ANYONE]
    rule_set, calls = numbered("participant", effects)
    check([rule_set], calls, wanted, jinja_2_10)


def test_new_services_are_as_written(jinja_2_10):
    effects, wanted = [], []
    for text in BY_ANYONE:
        dialled = {"local_alias": text, "remote_alias": text, "protocol": "sip", "role": "guest"}
        written = {row.name: text for row in CONFERENCE} | {"service_type": "conference"}
        wanted.append(going_on(written | {"automatic_participants": [dialled]}))
        made: dict[str, Any] = {name: braces(value) for name, value in written.items()}
        nested = {name: braces(value) for name, value in dialled.items()}
        effects.append({"create": made | {"automatic_participants": [nested]}})
    rule_set, calls = numbered("service", effects)
    calls = [{"call_info": each["call_info"], "service_config": None} for each in calls]
    check([rule_set], calls, wanted, jinja_2_10)


def test_reasons_are_as_written(jinja_2_10):
    rule_set, calls = numbered("participant", [{"reject": braces(text)} for text in BY_ANYONE])
    wanted = [{"action": "reject", "result": {"reject_reason": text}} for text in BY_ANYONE]
    check([rule_set], calls, wanted, jinja_2_10)


def test_aliases_are_as_written(jinja_2_10):
    rule_set, calls = numbered("service", [{"redirect": braces(text)} for text in BY_ANYONE])
    calls = [{"call_info": each["call_info"], "service_config": None} for each in calls]
    wanted = [{"action": "redirect", "result": {"new_alias": text}} for text in BY_ANYONE]
    check([rule_set], calls, wanted, jinja_2_10)


@pytest.mark.parametrize("text", BY_ANYONE)
def test_names_and_descriptions_change_nothing(text, jinja_2_10):
    rule = {"id": "a-1", "description": text, "owner": text, "ticket": text}
    rule_set = {
        "policy": "participant",
        "name": text,
        "description": text,
        "owner": text,
        "rules": [rule | {"set": {"call_tag": "x"}}],
        "default": {"set": {"call_tag": "y"}},
    }
    check([rule_set], [call()], [going_on({"call_tag": "x"})], jinja_2_10)


@pytest.mark.parametrize("text", ["a'b", "-#}", "{{ x }}", "A", "a_b", "a\n", "a b", "\u00e9", ""])
def test_ids_are_kebab_case(text):
    rule_set = {"policy": "participant", "rules": [{"id": text, "set": {"call_tag": "x"}}]}
    _, problems = read_rules({"a.yaml": block(rule_set)})
    assert any(problem.is_error for problem in problems)


#: Operators with the operand that a text becomes, and calls that meet it or do not.
OPERATORS: dict[str, tuple[Callable[[str], Any], Callable[[str], list[str]], Callable]] = {
    "equals": (str, lambda t: [t], lambda t: [f"{t}x", f"x{t}", t[:-1], f"{t}\n"]),
    "one_of": (lambda t: ["\\", t], lambda t: [t, "\\"], lambda t: [f"{t}x", f"{t}\n"]),
    "starts_with": (str, lambda t: [t, f"{t}x", f"{t}\n"], lambda t: [f"\0{t}", t[:-1], ""]),
    "ends_with": (str, lambda t: [t, f"x{t}", f"\n{t}"], lambda t: [f"{t}\0", t[1:], ""]),
    "contains": (str, lambda t: [t, f"\0{t}\n", f"x{t}x"], lambda t: [t[:-1], "", "zz"]),
    "matches": (pattern, lambda t: [t], lambda t: [f"{t}x", f"x{t}", t[:-1], f"{t}\n"]),
    "regex": (pattern, lambda t: [t, f"\0{t}\n", f"x{t}x"], lambda t: [t[:-1], "", "zz"]),
}
FOLDED = [word for word in OPERATORS if word not in ("matches", "regex")]


@pytest.mark.parametrize("word", OPERATORS)
def test_operands_mean_themselves(word, jinja_2_10):
    operand, inside, outside = OPERATORS[word]
    rules, calls, wanted = [], [], []
    for number, text in enumerate(dict.fromkeys(BY_ANYONE)):
        when = {"vendor": {word: operand(text)}, "call_tag": str(number)}
        rules.append({"id": f"r{number}", "when": when, "set": {"call_tag": "yes"}})
        for said in inside(text):
            calls.append(call(vendor=said, call_tag=str(number)))
            wanted.append(going_on({"call_tag": "yes"}))
        for said in outside(text):
            if text not in said or word not in ("contains", "regex"):
                calls.append(call(vendor=said, call_tag=str(number)))
                wanted.append(going_on({}))
    check([{"policy": "participant", "rules": rules}], calls, wanted, jinja_2_10)


@pytest.mark.parametrize("word", FOLDED)
def test_operands_without_case_mean_themselves(word, jinja_2_10):
    rules, calls, wanted = [], [], []
    for number, text in enumerate(dict.fromkeys(BY_ANYONE)):
        when = {"vendor": {word: text, "ignore_case": True}, "call_tag": str(number)}
        rules.append({"id": f"r{number}", "when": when, "set": {"call_tag": "yes"}})
        folded = "".join(c.swapcase() if c.isascii() else c for c in text)
        alike = text.replace("k", "\u212a").replace("s", "\u017f")
        for said in {text, folded, alike}:
            calls.append(call(vendor=said, call_tag=str(number)))
            wanted.append(going_on({"call_tag": "yes"} if said != alike or alike == text else {}))
    check([{"policy": "participant", "rules": rules}], calls, wanted, jinja_2_10)


@pytest.mark.parametrize("text", BY_ANYONE)
def test_items_and_attributes_mean_themselves(text, jinja_2_10):
    rule_set = {
        "policy": "participant",
        "match": "all",
        "lists": {"said": [text, f"{text}{text}"]},
        "rules": [
            {
                "id": "a",
                "when": {"p_asserted_identity": {"includes": {"list": "said"}}},
                "set": {"call_tag": "item"},
            },
            {
                "id": "b",
                "when": {"idp_attributes": {text: {"starts_with": text}}},
                "set": {"layout_group": f"{{idp_attributes.{quoted(text)}}}"},
            }
            if quoted(text)
            else {"id": "b", "when": {"call_tag": "zz"}, "set": {"call_tag": "zz"}},
        ],
    }
    calls = [
        call(p_asserted_identity=["x", text]),
        call(p_asserted_identity=["x", f"x{text}"]),
        {"call_info": {}, "participant": {"idp_attributes": {text: f"{text}!"}}},
        {"call_info": {}, "participant": {"idp_attributes": {f"{text}!": text}}},
    ]
    told = {"layout_group": f"{text}!"} if quoted(text) else {}
    wanted = [{"call_tag": "item"}, {}, told, {}]
    check([rule_set], calls, [going_on(result) for result in wanted], jinja_2_10)


def quoted(text: str) -> str:
    """Text in the quotes of a template; empty where it holds both kinds."""
    for sign in "\"'":
        if sign not in text:
            return f"{sign}{text}{sign}"
    return ""


def test_arguments_mean_themselves(jinja_2_10):
    effects, wanted = [], []
    for text in [text for text in BY_ANYONE if quoted(text)]:
        argument = quoted(text)
        templates = {
            "call_tag": f"{{vendor | replace('x', {argument})}}",
            "layout_group": f"{{remote_alias | default({argument})}}",
            "display_name": f"{{['a', {argument}, 'b'] | join({argument})}}",
            "remote_alias": f"{{vendor | replace({argument}, 'x')}}",
        }
        effects.append({"set": templates})
        result = {
            "call_tag": f"a{text}b",
            "layout_group": text,
            "remote_display_name": f"a{text}{text}{text}b",
            "remote_alias": "axb".replace(text, "x"),
        }
        wanted.append(going_on(result))
    rule_set, calls = numbered("participant", effects)
    for each in calls:
        each["call_info"]["vendor"] = "axb"
    check([rule_set], calls, wanted, jinja_2_10)


@pytest.mark.parametrize("text", BY_ANYONE)
def test_locations_mean_themselves(text, jinja_2_10):
    rule = {
        "id": "a",
        "when": {"location": text},
        "set": {"location": braces(text), "overflow_locations": [braces(text), "{call_tag}"]},
    }
    calls = [
        {
            "call_info": {"location": location, "call_tag": tag},
            "suggested_media_overflow_locations": {"location": "Oslo"},
        }
        for location, tag in ((text, text), (text, f"{text}!"), (f"{text}!", ""))
    ]
    wanted = [
        {"result": {"location": text, "overflow_locations": [text, text]}},
        {"result": {"location": text, "overflow_locations": [text]}},
        {"result": {"location": "Oslo"}},
    ]
    rule_set = {"policy": "media_location", "rules": [rule]}
    check([rule_set], calls, wanted, jinja_2_10, {"locations": ["Oslo", text]})
