"""The fields that conditions and values read."""

from __future__ import annotations

from collections.abc import Iterable

from rulec.pexip import (
    AMBIGUOUS,
    CALL_FIELDS,
    MEDIA_FIELDS,
    PARTICIPANT_FIELDS,
    SERVICE_FIELDS,
    InputField,
    Policy,
    ValueType,
    idp_attribute,
)
from rulec.reference.markdown import (
    anchor,
    bullets,
    code,
    codes,
    heading,
    link,
    page,
    prose,
    table,
    value,
)
from rulec.reference.sources import source
from rulec.resolve.context import Facts
from rulec.resolve.fields import GROUPS, PARTICIPANT_SHORT, group_in_policy

TITLE = "Fields that rules read"

_OBJECTS = (ValueType.OBJECT, ValueType.OBJECT_LIST)

_LEGEND = (
    "In the tables, *sometimes* says that the field is missing the rest of the time. Any field may"
    " arrive as null. *Caller's choice*: the caller or the caller's device may put anything there."
    " *Vouched for*: Pexip or an identity provider stands behind it."
)


def inputs(facts: Facts) -> str:
    """The section."""
    parts = [
        heading(2, TITLE),
        bullets(_naming()),
        _LEGEND,
        *_group("call_info", "The call", CALL_FIELDS.values(), tuple(Policy), facts),
        *_service(facts),
        *_group(
            "participant",
            "The participant",
            [*PARTICIPANT_FIELDS.values(), idp_attribute("group")],
            (Policy.PARTICIPANT,),
            facts,
        ),
        *_group(
            "suggested_media_overflow_locations",
            "The suggested locations",
            MEDIA_FIELDS.values(),
            (Policy.MEDIA_LOCATION,),
            facts,
        ),
    ]
    return page(parts).rstrip()


def _naming() -> list[str]:
    groups = "; ".join(
        f"{code(group)} in {_policies(group)}" for group in GROUPS if group != "call_info"
    )
    short = ", ".join(
        f"{code(name)} is {code(f'participant.{meant}')}"
        for name, meant in PARTICIPANT_SHORT.items()
    )
    return [
        (
            f"Members of {code('call_info')} and fields of the service have no group before them:"
            f" {code('{protocol: sip, service_type: conference}')}."
        ),
        (
            f"Others stand below their group: {groups}. In a value the group and the field are"
            f" joined by a dot: {code('{service_config.name}')}."
        ),
        (
            f"In service rules {codes(AMBIGUOUS)} must be written out, because the call and the"
            f" service both have them: {code('{service_config: {service_tag: board}}')}."
        ),
        (
            f"Short in participant rules: {short}, and {code('idp_attributes')} is"
            f" {code('participant.idp_attributes')}; the first two in {code('set')} too."
        ),
    ]


def _policies(group: str) -> str:
    found = [policy for policy in Policy if group_in_policy(group, policy)]
    if len(found) == len(Policy):
        return "rules of every policy"
    return f"{' and '.join(policy.value for policy in found)} rules"


def _group(
    name: str, title: str, rows: Iterable[InputField], policies: tuple[Policy, ...], facts: Facts
) -> list[str]:
    """The fields of one group as a table."""
    lines = [
        [
            code(row.dotted.removeprefix(f"{name}.")),
            f"{row.type.value}{_kind(row)}",
            *(row.supply(policy).value for policy in policies),
            _about(row, facts),
        ]
        for row in rows
    ]
    header = ["Field", "Type", *(code(policy.value) for policy in policies), "What it is"]
    return [heading(3, f"{title}: {code(name)}"), table(header, lines)]


def _kind(row: InputField) -> str:
    if row.alias:
        return f": an [alias](#{anchor('Parts of an alias')})"
    if row.address:
        return ": an address"
    if row.location:
        return ": a location" if row.type is ValueType.TEXT else ": locations"
    return ""


def _about(row: InputField, facts: Facts) -> str:
    """What a field is, with its values and an example."""
    notes = [prose(row.doc)]
    if row.condition:
        notes.append(f"Supplied {prose(row.condition)}.")
    if row.caller_controlled:
        notes.append("*Caller's choice.*")
    if row.authenticated:
        notes.append("*Vouched for.*")
    if row.secret:
        notes.append("A secret: traces never show it.")
    if row.type in _OBJECTS:
        notes.append("It cannot be tested as a whole.")
    values = (facts.locations or ()) if row.location else row.values
    lines = [" ".join(notes)]
    if values:
        lines.append(f"Known values: {codes(values)}.")
    lines.append(f"Example: {value(row.example)} {source(row)}".rstrip())
    return "\n".join(lines)


def _service(facts: Facts) -> list[str]:
    """The fields of the service: what they mean stands where they are set."""
    rows = [*SERVICE_FIELDS.values(), *_declared(facts)]
    groups = {
        "The call has fields of these names too, so they must be written out": [
            row.dotted for row in rows if row.name in (*CALL_FIELDS, *AMBIGUOUS)
        ],
        "Aliases, which the caller chooses": [row.dotted for row in rows if row.alias],
        "Secrets, which traces never show": [row.name for row in rows if row.secret],
        "Objects, which cannot be tested as a whole": [
            row.name for row in rows if row.type in _OBJECTS
        ],
    }
    return [
        heading(3, f"The service: {code('service_config')}"),
        (
            "In all three policies, but only when Pexip found a service: every field under"
            f" {link('Fields of a service')} that the service's type has, as Pexip found it and not"
            " as another rule set it."
        ),
        bullets(f"{title}: {codes(names)}." for title, names in groups.items() if names),
    ]


def _declared(facts: Facts) -> list[InputField]:
    """The fields of a service that the project declares."""
    extra = [facts.extra_input(row.name) for p, row in facts.extra_fields if p is Policy.SERVICE]
    return [row for row in extra if row is not None]
