"""Files that are not formatted, and files that are odd and are."""

from __future__ import annotations

import pytest
from formatting.styling import refused, styled

from rulec.diagnostics.codes_reading import NOT_FORMATTED as NOT_FORMATTED_CODE

#: Files with errors in how they are written stay as they are.
WITH_ERRORS = {
    "": "empty-file",
    "# only\n\n# comments\n": "empty-file",
    "---\n": "empty-file",
    "a: 1\na: 2\n": "duplicate-key",
    "a: 1\n---\nb: 2\n": "several-documents",
    "a: !x 1\n": "yaml-tag",
    "a: &x {b: 1}\nc: {<<: *x}\n": "merge-key",
    "a: *x\n": "bad-alias",
    "a:\n\t- b\n": "bad-yaml",
    "a: {b: 1\n": "bad-yaml",
    "a: 'b\n": "bad-yaml",
    "a: b\x07\n": "forbidden-character",
    "a: b\u2028c\n": "forbidden-character",
    "- a\n": "wrong-shape",
    "just text\n": "wrong-shape",
    "? [a, b]\n: 1\n": "key-not-text",
}
#: Files that mean something and are written in a way that is not formatted.
NOT_FORMATTED = {
    "%YAML 1.2\n---\na: 1\n": (1, 1),
    "{? a\n  b : 1}\n": (1, 4),
    "b: 1\n? |\n  a\n: 1\n": (2, 3),
    "? --- a\n: 1\n": (1, 3),
    "a: " + "[" * 101 + "]" * 101: (1, 103),
}


@pytest.mark.parametrize("text", WITH_ERRORS)
def test_a_file_with_errors_is_not_formatted(text):
    assert refused(text).code.name == WITH_ERRORS[text]


@pytest.mark.parametrize("text", NOT_FORMATTED)
def test_what_is_not_formatted_is_told_with_its_place(text):
    problem = refused(text)
    assert problem.code.name == "not-formatted"
    assert problem.hint
    assert (problem.span.line, problem.span.column) == NOT_FORMATTED[text]


def test_the_examples_of_what_is_not_formatted():
    assert refused(NOT_FORMATTED_CODE.bad).code is NOT_FORMATTED_CODE
    assert styled(NOT_FORMATTED_CODE.good) == f"{NOT_FORMATTED_CODE.good}\n"


def test_as_many_levels_as_are_formatted():
    text = "a: " + "[" * 99 + "]" * 99 + "\n"
    made = styled(text)
    assert styled(made) == made


def test_lines_end_as_the_first_one_does():
    assert styled("a: 1\r\nb: |\r\n   x\r\n\r\n   y\r\n") == "a: 1\r\nb: |\r\n  x\r\n\r\n  y\r\n"
    assert styled("a: 1\nb:   2\r\n") == "a: 1\nb: 2\n"
    assert styled("a: 1\r\nb:   2\n") == "a: 1\r\nb: 2\r\n"
    assert styled("a: 1") == "a: 1\n"


def test_a_blank_that_does_not_break_is_text_and_no_blank():
    text = "a: b\xa0  # c\nd: e\n  \xa0\n# f\ng: h # i\xa0\n"
    made = styled(text)
    assert made == text.replace("h #", "h  #")
    assert styled(made) == made


@pytest.mark.parametrize("header", ["|", ">", "|+", "|2+", "|+2", "|-"])
def test_a_text_that_ends_with_the_file_gets_no_line_feed(header):
    assert styled(f"a: {header}\n  x") == f"a: {header.replace('+', '').rstrip('-')}-\n  x\n"


def test_empty_lines_that_belong_to_a_text_stay_and_others_are_not_added():
    text = (
        "rules:\n  - description: |+\n      x\n\n\n    id: a\n"
        "  - id: b\n    ticket: |+\n      y\n\n"
    )
    assert styled(text) == (
        "rules:\n  - id: a\n    description: |+\n      x\n\n\n"
        "  - id: b\n    ticket: |+\n      y\n\n"
    )


def test_tabs_between_texts_become_blanks_and_tabs_in_texts_stay():
    assert styled("a:\t1 \t# c\t\nb: 'x\ty'\nc: [1,\t2]\n") == "a: 1  # c\nb: 'x\ty'\nc: [1, 2]\n"


def test_letters_of_all_kinds():
    text = "a: Møterom Ødegård  # på norsk 😀\n'ключ': '会議'\n"
    assert styled(text) == text


def test_hidden_characters_do_not_stop_formatting():
    assert styled("a:  x\u200by\n") == "a: x\u200by\n"
