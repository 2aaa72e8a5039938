"""Two versions of one rule set: the same in other words, or with a change as people make them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from analysis.generated import Generated, checked, generated, mixed_calls, rule_text

from rulec.evaluate import Inputs, decide
from rulec.ir import RuleSet
from rulec.pexip import Policy


@dataclass(frozen=True)
class Version:
    """A rule of one version: its id, its condition in YAML, and what it says in its effect."""

    id: str
    when: str
    says: str
    #: A call that meets the condition, when one is known.
    call: Inputs | None = None


@dataclass(frozen=True)
class Pair:
    """Two versions of a rule set."""

    name: str
    old: tuple[Version, ...]
    new: tuple[Version, ...]
    #: Whether they decide every call alike; None where nobody knows.
    same: bool | None
    #: A call that is decided differently, where one is known.
    differs: Inputs | None = None

    def rule_sets(self) -> tuple[tuple[RuleSet, ...], tuple[RuleSet, ...]]:
        """The checked rules of both."""
        return _checked(self.old), _checked(self.new)

    def calls(self, count: int, seed: int) -> Iterator[Inputs]:
        """Calls near the rules of both versions."""
        every = [v.call for v in (*self.old, *self.new) if v.call is not None]
        yield from every
        if self.differs is not None:
            yield self.differs
        yield from mixed_calls(every, count - len(every), seed)


def _checked(versions: tuple[Version, ...]) -> tuple[RuleSet, ...]:
    rules = "".join(rule_text(v.id, v.when, v.says) for v in versions)
    return checked(f"policy: participant\nrules:\n{rules}")


def decided_alike(
    old: tuple[RuleSet, ...],
    new: tuple[RuleSet, ...],
    inputs: Inputs,
    policy: Policy = Policy.PARTICIPANT,
) -> bool:
    """Whether both versions give a call the same answer."""
    return decide(policy, old, inputs).answer == decide(policy, new, inputs).answer


def pairs(rules: int, seed: int) -> Iterator[Pair]:
    """A pair of each kind over one generated rule set of so many rules."""
    made = generated(rules, rules // 10, seed)
    old = tuple(Version(line.id, line.when, line.id, line.call) for line in made.lines)
    for name, change in _CHANGES.items():
        yield change(name, old, made, Random(f"{seed} {name}"))


_Rules = tuple[Version, ...]
_Change = Callable[[str, _Rules, Generated, Random], Pair]


def _identical(name: str, old: _Rules, made: Generated, random: Random) -> Pair:
    del made, random
    return Pair(name, old, old, same=True)


def _renamed(name: str, old: _Rules, made: Generated, random: Random) -> Pair:
    """Every id is another one; what rules do is as it was."""
    del made, random
    return Pair(name, old, tuple(Version(f"new-{v.id}", v.when, v.says) for v in old), same=True)


def _reached(old: _Rules, random: Random) -> int:
    return random.choice([place for place, v in enumerate(old) if v.call is not None])


def _one_outcome(name: str, old: _Rules, made: Generated, random: Random) -> Pair:
    del made
    place = _reached(old, random)
    changed = old[place]
    new = (*old[:place], Version(changed.id, changed.when, "another"), *old[place + 1 :])
    return Pair(name, old, new, same=False, differs=changed.call)


def _outcome_of_a_hidden_rule(name: str, old: _Rules, made: Generated, random: Random) -> Pair:
    hidden = random.choice(sorted(made.hidden))
    new = tuple(Version(v.id, v.when, "another") if v.id == hidden else v for v in old)
    return Pair(name, old, new, same=True)


def _deleted(name: str, old: _Rules, made: Generated, random: Random) -> Pair:
    del made
    place = _reached(old, random)
    return Pair(name, old, old[:place] + old[place + 1 :], same=False, differs=old[place].call)


def _hidden_rules_deleted(name: str, old: _Rules, made: Generated, random: Random) -> Pair:
    del random
    return Pair(name, old, tuple(v for v in old if v.id not in made.hidden), same=True)


def _moved(name: str, old: _Rules, made: Generated, random: Random) -> Pair:
    """One rule goes somewhere else: other rules may have come first, or now do."""
    del made
    rest = list(old)
    rest.insert(random.randrange(len(old)), rest.pop(random.randrange(len(old))))
    return Pair(name, old, tuple(rest), same=None)


def _split(name: str, old: _Rules, made: Generated, random: Random) -> Pair:
    """One rule becomes two, which together ask for the same."""
    del made
    place = _reached(old, random)
    rule = old[place]
    conditions = ("{bandwidth: {at_least: 10}}", "{bandwidth: {not: {at_least: 10}}}")
    parts = tuple(
        Version(f"{rule.id}-{number}", f"{{all: [{rule.when}, {condition}]}}", rule.says)
        for number, condition in enumerate(conditions)
    )
    return Pair(name, old, (*old[:place], *parts, *old[place + 1 :]), same=True)


def _split_with_a_gap(name: str, old: _Rules, made: Generated, random: Random) -> Pair:
    """The two leave out a bandwidth of 10."""
    pair = _split(name, old, made, random)
    new = tuple(
        Version(v.id, v.when.replace("at_least: 10}}]", "greater_than: 10}}]"), v.says, v.call)
        for v in pair.new
    )
    (rule,) = {v.id: v for v in old if v not in new}.values()
    assert rule.call is not None
    variables = dict(rule.call.variables)
    variables["call_info"] = {**_members(variables["call_info"]), "bandwidth": 10}
    tried = Inputs(variables, rule.call.now)
    differs = None if "bandwidth" in rule.when else tried
    return Pair(name, old, new, same=False if differs else None, differs=differs)


def _members(variable: object) -> dict[str, object]:
    return dict(variable) if isinstance(variable, dict) else {}


def _shuffled(name: str, old: _Rules, made: Generated, random: Random) -> Pair:
    """A stretch of rules in another order."""
    del made
    length = min(50, len(old) // 2)
    start = random.randrange(len(old) - length)
    stretch = list(old[start : start + length])
    random.shuffle(stretch)
    return Pair(name, old, (*old[:start], *stretch, *old[start + len(stretch) :]), same=None)


def _broad_rule_at_the_top(name: str, old: _Rules, made: Generated, random: Random) -> Pair:
    del made
    broad = Version("broad", "{call_direction: dial_in, protocol: {not: api}}", "broad")
    differs = Inputs({"call_info": {"call_direction": "dial_in"}}, _any_call(old, random).now)
    return Pair(name, old, (old[0], broad, *old[1:]), same=False, differs=differs)


def _any_call(old: _Rules, random: Random) -> Inputs:
    call = old[_reached(old, random)].call
    assert call is not None
    return call


def _pattern_widened(name: str, old: _Rules, made: Generated, random: Random) -> Pair:
    r"""A `\d` of one pattern takes a letter too."""
    del made
    every = [place for place, v in enumerate(old) if "matches" in v.when and r"\d" in v.when]
    place = random.choice([place for place in every if old[place].call is not None] or every)
    rule = old[place]
    wide = Version(rule.id, re.sub(r"\\d", "[0-9x]", rule.when, count=1), rule.says, rule.call)
    return Pair(name, old, (*old[:place], wide, *old[place + 1 :]), same=False)


_CHANGES: dict[str, _Change] = {
    "identical": _identical,
    "renamed": _renamed,
    "one outcome changed": _one_outcome,
    "the outcome of a hidden rule changed": _outcome_of_a_hidden_rule,
    "one rule deleted": _deleted,
    "the hidden rules deleted": _hidden_rules_deleted,
    "one rule moved": _moved,
    "one rule split in two": _split,
    "one rule split in two with a gap": _split_with_a_gap,
    "50 rules, or half, shuffled": _shuffled,
    "a broad rule at the top": _broad_rule_at_the_top,
    "one pattern widened": _pattern_widened,
}
