"""One condition for several of which any may hold, as short as can be."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from ipaddress import IPv4Network, IPv6Network, collapse_addresses

from rulec.ir import All, AnyOf, Condition, FieldTest, Named
from rulec.matching.address import Network
from rulec.operators import (
    InSubnet,
    LiteralOperator,
    NumberEquals,
    Operator,
    PatternOperator,
)

#: Conditions that must all hold.
_Parts = tuple[Condition, ...]


def any_of(conditions: Iterable[Condition]) -> Condition:
    """A condition that holds when any of some does.

    Those that differ in one test alone, and there in the operands, become one with the operands of
    all: `a and b(1)` or `a and b(2)` is `a and b(1 or 2)`.
    """
    ways = list(dict.fromkeys(_parts(condition) for condition in conditions))
    for slot in _slots(ways):
        ways = _joined(ways, slot)
    every = tuple(parts[0] if len(parts) == 1 else All(parts) for parts in ways)
    return every[0] if len(every) == 1 else AnyOf(every)


def shape(condition: Condition) -> Hashable:
    """The same for conditions that differ in operands which `any_of` may put into one test."""
    slots = ((part, _slot(part)) for part in _parts(condition))
    return tuple(part if slot is None else slot for part, slot in slots)


def _parts(condition: Condition) -> _Parts:
    match condition:
        case All(conditions):
            return tuple(dict.fromkeys(part for each in conditions for part in _parts(each)))
        case Named(condition=inner):
            return _parts(inner)
        case _:
            return (condition,)


def _slots(ways: Sequence[_Parts]) -> list[Hashable]:
    """The tests that may differ, those with the most different operands first."""
    operators: dict[Hashable, set[Operator]] = {}
    for parts in ways:
        for part in parts:
            slot = _slot(part)
            if slot is not None and isinstance(part, FieldTest):
                operators.setdefault(slot, set()).add(part.operator)
    varying = [slot for slot, found in operators.items() if len(found) > 1]
    return sorted(varying, key=lambda slot: -len(operators[slot]))


def _slot(part: Condition) -> Hashable | None:
    """What tests have in common that can be one with the operands of all; else None."""
    match part:
        case FieldTest(subject, LiteralOperator(ignore_case=ignore_case)):
            return subject, type(part.operator), ignore_case
        case FieldTest(subject, PatternOperator(patterns, ignore_case)):
            # Python 2 has at most a hundred groups in a pattern.
            grouping = any(pattern.group_count for pattern in patterns)
            return None if grouping else (subject, type(part.operator), ignore_case)
        case FieldTest(subject, InSubnet() | NumberEquals()):
            return subject, type(part.operator), False
        case _:
            return None


def _joined(ways: Sequence[_Parts], slot: Hashable) -> list[_Parts]:
    """The ways, with those as one that differ in the test of a slot alone."""
    alike: dict[tuple[Condition | None, ...], list[FieldTest]] = {}
    for parts in ways:
        place = next((n for n, part in enumerate(parts) if _slot(part) == slot), None)
        if place is None:
            alike[parts] = []
            continue
        test = parts[place]
        assert isinstance(test, FieldTest)  # noqa: S101  others have no slot
        # None stands for the test.
        alike.setdefault((*parts[:place], None, *parts[place + 1 :]), []).append(test)
    return [
        tuple(_with_all(tests) if part is None else part for part in parts)
        for parts, tests in alike.items()
    ]


def _with_all(tests: Sequence[FieldTest]) -> FieldTest:
    """A test with the operands of some that have the same slot."""
    first = tests[0]
    if len(tests) == 1:
        return first
    return replace(first, operator=_one_operator([test.operator for test in tests]), span=None)


def _one_operator(operators: Sequence[Operator]) -> Operator:
    """An operator with the operands of all; they are of one class."""
    match operators[0]:
        case LiteralOperator() as first:
            every = [each for each in operators if isinstance(each, LiteralOperator)]
            texts = dict.fromkeys(text for each in every for text in each.operands)
            return replace(first, operands=tuple(texts))
        case PatternOperator() as first:
            searches = [each for each in operators if isinstance(each, PatternOperator)]
            patterns = dict.fromkeys(one for each in searches for one in each.patterns)
            return replace(first, patterns=tuple(patterns))
        case NumberEquals():
            equals = [each for each in operators if isinstance(each, NumberEquals)]
            return NumberEquals(tuple(dict.fromkeys(n for each in equals for n in each.operands)))
        case InSubnet():
            subnets = [each for each in operators if isinstance(each, InSubnet)]
            return InSubnet(_fewest(network for each in subnets for network in each.networks))
        case other:
            raise TypeError(f"{type(other).__name__} has no slot")


def _fewest(networks: Iterable[Network]) -> tuple[Network, ...]:
    """Networks with the same addresses, without those inside others, neighbours as one."""
    every = [network.block for network in networks]
    v4 = collapse_addresses(block for block in every if isinstance(block, IPv4Network))
    v6 = collapse_addresses(block for block in every if isinstance(block, IPv6Network))
    return (*map(Network, v4), *map(Network, v6))
