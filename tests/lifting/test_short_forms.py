"""What the passes without tables write is read back, and nothing that only looks like it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from lifting.scripts import Script, matters, script, scripts_of

from rulec.emit import made
from rulec.emit.passes import PLAIN_LAYOUTS
from rulec.lifting import Matter, NotLifted, lift
from rulec.pexip import Policy

LOCK, SUBNETS, TEAMS, MASK = "lock-by-tag", "media-by-subnet", "teams-layout", "mask-pstn"


def short(folder: str) -> Script:
    (script,) = scripts_of(folder).values()
    return replace(script, text=made(script.profile, script.policy, "x", PLAIN_LAYOUTS[-1]).text)


#: Changes with what is left after the proof then.
CHANGES = {
    "another field": (TEAMS, '.get("service_type")', '.get("service_tag")', Matter.DIFFERENCE),
    "another text": (TEAMS, '"teams_conference"', '"teams"', Matter.DIFFERENCE),
    "the empty text": (TEAMS, '=="gateway"', '==""', Matter.NOT_READ),
    "another method": (TEAMS, '.get("service_type")', '.pop("service_type")', Matter.NOT_READ),
    "no test for text": (LOCK, 'b|replace("a","a")==b and ', "", Matter.NOT_READ),
    "a test of another": (LOCK, 'b|replace("a","a")==b', 'a|replace("a","a")==a', Matter.NOT_READ),
    "a test that is no guard": (
        LOCK, 'b|replace("a","a")==b and', 'b|replace("a","b")==b and', Matter.NOT_READ,
    ),
    "a test behind": (
        LOCK, 'b|replace("a","a")==b and b.startswith("locked")',
        'b.startswith("locked")and b|replace("a","a")==b', Matter.NOT_READ,
    ),
    "a test for text alone": (LOCK, 'and b.startswith("locked")', "", Matter.NOT_READ),
    "a test for text in another row": (
        LOCK, 'b|replace("a","a")==b and b.startswith("locked")',
        '(b|replace("a","a")==b or b=="x")and b.startswith("locked")', Matter.NOT_READ,
    ),
    "a pattern of nothing": (MASK, '(?:@.*)?)\\\\Z)"', '(?:@.*)?|)\\\\Z)"', Matter.NOT_READ),
    "no dot": (SUBNETS, 'a+"."', "a", Matter.NOT_READ),
    "another sign": (SUBNETS, 'a+"."', 'a+":"', Matter.NOT_READ),
    "as it came": (SUBNETS, "|lower", "", Matter.NOT_READ),
    "no guard": (SUBNETS, "{%if b and pex", "{%if pex", Matter.NOT_READ),
    "an address compared": (SUBNETS, "{%if b and", '{%if a=="x"or b and', Matter.NOT_READ),
    "what may be undefined": (
        LOCK, '"locked":true', '"locked":true,"name":z["x"]', Matter.NOT_READ,
    ),
    "a member that may not be there": (
        LOCK, '"locked":true', '"locked":true,"name":a["name"]', Matter.NOT_READ,
    ),
    "what may be undefined, apart": (
        MASK, "{}{%endif%}", '{{z["x"]|pex_to_json}}{%endif%}', Matter.NOT_READ,
    ),
    "another verdict": (LOCK, '"reject"', '"continue"', Matter.DIFFERENCE),
    "another location": (SUBNETS, '{"location":"Oslo"', '{"location":"Rome"', Matter.DIFFERENCE),
    "another key": (SUBNETS, '"overflow_locations":["Lo', '"x":["Lo', Matter.DIFFERENCE),
    "nothing": (SUBNETS, "{{suggested_media_overflow_locations|default(none)|pex_to_json}}", "null",
                Matter.DIFFERENCE),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES.values(), ids=CHANGES)
def test_a_change_is_not_proved(case: tuple[str, str, str, Matter]):
    folder, old, new, matter = case
    script = short(folder)
    script = replace(script, text=f"{{%set z={{}}%}}{script.text}")
    assert matters(script.proof()) == set()
    assert matter in matters(script.edited(old, new).proof())


#: Texts that are no answer, in place of one part of a script.
BROKEN = {
    "a comma": (LOCK, '"reject",', '"reject",,'),
    "a key twice": (LOCK, '"action":"reject",', '"action":"reject","action":"reject",'),
    "a fraction": (SUBNETS, '"London","New York"', '"London",0.5'),
    "no number": (SUBNETS, '"London","New York"', '"London",NaN'),
    "a value inside a text": (LOCK, '"result":{{a|pex_to_json}}', '"result":"{{a|pex_to_json}}"'),
    "a value as a key": (LOCK, '"result":{{a|pex_to_json}}', '{{a|pex_to_json}}:1'),
    "a value as it is": (LOCK, "{{a|pex_to_json}}", "{{a}}"),
    "more behind": (LOCK, "{%endif%}\n", "{%endif%}{}\n"),
    "more before": (SUBNETS, '{"result":', '{}{"result":'),
    "an arm without a result": (
        SUBNETS, '{"location":"Sydney","overflow_locations":["London"]}', "",
    ),
    "a change in the middle": (
        LOCK, '"result":{{a|pex_to_json}}',
        '"result":{{a|pex_to_json}}{%set a={}%}',
    ),
    "a blank that a comment hides": (SUBNETS, '"New York"', '"New {#x#}York"'),
    "a text in two": (SUBNETS, '"New York"', '"New{#x#} York"'),
    "a line feed that a comment hides": (SUBNETS, '"New York"', '"New\n{#x#} York"'),
    "numbers in two": (SUBNETS, '["London","New York"]', "[1 {#x#}0]"),
    "a text that a value closes": (SUBNETS, '"New York"', '"\\{{"evil"|pex_to_json}}'),
    "two variables": (LOCK, "{%set a=a|pex_update", "{%set c=a|pex_update"),
    "two choices": (LOCK, "{%endif%}\n", '{%endif%}{%if a%}{"x":1}{%endif%}\n'),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
def test_what_is_no_answer_is_refused(case: tuple[str, str, str]):
    folder, old, new = case
    script = short(folder).edited(old, new)
    found = lift(script.text, script.policy)
    assert isinstance(found, NotLifted), found


@pytest.mark.parametrize("text", ["\ue000", "\\ue000", "0.1", '"\\', "{%", "\U0001f600"])
def test_any_text_is_read_back(text: str):
    written = json.dumps(text.replace("{", "{{"), ensure_ascii=False)
    rules = f"policy: participant\nrules:\n  - {{id: a, set: {{call_tag: {written}}}}}\n"
    assert matters(script(rules, Policy.PARTICIPANT).proof()) == set()


#: Readings of what may have been changed under another name.
STALE = {
    "the input": '{%set c=service_config["service_tag"]|default("",true)%}',
    "another name of it": '{%set c=z["service_tag"]|default("",true)%}',
    "a test": "{%if z%}{%set c=1%}{%endif%}",
    "a copy": "{%set c={}|pex_update(service_config|default({},true))%}",
    "a name for it": "{%set c=service_config|default({},true)%}",
}


@pytest.mark.parametrize("read", STALE.values(), ids=STALE)
@pytest.mark.parametrize("inside", [True, False])
def test_what_may_have_changed_is_not_read(read: str, inside: bool):
    script = short(LOCK).edited("{%set b=", "{%set z=service_config|default({},true)%}{%set b=")
    assert matters(script.proof()) == set()
    changed = '{%set a=a|pex_update({"locked":true})%}'
    behind = changed if inside else f"{changed}{{%endif%}}"
    found = lift(script.edited(behind, f"{behind}{read}").text, Policy.SERVICE)
    assert isinstance(found, NotLifted)
    assert found.reason.endswith("may have been changed before")


def test_other_arms_may_read_what_one_changes():
    script = short(LOCK).edited(
        '{%set a=a|pex_update({"locked":true})%}',
        '{%set a=a|pex_update({"locked":true})%}{%elif service_config|default({},true)%}',
    )
    assert not isinstance(lift(script.text, Policy.SERVICE), NotLifted)
