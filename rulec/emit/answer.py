"""The end of a script: exactly one of its branches prints one object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rulec.emit.effects import ALIAS, ANSWER, DECISION, REASON
from rulec.emit.fields import as_text
from rulec.emit.passes import Step
from rulec.emit.scope import Scope
from rulec.ir import Effect, Redirect, Reject, RuleSet
from rulec.pexip import NEW_ALIAS, REJECT_REASON, Policy
from rulec.script.expression import (
    EMPTY,
    NONE,
    TRUE,
    Binary,
    Dictionary,
    Expression,
    Filtered,
    Item,
    Literal,
    Name,
    both,
)
from rulec.script.statement import Branch, If, Print, Statement

SUGGESTED = "suggested_media_overflow_locations"

#: The suggestion as it came; null where there is none.
AS_IT_CAME = Filtered(Name(SUGGESTED), "default", (NONE,))


def decides(rules: RuleSet) -> bool:
    """Whether a rule set may reject or redirect."""
    return any(isinstance(effect, Reject | Redirect) for effect in _every_effect((rules,)))


def explains(rule_sets: Sequence[RuleSet]) -> bool:
    """Whether a participant may be told why."""
    every = _every_effect(rule_sets)
    return any(isinstance(effect, Reject) and effect.reason is not None for effect in every)


def _every_effect(rule_sets: Sequence[RuleSet]) -> Iterator[Effect]:
    for rules in rule_sets:
        for rule in rules.rules:
            yield from rule.effects
        yield from rules.default


def answer(
    policy: Policy, rule_sets: Sequence[RuleSet], root: Scope, steps: frozenset[Step]
) -> list[Statement]:
    """The end of the script: exactly one of its branches prints one object."""
    if policy is Policy.MEDIA_LOCATION:
        return media_answer(root.branch(), steps)
    decided = any(map(decides, rule_sets))
    branches: list[Branch] = []
    if any(isinstance(effect, Redirect) for effect in _every_effect(rule_sets)):
        target = Dictionary(((NEW_ALIAS.name, ALIAS),))
        redirected = Binary(DECISION, "==", Literal("redirect"))
        branches.append(Branch(redirected, (_print("redirect", target),)))
    refused = (_print("reject", Dictionary(())),)
    going_on = (going_on_with(ANSWER[policy]),)
    if policy is Policy.SERVICE:
        undecided = [Binary(DECISION, "==", EMPTY)] if decided else []
        branches.append(Branch(both([ANSWER[policy], *undecided]), going_on))
        return [If(tuple(branches), refused)]
    rejected = Binary(DECISION, "==", Literal("reject"))
    if explains(rule_sets):
        told = Dictionary(((REJECT_REASON.name, REASON),))
        explained = both([rejected, Binary(REASON, "!=", EMPTY)])
        branches.append(Branch(explained, (_print("reject", told),)))
    if decided:
        branches.append(Branch(rejected, refused))
    return [If(tuple(branches), going_on)] if branches else list(going_on)


def going_on_with(result: Expression) -> Print:
    """The answer that lets a request go on."""
    return _print("continue", result)


def _print(action: str, result: Expression) -> Print:
    answer = Dictionary((("action", Literal(action)), ("result", result)))
    return Print(Filtered(answer, "pex_to_json"))


def media_answer(scope: Scope, steps: frozenset[Step]) -> list[Statement]:
    """The changed suggestion, or the suggestion as it came where that has no location."""
    answer = ANSWER[Policy.MEDIA_LOCATION]
    location: Expression = Filtered(Item(answer, Literal("location")), "default", (EMPTY, TRUE))
    if Step.CODES in steps:
        # What reads a script back to prove it does not know the variable.
        location = scope.assign("location", location)
    is_text = Binary(as_text(location), "==", location)
    located = both([Binary(location, "!=", EMPTY), is_text])
    chosen = If(
        (Branch(located, (_print_result(answer),)),),
        (_print_result(AS_IT_CAME),),
    )
    return [*scope.statements, chosen]


def _print_result(result: Expression) -> Print:
    return Print(Filtered(Dictionary((("result", result),)), "pex_to_json"))
