"""Conditions on the clock: daily windows and ranges of days."""

from __future__ import annotations

import re
from datetime import date

from rulec.diagnostics import codes_resolving as codes
from rulec.diagnostics import did_you_mean, short
from rulec.ir import Condition, DateRange, TimeWindow
from rulec.matching.clock import MINUTES_A_DAY, parse_clock_time
from rulec.resolve.context import SetContext
from rulec.source import Span
from rulec.syntax.nodes import Node, Scalar, Sequence
from rulec.syntax.shapes import DatesShape, TimeShape, read_shape

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
#: The years for which the arithmetic on weekdays is proven, day by day.
_FIRST_YEAR, _LAST_YEAR = 2000, 2199


def time_window(node: Node, span: Span, context: SetContext) -> Condition | None:
    """`time: {weekday: ..., between: [..., ...], timezone: ...}`."""
    shape = read_shape(TimeShape, node, "`time`", context.problems.found)
    if shape is None:
        return None
    # A key that is unknown may stand for one of them.
    if shape.mapping.keys() <= {"timezone"}:
        hint = "add `weekday`, `between` or both"
        context.problems.add(codes.BAD_TIME, "`time` says no time", span, hint)
        return None
    days = _weekdays(shape.weekday, context)
    edges: tuple[int, int] | None = (0, MINUTES_A_DAY)
    if "between" in shape.mapping:
        edges = None if shape.between is None else _between(shape.between, context)
    zone = context.zone_name(shape.timezone)
    if days is None or edges is None:
        return None
    return TimeWindow(zone, days, edges[0], edges[1], span)


def _weekdays(words: Sequence | None, context: SetContext) -> tuple[int, ...] | None:
    """Numbers of weekdays, Monday is 0; none at all means every day."""
    if words is not None and not words:
        hint = "name the days, or leave `weekday` out for every day"
        context.problems.add(codes.BAD_TIME, "`weekday` has no days", words.span, hint)
        return None
    found = set()
    good = True
    for word in words or ():
        if word in WEEKDAYS:
            found.add(WEEKDAYS.index(str(word)))
            continue
        hint = _day_meant(str(word)) or f"one of {', '.join(WEEKDAYS)}"
        context.problems.add(
            codes.BAD_TIME, f"unknown weekday `{short(str(word))}`", word.span, hint
        )
        good = False
    return tuple(sorted(found)) if good else None


def _day_meant(word: str) -> str:
    """A hint for a day that is written out, or in another way."""
    ends = [end.strip()[:3] for end in word.lower().split("-")]
    if len(ends) == 2 and all(end in WEEKDAYS for end in ends):
        first, last = (WEEKDAYS.index(end) for end in ends)
        days = (*WEEKDAYS, *WEEKDAYS)[first : last + 1 if first <= last else last + 8]
        return f"write `[{', '.join(days)}]`"
    short_form = word.lower()[:3]
    return f"write `{short_form}`" if short_form in WEEKDAYS else did_you_mean(word, WEEKDAYS)


def _between(texts: Sequence, context: SetContext) -> tuple[int, int] | None:
    problems = context.problems
    if len(texts) != 2:
        hint = "write the start and the end: `['08:00', '17:30']`"
        problems.add(codes.BAD_TIME, "`between` takes two times", texts.span, hint)
        return None
    first, second = texts
    assert isinstance(first, Scalar)  # noqa: S101  the shape is a list of texts
    assert isinstance(second, Scalar)  # noqa: S101  as above
    start, end = _clock_time(first, context), _clock_time(second, context)
    if start is None or end is None:
        return None
    if start == MINUTES_A_DAY:
        problems.add(codes.BAD_TIME, "`24:00` can only be an end", first.span, "write `00:00`")
        return None
    if start == end:
        hint = "for the whole day leave `between` out"
        problems.add(
            codes.BAD_TIME, "the window starts and ends at the same time", texts.span, hint
        )
        return None
    return start, end


def _clock_time(text: Scalar, context: SetContext) -> int | None:
    minutes = parse_clock_time(text)
    if minutes is None:
        hint = "write hours and minutes, such as `08:00`; the day ends at `24:00`"
        context.problems.add(codes.BAD_TIME, f"`{short(text)}` is no time of day", text.span, hint)
    return minutes


def dates(node: Node, span: Span, context: SetContext, key: str) -> Condition | None:
    """`date` or `valid`: `{from: ..., until: ...}`, both days included."""
    shape = read_shape(DatesShape, node, f"`{key}`", context.problems.found)
    if shape is None:
        return None
    if shape.mapping.keys() <= {"timezone"}:
        hint = "add `from`, `until` or both"
        context.problems.add(codes.BAD_DATE, f"`{key}` says no day", span, hint)
        return None
    first = None if shape.from_ is None else _date(shape.from_, context)
    last = None if shape.until is None else _date(shape.until, context)
    zone = context.zone_name(shape.timezone)
    written = shape.mapping.keys()
    if (first is None and "from" in written) or (last is None and "until" in written):
        return None
    if first is not None and last is not None and last < first and shape.until is not None:
        hint = "exchange the two days"
        message = "the range ends before it begins"
        context.problems.add(codes.BAD_DATE, message, shape.until.span, hint)
        return None
    return DateRange(zone, first, last, span)


def _date(text: Scalar, context: SetContext) -> date | None:
    try:
        day = date.fromisoformat(text) if _DATE.match(text) else None
    except ValueError:
        day = None
    if day is None:
        hint = "write year, month and day, such as `2026-12-24`"
        context.problems.add(codes.BAD_DATE, f"`{short(text)}` is no day", text.span, hint)
    elif not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        hint = f"years go from {_FIRST_YEAR} to {_LAST_YEAR}"
        context.problems.add(codes.BAD_DATE, f"`{text}` is too far away", text.span, hint)
        return None
    return day
