"""The smallest cover is a cover, and no smaller one exists."""

from itertools import combinations
from random import Random

import pytest

from rulec.testing import covering
from rulec.testing.covering import smallest_cover


def union(sets):
    whole = 0
    for one in sets:
        whole |= one
    return whole


def by_trying(sets, wanted):
    """How many sets it takes, found by trying all of them."""
    wanted &= union(sets)
    return next(
        count
        for count in range(len(sets) + 1)
        if any(wanted & ~union(some) == 0 for some in combinations(sets, count))
    )


@pytest.mark.parametrize("seed", range(150))
def test_no_smaller_number_does(seed):
    random = Random(seed)
    things = random.randint(1, 14)
    sets = [
        union(1 << thing for thing in range(things) if random.random() < random.choice((0.2, 0.4)))
        for _ in range(random.randint(1, 12))
    ]
    wanted = random.getrandbits(things)
    found = smallest_cover(sets, wanted)
    assert wanted & union(sets) & ~union(sets[place] for place in found) == 0
    assert len(found) == by_trying(sets, wanted)


def test_taking_the_largest_first_is_not_enough():
    # Two rows hold everything; the largest set of all is in no smallest cover.
    rows = [0b1111111_0000000, 0b0000000_1111111]
    columns = [0b1111000_1111000, 0b0000110_0000110, 0b0000001_0000001]
    assert smallest_cover([*columns, *rows], (1 << 14) - 1) == [3, 4]


def test_beyond_the_bound_it_is_a_cover_all_the_same(monkeypatch):
    monkeypatch.setattr(covering, "MOST_SETS", 0)
    sets = [0b011, 0b110, 0b101]
    found = smallest_cover(sets, 0b111)
    assert union(sets[place] for place in found) == 0b111
    assert len(found) == 2


def test_a_large_one_is_told_in_parts():
    # A hundred triangles apart from each other take two sets each.
    sets = [side << 3 * n for n in range(100) for side in (0b011, 0b110, 0b101)]
    assert len(smallest_cover(sets, (1 << 300) - 1)) == 200
