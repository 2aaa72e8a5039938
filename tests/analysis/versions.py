"""Two versions of rules as people write them: the same in other words, or with a change."""

from __future__ import annotations

Texts = str | dict[str, str]


def participant(*rules: str, top: str = "") -> str:
    """A rule file of rules `id: when -> what is set`, such as `a: {protocol: sip} -> x`."""
    lines = [f"policy: participant\n{top}rules:\n"]
    for rule in rules:
        name, _, rest = rule.partition(": ")
        when, _, says = rest.partition(" -> ")
        effect = "reject: true" if says == "reject" else f"set: {{remote_display_name: '{says}'}}"
        lines.append(f"  - id: {name}\n    when: {when}\n    {effect}\n")
    return "".join(lines)


SIP, API = "sip: {protocol: sip} -> one", "api: {protocol: api} -> two"
DOMAIN = "domain: {remote_alias: {domain: [example.com, example.org]}} -> three"
BASE = participant(SIP, API, DOMAIN)

CHOSEN = """\
policy: participant
rules:
  - id: a
    when: {protocol: sip}
    set: {remote_display_name: {when: {registered: true}, then: x, otherwise: y}}
"""

#: Versions that decide every call alike.
EQUAL: dict[str, tuple[Texts, Texts]] = {
    "identical": (BASE, BASE),
    "disjoint rules in another order": (BASE, participant(API, SIP, DOMAIN)),
    "a list in another order": (
        BASE,
        participant(
            SIP, API, DOMAIN.replace("example.com, example.org", "example.org, example.com")
        ),
    ),
    "one rule in two": (
        BASE,
        participant(
            SIP,
            API,
            "com: {remote_alias: {domain: example.com}} -> three",
            "org: {remote_alias: {domain: example.org}} -> three",
        ),
    ),
    "one rule in two by a number": (
        BASE,
        participant(
            "low: {protocol: sip, bandwidth: {less_than: 9}} -> one",
            "high: {protocol: sip, not: {bandwidth: {at_most: 8}}} -> one",
            API,
            DOMAIN,
        ),
    ),
    "a hidden rule that goes": (
        participant(SIP, API, "hidden: {protocol: sip, registered: true} -> x"),
        participant(SIP, API),
    ),
    "a condition of the set in its rules": (
        participant(SIP, API, top="when: {registered: true}\n"),
        participant(
            "sip: {protocol: sip, registered: true} -> one",
            "api: {all: [{registered: true}, {protocol: api}]} -> two",
        ),
    ),
    "a condition with a name": (
        BASE,
        participant(
            "sip: {is: on_sip} -> one", API, DOMAIN, top="conditions: {on_sip: {protocol: sip}}\n"
        ),
    ),
    "a rule set in two files": (
        {
            "rulec.yaml": "rulec: 1\nprofiles: {p: {rules: [a.yaml]}}\n",
            "a.yaml": participant(SIP, API),
        },
        {
            "rulec.yaml": "rulec: 1\nprofiles: {p: {rules: [b.yaml, c.yaml]}}\n",
            "b.yaml": participant(SIP),
            "c.yaml": participant(API),
        },
    ),
    "every match where rules are disjoint": (
        participant(SIP, API),
        participant(SIP, API, top="match: all\n"),
    ),
    "another name for a value": (
        participant("a: {protocol: sip} -> {who} x", top="let: {who: '{remote_alias.user}'}\n"),
        participant("a: {protocol: sip} -> {that} x", top="let: {that: '{remote_alias.user}'}\n"),
    ),
    "a value without its name": (
        participant("a: {protocol: sip} -> {who} x", top="let: {who: '{remote_alias.user}'}\n"),
        participant("a: {protocol: sip} -> {remote_alias.user} x"),
    ),
    "a chosen value instead of two rules": (
        participant("a: {protocol: sip, registered: true} -> x", "b: {protocol: sip} -> y"),
        CHOSEN,
    ),
    "a refusal in the set before": (
        {
            "rulec.yaml": "rulec: 1\nprofiles: {p: {rules: [a.yaml, b.yaml]}}\n",
            "a.yaml": participant("a: {registered: true} -> one"),
            "b.yaml": participant("b: {protocol: sip} -> reject"),
        },
        {
            "rulec.yaml": "rulec: 1\nprofiles: {p: {rules: [b.yaml, a.yaml]}}\n",
            "a.yaml": participant("a: {registered: true} -> one"),
            "b.yaml": participant("b: {protocol: sip} -> reject"),
        },
    ),
    "what a later rule sets again": (
        {
            "rulec.yaml": "rulec: 1\nprofiles: {p: {rules: [a.yaml, b.yaml]}}\n",
            "a.yaml": participant("a: {protocol: sip} -> one"),
            "b.yaml": participant("b: {protocol: [sip, api]} -> two"),
        },
        {
            "rulec.yaml": "rulec: 1\nprofiles: {p: {rules: [a.yaml, b.yaml]}}\n",
            "a.yaml": participant("a: {protocol: sip, registered: true} -> other"),
            "b.yaml": participant("b: {protocol: [sip, api]} -> two"),
        },
    ),
}

SITES = """\
policy: media_location
rules:
  - {id: rome, when: {remote_address: {in_subnet: 10.2.0.0/16}}, set: {location: Rome}}
  - {id: oslo, when: {remote_address: {in_subnet: 10.1.0.0/16}}, set: {location: Oslo}}
"""
TABLE = """\
policy: media_location
tables: {sites: sites.csv}
rules:
  - id: sites
    for_each: sites
    when: {remote_address: {in_subnet: '{subnet}'}}
    set: {location: '{location}'}
"""
CSV = "subnet,location\n10.1.0.0/16,Oslo\n10.2.0.0/16,Rome\n"
EQUAL["a table instead of rules"] = (SITES, {"a.yaml": TABLE, "sites.csv": CSV})

ROOM = "service_type: conference, name: A, service_tag: t"
AT_ONCE = f"""\
policy: service
rules:
  - {{id: a, when: {{protocol: sip}}, replace: {{{ROOM}, view: one_main_zero_pips}}}}
"""
IN_TURN = f"""\
policy: service
match: all
rules:
  - {{id: a, when: {{protocol: sip}}, replace: {{{ROOM}}}}}
  - {{id: b, when: {{protocol: sip}}, set: {{view: one_main_zero_pips}}}}
"""
EQUAL["a service in one step or two"] = (AT_ONCE, IN_TURN)

WHOLE = "location: Oslo, overflow_locations: [Rome]"
ONE = f"""\
policy: media_location
rules:
  - {{id: a, when: {{protocol: sip}}, set: {{{WHOLE}}}}}
  - {{id: b, set: {{primary_overflow_location: DMZ}}}}
"""
OTHER = f"""\
policy: media_location
match: all
rules:
  - {{id: b, set: {{primary_overflow_location: DMZ}}}}
  - {{id: a, when: {{protocol: sip}}, set: {{{WHOLE}}}}}
"""
EQUAL["overflow locations in another order"] = (ONE, OTHER)

ITEM = "{remote_alias: a@x.com, local_alias: b@x.com, protocol: sip, role: guest}"
LIST = f"automatic_participants: [{ITEM}]"
ADDED = f"""\
policy: service
match: all
rules:
  - {{id: a, when: {{protocol: sip}}, append: {{{LIST}}}}}
  - {{id: b, when: {{registered: true}}, set: {{view: one_main_zero_pips}}}}
"""
ADDED_LATER = f"""\
policy: service
match: all
rules:
  - {{id: b, when: {{registered: true}}, set: {{view: one_main_zero_pips}}}}
  - {{id: a, when: {{protocol: sip}}, append: {{{LIST}}}}}
"""
EQUAL["an item that is added later"] = (ADDED, ADDED_LATER)

KEPT = f"""\
policy: service
rules:
  - id: a
    when: {{service_config: found}}
    replace: {{{ROOM}, description: x}}
    keep: [description]
"""
UNLESS_EMPTY = f"""\
policy: service
rules:
  - id: a
    when: {{service_config: found}}
    replace:
      {ROOM.replace(", ", chr(10) + "      ")}
      description:
        when: {{service_config: {{description: null}}}}
        then: x
        otherwise: '{{service_config.description}}'
"""
EQUAL["a field that is kept"] = (KEPT, UNLESS_EMPTY)

TAGGED = """\
policy: service
rules:
  - {id: a, when: {service_config: {service_tag: t}}, set: {service_tag: t}}
"""
EQUAL["a value that the service has already"] = (
    TAGGED,
    TAGGED.replace("set: {service_tag: t}", "continue: true"),
)

MISSING = """\
policy: service
when: {service_config: missing}
rules:
  - {id: a, when: {protocol: sip}, redirect: 'sip:a@example.com'}
default: {set: {service_tag: t}}
"""
EQUAL["a change of a service where there is none"] = (MISSING, MISSING.partition("default")[0])

#: Versions that do not, with the names of the old and new rules of each class of calls.
DIFFERENT: dict[str, tuple[Texts, Texts, list[tuple[list[str], list[str]]]]] = {
    "one outcome": (
        BASE, participant(SIP, API.replace("two", "2"), DOMAIN), [(["api"], ["api"])],
    ),
    "a rule that goes": (
        BASE, participant(API, DOMAIN), [(["sip"], ["domain"]), (["sip"], [])],
    ),
    "a rule that comes": (
        participant(API, DOMAIN), BASE, [(["domain"], ["sip"]), ([], ["sip"])],
    ),
    "a rule that moves": (
        BASE, participant(API, DOMAIN, SIP), [(["sip"], ["domain"])],
    ),
    "a broad rule at the top": (
        BASE,
        participant("all: {registered: true} -> all", SIP, API, DOMAIN),
        [(["sip"], ["all"]), (["api"], ["all"]), (["domain"], ["all"]), ([], ["all"])],
    ),
    "a pattern that takes more": (
        participant(r"a: {remote_alias: {matches: '8\d+'}} -> x"),
        participant(r"a: {remote_alias: {matches: '8\d*'}} -> x"),
        [([], ["a"])],
    ),
    "a pattern that takes a line feed": (
        participant(r"a: {remote_alias: {matches: '8\d+'}} -> x"),
        participant(r"a: {remote_alias: {regex: '^8\d+$'}} -> x"),
        [([], ["a"])],
    ),
    "a default": (
        participant(SIP),
        participant(SIP) + "default: {set: {remote_display_name: other}}\n",
        [([], ["default"])],
    ),
    "every match": (
        participant(SIP, "b: {registered: true} -> two"),
        participant(SIP, "b: {registered: true} -> two", top="match: all\n"),
        [(["sip"], ["b"])],
    ),
    "a refusal instead": (
        BASE, participant("sip: {protocol: sip} -> reject", API, DOMAIN), [(["sip"], ["sip"])],
    ),
    "a split with a gap": (
        BASE,
        participant(
            "low: {protocol: sip, bandwidth: {less_than: 9}} -> one",
            "high: {protocol: sip, bandwidth: {at_least: 9}} -> one",
            API,
            DOMAIN,
        ),
        [(["sip"], ["domain"]), (["sip"], [])],
    ),
    "a set that comes": (
        {"rulec.yaml": "rulec: 1\nprofiles: {p: {rules: [a.yaml]}}\n", "a.yaml": participant(SIP)},
        {
            "rulec.yaml": "rulec: 1\nprofiles: {p: {rules: [a.yaml, b.yaml]}}\n",
            "a.yaml": participant(SIP),
            "b.yaml": participant(SIP.replace("one", "1"), API),
        },
        [([], ["sip"]), ([], ["api"])],
    ),
}  # fmt: skip
