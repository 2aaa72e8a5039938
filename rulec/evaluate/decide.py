"""The decision procedure: rule sets in order, effects on a state, and the answer at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import assert_never

from rulec.evaluate.conditions import first_failing
from rulec.evaluate.decision import Action, Change, Decision, Outcome, RuleTrace
from rulec.evaluate.fitting import written
from rulec.evaluate.inputs import Inputs
from rulec.ir import (
    Append,
    Assignment,
    Continue,
    Create,
    Effect,
    Keep,
    Redirect,
    Reject,
    Replace,
    Rule,
    RuleSet,
    Set,
)
from rulec.pexip import NEW_ALIAS, REJECT_REASON, Policy
from rulec.records import dataclass

_MEDIA_KEYS = ("location", "primary_overflow_location", "secondary_overflow_location")


@dataclass
class _State:
    """What effects have made so far. None means: nothing to change, such as no service."""

    policy: Policy
    inputs: Inputs
    answer: dict[str, object] | None
    action: Action | None = None
    verdict: dict[str, object] = field(default_factory=dict)


def decide(policy: Policy, rule_sets: tuple[RuleSet, ...], inputs: Inputs) -> Decision:
    """The decision of a profile's rule sets of one policy for one request."""
    state = _State(policy, inputs, _start(policy, inputs))
    trace: list[RuleTrace] = []
    for rules in rule_sets:
        if state.action is None:
            trace.extend(_run(rules, state))
    return _decision(state, tuple(trace))


def _start(policy: Policy, inputs: Inputs) -> dict[str, object] | None:
    match policy:
        case Policy.SERVICE:
            return None if inputs.service is None else dict(inputs.service)
        case Policy.PARTICIPANT:
            return {}
        case Policy.MEDIA_LOCATION:
            suggested = inputs.variables.get("suggested_media_overflow_locations")
            return dict(suggested) if isinstance(suggested, Mapping) else {}


def _run(rules: RuleSet, state: _State) -> Iterator[RuleTrace]:
    """Applies one rule set."""
    outside = first_failing(rules.when, state.inputs)
    if outside is not None:
        yield from (RuleTrace(rules.name, r, Outcome.OUTSIDE_SET, outside) for r in rules.rules)
        return
    matched = False
    for rule in rules.rules:
        step = _try(rules, rule, state)
        yield step
        if step.outcome is Outcome.APPLIED:
            matched = True
            if rules.first_match or state.action is not None:
                return
    if not matched and rules.default:
        changes = _apply(rules.default, state)
        yield RuleTrace(rules.name, None, Outcome.APPLIED, changes=changes)


def _try(rules: RuleSet, rule: Rule, state: _State) -> RuleTrace:
    failed = first_failing(rule.when, state.inputs)
    if failed is not None:
        return RuleTrace(rules.name, rule, Outcome.NOT_MATCHED, failed)
    if rule.needs_service and state.answer is None:
        return RuleTrace(rules.name, rule, Outcome.NO_SERVICE)
    return RuleTrace(rules.name, rule, Outcome.APPLIED, changes=_apply(rule.effects, state))


def _apply(effects: tuple[Effect, ...], state: _State) -> tuple[Change, ...]:
    """Lets effects act, and says what they changed."""
    before = dict(state.answer or {})
    for effect in effects:
        match effect:
            case Reject(reason):
                state.action = Action.REJECT
                text = None if reason is None else written(REJECT_REASON, reason, state.inputs)
                # An empty reason tells nothing.
                state.verdict = {REJECT_REASON.name: text} if text else {}
            case Redirect(alias):
                target = written(NEW_ALIAS, alias, state.inputs) or None
                state.action = Action.REJECT if target is None else Action.REDIRECT
                state.verdict = {} if target is None else {NEW_ALIAS.name: target}
            case Continue():
                pass
            case _:
                state.answer = _changed(effect, state.answer, state)
    return _difference(before, state.answer or {}, effects)


def _changed(
    effect: Set | Create | Replace | Keep | Append, answer: dict[str, object] | None, state: _State
) -> dict[str, object] | None:
    """The answer with what an effect changes; only new services need none before."""
    match effect:
        case Create(assignments):
            return answer or _made(assignments, state) or None
        case Replace(assignments):
            return _made(assignments, state) or None
        case _ if answer is None:
            return None
        case Set(assignments):
            return _changes_of[state.policy](answer, assignments, state)
        case Keep(assignments):
            return answer | _made(assignments, state)
        case Append(assignments):
            return answer | _longer(answer, assignments, state)
        case _:
            assert_never(effect)


def _longer(
    answer: dict[str, object], assignments: tuple[Assignment, ...], state: _State
) -> dict[str, object]:
    """Lists of a service with further items; what is no list counts as an empty one."""
    longer: dict[str, object] = {}
    for assignment in assignments:
        before = answer.get(assignment.field.name)
        known = before if isinstance(before, list) else []
        added = written(assignment.field, assignment.value, state.inputs)
        if isinstance(added, list) and added:
            longer[assignment.field.name] = [*known, *added]
    return longer


def _made(assignments: tuple[Assignment, ...], state: _State) -> dict[str, object]:
    """Fields of a new service: null values are left out."""
    every = {a.field.name: written(a.field, a.value, state.inputs) for a in assignments}
    return {name: value for name, value in every.items() if value is not None}


def _fields(assignments: tuple[Assignment, ...], state: _State) -> dict[str, object]:
    """What `set` writes: a null only where the field allows it."""
    every = [(a.field, written(a.field, a.value, state.inputs)) for a in assignments]
    return {row.name: value for row, value in every if value is not None or row.nullable}


def _merged(
    answer: dict[str, object], assignments: tuple[Assignment, ...], state: _State
) -> dict[str, object]:
    return answer | _fields(assignments, state)


def _located(
    answer: dict[str, object], assignments: tuple[Assignment, ...], state: _State
) -> dict[str, object]:
    """`set` of media locations: the list form and the singular keys exclude each other."""
    fields = _fields(assignments, state)
    changed = answer | fields
    if "overflow_locations" in fields:
        keep = {"location": answer.get("location") or ""} | fields
        return {name: keep[name] for name in ("location", "overflow_locations")}
    has_list = answer.get("overflow_locations", "") != ""
    if fields.keys() >= set(_MEDIA_KEYS) or (has_list and fields.keys() - {"location"}):
        return {name: changed[name] for name in _MEDIA_KEYS if changed.get(name)}
    return changed


_Changer = Callable[
    [dict[str, object], tuple[Assignment, ...], _State],
    dict[str, object],
]
_changes_of: dict[Policy, _Changer] = {
    Policy.SERVICE: _merged,
    Policy.PARTICIPANT: _merged,
    Policy.MEDIA_LOCATION: _located,
}


def _difference(
    before: dict[str, object], after: dict[str, object], effects: tuple[Effect, ...]
) -> tuple[Change, ...]:
    kinds = (Set, Create, Replace, Keep, Append)
    assigned = [a for e in effects if isinstance(e, kinds) for a in e.assignments]
    secret = {a.field.name for a in assigned if a.field.secret}
    names = dict.fromkeys((*before, *after))
    return tuple(
        Change(name, before.get(name), after.get(name), name in secret)
        for name in names
        if (name in before, before.get(name)) != (name in after, after.get(name))
    )


def _decision(state: _State, trace: tuple[RuleTrace, ...]) -> Decision:
    if state.action is not None:
        return Decision(state.policy, state.action, state.verdict, trace)
    if state.policy is Policy.MEDIA_LOCATION:
        location = (state.answer or {}).get("location")
        kept = state.inputs.variables.get("suggested_media_overflow_locations")
        result = state.answer if isinstance(location, str) and location else kept
        return Decision(state.policy, Action.CONTINUE, result, trace)
    if state.answer is None:
        return Decision(state.policy, Action.REJECT, {}, trace)
    return Decision(state.policy, Action.CONTINUE, state.answer, trace)
