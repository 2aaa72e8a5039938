"""Calls that two versions of rules decide otherwise, with the fields that matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from rulec.analysis import Call, Step
from rulec.analysis.comparison import alike
from rulec.analysis.drafts import Path
from rulec.compiled import Decider
from rulec.evaluate import Decision, Inputs
from rulec.findings.shown import as_text, read_by, reads_clock, reduced
from rulec.ir import Profile
from rulec.pexip import CALL_FIELDS, Policy
from rulec.records import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A call that shows a difference, and both decisions."""

    call: Call
    #: The call as JSON text, with the instant where rules look at the clock.
    text: str
    before: Decision
    after: Decision


@dataclass(frozen=True)
class Versions:
    """Two versions of the rules of one policy, as they decide the calls that are shown."""

    policy: Policy
    old: Profile
    new: Profile

    @property
    def are_elsewhere(self) -> bool:
        """Whether the versions are not used at the same locations."""
        return set(self.old.assigned_to) != set(self.new.assigned_to)

    def example(
        self,
        call: Call,
        steps: Iterable[Step],
        shows: Callable[[Inputs, Decision, Decision], bool] | None = None,
    ) -> Example:
        """A call with the fields that matter.

        `steps` have their say on it. With `shows` it is to show more than that the decisions are
        not the same.
        """
        nodes = [(s.rule_set.when, s.rule and s.rule.when, s.effects) for s in steps]
        whole = self._decided(call)
        others = [step.rule for side in whole for step in side.applied]
        place: set[Path] = {CALL_FIELDS["location"].path} if self.are_elsewhere else set()
        for read in (nodes, [*nodes, *others]):
            small = reduced(call, self.policy, read_by(tuple(read)) | place)
            for tried in (_without_nulls(small), small):
                made = self._decided(tried)
                if _applied(made) == _applied(whole) and _is_shown(tried, made, shows):
                    return self._made(tried, made)
        if not _is_shown(call, whole, shows):
            raise AssertionError("a call that was said to show a difference does not")
        return self._made(call, whole)

    def _made(self, call: Call, decided: tuple[Decision, Decision]) -> Example:
        return Example(call, as_text(call, clock=self._reads_clock), *decided)

    def _decided(self, call: Call) -> tuple[Decision, Decision]:
        before, after = (side.decide(call.inputs, call.now) for side in self._deciders)
        return before, after

    @cached_property
    def _deciders(self) -> tuple[Decider, Decider]:
        old, new = (Decider(self.policy, side.sets(self.policy)) for side in (self.old, self.new))
        return old, new

    @cached_property
    def _reads_clock(self) -> bool:
        return reads_clock(tuple(side.sets(self.policy) for side in (self.old, self.new)))


def _without_nulls(call: Call) -> Call:
    """A call whose service has only the fields that have a value."""
    service = call.inputs.get("service_config")
    if not isinstance(service, Mapping):
        return call
    kept = {name: value for name, value in service.items() if value is not None}
    return replace(call, inputs={**call.inputs, "service_config": kept})


def _is_shown(
    call: Call,
    decided: tuple[Decision, Decision],
    shows: Callable[[Inputs, Decision, Decision], bool] | None,
) -> bool:
    before, after = decided
    if alike(before.answer, after.answer):
        return False
    return shows is None or shows(Inputs(call.inputs, call.now), before, after)


def _applied(decided: tuple[Decision, Decision]) -> list[list[tuple[str, str]]]:
    return [[(step.rule_set, step.name) for step in side.applied] for side in decided]
