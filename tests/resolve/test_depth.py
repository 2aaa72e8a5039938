"""Conditions inside each other: to a fixed depth everything works, and beyond it there is an error.

Every pass over conditions calls itself, and Python allows a thousand calls inside each other. So
all of it runs a hundred calls deeper than the tests themselves do, as in a large program.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from typing import TypeVar

import pytest
from command_line import rulec, write_files
from rule_texts import Rules, canonical, compiled, parsed, read_rules

from rulec.emulator import HARSH, LIKELY
from rulec.pexip import MAX_NESTED_IFS, Policy
from rulec.resolve.context import DEEPEST_CHOICES, DEEPEST_CONDITIONS, MOST_CONDITIONS
from rulec.verify import Job, verify_scripts

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
CALLER = 100

_T = TypeVar("_T")


def deep_down(frames: int, run: Callable[[], _T]) -> _T:
    """What `run` gives, from so many calls further inside."""
    return run() if frames == 0 else deep_down(frames - 1, run)


def of_rule(condition: str, conditions: str = "") -> str:
    return (
        f"policy: participant\n{conditions}"
        f"rules:\n  - {{id: deep, when: {condition}, set: {{call_tag: yes}}}}\n"
    )


# Each takes the number of levels. The innermost condition is that local_alias is `a`; the others
# are about remote_alias, so that both outcomes of either are reached.


def nots(levels: int) -> str:
    return of_rule("{not: " * (levels - 1) + "{local_alias: a}" + "}" * (levels - 1))


def field_nots(levels: int) -> str:
    return of_rule("{local_alias: " + "{not: " * (levels - 1) + "a" + "}" * (levels - 1) + "}")


def beside(condition: str, level: int) -> str:
    """A condition with another one, below `any` and `all` in turn."""
    if level % 2:
        return f"{{any: [{condition}, {{remote_alias: z}}]}}"
    return f"{{all: [{condition}, {{remote_alias: {{not: r{level}}}}}]}}"


def any_all(levels: int) -> str:
    condition = "{local_alias: a}"
    for level in range(1, levels):
        condition = beside(condition, level)
    return of_rule(condition)


def not_any_all(levels: int) -> str:
    condition = "{local_alias: a}"
    for level in range(1, levels // 2):
        condition = f"{{not: {beside(condition, level)}}}"
    return of_rule(condition)


def named(levels: int) -> str:
    chain = "".join(f"  c{n}: {{is: c{n - 1}}}\n" for n in range(1, levels - 1))
    return of_rule(f"{{is: c{levels - 2}}}", f"conditions:\n  c0: {{local_alias: a}}\n{chain}")


def named_any(levels: int) -> str:
    count = (levels - 2) // 2
    chain = "".join(
        f"  c{n}: {{any: [{{is: c{n - 1}}}, {{remote_alias: z{n}}}]}}\n"
        for n in range(1, count + 1)
    )
    return of_rule(f"{{is: c{count}}}", f"conditions:\n  c0: {{local_alias: a}}\n{chain}")


SHAPES = (nots, field_nots, any_all, not_any_all, named, named_any)


def call(local: object, remote: object) -> dict[str, object]:
    call_info = {"local_alias": local, "remote_alias": remote}
    return {"call_info": call_info, "participant": {}, "service_config": None}


CALLS = [call(a, r) for a in ("a", "b", None) for r in ("r1", "r2", "r98", "z", "z1", "z70", None)]


def agrees(rules: Rules, render) -> set[bool]:
    """Holds a script against its rules on every call; gives which outcomes there were."""
    outcomes = set()
    for inputs in CALLS:
        meaning = rules.meaning(inputs, NOW)
        assert canonical(parsed(render(inputs))) == canonical(meaning)
        outcomes.add(meaning["result"] == {"call_tag": "yes"})
    return outcomes


@pytest.mark.parametrize("shape", SHAPES)
def test_the_deepest_conditions_work_from_a_deep_stack(shape, jinja_2_10):
    def run() -> set[bool]:
        rules = compiled({"a.yaml": shape(DEEPEST_CONDITIONS)}, Policy.PARTICIPANT)
        for behaviour in (LIKELY, HARSH):
            script = rules.compiled_for(behaviour)
            outcomes = agrees(rules, lambda inputs, script=script: script.render(inputs, NOW))
        there = jinja_2_10.render(rules.script, [(inputs, NOW) for inputs in CALLS])
        texts = iter(output["text"] for output in there)
        agrees(rules, lambda _: next(texts))
        return outcomes

    assert deep_down(CALLER, run) == {True, False}


@pytest.mark.parametrize(
    ("shape", "more"),
    [*((shape, 2) for shape in SHAPES), (nots, 300), (any_all, 10_000), (field_nots, 10_000)],
)
def test_deeper_ones_are_refused(shape, more):
    texts = {"a.yaml": shape(DEEPEST_CONDITIONS + more)}
    problems = [p for p in deep_down(CALLER, lambda: read_rules(texts))[1] if p.is_error]
    assert {problem.code.name for problem in problems} == {"too-large"}
    if more == 2:
        message = "more than 200 conditions inside each other, `is` followed"
        assert {problem.message for problem in problems} == {message}


@pytest.mark.parametrize("shape", [field_nots, not_any_all, named, named_any])
def test_the_deepest_conditions_are_verified(shape):
    rules = compiled({"a.yaml": shape(DEEPEST_CONDITIONS)}, Policy.PARTICIPANT)
    job = Job(rules.profile, rules.policy, rules.script)
    (found,) = deep_down(CALLER, lambda: verify_scripts([job], lambda _: None))
    assert found.comparisons > 0
    assert found.differences == ()


@pytest.mark.parametrize("shape", SHAPES)
def test_commands_show_the_deepest_conditions(shape, tmp_path):
    folder = write_files(tmp_path, {"a.yaml": shape(DEEPEST_CONDITIONS)})
    for alias in ("a", "b"):
        arguments = ("--policy", "participant", "--call", f"local_alias={alias}")
        assert rulec("decide", folder, *arguments).code == 0
        assert rulec("decide", folder, *arguments, "--format", "json").data["problems"] == []


def drawn(random: Random, levels: int) -> str:
    """A condition of so many levels, with something beside it on each of them."""
    if levels <= 1:
        field = random.choice(("local_alias", "remote_alias"))
        operand = random.choice(("a", "null", "{contains: r}", "{user: {matches: 'z\\d*'}}"))
        return f"{{{field}: {operand}}}"
    parts = [drawn(random, levels - 1)]
    parts += [drawn(random, random.choice((1, 1, 2, 3))) for _ in range(random.randrange(3))]
    random.shuffle(parts)
    word = random.choice(("any", "all", "not"))
    if word == "not":
        return f"{{not: {parts[0] if len(parts) == 1 else '{any: [' + ', '.join(parts) + ']}'}}}"
    return f"{{{word}: [{', '.join(parts)}]}}"


@pytest.mark.parametrize("seed", range(30))
def test_trees_at_random(seed, jinja_2_10):
    random = Random(seed)
    text = of_rule(drawn(random, random.choice((20, 60, DEEPEST_CONDITIONS // 2))))
    rules = compiled({"a.yaml": text}, Policy.PARTICIPANT)
    script = rules.compiled_for(LIKELY)
    agrees(rules, lambda inputs: script.render(inputs, NOW))
    there = iter(jinja_2_10.render(rules.script, [(inputs, NOW) for inputs in CALLS]))
    agrees(rules, lambda _: next(there)["text"])


@pytest.mark.parametrize("levels", [12, 66])
def test_named_conditions_that_are_used_twice_do_not_grow_for_ever(levels):
    chain = "".join(
        f"  c{n}: {{any: [{{is: c{n - 1}}}, {{not: {{is: c{n - 1}}}}}]}}\n"
        for n in range(1, levels)
    )
    text = of_rule(f"{{is: c{levels - 1}}}", f"conditions:\n  c0: {{local_alias: a}}\n{chain}")
    _, problems = read_rules({"a.yaml": text})
    wanted = f"more than {MOST_CONDITIONS:,} conditions in a rule set, `is` followed"
    assert [p.message for p in problems if p.is_error] == ([] if levels == 12 else [wanted])


def chosen(levels: int, innermost: str = "z") -> str:
    """Values that conditions choose, so many inside each other."""
    value = innermost
    for level in range(levels):
        value = f"{{when: {{local_alias: a{level}}}, then: y{level}, otherwise: {value}}}"
    return value


def test_the_deepest_chosen_values_fit_an_engine(jinja_2_10):
    """Also where a rule, its set and its effects have an `if` of their own around them."""
    text = "policy: service\nmatch: all\nwhen: {protocol: sip}\nrules:\n" + "".join(
        f"  - {{id: r{n}, when: {{vendor: v{n}}}, create: {{service_type: conference, "
        f"service_tag: '', name: {chosen(DEEPEST_CHOICES)}}}, "
        f"set: {{description: {chosen(DEEPEST_CHOICES)}}}}}\n"
        for n in range(2)
    )
    rules = compiled({"a.yaml": text}, Policy.SERVICE)
    levels = max(len(line) - len(line.lstrip()) for line in rules.script.splitlines()) // 2
    assert levels <= MAX_NESTED_IFS
    script = rules.compiled_for(LIKELY)
    for alias in ("a0", f"a{DEEPEST_CHOICES - 1}", "b", None):
        call_info = {"protocol": "sip", "vendor": "v1", "local_alias": alias}
        inputs = {"call_info": call_info, "service_config": None}
        meaning = rules.meaning(inputs, NOW)
        assert meaning["action"] == "continue"
        assert canonical(parsed(script.render(inputs, NOW))) == canonical(meaning)
        (there,) = jinja_2_10.render(rules.script, [(inputs, NOW)])
        assert canonical(parsed(there["text"])) == canonical(meaning)


@pytest.mark.parametrize(
    ("lets", "levels", "good"),
    [
        (1, DEEPEST_CHOICES, True),
        (1, DEEPEST_CHOICES + 1, False),
        (1, 200, False),
        (DEEPEST_CHOICES, 1, True),
        (DEEPEST_CHOICES // 2, 2, True),
        (DEEPEST_CHOICES // 2 + 1, 2, False),
        (DEEPEST_CHOICES, DEEPEST_CHOICES, False),
    ],
)
@pytest.mark.parametrize("inner_first", [False, True])
def test_chosen_values_inside_each_other_are_bounded(lets, levels, good, inner_first):
    entries = "".join(
        f"  l{n}: {chosen(levels, repr(f'{{l{n + 1}}}') if n < lets - 1 else 'z')}\n"
        for n in range(lets)
    )
    # An entry that was read before is not read again inside the one that uses it.
    used = "".join(f"{{l{n}}}" for n in (reversed(range(lets)) if inner_first else range(lets)))
    text = f"policy: participant\nlet:\n{entries}rules:\n"
    text += f"  - {{id: a, set: {{call_tag: '{used}'}}}}\n"
    _, problems = deep_down(CALLER, lambda: read_rules({"a.yaml": text}))
    wanted = f"more than {DEEPEST_CHOICES} chosen values inside each other, `let` followed"
    assert {p.message for p in problems if p.is_error} == (set() if good else {wanted})
