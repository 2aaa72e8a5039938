"""Whether texts are read in one way: against every text of a small alphabet."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rulec.languages.reading import read_in_one_way
from rulec.matching.pattern import Pattern, parse_pattern

#: Every text over these letters that is not longer.
LETTERS, LONGEST = "ab-", 6
PARTS = st.sampled_from(
    (
        "a",
        "b",
        "-",
        "[ab]+",
        "[ab]*",
        "a?",
        "(?:a-)?",
        "a{1,2}",
        "(?:ab|b)",
        ".",
        ".*",
        "b+",
        "[^b]",
    )
)


def tree(text: str):
    read = parse_pattern(text)
    assert isinstance(read, Pattern)
    return read.tree


def ways(parts: list[str], place: int) -> dict[str, set[int]]:
    """For each text where the part at a place may begin."""
    before, behind = "".join(parts[:place]), "".join(parts[place:])
    found: dict[str, set[int]] = defaultdict(set)
    for length in range(LONGEST + 1):
        for letters in product(LETTERS, repeat=length):
            text = "".join(letters)
            for cut in range(length + 1):
                if re.fullmatch(before, text[:cut]) and re.fullmatch(behind, text[cut:]):
                    found[text].add(cut)
    return found


@settings(max_examples=150, deadline=None)
@given(st.lists(PARTS, min_size=2, max_size=4), st.data())
def test_against_every_text(parts: list[str], data):
    place = data.draw(st.integers(1, len(parts) - 1))
    claimed = read_in_one_way(list(map(tree, parts)), [place])
    # Two ways show in short texts, with parts as short as these.
    assert claimed == all(len(cuts) == 1 for cuts in ways(parts, place).values()), (parts, place)


@pytest.mark.parametrize(
    ("parts", "place", "one"),
    [
        (["(sip:)?", "[a-z0-9]+", "[0-9]{2}", "@", "[a-z.]+"], 2, True),
        (["(sip:)?", "[a-z0-9]+", "[0-9]{2}", "@", "[a-z.]+"], 1, True),
        (["(sip:)?", "[a-z0-9:]+", "@"], 1, False),
        (["[a-z0-9]+", "[0-9]{2,4}", "@"], 1, False),
        (["[a-z0-9]+", "[.][0-9]{2,4}", "@"], 1, True),
        (["[a-z]+", ".*"], 1, False),
        (["[a-z]+", "[.].*"], 1, True),
        (["[a-z.]+", "[.].*"], 1, False),
        (["[a-z]+", "(?=x)", "x"], 1, False),
        (["^", "[a-z]+", "$"], 1, False),
    ],
)
def test_what_rules_have(parts: list[str], place: int, *, one: bool):
    assert read_in_one_way(list(map(tree, parts)), [place]) is one


def test_both_ends_are_always_settled():
    assert read_in_one_way([tree("a*"), tree("a*")], [0, 2])


def test_too_much_to_see_is_no():
    many = tree("(?:a{1,60}){1,60}")
    assert not read_in_one_way([many, many], [1])
