"""The clock of scripts: the weekday of every day of two centuries, and the edges of windows."""

from datetime import UTC, datetime, timedelta

from rule_texts import read_rules

from rulec.emit import emit
from rulec.emulator import Node
from rulec.pexip import Policy

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RULES = "policy: participant\nrules:\n" + "\n".join(
    f"  - {{id: {day}, when: {{time: {{weekday: {day}}}}}, set: {{call_tag: {day}}}}}"
    for day in DAYS
)


def test_weekday_of_every_day_from_2000_to_2199():
    profile = read_rules({"clock.yaml": RULES})[0].profiles[0]
    script = Node().compile(emit(profile, Policy.PARTICIPANT, "test").text)
    inputs = {"call_info": {}, "participant": {}, "service_config": None}
    now = datetime(2000, 1, 1, 12, tzinfo=UTC)
    wrong = []
    while now.year < 2200:
        if f'"{DAYS[now.weekday()]}"' not in script.render(inputs, now):
            wrong.append(now.date())
        now += timedelta(days=1)
    assert wrong == []
