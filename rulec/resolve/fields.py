"""How authors name the inputs of a request, and which fields an answer may hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rulec.diagnostics import did_you_mean, names, short
from rulec.pexip import (
    AMBIGUOUS,
    CALL_FIELDS,
    MEDIA_RESPONSE,
    PARTICIPANT_FIELDS,
    PARTICIPANT_RESPONSE,
    SEEN_IN_SCRIPTS,
    SERVICE_FIELD_NAMES,
    SERVICE_FIELDS,
    SERVICE_TYPES,
    VARIABLES,
    InputField,
    Policy,
    ResponseField,
    Supply,
    idp_attribute,
    service_response_field,
    variables_of,
)
from rulec.records import dataclass
from rulec.resolve.context import Facts

#: The variables of a script, which conditions and templates may write out.
GROUPS = tuple(VARIABLES)

#: Short forms of participant rules.
PARTICIPANT_SHORT = {"role": "preauthenticated_role", "display_name": "remote_display_name"}

#: Words that mean something in a condition and so cannot name a value.
KEYWORDS = frozenset(
    {"all", "any", "not", "is", "time", "date", "list", "env", "idp_attributes"}
    | {"ignore_case", "includes", "null", "true", "false"}
    | set(GROUPS)
)


@dataclass(frozen=True, slots=True)
class NoField:
    """Why a name is no field here, and what to do."""

    message: str
    hint: str = ""
    unknown: bool = True
    #: The known names among which one may have been meant.
    near: tuple[str, ...] = ()
    #: Where the field of the name is.
    path: tuple[str, ...] = ()


def field_named(name: str, policy: Policy, facts: Facts) -> InputField | NoField:
    """The input that a bare name means in rules of a policy."""
    if policy is Policy.PARTICIPANT and name in PARTICIPANT_SHORT:
        return PARTICIPANT_FIELDS[PARTICIPANT_SHORT[name]]
    if policy is Policy.SERVICE and name in AMBIGUOUS:
        own = name if name in SERVICE_FIELDS else "name"
        return NoField(
            f"`{name}` must be written out in service rules",
            f"write `service_config: {{{own}: ...}}`; `call_info.{name}` is hardly ever filled "
            "there",
            unknown=False,
            path=("service_config", own),
        )
    if name in CALL_FIELDS:
        return _supplied(CALL_FIELDS[name], policy)
    if name in SERVICE_FIELDS:
        return SERVICE_FIELDS[name]
    extra = facts.extra_input(name)
    if extra is not None:
        return extra
    message, hint = f"unknown field `{short(name)}`", _where(name, policy)
    return NoField(message, hint, near=_known(policy), path=_path(name, policy))


def field_below(group: str, name: str, policy: Policy, facts: Facts) -> InputField | NoField:
    """The input `name` of one of the variables of a script."""
    fields = VARIABLES[group].fields
    if not group_in_policy(group, policy):
        return not_in_policy(group, policy)
    if name in fields:
        return _supplied(fields[name], policy)
    if group == "service_config":
        extra = facts.extra_input(name)
        if extra is not None:
            return extra
    hint = did_you_mean(name, fields)
    hint = hint or _elsewhere(name, policy) or f"known are {names(fields)}"
    return NoField(f"`{group}` has no field `{short(name)}`", hint, near=tuple(fields))


def attribute(name: str, policy: Policy) -> InputField | NoField:
    """The attribute `name` of an identity provider."""
    if policy is not Policy.PARTICIPANT:
        return not_in_policy("idp_attributes", policy)
    return idp_attribute(name)


def group_in_policy(group: str, policy: Policy) -> bool:
    """Whether the requests of a policy have a variable."""
    return policy in VARIABLES[group].policies


def not_in_policy(name: str, policy: Policy) -> NoField:
    """That a variable is not there in a policy's requests."""
    owners = (Policy.PARTICIPANT,) if name == "idp_attributes" else VARIABLES[name].policies
    return NoField(
        f"{policy.value} requests have no `{name}`",
        f"only {_policies(owners)} rules may use it",
        unknown=False,
    )


def _supplied(row: InputField, policy: Policy) -> InputField | NoField:
    if row.supply(policy) is not Supply.NEVER:
        return row
    owners = tuple(p for p in Policy if row.supply(p) is not Supply.NEVER)
    return NoField(
        f"{policy.value} requests have no `{row.name}`",
        f"only {_policies(owners)} rules may use it",
        unknown=False,
    )


def _policies(policies: tuple[Policy, ...]) -> str:
    return " and ".join(policy.value for policy in policies)


def _where(name: str, policy: Policy) -> str:
    """A hint for an unknown bare name."""
    groups = [f"`{group}`" for group in GROUPS[1:] if group_in_policy(group, policy)]
    return (
        _elsewhere(name, policy)
        or did_you_mean(name, _known(policy))
        or "bare names are the members of `call_info` and of the service; others stand below "
        + " or ".join(groups)
    )


def _known(policy: Policy) -> tuple[str, ...]:
    """The bare names of fields in rules of a policy."""
    bare = [name for name, row in CALL_FIELDS.items() if row.supply(policy) is not Supply.NEVER]
    bare += [name for name in SERVICE_FIELDS if name not in CALL_FIELDS]
    bare += PARTICIPANT_SHORT if policy is Policy.PARTICIPANT else ()
    return tuple(bare)


def _elsewhere(name: str, policy: Policy) -> str:
    path = _path(name, policy)
    return f"write `{path[0]}: {{{name}: ...}}`" if path else ""


def _path(name: str, policy: Policy) -> tuple[str, ...]:
    """Where a policy's requests have a field of this name; empty where they have none."""
    owners = variables_of(policy)
    return next(((group, name) for group in owners if name in VARIABLES[group].fields), ())


# --- Fields of answers ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Target:
    """A field that an effect may set, and a warning about it: a message and a hint."""

    row: ResponseField
    warning: str = ""
    hint: str = ""


def target_field(
    name: str, policy: Policy, facts: Facts, service_types: tuple[str, ...] = ()
) -> Target | NoField:
    """The field `name` of an answer; of a service, as the given service types have it.

    With no service types, any type may be meant.
    """
    if policy is Policy.PARTICIPANT:
        return _plain_target(PARTICIPANT_SHORT.get(name, name), PARTICIPANT_RESPONSE, policy, facts)
    if policy is Policy.MEDIA_LOCATION:
        return _plain_target(name, MEDIA_RESPONSE, policy, facts)
    uses = service_response_field(name)
    if not uses:
        extra = _undocumented(name, policy, facts)
        if extra is not None:
            return extra
        every = dict.fromkeys(field.name for t in SERVICE_TYPES.values() for field in t.fields)
        return NoField(f"unknown field `{short(name)}`", _target_hint(name, every, policy))
    wanted = set(service_types)
    fitting = [use for use in uses if not wanted or wanted & {*use.service_types}]
    rows = [use.row for use in fitting or uses]
    row = facts.fitted(_merged(rows))
    if fitting:
        return Target(row)
    owners = tuple(dict.fromkeys(t for use in uses for t in use.service_types))
    return Target(
        row,
        f"`{name}` is no field of a service of type {' or '.join(service_types)}",
        f"it belongs to {' and '.join(f'`{owner}`' for owner in owners)}",
    )


def _plain_target(
    name: str, rows: dict[str, ResponseField], policy: Policy, facts: Facts
) -> Target | NoField:
    if name in rows:
        return Target(facts.fitted(rows[name]))
    extra = _undocumented(name, policy, facts)
    if extra is not None:
        return extra
    return NoField(f"unknown field `{short(name)}`", _target_hint(name, rows, policy))


def _undocumented(name: str, policy: Policy, facts: Facts) -> Target | NoField | None:
    """A field that the project declares, or one that published scripts use."""
    extra = facts.declared(policy, name)
    if extra is not None:
        return Target(extra)
    seen = SEEN_IN_SCRIPTS.get(policy, {}).get(name)
    if seen is None:
        return None
    return Target(seen, f"`{name}` is not documented", seen.doc.rstrip("."))


def _target_hint(name: str, known: Iterable[str], policy: Policy) -> str:
    fields = {
        Policy.SERVICE: SERVICE_FIELD_NAMES,
        Policy.PARTICIPANT: (*PARTICIPANT_RESPONSE, *PARTICIPANT_SHORT),
        Policy.MEDIA_LOCATION: MEDIA_RESPONSE,
    }
    owners = tuple(other for other in Policy if other is not policy and name in fields[other])
    if owners:
        return f"only {_policies(owners)} rules set it"
    near = did_you_mean(name, known)
    if near:
        return near
    place = f"`fields: {{{policy.value}: ...}}` in rulec.yaml"
    return f"a field that is newer than this catalogue goes under {place}"


def _merged(rows: list[ResponseField]) -> ResponseField:
    """What several service types accept together."""
    first = rows[0]
    if all(row == first for row in rows):
        return first
    values = dict.fromkeys(value for row in rows for value in row.values)
    lows = [row.minimum for row in rows if row.minimum is not None]
    highs = [row.maximum for row in rows if row.maximum is not None]
    return replace(
        first,
        values=tuple(values) if all(row.values for row in rows) else (),
        values_closed=all(row.values_closed for row in rows),
        nullable=any(row.nullable for row in rows),
        minimum=min(lows) if len(lows) == len(rows) else None,
        maximum=max(highs) if len(highs) == len(rows) else None,
        max_length=max(row.max_length for row in rows),
        required=all(row.required for row in rows),
    )
