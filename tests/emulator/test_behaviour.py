import itertools
import json

import pytest

from rulec.emulator import (
    COMBINATIONS,
    HARSH,
    LENIENT,
    LIKELY,
    SWITCHES,
    Behaviour,
    behaviour_from,
    plain_behaviour,
)


def test_any_two_values_of_any_two_switches_meet_in_a_combination():
    wanted = {
        (a, x, b, y)
        for a, b in itertools.combinations(SWITCHES, 2)
        for x in SWITCHES[a]
        for y in SWITCHES[b]
    }
    met = {
        (a, getattr(behaviour, a), b, getattr(behaviour, b))
        for _, behaviour in COMBINATIONS
        for a, b in itertools.combinations(SWITCHES, 2)
    }
    assert wanted - met == set()


def test_the_combinations_are_few_and_differ():
    assert len({behaviour for _, behaviour in COMBINATIONS}) == len(COMBINATIONS) <= 12
    assert len({name for name, _ in COMBINATIONS}) == len(COMBINATIONS)
    assert {"likely": LIKELY, "harsh": HARSH, "lenient": LENIENT}.items() <= dict(
        COMBINATIONS
    ).items()


def test_the_default_is_the_likely_behaviour():
    assert Behaviour() == LIKELY


@pytest.mark.parametrize(("name", "behaviour"), COMBINATIONS)
def test_a_behaviour_travels_as_json_and_by_name(name, behaviour):
    assert behaviour_from(json.loads(json.dumps(plain_behaviour(behaviour)))) == behaviour
    assert behaviour_from(name) == behaviour


def test_some_switches_are_enough():
    assert behaviour_from({"update": "in place"}) == Behaviour(update="in place")


@pytest.mark.parametrize(
    "plain", ["nothing", {"nothing": True}, {"update": "sideways"}, {"autoescape": 1}]
)
def test_what_there_is_not_is_refused(plain):
    with pytest.raises(ValueError, match="no "):
        behaviour_from(plain)
