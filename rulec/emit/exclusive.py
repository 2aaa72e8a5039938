"""Rules that no call meets both, because they ask one source for different things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import reduce
from itertools import chain
from typing import Generic, TypeVar

from rulec.ir import All, AnyOf, Condition, FieldTest, Named, NoValue, Source
from rulec.matching.address import Network
from rulec.matching.letters import lower_a_to_z
from rulec.operators import Equals, InSubnet, IsBoolean, NumberEquals
from rulec.records import dataclass


class _Kind(Enum):
    """What a source is taken for: addresses in blocks and values do not compare."""

    ADDRESS = "address"
    VALUE = "value"


#: The version and the first bits of addresses, with a 1 before them; or a value, behind a 0.
_Block = tuple[int, str | int | None]


@dataclass(frozen=True, slots=True)
class Demand:
    """What a source must be for a condition to hold: in one of some blocks, or one of some values.

    `above` has the blocks too, and every larger one around them.
    """

    blocks: frozenset[_Block]
    above: frozenset[_Block]

    def excludes(self, other: Demand) -> bool:
        """Whether nothing meets both."""
        return self.blocks.isdisjoint(other.above) and other.blocks.isdisjoint(self.above)

    def joined(self, other: Demand) -> Demand:
        """What meets one of the two."""
        return Demand(self.blocks | other.blocks, self.above | other.above)


#: What a condition demands of sources.
Demands = Mapping[tuple[Source, _Kind], Demand]


def exclusive(one: Demands, other: Demands) -> bool:
    """Whether it is sure that no call meets the conditions of both."""
    return any(key in other and demand.excludes(other[key]) for key, demand in one.items())


def demands(condition: Condition) -> Demands:
    """What a call surely has that meets a condition, as far as that can be compared."""
    match condition:
        case All(conditions):
            # Of two demands on one source both are true, and either says enough.
            return {key: each for part in conditions for key, each in demands(part).items()}
        case AnyOf((first, *rest)):
            return reduce(_either, map(demands, rest), demands(first))
        case Named(condition=inner):
            return demands(inner)
        case NoValue(subject):
            return {(subject, _Kind.VALUE): _one_of((None,))}
        case FieldTest(subject, InSubnet(networks)):
            return {(subject, _Kind.ADDRESS): _inside(networks)}
        case FieldTest(subject, Equals(operands)):
            # In lower case, as if case never counted.
            return {(subject, _Kind.VALUE): _one_of(map(lower_a_to_z, operands))}
        case FieldTest(subject, NumberEquals(operands)):
            return {(subject, _Kind.VALUE): _one_of(operands)}
        case FieldTest(subject, IsBoolean(operand)):
            return {(subject, _Kind.VALUE): _one_of((operand,))}
        case _:
            return {}


def _either(one: Demands, other: Demands) -> Demands:
    return {key: demand.joined(other[key]) for key, demand in one.items() if key in other}


def _one_of(values: Iterable[str | int | None]) -> Demand:
    blocks = frozenset((0, value) for value in values)
    return Demand(blocks, blocks)


def _inside(networks: Iterable[Network]) -> Demand:
    blocks: set[_Block] = set()
    above: set[_Block] = set()
    for network in networks:
        block, version = network.block, network.version
        bits = int(block.network_address) >> (block.max_prefixlen - block.prefixlen)
        bits |= 1 << block.prefixlen
        blocks.add((version, bits))
        above.update((version, bits >> less) for less in range(block.prefixlen + 1))
    return Demand(frozenset(blocks), frozenset(above))


_Owner = TypeVar("_Owner")
#: Conditions with their owners, by block.
_Filed = dict[_Block, list[tuple[Demands, _Owner]]]


class Rivals(Generic[_Owner]):
    """Conditions with their owners, found by what a call might have to meet one of them too."""

    def __init__(self) -> None:
        self._every: list[tuple[Demands, _Owner]] = []
        #: The conditions that demand something of a source, by block and by what is above one of
        #: their blocks.
        self._at: dict[object, _Filed[_Owner]] = {}
        self._below: dict[object, _Filed[_Owner]] = {}
        #: For each source those that demand nothing of it.
        self._silent: dict[object, list[tuple[Demands, _Owner]]] = {}

    def add(self, asked: Demands, owner: _Owner) -> None:
        """One more condition."""
        entry = (asked, owner)
        for key in asked:
            if key not in self._silent:
                self._silent[key] = list(self._every)
        for source, others in self._silent.items():
            if source not in asked:
                others.append(entry)
        self._every.append(entry)
        for key, demand in asked.items():
            at = self._at.setdefault(key, {})
            for block in demand.blocks:
                at.setdefault(block, []).append(entry)
            below = self._below.setdefault(key, {})
            for block in demand.above:
                below.setdefault(block, []).append(entry)

    def any(self, asked: Demands, counts: Callable[[_Owner], bool]) -> bool:
        """Whether a call might meet a condition and one of an owner that counts."""
        return any(
            counts(owner) and not exclusive(asked, other) for other, owner in self._near(asked)
        )

    def _near(self, asked: Demands) -> Iterable[tuple[Demands, _Owner]]:
        """All conditions but those that one source tells apart, by the source that leaves least."""
        best: tuple[Sequence[tuple[Demands, _Owner]], ...] = (self._every,)
        fewest = len(self._every)
        for key, demand in asked.items():
            silent = self._silent.get(key, self._every)
            if len(silent) >= fewest:
                continue
            meeting = list(self._meeting(key, demand))
            if len(meeting) + len(silent) < fewest:
                best, fewest = (meeting, silent), len(meeting) + len(silent)
        return chain.from_iterable(best)

    def _meeting(self, key: object, demand: Demand) -> Iterator[tuple[Demands, _Owner]]:
        at, below = self._at.get(key, {}), self._below.get(key, {})
        for block in demand.above:
            yield from at.get(block, ())
        for block in demand.blocks:
            yield from below.get(block, ())
