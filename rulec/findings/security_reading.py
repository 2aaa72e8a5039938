"""What rules read and write, as far as safety goes: tests, fields and the values of answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple, assert_never

from rulec.analysis import Call, Found, Step, opposite
from rulec.analysis.drafts import Draft, Path
from rulec.evaluate import Inputs, holds
from rulec.findings.scene import Scene
from rulec.ir import (
    ALWAYS,
    All,
    AnyOf,
    Append,
    Apply,
    Assignment,
    Choice,
    Concat,
    Condition,
    Constant,
    Create,
    DateRange,
    FieldRead,
    FieldTest,
    ItemTest,
    Keep,
    LetRead,
    Lookup,
    Named,
    Not,
    NoValue,
    Read,
    Replace,
    ServiceFound,
    Set,
    TimeWindow,
    Value,
    source_type,
    type_of,
)
from rulec.ir.walk import walk
from rulec.operators import Equals, IsBoolean
from rulec.pexip import CALL_FIELDS, InputField, Scalar, ValueType
from rulec.source import Span

#: A condition without conditions in it.
Leaf = FieldTest | ItemTest | NoValue | ServiceFound | TimeWindow | DateRange

#: The effects that write fields.
Writing = Set | Create | Replace | Keep | Append

CALL_DIRECTION = CALL_FIELDS["call_direction"]
PROTOCOL = CALL_FIELDS["protocol"]

_NO_CHANGES: Mapping[Path, object] = MappingProxyType({})


class Tested(NamedTuple):
    """A test in a condition, and whether it stands below an even number of `not`."""

    leaf: Leaf
    positive: bool


def leaves(condition: Condition, *, positive: bool = True) -> Iterator[Tested]:
    """The tests of a condition, in order."""
    match condition:
        case All(conditions) | AnyOf(conditions):
            for part in conditions:
                yield from leaves(part, positive=positive)
        case Not(inner):
            yield from leaves(inner, positive=not positive)
        case Named(condition=inner):
            yield from leaves(inner, positive=positive)
        case FieldTest() | ItemTest() | NoValue() | ServiceFound() | TimeWindow() | DateRange():
            yield Tested(condition, positive)
        case _:
            assert_never(condition)


def replaced(condition: Condition, leaf: Leaf, by: Condition) -> Condition:
    """A condition with another one in place of one of its tests."""
    match condition:
        case All(conditions):
            return All(tuple(replaced(part, leaf, by) for part in conditions))
        case AnyOf(conditions):
            return AnyOf(tuple(replaced(part, leaf, by) for part in conditions))
        case Not(inner):
            return Not(replaced(inner, leaf, by))
        case Named(name, inner):
            return Named(name, replaced(inner, leaf, by))
        case _:
            return by if condition is leaf else condition


def condition_of(step: Step) -> Condition:
    """What must hold for a rule, or the default of a set, by what is written for it."""
    when = ALWAYS if step.rule is None else step.rule.when
    return All((step.rule_set.when, when))


def rows(nodes: object) -> dict[InputField, None]:
    """The fields that nodes of the checked rules read, in order."""
    return {node: None for node in walk(nodes) if isinstance(node, InputField)}


def one_of(row: InputField, *texts: str) -> Condition:
    """The condition that a text is one of these."""
    return FieldTest(FieldRead(row), Equals(texts))


def missing(row: InputField) -> Condition:
    """The condition that a field has no value."""
    return NoValue(FieldRead(row))


def assignments(step: Step, *kinds: type[Writing]) -> Iterator[Assignment]:
    """The fields that a step writes with effects of some kinds; of all kinds without any."""
    for effect in step.effects:
        if isinstance(effect, kinds or (Set, Create, Replace, Keep, Append)):
            yield from effect.assignments


class Written(NamedTuple):
    """A value that may be written, and the choices by which it is."""

    value: Value
    when: Condition


def ways(value: Value, when: tuple[Condition, ...] = ()) -> Iterator[Written]:
    """What a value may come out as; a look-up finds any of its rows."""
    match value:
        case Choice(condition, then, otherwise):
            yield from ways(then, (*when, condition))
            yield from ways(otherwise, (*when, Not(condition)))
        case Lookup(entries=entries, key=key, otherwise=otherwise):
            keys: dict[tuple[type, Value], list[str]] = {}
            for name, entry in entries:
                # 1 is not true, whatever Python says.
                kind = type(entry.value) if isinstance(entry, Constant) else type(entry)
                keys.setdefault((kind, entry), []).append(name)
            for (_, entry), names in keys.items():
                yield from ways(entry, (*when, _is_one_of(key, names)))
            yield from ways(otherwise, (*when, Not(_is_one_of(key, [n for n, _ in entries]))))
        case _:
            yield Written(value, All(when))


def _is_one_of(value: Value, texts: Iterable[str]) -> Condition:
    """The condition that a value, as text, is one of these."""
    if isinstance(value, Read) and source_type(value.source) is ValueType.TEXT:
        return FieldTest(value.source, Equals(tuple(texts)))
    return FieldTest(LetRead("", Concat((value,))), Equals(tuple(texts)))


def writes(value: Value, scalar: Scalar) -> Condition | None:
    """When a value may come out as this scalar; None when it surely does not."""
    found = [
        All((way.when, comes))
        for way in ways(value)
        if (comes := _comes_out(way.value, scalar)) is not None
    ]
    return AnyOf(tuple(found)) if found else None


def _comes_out(value: Value, scalar: Scalar) -> Condition | None:
    """When a value that is not chosen comes out as a scalar; None when it does not."""
    match value:
        case Constant(written):
            return ALWAYS if type(written) is type(scalar) and written == scalar else None
        case Read() | Apply() | Concat():
            computed = LetRead("", value)
            type_ = type_of(value)
            if isinstance(scalar, bool):
                is_bool = type_ is ValueType.BOOLEAN
                return FieldTest(computed, IsBoolean(scalar)) if is_bool else None
            # Text that comes out empty is null, and not written.
            return FieldTest(computed, Equals((str(scalar),))) if scalar else None
        case _:
            return None


def about_caller(row: InputField) -> bool:
    """Whether a field is text by which callers say who or what they are; they may say anything."""
    return (
        row.caller_controlled
        and not row.secret
        and row.name != "local_alias"
        and row.path[0] in ("call_info", "participant")
    )


def shown(fields: Iterable[InputField]) -> tuple[str, ...]:
    """Fields as rules may name them, each once."""
    return tuple(dict.fromkeys(map(_shown, fields)))


def _shown(row: InputField) -> str:
    bare = row.path[0] == "call_info" or row.path[:2] == ("participant", "idp_attributes")
    return row.name if bare else row.dotted


def place_of(step: Step) -> Span | None:
    """Where a rule stands, or the `default`: for rules of a table, in the rule file."""
    if step.rule is None:
        return step.rule_set.default_span or step.rule_set.span
    return step.rule.span


def first_rows(steps: Iterable[Step]) -> Iterator[tuple[Step, ...]]:
    """The steps, those made from the rows of one table together."""
    found: dict[tuple[int, str | None], list[Step]] = {}
    for step in steps:
        name = None if step.rule is None else step.rule.written_as
        found.setdefault((id(step.rule_set), name), []).append(step)
    yield from map(tuple, found.values())


def shown_by(scene: Scene, step: Step) -> Call | None:
    """A call on which a step applies: where it makes a service, one for which there is none."""
    if any(isinstance(effect, Create) for effect in step.effects):
        answer = scene.course.call_for(step, opposite(scene.calls.found))
        if isinstance(answer, Found):
            return answer.call
    reached = scene.reached(step)
    return reached.call if isinstance(reached, Found) else None


def ask(
    scene: Scene, step: Step, wanted: Condition, changes: Mapping[Path, object] = _NO_CHANGES
) -> Call | None:
    """A call on which a step applies and a condition holds; None when none is known.

    The call that shows that the step is reached is tried first, with some changes: most often it
    will do, and the algebra need not be asked.
    """
    reached = scene.reached(step)
    if not isinstance(reached, Found):
        return None
    draft = Draft.of(scene.policy, reached.call)
    for path, value in changes.items():
        draft = draft.put(path, value)
    call = draft.call()
    if holds(wanted, draft.read()) and (not changes or applies(scene, step, call)):
        return call
    answer = scene.call_for(step, scene.calls.of(wanted))
    return answer.call if isinstance(answer, Found) else None


def applies(scene: Scene, step: Step, call: Call) -> bool:
    """Whether a step applies to a call."""
    if not holds(condition_of(step), Inputs(call.inputs, call.now)):
        return False
    wanted = (step.rule_set.name, None if step.rule is None else step.rule.id)
    return any(
        (one.rule_set, None if one.rule is None else one.rule.id) == wanted
        for one in scene.deciding.on(call).applied
    )
