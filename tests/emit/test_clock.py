"""`time`, `date` and `valid` mean what a wall clock of the zone shows, in rules and in scripts.

The oracle is written from the words of the language reference with `datetime` and `zoneinfo`
alone. Five zones: two with the usual summer time, one half an hour off the others, one whose clocks
change by half an hour, one that leaves its usual time for Ramadan.

Rules are held against it at every minute of the 12 hours around each change of the clocks in ten
years, at every 17th of the 60 hours around it, and at every 997th minute of the ten years (prime to
the minutes of a week, so that it is another minute of the week each time). With `--campaign N` it
is every minute of the ten years. Scripts are rendered at every 31st minute of the 60 hours, at each
edge of each window on the days around each change with the minutes beside it, and at 1,500 random
instants in each zone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from itertools import chain
from random import Random
from zoneinfo import ZoneInfo

import pytest
from rule_texts import Rules, compiled, parsed

from rulec.emulator import Node
from rulec.evaluate import holds, read_inputs
from rulec.pexip import Policy

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONES = (
    "Europe/Oslo",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
)
FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2034, 1, 1, tzinfo=UTC)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
MONDAY = datetime(2024, 1, 1)
NOTHING = {"call_info": {}, "participant": {}, "service_config": None}

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")

#: Windows: the days on which they start (none: every day), the start and the end.
WINDOWS = {
    "call_tag": (WEEKDAYS, "08:00", "17:30"),
    "layout_group": (("fri", "sat"), "22:00", "06:00"),
    "remote_alias": (("sun",), "00:00", "24:00"),
    "remote_display_name": (("sun",), "23:59", "00:01"),
    "receive_from_audio_mix": ((), "01:00", "03:00"),
    "bypass_lock": (("sat", "sun"), "02:15", "02:00"),
    "can_receive_personal_mix": (("mon", "sun"), "22:00", "00:00"),
    "disable_overlay_text": ((), "1:30", "2:00"),
    "prefers_multiscreen_mix": (("sun",), None, None),
}
#: Ranges of days; Lord Howe, Casablanca and Oslo change their clocks on some of the ends.
DATES = {
    "wants_presentation_in_mix": ("2026-03-29", "2027-10-31"),
    "preauthenticated_role": ("2027-02-07", None),
    "rx_presentation_policy": (None, "2030-10-06"),
}
VALUES = {"preauthenticated_role": "chair", "rx_presentation_policy": "DENY"}


# --- The oracle ----------------------------------------------------------------------------------


def shipped(zone: str) -> ZoneInfo:
    """A zone of the tzdata package: the system may have older rules for it."""
    with resources.files("tzdata").joinpath("zoneinfo", *zone.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=zone)


def opens_and_closes(day: date, start: str, end: str) -> tuple[datetime, datetime]:
    """When a window that starts on a day opens and closes, on the wall clock."""

    def shown(text: str) -> datetime:
        hours, minutes = map(int, text.split(":"))
        return datetime.combine(day, time()) + timedelta(hours=hours, minutes=minutes)

    opens, closes = shown(start), shown(end)
    return opens, closes if closes > opens else closes + DAY


def in_window(wall: datetime, days: tuple[str, ...], start: str | None, end: str | None) -> bool:
    """Whether the wall clock is in a window that started today or yesterday."""
    for day in (wall.date(), wall.date() - DAY):
        if days and DAYS[day.weekday()] not in days:
            continue
        opens, closes = opens_and_closes(day, start or "00:00", end or "24:00")
        if opens <= wall < closes:
            return True
    return False


@cache
def windows_at(weekday: int, minute: int) -> dict[str, bool]:
    """Which windows are open at a minute of the week; the year and the month do not matter."""
    wall = MONDAY + timedelta(days=weekday, minutes=minute)
    return {name: in_window(wall, *window) for name, window in WINDOWS.items()}


def expected(wall: datetime) -> dict[str, bool]:
    """Which conditions hold when the clocks show a time, which has no time zone."""
    told = dict(windows_at(wall.weekday(), 60 * wall.hour + wall.minute))
    today = wall.date().isoformat()
    for name, (first, last) in DATES.items():
        told[name] = (first is None or first <= today) and (last is None or today <= last)
    return told


def wall_clock(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


# --- What is tested ------------------------------------------------------------------------------


def rule(name: str, condition: str) -> str:
    value = VALUES.get(name, "true")
    return f"  - {{id: {name.replace('_', '-')}, {condition}, set: {{{name}: {value}}}}}\n"


def rules_in(zone: str) -> Rules:
    """A rule for each window and range, all of which may apply, each with a field of its own."""
    text = f"policy: participant\nmatch: all\ntimezone: {zone}\nrules:\n"
    for name, (days, start, end) in WINDOWS.items():
        entries = [f"weekday: [{', '.join(days)}]"] if days else []
        entries += [f"between: ['{start}', '{end}']"] if start else []
        text += rule(name, f"when: {{time: {{{', '.join(entries)}}}}}")
    for number, (name, (first, last)) in enumerate(DATES.items()):
        ends = {"from": first, "until": last}
        entries = [f"{key}: {day}" for key, day in ends.items() if day]
        dates = f"{{{', '.join(entries)}}}"
        text += rule(name, f"valid: {dates}" if number else f"when: {{date: {dates}}}")
    return compiled({"clock.yaml": text}, Policy.PARTICIPANT)


@dataclass(frozen=True)
class Place:
    """A zone, its rules, and the instants at which its offset changes."""

    zone: ZoneInfo
    rules: Rules
    changes: tuple[datetime, ...]

    def around_changes(self, hours: int, step: int) -> Iterator[datetime]:
        """Every `step`th minute from so many hours before each change to as many after it."""
        for change in self.changes:
            for minutes in range(-hours * 60, hours * 60, step):
                yield change + minutes * MINUTE

    def edges(self) -> Iterator[datetime]:
        """The edges of the windows and the minutes beside them, on the days around each change.

        As instants: both where the clocks show the time twice; where they leave it out, those that
        `fold` gives, which lie beside the gap.
        """
        times = {text for _, *edges in WINDOWS.values() for text in edges if text}
        for change in self.changes or (FIRST + 200 * DAY,):
            for later in (-1, 0, 1, 2):
                day = change.astimezone(self.zone).date() + later * DAY
                for text in sorted(times):
                    edge, _ = opens_and_closes(day, text, text)
                    for wall in (edge - MINUTE, edge, edge + MINUTE):
                        for fold in (0, 1):
                            yield wall.replace(tzinfo=self.zone, fold=fold).astimezone(UTC)

    def at_random(self, count: int) -> Iterator[datetime]:
        random = Random(self.zone.key)
        for _ in range(count):
            yield FIRST + random.randrange((LAST - FIRST) // MINUTE) * MINUTE + 59.9 * SECOND


@pytest.fixture(scope="module", params=ZONES)
def place(request: pytest.FixtureRequest) -> Place:
    zone = shipped(request.param)
    return Place(zone, rules_in(request.param), tuple(changes(zone)))


def offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return wall_clock(instant, zone) - instant.replace(tzinfo=None)


def changes(zone: ZoneInfo) -> Iterator[datetime]:
    """The minutes from which on the clocks of a zone show another offset."""
    for number in range((LAST - FIRST) // DAY):
        day = FIRST + number * DAY
        if offset(day, zone) != offset(day + DAY, zone):
            minutes = (day + count * MINUTE for count in range(1, 24 * 60 + 1))
            yield next(minute for minute in minutes if offset(minute, zone) != offset(day, zone))


def test_the_zones_are_odd(place: Place):
    half = {"Asia/Kolkata": set(), "Australia/Lord_Howe": {30}}
    sizes = {
        abs(offset(change, place.zone) - offset(change - MINUTE, place.zone)) // MINUTE
        for change in place.changes
    }
    assert sizes == half.get(place.zone.key, {60})
    # Casablanca may give up its changes in a later version of tzdata.
    assert len(place.changes) >= (0 if place.zone.key == "Asia/Kolkata" else 4)


def test_rules_mean_the_wall_clock(place: Place, request: pytest.FixtureRequest):
    every = bool(request.config.getoption("--campaign"))
    (rule_set,) = place.rules.profile.rule_sets
    conditions = {each.id.replace("-", "_"): each.when for each in rule_set.rules}
    length, step = (LAST - FIRST) // MINUTE, 1 if every else 997
    instants = chain(
        place.around_changes(6, 1),
        place.around_changes(30, 17),
        (FIRST + number * MINUTE for number in range(0, length, step)),
    )
    wrong = []
    for instant in instants:
        right = expected(wall_clock(instant, place.zone))
        inputs = read_inputs(Policy.PARTICIPANT, NOTHING, instant)
        told = {name: holds(condition, inputs) for name, condition in conditions.items()}
        if told != right:
            wrong.append((instant, sorted(name for name in right if right[name] != told[name])))
    assert wrong[:5] == []


def test_scripts_mean_the_wall_clock(place: Place):
    script = Node().compile(place.rules.script)
    wrong, seen = [], Counter[tuple[str, bool]]()
    for instant in chain(place.around_changes(30, 31), place.edges(), place.at_random(1500)):
        right = expected(wall_clock(instant, place.zone))
        result = parsed(script.render(NOTHING, instant))["result"]
        seen.update(right.items())
        if result.keys() != {name for name, holds_now in right.items() if holds_now}:
            wrong.append((instant, sorted(result)))
    assert wrong[:5] == []
    assert set(seen) == {(name, held) for name in (*WINDOWS, *DATES) for held in (True, False)}


def test_scripts_mean_it_on_jinja_2_10_too(place: Place, jinja_2_10):
    instants = [*place.edges()][:: len(place.changes) or 1]
    printed = jinja_2_10.render(place.rules.script, [(NOTHING, now) for now in instants])
    for instant, output in zip(instants, printed, strict=True):
        right = expected(wall_clock(instant, place.zone))
        told = parsed(output["text"])["result"].keys()
        assert told == {name for name, holds_now in right.items() if holds_now}, instant


# --- Weekdays ------------------------------------------------------------------------------------

RULES = "policy: participant\nrules:\n" + "\n".join(
    f"  - {{id: {day}, when: {{time: {{weekday: {day}}}}}, set: {{call_tag: {day}}}}}"
    for day in DAYS
)


def test_weekday_of_every_day_from_2000_to_2199():
    script = Node().compile(compiled({"clock.yaml": RULES}, Policy.PARTICIPANT).script)
    now = datetime(2000, 1, 1, 12, tzinfo=UTC)
    wrong = []
    while now.year < 2200:
        if f'"{DAYS[now.weekday()]}"' not in script.render(NOTHING, now):
            wrong.append(now.date())
        now += DAY
    assert wrong == []
