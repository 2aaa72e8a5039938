"""What is to be avoided in questions that share most of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from rulec.analysis.calls import Calls
from rulec.analysis.course import Step
from rulec.analysis.formulas import TRUE, Formula
from rulec.analysis.slots import Slot
from rulec.analysis.watch import Values, Watch

#: Of each watch some formulas, as the bits of a number.
Avoid = tuple[tuple[Watch, int], ...]


class Question(NamedTuple):
    """Whether there is a call that meets a formula and none of others."""

    wanted: Formula
    avoid: Avoid


#: The question for any call.
EVERY_CALL = Question(TRUE, ())


class Several(Watch):
    """Some formulas of some watches."""

    def __init__(self, parts: Avoid) -> None:
        bits: dict[Watch, int] = {}
        for watch, some in parts:
            bits[watch] = bits.get(watch, 0) | some
        self._parts = tuple(watch.only(some) for watch, some in bits.items() if some)
        every = [part.formulas for part in self._parts]
        # One part is usual, and thousands of formulas are not copied for each question.
        self.formulas = every[0] if len(every) == 1 else tuple(chain.from_iterable(every))

    def candidates(self, value_of: Callable[[Slot], object], count: int) -> Iterator[int]:
        """The numbers of formulas that may hold for a call with these values."""
        del count
        first = 0
        for part in self._parts:
            for number in part.candidates(value_of, len(part.formulas)):
                yield first + number
            first += len(part.formulas)

    def holds(self, number: int, point: Values, known: dict[int, bool]) -> bool:
        """Whether a formula holds for a call."""
        for part in self._parts:
            if number < len(part.formulas):
                return part.holds(number, point, known)
            number -= len(part.formulas)
        raise IndexError(number)


class Board:
    """The watch of all that keeps steps of some sets from applying, each formula once."""

    def __init__(self, calls: Calls, sets: Iterable[Iterable[Step]]) -> None:
        needs: dict[Formula, Formula] = {}
        steps = [step for one in sets for step in one]
        for step in steps:
            needs.setdefault(step.guard, step.guard)
        queues = list({id(step.queue): step.queue for step in steps}.values())
        for queue in queues:
            for step, formula in zip(queue.steps, queue.watch.formulas, strict=True):
                needs.setdefault(formula, step.guard)
        self._numbers = {formula: number for number, formula in enumerate(needs)}
        self._watch = Watch(calls.atoms, tuple(needs), tuple(needs.values()))
        #: For each queue the bits of what stands before each of its places.
        self._before: dict[int, list[int]] = {}
        for queue in queues:
            bits = [0]
            for formula in queue.watch.formulas:
                bits.append(bits[-1] | 1 << self._numbers[formula])
            self._before[id(queue)] = bits

    def before(self, step: Step) -> Avoid:
        """What keeps a step from applying."""
        return ((self._watch, self._before[id(step.queue)][step.place]),)

    def guards(self, steps: Iterable[Step]) -> Avoid:
        """What makes one of some steps apply."""
        bits = 0
        for step in steps:
            bits |= 1 << self._numbers[step.guard]
        return ((self._watch, bits),)


def before(step: Step) -> Avoid:
    """What keeps a step from applying."""
    return ((step.queue.watch, (1 << step.place) - 1),)


def every(watch: Watch) -> Avoid:
    """All formulas of a watch."""
    return ((watch, (1 << len(watch.formulas)) - 1),)
