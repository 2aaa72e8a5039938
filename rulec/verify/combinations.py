"""Every combination of outcomes of conditions along a decision, and which of them calls make.

For each rule set there are the combinations with which its `when` fails. For each rule, and for a
`default`, those with which the set's `when` holds, each with every one of its own; where a rule
needs a service and its condition holds, with one and without. A rule or set with more than `MOST`
of them counts both outcomes of each of its tests instead.

A combination counts for calls for which the rule is looked at: none before it decided the call, or
matched first. So the analysis proves of some that no call makes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import NamedTuple

from rulec.analysis import FALSE, TRUE, Answer, Calls, Course, Formula, Step, opposite
from rulec.evaluate import Decision, Inputs, Outcome
from rulec.ir import ALWAYS, All, Condition, Profile, RuleSet
from rulec.pexip import Policy
from rulec.records import dataclass
from rulec.verify.paths import (
    Path,
    askings,
    both_outcomes,
    count,
    failing_part,
    outcomes_of,
    paths,
    paths_behind,
    signature_of,
)
from rulec.verify.wishes import Way, Wish, ways

#: How many combinations of one rule are told apart.
MOST = 64


@dataclass(frozen=True, slots=True)
class Combinations:
    """How many combinations there are of each kind."""

    #: Those that a call of the verification makes.
    reached: int = 0
    #: Those of which it is proved that no call makes them.
    impossible: int = 0
    #: The others: neither was found.
    unknown: int = 0
    #: Rules and sets with so many that both outcomes of each of their tests count instead.
    abridged: int = 0

    @property
    def possible(self) -> int:
        """Those that are not known to be impossible."""
        return self.reached + self.unknown


class Combination(NamedTuple):
    """One combination of a place."""

    #: Tests with their outcomes, as far as they are told.
    way: Way
    #: The calls that make it, among those that come to the place.
    formula: Formula
    #: Whether the rule applies then.
    applies: bool


@dataclass(eq=False)
class Place:
    """A rule, a `default` or the `when` of a set, with its combinations."""

    name: str
    calls: Calls
    #: None for the `when` of a set.
    step: Step | None
    #: What is asked there.
    condition: Condition
    #: The calls that come to the place; of a rule or default `step` tells.
    reached: Formula = TRUE
    is_abridged: bool = False
    combinations: list[Combination] = field(default_factory=list)
    #: The numbers of those that no call made yet and that are not known to be impossible.
    waiting: set[int] = field(default_factory=set)
    made: set[int] = field(default_factory=set)
    impossible: set[int] = field(default_factory=set)
    #: The numbers of combinations by what is seen of a call that makes them.
    _numbers: dict[object, int] = field(default_factory=dict)
    #: The numbers of combinations by the part of the condition that fails.
    _failing: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def add(self, seen: object, way: Way, formula: Formula, *, applies: bool) -> None:
        """Puts a combination at the end; `seen` is what tells the calls that make it."""
        number = len(self.combinations)
        self.combinations.append(Combination(way, formula, applies))
        self.waiting.add(number)
        self._numbers[seen] = number

    def add_path(self, path: Path) -> None:
        """Puts a path at the end."""
        failing = failing_part(self.condition, path.signature)
        if failing is not None:
            numbers = self._failing.get(id(failing), ())
            self._failing[id(failing)] = (*numbers, len(self.combinations))
        self.add((path.signature, False), path.way, path.formula, applies=path.holds)

    def ask(self, formula: Formula) -> Answer:
        """A call that comes to the place and meets a formula."""
        if self.step is None:
            return self.calls.find(self.calls.both(self.reached, formula))
        return self.calls.find(formula, self.step.queue.watch, self.step.place)

    def applying(self, step: Step) -> Iterator[tuple[int | None, Way, Formula]]:
        """The ways in which a rule applies, with the number of each that is a combination."""
        if self.is_abridged:
            for way in ways(All((step.rule_set.when, self.condition))):
                wished = map(self.literal, way)
                yield None, way, self.calls.both(step.guard, *wished)
            return
        for number, combination in enumerate(self.combinations):
            if combination.applies:
                yield number, combination.way, combination.formula

    def rule_out(self, number: int | None) -> None:
        """Notes that no call makes a combination."""
        if number is not None:
            self.waiting.discard(number)
            self.impossible.add(number)

    def saw(self, inputs: Inputs, outcome: Outcome, failed: Condition | None) -> bool:
        """Notes what a call made that came to the place; `failed` is what failed there.

        Gives whether there is nothing more to learn where the same fails.
        """
        if not self.waiting:
            return True
        numbers = self._failing.get(id(failed), ())
        if len(numbers) == 1:
            self._note(numbers[0])
            return True
        if numbers and self.waiting.isdisjoint(numbers):
            return True
        for key in self._seen(inputs, outcome):
            if key in self._numbers:
                self._note(self._numbers[key])
        return False

    def _note(self, number: int) -> None:
        self.waiting.discard(number)
        self.impossible.discard(number)
        self.made.add(number)

    def _seen(self, inputs: Inputs, outcome: Outcome) -> Iterator[object]:
        """What tells the combinations that a call makes: a path, or single outcomes."""
        if not self.is_abridged:
            yield signature_of(self.condition, inputs), outcome is Outcome.NO_SERVICE
            return
        yield outcome
        yield from map(self.literal, outcomes_of(self.condition, inputs))

    def literal(self, wish: Wish) -> Formula:
        """The calls for which a wish comes true."""
        literal = self.calls.of(wish.leaf)
        return literal if wish.holds else opposite(literal)


class Space:
    """The combinations of a script, place for place in the course of a decision."""

    def __init__(self, profile: Profile, policy: Policy) -> None:
        self._sets = profile.sets(policy)
        self.calls = Calls(policy, profile.assigned_to)
        self.course = Course(self.calls, self._sets)
        self.places: list[Place] = []
        self._of_sets: list[Place] = []
        self._of_steps: dict[tuple[str, int], Place] = {}
        #: Rules, and parts of their conditions with whose failing nothing more is learnt.
        self._learnt: set[tuple[int, int]] = set()
        for rules, steps, open_ in zip(self._sets, self.course.sets, self.course.open, strict=True):
            self._add_set(rules, open_)
            for step in steps:
                place = _rule_place(step, self.calls)
                self.places.append(place)
                self._of_steps[rules.name, id(step.rule)] = place

    def _add_set(self, rules: RuleSet, open_: Formula) -> None:
        place = Place(f"{rules.name}: when", self.calls, None, rules.when, open_)
        if count(rules.when).failing > MOST:
            _abridge(place, TRUE)
        else:
            _add_paths(place, (p for p in paths(rules.when, self.calls) if not p.holds))
        self._of_sets.append(place)
        self.places.append(place)

    def place_of(self, step: Step) -> Place:
        """The place of a rule or default."""
        return self._of_steps[step.rule_set.name, id(step.rule)]

    def saw(self, inputs: Inputs, decision: Decision) -> None:
        """Notes the combinations that a call makes."""
        for trace in decision.trace:
            # The objects live as long as the rules, so that their numbers stay theirs.
            key = (id(trace.rule), id(trace.failed))
            if key not in self._learnt:
                place = self._of_steps[trace.rule_set, key[0]]
                is_known = trace.outcome is Outcome.OUTSIDE_SET or place.saw(
                    inputs, trace.outcome, trace.failed
                )
                if is_known and trace.failed is not None:
                    self._learnt.add(key)
        if any(place.waiting for place in self._of_sets):
            self._saw_sets(inputs, decision)

    def _saw_sets(self, inputs: Inputs, decision: Decision) -> None:
        steps = (self._of_steps[one.rule_set, id(one.rule)].step for one in decision.applied)
        decided_in = {step.rule_set.name for step in steps if step is not None and step.ends}
        for rules, place in zip(self._sets, self._of_sets, strict=True):
            place.saw(inputs, Outcome.OUTSIDE_SET, None)
            if rules.name in decided_in:
                break

    def told(self) -> Combinations:
        """How many there are of each kind by now."""
        return Combinations(
            sum(len(place.made) for place in self.places),
            sum(len(place.impossible) for place in self.places),
            sum(len(place.waiting) for place in self.places),
            sum(place.is_abridged for place in self.places),
        )


def _rule_place(step: Step, calls: Calls) -> Place:
    """The combinations of a rule or default."""
    rules, rule = step.rule_set, step.rule
    own = ALWAYS if rule is None else rule.when
    inside = calls.of(rules.when)
    place = Place(f"{rules.name}/{step.name}", calls, step, All((rules.when, own)))
    needs_service = rules.awaits_service(rule)
    through, number = count(rules.when).holding, count(own)
    if through * (number.holding * (1 + needs_service) + number.failing) > MOST:
        place.condition = own
        _abridge(place, inside)
        _add_outcomes(place, step, inside, calls.both(inside, calls.of(own)))
    elif needs_service:
        behind = paths_behind(rules.when, own, calls)
        _add_paths(place, (p for p in behind if not p.holds))
        for path in behind:
            if path.holds:
                served = calls.both(path.formula, step.guard)
                place.add((path.signature, False), path.way, served, applies=True)
                unserved = calls.both(path.formula, opposite(step.guard))
                place.add((path.signature, True), path.way, unserved, applies=False)
    else:
        _add_paths(place, paths_behind(rules.when, own, calls))
    return place


def _add_paths(place: Place, every: Iterable[Path]) -> None:
    for path in every:
        place.add_path(path)


def _add_outcomes(place: Place, step: Step, inside: Formula, holds: Formula) -> None:
    """What becomes of a rule as a whole."""
    calls = place.calls
    for outcome, formula in (
        (Outcome.APPLIED, step.guard),
        (Outcome.NO_SERVICE, calls.both(holds, opposite(step.guard))),
        (Outcome.NOT_MATCHED, calls.both(inside, opposite(holds))),
    ):
        if formula != FALSE:
            place.add(outcome, (), formula, applies=outcome is Outcome.APPLIED)


def _abridge(place: Place, reached: Formula) -> None:
    """Counts both outcomes of each test that is asked for the calls of `reached`."""
    place.is_abridged = True
    asked = askings(place.condition, reached, place.calls)
    for literal, (wish, formula) in both_outcomes(asked, place.calls).items():
        place.add(literal, (wish,), formula, applies=False)
