"""What rules give to callers who have proved nothing: for text of theirs, for no word at all.

`security_grants.py` says what is given, and what would be proof.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rulec.analysis import Call, Found, Step
from rulec.analysis.drafts import Draft
from rulec.diagnostics import codes_security as codes
from rulec.diagnostics import names
from rulec.findings.finding import Finding
from rulec.findings.scene import Scene
from rulec.findings.security_grants import (
    ROLE,
    Grant,
    Region,
    grants,
    proves,
    unproved,
    without_sign_in,
)
from rulec.findings.security_reading import (
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
from rulec.ir import All, AnyOf, Condition, FieldRead, FieldTest, Set
from rulec.operators import StartsWith
from rulec.pexip import InputField, Policy

_WHOLE_ALIAS = re.compile(r"[^@]+@[^@]+")


def trust_on_text(scene: Scene) -> Iterator[Finding]:
    """Host roles, removed PINs and trust for whoever writes the right text."""
    region = Region(scene)
    for step, *others in first_rows(scene.course.steps):
        given = grants(step)
        if not given:
            continue
        claimed = _claims(step, region)
        if claimed and not proves(condition_of(step)):
            for one in (step, *others):
                finding = _on_text(scene, one, region, claimed)
                if finding is not None:
                    yield finding
                    break


def trust_on_nothing(scene: Scene) -> Iterator[Finding]:
    """The same for callers who did not sign in, of whom an identity provider says nothing."""
    region = Region(scene)
    for step, *_ in first_rows(scene.course.steps):
        given = grants(step)
        fields = without_sign_in(condition_of(step)) if given else ()
        if not fields or _claims(step, region) or proves(condition_of(step)):
            continue
        call = ask(scene, step, AnyOf(tuple(_asked(step, grant, region) for grant in given)))
        if call is not None:
            yield Finding(
                codes.TRUST_ON_NOTHING,
                step.rule_set,
                step.rule,
                given[0].span or place_of(step),
                f"`{step.name}` lets callers {_words(given)} who did not sign in: without"
                f" {names(shown(fields))} they meet `not`",
                "also ask for something that they must have, such as"
                " `has_authenticated_display_name: true`",
                call=call,
            )


def _claims(step: Step, region: Region) -> tuple[InputField, ...]:
    """The text about the caller on which a step gives something away."""
    return tuple(
        dict.fromkeys(
            row
            for grant in grants(step)
            for leaf, _ in leaves(All((region.of(step), grant.when)))
            for row in rows(leaf)
            if about_caller(row)
        )
    )


def _on_text(
    scene: Scene, step: Step, region: Region, claimed: tuple[InputField, ...]
) -> Finding | None:
    given = [grant for grant in grants(step) if _is_claimed(step, grant, region)]
    asked = AnyOf(tuple(_asked(step, grant, region) for grant in given))
    call = _call_of_impostor(scene, step, asked, claimed)
    if call is None:
        return None
    fields = names(shown(claimed))
    verb = "is" if len(shown(claimed)) == 1 else "are"
    message = (
        f"`{step.name}` lets callers {_words(given)} because of {fields}, which {verb} theirs to"
        " write"
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


def _words(given: Iterable[Grant]) -> str:
    return " and ".join(dict.fromkeys(grant.words for grant in given))


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


def _is_claimed(step: Step, grant: Grant, region: Region) -> bool:
    return any(map(about_caller, rows((region.of(step), grant.when))))


def _asked(step: Step, grant: Grant, region: Region) -> Condition:
    return All((grant.when, unproved(All((region.of(step), grant.when)))))


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
    region = Region(scene)
    for steps in first_rows(scene.course.steps):
        for step in steps:
            told = _claims(step, region) and not _accepts_text(step)
            finding = None if told else _before_pin(scene, step)
            if finding is not None:
                yield finding
                break


def _accepts_text(step: Step) -> bool:
    accepts = () if step.rule is None else step.rule.accepts
    return any(one.code == codes.TRUST_ON_TEXT.id for one in accepts)


def _before_pin(scene: Scene, step: Step) -> Finding | None:
    for assignment in assignments(step, Set):
        if assignment.field.name != ROLE.name:
            continue
        for role in ("chair", "guest"):
            when = writes(assignment.value, role)
            if when is None:
                continue
            asked = All((when, condition_of(step)))
            if proves(asked):
                continue
            protocols = one_of(PROTOCOL, "sip", "h323")
            wanted = All((when, unproved(asked), protocols, missing(ROLE)))
            changes = {PROTOCOL.path: "sip", ROLE.path: None}
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
