"""What rules mean at the locations of a profile.

The scripts of a profile run at its locations alone, so `call_info.location` is one of them.
Conditions on it are decided here as far as that tells, and rules that can not apply are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import assert_never

from rulec.evaluate import Inputs, holds
from rulec.ir import (
    ALWAYS,
    NEVER,
    All,
    AnyOf,
    Append,
    Apply,
    CaptureRead,
    Choice,
    Concat,
    Condition,
    Constant,
    Continue,
    Create,
    DateRange,
    Effect,
    FieldRead,
    FieldTest,
    Gather,
    ItemTest,
    Keep,
    LeftOut,
    LetRead,
    ListOf,
    Lookup,
    Named,
    Not,
    NoValue,
    PartRead,
    Read,
    Record,
    Redirect,
    Reject,
    Replace,
    Rule,
    RuleSet,
    Secret,
    ServiceFound,
    Set,
    Source,
    TimeWindow,
    Value,
    type_of,
)
from rulec.ir.walk import walk
from rulec.pexip import CALL_FIELDS, InputField

_LOCATION = CALL_FIELDS["location"].path

#: An instant for conditions that do not look at the clock.
_ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)


def specialised(
    rule_sets: Iterable[RuleSet], assigned_to: tuple[str, ...]
) -> tuple[tuple[RuleSet, ...], tuple[LeftOut, ...]]:
    """The rule sets as they are at some locations, and what of them can not apply there.

    For a call from one of these locations both decide the same, by the same rules. A set without
    rules stays, so that its policy has a script. With no location, any may come, and nothing
    changes.
    """
    every = tuple(rule_sets)
    left_out: list[LeftOut] = []
    if assigned_to:
        every = tuple(_at_locations(rules, assigned_to, left_out) for rules in every)
    return every, tuple(left_out)


def _at_locations(rules: RuleSet, locations: tuple[str, ...], left_out: list[LeftOut]) -> RuleSet:
    # Only where the condition of the set may hold are its rules tried.
    inside = _possible(rules.when, locations)
    at = _Locations(inside)
    kept: list[Rule] = []
    for rule in rules.rules:
        if _possible(rule.when, inside):
            kept.append(
                replace(rule, when=at.condition(rule.when), effects=at.effects(rule.effects))
            )
        else:
            left_out.append(LeftOut(rules.name, rules.policy, rule))
    if rules.default and not inside:
        left_out.append(LeftOut(rules.name, rules.policy, None))
    return replace(
        rules,
        when=_Locations(locations).condition(rules.when) if inside else NEVER,
        rules=tuple(kept),
        default=at.effects(rules.default) if inside else (),
    )


def _possible(condition: Condition, locations: tuple[str, ...]) -> tuple[str, ...]:
    """The locations at which a condition may hold."""
    if not any(map(_is_location, walk(condition))):
        return locations
    return tuple(name for name in locations if _Locations((name,)).condition(condition) != NEVER)


def _is_location(node: object) -> bool:
    return isinstance(node, InputField) and node.path == _LOCATION


def _reads_more(node: object) -> bool:
    """Whether a node reads anything but the location, or a secret, of which nothing must show."""
    if isinstance(node, InputField):
        return node.path != _LOCATION
    return isinstance(node, ServiceFound | TimeWindow | DateRange | Secret)


class _Locations:
    """Rewrites nodes for calls from one of some locations."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._inputs = [Inputs({"call_info": {"location": name}}, _ANY_TIME) for name in names]
        #: The same for each location alone, where every test of the location is decided.
        self._single = [_Locations((name,)) for name in names] if len(names) > 1 else []

    # --- Conditions ------------------------------------------------------------------------------

    def condition(self, tree: Condition) -> Condition:
        """A condition without the parts that are decided; ALWAYS or NEVER where it is itself."""
        parts = list(walk(tree))
        if not any(map(_is_location, parts)):
            return tree
        outcomes: list[Condition]
        if any(map(_reads_more, parts)):
            outcomes = [one.condition(tree) for one in self._single]
        else:
            outcomes = [ALWAYS if holds(tree, inputs) else NEVER for inputs in self._inputs]
        for sure in (ALWAYS, NEVER):
            if outcomes and all(outcome == sure for outcome in outcomes):
                return sure
        return self._rewritten(tree)

    def _rewritten(self, tree: Condition) -> Condition:
        match tree:
            case All(conditions):
                parts = self._undecided(conditions, ALWAYS)
                if NEVER in parts:
                    return NEVER
                return parts[0] if len(parts) == 1 else All(parts)
            case AnyOf(conditions):
                parts = self._undecided(conditions, NEVER)
                if ALWAYS in parts:
                    return ALWAYS
                return parts[0] if len(parts) == 1 else AnyOf(parts)
            case Not(inner):
                made = self.condition(inner)
                if made in (ALWAYS, NEVER):
                    return NEVER if made == ALWAYS else ALWAYS
                return Not(made)
            case Named(_, inner):
                made = self.condition(inner)
                return made if made in (ALWAYS, NEVER) else replace(tree, condition=made)
            case FieldTest() | ItemTest() | NoValue():
                return replace(tree, subject=self._source(tree.subject))
            case ServiceFound() | TimeWindow() | DateRange():
                return tree
            case _:
                assert_never(tree)

    def _undecided(
        self, conditions: tuple[Condition, ...], neutral: Condition
    ) -> tuple[Condition, ...]:
        """Conditions without those that say nothing."""
        return tuple(made for part in conditions if (made := self.condition(part)) != neutral)

    # --- Sources and values ----------------------------------------------------------------------

    def _source(self, source: Source) -> Source:
        match source:
            case FieldRead() | PartRead():
                return source
            case CaptureRead(subject=subject):
                return replace(source, subject=self._source(subject))
            case LetRead(value=value):
                return replace(source, value=self._value(value))
            case _:
                assert_never(source)

    def _value(self, value: Value) -> Value:
        """A value in a template."""
        match value:
            case Constant() | Secret():
                return value
            case Read(source):
                return replace(value, source=self._source(source))
            case Apply(value=inner, arguments=arguments):
                return replace(value, value=self._value(inner), arguments=self._each(arguments))
            case Concat(parts):
                return replace(value, parts=self._each(parts))
            case Gather(values):
                return replace(value, values=self._each(values))
            case Choice(when, then, otherwise):
                made = Choice(self.condition(when), self._value(then), self._value(otherwise))
                branch = _decided(made)
                # Others would count as another type, or as a text that the author wrote empty.
                alike = type_of(branch) is type_of(made) and branch not in _NOTHING
                return branch if alike else made
            case Lookup(key=key, otherwise=otherwise):
                return replace(value, key=self._value(key), otherwise=self._value(otherwise))
            case ListOf() | Record():
                return self._written(value)
            case _:
                assert_never(value)

    def _each(self, values: tuple[Value, ...]) -> tuple[Value, ...]:
        return tuple(map(self._value, values))

    def _written(self, value: Value) -> Value:
        """A value that goes into a field as it is."""
        match value:
            case Choice(when, then, otherwise):
                made = Choice(self.condition(when), self._written(then), self._written(otherwise))
                return _decided(made)
            case Lookup(key=key, otherwise=otherwise):
                return replace(value, key=self._value(key), otherwise=self._written(otherwise))
            case ListOf(items):
                return replace(value, items=tuple(map(self._written, items)))
            case Record(entries):
                every = (replace(entry, value=self._written(entry.value)) for entry in entries)
                return replace(value, entries=tuple(every))
            case _:
                return self._value(value)

    # --- Effects ---------------------------------------------------------------------------------

    def effects(self, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
        """Effects with the values that are chosen there."""
        return tuple(map(self._effect, effects))

    def _effect(self, effect: Effect) -> Effect:
        match effect:
            case Set() | Create() | Replace() | Keep() | Append():
                made = (replace(a, value=self._written(a.value)) for a in effect.assignments)
                return replace(effect, assignments=tuple(made))
            case Reject(reason):
                return effect if reason is None else Reject(self._written(reason))
            case Redirect(alias):
                return Redirect(self._written(alias))
            case Continue():
                return effect
            case _:
                assert_never(effect)


#: Values that a choice in a template gives as null, and that mean another thing elsewhere.
_NOTHING = (Constant(None), Constant(""))


def _decided(value: Choice) -> Value:
    """The one value of a choice whose condition is decided, else the choice."""
    if value.when == ALWAYS:
        return value.then
    return value.otherwise if value.when == NEVER else value
