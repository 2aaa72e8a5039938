"""Tests of a script joined by `and` or `or`: conditions become one condition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import ip_network

from rulec.ir import All, AnyOf, Condition, FieldTest, Not, NoValue
from rulec.lifting.program import AllOf, Asks, OneOf, Test
from rulec.matching.address import Network
from rulec.operators import InSubnet

#: All addresses of a version.
EVERY_ADDRESS = {
    version: InSubnet((Network(ip_network(block)),))
    for version, block in ((4, "0.0.0.0/0"), (6, "::/0"))
}


def all_of(parts: Sequence[Test]) -> Test:
    """All tests; without those that another one of them implies."""
    asked = [part.condition for part in parts if isinstance(part, Asks)]
    kept = [part for part in parts if not (isinstance(part, Asks) and _implied(part, asked))]
    if all(isinstance(part, Asks) for part in kept):
        return Asks(All(tuple(_conditions(kept))))
    return AllOf(tuple(kept))


def _implied(part: Asks, others: Iterable[Condition]) -> bool:
    match part.condition:
        case Not(NoValue(subject)):
            return any(isinstance(o, FieldTest) and o.subject == subject for o in others)
        case FieldTest(subject, operator) if operator in EVERY_ADDRESS.values():
            narrower = (o for o in others if isinstance(o, FieldTest) and o.subject == subject)
            return any(is_within(o.operator, operator) for o in narrower)
        case _:
            return False


def is_within(operator: object, every: object) -> bool:
    """Whether blocks are all of the one version of `every`, and not all of its addresses."""
    if not (isinstance(operator, InSubnet) and isinstance(every, InSubnet)) or operator == every:
        return False
    (whole,) = every.networks
    return all(network.version == whole.version for network in operator.networks)


def one_of(parts: Sequence[Test]) -> Test:
    """One of some tests."""
    if len(parts) == 1:
        return parts[0]
    if all(isinstance(part, Asks) for part in parts):
        return Asks(AnyOf(tuple(_conditions(parts))))
    return OneOf(tuple(parts))


def _conditions(parts: Iterable[Test]) -> Iterable[Condition]:
    return (part.condition for part in parts if isinstance(part, Asks))
