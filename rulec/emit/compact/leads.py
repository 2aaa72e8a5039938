"""What leads the keys of each shape: the text that tells most of their records apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from rulec.emit.compact.interning import Interned
from rulec.emit.compact.pieces import Keyed
from rulec.emit.compact.shapes import Hole, Shape
from rulec.ir import Source

#: The text of a hole, or an item of a list.
Lead = Hole | Source


def leads_of(shapes: Mapping[Shape, Sequence[Keyed]], interned: Interned) -> dict[Shape, Lead]:
    """For each shape what has most different texts in all shapes together.

    Where it asks for items of lists, that is such an item. A text that has a sign leads only where
    there is no other.
    """
    texts: dict[Lead, set[str]] = defaultdict(set)
    for shape, found in shapes.items():
        for lead in _possible(shape, interned):
            texts[lead] |= {lead_text(shape, piece, lead) for piece in found}
    return {
        shape: max(_possible(shape, interned), key=lambda lead: len(texts[lead]))
        for shape in shapes
    }


def _possible(shape: Shape, interned: Interned) -> Sequence[Lead]:
    if shape.lists:
        return shape.lists
    return [hole for hole in shape.holes if hole not in interned.holes] or shape.holes


def lead_text(shape: Shape, piece: Keyed, lead: Lead) -> str:
    """What leads the key of a piece."""
    if isinstance(lead, tuple):
        return shape.fill(piece, lead)
    return piece.items[shape.lists.index(lead)]
