"""Calls that fall through: they come to a rule set, and no rule of it takes them."""

from __future__ import annotations

from collections.abc import Iterator

from rulec.analysis import Found, Unknown
from rulec.findings.scene import Scene, scene_of
from rulec.findings.shown import as_text, read_by, reads_clock, reduced
from rulec.ir import RuleSet
from rulec.records import dataclass
from rulec.resolve import Project


@dataclass(frozen=True, slots=True)
class Falling:
    """A call that no rule of a set without a `default` takes, as the JSON of `Problem.call`.

    Without a call there is none, or, with a `reason`, that is not known.
    """

    profile: str
    rule_set: RuleSet
    call: str = ""
    reason: str = ""


def falling(project: Project) -> Iterator[Falling]:
    """What falls through each rule set without a `default`, for each profile that has it."""
    for profile in project.profiles:
        for policy in profile.policies:
            scene = scene_of(profile, policy)
            for number, rules in enumerate(profile.sets(policy)):
                if rules.rules and not rules.default:
                    yield _of_set(scene, number, rules)


def _of_set(scene: Scene, number: int, rules: RuleSet) -> Falling:
    calls, course = scene.calls, scene.course
    inside = calls.both(course.open[number], calls.of(rules.when))
    answer = scene.find(inside, [step.guard for step in course.sets[number]])
    name = scene.profile.name
    match answer:
        case Found(call):
            small = reduced(
                call, rules.policy, read_by((rules.when, *(r.when for r in rules.rules)))
            )
            return Falling(name, rules, as_text(small, clock=reads_clock(rules)))
        case Unknown(reason):
            return Falling(name, rules, reason=reason)
        case _:
            return Falling(name, rules)
