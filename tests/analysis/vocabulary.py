"""A small vocabulary of conditions, with calls that stand for every call there is.

The words of a slot are conditions on one field (or one variable), so that they depend on each
other and on nothing else. A call is a value for each slot. All that matters of a value is its
signature: which words of its slot it meets. The values of a slot are complete when every signature
that some value has is had by one of them. Why they are, is written down as *laws*: plain
statements that are true of all values, such as `begins with ab -> begins with a`. The test of
the vocabulary shows for every four words of a slot that each combination of their answers either is
had by one of the values or is against the laws. So it remains for a reader to believe each law.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import combinations
from zoneinfo import ZoneInfo

#: Stands for a value that is not there at all.
ABSENT = object()


@dataclass(frozen=True, eq=False)
class Slot:
    """The words about one field, all values that matter, and what is true of every value."""

    name: str
    #: Where a value stands in the variables of a call; the clock has no place.
    path: tuple[str, ...]
    #: Conditions in YAML, by name.
    words: Mapping[str, str]
    values: tuple[object, ...]
    laws: tuple[str, ...]


# --- An alias ------------------------------------------------------------------------------------


#: Found by chance among texts of pieces of the words, and picked so that few are left.
_ALIASES = (
    "A@", "ab", "@11", "A11", "ab\n", "@;B@x", "A@:12", "ab;12", "abb@\n", "TEL:12", "TEL:ab",
    "ab@:12", "ab@X12", "AB@X:12", "TEL:\nb@", "a@x.com", "ab;.com", "ab@.com", "abb@:12",
    "b@x.com", "c@x.com", "\nb@;.com", "@;b@Xm12", "AB@X.com", "Ab@X.com", "TEL:@:12", "ab@X.com",
    "ab@x.cOM", "ab@x.com", "abB@.com", "h323:ab@", "a@;\ncm:12", "aab@x.com", "ab;\n:5060",
    "abB@x.com", "aba@x.com", "abb@x.com", "h323:ab@\n", "A@X.com:12", "B@x.com:12", "TEL:@x.COM",
    "ab@com;\n12", "abB@x\nX112", "TEL:\n@x.com", "TEL:B@X.com", "aBb@com:500", "ab@X.com:12",
    "sip:ab;.com", "A.O@;b@x.com", "TEL:;\n@x.:12", "TEL:ab@X.com", "TEL:ab@x@:12",
    "a\n@x.com;b@.", "ab@;b@x.co12", "ab@x.com;\n12", "abA@x.COM:12", "abB@x:5;.com",
    "sip:\nb@y.com", "sip:@;\nx.com", "TEL:@X.com:12", "TEL:ab@;X.com", ":50\nB@x.com:50",
    "TEL:ab@xcom:12", "TEL:bB@xcom:12", "h323:ab@XB.com", "TEL:ab@x.com:12", "a\n@x.com;b@.com",
    "A;\n@B@x.com;500;", "TEL:ab@1x.com:12", "h323:ab@x.com:12", "sip:@x.com;b@.12",
    "sip:ab@sip;\n.com", "sip:b\n@;\nB@x.com", "ab;b@;b@Aab@x.com", "TEL:\nab@x.com:5060",
    "TEL:abB@;b@xcom:12", "ab@:5060;x.b@x.com", "ab@;\nx.comb@x.com12", "sip:ab@;\nx.omm.ab@x",
    "ab060@X.com;\n\n;b@:12", "A@x.com;;\n@B@x.com;12", "abb@b@x.com@x.com;:12",
    "h323:ab;c:12Bh323::5060", "TEL:ab@:5060;12x.co@x.com\nm:12",
    "AB@X.COM", "abB@x12", "sip:ab@;12", "TEL:ab@:12", "a@;B@x", "@;B@x12", "sip:ab;12", "Ab@X.COM",
    "abc@;B@x",
)  # fmt: skip

ALIAS = Slot(
    "alias",
    ("call_info", "local_alias"),
    {
        "same": "{local_alias: 'ab@x.com'}",
        "same in any case": "{local_alias: {equals: 'AB@x.COM', ignore_case: true}}",
        "begins ab": "{local_alias: {starts_with: ab}}",
        "begins a in any case": "{local_alias: {starts_with: A, ignore_case: true}}",
        "ends .com": "{local_alias: {ends_with: .com}}",
        "has b@": "{local_alias: {contains: 'b@'}}",
        "has b@x in any case": "{local_alias: {contains: 'B@X', ignore_case: true}}",
        "shape": r"{local_alias: {matches: '[a-c]+@x\.com'}}",
        "digits": r"{local_alias: {regex: '\d\d$'}}",
        "all to digits": r"{local_alias: {matches: '.*\d\d'}}",
        "not ab before @": "{local_alias: {regex: '^(?!ab).*@'}}",
        "user": "{local_alias: {user: ab}}",
        "domain": "{local_alias: {domain: X.com}}",
        "domain ends com": "{local_alias: {domain: {ends_with: com}}}",
        "scheme": "{local_alias: {scheme: [sip, tel]}}",
        "address": "{local_alias: {address: {starts_with: 'ab@'}}}",
        "no domain": "{local_alias: {domain: null}}",
        "no alias": "{local_alias: null}",
    },
    (ABSENT, *_ALIASES),
    (
        "same -> same in any case",
        "same -> shape",
        "same -> address",
        "same in any case -> begins a in any case",
        "same in any case -> has b@x in any case",
        "same in any case, digits ->",
        "same in any case -> domain",
        "begins ab -> begins a in any case",
        "begins ab, not ab before @ ->",
        "begins a in any case, scheme ->",
        "begins a in any case, no alias ->",
        "shape -> ends .com",
        "ends .com, digits ->",
        "ends .com, no alias ->",
        "address -> has b@",
        "has b@, no alias ->",
        "has b@x in any case, no alias ->",
        "shape -> domain",
        "shape, scheme ->",
        "all to digits -> digits",
        "digits, no alias ->",
        "not ab before @, no alias ->",
        "address -> user",
        "user, no alias ->",
        "domain -> domain ends com",
        "domain ends com, no domain ->",
        "scheme, no alias ->",
        "no alias -> no domain",
        "same in any case, shape -> same",
        "shape, user -> same",
        "same in any case -> begins ab | not ab before @",
        "same in any case, begins ab -> address",
        "begins a in any case, user -> begins ab",
        "shape -> begins ab | not ab before @",
        "address -> begins ab | not ab before @",
        "has b@, shape -> has b@x in any case",
        "has b@x in any case, shape -> has b@",
        "has b@x in any case, user -> has b@",
        "not ab before @, user -> has b@",
        "has b@, user -> address",
        "user -> has b@ | no domain",
        "user, domain -> has b@x in any case",
        "has b@, all to digits -> begins ab | not ab before @",
        "has b@x in any case, all to digits -> begins ab | not ab before @",
        "all to digits -> begins ab | not ab before @ | no domain",
    ),
)

# --- An address ----------------------------------------------------------------------------------

ADDRESS = Slot(
    "address",
    ("call_info", "remote_address"),
    {
        "in 10/8": "{remote_address: {in_subnet: 10.0.0.0/8}}",
        "in 10/9": "{remote_address: {in_subnet: 10.0.0.0/9}}",
        "in 10.128/9": "{remote_address: {in_subnet: 10.128.0.0/9}}",
        "in 10.1/16": "{remote_address: {in_subnet: 10.1.0.0/16}}",
        "in 10.1.2/24 or v6": "{remote_address: {in_subnet: [10.1.2.0/24, 2001:db8::/32]}}",
        "in v6": "{remote_address: {in_subnet: '2001:db8::/31'}}",
        "is 10.1.2.3": "{remote_address: 10.1.2.3}",
        "begins 10.": "{remote_address: {starts_with: 10.}}",
        "begins 10.1.": "{remote_address: {starts_with: 10.1.}}",
        "begins 2001": "{remote_address: {starts_with: '2001'}}",
        "quad": r"{remote_address: {matches: '\d+\.\d+\.\d+\.\d+'}}",
        "no address": "{remote_address: null}",
    },
    (
        ABSENT,
        *("10.1.2.3", "10.1.2.4", "10.1.3.3", "10.2.0.1", "10.128.0.1", "11.0.0.1"),
        *("10.999.1.1", "10.1.2.999", "10.1.x", "10.x", "x", "2001", "2001.1.1.1"),
        *("2001:db8::1", "2001:db9::1", "2001:dba::1", "02001:db8::1", "2001:0DB8:0::1"),
    ),
    (
        "in 10/9 -> in 10/8",
        "in 10.128/9 -> in 10/8",
        "in 10/8 -> begins 10.",
        "in 10/8 -> quad",
        "in 10/9, in 10.128/9 ->",
        "in 10.1/16 -> in 10/9",
        "is 10.1.2.3 -> in 10.1/16",
        "in 10.1/16 -> begins 10.1.",
        "is 10.1.2.3 -> in 10.1.2/24 or v6",
        "in v6 -> begins 2001",
        "in v6, quad ->",
        "begins 10.1. -> begins 10.",
        "begins 10., begins 2001 ->",
        "begins 10., no address ->",
        "begins 2001, no address ->",
        "quad, no address ->",
        "in 10/8 -> in 10/9 | in 10.128/9",
        "in 10/8, in 10.1.2/24 or v6 -> in 10.1/16",
        "in 10/8, begins 10.1. -> in 10.1/16",
        "in 10.1.2/24 or v6 -> in 10/8 | in v6",
    ),
)

# --- Texts with few values, numbers, booleans ----------------------------------------------------

PROTOCOL = Slot(
    "protocol",
    ("call_info", "protocol"),
    {
        "sip": "{protocol: sip}",
        "sip or h323": "{protocol: [sip, h323]}",
        "h323 or webrtc": "{protocol: [h323, webrtc]}",
        "nothing or sip": "{protocol: [null, sip]}",
        "no protocol": "{protocol: null}",
    },
    (ABSENT, "sip", "h323", "webrtc", "api"),
    (
        "sip -> sip or h323",
        "sip -> nothing or sip",
        "sip or h323, no protocol ->",
        "h323 or webrtc, nothing or sip ->",
        "no protocol -> nothing or sip",
        "sip or h323 -> sip | h323 or webrtc",
        "nothing or sip -> sip | no protocol",
    ),
)

BANDWIDTH = Slot(
    "bandwidth",
    ("call_info", "bandwidth"),
    {
        "at least 5": "{bandwidth: {at_least: 5}}",
        "at least 10": "{bandwidth: {at_least: 10}}",
        "at most 10": "{bandwidth: {at_most: 10}}",
        "more than 9": "{bandwidth: {greater_than: 9}}",
        "less than 6": "{bandwidth: {less_than: 6}}",
        "5 or 11": "{bandwidth: [5, 11]}",
        "no bandwidth": "{bandwidth: null}",
    },
    (ABSENT, 4, 5, 6, 9, 10, 11, 12),
    (
        "more than 9 -> at least 5",
        "5 or 11 -> at least 5",
        "at least 5, no bandwidth ->",
        "at least 10 -> more than 9",
        "more than 9 -> at least 10",
        "less than 6 -> at most 10",
        "at most 10, no bandwidth ->",
        "at least 5 -> at least 10 | at most 10",
        "at most 10 -> at least 5 | less than 6",
        "-> at least 5 | at most 10 | no bandwidth",
        "at least 5, less than 6 -> 5 or 11",
        "at least 10, at most 10, 5 or 11 ->",
        "5 or 11 -> at least 10 | less than 6",
    ),
)

REGISTERED = Slot(
    "registered",
    ("call_info", "registered"),
    {
        "registered": "{registered: true}",
        "unregistered": "{registered: false}",
        "nothing known": "{registered: null}",
    },
    (ABSENT, True, False),
    (
        "registered, unregistered ->",
        "registered, nothing known ->",
        "unregistered, nothing known ->",
        "-> registered | unregistered | nothing known",
    ),
)


def _lists(*items: str) -> Iterator[list[str]]:
    """Every list of at most three of the items, none of them twice."""
    for count in range(4):
        yield from map(list, combinations(items, count))


# --- Lists ---------------------------------------------------------------------------------------

ITEMS = Slot(
    "items",
    ("call_info", "p_asserted_identity"),
    {
        "an item is": "{p_asserted_identity: {includes: 'sip:a@x.com'}}",
        "an item begins": "{p_asserted_identity: {includes: {starts_with: 'sip:'}}}",
        "an item ends": "{p_asserted_identity: {includes: {ends_with: '@x.com'}}}",
        "an item does both":
            "{p_asserted_identity: {includes: {starts_with: 'sip:', ends_with: '@x.com'}}}",
        "an item does not begin": "{p_asserted_identity: {includes: {not: {starts_with: 'sip:'}}}}",
        "no item begins": "{p_asserted_identity: {not: {includes: {starts_with: 'sip:'}}}}",
        "no items": "{p_asserted_identity: null}",
    },
    (ABSENT, *_lists("sip:a@x.com", "sip:b@x.com", "sip:a@y.com", "tel:a@x.com", "tel:1")),
    (
        "an item is -> an item does both",
        "an item does both -> an item begins",
        "-> an item begins | no item begins",
        "an item begins, no item begins ->",
        "an item begins, no items ->",
        "an item does both -> an item ends",
        "an item does not begin, no items ->",
        "-> an item begins | an item does not begin | no items",
        "an item ends -> an item does both | an item does not begin",
    ),
)  # fmt: skip

GROUP = Slot(
    "group",
    ("participant", "idp_attributes", "group"),
    {
        "staff": "{idp_attributes: {group: staff}}",
        "staff or admins": "{idp_attributes: {group: [staff, admins]}}",
        "begins st": "{idp_attributes: {group: {starts_with: st}}}",
        "begins st and ends ff": "{idp_attributes: {group: {starts_with: st, ends_with: ff}}}",
        "begins st without staff": "{idp_attributes: {group: {starts_with: st, not: staff}}}",
        "ends ff": "{idp_attributes: {group: {ends_with: ff}}}",
        "no group": "{idp_attributes: {group: null}}",
    },
    (ABSENT, "staff", *_lists("staff", "admins", "stuff", "student", "off", "x")),
    (
        "staff -> staff or admins",
        "staff -> begins st and ends ff",
        "staff, begins st without staff ->",
        "staff or admins, no group ->",
        "begins st and ends ff -> begins st",
        "begins st without staff -> begins st",
        "begins st, no group ->",
        "begins st and ends ff -> ends ff",
        "ends ff, no group ->",
        "begins st -> staff | begins st without staff",
    ),
)

SUBNETS = Slot(
    "subnets",
    ("call_info", "ms_subnet"),
    {
        "a net in 10/8": "{ms_subnet: {includes: {in_subnet: 10.0.0.0/8}}}",
        "a net in 10.1/16": "{ms_subnet: {includes: {in_subnet: 10.1.0.0/16}}}",
        "a net is 10.1.0.0": "{ms_subnet: {includes: 10.1.0.0}}",
        "a net begins 10.": "{ms_subnet: {includes: {starts_with: 10.}}}",
        "no nets": "{ms_subnet: null}",
    },
    (
        ABSENT,
        *_lists("10.1.0.0", "10.1.0.1", "10.2.0.1", "10.x", "x"),
        # Only the first four items are held against subnets.
        *(["x", "x", "x", "x", item] for item in ("10.1.0.0", "10.1.0.1")),
        *(["x", "x", "x", item, "10.1.0.0"] for item in ("10.1.0.1", "10.2.0.1")),
    ),
    (
        "a net in 10.1/16 -> a net in 10/8",
        "a net in 10/8 -> a net begins 10.",
        "a net is 10.1.0.0 -> a net begins 10.",
        "a net begins 10., no nets ->",
    ),
)

# --- The service ---------------------------------------------------------------------------------

SERVICE = Slot(
    "service",
    ("service_config",),
    {
        "found": "{service_config: found}",
        "missing": "{service_config: missing}",
        "tag t1": "{service_config: {service_tag: t1}}",
        "tag begins t": "{service_config: {service_tag: {starts_with: t}}}",
        "tag not t1": "{service_config: {service_tag: {not: t1}}}",
        "no tag": "{service_config: {service_tag: null}}",
        "meeting": "{service_config: {service_type: [conference, lecture]}}",
    },
    (
        ABSENT,
        *(
            {"name": "Alice"} | tag | kind
            for tag in ({}, {"service_tag": "t1"}, {"service_tag": "t2"}, {"service_tag": "x"})
            for kind in ({}, {"service_type": "lecture"}, {"service_type": "gateway"})
        ),
    ),
    (
        "-> found | missing",
        "found, missing ->",
        "tag begins t -> found",
        "tag not t1 -> found",
        "meeting -> found",
        "tag t1 -> tag begins t",
        "tag t1, tag not t1 ->",
        "tag begins t, no tag ->",
        "no tag -> tag not t1",
        "found -> tag t1 | tag not t1",
    ),
)

# --- The clock -----------------------------------------------------------------------------------

ZONE = "Europe/Oslo"

_DAYS = (
    *("2026-11-07", "2026-11-08", "2026-11-09", "2026-11-13"),
    *("2026-12-04", "2026-12-05", "2026-12-06", "2026-12-07", "2026-12-11", "2026-12-12"),
    *("2027-01-02", "2027-01-03", "2027-01-04", "2027-01-08"),
    *("2027-02-06", "2027-02-07", "2027-02-08", "2027-02-12"),
)

CLOCK = Slot(
    "clock",
    (),
    {
        "office": "{time: {weekday: [mon, tue, wed, thu, fri], between: ['08:00', '18:00']}}",
        "morning": "{time: {between: ['08:00', '12:00']}}",
        "afternoon": "{time: {between: ['12:00', '18:00']}}",
        "night of Friday": "{time: {weekday: [fri], between: ['22:00', '06:00']}}",
        "winter": "{date: {from: 2026-12-01, until: 2027-01-31}}",
        "a weekend": "{date: {from: 2026-12-05, until: 2026-12-06}}",
        "from 2027": "{date: {from: 2027-01-01}}",
        "until a Saturday": "{date: {until: 2026-12-05}}",
    },
    tuple(
        datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), ZoneInfo(ZONE))
        # A Saturday, Sunday, Monday and Friday in each part of the calendar; the weekend itself.
        for day in _DAYS
        for clock in ("05:00", "07:00", "08:00", "12:00", "18:00", "22:00")
    ),
    (
        "office, a weekend ->",
        "morning, afternoon ->",
        "morning, night of Friday ->",
        "afternoon, night of Friday ->",
        "a weekend -> winter",
        "a weekend, from 2027 ->",
        "from 2027, until a Saturday ->",
        "office -> morning | afternoon",
        "night of Friday, a weekend -> until a Saturday",
        "-> winter | from 2027 | until a Saturday",
    ),
)

SLOTS = (
    ALIAS, ADDRESS, PROTOCOL, BANDWIDTH, REGISTERED, ITEMS, GROUP, SUBNETS, SERVICE, CLOCK,
)  # fmt: skip
