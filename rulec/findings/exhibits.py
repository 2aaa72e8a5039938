"""What shows each rule of a script at work: a call that it takes, and ones that others want."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rulec.analysis import Call, Found, Hidden, Step
from rulec.evaluate import Decision, Inputs, holds
from rulec.findings.overlaps import Overlap, Overlaps, overlaps
from rulec.findings.scene import Scene
from rulec.findings.shown import as_text, reads_clock
from rulec.findings.small import smaller
from rulec.ir import Rule
from rulec.records import dataclass
from rulec.verify.compare import Decided

#: A rule by the names of its set and itself; None is the `default` of the set.
RuleKey = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Shown:
    """A call, as the JSON of `Problem.call` and as it is decided."""

    call: Call
    text: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Shared:
    """A call that comes to the earlier of two rules of a set, and that both want."""

    #: The id of the other rule, and whether it is the earlier one.
    other: str
    earlier: bool
    shown: Shown


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One rule, or the `default` of a set, in one script."""

    #: A call on which it applies; None where there is none, or none is known.
    example: Shown | None
    #: The rules that together take all of its calls, as `set/rule`; None where some are left. An
    #: empty tuple where no call meets its conditions.
    hidden_by: tuple[str, ...] | None
    #: Why neither is known; empty where one of them is.
    unknown: str
    shared: tuple[Shared, ...]
    #: How many other rules of the set share no call with it, and how many were not looked at.
    apart: int
    unseen: int


class Exhibits:
    """The exhibits of one script, by rule."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._clock = reads_clock(scene.profile.sets(scene.policy))
        self._shown: dict[str, Shown] = {}
        self.by_rule: Mapping[RuleKey, Exhibit] = dict(self._all())

    def decided(self, also: Iterable[Call] = ()) -> tuple[Decided, ...]:
        """Every call that is shown, and others, with what the rules decide: for the script."""
        shown = (Decided(each.call, each.decision) for each in self._shown.values())
        return (*shown, *(Decided(call, self._decided(call)) for call in also))

    def _all(self) -> Iterator[tuple[RuleKey, Exhibit]]:
        for number, steps in enumerate(self._scene.course.sets):
            found = overlaps(self._scene, number)
            shared: dict[int, list[Shared]] = {}
            for one in found.found:
                self._note(one, shared)
            for step in steps:
                rule = None if step.rule is None else step.rule.id
                made = self._exhibit(step, found, tuple(shared.get(step.number, ())))
                yield (step.rule_set.name, rule), made

    def _note(self, one: Overlap, shared: dict[int, list[Shared]]) -> None:
        """Adds an overlap to both rules, unless its call does not show it after all."""
        earlier, later = one.earlier.rule, one.later.rule
        if earlier is None or later is None:
            return
        shown = self._shared(one, earlier, later)
        if shown is not None:
            mine = Shared(later.id, earlier=False, shown=shown)
            theirs = Shared(earlier.id, earlier=True, shown=shown)
            shared.setdefault(one.earlier.number, []).append(mine)
            shared.setdefault(one.later.number, []).append(theirs)

    def _shared(self, one: Overlap, earlier: Rule, later: Rule) -> Shown | None:
        """The call of an overlap, small where that still shows it; None where it does not."""
        rules = one.earlier.rule_set
        small = smaller(self._scene, one.call, (rules.when, earlier.when, later.when))
        for call in (small, one.call):
            applied = [(step.rule_set, step.rule) for step in self._decided(call).applied]
            wanted = holds(later.when, Inputs(call.inputs, call.now))
            if wanted and (rules.name, earlier) in applied:
                return self._shows(call)
        return None

    def _exhibit(self, step: Step, found: Overlaps, shared: tuple[Shared, ...]) -> Exhibit:
        reached = self._scene.reached(step)
        example, hidden, unknown = None, None, ""
        match reached:
            case Found(call):
                when = () if step.rule is None else (step.rule.when,)
                example = self._shows(smaller(self._scene, call, (step.rule_set.when, *when)))
            case Hidden(by):
                hidden = tuple(f"{one.rule_set.name}/{one.name}" for one in by)
            case _:
                unknown = reached.reason
        apart, unseen = found.apart.get(step.number, 0), found.unseen.get(step.number, 0)
        return Exhibit(example, hidden, unknown, shared, apart, unseen)

    def _shows(self, call: Call) -> Shown:
        text = as_text(call, clock=self._clock)
        if text not in self._shown:
            self._shown[text] = Shown(call, text, self._decided(call))
        return self._shown[text]

    def _decided(self, call: Call) -> Decision:
        return self._scene.deciding.on(call)
