"""Where rules can apply, and what conditions are there: scripts run at known locations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rulec.ir import (
    ALWAYS,
    NEVER,
    Condition,
    FieldRead,
    FieldTest,
    ItemTest,
    Not,
    NoValue,
    Profile,
    Rule,
    RuleSet,
)
from rulec.ir.walk import walk
from rulec.pexip import CALL_FIELDS, InputField, Policy
from rulec.resolve.assigned import specialised

_LOCATION = CALL_FIELDS["location"].path


def decided_at(condition: Condition, locations: tuple[str, ...]) -> bool | None:
    """What a condition always is for calls at some locations; None where that does not tell."""
    if not locations or not _reads_location(condition):
        return None
    there = _at(condition, locations)
    return there == ALWAYS if there in (ALWAYS, NEVER) else None


def possible_at(condition: Condition, locations: tuple[str, ...]) -> tuple[str, ...]:
    """Those of some locations where a condition may hold."""
    if not any(map(_is_location, walk(condition))):
        return locations
    return tuple(name for name in locations if _at(condition, (name,)) != NEVER)


def is_left_out(profile: Profile, policy: Policy, rule_set: str | None, rule: str) -> bool:
    """Whether a profile's scripts lack a rule, with all rows where it has a table.

    `rule` is its id, or that of a row. With no `rule_set` it may be in any.
    """
    own = [rules for rules in profile.sets(policy) if rule_set in (None, rules.name)]
    if any(_is(there, rule) for rules in own for there in rules.rules):
        return False
    return any(
        one.rule is not None and _is(one.rule, rule)
        for one in profile.left_out
        if one.policy is policy and rule_set in (None, one.rule_set)
    )


def location_for(profiles: Iterable[Profile], rule_set: str, rule: str | None) -> str:
    """A location at which a rule, or the default of its set (None), can apply.

    It is one of those that the profiles are assigned to; empty where none of them tells.
    """
    for profile in profiles:
        for rules in profile.rule_sets:
            if rules.name == rule_set:
                alone = _alone(rules, rule)
                for name in profile.assigned_to:
                    ((there,), _) = specialised((alone,), (name,))
                    if there.rules or there.default:
                        return name
    return ""


def _alone(rules: RuleSet, rule: str | None) -> RuleSet:
    """A rule set with one of its rules, or with nothing but its default."""
    if rule is None:
        return replace(rules, rules=())
    return replace(rules, rules=tuple(r for r in rules.rules if _is(r, rule)), default=())


def _is(rule: Rule, name: str) -> bool:
    return name in (rule.id, rule.written_as)


def _at(condition: Condition, locations: tuple[str, ...]) -> Condition:
    """A condition as it is for calls at some locations."""
    rules = RuleSet("", Policy.SERVICE, (), when=condition)
    ((there,), _) = specialised((rules,), locations)
    return there.when


def _reads_location(condition: Condition) -> bool:
    match condition:
        case Not(inner):
            return _reads_location(inner)
        case FieldTest(FieldRead(row)) | ItemTest(FieldRead(row)) | NoValue(FieldRead(row)):
            return _is_location(row)
        case FieldTest(subject) | ItemTest(subject) | NoValue(subject):
            return any(map(_is_location, walk(subject)))
        case _:
            return False


def _is_location(node: object) -> bool:
    return isinstance(node, InputField) and node.path == _LOCATION
