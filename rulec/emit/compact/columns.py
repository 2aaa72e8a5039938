"""Constants in columns, for outcomes that all write the same fields.

Then a code has one sign for each constant, at the place of its field, and for each item of a list.
What all outcomes write alike has none. That is exact because the place says which field, and a sign
has one meaning wherever it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rulec.emit.compact.signs import SIGNS, At, Entry, MarkOf, Spelled
from rulec.emit.scope import Scope
from rulec.records import dataclass
from rulec.script.expression import (
    Array,
    Dictionary,
    Expression,
    Item,
    Marked,
    render,
)

#: What an entry of the table of signs costs besides the constant, and what a place costs.
_COST_OF_ENTRY = 5
_COST_OF_PLACE = 8


@dataclass(frozen=True, slots=True)
class Columns:
    """The signs of constants, and which constants outcomes write differently."""

    #: The fields with what the first outcome writes to them.
    first: tuple[Entry, ...]
    #: The places of constants, of all fields one after the other, that have a sign.
    places: tuple[int, ...]
    #: The sign of each constant, by its text.
    signs: dict[str, str]
    constants: dict[str, Expression]

    def spelled(self, entries: tuple[Entry, ...]) -> Spelled | None:
        """The code of an outcome."""
        cells = [render(cell) for cell in _cells(entries)]
        return Spelled("".join(self.signs[cells[place]] for place in self.places))

    @property
    def size(self) -> int:
        """About how many characters it takes to read a code."""
        known = sum(len(text) + _COST_OF_ENTRY for text in self.signs)
        return known + _COST_OF_PLACE * len(self.places)

    def read(self, sign: At, scope: Scope, mark: MarkOf) -> Expression:
        """The dictionary that a code writes."""
        known = ((one, Marked(self.constants[text], mark(one))) for text, one in self.signs.items())
        table = scope.assign("signs", Dictionary(tuple(known)))
        at = {place: Item(table, sign(number)) for number, place in enumerate(self.places)}
        cells = iter([at.get(place, cell) for place, cell in enumerate(_cells(self.first))])
        made: list[Entry] = []
        for name, value in self.first:
            if isinstance(value, Array):
                made.append((name, Array(tuple(next(cells) for _ in value.items))))
            else:
                made.append((name, next(cells)))
        return Dictionary(tuple(made))


def columns(outcomes: Sequence[tuple[Entry, ...]]) -> Columns | None:
    """The columns of outcomes, where all write the same fields and there are signs for all."""
    ordered = [tuple(sorted(entries, key=lambda entry: entry[0])) for entries in outcomes]
    if len({_form(entries) for entries in ordered}) != 1:
        return None
    rows = [_cells(entries) for entries in ordered]
    texts = [[render(cell) for cell in row] for row in rows]
    places = tuple(
        place for place, column in enumerate(zip(*texts, strict=True)) if len(set(column)) > 1
    )
    uses = Counter(row[place] for row in texts for place in places)
    if not places or len(uses) > len(SIGNS):
        return None
    constants = {render(cell): cell for row in rows for cell in row}
    known = sorted(uses, key=lambda text: (-uses[text], text))
    return Columns(ordered[0], places, dict(zip(known, SIGNS, strict=False)), constants)


def _form(entries: Sequence[Entry]) -> tuple[tuple[str, int | None], ...]:
    """The fields, with the number of items of those that are lists."""
    return tuple(
        (name, len(value.items) if isinstance(value, Array) else None) for name, value in entries
    )


def _cells(entries: Sequence[Entry]) -> list[Expression]:
    cells: list[Expression] = []
    for _, value in sorted(entries, key=lambda entry: entry[0]):
        cells += value.items if isinstance(value, Array) else (value,)
    return cells
