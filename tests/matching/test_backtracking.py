"""Patterns that a text makes take for ever: found with the text, and never where there is none."""

import itertools
import re
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from matching.pattern_strategies import allowed_sources, texts

from rulec.matching.pattern import Pattern, compiled, parse_pattern
from rulec.matching.pattern_backtracking import (
    LONGEST_ATTACK,
    SHORT_TEXT,
    TOO_LONG,
    Attack,
    Verdict,
    backtracking,
)
from rulec.matching.pattern_program import (
    Ahead,
    AtEnd,
    AtStart,
    Done,
    Effort,
    Fork,
    ForText,
    Read,
    effort,
)

EXPONENTIAL = [
    "(a+)+$",
    "(a|aa)+$",
    "(a|a)*b",
    "(a|ab|b)*c",
    "(a|b|ab)*c",
    "(x+x+)+y",
    r"^(\w+\s?)*$",
    r"(\d+)+@example\.com",
    r"(?:\w|\d)+x",
    "(?:[a-z]{0,20}){20}!",
    "(?:a{1,20}){1,20}b",
    "(?:a{0,1000}){1000}b",
    "(?:(?:a|b|ab){10}){10}c",
    "((a?){5}){5}a{25}",
    "(a?){30}a{30}",
    "(?=(a+)+$)a",
    "(?!(a+)+b)x*",
    "a(?:(x+)+y)?",
    "(?:.*,)*x",
    "(a*)*$",
    "(?:a+?)+?b",
    "(?:ab?|ba?)*c",
]


def program(pattern, length, *, whole, ignore_case=False):
    builder = ForText(4_000, length, ignore_case=ignore_case)
    everywhere = not whole and not pattern.anchored
    return builder.program(pattern.tree, whole=whole, everywhere=everywhere)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("source", EXPONENTIAL)
def test_an_exponential_pattern_is_found_with_a_short_text(source, whole):
    pattern = parse_pattern(source)
    attack = pattern.attack(whole=whole)
    assert attack is not None
    assert attack.degree is None
    text = attack.text(attack.times)
    assert len(text) <= 80
    assert text.isprintable()
    assert effort(program(pattern, len(text), whole=whole), text).units >= TOO_LONG


@pytest.mark.parametrize("source", ["(a+)+", "(?:a*b?)*", "([a-z]{1,63})+", "(?:[a-z.]+[.])+"])
def test_a_search_that_cannot_fail_is_harmless_where_a_whole_match_is_not(source):
    pattern = parse_pattern(source)
    assert pattern.attack(whole=True) is not None
    assert backtracking(pattern.tree, whole=False) is Verdict.HARMLESS
    assert pattern.quick_length is not None


@pytest.mark.parametrize(
    "source",
    [
        ".*.*.*.*b",
        ".*.*.*.*.*.*.*.*b",
        r"[a-z]+[a-z]+[a-z]+[a-z]+\d",
        r"\w+\s*\w+\s*\w+\s*\w+\s*\w+!",
        "^x.*a.*a.*a.*a.*b[0-9]",
        r"(.*)(.*)(.*)@(.*)\.(.*)",
        r".*-.*-.*-.*-.*;.*",
        r"sip:.*.*.*.*@.*\..*",
    ],
)
def test_a_high_power_of_the_length_is_found(source):
    pattern = parse_pattern(source)
    attack = pattern.attack(whole=True)
    assert attack is not None
    assert attack.degree >= 4
    text = attack.text(attack.times)
    assert len(text) <= LONGEST_ATTACK
    assert effort(program(pattern, len(text), whole=True), text).units >= TOO_LONG


@pytest.mark.parametrize("ignore_case", [True, False])
@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(
    "source",
    [
        r".*@example\.com",
        ".+@.+",
        r"\d+",
        r"88\d{4,6}",
        r"(?:sip:)?\w+",
        r"((sips?|h323):)?[+]?\d{5,15}(@.*)?",
        "(?:[a-z]+[.])+",
        r"(\w+\.)+example\.com",
        r"(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,}",
        r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*",
        r"([\w.-]+)@([\w-]+\.)+[\w-]+",
        r"(?:[a-z]+\.)*[a-z]+@(?:[a-z]+\.)*[a-z]+",
        "(staff|admins)",
        r"(\d{1,3}\.){3}\d{1,3}",
        r"\d+\.\d+\.\d+\.\d+",
        "(?:[0-9]{1,3}[.]){3}",
        r"[^@]+@([^.]+\.)*example\.com",
        ".*meet.*room.*",
        "(foo|bar)*",
        "[a-z]*[0-9]*[a-z]*[0-9]*!",
        ".*.*.*",
        "(.+)(@.+)?(:[0-9]+)?",
        "|".join(f"person{n}" for n in range(120)),
    ],
)
def test_ordinary_patterns_are_harmless(source, whole, ignore_case):
    pattern = parse_pattern(source)
    assert backtracking(pattern.tree, whole=whole, ignore_case=ignore_case) is Verdict.HARMLESS
    assert pattern.quick_length is None


@pytest.mark.parametrize(
    "source", [r".+@.+\..+\..+", ".*a.*b.*c.*", r"^(?:([^,]*),?)*$", "x.*a.*b.*c"]
)
def test_what_is_slow_but_not_too_slow_is_not_told_but_kept_from_long_texts(source):
    pattern = parse_pattern(source)
    assert pattern.attack(whole=True) is pattern.attack(whole=False) is None
    assert pattern.quick_length == SHORT_TEXT


def test_case_counts_where_it_makes_the_ways():
    pattern = parse_pattern("(?:[a-z]|A)*!")
    assert pattern.attack(whole=True) is None
    attack = pattern.attack(whole=True, ignore_case=True)
    assert attack is not None
    assert "a" in attack.text(1).lower()


def test_a_text_that_nobody_can_send_is_told_of_exponential_patterns_alone():
    assert str(parse_pattern("(.*)*").attack(whole=True)) == r"28 times `a`, then `\n`"
    assert parse_pattern(".*.*.*.*.*").attack(whole=True) is None


def test_the_text_in_words():
    assert str(parse_pattern("(a+)+$").attack(whole=False)) == "28 times `a`, then `!`"
    attack = Attack((("x`", "\t"), ("", "b" * 99)), "", 4, 7)
    assert str(attack) == rf"`x\x60`, then 7 times `\t`, then 7 times `{'b' * 40}...`"
    assert attack.text(2) == "x`\t\t" + "b" * 198


@pytest.mark.parametrize("source", EXPONENTIAL)
def test_samples_of_slow_patterns_are_quick(source):
    pattern = parse_pattern(source)
    assert 1 <= pattern.quick_length <= SHORT_TEXT
    for text in (*pattern.samples(), *pattern.near_misses()):
        assert len(text) <= pattern.quick_length
        for whole in (True, False):
            units = effort(program(pattern, len(text), whole=whole), text).units
            assert units < TOO_LONG // 10


def test_patterns_that_need_too_many_states_are_left_alone():
    pattern = parse_pattern(r"(?:[a-z]{40}\d{40}){4}(a|aa)*!")
    assert pattern.attack(whole=True) is None
    assert pattern.quick_length == SHORT_TEXT


@pytest.mark.parametrize(
    "source", ["((a?){4}){4}(b?c?){4}(d?e?){4}", "(?:(?:(?:a{0,99}){0,99}){0,99}){0,99}b"]
)
def test_of_patterns_that_nothing_is_certain_of_only_short_texts_are_tried(source):
    assert 6 <= parse_pattern(source).quick_length <= SHORT_TEXT


def tried(found, text, limit=20_000):
    """What a search that tries one way after the other counts; None when it takes too long.

    The same as `effort`, written as the search itself: no state at any place is remembered.
    """
    own = Count(limit)
    starts = range(len(text) + 1) if found.everywhere else (0,)
    try:
        matched = any(own.way(found.states, found.start, text, place) for place in starts)
    except (TimeoutError, RecursionError):
        return None
    return own.forks, matched


class Count:
    def __init__(self, limit):
        self.forks = self.limit = limit
        self.forks = 0

    def way(self, states, number, text, place):
        self.forks += 1
        if self.forks > self.limit:
            raise TimeoutError
        match states[number]:
            case Read(ranges, after):
                fits = place < len(text) and any(a <= ord(text[place]) <= b for a, b in ranges)
                return fits and self.way(states, after, text, place + 1)
            case Fork(first, second):
                found = self.way(states, first, text, place)
                return found or self.way(states, second, text, place)
            case Ahead(body, negated, after):
                holds = self.way(states, body, text, place) is not negated
                return holds and self.way(states, after, text, place)
            case AtStart(after):
                return place == 0 and self.way(states, after, text, place)
            case AtEnd(exact, after):
                rest = text[place:]
                ends = not rest or (rest == "\n" and not exact)
                return ends and self.way(states, after, text, place)
            case Done():
                return True


@given(allowed_sources(), st.lists(texts(), min_size=4, max_size=4), st.booleans(), st.booleans())
def test_a_program_finds_what_re_finds_and_counts_what_trying_counts(
    source, extra, whole, ignore_case
):
    pattern = parse_pattern(source)
    assume(isinstance(pattern, Pattern))
    text_of = pattern.whole if whole else pattern.search
    asked = compiled(text_of(ignore_case=ignore_case))
    for text in (*pattern.samples()[:2], *pattern.near_misses()[:8], *extra):
        made = program(pattern, len(text), whole=whole, ignore_case=ignore_case)
        counted = tried(made, text)
        if counted is None:
            continue
        steps, matched = counted
        took = effort(made, text)
        assert took.found is matched is (asked.search(text) is not None)
        # Each state that is tried takes 1 to 20 units.
        assert steps <= took.units <= 20 * steps


@given(allowed_sources(), st.booleans())
def test_what_is_called_harmless_is(source, whole):
    """No text of a few characters of the pattern takes more than a cubic effort."""
    pattern = parse_pattern(source)
    assume(isinstance(pattern, Pattern))
    assume(backtracking(pattern.tree, whole=whole) is Verdict.HARMLESS)
    seeds = [*pattern.samples()[:2], *pattern.near_misses()[:3]]
    for one, other in itertools.product(seeds, repeat=2):
        text = (one * 20)[:40] + (other * 20)[:40] + "!"
        took = effort(program(pattern, len(text), whole=whole), text)
        assert took.units <= 100 * (len(text) + 4) ** 3


def test_a_thousand_patterns_take_little_time():
    shapes = [
        r"88{}\d{{4,6}}",
        r".+@host{}\.example\.com",
        r"(?:[a-z]+{}\.)+example\.com",
        r"(?:sip:)?room{}-\w+(?:@.*)?",
        r"[^@]+@(?:[^.]+\.)*site{}\.example",
    ]
    patterns = [parse_pattern(shape.format(n)) for n in range(200) for shape in shapes]
    began = time.process_time()
    assert not any(pattern.attack(whole=True) for pattern in patterns)
    assert time.process_time() - began < 3


def test_effort_counts_every_start_up_to_the_first_match():
    made = program(parse_pattern("ab"), 4, whole=False)
    assert effort(made, "xxab").found
    assert effort(made, "xxab").units > effort(made, "ab").units
    assert isinstance(effort(made, "xx"), Effort)
    assert re.compile("ab").search("xxab")
