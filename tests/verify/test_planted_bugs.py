"""Mistakes planted into the compiler: verification must see each of them."""

from dataclasses import replace

import pytest
from verify import planted_conditions, planted_effects, planted_values
from verify.planted import BUGS
from verify.suites import SUITES

from rulec.emit import emit
from rulec.evaluate import decide as decide_function
from rulec.ir import RuleSet
from rulec.matching.alias import AliasPart
from rulec.operators import (
    LessThan,
)
from rulec.verify import BUILD_BEHAVIOURS, BUILD_OTHERS, calls_for, smaller, verify_script
from rulec.verify.calls import chosen_by
from rulec.verify.compare import EvaluatorsDifferError
from rulec.verify.oracle import USUAL, Asking, Oracle

PLANTED = (planted_conditions, planted_effects, planted_values)


def differences(name, change=lambda text: text, asking=USUAL):
    """What a build's verification finds for the scripts of a suite, after an edit of their text."""
    profile = SUITES[name]
    found = []
    for policy in profile.policies:
        text = change(emit(profile, policy, "planted").text)

        def tried(oracle, policy=policy, text=text):
            decided = chosen_by(oracle).decided
            return verify_script(profile, policy, text, decided, BUILD_BEHAVIOURS, BUILD_OTHERS)

        try:
            found += tried(Oracle(profile, policy, asking)).differences
        except EvaluatorsDifferError:
            found += tried(Oracle(profile, policy, alone=True)).differences
    return found


#: Calls that the specification decides in full, or with the rules alone that the call is about.
in_full_and_in_part = pytest.mark.parametrize(
    "asking", [USUAL, Asking(0, 0, 0)], ids=["full", "part"]
)


@in_full_and_in_part
@pytest.mark.parametrize("name", SUITES)
def test_without_a_planted_bug_nothing_is_found(name, asking):
    assert [found.told() for found in differences(name, asking=asking)] == []


@in_full_and_in_part
@pytest.mark.parametrize("name", BUGS)
def test_a_planted_bug_is_found(name, asking, monkeypatch):
    suite, plant = BUGS[name]
    try:
        plant(monkeypatch)
        found = differences(suite, asking=asking)
    finally:
        monkeypatch.undo()
    assert found


# --- Bugs in the text of a script ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("suite", "old", "new"),
    [
        ("texts", '{"action"', '1{"action"'),
        ("texts", "|pex_to_json", ""),
        ("texts", "{% else %}", "{% elif false %}"),
        ("logic", "pex_update", "pex_updat"),
        ("decisions", '{"action": "reject"', '{"action": "continue"'),
        ("decisions", '"new_alias"', '"alias"'),
        ("decisions", '"reject_reason"', '"reason"'),
        ("locations", '{"result"', '{"action": "continue", "result"'),
        ("locations", '"overflow_locations"', '"primary_overflow_location"'),
    ],
)
def test_a_change_of_the_text_is_found(suite, old, new):
    def change(text):
        return text.replace(old, new)

    assert differences(suite, change)


def test_a_key_that_stands_twice_is_found():
    def change(_text):
        return '{"action": "continue", "action": "continue", "result": {}}'

    assert {found.kind for found in differences("numbers", change)} == {"bad JSON"}


# --- Bugs in the evaluator -----------------------------------------------------------------------


def test_a_bug_in_the_evaluator_is_found(monkeypatch):
    right = decide_function.__globals__["_run"]

    def ignoring_when(rules, state):
        assert isinstance(rules, RuleSet)
        return right(replace(rules, first_match=not rules.first_match), state)

    monkeypatch.setitem(decide_function.__globals__, "_run", ignoring_when)
    assert differences("logic")


def test_other_alias_parts_are_found(monkeypatch):
    from rulec.evaluate import inputs as meaning

    right = meaning.alias_part

    def upper(text, part):
        found = right(text, part)
        return found.upper() if found and part is AliasPart.DOMAIN else found

    monkeypatch.setattr(meaning, "alias_part", upper)
    assert differences("aliases")


def test_a_difference_can_be_made_small_and_told(monkeypatch):
    monkeypatch.setattr(LessThan, "sign", "<=")
    profile = SUITES["numbers"]
    (policy, *_) = profile.policies
    text = emit(profile, policy, "planted").text
    (found, *_) = verify_script(profile, policy, text, calls_for(profile, policy)).differences
    small = smaller(found, profile, text)
    assert small.call.inputs["call_info"] == {"bandwidth": 512}
    assert '"bandwidth": 512' in small.told()
    assert "rules that apply" in small.told()
