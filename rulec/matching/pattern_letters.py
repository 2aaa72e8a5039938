"""The characters that a pattern tells apart, one of each kind, as bits of a number."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from rulec.matching.pattern_tree import LAST_CHARACTER, Ranges
from rulec.records import dataclass


@dataclass(frozen=True, slots=True)
class Letters:
    """One character of each kind, the nicest to read; the lowest bits stand for the nicest ones."""

    characters: tuple[str, ...]
    #: The kinds that each set has.
    masks: dict[Ranges, int]
    #: A character that no set has; empty without any.
    outside: str

    def text(self, masks: list[int]) -> str:
        """A text of these kinds, of as few different characters as can be seen at once."""
        common, single = -1, 0
        for mask in masks:
            common &= mask
            single |= mask if mask & (mask - 1) == 0 else 0
        chosen = [mask & common or mask & single or mask for mask in masks]
        return "".join(self.characters[(bits & -bits).bit_length() - 1] for bits in chosen)


#: Characters in the order in which they are liked in a text: `a`, `1`, letters, digits, the others.
_NICEST = "ax1bcdefghijklmnopqrstuvwyz023456789" + "".join(map(chr, range(33, 127))) + " "


def letters_of(sets: Iterable[Ranges]) -> Letters:
    """The kinds of characters that sets tell apart."""
    unique = list(dict.fromkeys(sets))
    points = {0, LAST_CHARACTER + 1}
    for ranges in unique:
        for low, high in ranges:
            points |= {low, high + 1}
    edges = sorted(points)
    places = {point: place for place, point in enumerate(edges)}
    kinds = [0] * (len(edges) - 1)
    for number, ranges in enumerate(unique):
        for low, high in ranges:
            for place in range(places[low], places[high + 1]):
                kinds[place] |= 1 << number
    nicest: dict[int, str] = {}
    for character in _NICEST:
        nicest.setdefault(kinds[bisect_right(edges, ord(character)) - 1], character)
    # Letters of other scripts are nicer than controls.
    for place, low in sorted(enumerate(edges[:-1]), key=lambda pair: pair[1] < 160):
        nicest.setdefault(kinds[place], chr(low))
    outside = nicest.pop(0, "")
    if kinds[bisect_right(edges, ord("!")) - 1] == 0:
        outside = "!"
    masks = dict.fromkeys(unique, 0)
    for bit, kind in enumerate(nicest):
        left = kind
        while left:
            masks[unique[(left & -left).bit_length() - 1]] |= 1 << bit
            left &= left - 1
    return Letters(tuple(nicest.values()), masks, outside)
