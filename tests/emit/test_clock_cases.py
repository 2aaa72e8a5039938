"""Windows, ranges of days and zones, one by one, in rules and in scripts."""

import os
import subprocess
import sys
from datetime import datetime
from importlib import resources

import pytest
from rule_texts import compiled, parsed, read_rules

from rulec.emulator import LIKELY
from rulec.pexip import Policy

NOTHING = {"call_info": {}, "participant": {}, "service_config": None}


def held(condition: str, now: str, *, project: str = "", head: str = "") -> bool:
    """Whether a condition holds at an instant, by the rules; the script must say the same."""
    text = f"policy: participant\n{head}rules:\n"
    text += f"  - {{id: a, when: {condition}, set: {{call_tag: yes}}}}\n"
    rules = compiled({"rulec.yaml": f"rulec: 1\n{project}", "a.yaml": text}, Policy.PARTICIPANT)
    instant = datetime.fromisoformat(now)
    answer = rules.meaning(NOTHING, instant)
    assert parsed(rules.compiled_for(LIKELY).render(NOTHING, instant)) == answer
    return answer["result"] == {"call_tag": "yes"}


@pytest.mark.parametrize(
    ("window", "now", "open_"),
    [
        # Oslo on 2026-10-25: 02:00 to 02:59 come twice, at 00:00Z and at 01:00Z.
        ("['02:30', '02:45']", "2026-10-25T00:30:00Z", True),
        ("['02:30', '02:45']", "2026-10-25T00:45:00Z", False),
        ("['02:30', '02:45']", "2026-10-25T01:30:00Z", True),
        ("['01:00', '02:30']", "2026-10-25T01:00:00Z", True),
        # On 2026-03-29 they do not come: 01:59 is followed by 03:00.
        ("['02:30', '03:30']", "2026-03-29T00:59:59Z", False),
        ("['02:30', '03:30']", "2026-03-29T01:00:00Z", True),
        ("['02:00', '03:00']", "2026-03-29T01:00:00Z", False),
        ("['22:00', '02:30']", "2026-03-29T00:59:59Z", True),
        ("['22:00', '02:30']", "2026-03-29T01:00:00Z", False),
        ("['22:00', '24:00']", "2026-06-01T21:59:59.999999Z", True),
        ("['22:00', '24:00']", "2026-06-01T22:00:00Z", False),
        ("['22:00', '00:00']", "2026-06-01T21:59:59.999999Z", True),
        ("['22:00', '00:00']", "2026-06-01T22:00:00Z", False),
        ("['0:00', '24:00']", "2026-10-25T01:30:00Z", True),
    ],
)
def test_windows_where_the_clocks_change(window, now, open_):
    condition = f"{{time: {{between: {window}, timezone: Europe/Oslo}}}}"
    assert held(condition, now) is open_


@pytest.mark.parametrize(
    ("now", "open_"),
    [
        ("2026-11-27T21:59:59+00:00", False),  # Friday
        ("2026-11-27T22:00:00+00:00", True),
        ("2026-11-28T05:59:59+00:00", True),  # Saturday, but the window of Friday
        ("2026-11-28T06:00:00+00:00", False),
        ("2026-11-28T22:00:00+00:00", False),
        ("2026-11-27T05:00:00+00:00", False),  # the window of Thursday
    ],
)
def test_a_window_over_midnight_belongs_to_the_day_on_which_it_starts(now, open_):
    assert held("{time: {weekday: fri, between: ['22:00', '06:00']}}", now) is open_


@pytest.mark.parametrize("where", ["condition", "set", "project"])
def test_the_nearest_zone_counts(where):
    own = ", timezone: Asia/Kolkata" if where == "condition" else ""
    other = "timezone: Pacific/Auckland\n"
    head = {"condition": other, "set": "timezone: Asia/Kolkata\n", "project": ""}[where]
    project = "timezone: Asia/Kolkata\n" if where == "project" else other
    for condition in (
        f"{{time: {{between: ['05:30', '05:31']{own}}}}}",
        f"{{date: {{from: 2026-01-02, until: 2026-01-02{own}}}, time: {{weekday: fri{own}}}}}",
    ):
        for now, expected_ in (("2026-01-02T00:00:00Z", True), ("2026-01-02T18:30:00Z", False)):
            assert held(condition, now, head=head, project=project) is expected_


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("UTC", "12:00"),
        ("Zulu", "12:00"),
        ("Asia/Calcutta", "17:30"),
        ("Etc/GMT+5", "07:00"),
        ("EST5EDT", "08:00"),
        ("America/Argentina/Buenos_Aires", "09:00"),
        ("Pacific/Chatham", "00:45"),
        ("Pacific/Kiritimati", "02:00"),
    ],
)
def test_links_and_odd_zones(zone, shown):
    hour, minute = shown.split(":")
    between = f"['{shown}', '{hour}:{int(minute) + 1:02}']"
    condition = f"{{time: {{between: {between}, timezone: {zone}}}}}"
    assert held(condition, "2026-07-01T12:00:59Z")
    assert not held(condition, "2026-07-01T12:01:00Z")


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("{time: {between: ['08:00', '08:00']}}", "the window starts and ends at the same time"),
        ("{time: {between: ['24:00', '08:00']}}", "`24:00` can only be an end"),
        ("{time: {between: ['08:00', '24:01']}}", "`24:01` is no time of day"),
        ("{time: {weekday: mon, timezone: europe/oslo}}", "unknown time zone `europe/oslo`"),
        ("{time: {weekday: mon, timezone: CEST}}", "unknown time zone `CEST`"),
        ("{time: {weekday: mon, timezone: ../Oslo}}", "unknown time zone `../Oslo`"),
        ("{date: {from: 2026-02-29}}", "`2026-02-29` is no day"),
        ("{date: {from: 2026-03-02, until: 2026-03-01}}", "the range ends before it begins"),
    ],
)
def test_what_is_no_window(condition, message):
    text = f"policy: participant\nrules:\n  - {{id: a, when: {condition}, reject: true}}\n"
    _, problems = read_rules({"a.yaml": text})
    assert [problem.message for problem in problems] == [message]


def test_a_zone_in_another_case_is_suggested():
    text = "policy: participant\ntimezone: europe/oslo\nrules: []\n"
    (problem,) = read_rules({"a.yaml": text})[1]
    assert problem.hint == "did you mean `Europe/Oslo`?"


# --- Every machine -------------------------------------------------------------------------------

ELSEWHERE = """
import sys
from datetime import datetime
from rulec.emulator import Node
from rulec.matching.clock import known_zone
now = datetime.fromisoformat("2026-07-01T12:00:00+00:00")
print(now.astimezone(known_zone("Europe/Oslo")).hour)
print(Node().compile("{{pex_now('Europe/Oslo').hour}}").render({}, now))
"""


def test_zones_do_not_depend_on_the_machine(tmp_path):
    (tmp_path / "Europe").mkdir()
    tokyo = resources.files("tzdata").joinpath("zoneinfo", "Asia", "Tokyo").read_bytes()
    (tmp_path / "Europe" / "Oslo").write_bytes(tokyo)
    for folder in (str(tmp_path), ""):
        environment = {**os.environ, "PYTHONTZPATH": folder}
        done = subprocess.run(
            [sys.executable, "-c", ELSEWHERE], env=environment, capture_output=True, check=True
        )
        assert done.stdout.split() == [b"14", b"14"]
