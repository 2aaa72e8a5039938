"""What a test expects against what was decided."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from rulec.evaluate import Decision
from rulec.records import dataclass
from rulec.resolve.tests import TestCase


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that is not as a test expects.

    `what` is `rule`, `action`, `exactly`, `result`, or `result.` and a key. For `rule` the values
    are ids, `expected` None where no rule may apply and `got` a list; otherwise JSON data.
    """

    what: str
    expected: object
    got: object


def mismatches(case: TestCase, decision: Decision) -> tuple[Mismatch, ...]:
    """What is not as `case` expects; nothing when the test passes.

    `rule` looks at the rules of the test's own rule set, or at all of them in a test of a profile;
    a `default` is no rule, and a rule that a table repeats stands for any of its rows. `action`,
    `result` and `exactly` look at the whole decision. Values are equal when they are the same JSON:
    1, 1.0, true and "1" are four values. In `result` null also stands for a key that is not there;
    in `exactly` it does not.
    """
    return tuple(_mismatches(case, decision))


def _mismatches(case: TestCase, decision: Decision) -> Iterator[Mismatch]:
    expect = case.expect
    if expect.rule is not None:
        applied = [
            step.rule
            for step in decision.applied
            if step.rule is not None and case.rule_set in (None, step.rule_set)
        ]
        wanted = set(expect.rule)
        names = {name for rule in applied for name in (rule.id, rule.written_as)}
        if (wanted and not wanted & names) or (not wanted and applied):
            ids = [rule.id for rule in applied]
            yield Mismatch("rule", expect.rule[0] if expect.rule else None, ids)
    if expect.action is not None and expect.action != decision.action.value:
        yield Mismatch("action", expect.action, decision.action.value)
    if expect.result is not None:
        if isinstance(decision.result, Mapping):
            for key, value in expect.result.items():
                got = decision.result.get(key)
                if not _same(value, got):
                    yield Mismatch(f"result.{key}", value, got)
        else:
            yield Mismatch("result", expect.result, decision.result)
    if expect.has_exactly and not _same(expect.exactly, decision.result):
        yield Mismatch("exactly", expect.exactly, decision.result)


def _same(one: object, other: object) -> bool:
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
