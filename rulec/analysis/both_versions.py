"""Calls that two versions of rules decide, and the differences that they show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rulec.analysis.captures import Doing
from rulec.analysis.comparison import Difference, alike
from rulec.analysis.course import Step
from rulec.analysis.deciding import Deciding
from rulec.analysis.drafts import Call
from rulec.analysis.other_calls import other_calls, other_starts
from rulec.analysis.outcomes import Key
from rulec.evaluate import Decision
from rulec.pexip import Policy

Steps = tuple[Step, ...]


class BothVersions:
    """Two versions of the rules of one policy, which decide the calls that are found."""

    def __init__(self, policy: Policy, doing: Doing, deciding: tuple[Deciding, Deciding]) -> None:
        self._policy = policy
        self._doing = doing
        self._deciding = deciding

    def shown(self, call: Call, old: Steps, new: Steps, cause: Step | None) -> Difference | None:
        """A difference between steps on a call, or on one that is like it in all that they read."""
        before, after = (side.on(call) for side in self._deciding)
        if not alike(before.answer, after.answer):
            return Difference(old, new, cause, call, before, after, self.key(old, new))
        return self._tried(other_calls(call, self._policy, _effects(old, new)), old, new, cause)

    def shown_elsewhere(
        self, call: Call, old: Steps, new: Steps, cause: Step | None
    ) -> Difference | None:
        """The same on calls in which the answer begins with something else than in this one."""
        return self._tried(other_starts(call, self._policy, _effects(old, new)), old, new, cause)

    def _tried(
        self, calls: Iterable[Call], old: Steps, new: Steps, cause: Step | None
    ) -> Difference | None:
        for call in calls:
            if _shows([side.on(call) for side in self._deciding], old, new):
                before, after = (side.wholly(call) for side in self._deciding)
                key = self.key(old, new)
                return Difference(old, new, cause, call, before, after, key, is_near=True)
        return None

    def key(self, old: Steps, new: Steps) -> tuple[Key, ...]:
        """What the steps do in either version."""
        return tuple(tuple(self._doing.of(step) for step in steps) for steps in (old, new))


def _effects(old: Steps, new: Steps) -> tuple[object, ...]:
    return tuple(step.effects for step in (*old, *new))


def _shows(decisions: Sequence[Decision], old: Steps, new: Steps) -> bool:
    """Whether two decisions differ, and steps of either version have their say in them."""
    before, after = decisions
    same_steps = _applied(before, old) and _applied(after, new)
    return same_steps and not alike(before.answer, after.answer)


def _applied(decision: Decision, steps: Steps) -> bool:
    """Whether all of some steps applied."""
    applied = {(one.rule_set, one.name) for one in decision.applied}
    return all((step.rule_set.name, step.name) in applied for step in steps)
