"""What a test is about, in words."""

from __future__ import annotations

from collections.abc import Container

from rulec.analysis.drafts import Path
from rulec.ir import DateRange, Not, NoValue, ServiceFound, TimeWindow
from rulec.testing.reaching import Goal
from rulec.testing.single_conditions import SingleCondition
from rulec.verify.reads import fields_in


def told(goal: Goal, single: SingleCondition | None, given: Container[Path] | None = None) -> str:
    """A goal in words; where a test reaches it, `given` are the fields that the test gives."""
    rule = "default" if goal.rule is None else goal.rule
    about = f"{goal.rule_set.rpartition('/')[2]}: when" if goal.of_set else rule
    if single is None:
        return f"{about} of {goal.rule_set} applies" if goal.rule is None else f"{about} applies"
    return f"{about}: {_outcome(single, given, holds=goal.holds)}"


def _outcome(single: SingleCondition, given: Container[Path] | None, *, holds: bool) -> str:
    """An outcome of a condition in words."""
    condition = single.condition
    while isinstance(condition, Not):
        condition, holds = condition.condition, not holds
    if single.table:
        return f"a row of {single.table}" if holds else f"no row of {single.table}"
    if isinstance(condition, ServiceFound):
        return "a service was found" if holds else "no service was found"
    if isinstance(condition, TimeWindow):
        return "the time fits" if holds else "at another time"
    if isinstance(condition, DateRange):
        return "the day fits" if holds else "on another day"
    rows = fields_in(condition)
    names = [row.dotted.removeprefix("call_info.") for row in rows]
    every = " and ".join(names)
    if isinstance(condition, NoValue):
        return f"{every} has no value" if holds else f"{every} has a value"
    if holds or given is None:
        return f"{every} fits" if holds else f"{every} does not fit"
    if not any(row.path in given for row in rows):
        return f"no {' or '.join(names)}"
    return f"another {' or '.join(names)}"
