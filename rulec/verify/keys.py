"""Calls that look up each key of the tables that effects look into."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rulec.analysis import Call, Calls, Course, Found, Step
from rulec.ir import (
    LISTS,
    CaptureRead,
    Condition,
    FieldTest,
    ItemTest,
    LetRead,
    Lookup,
    Profile,
    Read,
    Source,
    Value,
    source_type,
)
from rulec.ir.walk import walk
from rulec.matching.pattern import Pattern
from rulec.matching.pattern_tree import (
    Alternation,
    Group,
    Literal,
    Look,
    Node,
    Repeat,
    Sequence,
)
from rulec.operators import Equals, IsBoolean, NumberEquals, TextOperator
from rulec.pexip import INTEGER_MAX_DIGITS, Policy, ValueType

#: Keys that are looked for in one script at most.
_MOST_KEYS = 500

#: Texts that are what a number reads as.
_WHOLE = re.compile(rf"0|-?[1-9][0-9]{{0,{INTEGER_MAX_DIGITS - 1}}}", re.ASCII)


def key_calls(profile: Profile, policy: Policy) -> list[Call]:
    """A call for each key that a rule may look up, where one was found; the same in every run."""
    course = Course(Calls(policy, profile.assigned_to), profile.sets(policy))
    wanted = [(step, key) for step in course.steps for key in _keys(step)]
    found = []
    for step, key in wanted[:_MOST_KEYS]:
        answer = course.call_for(step, course.calls.of(key))
        if isinstance(answer, Found):
            why = f"{step.rule_set.name}/{step.name}: a key of a table"
            found.append(replace(answer.call, why=why))
    return found


def _keys(step: Step) -> Iterator[Condition]:
    for node in walk(step.effects):
        if isinstance(node, Lookup):
            for key, _ in node.entries:
                condition = is_key(node.key, key)
                if condition is not None:
                    yield condition


def is_key(value: Value, key: str) -> Condition | None:
    """That a value is this key, on some calls; None where it is computed."""
    match value:
        case Read(CaptureRead(subject=subject, operator=operator, group=group)):
            patterns = tuple(_with_group(one, group, key) for one in operator.patterns)
            return _holds(subject, replace(operator, patterns=patterns))
        case Read(LetRead(value=inner)):
            return is_key(inner, key)
        case Read(source) if source_type(source) is ValueType.INTEGER:
            number = NumberEquals((int(key),)) if _WHOLE.fullmatch(key) else None
            return None if number is None else FieldTest(source, number)
        case Read(source) if source_type(source) is ValueType.BOOLEAN:
            return FieldTest(source, IsBoolean(key == "true")) if key in ("true", "false") else None
        case Read(source):
            return _holds(source, Equals((key,)))
        case _:
            return None


def _holds(subject: Source, operator: TextOperator) -> Condition:
    if source_type(subject) in LISTS:
        return ItemTest(subject, ((operator, False),))
    return FieldTest(subject, operator)


def _with_group(pattern: Pattern, group: int, text: str) -> Pattern:
    """The pattern with one text alone in the place of what a group takes."""
    tree = _filled(pattern.tree, group, Sequence(tuple(map(Literal, text))))
    source = f"{pattern.source}, group {group}: {text}"
    return Pattern(source, tree, pattern.group_count, pattern.names)


def _filled(node: Node, group: int, body: Node) -> Node:
    match node:
        case Group(number=number) if number == group:
            return Group(number, body)
        case Group(number, inner):
            return Group(number, _filled(inner, group, body))
        case Sequence(parts):
            return Sequence(tuple(_filled(part, group, body) for part in parts))
        case Alternation(branches):
            return Alternation(tuple(_filled(branch, group, body) for branch in branches))
        case Repeat() | Look():
            return replace(node, body=_filled(node.body, group, body))
        case _:
            return node
