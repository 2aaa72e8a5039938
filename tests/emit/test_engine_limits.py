"""Scripts stay below what the oldest Python and Jinja2 can compile, whatever the rules nest.

Measured in the Python source that Jinja2 makes of a script, because that is where a limit is met:
on the worst versions 89 parentheses inside each other compile, and 2,977 `elif` (to Python, each
stands in the `else` of the one before).
"""

import ast
import io
import re
import tokenize
from datetime import UTC, datetime
from random import Random

import pytest
from jinja2 import Environment, nodes
from jinja2.sandbox import SandboxedEnvironment
from rule_texts import Rules, canonical, compiled, parsed, read_rules

from rulec.emit import LayoutChoice, emit
from rulec.emulator import LIKELY, Node, read_answer
from rulec.pexip import FILTERS, MAX_ELIF_ARMS, MAX_NESTED_IFS, Policy

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


# --- Wide rules ----------------------------------------------------------------------------------

#: Parentheses inside each other; 89 work.
DEEPEST = 70


def deepest_parentheses(source: str) -> int:
    nesting = deepest = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.OP and token.string in "()[]{}":
            nesting += 1 if token.string in "([{" else -1
            deepest = max(deepest, nesting)
    return deepest


def deepest_ifs(source: str) -> int:
    """The most `if` inside each other, where one in an `else` counts too."""
    levels = {ast.parse(source): 0}
    todo = list(levels)
    while todo:
        node = todo.pop()
        for child in ast.iter_child_nodes(node):
            levels[child] = levels[node] + isinstance(child, ast.If)
            todo.append(child)
    return max(levels.values())


def python_of(script: str) -> str:
    environment = SandboxedEnvironment()
    for name in FILTERS:
        environment.filters.setdefault(name, str)
    return str(environment.compile(script, raw=True))


def some(count: int, form: str) -> str:
    return ", ".join(form.replace("N", str(number)) for number in range(count))


def one_rule(condition: str, head: str = "") -> str:
    return f"{head}rules:\n  - {{id: wide, when: {condition}, set: {{call_tag: yes}}}}\n"


def many_rules(count: int, rule: str, head: str = "") -> str:
    return (
        head
        + "rules:\n"
        + "".join(f"  - {rule.replace('N', str(number))}\n" for number in range(count))
    )


RULE = "{id: rN, when: {local_alias: xNx}, set: {call_tag: tN}}"
REFUSAL = "{id: rN, when: {local_alias: {contains: xNx}}, reject: noN}"
ROW_OF_PARTS = f"{{all: [{some(17, '{vendor: {contains: N}}')}, {{local_alias: x0x}}]}}"
WIDE = {
    "any": one_rule(f"{{any: [{some(2000, '{local_alias: {contains: xNx}}')}]}}"),
    "all": one_rule(f"{{all: [{some(401, '{local_alias: {not: {contains: xNx}}}')}]}}"),
    "any of all": one_rule(f"{{any: [{ROW_OF_PARTS}, {some(400, '{local_alias: xNx}')}]}}"),
    "one_of": one_rule(f"{{local_alias: [{some(5000, 'xNx')}]}}"),
    "not one_of": one_rule(f"{{local_alias: {{not: [{some(5000, 'xNx')}]}}}}"),
    "starts_with": one_rule(f"{{local_alias: {{starts_with: [{some(801, 'xNx')}]}}}}"),
    "matches": one_rule(f"{{local_alias: {{matches: [{some(2000, 'xN.')}]}}}}"),
    "in_subnet": one_rule(f"{{remote_address: {{in_subnet: [{some(250, '10.N.0.0/16')}]}}}}"),
    "named list": one_rule("{local_alias: {list: l}}", f"lists: {{l: [{some(5000, 'xNx')}]}}\n"),
    "attributes": one_rule(f"{{idp_attributes: {{{some(150, 'aN: x')}}}}}"),
    "lets": one_rule(
        f"{{any: [{some(500, '{lN: xNx}')}]}}",
        "let:\n" + some(500, "  lN: '{local_alias | pex_head(N1)}'").replace(", ", "\n") + "\n",
    ),
    "first match": many_rules(3000, RULE) + "default: {set: {call_tag: none}}\n",
    "first match, refused": many_rules(MAX_ELIF_ARMS + 50, REFUSAL)
    + "default: {set: {call_tag: none}}\n",
    "match all": many_rules(2000, RULE, "match: all\n"),
    "match all, refused": many_rules(300, REFUSAL, "match: all\n")
    + "default: {set: {call_tag: none}}\n",
}


def agree(rules: Rules, inputs: list[dict[str, object]], jinja_2_10) -> set[str]:
    """The different answers; each script prints those of its rules, on either Jinja2."""
    script = rules.compiled_for(LIKELY)
    there = jinja_2_10.render(rules.script, [(each, NOW) for each in inputs])
    answers = set()
    for each, printed in zip(inputs, there, strict=True):
        meaning = canonical(rules.meaning(each, NOW))
        assert canonical(parsed(script.render(each, NOW))) == meaning
        assert canonical(parsed(printed["text"])) == meaning
        answers.add(meaning)
    return answers


@pytest.mark.parametrize("name", WIDE)
def test_wide_rules(name, jinja_2_10):
    rules = compiled({"a.yaml": f"policy: participant\n{WIDE[name]}"}, Policy.PARTICIPANT)
    source = python_of(rules.script)
    assert deepest_parentheses(source) <= DEEPEST
    assert deepest_ifs(source) <= MAX_ELIF_ARMS + MAX_NESTED_IFS
    inputs = []
    for alias in ("x0x", "x1x", "x249x", "x800x", "x1999x", "x2999x", "x4999x", "x", "y", None):
        each = call(alias)
        each["call_info"] |= {"remote_address": "10.249.1.1" if alias else "11.0.0.1"}
        each["call_info"]["vendor"] = "0123456789 10 11 12 13 14 15 16"
        attributes = dict.fromkeys((f"a{n}" for n in range(150)), "x") if alias else {}
        each["participant"] = {"idp_attributes": attributes}
        inputs.append(each)
    assert len(agree(rules, inputs, jinja_2_10)) > 1


@pytest.mark.parametrize(("width", "levels"), [(2, 7), (3, 5), (5, 3), (21, 2)])
def test_wide_and_deep_conditions(width, levels, jinja_2_10):
    random = Random(width)
    leaves = (
        "{local_alias: {contains: '%d'}}",
        "{remote_alias: {user: {matches: 'a%d+', ignore_case: true}}}",
        "{bandwidth: {at_least: %d}}",
        "{not: {local_alias: {starts_with: [x%d, y]}}}",
    )

    def tree(level: int) -> str:
        if level == 0:
            return random.choice(leaves) % random.randrange(10)
        parts = ", ".join(tree(level - 1) for _ in range(width))
        inner = f"{{{random.choice(('any', 'all'))}: [{parts}]}}"
        return inner if random.random() < 0.7 else f"{{not: {inner}}}"

    several = [f"{{id: r{n}, when: {tree(levels)}, set: {{call_tag: t{n}}}}}" for n in range(2)]
    text = "policy: participant\nrules:\n" + "".join(f"  - {rule}\n" for rule in several)
    rules = compiled({"a.yaml": text}, Policy.PARTICIPANT)
    assert deepest_parentheses(python_of(rules.script)) <= DEEPEST
    inputs = []
    for _ in range(40):
        each = call(random.choice(("x1", "y", "x123456789", "0", "987", "", None)))
        each["call_info"]["remote_alias"] = random.choice(("A11", "a5@b", "sip:a9@c", None))
        each["call_info"]["bandwidth"] = random.choice((None, 0, 5, 9))
        inputs.append(each)
    agree(rules, inputs, jinja_2_10)


# --- Many frames ---------------------------------------------------------------------------------

#: A search may have fewer than a hundred groups before Python 3.5, and fails where it has more.
MOST_GROUPS = 99


def searched(script: str) -> list[str]:
    """The patterns that a script searches texts for."""
    calls = Environment().parse(script).find_all(nodes.Call)
    found = [one for one in calls if getattr(one.node, "name", "") == "pex_regex_search"]
    return [one.args[0].value for one in found]


def in_tables(whens: list[str]) -> Rules:
    """The compact script of rules with these conditions, which must have tables."""
    lines = "".join(
        f"  - {{id: r{n}, when: {when}, set: {{call_tag: t{n}}}}}\n" for n, when in enumerate(whens)
    )
    found = compiled({"a.yaml": f"policy: participant\nrules:\n{lines}"}, Policy.PARTICIPANT)
    compact = emit(found.profile, found.policy, "test", LayoutChoice.COMPACT)
    assert compact.layout == "compact"
    return Rules(found.profile, found.policy, compact.text)


def test_tables_read_many_frames_with_few_groups_each(jinja_2_10):
    kinds = [(length, n) for length in range(1, 31) for n in range(9)]
    rules = in_tables(
        [
            f"{{local_alias: {{matches: 'w{n}x[.]a{{{length}}}[.]w{n}y[.]a*[.]w{n}z@v{n}[.]c'}}}}"
            for length, n in kinds
        ]
    )
    groups = [re.compile(pattern).groups for pattern in searched(rules.script)]
    assert sum(groups) > MOST_GROUPS
    assert max(groups) <= MOST_GROUPS
    some = kinds[::13]
    inputs = [call(f"w{n}x.{'a' * length}.w{n}y..w{n}z@v{n}.c") for length, n in some]
    inputs += [call("w1x.a.w1y..w1z@v2.c"), call(None)]
    assert len(agree(rules, inputs, jinja_2_10)) == len(some) + 1


def test_a_frame_with_too_many_holes_is_asked(jinja_2_10):
    one_frame = [f"a{n}[.-]" + f"b{n}[.-]" * 120 for n in range(12)]
    others = [f"{{remote_alias: alias-number-{n}@example.com}}" for n in range(90)]
    rules = in_tables([*(f"{{local_alias: {{matches: '{one}'}}}}" for one in one_frame), *others])
    assert max(re.compile(pattern).groups for pattern in searched(rules.script)) <= MOST_GROUPS
    inputs = [call(f"a{n}." + f"b{n}-" * 120) for n in range(12)]
    assert len(agree(rules, [*inputs, call(None)], jinja_2_10)) == len(inputs) + 1
