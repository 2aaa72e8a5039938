"""The slot of the instant: enough instants to tell every window and range of dates apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from rulec.analysis.drafts import NOON
from rulec.analysis.formulas import Formula
from rulec.analysis.slots import Atoms, FiniteSlot
from rulec.ir import DateRange, TimeWindow
from rulec.matching.clock import MINUTES_A_DAY, in_dates, in_window, known_zone

ClockTest = TimeWindow | DateRange

#: The days on which calls are thought to happen; ranges of dates may lie beside them.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)

_DAY = timedelta(days=1)
_WEEK = 7


class ClockSlot(FiniteSlot):
    """The instant of a call, an aware datetime.

    Within a stretch of days between two borders of date ranges, tests differ by the day of the week
    and the minute of the day alone, and with several zones by how far apart their clocks are. So
    the instants are: in each stretch the days around its borders and some weeks of every month of
    a year, at every minute at which a window begins or ends. Every weekday is there with a day on
    which no clock is put forward.
    """

    def __init__(self) -> None:
        super().__init__(("now",), NOON)
        self._tests: dict[Formula, ClockTest] = {}
        self._filled = 0

    def ask(self, test: Formula, meaning: ClockTest) -> None:
        """Adds a test."""
        self.tests[test] = meaning
        self._tests[test] = meaning

    def meets(self, test: Formula, value: object) -> bool:
        """Whether the instant lies in the window or range."""
        assert isinstance(value, datetime)  # noqa: S101  what this slot holds
        meaning = self._tests[test]
        local = value.astimezone(known_zone(meaning.zone))
        match meaning:
            case TimeWindow(_, weekdays, start, end):
                return in_window(local, weekdays, start, end)
            case DateRange(_, first, last):
                return in_dates(local.date(), first, last)

    def fitting(self, yes: Atoms, no: Atoms) -> int:
        """The instants that meet all of `yes` and none of `no`, as bits."""
        if self._filled < len(self._tests):
            self._fill()
        return super().fitting(yes, no)

    def _fill(self) -> None:
        """Adds instants for the tests that are new."""
        self._filled = len(self._tests)
        tests = list(self._tests.values())
        zones = sorted({test.zone for test in tests})
        known = set(self.values)
        for instant in _instants(zones, _minutes(tests), _days(tests, len(zones))):
            if instant not in known:
                known.add(instant)
                self.values.append(instant)


def _minutes(tests: Iterable[ClockTest]) -> list[int]:
    """The minutes of the day at which a test may change."""
    edges = {0, MINUTES_A_DAY // 2}
    for test in tests:
        if isinstance(test, TimeWindow):
            edges |= {test.start % MINUTES_A_DAY, test.end % MINUTES_A_DAY}
    return sorted(edges)


def _days(tests: Iterable[ClockTest], zones: int) -> list[date]:
    """The days on which a test may change, and weeks between them."""
    borders = {FIRST_DAY}
    for test in tests:
        if isinstance(test, DateRange):
            if test.first is not None:
                borders.add(test.first)
            if test.last is not None and test.last < LAST_DAY:
                borders.add(test.last + _DAY)
    days = set(_week_of(NOON.date()))
    edges = sorted(day for day in borders if FIRST_DAY <= day <= LAST_DAY)
    for number, start in enumerate(edges):
        end = edges[number + 1] if number + 1 < len(edges) else LAST_DAY
        length = min((end - start).days, 2 * _WEEK)
        days.update(start + _DAY * offset for offset in range(length))
        days.update(end - _DAY * offset for offset in range(1, length))
        if zones > 1:
            days.update(_weeks_of_a_year(start, end))
    return sorted(days, key=lambda day: (abs((day - NOON.date()).days), day))


def _week_of(day: date) -> Iterator[date]:
    return (day + _DAY * offset for offset in range(_WEEK))


def _weeks_of_a_year(start: date, end: date) -> Iterator[date]:
    """Days between two others in which every difference between the clocks of zones occurs."""
    for week in range(min((end - start).days, 366) // _WEEK):
        yield from _week_of(start + _DAY * _WEEK * week)


def _instants(zones: list[str], minutes: list[int], days: list[date]) -> Iterator[datetime]:
    """The instants at which the wall clock of a zone shows these minutes on these days."""
    for day in days:
        for name in zones:
            for minute in minutes:
                clock = datetime(day.year, day.month, day.day, minute // 60, minute % 60)
                local = clock.replace(tzinfo=known_zone(name))
                instant = local.astimezone(UTC)
                # A minute that a clock leaves out in spring comes back as another one.
                if instant.astimezone(known_zone(name)).replace(tzinfo=None) == clock:
                    yield instant
