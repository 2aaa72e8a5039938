"""A decision and its trace: as text for a terminal and as data for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from rulec.evaluate import Change, Decision, Inputs, Outcome, RuleTrace
from rulec.ir import Redirect, Reject, RuleSet
from rulec.report.conditions import described, readings, shown
from rulec.report.safe_text import safe
from rulec.report.secrets import masked, secret_names
from rulec.source import Span

_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_GREEN = "\x1b[32m"
_FAINT = "\x1b[2m"


@dataclass(frozen=True)
class Told:
    """A decision with what it takes to tell how it came about.

    `rule_sets` are those of the profile and policy, `inputs` those that were decided. Values of
    secret fields, and values made from them, read `(hidden)` unless `show_secrets`.
    """

    decision: Decision
    rule_sets: tuple[RuleSet, ...]
    inputs: Inputs
    show_secrets: bool = False
    _hidden: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        if not self.show_secrets:
            object.__setattr__(self, "_hidden", secret_names(self.rule_sets))

    @property
    def result(self) -> object:
        """The result as JSON data."""
        return masked(self.decision.result, self._hidden)

    def change(self, change: Change) -> tuple[object, object]:
        """The values of a changed field before and after."""
        own = {change.field} if change.secret and not self.show_secrets else set()
        before = masked({change.field: change.before}, self._hidden | own)
        after = masked({change.field: change.after}, self._hidden | own)
        assert isinstance(before, dict)  # noqa: S101  masking keeps the shape
        assert isinstance(after, dict)  # noqa: S101  masking keeps the shape
        return before[change.field], after[change.field]

    def condition(self, step: RuleTrace) -> str | None:
        """The condition that did not hold, in an author's words."""
        if step.failed is None:
            return None
        return described(step.failed, show_secrets=self.show_secrets)

    def actual(self, step: RuleTrace) -> tuple[tuple[str, object, str], ...]:
        """What the request had in that condition: name, JSON value, and both in words."""
        if step.failed is None:
            return ()
        every = readings(step.failed, self.inputs, show_secrets=self.show_secrets)
        return tuple((reading.name, reading.value, reading.told) for reading in every)

    @property
    def not_reached(self) -> tuple[str, ...]:
        """The rule sets after the one that rejected or redirected the request."""
        for index, rules in enumerate(self.rule_sets):
            for step in self.decision.applied:
                effects = rules.default if step.rule is None else step.rule.effects
                if step.rule_set == rules.name and any(
                    isinstance(effect, Reject | Redirect) for effect in effects
                ):
                    return tuple(later.name for later in self.rule_sets[index + 1 :])
        return ()


# --- For programs --------------------------------------------------------------------------------


def decision_json(told: Told) -> dict[str, object]:
    """A decision as data that `json.dumps` takes.

    Keys: `action` (`continue`, `reject`, `redirect`), `result`, `trace` and `not_reached` (the
    names of rule sets after a reject or redirect). A step of the trace has `rule_set`, `rule`
    (null for the `default` of the set), `path`, `line`, `outcome` (`applied`, `not matched`,
    `no service to change`, `outside the rule set's when`), `condition` (the one that did not hold,
    or null), `actual` (what the request had in it, by name) and `changes`, a list of `field`,
    `before` and `after`.
    """
    return {
        "action": told.decision.action.value,
        "result": told.result,
        "trace": [_step_json(told, step) for step in told.decision.trace],
        "not_reached": list(told.not_reached),
    }


def _step_json(told: Told, step: RuleTrace) -> dict[str, object]:
    span = None if step.rule is None else step.rule.span
    return {
        "rule_set": step.rule_set,
        "rule": None if step.rule is None else step.rule.id,
        "path": span and span.file.path,
        "line": span and span.line,
        "outcome": step.outcome.value.replace("`", ""),
        "condition": told.condition(step),
        "actual": {name: value for name, value, _ in told.actual(step)},
        "changes": [
            {"field": change.field, "before": before, "after": after}
            for change in step.changes
            for before, after in [told.change(change)]
        ],
    }


# --- For people ----------------------------------------------------------------------------------


def decision_text(told: Told, *, colour: bool = False) -> str:
    """The decision, its result as JSON, and every rule that was looked at. Ends with a line end."""
    decision = told.decision
    # ASCII only: what callers wrote must not move the cursor or turn the line around.
    result = json.dumps(told.result, indent=2, ensure_ascii=True)
    lines = [f"{_painted('decision:', _BOLD, colour)} {decision.action.value}", result, ""]
    for rules in told.rule_sets:
        steps = [step for step in decision.trace if step.rule_set == rules.name]
        lines += _rule_set(rules, steps, told, colour=colour)
    return "\n".join(lines) + "\n"


def _rule_set(rules: RuleSet, steps: list[RuleTrace], told: Told, *, colour: bool) -> Iterator[str]:
    yield f"{_painted(safe(rules.name), _BOLD, colour)}"
    if rules.name in told.not_reached:
        yield "  not reached: the request was decided before"
        return
    if steps and all(step.outcome is Outcome.OUTSIDE_SET for step in steps):
        yield f"  none of its rules applies: {failure(told, steps[0])}"
        return
    if not steps:
        yield "  no rule applies"
    for step in steps:
        yield from _step(step, told, colour=colour)
    unseen = len(rules.rules) - sum(step.rule is not None for step in steps)
    if unseen and steps:
        last = next((step for step in reversed(steps) if step.outcome is Outcome.APPLIED), None)
        if last is not None and last.rule is not None:
            rest = "rule below it was" if unseen == 1 else f"{unseen} rules below it were"
            yield _painted(f"  (the {rest} not looked at)", _FAINT, colour)


def _step(step: RuleTrace, told: Told, *, colour: bool) -> Iterator[str]:
    place = "" if step.rule is None or step.rule.span is None else f"  {_place(step.rule.span)}"
    applied = step.outcome is Outcome.APPLIED
    name = _painted(safe(step.name), _GREEN if applied else "", colour)
    yield f"  {name}{_painted(place, _FAINT, colour)}"
    if not applied:
        yield f"    {failure(told, step)}"
        return
    yield f"    {_painted('applied', _GREEN, colour)}{'' if step.changes else ', nothing changed'}"
    for change in step.changes:
        before, after = told.change(change)
        arrow = shown(after) if before is None else f"{shown(before)} -> {shown(after)}"
        yield f"      {safe(change.field)}: {arrow}"


def failure(told: Told, step: RuleTrace) -> str:
    """Why a rule did not apply: the condition that did not hold, and what the request had."""
    if step.outcome is Outcome.NO_SERVICE:
        return "not matched: it changes a service, and there is none"
    condition = told.condition(step)
    actual = ", ".join(words for _, _, words in told.actual(step))
    kind = "outside the rule set" if step.outcome is Outcome.OUTSIDE_SET else "not matched"
    return f"{kind}: {condition}{f' ({actual})' if actual else ''}"


def _place(span: Span) -> str:
    return safe(f"{span.file.path}:{span.line}")


def _painted(text: str, paint: str, colour: bool) -> str:  # noqa: FBT001  a switch of the terminal
    return f"{paint}{text}{_RESET}" if colour and paint and text else text
