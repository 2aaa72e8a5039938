"""Replacements mean on every Python what they mean on this one, or are refused."""

import re

import pytest

from rulec.matching.pattern import parse_pattern
from rulec.matching.replacement import check_replacement, portable_replacement, replace_problem

PATTERN = parse_pattern(r"(?P<who>a+)(b)?(c)")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("x", "x"),
        (r"\1", r"\1"),
        (r"\g<who>0", r"\g<1>0"),
        (r"\g<3>-", r"\3-"),
        (r"\\1", r"\\1"),
        (r"\\\1", r"\\\1"),
        ("\n\x00æ", "\n\x00æ"),
    ],
)
def test_what_is_written(text, written):
    assert check_replacement(text, PATTERN) is None
    assert portable_replacement(text, PATTERN) == written
    source = PATTERN.source
    assert re.sub(PATTERN.body(), written, "aabc") == re.sub(source, text, "aabc")


@pytest.mark.parametrize(
    ("text", "start", "words"),
    [
        (r"x\2", 1, "every match"),
        (r"\4", 0, "no group"),
        (r"\0", 0, "no group"),
        (r"\g<0>", 0, "no group"),
        (r"\g<nobody>", 0, "no group"),
        (r"\10", 0, r"\g<1>0"),
        (r"\n", 0, "means nothing"),
        ("\\", 0, "means nothing"),
        (r"\g<1", 0, "means nothing"),
        (r"\\\d", 2, "means nothing"),
    ],
)
def test_what_is_refused(text, start, words):
    problem = check_replacement(text, PATTERN)
    assert problem is not None
    assert problem.start == start
    assert words in problem.message + problem.hint


@pytest.mark.parametrize(
    ("source", "differs"), [("a*", True), (r"\s*$", True), ("^a*", False), ("a+", False)]
)
def test_replacing_empty_matches_depends_on_the_version(source, differs):
    assert bool(replace_problem(parse_pattern(source))) is differs
