"""Calls for which wishes come true, as far as samples can make them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache

from rulec.analysis.drafts import MISSING, NOON, Draft, plausible
from rulec.analysis.text_slot import longest_text
from rulec.evaluate import Inputs, holds
from rulec.ir import (
    LISTS,
    CaptureRead,
    DateRange,
    FieldTest,
    ItemTest,
    Lookup,
    ServiceFound,
    TimeWindow,
)
from rulec.ir.walk import walk
from rulec.matching.clock import date_near_misses, known_zone, window_near_misses
from rulec.pexip import InputField, ValueType
from rulec.verify.reads import fields_in
from rulec.verify.texts import alias_texts, item_texts, mixed, samples
from rulec.verify.wishes import Leaf, Way, Wish

#: How many values are tried for one field.
_TRIES = 400
#: How many keys of a table are tried to make a test come true.
_KEYS = 40


def solved(way: Way, draft: Draft) -> Draft:
    """The draft changed so that the wishes come true, or as many of them as was found."""
    if any(isinstance(wish.leaf, ServiceFound) and not wish.holds for wish in way):
        draft = draft.put(("service_config",), None)
    draft = _at_a_good_time(way, draft)
    rows = dict.fromkeys(row for wish in way for row in fields_in(wish.leaf))
    for row in rows:
        draft = _field_solved(row, way, draft)
    return draft


def met(way: Way, draft: Draft) -> int:
    """How many wishes come true."""
    inputs = draft.read()
    return sum(holds(wish.leaf, inputs) is wish.holds for wish in way)


def _field_solved(row: InputField, way: Way, draft: Draft) -> Draft:
    """The draft with the first value for a field with which the most wishes come true."""
    wishes = tuple(wish for wish in way if row in fields_in(wish.leaf))
    best, most = draft, met(wishes, draft)
    tests = [wish.leaf for wish in wishes if isinstance(wish.leaf, FieldTest)]
    longest = min((longest_text(test.operator) for test in tests), default=sys.maxsize)
    for number, value in enumerate(_values(row, wishes)):
        if most == len(wishes) or number > _TRIES:
            break
        if isinstance(value, str) and len(value) > longest:
            continue
        tried = draft.put(row.path, value)
        now_met = met(wishes, tried)
        if now_met > most:
            best, most = tried, now_met
    return best


def _values(row: InputField, wishes: tuple[Wish, ...]) -> Iterator[object]:
    """Values that may make the wishes on a field come true."""
    yield plausible(row)
    found: list[object] = []
    for wish in wishes:
        found += _samples(wish.leaf)
    texts = [value for value in found if isinstance(value, str)]
    if row.type in LISTS:
        yield from _lists(row, wishes, texts)
    elif row.type in (ValueType.INTEGER, ValueType.BOOLEAN):
        yield from found
        yield from (True, False, 0, 1, 10**9, -(10**9))
    else:
        if row.alias:
            yield from alias_texts(wishes)
        yield from mixed(texts)
        yield from texts
        yield from ("x", "1", "alice@example.com", "10.0.0.1")
    yield from (MISSING, None)


def _lists(row: InputField, wishes: Iterable[Wish], texts: list[str]) -> Iterator[object]:
    tests = [wish.leaf for wish in wishes if isinstance(wish.leaf, ItemTest) and wish.holds]
    items = [item for test in tests for item in item_texts(test)[:1]]
    if row.type is ValueType.TEXT_OR_LIST:
        for test in tests:
            yield from item_texts(test)[:4]
        yield from texts
    if items:
        yield items
    yield from ([text] for text in texts)
    yield ["x"]


@lru_cache(maxsize=1 << 14)
def _samples(leaf: Leaf) -> tuple[object, ...]:
    """Values that some test in a leaf holds for: its own, and those of captures that it reads."""
    found: list[object] = []
    for node in walk(leaf):
        match node:
            case FieldTest(_, operator) | CaptureRead(operator=operator):
                found += samples(operator)
            case ItemTest():
                found += item_texts(node)[:6]
            case Lookup(entries=entries):
                found += [key for key, _ in entries[:_KEYS]]
            case _:
                pass
    return tuple(dict.fromkeys(found))


# --- The clock -----------------------------------------------------------------------------------


def _at_a_good_time(way: Way, draft: Draft) -> Draft:
    wishes = tuple(wish for wish in way if isinstance(wish.leaf, TimeWindow | DateRange))
    if not wishes or met(wishes, draft) == len(wishes):
        return draft
    best, most = draft, met(wishes, draft)
    for now in _times(wishes):
        now_met = met(wishes, draft.at(now))
        if now_met > most:
            best, most = draft.at(now), now_met
        if most == len(wishes):
            break
    return best


def _times(wishes: tuple[Wish, ...]) -> Iterator[datetime]:
    days = [NOON.date()]
    for wish in wishes:
        if isinstance(wish.leaf, DateRange):
            near = date_near_misses(known_zone(wish.leaf.zone), wish.leaf.first, wish.leaf.last)
            yield from near
            days += [instant.date() for instant in near]
    for day in dict.fromkeys(days):
        for wish in wishes:
            if isinstance(wish.leaf, TimeWindow):
                yield from window_times(wish.leaf, monday_of(day))
        for later in range(8):
            noon = NOON.replace(year=day.year, month=day.month, day=day.day)
            yield noon + timedelta(days=later)


def monday_of(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


@lru_cache(maxsize=1 << 12)
def window_times(window: TimeWindow, monday: date) -> tuple[datetime, ...]:
    """Instants on and beside the edges of a window in a week, and where the clocks change."""
    zone = known_zone(window.zone)
    return window_near_misses(zone, window.weekdays, window.start, window.end, monday)


def times_beside(leaf: TimeWindow | DateRange, now: datetime) -> tuple[datetime, ...]:
    """Instants on and beside the edges of a test of the clock; windows in the week of `now`."""
    if isinstance(leaf, DateRange):
        return date_near_misses(known_zone(leaf.zone), leaf.first, leaf.last)
    return window_times(leaf, monday_of(now.astimezone(known_zone(leaf.zone)).date()))


@lru_cache(maxsize=1 << 12)
def edges_of(
    leaf: TimeWindow | DateRange, times: tuple[datetime, ...]
) -> tuple[tuple[datetime, ...], ...]:
    """Of some instants: both sides of each edge of a test of the clock, and each day of the week.

    An edge is a time of day at which the test begins or ends to hold.
    """
    zone = known_zone(leaf.zone)
    met_at = {now: holds(leaf, Inputs({}, now)) for now in times}
    found: dict[object, tuple[datetime, ...]] = {}
    for now, is_met in met_at.items():
        before = now - timedelta(seconds=1)
        here = now.astimezone(zone)
        if met_at.get(before, is_met) is not is_met:
            found.setdefault((here.time(), is_met), (now, before))
    if isinstance(leaf, TimeWindow) and leaf.weekdays:
        inside = {now.astimezone(zone).time() for now, is_met in met_at.items() if is_met}
        for now in times:
            here = now.astimezone(zone)
            if here.time() in inside:
                found.setdefault(here.weekday(), (now,))
    return tuple(found.values())
