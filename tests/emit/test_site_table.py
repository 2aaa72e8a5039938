"""A site table of a thousand subnets, from its CSV file to a script that a profile takes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from rule_texts import Rules, compiled, parsed

from rulec.emulator import HARSH, LIKELY
from rulec.pexip import SCRIPT_MAX_CHARACTERS, Policy, script_size

NOW = datetime(2026, 1, 14, tzinfo=UTC)
SITES = 1000
LOCATIONS = ("Oslo", "London", "New York", "DMZ")
ROWS = "".join(
    f"10.{number // 256}.{number % 256}.0/24,"
    f"{LOCATIONS[number % 4]},{LOCATIONS[(number + 1) % 4]}\n"
    for number in range(SITES)
)
RULES = """
policy: media_location
tables: {sites: tables/sites.csv}
rules:
  - id: site
    for_each: sites
    when: {remote_address: {in_subnet: '{subnet}'}}
    set: {location: '{location}', overflow_locations: '{overflow}'}
"""


@pytest.fixture(scope="module")
def rules() -> Rules:
    files = {"media.yaml": RULES, "tables/sites.csv": f"subnet,location,overflow\n{ROWS}"}
    return compiled(files, Policy.MEDIA_LOCATION)


def test_it_fits(rules: Rules):
    assert script_size(rules.script) < SCRIPT_MAX_CHARACTERS // 2


@pytest.mark.parametrize("number", [0, 1, 499, 998, 999, 1000])
def test_every_site_has_its_locations(rules: Rules, number: int):
    address = f"10.{number // 256}.{number % 256}.7"
    suggested = {"location": "Rome"}
    expected: dict[str, object] = suggested
    if number < SITES:
        overflow = [LOCATIONS[(number + 1) % 4]]
        expected = {"location": LOCATIONS[number % 4], "overflow_locations": overflow}
    call = {"remote_address": address}
    inputs = {"call_info": call, "suggested_media_overflow_locations": suggested}
    told = [rules.meaning(inputs, NOW)]
    told += [parsed(rules.compiled_for(b).render(inputs, NOW)) for b in (LIKELY, HARSH)]
    assert [answer["result"] for answer in told] == [expected] * 3
