"""Expressions: the text means what the tree means, with no more parentheses than needed."""

import pytest

from rulec.script.expression import (
    EMPTY,
    FALSE,
    NONE,
    TRUE,
    Array,
    Attribute,
    Binary,
    Both,
    Call,
    Dictionary,
    Either,
    Filtered,
    Item,
    Literal,
    Method,
    Name,
    Negation,
    array,
    both,
    concatenation,
    depth,
    either,
    negation,
    render,
    search,
)

A, B, C = Name("a"), Name("b"), Name("c")
ONE, TWO = Literal(1), Literal(2)

TEXTS = [
    (Both((A, Either((B, C)))), "a and (b or c)"),
    (Either((Both((A, B)), C)), "a and b or c"),
    (Negation(Either((A, B))), "not (a or b)"),
    (Negation(Binary(A, "==", B)), "not a == b"),
    (Binary(Negation(A), "==", B), "(not a) == b"),
    (Binary(Binary(A, "==", B), "==", C), "(a == b) == c"),
    (Binary(A, "-", Binary(B, "-", C)), "a - (b - c)"),
    (Binary(Binary(A, "-", B), "-", C), "a - b - c"),
    (Binary(Binary(A, "+", B), "*", C), "(a + b) * c"),
    (Binary(A, "+", Binary(B, "*", C)), "a + b * c"),
    (Filtered(Binary(A, "+", B), "lower"), "(a + b)|lower"),
    (Binary(A, "+", Filtered(B, "lower")), "a + b|lower"),
    (
        Item(Filtered(A, "default", (Dictionary(()), TRUE)), Literal("k")),
        '(a|default({}, true))["k"]',
    ),
    (Filtered(Item(A, ONE), "default", (EMPTY, TRUE)), 'a[1]|default("", true)'),
    (Method(A, "startswith", (Literal("x"),)), 'a.startswith("x")'),
    (Method(Filtered(A, "lower"), "startswith", (Literal("x"),)), '(a|lower).startswith("x")'),
    (Attribute(Name("now"), "hour"), "now.hour"),
    (Call("pex_in_subnet", (A, array(["10.0.0.0/8"]))), 'pex_in_subnet(a, ["10.0.0.0/8"])'),
    (Dictionary((("k", Dictionary(())),)), '{"k": {} }'),
    (Binary(Literal("x"), "in", A), '"x" in a'),
    (search("x|y", A), 'pex_regex_search("(x|y)", a)'),
]  # fmt: skip


@pytest.mark.parametrize(("tree", "text"), TEXTS, ids=[text for _, text in TEXTS])
def test_text(tree, text):
    assert render(tree) == text


def test_conjunctions_are_simplified():
    assert both([]) == TRUE
    assert both([TRUE, A, A]) == A
    assert both([A, FALSE, B]) == FALSE
    assert both([Both((A, B)), C]) == Both((A, B, C))


def test_disjunctions_are_simplified():
    assert either([]) == FALSE
    assert either([FALSE, A]) == A
    assert either([A, TRUE]) == TRUE


def test_negation_is_simplified():
    assert negation(negation(A)) == A
    assert negation(Binary(A, "==", NONE)) == Binary(A, "!=", NONE)
    assert negation(TRUE) == FALSE


@pytest.mark.parametrize("make", [both, either, concatenation])
def test_long_rows_do_not_nest_deeply(make):
    names = [Name(f"v{number}") for number in range(2000)]
    text = render(make(names))
    nesting = deepest = 0
    for character in text:
        nesting += (character == "(") - (character == ")")
        deepest = max(deepest, nesting)
    assert deepest <= 8
    assert text.count("v") - text.count("v0 ") > 1990
    assert depth(make(names)) < 89


def test_array_of_arrays():
    assert render(Array((Array((ONE,)), Array((TWO,))))) == "[[1], [2]]"
