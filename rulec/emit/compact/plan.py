"""What of a rule set is looked up in which table, and which rules have to be asked.

A rule is asked as a whole as soon as one way to meet it does not fit a table: where its frame may
be read in two ways, or where its table would have so few entries that it is longer than questions.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from rulec.emit.compact.interning import Interned, interned
from rulec.emit.compact.leads import Lead, leads_of
from rulec.emit.compact.pieces import (
    Asked,
    Blocks,
    Keyed,
    Piece,
    Place,
    pieces_of,
)
from rulec.emit.compact.shapes import Region, Shape
from rulec.emit.compact.spelling import reader
from rulec.emit.passes import Step
from rulec.ir import AnyOf, Condition, Rule, Source
from rulec.records import dataclass

#: About how many characters it takes to look up the keys of a shape, a drawer, and one that is led
#: by items of a list. Where questions take fewer, they are asked.
COST_OF_SHAPE = 70
COST_OF_DRAWER = 300
COST_OF_ITEMS = 900
#: With fewer networks a table is longer than the questions that it saves.
LEAST_NETWORKS = 90


#: What pieces ask, numbered as it comes up.
_Ordered = Place | Source | Condition
_Kind = TypeVar("_Kind", Place, Condition)


@dataclass(frozen=True, slots=True)
class Plan:
    """Each rule, by its number, in tables or among those that are asked."""

    shapes: dict[Shape, list[Keyed]]
    regions: dict[Region, list[Blocks]]
    #: In the order of the rules: what is asked of each.
    asked: list[tuple[int, Condition]]
    #: The pattern that reads the holes of each place that has some.
    readers: dict[Place, str]
    #: The texts of keys that have signs.
    interned: Interned
    #: What leads the keys of each shape.
    leads: dict[Shape, Lead]

    @property
    def segments(self) -> int:
        """In how many places a call may find a rule."""
        return len(self.shapes) + len(self.regions) + bool(self.asked)

    def without_first(self, count: int) -> Plan:
        """The plan for the rules behind the first ones."""
        shapes = {
            at: [one for one in some if one.rule >= count] for at, some in self.shapes.items()
        }
        regions = {
            at: [one for one in some if one.rule >= count] for at, some in self.regions.items()
        }
        return replace(
            self,
            shapes={at: some for at, some in shapes.items() if some},
            regions={at: some for at, some in regions.items() if some},
            asked=[one for one in self.asked if one[0] >= count],
        )


def plan(rules: Sequence[Rule], needs: Sequence[bool], steps: frozenset[Step]) -> Plan:
    """The plan for rules of which the first that matches decides.

    `needs` says for each rule whether it counts only where there is a service.
    """
    pieces = [pieces_of(number, rule.when, steps) for number, rule in enumerate(rules)]
    whole: set[int] = set()
    while True:
        shapes, regions = _gathered(pieces, needs, whole)
        known = interned(shapes if Step.SIGNS in steps else {})
        leads = leads_of(shapes, known)
        unfit = {*_longer(shapes, leads, signed=Step.SIGNS in steps), *_too_few(regions)}
        readers: dict[Place, str] = {}
        if not unfit:
            # Whether frames are read in one way takes long to see, so only for those that pay.
            readers = _readers(shapes)
            unfit.update(_unread(shapes, readers))
        if not unfit:
            return Plan(shapes, regions, _asked(pieces, rules, whole), readers, known, leads)
        whole |= unfit


def _longer(
    shapes: Mapping[Shape, Sequence[Keyed]], leads: Mapping[Shape, Lead], *, signed: bool
) -> Iterator[int]:
    """The rules that would take more characters in their tables than in questions."""
    saved = {one: len(some) * one.saving(signed=signed) for one, some in shapes.items()}
    in_drawer: Counter[Lead] = Counter()
    for shape, lead in leads.items():
        in_drawer[lead] += saved[shape]
    for shape, some in shapes.items():
        cost = COST_OF_ITEMS if shape.lists else COST_OF_DRAWER
        if saved[shape] < COST_OF_SHAPE or in_drawer[leads[shape]] < cost:
            yield from (piece.rule for piece in some)


def _too_few(regions: Mapping[Region, Sequence[Blocks]]) -> Iterator[int]:
    """The rules of networks that would take more characters in a table than in questions."""
    for blocks in regions.values():
        if sum(len(piece.networks) for piece in blocks) < LEAST_NETWORKS:
            yield from (piece.rule for piece in blocks)


def _unread(shapes: Mapping[Shape, Sequence[Keyed]], readers: Mapping[Place, str]) -> Iterator[int]:
    """The rules with a frame that may be read in two ways."""
    for shape, some in shapes.items():
        if not all(place.frame is None or place in readers for place in shape.places):
            yield from (piece.rule for piece in some)


def _gathered(
    pieces: Sequence[Sequence[Piece]], needs: Sequence[bool], whole: set[int]
) -> tuple[dict[Shape, list[Keyed]], dict[Region, list[Blocks]]]:
    shapes: dict[Shape, list[Keyed]] = defaultdict(list)
    regions: dict[Region, list[Blocks]] = defaultdict(list)
    numbers: dict[_Ordered, int] = {}
    for rule, found in enumerate(pieces):
        if rule in whole:
            continue
        for piece in found:
            match piece:
                case Keyed():
                    one = _in_one_order(piece, numbers)
                    shape = Shape(needs[rule], one.places, one.guards, one.lists)
                    shapes[shape].append(one)
                case Blocks(source=source, guards=guards):
                    region = Region(needs[rule], source, _ordered(guards, numbers))
                    regions[region].append(piece)
                case Asked():
                    pass
    return dict(shapes), dict(regions)


def _in_one_order(piece: Keyed, numbers: dict[_Ordered, int]) -> Keyed:
    """A piece with what it asks in the order in which any piece asked it first."""
    fills = dict(zip(piece.places, piece.fills, strict=True))
    places = _ordered(piece.places, numbers)
    # A list may be asked for two items.
    for source in piece.lists:
        numbers.setdefault(source, len(numbers))
    lists = sorted(zip(piece.lists, piece.items, strict=True), key=lambda one: numbers[one[0]])
    return replace(
        piece,
        places=places,
        fills=tuple(fills[place] for place in places),
        guards=_ordered(piece.guards, numbers),
        lists=tuple(source for source, _ in lists),
        items=tuple(item for _, item in lists),
    )


def _ordered(some: Sequence[_Kind], numbers: dict[_Ordered, int]) -> tuple[_Kind, ...]:
    for one in some:
        numbers.setdefault(one, len(numbers))
    return tuple(sorted(some, key=lambda one: numbers[one]))


def _readers(shapes: dict[Shape, list[Keyed]]) -> dict[Place, str]:
    fills: dict[Place, list[tuple[str, ...]]] = defaultdict(list)
    for shape, found in shapes.items():
        for number, place in enumerate(shape.places):
            fills[place] += (piece.fills[number] for piece in found)
    readers: dict[Place, str] = {}
    for place, texts in fills.items():
        pattern = None if place.frame is None else reader(place.frame, texts)
        if pattern is not None:
            readers[place] = pattern
    return readers


def _asked(
    pieces: Sequence[Sequence[Piece]], rules: Sequence[Rule], whole: set[int]
) -> list[tuple[int, Condition]]:
    asked: list[tuple[int, Condition]] = []
    for number, found in enumerate(pieces):
        if number in whole:
            asked.append((number, rules[number].when))
            continue
        conditions = [piece.condition for piece in found if isinstance(piece, Asked)]
        if conditions:
            asked.append(
                (number, conditions[0] if len(conditions) == 1 else AnyOf(tuple(conditions)))
            )
    return asked
