"""What rules give to callers who have proved nothing.

Proof is what an identity provider or Pexip itself vouches for: attributes, a sign-in, an
authenticated name, a registration, a role that the caller has already. Where a call comes from, its
address or the location where it arrives, is weaker, because proxies are shared; but callers cannot
simply write it, so rules that ask for it are left alone. So are calls that Pexip places itself.
What was dialled is no proof, nor is it a claim: a rule on it alone is about a room, not callers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rulec.analysis import Call, Found, Step
from rulec.analysis.drafts import Draft
from rulec.diagnostics import codes_security as codes
from rulec.diagnostics import names
from rulec.findings.finding import Finding
from rulec.findings.scene import Scene
from rulec.findings.security_reading import (
    CALL_DIRECTION,
    PROTOCOL,
    about_caller,
    ask,
    assignments,
    condition_of,
    first_rows,
    leaves,
    missing,
    one_of,
    place_of,
    rows,
    shown,
    writes,
)
from rulec.ir import (
    All,
    AnyOf,
    CaptureRead,
    Condition,
    FieldRead,
    FieldTest,
    Keep,
    LetRead,
    Named,
    Not,
    Replace,
    ServiceFound,
    Set,
)
from rulec.operators import IsBoolean, StartsWith
from rulec.pexip import PARTICIPANT_FIELDS, InputField, Policy, ValueType
from rulec.source import Span

_ROLE = PARTICIPANT_FIELDS["preauthenticated_role"]

_WHOLE_ALIAS = re.compile(r"[^@]+@[^@]+")

#: What a `set` of a field to a value gives away, in words that follow "lets callers".
_GIVEN: dict[Policy, dict[tuple[str, str | bool], str]] = {
    Policy.SERVICE: {
        ("pin", ""): "enter without the Host PIN",
        ("guest_pin", ""): "enter without the Guest PIN",
        ("host_identity_provider_group", ""): "enter as Hosts without a sign-in",
        ("guest_identity_provider_group", ""): "enter as Guests without a sign-in",
        ("non_idp_participants", "allow_if_trusted"): "enter without a sign-in when trusted",
        ("treat_as_trusted", True): "pass as trusted",
        ("locked", False): "enter what would be locked",
    },
    Policy.PARTICIPANT: {
        ("preauthenticated_role", "chair"): "join as Host",
        ("bypass_lock", True): "enter a locked conference",
    },
    Policy.MEDIA_LOCATION: {},
}


class Grant(NamedTuple):
    """Something that a step gives away: in words, on which further condition, and where."""

    words: str
    when: Condition
    span: Span | None


def grants(step: Step) -> tuple[Grant, ...]:
    """What a step gives away."""
    given = _GIVEN[step.rule_set.policy]
    found = [
        Grant(words, when, assignment.span)
        for assignment in assignments(step, Set)
        for (name, value), words in given.items()
        if assignment.field.name == name and (when := writes(assignment.value, value)) is not None
    ]
    # Without the Guests that it was for, a Guest PIN protects nothing.
    hosts = any(one.words == given.get(("pin", "")) for one in found)
    found = [one for one in found if not (hosts and one.words == given.get(("guest_pin", "")))]
    return (*found, *_replaced(step))


def _replaced(step: Step) -> Iterator[Grant]:
    """The PIN of a room that is replaced by one without."""
    kinds = {a.field.name: a.value for a in assignments(step, Replace)}
    if "service_type" not in kinds or any(a.field.name == "pin" for a in assignments(step)):
        return
    meeting = [writes(kinds["service_type"], kind) for kind in ("conference", "lecture")]
    if any(meeting) and not any(a.field.name == "pin" for a in assignments(step, Keep)):
        span = next((a.span for a in assignments(step, Replace)), None)
        yield Grant("enter without the PIN of the room that is replaced", ServiceFound(), span)


def unproved(condition: Condition) -> Condition:
    """Whether a call has nothing of what a condition may ask for as proof of who calls."""
    kept: list[Condition] = [one_of(CALL_DIRECTION, "dial_in")]
    read = rows(condition)
    kept += [_unknown(row) for row in read if row.authenticated]
    if any(row.secret for row in read if row.path[0] == "call_info"):
        kept += [missing(row) for row in read if row.secret and row.path[0] == "call_info"]
    for leaf, positive in leaves(condition):
        if any(row.address for row in rows(leaf)):
            kept.append(Not(leaf))
        elif any(row.location for row in rows(leaf)):
            kept.append(Not(leaf) if positive else leaf)
    return All(tuple(kept))


def proves(condition: Condition) -> bool:
    """Whether a condition surely asks for proof: of computed text the algebra may not know."""
    match condition:
        case All(conditions):
            return any(map(proves, conditions))
        case Named(condition=inner):
            return proves(inner)
        case FieldTest(LetRead() | CaptureRead() as subject):
            return bool(rows(subject)) and all(row.authenticated for row in rows(subject))
        case _:
            return False


def _unknown(row: InputField) -> Condition:
    """What an authenticated field says of somebody who proved nothing."""
    if row == _ROLE:
        return Not(one_of(row, "chair"))
    if row.type is ValueType.BOOLEAN:
        return Not(FieldTest(FieldRead(row), IsBoolean(operand=True)))
    return missing(row)


def trust_on_text(scene: Scene) -> Iterator[Finding]:
    """Host roles, removed PINs and trust for whoever writes the right text."""
    for step, *others in first_rows(scene.course.steps):
        claimed = _claims(step)
        if claimed and not proves(condition_of(step)):
            for one in (step, *others):
                finding = _on_text(scene, one, claimed)
                if finding is not None:
                    yield finding
                    break


def _claims(step: Step) -> tuple[InputField, ...]:
    """The text about the caller on which a step gives something away."""
    return tuple(
        dict.fromkeys(
            row
            for grant in grants(step)
            for leaf, _ in leaves(All((condition_of(step), grant.when)))
            for row in rows(leaf)
            if about_caller(row)
        )
    )


def _on_text(scene: Scene, step: Step, claimed: tuple[InputField, ...]) -> Finding | None:
    given = [grant for grant in grants(step) if _is_claimed(step, grant)]
    asked = AnyOf(tuple(_asked(step, grant) for grant in given))
    call = _call_of_impostor(scene, step, asked, claimed)
    if call is None:
        return None
    words = " and ".join(dict.fromkeys(grant.words for grant in given))
    fields = names(shown(claimed))
    verb = "is" if len(shown(claimed)) == 1 else "are"
    message = (
        f"`{step.name}` lets callers {words} because of {fields}, which {verb} theirs to write"
    )
    return Finding(
        codes.TRUST_ON_TEXT,
        step.rule_set,
        step.rule,
        given[0].span or place_of(step),
        message,
        _proof(step.rule_set.policy),
        call=call,
    )


def _call_of_impostor(
    scene: Scene, step: Step, wanted: Condition, claimed: tuple[InputField, ...]
) -> Call | None:
    """A call to which a step applies, with a name that is nobody's where that will do."""
    aliases = [row for row in claimed if row.alias]
    call = ask(scene, step, wanted)
    if call is None or not aliases:
        return call
    draft = Draft.of(scene.policy, call)
    for row in aliases:
        if not _WHOLE_ALIAS.fullmatch(str(draft.value(row.path))):
            named = FieldTest(FieldRead(row), StartsWith(("mallory@",)))
            answer = scene.course.call_for(step, scene.calls.of(All((wanted, named))))
            if isinstance(answer, Found):
                return answer.call
    return call


def _is_claimed(step: Step, grant: Grant) -> bool:
    return any(map(about_caller, rows((condition_of(step), grant.when))))


def _asked(step: Step, grant: Grant) -> Condition:
    return All((grant.when, unproved(All((condition_of(step), grant.when)))))


def _proof(policy: Policy) -> str:
    if policy is Policy.PARTICIPANT:
        return (
            "also ask for `idp_attributes`, `has_authenticated_display_name: true` or `registered: "
            "true`"
        )
    return "also ask for `registered: true`, or for the network: `remote_address: {in_subnet: ...}`"


def role_before_pin(scene: Scene) -> Iterator[Finding]:
    """Roles for SIP and H.323 callers, whom Pexip would have asked for a PIN afterwards."""
    if scene.policy is not Policy.PARTICIPANT:
        return
    for steps in first_rows(scene.course.steps):
        for step in steps:
            finding = None if _claims(step) else _before_pin(scene, step)
            if finding is not None:
                yield finding
                break


def _before_pin(scene: Scene, step: Step) -> Finding | None:
    for assignment in assignments(step, Set):
        if assignment.field.name != _ROLE.name:
            continue
        for role in ("chair", "guest"):
            when = writes(assignment.value, role)
            if when is None:
                continue
            asked = All((when, condition_of(step)))
            if proves(asked):
                continue
            protocols = one_of(PROTOCOL, "sip", "h323")
            wanted = All((when, unproved(asked), protocols, missing(_ROLE)))
            changes = {PROTOCOL.path: "sip", _ROLE.path: None}
            call = ask(scene, step, wanted, changes)
            if call is not None:
                return Finding(
                    codes.ROLE_BEFORE_PIN,
                    step.rule_set,
                    step.rule,
                    assignment.span or place_of(step),
                    f"`{step.name}` makes SIP and H.323 callers `{role}` before they are asked for"
                    " a PIN",
                    "limit it to `protocol: [api, webrtc]`, or ask for what callers cannot write,"
                    " such as `registered: true`",
                    call=call,
                )
    return None
