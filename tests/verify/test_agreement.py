"""Script and meaning agree, whatever a node turns out to be."""

import json
from dataclasses import replace

import pytest
from verify.suites import SUITES

from rulec.emit import emit
from rulec.emulator import COMBINATIONS, LIKELY
from rulec.pexip import Policy
from rulec.verify import STRICT, calls_for, verify_script
from rulec.verify.compare import canonical, judged, meaning

SCRIPTS = [(name, policy) for name, profile in SUITES.items() for policy in profile.policies]

#: That a node cannot hash text beyond ASCII is a risk of the rule, not of the script.
BEHAVIOURS = tuple(replace(behaviour, hash_non_ascii="utf-8") for _, behaviour in COMBINATIONS)


def spread(calls, count):
    return calls[:: max(1, len(calls) // count)]


@pytest.mark.parametrize(("name", "policy"), SCRIPTS)
def test_under_every_behaviour(name, policy):
    profile = SUITES[name]
    script = emit(profile, policy, "agreement").text
    found = verify_script(
        profile, policy, script, spread(calls_for(profile, policy), 250), BEHAVIOURS
    )
    assert [difference.told() for difference in found.differences] == []


@pytest.mark.parametrize(("name", "policy"), SCRIPTS)
def test_in_the_dense_layout(name, policy):
    profile = replace(SUITES[name], budget=1)
    script = emit(profile, policy, "agreement").text
    calls = spread(calls_for(profile, policy), 200)
    found = verify_script(profile, policy, script, calls, (LIKELY, STRICT))
    assert [difference.told() for difference in found.differences] == []


@pytest.mark.parametrize("behaviour", [LIKELY, STRICT], ids=["likely", "strict"])
@pytest.mark.parametrize(("name", "policy"), SCRIPTS)
def test_on_the_oldest_jinja(name, policy, behaviour, jinja_2_10):
    profile = SUITES[name]
    script = emit(profile, policy, "agreement").text
    calls = spread(calls_for(profile, policy), 250)
    printed = jinja_2_10.render(script, [(call.inputs, call.now) for call in calls], behaviour)
    for call, output in zip(calls, printed, strict=True):
        assert "text" in output, (output, json.dumps(call.inputs))
        expected = canonical(meaning(profile, policy, call).answer)
        assert judged(output["text"], expected) is None, json.dumps(call.inputs)


def test_the_suites_have_every_policy():
    assert {policy for _, policy in SCRIPTS} == set(Policy)
