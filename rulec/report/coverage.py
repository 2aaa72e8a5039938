"""What tests covered: as text for a terminal and as data for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from rulec.ir import Condition, Value
from rulec.records import dataclass
from rulec.report.conditions import described
from rulec.report.left_out import cannot_apply_at, give_location
from rulec.report.safe_text import safe
from rulec.report.secrets import Veil
from rulec.report.values import value_text
from rulec.source import Span
from rulec.testing import (
    ConditionCoverage,
    Coverage,
    Reason,
    RuleCoverage,
    SetCoverage,
    Share,
    SingleCondition,
    Why,
)

#: Entries of each list that are shown unless all are asked for: about a screen.
MOST_LISTED = 20
#: What is named in one reason; the rest is counted.
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Words:
    """Conditions in words, without what `veil` hides, and without PINs unless `show_secrets`."""

    veil: Veil
    show_secrets: bool = False

    def of(self, condition: Condition) -> str:
        """A condition on one line."""
        return self.veil.text(described(condition, show_secrets=self.show_secrets))

    def of_value(self, value: Value) -> str:
        """A value on one line."""
        return self.veil.text(value_text(value))

    def of_single(self, single: SingleCondition) -> str:
        """A single condition, or a look-up, on one line."""
        if single.key is None:
            return f"`{self.of(single.condition)}`"
        return f"look-up in `{safe(single.table)}` by `{self.of_value(single.key)}`"


# --- For people ----------------------------------------------------------------------------------


def coverage_text(coverage: Coverage, words: Words, *, everything: bool = False) -> str:
    """How many rules and conditions the tests tried, and which they did not, with reasons.

    With `everything` nothing is left out, and each rule is shown with how often it applied. Ends
    with a line end.
    """
    rules, conditions = coverage.rules, coverage.conditions
    lines = [
        f"rules: {_of(rules)} ({rules.percent} %)",
        f"conditions: {_of(conditions)} outcomes ({conditions.percent} %)",
    ]
    often = [_how_often(rule) for rule in coverage.every_rule] if everything else []
    blocks = {
        "how often each rule applied:": _cut(often, everything=True),
        "rules that applied in no test:": _idle(coverage, words, everything=everything),
        "tables with rows that applied in no test:": _cut(
            [_how_often(rule) for rule in coverage.every_rule if _has_idle_rows(rule)],
            everything=everything,
        ),
        "conditions that did not both hold and fail:": _one_sided(
            coverage, words, everything=everything
        ),
    }
    for head, entries in blocks.items():
        lines += ["", head, *entries] if entries else []
    return "\n".join(lines) + "\n"


def too_little(name: str, share: Share, percent: object) -> str:
    """In a line: a share is less than what was asked for."""
    return f"{name}: {_of(share)} is less than {percent} %"


def _idle(coverage: Coverage, words: Words, *, everything: bool) -> list[str]:
    """The rules that applied in no test, with reasons; a set that no test came to in one line."""
    entries: list[str] = []
    for rules in coverage.sets:
        idle = [rule for rule in rules.rules if not rule.covered]
        if len(idle) > 1 and len(idle) == len(rules.rules) and _are_untested(idle):
            place = f"  {_place(rules.span)}{safe(rules.name)}"
            told = f"no test runs in a profile that has its {len(idle):,} rules"
            entries.append(f"{place}: {told}{_elsewhere(idle[0].reasons[0], 'they')}")
            continue
        for rule in idle:
            reasons = "".join(f"\n    {why}" for why in _reasons(rule, words))
            entries.append(f"  {_place(rule.span)}{safe(rule.name)}{_rows(rule)}{reasons}")
    return _cut(entries, everything=everything)


def _are_untested(rules: list[RuleCoverage]) -> bool:
    """Whether no test ran where any of the rules is, for one and the same reason."""
    (first, *_), *_ = (rule.reasons for rule in rules)
    return first.why is Why.NO_TEST and all(rule.reasons == (first,) for rule in rules)


def _one_sided(coverage: Coverage, words: Words, *, everything: bool) -> list[str]:
    """The conditions that lack an outcome, below the rules that they are part of.

    Those of a rule that was never looked at would only say so again, and are left out.
    """
    found: list[tuple[str, str]] = []
    unasked = 0
    for head, conditions, span in _places(coverage):
        for condition in conditions:
            if not condition.tests and not everything:
                unasked += 1
            elif condition.outcomes < 2:
                found.append((head, _lacking(condition, span, words)))
    shown = found if everything else found[:MOST_LISTED]
    lines = []
    for head, entries in groupby(shown, key=lambda entry: entry[0]):
        lines += [head, *(entry for _, entry in entries)]
    if unasked:
        lines.append(f"  {_count(unasked, 'condition')} that no test came to")
    return lines + _more(len(found) - len(shown))


def _places(coverage: Coverage) -> Iterator[tuple[str, tuple[ConditionCoverage, ...], Span | None]]:
    """Where conditions are used: a head line, the conditions, and the place of the rule."""
    for rules in coverage.sets:
        head = f"  {_place(rules.span)}{safe(rules.name)}, `when` of the set"
        yield head, rules.when, rules.span
        for rule in rules.rules:
            head = f"  {_place(rule.span)}{safe(rule.name)}{_rows(rule)}"
            yield head, rule.conditions, rule.span


def _lacking(condition: ConditionCoverage, span: Span | None, words: Words) -> str:
    own = condition.single.span
    place = "" if own is None else f"line {own.line}: "
    if own is not None and span is not None and own.file.path != span.file.path:
        place = _place(own)
    told = words.of_single(condition.single)
    if condition.varies:
        told += ", or what other rows ask for,"
    if condition.single.named:
        told += f" (in {safe(condition.single.named)})"
    if condition.single.key is not None:
        told = f"{told.removesuffix(',')}:"
    asked = f" (asked in {_count(condition.tests, 'test')})" if condition.tests else ""
    return f"    {place}{told} {_outcome(condition)}{asked}"


def _outcome(condition: ConditionCoverage) -> str:
    if not condition.outcomes:
        return "never asked"
    if condition.single.key is not None:
        return "always found a row" if condition.held else "never found a row"
    return "never failed" if condition.held else "never held"


def _reasons(rule: RuleCoverage, words: Words) -> Iterator[str]:
    """Why a rule applied in no test, a line for each kind of reason."""
    kinds = [(why, list(same)) for why, same in groupby(rule.reasons, key=lambda one: one.why)]
    for number, (why, same) in enumerate(kinds):
        yield _told(rule, why, same, words, first=number == 0)


def _told(rule: RuleCoverage, why: Why, same: list[Reason], words: Words, *, first: bool) -> str:
    match why:
        case Why.NO_SERVICE:
            return f"there was no service to change ({_tests(same)})"
        case Why.NOT_MATCHED:
            never = "never held" if first else "did not hold"
            rows = "" if rule.rows is None else " in any row"
            return f"its condition {never}{rows}: {_failed(same, words)}"
        case Why.ANOTHER_APPLIED:
            others = _others(same, rule.rule_set)
            return f"no test reached it: {others}" if first else f"otherwise {others}"
        case Why.OUTSIDE_SET:
            never = "never held" if first else "did not hold"
            return f"the set's `when` {never}: {_failed(same, words)}"
        case Why.DECIDED_BEFORE:
            return f"an earlier rule set decided the call: {_others(same, '')}"
        case Why.NO_TEST:
            return f"no test runs in a profile that has it{_elsewhere(same[0], 'it')}"
        case Why.LEFT_OUT:
            return "left out of every profile's scripts: it cannot apply at their locations"


def _elsewhere(reason: Reason, subject: str) -> str:
    """Where tests ran that came to no profile with a rule, and what would help."""
    if not reason.not_at:
        return ""
    told = f", and {subject} {cannot_apply_at(reason.not_at)}"
    return f"{told}: {give_location('a test', reason.location)}" if reason.location else told


def _failed(reasons: list[Reason], words: Words) -> str:
    """The conditions that did not hold, with the number of tests."""
    return _named(
        f"{f'{safe(reason.row)} ' if reason.row else ''}"
        f"`{_condition(reason, words)}` failed in"
        f" {_count(reason.tests, 'test')}"
        for reason in reasons
    )


def _others(reasons: list[Reason], own_set: str) -> str:
    """The rules that applied instead, with the number of tests."""
    word = "applied first " if own_set else ""
    return _named(
        f"`{safe(reason.by.removeprefix(f'{own_set}/'))}` {word}({_count(reason.tests, 'test')})"
        for reason in reasons
    )


def _condition(reason: Reason, words: Words) -> str | None:
    if reason.condition is None:
        return None
    return words.of(reason.condition)


def _named(parts: Iterable[str]) -> str:
    every = list(parts)
    rest = len(every) - _MOST_NAMED
    more = [f"and {rest:,} more"] if rest > 0 else []
    return ", ".join(every[:_MOST_NAMED] + more)


def _tests(reasons: list[Reason]) -> str:
    return _count(sum(reason.tests for reason in reasons), "test")


def _how_often(rule: RuleCoverage) -> str:
    tests = _count(rule.tests, "test") if rule.tests else "no test"
    applied = f"applied in {tests}"
    if rule.rows is not None:
        applied = f"{rule.rows_applied:,} of {_count(rule.rows, 'row')} applied, in {tests}"
    return f"  {_place(rule.span)}{safe(rule.name)}: {applied}"


def _has_idle_rows(rule: RuleCoverage) -> bool:
    return rule.covered and rule.rows is not None and rule.rows_applied < rule.rows


def _rows(rule: RuleCoverage) -> str:
    return "" if rule.rows is None else f" ({_count(rule.rows, 'row')})"


def _cut(entries: list[str], *, everything: bool) -> list[str]:
    """The entries that a screen holds, and how many there are more."""
    shown = entries if everything else entries[:MOST_LISTED]
    return shown + _more(len(entries) - len(shown))


def _more(count: int) -> list[str]:
    return [f"  ... and {count:,} more; --coverage shows all"] if count else []


def _of(share: Share) -> str:
    return f"{share.covered:,} of {share.total:,}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _place(span: Span | None) -> str:
    return "" if span is None else safe(f"{span.file.path}:{span.line}: ")


# --- For programs --------------------------------------------------------------------------------


def coverage_json(coverage: Coverage, words: Words) -> dict[str, object]:
    """What tests covered as data that `json.dumps` takes.

    Keys: `rules` and `conditions`, each with `covered`, `total` and `percent` (rounded down; of
    conditions outcomes are counted), `tables` and `uncovered`, two lists. All their entries have
    `policy`, `rule_set`, `rule` (null for the `default` or the `when` of a set), `path` and `line`.
    One of `tables` is a rule that a table repeats, with `rows` and `applied` (how many of them
    did). One of `uncovered` has `kind`, `told` (what is wrong, in words) and, by its kind:

    * `rule` or `default`: `rows` (null without a table) and `reasons`, a list of `why`, `tests`,
      `condition`, `row`, `by` (the rule that applied instead, as `set/rule`) and `location` (one
      that a test should give, or null).
    * `condition` or `look-up`: `condition` (in words) or `table` and `key`, `named` (the named
      condition or value that it is part of, or null), `condition_line`, `outcome` (`never held`,
      `never failed`, `never found a row`, `always found a row` or `never asked`) and `tests` (in
      how many it was asked).
    """
    entries: list[dict[str, object]] = []
    for rules in coverage.sets:
        at = _at(rules, None, rules.span)
        entries += _one_sided_json(rules.when, at, words)
        for rule in rules.rules:
            at = _at(rules, rule.id, rule.span)
            if not rule.covered:
                entries.append(at | _idle_json(rule, words))
            entries += _one_sided_json(rule.conditions, at, words)
    return {
        "rules": _share_json(coverage.rules),
        "conditions": _share_json(coverage.conditions),
        "tables": [
            _at(rules, rule.id, rule.span) | {"rows": rule.rows, "applied": rule.rows_applied}
            for rules in coverage.sets
            for rule in rules.rules
            if rule.rows is not None
        ],
        "uncovered": entries,
    }


def _share_json(share: Share) -> dict[str, object]:
    return {"covered": share.covered, "total": share.total, "percent": share.percent}


def _at(rules: SetCoverage, rule: str | None, span: Span | None) -> dict[str, object]:
    return {
        "policy": rules.policy.value,
        "rule_set": rules.name,
        "rule": rule,
        "path": span and span.file.path,
        "line": span and span.line,
    }


def _idle_json(rule: RuleCoverage, words: Words) -> dict[str, object]:
    return {
        "kind": "default" if rule.id is None else "rule",
        "told": "; ".join(_reasons(rule, words)),
        "rows": rule.rows,
        "reasons": [
            {
                "why": reason.why.value,
                "tests": reason.tests,
                "condition": _condition(reason, words),
                "row": reason.row or None,
                "by": reason.by or None,
                "location": reason.location or None,
            }
            for reason in rule.reasons
        ],
    }


def _one_sided_json(
    conditions: Iterable[ConditionCoverage], at: dict[str, object], words: Words
) -> Iterator[dict[str, object]]:
    for condition in conditions:
        if condition.outcomes < 2:
            span = condition.single.span
            yield at | {
                **_asked_json(condition.single, words),
                "told": _lacking(condition, None, words).strip(),
                "named": condition.single.named or None,
                "condition_line": span and span.line,
                "outcome": _outcome(condition),
                "tests": condition.tests,
            }


def _asked_json(single: SingleCondition, words: Words) -> dict[str, object]:
    if single.key is None:
        return {"kind": "condition", "condition": words.of(single.condition)}
    return {"kind": "look-up", "table": single.table, "key": words.of_value(single.key)}
