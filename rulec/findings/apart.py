"""Rules that no call meets both of, where one look at their conditions tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from rulec.analysis import Step
from rulec.ir import All, Condition, FieldTest, Named, Source
from rulec.matching.pattern_edges import beginnings
from rulec.operators import Equals, InSubnet, Matches, Operator, StartsWith


@dataclass(frozen=True, slots=True)
class _Demand:
    """What is asked of a source: it begins with one of these, or lies in one of these blocks.

    Texts are in lower case. `whole` says that nothing follows them.
    """

    beginnings: frozenset[str] = frozenset()
    whole: bool = False
    blocks: tuple[IPv4Network | IPv6Network, ...] = ()

    def contradicts(self, other: _Demand) -> bool:
        """Whether nothing meets both."""
        if self.blocks and other.blocks:
            return not any(_overlap(a, b) for a in self.blocks for b in other.blocks)
        if not self.beginnings or not other.beginnings:
            return False
        if self.whole and other.whole:
            return self.beginnings.isdisjoint(other.beginnings)
        return not any(
            one.startswith(two) or two.startswith(one)
            for one in self.beginnings
            for two in other.beginnings
        )


def _overlap(one: IPv4Network | IPv6Network, two: IPv4Network | IPv6Network) -> bool:
    return one.version == two.version and one.overlaps(two)


class Apart:
    """Tells of steps whether they are apart; what their conditions ask is looked up once."""

    def __init__(self) -> None:
        self._known: dict[int, Mapping[Source, _Demand]] = {}

    def __call__(self, one: Step, two: Step) -> bool:
        """Whether no call meets both; that it is false tells nothing."""
        mine, others = self._of(one), self._of(two)
        return any(
            source in others and demand.contradicts(others[source])
            for source, demand in mine.items()
        )

    def _of(self, step: Step) -> Mapping[Source, _Demand]:
        if step.number not in self._known:
            when = () if step.rule is None else (step.rule.when,)
            self._known[step.number] = _demands([step.rule_set.when, *when])
        return self._known[step.number]


def _demands(waiting: list[Condition]) -> Mapping[Source, _Demand]:
    """What must be so of sources where conditions hold, one demand of each."""
    found: dict[Source, _Demand] = {}
    while waiting:
        match waiting.pop():
            case All(conditions):
                waiting += conditions
            case Named(condition=inner):
                waiting.append(inner)
            case FieldTest(subject, operator):
                demand = _demand(operator)
                if demand is not None:
                    found[subject] = demand
            case _:
                pass
    return found


def _demand(operator: Operator) -> _Demand | None:
    match operator:
        case Equals(operands):
            return _Demand(frozenset(each.lower() for each in operands), whole=True)
        case StartsWith(operands):
            return _Demand(frozenset(each.lower() for each in operands))
        case Matches(patterns):
            every = frozenset().union(*(beginnings(each.tree) for each in patterns))
            return _Demand(frozenset(text.lower() for text in every)) if "" not in every else None
        case InSubnet(networks):
            return _Demand(blocks=tuple(each.block for each in networks))
        case _:
            return None
