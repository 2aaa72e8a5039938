"""The fields that rules may set, by policy."""

from __future__ import annotations

from collections.abc import Iterable

from rulec.pexip import (
    FIELD_MAX_CHARACTERS,
    MEDIA_RESPONSE,
    NEW_ALIAS,
    PARTICIPANT_RESPONSE,
    PIN_MAX_CHARACTERS,
    PIN_MIN_CHARACTERS,
    REJECT_REASON,
    SEEN_IN_SCRIPTS,
    SERVICE_FIELD_NAMES,
    SERVICE_TYPES,
    Policy,
    ResponseField,
    ServiceField,
    ValueType,
    service_response_field,
)
from rulec.reference.markdown import bullets, code, codes, heading, page, prose, table, value
from rulec.reference.sources import source
from rulec.resolve.context import Facts
from rulec.resolve.fields import PARTICIPANT_SHORT

TITLE = "Fields that rules set"

_HEADER = ["Field", "Type", "What it is"]


def answers(facts: Facts) -> str:
    """The section."""
    short = {meant: name for name, meant in PARTICIPANT_SHORT.items()}
    parts = [
        heading(2, TITLE),
        (
            f"Text has at most {FIELD_MAX_CHARACTERS} characters unless the table says otherwise;"
            f" computed text is cut to that. {code('null')} may be written where the type says so."
        ),
        *_service(facts),
        *_plain("Fields of a participant", PARTICIPANT_RESPONSE, Policy.PARTICIPANT, facts, short),
        *_plain("Fields of a media location", MEDIA_RESPONSE, Policy.MEDIA_LOCATION, facts, {}),
        heading(3, "Results of other effects"),
        "Tests name them in what they expect.",
        table(_HEADER, [_line(row, facts) for row in (NEW_ALIAS, REJECT_REASON)]),
    ]
    return page(parts).rstrip()


def _extra(policy: Policy, facts: Facts) -> list[ResponseField]:
    return [row for owner, row in facts.extra_fields if owner is policy]


def _plain(
    title: str, known: dict[str, ResponseField], policy: Policy, facts: Facts, short: dict[str, str]
) -> list[str]:
    """The fields of participants or media locations."""
    rows = [*known.values(), *_extra(policy, facts)]
    lines = [_line(row, facts, short.get(row.name, "")) for row in rows]
    parts = [heading(3, title), table(_HEADER, lines)]
    return [*parts, *_objects(rows, facts), *_seen(policy)]


def _line(row: ResponseField, facts: Facts, short: str = "") -> list[str]:
    name = f"{code(row.name)}\nor {code(short)}" if short else code(row.name)
    mandatory = "\n**mandatory**" if row.required else ""
    return [f"{name}{mandatory}", _type(row), _about(row, facts)]


def _type(row: ResponseField) -> str:
    """The type of a field with its limits."""
    kind = row.type.value
    if row.pin:
        kind = f"PIN: {PIN_MIN_CHARACTERS} to {PIN_MAX_CHARACTERS} digits; the last may be `#`"
    elif row.uuid:
        kind += ": a UUID" if row.type is ValueType.TEXT else ": UUIDs"
    elif row.location:
        kind += ": a location" if row.type is ValueType.TEXT else ": locations"
    elif row.existing:
        kind += f": an existing {code(row.existing)}"
    elif row.max_length != FIELD_MAX_CHARACTERS:
        kind += f", at most {row.max_length} characters"
    if row.minimum is not None and row.maximum is not None:
        kind += f", {row.minimum} to {row.maximum}"
    elif row.minimum is not None:
        kind += f", from {row.minimum}"
    elif row.maximum is not None:
        kind += f", up to {row.maximum}"
    return f"{kind}, or null" if row.nullable else kind


def _about(row: ResponseField, facts: Facts) -> str:
    """What a field is, with its values and an example."""
    lines = [prose(row.doc)]
    if row.secret:
        lines[0] += " A secret."
    if row.per_participant:
        lines[0] += " It may differ between the participants of one conference."
    values = facts.fitted(row).values
    if values:
        closed = facts.fitted(row).values_closed
        lines.append(f"{'Values' if closed else 'Known values'}: {codes(values)}.")
    if row.default:
        lines.append(f"Default: {code(row.default)}.")
    lines.append(f"Example: {value(row.example)} {source(row)}".rstrip())
    return "\n".join(lines)


def _objects(rows: Iterable[ResponseField], facts: Facts, above: str = "") -> list[str]:
    """A table for each field that holds objects, and for each that those hold."""
    parts = []
    for row in rows:
        if row.items:
            many = row.type is ValueType.OBJECT_LIST
            name = f"{above}{row.name}"
            lines = [_line(item, facts) for item in row.items]
            parts += [
                heading(4, f"{'An item of' if many else 'Inside'} {code(name)}"),
                table(_HEADER, lines),
                *_objects(row.items, facts, f"{name}."),
            ]
    return parts


def _seen(policy: Policy) -> list[str]:
    """Fields that published scripts use and Pexip does not document."""
    rows = SEEN_IN_SCRIPTS[policy]
    if not rows:
        return []
    return [
        "Published scripts also set these, and setting them is a warning:",
        bullets(f"{code(name)}: {prose(row.doc)}" for name, row in rows.items()),
    ]


# --- Services ------------------------------------------------------------------------------------


def _service(facts: Facts) -> list[str]:
    """One table of all service types, whose fields are mostly the same."""
    types = [
        [code(type_.name), type_.label, codes(row.name for row in type_.fields if row.required)]
        for type_ in SERVICE_TYPES.values()
    ]
    uses = [use for name in SERVICE_FIELD_NAMES for use in _uses(name)]
    uses += [ServiceField(row, ()) for row in _extra(Policy.SERVICE, facts)]
    lines = [_service_line(use, facts) for use in uses]
    return [
        heading(3, "Fields of a service"),
        "A new service needs the mandatory fields of its type.",
        table([code("service_type"), "What it is", "Mandatory"], types),
        "Setting a field that the service's type does not have is a warning.",
        table(["Field", "Type", "Service types", "What it is"], lines),
        *_objects([use.row for use in uses], facts),
        *_seen(Policy.SERVICE),
    ]


def _uses(name: str) -> tuple[ServiceField, ...]:
    """The rows of a field; the type itself, which has a row for each type, once."""
    uses = service_response_field(name)
    if name != "service_type":
        return uses
    from_all = tuple(type_ for use in uses for type_ in use.service_types)
    return (ServiceField(_type_row(), from_all),)


def _type_row() -> ResponseField:
    return ResponseField(
        "service_type",
        ValueType.TEXT,
        "What kind of service it is.",
        example="conference",
        source=next(iter(SERVICE_TYPES.values())).fields[0].source,
        required=True,
        values=tuple(SERVICE_TYPES),
    )


def _service_line(use: ServiceField, facts: Facts) -> list[str]:
    every = len(use.service_types) in (0, len(SERVICE_TYPES))
    types = "every" if every else codes(use.service_types)
    name, kind, about = _line(use.row, facts)
    return [name, kind, types, about]
