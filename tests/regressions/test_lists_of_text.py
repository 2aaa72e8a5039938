"""A list that holds anything but text counts as missing; a text is never several items."""

from datetime import UTC, datetime

import pytest
from rule_texts import compiled, parsed

from rulec.emulator import HARSH, LIKELY
from rulec.pexip import Policy

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
RULES = """policy: participant
rules:
  - {id: has-one, when: {idp_attributes: {group: {not: null}}}, set: {call_tag: 'has one'}}
default: {set: {call_tag: none}}
"""
ADMINS = """policy: participant
rules:
  - {id: admins, when: {idp_attributes: {group: admins}}, set: {call_tag: admin}}
default: {set: {call_tag: none}}
"""


def tag(text, group, behaviour):
    rules = compiled({"rules.yaml": text}, Policy.PARTICIPANT)
    participant = {"idp_attributes": {"group": group}}
    inputs = {"call_info": {}, "participant": participant, "service_config": None}
    printed = parsed(rules.compiled_for(behaviour).render(inputs, NOW))
    assert printed == rules.meaning(inputs, NOW)
    return printed["result"]["call_tag"]


@pytest.mark.parametrize("behaviour", [LIKELY, HARSH])
@pytest.mark.parametrize(
    "group", [[None], [5], [True], [{"admin": False}], [["a"]], ["a", None], [], [""], {}, 5]
)
def test_other_lists_are_missing(group, behaviour):
    assert tag(RULES, group, behaviour) == "none"


@pytest.mark.parametrize("behaviour", [LIKELY, HARSH])
@pytest.mark.parametrize(
    "group",
    [["a"], ["it's"], ['"'], ["'\""], ["\\"], ["\\'"], ["a, None"], ["\n", "b"], ["\0x"],
     ["é", "😀"], ["'], [None"], "text", ["", "a"]],
)  # fmt: skip
def test_lists_of_text_have_a_value(group, behaviour):
    assert tag(RULES, group, behaviour) == "has one"


@pytest.mark.parametrize("behaviour", [LIKELY, HARSH])
def test_a_text_is_one_item(behaviour):
    assert tag(ADMINS, "x\0admins", behaviour) == "none"
    assert tag(ADMINS, ["x\0admins"], behaviour) == "admin"
    assert tag(ADMINS, "admins", behaviour) == "admin"
