"""What rules give away, to whom, and what callers would have to prove.

Proof is what an identity provider or Pexip itself vouches for: attributes, a sign-in, an
authenticated name, a registration, a role that the caller has already. Where a call comes from, its
address or the location where it arrives, is weaker, because proxies are shared; but callers cannot
simply write it, so rules that ask for it are left alone. So are calls that Pexip places itself.
What was dialled is no proof, nor is it a claim: a rule on it alone is about a room, not callers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rulec.analysis import Step
from rulec.findings.scene import Scene
from rulec.findings.security_reading import (
    CALL_DIRECTION,
    Tested,
    about_caller,
    assignments,
    condition_of,
    leaves,
    missing,
    one_of,
    rows,
    writes,
)
from rulec.ir import (
    ALWAYS,
    All,
    CaptureRead,
    Condition,
    Constant,
    FieldRead,
    FieldTest,
    Keep,
    LetRead,
    Named,
    Not,
    NoValue,
    Replace,
    ServiceFound,
    Set,
)
from rulec.operators import IsBoolean
from rulec.pexip import PARTICIPANT_FIELDS, SERVICE_FIELDS, InputField, Policy, ValueType
from rulec.source import Span

ROLE = PARTICIPANT_FIELDS["preauthenticated_role"]

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
        Grant(words, All((when, _protected(step, name, value))), assignment.span)
        for assignment in assignments(step, Set)
        for (name, value), words in given.items()
        if assignment.field.name == name and (when := writes(assignment.value, value)) is not None
    ]
    if _guests_are_stopped(step):
        # Without the Guests that it was for, a Guest PIN protects nothing.
        found = [one for one in found if one.words != given.get(("guest_pin", ""))]
    return (*found, *_replaced(step))


def _guests_are_stopped(step: Step) -> bool:
    """Whether a step says itself what becomes of those who had to give the Guest PIN.

    Either nobody needs a PIN any more, which is told of the Host PIN, or all need that one.
    """
    written = {a.field.name: a.value for a in assignments(step, Set)}
    pin, guests = written.get("pin"), written.get("allow_guests")
    return pin is not None and (writes(pin, "") is not None or guests == Constant(value=False))


def _protected(step: Step, name: str, value: str | bool) -> Condition:  # noqa: FBT001
    """Whether a field that a step writes protects something in the service that was found."""
    row = SERVICE_FIELDS.get(name)
    if step.rule_set.policy is not Policy.SERVICE or row is None:
        return ALWAYS
    if value == "":
        return All((ServiceFound(), Not(NoValue(FieldRead(row)))))
    if isinstance(value, bool):
        on = FieldTest(FieldRead(row), IsBoolean(operand=True))
        return All((ServiceFound(), Not(on) if value else on))
    return All((ServiceFound(), Not(one_of(row, value))))


class Region:
    """To which callers the steps of a script apply, by what they and the rules before them ask."""

    def __init__(self, scene: Scene) -> None:
        #: The rules that take callers who are *not* something from the rules after them.
        self._sparing = [
            step
            for step in scene.course.steps
            if step.rule is not None
            and step.rule_set.first_match
            and any(not t.positive and any(map(about_caller, rows(t.leaf))) for t in _of(step))
        ]

    def of(self, step: Step) -> Condition:
        """What a call meets to which a step applies, as far as it is about who calls.

        Where an earlier rule takes the callers who are not at a domain, the others must be.
        """
        earlier = [
            Not(one.rule.when)
            for one in self._sparing
            if one.rule is not None and one.rule_set is step.rule_set and one.number < step.number
        ]
        return All((condition_of(step), *earlier))


def _of(step: Step) -> Iterable[Tested]:
    return leaves(ALWAYS if step.rule is None else step.rule.when)


def _replaced(step: Step) -> Iterator[Grant]:
    """The PIN of a room that is replaced by one without."""
    kinds = {a.field.name: a.value for a in assignments(step, Replace)}
    if "service_type" not in kinds or any(a.field.name == "pin" for a in assignments(step)):
        return
    meeting = [writes(kinds["service_type"], kind) for kind in ("conference", "lecture")]
    if any(meeting) and not any(a.field.name == "pin" for a in assignments(step, Keep)):
        span = next((a.span for a in assignments(step, Replace)), None)
        has_pin = Not(NoValue(FieldRead(SERVICE_FIELDS["pin"])))
        when = All((ServiceFound(), has_pin))
        yield Grant("enter without the PIN of the room that is replaced", when, span)


def without_sign_in(condition: Condition) -> tuple[InputField, ...]:
    """What an identity provider or Pexip would say, in tests that a missing value meets."""
    found = [tested for tested in leaves(condition) if not tested.positive]
    return tuple(
        dict.fromkeys(
            row
            for leaf, _ in found
            if not isinstance(leaf, NoValue)
            for row in rows(leaf)
            if row.authenticated and row != ROLE
        )
    )


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
    if row == ROLE:
        return Not(one_of(row, "chair"))
    if row.type is ValueType.BOOLEAN:
        return Not(FieldTest(FieldRead(row), IsBoolean(operand=True)))
    return missing(row)
