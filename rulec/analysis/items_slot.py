"""Slots of lists: any number of texts, of which a test asks for one that meets its demands."""

from __future__ import annotations

import sys
from itertools import product

from rulec.analysis.drafts import MISSING, Path
from rulec.analysis.formulas import Formula
from rulec.analysis.slots import Atoms, Chosen, Clash, Slot, smallest
from rulec.analysis.text_slot import language_of, longest_text
from rulec.analysis.text_tests import TextTests
from rulec.evaluate import items_of
from rulec.ir import ITEMS_IN_SUBNET
from rulec.languages import PLAIN, GaveUp, Nothing, Unreadable, find, literals
from rulec.operators import InSubnet, Operator
from rulec.records import dataclass

#: How many ways to fail tests of several demands are tried for one item.
MOST_WAYS = 256

_Demands = tuple[tuple[Operator, bool], ...]


@dataclass(frozen=True, slots=True)
class SomeItem:
    """Some item meets each operator (or, negated, does not); without any: there is an item."""

    demands: _Demands

    @property
    def first_only(self) -> bool:
        """Whether only the first items count."""
        return any(isinstance(operator, InSubnet) for operator, _ in self.demands)

    def meets(self, item: str) -> bool:
        """Whether an item meets every demand."""
        return all(operator.holds(item) is not negated for operator, negated in self.demands)

    def holds(self, items: tuple[str, ...]) -> bool:
        """Whether one of the items that count does."""
        return any(map(self.meets, items[:ITEMS_IN_SUBNET] if self.first_only else items))


class ItemsSlot(Slot):
    """A list of texts; () and a list without items are the same."""

    def __init__(self, path: Path, usual: object, *, text_too: bool) -> None:
        items = [usual] if isinstance(usual, str) else usual
        super().__init__(path, tuple(items) if isinstance(items, list) else ())
        self.keep(())
        self._tests: dict[Formula, SomeItem] = {}
        #: The tests of which any item counts, and those of which only the first ones do.
        self._of_all, self._of_first = TextTests(), TextTests()
        #: The longest item of which a pattern may be asked: some take an exponential time.
        self._limit = sys.maxsize
        #: Whether a single item may come as a text, which is how it is shown.
        self._text_too = text_too

    def ask(self, test: Formula, meaning: SomeItem) -> None:
        """Adds a test."""
        self.tests[test] = meaning
        self._tests[test] = meaning
        kept = self._of_first if meaning.first_only else self._of_all
        positive = [operator for operator, negated in meaning.demands if not negated]
        kept.add(test, positive, meaning.meets)
        limit = min((longest_text(each) for each, _ in meaning.demands), default=self._limit)
        if limit < self._limit:
            self._limit = limit
            self.forget(lambda value: isinstance(value, tuple) and _longest(value) > limit)

    def may_be_asked(self, value: object) -> bool:
        """Whether no pattern takes too long to try on an item."""
        return not isinstance(value, tuple) or _longest(value) <= self._limit

    def meets(self, test: Formula, value: object) -> bool:
        """Whether one of the items meets the test."""
        return isinstance(value, tuple) and self._tests[test].holds(value)

    def met_among(self, tests: tuple[Formula, ...], value: object) -> Atoms:
        """Those of some tests that a value meets; what can be looked up is."""
        if len(tests) < len(self.tests) or not isinstance(value, tuple):
            return super().met_among(tests, value)
        met: set[Formula] = set()
        for item in value:
            met |= self._of_all.met_by(item)
        for item in value[:ITEMS_IN_SUBNET]:
            met |= self._of_first.met_by(item)
        return frozenset(met)

    def read(self, raw: object) -> tuple[str, ...]:
        """The items that a call has."""
        return items_of(raw, text_too=self._text_too)

    def as_json(self, value: object) -> object:
        """The value as Pexip sends it."""
        if not isinstance(value, tuple) or not value:
            return MISSING
        return value[0] if self._text_too and len(value) == 1 else list(value)

    def search(self, yes: Atoms, no: Atoms) -> Chosen | Clash:
        """An item for every test that is to hold, each of which meets none of the others."""
        front: list[str] = []
        behind: list[str] = []
        for test in sorted(yes, key=lambda test: (not self._tests[test].first_only, test)):
            if self._tests[test].holds((*front, *behind)):
                continue
            found = self._item(self._tests[test].demands, no)
            if isinstance(found, Clash) and not self._tests[test].first_only:
                # Behind the first items nothing asks for subnets.
                anywhere = frozenset(t for t in no if not self._tests[t].first_only)
                later = self._item(self._tests[test].demands, anywhere)
                if isinstance(later, str):
                    behind.append(later)
                    continue
                found = later
            if isinstance(found, Clash):
                return self._small(test, found)
            front.append(found)
        if behind and len(front) < ITEMS_IN_SUBNET:
            filler = self._item((), no)
            if isinstance(filler, Clash):
                return Clash(yes, no, "an item behind those of which subnets are asked")
            front += [filler] * (ITEMS_IN_SUBNET - len(front))
        items = (*front, *behind)
        if all(self._tests[test].holds(items) for test in yes):
            return Chosen(items)
        return Clash(yes, no, f"subnets of more than {ITEMS_IN_SUBNET} items")

    def _small(self, test: Formula, found: Clash) -> Clash:
        """The clash of one test with others, as small as it can be."""
        if found.reason:
            return Clash(frozenset({test}), found.no, found.reason)
        demands = self._tests[test].demands

        def clashes(some: Atoms, others: Atoms) -> bool:
            return (
                bool(some)
                and isinstance(item := self._item(demands, others), Clash)
                and not item.reason
            )

        return smallest(frozenset({test}), found.no, clashes)

    def _item(self, demands: _Demands, no: Atoms) -> str | Clash:
        """An item that meets demands and none of some tests."""
        failing = [self._tests[other].demands for other in sorted(no)]
        reason = ""
        for number, chosen in enumerate(product(*failing)):
            if number == MOST_WAYS:
                reason = reason or "too many ways to fail lists of demands"
                break
            found = _found(demands, chosen)
            if isinstance(found, str) and len(found) > self._limit:
                found = GaveUp("a pattern that may take too long to be tried")
            if isinstance(found, str):
                return found
            reason = reason or (found.reason if isinstance(found, GaveUp) else "")
        return Clash(frozenset(), no, reason)


def _longest(items: tuple[str, ...]) -> int:
    return max(map(len, items), default=0)


def _found(demands: _Demands, failed: _Demands) -> str | Nothing | GaveUp:
    """An item that meets demands and fails others."""
    some = [operator for operator, negated in demands if not negated]
    some += [operator for operator, negated in failed if negated]
    others = [operator for operator, negated in demands if negated]
    others += [operator for operator, negated in failed if not negated]
    try:
        inside = [language_of(operator) for operator in some]
        outside = [language_of(operator) for operator in others]
    except Unreadable as problem:
        return GaveUp(str(problem))
    plain = find([*inside, PLAIN], outside)
    # An item ends at a NUL, so it has none in it.
    return plain if isinstance(plain, str) else find(inside, [*outside, _NUL])


_NUL = literals("contains", ("\0",))
