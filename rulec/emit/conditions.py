"""Conditions as expressions over variables that are set before the rules."""

from __future__ import annotations

from typing import assert_never

from rulec.emit import fields, values
from rulec.emit.scope import Scope
from rulec.ir import (
    ITEMS_IN_SUBNET,
    LISTS,
    All,
    AnyOf,
    Condition,
    DateRange,
    FieldRead,
    FieldTest,
    ItemTest,
    Named,
    Not,
    NoValue,
    ServiceFound,
    TimeWindow,
    source_type,
)
from rulec.matching.clock import MINUTES_A_DAY, WEEKDAY_SHIFTS
from rulec.operators import Equals, InSubnet, TextOperator
from rulec.pexip import MAX_EXPRESSION_DEPTH, ValueType
from rulec.script.expression import (
    EMPTY,
    FALSE,
    Attribute,
    Binary,
    Call,
    Expression,
    Item,
    Literal,
    Name,
    array,
    both,
    depth,
    either,
    negation,
    search,
)

_EVERY_DAY = tuple(range(7))


def condition(tree: Condition, scope: Scope) -> Expression:
    """Whether a condition holds. Every expression is total, so that any may run at any time."""
    match tree:
        case All(conditions):
            return both([_shallow(part, scope) for part in conditions])
        case AnyOf(conditions):
            return either([_shallow(part, scope) for part in conditions])
        case Not(inner):
            return negation(_shallow(inner, scope))
        case Named(_, inner):
            return condition(inner, scope)
        case FieldTest():
            return _field_test(tree, scope)
        case ItemTest():
            return _item_test(tree, scope)
        case NoValue(subject):
            type_ = source_type(subject)
            if type_ in LISTS and isinstance(subject, FieldRead):
                return Binary(fields.items(subject.field, scope), "==", EMPTY)
            return negation(values.has_value(values.source(subject, scope.root), type_))
        case ServiceFound():
            return fields.found_service(scope)
        case TimeWindow():
            return _time_window(tree, scope)
        case DateRange():
            return _date_range(tree, scope)
        case _:
            assert_never(tree)


def _shallow(tree: Condition, scope: Scope) -> Expression:
    """A part of a condition; a variable where it nests so deep that Python might not compile it."""
    part = condition(tree, scope)
    return scope.share("part", part) if depth(part) > MAX_EXPRESSION_DEPTH else part


def _field_test(test: FieldTest, scope: Scope) -> Expression:
    match test:
        case FieldTest(FieldRead(field), Equals(ignore_case=False)) if field.type is ValueType.TEXT:
            subject = fields.unguarded(field, scope.root)
        case FieldTest(read):
            subject = values.source(read, scope.root)
    return test.operator.script(subject, scope.share)


def _item_test(test: ItemTest, scope: Scope) -> Expression:
    assert isinstance(test.subject, FieldRead)  # noqa: S101  only inputs are lists
    field = test.subject.field
    if any(isinstance(operator, InSubnet) for operator, _ in test.demands):
        tests = []
        for name in fields.first_items(field, ITEMS_IN_SUBNET, scope):
            met = [
                negation(operator.script(name, scope.share))
                if negated
                else operator.script(name, scope.share)
                for operator, negated in test.demands
            ]
            tests.append(both([Binary(name, "!=", EMPTY), *met]))
        return either(tests)
    looks = ""
    for operator, negated in test.demands:
        assert isinstance(operator, TextOperator)  # noqa: S101  items are text
        looks += f"(?{'!' if negated else '='}{operator.item_pattern()})"
    return search(values.item_pattern(looks), fields.items(field, scope))


def _time_window(window: TimeWindow, scope: Scope) -> Expression:
    minute = _minute(window.zone, scope)
    if window.start < window.end:
        tests = [_on(window.weekdays, 0, window.zone, scope)]
        if window.start > 0:
            tests.append(Binary(minute, ">=", Literal(window.start)))
        if window.end < MINUTES_A_DAY:
            tests.append(Binary(minute, "<", Literal(window.end)))
        return both(tests)
    # The half after midnight belongs to the day before.
    late = [
        Binary(minute, ">=", Literal(window.start)),
        _on(window.weekdays, 0, window.zone, scope),
    ]
    early = [Binary(minute, "<", Literal(window.end)), _on(window.weekdays, 1, window.zone, scope)]
    return either([both(late), both(early)])


def _on(weekdays: tuple[int, ...], later: int, zone: str, scope: Scope) -> Expression:
    """Whether today is one of the weekdays, or the day after one of them."""
    days = sorted({(day + later) % 7 for day in weekdays or _EVERY_DAY})
    if len(days) == len(_EVERY_DAY):
        return Literal(value=True)
    today = _weekday(zone, scope)
    if len(days) == 1:
        return Binary(today, "==", Literal(days[0]))
    return Binary(today, "in", array(days))


def _date_range(dates: DateRange, scope: Scope) -> Expression:
    if dates.first is not None and dates.last is not None and dates.first > dates.last:
        return FALSE
    tests: list[Expression] = []
    for day, operator in ((dates.first, ">="), (dates.last, "<=")):
        if day is not None:
            number = day.year * 10000 + day.month * 100 + day.day
            tests.append(Binary(_date(dates.zone, scope), operator, Literal(number)))
    return both(tests)


def _now(zone: str, scope: Scope) -> Name:
    now = scope.share("now", Call("pex_now", (Literal(zone),)))
    assert isinstance(now, Name)  # noqa: S101  what `share` makes is a variable
    return now


def _minute(zone: str, scope: Scope) -> Expression:
    """Minutes since midnight."""
    now = _now(zone, scope)
    hours = Binary(Attribute(now, "hour"), "*", Literal(60))
    return scope.share("minute", Binary(hours, "+", Attribute(now, "minute")))


def _date(zone: str, scope: Scope) -> Expression:
    """The date as one number, such as 20261224."""
    now = _now(zone, scope)
    year = Binary(Attribute(now, "year"), "*", Literal(10000))
    month = Binary(Attribute(now, "month"), "*", Literal(100))
    day = Binary(Binary(year, "+", month), "+", Attribute(now, "day"))
    return scope.share("date", day)


def _weekday(zone: str, scope: Scope) -> Expression:
    """The day of the week, Monday is 0, as `matching.clock.weekday` computes it."""
    now = _now(zone, scope)
    month = Attribute(now, "month")
    march = Binary(Binary(month, "+", Literal(9)), "//", Literal(12))
    last_year = Binary(Attribute(now, "year"), "-", Literal(1))
    year = scope.share("year", Binary(last_year, "+", march))
    total = Binary(year, "+", Binary(year, "//", Literal(4)))
    total = Binary(total, "-", Binary(year, "//", Literal(100)))
    total = Binary(total, "+", Binary(year, "//", Literal(400)))
    shift = Item(array(WEEKDAY_SHIFTS), Binary(month, "-", Literal(1)))
    total = Binary(Binary(total, "+", shift), "+", Attribute(now, "day"))
    return scope.share("weekday", Binary(total, "%", Literal(7)))
