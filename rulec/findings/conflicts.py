"""Rules of different rule sets that give one field different values for the same call.

What counts is that the later one `set`s what the earlier one gives, or puts a service of its own in
its place. `create` leaves alone what is there, and sets with `match: all` say themselves that later
rules overwrite earlier ones: neither is a conflict. A `default` is a rule like others, but a rule
may accept the conflict, which of two defaults nobody could.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from rulec.analysis import Call, Formula, Found, Step, opposite
from rulec.analysis.points import Point
from rulec.diagnostics import Related, names
from rulec.diagnostics import codes_findings as codes
from rulec.evaluate import Inputs, holds
from rulec.evaluate.fitting import written
from rulec.findings.finding import Finding
from rulec.findings.scene import Scene
from rulec.findings.words import named, step_place
from rulec.findings.writers import Rival, Rivals, Writer
from rulec.ir import Create, Replace, ServiceFound, Set

#: As many pairs of rules of two rule sets are told each; of more, the first with their number.
MOST_PAIRS = 5
#: After so many, no more are looked for.
COUNTED_PAIRS = 20


def conflicts(scene: Scene) -> Iterator[Finding]:
    """The pairs of rules of each two rule sets that fight over a field."""
    sets = [
        [Writer.of(step) for step in steps if _counts(scene, step)] for steps in scene.course.sets
    ]
    rivals = Rivals(chain.from_iterable(sets), scene.apart)
    for number, later in enumerate(sets):
        for earlier in scene.course.sets[:number]:
            among = range(earlier[0].number, earlier[-1].number + 1) if earlier else range(0)
            fights = ((two, rivals.of(two, among)) for two in later)
            yield from _summed_up(_between(scene, fights))


def _counts(scene: Scene, step: Step) -> bool:
    writes = any(isinstance(effect, Set | Create | Replace) for effect in step.effects)
    return writes and step.rule_set.first_match and isinstance(scene.reached(step), Found)


def _fought(scene: Scene, rival: Rival) -> Formula:
    """The calls on which there may be something to fight over, by the conditions."""
    guard = rival.writer.step.guard
    return scene.calls.both(guard, opposite(scene.calls.found)) if rival.new_only else guard


def _between(
    scene: Scene, fights: Iterable[tuple[Writer, Iterable[Rival]]]
) -> Iterator[tuple[Finding, bool]]:
    """The conflicts between two sets, and whether one of the rules accepts it."""
    left: list[tuple[Writer, list[Rival]]] = []
    for two, rivals in fights:
        doubtful: list[Rival] = []
        for one in rivals:
            finding = _easily(scene, one, two)
            if finding is None:
                doubtful.append(one)
            else:
                yield finding, _accepted(one.writer.step, two.step)
        left.append((two, doubtful))
    for two, doubtful in left:
        yield from _searched(scene, doubtful, two)


def _easily(scene: Scene, rival: Rival, two: Writer) -> Finding | None:
    """The conflict of two rules, where the calls that reach them make one that reaches both."""
    samples, one = scene.samples, rival.writer
    first, second = scene.reached(one.step), scene.reached(two.step)
    if not isinstance(first, Found) or not isinstance(second, Found):
        return None
    mine, others = samples.of(one.step, first), samples.of(two.step, second)
    fought = _fought(scene, rival)
    if two.step in scene.applied(one.step) and samples.meets(mine, fought):
        return _finding(scene, one, two, mine.draft().call())
    if one.step in scene.applied(two.step) and samples.meets(others, fought):
        return _finding(scene, one, two, others.draft().call())
    point = samples.joined(mine, others, fought)
    if samples.meets(point, fought) and all(
        samples.meets(point, each.step.guard) and samples.arrives(point, each.step)
        for each in (one, two)
    ):
        return _finding(scene, one, two, point.draft().call())
    return None


def _searched(scene: Scene, rivals: list[Rival], two: Writer) -> Iterator[tuple[Finding, bool]]:
    """The conflicts of a rule with earlier ones, as far as there are any."""
    calls, samples = scene.calls, scene.samples
    while rivals:
        # Whether earlier rules of the sets leave such a call is asked for few of them.
        either = calls.either(*(_fought(scene, one) for one in rivals))
        met = scene.find(calls.both(two.step.guard, either))
        if not isinstance(met, Found):
            return
        point = samples.of_call(met.call)
        near = [one for one in rivals if samples.meets(point, _fought(scene, one))]
        near = near or rivals[:1]
        for one in near:
            rivals.remove(one)
            finding = _of_pair(scene, one, two, met.call, point)
            if finding is not None:
                yield finding, _accepted(one.writer.step, two.step)


def _of_pair(scene: Scene, rival: Rival, two: Writer, call: Call, point: Point) -> Finding | None:
    """The conflict of two rules; `call` meets the conditions of both."""
    samples, one = scene.samples, rival.writer
    if samples.arrives(point, one.step) and samples.arrives(point, two.step):
        finding = _finding(scene, one, two, call)
        if finding is not None:
            return finding
    found = scene.together((one.step, two.step), _fought(scene, rival))
    return _finding(scene, one, two, found.call) if isinstance(found, Found) else None


def _accepted(*steps: Step) -> bool:
    accepts = [each for step in steps if step.rule is not None for each in step.rule.accepts]
    return any(each.code == codes.CONFLICT.id for each in accepts)


def _finding(scene: Scene, one: Writer, two: Writer, call: Call) -> Finding | None:
    """The conflict, when the values differ for a call on which both rules apply."""
    inputs = Inputs(call.inputs, call.now)
    fields: list[str] = []
    new = one.gives != one.always and _is_new(scene, one.step, call)
    for before, after in one.fights(two, new=new):
        value = written(after.field, after.value, inputs)
        changes = value is not None or after.field.nullable
        first = written(before.field, before.value, inputs)
        given = first is not None or before.field.nullable
        if changes and given and json.dumps(first) != json.dumps(value):
            fields.append(before.field.name)
    if not fields:
        return None
    related = []
    place = step_place(one.step)
    if place is not None:
        related.append(Related(f"gives {names(fields)} first", place))
    message = (
        f"{named(two.step)} overwrites what {named(one.step)} of the rule set "
        f"`{one.step.rule_set.name}` gives {names(fields)}"
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
        others=() if one.step.rule is None else (one.step.rule,),
    )


def _is_new(scene: Scene, step: Step, call: Call) -> bool:
    """Whether a call to which a step applies has no service before."""
    if holds(ServiceFound(), Inputs(call.inputs, call.now)):
        return False
    return not any(one.makes_service for one in scene.applied_on(call) if one.number < step.number)


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
