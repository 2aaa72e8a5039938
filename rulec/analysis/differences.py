"""Two versions of rules side by side: equal, or the calls on which they decide otherwise.

Nothing is asked about what is the same on both sides. Each answer is a call that was decided by
both versions, or a proof that there is none; what is neither is unknown, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from itertools import islice

from rulec.analysis.alignment import Block, Pair, Side, sets_together
from rulec.analysis.avoided import EVERY_CALL, Question, Several, every
from rulec.analysis.both_versions import BothVersions, Steps
from rulec.analysis.calls import Calls
from rulec.analysis.captures import Doing
from rulec.analysis.comparison import Comparison, Difference
from rulec.analysis.course import Course, Step
from rulec.analysis.deciding import Deciding
from rulec.analysis.drafts import Path
from rulec.analysis.facets import ACTION, AS_IT_CAME, Region, TooMany
from rulec.analysis.facets import Side as Facets
from rulec.analysis.formulas import FALSE, Formula, opposite
from rulec.analysis.outcomes import Outcomes
from rulec.analysis.search import Answer, Empty, Found, Unknown
from rulec.ir import Profile, RuleSet
from rulec.ir.walk import walk
from rulec.pexip import InputField, Policy, ValueType

#: Questions about one policy of a profile; more take minutes.
MOST_QUESTIONS = 50_000

#: Classes of one policy of a profile; beyond them, one is looked for of each change.
MOST_CLASSES = 10_000


def compare(old: Profile, new: Profile, policy: Policy, *, only_first: bool = False) -> Comparison:
    """How two versions of a profile decide the calls of one policy.

    Calls come from the locations that both versions have; from those of the one where the other
    names none, and from anywhere where both name none. With `only_first` nothing is looked for once
    there is a class that differs.
    """
    one, other = old.sets(policy), new.sets(policy)
    nothing = untried(old, new, policy)
    if one == other or nothing.is_apart:
        return nothing
    comparing = Comparing(policy, nothing.places, one, other)
    found = comparing.made(new.name, 1 if only_first else None)
    return replace(nothing, classes=found.classes, unknown=found.unknown)


def untried(old: Profile, new: Profile, policy: Policy) -> Comparison:
    """From where the calls of two versions come, before anything is asked about them."""
    lost, won = _less(old.assigned_to, new.assigned_to), _less(new.assigned_to, old.assigned_to)
    if not old.assigned_to or not new.assigned_to:
        places, lost, won = new.assigned_to or old.assigned_to, (), ()
    else:
        places = _less(new.assigned_to, won)
    return Comparison(new.name, policy, (), (), places, lost, won)


def _less(some: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in some if name not in others)


class Comparing:
    """The comparison of two lists of rule sets of one policy."""

    def __init__(
        self,
        policy: Policy,
        places: tuple[str, ...],
        old: tuple[RuleSet, ...],
        new: tuple[RuleSet, ...],
    ) -> None:
        self._policy = policy
        self._old, self._new = old, new
        self._calls = Calls(policy, places, _mixed((old, new)))
        self._outcomes = Outcomes(self._calls)
        self._doing = Doing(self._calls, self._outcomes)
        self._courses = Course(self._calls, old), Course(self._calls, new)
        self._deciding = Deciding(self._courses[0], old), Deciding(self._courses[1], new)
        self._both = BothVersions(policy, self._doing, self._deciding)
        self._found: list[Difference] = []
        self._unknown: dict[str, None] = {}
        self._asked = 0
        self._most: int | None = None
        #: Of sets that do not stand for each other: where two lists of steps have their say.
        self._regions: dict[tuple[Steps, Steps], list[Formula]] = {}

    def made(self, profile: str, most: int | None) -> Comparison:
        """The comparison, with the first classes alone where `most` says how many."""
        self._most = most
        together = sets_together(self._old, self._new)
        try:
            if together is None:
                self._found += islice(self._decided_otherwise(EVERY_CALL, {}, {}), most)
            else:
                for old, new in together:
                    self._block(old, new)
        except GaveUp as reason:
            self._unknown[str(reason)] = None
        if together is None:
            self._found = list(map(self._whole, self._found))
        return Comparison(profile, self._policy, tuple(self._found), tuple(self._unknown))

    @property
    def _is_enough(self) -> bool:
        return self._most is not None and len(self._found) >= self._most

    @property
    def _causes(self) -> set[Step | None]:
        """The changes of which a difference was found."""
        return {one.cause for one in self._found}

    def _whole(self, found: Difference) -> Difference:
        """A class of all calls on which its steps have their say on any part of the decision."""
        calls = self._calls.either(*self._regions[found.old, found.new])
        return replace(found, asked=Question(calls, ()), calls=calls)

    # --- Sets that stand for each other -----------------------------------------------------------

    def _block(self, old: int | None, new: int | None) -> None:
        if old is not None and new is not None and self._old[old] == self._new[new]:
            return
        block = Block(
            self._calls,
            self._doing,
            _side(self._courses[0], self._old, old),
            _side(self._courses[1], self._new, new),
        )
        for some in block.pairs():
            if self._is_enough:
                return
            if some.first is not None and isinstance(self._ask(some.first), Empty):
                continue
            for pair in some.pairs():
                if self._is_enough:
                    return
                if len(self._found) < MOST_CLASSES or pair.cause not in self._causes:
                    self._pair(pair)
                else:
                    self._unknown[f"more than {MOST_CLASSES} classes of calls differ"] = None

    def _pair(self, pair: Pair) -> None:
        """Looks for a call on which two steps make a difference."""
        answer = self._ask(pair.asked)
        if isinstance(answer, Empty):
            return
        if isinstance(answer, Unknown):
            self._unknown[f"{_told(pair.old)} and {_told(pair.new)}: {answer.reason}"] = None
            return
        steps = tuple(step for step in (pair.old,) if step), tuple(s for s in (pair.new,) if s)
        shown = self._both.shown(answer.call, *steps, pair.cause) or self._served(pair, *steps)
        shown = shown or self._both.shown_elsewhere(answer.call, *steps, pair.cause)
        shown = shown or self._by_itself(pair, *steps)
        if shown is None:
            # They do different things, but not to this call: later steps may do the same again.
            others = self._decided_otherwise(pair.asked, pair.only_old, pair.only_new)
            shown = next((self._again(one, *steps, pair.cause) for one in others), None)
        if shown is not None:
            found = replace(shown, asked=pair.asked, calls=pair.calls, where=pair.where)
            self._found.append(found)

    def _served(self, pair: Pair, old: Steps, new: Steps) -> Difference | None:
        """The same for calls that have a service, and for those that have none.

        Without one a refusal changes nothing, and with one `create`.
        """
        if self._policy is not Policy.SERVICE:
            return None
        for there in (self._calls.found, opposite(self._calls.found)):
            wanted = self._calls.both(pair.asked.wanted, there)
            answer = self._ask(Question(wanted, pair.asked.avoid))
            if isinstance(answer, Found):
                shown = self._both.shown(answer.call, old, new, pair.cause)
                if shown is not None:
                    return shown
        return None

    def _by_itself(self, pair: Pair, old: Steps, new: Steps) -> Difference | None:
        """The same for calls to which no rule of another set applies, or of a set that goes on."""
        others: list[Formula] = []
        for course, only, steps in zip(
            self._courses, (pair.only_old, pair.only_new), (old, new), strict=True
        ):
            for number, inside in enumerate(course.sets):
                others += (s.guard for s in inside if number not in only and s not in steps)
        avoid = (*pair.asked.avoid, *every(self._calls.watch(others)))
        answer = self._ask(Question(pair.asked.wanted, avoid)) if others else None
        if not isinstance(answer, Found):
            return None
        shown = self._both.shown(answer.call, old, new, pair.cause)
        return shown or self._both.shown_elsewhere(answer.call, old, new, pair.cause)

    def _again(self, found: Difference, old: Steps, new: Steps, cause: Step) -> Difference:
        """A difference that is told of other steps."""
        return replace(found, old=old, new=new, cause=cause, key=self._both.key(old, new))

    # --- Decisions taken apart --------------------------------------------------------------------

    def _decided_otherwise(
        self,
        among: Question,
        only_old: Mapping[int, Step | None],
        only_new: Mapping[int, Step | None],
    ) -> Iterator[Difference]:
        """Differences among some calls; where no more come, there are none, or it is unknown."""
        old = Facets(self._courses[0], self._outcomes, only_old)
        new = Facets(self._courses[1], self._outcomes, only_new)
        seen: set[tuple[Steps, Steps]] = set()
        for part in (ACTION, *sorted(old.fields | new.fields)):
            avoid = among.avoid if part == ACTION else (*among.avoid, *old.ends, *new.ends)
            try:
                regions, others = (
                    side.actions() if part == ACTION else side.regions(part) for side in (old, new)
                )
            except TooMany:
                self._unknown["too many ways in which rules act together"] = None
                continue
            for one, other in self._to_ask(regions, others, Question(among.wanted, avoid)):
                steps = one.steps, other.steps
                region = self._calls.both(one.calls, other.calls)
                self._regions.setdefault(steps, []).append(region)
                if steps in seen:
                    continue
                wanted = self._calls.both(among.wanted, one.wanted, other.wanted)
                question = Question(wanted, (*avoid, *one.avoid(), *other.avoid()))
                found = self._between(question, one, other)
                if found is _UNSHOWN and part != ACTION:
                    matters = self._matters(part, (old, one), (new, other))
                    wanted = self._calls.both(wanted, matters)
                    found = self._between(Question(wanted, question.avoid), one, other)
                if found is _UNSHOWN:
                    self._unknown[
                        f"{_names(one.steps)} and {_names(other.steps)} are written in different "
                        "ways, and no call was found on which they differ"
                    ] = None
                elif found is not None:
                    seen.add(steps)
                    yield found

    def _to_ask(
        self, old: Sequence[Region], new: Sequence[Region], among: Question
    ) -> Iterator[tuple[Region, Region]]:
        """Regions of both sides with other outcomes that may overlap."""
        same = {(one.calls, one.outcome) for one in old} & {(one.calls, one.outcome) for one in new}
        old, new = (
            [one for one in side if (one.calls, one.outcome) not in same] for side in (old, new)
        )
        for one in old:
            others = [other for other in new if other.outcome != one.outcome]
            alike = [other.calls for other in new if other.outcome == one.outcome]
            if alike and len(others) > 1:
                avoid = (*among.avoid, *one.avoid(), *every(self._calls.watch(alike)))
                wanted = self._calls.both(among.wanted, one.wanted)
                if isinstance(self._ask(Question(wanted, avoid)), Empty):
                    continue
            for other in others:
                if self._calls.both(among.wanted, one.wanted, other.wanted) != FALSE:
                    yield one, other

    def _between(
        self, question: Question, one: Region, other: Region
    ) -> Difference | _Unshown | None:
        answer = self._ask(question)
        match answer:
            case Empty():
                return None
            case Unknown(reason):
                self._unknown[f"{_names(one.steps)} and {_names(other.steps)}: {reason}"] = None
                return None
            case Found(call):
                return self._both.shown(call, one.steps, other.steps, None) or _UNSHOWN

    def _matters(
        self, part: str, old: tuple[Facets, Region], new: tuple[Facets, Region]
    ) -> Formula:
        """The calls on which two ways in which a field comes about may make a difference."""
        found = [side.served for side, _ in (old, new)]
        for (_, region), (side, other) in ((old, new), (new, old)):
            if region.outcome == (AS_IT_CAME,):
                found.append(side.changes(part, other))
        return self._calls.both(*found)

    # --- Questions --------------------------------------------------------------------------------

    def _ask(self, question: Question) -> Answer:
        self._asked += 1
        if self._asked > MOST_QUESTIONS:
            raise GaveUp("too many rules were changed at once")
        if question.wanted == FALSE:
            return Empty(())
        return self._calls.find(question.wanted, Several(question.avoid))


class _Unshown(Enum):
    """There are such calls, and the one that was found is decided alike."""

    UNSHOWN = 1


_UNSHOWN = _Unshown.UNSHOWN


class GaveUp(Exception):
    """There are too many questions."""


def _mixed(nodes: object) -> frozenset[Path]:
    """The paths that rules read as fields of more than one type."""
    types: dict[Path, set[ValueType]] = {}
    for node in walk(nodes):
        if isinstance(node, InputField):
            types.setdefault(node.path, set()).add(node.type)
    return frozenset(path for path, found in types.items() if len(found) > 1)


def _side(course: Course, sets: tuple[RuleSet, ...], number: int | None) -> Side:
    if number is None:
        return Side(None, (), None)
    return Side(number, course.sets[number], sets[number])


def _told(step: Step | None) -> str:
    return "no rule" if step is None else f"{step.rule_set.name}/{step.name}"


def _names(steps: tuple[Step, ...]) -> str:
    return " with ".join(map(_told, steps)) or "no rule"
