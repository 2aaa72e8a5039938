"""Decisions and their traces, as data; `report` draws them."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from rulec.ir import Condition, Rule
from rulec.pexip import Policy
from rulec.records import dataclass


class Action(StrEnum):
    """What Pexip does with the call. A media location answer has no action: it continues."""

    CONTINUE = "continue"
    REJECT = "reject"
    REDIRECT = "redirect"


class Outcome(StrEnum):
    """What became of one rule."""

    APPLIED = "applied"
    NOT_MATCHED = "not matched"
    #: Its condition holds, but it only changes a service and there is none at that point.
    NO_SERVICE = "no service to change"
    #: The condition of its rule set does not hold.
    OUTSIDE_SET = "outside the rule set's `when`"


@dataclass(frozen=True, slots=True)
class Change:
    """One field that an effect changed. `before` is absent (None) for a new field."""

    field: str
    before: object
    after: object
    secret: bool = False


class RuleTrace(NamedTuple):
    """One rule that was looked at; `rule` is None for the `default` of its set.

    A named tuple, because each decision makes one for each rule.
    """

    rule_set: str
    rule: Rule | None
    outcome: Outcome
    #: The first condition that did not hold, when the outcome is that it did not match.
    failed: Condition | None = None
    changes: tuple[Change, ...] = ()

    @property
    def name(self) -> str:
        """The rule's id, or `default`."""
        return "default" if self.rule is None else self.rule.id


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to one request.

    `result` is JSON data: the service, the overrides, `{"new_alias": ...}` of a redirect, `{}` or
    a `reject_reason` of a reject; for media locations the locations, or null as it came.
    """

    policy: Policy
    action: Action
    result: object
    trace: tuple[RuleTrace, ...]

    @property
    def applied(self) -> tuple[RuleTrace, ...]:
        """The rules, and defaults, that applied, in order."""
        return tuple(step for step in self.trace if step.outcome is Outcome.APPLIED)

    @property
    def answer(self) -> dict[str, object]:
        """The JSON object that the script prints for this decision."""
        if self.policy is Policy.MEDIA_LOCATION:
            return {"result": self.result}
        return {"action": self.action.value, "result": self.result}
