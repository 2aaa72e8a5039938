"""Trees of tests over the inputs of a request."""

from __future__ import annotations

from dataclasses import field as attribute
from datetime import date

from rulec.ir.values import Source
from rulec.operators import Operator
from rulec.records import dataclass
from rulec.source import Span

#: A subnet condition on a list looks at this many items: a script can not loop.
ITEMS_IN_SUBNET = 4


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
    #: The place of the reference.
    span: Span | None = attribute(default=None, compare=False)


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

#: The condition that every call meets, and the one that none does.
ALWAYS = All(())
NEVER = AnyOf(())
