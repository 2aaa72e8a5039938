"""What effects make of an answer, with everything that no call changes made beforehand."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from operator import or_
from typing import Any, assert_never

from rulec.compiled.reads import Frame, inputs_of
from rulec.evaluate import NO_INPUTS, Action
from rulec.evaluate.fitting import written
from rulec.ir import (
    Append,
    Assignment,
    Concat,
    Constant,
    Continue,
    Create,
    Effect,
    Keep,
    ListOf,
    Record,
    Redirect,
    Reject,
    Replace,
    Secret,
    Set,
    Value,
)
from rulec.pexip import NEW_ALIAS, REJECT_REASON, Policy, ResponseField
from rulec.records import dataclass

#: The answer so far; None where there is no service.
Answer = dict[str, object] | None
#: What one effect makes of it.
Change = Callable[[Frame, Answer], Answer]
#: How a call ends that goes no further: the action and its result, a new one each time.
Ending = Callable[[Frame], tuple[Action, dict[str, object]]]
Fields = Callable[[Frame], dict[str, object]]


@dataclass(frozen=True, slots=True)
class Effects:
    """The effects of a rule. With an ending, what they change is of no account."""

    changes: tuple[Change, ...]
    ending: Ending | None
    #: Nothing of it depends on the call.
    is_constant: bool
    #: What they make is the same whatever was the answer before.
    ignores_answer: bool
    #: All that they do to a service, where it is the same for every call: other values of fields.
    sets: dict[str, object] | None = None


def effects_of(policy: Policy, effects: tuple[Effect, ...]) -> Effects:
    """Effects as functions."""
    changes: list[Change] = []
    ending: Ending | None = None
    ending_values: tuple[Value, ...] = ()
    ignores_answer = False
    for effect in effects:
        match effect:
            case Reject(reason):
                ending, ending_values = _reject(reason), () if reason is None else (reason,)
            case Redirect(alias):
                ending, ending_values = _redirect(alias), (alias,)
            case Continue():
                pass
            case _:
                changes.append(_change(policy, effect))
                ignores_answer |= isinstance(effect, Replace) or _replaces_media(policy, effect)
    if ending is not None:
        return Effects((), ending, all(map(is_constant, ending_values)), ignores_answer=True)
    every = all(_is_constant_effect(effect) for effect in effects)
    return Effects(tuple(changes), None, every, ignores_answer, _constant_set(policy, effects))


def _constant_set(policy: Policy, effects: tuple[Effect, ...]) -> dict[str, object] | None:
    match effects:
        case (Set(assignments),) if policy is Policy.SERVICE and _are_scalars(assignments):
            return _fields(assignments, _may_be_set)([])
        case _:
            return None


def _are_scalars(assignments: tuple[Assignment, ...]) -> bool:
    """Whether answers may share the values: nobody can change them in their place."""
    return all(isinstance(each.value, Constant) for each in assignments)


# --- Endings --------------------------------------------------------------------------------------


def _reject(reason: Value | None) -> Ending:
    if reason is None:
        return lambda _: (Action.REJECT, {})
    reason_of = _written(REJECT_REASON, reason)

    def reject(frame: Frame) -> tuple[Action, dict[str, object]]:
        text = reason_of(frame)
        return Action.REJECT, {REJECT_REASON.name: text} if text else {}

    return reject


def _redirect(alias: Value) -> Ending:
    alias_of = _written(NEW_ALIAS, alias)

    def redirect(frame: Frame) -> tuple[Action, dict[str, object]]:
        target = alias_of(frame)
        if not target:
            return Action.REJECT, {}
        return Action.REDIRECT, {NEW_ALIAS.name: target}

    return redirect


# --- Changes --------------------------------------------------------------------------------------


def _change(policy: Policy, effect: Set | Create | Replace | Keep | Append) -> Change:
    match effect:
        case Create(assignments):
            made = _fields(assignments, _is_there)
            return lambda frame, answer: answer or made(frame) or None
        case Replace(assignments):
            made = _fields(assignments, _is_there)
            return lambda frame, _: made(frame) or None
        case Set(assignments):
            if policy is Policy.MEDIA_LOCATION:
                return _if_there(_located, _fields(assignments, _may_be_set))
            return _joined(assignments, _may_be_set)
        case Keep(assignments):
            return _joined(assignments, _is_there)
        case Append(assignments):
            added = _fields(assignments, _is_there)
            return _if_there(_longer, added)
        case _:
            assert_never(effect)


def _if_there(
    join: Callable[[dict[str, object], dict[str, object]], dict[str, object]], fields: Fields
) -> Change:
    """Changes an answer, where there is one, with the fields of an effect."""
    return lambda frame, answer: None if answer is None else join(answer, fields(frame))


def _joined(
    assignments: tuple[Assignment, ...], wanted: Callable[[ResponseField, object], bool]
) -> Change:
    """Changes an answer, where there is one, by fields that take the place of its own."""
    fields = _fields(assignments, wanted)
    if _are_scalars(assignments):
        same = fields([])
        return lambda _, answer: None if answer is None else answer | same
    return _if_there(or_, fields)


def _is_there(_: ResponseField, value: object) -> bool:
    return value is not None


def _may_be_set(field: ResponseField, value: object) -> bool:
    return value is not None or field.nullable


def _longer(answer: dict[str, object], added: dict[str, object]) -> dict[str, object]:
    """Lists with further items; what is no list counts as an empty one."""
    longer = dict(answer)
    for name, items in added.items():
        if isinstance(items, list) and items:
            before = answer.get(name)
            longer[name] = [*before, *items] if isinstance(before, list) else items
    return longer


_MEDIA_KEYS = ("location", "primary_overflow_location", "secondary_overflow_location")
_EVERY_KEY = frozenset(_MEDIA_KEYS)


def _located(answer: dict[str, object], fields: dict[str, object]) -> dict[str, object]:
    """Media locations: the list form and the singular keys exclude each other."""
    if "overflow_locations" in fields:
        location = fields["location"] if "location" in fields else answer.get("location") or ""
        return {"location": location, "overflow_locations": fields["overflow_locations"]}
    changed = answer | fields
    is_list = answer.get("overflow_locations", "") != ""
    if fields.keys() >= _EVERY_KEY or (is_list and fields.keys() - {"location"}):
        return {name: changed[name] for name in _MEDIA_KEYS if changed.get(name)}
    return changed


def _replaces_media(policy: Policy, effect: Effect) -> bool:
    """Whether nothing is left of the location that was suggested."""
    if policy is not Policy.MEDIA_LOCATION or not isinstance(effect, Set):
        return False
    known = {
        each.field.name
        for each in effect.assignments
        if is_constant(each.value) and written(each.field, each.value, NO_INPUTS) is not None
    }
    return known >= {"location", "overflow_locations"} or known >= _EVERY_KEY


# --- Values ---------------------------------------------------------------------------------------


def is_constant(value: Value) -> bool:
    """Whether a value is the same for every call."""
    match value:
        case Constant() | Secret():
            return True
        case Concat(parts):
            return all(map(is_constant, parts))
        case ListOf(items):
            return all(map(is_constant, items))
        case Record(entries):
            return all(is_constant(entry.value) for entry in entries)
        case _:
            return False


def _is_constant_effect(effect: Effect) -> bool:
    values = getattr(effect, "assignments", ())
    return all(is_constant(assignment.value) for assignment in values)


def _written(field: ResponseField, value: Value) -> Callable[[Frame], object]:
    if is_constant(value):
        copy = copier(written(field, value, NO_INPUTS))
        return lambda _: copy()
    return lambda frame: written(field, value, inputs_of(frame))


def _fields(
    assignments: tuple[Assignment, ...], wanted: Callable[[ResponseField, object], bool]
) -> Fields:
    """Makes the fields that assignments give, without values that are not wanted."""
    if all(is_constant(each.value) for each in assignments):
        every = [(each.field, written(each.field, each.value, NO_INPUTS)) for each in assignments]
        copy = copier({field.name: value for field, value in every if wanted(field, value)})
        return lambda _: copy()
    makers = [(each.field, _written(each.field, each.value)) for each in assignments]

    def fields(frame: Frame) -> dict[str, object]:
        made = [(field, make(frame)) for field, make in makers]
        return {field.name: value for field, value in made if wanted(field, value)}

    return fields


def copier(data: Any) -> Callable[[], Any]:
    """Makes copies of JSON data that share nothing which could be changed."""
    if not isinstance(data, dict | list):
        return lambda: data
    values = list(data.values()) if isinstance(data, dict) else data
    if not any(isinstance(value, dict | list) for value in values):
        return data.copy
    if isinstance(data, list) or any(map(_is_nested, values)):
        return lambda: deepcopy(data)
    lists = [(name, value.copy) for name, value in data.items() if isinstance(value, list)]

    def copy_with_lists() -> dict[str, object]:
        made = data.copy()
        for name, copy in lists:
            made[name] = copy()
        return made

    return copy_with_lists


def _is_nested(value: object) -> bool:
    if isinstance(value, list):
        return any(isinstance(item, dict | list) for item in value)
    return isinstance(value, dict)
