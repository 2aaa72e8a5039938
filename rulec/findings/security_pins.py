"""Services that Pexip would drop because of what a rule makes of the one that it found.

What a single rule writes is held against Pexip's rules when it is read. Here it meets services that
it may be applied to: rooms with and without guests and PINs, which Pexip accepts as they are; and
what other rules make of the same service before. Every answer is decided and checked as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from rulec.analysis import Call, Found, Step
from rulec.analysis.drafts import Draft
from rulec.diagnostics import Related, names
from rulec.diagnostics import codes_security as codes
from rulec.evaluate import Action, Decision, Inputs, Outcome, decide
from rulec.findings.finding import Finding
from rulec.findings.scene import Scene
from rulec.findings.security_reading import assignments, first_rows, place_of
from rulec.findings.words import step_place
from rulec.ir import Constant, RuleSet, Secret, Value
from rulec.pexip import FIELDS_OF_RULES, Breach, Policy, breaches, service_response_field

_PINS = ("allow_guests", "pin", "guest_pin")
_Fields = Mapping[str, object]
#: Services that Pexip may find, the usual ones first.
_SERVICES: tuple[_Fields, ...] = (
    {},
    {"allow_guests": False, "pin": "1234"},
    {"allow_guests": True, "pin": "1234"},
    {"allow_guests": True, "pin": "1234", "guest_pin": "5678"},
    {"allow_guests": True, "pin": "123456", "guest_pin": "567890"},
    {"allow_guests": True, "pin": "1234#", "guest_pin": "56789#"},
    {"breakout_rooms": True},
    {"direct_media": "best_effort"},
)
#: How many pairs of rules are tried together.
_MOST_PAIRS = 300


class _Refused(NamedTuple):
    """A call whose answer Pexip drops, and the rule between fields that it breaks."""

    call: Call
    breach: Breach


def refused_services(scene: Scene) -> Iterator[Finding]:
    """Rules after which Pexip drops the answer for some service, alone or together."""
    if scene.policy is not Policy.SERVICE:
        return
    writing = [group[0] for group in first_rows(scene.course.steps) if _written(group[0])]
    told: set[tuple[int, str]] = set()
    for step in writing:
        refused = _alone(scene, step)
        if refused is not None:
            told.add((step.number, refused.breach.rule_id))
            yield _finding(step, (), refused)
    for first, second in _pairs(writing):
        refused = _together(scene, first, second)
        if refused is None:
            continue
        keys = {(step.number, refused.breach.rule_id) for step in (first, second)}
        if not keys & told:
            told |= keys
            yield _finding(second, (first,), refused)


def _written(step: Step) -> set[str]:
    """The fields of Pexip's rules that a step writes."""
    return {a.field.name for a in assignments(step)} & set(FIELDS_OF_RULES)


def _pairs(writing: list[Step]) -> Iterator[tuple[Step, Step]]:
    """Steps that may both apply, each way of writing once: of each set the first that write so."""
    ways: dict[tuple[int, object], list[Step]] = {}
    for step in writing:
        ways.setdefault((id(step.rule_set), _signature(step)), []).append(step)
    firsts = [alike[0] for alike in ways.values()]
    count = 0
    for first in firsts:
        behind = {one for one in firsts if one.number > first.number}
        if first.rule_set.first_match:
            behind = {one for one in behind if one.rule_set is not first.rule_set}
        else:
            # What writes like a rule above this one may come again below it.
            behind |= {
                one
                for alike in ways.values()
                if alike[0].rule_set is first.rule_set
                for one in islice((each for each in alike if each.number > first.number), 1)
            }
        for second in sorted(behind, key=lambda step: step.number):
            if count == _MOST_PAIRS:
                return
            count += 1
            yield first, second


def _signature(step: Step) -> object:
    """What steps have in common that write alike."""
    return tuple(
        (a.field.name, _kind(a.value)) for a in assignments(step) if a.field.name in FIELDS_OF_RULES
    )


def _kind(value: Value) -> object:
    match value:
        case Constant(str() as text) | Secret(value=text):
            return len(text), text[-1:] == "#"
        case Constant(scalar):
            return scalar
        case _:
            return value


# --- Trying ---------------------------------------------------------------------------------------


def _alone(scene: Scene, step: Step) -> _Refused | None:
    answer = scene.reached(step)
    if not isinstance(answer, Found):
        return None
    return _first_refused(scene, answer.call, (step,))


def _together(scene: Scene, first: Step, second: Step) -> _Refused | None:
    if scene.apart.are_apart(first, second):
        return None
    answer = scene.course.call_for(second, first.guard)
    if not isinstance(answer, Found):
        return None
    return _first_refused(scene, answer.call, (first, second))


def _first_refused(scene: Scene, call: Call, steps: tuple[Step, ...]) -> _Refused | None:
    """The first service for which the answer is dropped after these steps applied."""
    own = tuple(_only(step) for step in steps)
    for tried in _variants(call, steps):
        if not _broken(decide(Policy.SERVICE, own, Inputs(tried.inputs, tried.now)), steps):
            continue
        # With all rules of the script it must be so too.
        broken = _broken(scene.deciding.on(tried), steps)
        if broken:
            return _Refused(tried, broken[0])
    return None


def _only(step: Step) -> RuleSet:
    """The set of a step with nothing else in it."""
    if step.rule is None:
        return replace(step.rule_set, rules=())
    return replace(step.rule_set, rules=(step.rule,), default=())


def _variants(call: Call, steps: tuple[Step, ...]) -> Iterator[Call]:
    """The call with services that Pexip may find, as far as they have what the steps write."""
    found = call.inputs.get("service_config")
    if not isinstance(found, Mapping):
        yield call
        return
    draft = Draft.of(Policy.SERVICE, call)
    kind = str(found.get("service_type"))
    about_pins = any(_written(step) & set(_PINS) for step in steps)
    for fields in _SERVICES:
        if ("allow_guests" in fields and not about_pins) or not all(
            _has(kind, name) for name in fields
        ):
            continue
        tried = draft
        for name, value in fields.items():
            tried = tried.put(("service_config", name), value)
        made = tried.call()
        service = made.inputs["service_config"]
        if isinstance(service, Mapping) and not breaches(service, complete=True):
            yield made


def _has(kind: str, name: str) -> bool:
    return any(kind in use.service_types for use in service_response_field(name))


def _broken(decision: Decision, steps: tuple[Step, ...]) -> list[Breach]:
    """What is broken in an answer in which these steps had their say, in what they write."""
    if decision.action is not Action.CONTINUE or not isinstance(decision.result, Mapping):
        return []
    applied = {
        (one.rule_set, None if one.rule is None else one.rule.id)
        for one in decision.trace
        if one.outcome is Outcome.APPLIED
    }
    ours = {(s.rule_set.name, None if s.rule is None else s.rule.id) for s in steps}
    if not ours <= applied:
        return []
    written = set().union(*map(_written, steps))
    return [
        breach for breach in breaches(decision.result, complete=True) if written & _family(breach)
    ]


def _family(breach: Breach) -> set[str]:
    """The fields that the rule is about."""
    if breach.field in _PINS:
        return set(_PINS)
    return set(FIELDS_OF_RULES) - set(_PINS)


# --- Telling --------------------------------------------------------------------------------------


def _finding(step: Step, earlier: tuple[Step, ...], refused: _Refused) -> Finding:
    fields = [a for a in assignments(step) if a.field.name in _written(step)]
    span = next((a.span for a in fields), None) or place_of(step)
    spans = [(one, step_place(one)) for one in earlier]
    return Finding(
        codes.SERVICE_DROPPED,
        step.rule_set,
        step.rule,
        span,
        f"Pexip drops what {_who(step, earlier)}: {refused.breach.message}",
        f"{_remedy(refused.breach)}, or say in `when` which services it is for",
        tuple(Related(f"`{one.name}` changes it before", place) for one, place in spans if place),
        call=refused.call,
        others=tuple(one.rule for one in earlier if one.rule is not None),
    )


def _remedy(breach: Breach) -> str:
    if breach.field in _PINS and breach.rule_id != "PIN-FORMAT":
        return "write all of `allow_guests`, `pin` and `guest_pin`"
    return breach.hint


def _who(step: Step, earlier: tuple[Step, ...]) -> str:
    if earlier:
        return (
            f"{names([earlier[0].name])} and {names([step.name])} make of such a service together"
        )
    return f"{names([step.name])} makes of such a service"
