"""A tightened tag has the tokens that it had, to Jinja2's own lexer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from rulec.emit import Step, made
from rulec.pipeline import read
from rulec.script.expression import (
    Array,
    Binary,
    Both,
    Dictionary,
    Either,
    Filtered,
    Item,
    Literal,
    Name,
    Negation,
    search,
)
from rulec.script.statement import Assign, Branch, If, Layout, Print, Text, render_statements
from rulec.script.tight import tightened_json

ROOT = Path(__file__).parents[2]
TEXTS = st.text(st.sampled_from(" ab01_{}%#\"'\\\n()[]|<>=,.é\0"), max_size=8)
LEAVES = st.one_of(
    TEXTS.map(Literal),
    st.integers(-3, 300).map(Literal),
    st.sampled_from((Literal(None), Literal(value=True), Name("a"), Name("is_b"), Name("not_c"))),
)


def _grown(inner):
    pairs = st.tuples(inner, inner)
    return st.one_of(
        st.lists(inner, max_size=3).map(lambda items: Array(tuple(items))),
        st.lists(st.tuples(TEXTS, inner), max_size=2).map(lambda all_: Dictionary(tuple(all_))),
        pairs.map(Both),
        pairs.map(Either),
        inner.map(Negation),
        pairs.map(lambda pair: Binary(pair[0], "in", pair[1])),
        pairs.map(lambda pair: Binary(pair[0], "-", pair[1])),
        pairs.map(lambda pair: Binary(pair[0], "<=", pair[1])),
        pairs.map(lambda pair: Item(*pair)),
        pairs.map(lambda pair: Filtered(pair[0], "replace", (pair[1],))),
        pairs.map(lambda pair: search("a", pair[0])),
    )


EXPRESSIONS = st.recursive(LEAVES, _grown, max_leaves=12)


def tokens(text: str) -> list[tuple[str, object]]:
    """What Jinja2's parser sees: names, operators, and the values of constants."""
    return [(token.type, token.value) for token in Environment().lexer.tokenize(text)]


@given(EXPRESSIONS, EXPRESSIONS)
def test_drawn_tags(one, other):
    statements = (
        Assign("x", one),
        If((Branch(other, (Print(Filtered(one, "pex_to_json")),)),), (Assign("y", other),)),
    )
    dense = render_statements(statements, Layout.DENSE)
    tight = render_statements(statements, Layout.TIGHT)
    assert tokens(tight) == tokens(dense)
    assert len(tight) <= len(dense)


def test_whole_scripts():
    dense, tight = frozenset({Step.DENSE}), frozenset({Step.DENSE, Step.TIGHT})
    compared = 0
    for profile in read(ROOT / "rules", {}).project.profiles:
        for policy in profile.policies:
            before, after = (made(profile, policy, "h", steps).text for steps in (dense, tight))
            assert tokens(after) == tokens(before)
            assert len(after) < len(before)
            compared += 1
    assert compared >= 3


@pytest.mark.parametrize("inner", ["{}", "{ {} }", "1 - 2", "a or b", "'x'", '"\\""'])
def test_output_begins_and_ends_where_it_did(inner: str):
    from rulec.script.tight import tightened

    tag = f"{{{{ {inner}|f }}}}"
    assert tokens(tightened(tag)) == tokens(tag)


VALUES = st.recursive(
    TEXTS | st.integers(-3, 300) | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_json_is_as_short_as_it_can_be(value: object):
    assert tightened_json(json.dumps(value)) == json.dumps(value, separators=(",", ":"))


def test_pieces_of_an_answer_are_one_line_where_it_is_read():
    result = Print(Filtered(Name("x"), "pex_to_json"))
    pieces = (Text('{"a": "b  c", "d": '), result, Text("}"))
    chosen = If((Branch(Name("x"), pieces),), (Text("{}"),))
    script = (Text('{"e": '), chosen, Text("}"))
    assert render_statements(script, Layout.READABLE) == (
        '{"e":\n{% if x %}\n  {"a": "b  c", "d": {{ x|pex_to_json }}}\n'
        "{% else %}\n  {}\n{% endif %}\n}\n"
    )
    assert render_statements(script, Layout.TIGHT) == (
        '{"e":{%if x%}{"a":"b  c","d":{{x|pex_to_json}}}{%else%}{}{%endif%}}\n'
    )
