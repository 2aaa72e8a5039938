"""Chosen values of which one arm never counts: where asked, the condition always or never holds.

A choice is asked wherever a rule that applies writes it. One behind a name is asked in every rule
that reads the name, one of a table in the rule of every row: an arm counts when it does in one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from rulec.analysis import TRUE, Formula, Found, Hidden, Step, opposite
from rulec.diagnostics import Related
from rulec.diagnostics import codes_findings as codes
from rulec.findings.contradiction import Part, conjuncts, parts_of, related_parts, smallest
from rulec.findings.finding import Finding
from rulec.findings.scene import Scene
from rulec.findings.words import listed_names, place, related, told
from rulec.ir import Choice, Condition, Create, Not
from rulec.ir.walk import inner_fields, walk
from rulec.records import dataclass


@dataclass(frozen=True, slots=True)
class _Asked:
    """A choice where a step asks it, and the conditions of the choices around it, which hold."""

    step: Step
    when: Condition
    around: tuple[Condition, ...]
    #: What holds besides where the step writes the value.
    also: Formula


@dataclass(slots=True)
class _Arms:
    """What is known of the arms of a choice."""

    uses: list[_Asked] = field(default_factory=list)
    #: Arms that a call may reach, by whether the condition holds.
    counting: set[bool] = field(default_factory=set)
    #: What takes the calls of arms that none reaches.
    hidden: dict[bool, dict[Step, None]] = field(default_factory=lambda: {True: {}, False: {}})


def idle_choices(scene: Scene) -> Iterator[Finding]:
    """Choices of which one arm counts on no call, though the other one does."""
    for number, rules in enumerate(scene.profile.sets(scene.policy)):
        conditions = (rules.when, *(rule.when for rule in rules.rules))
        excluded = {_key(node) for node in walk(conditions) if isinstance(node, Choice)}
        found: dict[object, _Arms] = {}
        for step in scene.course.sets[number]:
            for asked in _asked(scene, step):
                if (key := _key(asked)) is not None and key not in excluded:
                    _judge(scene, asked, found.setdefault(key, _Arms()))
        for arms in found.values():
            if arms.uses and len(arms.counting) == 1:
                yield _finding(scene, arms)


def _key(node: Choice | _Asked) -> object:
    """Where the condition of a choice stands."""
    span = place(node.when)
    return None if span is None else (span.file.path, span.line, span.column)


def _asked(scene: Scene, step: Step) -> Iterator[_Asked]:
    for effect in step.effects:
        also = opposite(scene.calls.found) if isinstance(effect, Create) else TRUE
        yield from _inside(effect, step, (), also)


def _inside(
    node: object, step: Step, around: tuple[Condition, ...], also: Formula
) -> Iterator[_Asked]:
    if isinstance(node, Choice):
        yield _Asked(step, node.when, around, also)
        yield from _inside(node.then, step, (*around, node.when), also)
        yield from _inside(node.otherwise, step, (*around, Not(node.when)), also)
    elif isinstance(node, tuple):
        for item in node:
            yield from _inside(item, step, around, also)
    else:
        for name in inner_fields(node):
            yield from _inside(getattr(node, name), step, around, also)


def _judge(scene: Scene, asked: _Asked, arms: _Arms) -> None:
    """Adds to what is known of a choice which of its arms calls of a step reach."""
    reached = scene.reached(asked.step)
    if len(arms.counting) == 2 or isinstance(reached, Hidden):
        return
    when = scene.calls.of(asked.when)
    region = scene.calls.both(asked.also, *map(scene.calls.of, asked.around))
    answers = {
        holds: _reaches(scene, asked.step, scene.calls.both(region, arm))
        for holds, arm in ((True, when), (False, opposite(when)))
        if holds not in arms.counting
    }
    if all(isinstance(answer, Hidden) for answer in answers.values()) and len(answers) == 2:
        # It lies in an arm that never counts.
        return
    arms.uses.append(asked)
    for holds, answer in answers.items():
        if isinstance(answer, Hidden):
            arms.hidden[holds] |= dict.fromkeys(answer.by)
        else:
            # What is not known may well be.
            arms.counting.add(holds)


def _reaches(scene: Scene, step: Step, wanted: Formula) -> object:
    """Whether a step applies to a call of a part: `Hidden` when none is."""
    reached = scene.reached(step)
    if isinstance(reached, Found) and scene.samples.meets(scene.samples.of(step, reached), wanted):
        return reached
    return scene.call_for(step, wanted)


def _finding(scene: Scene, arms: _Arms) -> Finding:
    asked = arms.uses[0]
    step, always = asked.step, True in arms.counting
    users = dict.fromkeys(_name(use.step) for use in arms.uses)
    call = f"call of {listed_names([*users])}{' that comes to it' if asked.around else ''}"
    if always:
        message = f"every {call} meets it, so `otherwise` never counts"
    else:
        message = f"no {call} meets it, so `then` never counts"
    return Finding(
        codes.IDLE_CHOICE,
        step.rule_set,
        step.rule,
        place(asked.when),
        f"{told(asked.when)} chooses nothing: {message}",
        "write the value that counts alone, or correct the condition",
        _reasons(scene, asked, tuple(arms.hidden[not always]), always=always),
        everywhere=True,
        others=tuple(u.step.rule for u in arms.uses[1:] if u.step.rule not in (None, step.rule)),
        sense="always" if always else "never",
    )


def _name(step: Step) -> str:
    """A rule as it is written: the rules of a table's rows have one name."""
    return step.name if step.rule is None else step.rule.written_as


def _reasons(
    scene: Scene, asked: _Asked, by: tuple[Step, ...], *, always: bool
) -> tuple[Related, ...]:
    """The places of what decides a choice: earlier rules, or what holds besides."""
    if by:
        return related(by, "takes these calls")
    when = scene.calls.of(asked.when)
    parts = [*parts_of(scene, asked.step), Part(asked.also, None)]
    for condition in asked.around:
        parts += conjuncts(scene, condition)
    reasons = smallest(scene, parts, opposite(when) if always else when)
    return related_parts(reasons, "what meets {} meets it" if always else "{} rules it out")
