"""Whether the analysis of a small rule set is what trying every kind of call shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from analysis.oracle import Place, Seen, applied_to, see_all
from analysis.small_sets import SmallSet

from rulec.analysis import Calls, Course, Empty, Found, Hidden, Step, Unknown
from rulec.evaluate import Inputs, decide


@dataclass
class Tally:
    """What was compared, and what was wrong."""

    sets: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Adds what another process compared."""
        self.sets += other.sets
        self.answers += other.answers
        self.wrong += other.wrong


def judge(small: SmallSet, calls: Calls, tally: Tally) -> None:
    """Compares every answer about a rule set."""
    rule_sets = small.rule_sets()
    every = list(see_all(small.policy, rule_sets, small.words))
    course = Course(calls, rule_sets)
    tally.sets += 1
    for step in course.steps:
        told = f"{small} -- {_place(step)}"
        tally.wrong += [f"{told}: {wrong}" for wrong in _step(small, course, step, every, tally)]
    for number, rules in enumerate(rule_sets):
        places = {_place(step) for step in course.sets[number]}
        passes = any(rules.name in seen.reached and not places & seen.applied for seen in every)
        answer = calls.find(course.untouched(number))
        if not isinstance(answer, Found if passes else Empty):
            tally.wrong.append(f"{small} -- untouched by {rules.name}: {answer}")


def _place(step: Step) -> Place:
    return (step.rule_set.name, step.name)


def _step(
    small: SmallSet, course: Course, step: Step, every: list[Seen], tally: Tally
) -> Iterator[str]:
    reached = any(_place(step) in seen.applied for seen in every)
    answer = course.call_for(step)
    match answer:
        case Unknown():
            tally.answers["unknown"] += 1
            yield f"unknown, but it is {'' if reached else 'not '}reached: {answer}"
        case Hidden(by):
            tally.answers[f"hidden by {len(by)}"] += 1
            if reached:
                yield f"called hidden by {[s.name for s in by]}, but calls reach it"
            else:
                yield from _reason(step, by, every)
        case Found(call):
            tally.answers["found"] += 1
            if not reached:
                yield f"no kind of call reaches it, but a call is given: {call}"
            decision = decide(small.policy, small.rule_sets(), Inputs(call.inputs, call.now))
            if _place(step) not in applied_to(decision):
                yield f"the given call does not reach it: {call}"


def _reason(step: Step, by: tuple[Step, ...], every: list[Seen]) -> Iterator[str]:
    """Whether the steps take all calls of a step, and none of them can be left out."""
    meets = [seen for seen in every if _place(step) in seen.met]
    if any(not _stopped(step, by, seen) for seen in meets):
        yield f"{[s.name for s in by]} do not take all of its calls"
    for other in by:
        rest = tuple(one for one in by if one is not other)
        if all(_stopped(step, rest, seen) for seen in meets):
            yield f"of {[s.name for s in by]}, {other.name} is not needed"


def _stopped(step: Step, by: tuple[Step, ...], seen: Seen) -> bool:
    """Whether one of the steps keeps a call from a step: one in another set must apply to it."""
    return any(
        _place(one) in (seen.met if one.rule_set is step.rule_set else seen.applied) for one in by
    )
