"""What tests should try, and what of it one call tries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from rulec.analysis import Call, Course
from rulec.analysis.deciding import Deciding
from rulec.evaluate import Inputs, RuleTrace, first_failing
from rulec.ir import All, DateRange, Profile, Rule, RuleSet, TimeWindow
from rulec.ir.walk import walk
from rulec.source import Span
from rulec.testing.coverage import ConditionCoverage, Coverage, RuleCoverage, SetCoverage
from rulec.testing.locations import decided_at
from rulec.testing.measure import place_of
from rulec.testing.single_conditions import (
    Place,
    SingleCondition,
    chosen_conditions,
    single_conditions,
)
from rulec.testing.visits import decides
from rulec.verify.compare import inputs_of
from rulec.verify.reads import fields_in


class Goal(NamedTuple):
    """Something that a test should try: that a rule applies, or an outcome of a condition."""

    rule_set: str
    #: The id as it is written; None for the `default`, and for the `when` of the set.
    rule: str | None
    #: Place and span of a condition; None for the rule itself.
    condition: tuple[Place, Span | None] | None = None
    holds: bool = True
    #: It is one of the set's `when`.
    of_set: bool = False


#: All goals in the order of the files, each outcome with its condition.
Goals = Mapping[Goal, SingleCondition | None]


def goals_of(coverage: Coverage) -> dict[Goal, SingleCondition | None]:
    """All that tests should try."""
    found: dict[Goal, SingleCondition | None] = {}
    for rules in coverage.sets:
        for one in rules.when:
            found |= dict.fromkeys(_outcomes(rules, None, one), one.single)
        for rule in rules.rules:
            found[Goal(rules.name, rule.id)] = None
            for one in rule.conditions:
                found |= dict.fromkeys(_outcomes(rules, rule, one), one.single)
    return found


def reached(coverage: Coverage) -> set[Goal]:
    """The goals that tests reached."""
    found: set[Goal] = set()
    for rules in coverage.sets:
        found |= {Goal(rules.name, rule.id) for rule in rules.rules if rule.covered}
        asked: list[tuple[RuleCoverage | None, ConditionCoverage]]
        asked = [(None, one) for one in rules.when]
        asked += [(rule, one) for rule in rules.rules for one in rule.conditions]
        for rule, one in asked:
            yes, no = _outcomes(rules, rule, one)
            found |= {goal for goal, had in ((yes, one.held), (no, one.failed)) if had}
    return found


def _outcomes(
    rules: SetCoverage, rule: RuleCoverage | None, one: ConditionCoverage
) -> tuple[Goal, Goal]:
    key = (one.single.place, one.single.span)
    id_ = None if rule is None else rule.id
    yes, no = (Goal(rules.name, id_, key, holds, rule is None) for holds in (True, False))
    return yes, no


class _Question(NamedTuple):
    """A condition, with the bits of what its outcomes reach."""

    single: SingleCondition
    yes: int
    no: int

    def of(self, inputs: Inputs) -> int:
        """The bit of its outcome."""
        return self.yes if self.single.holds(inputs) else self.no


class _Alike:
    """Conditions that read the same: what they come to is known by the values that they read."""

    def __init__(self, reads: tuple[object, ...]) -> None:
        self._paths = [path for path in reads if isinstance(path, tuple)]
        self._clock = _CLOCK in reads
        self.questions: list[_Question] = []
        self._known: dict[tuple[object, ...], int] = {}

    def of(self, inputs: Inputs) -> int:
        """The bits of all their outcomes."""
        read = *(repr(inputs.raw(path)) for path in self._paths), inputs.service is None
        key = (*read, inputs.now) if self._clock else read
        if key not in self._known:
            self._known[key] = _together(one.of(inputs) for one in self.questions)
        return self._known[key]


#: Stands for the clock among what conditions read.
_CLOCK = "now"


class _Asked(NamedTuple):
    """What a rule set asks on the way through it, as bits."""

    rules: RuleSet
    #: What its `when` asks.
    when: int
    #: The place of each rule by its id, and what it and the rules before it ask.
    number: Mapping[str, int]
    before: Sequence[int]
    #: What the effects of a rule, or of the default, ask.
    chosen: Mapping[str | None, list[_Question]]


class Reach:
    """What calls of one policy of a profile reach of some goals, as the bits of a number.

    The lowest bit stands for the first goal. Beyond the goals, each further row of a table has bits
    for the outcomes of its own conditions, which reach what those of the first row do.
    """

    def __init__(
        self,
        profile: Profile,
        course: Course,
        goals: Sequence[Goal],
        written: Mapping[str, RuleSet],
    ) -> None:
        """`written` are the rule sets as their files have them, where goals have their places."""
        policy = course.calls.policy
        self._bits = {goal: 1 << number for number, goal in enumerate(goals)}
        self._locations = profile.assigned_to
        self._policy = policy
        self._deciding = Deciding(course, profile.sets(policy))
        self._alike: dict[tuple[object, ...], _Alike] = {}
        #: The outcomes that the locations of the profile decide.
        self._always = 0
        self._taken: set[Goal] = set()
        self._next = 1 << len(goals)
        self._rows: dict[Goal, int] = {}
        self._sets = [self._asked(own, written[own.name]) for own in profile.sets(policy)]

    def _asked(self, own: RuleSet, rules: RuleSet) -> _Asked:
        """What a set of the profile asks, whose rules are some of `rules`."""
        ids = {rule.id for rule in own.rules}
        first: dict[str, Rule] = {}
        number: dict[str, int] = {}
        before, sum_ = [0], 0
        chosen: dict[str | None, list[_Question]] = {}
        singles = single_conditions(rules.when)
        when = self._noted(self._questions(singles, singles, (rules.name, None, True)))
        for rule in rules.rules:
            # Coverage knows the conditions of a table's rules by those of the first row.
            known = first.setdefault(rule.written_as, rule)
            if rule.id not in ids:
                continue
            at = (rules.name, rule.written_as, False)
            asked, as_first = single_conditions(rule.when), single_conditions(known.when)
            sum_ |= self._noted(self._questions(asked, as_first, at))
            number[rule.id] = len(number)
            before.append(sum_)
            asked, as_first = (_chosen(rules, one) for one in (rule, known))
            chosen[rule.id] = self._questions(asked, as_first, at)
        of_default = chosen_conditions(
            rules.default, rules.when, place_of(rules.default) or rules.span
        )
        at_default = (rules.name, None, False)
        chosen[None] = self._questions(of_default, of_default, at_default)
        return _Asked(own, when, number, before, chosen)

    def _questions(
        self,
        every: Iterable[SingleCondition],
        first: Iterable[SingleCondition],
        at: tuple[str, str | None, bool],
    ) -> list[_Question]:
        rule_set, rule, of_set = at
        spans = {single.place: single.span for single in first}
        found = []
        for single in every:
            key = (single.place, spans.get(single.place))
            yes, no = (
                self._bit(Goal(rule_set, rule, key, holds, of_set)) for holds in (True, False)
            )
            if yes or no:
                found.append(_Question(single, yes, no))
        return found

    def _bit(self, goal: Goal) -> int:
        """A bit that means the goal; 0 for what is none of them."""
        if goal not in self._bits:
            return 0
        if goal not in self._taken:
            self._taken.add(goal)
            return self._bits[goal]
        bit = self._next
        self._next <<= 1
        self._rows[goal] = self._rows.get(goal, 0) | bit
        return bit

    def _noted(self, questions: Iterable[_Question]) -> int:
        """Puts questions to those that read the same; gives their bits."""
        bits = 0
        for one in questions:
            bits |= one.yes | one.no
            fixed = decided_at(one.single.condition, self._locations)
            if fixed is not None:
                self._always |= one.yes if fixed else one.no
                continue
            reads = _reads(one.single)
            self._alike.setdefault(reads, _Alike(reads)).questions.append(one)
        return bits

    def of(self, call: Call) -> int:
        """The goals that a call reaches."""
        inputs = inputs_of(self._policy, call)
        outcomes = self._always | _together(one.of(inputs) for one in self._alike.values())
        steps: dict[str, list[RuleTrace]] = {}
        for step in self._deciding.on(Call(inputs.variables, call.now, "")).applied:
            steps.setdefault(step.rule_set, []).append(step)
        asked = reached = 0
        for one in self._sets:
            asked |= one.when
            applied = steps.get(one.rules.name, [])
            ends = bool(applied) and decides(applied[-1], one.rules)
            if first_failing(one.rules.when, inputs) is None:
                asked |= _until(one, applied, ends=ends)
            for step in applied:
                reached |= self._applied(one, step, inputs)
            if ends:
                break
        found = asked & outcomes | reached
        for goal, rows in self._rows.items():
            if found & rows:
                found |= self._bits[goal]
        return found & ((1 << len(self._bits)) - 1)

    def _applied(self, asked: _Asked, step: RuleTrace, inputs: Inputs) -> int:
        """What a rule reaches where it applies, or a default."""
        id_, written = (step.rule.id, step.rule.written_as) if step.rule else (None, None)
        found = self._bits.get(Goal(asked.rules.name, written), 0)
        for one in asked.chosen.get(id_, ()):
            fixed = decided_at(one.single.condition, self._locations)
            found |= one.of(inputs) if fixed is None else one.yes if fixed else one.no
        return found


def _until(asked: _Asked, applied: Sequence[RuleTrace], *, ends: bool) -> int:
    """What is asked of a call up to the rule behind which no other is looked at."""
    last = applied[-1].rule if applied else None
    if last is not None and (asked.rules.first_match or ends):
        return asked.before[asked.number[last.id] + 1]
    return asked.before[-1]


def _together(bits: Iterable[int]) -> int:
    found = 0
    for one in bits:
        found |= one
    return found


def _reads(single: SingleCondition) -> tuple[object, ...]:
    """What decides a condition, besides whether there is a service."""
    nodes = list(walk(single.condition))
    clock = any(isinstance(node, TimeWindow | DateRange) for node in nodes)
    paths = [row.path for row in fields_in(single.condition)]
    return (*dict.fromkeys(paths), *([_CLOCK] if clock else []))


def _chosen(rules: RuleSet, rule: Rule) -> tuple[SingleCondition, ...]:
    return chosen_conditions(rule.effects, All((rules.when, rule.when)), rule.span)
