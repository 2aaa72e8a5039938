"""Rules without which every call would be decided the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rulec.analysis import Empty, Found, Step
from rulec.diagnostics import codes_findings as codes
from rulec.findings.finding import Finding
from rulec.findings.scene import Scene
from rulec.findings.words import listed, related, step_place
from rulec.ir import Assignment, Constant, Continue, Effect, Reject, Set
from rulec.pexip import Policy


def idle_rules(scene: Scene) -> Iterator[Finding]:
    """Rules whose calls would be treated the same by what comes after them."""
    for number, rules in enumerate(scene.profile.sets(scene.policy)):
        steps = scene.course.sets[number]
        for place, step in enumerate(steps):
            reached = scene.reached(step)
            if step.rule is None or not isinstance(reached, Found):
                continue
            if not rules.first_match:
                found = _all(scene, step, steps[place + 1 :]) or _again(scene, step, steps)
            elif not _differs_on(scene, step, reached, number, place):
                found = _first(scene, step, steps[place + 1 :])
            else:
                found = None
            if found is not None:
                yield found


# --- Sets in which the first rule applies --------------------------------------------------------


def _first(scene: Scene, step: Step, later: tuple[Step, ...]) -> Finding | None:
    """A rule whose calls would fall to steps with the same effects."""
    wanted = _does(step.effects)
    calls = scene.calls
    bits = scene.apart.near(step)
    near = [other for other in later if bits >> other.number & 1]
    same = tuple(other for other in near if _does(other.effects) == wanted)
    if wanted and not same:
        return None
    if wanted:
        # A call that falls to none of them falls to a rule that does something else, or to none.
        taken = scene.find(step.applies, [other.guard for other in same])
        if not isinstance(taken, Empty):
            return None
        by = tuple(same[number] for number in taken.avoid)
    else:
        by = same
    between: list[Step] = []
    for other in near:
        if _does(other.effects) == wanted:
            between.append(other)
            continue
        falls = scene.find(
            calls.both(step.applies, other.guard), [earlier.guard for earlier in between]
        )
        if not isinstance(falls, Empty):
            return None
    if wanted:
        verb = "does" if len(by) == 1 else "do"
        message = f"`{step.name}` changes nothing: {listed(by)} below {verb} the same for its calls"
        return _finding(step, message, by, "does the same")
    message = f"`{step.name}` changes nothing: no rule below would take its calls"
    return _finding(step, message, (), "")


def _differs_on(scene: Scene, step: Step, reached: Found, number: int, place: int) -> bool:
    """Whether the call that shows a step to be reached would fall to one with other effects."""
    point = scene.samples.of(step, reached)
    steps, watch = scene.course.sets[number], scene.watch(number)
    takes = (
        steps[other]
        for other in watch.candidates(point.value, len(steps))
        if other > place and scene.samples.meets(point, steps[other].guard)
    )
    falls = next(takes, None)
    return (() if falls is None else _does(falls.effects)) != _does(step.effects)


def _does(effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """What effects do; nothing for `continue` and for none."""
    return tuple(effect for effect in effects if not isinstance(effect, Continue))


# --- Sets in which every rule applies ------------------------------------------------------------


def _all(scene: Scene, step: Step, later: tuple[Step, ...]) -> Finding | None:
    """A rule all of whose fields later rules of the set write on all of its calls."""
    fields = {assignment.field.name for assignment in _assignments(step.effects)}
    only_sets = all(isinstance(effect, Set) for effect in step.effects)
    simple = scene.policy is not Policy.MEDIA_LOCATION or fields == {"location"}
    if not fields or not only_sets or not simple or not _overwritten(scene, step, fields):
        return None
    by: dict[int, Step] = {}
    for name in sorted(fields):
        writing = [other for other in later if other.rule is not None and _writes(other, name)]
        if not writing:
            return None
        answer = scene.find(step.applies, [other.applies for other in writing])
        if not isinstance(answer, Empty):
            return None
        by |= {writing[number].number: writing[number] for number in answer.avoid}
    steps = tuple(by[number] for number in sorted(by))
    verb = "overwrites" if len(steps) == 1 else "overwrite"
    message = f"`{step.name}` changes nothing: {listed(steps)} below {verb} all that it sets"
    return _finding(step, message, steps, "overwrites it")


def _overwritten(scene: Scene, step: Step, fields: Iterable[str]) -> bool:
    """Whether later rules write all fields on the call that shows a step to be reached."""
    if not isinstance(scene.reached(step), Found):
        return True
    later = [
        other
        for other in scene.applied(step)
        if other.rule_set is step.rule_set and other.number > step.number and other.rule is not None
    ]
    return all(any(_writes(other, name) for other in later) for name in fields)


def _again(scene: Scene, step: Step, steps: tuple[Step, ...]) -> Finding | None:
    """A rule that sets what an earlier rule of the set has set already on all of its calls."""
    place = steps.index(step)
    wanted = {each.field.name: each.value for each in _assignments(step.effects)}
    only_sets = all(isinstance(effect, Set) for effect in step.effects)
    simple = scene.policy is not Policy.MEDIA_LOCATION or set(wanted) == {"location"}
    if not wanted or not only_sets or not simple:
        return None
    by: dict[int, Step] = {}
    for name, value in wanted.items():
        last = next((each for each in reversed(steps[:place]) if _touches(each, name)), None)
        if not isinstance(value, Constant) or value.value is None or last is None:
            return None
        given = {each.field.name: each.value for each in _assignments(last.effects)}
        if repr(given.get(name)) != repr(value):
            # 1 is not true, whatever Python says.
            return None
        if not isinstance(scene.find(step.applies, [last.applies]), Empty):
            return None
        if _all(scene, last, steps[steps.index(last) + 1 :]) is not None:
            # Of two rules that do the same only one may go, and that is told of the earlier one.
            return None
        by[last.number] = last
    first = tuple(by[number] for number in sorted(by))
    verb = "sets" if len(first) == 1 else "set"
    message = f"`{step.name}` changes nothing: {listed(first)} above {verb} the same for its calls"
    return _finding(step, message, first, "sets it first")


def _touches(step: Step, name: str) -> bool:
    """Whether a step may change a field, with what it sets or with a service of its own."""
    return any(
        not isinstance(effect, Set) or any(a.field.name == name for a in effect.assignments)
        for effect in step.effects
        if not isinstance(effect, Reject)
    )


def _writes(step: Step, name: str) -> bool:
    """Whether a rule gives a field a value on every call on which it applies."""
    return any(
        assignment.field.name == name
        and (
            assignment.field.nullable
            or (isinstance(assignment.value, Constant) and assignment.value.value is not None)
        )
        for assignment in _assignments(step.effects)
    )


def _assignments(effects: Iterable[Effect]) -> Iterator[Assignment]:
    for effect in effects:
        if isinstance(effect, Set):
            yield from effect.assignments


def _finding(step: Step, message: str, by: tuple[Step, ...], what: str) -> Finding:
    return Finding(
        codes.IDLE_RULE,
        step.rule_set,
        step.rule,
        step_place(step),
        message,
        "delete it, or give it the effect that was meant",
        related(by, what),
        everywhere=True,
    )
