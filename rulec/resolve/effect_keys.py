"""The keys of effects: one row each, with what it does and rules that show it.

To add an effect, add its row here and resolve it in `effects.py`; the reference and its tests
derive from the row.
"""

from __future__ import annotations

from inspect import cleandoc

from rulec.pexip import Policy
from rulec.records import dataclass


@dataclass(frozen=True, slots=True)
class EffectExample:
    """A rule as YAML, a call as the `given` of a test, and the answer of a script as JSON.

    The reference shows all three, and its tests run them.
    """

    policy: Policy
    rule: str
    given: str
    answer: str


@dataclass(frozen=True, slots=True)
class EffectKey:
    """One key of an effect."""

    name: str
    #: The policies whose rules may have it.
    policies: tuple[Policy, ...]
    #: What it does, in sentences.
    doc: str
    #: What stands behind the key.
    operand: str
    examples: tuple[EffectExample, ...]
    #: Nothing else may stand beside it.
    alone: bool = False
    #: One of these must stand beside it; empty when nothing need.
    beside: tuple[str, ...] = ()


def _example(policy: Policy, rule: str, given: str, answer: str) -> EffectExample:
    return EffectExample(policy, cleandoc(rule), cleandoc(given), cleandoc(answer))


_SERVICE = (Policy.SERVICE,)

_SET = EffectKey(
    "set",
    tuple(Policy),
    "Changes fields and leaves all others as they are. In service rules these are fields of the"
    " service that Pexip found, or that an earlier rule made; in participant rules properties of"
    " the participant; in media rules the system locations. A service rule with nothing but `set`"
    " or `append` applies only where there is a service.",
    "fields with their values",
    (
        _example(
            Policy.SERVICE,
            """
            - id: board-without-chat
              when: {service_config: {service_tag: board}}
              set: {enable_chat: no}
            """,
            "{service_config: {service_type: conference, name: Board, service_tag: board}}",
            """
            {"action": "continue", "result": {"service_type": "conference", "name": "Board",
              "service_tag": "board", "enable_chat": "no"}}
            """,
        ),
        _example(
            Policy.PARTICIPANT,
            """
            - id: staff-are-hosts
              when: {idp_attributes: {group: staff}}
              set: {role: chair}
            """,
            "{participant: {idp_attributes: {group: [staff, doctors]}}}",
            """
            {"action": "continue", "result": {"preauthenticated_role": "chair"}}
            """,
        ),
        _example(
            Policy.MEDIA_LOCATION,
            """
            - id: room-systems-through-the-edge
              when: {protocol: [sip, h323]}
              set: {location: DMZ, overflow_locations: [Oslo, London]}
            """,
            "{call: {protocol: sip}, suggested_media_overflow_locations: {location: Oslo}}",
            """
            {"result": {"location": "DMZ", "overflow_locations": ["Oslo", "London"]}}
            """,
        ),
    ),
)

_APPEND = EffectKey(
    "append",
    _SERVICE,
    "Adds items to a list of the service, behind those that it has.",
    "`automatic_participants` with a list",
    (
        _example(
            Policy.SERVICE,
            """
            - id: recorded-meetings
              when: {service_config: {service_tag: recorded}}
              append:
                automatic_participants:
                  - {local_alias: court@example.com, remote_alias: recorder@example.com,
                     protocol: sip, role: guest}
            """,
            "{service_config: {service_type: conference, name: Court, service_tag: recorded}}",
            """
            {"action": "continue", "result": {"service_type": "conference", "name": "Court",
              "service_tag": "recorded", "automatic_participants": [
                {"local_alias": "court@example.com", "remote_alias": "recorder@example.com",
                 "protocol": "sip", "role": "guest"}]}}
            """,
        ),
    ),
)

_CREATE = EffectKey(
    "create",
    _SERVICE,
    "Gives a service where there is none. One that is there is left alone.",
    "the fields of a service",
    (
        _example(
            Policy.SERVICE,
            r"""
            - id: ward-rooms
              when: {local_alias: {user: {matches: 'ward(?P<ward>[1-9]\d?)'}}}
              create: {service_type: conference, name: 'Ward {ward}', service_tag: ward}
            """,
            "{call: {local_alias: ward12@example.com}, service_config: null}",
            """
            {"action": "continue", "result": {"service_type": "conference", "name": "Ward 12",
              "service_tag": "ward"}}
            """,
        ),
    ),
)

_REPLACE = EffectKey(
    "replace",
    _SERVICE,
    "Gives this service whether or not there is one. Nothing is left of the old one, except what"
    " `keep` names.",
    "the fields of a service",
    (
        _example(
            Policy.SERVICE,
            """
            - id: reception-is-closed
              when: {local_alias: reception@example.com}
              replace: {service_type: media_playback, name: Closed, service_tag: closed,
                        media_playlist_name: Closed}
            """,
            """
            {call: {local_alias: reception@example.com},
             service_config: {service_type: conference, name: Reception, pin: '1234'}}
            """,
            """
            {"action": "continue", "result": {"service_type": "media_playback", "name": "Closed",
              "service_tag": "closed", "media_playlist_name": "Closed"}}
            """,
        ),
    ),
)

_KEEP = EffectKey(
    "keep",
    _SERVICE,
    "Carries fields of the service that Pexip found over into the new one, where they have a"
    " value.",
    "names of fields",
    (
        _example(
            Policy.SERVICE,
            """
            - id: board-as-a-lecture
              when: {local_alias: board@example.com}
              replace: {service_type: lecture, name: Board, service_tag: board}
              keep: [pin, guest_pin]
            """,
            """
            {call: {local_alias: board@example.com},
             service_config: {service_type: conference, name: Old board, pin: '1234'}}
            """,
            """
            {"action": "continue", "result": {"service_type": "lecture", "name": "Board",
              "service_tag": "board", "pin": "1234"}}
            """,
        ),
    ),
    beside=("create", "replace"),
)

_REJECT = EffectKey(
    "reject",
    (Policy.SERVICE, Policy.PARTICIPANT),
    "Refuses the call or the participant at once; no later rule applies. Pexip shows a reason only"
    " for participants, and only in its apps.",
    "`true`, or in participant rules a reason",
    (
        _example(
            Policy.SERVICE,
            """
            - id: no-scanners
              when: {vendor: {contains: [sipvicious, friendly-scanner]}}
              reject: true
            """,
            "{call: {vendor: friendly-scanner}, service_config: {name: Round}}",
            """
            {"action": "reject", "result": {}}
            """,
        ),
        _example(
            Policy.PARTICIPANT,
            """
            - id: sign-in-first
              when: {idp_uuid: null}
              reject: Please sign in
            """,
            "{call: {idp_uuid: null}}",
            """
            {"action": "reject", "result": {"reject_reason": "Please sign in"}}
            """,
        ),
    ),
    alone=True,
)

_REDIRECT = EffectKey(
    "redirect",
    _SERVICE,
    "Sends a SIP caller to another alias, with a 302 answer; no later rule applies. Where the alias"
    " has no value, the call is refused.",
    "an alias",
    (
        _example(
            Policy.SERVICE,
            """
            - id: old-domain
              when: {local_alias: {domain: old.example.com}}
              redirect: 'sip:{local_alias.user}@example.com'
            """,
            "{call: {local_alias: 'sip:alice@old.example.com'}, service_config: null}",
            """
            {"action": "redirect", "result": {"new_alias": "sip:alice@example.com"}}
            """,
        ),
    ),
    alone=True,
)

_CONTINUE = EffectKey(
    "continue",
    tuple(Policy),
    "Changes nothing. Being the first match, it keeps the rules below it and `default` from"
    " applying: an exception to them. It has no place under `match: all`.",
    "`true`",
    (
        _example(
            Policy.PARTICIPANT,
            """
            - id: registered-rooms
              when: {registered: true}
              continue: true
            - id: everybody-else
              reject: Please sign in
            """,
            "{call: {registered: true}}",
            """
            {"action": "continue", "result": {}}
            """,
        ),
    ),
    alone=True,
)

#: Every key of an effect by its name, in the order of the documentation.
EFFECTS: dict[str, EffectKey] = {
    row.name: row
    for row in (_SET, _APPEND, _CREATE, _REPLACE, _KEEP, _REJECT, _REDIRECT, _CONTINUE)
}
