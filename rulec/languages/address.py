"""Languages of plain IP addresses, in every way to spell them.

An address is read from its left. What matters of the groups that were read is only whether all that
can follow is in the blocks, or none of it; else the groups themselves. Where `::` stands, all
numbers of groups that it may leave out are followed side by side.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

from rulec.languages.alphabet import LEAST_COST, cost, one, one_folded
from rulec.languages.interval import Intervals, covers, has, merged
from rulec.languages.language import Language
from rulec.matching.address import Network, is_plain_v4, is_plain_v6
from rulec.matching.pattern_tree import Ranges

_POINT, _COLON, _DIGIT = cost("."), cost(":"), LEAST_COST
#: One to four digits.
_ANY_GROUP = 0b11110
_HEX = "0123456789abcdef"
_DIGITS = frozenset("0123456789")
_HEX_VALUES = {c: int(c, 16) for c in _HEX + "ABCDEF"}
#: How many blocks give samples.
_SAMPLES = 4
_ALL_V4, _ALL_V6 = ((0, 2**32 - 1),), ((0, 2**128 - 1),)


@lru_cache(maxsize=8192)
def addresses(networks: tuple[Network, ...]) -> Language:
    """The plain addresses in the blocks, IPv6 in all spellings."""
    found: dict[int, list[tuple[int, int]]] = {4: [], 6: []}
    for network in networks:
        block = network.block
        found[block.version].append((int(block.network_address), int(block.broadcast_address)))
    return AddressLanguage(merged(found[4]), merged(found[6]))


class _Group(NamedTuple):
    """In a group of an address, of which the groups before are told by their value.

    `before` is None where it does not matter any more what is in the groups that follow. Of IPv6 it
    only counts then how many digits this group has: bit N of the value stands for N more of them.
    """

    place: int
    before: int | None
    #: What was read of the group.
    value: int = 0
    digits: int = 0


class _Reading(NamedTuple):
    """An IPv6 address up to here: what it may mean, and what may come next."""

    groups: frozenset[_Group]
    #: A group was read.
    begun: bool
    #: `::` was read.
    elided: bool
    #: Colons that were just read, and whether anything was.
    colons: int


class AddressLanguage(Language):
    """The plain addresses whose numbers are in some intervals, those of each version by itself."""

    def __init__(self, v4: Intervals, v6: Intervals) -> None:
        super().__init__((v4, v6))
        self.v4 = v4
        self.v6 = v6

    @property
    def start(self) -> Hashable:
        """Nothing read: a group of IPv4, and one of IPv6."""
        return (self._v4_group(0, 0) if self.v4 else None, self._v6_start() if self.v6 else None)

    def step(self, state: Hashable, character: str) -> Hashable | None:
        """The state of both versions after one more character."""
        v4, v6 = _both(state)
        after = (
            self._v4_step(v4, character) if v4 is not None else None,
            self._v6_step(v6, character) if v6 is not None else None,
        )
        return None if after == (None, None) else after

    def accepts(self, state: Hashable) -> bool:
        """Whether what was read is a whole address."""
        v4, v6 = _both(state)
        return (v4 is not None and self._v4_accepts(v4)) or (
            v6 is not None and self._v6_accepts(v6)
        )

    def least(self, state: Hashable) -> int:
        """The separators and one digit of each group that is missing."""
        v4, v6 = _both(state)
        found = [] if v4 is None else [(3 - v4.place) * (_POINT + _DIGIT) + _missing(v4)]
        if v6 is not None:
            found += [_left_of_v6(v6, group) for group in v6.groups]
        return min(found)

    def ranges(self) -> frozenset[Ranges]:
        """The characters of addresses."""
        found: set[Ranges] = set()
        if self.v4:
            found |= {one(c) for c in "0123456789."}
        if self.v6:
            found |= {one_folded(c) for c in _HEX + ":"}
        return frozenset(found)

    def contains(self, text: str) -> bool:
        """Whether the text is an address in the intervals."""
        if is_plain_v4(text):
            return has(self.v4, int(IPv4Address(text)))
        return is_plain_v6(text) and has(self.v6, int(IPv6Address(text)))

    def samples(self) -> tuple[str, ...]:
        """An address of each of the first blocks."""
        return tuple(nicest_addresses(self.v4, self.v6))

    # --- IPv4 ------------------------------------------------------------------------------------

    def _v4_group(self, place: int, before: int) -> _Group | None:
        return _group(self.v4, place, before, 8 * (4 - place))

    def _v4_step(self, group: _Group, character: str) -> _Group | None:
        if character == ".":
            return self._v4_next(group) if group.digits and group.place < 3 else None
        if character not in _DIGITS or (group.digits and group.value == 0) or group.digits == 3:
            return None
        value = group.value * 10 + int(character)
        if value > 255:
            return None
        after = _Group(group.place, group.before, value, group.digits + 1)
        if group.before is None:
            return _alike(after)
        return after if any(self._v4_covered(after, octet) for octet in _octets(after)) else None

    def _v4_covered(self, group: _Group, octet: int) -> bool:
        """Whether an address with this octet is in the intervals."""
        assert group.before is not None  # noqa: S101
        return self._v4_group(group.place + 1, group.before * 256 + octet) is not None

    def _v4_next(self, group: _Group) -> _Group | None:
        if group.before is None:
            return _Group(group.place + 1, None)
        return self._v4_group(group.place + 1, group.before * 256 + group.value)

    def _v4_accepts(self, group: _Group) -> bool:
        if group.place < 3 or not group.digits:
            return False
        return group.before is None or has(self.v4, group.before * 256 + group.value)

    # --- IPv6 ------------------------------------------------------------------------------------

    def _v6_start(self) -> _Reading:
        first = self._v6_group(0, 0)
        return _Reading(frozenset({first} if first else ()), begun=False, elided=False, colons=0)

    def _v6_group(self, place: int, before: int | None) -> _Group | None:
        if before is not None:
            found = _group(self.v6, place, before, 16 * (8 - place))
            if found is None or found.before is not None:
                return found
        return _Group(place, None, _ANY_GROUP)

    def _v6_step(self, reading: _Reading, character: str) -> _Reading | None:
        if character == ":":
            return self._v6_colon(reading)
        value = _HEX_VALUES.get(character)
        if value is None:
            return None
        # A single colon at the very start is only the first half of `::`.
        if reading.colons == 1 and not reading.begun and not reading.elided:
            return None
        after = (after for group in reading.groups for after in self._v6_digit(group, value))
        return _reading(after, begun=True, elided=reading.elided, colons=0)

    def _v6_digit(self, group: _Group, digit: int) -> Iterator[_Group]:
        if group.before is None:
            if group.value > 1 and group.place < 8:
                yield _Group(group.place, None, group.value >> 1, 1)
        elif group.digits < 4:
            after = _Group(group.place, group.before, group.value * 16 + digit, group.digits + 1)
            covered = [self._v6_covered(after, more) for more in range(5 - after.digits)]
            if None in covered:
                yield after
            elif any(covered):
                lengths = sum(1 << more for more, inside in enumerate(covered) if inside)
                yield _Group(group.place, None, lengths, 1)

    def _v6_covered(self, group: _Group, more: int) -> bool | None:
        """Whether the addresses with so many more digits in this group are in the intervals."""
        assert group.before is not None  # noqa: S101
        low, high = group.value << 4 * more, ((group.value + 1) << 4 * more) - 1
        before, rest = group.before << 16, 16 * (7 - group.place)
        return covers(self.v6, (before + low) << rest, ((before + high + 1) << rest) - 1)

    def _v6_next(self, group: _Group) -> _Group | None:
        if group.before is None:
            return self._v6_group(group.place + 1, None) if group.value & 1 else None
        return self._v6_group(group.place + 1, (group.before << 16) + group.value)

    def _v6_colon(self, reading: _Reading) -> _Reading | None:
        if reading.colons == 2:
            return None
        if reading.colons == 0 and not reading.begun:
            return _reading(reading.groups, begun=False, elided=False, colons=1)
        if reading.colons == 0:
            found = [after for group in reading.groups if (after := self._v6_next(group))]
            return _reading(found, begun=True, elided=reading.elided, colons=1)
        if reading.elided:
            return None
        found = [after for group in reading.groups for after in self._v6_elided(group)]
        return _reading(found, begun=reading.begun, elided=True, colons=2)

    def _v6_elided(self, group: _Group) -> Iterator[_Group]:
        """What may follow when groups of zeros are left out, from one to all."""
        for place in range(group.place + 1, 9):
            before = None if group.before is None else group.before << 16 * (place - group.place)
            after = self._v6_group(place, before)
            if after is not None:
                yield after

    def _v6_accepts(self, reading: _Reading) -> bool:
        return any(self._v6_ends(reading, group) for group in reading.groups)

    def _v6_ends(self, reading: _Reading, group: _Group) -> bool:
        if reading.colons:
            return reading.colons == 2 and group.place == 8
        if group.place != 7 or not group.digits:
            return False
        if group.before is None:
            return bool(group.value & 1)
        return has(self.v6, (group.before << 16) + group.value)


def _both(state: Hashable) -> tuple[_Group | None, _Reading | None]:
    assert isinstance(state, tuple)  # noqa: S101
    return state


def _group(intervals: Intervals, place: int, before: int, bits: int) -> _Group | None:
    """The start of a group behind these groups; None when no such address is in the intervals."""
    inside = covers(intervals, before << bits, ((before + 1) << bits) - 1)
    if inside is False:
        return None
    return _Group(place, None if inside else before)


def _alike(group: _Group) -> _Group:
    """One octet for all that can be continued in the same ways, where its value does not matter."""
    if group.digits == 3 or group.value == 0 or (group.digits == 2 and group.value > 25):
        return _Group(group.place, None, 0, 3)
    if group.digits == 1:
        return group if group.value < 3 else _Group(group.place, None, 10, 2)
    return _Group(group.place, None, min(group.value, 25) if group.value == 25 else 10, 2)


def _missing(group: _Group) -> int:
    return 0 if group.digits else _DIGIT


def _left_of_v6(reading: _Reading, group: _Group) -> int:
    if group.place == 8:
        return 0
    written = (7 - group.place) * (_COLON + _DIGIT) + _missing(group)
    return written if reading.elided else min(written, (2 - reading.colons) * _COLON)


def _octets(group: _Group) -> Iterator[int]:
    """The octets that begin with these digits."""
    low = high = group.value
    for _ in range(4 - group.digits):
        yield from range(low, min(high, 255) + 1)
        if group.value == 0:
            return
        low, high = low * 10, high * 10 + 9


def _reading(
    groups: Iterable[_Group], *, begun: bool, elided: bool, colons: int
) -> _Reading | None:
    found = frozenset(groups)
    return _Reading(found, begun, elided, colons) if found else None


def nicest_addresses(v4: Intervals, v6: Intervals) -> Iterator[str]:
    """An address of each of the first intervals: the second one, where there are several."""
    for low, high in v4[:_SAMPLES]:
        yield str(IPv4Address(min(low + 1, high)))
    for low, high in v6[:_SAMPLES]:
        yield str(IPv6Address(min(low + 1, high)))


#: Every plain address.
ADDRESSES = AddressLanguage(_ALL_V4, _ALL_V6)
