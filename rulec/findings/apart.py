"""Rules that no call meets both of, where one look at their conditions tells.

What rules ask of a source is looked up: the texts that it begins with, or the blocks that it lies
in. So it takes no look at every pair of rules to know which are apart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network

from rulec.analysis import Step
from rulec.ir import All, Condition, FieldTest, Named, Source
from rulec.matching.pattern_edges import beginnings
from rulec.operators import Equals, InSubnet, Matches, Operator, StartsWith
from rulec.records import dataclass

_Block = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class _Demand:
    """What is asked of a source: it begins with one of these, or lies in one of these blocks.

    Texts are in lower case. `whole` says that nothing follows them.
    """

    beginnings: frozenset[str] = frozenset()
    whole: bool = False
    blocks: tuple[_Block, ...] = ()


class Apart:
    """Tells of steps which others are apart from them: no call meets both.

    Steps are the bits of a number, by their places in the course.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        self._demands = [_of(step) for step in steps]
        self._every = (1 << len(steps)) - 1
        by_source: dict[Source, list[tuple[int, _Demand]]] = {}
        for number, demands in enumerate(self._demands):
            for source, demand in demands.items():
                by_source.setdefault(source, []).append((1 << number, demand))
        self._asked = {source: _Asked(found) for source, found in by_source.items()}
        self._known: dict[int, int] = {}

    def near(self, step: Step) -> int:
        """The steps of which it is not known that they are apart from one."""
        if step.number not in self._known:
            near = self._every
            for source, demand in self._demands[step.number].items():
                near &= ~self._asked[source].contradicting(demand)
            self._known[step.number] = near
        return self._known[step.number]

    def are_apart(self, one: Step, other: Step) -> bool:
        """Whether no call meets both; that it is false tells nothing."""
        return not self.near(one) >> other.number & 1


class _Asked:
    """What steps ask of one source."""

    def __init__(self, demands: Sequence[tuple[int, _Demand]]) -> None:
        #: Those that ask for texts, and those that ask for blocks.
        self._of_texts = self._of_blocks = 0
        whole: dict[str, int] = {}
        longer: dict[str, int] = {}
        blocks: dict[_Block, int] = {}
        for bit, demand in demands:
            for block in demand.blocks:
                blocks[block] = blocks.get(block, 0) | bit
            known = whole if demand.whole else longer
            for text in demand.beginnings:
                known[text] = known.get(text, 0) | bit
            self._of_blocks |= bit if demand.blocks else 0
            self._of_texts |= bit if demand.beginnings else 0
        self._whole, self._longer, self._blocks = _Texts(whole), _Texts(longer), _Blocks(blocks)

    def contradicting(self, demand: _Demand) -> int:
        """The steps that ask for something else: nothing meets both."""
        if demand.blocks:
            near = 0
            for block in demand.blocks:
                near |= self._blocks.overlapping(block)
            return self._of_blocks & ~near
        near = 0
        for text in demand.beginnings:
            near |= self._longer.around(text)
            near |= self._whole.exactly(text) if demand.whole else self._whole.around(text)
        return self._of_texts & ~near


class _Texts:
    """Texts that steps ask for, with these steps."""

    def __init__(self, known: Mapping[str, int]) -> None:
        self._known = known
        self._sorted = sorted(known)
        self._lengths = sorted({len(text) for text in known})

    def exactly(self, text: str) -> int:
        """The steps for a text."""
        return self._known.get(text, 0)

    def around(self, text: str) -> int:
        """The steps for texts of which one begins with the other."""
        found = 0
        for length in self._lengths:
            if length < len(text):
                found |= self._known.get(text[:length], 0)
        for place in range(bisect_left(self._sorted, text), len(self._sorted)):
            longer = self._sorted[place]
            if not longer.startswith(text):
                break
            found |= self._known[longer]
        return found


class _Blocks:
    """Blocks of addresses that steps ask for, with these steps."""

    def __init__(self, known: Mapping[_Block, int]) -> None:
        self._known = {_key(block): bits for block, bits in known.items()}
        #: By version, then by the first address.
        self._sorted = sorted(self._known)
        self._lengths = sorted({(version, length) for version, _, length in self._known})

    def overlapping(self, block: _Block) -> int:
        """The steps for blocks that have an address in common with one."""
        version, first, length = _key(block)
        found = 0
        for other, shorter in self._lengths:
            if other == version and shorter < length:
                unused = block.max_prefixlen - shorter
                found |= self._known.get((version, first >> unused << unused, shorter), 0)
        last = int(block.broadcast_address)
        start = bisect_left(self._sorted, (version, first, 0))
        for place in range(start, len(self._sorted)):
            inner = self._sorted[place]
            if inner[0] != version or inner[1] > last:
                break
            found |= self._known[inner]
        return found


def _key(block: _Block) -> tuple[int, int, int]:
    """A block by its version, its first address and the length of its prefix."""
    return block.version, int(block.network_address), block.prefixlen


def _of(step: Step) -> Mapping[Source, _Demand]:
    """What a step asks of sources, one demand of each."""
    waiting: list[Condition] = [
        step.rule_set.when,
        *(() if step.rule is None else (step.rule.when,)),
    ]
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
