"""The values of the small vocabulary stand for all values: see `analysis.vocabulary`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest
from analysis.oracle import signatures
from analysis.vocabulary import SLOTS, Slot

#: The most words of one slot that occur together.
TOGETHER = 4

#: Words that must be met together, and words of which one must be met then; as bits.
Law = tuple[int, int]


def _laws(slot: Slot) -> list[Law]:
    bit = {word: 1 << number for number, word in enumerate(slot.words)}
    sides = [law.split("->") for law in slot.laws]
    return [
        (
            sum(bit[word.strip()] for word in met.split(",") if word.strip()),
            sum(bit[word.strip()] for word in then.split("|") if word.strip()),
        )
        for met, then in sides
    ]


def _is_allowed(laws: list[Law], count: int, known: int, met: int) -> bool:
    """Whether answers to some words (`known`) can be completed without breaking a law."""
    forced = True
    while forced:
        forced = False
        for premises, conclusions in laws:
            if premises & known & ~met or conclusions & known & met:
                continue
            open_premises, open_conclusions = premises & ~known, conclusions & ~known
            open_words = open_premises | open_conclusions
            if not open_words:
                return False
            if open_words.bit_count() == 1:
                known, met, forced = known | open_words, met | open_conclusions, True
    rest = ~known & ((1 << count) - 1)
    if not rest:
        return True
    word = rest & -rest
    return any(_is_allowed(laws, count, known | word, bits) for bits in (met, met | word))


def _missing(slot: Slot) -> Iterator[tuple[int, int]]:
    """Answers to at most four words, as (known, met), that no value gives."""
    seen = signatures(slot)
    for size in range(1, TOGETHER + 1):
        for words in combinations(range(len(slot.words)), size):
            known = sum(1 << word for word in words)
            have = {bits & known for bits in seen}
            met = known
            for _ in range(1 << size):
                met = (met - 1) & known
                if met not in have:
                    yield known, met


def _told(slot: Slot, known: int, met: int) -> str:
    words = [(word, 1 << number) for number, word in enumerate(slot.words)]
    told = [word if met & bit else f"not {word}" for word, bit in words if known & bit]
    return ", ".join(told)


@pytest.mark.parametrize("slot", SLOTS, ids=lambda slot: slot.name)
def test_every_value_obeys_the_laws(slot: Slot):
    for bits, value in signatures(slot).items():
        broken = [law for law, (met, then) in zip(slot.laws, _laws(slot), strict=True)
                  if bits & met == met and not bits & then]  # fmt: skip
        assert not broken, value


@pytest.mark.parametrize("slot", SLOTS, ids=lambda slot: slot.name)
def test_what_no_value_does_is_against_the_laws(slot: Slot):
    laws, count = _laws(slot), len(slot.words)
    unexplained = [
        _told(slot, known, met)
        for known, met in _missing(slot)
        if _is_allowed(laws, count, known, met)
    ]
    assert not unexplained
