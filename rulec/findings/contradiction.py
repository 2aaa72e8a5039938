"""Conditions that rule each other out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rulec.analysis import TRUE, Empty, Formula, Step, opposite
from rulec.diagnostics import Related
from rulec.findings.scene import Scene
from rulec.findings.words import place, told
from rulec.ir import All, Condition


class Part(NamedTuple):
    """Something that must hold: a condition, or, without one, that there is a service.

    Of an `alternative` it is that it does not hold.
    """

    formula: Formula
    condition: Condition | None
    of_set: bool = False
    alternative: bool = False


def conjuncts(scene: Scene, condition: Condition, *, of_set: bool = False) -> Iterator[Part]:
    """The conditions all of which must hold where one does."""
    if isinstance(condition, All):
        for part in condition.conditions:
            yield from conjuncts(scene, part, of_set=of_set)
    else:
        yield Part(scene.calls.of(condition), condition, of_set)


def parts_of(scene: Scene, step: Step) -> tuple[Part, ...]:
    """All that must hold for a rule to apply, whatever other rules do."""
    parts = [*conjuncts(scene, step.rule_set.when, of_set=True)]
    if step.rule is not None:
        parts += conjuncts(scene, step.rule.when)
    service = scene.service(step)
    if service != TRUE:
        parts.append(Part(service, None))
    return tuple(parts)


def smallest(scene: Scene, parts: Sequence[Part], wanted: Formula = TRUE) -> tuple[Part, ...]:
    """Parts that no call meets together with `wanted`, of which none can be left out.

    All of them where that is not known.
    """
    answer = scene.find(wanted, [opposite(part.formula) for part in parts])
    return tuple(parts[n] for n in answer.avoid) if isinstance(answer, Empty) else tuple(parts)


def related_parts(parts: Sequence[Part], message: str) -> tuple[Related, ...]:
    """The places of conditions."""
    found: dict[object, Related] = {}
    for part in parts:
        span = None if part.condition is None else place(part.condition)
        if part.condition is not None and span is not None:
            whose = " of the rule set" if part.of_set else ""
            text = message.format(f"{told(part.condition)}{whose}")
            found.setdefault((text, span.line, span.column), Related(text, span))
    return tuple(found.values())
