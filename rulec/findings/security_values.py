"""Names and PINs that callers can choose or work out, and hashes of what they may write."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rulec.analysis import Found, Step
from rulec.diagnostics import codes_security as codes
from rulec.diagnostics import names
from rulec.evaluate import Inputs, value_of
from rulec.findings.finding import Finding
from rulec.findings.scene import Scene
from rulec.findings.security_reading import (
    assignments,
    first_rows,
    place_of,
    rows,
    shown,
    shown_by,
    ways,
)
from rulec.ir import (
    Apply,
    Assignment,
    CaptureRead,
    Choice,
    Concat,
    Constant,
    Create,
    FieldRead,
    FieldTest,
    Gather,
    LetRead,
    Lookup,
    PartRead,
    Read,
    Replace,
    Secret,
    Set,
    Source,
    Value,
)
from rulec.ir.walk import walk
from rulec.matching.pattern_text import Dialect, write_apart
from rulec.matching.pattern_tree import Alternation, Group, Look, Node, Repeat, Sequence
from rulec.operators import Contains
from rulec.operators.text import PatternOperator
from rulec.pexip import InputField, Policy, ValueType
from rulec.source import Span

#: What names of services look like; a capture that takes one of them takes nearly any.
_NAMES = ("alice", "Board Room", "board", "meet.alice", "Alice's VMR")
_HASH = "pex_hash"
#: A character that some nodes may not hash.
_FOREIGN = "\u00e9"


def chosen_name(scene: Scene) -> Iterator[Finding]:
    """Services whose name is what the caller wrote, so that it may be another one's."""
    for step, *_ in first_rows(scene.course.steps):
        for assignment in _of_service(scene, step, "name"):
            fields = {
                row: None for way in ways(assignment.value) for row in _written_by_caller(way.value)
            }
            call = shown_by(scene, step) if fields else None
            if call is not None:
                yield Finding(
                    codes.CHOSEN_NAME,
                    step.rule_set,
                    step.rule,
                    assignment.span or place_of(step),
                    f"callers choose the name of the service with {names(shown(fields))}, so they"
                    " can give it the name of another service",
                    "put text of your own before it, as in `name: 'Room {local_alias.user}'`",
                    call=call,
                )
                break


def _of_service(scene: Scene, step: Step, *fields: str) -> Iterator[Assignment]:
    if scene.policy is Policy.SERVICE:
        for assignment in assignments(step, Set, Create, Replace):
            if assignment.field.name in fields:
                yield assignment


def _written_by_caller(value: Value) -> dict[InputField, None]:
    """The fields of which a value is made alone, with nothing that sets it apart."""
    match value:
        case Read(source):
            return _freely_written(source)
        case Concat(parts):
            if any(_sets_apart(part) for part in parts):
                return {}
            return {row: None for part in parts for row in _written_by_caller(part)}
        case Apply(filter=row, value=inner):
            # Digits of a hash are no name.
            return {} if row.name in (_HASH, "length") else _written_by_caller(inner)
        case Choice(then=then, otherwise=otherwise):
            return _written_by_caller(then) | _written_by_caller(otherwise)
        case _:
            return {}


def _sets_apart(part: Value) -> bool:
    match part:
        case Constant(str() as text):
            return sum(character.isalnum() for character in text) > 1
        case Secret() | Read(FieldRead(InputField(caller_controlled=False))):
            return True
        case _:
            return False


def _freely_written(source: Source) -> dict[InputField, None]:
    match source:
        case FieldRead(row) | PartRead(row):
            return {row: None} if row.caller_controlled else {}
        case LetRead(value=inner):
            return _written_by_caller(inner)
        case CaptureRead(subject=subject, operator=operator, group=number):
            return _freely_written(subject) if _takes_names(operator, number) else {}


def _takes_names(operator: PatternOperator, number: int) -> bool:
    bodies = [body for pattern in operator.patterns for body in _groups(pattern.tree, number)]
    texts = (write_apart(body, Dialect(ignore_case=operator.ignore_case)) for body in bodies)
    return any(re.fullmatch(text, name) for text in texts for name in _NAMES)


def _groups(node: Node, number: int) -> Iterator[Node]:
    match node:
        case Group(own, body):
            if own == number:
                yield body
            yield from _groups(body, number)
        case Repeat(body=body) | Look(body=body):
            yield from _groups(body, number)
        case Sequence(parts=inner) | Alternation(branches=inner):
            for part in inner:
                yield from _groups(part, number)
        case _:
            return


# --- PINs -----------------------------------------------------------------------------------------


#: Names of rooms, as callers see them when they join.
_SHOWN_NAMES = {"name", "service_name", "unique_service_name", "breakout_name"}


def guessable_pin(scene: Scene) -> Iterator[Finding]:
    """PINs that are made of what callers wrote, dialled or see, without anything secret."""
    for step, *_ in first_rows(scene.course.steps):
        for assignment in _of_service(scene, step, "pin", "guest_pin"):
            fields = {row: None for way in ways(assignment.value) for row in _worked_out(way.value)}
            call = shown_by(scene, step) if fields else None
            if call is not None:
                yield Finding(
                    codes.GUESSABLE_PIN,
                    step.rule_set,
                    step.rule,
                    assignment.span or place_of(step),
                    f"callers can work out `{assignment.field.name}`: it is made of"
                    f" {names(shown(fields))} and nothing secret",
                    "hash it together with a secret:"
                    " `{[env:SECRET, local_alias.user] | join | pex_hash | pex_tail(6)}`",
                    call=call,
                )
                break


def _worked_out(value: Value) -> dict[InputField, None]:
    """What callers know in a value, unless it has something in it that they need not know."""
    hashed = False
    for node in walk(value):
        hashed = hashed or (isinstance(node, Apply) and node.filter.name == _HASH)
    for node in walk(value):
        match node:
            case Secret() | Read(FieldRead(InputField(secret=True))) | Lookup():
                return {}
            # Hashed with a word of the rules: callers do not see the rules.
            case Gather(parts) | Concat(parts) if hashed and any(map(_is_word, parts)):
                return {}
    found = rows(value)
    known = {row: None for row in found if _is_known(row)}
    # Of other settings of a room nobody can tell whether callers know them.
    hidden = any(row.path[0] == "service_config" and row not in known for row in found)
    return {} if hidden else known


def _is_known(row: InputField) -> bool:
    """Whether callers write a field, or see it."""
    is_name = row.path[0] in ("service_config", "call_info") and row.name in _SHOWN_NAMES
    return is_name or (row.caller_controlled and not row.secret)


def _is_word(part: object) -> bool:
    return isinstance(part, Constant) and isinstance(part.value, str) and len(part.value) > 2


# --- Hashes ---------------------------------------------------------------------------------------


def foreign_hash(scene: Scene) -> Iterator[Finding]:
    """Hashes of text that may have characters outside ASCII."""
    for step, *_ in first_rows(scene.course.steps):
        hashed = [
            node
            for node in walk(step.effects)
            if isinstance(node, Apply) and node.filter.name == _HASH
        ]
        for node in hashed:
            finding = _foreign(scene, step, node)
            if finding is not None:
                yield finding
                break


def _foreign(scene: Scene, step: Step, node: Apply) -> Finding | None:
    for row in rows(node.value):
        if row.type is not ValueType.TEXT or not (row.caller_controlled or row.authenticated):
            continue
        # One wish after the other: the field has the character, and the rule applies.
        wanted = scene.calls.of(FieldTest(FieldRead(row), Contains((_FOREIGN,))))
        answer = scene.call_for(step, wanted)
        if not isinstance(answer, Found):
            continue
        text = value_of(node.value, Inputs(answer.call.inputs, answer.call.now))
        if isinstance(text, str) and not text.isascii():
            return Finding(
                codes.FOREIGN_HASH,
                step.rule_set,
                step.rule,
                _span(step, node),
                f"`{step.name}` hashes {names(shown([row]))}, which may hold letters such as"
                f" `{_FOREIGN}`",
                'leave ASCII alone: `pex_regex_replace("[^ -~]", "")` before `pex_hash`',
                call=answer.call,
            )
    return None


def _span(step: Step, node: Apply) -> Span | None:
    for assignment in assignments(step):
        if any(inner is node for inner in walk(assignment.value)):
            return assignment.span
    return place_of(step)
