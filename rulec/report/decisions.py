"""A decision and its trace: as text for a terminal and as data for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import field
from itertools import groupby

from rulec.emit import RuleName
from rulec.evaluate import Change, Decision, Inputs, Outcome, RuleTrace
from rulec.ir import Profile, Redirect, Reject, RuleSet
from rulec.records import dataclass
from rulec.report.conditions import MOST_PARTS, described, readings, shown
from rulec.report.left_out import Omitted, cannot_apply, left_out_data, omitted
from rulec.report.safe_text import safe
from rulec.report.secrets import Veil, veil_of
from rulec.report.where import InScript
from rulec.source import Span

_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_GREEN = "\x1b[32m"
_FAINT = "\x1b[2m"


@dataclass(frozen=True)
class Told:
    """A decision with what it takes to tell how it came about.

    `rule_sets` are those of the profile and policy, `inputs` those that were decided. Values of
    secret fields, and values made from them, read `(hidden)` unless `show_secrets`; what comes
    from the environment of the build always does. With a `profile`, rules that its scripts lack
    are told too. With a `script`, so is where the rules that applied stand in it.
    """

    decision: Decision
    rule_sets: tuple[RuleSet, ...]
    inputs: Inputs
    show_secrets: bool = False
    profile: Profile | None = None
    script: InScript | None = None
    veil: Veil = field(init=False, default=Veil())

    def __post_init__(self) -> None:
        veil = veil_of(self.rule_sets, show_secrets=self.show_secrets)
        object.__setattr__(self, "veil", veil)

    @property
    def result(self) -> object:
        """The result as JSON data."""
        return self.veil.data(self.decision.result)

    @property
    def omitted(self) -> tuple[Omitted, ...]:
        """The rules that the script of the profile lacks."""
        return () if self.profile is None else omitted(self.profile, self.decision.policy)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is odd about the request, which scripts may never see, or about the script."""
        found = () if self.script is None or not self.script.note else (self.script.note,)
        return (*found, *self._elsewhere)

    @property
    def _elsewhere(self) -> tuple[str, ...]:
        places = () if self.profile is None else self.profile.assigned_to
        location = self.inputs.raw(("call_info", "location"))
        if not places or location is None or location in places:
            return ()
        name = "" if self.profile is None else self.profile.name
        told = shown(self.veil.data(location))
        note = f"profile {name} runs at {', '.join(places)}: its scripts never see a call at "
        return (f"{safe(note)}{told}",)

    def change(self, change: Change) -> tuple[object, object]:
        """The values of a changed field before and after."""
        own = {change.field} if change.secret and not self.show_secrets else set()
        veil = Veil(self.veil.names | own, self.veil.texts)
        before, after = (
            next(iter(made.values())) if isinstance(made, dict) else None
            for made in (veil.data({change.field: one}) for one in (change.before, change.after))
        )
        return before, after

    def condition(self, step: RuleTrace) -> str | None:
        """The condition that did not hold, in an author's words."""
        if step.failed is None:
            return None
        return self.veil.text(described(step.failed, show_secrets=self.show_secrets))

    def actual(self, step: RuleTrace) -> tuple[tuple[str, object, str], ...]:
        """What the request had in that condition: name, JSON value, and both in words."""
        if step.failed is None:
            return ()
        every = readings(step.failed, self.inputs, show_secrets=self.show_secrets, veil=self.veil)
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

    Keys: `action` (`continue`, `reject`, `redirect`), `result`, `trace`, `not_reached` (the names
    of rule sets after a reject or redirect), `left_out` (rules that the profile's scripts lack:
    `rule_set`, `rule` and `rows`) and `notes` (texts). A step of the trace has `rule_set`, `rule`
    (null for the `default` of the set), `path`, `line`, `row` (`path` and `line` of the row of a
    table, or null), `outcome` (`applied`, `not matched`, `no service to change`, `outside the rule
    set's when`), `condition` (the one that did not hold, or null), `actual` (what the request had
    in it, by name), `changes`, a list of `field`, `before` and `after`, and `parts`, those of the
    script as `part_data` gives them.
    """
    return {
        "action": told.decision.action.value,
        "result": told.result,
        "trace": [_step_json(told, step) for step in told.decision.trace],
        "not_reached": list(told.not_reached),
        "left_out": []
        if told.profile is None
        else left_out_data(told.profile, told.decision.policy),
        "notes": list(told.notes),
    }


def _step_json(told: Told, step: RuleTrace) -> dict[str, object]:
    span = None if step.rule is None else step.rule.span
    row = None if step.rule is None else step.rule.row
    return {
        "rule_set": step.rule_set,
        "rule": None if step.rule is None else step.rule.id,
        "path": span and span.file.path,
        "line": span and span.line,
        "row": row and {"path": row.file.path, "line": row.line},
        "outcome": step.outcome.value.replace("`", ""),
        "condition": told.condition(step),
        "actual": {name: value for name, value, _ in told.actual(step)},
        "changes": [
            {"field": change.field, "before": before, "after": after}
            for change in step.changes
            for before, after in [told.change(change)]
        ],
        "parts": []
        if told.script is None or step.outcome is not Outcome.APPLIED
        else told.script.data_of([_rule_name(step)]),
    }


# --- For people ----------------------------------------------------------------------------------


def decision_text(told: Told, *, colour: bool = False) -> str:
    """The decision, its result as JSON, and every rule that was looked at. Ends with a line end."""
    decision = told.decision
    # ASCII only: what callers wrote must not move the cursor or turn the line around.
    result = json.dumps(told.result, indent=2, ensure_ascii=True)
    notes = [f"note: {note}" for note in told.notes]
    lines = [*notes, f"{_painted('decision:', _BOLD, colour)} {decision.action.value}", result, ""]
    for rules in told.rule_sets:
        steps = [step for step in decision.trace if step.rule_set == rules.name]
        lines += _rule_set(rules, steps, told, colour=colour)
    known = {rules.name for rules in told.rule_sets}
    others = (one for one in told.omitted if one.rule_set not in known)
    for name, without in groupby(others, lambda one: one.rule_set):
        lines.append(_painted(safe(name), _BOLD, colour))
        lines += _left_out(without, told, colour=colour)
    return "\n".join(lines) + "\n"


def _rule_set(rules: RuleSet, steps: list[RuleTrace], told: Told, *, colour: bool) -> Iterator[str]:
    yield f"{_painted(safe(rules.name), _BOLD, colour)}"
    without = [one for one in told.omitted if one.rule_set == rules.name]
    if rules.name in told.not_reached:
        yield "  not reached: the request was decided before"
        return
    if steps and all(step.outcome is Outcome.OUTSIDE_SET for step in steps):
        yield f"  none of its rules applies: {failure(told, steps[0])}"
        yield from _left_out(without, told, colour=colour)
        return
    if not steps:
        yield "  no rule applies"
    for group in _groups(steps):
        while without and _stands_before(without[0], group[0]):
            yield from _left_out([without.pop(0)], told, colour=colour)
        yield from _group(group, told, colour=colour)
    yield from _left_out(without, told, colour=colour)
    unseen = len(rules.rules) - sum(step.rule is not None for step in steps)
    if unseen and steps:
        last = next((step for step in reversed(steps) if step.outcome is Outcome.APPLIED), None)
        if last is not None and last.rule is not None:
            rest = "rule below it was" if unseen == 1 else f"{unseen:,} rules below it were"
            yield _painted(f"  (the {rest} not looked at)", _FAINT, colour)


def _stands_before(one: Omitted, step: RuleTrace) -> bool:
    """Whether a rule that was left out stands in front of another one, or among its rows."""
    if step.rule is None:
        return True
    return one.span is not None and step.rule.span is not None and not step.rule.span < one.span


def _left_out(without: Iterable[Omitted], told: Told, *, colour: bool) -> Iterator[str]:
    why = cannot_apply(told.profile) if told.profile is not None else ""
    for one in without:
        place = "" if one.span is None else f"  {_place(one.span)}"
        yield f"  {safe(one.name)}{_painted(place, _FAINT, colour)}"
        yield f"    left out: {why}"


def _groups(steps: list[RuleTrace]) -> Iterator[list[RuleTrace]]:
    """The steps, where neighbours are rows of one rule and failed alike, together."""

    def alike(numbered: tuple[int, RuleTrace]) -> object:
        number, step = numbered
        failed = step.outcome in (Outcome.NOT_MATCHED, Outcome.NO_SERVICE)
        if step.rule is None or step.rule.row is None or not failed:
            return number
        return step.rule.written_as, step.outcome

    for _, group in groupby(enumerate(steps), alike):
        yield [step for _, step in group]


def _group(group: list[RuleTrace], told: Told, *, colour: bool) -> Iterator[str]:
    """One rule, or rows of one that all failed: a table may have thousands."""
    first = group[0]
    if len(group) == 1 or first.rule is None:
        yield from _step(first, told, colour=colour)
        return
    place = "" if first.rule.span is None else f"  {_place(first.rule.span)}"
    words = f"{safe(first.rule.written_as)}: none of {len(group):,} rows matched"
    yield f"  {words}{_painted(place, _FAINT, colour)}"
    reason = _common_reason(group, told)
    if reason:
        yield f"    {reason}"


def _common_reason(group: list[RuleTrace], told: Told) -> str:
    """The condition on which all rows failed, or else what the request had in theirs."""
    if all(step.failed == group[0].failed for step in group):
        return failure(told, group[0])
    had: dict[str, str] = {}
    for step in group:
        had |= {name: words for name, _, words in told.actual(step)}
        if len(had) >= MOST_PARTS:
            break
    return ", ".join([*had.values()][:MOST_PARTS])


def _decides(step: RuleTrace, told: Told) -> bool:
    """Whether a rule, or a default, that applied refused or redirected the call."""
    defaults = (rules.default for rules in told.rule_sets if rules.name == step.rule_set)
    effects = next(defaults, ()) if step.rule is None else step.rule.effects
    return any(isinstance(effect, Reject | Redirect) for effect in effects)


def _step(step: RuleTrace, told: Told, *, colour: bool) -> Iterator[str]:
    applied = step.outcome is Outcome.APPLIED
    name = _painted(safe(step.name), _GREEN if applied else "", colour)
    yield f"  {name}{_painted(_places(step), _FAINT, colour)}"
    if not applied:
        yield f"    {failure(told, step)}"
        return
    nothing = "" if step.changes or _decides(step, told) else ", nothing changed"
    yield f"    {_painted('applied', _GREEN, colour)}{nothing}"
    for change in step.changes:
        yield f"      {safe(change.field)}: {_arrow(*told.change(change))}"
    if told.script is not None:
        for line in told.script.text_of([_rule_name(step)]).splitlines():
            yield _painted(f"    {line}", _FAINT, colour)


def _rule_name(step: RuleTrace) -> RuleName:
    return step.rule_set, "" if step.rule is None else step.rule.id


def _arrow(before: object, after: object) -> str:
    """A change; of a list that only became longer the new items, which a cut would hide."""
    if before is None:
        return shown(after)
    if isinstance(before, list) and isinstance(after, list) and before:
        more = after[len(before) :]
        if more and after[: len(before)] == before:
            count = "1 item" if len(before) == 1 else f"{len(before):,} items"
            return f"{count} and {shown(more)}"
    return f"{shown(before)} -> {shown(after)}"


def failure(told: Told, step: RuleTrace) -> str:
    """Why a rule did not apply: the condition that did not hold, and what the request had."""
    if step.outcome is Outcome.NO_SERVICE:
        return "not matched: it changes a service, and there is none"
    condition = told.condition(step)
    actual = ", ".join(words for _, _, words in told.actual(step))
    kind = "outside the rule set" if step.outcome is Outcome.OUTSIDE_SET else "not matched"
    return f"{kind}: {condition}{f' ({actual})' if actual else ''}"


def _places(step: RuleTrace) -> str:
    """Where a rule stands, and the row that it is made from."""
    spans = () if step.rule is None else (step.rule.span, step.rule.row)
    return "".join(f"  {_place(span)}" for span in spans if span is not None)


def _place(span: Span) -> str:
    return safe(f"{span.file.path}:{span.line}")


def _painted(text: str, paint: str, colour: bool) -> str:  # noqa: FBT001  a switch of the terminal
    return f"{paint}{text}{_RESET}" if colour and paint and text else text
