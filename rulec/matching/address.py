"""Plain IP addresses and the networks that contain them.

An address is plain when it says nothing but an address: no zone id, no port, no leading zeros, no
dotted quad inside IPv6. Everything else is in no network, whatever a library may make of it: the
regex texts guard the node's own subnet test, whose answers to odd text are not documented.
"""

from __future__ import annotations

import re
from dataclasses import field
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from rulec.records import dataclass

#: A number of a dotted quad, without leading zeros; alternatives without brackets around them.
BYTE = "25[0-5]|(?:2[0-4]|1[0-9]|[1-9])?[0-9]"

#: Searched in a text, matches a dotted quad without leading zeros, and nothing around it.
PLAIN_V4 = rf"^(?:(?:{BYTE})(?:\.(?!\Z)|\Z)){{4}}\Z"

#: Searched in a text with a dot behind it, matches where the text is one.
DOTTED_V4 = rf"^(?:(?:{BYTE})\.){{4}}\Z"

#: Matches the same as the first, and captures the first two numbers together, then each of them.
BYTES_V4 = rf"^(({BYTE})\.({BYTE}))\.({BYTE})\.({BYTE})\Z"

#: Matches these and others, with any digits for the first two numbers, but no address of another
#: version. Captures the first two together, as they are, then each of the last.
LAST_BYTES_V4 = rf"^([0-9]+\.[0-9]+)\.({BYTE})\.({BYTE})\Z"

#: Searched in a text, matches eight groups of one to four hexadecimal digits, or at most seven
#: around one `::`, and nothing around them.
PLAIN_V6 = (
    r"^(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){7}"
    # Not eight groups or more: with `::` there are at most seven.
    r"|(?!:*(?:[^:]+:+){7}[^:])"
    r"(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})*)?::(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})*)?)\Z"
)

#: Characters of a text that a message repeats; longer than any address.
_SHOWN = 60

_ALL_V4 = 2**32 - 1

_V4 = re.compile(PLAIN_V4)
_V6 = re.compile(PLAIN_V6)
_PREFIX_LENGTH = re.compile(r"(?:0|[1-9][0-9]{0,2})\Z")


@dataclass(frozen=True, slots=True)
class Network:
    """A block of addresses in canonical form; a single address is a block of one."""

    block: IPv4Network | IPv6Network
    #: The text named an address inside the block, not its first one.
    had_host_bits: bool = field(default=False, compare=False)

    @property
    def version(self) -> int:
        """4 or 6."""
        return self.block.version

    def __str__(self) -> str:
        return str(self.block)


def is_plain_v4(text: str) -> bool:
    """Whether the text is a dotted quad without leading zeros."""
    return _V4.search(text) is not None


def is_plain_v6(text: str) -> bool:
    """Whether the text is an IPv6 address in groups, without zone id or dotted quad."""
    return _V6.search(text) is not None


def parse_network(text: str) -> Network | str:
    """The network that a CIDR block or a bare address means, or what is wrong with the text."""
    address, slash, length = text.partition("/")
    if text != text.strip():
        return "there is a blank around the block"
    if "," in text:
        return (
            f"`{text[:_SHOWN]}` is several blocks: separate them with `;` in a cell, or as a list"
        )
    if is_plain_v4(address):
        width = 32
    elif is_plain_v6(address):
        width = 128
    else:
        return f"`{address[:_SHOWN]}` is not {_what_it_may_mean(address)}"
    if slash and not (_PREFIX_LENGTH.match(length) and int(length) <= width):
        meant = _block_of_mask(address, length) if width == 32 else None
        if meant is not None:
            return f"`{length}` is a mask, not a prefix length: write `{meant}`"
        return f"`{length[:_SHOWN]}` is not a prefix length from 0 to {width}"
    prefix = int(length) if slash else width
    network: IPv4Network | IPv6Network
    if width == 32:
        network = IPv4Network((address, prefix), strict=False)
    else:
        network = IPv6Network((address, prefix), strict=False)
    return Network(network, network.network_address != ip_address(address))


def _block_of_mask(address: str, mask: str) -> IPv4Network | None:
    """The block that an address with a net mask or a wildcard mask means, if it is such a mask."""
    if not is_plain_v4(mask):
        return None
    bits = int(IPv4Address(mask))
    inverted = bits ^ _ALL_V4
    if bits in (0, _ALL_V4):
        # Either is everything in one of the two notations, and one address in the other.
        prefix = 32 if int(IPv4Address(address)) else 0
    elif inverted & (inverted + 1) == 0:
        prefix = bits.bit_count()
    elif bits & (bits + 1) == 0:
        prefix = inverted.bit_count()
    else:
        return None
    return IPv4Network((address, prefix), strict=False)


def _what_it_may_mean(address: str) -> str:
    """What the text should have been, after `is not`."""
    if "%" in address:
        return "an address that may be matched: leave the zone id out"
    if re.match(r"[0-9.]+:[0-9]*\Z", address):
        return "an address that may be matched: leave the port out"
    if ":" in address and "." in address:
        return "an IPv6 address in hexadecimal groups, without a dotted quad or a port"
    if re.search(r"(?:^|\.)0[0-9]", address):
        return "an IPv4 address without leading zeros"
    return "an IPv4 or IPv6 address"


def in_networks(text: str, networks: tuple[Network, ...]) -> bool:
    """Whether the text is a plain address in one of the networks.

    IPv4 is compared with IPv4 blocks only and IPv6 with IPv6 blocks only, so that a v4-mapped
    address is in no IPv4 block.
    """
    address = plain_address(text)
    if address is None:
        return False
    # An address of one version is in no block of the other.
    return any(address in net.block for net in networks)


@lru_cache(maxsize=1024)
def plain_address(text: str) -> IPv4Address | IPv6Address | None:
    """The plain address that a text is, or None; kept, because many rules ask for the same one."""
    if is_plain_v4(text):
        return IPv4Address(text)
    return IPv6Address(text) if is_plain_v6(text) else None


def address_near_misses(network: Network) -> tuple[str, ...]:
    """Texts on and just beside the border of a network, for tests and verification.

    The first and last address and those just outside; then texts that are no plain address though
    they contain one.
    """
    block = network.block
    first, last = int(block.network_address), int(block.broadcast_address)
    kind = IPv4Address if block.version == 4 else IPv6Address
    inside = dict.fromkeys((first, last, (first + last) // 2, min(first + 1, last)))
    outside = [n for n in (first - 1, last + 1) if 0 <= n < 2**block.max_prefixlen]
    texts = [str(kind(number)) for number in (*inside, *outside)]
    plain = str(kind(first))
    texts += [f"{plain}:5060", f" {plain}", f"{plain}\n", f"{plain}.", f"{plain}/32", f"[{plain}]"]
    texts += [plain[:-1], plain + "0", f"{plain}\x00{plain}"]
    if block.version == 4:
        high, low = divmod(first, 65536)
        texts += [f"::ffff:{plain}", f"::ffff:{high:x}:{low:x}", f"::{plain}", f"0{plain}"]
        texts += [plain.replace(".", ".0"), plain.replace(".", ".", 1).rpartition(".")[0]]
        texts += [plain.translate({48 + n: 0x0660 + n for n in range(10)}), str(first), hex(first)]
    else:
        long = IPv6Address(first).exploded
        texts += [long, long.upper(), f"{plain}%eth0", f"{plain}%", f"{plain}:", f":{plain}"]
        texts += [f"{long}:0", f"0{long}", long.rpartition(":")[0], f"{plain}::1", f"{long}::"]
        texts += [f"{long[:30]}1.2.3.4"]
    return tuple(dict.fromkeys(texts))
