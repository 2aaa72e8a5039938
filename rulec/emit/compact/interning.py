"""Texts of few kinds in keys, such as domains and locations, as one sign each.

Each text has a sign of its own, and any other one that no key has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rulec.emit.compact.pieces import Keyed
from rulec.emit.compact.shapes import Hole, Shape
from rulec.emit.compact.signs import SIGNS
from rulec.records import dataclass

#: What the variable and its test cost.
_COST = 40
#: What an entry of the table of signs costs besides its text.
_COST_OF_ENTRY = 8


@dataclass(frozen=True, slots=True)
class Interned:
    """The holes whose texts have signs, the sign of each text, and the rules that have the text."""

    holes: frozenset[Hole]
    signs: dict[str, str]
    rules: dict[str, set[int]]


def interned(shapes: dict[Shape, list[Keyed]]) -> Interned:
    """The holes where signs save most, as long as there are signs."""
    used: dict[Hole, Counter[str]] = {}
    for hole, text, _ in _texts(shapes):
        used.setdefault(hole, Counter())[text] += 1
    holes: list[Hole] = []
    signs: dict[str, str] = {}
    for hole in sorted(used, key=lambda hole: -_saved(used[hole], signs)):
        more = [text for text in used[hole] if text not in signs]
        if _saved(used[hole], signs) > 0 and len(signs) + len(more) <= len(SIGNS):
            holes.append(hole)
            signs.update(zip(more, SIGNS[len(signs) :], strict=False))
    rules: dict[str, set[int]] = {text: set() for text in signs}
    for hole, text, rule in _texts(shapes):
        if hole in holes:
            rules[text].add(rule)
    return Interned(frozenset(holes), signs, rules)


def _texts(shapes: dict[Shape, list[Keyed]]) -> Iterator[tuple[Hole, str, int]]:
    """What stands in each hole, with the number of the rule."""
    for shape, found in shapes.items():
        for piece in found:
            for place, fills in zip(shape.places, piece.fills, strict=True):
                for number, text in enumerate(fills):
                    yield (place, number), text, piece.rule


def _saved(texts: Counter[str], known: dict[str, str]) -> int:
    """How many characters signs save: each text at each use, with the bar behind it."""
    each = sum(len(text) * count for text, count in texts.items())
    return each - _COST - sum(len(text) + _COST_OF_ENTRY for text in texts if text not in known)
