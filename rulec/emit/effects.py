"""Effects as statements that change the state of the script: the answer and the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from rulec.emit import fitting
from rulec.emit.scope import Scope
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
    Set,
)
from rulec.pexip import NEW_ALIAS, REJECT_REASON, Policy
from rulec.script.expression import (
    EMPTY,
    FALSE,
    TRUE,
    Binary,
    Dictionary,
    Expression,
    Filtered,
    Item,
    Literal,
    Name,
    both,
    either,
    negation,
)

#: The variable that holds what effects have made so far, by policy.
ANSWER = {
    Policy.SERVICE: Name("service"),
    Policy.PARTICIPANT: Name("overrides"),
    Policy.MEDIA_LOCATION: Name("answer"),
}

#: The variables of a verdict: empty text, `reject` or `redirect`, and what goes with it.
DECISION = Name("decision")
REASON = Name("reason")
ALIAS = Name("new_alias")

_SINGULAR = ("primary_overflow_location", "secondary_overflow_location")
_KEYS = ("location", *_SINGULAR)
_LIST = "overflow_locations"
_ORDER = (*_KEYS, _LIST)


def effects(policy: Policy, every: Sequence[Effect], scope: Scope, *, has_service: bool) -> None:
    """Statements for effects in the order in which they act.

    `has_service` says that the rule applies only where there is a service.
    """
    target = ANSWER[policy]
    for effect in every:
        match effect:
            case Set(assignments) if policy is Policy.MEDIA_LOCATION:
                _locations(target, assignments, scope)
            case Set() | Append() if policy is Policy.PARTICIPANT or has_service:
                _change(target, effect, scope)
            case Set() | Append():
                inner = scope.branch()
                _change(target, effect, inner)
                scope.when(target, inner)
            case Create(assignments):
                inner = scope.branch()
                _new(target, assignments, inner)
                scope.when(negation(target), inner)
                has_service = True
            case Replace(assignments):
                _new(target, assignments, scope)
                has_service = True
            case Keep(assignments):
                kept = fitting.fitted_all(assignments, scope)
                fitting.write(target, kept, scope, nulls=False)
            case Reject():
                _reject(effect, scope)
            case Redirect(alias):
                text = fitting.fitted(NEW_ALIAS, alias, scope)
                scope.update(ALIAS, text.value)
                scope.update(DECISION, Literal("redirect"))
                if text.missing is not None:
                    scope.update_when(text.missing, DECISION, Literal("reject"))
            case Continue():
                pass
            case _:
                assert_never(effect)


def _change(target: Name, effect: Set | Append, scope: Scope) -> None:
    if isinstance(effect, Set):
        fitting.write(target, fitting.fitted_all(effect.assignments, scope), scope)
        return
    for field, item in fitting.fitted_all(effect.assignments, scope):
        inner = scope.branch()
        fitting.append(target, field, item.value, inner)
        scope.when(item.value if isinstance(item.value, Name) else TRUE, inner)


def _reject(effect: Reject, scope: Scope) -> None:
    scope.update(DECISION, Literal("reject"))
    if effect.reason is not None:
        reason = fitting.fitted(REJECT_REASON, effect.reason, scope)
        fitting.write_present(reason, REASON, scope)


def _locations(target: Name, assignments: Sequence[Assignment], scope: Scope) -> None:
    """`set` of media locations: the list form and the singular keys exclude each other."""
    every = fitting.fitted_all(assignments, scope)
    whole = {field.name: item.value for field, item in every if item.missing is None}
    if len(every) == len(whole) and whole.keys() in ({"location", _LIST}, set(_KEYS)):
        # Nothing of what was suggested is left.
        scope.update(target, Dictionary(tuple((key, whole[key]) for key in _ORDER if key in whole)))
        return
    fitting.write(target, every, scope)
    present = {field.name: fitting.present(item) for field, item in every}
    if _LIST in present:
        overflow = Item(target, Literal(_LIST))
        kept = (("location", _value("location", target)), (_LIST, overflow))
        inner = scope.branch()
        inner.update(target, Dictionary(kept))
        scope.when(present[_LIST], inner)
        return
    singular = [present[name] for name in _SINGULAR if name in present]
    if singular:
        inner = scope.branch()
        _singular_keys_alone(target, whole, inner)
        suggested = Filtered(Item(target, Literal(_LIST)), "default", (EMPTY, FALSE))
        alone = [both([either(singular), Binary(suggested, "!=", EMPTY)])]
        if present.keys() == set(_KEYS):
            alone.insert(0, both([present[name] for name in _KEYS]))
        scope.when(either(alone), inner)


def _singular_keys_alone(target: Name, whole: Mapping[str, Expression], scope: Scope) -> None:
    """Of what is suggested and set nothing but the singular keys; `whole` is surely set."""
    others = [name for name in _KEYS if name not in whole]

    def now(name: str) -> Expression:
        return value if isinstance(value := whole[name], Literal) else Item(target, Literal(name))

    surely = Dictionary(tuple((name, now(name)) for name in _KEYS if name in whole))
    if not others:
        scope.update(target, surely)
        return
    kept = scope.assign("locations", surely)
    for name in others:
        entry = Dictionary(((name, Item(target, Literal(name))),))
        scope.update_when(_value(name, target), kept, Filtered(kept, "pex_update", (entry,)))
    scope.update(target, kept)


def _new(target: Name, assignments: Sequence[Assignment], scope: Scope) -> None:
    fitting.write(target, fitting.fitted_all(assignments, scope), scope, new=True, nulls=False)


def _value(name: str, target: Name) -> Expression:
    return Filtered(Item(target, Literal(name)), "default", (EMPTY, TRUE))
