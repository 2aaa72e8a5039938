"""IPv4 networks as tables: the longest prefix of an address that is in one of them says what holds.

The prefix of length 16 + n is the number of its last n bits with a 1 before them, in the table of
its first two bytes; a shorter prefix is such a number of the first two bytes, in a table of its
own.

The longest prefix says what the first rule around it does: a prefix that lies in one of an earlier
rule is left out. Only a dotted quad without leading zeros is read at all, as `InSubnet` asks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rulec.emit.compact.tables import Entry, Together, tables_by_key
from rulec.emit.scope import Scope
from rulec.matching.address import BYTES_V4, LAST_BYTES_V4, Network
from rulec.script.expression import (
    Binary,
    Call,
    Dictionary,
    Expression,
    Filtered,
    Item,
    Literal,
    Name,
    both,
    either,
)

#: Bits of an address, and of each of the two numbers that it is read as.
_BITS = 32
_HALF = 16
#: What a list of texts costs besides them.
_COST_OF_LIST = 40

#: A prefix: its length and its bits.
Prefix = tuple[int, int]


def prefixes(blocks: Sequence[tuple[Network, str]]) -> dict[Prefix, list[int]]:
    """The block whose text the longest prefix of an address must say, so that the first decides.

    Behind it stand the blocks inside that would say the same, and are not said again.
    """
    first: dict[Prefix, int] = {}
    for place, (network, _) in enumerate(blocks):
        length = network.block.prefixlen
        bits = int(network.block.network_address) >> (_BITS - length)
        first.setdefault((length, bits), place)
    found: dict[Prefix, list[int]] = {}
    #: The first block of those around each that counts.
    holding: dict[Prefix, int] = {}
    #: The prefix that says what a block says.
    speaking: dict[Prefix, Prefix] = {}
    for (length, bits), place in sorted(first.items()):
        around = next(
            (
                key
                for less in range(length - 1, -1, -1)
                if (key := (less, bits >> (length - less))) in holding
            ),
            None,
        )
        if around is not None and holding[around] < place:
            continue
        holding[length, bits] = place
        says = length, bits
        if around is not None and blocks[holding[around]][1] == blocks[place][1]:
            says = speaking[around]
        speaking[length, bits] = says
        found.setdefault(says, []).append(place)
    return found


def key_of(prefix: Prefix) -> int:
    """The number of a prefix in its table: a 1, then its bits there."""
    length, bits = prefix
    more = length if length < _HALF else length - _HALF
    return (1 << more) + (bits & ((1 << more) - 1))


def numbered(said: Mapping[Prefix, str]) -> tuple[Mapping[Prefix, str | int], list[str] | None]:
    """Numbers in place of texts, and the texts by number, where that is shorter.

    The first text is nobody's: what an entry says must be true.
    """
    uses = Counter(said.values())
    texts = sorted(uses, key=lambda text: (-uses[text], text))
    numbers = {text: number for number, text in enumerate(texts, 1)}
    saved = sum(uses[text] * (len(text) + 2 - len(str(numbers[text]))) for text in texts)
    if saved < sum(len(text) + 3 for text in texts) + _COST_OF_LIST:
        return said, None
    return {key: numbers[text] for key, text in said.items()}, ["", *texts]


def looked_up(
    address: Name, entries: Mapping[Prefix, Expression], scope: Scope, together: Together
) -> Expression:
    """What the longest prefix of an address says; false where none is there.

    What an entry says must be true: no empty text, and not 0.
    """
    parts = read_address(address, entries, scope.root)
    low = scope.assign("low", _number(parts, 3 if _has_wide(entries) else 1))
    tables: dict[str, list[Entry]] = defaultdict(list)
    wide: list[Entry] = []
    for length, bits in sorted(entries):
        said = entries[length, bits]
        if length < _HALF:
            wide.append((key_of((length, bits)), said))
        else:
            more = length - _HALF
            first_bytes = f"{bits >> more >> 8}.{(bits >> more) & 255}"
            tables[first_bytes].append((key_of((length, bits)), said))
    ways: list[Expression] = []
    lengths = sorted({length for length, _ in entries}, reverse=True)
    if tables:
        key = scope.assign("high", Item(parts, Literal(0)))
        known = tables_by_key(sorted(tables.items()), key, scope, together)
        found = [_entry(known, low, n - _HALF) for n in lengths if n >= _HALF]
        ways.append(both([known, either(found)]))
    if wide:
        known = scope.assign("wide", Dictionary(tuple(wide)))
        high = scope.assign("high", _number(parts, 1))
        ways += (_entry(known, high, n) for n in lengths if n < _HALF)
    return either(ways)


def read_address(address: Name, entries: Iterable[Prefix], scope: Scope) -> Expression:
    """The bytes of an address: the first two as text, then each; nothing for another text.

    Where only the last two are read as numbers, the first two may be any digits: what they are is
    looked up as it is written.
    """
    pattern = BYTES_V4 if _has_wide(entries) else LAST_BYTES_V4
    return scope.root.share("bytes", Call("pex_regex_search", (Literal(pattern), address)))


def _has_wide(entries: Iterable[Prefix]) -> bool:
    """Whether some prefixes are so short that the first two bytes are a number."""
    return any(length < _HALF for length, _ in entries)


def _number(parts: Expression, place: int) -> Expression:
    """Two bytes as one number."""
    first, second = (Filtered(Item(parts, Literal(at)), "int") for at in (place, place + 1))
    return Binary(Binary(first, "*", Literal(256)), "+", second)


def _entry(known: Name, number: Name, length: int) -> Expression:
    """What a table says of the first `length` bits of a number."""
    bits: Expression = number
    if length < _HALF:
        bits = Binary(number, "//", Literal(1 << (_HALF - length)))
    key = Binary(Literal(1 << length), "+", bits) if length else Literal(1)
    return both([Binary(key, "in", known), Item(known, key)])
