"""What patterns may hold, and what is said of the rest."""

import pytest

from rulec.matching.pattern import Pattern, PatternProblem, parse_pattern

REFUSED = [
    (r"a\b", 1, 3, "word boundary"),
    (r"\Bx", 0, 2, r"\B"),
    (r"\Ax", 0, 2, "`^`"),
    (r"x\Z", 1, 3, "matches:"),
    (r"(a)\1", 3, 5, "back-references"),
    (r"(?P<a>x)(?P=a)", 8, 12, "back-references"),
    (r"\p{L}", 0, 2, "Unicode property"),
    (r"\q", 0, 2, "means nothing"),
    (r"\0", 0, 2, r"\x00"),
    (r"\x1", 0, 2, "2 hexadecimal"),
    (r"\u12g4", 0, 2, "4 hexadecimal"),
    (r"\ud800", 0, 6, "surrogate"),
    ("a\\", 1, 2, "nothing behind"),
    ("(?<=a)b", 0, 4, "look-behind"),
    ("(?<!a)b", 0, 4, "look-behind"),
    ("(?<a>b)", 0, 3, "(?P<name>...)"),
    ("(?i)a", 0, 3, "ignore_case"),
    ("(?s:a)", 0, 2, "(?:...)"),
    ("(?#a)", 0, 3, "comments"),
    ("(?>a)", 0, 3, "atomic"),
    ("(a)(?(1)b)", 3, 6, "conditional"),
    ("a*+", 1, 3, "possessive"),
    ("a**", 1, 3, "repeats a repetition"),
    ("a{2}{3}", 1, 7, "repeats a repetition"),
    ("a???", 1, 4, "repeats a repetition"),
    ("*a", 0, 1, "nothing to repeat"),
    ("a|+", 2, 3, "nothing to repeat"),
    ("({2}a)", 1, 4, "nothing to repeat"),
    ("^*", 1, 2, "cannot be repeated"),
    ("(?=a)+", 5, 6, "cannot be repeated"),
    ("a{3,2}", 1, 6, "`{2,3}`"),
    ("a{1001}", 1, 7, "1000"),
    ("a{" + "9" * 5000 + "}", 2000, 5003, "2000"),
    ("a{" + "9" * 1500 + "}", 1, 1503, "1000"),
    ("(a", 0, 1, "not closed"),
    ("a)", 1, 2, "closes no group"),
    ("[a", 0, 1, "not closed"),
    ("[]", 0, 1, "not closed"),
    ("[[:alpha:]]", 1, 2, "sets inside"),
    ("[a--b]", 2, 4, r"`\-`"),
    ("[a&&b]", 2, 4, r"`\&`"),
    ("[a||b]", 2, 4, r"`\|`"),
    ("[z-a]", 1, 4, "backwards"),
    (r"[a-\d]", 1, 5, "no range"),
    (r"[\b]", 1, 3, "word boundary"),
    (r"[^\d\D]", 0, 7, "no character"),
    ("(?P<1>a)", 4, 5, "no name"),
    ("(?P<>a)", 4, 5, "no name"),
    ("(?P<a", 0, 4, "no `>`"),
    ("(?P<a>b)(?P<a>c)", 12, 13, "twice"),
    ("(?!(?P<a>b))", 3, 9, "captures nothing"),
    ("()" * 91, 180, 181, "90 groups"),
    ("(?:" * 41 + ")" * 41, 120, 121, "40 deep"),
]


@pytest.mark.parametrize(("source", "start", "end", "words"), REFUSED)
def test_a_refusal_names_its_place_and_what_to_do(source, start, end, words):
    problem = parse_pattern(source)
    assert isinstance(problem, PatternProblem)
    assert (problem.start, problem.end) == (start, end)
    assert words in problem.message + problem.hint


@pytest.mark.parametrize(
    ("source", "body"),
    [
        (r"(?P<room>88\d{4,6})", "(88[0-9]{4,6})"),
        (r"\w+@example\.com", r"[0-9A-Z_a-z]+@example\.com"),
        (r"[\s,]", r"[\t-\r ,]"),
        (r"[^\W_]", "[0-9A-Za-z]"),
        (r"[\s\S]*", r"[\s\S]*"),
        (r"[.]", r"\."),
        (r"a\-b\/c", "a-b/c"),
        (r"{4}"[:2] + "x", r"\{4x"),
        ("a{,3}?", "a{0,3}?"),
        ("(?:(?:ab))", "ab"),
        ("(?:a|b)c", "(?:a|b)c"),
        ("(?:ab)*", "(?:ab)*"),
        (r"\u00e6\x41", "æA"),
        ("\n", r"\n"),
        ("", ""),
    ],
)
def test_how_a_pattern_is_written(source, body):
    pattern = parse_pattern(source)
    assert isinstance(pattern, Pattern)
    assert pattern.body() == body


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("a1", "[Aa]1"),
        ("[b-y]", "[B-Yb-y]"),
        ("[^k]", "[^Kk]"),
        ("\u212a", "\u212a"),
    ],
)
def test_how_case_is_ignored(source, written):
    assert parse_pattern(source).body(ignore_case=True) == written


def test_an_item_ends_at_a_separator():
    pattern = parse_pattern("^a.$")
    assert pattern.item(whole=True) == r"a[^\n\x00](?=\n?(?:\x00|\Z))(?=\x00|\Z)"
    assert parse_pattern("a|^b").item(whole=False) == r"[^\x00]*?(?:a|(?<![^\x00])b)"


def test_samples_are_found_where_only_a_part_can_match():
    assert parse_pattern("a(?=b)").samples() == ("ab",)
    assert "88111" not in parse_pattern(r"88\d{4,6}").samples()
    assert {"88111", "881111111"} <= set(parse_pattern(r"88\d{4,6}").near_misses())


def test_patterns_are_equal_when_their_sources_are():
    assert parse_pattern("a(b)") == parse_pattern("a(b)")
    assert len({parse_pattern("a"), parse_pattern("a"), parse_pattern("b")}) == 2
