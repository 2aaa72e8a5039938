"""Days, windows and instants."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulec.matching.clock import (
    clock_changes,
    date_near_misses,
    in_dates,
    in_window,
    instants_at,
    parse_clock_time,
    weekday,
    window_near_misses,
    zone,
)

OSLO = zone("Europe/Oslo")
MONDAY = date(2026, 11, 23)


def test_the_weekday_of_every_day_of_two_centuries():
    day = date(2000, 1, 1)
    while day.year < 2200:
        assert weekday(day.year, day.month, day.day) == day.weekday()
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "weekdays", "start", "end", "holds"),
    [
        ("2026-11-23 08:00:00", (0,), 480, 540, True),
        ("2026-11-23 07:59:59", (0,), 480, 540, False),
        ("2026-11-23 08:59:59", (0,), 480, 540, True),
        ("2026-11-23 09:00:00", (0,), 480, 540, False),
        ("2026-11-23 08:00:00", (1,), 480, 540, False),
        ("2026-11-23 08:00:00", (), 480, 540, True),
        ("2026-11-23 23:59:59", (0,), 0, 1440, True),
        ("2026-11-23 23:00:00", (0,), 1320, 360, True),
        ("2026-11-24 05:59:59", (0,), 1320, 360, True),
        ("2026-11-24 06:00:00", (0,), 1320, 360, False),
        ("2026-11-23 05:00:00", (0,), 1320, 360, False),
        ("2026-11-30 05:00:00", (6,), 1320, 360, True),
        ("2026-11-23 08:00:00", (), 480, 480, False),
    ],
)
def test_windows(now, weekdays, start, end, holds):
    assert in_window(datetime.fromisoformat(now), weekdays, start, end) is holds


@given(
    st.datetimes(datetime(2001, 1, 1), datetime(2199, 1, 1)),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.integers(0, 1440),
    st.integers(0, 1440),
)
def test_a_window_is_a_stretch_of_time_that_starts_on_one_of_its_days(now, days, start, end):
    length = end - start if start <= end else end - start + 1440
    expected = False
    for back in (0, 1):
        day = (now - timedelta(days=back)).replace(hour=0, minute=0, second=0, microsecond=0)
        opens = day + timedelta(minutes=start)
        within = opens <= now < opens + timedelta(minutes=length)
        expected = expected or (within and day.weekday() in days)
    assert in_window(now, tuple(days), start, end) == expected


def test_dates_include_both_ends():
    first, last = date(2026, 12, 1), date(2027, 1, 31)
    assert in_dates(datetime(2026, 12, 1), first, last)
    assert in_dates(datetime(2027, 1, 31, 23, 59, 59), first, last)
    assert not in_dates(date(2027, 2, 1), first, last)
    assert not in_dates(date(2026, 11, 30), first, None)
    assert in_dates(date(2026, 11, 30), None, None)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("08:00", 480), ("8:00", 480), ("00:00", 0), ("24:00", 1440), ("23:59", 1439)]
    + [(text, None) for text in ("24:01", "08:60", "08", "", "08:00:00", "08:00\n", "\u0668:00")],
)
def test_clock_times(text, minutes):
    assert parse_clock_time(text) == minutes


@pytest.mark.parametrize(
    "name", ["", "../Oslo", "/etc/passwd", "europe/oslo", "Europe", "posix/UTC", "\x00", "\ud800"]
)
def test_only_iana_names_are_zones(name):
    assert zone(name) is None


def test_a_time_may_come_twice_or_not_at_all():
    twice = instants_at(OSLO, date(2026, 10, 25), 150)
    assert [i.hour for i in twice] == [0, 1]
    assert instants_at(OSLO, date(2026, 3, 29), 150) == ()
    assert instants_at(OSLO, MONDAY, 1440) == instants_at(OSLO, MONDAY + timedelta(days=1), 0)
    assert instants_at(OSLO, date(1, 1, 1), 0) == ()
    assert instants_at(OSLO, date(9999, 12, 31), 1440) == ()


def test_when_the_clocks_change():
    assert clock_changes(OSLO, 2026) == (
        datetime(2026, 3, 29, 1, tzinfo=UTC),
        datetime(2026, 10, 25, 1, tzinfo=UTC),
    )
    assert clock_changes(zone("UTC"), 2026) == ()


@pytest.mark.parametrize(
    "window", [((0,), 480, 540), ((6,), 1320, 360), ((), 0, 1440), ((), 150, 151)]
)
def test_near_misses_lie_on_both_sides_of_a_window(window):
    weekdays, start, end = window
    found = {
        in_window(instant.astimezone(OSLO), weekdays, start, end)
        for instant in window_near_misses(OSLO, weekdays, start, end, MONDAY)
    }
    assert found == ({True} if (start, end) == (0, 1440) else {True, False})


def test_near_misses_lie_on_both_sides_of_a_range():
    near = date_near_misses(OSLO, MONDAY, MONDAY)
    assert [in_dates(i.astimezone(OSLO), MONDAY, MONDAY) for i in near] == [
        False,
        True,
        True,
        False,
    ]
