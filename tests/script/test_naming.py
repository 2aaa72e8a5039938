"""Short names: shared by variables that never live at once, and by no others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from typing import Any

import pytest
from emit.compact.forced import in_tables
from emit.compact.test_drawn_tables import Drawing
from jinja2 import Environment
from rule_texts import read_rules

from rulec.emit import script
from rulec.pexip import Policy
from rulec.script.expression import Binary, Literal, Name
from rulec.script.naming import renamed, short_names
from rulec.script.statement import (
    Assign,
    Branch,
    If,
    Layout,
    Print,
    Statement,
    render_statements,
)

ONE, TWO, THREE = map(Name, ("one", "two", "three"))
A, B = Literal("a"), Literal("b")


def named(*statements: Statement, shared: bool = True, kept: frozenset[str] = frozenset()) -> str:
    names = short_names(statements, kept, shared=shared)
    return render_statements(renamed(statements, names), Layout.TIGHT).strip()


def test_a_name_is_free_behind_the_last_use():
    statements = (Assign("one", A), Print(ONE), Assign("two", B), Print(TWO))
    assert named(*statements) == '{%set a="a"%}{{a}}{%set a="b"%}{{a}}'
    assert named(*statements, shared=False) == '{%set a="a"%}{{a}}{%set b="b"%}{{b}}'


def test_what_a_value_is_made_of_may_be_replaced_by_it():
    statements = (Assign("one", A), Assign("two", Binary(ONE, "+", B)), Print(TWO))
    assert named(*statements) == '{%set a="a"%}{%set a=a+"b"%}{{a}}'


def test_a_variable_that_is_still_read_keeps_its_name():
    statements = (Assign("one", A), Assign("two", B), Print(ONE), Assign("three", A), Print(THREE))
    assert (
        named(*statements, Print(TWO)) == '{%set a="a"%}{%set b="b"%}{{a}}{%set a="a"%}{{a}}{{b}}'
    )


def test_a_use_in_one_arm_lasts_to_it():
    """What an arm gives a new value was there before, and is read behind the arm."""
    arm = Branch(Binary(ONE, "==", A), (Assign("two", B), Print(TWO), Assign("one", B)))
    statements = (Assign("one", A), If((arm,), (Assign("three", A), Print(THREE))), Print(ONE))
    assert named(*statements) == (
        '{%set a="a"%}{%if a=="a"%}{%set b="b"%}{{b}}{%set a="b"%}{%else%}{%set b="a"%}{{b}}'
        "{%endif%}{{a}}"
    )


def test_names_that_are_kept_and_names_of_inputs():
    statements = (Assign("answer", Name("a")), Assign("one", A), Print(ONE), Print(Name("answer")))
    # `a` is no variable of the script: it comes from outside.
    assert named(*statements, kept=frozenset({"answer"})) == (
        '{%set answer=a%}{%set b="a"%}{{b}}{{answer}}'
    )


def lives(text: str, names: Collection[str]) -> dict[str, tuple[int, int]]:
    """The first and the last tag of each variable. In one tag a value is read, then one is set."""
    found: dict[str, tuple[int, int]] = {}
    tag, sets = 0, False
    for _, kind, word in Environment().lex(text):
        if kind in ("block_begin", "variable_begin"):
            tag += 2
        if kind == "name" and word == "set":
            sets = True
        elif kind == "name" and word in names:
            place = tag + sets
            found[word] = (found.get(word, (place, 0))[0], place)
        elif kind == "operator":
            sets = False
    return found


@pytest.mark.parametrize("policy", Policy)
def test_who_has_one_name_never_lives_at_once(policy: Policy, monkeypatch: pytest.MonkeyPatch):
    seen: list[tuple[str, Mapping[str, str]]] = []

    def watched(statements: Sequence[Statement], *args: Any, **kwargs: Any) -> Mapping[str, str]:
        names = short_names(statements, *args, **kwargs)
        seen.append((render_statements(statements, Layout.DENSE), names))
        return names

    monkeypatch.setattr(script, "short_names", watched)
    for seed in range(12):
        text = Drawing(seed).text(policy, 30)
        (profile,) = read_rules({"rules.yaml": text})[0].profiles
        in_tables(profile, policy)
    shared = 0
    for text, names in seen:
        found = lives(text, names)
        for one, two in combinations(names, 2):
            if names[one] == names[two]:
                shared += 1
                (first, last), (other_first, other_last) = found[one], found[two]
                assert last < other_first or other_last < first, f"{one}, {two} in {text}"
    assert shared > 50
