"""The wall clock: days of the week, daily windows, date ranges, and the instants that test them.

A script knows the time only as the parts of a date in a zone; the arithmetic here needs no more.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

MINUTES_A_DAY = 24 * 60

#: What each month adds to the day of the week (Sakamoto's table, less one so that Monday is 0).
WEEKDAY_SHIFTS = (6, 2, 1, 4, 6, 2, 4, 0, 3, 5, 1, 3)

_CLOCK_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})\Z")
_SECOND = timedelta(seconds=1)


def weekday(year: int, month: int, day: int) -> int:
    """The day of the week, Monday is 0; by whole-number arithmetic that a script can do too.

    A year is counted from March, so that the leap day is its last day.
    """
    y = year - 1 + (month + 9) // 12
    return (y + y // 4 - y // 100 + y // 400 + WEEKDAY_SHIFTS[month - 1] + day) % 7


def in_window(local: datetime, weekdays: tuple[int, ...], start: int, end: int) -> bool:
    """Whether a wall-clock time lies in a daily window.

    `weekdays` count from Monday 0; none at all means every day. `start` (included) and `end` (not
    included) are minutes since midnight, 0 to 1440. A window whose end is before its start crosses
    midnight, and its second half belongs to the day before. Equal ends leave an empty window.
    """
    minute = local.hour * 60 + local.minute
    today = weekday(local.year, local.month, local.day)
    if start <= end:
        return start <= minute < end and (not weekdays or today in weekdays)
    if minute >= start:
        return not weekdays or today in weekdays
    return minute < end and (not weekdays or (today - 1) % 7 in weekdays)


def in_dates(local: date, first: date | None, last: date | None) -> bool:
    """Whether a wall-clock day (or the day of a time) lies in a range, both ends included."""
    day = date(local.year, local.month, local.day)
    return (first is None or first <= day) and (last is None or day <= last)


def parse_clock_time(text: str) -> int | None:
    """Minutes since midnight of `08:00` or `8:00`; `24:00` is the end of the day. Else None."""
    found = _CLOCK_TIME.match(text)
    if not found:
        return None
    hours, minutes = int(found[1]), int(found[2])
    total = hours * 60 + minutes
    return total if minutes < 60 and total <= MINUTES_A_DAY else None


@cache
def zone_names() -> frozenset[str]:
    """The names of the IANA time zones.

    From the tzdata package, so that a name is known on every machine or on none; from the system
    where the package is not installed.
    """
    try:
        listed = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8")
    except (ModuleNotFoundError, OSError):
        return frozenset(available_timezones())
    return frozenset(listed.split())


def zone(name: str) -> ZoneInfo | None:
    """The time zone of an IANA name, spelled exactly; None for any other text."""
    return known_zone(str(name)) if name in zone_names() else None


@cache
def known_zone(name: str) -> ZoneInfo:
    """The time zone of a name of which it is known that there is one.

    As the names, from the tzdata package where it is installed: `ZoneInfo` asks the system first,
    whose rules for a zone may be years older, so that tests would pass on one machine only.
    """
    try:
        with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
            return ZoneInfo.from_file(file, key=name)
    except (ModuleNotFoundError, OSError):
        return ZoneInfo(name)


def instants_at(
    where: ZoneInfo, day: date, minutes: int, *, seconds: int = 0
) -> tuple[datetime, ...]:
    """The instants, in UTC, at which the clocks of a zone show a time of a day.

    `minutes` since midnight may be 1440 or more. Two instants where the clocks are put back over
    that time, none where they are put forward over it or where the calendar ends.
    """
    instants = []
    try:
        shown = datetime.combine(day, time()) + timedelta(minutes=minutes, seconds=seconds)
        for fold in (0, 1):
            instant = shown.replace(tzinfo=where, fold=fold).astimezone(UTC)
            if instant.astimezone(where).replace(tzinfo=None, fold=0) == shown:
                instants.append(instant)
    except OverflowError:  # The first or last day that Python's calendar has.
        return ()
    return tuple(dict.fromkeys(instants))


@cache
def clock_changes(where: ZoneInfo, year: int) -> tuple[datetime, ...]:
    """The instants, in UTC, of a year at which the clocks of a zone are put forward or back."""
    changes = []
    before = datetime(year, 1, 1, tzinfo=UTC)
    while before.year == year:
        after = before + timedelta(days=1)
        if _offset(where, before) != _offset(where, after):
            changes.append(_change_between(where, before, after))
        before = after
    return tuple(changes)


def _offset(where: ZoneInfo, instant: datetime) -> timedelta | None:
    return instant.astimezone(where).utcoffset()


def _change_between(where: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The first second at which the offset differs from that of `low`, found by halving."""
    old = _offset(where, low)
    while high - low > _SECOND:
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if _offset(where, middle) == old else (low, middle)
    return high


def window_near_misses(
    where: ZoneInfo, weekdays: tuple[int, ...], start: int, end: int, monday: date
) -> tuple[datetime, ...]:
    """Instants, in UTC, on and beside the edges of a daily window, for tests and verification.

    In the week that begins at `monday`: the edges and the second before each, on every day (a
    window that crosses midnight shows only so), and midnight. In the same year: the same times on
    the days on which the clocks change, and the change itself.
    """
    edges = tuple(dict.fromkeys((start, end, 0, (start + end) // 2, MINUTES_A_DAY - 1)))
    days = [monday + timedelta(days=n) for n in range(7)]
    changes = clock_changes(where, monday.year)
    days += [change.astimezone(where).date() for change in changes]
    if weekdays:
        wanted = {number % 7 for day in weekdays for number in (day - 1, day, day + 1)}
        days = [day for day in days if day.weekday() in wanted]
    found = [
        instant
        for day in days
        for minutes in edges
        for seconds in (-1, 0)
        for instant in instants_at(where, day, minutes, seconds=seconds)
    ]
    found += [change + n * _SECOND for change in changes for n in (-1, 0)]
    return tuple(dict.fromkeys(found))


def date_near_misses(
    where: ZoneInfo, first: date | None, last: date | None
) -> tuple[datetime, ...]:
    """Instants, in UTC, on and beside the ends of a date range in a zone."""
    found: list[datetime] = []
    for day in (first, last):
        if day is not None:
            for minutes in (0, MINUTES_A_DAY):
                for seconds in (-1, 0):
                    found += instants_at(where, day, minutes, seconds=seconds)
    return tuple(dict.fromkeys(found))
