"""What Pexip does not expect of an answer about a service.

The facts are those of Pexip's pages on local policy scripts: an answer about a call that Pexip
places itself must equal the service that is there; service policy is also asked when nobody calls
(SIP OPTIONS and SUBSCRIBE, H.323 LRQ); a redirect is a SIP message; the callers of one conference
share its settings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from rulec.analysis import Call, Step
from rulec.analysis.drafts import Path
from rulec.diagnostics import Code, Related, names
from rulec.diagnostics import codes_security as codes
from rulec.findings.finding import Finding
from rulec.findings.scene import Scene
from rulec.findings.security_reading import (
    CALL_DIRECTION,
    PROTOCOL,
    ask,
    assignments,
    condition_of,
    first_rows,
    leaves,
    one_of,
    place_of,
    rows,
    shown,
)
from rulec.findings.words import MOST_RELATED
from rulec.ir import (
    ALWAYS,
    All,
    Append,
    Condition,
    Create,
    FieldRead,
    FieldTest,
    Not,
    Redirect,
    Reject,
    Replace,
    ServiceFound,
    Set,
)
from rulec.operators import Equals
from rulec.pexip import (
    CALL_FIELDS,
    SERVICE_FIELDS,
    SERVICE_TYPES,
    InputField,
    Policy,
    service_response_field,
)

_SERVICE_TYPE = SERVICE_FIELDS["service_type"]
#: The one setting that an answer about an outgoing call may change.
_OF_OUTGOING = {"prefer_ipv6"}
#: Services that several callers can be in together.
_SHARED = {"conference", "lecture"}
#: What two callers of one conference may differ in: who calls, with what, from where.
_OF_CALLERS = {
    *("bandwidth", "call_tag", "display_count", "has_authenticated_display_name", "idp_uuid"),
    *("location", "ms_subnet", "node_ip", "p_asserted_identity", "protocol", "registered"),
    *("remote_address", "remote_alias", "remote_display_name", "remote_port"),
    *("supports_direct_media", "teams_tenant_id", "third_party_passcode", "vendor"),
}


def changes_outgoing(scene: Scene) -> Iterator[Finding]:
    """Rules that act on calls that Pexip places itself; those of a set together."""
    wanted = All((one_of(CALL_DIRECTION, "dial_out"), ServiceFound()))
    changes = {CALL_DIRECTION.path: "dial_out"}
    for steps in _acting(scene, _acts_on_outgoing):
        for group in _apart(steps, codes.CHANGES_OUTGOING):
            found = _first(scene, group, wanted, changes)
            if found is not None:
                yield _of_set(found, codes.CHANGES_OUTGOING, "the calls that Pexip places itself")


def rejects_probes(scene: Scene) -> Iterator[Finding]:
    """Rejects of requests that are no calls; those of a set together."""
    # Without a service the answer is the same refusal, whatever the rules say.
    probe = one_of(CALL_DIRECTION, "non_dial")
    wanted = All((probe, one_of(PROTOCOL, "sip", "h323"), ServiceFound()))
    changes = {CALL_DIRECTION.path: "non_dial", PROTOCOL.path: "sip"}
    for steps in _acting(scene, _rejects_unasked):
        for group in _apart(steps, codes.REJECTS_PROBES):
            found = _first(scene, group, wanted, changes)
            if found is not None:
                what = "SIP OPTIONS and other requests that are no calls"
                yield _of_set(found, codes.REJECTS_PROBES, what)


def _acting(scene: Scene, acts: Callable[[Step], bool]) -> Iterator[list[Step]]:
    """The steps of each set that act."""
    for steps in scene.course.sets if scene.policy is Policy.SERVICE else ():
        firsts = [group[0] for group in first_rows(steps)]
        yield [step for step in firsts if acts(step)]


def _acts_on_outgoing(step: Step) -> bool:
    if _rejects(step):
        # Others are told by `rejects_probes`: the same line is missing in them.
        return _names_direction(step, "dial_out")
    if any(isinstance(effect, Redirect | Replace) for effect in step.effects):
        return True
    written = {a.field.name for a in assignments(step, Set, Append)}
    return bool(written - _OF_OUTGOING) and not any(isinstance(e, Create) for e in step.effects)


def _rejects_unasked(step: Step) -> bool:
    """Whether a step rejects, and does not say itself that it is about requests of that kind."""
    trigger = CALL_FIELDS["trigger"]
    asked = trigger in rows(condition_of(step)) or _names_direction(step, "non_dial")
    return _rejects(step) and not asked


def _names_direction(step: Step, direction: str) -> bool:
    """Whether a condition names a kind of request as one that it is for."""
    return any(
        tested.positive
        and isinstance(tested.leaf, FieldTest)
        and CALL_DIRECTION in rows(tested.leaf)
        and isinstance(tested.leaf.operator, Equals)
        and direction in tested.leaf.operator.operands
        for tested in leaves(condition_of(step))
    )


def _rejects(step: Step) -> bool:
    return any(isinstance(effect, Reject) for effect in step.effects)


def _apart(steps: list[Step], code: Code) -> Iterator[list[Step]]:
    """Each step that accepts a code by itself, and the others together."""
    rest: list[Step] = []
    for step in steps:
        accepts = () if step.rule is None else step.rule.accepts
        if any(one.code == code.id for one in accepts):
            yield [step]
        else:
            rest.append(step)
    yield rest


def _first(
    scene: Scene, steps: list[Step], wanted: Condition, changes: Mapping[Path, object]
) -> tuple[list[Step], Call] | None:
    """The steps that such calls show to act, with the call of the first one."""
    direction = str(changes[CALL_DIRECTION.path])
    shown: list[tuple[Step, Call]] = []
    for step in steps:
        if not _is_for_others(condition_of(step), direction):
            call = ask(scene, step, wanted, changes)
            shown += [] if call is None else [(step, call)]
    return ([step for step, _ in shown], shown[0][1]) if shown else None


def _is_for_others(condition: Condition, direction: str) -> bool:
    """Whether a condition plainly demands another kind of request: most do, and need no search."""
    match condition:
        case All(conditions):
            return any(_is_for_others(part, direction) for part in conditions)
        case FieldTest(FieldRead(row), Equals(operands)):
            return row == CALL_DIRECTION and direction not in operands
        case _:
            return False


def _of_set(found: tuple[list[Step], Call], code: Code, what: str) -> Finding:
    (first, *others), call = found
    verb = "refuse" if code is codes.REJECTS_PROBES else "act on"
    third = "refuses" if code is codes.REJECTS_PROBES else "acts on"
    who = f"and {len(others)} more of the set {verb}" if others else third
    spans = [(step, place_of(step)) for step in others]
    return Finding(
        code,
        first.rule_set,
        first.rule,
        place_of(first),
        f"`{first.name}` {who} {what} too",
        "add `call_direction: dial_in` to the `when` of the rule set, or of the rule",
        tuple(Related(f"`{s.name}` {third} them too", span) for s, span in spans if span)[
            :MOST_RELATED
        ],
        call=call,
    )


def redirects_others(scene: Scene) -> Iterator[Finding]:
    """Redirects of callers that do not speak SIP."""
    wanted = one_of(PROTOCOL, "api", "webrtc", "h323", "teams", "rtmp")
    for steps in first_rows(scene.course.steps if scene.policy is Policy.SERVICE else ()):
        for step in steps:
            if not any(isinstance(effect, Redirect) for effect in step.effects):
                continue
            call = ask(scene, step, wanted)
            if call is not None:
                yield Finding(
                    codes.REDIRECTS_OTHERS,
                    step.rule_set,
                    step.rule,
                    place_of(step),
                    f"`{step.name}` redirects callers that do not use SIP",
                    "add `protocol: sip` to its `when`",
                    call=call,
                )
                break


def shared_settings(scene: Scene) -> Iterator[Finding]:
    """Settings of a conference by who calls."""
    if scene.policy is not Policy.SERVICE:
        return
    for step, *_ in first_rows(scene.course.steps):
        # A service that callers get as a whole may be another one for each.
        by_condition = {} if step.makes_service else _of_callers(condition_of(step))
        if any(a.field.name == "name" and _of_callers(a.value) for a in assignments(step)):
            # Each of these callers has a conference of their own.
            continue
        found: dict[str, dict[InputField, None]] = {}
        for assignment in assignments(step):
            fields = by_condition | _of_callers(assignment.value)
            if fields and _is_shared(assignment.field.name):
                found.setdefault(assignment.field.name, {}).update(fields)
        if found:
            yield from _shared(scene, step, found)


def _of_callers(nodes: object) -> dict[InputField, None]:
    return {row: None for row in rows(nodes) if _is_of_callers(row)}


def _is_of_callers(row: InputField) -> bool:
    return row.path[0] == "call_info" and row.name in _OF_CALLERS


def _is_shared(name: str) -> bool:
    """Whether callers of one conference share a field of its service."""
    uses = service_response_field(name)
    types = {kind for use in uses for kind in use.service_types} or set(SERVICE_TYPES)
    return bool(types & _SHARED) and not any(use.row.per_participant for use in uses)


def _shared(
    scene: Scene, step: Step, found: dict[str, dict[InputField, None]]
) -> Iterator[Finding]:
    meeting = one_of(_SERVICE_TYPE, *sorted(_SHARED))
    call = ask(scene, step, ALWAYS if step.makes_service else meeting)
    if call is not None:
        fields = names(shown(dict.fromkeys(row for each in found.values() for row in each)))
        yield Finding(
            codes.SHARED_SETTING,
            step.rule_set,
            step.rule,
            next((a.span for a in assignments(step) if a.field.name in found), place_of(step)),
            f"`{step.name}` sets {names(found)} by {fields}, but all callers of a room share it",
            "decide by what is the same for all of them, such as `local_alias` or the service",
            call=call,
        )


def undoes_reject(scene: Scene) -> Iterator[Finding]:
    """Services for callers that an external policy server refused.

    Only where rules look at what the server said: nothing else shows that there is one.
    """
    if scene.policy is not Policy.SERVICE:
        return
    row = CALL_FIELDS["external_policy_disposition"]
    if not any(row in rows(condition_of(step)) for step in scene.course.steps):
        return
    for steps in first_rows(scene.course.steps):
        for step in steps:
            if not step.makes_service or row in rows(condition_of(step)):
                continue
            refused = one_of(row, "REJECT")
            creates = not any(isinstance(effect, Replace) for effect in step.effects)
            # Where there is a service already, `create` gives none.
            wanted = All((refused, Not(ServiceFound()))) if creates else refused
            call = ask(scene, step, wanted, {row.path: "REJECT"})
            if call is not None:
                when = "`when` of the rule set" if step.rule is None else "`when`"
                yield Finding(
                    codes.UNDOES_REJECT,
                    step.rule_set,
                    step.rule,
                    place_of(step),
                    f"`{step.name}` lets in whom the external policy server refused",
                    f"add `external_policy_disposition: {{not: REJECT}}` to its {when}",
                    call=call,
                )
                break
