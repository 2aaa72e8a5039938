"""Which way the decisions of a class of calls changed: shown by a call, excluded, or not known.

What a change may do to a part of the decision follows from what its steps write. Each direction
that may occur is then looked for: on the call that is known, on calls that differ from it in what
counts, and by questions to the analysis. What is neither shown nor excluded counts as possible, so
that nobody relies on its absence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from itertools import chain

from rulec.analysis.avoided import Question
from rulec.analysis.calls import Calls
from rulec.analysis.captures import Doing
from rulec.analysis.comparison import Difference
from rulec.analysis.course import Course, Step
from rulec.analysis.deciding import Deciding
from rulec.analysis.directions import ACTION, Direction, changes
from rulec.analysis.drafts import MISSING, Call, Draft, Path, base_inputs
from rulec.analysis.last_say import SERVICE, Class, LastSay, base_of
from rulec.analysis.other_calls import other_calls
from rulec.analysis.search import Answer, Found, Unknown
from rulec.analysis.written import (
    RANKS,
    Open,
    action_ways,
    is_elsewhere,
    parts_of,
    ranks,
    representatives,
    values,
    ways,
)
from rulec.evaluate import Decision, Inputs
from rulec.pexip import Policy
from rulec.records import dataclass

#: Questions about the directions of all classes; beyond them a direction counts as possible.
MOST_QUESTIONS = 20_000

_MET = "other changes may meet these calls too"
_TOO_MANY = "there are too many questions"


@dataclass(frozen=True, eq=False)
class Shown:
    """A call that two versions decide otherwise."""

    call: Call
    before: Decision
    after: Decision


@dataclass(frozen=True, eq=False)
class Prospect:
    """A direction that occurs in a class, with a call that shows it; or one that may occur."""

    direction: Direction
    shown: Shown | None = None
    #: Why it is not known, where no call shows it.
    reason: str = ""


def touched_by(differences: Iterable[Difference]) -> frozenset[str]:
    """The parts of the decision that the steps of changes may change."""
    steps = {step for one in differences for step in (*one.old, *one.new)}
    return frozenset(part for step in steps for part in parts_of(step))


@dataclass(eq=False)
class _Finding:
    """What is known of the directions of a class so far."""

    of: Class
    asked: Question
    first: Shown
    shown: dict[Direction, Shown] = field(default_factory=dict)
    #: Directions that may occur and that no call shows, with the reason.
    possible: dict[Direction, str] = field(default_factory=dict)

    def look(self, shown: Shown) -> None:
        """Takes note of the directions that a call shows."""
        inputs = Inputs(shown.call.inputs, shown.call.now)
        for change in changes(inputs, shown.before, shown.after):
            self.shown.setdefault(change.direction, shown)


class Prospects:
    """The directions of the classes of one comparison."""

    def __init__(
        self,
        calls: Calls,
        courses: tuple[Course, Course],
        deciding: tuple[Deciding, Deciding],
        ask: Callable[[Question], Answer],
        doing: Doing,
    ) -> None:
        self._calls = calls
        self._policy = calls.policy
        self._last_say = LastSay(calls, courses, doing)
        self._deciding = deciding
        self._find = ask
        self._asked = 0

    def of(
        self,
        parts: Sequence[Difference],
        asked: Question,
        known: Difference,
        others: frozenset[str] = frozenset(),
    ) -> tuple[Prospect, ...]:
        """The directions of a class, the weightiest first.

        `asked` are its calls, `known` is one. `others` are parts of the decision that changes which
        may meet its calls too, and are not among `parts`, may change.
        """
        old, new = (
            _in_order(step for one in parts for step in getattr(one, side))
            for side in ("old", "new")
        )
        first = Shown(known.call, known.before, known.after)
        one = _Finding(Class(parts, old, new), asked, first)
        one.look(first)
        if self._policy is not Policy.MEDIA_LOCATION:
            for part in sorted(touched_by(parts) | others):
                self._part(one, part, met=part in others)
        found = {way: Prospect(way, reason=why) for way, why in one.possible.items()}
        found |= {way: Prospect(way, shown) for way, shown in one.shown.items()}
        return tuple(found[way] for way in Direction if way in found)

    def _part(self, one: _Finding, part: str, *, met: bool) -> None:
        """Looks for the directions in which one part of the decision may go."""
        may = self._ways(one.of, part, met=met)
        if not may <= one.shown.keys():
            self._nearby(one, part, may)
        for way, reason in () if may <= one.shown.keys() else self._open(one, part, may, met=met):
            one.possible.setdefault(way, reason)

    def _ways(self, one: Class, part: str, *, met: bool) -> frozenset[Direction]:
        """The directions in which a part of the decision may go."""
        if part == ACTION:
            both = {Direction.ADMITS_MORE, Direction.REFUSES_MORE}
            some = [action_ways(ranks(one.old, rank), ranks(one.new, rank)) for rank in RANKS]
            return frozenset().union(*some) | (both if met else set())
        if any(step.ends for step in (*one.old, *one.new)):
            # Fields count on calls that both versions let in.
            return frozenset()
        sides = values(one.old, part), values(one.new, part)
        found = ways(self._policy, part, sides, apart=met or one.is_apart)
        if is_elsewhere((*one.old, *one.new), part):
            found |= {Direction.CHANGES_SETTINGS}
        return found

    # --- Calls near the one that is known ---------------------------------------------------------

    def _nearby(self, one: _Finding, part: str, may: frozenset[Direction]) -> None:
        """Tries calls that differ in what counts, or in what values read."""
        nodes = tuple(step.effects for step in (*one.of.old, *one.of.new))
        draft = Draft.of(self._policy, one.first.call)
        near = (draft.put(path, value).call() for path, value in self._bases(part))
        computed = part == ACTION or _is_computed(one.of, part)
        others = other_calls(one.first.call, self._policy, nodes) if computed else ()
        applied = [_applied(each) for each in (one.first.before, one.first.after)]
        for call in chain(near, others):
            if may <= one.shown.keys():
                return
            shown = self._decided(call)
            # The same steps, so that the call is of the same class.
            if [_applied(each) for each in (shown.before, shown.after)] == applied:
                one.look(shown)

    def _bases(self, part: str) -> Iterator[tuple[Path, object]]:
        """What a part of the decision is without rules: places in the request, with values."""
        if part == ACTION:
            if self._policy is Policy.SERVICE:
                yield SERVICE, base_inputs(self._policy)["service_config"]
                yield SERVICE, None
            return
        path = base_of(self._policy, part)
        for value in representatives(self._policy, part) if path else ():
            yield path, MISSING if value is None else value

    def _decided(self, call: Call) -> Shown:
        before, after = (side.wholly(call) for side in self._deciding)
        return Shown(call, before, after)

    # --- Questions --------------------------------------------------------------------------------

    def _open(
        self, one: _Finding, part: str, may: frozenset[Direction], *, met: bool
    ) -> Iterator[tuple[Direction, str]]:
        """The directions that may occur although no call shows them; asks for calls first."""
        reasons: dict[Direction, str] = {}
        for ahead in self._last_say.ahead(one.of, part):
            left = (ahead.ways & may) - one.shown.keys()
            if not left:
                continue
            wanted = self._calls.both(one.asked.wanted, ahead.wanted)
            answer = self._ask(Question(wanted, (*one.asked.avoid, *ahead.avoid)))
            if isinstance(answer, Found):
                one.look(self._decided(answer.call))
                reasons |= dict.fromkeys(left - reasons.keys(), ahead.reason)
            elif isinstance(answer, Unknown):
                reasons |= dict.fromkeys(left - reasons.keys(), answer.reason)
        if met:
            reasons |= dict.fromkeys(may - reasons.keys(), _MET)
        yield from ((way, why) for way, why in reasons.items() if way not in one.shown)

    def _ask(self, question: Question) -> Answer:
        self._asked += 1
        return Unknown(_TOO_MANY) if self._asked > MOST_QUESTIONS else self._find(question)


def _is_computed(one: Class, part: str) -> bool:
    """Whether the steps of a class compute what they write into a part of the decision."""
    return any(Open.ANY in values(steps, part) for steps in (one.old, one.new))


def _in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(sorted(dict.fromkeys(steps), key=lambda step: step.number))


def _applied(decision: Decision) -> list[tuple[str, str]]:
    return [(step.rule_set, step.name) for step in decision.applied]
