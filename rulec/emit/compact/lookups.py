"""The statements that look a call up in the tables of a plan.

A table answers for all of its rules at once, which is exact because a key is that of one rule alone
(of several with the same key the first one counts), and no call can forge one: signs stand first
and are one character each, and between texts stands a character that no key has in a text, so that
a call with that character in a text has one too many for any key.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from rulec.emit import fields, values
from rulec.emit.compact.interning import Hole, Interned
from rulec.emit.compact.lists import Lower, Record, look_up_items, without_signs
from rulec.emit.compact.pieces import Keyed, Place
from rulec.emit.compact.plan import Plan, Shape
from rulec.emit.compact.questions import question
from rulec.emit.compact.tables import Entry
from rulec.emit.scope import Scope
from rulec.ir import Condition, FieldRead
from rulec.script.expression import (
    Binary,
    Call,
    Dictionary,
    Expression,
    Item,
    Literal,
    Marked,
    Name,
    both,
    concatenation,
    either,
)

#: Stands between texts of a key that have no fixed length: the first that no key has in a text.
_BARS = "|:, \t"
#: The sign of a text that has none.
_UNKNOWN = "?"


class Code(NamedTuple):
    """What stands in tables for a rule, with the mark of the rule."""

    text: str
    mark: int

    @property
    def literal(self) -> Expression:
        """The code as a value of a table."""
        return Marked(Literal(self.text), self.mark)


@dataclass(frozen=True, slots=True)
class Lookups:
    """Makes lookups for the shapes of one plan. `signed` gives the mark of a sign of some rules."""

    plan: Plan
    interned: Interned
    root: Scope
    signed: Callable[[Iterable[int]], int]

    def guards(self, shape: Shape, service: Name) -> list[Expression]:
        """What must hold before the table of a shape is asked."""
        tests: list[Expression] = [service] if shape.needs_service else []
        tests += (self._text((place, 0)) for place in shape.places if place.frame is not None)
        tests += (
            fields.items(one.field, self.root) for one in shape.lists if isinstance(one, FieldRead)
        )
        return [*tests, *asked(shape.guards, self.root)]

    def key(self, shape: Shape, bar: str) -> Expression:
        """What is looked up, where the guards hold."""
        signs, texts = self._holes(shape)
        parts: list[Expression] = [self._sign(hole) for hole in signs]
        for number, hole in enumerate(texts):
            if number:
                parts.append(Literal(bar))
            parts.append(self._text(hole))
        return concatenation(parts)

    def bar(self, shape: Shape) -> str:
        """What stands between the texts of a key: a character that none of them has."""
        _, texts = self._holes(shape)
        if len(texts) < 2:
            return ""
        pieces = self.plan.shapes[shape]
        used = {c for piece in pieces for text in self._texts(shape, piece, texts) for c in text}
        every = chain(_BARS, map(chr, range(0x100, sys.maxunicode)))
        return next(bar for bar in every if bar not in used)

    def entries(self, shape: Shape, bar: str, codes: Sequence[Code]) -> list[Entry]:
        """The table: the code of each rule under its keys, the first rule before later ones."""
        made: dict[str, Code] = {}
        for piece in self.plan.shapes[shape]:
            made.setdefault(self._known(shape, piece, bar), codes[piece.rule])
        return [(key, made[key].literal) for key in sorted(made)]

    def items(
        self, shape: Shape, bar: str, codes: Sequence[Code], lower: Lower, scope: Scope
    ) -> None:
        """Statements that look up items of lists, where the guards hold."""
        _, texts = self._holes(shape)
        records = [
            Record(
                piece.items[0],
                self._known(shape, piece, bar),
                "".join(piece.items[1:]),
                *codes[piece.rule],
            )
            for piece in self.plan.shapes[shape]
        ]
        key = None
        if shape.places:
            key = self.key(shape, bar)
            key = without_signs(key) if texts else key
        look_up_items(shape.lists, key, records, lower, scope)

    def _known(self, shape: Shape, piece: Keyed, bar: str) -> str:
        """The key of a piece."""
        signs, texts = self._holes(shape)
        first = "".join(self.interned.signs[text] for text in self._texts(shape, piece, signs))
        return first + bar.join(self._texts(shape, piece, texts))

    def _holes(self, shape: Shape) -> tuple[list[Hole], list[Hole]]:
        """The holes of a key with a sign, and those with a text."""
        every = [(place, number) for place in shape.places for number in range(place.holes)]
        holes = self.interned.holes
        return [one for one in every if one in holes], [one for one in every if one not in holes]

    def _texts(self, shape: Shape, piece: Keyed, holes: Sequence[Hole]) -> list[str]:
        return [piece.fills[shape.places.index(place)][number] for place, number in holes]

    def _read(self, place: Place) -> tuple[Expression, int]:
        """What one search found for all frames of a source, and at which number those of this one.

        Each frame is looked for ahead, and need not be there: then its holes hold nothing.
        """
        alike = [one for one in self.plan.readers if one.source == place.source]
        pattern = "".join(f"(?=(?:{self.plan.readers[one]})?)" for one in alike)
        source = values.source(place.source, self.root)
        read = self.root.share("read", Call("pex_regex_search", (Literal(f"^{pattern}"), source)))
        return read, sum(one.holes for one in alike[: alike.index(place)])

    def _text(self, hole: Hole) -> Expression:
        place, number = hole
        if place.frame is None:
            return values.source(place.source, self.root)
        read, first = self._read(place)
        return Item(read, Literal(first + number))

    def _sign(self, hole: Hole) -> Expression:
        signs = (
            (text, Marked(Literal(sign), self.signed(self.interned.rules[text])))
            for text, sign in self.interned.signs.items()
        )
        known = self.root.share("signs", Dictionary(tuple(signs)))
        place, _ = hole
        text = self._text(hole)
        # A hole of a frame that is not there holds none, which is in no table.
        tests = [] if place.frame is None else [text]
        sign = both([*tests, Binary(text, "in", known), Item(known, text)])
        return self.root.share("sign", either([sign, Literal(_UNKNOWN)]))


def asked(guards: Sequence[Condition], root: Scope) -> list[Expression]:
    """What must hold before a table is asked."""
    return [part for guard in guards for part in question(guard, root)]
