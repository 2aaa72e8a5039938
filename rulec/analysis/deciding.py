"""Decisions on many calls: `evaluate` asked of those rules alone that may match.

Which ones may not, is told by single tests that they need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from rulec.analysis.course import Course
from rulec.analysis.drafts import Call
from rulec.analysis.formulas import Formula
from rulec.analysis.points import value_in
from rulec.analysis.slots import Slot
from rulec.evaluate import Decision, Inputs, decide
from rulec.ir import Rule, RuleSet

#: Sets with fewer rules are asked as they are.
_FEW = 8


class Deciding:
    """The rule sets of one policy, which decide calls that were found.

    The trace of a decision has no rules that are known not to match.
    """

    def __init__(self, course: Course, sets: tuple[RuleSet, ...]) -> None:
        self._policy = course.calls.policy
        self._sets = sets
        #: The rules of sets that are not asked as they are, with the number of each one's set.
        self._rules: list[tuple[int, Rule]] = []
        guards: list[Formula] = []
        for number, (rules, steps) in enumerate(zip(sets, course.sets, strict=True)):
            if len(rules.rules) < _FEW:
                continue
            for step in steps:
                if step.rule is not None:
                    self._rules.append((number, step.rule))
                    guards.append(step.guard)
        self._watch = course.calls.watch(guards)

    def on(self, call: Call) -> Decision:
        """The decision on a call."""
        read = Inputs(call.inputs, call.now)

        def value_of(slot: Slot) -> object:
            return value_in(slot, read)

        candidates: dict[int, list[Rule]] = {}
        for place in self._watch.candidates(value_of, len(self._rules)):
            number, rule = self._rules[place]
            candidates.setdefault(number, []).append(rule)
        return decide(self._policy, tuple(self._reduced(candidates)), read)

    def _reduced(self, candidates: Mapping[int, list[Rule]]) -> Iterator[RuleSet]:
        """The sets with those of their rules that may match; without those that do nothing."""
        for number, rules in enumerate(self._sets):
            if len(rules.rules) < _FEW:
                yield rules
            elif number in candidates or rules.default:
                yield replace(rules, rules=tuple(candidates.get(number, ())))

    def wholly(self, call: Call) -> Decision:
        """The decision with its whole trace."""
        return decide(self._policy, self._sets, Inputs(call.inputs, call.now))
