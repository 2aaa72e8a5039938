"""How much of the rules the tests of a run have tried, as data; `report` draws it."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from rulec.ir import Condition
from rulec.pexip import Policy
from rulec.records import dataclass
from rulec.source import Span
from rulec.testing.single_conditions import SingleCondition


class Why(StrEnum):
    """Why a rule did not apply in a test; what came nearest to it stands first."""

    NO_SERVICE = "no service to change"
    NOT_MATCHED = "not matched"
    #: Another rule of its set applied, so that it was not looked at, or was no default.
    ANOTHER_APPLIED = "another rule applied"
    OUTSIDE_SET = "outside the rule set's when"
    #: A rule of an earlier set rejected or redirected the call.
    DECIDED_BEFORE = "decided by an earlier rule set"
    #: No profile that tests run in has the rule.
    NO_TEST = "no test"
    #: It can not apply at the locations of any profile that has its set.
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule did not apply in some of the tests."""

    why: Why
    tests: int = 0
    #: What did not hold, when the rule did not match or its set's `when` did not hold.
    condition: Condition | None = None
    #: The row of a table whose condition that is; empty in a rule of its own.
    row: str = ""
    #: The rule that applied instead, as `set/rule`.
    by: str = ""
    #: With no test in a profile that has it: the locations of those in which tests ran, and one
    #: at which it may apply.
    not_at: tuple[str, ...] = ()
    location: str = ""


@dataclass(frozen=True, slots=True)
class ConditionCoverage:
    """A single condition: in how many tests it was asked, and with what outcomes.

    A look-up is one too: it held where the table has a row for its key.
    """

    single: SingleCondition
    tests: int
    held: bool
    failed: bool
    #: It asks for another value in other rows of the table; `single` is that of the first row.
    varies: bool = False

    @property
    def outcomes(self) -> int:
        """How many of the two outcomes it had."""
        return self.held + self.failed


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """A rule, all rows of one that a table repeats, or the `default` of a set (`id` is None).

    `applied_in` are the numbers of the tests in which it applied; `reasons` say why it did not,
    where there is none.
    """

    rule_set: str
    policy: Policy
    id: str | None
    span: Span | None
    applied_in: tuple[int, ...]
    #: How many rows the table has; None in a rule of its own.
    rows: int | None
    #: How many of them applied in some test.
    rows_applied: int
    reasons: tuple[Reason, ...]
    conditions: tuple[ConditionCoverage, ...]

    @property
    def tests(self) -> int:
        """In how many tests it applied."""
        return len(self.applied_in)

    @property
    def covered(self) -> bool:
        """Whether it applied in a test."""
        return bool(self.applied_in)

    @property
    def name(self) -> str:
        """`set/rule`, with `default` for the default of the set."""
        return f"{self.rule_set}/{'default' if self.id is None else self.id}"


@dataclass(frozen=True, slots=True)
class SetCoverage:
    """A rule set: the conditions of its `when`, and its rules with the default at the end."""

    name: str
    policy: Policy
    span: Span | None
    when: tuple[ConditionCoverage, ...]
    rules: tuple[RuleCoverage, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    covered: int
    total: int

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all; 100 of nothing."""
        return 100 * self.covered // self.total if self.total else 100

    def reaches(self, percent: Decimal) -> bool:
        """Whether it is at least `percent`, exactly."""
        return 100 * self.covered >= percent * self.total


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the tests of a run tried, rule set for rule set in the order of the files."""

    sets: tuple[SetCoverage, ...]

    @property
    def every_rule(self) -> tuple[RuleCoverage, ...]:
        """The rules and defaults of all sets."""
        return tuple(rule for rules in self.sets for rule in rules.rules)

    @property
    def rules(self) -> Share:
        """How many rules and defaults applied in some test."""
        every = self.every_rule
        return Share(sum(rule.covered for rule in every), len(every))

    @property
    def conditions(self) -> Share:
        """How many outcomes single conditions had; each may have two, to hold and to fail."""
        every = [
            condition
            for rules in self.sets
            for conditions in (rules.when, *(rule.conditions for rule in rules.rules))
            for condition in conditions
        ]
        return Share(sum(condition.outcomes for condition in every), 2 * len(every))
