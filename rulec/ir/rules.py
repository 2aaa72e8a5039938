"""Rules, rule sets and profiles."""

from __future__ import annotations

from dataclasses import field as attribute

from rulec.ir.conditions import ALWAYS, Condition
from rulec.ir.effects import Append, Effect, Set
from rulec.pexip import Policy
from rulec.records import dataclass
from rulec.source import Span


@dataclass(frozen=True, slots=True)
class Accepts:
    """A kind of finding that a rule or a set means to have: its code, and where that is written."""

    code: str
    span: Span


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `effects` act in order; its set's condition is not part of `when`."""

    id: str
    when: Condition
    effects: tuple[Effect, ...]
    span: Span | None = attribute(default=None, compare=False)
    description: str = ""
    owner: str = ""
    #: The place of the row, in a rule that was made from one of a table.
    row: Span | None = attribute(default=None, compare=False)
    #: What the rule accepts of all that is found about rules as a whole.
    accepts: tuple[Accepts, ...] = attribute(default=(), compare=False)

    @property
    def needs_service(self) -> bool:
        """A service rule that only changes a service counts as matched only when there is one."""
        return all(isinstance(effect, Set | Append) for effect in self.effects)

    @property
    def written_as(self) -> str:
        """The id that stands in the file: that of a rule from a table without its row."""
        return self.id.partition("[")[0]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of one file, in order."""

    name: str
    policy: Policy
    rules: tuple[Rule, ...]
    when: Condition = ALWAYS
    #: Only the first matching rule applies; otherwise every matching rule does.
    first_match: bool = True
    #: The effects when no rule matched.
    default: tuple[Effect, ...] = ()
    span: Span | None = attribute(default=None, compare=False)
    #: The places of the keys `default` and `when`.
    default_span: Span | None = attribute(default=None, compare=False)
    when_span: Span | None = attribute(default=None, compare=False)

    def awaits_service(self, rule: Rule | None) -> bool:
        """Whether a rule counts only where there is a service; None is the `default`."""
        return self.policy is Policy.SERVICE and rule is not None and rule.needs_service

    #: What the set accepts of all that is found about it and not about one of its rules.
    accepts: tuple[Accepts, ...] = attribute(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A rule, or the `default` of a set (no rule), that a profile's locations rule out."""

    rule_set: str
    policy: Policy
    rule: Rule | None


@dataclass(frozen=True, slots=True)
class Profile:
    """One Pexip policy profile: its rule sets in order, and how long a script may be.

    Conditions on the location of the call are decided already, as far as `assigned_to` tells.
    """

    name: str
    rule_sets: tuple[RuleSet, ...]
    budget: int
    assigned_to: tuple[str, ...] = ()
    #: Rules that can not apply at the locations of the profile, so that its scripts lack them.
    left_out: tuple[LeftOut, ...] = ()
    #: The place of its name; None without a project file that names profiles.
    span: Span | None = attribute(default=None, compare=False)

    def sets(self, policy: Policy) -> tuple[RuleSet, ...]:
        """The rule sets of one policy, in the order in which they apply."""
        return tuple(rules for rules in self.rule_sets if rules.policy is policy)

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policies for which the profile has a script."""
        return tuple(policy for policy in Policy if self.sets(policy))
