"""Seeded rule sets of one policy each, of the kinds that make scripts long.

| family | rules |
|---|---|
| participant | 35 % ask the department, perhaps a group and a protocol, 30 % an alias by a pattern,
perhaps a protocol or a location, 20 % an exact alias, 15 % location and protocol; names are mostly
unique |
| service | 60 % ask for exact aliases (40 % of these with and without `sip:`), 25 % for patterns,
15 % for prefixes; 20 % also the service type; one to four fields, 30 % with a PIN of their own |
| media location | one to three networks of a site (/21 to /28, 8 % also IPv6), nested exceptions,
broad rules at the end; a location and overflow locations |
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ipaddress import ip_network
from random import Random

LOCATIONS = ("Oslo", "London", "New York", "Paris", "Sydney", "DMZ")
_DOMAINS = ("example.com", "example.org", "clinic.example.net", "partner.example.net")
_WORDS = (
    *("audit", "board", "cardio", "derma", "emerg", "finance", "genetics", "hr", "icu", "legal"),
    *("mri", "neuro", "onco", "pharma", "radio", "sales", "surgery", "triage", "urology", "xray"),
)
_THEMES = ("Night", "Calm", "Board", "Reception", "Training")


def family(policy: str, rules: int, seed: int = 1) -> dict[str, str]:
    """The text of each file, by path, of a project with one rule set of one policy."""
    made = "\n".join(_FAMILIES[policy](rules, Random(seed)))
    places = ", ".join(LOCATIONS)
    return {
        "rulec.yaml": f"rulec: 1\nlocations: [{places}]\n",
        "rules.yaml": f"policy: {policy}\nrules:\n{made}\n",
    }


def _rule(number: int, when: str, effect: str) -> str:
    return f"  - {{id: r{number}, when: {{{when}}}, {effect}}}"


# --- Participants ---------------------------------------------------------------------------------


def _participant(rules: int, random: Random) -> Iterator[str]:
    for number in range(rules):
        word = random.choice(_WORDS)
        kind = random.choices(("idp", "pattern", "alias", "place"), (35, 30, 20, 15))[0]
        yield _rule(number, _caller(kind, word, number, random), _override(word, number, random))


def _caller(kind: str, word: str, number: int, random: Random) -> str:
    protocol = random.choice(("sip", "h323", "webrtc", "api"))
    if kind == "idp":
        group = random.choice((f", group: {random.choice(_WORDS)}", ""))
        also = f", protocol: {protocol}" if random.random() < 0.3 else ""
        return f"idp_attributes: {{department: {word}{number}{group}}}{also}"
    domain = random.choice(_DOMAINS)
    if kind == "pattern":
        tail = random.choice(("[0-9]{2}", "[0-9]{4}", "[.][a-z]+"))
        escaped = domain.replace(".", "[.]")
        also = random.choice(("", "", f", protocol: {protocol}", f", location: {_place(random)}"))
        return f"remote_alias: {{matches: '(sip:)?{word}{number}{tail}@{escaped}'}}{also}"
    if kind == "alias":
        return f"remote_alias: '{word}.{number}@{domain}'"
    return f"location: {_place(random)}, protocol: {protocol}, call_tag: {word}{number}"


def _override(word: str, number: int, random: Random) -> str:
    kind = random.random()
    name = f"{word.title()} {number}"
    if kind < 0.1:
        return "reject: true"
    if kind < 0.25:
        return "set: {role: chair}"
    role = random.choice(("chair", "guest"))
    return f"set: {{role: {role}, remote_display_name: '{name}'}}"


# --- Services -------------------------------------------------------------------------------------


def _service(rules: int, random: Random) -> Iterator[str]:
    for number in range(rules):
        word = random.choice(_WORDS)
        kind = random.choices(("alias", "pattern", "prefix"), (60, 25, 15))[0]
        also = ", service_type: conference" if random.random() < 0.2 else ""
        yield _rule(number, _callee(kind, word, number, random) + also, _settings(random))


def _callee(kind: str, word: str, number: int, random: Random) -> str:
    domain = random.choice(_DOMAINS)
    if kind == "alias":
        alias = f"{word}{number}@{domain}"
        both = random.random() < 0.4
        return f"local_alias: ['{alias}', 'sip:{alias}']" if both else f"local_alias: '{alias}'"
    if kind == "pattern":
        escaped = domain.replace(".", "[.]")
        return f"local_alias: {{matches: '(sip:)?{word}{number}[.][0-9]{{2,4}}@{escaped}'}}"
    return f"local_alias: {{starts_with: {word}{number}.}}"


def _settings(random: Random) -> str:
    fields = [
        f"ivr_theme_name: {random.choice(_THEMES)}",
        f"enable_chat: {random.choice(('yes', 'no'))}",
        f"host_view: {random.choice(('one_main_seven_pips', 'two_mains_twentyone_pips'))}",
        f"max_callrate_in: {random.choice((1024000, 2048000, 4096000))}",
    ]
    chosen = random.sample(fields, random.randint(1, 4))
    if random.random() < 0.3:
        chosen[-1] = f"pin: '{random.randrange(100000, 1000000)}'"
    return f"set: {{{', '.join(chosen)}}}"


# --- Media locations ------------------------------------------------------------------------------


def _media(rules: int, random: Random) -> Iterator[str]:
    broad = max(1, rules // 50)
    for number in range(rules - broad):
        yield _rule(number, _site(number, random), _locations(random))
    for number in range(broad):
        network = f"10.{number * 256 // broad}.0.0/16"
        when = f"remote_address: {{in_subnet: {network}}}"
        yield _rule(rules - broad + number, when, _locations(random))


def _site(number: int, random: Random) -> str:
    networks = []
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        size = random.randint(21, 28)
        address = (10 << 24) + (random.randrange(24) << 16) + random.randrange(1 << 16)
        networks.append(str(ip_network((address, size), strict=False)))
    if random.random() < 0.08:
        networks.append(f"'fd00:{number:x}::/64'")
    return f"remote_address: {{in_subnet: [{', '.join(networks)}]}}"


def _locations(random: Random) -> str:
    one, two, three = random.sample(LOCATIONS, 3)
    return f"set: {{location: {one}, overflow_locations: [{two}, {three}]}}"


def _place(random: Random) -> str:
    return random.choice(LOCATIONS)


_FAMILIES: dict[str, Callable[[int, Random], Iterator[str]]] = {
    "participant": _participant,
    "service": _service,
    "media_location": _media,
}
