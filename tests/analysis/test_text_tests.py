"""Tests that are looked up say what each says when it is asked.

| Law | Checked |
|---|---|
| A text, or a list of texts, meets what it meets when each test is asked. | drawn operators |
| Values that were known before a test was meet it as those do that come after it. | the same |
"""

from __future__ import annotations

from random import Random

import pytest

from rulec.analysis.drafts import MISSING
from rulec.analysis.formulas import Formula
from rulec.analysis.items_slot import ItemsSlot, SomeItem
from rulec.analysis.text_slot import TextSlot, TextTest
from rulec.ir import ITEMS_IN_SUBNET
from rulec.matching.address import Network, parse_network
from rulec.matching.alias import AliasPart
from rulec.matching.pattern import Pattern, parse_pattern
from rulec.operators import (
    Contains,
    EndsWith,
    Equals,
    InSubnet,
    Matches,
    Operator,
    Regex,
    StartsWith,
)

TEXTS = (
    *("a", "ab", "AB", "Abc", "b@c", "a@b.com", "sip:a@B.com", "K", "\u212a", "abcdefghijklm"),
    *("abcdefghijklmno", "xabcdefghijklm", "10.1.2.3", "10.1.", "\u0130a", "ba", "com", ".", "\n"),
    *("ab" * 35, "x" + "ab" * 35, "ab" * 35 + "x", "scanner-00012", "scanner-00021"),
)
PATTERNS = (
    *("a", "a+b", "(a|b)c", "^a", "b$", "^ab?c*$", "[aA]b", ".", "", "a*", "(?i:ab)", "a|^b|c$"),
    *("(?=ab)a", "(?!ab)a", "[0-9]+@", "abcdefghijklmn?", "(ab)?c", "x*@", r"\.com", r"10\.1"),
)
NETWORKS = ("10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "0.0.0.0/0", "2001:db8::/32", "::/0")
PARTS = (None, *AliasPart)


def _patterns() -> list[Pattern]:
    return [each for text in PATTERNS if isinstance(each := parse_pattern(text), Pattern)]


def _networks() -> list[Network]:
    return [each for text in NETWORKS if isinstance(each := parse_network(text), Network)]


def _operator(random: Random) -> Operator:
    kind = random.choice((Equals, StartsWith, EndsWith, Contains, Matches, Regex, InSubnet))
    count = random.choice((1, 1, 2, 3))
    if kind is InSubnet:
        return InSubnet(tuple(random.sample(_networks(), count)))
    every = _patterns() if kind in (Matches, Regex) else TEXTS
    return kind(tuple(random.sample(every, count)), ignore_case=random.random() < 0.5)


def _texts(random: Random, operators: list[Operator]) -> list[str]:
    """Texts near what operators ask for, alone and beside others."""
    near = [str(one) for each in random.sample(operators, 8) for one in each.near_misses()]
    near = [*TEXTS, *random.sample(near, min(40, len(near)))]
    near += [random.choice(near) + random.choice(near) for _ in range(40)]
    return [text for text in near if text]


def test_there_are_patterns_and_networks_of_all_kinds():
    assert len(_patterns()) > 15
    assert len(_networks()) == len(NETWORKS)


@pytest.mark.parametrize("seed", range(12))
def test_a_text_meets_what_it_meets_when_each_test_is_asked(seed):
    random = Random(seed)
    slot = TextSlot(("call_info", "remote_alias"), ["a@b.com"])
    operators = [_operator(random) for _ in range(60)]
    every = _texts(random, operators)
    meanings = [TextTest(random.choice(PARTS), each) for each in operators]
    meanings += [TextTest(part, None) for part in PARTS]
    met = 0
    for start in (0, 40):
        asked = {Formula(n + 2): m for n, m in enumerate(meanings) if start <= n < start + 40}
        for test, meaning in asked.items():
            slot.ask(test, meaning)
        # Some of them are known when the second half is asked.
        for text in every[start:]:
            expected = {n for n in slot.tests if meanings[n - 2].holds(text)}
            assert slot.met_by(text) == expected, (text, slot.met_by(text) ^ expected)
            met += len(expected)
        assert slot.met_by(MISSING) == frozenset()
    assert met > 400


@pytest.mark.parametrize("seed", range(12))
def test_a_list_meets_what_it_meets_when_each_test_is_asked(seed):
    random = Random(seed)
    slot = ItemsSlot(("call_info", "ms_subnet"), None, text_too=False)
    operators = [_operator(random) for _ in range(60)]
    texts = _texts(random, operators)
    meanings = [SomeItem(())]
    for _ in range(60):
        some = random.sample(operators, random.choice((1, 1, 2)))
        meanings.append(SomeItem(tuple((each, random.random() < 0.3) for each in some)))
    met = 0
    for start in (0, 30):
        asked = {Formula(n + 2): m for n, m in enumerate(meanings) if start <= n < start + 31}
        for test, meaning in asked.items():
            if test not in slot.tests:
                slot.ask(test, meaning)
        for _ in range(60):
            items = tuple(random.choices(texts, k=random.randrange(ITEMS_IN_SUBNET + 3)))
            expected = {n for n in slot.tests if meanings[n - 2].holds(items)}
            assert slot.met_by(items) == expected, (items, slot.met_by(items) ^ expected)
            met += len(expected)
    assert met > 300


def test_known_values_are_asked_a_test_that_comes_later():
    slot = TextSlot(("call_info", "vendor"), ["cisco"])
    first, second = Formula(2), Formula(3)
    slot.ask(first, TextTest(None, StartsWith(("c",))))
    slot.keep("cup")
    assert slot.fitting(frozenset({first}), frozenset()) == 0b101
    slot.ask(second, TextTest(None, EndsWith(("o",))))
    slot.keep("zoo")
    assert slot.fitting(frozenset({first, second}), frozenset()) == 0b001
    assert slot.fitting(frozenset({second}), frozenset()) == 0b1001
    assert slot.fitting(frozenset({first}), frozenset({second})) == 0b100
