"""Which rules of one rule set want the same calls, each pair with a call that shows it.

There are as many pairs as the square of the number of rules, and most rules that ask about
different fields share calls. So for each rule only a few others are looked at: later ones that its
own example meets too, and of those around it the ones that ask about most of the same fields and
are not seen to contradict it, the nearest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field

from rulec.analysis import Call, Empty, Found, Step
from rulec.findings.scene import Scene
from rulec.ir import All, Condition, FieldTest, ItemTest, Named, NoValue, Source
from rulec.records import dataclass

#: Other rules of its set that are looked at for each rule.
MOST_EXAMINED = 3
#: Pairs of a set whose conditions are held against each other at a glance: the nearest ones.
MOST_PAIRS = 100_000


@dataclass(frozen=True, slots=True)
class Overlap:
    """A call that comes to the earlier of two rules and meets the conditions of the later one too.

    Where only the first match applies, their order decides which of them gets it.
    """

    earlier: Step
    later: Step
    call: Call


@dataclass(slots=True)
class Overlaps:
    """What was found of the rules of one set; the counts are by the numbers of their steps."""

    found: list[Overlap] = field(default_factory=list)
    #: How many others each shares no such call with, which is proved.
    apart: dict[int, int] = field(default_factory=dict)
    #: How many others nothing is said of.
    unseen: dict[int, int] = field(default_factory=dict)


def overlaps(scene: Scene, number: int) -> Overlaps:
    """What the rules of the set with this number share; those that no call reaches are left out.

    Rows of a table are rules too. Of another rule with rows only one row is looked at.
    """
    steps = [
        step
        for step in scene.course.sets[number]
        if step.rule is not None and isinstance(scene.reached(step), Found)
    ]
    made = Overlaps(unseen={step.number: len(steps) - 1 for step in steps})
    made.apart = dict.fromkeys(made.unseen, 0)
    chosen: dict[tuple[int, int], None] = {}
    near = _Near(scene, number, steps)
    for place, step in enumerate(steps):
        others, apart = near.of(place)
        made.apart[step.number] += apart
        made.unseen[step.number] -= apart
        chosen.update(((min(place, other), max(place, other)), None) for other in others)
    for one, two in sorted(chosen):
        _examine(scene, steps[one], steps[two], made)
    return made


def _examine(scene: Scene, earlier: Step, later: Step, made: Overlaps) -> None:
    """Notes what two rules share."""
    answer = _shared(scene, earlier, later)
    if isinstance(answer, Call):
        made.found.append(Overlap(earlier, later, answer))
    elif not answer:
        return
    for step in (earlier, later):
        made.unseen[step.number] -= 1
        made.apart[step.number] += answer is True


def _shared(scene: Scene, earlier: Step, later: Step) -> Call | bool:
    """A call that both want; True when there is none, False when that is not known."""
    samples = scene.samples
    first, second = scene.reached(earlier), scene.reached(later)
    if isinstance(first, Found) and isinstance(second, Found):
        mine, others = samples.of(earlier, first), samples.of(later, second)
        for point in (mine, others, samples.joined(mine, others, earlier.guard)):
            wanted = samples.meets(point, earlier.guard) and samples.meets(point, later.guard)
            if wanted and samples.arrives(point, earlier):
                return point.draft().call()
    wanted_by_both = scene.calls.both(earlier.guard, later.guard)
    found = scene.calls.find(wanted_by_both, earlier.queue.watch, earlier.place)
    return found.call if isinstance(found, Found) else isinstance(found, Empty)


class _Near:
    """For each rule the others that are worth a look."""

    def __init__(self, scene: Scene, number: int, steps: Sequence[Step]) -> None:
        self._scene = scene
        self._watch = scene.watch(number)
        self._steps = steps
        self._asked = [_asked(step) for step in steps]
        self._farthest = max(1, MOST_PAIRS // (len(steps) or 1))
        #: The place here of each step of the set, by its number in the set's watch.
        self._places = {
            step.number - scene.course.sets[number][0].number: place
            for place, step in enumerate(steps)
        }

    def of(self, place: int) -> tuple[list[int], int]:
        """The places of others, best first, and how many others are seen to contradict the rule."""
        best: dict[str, int] = {}
        for other in self._met(place):
            self._choose(other, best)
        ranked: list[tuple[int, int, int]] = []
        apart = 0
        for other in self._around(place):
            if self._scene.apart.are_apart(self._steps[place], self._steps[other]):
                apart += 1
                continue
            same = len(self._asked[place] & self._asked[other])
            ranked.append((-same, abs(other - place), other))
        for _, _, other in sorted(ranked):
            self._choose(other, best)
        return list(best.values()), apart

    def _choose(self, other: int, best: dict[str, int]) -> None:
        rule = self._steps[other].rule
        if rule is not None and len(best) < MOST_EXAMINED:
            best.setdefault(rule.written_as, other)

    def _met(self, place: int) -> Iterator[int]:
        """The later rules whose conditions the example of one meets."""
        step = self._steps[place]
        reached = self._scene.reached(step)
        if not isinstance(reached, Found):
            return
        point = self._scene.samples.of(step, reached)
        for number in self._watch.candidates(point.value, len(self._watch.formulas)):
            other = self._places.get(number, -1)
            if other > place and self._scene.samples.meets(point, self._watch.formulas[number]):
                yield other

    def _around(self, place: int) -> Iterator[int]:
        last = min(len(self._steps), place + self._farthest + 1)
        return (other for other in range(max(0, place - self._farthest), last) if other != place)


def _asked(step: Step) -> frozenset[Source]:
    """What a rule's own conditions, all of which must hold, ask about."""
    found: set[Source] = set()
    waiting: list[Condition] = [] if step.rule is None else [step.rule.when]
    while waiting:
        match waiting.pop():
            case All(conditions):
                waiting += conditions
            case Named(condition=inner):
                waiting.append(inner)
            case FieldTest(subject) | ItemTest(subject) | NoValue(subject):
                found.add(subject)
            case _:
                pass
    return frozenset(found)
