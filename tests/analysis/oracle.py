"""What rules of the small vocabulary do, found by trying a call of every kind there is.

Nothing here knows of sets of calls: a kind of call is a value for each slot, and what rules do with
a call is asked of `evaluate`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import product

from analysis.vocabulary import ABSENT, CLOCK, SLOTS, ZONE, Slot
from rule_texts import errors, read_rules

from rulec.evaluate import Decision, Inputs, decide, holds
from rulec.ir import Condition, Create, Redirect, Reject, Replace, Rule, RuleSet
from rulec.pexip import Policy

# --- The words -----------------------------------------------------------------------------------


@cache
def conditions() -> Mapping[str, Condition]:
    """Every word as `resolve` reads it."""
    every = [(word, text) for slot in SLOTS for word, text in slot.words.items()]
    rules = "".join(
        f"  - {{id: w{number}, when: {text}, continue: true}}\n"
        for number, (_, text) in enumerate(every)
    )
    text = f"policy: participant\ntimezone: {ZONE}\nrules:\n{rules}"
    project, problems = read_rules({"words.yaml": text})
    assert not errors(problems), errors(problems)
    (rule_set,) = project.profiles[0].rule_sets
    return {word: rule.when for (word, _), rule in zip(every, rule_set.rules, strict=True)}


@cache
def slot_of(word: str) -> Slot:
    """The slot of a word."""
    return next(slot for slot in SLOTS if word in slot.words)


def inputs_of(values: Iterable[tuple[Slot, object]]) -> Inputs:
    """The call with these values; nothing is known of the other slots."""
    variables: dict[str, dict[str, object] | None] = {
        "call_info": {},
        "service_config": None,
        "participant": {},
    }
    now = CLOCK.values[0]
    for slot, value in values:
        if slot is CLOCK:
            now = value
        elif value is not ABSENT:
            holder = variables
            for step in slot.path[:-1]:
                holder = holder.setdefault(step, {})
            holder[slot.path[-1]] = value
    assert isinstance(now, datetime)
    return Inputs(variables, now)


@cache
def signatures(slot: Slot) -> Mapping[int, object]:
    """A value for each signature: bit n says whether the value meets word n of the slot."""
    words = [conditions()[word] for word in slot.words]
    found: dict[int, object] = {}
    for value in slot.values:
        inputs = inputs_of([(slot, value)])
        bits = sum(1 << number for number, word in enumerate(words) if holds(word, inputs))
        found.setdefault(bits, value)
    return found


@cache
def _values_for(slot: Slot, words: frozenset[str]) -> tuple[object, ...]:
    """Values of a slot that give every combination of answers to some of its words."""
    mask = sum(1 << number for number, word in enumerate(slot.words) if word in words)
    return tuple({bits & mask: value for bits, value in signatures(slot).items()}.values())


@cache
def kinds_of_calls(words: frozenset[str]) -> tuple[tuple[tuple[Slot, object], ...], ...]:
    """A call for each combination of answers to the words that any call has."""
    slots = sorted({slot_of(word) for word in words}, key=SLOTS.index)
    each = [_values_for(slot, words & frozenset(slot.words)) for slot in slots]
    return tuple(tuple(zip(slots, values, strict=True)) for values in product(*each))


# --- What rules do -------------------------------------------------------------------------------

#: A rule set's name, and the id of a rule of it or `default`.
Place = tuple[str, str]


@dataclass(frozen=True)
class Seen:
    """What happened to one call."""

    #: The steps that applied.
    applied: frozenset[Place]
    #: The steps whose conditions it meets, whatever was before them.
    met: frozenset[Place]
    #: The sets that it comes to.
    reached: frozenset[str]


def applied_to(decision: Decision) -> frozenset[Place]:
    """The steps that applied in a decision."""
    return frozenset((step.rule_set, step.name) for step in decision.applied)


def see(policy: Policy, rule_sets: tuple[RuleSet, ...], inputs: Inputs) -> Seen:
    """What happens to one call."""
    applied = applied_to(decide(policy, rule_sets, inputs))
    service = inputs.service is not None
    decided = False
    met: set[Place] = set()
    reached: set[str] = set()
    for rules in rule_sets:
        if not decided:
            reached.add(rules.name)
        inside = holds(rules.when, inputs)
        # Where one match is all, a rule that made a service has kept the rest from being asked.
        before = service
        for rule in (*rules.rules, None):
            place = (rules.name, "default" if rule is None else rule.id)
            effects = rules.default if rule is None else rule.effects
            if inside and _meets(policy, rule, inputs, before if rules.first_match else service):
                met.add(place)
            if place in applied:
                service = service or any(isinstance(e, Create | Replace) for e in effects)
                decided = decided or any(isinstance(e, Reject | Redirect) for e in effects)
    return Seen(applied, frozenset(met), frozenset(reached))


def _meets(policy: Policy, rule: Rule | None, inputs: Inputs, service: bool) -> bool:
    if rule is None:
        return True
    lacks = policy is Policy.SERVICE and rule.needs_service and not service
    return not lacks and holds(rule.when, inputs)


def see_all(
    policy: Policy, rule_sets: tuple[RuleSet, ...], words: frozenset[str]
) -> Iterator[Seen]:
    """What happens to a call of each kind that the words tell apart."""
    # Whether there is a service matters to service rules, whatever their conditions.
    known = words | {"found"} if policy is Policy.SERVICE else words
    for values in kinds_of_calls(frozenset(known)):
        yield see(policy, rule_sets, inputs_of(values))
