"""Two courses side by side: which sets, and which of their steps, stand for each other."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import cached_property
from itertools import dropwhile, product
from typing import NamedTuple

from rulec.analysis.avoided import Avoid, Board, Question
from rulec.analysis.calls import Calls
from rulec.analysis.captures import Doing
from rulec.analysis.course import Step
from rulec.analysis.formulas import FALSE, Formula, opposite
from rulec.analysis.outcomes import Key
from rulec.ir import RuleSet


class Where(NamedTuple):
    """Two sets that stand for each other, by number, of each of which one step at most applies."""

    old: int | None
    new: int | None


class Pair(NamedTuple):
    """Two steps that do different things and may apply to the same call; None for no step.

    They are of sets that stand for each other.
    """

    old: Step | None
    new: Step | None
    #: The step that was changed, taken away, added or moved.
    cause: Step
    asked: Question
    #: The calls that are asked for, as one formula.
    calls: Formula
    #: Its sets; None where several steps of one may apply to a call.
    where: Where | None
    #: The sets of which no other step applies, by their numbers.
    only_old: dict[int, Step | None]
    only_new: dict[int, Step | None]


class Pairs(NamedTuple):
    """Pairs that are not looked at where a question has no call: it is a part of all theirs."""

    first: Question | None
    pairs: Callable[[], Iterator[Pair]]


class Side(NamedTuple):
    """A set on one side; number None for none."""

    number: int | None
    steps: tuple[Step, ...]
    rules: RuleSet | None


def matched(one: Sequence[Hashable], other: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Places of equal members, as many as go in order. No member occurs twice in a list."""
    at = {member: place for place, member in enumerate(other)}
    ends: list[int] = []
    last: list[tuple[int, int]] = []
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    for place, member in enumerate(one):
        found = at.get(member)
        if found is None:
            continue
        length = bisect_left(ends, found)
        pair = place, found
        before[pair] = last[length - 1] if length else None
        ends[length : length + 1] = [found]
        last[length : length + 1] = [pair]
    made: list[tuple[int, int]] = []
    step = last[-1] if last else None
    while step is not None:
        made.append(step)
        step = before[step]
    return made[::-1]


def sets_together(
    old: Sequence[RuleSet], new: Sequence[RuleSet]
) -> list[tuple[int | None, int | None]] | None:
    """The numbers of sets that stand for each other; None on one side where there is none.

    None at all where they were put together in another way.
    """
    names = [[rules.name for rules in side] for side in (old, new)]
    made: list[tuple[int | None, int | None]] = []
    one = other = 0
    for end, other_end in [*matched(*names), (len(old), len(new))]:
        count, other_count = end - one, other_end - other
        if count and other_count and count != other_count:
            return None
        made += [
            (one + number if count else None, other + number if other_count else None)
            for number in range(max(count, other_count))
        ]
        if end < len(old):
            made.append((end, other_end))
        one, other = end + 1, other_end + 1
    for number, other_number in made:
        if number is None or other_number is None:
            continue
        if old[number].first_match is not new[other_number].first_match:
            return None
    return made


class Block:
    """Two sets that stand for each other, with the pairs of their steps on which they differ.

    As far as everything before them is the same on both sides, a call for which other steps of the
    two apply is a call of one of the pairs. A step whose conditions are those of one on the other
    side takes the same calls, unless one that stands before it there takes them.
    """

    def __init__(self, calls: Calls, doing: Doing, old: Side, new: Side) -> None:
        self._calls = calls
        self._doing = doing
        self._old, self._new = _Listed(calls, old), _Listed(calls, new)
        self._board = Board(calls, (old.steps, new.steps))
        together = matched(self._old.keys, self._new.keys)
        self._together = dict(together)
        self._back = {other: one for one, other in together}

    def pairs(self) -> Iterator[Pairs]:
        """The pairs, those with a common question together."""
        rules = self._old.side.rules or self._new.side.rules
        if rules is not None and not rules.first_match:
            yield Pairs(None, self._in_turn)
            return
        yield Pairs(None, self._changed)
        for place, step in enumerate(self._old.steps):
            if place not in self._together:
                yield from self._taken(place, step)
        for place, step in enumerate(self._new.steps):
            if place not in self._back:
                yield from self._given(place, step)

    def _in_turn(self) -> Iterator[Pair]:
        """Of sets of which every matching rule applies: steps that are on one side only."""
        for place, one in enumerate(self._old.steps):
            other = self._together.get(place)
            yield from self._pair(one, None if other is None else self._new.steps[other], one)
        for place, one in enumerate(self._new.steps):
            if place not in self._back:
                yield from self._pair(None, one, one)

    def _changed(self) -> Iterator[Pair]:
        """Steps that stayed where they were, and steps that did not, with each other."""
        for place, other in self._together.items():
            one = self._old.steps[place]
            yield from self._pair(one, self._new.steps[other], one)
        gone = [place for place in range(len(self._old.steps)) if place not in self._together]
        come = [place for place in range(len(self._new.steps)) if place not in self._back]
        for place, other in product(gone, come):
            if place <= self._last_old(other) and other <= self._last_new(place):
                one = self._old.steps[place]
                yield from self._pair(one, self._new.steps[other], one)

    def _last_new(self, place: int) -> int:
        """The place on the other side that takes all calls of an old step, if none before does."""
        return self._new.places.get(self._old.keys[place], len(self._new.steps))

    def _last_old(self, place: int) -> int:
        return self._old.places.get(self._new.keys[place], len(self._old.steps))

    def _taken(self, place: int, step: Step) -> Iterator[Pairs]:
        """A step that is not in its place any more, with what comes behind that place."""
        last = self._last_new(place)
        later = (other for one, other in self._together.items() if place < one and other < last)
        behind = self._behind(self._new, sorted(later), last, step)

        def pairs() -> Iterator[Pair]:
            for new in behind:
                yield from self._pair(step, new, step)

        if behind:
            avoid = (*self._board.before(step), *self._before(self._new, behind[0]))
            yield Pairs(Question(step.guard, avoid), pairs)

    def _given(self, place: int, step: Step) -> Iterator[Pairs]:
        """A step that was not in its place, with what stood behind that place."""
        last = self._last_old(place)
        later = (one for other, one in self._back.items() if place < other and one < last)
        behind = self._behind(self._old, sorted(later), last, step)

        def pairs() -> Iterator[Pair]:
            for old in behind:
                yield from self._pair(old, step, step)

        if behind:
            avoid = (*self._board.before(step), *self._before(self._old, behind[0]))
            yield Pairs(Question(step.guard, avoid), pairs)

    def _behind(
        self, listed: _Listed, places: list[int], last: int, step: Step
    ) -> list[Step | None]:
        """Steps at some places, and none where all may be passed; from the first that differs."""
        steps: list[Step | None] = [listed.steps[place] for place in places]
        steps += [None] if last == len(listed.steps) else []
        return list(dropwhile(lambda one: self._does(one) == self._does(step), steps))

    def _pair(self, old: Step | None, new: Step | None, cause: Step) -> Iterator[Pair]:
        """A pair, unless its steps do the same or no call meets both conditions."""
        if self._does(old) == self._does(new):
            return
        wanted = self._calls.both(*(step.guard for step in (old, new) if step is not None))
        if wanted == FALSE:
            return
        rules = self._old.side.rules or self._new.side.rules
        if rules is None or rules.first_match:
            avoid = (*self._before(self._old, old), *self._before(self._new, new))
            calls = self._calls.both(self._old.calls_of(old), self._new.calls_of(new))
            where = Where(self._old.side.number, self._new.side.number)
            only = self._old.only(old), self._new.only(new)
        else:
            avoid = tuple(part for step in (old, new) if step for part in self._board.before(step))
            calls = self._calls.both(*(step.applies for step in (old, new) if step is not None))
            where, only = None, ({}, {})
        yield Pair(old, new, cause, Question(wanted, avoid), calls, where, *only)

    def _before(self, listed: _Listed, step: Step | None) -> Avoid:
        """What keeps a step of a set from applying; without one, what makes any apply."""
        return self._board.guards(listed.steps) if step is None else self._board.before(step)

    def _does(self, step: Step | None) -> tuple[Key, ...]:
        return () if step is None else self._doing.of(step)


class _Listed:
    """The steps of a set that may apply, with keys that tell what they ask."""

    def __init__(self, calls: Calls, side: Side) -> None:
        self._calls = calls
        self.side = side
        self.steps: list[Step] = []
        self.keys: list[Hashable] = []
        seen: Counter[Hashable] = Counter()
        for step in side.steps:
            key = self._key(step)
            if step.guard == FALSE or (seen[key] and step.rule_set.first_match):
                # In a set of which the first match applies, a second one never does.
                continue
            seen[key] += 1
            self.steps.append(step)
            self.keys.append((key, seen[key]))
        self.places = {key: place for place, key in enumerate(self.keys)}

    def _key(self, step: Step) -> Hashable:
        """What a step asks of a call by itself."""
        inside = self._calls.of(step.rule_set.when)
        if step.rule is None:
            if step.rule_set.first_match:
                return inside, False
            return inside, frozenset(self.keys)
        asked = self._calls.both(inside, self._calls.of(step.rule.when))
        return asked, step.rule_set.awaits_service(step.rule)

    def calls_of(self, step: Step | None) -> Formula:
        """The calls on which a step applies, or that meet the conditions of none of the set."""
        return self._untaken if step is None else step.applies

    @cached_property
    def _untaken(self) -> Formula:
        return self._calls.both(*(opposite(step.guard) for step in self.steps))

    def only(self, step: Step | None) -> dict[int, Step | None]:
        """The step alone of the whole set."""
        return {} if self.side.number is None else {self.side.number: step}
