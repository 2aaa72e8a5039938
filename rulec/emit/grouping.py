"""Rules that do the same become one rule, so that a table of a thousand rows fits a script.

A rule is moved up to an earlier one with the same effects only past rules that are exclusive with
it: no call meets both, because they ask the same source for different things. Where the first match
decides, two neighbours that no call meets both may change places, and two with the same effects are
one rule with both conditions; by induction every step leaves every decision as it was. Where every
match applies, the rules between do nothing for a call that meets the moved one, so that its effects
follow those of the earlier rule at once; to do the same twice is to do it once, but for `append`,
which therefore takes members that are exclusive too.

What effects write depends on the inputs alone and not on the condition, captures included. Traces
and tests know the rules as they were written: only scripts are made of groups.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import field, replace

from rulec.emit.exclusive import Demands, Rivals, demands
from rulec.emit.joining import any_of, shape
from rulec.ir import Append, Constant, Create, Effect, Rule, RuleSet
from rulec.ir.walk import walk
from rulec.records import dataclass

#: How many rules of a group its comment names.
_NAMED = 2


def groups_of(rules: RuleSet, *, alike: bool) -> list[list[Rule]]:
    """The rules of a set, those together that may be one at the place of the first of them.

    With `alike` only rules come together that differ in operands, as the rows of a table do: others
    read better apart.
    """
    kinds = [(_kind(rule.effects), shape(rule.when) if alike else None) for rule in rules.rules]
    if len(set(kinds)) == len(kinds):
        return [[rule] for rule in rules.rules]
    groups: list[_Group] = []
    latest: dict[Hashable, _Group] = {}
    rivals: Rivals[_Group] = Rivals()
    for rule, kind in zip(rules.rules, kinds, strict=True):
        asked = demands(rule.when)
        group = latest.get(kind)
        if group is None or not _may_join(group, rule, asked, rivals, rules):
            group = _Group(len(groups))
            groups.append(group)
            latest[kind] = group
        group.members.append(rule)
        rivals.add(asked, group)
    return [group.members for group in groups]


def merged(members: Sequence[Rule]) -> Rule:
    """The one rule that stands for a group of `groups_of`."""
    first = members[0]
    if len(members) == 1:
        return first
    when = any_of([member.when for member in members])
    return replace(first, id=_named([member.id for member in members]), when=when)


@dataclass(slots=True, eq=False)
class _Group:
    """Rules with the same effects that stand at the place of the first of them."""

    place: int
    members: list[Rule] = field(default_factory=list)


def _may_join(
    group: _Group, rule: Rule, asked: Demands, rivals: Rivals[_Group], rules: RuleSet
) -> bool:
    """Whether the rule can stand at the place of the group, past all groups behind it."""
    alone = not rules.first_match and not _repeatable(rule.effects)

    def in_the_way(other: _Group) -> bool:
        return other.place > group.place or (alone and other is group)

    return not rivals.any(asked, in_the_way)


def _repeatable(effects: tuple[Effect, ...]) -> bool:
    """Whether effects that act twice in a row do what they do once."""
    if any(isinstance(effect, Append) for effect in effects):
        return False
    # What stands before a `create` would find its service the second time.
    return not any(isinstance(effect, Create) for effect in effects[1:])


def _kind(effects: tuple[Effect, ...]) -> Hashable:
    """The same for the same effects alone: to Python, 1 and true are equal."""
    types = tuple(type(node.value) for node in walk(effects) if isinstance(node, Constant))
    return effects, types


def _named(ids: Sequence[str]) -> str:
    """The members of a group, as a comment names them."""
    shown = list(ids) if len(ids) <= _NAMED + 1 else [*ids[:_NAMED], f"{len(ids) - _NAMED} more"]
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
