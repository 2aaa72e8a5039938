"""Ranges of days that have passed."""

from __future__ import annotations

from collections.abc import Iterator

from rulec.diagnostics import Related
from rulec.diagnostics import codes_findings as codes
from rulec.findings.finding import Finding
from rulec.findings.scene import Scene
from rulec.findings.words import told
from rulec.ir import All, Condition, DateRange, Named, Rule
from rulec.ir.walk import walk


def passed(scene: Scene) -> Iterator[Finding]:
    """Ranges of days in rules and rule sets that ended before the scene's day."""
    today = scene.today
    if today is None:
        return
    for rules in scene.profile.sets(scene.policy):
        for rule in (None, *rules.rules):
            when = rules.when if rule is None else rule.when
            needed = set(map(id, _needed(when)))
            for node in walk(when):
                if not isinstance(node, DateRange) or node.last is None or node.last >= today:
                    continue
                what, hint = f"the last day of {told(node)} was {node.last}", "correct or remove it"
                if id(node) in needed:
                    whom = "the rule set" if rule is None else f"`{rule.id}`"
                    what = f"{whom} is over: {what}"
                    hint = "remove the rules, or correct the day"
                yield Finding(
                    codes.RULE_IS_OVER,
                    rules,
                    rule,
                    node.span,
                    what,
                    hint,
                    _row(rule),
                    everywhere=True,
                )


def _row(rule: Rule | None) -> tuple[Related, ...]:
    return () if rule is None or rule.row is None else (Related("in this row", rule.row),)


def _needed(condition: Condition) -> Iterator[Condition]:
    """The conditions that must hold where one does."""
    match condition:
        case All(conditions):
            for part in conditions:
                yield from _needed(part)
        case Named(condition=inner):
            yield from _needed(inner)
        case _:
            yield condition
