"""A script is as readable as fits: which passes it takes, and that each makes it shorter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

import pytest
from emit.compact.test_drawn_tables import Drawing
from emit.compact.test_families import profile_of
from emit.test_engine_limits import DEEPEST, deepest_ifs, deepest_parentheses, python_of
from rule_texts import read_rules

from rulec.emit import COMPACT, LAYOUTS, LayoutChoice, Script, Step, emit, layouts, made
from rulec.emit.passes import FASTER, PLAIN_LAYOUTS, TABLE_LAYOUTS
from rulec.ir import Profile
from rulec.pexip import MAX_NESTED_IFS, SCRIPT_MAX_CHARACTERS, Policy

RULES = 300


@cache
def size(policy: Policy, steps: frozenset[Step]) -> int:
    return made(profile_of(policy, RULES), policy, "h", steps).size


def with_budget(policy: Policy, budget: int) -> Profile:
    profile = profile_of(policy, RULES)
    return Profile(profile.name, profile.rule_sets, budget)


def test_layouts_are_in_the_order_of_passes():
    assert LAYOUTS[: len(PLAIN_LAYOUTS)] == PLAIN_LAYOUTS
    assert LAYOUTS[len(PLAIN_LAYOUTS) :] == TABLE_LAYOUTS
    # Codes alone, then one pass more each, with those that make tables fast.
    assert TABLE_LAYOUTS[0] - FASTER == {Step.DENSE, Step.TIGHT, Step.NAMES, Step.CODES}
    assert all(len(behind - before) == 1 for before, behind in pairwise(TABLE_LAYOUTS[:-1]))
    assert TABLE_LAYOUTS[-2:] == (COMPACT, COMPACT - FASTER)


@pytest.mark.parametrize("policy", Policy)
def test_no_layout_with_a_pass_less_would_fit(policy: Policy):
    taken: set[frozenset[Step]] = set()
    for budget in sorted({size(policy, steps) for steps in LAYOUTS}):
        script = emit(with_budget(policy, budget), policy, "h")
        place = LAYOUTS.index(script.steps)
        assert script.size <= budget
        assert place == 0 or size(policy, LAYOUTS[place - 1]) > budget
        taken.add(script.steps)
        readable = emit(with_budget(policy, budget), policy, "h", LayoutChoice.READABLE)
        if script.steps in PLAIN_LAYOUTS:
            assert readable.steps == script.steps
        else:
            assert readable.steps == PLAIN_LAYOUTS[-1]
    # Tables are not all or nothing.
    assert len(taken - set(PLAIN_LAYOUTS) - {COMPACT, COMPACT - FASTER}) > 1


@pytest.mark.parametrize("policy", Policy)
def test_what_makes_tables_fast_goes_before_a_script_is_too_long(policy: Policy):
    smallest = size(policy, COMPACT - FASTER)
    for choice in (LayoutChoice.AUTO, LayoutChoice.COMPACT):
        for budget in (smallest, smallest - 1):
            assert emit(with_budget(policy, budget), policy, "h", choice).size == smallest


@pytest.mark.parametrize("policy", Policy)
def test_few_scripts_are_made(policy: Policy, monkeypatch: pytest.MonkeyPatch):
    count: Counter[str] = Counter()

    def counted(*args: object) -> Script:
        count["made"] += 1
        return made(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(layouts, "made", counted)
    for steps in LAYOUTS:
        count.clear()
        emit(with_budget(policy, size(policy, steps)), policy, "h")
        assert count["made"] <= 6


@pytest.mark.parametrize("policy", Policy)
def test_passes_make_large_scripts_shorter(policy: Policy):
    """Else halves would not find what one after the other finds."""
    sizes = [size(policy, steps) for steps in TABLE_LAYOUTS]
    assert all(behind < before * 1.03 for before, behind in pairwise(sizes))
    assert min(sizes) == sizes[-1] < sizes[0] / 1.5


def participants(whens: Iterable[str], budget: int = SCRIPT_MAX_CHARACTERS) -> Profile:
    rules = "".join(
        f"  - {{id: r{n}, when: {{{when}}}, set: {{remote_display_name: Name {n}}}}}\n"
        for n, when in enumerate(whens)
    )
    text = f"policy: participant\nrules:\n{rules}"
    (profile,) = read_rules({"rules.yaml": text})[0].profiles
    return Profile(profile.name, profile.rule_sets, budget)


def some(kind: str, rule: int, count: int) -> str:
    return ", ".join(f"{kind}-{rule}-{n}" for n in range(count))


#: Conditions of rules for which a table names each text many times.
LONGER_IN_TABLES = {
    "many texts": "local_alias: [{many}]",
    "two lists": "idp_attributes: {{group: [{few}], department: [{few}]}}",
    "texts beside items": "local_alias: [{few}], idp_attributes: {{group: [{few}]}}",
}


@pytest.mark.parametrize("when", LONGER_IN_TABLES.values(), ids=LONGER_IN_TABLES)
def test_rules_that_tables_make_longer_are_asked(when: str):
    profile = participants(
        when.format(many=some("t", n, 20), few=some("t", n, 4)) for n in range(150)
    )
    in_codes, in_tables = (
        made(profile, Policy.PARTICIPANT, "h", steps).size for steps in (TABLE_LAYOUTS[0], COMPACT)
    )
    assert in_tables <= in_codes * 1.01


@pytest.mark.parametrize("choice", [LayoutChoice.AUTO, LayoutChoice.COMPACT])
def test_a_layout_that_fits_is_found_where_more_passes_make_it_longer(choice: LayoutChoice):
    # Tests that a few rules share cost nearly nothing where they stand.
    whens = [
        f"bandwidth: {{at_least: {n * 7919 % 211 + 1000}, at_most: {n * 104729 % 211 + 2000}}}, "
        f"remote_port: {n}"
        for n in range(700)
    ]
    sizes = [
        made(participants(whens), Policy.PARTICIPANT, "h", steps).size for steps in TABLE_LAYOUTS
    ]
    assert min(sizes) < sizes[-1]
    script = emit(participants(whens, min(sizes)), Policy.PARTICIPANT, "h", choice)
    assert script.size == min(sizes)


@pytest.mark.parametrize("policy", Policy)
def test_every_pass_without_tables_makes_any_script_shorter(policy: Policy):
    for seed in range(30):
        drawing = Drawing(seed)
        text = drawing.text(policy, drawing.pick((1, 3, 12, 40)))
        (profile,) = read_rules({"rules.yaml": text})[0].profiles
        sizes = [made(profile, policy, "h", steps).size for steps in PLAIN_LAYOUTS]
        assert sizes[1:] == sorted(sizes[1:], reverse=True), text
        assert min(sizes) == sizes[-1]


@pytest.mark.parametrize("steps", [TABLE_LAYOUTS[0], TABLE_LAYOUTS[2], TABLE_LAYOUTS[4]], ids=len)
@pytest.mark.parametrize("policy", Policy)
def test_the_engine_compiles_all_that_fits(policy: Policy, steps: frozenset[Step]):
    """About as many rules as a script holds with only some of the passes."""
    rules = RULES * SCRIPT_MAX_CHARACTERS // size(policy, steps)
    script = made(profile_of(policy, rules), policy, "h", steps)
    assert script.size > SCRIPT_MAX_CHARACTERS * 0.4
    source = python_of(script.text)
    assert deepest_parentheses(source) <= DEEPEST
    assert deepest_ifs(source) <= MAX_NESTED_IFS
