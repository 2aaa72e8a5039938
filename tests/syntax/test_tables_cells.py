"""What the text of a cell means in a position, and what is said when it means nothing there."""

import pytest

from rulec.diagnostics import Problem
from rulec.source import SourceFile
from rulec.syntax.nodes import Scalar
from rulec.syntax.scalars import (
    as_any_scalar,
    as_flag,
    as_flag_or_text,
    as_mapping,
    as_sequence,
    as_text,
    as_text_or_null,
    as_whole_number,
    as_word,
    kind,
    nearly_null,
    shown,
)
from rulec.syntax.tables import read_csv


def cell(written):
    made, problems = read_csv(SourceFile("t.csv", f"a,b\n{written},x\n"))
    assert problems == []
    return made.rows[0].cells["a"]


def said(result):
    assert isinstance(result, Problem), result
    return f"{result.code.name}: {result.message} ({result.hint})"


@pytest.mark.parametrize("written", ["true", "12", "~", "null", "Null", "no", "0123", "<<", "'x'"])
@pytest.mark.parametrize("form", ["{}", '"{}"'])
def test_any_text_is_text_where_text_is_wanted(written, form):
    made = cell(form.format(written))
    assert isinstance(made, Scalar)
    assert (made.plain, made.block, made.empty, made.is_null) == (True, False, False, False)
    assert as_text(made) is made
    assert as_text_or_null(made) is made
    assert nearly_null(made) is None


@pytest.mark.parametrize("written", ["", '""', "  "])
def test_an_empty_cell_is_null_and_nothing_else_is(written):
    made = cell(written)
    assert (made.plain, made.block, made.empty, made.is_null) == (True, False, False, True)
    assert as_text_or_null(made) is None
    assert as_any_scalar(made) is None
    assert not cell('" "').is_null


@pytest.mark.parametrize("form", ["{}", '"{}"'])
def test_types_of_the_position(form):
    assert as_flag(cell(form.format("true"))) is True
    assert as_flag(cell(form.format("false"))) is False
    assert as_whole_number(cell(form.format("12"))) == 12
    assert as_flag_or_text(cell(form.format("true"))) is True
    assert as_flag_or_text(cell(form.format("yes"))) == "yes"
    assert as_any_scalar(cell(form.format("12"))) == 12
    assert as_any_scalar(cell(form.format("true"))) is True
    assert as_word(cell(form.format("b")), ["a", "b"]) == "b"


def test_flags_as_spreadsheets_save_them():
    assert as_flag(cell("TRUE")) is True
    assert as_flag(cell("FALSE")) is False
    assert as_flag_or_text(cell("FALSE")) is False
    assert said(as_flag(cell("True"))).startswith("not-a-flag: ")


@pytest.mark.parametrize("written", ["0123", "yes", "~", "1.5", "12:30", "None"])
def test_no_text_is_in_doubt(written):
    assert as_any_scalar(cell(written)) == written
    assert as_flag_or_text(cell(written)) == written


def test_what_is_said_about_an_empty_cell():
    empty = cell("")
    null = "null-not-allowed: `x` cannot be null, and this cell is empty (fill the cell in)"
    assert said(as_text(empty, "x")) == null
    assert said(as_flag_or_text(empty, "x")) == null
    assert said(as_word(empty, ["a"], "x")) == null
    assert said(as_flag(empty, "x")) == (
        "not-a-flag: `x` must be `true` or `false`, not an empty cell "
        "(write `true` or `false` in the cell)"
    )
    assert said(as_whole_number(empty, "x")) == (
        "not-a-number: `x` must be a whole number, not an empty cell (write decimal digits only)"
    )
    assert said(as_sequence(empty, "x")) == (
        "wrong-shape: `x` must be a list, not an empty cell (fill the cell in)"
    )
    assert (kind(empty), shown(empty)) == ("an empty cell", "an empty cell")


@pytest.mark.parametrize(
    ("read", "written", "message"),
    [
        (as_flag, "yes", "not-a-flag: `x` must be `true` or `false`, not `yes` (write `true`)"),
        (
            as_flag,
            "maybe",
            "not-a-flag: `x` must be `true` or `false`, not `maybe` (write `true` or `false`)",
        ),
        (
            as_whole_number,
            '" 12"',
            "not-a-number: `x` must be a whole number, not ` 12` (write `12`)",
        ),
        (
            as_mapping,
            "a",
            (
                "wrong-shape: `x` must be a mapping, not text "
                "(a cell holds text: write a mapping in the rule)"
            ),
        ),
    ],
)
def test_what_is_said_about_a_cell_that_does_not_fit(read, written, message):
    assert said(read(cell(written), "x")) == message
