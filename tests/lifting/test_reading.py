"""The guards of inputs are recognised as a whole, and regex texts are read only where exact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from rulec.lifting import idioms
from rulec.lifting.grammar import read_script
from rulec.lifting.idioms import Form, Idiom
from rulec.lifting.patterns import NoPattern, item_demands, searched, text_operator
from rulec.lifting.tree import Assign
from rulec.operators import Matches, Regex
from rulec.pexip import INTEGER_MAX_DIGITS
from rulec.script.expression import Binary, Literal, Name

GUARDS = {name: found for name, found in vars(idioms).items() if isinstance(found, Idiom)}
FORMS = {name: found for name, found in vars(idioms).items() if isinstance(found, Form)}

#: Any sign that is compared, or added, in a shape; another one in its place.
_SIGNS = {"==": "!=", "!=": "==", "+": "-", "-": "+", "*": "+", "//": "*", "%": "*"}


def filled(node: Any) -> Any:
    """A shape with variables in its places."""
    match node:
        case Name(name):
            return Name(name.lower())
        case Assign():
            return replace(node, name=node.name.lower(), value=filled(node.value))
        case tuple():
            return tuple(map(filled, node))
        case _ if is_dataclass(node):
            return replace(node, **{f.name: filled(getattr(node, f.name)) for f in fields(node)})  # type: ignore[type-var]
        case _:
            return node


def others(node: Any) -> Iterator[Any]:
    """The same with one constant, one sign, one variable or one part that is another."""
    match node:
        case Literal(bool() as value):
            yield from (Literal(not value), Literal(int(value)))
        case Literal(int() as value):
            yield Literal(value + 1)
        case Literal(value):
            yield Literal(f"{value}x")
        case Name(name):
            yield Name(f"{name}_other")
        case tuple():
            for place, part in enumerate(node):
                yield (*node[:place], *node[place + 1 :])
                yield from ((*node[:place], other, *node[place + 1 :]) for other in others(part))
        case _ if is_dataclass(node):
            if isinstance(node, Binary) and node.operator in _SIGNS:
                yield replace(node, operator=_SIGNS[node.operator])
            for one in fields(node):
                for other in others(getattr(node, one.name)):
                    yield replace(node, **{one.name: other})  # type: ignore[type-var]


@pytest.mark.parametrize("name", GUARDS)
def test_a_guard_is_recognised_only_as_it_is(name: str):
    shape = GUARDS[name]
    guard = filled(shape.statements)
    assert shape.match(guard) is not None
    variants = [one for one in others(guard) if one != guard]
    assert len(variants) > 5
    # What the guard is about may be anything, so that one variable alone may be another.
    assert [one for one in variants if shape.match(one) is not None and not renamed(one)] == []


def renamed(guard: Any) -> bool:
    """Whether the first statement reads something else: that is what a guard leaves open."""
    return "value_other" in str(guard) or "address_other" in str(guard)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_recognised_only_as_it_is(name: str):
    form = FORMS[name]
    expression = filled(form.expression)
    assert form.match(expression) is not None
    constants = [one for one in others(expression) if "_other" not in str(one)]
    assert [one for one in constants if form.match(one) is not None] == []


def test_the_digits_of_integers_are_those_of_the_catalogue():
    assert f"{{1,{INTEGER_MAX_DIGITS}}}" in str(idioms.INTEGER.statements)


@pytest.mark.parametrize(
    ("text", "kind", "patterns"),
    [
        (r"^(?:a|b(?:c|d))\Z", Matches, ["a", "b(?:c|d)"]),
        (r"^ab\Z", Matches, ["ab"]),
        (r"ab\Z", Matches, [r"[\s\S]*ab"]),
        (r"^ab|c$", Regex, ["^ab", "c$"]),
        (r"a\\Z", Regex, [r"a\\Z"]),
        (r"[|)]\|", Regex, [r"[|)]\|"]),
    ],
)
def test_a_regex_text_is_an_operator_again(text: str, kind: type, patterns: list[str]):
    found = text_operator(searched(f"({text})"))
    assert type(found) is kind
    assert [pattern.source for pattern in found.patterns] == patterns


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "(?:a)",
        "(a)(b)",
        "(a",
        r"(^a|b\Z)",
        r"(a\Z|b)",
        r"(\d)",
        r"([^\W])",
        r"(\s)",
        r"(\u0041)",
        r"(\bx)",
        "((?i)x)",
        "(a)b)",
    ],
)
def test_other_regex_texts_are_not_read(text: str):
    with pytest.raises(NoPattern):
        text_operator(searched(text))


ITEM = r"(?:^|\x00){}[^\x00]"


def test_a_search_in_a_list_is_a_demand_again():
    looks = r"(?=[^\x00]*a(?=\x00|\Z))(?!(?:b|c))(?=[^\x00]*?(?<![^\x00])d(?=\n?(?:\x00|\Z)))"
    (ends, _), (starts, negated), (inner, _) = item_demands(ITEM.format(looks))
    assert [ends.patterns[0].source, type(ends)] == [r"[\s\S]*a", Matches]
    assert ([p.source for p in starts.patterns], negated) == (["^(?:b)", "^(?:c)"], True)
    assert [inner.patterns[0].source, type(inner)] == ["^d$", Regex]


@pytest.mark.parametrize(
    "text",
    [
        ITEM.format("x"),
        ITEM.format("(x)"),
        ITEM.format(r"(?=a|b)"),
        ITEM.format(r"(?=(?:a(?=\x00|\Z)|b))"),
        r"(?:^|\x00)(?=a)",
        "(?=a)[^\\x00]",
    ],
)
def test_other_searches_in_lists_are_not_read(text: str):
    with pytest.raises(NoPattern):
        item_demands(text)


def test_equal_to_python_is_not_the_same():
    (statement,) = read_script("{% set x = 1 %}")
    assert Idiom("{% set X = true %}").match((statement,)) is None
