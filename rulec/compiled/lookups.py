"""Tables that give, for what a call holds, the rules that are filed under it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import field
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from rulec.compiled.conditions import Test
from rulec.matching.address import plain_address
from rulec.records import dataclass

#: Rules by number, each with what is still to be asked of it (None for nothing), in order.
Candidates = tuple[tuple[int, Test | None], ...]
#: Adds the candidates for a text to those that were found.
TextLookup = Callable[[str, list[Candidates]], None]
Block = IPv4Network | IPv6Network

# --- First characters -----------------------------------------------------------------------------


#: Keys of no more lengths than these are looked up one length after the other.
_FEW_LENGTHS = 3

#: How many characters come next, and by these the lengths of keys that may fit now, and the branch
#: that tells more by the characters behind them.
_Branch = tuple[int, dict[str, tuple[tuple[int, ...], Any]]]


def heads(filed: dict[str, Candidates]) -> TextLookup:
    """Looks up the rules that ask for a text's first characters; no key may be empty.

    All keys stand in one table; the branches say with which lengths it is worth to look there.
    """
    get = filed.get
    first, root = _branch(list(filed), 0)

    def look_up(text: str, found: list[Candidates]) -> None:
        way = root.get(text[:first])
        at = first
        while way is not None:
            lengths, branch = way
            for length in lengths:
                candidates = get(text[:length])
                if candidates is not None:
                    found.append(candidates)
            if branch is None:
                return
            more, ways = branch
            way = ways.get(text[at : at + more])
            at += more

    return look_up


def _branch(keys: list[str], at: int) -> _Branch:
    """Keys that are alike up to a place and go on behind it."""
    length = min(map(len, keys)) - at
    alike: dict[str, list[str]] = {}
    for key in keys:
        alike.setdefault(key[at : at + length], []).append(key)
    return length, {piece: _way(same, at + length) for piece, same in alike.items()}


def _way(keys: list[str], at: int) -> tuple[tuple[int, ...], _Branch | None]:
    lengths = tuple(sorted(set(map(len, keys))))
    if len(lengths) <= _FEW_LENGTHS:
        return lengths, None
    longer = [key for key in keys if len(key) > at]
    return (at,) if len(longer) < len(keys) else (), _branch(longer, at)


def tails(filed: dict[str, Candidates]) -> TextLookup:
    """Looks up the rules that ask for a text's last characters; keys are written backwards."""
    look_up = heads(filed)
    return lambda text, found: look_up(text[::-1], found)


# --- Addresses ------------------------------------------------------------------------------------

#: The parts of a plain IPv4 address; what is spelled otherwise is no plain address.
_OCTETS = {str(number): number for number in range(256)}


@dataclass(frozen=True, slots=True)
class _Chain:
    """The rules of the smallest block that has an address, and of those around it."""

    candidates: Candidates
    around: _Chain | None


@dataclass(slots=True)
class _Family:
    """The blocks of one IP version: where, going up the addresses, another chain begins."""

    starts: list[int] = field(default_factory=list)
    chains: list[_Chain | None] = field(default_factory=list)

    def add(self, number: int, found: list[Candidates]) -> None:
        """Adds the rules of the blocks that have an address."""
        place = bisect_right(self.starts, number) - 1
        chain = self.chains[place] if place >= 0 else None
        while chain is not None:
            found.append(chain.candidates)
            chain = chain.around


def blocks(filed: dict[Block, Candidates]) -> TextLookup:
    """Looks up the rules that ask for a plain address in one of their blocks."""
    v4 = _family({block: c for block, c in filed.items() if block.version == 4})
    v6 = _family({block: c for block, c in filed.items() if block.version == 6})

    def look_up(text: str, found: list[Candidates]) -> None:
        parts = text.split(".")
        if len(parts) == 4:
            try:
                one, two, three, four = map(_OCTETS.__getitem__, parts)
            except KeyError:
                return
            v4.add(one << 24 | two << 16 | three << 8 | four, found)
        elif v6.starts:
            address = plain_address(text)
            if address is not None:
                v6.add(int(address), found)

    return look_up


def _family(filed: dict[Block, Candidates]) -> _Family:
    """Blocks are apart or one inside the other, so those open at an address are a chain."""
    made = _Family()
    open_chains: list[tuple[int, _Chain]] = []

    def close(until: int) -> None:
        """Closes the blocks that end before an address."""
        while open_chains and open_chains[-1][0] < until:
            last, chain = open_chains.pop()
            made.starts.append(last + 1)
            made.chains.append(chain.around)

    every = sorted(
        filed, key=lambda block: (int(block.network_address), -int(block.broadcast_address))
    )
    for block in every:
        first, last = int(block.network_address), int(block.broadcast_address)
        close(first)
        chain = _Chain(filed[block], open_chains[-1][1] if open_chains else None)
        made.starts.append(first)
        made.chains.append(chain)
        open_chains.append((last, chain))
    # No address is behind the last one of all.
    close(1 << 129)
    return made
