"""The scene of the checks: the rules of one script, and the calls that may come to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cached_property

from rulec.analysis import (
    TRUE,
    Answer,
    Call,
    Calls,
    Course,
    Empty,
    Formula,
    Found,
    Hidden,
    Step,
    Unknown,
)
from rulec.analysis.avoided import Several, before
from rulec.analysis.deciding import Deciding
from rulec.analysis.watch import Watch
from rulec.findings.apart import Apart
from rulec.findings.samples import Samples
from rulec.ir import Profile, Rule
from rulec.pexip import Policy
from rulec.records import dataclass


@dataclass(frozen=True, eq=False)
class Scene:
    """One policy of a profile with its calls and the course of its decisions.

    `today` is the day by which ranges of days are judged; None when nothing is.
    """

    profile: Profile
    policy: Policy
    calls: Calls
    course: Course
    today: date | None
    #: Why questions could not be decided, and how often.
    undecided: Counter[str] = field(default_factory=Counter)
    samples: Samples = field(init=False)
    _reached: dict[int, Found | Hidden | Unknown] = field(default_factory=dict)
    _applied: dict[int, frozenset[Step]] = field(default_factory=dict)
    _watches: dict[int, Watch] = field(default_factory=dict)
    _services: dict[int, Formula] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "samples", Samples(self.calls))

    def find(self, wanted: Formula, avoid: Sequence[Formula] | Watch = ()) -> Answer:
        """As `Calls.find`; what is not known is counted."""
        answer = self.calls.find(wanted, avoid)
        self._count(answer)
        return answer

    def call_for(self, step: Step, also: Formula = TRUE) -> Found | Hidden | Unknown:
        """As `Course.call_for`; what is not known is counted."""
        answer = self.course.call_for(step, also)
        self._count(answer)
        return answer

    def arrives(self, step: Step, wanted: Formula) -> Found | Hidden | Unknown:
        """A call that meets `wanted` and that nothing takes before it comes to a step."""
        answer = self.calls.find(wanted, step.queue.watch, step.place)
        self._count(answer)
        if isinstance(answer, Empty):
            return Hidden(tuple(step.queue.steps[number] for number in answer.avoid))
        return answer

    def together(self, steps: Sequence[Step], also: Formula) -> Answer:
        """A call on which all of some steps apply and `also` holds."""
        wanted = self.calls.both(also, *(step.guard for step in steps))
        return self.find(wanted, Several(tuple(part for step in steps for part in before(step))))

    def reached(self, step: Step) -> Found | Hidden | Unknown:
        """A call on which a step applies; asked once."""
        if step.number not in self._reached:
            self._reached[step.number] = self.call_for(step)
        return self._reached[step.number]

    def applied_on(self, call: Call) -> frozenset[Step]:
        """The steps that apply to a call."""
        traces = self.deciding.on(call).applied
        return frozenset(self._by_rule[trace.rule_set, _id(trace.rule)] for trace in traces)

    @cached_property
    def _by_rule(self) -> Mapping[tuple[str, str | None], Step]:
        return {(step.rule_set.name, _id(step.rule)): step for step in self.course.steps}

    def applied(self, step: Step) -> frozenset[Step]:
        """The steps that apply to the call which shows that one is reached; asked once."""
        if step.number not in self._applied:
            reached = self.reached(step)
            found = self.applied_on(reached.call) if isinstance(reached, Found) else frozenset()
            self._applied[step.number] = found
        return self._applied[step.number]

    def watch(self, number: int) -> Watch:
        """Tells which steps of a set a call may meet; the set by its number."""
        if number not in self._watches:
            guards = [step.guard for step in self.course.sets[number]]
            self._watches[number] = self.calls.watch(guards)
        return self._watches[number]

    @cached_property
    def apart(self) -> Apart:
        """Tells which steps no call meets both of."""
        return Apart(self.course.steps)

    @cached_property
    def deciding(self) -> Deciding:
        """The script's rules, which decide calls."""
        return Deciding(self.course, self.profile.sets(self.policy))

    def service(self, step: Step) -> Formula:
        """The calls that have a service for a rule to change; all where it needs none."""
        if not step.rule_set.awaits_service(step.rule):
            return TRUE
        earlier = self.course.steps[: step.number]
        if not step.rule_set.first_match:
            return self._served(earlier)
        # Where only the first match applies, no rule of the set made a service before.
        key = id(step.rule_set)
        if key not in self._services:
            others = [each for each in earlier if each.rule_set is not step.rule_set]
            self._services[key] = self._served(others)
        return self._services[key]

    def _served(self, earlier: Iterable[Step]) -> Formula:
        """The calls for which Pexip found a service, or one of some steps makes one."""
        makers = [each.applies for each in earlier if each.makes_service]
        return self.calls.either(self.calls.found, *makers)

    def _count(self, answer: object) -> None:
        if isinstance(answer, Unknown):
            self.undecided[answer.reason] += 1


def _id(rule: Rule | None) -> str | None:
    return None if rule is None else rule.id


def scene_of(profile: Profile, policy: Policy, today: date | None = None) -> Scene:
    """The scene of one script."""
    calls = Calls(policy, profile.assigned_to)
    return Scene(profile, policy, calls, Course(calls, profile.sets(policy)), today)
