"""Checked rules: what `resolve` makes and what `evaluate`, `emit` and the analyses read.

Everything here is frozen data with nothing left to look up: a field is its catalogue row, an
operator holds its operands. Condition, value and effect nodes are a closed grammar: passes over
them are functions with `match` and `assert_never`, so that a new node shows every place to extend.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date

from rulec.matching.alias import AliasPart
from rulec.operators import Operator
from rulec.operators.text import PatternOperator
from rulec.pexip import Filter, InputField, Policy, ResponseField, ValueType
from rulec.source import Span

#: A subnet condition on a list looks at this many items: a script can not loop.
ITEMS_IN_SUBNET = 4

#: The types of sources that are read item by item.
LISTS = (ValueType.TEXT_LIST, ValueType.TEXT_OR_LIST)


# --- What conditions and values read -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldRead:
    """An input of the request, as it arrived."""

    field: InputField


@dataclass(frozen=True, slots=True)
class PartRead:
    """A part of an alias."""

    field: InputField
    part: AliasPart


@dataclass(frozen=True, slots=True)
class CaptureRead:
    """What a named group of a pattern matched, when `operator` is asked of `subject`.

    Of a list, the first item that meets the pattern.
    """

    name: str
    subject: Source
    operator: PatternOperator
    group: int


@dataclass(frozen=True, slots=True)
class LetRead:
    """A named value."""

    name: str
    value: Value


Source = FieldRead | PartRead | CaptureRead | LetRead


# --- Values --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that the author wrote. An empty text is written as it is, unlike a computed one."""

    value: str | int | bool | None


@dataclass(frozen=True, slots=True)
class Read:
    """The value of a source, with the source's type."""

    source: Source


@dataclass(frozen=True, slots=True)
class Apply:
    """A filter applied to a value. Null stays null, but for `default`."""

    filter: Filter
    value: Value
    arguments: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Gather:
    """A list of values in a template, which only `join` may take."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Concat:
    """Text with templates in it: null becomes the empty text, numbers and booleans their JSON."""

    parts: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list in an answer. Null items are left out."""

    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of a record, fitted to its catalogue row."""

    field: ResponseField
    value: Value


@dataclass(frozen=True, slots=True)
class Record:
    """An object in an answer. Null entries are left out; one that is mandatory makes it null."""

    entries: tuple[Entry, ...]


Value = Constant | Read | Apply | Gather | Concat | ListOf | Record


# --- Conditions ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class All:
    """Holds when all of its conditions hold; `All(())` always holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when one of its conditions holds; `AnyOf(())` never holds."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The plain opposite."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Named:
    """A named condition that a rule refers to."""

    name: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class FieldTest:
    """An operator asked of a source; false where the source has no value."""

    subject: Source
    operator: Operator
    span: Span | None = attribute(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ItemTest:
    """Holds when one item of a list (or the one text of an attribute) meets every demand.

    A demand is an operator and whether it is negated. Items are non-empty pieces between NULs.
    A subnet operator stands alone and looks at the first four items only.
    """

    subject: Source
    demands: tuple[tuple[Operator, bool], ...]
    span: Span | None = attribute(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class NoValue:
    """Holds when the source is missing, null, empty, or of another type than the catalogue's."""

    subject: Source
    span: Span | None = attribute(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ServiceFound:
    """Holds when Pexip found a service; an empty object counts as none."""

    span: Span | None = attribute(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """The wall clock of a zone lies in a daily window.

    `start` and `end` are minutes since midnight, start included, end not; an end before the start
    crosses midnight, and then `weekdays` (Monday is 0) are those on which the window starts.
    """

    zone: str
    weekdays: tuple[int, ...]
    start: int
    end: int
    span: Span | None = attribute(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class DateRange:
    """The date in a zone lies between two days, both included; None is open."""

    zone: str
    first: date | None
    last: date | None
    span: Span | None = attribute(default=None, compare=False)


Condition = (
    All
    | AnyOf
    | Not
    | Named
    | FieldTest
    | ItemTest
    | NoValue
    | ServiceFound
    | TimeWindow
    | DateRange
)

# --- Effects -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Assignment:
    """One field of an effect with its new value."""

    field: ResponseField
    value: Value
    span: Span | None = attribute(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Set:
    """Changes fields: of the service, of the participant, or of the media location."""

    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Create:
    """Gives a service where there is none at that point; leaves one alone."""

    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Replace:
    """Gives this service whether or not there is one."""

    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Reject:
    """Refuses the call or the participant; app users see the reason."""

    reason: Value | None = None


@dataclass(frozen=True, slots=True)
class Redirect:
    """Sends the caller elsewhere (SIP 302). With no alias the call is refused."""

    alias: Value


@dataclass(frozen=True, slots=True)
class Continue:
    """Changes nothing."""


Effect = Set | Create | Replace | Reject | Redirect | Continue

# --- Rules, rule sets, profiles ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `effects` act in order; its set's condition is not part of `when`."""

    id: str
    when: Condition
    effects: tuple[Effect, ...]
    span: Span | None = attribute(default=None, compare=False)
    description: str = ""
    owner: str = ""

    @property
    def needs_service(self) -> bool:
        """A service rule that only changes a service counts as matched only when there is one."""
        return all(isinstance(effect, Set) for effect in self.effects)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of one file, in order."""

    name: str
    policy: Policy
    rules: tuple[Rule, ...]
    when: Condition = All(())
    #: Only the first matching rule applies; otherwise every matching rule does.
    first_match: bool = True
    #: The effects when no rule matched.
    default: tuple[Effect, ...] = ()
    span: Span | None = attribute(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Profile:
    """One Pexip policy profile: its rule sets in order, and how long a script may be."""

    name: str
    rule_sets: tuple[RuleSet, ...]
    budget: int
    assigned_to: tuple[str, ...] = ()

    def sets(self, policy: Policy) -> tuple[RuleSet, ...]:
        """The rule sets of one policy, in the order in which they apply."""
        return tuple(rules for rules in self.rule_sets if rules.policy is policy)

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policies for which the profile has a script."""
        return tuple(policy for policy in Policy if self.sets(policy))


def type_of(value: Value) -> ValueType:
    """The type that a value has when it is not null."""
    match value:
        case Constant(bool()):
            return ValueType.BOOLEAN
        case Constant(int()):
            return ValueType.INTEGER
        case Constant() | Concat():
            return ValueType.TEXT
        case Read(source):
            return source_type(source)
        case Apply(filter=row, value=inner):
            return type_of(inner) if row.name == "default" else row.result
        case Gather() | ListOf():
            return ValueType.TEXT_LIST
        case Record():
            return ValueType.OBJECT


def source_type(source: Source) -> ValueType:
    """The type that a source has when it has a value."""
    match source:
        case FieldRead(row):
            return row.type
        case LetRead(value=value):
            # A list in a template is null, so that only the text of an attribute is left.
            type_ = type_of(value)
            return ValueType.TEXT if type_ in LISTS else type_
        case PartRead() | CaptureRead():
            return ValueType.TEXT
