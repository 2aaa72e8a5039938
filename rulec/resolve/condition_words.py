"""The words of conditions that are no operators: one row each, with conditions that show it.

Operators stand in `rulec.operators`. The reference and its tests derive from both.
"""

from __future__ import annotations

from enum import Enum

from rulec.pexip import Policy
from rulec.records import dataclass


class Family(Enum):
    """Where a word may stand."""

    #: Beside or instead of an operator, on any field.
    FIELD = "field"
    #: On an alias.
    ALIAS = "alias"
    #: Around or beside whole conditions.
    WHOLE = "whole"
    #: Where a field stands, with fields below it.
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class ConditionExample:
    """A condition with a call that meets it and one that does not, each as the `given` of a test.

    `around` are other keys of the rule set that the condition needs.
    """

    when: str
    meets: str
    fails: str
    around: str = ""
    policy: Policy = Policy.PARTICIPANT


@dataclass(frozen=True, slots=True)
class ConditionWord:
    """One word of conditions."""

    word: str
    family: Family
    #: What it means, in sentences.
    doc: str
    examples: tuple[ConditionExample, ...]


def _row(family: Family, word: str, doc: str, *examples: ConditionExample) -> ConditionWord:
    return ConditionWord(word, family, doc, examples)


_Example = ConditionExample

_FIELD_WORDS = (
    _row(
        Family.FIELD,
        "null",
        "The field has no value: it is missing, null or empty, or of another type than it should"
        " be. It may stand in a list, and `{not: null}` is: has a value.",
        _Example("{idp_uuid: null}", "{call: {idp_uuid: ''}}", "{call: {idp_uuid: b7c3f6ea}}"),
        _Example("{vendor: [cisco, null]}", "{call: {}}", "{call: {vendor: yealink}}"),
        _Example("{idp_uuid: {not: null}}", "{call: {idp_uuid: b7c3f6ea}}", "{call: {}}"),
    ),
    _row(
        Family.FIELD,
        "not",
        "What stands below it does not hold. A field without a value meets it, because every"
        " operator is false there.",
        _Example(
            "{vendor: {not: {contains: Webapp3}}}",
            "{call: {vendor: null}}",
            "{call: {vendor: Webapp3/1.0}}",
        ),
        _Example(
            "{protocol: {not: [sip, h323]}}",
            "{call: {protocol: webrtc}}",
            "{call: {protocol: sip}}",
        ),
    ),
    _row(
        Family.FIELD,
        "ignore_case",
        "`true` lets the letters A to Z compare without case, and no others, in every operator"
        " beside it and below a `not` beside it.",
        _Example(
            "{vendor: {starts_with: cisco, ignore_case: true}}",
            "{call: {vendor: CISCO C60}}",
            "{call: {vendor: TANDBERG}}",
        ),
    ),
    _row(
        Family.FIELD,
        "includes",
        "Some item of a list meets this: a value, or operators on text. `not` inside it is about"
        " that item; `not` around it is about the whole list. Empty items do not count.",
        _Example(
            "{ms_subnet: {includes: 10.47.5.0}}",
            "{call: {ms_subnet: [10.48.0.0, 10.47.5.0]}}",
            "{call: {ms_subnet: [10.48.0.0]}}",
        ),
        _Example(
            "{ms_subnet: {includes: {not: {starts_with: 10.47.}}}}",
            "{call: {ms_subnet: [10.47.5.0, 10.48.0.0]}}",
            "{call: {ms_subnet: [10.47.5.0]}}",
        ),
        _Example(
            "{ms_subnet: {not: {includes: {starts_with: 10.47.}}}}",
            "{call: {ms_subnet: null}}",
            "{call: {ms_subnet: [10.47.5.0, 10.48.0.0]}}",
        ),
        _Example(
            "{ms_subnet: {includes: {in_subnet: 10.47.0.0/16}}}",
            "{call: {ms_subnet: [10.47.5.0]}}",
            "{call: {ms_subnet: [10.48.0.0]}}",
        ),
    ),
    _row(
        Family.FIELD,
        "list",
        "The items of a list that stands under `lists`, wherever several values may stand.",
        _Example(
            "{remote_alias: {domain: {list: partners}}}",
            "{call: {remote_alias: bob@example.org}}",
            "{call: {remote_alias: bob@example.net}}",
            around="lists: {partners: [example.com, example.org]}",
        ),
    ),
)

_ALIAS_WORDS = (
    _row(
        Family.ALIAS,
        "user",
        "The part before the first `@`, or all of the address where there is none.",
        _Example(
            "{local_alias: {user: alice}}",
            "{call: {local_alias: 'sip:alice@example.com;transport=tls'}}",
            "{call: {local_alias: meet.alice@example.com}}",
        ),
    ),
    _row(
        Family.ALIAS,
        "domain",
        "The part behind the first `@`, without a port, in lower case where all of it is ASCII. It"
        " compares without case.",
        _Example(
            "{remote_alias: {domain: [example.com, example.org]}}",
            "{call: {remote_alias: 'sip:bob@Example.com:5061'}}",
            "{call: {remote_alias: bob}}",
        ),
    ),
    _row(
        Family.ALIAS,
        "scheme",
        "sip, sips, h323, tel, mssip, rtmp or rtmps before the first colon, in lower case. It"
        " compares without case. An alias without one of these has no scheme.",
        _Example(
            "{local_alias: {scheme: [sip, sips]}}",
            "{call: {local_alias: 'SIPS:alice@example.com'}}",
            "{call: {local_alias: alice@example.com}}",
        ),
    ),
    _row(
        Family.ALIAS,
        "address",
        "The alias without its scheme and its parameters.",
        _Example(
            "{local_alias: {address: alice@example.com}}",
            "{call: {local_alias: 'h323:alice@example.com'}}",
            "{call: {local_alias: 'alice@example.com:5060'}}",
        ),
    ),
)

_WHOLE_WORDS = (
    _row(
        Family.WHOLE,
        "all",
        "Every one of these conditions holds.",
        _Example(
            "{all: [{protocol: sip}, {vendor: {not: {starts_with: cisco}}}]}",
            "{call: {protocol: sip, vendor: yealink}}",
            "{call: {protocol: sip, vendor: cisco}}",
        ),
    ),
    _row(
        Family.WHOLE,
        "any",
        "At least one of these conditions holds.",
        _Example(
            "{any: [{registered: true}, {remote_alias: {domain: example.com}}]}",
            "{call: {registered: true, remote_alias: bob@example.org}}",
            "{call: {registered: false, remote_alias: bob@example.org}}",
        ),
    ),
    _row(
        Family.WHOLE,
        "not",
        "The whole condition below it does not hold.",
        _Example(
            "{not: {protocol: sip, registered: true}}",
            "{call: {protocol: sip, registered: false}}",
            "{call: {protocol: sip, registered: true}}",
        ),
    ),
    _row(
        Family.WHOLE,
        "is",
        "A condition that stands under `conditions`, or several, all of which hold.",
        _Example(
            "{is: [from_outside, is_meeting]}",
            "{call: {location: DMZ, local_alias: '881234'}}",
            "{call: {location: Oslo, local_alias: '881234'}}",
            around=(
                "conditions:\n"
                "  from_outside: {location: DMZ}\n"
                "  is_meeting: {local_alias: {starts_with: 88}}"
            ),
        ),
    ),
    _row(
        Family.WHOLE,
        "time",
        "The wall clock. The start belongs to the window, the end does not; `24:00` is allowed. A"
        " window whose end is before its start crosses midnight and belongs to the day on which it"
        " started.",
        _Example(
            "{time: {weekday: [mon, fri], between: ['21:00', '06:00'], timezone: Europe/Oslo}}",
            "{call: {}, now: 2026-01-17T05:59:00+01:00}",
            "{call: {}, now: 2026-01-17T06:00:00+01:00}",
        ),
    ),
    _row(
        Family.WHOLE,
        "date",
        "A range of days, the first and the last included; one of the two may be left out. `valid`"
        " of a rule means the same.",
        _Example(
            "{date: {from: 2026-12-24, until: 2026-12-26, timezone: Europe/Oslo}}",
            "{call: {}, now: 2026-12-26T23:59:00+01:00}",
            "{call: {}, now: 2026-12-27T00:00:00+01:00}",
        ),
    ),
)

_GROUP_WORDS = (
    _row(
        Family.GROUP,
        "service_config",
        "The service that Pexip found: `found`, `missing` (or `null`), or conditions on its fields."
        " These hold only when there is a service, whatever they are, `not` included. `{}` counts"
        " as missing.",
        _Example(
            "{service_config: found}", "{service_config: {name: Round}}", "{service_config: null}"
        ),
        _Example(
            "{service_config: missing}", "{service_config: {}}", "{service_config: {name: x}}"
        ),
        _Example(
            "{service_config: {service_tag: {not: board}}}",
            "{service_config: {name: Round}}",
            "{service_config: null}",
        ),
    ),
    _row(
        Family.GROUP,
        "call_info",
        "The call. Its members may stand without it; it is needed only where a table's column has"
        " the name of one.",
        _Example(
            "{call_info: {protocol: sip}}", "{call: {protocol: sip}}", "{call: {protocol: webrtc}}"
        ),
    ),
    _row(
        Family.GROUP,
        "participant",
        "The participant, in participant rules.",
        _Example(
            "{participant: {participant_type: standard}}",
            "{participant: {participant_type: standard}}",
            "{participant: {participant_type: api}}",
        ),
    ),
    _row(
        Family.GROUP,
        "idp_attributes",
        "What the identity provider says about the participant, short for the same below"
        " `participant`. An attribute may be text or a list of text. Operators that stand side by"
        " side are asked of the same item; `not` beside them is about the whole.",
        _Example(
            "{idp_attributes: {group: [staff, doctors]}}",
            "{participant: {idp_attributes: {group: [nurses, staff]}}}",
            "{participant: {idp_attributes: {group: nurses}}}",
        ),
        _Example(
            "{idp_attributes: {group: {starts_with: clinic-, ends_with: -leads}}}",
            "{participant: {idp_attributes: {group: [staff, clinic-3-leads]}}}",
            "{participant: {idp_attributes: {group: [clinic-3, ward-leads]}}}",
        ),
        _Example(
            "{idp_attributes: {group: {not: visitors}}}",
            "{participant: {idp_attributes: {group: [staff]}}}",
            "{participant: {idp_attributes: {group: [staff, visitors]}}}",
        ),
    ),
    _row(
        Family.GROUP,
        "suggested_media_overflow_locations",
        "What Pexip suggests, in media rules.",
        _Example(
            "{suggested_media_overflow_locations: {location: Oslo}}",
            "{suggested_media_overflow_locations: {location: Oslo}}",
            "{suggested_media_overflow_locations: null}",
            policy=Policy.MEDIA_LOCATION,
        ),
    ),
)

#: Every word of conditions that is no operator, in the order of the documentation.
CONDITION_WORDS: tuple[ConditionWord, ...] = (
    *_FIELD_WORDS,
    *_ALIAS_WORDS,
    *_WHOLE_WORDS,
    *_GROUP_WORDS,
)
