"""Conditions as functions of a call. Where there is no quicker way, the reference is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import assert_never

from rulec.compiled.reads import (
    Frame,
    inputs_of,
    items_reader,
    place_of,
    service_found,
    text_of,
    text_reader,
    value_reader,
)
from rulec.evaluate import holds
from rulec.evaluate.conditions import has_value
from rulec.ir import (
    ITEMS_IN_SUBNET,
    All,
    AnyOf,
    Condition,
    DateRange,
    FieldRead,
    FieldTest,
    ItemTest,
    Named,
    Not,
    NoValue,
    ServiceFound,
    Source,
    TimeWindow,
)
from rulec.matching.letters import lower_a_to_z
from rulec.matching.pattern import compiled
from rulec.operators import (
    Contains,
    EndsWith,
    Equals,
    InSubnet,
    LiteralOperator,
    Operator,
    PatternOperator,
    StartsWith,
)
from rulec.pexip import InputField

Test = Callable[[Frame], bool]

#: Tests that many rules have are made once: what is used often is quickly at hand.
_KEPT = 4096


def conjuncts(condition: Condition) -> list[Condition]:
    """The conditions that must all hold for a condition to hold."""
    match condition:
        case All(conditions):
            return [each for part in conditions for each in conjuncts(part)]
        case Named(condition=inner) if isinstance(inner, All | Named):
            return conjuncts(inner)
        case _:
            return [condition]


def test_of(condition: Condition) -> Test:
    """The condition as a function."""
    match condition:
        case FieldTest(subject, operator):
            return _field_test(subject, operator)
        case All():
            parts = conjuncts(condition)
            return all_of(parts) or (lambda _: True)
        case AnyOf(conditions):
            return _any_of([test_of(part) for part in conditions])
        case Not(inner):
            opposite = test_of(inner)
            return lambda frame: not opposite(frame)
        case Named(condition=inner):
            return test_of(inner)
        case ItemTest():
            return _item_test(condition)
        case NoValue(subject):
            return lambda frame: not has_value(subject, inputs_of(frame))
        case ServiceFound():
            return service_found
        case TimeWindow() | DateRange():
            return lambda frame: holds(condition, inputs_of(frame))
        case _:
            assert_never(condition)


def all_of(conditions: Iterable[Condition]) -> Test | None:
    """Whether all of some conditions hold; None for none of them, which always do."""
    tests = tuple(map(test_of, conditions))
    if len(tests) < 2:
        return tests[0] if tests else None
    if len(tests) == 2:
        one, two = tests
        return lambda frame: one(frame) and two(frame)

    def test(frame: Frame) -> bool:
        for each in tests:  # noqa: SIM110  `all` with a generator takes twice as long
            if not each(frame):
                return False
        return True

    return test


def _any_of(tests: list[Test]) -> Test:
    def test(frame: Frame) -> bool:
        for each in tests:  # noqa: SIM110  `any` with a generator takes twice as long
            if each(frame):
                return True
        return False

    return test


@lru_cache(maxsize=_KEPT)
def _field_test(subject: Source, operator: Operator) -> Test:
    """An operator asked of a source."""
    meets = _meets(operator)
    if meets is None:
        value_of = value_reader(subject)
        ask = operator.holds

        def test_value(frame: Frame) -> bool:
            value = value_of(frame)
            return value is not None and ask(value)

        return test_value
    match subject, operator:
        case FieldRead(InputField(path=(_, name)) as field), Equals((operand,), ignore_case=False):
            place, _ = place_of(field)

            def equals(frame: Frame) -> bool:
                value = frame[place].get(name)
                return (value if value.__class__ is str else text_of(value)) == operand

            return equals
        case _, PatternOperator():
            read = text_reader(subject)
            search = compiled(operator.pattern_text).search
            return lambda frame: (text := read(frame)) is not None and search(text) is not None
        case _:
            read = text_reader(subject)
            return lambda frame: (text := read(frame)) is not None and meets(text)


@lru_cache(maxsize=_KEPT)
def behind_test(subject: Source, at: int, pattern: str) -> Test:
    """Whether the text of a source matches a pattern, which tells its own end, from a place on."""
    match = compiled(pattern).match
    read = text_reader(subject)
    return lambda frame: (text := read(frame)) is not None and match(text, at) is not None


def _meets(operator: Operator) -> Callable[[str], bool] | None:
    """Whether a text meets an operator on text; None for another operator."""
    match operator:
        case LiteralOperator(operands, ignore_case=True):
            lowered = tuple(map(lower_a_to_z, operands))
            exact = _meets(type(operator)(lowered))
            return None if exact is None else lambda text: exact(lower_a_to_z(text))
        case Equals(operands):
            return frozenset(operands).__contains__
        case StartsWith(operands):
            return lambda text: text.startswith(operands)
        case EndsWith(operands):
            return lambda text: text.endswith(operands)
        case Contains(operands):
            return lambda text: any(operand in text for operand in operands)
        case PatternOperator():
            search = compiled(operator.pattern_text).search
            return lambda text: search(text) is not None
        case InSubnet():
            return operator.holds
        case _:
            return None


def _item_test(test: ItemTest) -> Test:
    items_of = items_reader(test.subject)
    first = any(isinstance(operator, InSubnet) for operator, _ in test.demands)
    most = ITEMS_IN_SUBNET if first else None
    match test.demands:
        case ((Equals(operands, ignore_case=False), False),):
            wanted = frozenset(operands)
            return lambda frame: not wanted.isdisjoint(items_of(frame))
        case _:
            pass
    demands = [(_meets(operator) or operator.holds, negated) for operator, negated in test.demands]

    def item_holds(frame: Frame) -> bool:
        for item in items_of(frame)[:most]:
            for meets, negated in demands:
                if meets(item) is negated:
                    break
            else:
                return True
        return False

    return item_holds
