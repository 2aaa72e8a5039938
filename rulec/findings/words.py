"""What conditions and rules are called in messages, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from rulec.analysis import Step
from rulec.diagnostics import Related, names
from rulec.ir import (
    All,
    AnyOf,
    Condition,
    DateRange,
    FieldTest,
    ItemTest,
    Named,
    Not,
    NoValue,
    ServiceFound,
    TimeWindow,
)
from rulec.ir.names import source_name
from rulec.source import Span

#: How many other places a finding shows.
MOST_RELATED = 4


def told(condition: Condition) -> str:
    """A condition by its key words, as the subject of a sentence; operands are not repeated."""
    match condition:
        case FieldTest(subject) | ItemTest(subject):
            words = _words(condition)
            return f"{words} on `{source_name(subject)}`" if words else f"`{source_name(subject)}`"
        case NoValue(subject):
            return f"`{source_name(subject)}: null`"
        case ServiceFound():
            return "`service_config: found`"
        case TimeWindow():
            return "`time`"
        case DateRange(span=span):
            return f"`{_key(span) or 'date'}`"
        case Named(name):
            return f"`is: {name}`"
        case AnyOf():
            return "`any`"
        case All(conditions):
            return told(conditions[0]) if len(conditions) == 1 else "this part of the condition"
        case Not(ServiceFound()):
            return "`service_config: missing`"
        case Not(FieldTest(subject) | ItemTest(subject) | NoValue(subject)):
            return f"`not` on `{source_name(subject)}`"
        case Not(inner):
            return f"the opposite of {told(inner)}"
        case _:
            assert_never(condition)


def _words(test: FieldTest | ItemTest) -> str:
    """The operators of a test, unless it is the equality that nobody writes out."""
    match test:
        case FieldTest(operator=operator):
            words = [operator.keyword]
        case ItemTest(demands=demands):
            words = [operator.keyword for operator, _ in demands]
    return "" if words in (["equals"], ["one_of"]) else names(words)


def _key(span: Span | None) -> str:
    """The word that stands at a place."""
    return "" if span is None else span.file.line(span.line)[span.column - 1 : span.end_column - 1]


def place(condition: Condition) -> Span | None:
    """Where a condition stands, or the first part of it that is known to stand somewhere."""
    match condition:
        case All(conditions) | AnyOf(conditions):
            return next((span for part in conditions if (span := place(part))), None)
        case Not(inner):
            return place(inner)
        case Named(span=span, condition=inner):
            return span or place(inner)
        case _:
            return condition.span


def step_place(step: Step) -> Span | None:
    """Where a rule stands, or its row, or the `default`."""
    if step.rule is None:
        return step.rule_set.default_span or step.rule_set.span
    return step.rule.row or step.rule.span


def named(step: Step) -> str:
    """A rule by its name, or the `default`, as the subject of a sentence."""
    return f"`{step.name}`" if step.rule is not None else "the `default`"


def listed(steps: Iterable[Step]) -> str:
    """Steps by name: `a`, `b` and `c`."""
    return listed_names([step.name for step in steps])


def listed_names(every: Sequence[str]) -> str:
    """Names: `a`, `b` and `c`."""
    if len(every) < 2:
        return names(every)
    *most, last = every
    return f"{names(most)} and `{last}`" if len(every) < 8 else names(every)


def related(steps: Sequence[Step], message: str) -> tuple[Related, ...]:
    """The places of steps, the first few."""
    spans = [span for step in steps if (span := step_place(step)) is not None]
    return tuple(Related(message, span) for span in spans[:MOST_RELATED])
