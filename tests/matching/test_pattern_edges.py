"""What texts that a pattern accepts begin and end with, and what may follow their beginning."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching.pattern_strategies import sources, texts

from rulec.matching.pattern import Pattern, compiled, parse_pattern
from rulec.matching.pattern_edges import beginnings, endings, is_held_to_the_end, splits
from rulec.matching.pattern_text import Dialect, write

EDGES = {
    "abc": ({"abc"}, {"abc"}),
    "(sip:)?ab[0-9]+@x[.]y": ({"ab", "sip:ab"}, {"@x.y"}),
    "a|bc": ({"a", "bc"}, {"a", "bc"}),
    "^a(?=b).+c$": ({"a"}, {"c"}),
    "[ab]{2}x?": ({"a", "b"}, {"a", "b", "ax", "bx"}),
    ".*": ({""}, {""}),
    "x*": ({"", "x"}, {"", "x"}),
}

HELD = {"a$": True, "(a|b$)$": True, "a$|b": False, "(a$)?": False, "a$(?=x)": True, "a": False}

#: First characters with what follows them, as regex text; nothing where it cannot be told.
SPLITS = {
    "(sip:)?ab[0-9]{2}": {("ab", "[0-9]{2}"), ("sip:ab", "[0-9]{2}")},
    "^ab.*": {("ab", ".*")},
    "a.|bc": {("a", "."), ("bc", "")},
    "a(^b|c)d": set(),
    ".a": {("", ".a")},
    "a(b|c$)": {("a", "(b|c$)")},
    "(?!x)ab": {("", "(?!x)ab")},
}


def parsed(source: str) -> Pattern:
    pattern = parse_pattern(source)
    assert isinstance(pattern, Pattern)
    return pattern


@pytest.mark.parametrize("source", EDGES)
def test_edges(source):
    tree = parsed(source).tree
    assert (beginnings(tree), endings(tree)) == EDGES[source]


@pytest.mark.parametrize("source", HELD)
def test_held_to_the_end(source):
    assert is_held_to_the_end(parsed(source).tree) is HELD[source]


@pytest.mark.parametrize("source", SPLITS)
def test_splits(source):
    found = {(head, write(rest, Dialect())) for head, rest in splits(parsed(source).tree)}
    assert found == SPLITS[source]


@settings(max_examples=400, deadline=None)
@given(sources(), st.lists(texts(), min_size=1, max_size=4))
def test_edges_and_splits_say_nothing_wrong(source, drawn):
    pattern = parse_pattern(source)
    if not isinstance(pattern, Pattern) or pattern.quick_length is not None:
        return
    tree = pattern.tree
    whole = compiled(rf"^(?:{pattern.body()})\Z")
    pairs = [(head, _behind(rest)) for head, rest in splits(tree)]
    for text in (*drawn, *pattern.samples(), *pattern.near_misses()):
        accepted = whole.search(text) is not None
        if accepted:
            assert text.startswith(tuple(beginnings(tree)))
            assert text.endswith(tuple(endings(tree)))
        if pairs:
            found = (text.startswith(head) and rest.match(text, len(head)) for head, rest in pairs)
            assert any(found) is accepted, (text, pairs)
        if compiled(pattern.body()).search(text):
            if pattern.anchored:
                assert text.startswith(tuple(beginnings(tree)))
            if is_held_to_the_end(tree):
                known = tuple(endings(tree))
                assert text.endswith(known) or text.removesuffix("\n").endswith(known)


def _behind(rest) -> re.Pattern[str]:
    return compiled(rf"(?:{write(rest, Dialect())})\Z")
