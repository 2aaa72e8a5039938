"""The smallest number of sets that together hold what one wants; sets are the bits of numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pysat.card import CardEnc, EncType
from pysat.solvers import Solver

#: Of more sets than this, when what is plain was taken out, no smallest number is looked for.
MOST_SETS = 600

#: How often the solver may go back before a smaller number counts as not found.
MOST_CONFLICTS = 20_000


def smallest_cover(sets: Sequence[int], wanted: int) -> list[int]:
    """The places of the fewest sets that hold all that is `wanted`, as far as any hold it.

    It is the smallest number there is unless what remains after all plain steps is so large or so
    entangled that it would take long to tell: then it is what taking the largest set next gives, or
    the best that was found. The same in every run.
    """
    cover = _Cover(sets, wanted)
    cover.reduce()
    return sorted([*cover.chosen, *cover.rest()])


class _Cover:
    """A cover in the making."""

    def __init__(self, sets: Sequence[int], wanted: int) -> None:
        #: What the sets that may still be chosen hold, of what is still wanted, by their places.
        self.open = {place: one & wanted for place, one in enumerate(sets)}
        self.chosen: list[int] = []

    # --- Plain steps -----------------------------------------------------------------------------

    def reduce(self) -> None:
        """Takes what must be taken, and leaves out what others do as well."""
        while True:
            self.open = _largest(self.open)
            holders = _fewest_holders(self.open)
            alone = dict.fromkeys(
                mask.bit_length() - 1 for mask in holders if mask & (mask - 1) == 0
            )
            places = list(self.open)
            taken = 0
            for number in alone:
                self.chosen.append(places[number])
                taken |= self.open.pop(places[number])
            # Where only hard things are left, whatever holds them holds the others too.
            kept = sum(holders.values()) & ~taken
            before = self.open
            self.open = {place: one & kept for place, one in before.items() if one & kept}
            if self.open == before and not alone:
                return

    # --- The rest --------------------------------------------------------------------------------

    def rest(self) -> list[int]:
        """The fewest of the sets that are left."""
        best = self._by_size()
        if len(self.open) > MOST_SETS:
            return best
        while len(best) > 1:
            smaller = self._with(len(best) - 1)
            if smaller is None:
                return best
            best = smaller
        return best

    def _by_size(self) -> list[int]:
        """Sets chosen by how much each adds."""
        left, found = dict(self.open), []
        while left:
            place = max(left, key=lambda one: left[one].bit_count())
            taken = left[place]
            found.append(place)
            left = {other: more for other, one in left.items() if (more := one & ~taken)}
        return found

    def _with(self, count: int) -> list[int] | None:
        """A cover of so many sets; None where there is none, or none was found."""
        places = list(self.open)
        numbers = range(1, len(places) + 1)
        most = CardEnc.atmost(list(numbers), bound=count, encoding=EncType.seqcounter)
        with Solver(name="minisat22", bootstrap_with=most.clauses) as solver:
            for mask in _holders(self.open).values():
                solver.add_clause([number + 1 for number in _places(mask)])
            solver.conf_budget(MOST_CONFLICTS)
            if not solver.solve_limited():
                return None
            model = solver.get_model() or []
            return [place for place, number in zip(places, model, strict=False) if number > 0]


def _largest(sets: dict[int, int]) -> dict[int, int]:
    """The sets that are not part of another one; of equal ones the first."""
    kept: dict[int, int] = {}
    for place in sorted(sets, key=lambda place: -sets[place].bit_count()):
        one = sets[place]
        if one and not any(one & ~other == 0 for other in kept.values()):
            kept[place] = one
    return {place: kept[place] for place in sorted(kept)}


def _holders(sets: dict[int, int]) -> dict[int, int]:
    """For each thing, as a bit, the numbers of the sets that hold it, as bits."""
    found: dict[int, int] = {}
    for number, one in enumerate(sets.values()):
        for thing in _places(one):
            found[1 << thing] = found.get(1 << thing, 0) | 1 << number
    return {thing: found[thing] for thing in sorted(found)}


def _fewest_holders(sets: dict[int, int]) -> dict[int, int]:
    """The things that are hard to hold: by their holders, which no other's are among."""
    by_holders: dict[int, int] = {}
    for thing, mask in _holders(sets).items():
        by_holders.setdefault(mask, thing)
    kept: dict[int, int] = {}
    for mask in sorted(by_holders, key=int.bit_count):
        if not any(other & ~mask == 0 for other in kept):
            kept[mask] = by_holders[mask]
    return kept


def _places(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
