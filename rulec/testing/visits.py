"""What became of each rule set in each run of a test, and why a rule did not apply there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rulec.evaluate import Decision, Inputs, Outcome, RuleTrace, first_failing
from rulec.ir import Condition, Profile, Redirect, Reject, RuleSet
from rulec.pexip import Policy
from rulec.records import dataclass
from rulec.testing.coverage import Reason, Why


@dataclass(frozen=True, slots=True)
class Ran:
    """One test in one profile; `test` is its number among the tests of the run."""

    test: int
    profile: Profile
    policy: Policy
    inputs: Inputs
    decision: Decision


@dataclass(frozen=True, slots=True)
class Visit:
    """One rule set in one run, as the profile has it; `steps` are those of its rules."""

    ran: Ran
    rules: RuleSet
    steps: tuple[RuleTrace, ...]
    #: The rule of an earlier set that decided the call, as `set/rule`; empty where none did.
    decided_by: str
    #: The last rule of this set that applied, or its default, as `set/rule`; empty where none did.
    applied: str

    @property
    def reached(self) -> bool:
        """Whether the call came to this rule set."""
        return not self.decided_by


def visits(ran: Ran) -> Iterator[Visit]:
    """The rule sets of a run in their order."""
    steps: dict[str, list[RuleTrace]] = {}
    for step in ran.decision.trace:
        steps.setdefault(step.rule_set, []).append(step)
    decided_by = ""
    for rules in ran.profile.sets(ran.policy):
        own = tuple(steps.get(rules.name, ()))
        applied = [step for step in own if step.outcome is Outcome.APPLIED]
        yield Visit(ran, rules, own, decided_by, _named(applied[-1]) if applied else "")
        # Whatever decides the call is the last that applies.
        if applied and decides(applied[-1], rules):
            decided_by = _named(applied[-1])


def decides(step: RuleTrace, rules: RuleSet) -> bool:
    """Whether what applied refuses or redirects the call, so that nothing comes after it."""
    effects = rules.default if step.rule is None else step.rule.effects
    return any(isinstance(effect, Reject | Redirect) for effect in effects)


def _named(step: RuleTrace) -> str:
    return f"{step.rule_set}/{step.name}"


def reason(visit: Visit, steps: list[RuleTrace], *, is_default: bool, of_table: bool) -> Reason:
    """Why a rule did not apply there, or the default of a set.

    `steps` are those of the rule: several when it comes from the rows of a table, none when it was
    not looked at.
    """
    if visit.decided_by:
        return Reason(Why.DECIDED_BEFORE, by=visit.decided_by)
    if not steps:
        return _not_looked_at(visit, is_default=is_default)
    # Of many rows the first one stands for all, unless another came nearer.
    best = next((step for step in steps if step.outcome is Outcome.NO_SERVICE), steps[0])
    if best.outcome is Outcome.OUTSIDE_SET:
        return Reason(Why.OUTSIDE_SET, condition=best.failed)
    if best.outcome is Outcome.NO_SERVICE:
        return Reason(Why.NO_SERVICE)
    return Reason(Why.NOT_MATCHED, condition=best.failed, row=best.name if of_table else "")


def _not_looked_at(visit: Visit, *, is_default: bool) -> Reason:
    outside = first_failing(visit.rules.when, visit.ran.inputs) if is_default else None
    if outside is not None:
        return Reason(Why.OUTSIDE_SET, condition=outside)
    return Reason(Why.ANOTHER_APPLIED, by=visit.applied)


def summed(found: Iterable[tuple[int, Reason]]) -> tuple[Reason, ...]:
    """Reasons of single runs, by the number of the test, each once, with its number of tests.

    What came nearest to the rule first, then what is so in most tests.
    """
    buckets: dict[tuple[Why, str, str], list[tuple[Condition | None, set[int]]]] = {}
    for test, one in found:
        bucket = buckets.setdefault((one.why, one.row, one.by), [])
        for condition, tests in bucket:
            # The same objects come back in every test; profiles have copies that are equal.
            if condition is one.condition or condition == one.condition:
                tests.add(test)
                break
        else:
            bucket.append((one.condition, {test}))
    counted = [
        Reason(why, len(tests), condition, row, by)
        for (why, row, by), bucket in buckets.items()
        for condition, tests in bucket
    ]
    order = list(Why)
    return tuple(sorted(counted, key=lambda one: (order.index(one.why), -one.tests)))
