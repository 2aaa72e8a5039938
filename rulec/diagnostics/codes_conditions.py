"""The codes of conditions: fields, operators and their operands."""

from __future__ import annotations

from rulec.diagnostics.problem import Code, Severity

__all__ = [
    "BAD_DATE",
    "BAD_PATTERN",
    "BAD_SUBNET",
    "BAD_TIME",
    "CAPTURE_NOT_HERE",
    "CONDITION_CYCLE",
    "COVERED_OPERAND",
    "EMPTY_OPERAND",
    "HOST_BITS",
    "LOOKS_LIKE",
    "MIXED_SCRIPTS",
    "SLOW_PATTERN",
    "UNKNOWN_CONDITION",
    "UNKNOWN_FIELD",
    "UNKNOWN_LIST",
    "UNKNOWN_LOCATION",
    "UNKNOWN_OPERATOR",
    "UNKNOWN_VALUE",
    "UNKNOWN_ZONE",
    "WRONG_OPERATOR",
]

UNKNOWN_FIELD = Code(
    "R110",
    "unknown-field",
    Severity.ERROR,
    headline="A field that the requests of this policy do not have",
    why=(
        "A condition on a field that Pexip never sends could never hold, and the rule would "
        "silently do nothing. Each policy sends other fields: `participant` belongs to "
        "participant requests, `suggested_media_overflow_locations` to those of media locations. "
        "Members of `call_info` are named bare, the others below their own name."
    ),
    bad=("when: {remote_alais: alice@example.com}\nreject: true"),
    good=("when: {remote_alias: alice@example.com}\nreject: true"),
)
UNKNOWN_LOCATION = Code(
    "R111",
    "unknown-location",
    Severity.ERROR,
    headline="A system location that the project does not list",
    why=(
        "A location that does not exist never equals that of a call, and as a media location it "
        "makes Pexip ignore the answer, so the media goes where it would have gone without the "
        "rule. Names are compared exactly, capital letters and blanks included. Correct the name, "
        "or add the location to `locations` in rulec.yaml."
    ),
    bad=(
        "# rulec.yaml\n"
        "rulec: 1\n"
        "locations: [Oslo, DMZ]\n"
        "# media.yaml\n"
        "policy: media_location\n"
        "rules:\n"
        "- id: oslo\n"
        "  when: {location: oslo}\n"
        "  set: {location: DMZ}"
    ),
    good=(
        "# rulec.yaml\n"
        "rulec: 1\n"
        "locations: [Oslo, DMZ]\n"
        "# media.yaml\n"
        "policy: media_location\n"
        "rules:\n"
        "- id: oslo\n"
        "  when: {location: Oslo}\n"
        "  set: {location: DMZ}"
    ),
)
UNKNOWN_ZONE = Code(
    "R112",
    "unknown-zone",
    Severity.ERROR,
    headline="An unknown time zone",
    why=(
        "A node cannot tell the time in a zone that it does not know, so the script would fail "
        "and Pexip would go on as if there were none. Zones have their IANA names, `Europe/Oslo` "
        "and not `CET+1`, because only these know about summer time."
    ),
    bad=("timezone: Europe/Olso\nrules: []"),
    good=("timezone: Europe/Oslo\nrules: []"),
)
UNKNOWN_LIST = Code(
    "R113",
    "unknown-list",
    Severity.ERROR,
    headline="A list that is not defined",
    why=(
        "Lists belong to their rule set: `{list: name}` looks under `lists` of the same file. "
        "Without the values nobody knows which calls are meant."
    ),
    bad=(
        "lists: {partners: [example.com]}\n"
        "rules:\n"
        "- id: partners\n"
        "  when: {remote_alias: {domain: {list: partner}}}\n"
        "  reject: true"
    ),
    good=(
        "lists: {partners: [example.com]}\n"
        "rules:\n"
        "- id: partners\n"
        "  when: {remote_alias: {domain: {list: partners}}}\n"
        "  reject: true"
    ),
)
UNKNOWN_CONDITION = Code(
    "R114",
    "unknown-condition",
    Severity.ERROR,
    headline="A named condition that is not defined",
    why=(
        "`is` refers to a condition under `conditions` of the same file. Left out, the rule would "
        "apply to more calls than it should."
    ),
    bad=(
        "conditions: {scheduled: {local_alias: {starts_with: '88'}}}\n"
        "rules:\n"
        "- id: scheduled\n"
        "  when: {is: schedulde}\n"
        "  reject: true"
    ),
    good=(
        "conditions: {scheduled: {local_alias: {starts_with: '88'}}}\n"
        "rules:\n"
        "- id: scheduled\n"
        "  when: {is: scheduled}\n"
        "  reject: true"
    ),
)
CONDITION_CYCLE = Code(
    "R115",
    "condition-cycle",
    Severity.ERROR,
    headline="Named conditions that use each other in a circle",
    why=(
        "A condition that waits for itself has no meaning. Write one of them without referring to "
        "the others."
    ),
    bad=(
        "conditions:\n"
        "  staff: {is: internal}\n"
        "  internal: {is: staff}\n"
        "rules:\n"
        "- id: staff\n"
        "  when: {is: staff}\n"
        "  reject: true"
    ),
    good=(
        "conditions:\n"
        "  staff: {is: internal}\n"
        "  internal: {location: Oslo}\n"
        "rules:\n"
        "- id: staff\n"
        "  when: {is: staff}\n"
        "  reject: true"
    ),
)
UNKNOWN_OPERATOR = Code(
    "R120",
    "unknown-operator",
    Severity.ERROR,
    headline="An unknown operator",
    why=(
        "Behind a field stands a value, a list of values, or operators such as `starts_with` and "
        "`matches`. With an operator that is not known it would be open which calls the rule is "
        "for."
    ),
    bad=("when: {local_alias: {startswith: meet.}}\nreject: true"),
    good=("when: {local_alias: {starts_with: meet.}}\nreject: true"),
)
WRONG_OPERATOR = Code(
    "R121",
    "wrong-operator",
    Severity.ERROR,
    headline="An operator that cannot be asked of this field",
    why=(
        "Text has no size, a number has no beginning, and a list equals no single text: such a "
        "condition would never hold on a node. The message lists what can be asked of the field."
    ),
    bad=("when: {bandwidth: {starts_with: '10'}}\nreject: true"),
    good=("when: {bandwidth: {at_least: 1000}}\nreject: true"),
)
EMPTY_OPERAND = Code(
    "R122",
    "empty-operand",
    Severity.ERROR,
    headline="A condition or an operand that is empty",
    why=(
        "Every text starts with the empty text and no field equals it, so a rule with one applies "
        "to every call or to none. An empty condition would hold for every call. That a field has "
        "no value is written `null`, without quotes."
    ),
    bad=("when: {remote_alias: ''}\nreject: true"),
    good=("when: {remote_alias: null}\nreject: true"),
)
BAD_PATTERN = Code(
    "R123",
    "bad-pattern",
    Severity.ERROR,
    headline="A pattern that cannot be used",
    why=(
        "Nodes of different releases read some parts of regular expressions differently, or not "
        "at all; a pattern that a node cannot read makes the script fail, and Pexip goes on as if "
        "there were none. Patterns therefore use what all of them share. Write patterns in single "
        "quotes, where a backslash is a backslash."
    ),
    bad=("when: {local_alias: {matches: '88(\\d+'}}\nreject: true"),
    good=("when: {local_alias: {matches: '88(\\d+)'}}\nreject: true"),
)
BAD_SUBNET = Code(
    "R124",
    "bad-subnet",
    Severity.ERROR,
    headline="A text that is no address block",
    why=(
        "The address of a caller is compared with blocks of IPv4 or IPv6 addresses, such as "
        "`10.47.0.0/16` or `2001:db8::/32`. A text that is none of these would never contain an "
        "address, or would make the script fail."
    ),
    bad=("when: {remote_address: {in_subnet: 10.47.0/16}}\nreject: true"),
    good=("when: {remote_address: {in_subnet: 10.47.0.0/16}}\nreject: true"),
)
BAD_TIME = Code(
    "R125",
    "bad-time",
    Severity.ERROR,
    headline="A time of day, a weekday or an instant that is not understood",
    why=(
        "Times are written as on a 24-hour clock, `08:00` to `24:00`, weekdays by their first "
        "three letters, and the instant of a test with its offset from UTC. A window that starts "
        "and ends at the same time would be empty."
    ),
    bad=("when: {time: {between: ['8am', '17:00']}}\nreject: true"),
    good=("when: {time: {between: ['08:00', '17:00']}}\nreject: true"),
)
BAD_DATE = Code(
    "R126",
    "bad-date",
    Severity.ERROR,
    headline="A day or a range of days that is not understood",
    why=(
        "Days are written as year, month and day: `2026-12-24`. Anything else may be read in two "
        "ways, and a range that ends before it begins would never hold."
    ),
    bad=("valid: {from: 24.12.2026}\nreject: true"),
    good=("valid: {from: 2026-12-24}\nreject: true"),
)
CAPTURE_NOT_HERE = Code(
    "R127",
    "capture-not-here",
    Severity.ERROR,
    headline="A named group where nothing can be captured",
    why=(
        "Below `not` and `any`, in a list of patterns and in `includes` it is not certain which "
        "text the group would hold when the rule applies, or whether it would hold any. Use "
        "`(?:...)` for a group that only holds a pattern together."
    ),
    bad=(
        "when: {any: [{local_alias: {matches: '(?P<room>\\d+)'}}, {protocol: sip}]}\nreject: true"
    ),
    good=("when: {any: [{local_alias: {matches: '\\d+'}}, {protocol: sip}]}\nreject: true"),
)
HOST_BITS = Code(
    "R128",
    "host-bits",
    Severity.WARNING,
    headline="An address block written with host bits",
    why=(
        "`10.47.3.9/16` names one address and a block at once. It is read as the whole block, "
        "65,536 addresses; if only the one address is meant, many more callers would match than "
        "intended."
    ),
    bad=("when: {remote_address: {in_subnet: 10.47.3.9/16}}\nreject: true"),
    good=("when: {remote_address: {in_subnet: 10.47.0.0/16}}\nreject: true"),
)
SLOW_PATTERN = Code(
    "R129",
    "slow-pattern",
    Severity.WARNING,
    headline="A pattern that a text can make take very long",
    why=(
        "A node tries a pattern in one way after the other. Repetitions inside each other, or many "
        "in a row, can read the same text in so many ways that a caller with such an alias could "
        "occupy a node for minutes or for ever. The message names such a text: it nearly matches. "
        "Leave some of the repetitions out, or put a character between them that they cannot match."
    ),
    bad=("when: {local_alias: {matches: '(\\d+)+@example\\.com'}}\nreject: true"),
    good=("when: {local_alias: {matches: '\\d+@example\\.com'}}\nreject: true"),
)
UNKNOWN_VALUE = Code(
    "R130",
    "unknown-value",
    Severity.WARNING,
    headline="A value that the field is not known to have",
    why=(
        "Pexip documents the values of this field, and this is none of them, so the condition "
        "most likely never holds. Values are compared exactly, capital letters included. If a "
        "newer release has the value, accept the warning."
    ),
    bad=("when: {protocol: SIP}\nreject: true"),
    good=("when: {protocol: sip}\nreject: true"),
)
LOOKS_LIKE = Code(
    "R131",
    "looks-like",
    Severity.WARNING,
    headline="A text that looks like something else",
    why=(
        "The text is compared as it stands, character by character. An address block, a pattern or "
        "curly quotation marks from a letter in it most likely mean that the condition never holds."
    ),
    bad=("when: {remote_address: 10.0.0.0/8}\nreject: true"),
    good=("when: {remote_address: {in_subnet: 10.0.0.0/8}}\nreject: true"),
)
MIXED_SCRIPTS = Code(
    "R165",
    "mixed-scripts",
    Severity.WARNING,
    headline="A word with a letter of another script that looks the same",
    why=(
        "A Cyrillic `\u0430` cannot be told from a Latin `a`, but a node compares characters. A "
        "condition with such a word never matches what callers send, and a name or an alias with "
        "it is another one than is read. Words that are all of one script are not meant."
    ),
    bad=("when: {local_alias: m\u0435et.staff}\nreject: true"),
    good=("when: {local_alias: meet.staff}\nreject: true"),
)
COVERED_OPERAND = Code(
    "R132",
    "covered-operand",
    Severity.WARNING,
    headline="An item of a list that another one covers",
    why=(
        "One item of the list is enough, and this one never decides: another one is the same, also "
        "with other capital letters where they do not count, or matches all that it does and more. "
        "Often a smaller block or a longer text was meant to stand in a rule of its own."
    ),
    bad=("when: {remote_address: {in_subnet: [10.0.0.0/8, 10.47.0.0/16]}}\nreject: true"),
    good=("when: {remote_address: {in_subnet: 10.0.0.0/8}}\nreject: true"),
)

CODES: tuple[Code, ...] = (
    UNKNOWN_FIELD,
    UNKNOWN_LOCATION,
    UNKNOWN_ZONE,
    UNKNOWN_LIST,
    UNKNOWN_CONDITION,
    CONDITION_CYCLE,
    UNKNOWN_OPERATOR,
    WRONG_OPERATOR,
    EMPTY_OPERAND,
    BAD_PATTERN,
    BAD_SUBNET,
    BAD_TIME,
    BAD_DATE,
    CAPTURE_NOT_HERE,
    HOST_BITS,
    SLOW_PATTERN,
    UNKNOWN_VALUE,
    LOOKS_LIKE,
    MIXED_SCRIPTS,
    COVERED_OPERAND,
)
