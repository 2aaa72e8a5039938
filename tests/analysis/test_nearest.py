"""What would have to change so that a rule applies, held against a try of every kind of call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import pytest
from analysis.oracle import applied_to, inputs_of, kinds_of_calls
from analysis.small_sets import GROUPS, Group, SmallSet
from rule_texts import errors, read_rules

from rulec.analysis import Call, Calls, Course, Step
from rulec.analysis.drafts import MISSING, NOON
from rulec.analysis.nearest import Nearest, NotFound, Unreachable, Way
from rulec.evaluate import Inputs, decide
from rulec.pexip import Policy

#: One of so many small rule sets is tried; a prime, so that all their parts turn.
STEP = 3001
SERVICE = ("service_config",)


def _kinds(small: SmallSet) -> list[Inputs]:
    known = small.words | {"found"} if small.policy is Policy.SERVICE else small.words
    return [inputs_of(values) for values in kinds_of_calls(frozenset(known))]


def _at(holder: object, path: tuple[str, ...]) -> object:
    for step in path:
        if not isinstance(holder, Mapping) or step not in holder:
            return MISSING
        holder = holder[step]
    return holder


def _changed(one: Inputs, other: Inputs) -> int:
    """How many fields differ; a service that appears or goes counts as one with its fields."""
    paths = set(_differing((), one.variables, other.variables))
    if (one.service is None) is not (other.service is None):
        paths = {SERVICE if path[:1] == SERVICE else path for path in paths}
    return len(paths) + (one.now != other.now)


def _judge(small: SmallSet, number: int, tally: Counter[str]) -> None:
    sets, kinds = small.rule_sets(), _kinds(small)
    inputs = kinds[number % len(kinds)]
    call = Call(inputs.variables, inputs.now, "")
    course = Course(Calls(small.policy), sets)
    nearest = Nearest(course, sets, call)
    applied = [(other, applied_to(decide(small.policy, sets, other))) for other in kinds]
    for step in course.steps:
        place = (step.rule_set.name, step.name)
        if place in applied_to(decide(small.policy, sets, inputs)):
            continue
        away = [_changed(inputs, other) for other, steps in applied if place in steps]
        answer = nearest.ways(step)
        tally[type(answer).__name__] += 1
        told = f"{small}\n{call}\n{place}: {answer}"
        if isinstance(answer, Unreachable):
            assert not away, told
        elif isinstance(answer, NotFound):
            assert min(away) > 2, told
        else:
            for way in answer:
                _holds(way, call, step, small)
                assert len(way.changes) <= min(away), told


def _holds(way: Way, call: Call, step: Step, small: SmallSet) -> None:
    """The call of a way meets the rule, and differs where it says and nowhere else."""
    inputs = Inputs(way.call.inputs, way.call.now)
    decision = decide(small.policy, small.rule_sets(), inputs)
    assert (step.rule_set.name, step.name) in applied_to(decision)
    told = {path: after for path, _, after in way.changes}
    assert (way.call.now != call.now) == (("now",) in told)
    for path, before, after in way.changes:
        if path != ("now",):
            assert (_at(call.inputs, path), _at(way.call.inputs, path)) == (before, after)
            assert repr(before) != repr(after)
    assert set(_differing((), call.inputs, way.call.inputs)) <= told.keys() | {("now",)}


def _differing(path: tuple[str, ...], one: object, other: object) -> Iterator[tuple[str, ...]]:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for name in {*one, *other}:
            yield from _differing((*path, name), _at(one, (name,)), _at(other, (name,)))
    elif isinstance(other, Mapping) and one is MISSING:
        # An object that only holds what was put into it.
        for name in other:
            yield from _differing((*path, name), MISSING, other[name])
    elif repr(one) != repr(other):
        yield path


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_small_sets(group: Group):
    tally: Counter[str] = Counter()
    for number, small in enumerate(group.slice(STEP)):
        _judge(small, number * 31, tally)
    assert tally["tuple"] > 5
    assert tally["Unreachable"] > 0


def _nearest(text: str, call: Mapping[str, object], policy: Policy) -> tuple[Nearest, Course]:
    project, problems = read_rules({"rules.yaml": text})
    assert not errors(problems)
    sets = project.profiles[0].sets(policy)
    course = Course(Calls(policy), sets)
    return Nearest(course, sets, Call(call, NOON, "")), course


def test_objects_on_the_way_are_made():
    text = """\
policy: participant
rules:
  - {id: staff, when: {idp_attributes: {group: staff}}, set: {role: chair}}
"""
    nearest, course = _nearest(text, {"call_info": {}}, Policy.PARTICIPANT)
    (way,) = nearest.ways(course.steps[0])
    assert way.changes == ((("participant", "idp_attributes", "group"), MISSING, "staff"),)
    assert way.call.inputs == {
        "call_info": {},
        "participant": {"idp_attributes": {"group": "staff"}},
    }


def test_a_computed_value_is_not_guessed():
    text = """\
policy: service
rules:
  - id: computed
    let: {tail: '{local_alias | pex_hash | pex_tail(6)}'}
    when: {tail: '000000'}
    reject: true
"""
    nearest, course = _nearest(text, {"call_info": {}, "service_config": None}, Policy.SERVICE)
    assert nearest.ways(course.steps[0]) == NotFound("a computed value")
