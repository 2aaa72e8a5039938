"""What a call gives for the keys of a table, in parts: expressions that read its fields.

Each is made in a scope that runs before it is used, and what several ask is read once. A text of a
call begins no record, whatever it is, and a sign is one character.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field

from rulec.emit import fields, values
from rulec.emit.compact.drawers import UNKNOWN, Parts
from rulec.emit.compact.leads import Lead
from rulec.emit.compact.pieces import Place
from rulec.emit.compact.plan import Plan
from rulec.emit.compact.separators import Separators
from rulec.emit.compact.shapes import Hole
from rulec.emit.scope import Scope
from rulec.ir import FieldRead, Source
from rulec.matching.pattern_parser import MAX_GROUPS
from rulec.records import dataclass
from rulec.script.expression import (
    EMPTY,
    Binary,
    Call,
    Dictionary,
    Expression,
    Item,
    Literal,
    Marked,
    both,
    either,
)

#: The mark of what is there for some rules.
Mark = Callable[[Iterable[int]], int]


@dataclass(frozen=True, slots=True)
class Places:
    """Where to read: what several drawers ask before them, and anything else for one alone."""

    common: Scope
    own: Scope
    shared: frozenset[Source | Hole] = frozenset()

    def of(self, asked: Source | Hole) -> Scope:
        """The scope in which something is read."""
        return self.common if asked in self.shared else self.own


@dataclass(frozen=True, slots=True)
class Keys:
    """Reads keys of one plan."""

    plan: Plan
    separators: Separators
    #: The mark of a sign of some rules.
    signed: Mark
    #: For each frame all that one search looks for, in their order.
    _alike: dict[Place, list[Place]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_alike", _searches(self.plan.readers))

    def lead(self, lead: Lead, places: Places) -> Expression:
        """The text that leads the keys of a call; empty or none where it has none."""
        return self.text(lead, places) if isinstance(lead, tuple) else self.items(lead, places)

    def behind(self, parts: Parts, places: Places) -> list[Expression]:
        """What stands in a key behind the lead, up to the code or the item of a second list."""
        made: list[Expression] = [Literal(self.separators.lead)]
        made += (self.sign(hole, places) for hole in parts.signs)
        made.append(Literal(UNKNOWN * parts.more))
        for hole in parts.texts:
            text = self.text(hole, places)
            # A hole of a frame that is not there holds none.
            there = text if hole[0].frame is None else either([text, EMPTY])
            made += [Literal(self.separators.text), there]
        if parts.second is not None:
            made.append(Literal(self.separators.second))
        return made

    def items(self, source: Source, places: Places) -> Expression:
        """The items of a list between NULs."""
        assert isinstance(source, FieldRead)  # noqa: S101  only inputs are lists
        scope = places.of(source)
        return scope.share("items", self.separators.cleaned(fields.items(source.field, scope)))

    def text(self, hole: Hole, places: Places) -> Expression:
        """The text of a hole; none where its frame is not there."""
        place, number = hole
        scope = places.of(place.source)
        if place.frame is None:
            text = values.source(place.source, scope)
            return scope.share("text", self.separators.cleaned(text))
        read, first = self._read(place, scope)
        # Its characters are such as keys have.
        return Item(read, Literal(first + number))

    def sign(self, hole: Hole, places: Places) -> Expression:
        """The sign of the text of a hole."""
        signs = (
            (text, Marked(Literal(sign), self.signed(self.plan.interned.rules[text])))
            for text, sign in self.plan.interned.signs.items()
        )
        known = places.common.share("signs", Dictionary(tuple(signs)))
        place, _ = hole
        if place.frame is None:
            text: Expression = values.source(place.source, places.of(place.source))
            there = []
        else:
            text = self.text(hole, places)
            # None is in no table.
            there = [text]
        sign = both([*there, Binary(text, "in", known), Item(known, text)])
        return places.of(hole).share("sign", either([sign, Literal(UNKNOWN)]))

    def _read(self, place: Place, scope: Scope) -> tuple[Expression, int]:
        """What one search found for frames of a source, and at which number those of this one.

        Each frame is looked for ahead, and need not be there: then its holes hold nothing.
        """
        alike = self._alike[place]
        pattern = "".join(f"(?=(?:{self.plan.readers[one]})?)" for one in alike)
        source = values.source(place.source, scope)
        read = scope.share("read", Call("pex_regex_search", (Literal(f"^{pattern}"), source)))
        return read, sum(one.holes for one in alike[: alike.index(place)])


def _searches(frames: Iterable[Place]) -> dict[Place, list[Place]]:
    """For each frame those of its source with which it is looked for: each hole is a group."""
    found: dict[Place, list[Place]] = {}
    last: dict[Source, list[Place]] = {}
    for place in frames:
        alike = last.setdefault(place.source, [])
        if sum(one.holes for one in alike) + place.holes > MAX_GROUPS:
            alike = last[place.source] = []
        alike.append(place)
        found[place] = alike
    return found
