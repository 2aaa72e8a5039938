"""Rules that did not apply to one call: why not, and what would have to change so that they do.

Whatever is said was decided by the evaluator and by the script of the profile.
"""

from __future__ import annotations

from collections.abc import Iterator

from rulec.analysis import Call, Calls, Course, Step
from rulec.analysis.nearest import Nearest, NotFound, Unreachable, Way
from rulec.emit import emit
from rulec.evaluate import Inputs, decide, holds
from rulec.ir import All, Condition, Named, Profile
from rulec.pexip import Policy
from rulec.records import dataclass
from rulec.verify import verify_script
from rulec.verify.compare import Decided

#: For each rule that is asked for as near, rules of which it is found out how near they are.
_LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class NearRule:
    """A rule that does not apply to a call.

    `failing` are the conditions that do not hold, of the rule set and of the rule; `taken` the
    steps that decide the call before it. `answer` says what would have to change.
    """

    step: Step
    failing: tuple[Condition, ...]
    taken: tuple[Step, ...]
    #: It changes a service, and none was found or made.
    no_service: bool
    answer: tuple[Way, ...] | Unreachable | NotFound

    @property
    def distance(self) -> tuple[int, int]:
        """How many fields have to change, and where the rule stands: less is nearer."""
        ways = self.answer if isinstance(self.answer, tuple) else ()
        return (min(len(way.changes) for way in ways) if ways else _FAR, self.step.number)


_FAR = 10**6


class Near:
    """The rules of one policy of a profile around a call."""

    def __init__(self, profile: Profile, policy: Policy, call: Call) -> None:
        self._profile = profile
        self._policy = policy
        self._call = call
        sets = profile.sets(policy)
        self._course = Course(Calls(policy, profile.assigned_to), sets)
        self._nearest = Nearest(self._course, sets, call)

    @property
    def steps(self) -> tuple[Step, ...]:
        """All rules and defaults, in order."""
        return self._course.steps

    def applies(self, step: Step) -> bool:
        """Whether a step applies to the call as it is."""
        return (step.rule_set.name, step.name) in self._nearest.applied

    def of(self, step: Step) -> NearRule:
        """Why a step does not apply."""
        answer = self._nearest.ways(step)
        if isinstance(answer, tuple):
            answer = self._replayed(answer)
        inputs = Inputs(self._call.inputs, self._call.now)
        failing = tuple(self._failing(step, inputs))
        earlier = {(one.rule_set.name, one.name): one for one in step.before}
        taken = tuple(one for key, one in earlier.items() if key in self._nearest.applied)
        return NearRule(step, failing, taken, not failing and not taken, answer)

    def nearest(self, count: int) -> tuple[NearRule, ...]:
        """The rules that need the fewest changes, nearest first."""
        others = [one for one in self.steps if one.rule is not None and not self.applies(one)]
        others.sort(key=lambda one: (self._nearest.at_least(one), one.number))
        found = [self.of(step) for step in others[: count * _LOOKED_AT]]
        near = [one for one in found if isinstance(one.answer, tuple)]
        return tuple(sorted(near, key=lambda one: one.distance)[:count])

    def _replayed(self, ways: tuple[Way, ...]) -> tuple[Way, ...] | NotFound:
        """The ways if the script decides their calls as the rules do."""
        script = emit(self._profile, self._policy, "").text
        sets = self._profile.sets(self._policy)
        decided = [
            Decided(way.call, decide(self._policy, sets, Inputs(way.call.inputs, way.call.now)))
            for way in ways
        ]
        if verify_script(self._profile, self._policy, script, decided).differences:
            return NotFound("the script differs from its rules; please report this")
        return ways

    @staticmethod
    def _failing(step: Step, inputs: Inputs) -> Iterator[Condition]:
        """The parts of the conditions of a step that do not hold."""
        conditions = [step.rule_set.when, *([] if step.rule is None else [step.rule.when])]
        waiting = conditions[::-1]
        while waiting:
            one = waiting.pop()
            if holds(one, inputs):
                continue
            inner = one.condition if isinstance(one, Named) else one
            if isinstance(inner, All) and inner.conditions:
                waiting += inner.conditions[::-1]
            else:
                yield one
