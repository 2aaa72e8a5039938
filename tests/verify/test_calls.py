"""The calls that a script is tried with."""

import json
import os
import subprocess
import sys
from datetime import datetime

import pytest
from verify.building import (
    both,
    get,
    matches,
    named,
    no,
    profile,
    read,
    regex,
    rule,
    service,
    set_service,
    test,
    text,
)
from verify.suites import SUITES

from rulec.evaluate import Outcome
from rulec.ir.walk import walk
from rulec.operators import Equals
from rulec.pexip import Policy
from rulec.verify import calls_for
from rulec.verify.compare import meaning
from rulec.verify.reads import reads_of

POLICIES = [(name, policy) for name, made in SUITES.items() for policy in made.policies]


@pytest.mark.parametrize(("name", "policy"), POLICIES)
def test_every_rule_applies_in_some_call(name, policy):
    made = SUITES[name]
    applied = {
        (step.rule_set, step.name)
        for call in calls_for(made, policy)
        for step in meaning(made, policy, call).trace
        if step.outcome is Outcome.APPLIED
    }
    every = {(rules.name, one.id) for rules in made.sets(policy) for one in rules.rules}
    contradictory = {"a", "never"} if name == "logic" else set()
    assert {pair for pair in every - applied if pair[1] not in contradictory} == set()


def many_rules(count):
    shared = named("sip", test("protocol", Equals(("sip", "h323"))))
    return profile(
        service(
            *(
                rule(
                    f"r{number}",
                    both(
                        shared,
                        test("local_alias", Equals((f"a{number}", f"b{number}"))),
                        no(test("vendor", Equals((f"v{number}", f"w{number}")))),
                    ),
                    set_service(description=text(get("remote_display_name"), str(number))),
                )
                for number in range(count)
            )
        )
    )


def test_every_operand_is_tried_on_both_sides_in_a_large_script():
    made = many_rules(150)
    inputs = [call.inputs["call_info"] for call in calls_for(made, Policy.SERVICE, 10)]
    for number in range(150):
        for operand in (f"a{number}", f"b{number}"):
            tried = [one for one in inputs if one.get("local_alias") == operand]
            assert any(one.get("protocol") in ("sip", "h323") for one in tried)
        for operand in (f"v{number}", f"w{number}"):
            assert any(
                one.get("vendor") == operand
                and one.get("local_alias") in (f"a{number}", f"b{number}")
                for one in inputs
            )


def test_the_number_of_calls_grows_slower_than_near_misses():
    assert len(calls_for(many_rules(150), Policy.SERVICE)) < 150 * 15


def test_a_call_stands_only_once():
    calls = calls_for(SUITES["logic"], Policy.SERVICE)
    assert len({(json.dumps(call.inputs, sort_keys=True), call.now) for call in calls}) == len(
        calls
    )


def test_the_budget_is_kept_where_rules_need_less():
    assert len(calls_for(SUITES["services"], Policy.SERVICE, 700)) == 700


def test_every_call_is_one_that_a_node_can_send():
    for name, policy in POLICIES:
        for call in calls_for(SUITES[name], policy):
            assert isinstance(call.inputs["call_info"], dict)
            assert isinstance(call.now, datetime)
            assert call.now.tzinfo is not None
            assert call.why
            json.loads(json.dumps(call.inputs))


def test_texts_for_slow_patterns_are_short():
    slow = both(test("vendor", regex("(a+)+b")), test("call_tag", matches("x.*")))
    made = profile(service(rule("slow", slow, set_service(description=get("vendor")))))
    texts = [call.inputs["call_info"].get("vendor") for call in calls_for(made, Policy.SERVICE)]
    assert max(len(one) for one in texts if isinstance(one, str)) <= 90


def test_what_a_script_reads_is_found_in_conditions_and_effects():
    made = SUITES["services"]
    names = {row.dotted for row in reads_of(made, Policy.SERVICE).fields}
    assert {"call_info.local_alias", "service_config.pin", "call_info.bandwidth"} <= names


def test_the_walk_reaches_what_is_nested():
    inner = test("vendor", Equals(("x",)))
    assert inner in list(walk(no(both(named("n", inner)))))
    assert read("vendor").field in list(walk(no(inner)))


def test_the_calls_are_the_same_in_every_run():
    program = (
        "from verify.suites import SUITES\n"
        "from rulec.verify import calls_for\n"
        "import hashlib, json\n"
        "for name, made in SUITES.items():\n"
        "    for policy in made.policies:\n"
        "        calls = calls_for(made, policy, 300)\n"
        "        text = json.dumps([[c.inputs, c.now.isoformat(), c.why] for c in calls])\n"
        "        print(name, policy, hashlib.sha256(text.encode()).hexdigest())\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert next(iter(outputs))
