"""Single tests of a script as conditions on one source, with the operands that the script has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from ipaddress import ip_network

from rulec.ir import (
    AnyOf,
    Condition,
    DateRange,
    FieldRead,
    FieldTest,
    ItemTest,
    NoValue,
    PartRead,
    TimeWindow,
)
from rulec.lifting.patterns import NoPattern, item_demands, searched, text_operator
from rulec.matching.address import Network
from rulec.matching.clock import MINUTES_A_DAY
from rulec.matching.pattern import compiled
from rulec.operators import (
    AtLeast,
    AtMost,
    Comparison,
    Contains,
    EndsWith,
    Equals,
    GreaterThan,
    InSubnet,
    IsBoolean,
    LessThan,
    LiteralOperator,
    NumberEquals,
    StartsWith,
)
from rulec.pexip import InputField, ValueType
from rulec.script.expression import Array, Expression, Literal

_Source = FieldRead | PartRead

_TEXT_OPERATORS: dict[str, type[LiteralOperator]] = {
    "==": Equals,
    "in": Equals,
    "startswith": StartsWith,
    "endswith": EndsWith,
    "contains": Contains,
}
_COMPARISONS: dict[str, Callable[[int], Comparison]] = {
    "<": LessThan,
    "<=": AtMost,
    ">": GreaterThan,
    ">=": AtLeast,
}


def text_test(source: _Source, operator: str, operand: Literal | Array) -> Condition | None:
    """A test of a text with plain operands; the empty text stands for no value."""
    if operator == "==" and operand == Literal(""):
        return NoValue(source)
    items = operand.items if operator == "in" and isinstance(operand, Array) else (operand,)
    texts = [item.value for item in items if isinstance(item, Literal)]
    words = tuple(text for text in texts if isinstance(text, str) and text)
    if operator not in _TEXT_OPERATORS or len(words) != len(items) or not words:
        return None
    if operator == "in" and not isinstance(operand, Array):
        return None
    return FieldTest(source, _TEXT_OPERATORS[operator](words))


def number_test(
    source: _Source, operator: str, operand: object, *, compares: bool = False
) -> Condition | None:
    """A test of an integer or a boolean; None also where the source is neither.

    `compares` says that there is surely a number, so that it may be compared.
    """
    type_ = source.field.type if isinstance(source, FieldRead) else ValueType.TEXT
    numbers = operand if operator == "in" and isinstance(operand, tuple) else (operand,)
    match type_, operator:
        case ValueType.INTEGER | ValueType.BOOLEAN, "==" if operand is None:
            return NoValue(source)
        case ValueType.BOOLEAN, "==" if isinstance(operand, bool):
            return FieldTest(source, IsBoolean(operand))
        case ValueType.INTEGER, "==" | "in" if numbers and all(map(_is_number, numbers)):
            return FieldTest(source, NumberEquals(numbers))
        case ValueType.INTEGER, "<" | "<=" | ">" | ">=" if compares and isinstance(operand, int):
            return FieldTest(source, _COMPARISONS[operator](int(operand)))
        case _:
            return None


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def search_test(subject: _Source | InputField, pattern: str) -> Condition | None:
    """A search in a text, or, of a field that is a list, in its items."""
    try:
        text = searched(pattern)
        if isinstance(subject, InputField):
            return ItemTest(FieldRead(subject), item_demands(text))
        test = FieldTest(subject, text_operator(text))
    except NoPattern:
        return None
    # A script searches in the empty text too, where rules see no value.
    finds_nothing = compiled(text).search("") is not None
    return AnyOf((test, NoValue(subject))) if finds_nothing else test


def address_test(items: Sequence[Expression]) -> InSubnet | None:
    """The operator of blocks that are written out."""
    networks = []
    for item in items:
        if not (isinstance(item, Literal) and isinstance(item.value, str)):
            return None
        try:
            networks.append(Network(ip_network(item.value)))
        except ValueError:
            return None
    return InSubnet(tuple(networks)) if networks else None


def clock_test(part: str, zone: str, operator: str, operand: object) -> Condition | None:
    """A test of the clock: of the minute since midnight, the weekday, or the date."""
    match part, operator, operand:
        case "minute", ">=", int() if 0 <= operand <= MINUTES_A_DAY:
            return TimeWindow(zone, (), operand, MINUTES_A_DAY)
        case "minute", "<", int() if 0 <= operand <= MINUTES_A_DAY:
            return TimeWindow(zone, (), 0, operand)
        case "weekday", "==", int() if operand in range(7):
            return TimeWindow(zone, (operand,), 0, MINUTES_A_DAY)
        case "weekday", "in", tuple() if operand and set(operand) <= set(range(7)):
            days = tuple(day for day in range(7) if day in operand)
            return TimeWindow(zone, days, 0, MINUTES_A_DAY)
        case "date", ">=" | "<=", int():
            day = _day(operand)
            if day is None:
                return None
            return DateRange(zone, day, None) if operator == ">=" else DateRange(zone, None, day)
        case _:
            return None


def _day(number: int) -> date | None:
    """The day that a number such as 20261224 stands for."""
    try:
        return date(number // 10000, number // 100 % 100, number % 100)
    except ValueError:
        return None
