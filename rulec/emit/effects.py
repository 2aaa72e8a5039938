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
    if len(every) == len(whole) and whole.keys() == {"location", "overflow_locations"}:
        # Nothing of what was suggested is left.
        scope.update(target, Dictionary(tuple(sorted(whole.items()))))
        return
    fitting.write(target, every, scope)
    singular = [fitting.present(item) for field, item in every if field.name in _SINGULAR]
    listed = [item for field, item in every if field.name == "overflow_locations"]
    if listed:
        overflow = Item(target, Literal("overflow_locations"))
        kept = (("location", _value("location", target)), ("overflow_locations", overflow))
        inner = scope.branch()
        inner.update(target, Dictionary(kept))
        scope.when(fitting.present(listed[0]), inner)
    elif singular:
        inner = scope.branch()
        _singular_keys_alone(target, whole, inner)
        suggested = Filtered(Item(target, Literal("overflow_locations")), "default", (EMPTY, FALSE))
        has_list = Binary(suggested, "!=", EMPTY)
        scope.when(both([either(singular), has_list]), inner)


def _singular_keys_alone(target: Name, whole: Mapping[str, Expression], scope: Scope) -> None:
    """Of what is suggested and set nothing but the singular keys; `whole` is surely set."""
    every = ("location", *_SINGULAR)
    others = [name for name in every if name not in whole]

    def now(name: str) -> Expression:
        return value if isinstance(value := whole[name], Literal) else Item(target, Literal(name))

    surely = Dictionary(tuple((name, now(name)) for name in every if name in whole))
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
