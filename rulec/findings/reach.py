"""Rules, defaults and whole rule sets that no call reaches."""

from __future__ import annotations

from collections.abc import Iterator

from rulec.analysis import Empty, Hidden, Step
from rulec.diagnostics import Related
from rulec.diagnostics import codes_findings as codes
from rulec.findings.contradiction import Part, conjuncts, parts_of, related_parts, smallest
from rulec.findings.finding import Finding
from rulec.findings.scene import Scene
from rulec.findings.words import listed, place, related, step_place, told
from rulec.ir import ALWAYS, NEVER, RuleSet

_DELETE = "remove what contradicts, or write `any` where one of them is enough"


def unreachable(scene: Scene) -> Iterator[Finding]:
    """What no call reaches: each rule and `default`, or the whole set at once."""
    for number, rules in enumerate(scene.profile.sets(scene.policy)):
        hidden = {
            step: answer
            for step in scene.course.sets[number]
            if isinstance(answer := scene.reached(step), Hidden)
        }
        if len(hidden) == len(scene.course.sets[number]):
            whole = _set(scene, number, rules)
            if whole is not None:
                yield whole
                continue
        # That a set has no place where the profile is used is told of the set, or of its rules.
        for step, answer in hidden.items() if rules.when != NEVER else ():
            yield _impossible(scene, step) if not answer.by else _behind(step, answer.by)


def _set(scene: Scene, number: int, rules: RuleSet) -> Finding | None:
    """Why no call comes to a rule set; None where one does."""
    when, course = scene.calls.of(rules.when), scene.course
    if rules.when == NEVER or not course.sets[number]:
        return None
    if isinstance(scene.find(when), Empty):
        parts = smallest(scene, tuple(conjuncts(scene, rules.when)))
        message = f"no call meets the `when` of the rule set `{rules.name}`"
        return _contradicting(rules, None, parts, message)
    ends = [step for step in course.ending if step.number < course.sets[number][0].number]
    answer = scene.find(when, [step.applies for step in ends])
    if not isinstance(answer, Empty):
        return None
    by = tuple(ends[n] for n in answer.avoid)
    message = f"no call reaches the rule set `{rules.name}`: {_taken(by, refused=True)}"
    hint = f"exempt its calls from {listed(by[:1])}, or take the rule set out of the profile"
    span = rules.when_span or (None if rules.span is None else rules.span)
    return Finding(
        codes.UNREACHABLE_SET,
        rules,
        None,
        span,
        message,
        hint,
        related(by, "refuses its calls"),
        everywhere=True,
    )


def _impossible(scene: Scene, step: Step) -> Finding:
    """A rule whose conditions are never met, with those of them that contradict each other."""
    parts = smallest(scene, parts_of(scene, step))
    return _contradicting(step.rule_set, step, parts, f"no call meets the rule `{step.name}`")


def _contradicting(
    rules: RuleSet, step: Step | None, parts: tuple[Part, ...], subject: str
) -> Finding:
    """The finding for conditions that rule each other out; the rule's own ones come first."""
    written = sorted((p for p in parts if p.condition is not None), key=lambda p: p.of_set)
    rule = None if step is None else step.rule
    span = place(written[0].condition) if written and written[0].condition is not None else None
    every = " and ".join(told(p.condition) for p in written[:3] if p.condition is not None)
    message, hint = f"{subject}: {every} contradict each other", _DELETE
    if len(written) < len(parts):
        message = f"{subject}: it changes a service, and where its condition holds there is none"
        hint = "give a service with `create`, or correct the condition"
    elif len(written) == 1 and written[0].condition is not None:
        message = f"{subject}: nothing meets {told(written[0].condition)}"
        hint = "correct the condition, or remove the rule"
    elif rule is not None and any(part.of_set for part in written):
        own = [told(p.condition) for p in written if p.condition is not None and not p.of_set]
        verb = "contradicts" if len(own) == 1 else "contradict"
        message = f"{subject}: {' and '.join(own[:3])} {verb} the `when` of the rule set"
    others = related_parts(written[1:], "{} rules it out")
    if rule is not None and rule.row is not None:
        others += (Related("in this row", rule.row),)
    fallback = rules.when_span if rule is None else rule.span
    return Finding(
        codes.IMPOSSIBLE_CONDITION,
        rules,
        rule,
        span or fallback,
        message,
        hint,
        others,
        everywhere=True,
    )


def _behind(step: Step, by: tuple[Step, ...]) -> Finding:
    """A rule, row or `default` whose calls are all taken by earlier ones."""
    refused = all(other.rule_set is not step.rule_set for other in by)
    what = f"`{step.name}`"
    if step.rule is None:
        what = f"the `default` of the rule set `{step.rule_set.name}`"
    code, hint = codes.UNREACHABLE_RULE, f"move it above {listed(by[:1])}, or delete it"
    if step.rule is None:
        code, hint = codes.UNREACHABLE_DEFAULT, "delete it, or narrow the last of these rules"
    elif step.rule.row is not None:
        code, hint = codes.SHADOWED_ROW, "move the row up, or remove it"
    if refused:
        hint = f"exempt its calls from {listed(by[:1])}, or delete it"
    return Finding(
        code,
        step.rule_set,
        step.rule,
        step_place(step),
        f"no call reaches {what}: {_taken(by, refused=refused)}",
        hint,
        related(by, "takes its calls" if len(by) == 1 else "takes some of its calls"),
        everywhere=True,
    )


def _taken(by: tuple[Step, ...], *, refused: bool) -> str:
    """What becomes of the calls: "`a` and `b` together take every call first"."""
    verb = "refuse" if refused else "take"
    if len(by) > 1:
        return f"{listed(by)} together {verb} every call first"
    only = by[0].rule
    if not refused and only is not None and only.when == ALWAYS:
        return f"{listed(by)} has no `when` and takes every call first"
    return f"{listed(by)} {verb}s every call first"
