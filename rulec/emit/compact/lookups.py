"""The statements that look a call up in the drawers of a plan, in two looks.

The first asks of each drawer whether any of its records has the lead of the call, and takes the
piece that has it out of the drawer. Hardly any call finds more than one. Only then is read what
else the rules ask, and in the pieces that were found every key that the call can have gives way to
a sign, behind which the code is left. See `separators` for why nothing else does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import NamedTuple

from rulec.emit.compact.drawers import Drawer, Record
from rulec.emit.compact.keys import Keys, Places
from rulec.emit.compact.lists import Key, Several, least_code
from rulec.emit.compact.questions import question
from rulec.emit.compact.separators import Separators, in_pattern
from rulec.emit.compact.shapes import Hole
from rulec.emit.compact.tables import Leaf, tree
from rulec.emit.scope import Scope
from rulec.ir import Condition, Source
from rulec.pexip import MAX_CHAINED_FILTERS
from rulec.records import dataclass
from rulec.script.expression import (
    EMPTY,
    TRUE,
    Binary,
    Both,
    Either,
    Expression,
    Filtered,
    Literal,
    Name,
    Pieces,
    both,
    concatenation,
    either,
)
from rulec.script.statement import Assign, Branch, If, Statement


class Code(NamedTuple):
    """What stands in tables for a rule, with the mark of the rule."""

    text: str
    mark: int


#: Makes a code count where an expression is true, if it is less than the one that counts so far.
Lower = Callable[[Expression, Expression, Scope], None]
#: Statements that read inputs, each with its mark.
Inputs = Callable[[Sequence[Statement]], Sequence[Statement]]

_NUL = Literal("\0")


@dataclass(frozen=True, slots=True)
class Lookups:
    """Makes lookups for the drawers of one plan."""

    drawers: Sequence[Drawer]
    keys: Keys
    #: The code of each rule, by its number, which begins with so many digits.
    codes: Sequence[Code]
    width: int
    service: Name
    lower: Lower
    inputs: Inputs
    #: About so many records are in a piece of a drawer; None where there is one piece.
    most: int | None
    #: The variable that holds a piece, or a code, for the next statements alone.
    passing: Name
    #: What several drawers read in the second look.
    _shared: frozenset[Source | Hole] = field(init=False)

    def __post_init__(self) -> None:
        uses = Counter(asked for drawer in self.drawers for asked in _read(drawer))
        shared = frozenset(asked for asked, count in uses.items() if count > 1)
        object.__setattr__(self, "_shared", shared)

    @property
    def _separators(self) -> Separators:
        return self.keys.separators

    # --- The first look --------------------------------------------------------------------------

    def take(self, drawer: Drawer, taken: Name, root: Scope, scope: Scope) -> None:
        """Put the piece of a drawer that has the lead of the call into a variable."""
        lead = self.keys.lead(drawer.lead, Places(root, root))
        scope.update(taken, EMPTY)
        inner = scope.branch()
        sign = self._separators
        first = concatenation([Literal(sign.record), lead, Literal(sign.lead)])
        known: Expression = Binary(first, "in", self.passing)
        if isinstance(drawer.lead, tuple):
            leaves: list[Leaf] = [(at, self._pass(piece)) for at, piece in self._pieces(drawer)]
            inner.statements += tree(leaves, lead)
        else:
            several = Binary(_NUL, "in", lead)
            self._pass_items(drawer, lead, several, inner)
            known = either([several, known])
        found = inner.branch()
        found.update(taken, self.passing)
        inner.when(known, found)
        scope.when(lead, inner)

    def _pass_items(
        self, drawer: Drawer, lead: Expression, several: Expression, scope: Scope
    ) -> None:
        """Pass on the piece for one item, or the whole drawer for several."""
        pieces = self._pieces(drawer)
        if len(pieces) == 1:
            scope.statements.append(self._pass(pieces[0][1]))
            return
        names = [(at, scope.assign("piece", piece)) for at, piece in pieces]
        leaves: list[Leaf] = [(at, self._pass(name)) for at, name in names]
        whole = self._pass(concatenation([name for _, name in names]))
        scope.statements.append(If((Branch(several, (whole,)),), tree(leaves, lead)))

    def _pass(self, value: Expression) -> Assign:
        return Assign(self.passing.name, value)

    def _pieces(self, drawer: Drawer) -> list[tuple[str, Pieces]]:
        return [(at, self._written(records)) for at, records in drawer.pieces(self.most)]

    def _written(self, records: Iterable[Record]) -> Pieces:
        codes = ((record.key, self.codes[record.rule]) for record in records)
        return Pieces(tuple((key + code.text, code.mark) for key, code in codes))

    # --- The second look -------------------------------------------------------------------------

    def look(self, drawer: Drawer, taken: Name, common: Scope, scope: Scope) -> None:
        """Lower the code to that of the first record of the call in the piece that was taken."""
        own = common.annex()
        places = Places(common, own, self._shared)
        served = all(shape.needs_service for shape in drawer.shapes)
        keys: dict[Source | None, list[Key]] = {}
        for shape, parts in drawer.shapes.items():
            service = [self.service] if shape.needs_service and not served else []
            guard = both([*service, *questions(shape.guards, common)])
            behind = tuple(self.keys.behind(parts, places))
            keys.setdefault(parts.second, []).append(Key(behind, guard, barred=bool(parts.texts)))
        seconds = {one: self.keys.items(one, places) for one in keys if one is not None}
        # The lead was read for the first look.
        lead = self.keys.lead(drawer.lead, Places(common, common))
        inner = own.branch()
        self._replace(lead, keys, seconds, taken, inner)
        if not isinstance(drawer.lead, tuple):
            more = own.branch()
            self._look_up_items(lead, keys, seconds, taken, more)
            several = either([Binary(_NUL, "in", each) for each in (lead, *seconds.values())])
            one = tuple(inner.statements)
            inner.statements[:] = [If((Branch(several, tuple(more.statements)),), one)]
        inner.statements[:0] = self.inputs(own.statements)
        # One piece was taken at least.
        tests = [taken] if len(self.drawers) > 1 else []
        scope.when(both([*([self.service] if served else []), *tests]), inner)

    def _look_up_items(
        self,
        lead: Expression,
        keys: Mapping[Source | None, Sequence[Key]],
        seconds: Mapping[Source, Expression],
        taken: Name,
        scope: Scope,
    ) -> None:
        """Look up several items, once for each list of second items."""
        alone = list(keys.get(None, ()))
        if not seconds:
            self._lower_least(Several(lead, None, taken), alone, scope)
        for second, items in seconds.items():
            # Those without a second item are looked up only once.
            self._lower_least(Several(lead, items, taken), [*keys[second], *alone], scope)
            alone = []

    def _lower_least(self, asked: Several, keys: Sequence[Key], scope: Scope) -> None:
        self.lower(*least_code(asked, keys, self.width, self._separators, scope), scope)

    def _replace(
        self,
        lead: Expression,
        keys: Mapping[Source | None, Sequence[Key]],
        seconds: Mapping[Source, Expression],
        taken: Name,
        scope: Scope,
    ) -> None:
        """Put a sign in place of each key of the call, and keep the code behind the last sign."""
        sign = self._separators
        text: Expression = taken
        every = [(one, second) for second, some in keys.items() for one in some]
        for number, (one, second) in enumerate(every, 1):
            end = [] if second is None else [seconds[second]]
            parts = [Literal(sign.record), lead, *one.behind, *end, Literal(sign.code)]
            key = concatenation(parts)
            if one.guard != TRUE:
                # To put the sign in its own place changes nothing.
                key = Either((Both((one.guard, key)), Literal(sign.found)))
            text = Filtered(text, "replace", (key, Literal(sign.found)))
            if number % (MAX_CHAINED_FILTERS - 1) == 0:
                scope.update(self.passing, text)
                text = self.passing
        code = Filtered(text, "pex_regex_replace", (Literal(_around(sign)), EMPTY))
        scope.update(self.passing, code)
        self.lower(self.passing, self.passing, scope)


def _around(sign: Separators) -> str:
    """The pattern of all that is not the code behind the last sign of what was found."""
    found, record = in_pattern(sign.found), in_pattern(sign.record)
    return f"^[^{sign.nowhere}]*{found}|{record}[^{sign.nowhere}]*"


def _read(drawer: Drawer) -> set[Source | Hole]:
    """What the second look reads for a drawer."""
    holes = {hole for parts in drawer.shapes.values() for hole in (*parts.signs, *parts.texts)}
    seconds = {parts.second for parts in drawer.shapes.values() if parts.second is not None}
    return {*holes, *(place.source for place, _ in holes), *seconds}


def questions(guards: Sequence[Condition], root: Scope) -> list[Expression]:
    """What must hold before a table is asked."""
    return [part for guard in guards for part in question(guard, root)]
