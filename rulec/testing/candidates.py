"""Calls that may reach what no test tried, or a proof that none does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from datetime import datetime
from typing import NamedTuple

from rulec.analysis import Call, Calls, Course, Empty, Formula, Found, Hidden, Step, opposite
from rulec.analysis.drafts import Path
from rulec.evaluate import Inputs
from rulec.ir import LISTS, All, Condition, FieldTest, Profile
from rulec.operators import Equals
from rulec.pexip import INTEGER_MAX_DIGITS, InputField, Policy, ValueType
from rulec.records import dataclass
from rulec.resolve import Project
from rulec.testing.reaching import Goal, Goals
from rulec.testing.single_conditions import SingleCondition, chosen_conditions, single_conditions
from rulec.verify.keys import is_key
from rulec.verify.reads import reads_of

#: Of how many rows of a table a call is looked for that one of them has to have.
_ROWS = 100

#: How many keys of a table are looked up to find a row.
_KEYS = 50

_UNWRITABLE = re.compile("[\0\ud800-\udfff]")


class Given(NamedTuple):
    """A call as a test gives it."""

    fields: dict[Path, object]
    now: datetime | None

    def variables(self) -> dict[str, object]:
        """What stands in the test."""
        made: dict[str, object] = {}
        for path, value in self.fields.items():
            holder = made
            for step in path[:-1]:
                inner = holder.setdefault(step, {})
                assert isinstance(inner, dict)  # noqa: S101  leaves have no leaves below them
                holder = inner
            holder[path[-1]] = value
        return made


@dataclass
class Looked:
    """What was found for a goal."""

    calls: list[Call] = field(default_factory=list)
    #: It is proved that no call reaches it.
    proved: bool = False


class Candidates:
    """Looks for calls of one policy of a profile."""

    def __init__(self, project: Project, profile: Profile, policy: Policy, wanted: Goals) -> None:
        self._wanted = wanted
        self._calls = Calls(policy, profile.assigned_to or project.facts.locations or ())
        self.course = Course(self._calls, profile.sets(policy))
        rows = reads_of(profile, policy).fields
        self._rows = [row for row in rows if not row.secret]
        self._known = project.facts.locations or ()
        self._written = {one.name: one.rules for one in project.rule_sets}
        self._rules = {
            (name, rule.id): rule for name, rules in self._written.items() for rule in rules.rules
        }
        self._steps: dict[tuple[str, str | None], list[Step]] = {}
        for step in self.course.steps:
            id_ = None if step.rule is None else step.rule.written_as
            self._steps.setdefault((step.rule_set.name, id_), []).append(step)
        self._sets = {rules.name: at for at, rules in enumerate(profile.sets(policy))}

    def has(self, goal: Goal) -> bool:
        """Whether the profile has the rule set of a goal."""
        return goal.rule_set in self._sets

    def of(self, goal: Goal) -> Looked:
        """Calls that may reach a goal; its rule set is one of the profile."""
        single = self._wanted[goal]
        if goal.of_set:
            assert single is not None  # noqa: S101  goals of conditions have one
            open_ = self.course.open[self._sets[goal.rule_set]]
            made = Looked()
            for wish in self._of(single, goal):
                there = self._calls.find(self._calls.both(open_, wish))
                if isinstance(there, Found):
                    return Looked([there.call])
                made.proved = isinstance(there, Empty)
            return made
        steps = self._steps.get((goal.rule_set, goal.rule), [])
        whole = Looked(proved=len(steps) <= _ROWS)
        for step in steps[:_ROWS]:
            one = self._for_step(step, goal)
            whole.proved = whole.proved and one.proved
            whole.calls += one.calls
            if one.calls:
                break
        return whole

    def _for_step(self, step: Step, goal: Goal) -> Looked:
        """Calls for a rule, or for one row of it."""
        if goal.condition is None:
            answer = self.course.call_for(step)
            if isinstance(answer, Found):
                return Looked([answer.call])
            return Looked(proved=isinstance(answer, Hidden))
        first = self._wanted[goal]
        assert first is not None  # noqa: S101  goals of conditions have one
        own = self._own(step, first)
        if own is None:
            return Looked(proved=True)
        single, of_effects = own
        made = Looked()
        for wish in self._of(single, goal):
            applying = self.course.call_for(step, wish)
            made.proved = of_effects and isinstance(applying, Hidden)
            if isinstance(applying, Found):
                made.calls.append(applying.call)
            if not of_effects:
                inside = self._calls.both(self._calls.of(step.rule_set.when), wish)
                asked = self._calls.find(inside, step.queue.watch, step.place)
                made.proved = isinstance(asked, Empty)
                if isinstance(asked, Found):
                    made.calls.append(asked.call)
            if made.calls:
                break
        return made

    def _own(self, step: Step, first: SingleCondition) -> tuple[SingleCondition, bool] | None:
        """A condition of the first row as another row asks it, and whether its effects do.

        Coverage knows a condition by its place and its span, and effects count places of their own.
        None where the row has no such condition.
        """
        if step.rule is None:
            return first, True
        rules = self._written[step.rule_set.name]
        rule = self._rules[rules.name, step.rule.id]
        asked = [(one, False) for one in single_conditions(rule.when)]
        chosen = chosen_conditions(rule.effects, All((rules.when, rule.when)), rule.span)
        asked += [(one, True) for one in chosen]
        there = [one for one in asked if one[0].place == first.place]
        same = [one for one in there if one[0].span == first.span]
        return next(iter(same or there), None)

    def _of(self, single: SingleCondition, goal: Goal) -> Iterator[Formula]:
        """Ways to an outcome of a condition, the last of which is all of them."""
        if goal.holds:
            yield from (self._calls.of(found) for found in _row_found(single))
        holds = self._calls.of(single.condition)
        if single.of_service:
            holds = self._calls.both(self._calls.found, holds)
        yield holds if goal.holds else opposite(holds)

    def given(self, call: Call) -> Given:
        """The fields that rules read, without secrets, odd values and what no file can hold."""
        fields: dict[Path, object] = {}
        if isinstance(call.inputs.get("service_config"), Mapping):
            fields["service_config", "service_type"] = "conference"
        read = Inputs(call.inputs, call.now)
        for row in self._rows:
            value = read.raw(row.path)
            if _is_usual(row, value):
                fields[row.path] = self._known_location(value) if row.location else value
        return Given(fields, call.now)

    def _known_location(self, value: object) -> object:
        """A location, or a list of some, with one that there is in the place of others."""
        if isinstance(value, list):
            return [self._known_location(item) for item in value]
        return self._known[0] if self._known and value not in self._known else value


def _is_usual(row: InputField, value: object) -> bool:
    """Whether a field may have a value, and a rule file can hold it: no NUL, no half of a pair."""
    match value:
        case bool():
            return row.type is ValueType.BOOLEAN
        case int():
            return row.type is ValueType.INTEGER and abs(value) < 10**INTEGER_MAX_DIGITS
        case str():
            fits = row.type in (ValueType.TEXT, ValueType.TEXT_OR_LIST)
            return fits and value != "" and _UNWRITABLE.search(value) is None
        case list():
            text = replace(row, type=ValueType.TEXT)
            return row.type in LISTS and all(_is_usual(text, item) for item in value)
        case _:
            return False


def _row_found(single: SingleCondition) -> Iterator[Condition]:
    """Conditions on which a look-up finds a row: its key is one of the table's."""
    match single.condition:
        case FieldTest(operator=Equals(keys)) if single.key is not None:
            made = (is_key(single.key, key) for key in keys[:_KEYS])
            yield from (condition for condition in made if condition is not None)
        case _:
            return
