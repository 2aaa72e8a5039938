"""What a comparison of two versions of rules says, and when answers are the same."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property

from rulec.analysis.alignment import Where
from rulec.analysis.avoided import EVERY_CALL, Question
from rulec.analysis.course import Step
from rulec.analysis.drafts import Call, base_inputs
from rulec.analysis.formulas import TRUE, Formula
from rulec.analysis.outcomes import Key
from rulec.evaluate import Decision
from rulec.pexip import Policy
from rulec.records import dataclass


class Verdict(StrEnum):
    """What is known of two versions."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True, eq=False)
class Difference:
    """A class of calls that are decided otherwise, with one of them.

    The steps are those that have their say on these calls in one version and another one in the
    other; none where no rule has. `cause` is the one that was changed, where one was found.
    """

    old: tuple[Step, ...]
    new: tuple[Step, ...]
    cause: Step | None
    call: Call
    before: Decision
    after: Decision
    #: What the steps do in either version: classes with the same key are told together.
    key: tuple[Key, ...]
    #: The class, as it is asked for and as one formula. Those of its calls that are decided alike
    #: do not count.
    asked: Question = EVERY_CALL
    calls: Formula = TRUE
    #: The sets of which it is a pair of steps; no two classes of the same sets have a call in
    #: common. None where a call may be in several classes.
    where: Where | None = None
    #: Whether the call is only like one of the class: it may be in another class.
    is_near: bool = False


@dataclass(frozen=True, eq=False)
class Comparison:
    """What was found about one policy of a profile."""

    profile: str
    policy: Policy
    #: Every class of calls that was found, in the order of the rules.
    classes: tuple[Difference, ...] = ()
    #: Why it is not proved that there are no others.
    unknown: tuple[str, ...] = ()
    #: The locations from which calls were compared; without any, calls from anywhere.
    places: tuple[str, ...] = ()
    #: The locations at which the profile is used in one version only. What is decided there is
    #: decided by another profile, or by none, in the other version.
    only_old: tuple[str, ...] = ()
    only_new: tuple[str, ...] = ()

    @property
    def is_apart(self) -> bool:
        """Whether the versions have no location in common, so that no call was compared."""
        return bool(self.only_old and self.only_new) and not self.places

    @property
    def verdict(self) -> Verdict:
        """Equal is proved; different is shown by a call, or by a location of one version."""
        if self.classes or self.only_old or self.only_new:
            return Verdict.DIFFERENT
        return Verdict.UNKNOWN if self.unknown else Verdict.EQUAL

    @cached_property
    def groups(self) -> tuple[tuple[Difference, ...], ...]:
        """The classes with one cause and one change together, the most ordinary call first."""
        made: dict[object, list[Difference]] = {}
        for one in self.classes:
            made.setdefault((one.cause or (one.old, one.new), one.key), []).append(one)
        usual = base_inputs(self.policy)
        return tuple(
            tuple(sorted(group, key=lambda one: _oddity(one.call.inputs, usual)))
            for group in made.values()
        )


def alike(one: object, other: object) -> bool:
    """Whether answers are the same as JSON data: 1 is not true."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return type(one) is type(other) and one == other


def _oddity(inputs: object, usual: object) -> int:
    """In how much a call differs from an ordinary one."""
    if isinstance(inputs, Mapping) and isinstance(usual, Mapping):
        names = {*inputs, *usual}
        return sum(_oddity(inputs.get(name), usual.get(name)) for name in names)
    return 0 if inputs == usual else 1
