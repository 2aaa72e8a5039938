"""Two versions of rules as a partition: the calls that they decide otherwise, in disjoint classes.

A change is a pair of steps that have their say on a call in one version and in the other. Calls
that meet the same changes are one class, so that a call is in one class at most. Where so many
changes meet that this would make too many classes, a call counts with the first change that it
meets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import field, replace

from rulec.analysis.alignment import Where
from rulec.analysis.avoided import Avoid, Question, every
from rulec.analysis.calls import Calls
from rulec.analysis.comparison import Comparison, Difference, alike
from rulec.analysis.counterparts import Changed, Counterparts
from rulec.analysis.course import Step
from rulec.analysis.differences import Comparing, GaveUp, untried
from rulec.analysis.drafts import Call
from rulec.analysis.formulas import Formula, opposite
from rulec.analysis.other_calls import other_calls
from rulec.analysis.prospects import Prospect, Prospects, touched_by
from rulec.analysis.search import Empty, Unknown
from rulec.evaluate import Decision, Inputs, holds
from rulec.ir import Profile
from rulec.pexip import Policy
from rulec.records import dataclass

#: Questions about which changes meet, and classes of calls that meet several, beside those of
#: single changes; where there would be more, a call counts with the first change that it meets.
MOST_TOGETHER = 10_000
MOST_MEETINGS = 64


@dataclass(frozen=True, eq=False)
class CallClass:
    """A class of calls that are decided otherwise, with one of them, and which way they changed."""

    #: The changes that its calls meet, in the order of the rules.
    parts: tuple[Difference, ...]
    call: Call
    before: Decision
    after: Decision
    #: Which way the decisions on its calls changed. A direction that is not in here is proved to
    #: occur on none of them, as long as the service and the role that Pexip has found are made of
    #: values that Pexip documents.
    prospects: tuple[Prospect, ...]
    #: The rules that were changed, where it is known which.
    causes: tuple[Changed, ...]
    #: Steps whose condition is met by none of its calls: those of the other version that are the
    #: same rules as steps of this class with another condition.
    unmet: tuple[Step, ...]
    #: Whether its calls may meet other changes too, with which they are not counted again.
    meets_others: bool = False

    def has(self, met: Sequence[Difference]) -> bool:
        """Whether a call that meets these changes, in order, belongs here."""
        same = met[:1] if self.meets_others else met
        return list(self.parts) == list(same)

    @property
    def old(self) -> tuple[Step, ...]:
        """The steps that have their say in the old version, and another one or none in the new."""
        return tuple(dict.fromkeys(step for part in self.parts for step in part.old))

    @property
    def new(self) -> tuple[Step, ...]:
        """Those that have it in the new version."""
        return tuple(dict.fromkeys(step for part in self.parts for step in part.new))


@dataclass(frozen=True, eq=False)
class Classes:
    """What was found about one policy of a profile."""

    comparison: Comparison
    classes: tuple[CallClass, ...] = ()
    #: Why it is not proved that these are all.
    unknown: tuple[str, ...] = ()
    #: Changes all of whose calls are counted with others.
    counted: tuple[Difference, ...] = ()
    #: The calls that the classes are parts of; None where nothing was asked.
    calls: Calls | None = None

    def of(self, inputs: Inputs) -> CallClass | None:
        """The class that a call falls into, if the versions decide it otherwise at all."""
        if self.calls is None:
            return None
        met = [one for one in self.comparison.classes if is_among(self.calls, one.calls, inputs)]
        return next((one for one in self.classes if one.has(met)), None)


def classify(old: Profile, new: Profile, policy: Policy) -> Classes:
    """The disjoint classes of calls that two versions of a profile decide otherwise.

    Calls come from where those of `compare` come from.
    """
    one, other = old.sets(policy), new.sets(policy)
    nothing = untried(old, new, policy)
    if one == other or nothing.is_apart:
        return Classes(nothing)
    return _Classifying(policy, nothing.places, one, other).classified(nothing)


@dataclass(eq=False)
class _Meeting:
    """The calls that meet some changes; those that also meet others are taken away later."""

    parts: tuple[Difference, ...]
    wanted: Formula
    avoid: list[Avoid]
    #: Other changes that some of the calls meet.
    others: dict[Difference, None] = field(default_factory=dict)


class _Classifying(Comparing):
    """The comparison of two lists of rule sets, and the partition of what differs."""

    def classified(self, nothing: Comparison) -> Classes:
        """The classes of all that differs."""
        found = self.made(nothing.profile, None)
        comparison = replace(nothing, classes=found.classes, unknown=found.unknown)
        self._asked = 0
        self._prospects = Prospects(
            self._calls, self._courses, self._deciding, self._ask, self._doing
        )
        self._counterparts = Counterparts(self._courses, self._doing)
        self._classes: list[CallClass] = []
        self._counted: list[Difference] = []
        groups = _groups(found.classes)
        try:
            meetings = self._meetings(groups)
            if meetings is not None:
                self._apart(meetings)
            else:
                self._first(groups)
        except GaveUp as reason:
            self._unknown[str(reason)] = None
        places = {one: number for number, one in enumerate(found.classes)}
        self._classes.sort(key=lambda one: [places[part] for part in one.parts])
        unknown = tuple(self._unknown)
        counted = tuple(self._counted)
        return Classes(comparison, tuple(self._classes), unknown, counted, self._calls)

    # --- All changes that a call meets ------------------------------------------------------------

    def _meetings(self, groups: Sequence[Sequence[Difference]]) -> list[_Meeting] | None:
        """Which changes calls meet together; None where there is too much to ask."""
        found: list[_Meeting] = []
        asked, single = 0, 0
        for group in groups:
            asked += len(found) * len(group)
            single += len(group)
            if asked > MOST_TOGETHER or len(found) > single + MOST_MEETINGS:
                return None
            found += self._met(found, group)
        return found

    def _met(self, meetings: Sequence[_Meeting], group: Sequence[Difference]) -> list[_Meeting]:
        """What becomes of calls by the changes of a group, of which each call meets one at most."""
        alone = {one: _Meeting((one,), one.asked.wanted, [one.asked.avoid]) for one in group}
        together: list[_Meeting] = []
        for meeting in meetings:
            before = dict(meeting.others)
            for one in group:
                wanted = self._calls.both(meeting.wanted, one.asked.wanted)
                avoid = [*meeting.avoid, one.asked.avoid]
                if isinstance(self._ask(Question(wanted, _joined(avoid))), Empty):
                    continue
                together.append(_Meeting((*meeting.parts, one), wanted, avoid, before.copy()))
                meeting.others[one] = None
                alone[one].others |= dict.fromkeys(meeting.parts)
        return [*together, *alone.values()]

    def _apart(self, meetings: Sequence[_Meeting]) -> None:
        """A class for all changes that calls meet together."""
        for meeting in meetings:
            (first, *rest) = meeting.parts
            apart = every(self._calls.watch([one.calls for one in meeting.others]))
            question = Question(meeting.wanted, _joined([*meeting.avoid, apart]))
            is_same = not rest and not meeting.others
            shown = self._difference(meeting.parts, question, first if is_same else None)
            if shown is not None:
                prospects = self._prospects.of(meeting.parts, question, shown)
                self._classes.append(self._class(meeting.parts, question, shown, prospects))

    # --- The first change that a call meets -------------------------------------------------------

    def _first(self, groups: Sequence[Sequence[Difference]]) -> None:
        """A class for each change without the calls that meet one before it."""
        touched = [touched_by(one for one in group) for group in groups]
        counts = Counter(part for parts in touched for part in parts)
        avoid: Avoid = ()
        for group, mine in zip(groups, touched, strict=True):
            others = frozenset(part for part in counts if counts[part] > (part in mine))
            for one in group:
                question = Question(one.asked.wanted, (*one.asked.avoid, *avoid))
                shown = self._difference((one,), question, None if avoid else one)
                if shown is None:
                    self._counted.append(one)
                    continue
                prospects = self._prospects.of((one,), question, shown, others)
                made = self._class((one,), question, shown, prospects)
                self._classes.append(replace(made, meets_others=True))
            avoid = (*avoid, *every(self._calls.watch([one.calls for one in group])))

    # --- What is said of a class ------------------------------------------------------------------

    def _class(
        self,
        parts: tuple[Difference, ...],
        question: Question,
        shown: Difference,
        prospects: tuple[Prospect, ...],
    ) -> CallClass:
        steps = [step for part in parts for step in (*part.old, *part.new)]
        causes = [part.cause for part in parts if part.cause is not None] or steps
        changed = {id(one.new or one.old): one for one in map(self._counterparts.of, causes)}
        others = dict.fromkeys(self._counterparts.other(step) for step in steps)
        guards = {step.guard for step in steps}
        unmet = tuple(
            other
            for other in others
            if other is not None
            and other not in steps
            and other.guard not in guards
            and self._is_unmet(other, parts, question)
        )
        call = shown.call, shown.before, shown.after
        return CallClass(parts, *call, prospects, tuple(changed.values()), unmet)

    def _is_unmet(self, step: Step, parts: Sequence[Difference], question: Question) -> bool:
        """Whether no call of a class meets the condition of a step; False where it is not known."""
        for part in parts:
            for number, course, taken in zip(
                part.where or (), self._courses, (part.old, part.new), strict=False
            ):
                if number is not None and step in course.sets[number]:
                    # Of such a set the first step that is met is the one that is taken.
                    return (
                        not taken
                        or step.number < taken[0].number
                        or self._empty(step, parts, question)
                    )
        return self._empty(step, parts, question)

    def _empty(self, step: Step, parts: Sequence[Difference], question: Question) -> bool:
        """Whether no call of a class that is decided otherwise meets the condition of a step."""
        meeting = Question(self._calls.both(question.wanted, step.guard), question.avoid)
        if isinstance(self._ask(meeting), Empty):
            return True
        if not any(self._doing.of(step) == self._doing.of(s) for p in parts for s in p.old + p.new):
            return False
        # Where the same rule applies in both versions, the decision may be the same.
        unknown = dict(self._unknown)
        differs = next(self._decided_otherwise(meeting, *_only(parts)), None) is not None
        is_sure = self._unknown == unknown
        self._unknown = unknown
        return not differs and is_sure

    # --- Calls ------------------------------------------------------------------------------------

    def _difference(
        self, parts: Sequence[Difference], question: Question, known: Difference | None
    ) -> Difference | None:
        """A difference on a call of a class; None where there is none, or it is not known.

        `known` is one that was found when nothing more was asked.
        """
        if known is not None and (not known.is_near or self._is_in(known.call, question)):
            return known
        first = parts[0]
        answer = self._ask(question)
        if isinstance(answer, Empty):
            return None
        if isinstance(answer, Unknown):
            self._unknown[f"{_told(parts)}: {answer.reason}"] = None
            return None
        steps = [step for part in parts for step in (*part.old, *part.new)]
        nodes = tuple(step.effects for step in steps)
        for call in (answer.call, *other_calls(answer.call, self._policy, nodes)):
            if call is answer.call or self._is_in(call, question):
                # Of most calls nobody asks which rules did not apply.
                if alike(*(side.on(call).answer for side in self._deciding)):
                    continue
                before, after = (side.wholly(call) for side in self._deciding)
                return replace(first, call=call, before=before, after=after)
        only_old, only_new = _only(parts)
        for one in self._decided_otherwise(question, only_old, only_new):
            if self._is_in(one.call, question):
                return replace(first, call=one.call, before=one.before, after=one.after)
        return None

    def _is_in(self, call: Call, question: Question) -> bool:
        """Whether a call is one of those that are asked for."""
        avoided = [
            formula
            for watch, bits in question.avoid
            for number, formula in enumerate(watch.formulas)
            if bits >> number & 1
        ]
        whole = self._calls.both(question.wanted, *map(opposite, avoided))
        return is_among(self._calls, whole, Inputs(call.inputs, call.now))


def is_among(calls: Calls, formula: Formula, inputs: Inputs) -> bool:
    """Whether any call, as the evaluator reads it, meets a formula."""
    meanings = calls.atoms.meanings

    def meets(atom: Formula) -> bool:
        return holds(meanings[atom], inputs)

    return calls.atoms.formulas.truth(formula, {}, meets)


def _groups(found: Iterable[Difference]) -> list[list[Difference]]:
    """Differences of the same sets together: no call meets two of them."""
    made: dict[Where | int, list[Difference]] = {}
    for number, one in enumerate(found):
        made.setdefault(number if one.where is None else one.where, []).append(one)
    return list(made.values())


def _joined(parts: Iterable[Avoid]) -> Avoid:
    return tuple(each for part in parts for each in part)


def _only(
    parts: Sequence[Difference],
) -> tuple[dict[int, Step | None], dict[int, Step | None]]:
    """The sets of which no other step applies to calls that meet some changes."""
    old: dict[int, Step | None] = {}
    new: dict[int, Step | None] = {}
    for part in parts:
        if part.where is not None:
            for number, steps, only in (
                (part.where.old, part.old, old),
                (part.where.new, part.new, new),
            ):
                if number is not None:
                    only[number] = steps[0] if steps else None
    return old, new


def _told(parts: Sequence[Difference]) -> str:
    steps = dict.fromkeys(step for part in parts for step in (*part.old, *part.new))
    return " with ".join(f"{step.rule_set.name}/{step.name}" for step in steps)
