"""A seeded project of as many rules as wanted, of the kinds that real scripts have.

One profile for each site, each with its own rule sets of the three policies.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

#: Rules of each policy in a hundred, by the room that they take in a script.
_SHARES = {"service": 38, "participant": 31, "media_location": 31}
#: Rules of one rule set: more than that and people begin a new file.
_OF_A_SET = 25

_PLACES = ("Oslo", "London", "New York", "Paris", "Sydney", "DMZ")
_TEAMS = ("finance", "radiology", "board", "it", "legal", "training", "sales", "research")
_VENDORS = ("friendly-scanner", "sipcli", "sipvicious", "sipsak", "iWar", "VaxSIPUserAgent")
_THEMES = ("Night shift", "Calm", "Board room", "Reception", "Training")


def project(
    rules: int, profiles: int = 4, seed: int = 1, of_a_set: int = _OF_A_SET
) -> dict[str, str]:
    """The text of each file by its path; `rules` rules over `profiles` profiles.

    At most `of_a_set` rules stand in one set.
    """
    random = Random(seed)
    names = [f"site{number + 1}" for number in range(profiles)]
    files = {"rulec.yaml": _project_file(names)}
    made = 0
    for place, name in enumerate(names):
        share = rules // profiles + (place < rules % profiles)
        for policy, percent in _SHARES.items():
            last = policy == "media_location"
            count = rules * (place + 1) // profiles - made if last else share * percent // 100
            for start in range(0, count, of_a_set):
                path = f"{policy}/{name}-{start // of_a_set + 1}.yaml"
                numbers = range(made + 1, made + 1 + min(of_a_set, count - start))
                files[path] = _rule_set(policy, numbers, random)
                made += len(numbers)
    return files


def write(folder: Path, files: dict[str, str]) -> None:
    """Writes the files below a folder."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def _project_file(names: list[str]) -> str:
    lines = [
        "rulec: 1",
        "timezone: Europe/Oslo",
        f"locations: [{', '.join(_PLACES)}]",
        "profiles:",
    ]
    for name in names:
        paths = ", ".join(f"{policy}/{name}-*.yaml" for policy in _SHARES)
        lines.append(f"  {name}: {{rules: [{paths}]}}")
    return "\n".join([*lines, ""])


def _rule_set(policy: str, numbers: range, random: Random) -> str:
    lines = [f"policy: {policy}", "rules:"]
    for number in numbers:
        one, two, three = random.sample(_PLACES, 3)
        words = {
            "<n>": str(number),
            "<team>": random.choice(_TEAMS),
            "<theme>": random.choice(_THEMES),
            "<vendor>": random.choice(_VENDORS),
            "<pin>": str(random.randrange(1000, 10000)),
            "<rate>": str(random.choice((1_024_000, 2_048_000, 4_096_000))),
            "<hour>": str(random.randrange(17, 23)),
            "<ten>": str(10 + number // 4000),
            "<sixteen>": str(16 + number // 4000),
            "<net>": f"{number % 250}.{number // 250 % 16 * 16}",
            "<one>": one,
            "<two>": two,
            "<three>": three,
        }
        body = random.choice(_RULES[policy]).strip("\n")
        for mark, word in words.items():
            body = body.replace(mark, word)
        lines.append(f"  - id: rule-{number}")
        lines += [f"    {line}" for line in body.split("\n")]
    return "\n".join([*lines, ""])


_RULES = {
    "service": (
        """
description: <team> at <one> has a theme of its own
when:
  location: <one>
  service_config: {service_tag: <team>-<n>, service_type: conference}
set: {ivr_theme_name: <theme>, enable_chat: no}
""",
        """
when: {call_direction: dial_in, vendor: {contains: [<vendor>, bot-<n>]}}
reject: true
""",
        r"""
when:
  local_alias: {user: {matches: '<team><n>(?P<room>\d{2,4})'}, domain: example.com}
create:
  service_type: conference
  name: 'Room {room} of <team>'
  service_tag: <team>-<n>
  allow_guests: true
  pin: <pin>
""",
        r"""
when:
  service_type: [conference, lecture]
  local_alias: {user: {matches: '<n>\d{4,6}'}}
set: {live_captions_enabled: yes, max_callrate_in: <rate>}
""",
        """
when: {protocol: sip, local_alias: {user: <team>.desk<n>, domain: example.org}}
redirect: sip:<team><n>@example.com
""",
        """
when:
  time: {weekday: [mon, tue, wed, thu, fri], between: ['<hour>:00', '06:00']}
  service_config: {name: {starts_with: '<team> <n>'}}
set: {locked: true, description: '{service_config.name | pex_head(40)}, closed at night'}
""",
    ),
    "participant": (
        """
description: <team> are Hosts when they signed in
when:
  idp_attributes: {group: [<team>-<n>, <team>-admins], country: {not: [xx, yy]}}
  protocol: [api, webrtc]
set: {role: chair}
""",
        """
when: {remote_alias: {domain: [partner<n>.example.net, <team><n>.example.org]}}
set: {remote_display_name: '{display_name | pex_head(60)} (<team>)'}
""",
        r"""
when:
  any:
    - remote_alias: {ends_with: '@spam<n>.example.net', ignore_case: true}
    - {vendor: {regex: 'Bot/<n>\.\d+'}, has_authenticated_display_name: false}
reject: Please ask <team> for an invitation
""",
        r"""
when: {remote_alias: {user: {matches: '[+]?<n>\d{5,12}'}}, call_direction: dial_in}
set: {remote_alias: '{[remote_alias, "<team>"] | join("-") | pex_hash | pex_tail(8)}'}
""",
    ),
    "media_location": (
        """
when: {remote_address: {in_subnet: <ten>.<net>.0/20}}
set: {location: <one>, overflow_locations: [<two>, <three>]}
""",
        """
description: The building of <team>
when:
  remote_address: {in_subnet: [172.<sixteen>.<net>/28, fd00:<n>::/64]}
  protocol: {not: rtmp}
set: {location: <one>}
""",
        """
when: {protocol: rtmp, service_tag: <team>-<n>, call_direction: dial_out}
set: {location: DMZ, primary_overflow_location: <one>}
""",
    ),
}
