"""Marks say whose each character is, change none, and nobody can forge them."""

from __future__ import annotations

import sys
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from script.test_tight import EXPRESSIONS, TEXTS

from rulec.script.expression import (
    Array,
    Both,
    Dictionary,
    Either,
    Expression,
    Literal,
    Marked,
    Name,
    Pieces,
    render,
)
from rulec.script.marks import CLOSE, marked, segments, without_marks
from rulec.script.places import Lines
from rulec.script.statement import (
    Assign,
    Block,
    Branch,
    Comment,
    If,
    Layout,
    Print,
    Statement,
    render_marked_statements,
    render_statements,
)


def with_marks(expression: Expression, random: Random) -> Expression:
    """An expression in which some others are marked."""
    match expression:
        case Array(items):
            made: Expression = Array(tuple(with_marks(one, random) for one in items))
        case Both(items):
            made = Both(tuple(with_marks(one, random) for one in items))
        case Either(items):
            made = Either(tuple(with_marks(one, random) for one in items))
        case Dictionary(entries):
            made = Dictionary(tuple((key, with_marks(one, random)) for key, one in entries))
        case _:
            made = expression
    return Marked(made, random.randrange(9)) if random.random() < 0.7 else made


@given(EXPRESSIONS, EXPRESSIONS, st.randoms(use_true_random=False))
def test_marks_change_no_text(one: Expression, other: Expression, random: Random):
    def script(first: Expression, second: Expression, *, marks: bool) -> list[Statement]:
        body: tuple[Statement, ...] = (Assign("x", first), Comment("c"))
        arm = Branch(second, body, 4 if marks else None)
        rest: tuple[Statement, ...] = (Print(second),)
        chain = If((arm,), (Block(rest, 5),) if marks else rest)
        return [Comment("h", kept=True), Block((chain,), 6) if marks else chain]

    plain = script(one, other, marks=False)
    noted = script(with_marks(one, random), with_marks(other, random), marks=True)
    for layout in Layout:
        text = render_statements(plain, layout)
        assert render_statements(noted, layout) == text
        found, parts = segments(render_marked_statements(noted, layout))
        assert found == text
        assert [part.start for part in parts] == [0, *(part.end for part in parts[:-1])]
        assert parts[-1].end == len(text)
        assert all(a.mark != b.mark for a, b in pairwise(parts))
        assert parts[0].mark is None
        assert {part.mark for part in parts} <= {None, *range(9)}


@given(st.lists(st.tuples(TEXTS, st.none() | st.integers(0, 3)), max_size=6))
def test_a_text_in_pieces_is_the_text(pieces: list[tuple[str, int | None]]):
    whole = "".join(text for text, _ in pieces)
    assert render(Pieces(tuple(pieces))) == render(Literal(whole))


def test_what_separates_stands_for_who_stands_before_it():
    a, b = Marked(Name("a"), 1), Marked(Name("b"), 2)
    row = Assign("x", Either((a, b, Name("c"))))
    table = Assign("x", Dictionary((("k", a), ("l", b))))
    for statement, wanted in (
        (row, ["{% set x = ", "a or ", "b or ", "c %}\n"]),
        (table, ["{% set x = {", '"k": a, ', '"l": b', "} %}\n"]),
    ):
        text, parts = segments(render_marked_statements([statement], Layout.READABLE))
        assert [text[part.start : part.end] for part in parts] == wanted


def test_the_innermost_mark_counts():
    inner = Marked(Name("b"), 2)
    text, parts = segments(
        render_marked_statements([Print(Marked(Both((Name("a"), inner)), 1))], Layout.DENSE)
    )
    assert [(text[part.start : part.end], part.mark) for part in parts] == [
        ("{{ ", None), ("a and ", 1), ("b", 2), (" }}\n", None),
    ]  # fmt: skip


def test_nobody_forges_a_mark():
    """Characters beyond ASCII are escaped in texts, and are question marks in comments."""
    nasty = "".join(map(chr, (0x7F, 0x80, 0x100, 0x101, 0xE000, 0xF0000, sys.maxunicode)))
    statements = [
        Comment(nasty),
        Assign("x", Dictionary(((nasty, Pieces(((nasty, 1), (nasty, None)))),))),
    ]
    for layout in Layout:
        text, parts = segments(render_marked_statements(statements, layout))
        assert text.isascii()
        assert [part.mark for part in parts] == [None, 1, None]
        assert text == render_statements(statements, layout)


def test_many_marks():
    text = "".join(marked("x", number) for number in range(0x3000))
    assert [part.mark for part in segments(text)[1]] == list(range(0x3000))
    assert without_marks(f"a{CLOSE}b") == "ab"


@given(st.text(st.sampled_from("ab\n"), min_size=1))
def test_places(text: str):
    lines = Lines(text)
    for offset in range(len(text)):
        place = lines.position(offset)
        start, end = lines.ends(place.line)
        assert start <= offset < end
        assert place == (text.count("\n", 0, offset) + 1, offset - start + 1, offset)
