"""The course of a decision: which calls arrive at each rule of a profile, and which it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from functools import cached_property
from typing import NamedTuple

from rulec.analysis.calls import Calls
from rulec.analysis.formulas import FALSE, TRUE, Formula, opposite
from rulec.analysis.search import Empty, Found, Unknown
from rulec.analysis.watch import Values, Watch
from rulec.ir import Create, Effect, Redirect, Reject, Replace, Rule, RuleSet
from rulec.records import dataclass


class _Queue:
    """Steps in order, with the formula of the calls that each keeps from what comes after it."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self.steps: list[Step] = []
        self._formulas: list[Formula] = []
        self._watch: Watch | None = None

    def add(self, step: Step, takes: Formula) -> None:
        """Puts a step at the end."""
        self.steps.append(step)
        self._formulas.append(takes)

    @property
    def watch(self) -> Watch:
        """All formulas; asked for when the queue is complete."""
        if self._watch is None or len(self._watch.formulas) < len(self._formulas):
            needs = [step.guard for step in self.steps]
            self._watch = _StepWatch(self._calls, self.steps, self._formulas, needs)
        return self._watch


class _StepWatch(Watch):
    """Formulas of steps: of each the calls that meet its conditions, or those it applies to."""

    def __init__(
        self,
        calls: Calls,
        steps: Sequence[Step],
        formulas: Sequence[Formula],
        needs: Sequence[Formula] = (),
    ) -> None:
        super().__init__(calls.atoms, formulas, needs)
        self._steps = tuple(steps)

    def holds(self, number: int, point: Values, known: dict[int, bool]) -> bool:
        """Whether a formula holds for a call.

        What a step applies to says of everything before it that it does not: few of that may.
        """
        step = self._steps[number]
        if self.formulas[number] in (step.guard, TRUE, FALSE):
            return super().holds(number, point, known)
        meets = self._atoms.formulas.truth(step.guard, known, point.meets)
        return meets and step.queue.watch.first(point, step.place, known) is None


@dataclass(frozen=True, eq=False)
class Step:
    """A rule of a set, or its `default` (no rule), in the course of a decision."""

    rule_set: RuleSet
    rule: Rule | None
    #: The place of the step in the course.
    number: int
    #: The calls that meet the set's condition and the rule's, and have a service for it to change.
    guard: Formula
    #: Those of them for which Pexip found a service where the step needs one: a formula without
    #: all the rules before it that may make one.
    plain: Formula
    #: The calls on which the step applies.
    applies: Formula
    queue: _Queue = field(repr=False)
    place: int

    @property
    def before(self) -> tuple[Step, ...]:
        """The steps any of which keeps this one from applying.

        Those before it in its set where only the first match applies, and refusals.
        """
        return tuple(self.queue.steps[: self.place])

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """What the step does."""
        return self.rule_set.default if self.rule is None else self.rule.effects

    @property
    def name(self) -> str:
        """The rule's id, or `default`."""
        return "default" if self.rule is None else self.rule.id

    @cached_property
    def ends(self) -> bool:
        """Whether nothing applies after it."""
        return any(isinstance(effect, Reject | Redirect) for effect in self.effects)

    @cached_property
    def makes_service(self) -> bool:
        """Whether there is a service after it; a new one has a type at least."""
        return any(isinstance(effect, Create | Replace) for effect in self.effects)


class Hidden(NamedTuple):
    """No call arrives: these steps together take all of them, none of which can be left out.

    Without any, the conditions of the step itself are never met.
    """

    by: tuple[Step, ...]


class Course:
    """The steps of the rule sets of one policy, in the order in which they are tried."""

    def __init__(self, calls: Calls, rule_sets: tuple[RuleSet, ...]) -> None:
        self.calls = calls
        self.steps: tuple[Step, ...] = ()
        #: The steps of each set.
        self.sets: list[tuple[Step, ...]] = []
        #: For each set the calls that come to it: no earlier one refused or redirected them.
        self.open: list[Formula] = []
        state = _State(TRUE, calls.found)
        for rules in rule_sets:
            self.open.append(state.open)
            made = _SetCourse(calls, rules, self.steps, state)
            self.sets.append(tuple(made.steps))
            self.steps += tuple(made.steps)
            state = made.state

    @cached_property
    def ending(self) -> tuple[Step, ...]:
        """The steps after which nothing applies."""
        return tuple(step for step in self.steps if step.ends)

    @cached_property
    def ended(self) -> Watch:
        """The calls to which each of them applies."""
        return _StepWatch(self.calls, self.ending, [step.applies for step in self.ending])

    def call_for(self, step: Step, also: Formula = TRUE) -> Found | Hidden | Unknown:
        """A call on which a step applies and `also` holds."""
        wanted = self.calls.both(step.plain, also)
        answer = self.calls.find(wanted, step.queue.watch, step.place)
        if step.plain != step.guard and not isinstance(answer, Found):
            wanted = self.calls.both(step.guard, also)
            answer = self.calls.find(wanted, step.queue.watch, step.place)
        if isinstance(answer, Empty):
            return Hidden(tuple(step.queue.steps[number] for number in answer.avoid))
        return answer

    def untouched(self, number: int) -> Formula:
        """The calls that come to a set and on which none of its steps applies."""
        none = (opposite(step.applies) for step in self.sets[number])
        return self.calls.both(self.open[number], *none)


class _State(NamedTuple):
    """Where a decision stands: calls that are not decided, and those that have a service."""

    open: Formula
    service: Formula


class _SetCourse:
    """The steps of one set after those of the sets before it."""

    def __init__(
        self, calls: Calls, rules: RuleSet, earlier: tuple[Step, ...], state: _State
    ) -> None:
        self._calls = calls
        self._rules = rules
        self._first = len(earlier)
        self._inside = calls.of(rules.when)
        self.steps: list[Step] = []
        self.state = self._start = state
        #: What keeps a rule from applying, and what keeps the default from it.
        self._queue, every = _Queue(calls), _Queue(calls)
        for step in earlier:
            if step.ends:
                self._queue.add(step, step.applies)
                every.add(step, step.applies)
        #: The calls on which a rule may still apply, and those on which none of the set has.
        self._open = self._unmatched = state.open
        for rule in rules.rules:
            self._add(rule, every)
        if rules.default:
            self._queue, self._open = every, self._unmatched
            self._add(None, every)

    def _add(self, rule: Rule | None, every: _Queue) -> None:
        calls = self._calls
        guard = self._inside if rule is None else calls.both(self._inside, calls.of(rule.when))
        plain = guard
        if self._rules.awaits_service(rule):
            # Where only the first match applies, no rule of the set made a service before.
            service = self._start.service if self._rules.first_match else self.state.service
            plain, guard = calls.both(guard, calls.found), calls.both(guard, service)
        applies = calls.both(self._open, guard)
        number = self._first + len(self.steps)
        place = len(self._queue.steps)
        step = Step(self._rules, rule, number, guard, plain, applies, self._queue, place)
        self.steps.append(step)
        if rule is not None:
            every.add(step, guard)
            self._unmatched = calls.both(self._unmatched, opposite(guard))
            if self._rules.first_match or step.ends:
                self._open = calls.both(self._open, opposite(guard))
                self._queue.add(step, guard)
        self._after(step)

    def _after(self, step: Step) -> None:
        open_, service = self.state
        if step.ends:
            open_ = self._calls.both(open_, opposite(step.applies))
        if step.makes_service:
            service = self._calls.either(service, step.applies)
        self.state = _State(open_, service)
