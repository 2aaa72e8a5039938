"""Decisions from compiled rule sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from rulec.compiled.effects import Answer, Ending, copier
from rulec.compiled.reads import OWN, SERVICE, VARIABLES, Frame
from rulec.compiled.sets import EveryMatch, FirstMatch, Step, compiled_set
from rulec.evaluate import Action, Decision, RuleTrace, read_inputs
from rulec.ir import RuleSet
from rulec.pexip import Policy, variables_of
from rulec.records import dataclass

_SUGGESTED = "suggested_media_overflow_locations"
#: The variable that a policy has beside `call_info` and `service_config`, which all have; for the
#: policy that has no other, one of these again.
_OWN = {
    Policy.SERVICE: "service_config",
    Policy.PARTICIPANT: "participant",
    Policy.MEDIA_LOCATION: _SUGGESTED,
}
_EMPTY: dict[str, object] = {}

_new = object.__new__
_set_policy, _set_action, _set_result, _set_trace = (
    Decision.__dict__[name].__set__ for name in ("policy", "action", "result", "trace")
)


def _decision(
    policy: Policy, action: Action, result: object, trace: tuple[RuleTrace, ...]
) -> Decision:
    """A decision, made in less than half of the time that its own constructor takes."""
    made = _new(Decision)
    _set_policy(made, policy)
    _set_action(made, action)
    _set_result(made, result)
    _set_trace(made, trace)
    return made


def _as_dict(value: Any) -> dict[str, object]:
    """A variable that may be missing, null or another kind of mapping."""
    return dict(value or _EMPTY)


@dataclass(frozen=True, slots=True)
class _Settled:
    """A decision that is the same for every call, or for every call with a service.

    `result` makes a new one; without it, the service with what is in `sets` is the result.
    """

    action: Action
    result: Callable[[], Any] | None
    traces: tuple[RuleTrace, ...]
    sets: dict[str, object] | None = None


class Decider:
    """The rule sets of one policy, compiled to decide many calls.

    Decisions are those of `evaluate`, but for their trace: it holds the steps that applied, and of
    them not what they changed. A decider never changes, so that threads may share it.
    """

    __slots__ = ("_known", "_only", "_own", "_policy", "_sets", "_settled")

    def __init__(self, policy: Policy, rule_sets: tuple[RuleSet, ...]) -> None:
        self._policy = policy
        self._known = frozenset(variables_of(policy))
        self._own = _OWN[policy]
        self._sets = tuple(map(compiled_set, rule_sets))
        #: The set, if there is no other one and it asks for nothing as a whole.
        self._only: FirstMatch | None = None
        self._settled: tuple[_Settled | None, ...] = ()
        only = self._sets[0] if len(self._sets) == 1 else None
        if isinstance(only, FirstMatch) and only.when is None:
            self._only = only
            self._settled = tuple(map(self._settle, only.steps))

    def decide(self, inputs: Mapping[str, object], now: datetime | None = None) -> Decision:
        """The decision for one request.

        `inputs` are the variables that a script sees; `now` is the instant of the request, by
        default the present. Raises `BadInputs` for inputs that Pexip never sends.
        """
        call = inputs.get("call_info")
        service: Any = inputs.get("service_config")
        own: Any = inputs.get(self._own)
        if (
            call.__class__ is not dict
            or (service is not None and service.__class__ is not dict)
            or (own is not None and own.__class__ is not dict)
            or (now is not None and (now.__class__ is not datetime or now.tzinfo is None))
            or not self._known.issuperset(inputs)
        ):
            # What is unusual is refused, or taken, as by the reference.
            read_inputs(self._policy, inputs, now)
            service, own = _as_dict(service), _as_dict(own)
        frame = [call, service or _EMPTY, own or _EMPTY, inputs, now, None]
        only = self._only
        if only is None:
            return self._chained(frame)
        number = only.first(frame) if service else only.first_without_answer(frame)
        settled = self._settled[number]
        if settled is not None:
            copy = settled.result
            made: Decision = _new(Decision)
            _set_policy(made, self._policy)
            _set_action(made, settled.action)
            _set_result(made, copy() if copy is not None else service | settled.sets)
            _set_trace(made, settled.traces)
            return made
        step = only.steps[number]
        answer = self._start(frame)
        if step is None:
            return self._end(frame, answer, ())
        effects = step.effects
        if effects.ending is not None:
            return _decision(self._policy, *effects.ending(frame), step.traces)
        for change in effects.changes:
            answer = change(frame, answer)
        return self._end(frame, answer, step.traces)

    def _chained(self, frame: Frame) -> Decision:
        """The decision of several sets, or of one that is not of the usual kind."""
        course = _Course(frame, self._start(frame))
        for rules in self._sets:
            if rules.when is not None and not rules.when(frame):
                continue
            match rules:
                case FirstMatch():
                    step = rules.step_for(frame, course.answer)
                    if step is not None:
                        course.apply(step)
                case EveryMatch():
                    course.apply_every(rules)
            if course.ending is not None:
                return _decision(self._policy, *course.ending(frame), course.traces)
        return self._end(frame, course.answer, course.traces)

    def _start(self, frame: Frame) -> Answer:
        """The answer before any rule; nothing changes it in its place."""
        match self._policy:
            case Policy.SERVICE:
                return frame[SERVICE] or None
            case Policy.PARTICIPANT:
                return {}
            case Policy.MEDIA_LOCATION:
                return frame[OWN]  # type: ignore[no-any-return]

    def _end(self, frame: Frame, answer: Answer, traces: tuple[RuleTrace, ...]) -> Decision:
        """The decision after all rules, when none of them ended it."""
        policy = self._policy
        if policy is Policy.MEDIA_LOCATION:
            location = (answer or _EMPTY).get("location")
            if not (isinstance(location, str) and location):
                return _decision(policy, Action.CONTINUE, frame[VARIABLES].get(_SUGGESTED), traces)
        elif answer is None:
            return _decision(policy, Action.REJECT, {}, traces)
        if answer is frame[SERVICE] or answer is frame[OWN]:
            answer = dict(answer)
        return _decision(policy, Action.CONTINUE, answer, traces)

    def _settle(self, step: Step | None) -> _Settled | None:
        """The decision when a step of the only set applies, if it is the same for every call."""
        is_participant = self._policy is Policy.PARTICIPANT
        if step is None:
            return _Settled(Action.CONTINUE, copier({}), ()) if is_participant else None
        effects = step.effects
        if effects.sets is not None and step.needs_service:
            return _Settled(Action.CONTINUE, None, step.traces, effects.sets)
        if not effects.is_constant or not (is_participant or effects.ignores_answer):
            return None
        # No variables, as nothing of it reads any.
        frame = [_EMPTY, _EMPTY, _EMPTY, _EMPTY, None, None]
        if effects.ending is not None:
            action, result = effects.ending(frame)
            return _Settled(action, copier(result), step.traces)
        answer: Answer = {}
        for change in effects.changes:
            answer = change(frame, answer)
        end = self._end(frame, answer, step.traces)
        # Without a location, what was suggested is the answer.
        return None if end.result is None else _Settled(end.action, copier(end.result), end.trace)


@dataclass(slots=True)
class _Course:
    """A call on its way through the steps that apply to it."""

    frame: Frame
    answer: Answer
    traces: tuple[RuleTrace, ...] = ()
    ending: Ending | None = None

    def apply(self, step: Step) -> None:
        """Lets one step act."""
        self.traces += step.traces
        self.ending = step.effects.ending
        for change in step.effects.changes:
            self.answer = change(self.frame, self.answer)

    def apply_every(self, rules: EveryMatch) -> None:
        """Lets every rule of a set act that holds, up to one that ends the call."""
        applied = False
        for step in rules.steps_for(self.frame):
            if step.needs_service and self.answer is None:
                continue
            applied = True
            self.apply(step)
            if self.ending is not None:
                return
        if not applied and rules.default is not None:
            self.apply(rules.default)
