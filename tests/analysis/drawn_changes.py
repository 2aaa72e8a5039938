"""Other versions of rule sets, by changes such as people make."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from rulec.ir import ALWAYS, All, AnyOf, Condition, Named, Not, Rule, RuleSet


def changed(sets: tuple[RuleSet, ...], random: Random) -> tuple[str, tuple[RuleSet, ...]]:
    """Another version, and the name of the change."""
    number = random.randrange(len(sets))
    rules = sets[number]
    name = random.choice(("drop", "move", "effects", "match", "default", "split", "merge", "words"))
    made: tuple[RuleSet, ...] = (_version(rules, name, random),)
    if name == "split":
        place = random.randrange(len(rules.rules) + 1)
        made = (
            replace(rules, name="one", rules=rules.rules[:place], default=()),
            replace(rules, name="other", rules=rules.rules[place:]),
        )
    elif name == "merge" and number + 1 < len(sets):
        both = rules.rules + sets[number + 1].rules
        made = (replace(sets[number + 1], rules=both),)
        return name, (*sets[:number], *made, *sets[number + 2 :])
    return name, (*sets[:number], *made, *sets[number + 1 :])


def _version(rules: RuleSet, name: str, random: Random) -> RuleSet:
    every = list(rules.rules)
    place = random.randrange(len(every)) if every else 0
    if name == "drop":
        del every[place : place + 1]
    elif name == "move" and every:
        every.insert(random.randrange(len(every)), every.pop(place))
    elif name == "effects" and every:
        every[place] = replace(every[place], effects=random.choice(every).effects)
    elif name == "words":
        every = [_reworded(rule, rules.when) for rule in every]
        return replace(rules, rules=tuple(every), when=rules.when if rules.default else ALWAYS)
    elif name == "match":
        return replace(rules, first_match=not rules.first_match)
    elif name == "default":
        return replace(rules, default=() if rules.default or not every else every[place].effects)
    return replace(rules, rules=tuple(every))


def _reworded(rule: Rule, when: Condition) -> Rule:
    return replace(rule, id=f"new-{rule.id}", when=All((_other(rule.when), _other(when))))


def _other(condition: Condition) -> Condition:
    """The same condition in other words."""
    match condition:
        case All(parts):
            return All(tuple(map(_other, reversed(parts))))
        case AnyOf(parts):
            return Not(All(tuple(Not(_other(part)) for part in parts)))
        case Named(condition=inner):
            return _other(inner)
        case Not(inner):
            return Not(_other(inner))
        case _:
            return condition
