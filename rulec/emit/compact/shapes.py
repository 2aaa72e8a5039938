"""What the rules of one table have in common, apart from what tells them apart."""

from __future__ import annotations

from rulec.emit.compact.pieces import Keyed, Place
from rulec.ir import Condition, Source
from rulec.records import dataclass

#: The hole of a frame, by its number from 0; 0 where the text is looked up as a whole.
Hole = tuple[Place, int]

#: Characters that a comparison takes besides what is compared, and those that a search takes more.
_COMPARED = 10
_SEARCHED = 30


@dataclass(frozen=True, slots=True)
class Shape:
    """What the pieces of one table have in common."""

    needs_service: bool
    places: tuple[Place, ...]
    guards: tuple[Condition, ...]
    #: Lists of which items are looked up too.
    lists: tuple[Source, ...] = ()

    def saving(self, *, signed: bool) -> int:
        """About how many characters a key saves, which would take a question.

        What is asked beside one text is as short in questions, unless texts are `signed`.
        """
        compared = len(self.places) + len(self.lists) if signed else max(1, len(self.lists))
        patterns = sum(place.is_pattern for place in self.places)
        return _COMPARED * compared + _SEARCHED * patterns

    @property
    def holes(self) -> list[Hole]:
        """Every hole whose text is looked up."""
        return [(place, number) for place in self.places for number in range(place.holes)]

    def fill(self, piece: Keyed, hole: Hole) -> str:
        """What stands in a hole of a piece of this shape."""
        place, number = hole
        return piece.fills[self.places.index(place)][number]


@dataclass(frozen=True, slots=True)
class Region:
    """What the pieces of one table of networks have in common."""

    needs_service: bool
    source: Source
    guards: tuple[Condition, ...]
