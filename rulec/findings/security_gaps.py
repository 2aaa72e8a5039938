"""Callers whom nobody thought of: what is missing, what is not excluded, what asks a second time.

A refusal has a gap where it asks for something by saying what it is not, in a way that a missing
value does not meet: a pattern that nearly every text matches, `false` of a field that may not be
there, a number of screens, the role of a caller who has none yet. `not` has no such gap.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network, collapse_addresses

from rulec.analysis import Call, Found, Step
from rulec.analysis.atoms import direct
from rulec.analysis.drafts import Draft
from rulec.diagnostics import codes_security as codes
from rulec.diagnostics import names
from rulec.evaluate import Action, Decision, holds
from rulec.findings.finding import Finding
from rulec.findings.scene import Scene
from rulec.findings.security_reading import (
    CALL_DIRECTION,
    PROTOCOL,
    Leaf,
    ask,
    assignments,
    condition_of,
    first_rows,
    leaves,
    one_of,
    place_of,
    replaced,
    rows,
    shown,
    shown_by,
)
from rulec.ir import (
    ALWAYS,
    All,
    AnyOf,
    Choice,
    Condition,
    Create,
    DateRange,
    FieldRead,
    FieldTest,
    ItemTest,
    Named,
    NoValue,
    PartRead,
    Reject,
    Replace,
    ServiceFound,
    TimeWindow,
)
from rulec.ir.walk import walk
from rulec.matching.address import Network
from rulec.matching.alias import AliasPart, alias_part
from rulec.operators import (
    AtLeast,
    AtMost,
    Equals,
    GreaterThan,
    InSubnet,
    IsBoolean,
    LessThan,
    Operator,
)
from rulec.operators.text import TextOperator
from rulec.pexip import PARTICIPANT_FIELDS, InputField, Policy, Supply

#: Texts of all kinds; what most of them meet is met by anything.
_TEXTS = (
    *("alice@example.com", "Bob T. User", "203.0.113.7", "sip:4712345678@gw.example.org"),
    *("Mozilla/5.0 (X11; Linux x86_64)", "TANDBERG/518", "x", "wxyz789"),
)
#: Aliases of callers, for their parts.
_CALLERS = (
    *("alice@example.com", "sip:bob.user@gw.example.org", "x@meet.example.net", "wxyz789@a.test"),
    *("4712345678@203.0.113.7", "h323:room@example.edu", "mallory@evil.example"),
)
#: So many of them may fail a test that means anything but something.
_FEW = 1

_ROLE = PARTICIPANT_FIELDS["preauthenticated_role"]
_TYPE = PARTICIPANT_FIELDS["participant_type"]


# --- Refusals with a gap --------------------------------------------------------------------------


def slips_past(scene: Scene) -> Iterator[Finding]:
    """Refusals of callers whom a missing value spares."""
    for step, *_ in first_rows(scene.course.steps):
        if step.rule is None or not any(isinstance(e, Reject) for e in step.effects):
            continue
        for leaf in _demands(condition_of(step)):
            source = _gap(leaf)
            if source is None:
                continue
            without = replaced(condition_of(step), leaf, ALWAYS)
            wanted = scene.calls.of(All((without, NoValue(source))))
            answer = scene.find(wanted, scene.course.ended)
            if isinstance(answer, Found):
                yield _slipped(step, leaf, source, answer.call)
                break


def _demands(condition: Condition) -> Iterator[Leaf]:
    """The tests that refuse where they hold, alone or with others."""
    match condition:
        case All(conditions) | AnyOf(conditions):
            for part in conditions:
                yield from _demands(part)
        case Named(condition=inner):
            yield from _demands(inner)
        case FieldTest() | ItemTest():
            yield condition
        case _:
            return


def _gap(leaf: Leaf) -> FieldRead | PartRead | None:
    """The field, or part, whose missing value a test does not meet although it seems to."""
    match leaf:
        case FieldTest(subject, operator) | ItemTest(subject, ((operator, False),)):
            source = direct(subject)
        case _:
            return None
    match source:
        case FieldRead(row) | PartRead(row, AliasPart.USER | AliasPart.DOMAIN | AliasPart.ADDRESS):
            return source if _is_gap(row, operator, source) else None
        case _:
            return None


def _is_gap(row: InputField, operator: Operator, source: FieldRead | PartRead) -> bool:
    may_be_missing = row.nullable or Supply.ALWAYS not in (row.service, row.participant)
    match operator:
        case IsBoolean(operand):
            return not operand
        case LessThan() | AtMost():
            return may_be_missing
        case AtLeast() | GreaterThan():
            # Nothing that is counted or measured is less than nothing.
            return may_be_missing and operator.holds(0)
        case Equals(operands) if row == _ROLE:
            return operands == ("guest",)
        case InSubnet(networks):
            return _covers_a_version(networks)
        case TextOperator():
            texts = _TEXTS if isinstance(source, FieldRead) else _parts(source.part)
            return sum(not operator.holds(text) for text in texts) <= _FEW
        case _:
            return False


def _parts(part: AliasPart) -> list[str]:
    """The parts of some aliases."""
    return [text for alias in _CALLERS if (text := alias_part(alias, part)) is not None]


def _covers_a_version(networks: tuple[Network, ...]) -> bool:
    """Whether networks have all addresses of one version of IP."""
    four = [each.block for each in networks if isinstance(each.block, IPv4Network)]
    six = [each.block for each in networks if isinstance(each.block, IPv6Network)]
    lengths = [block.prefixlen for block in collapse_addresses(four)]
    lengths += [block.prefixlen for block in collapse_addresses(six)]
    return 0 in lengths


def _slipped(step: Step, leaf: Leaf, source: FieldRead | PartRead, call: Call) -> Finding:
    assert isinstance(leaf, FieldTest | ItemTest)  # noqa: S101  only these have a gap
    name = "role" if source.field == _ROLE else shown([source.field])[0]
    part = source.part.value if isinstance(source, PartRead) else ""
    whole = f"{name}.{part}" if part else name
    return Finding(
        codes.SLIPS_PAST,
        step.rule_set,
        step.rule,
        leaf.span or place_of(step),
        f"`{step.name}` does not refuse callers without `{whole}`: a missing value meets no test",
        _closing(leaf, name, part),
        call=call,
    )


def _closing(leaf: FieldTest | ItemTest, name: str, part: str) -> str:
    match leaf:
        case FieldTest(operator=IsBoolean()):
            return f"write `{name}: {{not: true}}`"
        case FieldTest(operator=Equals()) if name == "role":
            return f"write `{name}: {{not: chair}}`, or `{name}: [guest, null]`"
        case FieldTest(operator=LessThan() | AtMost() | AtLeast() | GreaterThan()):
            return f"refuse `{name}: null` too, with `any`"
        case _:
            inner = f"{{{part}: {{not: ...}}}}" if part else "{not: ...}"
            return f"say what is allowed, below `not`: `{name}: {inner}`"


# --- Services for everybody else ------------------------------------------------------------------


def only_negatives(scene: Scene) -> Iterator[Finding]:
    """New services for all callers who are not something, or for all there are."""
    for step, *_ in first_rows(scene.course.steps):
        if not any(isinstance(e, Create | Replace) for e in step.effects):
            continue
        every = [tested for tested in leaves(condition_of(step)) if _tells_callers(tested.leaf)]
        excluded = [tested.leaf for tested in every if not tested.positive]
        if len(excluded) < len(every):
            continue
        fields = dict.fromkeys(row for leaf in excluded for row in rows(leaf))
        call = shown_by(scene, step)
        if call is not None:
            whom = f" that is not excluded by {names(shown(fields))}" if fields else ""
            yield Finding(
                codes.ONLY_NEGATIVES,
                step.rule_set,
                step.rule,
                place_of(step),
                f"`{step.name}` gives a service to every call{whom}, whatever was dialled",
                "say which calls it is for, such as `local_alias: {domain: ...}`",
                call=call,
            )


def _tells_callers(leaf: Leaf) -> bool:
    """Whether a test is about more than the clock, the service and the kind of request."""
    if isinstance(leaf, ServiceFound | TimeWindow | DateRange):
        return False
    return CALL_DIRECTION not in rows(leaf)


# --- The two requests of an app -------------------------------------------------------------------

#: An app asks as the first and then, at once, as the second: what a rule may look at.
_FIRST = {PROTOCOL: "api", _TYPE: "api"}
_SECOND = {PROTOCOL: "webrtc", _TYPE: "standard"}
_RIGHTS = ("preauthenticated_role", "bypass_lock")
#: Refusals behind a rule that are looked at, whether it spares one request of an app.
_MOST_REFUSALS = 10


def splits_a_join(scene: Scene) -> Iterator[Finding]:
    """Rules that treat the two requests of one app differently."""
    if scene.policy is not Policy.PARTICIPANT:
        return
    for step, *_ in first_rows(scene.course.steps):
        asked = [row for row in (PROTOCOL, _TYPE) if row in _decides_by(step)]
        for this, other in ((_FIRST, _SECOND), (_SECOND, _FIRST)):
            finding = _split(scene, step, asked, this, other) if asked else None
            if finding is not None:
                yield finding
                break


def _decides_by(step: Step) -> dict[InputField, None]:
    """What a step reads in its condition, and to choose what it gives."""
    choices = [node.when for node in walk(step.effects) if isinstance(node, Choice)]
    return rows((condition_of(step), *choices))


def _split(
    scene: Scene,
    step: Step,
    asked: list[InputField],
    this: Mapping[InputField, str],
    other: Mapping[InputField, str],
) -> Finding | None:
    wanted = All(tuple(one_of(row, this[row]) for row in (PROTOCOL, _TYPE)))
    changes = {row.path: this[row] for row in (PROTOCOL, _TYPE)}
    for later in (None, *_refusing_behind(scene, step)):
        also = wanted if later is None else All((wanted, condition_of(later)))
        call = ask(scene, step, also, changes)
        what = "" if call is None else _differently(scene, step, call, other)
        if call is not None and what:
            kinds = f"`{this[_TYPE]}` request of an app and not its `{other[_TYPE]}` one"
            return Finding(
                codes.SPLITS_A_JOIN,
                step.rule_set,
                step.rule,
                place_of(step),
                f"`{step.name}` {what} the {kinds}, because of {names(shown(asked))}",
                "name all that an app asks as: `protocol: [api, webrtc]`, and no"
                " `participant_type`",
                call=call,
            )
    return None


def _refusing_behind(scene: Scene, step: Step) -> list[Step]:
    """The first refusals of its set from which a step keeps its calls."""
    if not step.rule_set.first_match or step.ends:
        return []
    ending = scene.course.ending
    start = bisect_right(ending, step.number, key=lambda one: one.number)
    behind = ending[start : start + _MOST_REFUSALS]
    return [one for one in behind if one.rule_set is step.rule_set]


def _differently(scene: Scene, step: Step, call: Call, other: Mapping[InputField, str]) -> str:
    """What a step does to a call and not to the other request of the same app."""
    twin = Draft.of(scene.policy, call)
    for row in (PROTOCOL, _TYPE):
        twin = twin.put(row.path, other[row])
    first, second = _decided(scene, call), _decided(scene, twin.call())
    if holds(condition_of(step), twin.read()) and not (
        _applied(second, step) and _granted(first) != _granted(second)
    ):
        # Another rule makes the difference.
        return ""
    what = _difference(first, second)
    own = {
        "refuses": step.ends,
        "lets in": not step.ends,
        "gives rights to": bool({a.field.name for a in assignments(step)} & set(_RIGHTS)),
    }
    return what if own.get(what, False) else ""


def _applied(decision: Decision, step: Step) -> bool:
    name = None if step.rule is None else step.rule.id
    return any(
        one.rule_set == step.rule_set.name and (None if one.rule is None else one.rule.id) == name
        for one in decision.applied
    )


def _decided(scene: Scene, call: Call) -> Decision:
    return scene.deciding.on(call)


def _difference(first: Decision, second: Decision) -> str:
    """What the first request gets and the second one does not; empty when both do."""
    if first.action is not second.action:
        return "refuses" if first.action is Action.REJECT else "lets in"
    ours, others = _granted(first), _granted(second)
    return "gives rights to" if ours != others and any(ours) else ""


def _granted(decision: Decision) -> tuple[object, object]:
    result = decision.result if isinstance(decision.result, Mapping) else {}
    role, bypass = (result.get(name) for name in _RIGHTS)
    return role, bypass
