"""Scripts stay below what the oldest Python and Jinja2 can compile, whatever the rules nest."""

import re
from datetime import UTC, datetime

import pytest
from rule_texts import read_rules

from rulec.emit import emit
from rulec.emulator import Node, read_answer
from rulec.pexip import MAX_ELIF_ARMS, Policy

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


def script_of(text, policy=Policy.PARTICIPANT):
    project, problems = read_rules({"rules.yaml": text})
    assert [problem.message for problem in problems if problem.is_error] == []
    return emit(project.profiles[0], policy, "test").text


def answer(script, inputs):
    return read_answer(Node().compile(script).render(inputs, NOW)).value


def call(alias):
    return {"call_info": {"local_alias": alias}, "participant": {}, "service_config": None}


def test_long_chains_are_cut(jinja_2_10):
    count = MAX_ELIF_ARMS * 2 + 7
    rules = "\n".join(
        f"  - {{id: r{n}, when: {{local_alias: room{n}}}, set: {{call_tag: t{n}}}}}"
        for n in range(count)
    )
    script = script_of(f"policy: participant\nrules:\n{rules}\n")
    arms = longest = 0
    for tag in re.findall(r"\{% (if|elif|endif)", script):
        arms = arms + 1 if tag == "elif" else 1 if tag == "if" else 0
        longest = max(longest, arms)
    assert longest <= MAX_ELIF_ARMS
    for n in (0, MAX_ELIF_ARMS - 1, MAX_ELIF_ARMS, MAX_ELIF_ARMS * 2, count - 1):
        assert answer(script, call(f"room{n}"))["result"] == {"call_tag": f"t{n}"}
        [printed] = jinja_2_10.render(script, [(call(f"room{n}"), NOW)])
        assert read_answer(printed["text"]).value["result"] == {"call_tag": f"t{n}"}
    assert answer(script, call("room"))["result"] == {}


@pytest.mark.parametrize("word", ["any", "all"])
def test_wide_conditions(word, jinja_2_10):
    parts = ", ".join(f"{{local_alias: {{contains: x{n}x}}}}" for n in range(300))
    script = script_of(
        f"policy: participant\nrules:\n  - {{id: wide, when: {{{word}: [{parts}]}}, "
        "set: {call_tag: yes}}\n"
    )
    met = call("".join(f"x{n}x" for n in range(300)))
    assert answer(script, met)["result"] == {"call_tag": "yes"}
    assert answer(script, call("y"))["result"] == {}
    assert "text" in jinja_2_10.render(script, [(met, NOW)])[0]


def test_deep_conditions(jinja_2_10):
    condition = "{local_alias: a}"
    for level in range(14):
        other = f"{{remote_alias: r{level}}}"
        word = "any" if level % 2 else "all"
        condition = f"{{not: {{{word}: [{condition}, {other}]}}}}"
    script = script_of(
        "policy: participant\nrules:\n"
        f"  - {{id: deep, when: {condition}, set: {{call_tag: yes}}}}\n"
    )
    nesting = deepest = 0
    for character in script:
        nesting += (character in "([{") - (character in ")]}")
        deepest = max(deepest, nesting)
    assert deepest < 40
    assert answer(script, call("a"))["action"] == "continue"
    assert "text" in jinja_2_10.render(script, [(call("a"), NOW)])[0]
