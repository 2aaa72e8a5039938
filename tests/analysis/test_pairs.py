"""The pairs of versions of `analysis.pairs` are what they say, by the calls that are tried."""

from __future__ import annotations

import pytest
from analysis.pairs import Pair, decided_alike, pairs


@pytest.mark.parametrize("pair", tuple(pairs(40, seed=1)), ids=lambda pair: pair.name)
def test_pairs_are_the_same_or_not_as_they_say(pair: Pair):
    old, new = pair.rule_sets()
    differ = [call for call in pair.calls(200, seed=1) if not decided_alike(old, new, call)]
    if pair.same is not None and (pair.same or pair.differs is not None):
        assert bool(differ) is not pair.same
    if pair.differs is not None:
        assert not decided_alike(old, new, pair.differs)
