"""Questions about address blocks alone: arithmetic of intervals, for thousands of blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from heapq import heappush
from itertools import chain, combinations

from rulec.languages.address import AddressLanguage
from rulec.languages.interval import Intervals, common, merged, without

Places = tuple[int, ...]


def left_over(
    wanted: Sequence[AddressLanguage], unwanted: Sequence[AddressLanguage]
) -> AddressLanguage | None:
    """The addresses in all of `wanted` and in none of `unwanted`; None where there are none."""
    v4, v6 = _common(wanted)
    v4 = without(v4, merged(list(chain.from_iterable(each.v4 for each in unwanted))))
    v6 = without(v6, merged(list(chain.from_iterable(each.v6 for each in unwanted))))
    return AddressLanguage(v4, v6) if v4 or v6 else None


def cover_of(
    wanted: Mapping[int, AddressLanguage], unwanted: Mapping[int, AddressLanguage]
) -> tuple[Places, Places]:
    """A few of both that leave no address, by their places, when all of them leave none."""
    for one, other in combinations(wanted, 2):
        if _common([wanted[one], wanted[other]]) == ((), ()):
            return (one, other), ()
    v4, v6 = _common(list(wanted.values()))
    chosen = _cover(v4, [(each.v4, place) for place, each in unwanted.items()])
    chosen |= _cover(v6, [(each.v6, place) for place, each in unwanted.items()])
    return tuple(wanted), tuple(sorted(chosen))


def _common(languages: Sequence[AddressLanguage]) -> tuple[Intervals, Intervals]:
    return (
        reduce(common, (each.v4 for each in languages)),
        reduce(common, (each.v6 for each in languages)),
    )


def _cover(targets: Intervals, blocks: Sequence[tuple[Intervals, int]]) -> set[int]:
    """The places of blocks that cover the targets: always the one that reaches furthest."""
    ordered = sorted((low, high, place) for block, place in blocks for low, high in block)
    #: Those that begin in time, by their ends, the last one first.
    begun: list[tuple[int, int]] = []
    chosen: set[int] = set()
    at = 0
    for first, last in targets:
        low = first
        while low <= last:
            while at < len(ordered) and ordered[at][0] <= low:
                heappush(begun, (-ordered[at][1], ordered[at][2]))
                at += 1
            end, place = begun[0]
            chosen.add(place)
            low = 1 - end
    return chosen
