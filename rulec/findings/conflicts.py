"""Rules of different rule sets that give one field different values for the same call.

What counts is that both `set` the field, or that the later one puts a service of its own in the
place of what the earlier one did. `create` leaves alone what is there, changing what an earlier
rule created is what rule sets are for, and sets with `match: all` say themselves that later rules
overwrite earlier ones: none of that is a conflict. Nor is a `default`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from rulec.analysis import Call, Found, Step
from rulec.analysis.points import Point
from rulec.diagnostics import Related, names
from rulec.diagnostics import codes_findings as codes
from rulec.evaluate import Inputs
from rulec.evaluate.fitting import written
from rulec.findings.finding import Finding
from rulec.findings.scene import Scene
from rulec.findings.words import step_place
from rulec.ir import Assignment, Create, Replace, Set

#: As many pairs of rules of two rule sets are told each; of more, the first with their number.
MOST_PAIRS = 5
#: After so many, no more are looked for.
COUNTED_PAIRS = 20


def conflicts(scene: Scene) -> Iterator[Finding]:
    """The pairs of rules of each two rule sets that fight over a field."""
    sets = [
        [_Writer(step) for step in steps if _counts(scene, step)] for steps in scene.course.sets
    ]
    for number, later in enumerate(sets):
        for earlier in sets[:number]:
            yield from _summed_up(_between(scene, earlier, later))


def _counts(scene: Scene, step: Step) -> bool:
    writes = any(isinstance(effect, Set | Create | Replace) for effect in step.effects)
    first = step.rule_set.first_match and step.rule is not None
    return writes and first and isinstance(scene.reached(step), Found)


class _Writer:
    """A rule with what it gives fields, by name."""

    def __init__(self, step: Step) -> None:
        self.step = step
        self.sets = _given(step, Set)
        #: What is in a service that it gives, and in one that takes the place of another.
        self.makes = _given(step, Create) | _given(step, Replace)
        self.replaces = _given(step, Replace)

    def fights(self, later: _Writer) -> list[tuple[Assignment, Assignment]]:
        """What a later rule gives another value than this one."""
        mine = self.makes | self.sets
        pairs = [(self.sets[name], later.sets[name]) for name in self.sets if name in later.sets]
        if later.replaces:
            every = later.replaces | later.sets
            pairs = [(mine[name], every[name]) for name in mine if name in every]
        return [(one, two) for one, two in pairs if one.value != two.value]


def _given(step: Step, kind: type[Set] | type[Create] | type[Replace]) -> dict[str, Assignment]:
    effects = [effect for effect in step.effects if isinstance(effect, kind)]
    return {a.field.name: a for effect in effects for a in effect.assignments}


def _between(
    scene: Scene, earlier: list[_Writer], later: list[_Writer]
) -> Iterator[tuple[Finding, bool]]:
    """The conflicts between two sets, and whether one of the rules accepts it."""
    left: list[tuple[_Writer, list[_Writer]]] = []
    for two in later:
        rivals = [o for o in earlier if o.fights(two) and not scene.apart(o.step, two.step)]
        doubtful: list[_Writer] = []
        for one in rivals:
            finding = _easily(scene, one, two)
            if finding is None:
                doubtful.append(one)
            else:
                yield finding, _accepted(one.step, two.step)
        left.append((two, doubtful))
    for two, rivals in left:
        yield from _searched(scene, rivals, two)


def _easily(scene: Scene, one: _Writer, two: _Writer) -> Finding | None:
    """The conflict of two rules, where the calls that reach them make one that reaches both."""
    samples = scene.samples
    first, second = scene.reached(one.step), scene.reached(two.step)
    if not isinstance(first, Found) or not isinstance(second, Found):
        return None
    mine, others = samples.of(one.step, first), samples.of(two.step, second)
    for point in (mine, others, samples.joined(mine, others, one.step.guard)):
        if all(
            samples.meets(point, each.step.guard) and samples.arrives(point, each.step)
            for each in (one, two)
        ):
            return _finding(one, two, point.draft().call())
    return None


def _searched(scene: Scene, rivals: list[_Writer], two: _Writer) -> Iterator[tuple[Finding, bool]]:
    """The conflicts of a rule with earlier ones, as far as there are any."""
    calls, samples = scene.calls, scene.samples
    while rivals:
        # Whether earlier rules of the sets leave such a call is asked for few of them.
        either = calls.either(*(one.step.guard for one in rivals))
        met = scene.find(calls.both(two.step.guard, either))
        if not isinstance(met, Found):
            return
        point = samples.of_call(met.call)
        near = [one for one in rivals if samples.meets(point, one.step.guard)] or rivals[:1]
        for one in near:
            rivals.remove(one)
            finding = _of_pair(scene, one, two, met.call, point)
            if finding is not None:
                yield finding, _accepted(one.step, two.step)


def _of_pair(scene: Scene, one: _Writer, two: _Writer, call: Call, point: Point) -> Finding | None:
    """The conflict of two rules; `call` meets the conditions of both."""
    samples = scene.samples
    if samples.arrives(point, one.step) and samples.arrives(point, two.step):
        finding = _finding(one, two, call)
        if finding is not None:
            return finding
    found = scene.find(scene.calls.both(one.step.applies, two.step.applies))
    return _finding(one, two, found.call) if isinstance(found, Found) else None


def _accepted(*steps: Step) -> bool:
    accepts = [each for step in steps if step.rule is not None for each in step.rule.accepts]
    return any(each.code == codes.CONFLICT.id for each in accepts)


def _finding(one: _Writer, two: _Writer, call: Call) -> Finding | None:
    """The conflict, when the values differ for a call on which both rules apply."""
    inputs = Inputs(call.inputs, call.now)
    fields: list[str] = []
    for before, after in one.fights(two):
        value = written(after.field, after.value, inputs)
        changes = value is not None or after.field.nullable
        first = written(before.field, before.value, inputs)
        given = first is not None or before.field.nullable
        if changes and given and json.dumps(first) != json.dumps(value):
            fields.append(before.field.name)
    if not fields or one.step.rule is None:
        return None
    related = []
    place = step_place(one.step)
    if place is not None:
        related.append(Related(f"gives {names(fields)} first", place))
    message = (
        f"`{two.step.name}` overwrites what `{one.step.name}` of {one.step.rule_set.name} "
        f"gives {names(fields)}"
    )
    return Finding(
        codes.CONFLICT,
        two.step.rule_set,
        two.step.rule,
        step_place(two.step),
        message,
        "let one rule set decide, or accept it in one of the rules when it is meant",
        tuple(related),
        call,
        others=(one.step.rule,),
    )


def _summed_up(found: Iterator[tuple[Finding, bool]]) -> Iterator[Finding]:
    """The conflicts of two sets; where there are many, the first of them and how many."""
    every: list[Finding] = []
    for finding, accepted in found:
        if accepted:
            yield finding
            continue
        every.append(finding)
        if len(every) > COUNTED_PAIRS:
            break
    if len(every) <= MOST_PAIRS:
        yield from every
        return
    more = f"{len(every) - 1}" if len(every) <= COUNTED_PAIRS else f"more than {COUNTED_PAIRS - 1}"
    message = f"{every[0].message}, and so do {more} other pairs of rules of the two rule sets"
    yield replace(every[0], message=message)
