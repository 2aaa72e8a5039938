"""Calls for rule sets: such as meet a rule, such as nearly do, and strangers."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from ipaddress import ip_address
from random import Random
from typing import Any

from rulec.ir import All, AnyOf, Condition, FieldTest, ItemTest, Named, Profile, Rule
from rulec.operators import Equals, InSubnet, Operator, PatternOperator, StartsWith
from rulec.pexip import VARIABLES, Policy, Supply

Call = dict[str, Any]


def stranger(policy: Policy) -> Call:
    """A call with an example in every field that the policy's requests carry."""
    call: Call = {}
    for name, variable in VARIABLES.items():
        if policy in variable.policies:
            rows = [r for r in variable.fields.values() if r.supply(policy) is Supply.ALWAYS]
            call[name] = {row.name: copy.deepcopy(row.example) for row in rows}
    call["service_config"] = {"name": "Alice", "service_type": "conference", "service_tag": ""}
    if policy is Policy.PARTICIPANT:
        call["participant"]["idp_attributes"] = {"department": "none", "group": "none"}
    return call


def hit(rule: Rule, policy: Policy, random: Random) -> Call:
    """A call that meets the conditions of a rule, where they are of the usual kinds."""
    call = stranger(policy)
    _meet(rule.when, call, random)
    return call


def near_miss(rule: Rule, policy: Policy, random: Random) -> Call:
    """A call that meets the conditions of a rule but for a character or a field."""
    call = hit(rule, policy, random)
    tests = list(_tests(rule.when, random))
    if not tests:
        return call
    test = random.choice(tests)
    path = test.subject.field.path
    value = _at(call, path)
    if not isinstance(value, str) or not random.randrange(4):
        value = random.choice((None, "", 1, True, 1.5, [], {}, [value], [value, None]))
    else:
        value = random.choice((value[:-1], f"{value}x", value.upper(), f"{value}\n", f"x{value}"))
    _put(call, path, value)
    return call


def calls(profile: Profile, policy: Policy, count: int, random: Random) -> Iterator[Call]:
    """Half of them meet a rule, a quarter nearly do, a quarter are strangers."""
    rules = [rule for rules in profile.sets(policy) for rule in rules.rules]
    for number in range(count):
        match number % 4:
            case 0 | 1:
                yield hit(random.choice(rules), policy, random)
            case 2:
                yield near_miss(random.choice(rules), policy, random)
            case _:
                yield stranger(policy)


def _meet(when: Condition, call: Call, random: Random) -> None:
    for test in _tests(when, random):
        if isinstance(test, ItemTest):
            value = _value(test.demands[0][0], random)
            _put(call, test.subject.field.path, random.choice((value, ["other", value])))
        else:
            _put(call, test.subject.field.path, _value(test.operator, random))


def _tests(when: Condition, random: Random) -> Iterator[FieldTest | ItemTest]:
    match when:
        case All(parts):
            for part in parts:
                yield from _tests(part, random)
        case AnyOf(parts) if parts:
            yield from _tests(random.choice(parts), random)
        case Named(condition=inner):
            yield from _tests(inner, random)
        case FieldTest() | ItemTest():
            yield when


def _value(operator: Operator, random: Random) -> object:
    match operator:
        case Equals(operands):
            return random.choice(operands)
        case StartsWith(operands):
            return f"{random.choice(operands)}1@example.com"
        case PatternOperator(patterns):
            return random.choice(random.choice(patterns).samples())
        case InSubnet(networks):
            block = random.choice(networks).block
            first, last = int(block.network_address), int(block.broadcast_address)
            return str(type(ip_address(str(block[0])))(random.randint(first, last)))
        case _:
            return operator.near_misses()[0]


def _at(call: Call, path: tuple[str, ...]) -> Any:
    value: Any = call
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _put(call: Call, path: tuple[str, ...], value: object) -> None:
    for step in path[:-1]:
        call = call.setdefault(step, {})
    call[path[-1]] = value
