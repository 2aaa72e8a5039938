"""A pattern means what Python's own `re` says it means, however it is written out."""

import re
import warnings

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from matching.pattern_strategies import allowed_sources, sources, texts

from rulec.matching.pattern import (
    Pattern,
    PatternProblem,
    compiled,
    escape,
    escape_ignoring_case,
    parse_pattern,
)


@pytest.fixture(autouse=True)
def future_warnings_are_errors():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def read(source):
    pattern = parse_pattern(source)
    assume(isinstance(pattern, Pattern))
    return pattern


def near(pattern, extra):
    texts = [*pattern.samples(), *pattern.near_misses(), *extra]
    quick = pattern.quick_length
    return [text for text in texts if quick is None or len(text) <= quick]


def spans(found):
    return found and [found.span(n) for n in range(found.re.groups + 1)]


EXTRA = st.lists(texts(), min_size=8, max_size=8)


@given(allowed_sources(), EXTRA)
def test_the_written_pattern_finds_what_the_source_finds(source, extra):
    pattern = read(source)
    asked = re.compile(source, re.ASCII)
    for text in near(pattern, extra):
        assert spans(compiled(pattern.search()).search(text)) == spans(asked.search(text))


@given(allowed_sources(), EXTRA)
def test_ignoring_case_folds_a_to_z_alone(source, extra):
    pattern = read(source)
    asked = re.compile(source, re.ASCII | re.IGNORECASE)
    for text in near(pattern, extra):
        written = compiled(pattern.search(ignore_case=True))
        assert spans(written.search(text)) == spans(asked.search(text))


@given(allowed_sources(), EXTRA, st.booleans())
def test_a_whole_match_reaches_both_ends(source, extra, ignore_case):
    pattern = read(source)
    flags = re.ASCII | (re.IGNORECASE if ignore_case else 0)
    asked = re.compile(rf"\A(?:{source})\Z", flags)
    for text in near(pattern, extra):
        written = compiled(pattern.whole(ignore_case=ignore_case))
        assert spans(written.search(text)) == spans(asked.search(text))


@given(allowed_sources(), EXTRA, st.booleans(), st.booleans())
def test_an_item_is_asked_by_itself(source, extra, whole, ignore_case):
    """Between neighbours that NUL separates, an item gives what it gives alone, groups included."""
    pattern = read(source)
    one = (
        pattern.whole(ignore_case=ignore_case) if whole else pattern.search(ignore_case=ignore_case)
    )
    item = compiled(rf"(?:^|\x00)(?={pattern.item(whole=whole, ignore_case=ignore_case)})[^\x00]")
    for text in near(pattern, extra):
        alone = text.replace("\x00", "")
        if not alone:
            continue
        expected = compiled(one).search(alone)
        for before, after in (("", ""), ("", "\x00a"), ("\n\x00", "\x00\n")):
            joined = before + alone + after
            found = compiled(item.pattern).match(joined, max(len(before) - 1, 0))
            assert (found is None) == (expected is None), joined
            if found:
                assert found.groups() == expected.groups()


@given(allowed_sources(), EXTRA)
def test_facts_about_a_pattern_hold_in_every_match(source, extra):
    pattern = read(source)
    asked = re.compile(source, re.ASCII)
    assert pattern.group_count == asked.groups
    assert dict(pattern.names) == dict(asked.groupindex)
    assert pattern.matches_empty == (asked.search("") is not None)
    for text in near(pattern, extra):
        for found in asked.finditer(text):
            assert pattern.may_be_empty or found.group()
            assert not pattern.anchored or found.start() == 0
            assert all(found[number] is not None for number in pattern.always_groups)


@given(allowed_sources())
def test_samples_match_and_stay_the_same(source):
    pattern = read(source)
    assert all(re.search(source, text, re.ASCII) for text in pattern.samples())
    parse_pattern.cache_clear()
    again = parse_pattern(source)
    assert (again.samples(), again.near_misses()) == (pattern.samples(), pattern.near_misses())


@given(sources())
def test_what_is_allowed_compiles_in_python(source):
    """What our parser accepts, Python accepts; what it refuses has a message and a place."""
    pattern = parse_pattern(source)
    if isinstance(pattern, PatternProblem):
        assert pattern.message
        assert 0 <= pattern.start <= pattern.end <= len(source)
    else:
        re.compile(source, re.ASCII)


@given(st.text(st.sampled_from("ab(?:=!<>P)[]^-\\dZ{1,2}*+?|$.&~\ud800\x00"), max_size=12))
def test_any_text_is_a_pattern_or_has_a_problem(text):
    pattern = parse_pattern(text)
    if isinstance(pattern, PatternProblem):
        assert 0 <= pattern.start <= pattern.end <= len(text)
    else:
        re.compile(pattern.body())
        re.compile(pattern.item(whole=False))


PORTABLE = re.compile(
    r"""(?x)
    \\(?:[tnrfv]|x[0-9a-f]{2}|[^0-9A-Za-z])     # escapes that every version knows
    | \[\^?\\s\\S\]                             # every character, or none
    | \[\^? (?:[^\]\[\\]|\\[tnrfv\]\\^\[-]|\\x[0-9a-f]{2})+ \]
    | \((?:\?[:=!])? | \)
    | [*+?]\?? | \{[0-9]+(?:,[0-9]*)?\}\??
    | [^\\\[\](){*+?] | \]
    """
)


@given(allowed_sources(), st.booleans())
def test_only_constructs_that_every_version_reads_alike_are_written(source, ignore_case):
    text = read(source).body(ignore_case=ignore_case)
    assert PORTABLE.sub("", text) == ""
    assert not re.search(r"&&|~~|\|\|", "".join(re.findall(r"\[(?:[^\]\\]|\\.)*\]", text)))


@given(texts(), texts())
def test_an_escaped_text_matches_itself_alone(text, other):
    assert re.search(rf"^(?:{escape(text)})\Z", text)
    assert bool(re.search(rf"^(?:{escape(text)})\Z", other)) == (text == other)


@given(texts(), texts())
def test_an_escaped_text_ignoring_case_matches_a_to_z_in_either_case(text, other):
    lower = str.maketrans({c: chr(ord(c) + 32) for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"})
    written = re.compile(rf"^(?:{escape_ignoring_case(text)})\Z")
    for asked in (other, text, "".join(c.upper() if c.isascii() else c for c in text)):
        assert bool(written.search(asked)) == (asked.translate(lower) == text.translate(lower))
