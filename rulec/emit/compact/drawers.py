"""Which records lie together, so that one look tells of many rules that none of them can match.

Shapes whose keys have one text in common, such as the name in an alias, lie in one drawer, and
that text leads their records: `~audit12;...`. A call whose text leads no record meets no rule of
the drawer, and nothing else that these rules ask has to be read. That is exact because a key begins
with its lead.

A drawer is cut into pieces between the leads, so that no call looks through a long text: records
with one lead are in one piece.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import field
from itertools import count, pairwise

from rulec.emit.compact.interning import Interned
from rulec.emit.compact.leads import Lead, lead_text
from rulec.emit.compact.pieces import Keyed
from rulec.emit.compact.plan import Plan
from rulec.emit.compact.separators import Separators
from rulec.emit.compact.shapes import Hole, Shape
from rulec.ir import Source
from rulec.records import dataclass

#: Stands in keys for a text that has no sign, and makes keys longer.
UNKNOWN = "?"
#: Records of one piece of a drawer, about so many.
PIECE = 40


@dataclass(frozen=True, slots=True)
class Parts:
    """What a key of a shape is made of, by where it is read."""

    signs: tuple[Hole, ...]
    texts: tuple[Hole, ...]
    #: The list of which a second item is looked up.
    second: Source | None
    #: So many signs stand behind the others, and say nothing.
    more: int

    @property
    def further(self) -> int:
        """How many texts stand behind the signs."""
        return len(self.texts) + (self.second is not None)


@dataclass(frozen=True, slots=True)
class Record:
    """What is looked up, and the rule whose code stands behind it."""

    lead: str
    key: str
    rule: int


@dataclass(frozen=True, slots=True)
class Drawer:
    """Shapes that lie together, with the parts of their keys."""

    lead: Lead
    shapes: dict[Shape, Parts]
    #: In the order of their rules.
    records: tuple[Record, ...] = field(repr=False)

    def pieces(self, most: int | None) -> list[tuple[str, list[Record]]]:
        """The records in pieces of about so many, each with a text that parts it from those before.

        No lead of the piece is before that text, and each lead of earlier pieces is.
        """
        by_lead: dict[str, list[Record]] = defaultdict(list)
        for record in self.records:
            by_lead[record.lead].append(record)
        leads = sorted(by_lead)
        parts = 1 if most is None else max(1, round(len(self.records) / most))
        size = len(self.records) / parts
        starts, before = [0], 0
        for place, lead in enumerate(leads):
            if place and before >= size * len(starts):
                starts.append(place)
            before += len(by_lead[lead])
        made = []
        for start, end in pairwise([*starts, len(leads)]):
            records = [record for lead in leads[start:end] for record in by_lead[lead]]
            first = _parting(leads[start - 1], leads[start]) if start else ""
            made.append((first, sorted(records, key=lambda one: -one.rule)))
        return made


def _parting(before: str, behind: str) -> str:
    """The shortest beginning of a text that is greater than the text before it."""
    lengths = range(1, len(behind) + 1)
    return next(behind[:length] for length in lengths if behind[:length] > before)


def drawers(plan: Plan, separators: Separators) -> list[Drawer]:
    """All shapes of a plan, those that have a lead in common together."""
    together: dict[Lead, list[Shape]] = defaultdict(list)
    for shape in plan.shapes:
        together[plan.leads[shape]].append(shape)
    return [_drawer(lead, shapes, plan, separators) for lead, shapes in together.items()]


def _drawer(lead: Lead, shapes: Sequence[Shape], plan: Plan, separators: Separators) -> Drawer:
    made: dict[Shape, Parts] = {}
    taken: dict[bool, set[int]] = {False: set(), True: set()}
    for shape in sorted(shapes, key=lambda one: -len(plan.shapes[one])):
        rest = [hole for hole in shape.holes if hole != lead]
        signs = tuple(hole for hole in rest if hole in plan.interned.holes)
        texts = tuple(hole for hole in rest if hole not in plan.interned.holes)
        second = _second(shape, lead)
        behind = bool(texts) or second is not None
        length = next(n for n in count(len(signs)) if n not in taken[behind])
        taken[behind].add(length)
        made[shape] = Parts(signs, texts, second, length - len(signs))
    every = [(piece.rule, shape, piece) for shape in made for piece in plan.shapes[shape]]
    records: dict[str, Record] = {}
    for rule, shape, piece in sorted(every, key=lambda one: one[0]):
        text = lead_text(shape, piece, lead)
        key = separators.record + text + separators.lead
        key += _behind(shape, piece, lead, made[shape], plan.interned, separators) + separators.code
        records.setdefault(key, Record(text, key, rule))
    return Drawer(lead, made, tuple(records.values()))


def _second(shape: Shape, lead: Lead) -> Source | None:
    """The list of a shape that does not lead."""
    others = list(shape.lists)
    if lead in others:
        others.remove(lead)
    return others[0] if others else None


def _behind(
    shape: Shape,
    piece: Keyed,
    lead: Lead,
    parts: Parts,
    interned: Interned,
    separators: Separators,
) -> str:
    """What stands behind the lead of a piece, up to its code."""
    signs = "".join(interned.signs[shape.fill(piece, hole)] for hole in parts.signs)
    made = signs + UNKNOWN * parts.more
    for hole in parts.texts:
        made += separators.text + shape.fill(piece, hole)
    if parts.second is not None and not isinstance(lead, tuple):
        at = shape.lists.index(lead)
        (second,) = (item for place, item in enumerate(piece.items) if place != at)
        made += separators.second + second
    return made
