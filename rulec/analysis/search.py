"""The search for a call that meets one formula and none of others.

A satisfiability solver chooses which tests should hold, the slots say which value does it or why no
value can, and what they say is told to the solver. Of the formulas to avoid, only those are told to
it that a call met which was found before; most never matter. So a yes comes with a call, and a no
with the formulas that are enough for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pysat.solvers import Solver

from rulec.analysis.atoms import AtomTable
from rulec.analysis.drafts import Call
from rulec.analysis.formulas import Formula, opposite
from rulec.analysis.points import Point, in_service, with_computed
from rulec.analysis.slots import Clash, Slot
from rulec.analysis.watch import Watch
from rulec.records import dataclass

#: How many choices of the solver are looked at before a question is given up.
MOST_CHOICES = 20_000

#: More formulas to avoid than this are not tried out one by one, whether they can be left out.
LARGE_CORE = 40

#: How many formulas are tried out alone, whether they are enough.
MOST_SUSPECTS = 12


@dataclass(frozen=True, slots=True)
class Found:
    """A call that does it, confirmed by the evaluator."""

    call: Call


@dataclass(frozen=True, slots=True)
class Empty:
    """No call does it.

    `avoid` are the numbers of formulas to avoid that are enough for that; up to `LARGE_CORE` of
    them, none can be left out. None at all when the wanted formula is never met.
    """

    avoid: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Neither was proved."""

    reason: str


Answer = Found | Empty | Unknown


class Search:
    """One question, with what the solver was told."""

    def __init__(self, atoms: AtomTable, wanted: Formula, watch: Watch, count: int) -> None:
        self._atoms = atoms
        self._wanted = wanted
        self._watch = watch
        self._count = count
        self._solver = Solver(name="minisat22")
        self._told: set[Formula] = set()
        #: The solver's number for each node of a formula that it knows.
        self._numbers: dict[int, int] = {}
        #: Formulas to avoid that the solver knows, by number, in the order in which they were met.
        self._met: dict[int, Formula] = {}
        #: Assumed, so that a proof shows whether it needs what was only taken to be so.
        self._trusting = atoms.trusting
        self._reason = ""
        #: The calls that were found on the way.
        self._points: list[Point] = []

    def answer(self) -> Answer:
        """The answer."""
        try:
            self._tell(self._wanted)
            self._tell(self._trusting)
            found = self._run(range(self._count))
            if isinstance(found, Empty):
                return Empty(self._irreducible(found.avoid))
            return found
        finally:
            self._solver.delete()

    def _run(self, watched: Sequence[int]) -> Answer:
        """The answer with all formulas to avoid, or with some of those that were met only."""
        fixed = not isinstance(watched, range)
        for _ in range(MOST_CHOICES):
            met = {n: f for n, f in self._met.items() if not fixed or n in watched}
            wishes = [self._wanted, *(opposite(formula) for formula in met.values())]
            if not self._solver.solve(self._numbered([*wishes, self._trusting])):
                core = set(self._solver.get_core() or ())
                if self._numbers[self._trusting] in core:
                    return Unknown(self._reason)
                return Empty(tuple(sorted(n for n, f in met.items() if -self._number(f) in core)))
            literals = self._justified(wishes)
            point = self._point(literals)
            if point is None:
                continue
            if not fixed:
                self._points.append(point)
            hit = None if fixed else self._watch.first(point, self._count, {})
            if hit is None:
                if all(map(point.confirms, literals)):
                    return Found(point.draft().call())
                return Unknown("the evaluator says something else; please report this")
            self._met[hit] = self._watch.formulas[hit]
            self._tell(self._met[hit])
        return Unknown(f"more than {MOST_CHOICES} combinations of conditions")

    def _irreducible(self, core: tuple[int, ...]) -> tuple[int, ...]:
        """The numbers without which there would be a call; a single one if one is enough."""
        if not core or isinstance(self._run([]), Empty):
            return ()
        if len(core) == 1 or len(core) > LARGE_CORE:
            return core
        for one in self._suspects():
            self._met[one] = self._watch.formulas[one]
            self._tell(self._met[one])
            if isinstance(self._run([one]), Empty):
                return (one,)
        for one in core:
            rest = tuple(other for other in core if other != one)
            if isinstance(self._run(rest), Empty):
                core = rest
        return core

    def _suspects(self) -> list[int]:
        """The formulas to avoid that held for every call that was found: one may be enough."""
        left = set(range(self._count))
        for point in self._points:
            left &= set(self._watch.candidates(point.value, self._count))
        return sorted(left)[:MOST_SUSPECTS]

    # --- What the solver knows --------------------------------------------------------------------

    def _number(self, formula: Formula) -> int:
        """The solver's literal for a formula."""
        number = self._numbers.setdefault(abs(formula), len(self._numbers) + 1)
        return number if formula > 0 else -number

    def _numbered(self, formulas: Iterable[Formula]) -> list[int]:
        return [self._number(formula) for formula in formulas]

    def _tell(self, formula: Formula) -> None:
        """Tells the solver what the conjunctions in a formula mean."""
        parts_of = self._atoms.formulas.parts
        waiting = [Formula(abs(formula))]
        while waiting:
            one = waiting.pop()
            if one in self._told:
                continue
            self._told.add(one)
            parts = parts_of(one)
            if parts is None:
                self._tell_service(one)
                continue
            number, members = self._number(one), self._numbered(parts)
            for member in members:
                self._solver.add_clause([-number, member])
            self._solver.add_clause([number, *(-member for member in members)])
            waiting += (Formula(abs(part)) for part in parts)

    def _tell_service(self, atom: Formula) -> None:
        """Without a service none of its fields has a value."""
        slot = self._atoms.slot_of.get(atom)
        if slot is not None and in_service(slot):
            self._solver.add_clause([-self._number(atom), self._number(self._atoms.found)])

    def _rule_out(self, literals: Iterable[Formula], reason: str) -> None:
        """Tells the solver that literals do not come true together; a `reason` says it may be."""
        clause = self._numbered(opposite(literal) for literal in literals)
        if reason:
            self._reason = self._reason or reason
            clause.append(-self._number(self._trusting))
        self._solver.add_clause(clause)

    def _justified(self, wishes: Sequence[Formula]) -> set[Formula]:
        """Literals of the solver's choice that are enough for the wishes."""
        formulas = self._atoms.formulas
        model = self._solver.get_model() or []
        numbers = self._numbers
        chosen: set[Formula] = set()
        waiting = list(wishes)
        seen: set[Formula] = set()
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            parts = formulas.parts(one)
            if parts is None:
                chosen.add(one)
            elif one > 0:
                waiting += parts
            else:
                failing = [
                    opposite(part)
                    for part in parts
                    if (model[numbers[abs(part)] - 1] > 0) is not (part > 0)
                ]
                waiting.append(next((p for p in failing if p in seen), failing[0]))
        return chosen

    # --- Calls ------------------------------------------------------------------------------------

    def _point(self, literals: set[Formula]) -> Point | None:
        """A call for which literals come true; None when the solver was told that there is none."""
        wishes: dict[Slot, tuple[set[Formula], set[Formula]]] = {}
        computed: list[Formula] = []
        for literal in literals:
            atom = Formula(abs(literal))
            slot = self._atoms.slot_of.get(atom)
            if slot is None:
                computed.append(literal)
            else:
                wishes.setdefault(slot, (set(), set()))[literal < 0].add(atom)
        values: dict[Slot, object] = {}
        clashes = False
        for slot, (yes, no) in wishes.items():
            chosen = slot.choose(frozenset(yes), frozenset(no))
            if isinstance(chosen, Clash):
                clashes = True
                self._rule_out([*chosen.yes, *map(opposite, chosen.no)], chosen.reason)
            else:
                values[slot] = chosen.value
        if clashes:
            return None
        point = Point(self._atoms, values)
        if computed:
            found = with_computed(point, computed, literals)
            if found is None:
                self._rule_out(literals, "a computed value")
            return found
        return point
