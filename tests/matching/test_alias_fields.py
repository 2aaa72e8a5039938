"""The parts of every alias field, in conditions and in values, by rules and by scripts.

What is expected is written by hand from the words of the language reference.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from rule_texts import Rules, compiled, parsed

from rulec.emulator import COMBINATIONS, LIKELY
from rulec.matching.alias import SCHEMES, AliasPart
from rulec.pexip import (
    CALL_FIELDS,
    MEDIA_FIELDS,
    PARTICIPANT_FIELDS,
    SERVICE_FIELDS,
    Policy,
)

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
PARTS = tuple(AliasPart)

#: alias: scheme, address, user, domain
ALIASES: dict[str, tuple[str | None, str | None, str | None, str | None]] = {
    "alice": (None, "alice", "alice", None),
    "alice@example.com": (None, "alice@example.com", "alice", "example.com"),
    "sip:alice@example.com;transport=tls": ("sip", "alice@example.com", "alice", "example.com"),
    "sips:bob@example.com": ("sips", "bob@example.com", "bob", "example.com"),
    "h323:bob": ("h323", "bob", "bob", None),
    "h323:bob@gk.example.org": ("h323", "bob@gk.example.org", "bob", "gk.example.org"),
    "tel:+4722": ("tel", "+4722", "+4722", None),
    "tel:+4723;phone-context=example.com": ("tel", "+4723", "+4723", None),
    # The parameters start at the first semicolon after the first @.
    "tel:+4724;x=a@b;y": ("tel", "+4724;x=a@b", "+4724;x=a", "b"),
    "mssip:alice@example.com": ("mssip", "alice@example.com", "alice", "example.com"),
    "rtmp://host/app": ("rtmp", "//host/app", "//host/app", None),
    "rtmps://u@host:443/app": ("rtmps", "//u@host:443/app", "//u", "host:443/app"),
    # Case.
    "SIP:Alice@Example.COM": ("sip", "Alice@Example.COM", "Alice", "example.com"),
    "hTTp:Alice@Example.COM": (None, "hTTp:Alice@Example.COM", "hTTp:Alice", "example.com"),
    "Tel:ABC": ("tel", "ABC", "ABC", None),
    # Ports, and colons that begin none.
    "sip:alice@example.com:5061;transport=tls": (
        "sip",
        "alice@example.com:5061",
        "alice",
        "example.com",
    ),
    "carol@10.0.0.1:5060": (None, "carol@10.0.0.1:5060", "carol", "10.0.0.1"),
    "10.0.0.1:5060": (None, "10.0.0.1:5060", "10.0.0.1:5060", None),
    "carol@host:x": (None, "carol@host:x", "carol", "host:x"),
    "carol@:5060": (None, "carol@:5060", "carol", None),
    "sip:carol:secret@example.com": (
        "sip",
        "carol:secret@example.com",
        "carol:secret",
        "example.com",
    ),
    # IPv6.
    "sip:alice@[2001:db8::1]:5060;x=y": (
        "sip",
        "alice@[2001:db8::1]:5060",
        "alice",
        "[2001:db8::1]",
    ),
    "sip:alice@[2001:DB8::1]": ("sip", "alice@[2001:DB8::1]", "alice", "[2001:db8::1]"),
    "alice@2001:db8::1": (None, "alice@2001:db8::1", "alice", "2001:db8::1"),
    "alice@2001:db8::1:5060": (None, "alice@2001:db8::1:5060", "alice", "2001:db8::1:5060"),
    "fe80::1": (None, "fe80::1", "fe80::1", None),
    # Several @, and semicolons before one.
    "a@b@c": (None, "a@b@c", "a", "b@c"),
    "sip:a@@c": ("sip", "a@@c", "a", "@c"),
    "a;b@c;d=e@f": (None, "a;b@c", "a;b", "c"),
    "a;b": (None, "a", "a", None),
    # Hardly anything there.
    "": (None, None, None, None),
    "sip:": ("sip", None, None, None),
    "sip:;x=1": ("sip", None, None, None),
    ";x=1": (None, None, None, None),
    "sip": (None, "sip", "sip", None),
    "@": (None, "@", None, None),
    "@example.com": (None, "@example.com", None, "example.com"),
    "sip:@example.com:5060": ("sip", "@example.com:5060", None, "example.com"),
    "sip:dave@": ("sip", "dave@", "dave", None),
    "sip:dave@;x": ("sip", "dave@", "dave", None),
    ":dave@example.com": (None, ":dave@example.com", ":dave", "example.com"),
    # What only looks like a scheme.
    "xmpp:dave@example.com": (None, "xmpp:dave@example.com", "xmpp:dave", "example.com"),
    "sip:sips:dave@example.com": ("sip", "sips:dave@example.com", "sips:dave", "example.com"),
    " sip:dave@example.com": (None, " sip:dave@example.com", " sip:dave", "example.com"),
    "\u017fip:dave@x": (None, "\u017fip:dave@x", "\u017fip:dave", "x"),
    # Domains beyond ASCII stay as they came; the Kelvin sign is no `k`.
    "erin@\u00c4rzte.De": (None, "erin@\u00c4rzte.De", "erin", "\u00c4rzte.De"),
    "erin@\u212a.de": (None, "erin@\u212a.de", "erin", "\u212a.de"),
    "{{erin}}@\"x'": (None, "{{erin}}@\"x'", "{{erin}}", "\"x'"),
}
ORDER = (AliasPart.SCHEME, AliasPart.ADDRESS, AliasPart.USER, AliasPart.DOMAIN)
#: What is no text is no alias.
OTHER = (None, 5, True, 1.5, [], ["sip:alice@example.com"], {"user": "alice"})

#: A field that a rule of each policy can write any text into.
TARGET = {Policy.SERVICE: "name", Policy.PARTICIPANT: "call_tag", Policy.MEDIA_LOCATION: "location"}

TABLES = {
    Policy.SERVICE: (CALL_FIELDS, SERVICE_FIELDS),
    Policy.PARTICIPANT: (CALL_FIELDS, SERVICE_FIELDS, PARTICIPANT_FIELDS),
    Policy.MEDIA_LOCATION: (CALL_FIELDS, SERVICE_FIELDS, MEDIA_FIELDS),
}
FIELDS = [
    (policy, row.path)
    for policy, tables in TABLES.items()
    for table in tables
    for row in table.values()
    if row.alias
]


def test_the_alias_fields_of_each_policy():
    assert {(policy.value, ".".join(path)) for policy, path in FIELDS} == {
        (policy.value, path)
        for policy in Policy
        for path in (
            "call_info.local_alias",
            "call_info.remote_alias",
            "service_config.local_alias",
            "service_config.remote_alias",
            *(["participant.remote_alias"] if policy is Policy.PARTICIPANT else []),
        )
    }
    assert {expected[0] for expected in ALIASES.values()} == {*SCHEMES, None}


def parts(alias: object) -> dict[AliasPart, str | None]:
    expected = ALIASES[alias] if isinstance(alias, str) else (None,) * 4
    return dict(zip(ORDER, expected, strict=True))


@dataclass(frozen=True)
class Field:
    """One alias field in the rules of one policy."""

    policy: Policy
    path: tuple[str, str]

    def inputs(self, alias: object) -> dict[str, dict[str, object]]:
        inputs: dict[str, dict[str, object]] = {
            "call_info": {},
            "service_config": {"service_type": "conference", "name": "found"},
        }
        if self.policy is Policy.PARTICIPANT:
            inputs["participant"] = {}
        if self.policy is Policy.MEDIA_LOCATION:
            inputs["suggested_media_overflow_locations"] = {"location": "found"}
        inputs[self.path[0]][self.path[1]] = alias
        return inputs

    def told(self, answer: dict[str, dict[str, object]]) -> object:
        return answer["result"].get(TARGET[self.policy])

    def rules(self, part: AliasPart) -> tuple[Rules, dict[str | None, int]]:
        """For each value that a part has in the table one rule, and its number.

        It tells its number and the part. Schemes and domains are asked for in another case.
        """
        values = list(dict.fromkeys(parts(alias)[part] for alias in ALIASES))
        group, name = self.path
        text = f"policy: {self.policy.value}\nrules:\n"
        for number, value in enumerate(values):
            asked = value
            if value is not None and part in (AliasPart.SCHEME, AliasPart.DOMAIN):
                asked = value.upper() if value.isascii() else value
            condition = f"{{{group}: {{{name}: {{{part.value}: {json.dumps(asked)}}}}}}}"
            template = f"'{number} <{{{group}.{name}.{part.value}}}>'"
            target = f"set: {{{TARGET[self.policy]}: {template}}}"
            text += f"  - {{id: r{number}, when: {condition}, {target}}}\n"
        numbers = {value: number for number, value in enumerate(values)}
        return compiled({"a.yaml": text}, self.policy), numbers


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "field", [Field(*each) for each in FIELDS], ids=lambda f: f"{f.policy.value}-{'.'.join(f.path)}"
)
def test_parts_of_every_field(field, part):
    rules, numbers = field.rules(part)
    script = rules.compiled_for(LIKELY)
    calls = [(field.inputs(alias), NOW) for alias in (*ALIASES, *OTHER)]
    for alias, (inputs, now) in zip((*ALIASES, *OTHER), calls, strict=True):
        value = parts(alias)[part]
        wanted = f"{numbers[value]} <{value or ''}>"
        assert field.told(rules.meaning(inputs, now)) == wanted, alias
        assert field.told(parsed(script.render(inputs, now))) == wanted, alias


@pytest.mark.parametrize("part", PARTS)
def test_parts_on_jinja_2_10(part, jinja_2_10):
    field = Field(Policy.PARTICIPANT, ("participant", "remote_alias"))
    rules, numbers = field.rules(part)
    every = (*ALIASES, *OTHER)
    printed = jinja_2_10.render(rules.script, [(field.inputs(alias), NOW) for alias in every])
    for alias, output in zip(every, printed, strict=True):
        value = parts(alias)[part]
        assert field.told(parsed(output["text"])) == f"{numbers[value]} <{value or ''}>", alias


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("behaviour", [b for _, b in COMBINATIONS[1:]], ids=lambda _: "")
def test_parts_on_every_kind_of_node(part, behaviour):
    field = Field(Policy.SERVICE, ("service_config", "remote_alias"))
    rules, numbers = field.rules(part)
    script = rules.compiled_for(behaviour)
    for alias in (*ALIASES, *OTHER):
        value = parts(alias)[part]
        told = field.told(parsed(script.render(field.inputs(alias), NOW)))
        assert told == f"{numbers[value]} <{value or ''}>", alias


@pytest.mark.parametrize(
    ("asked", "met", "fails"),
    [
        (
            "{user: alice, domain: EXAMPLE.com}",
            "sip:alice@example.com;transport=tls alice@eXample.com:1",
            "Alice@example.com alice@example.com. alice",
        ),
        ("{user: {starts_with: ALI, ignore_case: true}}", "sip:Alice@x alicia", "x;ali @ali"),
        ("{user: {starts_with: ALI}}", "ALI sip:ALIce@x", "alice sip:ali@ALI ;ALI"),
        ("{domain: {ends_with: .COM}}", "a@Example.com:5060 a@b.COM;x", "a.com a@x;b.com"),
        (
            "{domain: {matches: 'EXAMPLE\\.[a-z]+'}}",
            "a@example.com h323:a@Example.ORG",
            "a@example.c0m a@example.com. a@xexample.com",
        ),
        ("{scheme: {one_of: [SIP, sips]}}", "sIp:a SIPS:b", "tel:1 a@sip sipx:a"),
        ("{scheme: {not: sip}}", "a sips:a sipx:a ;sip:a", "SIP:a sip:"),
        ("{scheme: {not: null}}", "tel:1 RTMP:x", "a sipx:a 10.0.0.1:5060"),
        ("{domain: null, user: {not: null}}", "alice tel:1;a=b sip:a@;b", "a@b @b sip: @"),
        (
            "{domain: {in_subnet: 10.0.0.0/8}}",
            "a@10.1.2.3:5060 sip:a@10.1.2.3;x",
            "10.1.2.3 a@11.1.2.3 a@010.1.2.3",
        ),
        ("{address: {matches: '[^@]+@[^@]+'}}", "sip:a@b;c@d a@b:5060", "a@b@c a @b"),
        ("{address: a@b}", "sips:a@b;x a@b", "A@b a@b:5060 a;x@b"),
        ("{user: {not: {contains: x}}}", "@x sip: a@x ab;x", "x sip:ax@b x-a a;x@b"),
    ],
)
def test_conditions_on_parts(asked, met, fails):
    text = "policy: participant\nrules:\n"
    text += f"  - {{id: a, when: {{remote_alias: {asked}}}, set: {{call_tag: yes}}}}\n"
    rules = compiled({"a.yaml": text}, Policy.PARTICIPANT)
    script = rules.compiled_for(LIKELY)
    for alias in (*met.split(), *fails.split()):
        result = {"call_tag": "yes"} if alias in met.split() else {}
        inputs = {"call_info": {"remote_alias": alias}, "participant": {}, "service_config": None}
        assert rules.meaning(inputs, NOW)["result"] == result, alias
        assert parsed(script.render(inputs, NOW))["result"] == result, alias
