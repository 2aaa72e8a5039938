"""Tests that are asked of a text, so kept that few of them have to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address

from rulec.analysis.formulas import Formula
from rulec.matching.address import plain_address
from rulec.matching.letters import lower_a_to_z
from rulec.matching.pattern_edges import beginnings
from rulec.operators import (
    Contains,
    EndsWith,
    Equals,
    InSubnet,
    Matches,
    Operator,
    Regex,
    StartsWith,
)

#: As much of a beginning or an ending tells tests apart.
_EDGE = 64
#: As much of what stands anywhere does, where it is taken from the place that fewest share.
_WITHIN = 12

#: Whether a text meets what a test asks for.
_Holds = Callable[[str], bool]


class _Filed:
    """Tests by texts, in lower case, one of which whatever meets them has at a certain place."""

    def __init__(self) -> None:
        self._by_length: dict[int, dict[str, list[tuple[Formula, _Holds]]]] = {}

    def add(self, text: str, test: Formula, holds: _Holds) -> None:
        """Files a test."""
        by_text = self._by_length.setdefault(len(text), {})
        by_text.setdefault(text, []).append((test, holds))

    def rarest(self, texts: Sequence[str]) -> str:
        """The first of some texts of one length under which the fewest tests are filed."""
        by_text = self._by_length.get(len(texts[0]), {})
        return min(texts, key=lambda text: len(by_text.get(text, ())))

    def at_the_start(self, lowered: str) -> Iterable[tuple[Formula, _Holds]]:
        """The tests for what a text begins with."""
        for length, by_text in self._by_length.items():
            yield from by_text.get(lowered[:length], ())

    def at_the_end(self, lowered: str) -> Iterable[tuple[Formula, _Holds]]:
        """The tests for what a text ends with."""
        for length, by_text in self._by_length.items():
            yield from by_text.get(lowered[-length:], ())

    def anywhere(self, lowered: str) -> Iterable[tuple[Formula, _Holds]]:
        """The tests for what stands somewhere in a text; some of them several times."""
        for length, by_text in self._by_length.items():
            for start in range(len(lowered) - length + 1):
                yield from by_text.get(lowered[start : start + length], ())


class _Blocks:
    """Tests by blocks of addresses: by version and length of the prefix, then by its bits."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], dict[int, list[tuple[Formula, _Holds]]]] = {}

    def add(self, operator: InSubnet, test: Formula, holds: _Holds) -> None:
        """Files a test."""
        for block in (network.block for network in operator.networks):
            key = block.version, block.max_prefixlen - block.prefixlen
            bits = int(block.network_address) >> key[1]
            self._known.setdefault(key, {}).setdefault(bits, []).append((test, holds))

    def around(self, text: str) -> Iterable[tuple[Formula, _Holds]]:
        """The tests for blocks in which an address lies."""
        address: IPv4Address | IPv6Address | None = plain_address(text) if self._known else None
        if address is None:
            return
        for (version, shift), blocks in self._known.items():
            if version == address.version:
                yield from blocks.get(int(address) >> shift, ())


class TextTests:
    """The tests of a text, or of one part of it.

    What a text must meet for a test is filed under some text, or block, without which it fails, so
    that most tests are never asked.
    """

    def __init__(self) -> None:
        self._always: set[Formula] = set()
        self._equal: dict[str, list[tuple[Formula, _Holds]]] = {}
        self._heads, self._tails, self._within = _Filed(), _Filed(), _Filed()
        self._blocks = _Blocks()
        self._others: list[tuple[Formula, _Holds]] = []

    def add(
        self, test: Formula, operators: Sequence[Operator], holds: _Holds | None = None
    ) -> None:
        """Adds a test that only texts meet that meet all of some operators.

        With one operator it is what is asked, unless `holds` asks for more; with none any text
        meets the test.
        """
        if holds is None:
            if not operators:
                self._always.add(test)
                return
            holds = operators[0].holds
        if not any(self._file(test, operator, holds) for operator in operators):
            self._others.append((test, holds))

    def _file(self, test: Formula, operator: Operator, holds: _Holds) -> bool:
        """Files a test under what an operator asks for; False where it cannot be told."""
        match operator:
            case Equals(operands):
                for operand in _lowered(operands):
                    self._equal.setdefault(operand, []).append((test, holds))
                return True
            case InSubnet():
                self._blocks.add(operator, test, holds)
                return True
            case StartsWith(operands):
                return self._put(self._heads, operands, test, holds)
            case EndsWith(operands):
                return self._put(self._tails, operands, test, holds)
            case Contains(operands):
                return self._put(self._within, operands, test, holds)
            case Matches(patterns) | Regex(patterns):
                found = frozenset().union(*(beginnings(each.tree) for each in patterns))
                # What is only found somewhere begins there.
                place = self._heads if isinstance(operator, Matches) else self._within
                return self._put(place, found, test, holds)
            case _:
                return False

    def _put(self, place: _Filed, texts: Iterable[str], test: Formula, holds: _Holds) -> bool:
        every = sorted(set(_lowered(texts)))
        if not every or "" in every:
            return False
        for text in every:
            place.add(self._told_by(place, text), test, holds)
        return True

    def _told_by(self, place: _Filed, text: str) -> str:
        """As much of a text as it takes to find the test."""
        if place is self._heads:
            return text[:_EDGE]
        if place is self._tails:
            return text[-_EDGE:]
        starts = range(max(1, len(text) - _WITHIN + 1))
        return place.rarest([text[start : start + _WITHIN] for start in starts])

    def met_by(self, text: str) -> set[Formula]:
        """The tests that a text meets."""
        lowered = lower_a_to_z(text)
        met = set(self._always)
        for near in (
            self._equal.get(lowered, ()),
            self._blocks.around(text),
            self._heads.at_the_start(lowered),
            self._tails.at_the_end(lowered),
            self._within.anywhere(lowered),
            self._others,
        ):
            met.update(test for test, holds in near if test not in met and holds(text))
        return met


def _lowered(texts: Iterable[str]) -> list[str]:
    """Texts in the lower case in which they are compared, whatever their operator heeds."""
    return [lower_a_to_z(text) for text in texts]
