"""Rules that no call meets both of, where one look at their conditions tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from rulec.analysis import Step
from rulec.ir import All, Condition, FieldTest, Named, Source
from rulec.matching.pattern_tree import (
    Alternation,
    CharacterSet,
    Group,
    Literal,
    Node,
    Repeat,
    Sequence,
    Start,
)
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
            every = frozenset().union(*(_beginnings(each.tree) for each in patterns))
            beginnings = frozenset(text.lower() for text, _ in every)
            return _Demand(beginnings) if "" not in beginnings else None
        case InSubnet(networks):
            return _Demand(blocks=tuple(each.block for each in networks))
        case _:
            return None


#: More ways to begin than these tell little.
_MOST_WAYS = 16
#: A set of more characters is not written out.
_MOST_CHARACTERS = 4

#: A text with which a match may begin, and whether it is all that a part of the pattern matches.
_Beginning = tuple[str, bool]

_UNKNOWN: frozenset[_Beginning] = frozenset({("", False)})
_NOTHING: frozenset[_Beginning] = frozenset({("", True)})


def _beginnings(node: Node) -> frozenset[_Beginning]:
    """The texts with one of which all that a pattern matches begins."""
    match node:
        case Literal(character):
            return frozenset({(character, True)})
        case CharacterSet(ranges, negated=False):
            codes = [
                code for first, last in ranges for code in range(first, min(last, first + 9) + 1)
            ]
            few = len(codes) <= _MOST_CHARACTERS
            return frozenset((chr(code), True) for code in codes) if few else _UNKNOWN
        case Start():
            return _NOTHING
        case Group(_, body):
            return _beginnings(body)
        case Alternation(branches):
            return frozenset().union(*map(_beginnings, branches))
        case Repeat(body, minimum, maximum):
            once = _beginnings(body)
            if maximum != 1:
                once = frozenset((text, False) for text, _ in once)
            return once if minimum else once | _NOTHING
        case Sequence(parts):
            return _one_after_the_other(parts)
        case _:
            return _UNKNOWN


def _one_after_the_other(parts: tuple[Node, ...]) -> frozenset[_Beginning]:
    found = _NOTHING
    for part in parts:
        if not any(whole for _, whole in found):
            break
        longer: set[_Beginning] = {(text, whole) for text, whole in found if not whole}
        for text, whole in found:
            if whole:
                longer |= {(text + more, complete) for more, complete in _beginnings(part)}
        if len(longer) > _MOST_WAYS:
            return frozenset((text, False) for text, _ in found)
        found = frozenset(longer)
    return found
