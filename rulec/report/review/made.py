"""A review out of what the analysis found: rules as written, calls that matter, nothing secret."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cached_property

from rulec.analysis import Call, Step
from rulec.analysis.classes import CallClass, Classes
from rulec.analysis.counterparts import Changed
from rulec.analysis.directions import changes
from rulec.analysis.prospects import Prospect
from rulec.evaluate import Decision, Inputs
from rulec.ir import ALWAYS, All, Condition
from rulec.records import dataclass
from rulec.report import examples
from rulec.report.conditions import described
from rulec.report.examples import Versions
from rulec.report.review.as_written import AsWritten
from rulec.report.review.model import (
    Cause,
    ClassOfCalls,
    Clause,
    Example,
    FieldChange,
    Place,
    PolicyReview,
    RuleAt,
    Size,
    Way,
)
from rulec.report.secrets import HIDDEN, Veil, veil_of
from rulec.source import Span


@dataclass(frozen=True)
class Compared:
    """What was found about one policy of a profile, with what it takes to tell it."""

    found: Classes
    versions: Versions
    #: The texts of both versions, and what stands before the paths of their files.
    texts: tuple[AsWritten, AsWritten]
    prefixes: tuple[str, str]
    sizes: tuple[Size, Size]
    show_secrets: bool = False

    @cached_property
    def veil(self) -> Veil:
        """What hides the secrets of both versions."""
        policy = self.versions.policy
        sets = (*self.versions.old.sets(policy), *self.versions.new.sets(policy))
        return veil_of(sets, show_secrets=self.show_secrets)


@dataclass(frozen=True)
class Made:
    """The review of one policy of a profile, and the calls that it shows."""

    review: PolicyReview
    #: Calls with what both versions decide, as they are: for scripts to decide them again.
    calls: tuple[tuple[Call, Decision, Decision], ...]


def policy_review(compared: Compared) -> Made:
    """The review of one policy of a profile."""
    return _Making(compared).made()


class _Making:
    def __init__(self, compared: Compared) -> None:
        self._compared = compared
        self._veil = compared.veil
        self._calls: list[tuple[Call, Decision, Decision]] = []
        self._sides = [
            {id(rules) for rules in side.sets(compared.versions.policy)}
            for side in (compared.versions.old, compared.versions.new)
        ]

    def made(self) -> Made:
        """All of it."""
        compared, found = self._compared, self._compared.found
        versions = compared.versions
        counted = dict.fromkeys(
            f"{step.rule_set.name}/{step.name}"
            for one in found.counted
            for step in (one.cause, *one.old, *one.new)[:1]
            if step is not None
        )
        review = PolicyReview(
            versions.new.name,
            versions.old.name,
            versions.policy,
            found.comparison.places,
            tuple(self._class(one) for one in found.classes),
            tuple(map(self._veil.text, found.unknown)),
            *compared.sizes,
            tuple(counted),
        )
        return Made(review, tuple(self._calls))

    @property
    def _is_moved(self) -> bool:
        """Whether another profile decides the calls: then no rule was changed by itself."""
        return self._compared.versions.old.name != self._compared.versions.new.name

    # --- Classes ----------------------------------------------------------------------------------

    def _class(self, one: CallClass) -> ClassOfCalls:
        steps = (*one.old, *one.new)
        first = self._example(self._compared.versions.example(one.call, steps))
        return ClassOfCalls(
            tuple(map(self._rule, one.old)),
            tuple(map(self._rule, one.new)),
            () if self._is_moved else tuple(map(self._cause, one.causes)),
            tuple(self._clauses(one)),
            tuple(self._way(each, one, first) for each in one.prospects),
            first,
            one.meets_others,
        )

    def _way(self, prospect: Prospect, one: CallClass, first: Example) -> Way:
        """A direction; the call of the class shows it where it can."""
        shown = prospect.shown
        if shown is None:
            return Way(prospect.direction, None, self._veil.text(prospect.reason))
        if prospect.direction in {change.direction for change in first.changes}:
            return Way(prospect.direction, first)

        def shows(inputs: Inputs, before: Decision, after: Decision) -> bool:
            found = changes(inputs, before, after)
            return prospect.direction in {change.direction for change in found}

        steps = (*one.old, *one.new)
        example = self._compared.versions.example(shown.call, steps, shows)
        return Way(prospect.direction, self._example(example))

    def _example(self, one: examples.Example) -> Example:
        self._calls.append((one.call, one.before, one.after))
        call: dict[str, object] = json.loads(one.text)
        inputs = Inputs(one.call.inputs, one.call.now)
        return Example(
            json.dumps(call | {"inputs": self._veil.data(call["inputs"])}),
            self._veil.data(one.before.answer),
            self._veil.data(one.after.answer),
            tuple(
                FieldChange(
                    change.part,
                    self._value(change.part, change.before),
                    self._value(change.part, change.after),
                    change.direction,
                )
                for change in changes(inputs, one.before, one.after)
            ),
        )

    def _value(self, part: str, value: object) -> object:
        shown = self._veil.data({part: value})
        return shown[part] if isinstance(shown, dict) and part in shown else None

    # --- Rules ------------------------------------------------------------------------------------

    def _side(self, step: Step) -> int:
        return 0 if id(step.rule_set) in self._sides[0] else 1

    def _rule(self, step: Step) -> RuleAt:
        prefix = self._compared.prefixes[self._side(step)]
        rule, rules = step.rule, step.rule_set
        span = (rules.default_span or rules.span) if rule is None else rule.span
        return RuleAt(
            rules.name,
            None if rule is None else rule.id,
            _place(span, prefix),
            _place(rule.row, prefix) if rule is not None else None,
            "" if rule is None else self._veil.text(rule.description),
            "" if rule is None else rule.owner,
        )

    def _cause(self, changed: Changed) -> Cause:
        old, new = (
            None if step is None else self._rule(step) for step in (changed.old, changed.new)
        )
        return Cause(changed.kind, old, new)

    # --- Conditions -------------------------------------------------------------------------------

    def _clauses(self, one: CallClass) -> Iterator[Clause]:
        """What the calls of a class have in common, by the conditions of the rules."""
        told: set[object] = set()
        for step, meets in (
            *((s, True) for s in (*one.new, *one.old)),
            *((s, False) for s in one.unmet),
        ):
            if (step.guard, meets) not in told:
                told.add((step.guard, meets))
                yield self._clause(step, meets=meets, against=_others(step, one))

    def _clause(self, step: Step, *, meets: bool, against: Iterable[Step]) -> Clause:
        side = self._side(step)
        written = self._compared.texts[side].of(step.rule_set, step.rule)
        rest = list(against)
        others = [self._compared.texts[self._side(s)].of(s.rule_set, s.rule) for s in rest]
        names = tuple(
            (name, lines)
            for name, lines in written.names.items()
            if any(other.names.get(name, lines) != lines for other in others)
        )
        is_row = step.rule is not None and step.rule.row is not None
        alike = [
            each
            for each, other in zip(rest, others, strict=True)
            if other == written and each.guard != step.guard
        ]
        meaning = self._meaning(step) if is_row or alike else ""
        same = [each for each in alike if self._meaning(each) == meaning]
        if same:
            meaning += f"; what differs is {_unseen(step, same[0], meaning)}"
        return Clause(
            meets,
            self._rule(step),
            side == 1,
            tuple(map(self._veil.text, written.lines)),
            tuple(map(self._veil.text, written.of_set)),
            tuple((name, tuple(map(self._veil.text, lines))) for name, lines in names),
            meaning,
        )

    def _meaning(self, step: Step) -> str:
        """A condition spelled out: with the cells of its row, or with what differs elsewhere."""
        return self._veil.text(described(_whole(step), show_secrets=self._compared.show_secrets))


def _whole(step: Step) -> Condition:
    """The condition of a step; that of a row without its set's."""
    if step.rule is None:
        return step.rule_set.when
    if step.rule.row is None and step.rule_set.when != ALWAYS:
        return All((step.rule_set.when, step.rule.when))
    return step.rule.when


def _unseen(one: Step, other: Step, meaning: str) -> str:
    """In what two steps differ that ask the same in the same words."""
    if _whole(one) == _whole(other):
        return "when there is a service for it to change"
    return "hidden" if HIDDEN in meaning else "a value that it reads"


def _others(step: Step, one: CallClass) -> list[Step]:
    """The other steps of a class that are the same rule."""
    return [
        other
        for other in (*one.old, *one.new, *one.unmet)
        if other is not step and other.name == step.name
    ]


def _place(span: Span | None, prefix: str) -> Place | None:
    if span is None:
        return None
    return Place(span.file.path.removeprefix(prefix), span.line, prefix)
