"""Conditions of rules and of their script, so that tests that mean the same are the same test.

A script spells its tests its own way: a pattern as the regex text that was made of it, a list of
prefixes as prefixes one by one. A test of the script takes the place of a test of the rules only
when it is proved that both hold for the same calls; so nothing is taken on trust, and what differs
in spelling alone costs one proof and no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rulec.analysis import Calls, Empty, Formula, opposite
from rulec.ir import (
    All,
    AnyOf,
    Choice,
    Condition,
    FieldTest,
    ItemTest,
    Named,
    Not,
    RuleSet,
)
from rulec.ir.walk import walk
from rulec.operators import (
    Contains,
    EndsWith,
    InSubnet,
    Operator,
    PatternOperator,
    StartsWith,
    TextOperator,
)

_Leaf = FieldTest | ItemTest


def simple(condition: Condition) -> Condition:
    """The condition without names and needless nesting, and with single operands where any does."""
    match condition:
        case All(conditions):
            return _row(All, map(simple, conditions))
        case AnyOf(conditions):
            return _row(AnyOf, map(simple, conditions))
        case Not(inner):
            plain = simple(inner)
            return plain.condition if isinstance(plain, Not) else Not(plain)
        case Named(condition=inner):
            return simple(inner)
        case FieldTest(subject, operator):
            singles = _singles(operator)
            return _row(AnyOf, (FieldTest(subject, one) for one in singles))
        case _:
            return condition


def _row(kind: type[All] | type[AnyOf], conditions: Iterable[Condition]) -> Condition:
    flat: list[Condition] = []
    for one in conditions:
        flat += one.conditions if isinstance(one, kind) else (one,)
    found = tuple(dict.fromkeys(flat))
    return found[0] if len(found) == 1 else kind(found)


def _singles(operator: Operator) -> Sequence[Operator]:
    """Operators that each ask for one operand: any of them holds where the operator does."""
    match operator:
        case StartsWith(operands) | EndsWith(operands) | Contains(operands):
            return [replace(operator, operands=(one,)) for one in operands]
        case PatternOperator(patterns):
            return [replace(operator, patterns=(one,)) for one in patterns]
        case InSubnet(networks):
            versions = {network.version for network in networks}
            return [InSubnet(tuple(n for n in networks if n.version == v)) for v in versions]
        case _:
            return (operator,)


class Alike:
    """Reads the conditions of rules, and those of their script in terms of the rules' tests."""

    def __init__(self, calls: Calls, rule_sets: Sequence[RuleSet]) -> None:
        self._calls = calls
        self._known: dict[_Leaf, Condition] = {}
        self._by_spelling: defaultdict[object, list[_Leaf]] = defaultdict(list)
        conditions = [rules.when for rules in rule_sets]
        for rules in rule_sets:
            conditions += [rule.when for rule in rules.rules]
            every = (*(rule.effects for rule in rules.rules), rules.default)
            conditions += [node.when for node in walk(every) if isinstance(node, Choice)]
        for leaf in _leaves(map(simple, conditions)):
            self._known[leaf] = leaf
            for key in _spellings(leaf):
                self._by_spelling[key].append(leaf)

    def of_rule(self, condition: Condition) -> Formula:
        """The calls that meet a condition of a rule."""
        return self._calls.of(simple(condition))

    def of_script(self, condition: Condition) -> Formula:
        """The calls that meet a condition of the script."""
        return self._calls.of(self._renamed(simple(condition)))

    def _renamed(self, condition: Condition) -> Condition:
        match condition:
            case All(conditions):
                return All(tuple(map(self._renamed, conditions)))
            case AnyOf(conditions):
                return AnyOf(tuple(map(self._renamed, conditions)))
            case Not(inner):
                return Not(self._renamed(inner))
            case FieldTest() | ItemTest():
                if condition not in self._known:
                    self._known[condition] = self._same(condition)
                return self._known[condition]
            case _:
                return condition

    def _same(self, leaf: _Leaf) -> Condition:
        """The test of a rule that is proved to hold where this one does; else this one."""
        candidates = (other for key in _spellings(leaf) for other in self._by_spelling.get(key, ()))
        for other in dict.fromkeys(candidates):
            if self._is_same(leaf, other):
                return other
        return leaf

    def _is_same(self, one: _Leaf, other: _Leaf) -> bool:
        a, b = self._calls.of(one), self._calls.of(other)
        if a == b:
            return True
        pairs = ((a, opposite(b)), (b, opposite(a)))
        return all(isinstance(self._calls.find(self._calls.both(*p)), Empty) for p in pairs)


def _leaves(conditions: Iterable[Condition]) -> Iterable[_Leaf]:
    for node in walk(tuple(conditions)):
        if isinstance(node, FieldTest | ItemTest):
            yield node


def _spellings(leaf: _Leaf) -> Iterable[object]:
    """What tests have in common that may hold for the same calls: a hint and no proof."""
    match leaf:
        case FieldTest(subject, operator):
            yield subject, _spelled(operator)
        case ItemTest(subject, demands):
            yield subject, tuple((_spelled(operator), negated) for operator, negated in demands)


def _spelled(operator: Operator) -> object:
    return operator.item_pattern() if isinstance(operator, TextOperator) else operator
