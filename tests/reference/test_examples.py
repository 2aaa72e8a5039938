"""Every example of the language reference is true: of the rules' meaning, and of their scripts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from textwrap import indent

import pytest
from jinja210 import render_on_2_10
from rule_texts import errors, parsed, read_rules

from rulec.emit import emit
from rulec.emulator import HARSH, LIKELY, Node
from rulec.evaluate import decide, read_inputs
from rulec.matching.alias import AliasPart, alias_part
from rulec.operators import OPERATORS
from rulec.pexip import CALL_FIELDS, FILTERS, Policy, ValueType
from rulec.reference.conditions import ALIAS_FORMS
from rulec.reference.value_forms import VALUE_FORMS, plain
from rulec.resolve.condition_words import CONDITION_WORDS, Family
from rulec.resolve.effect_keys import EFFECTS
from rulec.resolve.fields import KEYWORDS

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


def answers(
    files: dict[str, str], given: str, environment: dict[str, str] | None = None
) -> list[object]:
    """The answers to a call: what the rules mean, and what the script prints on several nodes.

    The first file is the rule set, without its tests; `given` is a flow mapping, as tests have it.
    """
    path, text = next(iter(files.items()))
    test = f"  - name: shown\n    given:\n{indent(given, ' ' * 6)}\n    expect: {{rule: null}}\n"
    project, problems = read_rules({**files, path: f"{text}\ntests:\n{test}"}, environment)
    assert errors(problems) == []
    [case] = project.tests
    [profile] = project.profiles
    now = case.now or NOON
    inputs = read_inputs(case.policy, case.inputs, now)
    told = decide(case.policy, profile.sets(case.policy), inputs)
    script = emit(profile, case.policy, "test").text
    printed = [Node(node).compile(script).render(case.inputs, now) for node in (LIKELY, HARSH)]
    printed += [found.get("text", "") for found in render_on_2_10(script, [(case.inputs, now)])]
    return [told.answer, *map(parsed, printed)]


def applies(policy: Policy, when: str, given: str, around: str = "") -> list[bool]:
    """Whether a rule with a condition applies: by its meaning and on several nodes."""
    effect = {
        Policy.SERVICE: "reject: true",
        Policy.PARTICIPANT: "reject: applied",
        Policy.MEDIA_LOCATION: "set: {location: applied}",
    }[policy]
    text = f"policy: {policy}\n{around}\nrules:\n  - id: a\n    when: {when}\n    {effect}\n"
    return ["applied" in json.dumps(answer) for answer in answers({"a.yaml": text}, given)]


# --- Operators -----------------------------------------------------------------------------------


@pytest.mark.parametrize("row", OPERATORS, ids=lambda row: f"{row.type.value}.{row.word}")
def test_operators(row):
    field = row.example.removeprefix("{").split(":")[0]
    assert CALL_FIELDS[field].type is row.type
    for value, expected in ((row.meets, True), (row.fails, False)):
        given = f"{{call: {json.dumps({field: value})}}}"
        assert set(applies(Policy.PARTICIPANT, row.example, given)) == {expected}, value


# --- Other words of conditions -------------------------------------------------------------------

EXAMPLES = [(row, example) for row in CONDITION_WORDS for example in row.examples]


@pytest.mark.parametrize(
    ("row", "example"), EXAMPLES, ids=[f"{r.family.value}-{r.word}" for r, _ in EXAMPLES]
)
def test_words_of_conditions(row, example):
    assert f"{row.word}" in example.when or row.word == "null"
    for given, expected in ((example.meets, True), (example.fails, False)):
        found = applies(example.policy, example.when, given, example.around)
        assert set(found) == {expected}, given


def test_every_word_of_conditions_has_a_row_with_an_example():
    rows = {row.word for row in CONDITION_WORDS}
    assert rows - {part.value for part in AliasPart} == KEYWORDS - {"env", "true", "false"}
    assert {r.word for r in CONDITION_WORDS if r.family is Family.ALIAS} == {*AliasPart}
    assert all(row.examples for row in CONDITION_WORDS)


# --- Effects -------------------------------------------------------------------------------------

SHOWN = [(row, example) for row in EFFECTS.values() for example in row.examples]


@pytest.mark.parametrize(
    ("row", "example"), SHOWN, ids=[f"{r.name}-{e.policy.value}" for r, e in SHOWN]
)
def test_effects(row, example):
    assert f"{row.name}:" in example.rule
    text = f"policy: {example.policy.value}\nrules:\n{indent(example.rule, '  ')}\n"
    for answer in answers({"rules.yaml": text}, example.given):
        assert answer == json.loads(example.answer)


def test_every_effect_has_an_example():
    assert all(row.examples for row in EFFECTS.values())
    assert {example.policy for example in EFFECTS["set"].examples} == {*Policy}


# --- Filters -------------------------------------------------------------------------------------

OFFERED = [row for row in FILTERS.values() if not row.refused]


@pytest.mark.parametrize("row", OFFERED, ids=lambda row: row.name)
def test_filters(row):
    field = "display_count" if row.result is ValueType.INTEGER else "call_tag"
    call = json.dumps({name: field.example for name, field in CALL_FIELDS.items()})
    text = f"policy: participant\nrules:\n  - id: a\n    set:\n      {field}: '{row.example}'\n"
    wanted = int(row.example_result) if field == "display_count" else row.example_result
    for answer in answers({"rules.yaml": text}, f"{{call: {call}}}"):
        assert answer == {"action": "continue", "result": {field: wanted}}


# --- Values --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", VALUE_FORMS, ids=lambda form: form.title)
def test_values(form):
    rules = f"policy: {form.policy.value}\n{plain(form.rules)}"
    files = {"rules.yaml": rules, **dict(form.tables)}
    for answer in answers(files, plain(form.given), dict(form.environment)):
        assert answer == json.loads(form.answer)


# --- Parts of an alias ---------------------------------------------------------------------------


@pytest.mark.parametrize("part", AliasPart)
@pytest.mark.parametrize("alias", ALIAS_FORMS)
def test_parts_of_aliases(alias, part):
    text = (
        "policy: participant\nrules:\n"
        f"  - {{id: a, set: {{call_tag: '{{local_alias.{part.value}}}'}}}}\n"
    )
    expected = alias_part(alias, part)
    result = {} if expected is None else {"call_tag": expected}
    for answer in answers({"rules.yaml": text}, json.dumps({"call": {"local_alias": alias}})):
        assert answer == {"action": "continue", "result": result}
