"""One rule set as functions of a call: which rules apply, and what each of them does."""

from __future__ import annotations

from collections.abc import Iterator

from rulec.compiled.conditions import Test, all_of, conjuncts
from rulec.compiled.effects import Answer, Effects, effects_of
from rulec.compiled.finding import Every, First, every_of, first_of
from rulec.compiled.reads import Frame
from rulec.evaluate import Outcome, RuleTrace
from rulec.ir import RuleSet
from rulec.pexip import Policy
from rulec.records import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A rule, or the `default` of a set, with what it does."""

    #: Its entry in the trace, alone.
    traces: tuple[RuleTrace]
    effects: Effects
    needs_service: bool = False


@dataclass(frozen=True, slots=True)
class FirstMatch:
    """A rule set of which one rule applies at most.

    `steps` has the rules in order, and behind them the `default`, or None where there is none.
    """

    when: Test | None
    steps: tuple[Step | None, ...]
    first: First
    #: Finds it where there is no service that a rule could change.
    first_without_answer: First

    def step_for(self, frame: Frame, answer: Answer) -> Step | None:
        """The step that applies to a call that meets `when`."""
        find = self.first_without_answer if answer is None else self.first
        return self.steps[find(frame)]


@dataclass(frozen=True, slots=True)
class EveryMatch:
    """A rule set of which every rule that holds applies; steps as those of `FirstMatch`."""

    when: Test | None
    steps: tuple[Step | None, ...]
    every: Every

    def steps_for(self, frame: Frame) -> Iterator[Step]:
        """The rules that hold for a call that meets `when`."""
        for number in self.every(frame):
            step = self.steps[number]
            if step is not None:
                yield step

    @property
    def default(self) -> Step | None:
        """The step when no rule applied."""
        return self.steps[-1]


CompiledSet = FirstMatch | EveryMatch


def compiled_set(rules: RuleSet) -> CompiledSet:
    """A rule set, compiled."""
    when = all_of(conjuncts(rules.when))
    steps = _steps(rules)
    numbered = [(number, rule.when) for number, rule in enumerate(rules.rules)]
    if not rules.first_match:
        return EveryMatch(when, steps, every_of(numbered))
    last = len(numbered)
    first = without = first_of(numbered, last)
    if rules.policy is Policy.SERVICE:
        kept = [entry for entry in numbered if not rules.rules[entry[0]].needs_service]
        without = first_of(kept, last)
    return FirstMatch(when, steps, first, without)


def _steps(rules: RuleSet) -> tuple[Step | None, ...]:
    steps: list[Step | None] = [
        Step(
            (RuleTrace(rules.name, rule, Outcome.APPLIED),),
            effects_of(rules.policy, rule.effects),
            rule.needs_service,
        )
        for rule in rules.rules
    ]
    default = None
    if rules.default:
        trace = RuleTrace(rules.name, None, Outcome.APPLIED)
        default = Step((trace,), effects_of(rules.policy, rules.default))
    return (*steps, default)
