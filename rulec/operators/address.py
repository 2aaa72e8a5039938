"""Operators on addresses."""

from __future__ import annotations

from typing import ClassVar

from rulec.languages import Language, addresses
from rulec.matching.address import PLAIN_V4, PLAIN_V6, Network, address_near_misses, in_networks
from rulec.operators.base import FEW, Operator, Present, Share, Verb, quoted
from rulec.records import dataclass
from rulec.script.expression import Call, Expression, Name, array, both, either, search

_IS_IN = Verb("is in", "is not in", "is in none of")
_PLAIN = {4: PLAIN_V4, 6: PLAIN_V6}


@dataclass(frozen=True, slots=True)
class InSubnet(Operator):
    """The text is a plain address in one of the blocks."""

    keyword: ClassVar[str] = "in_subnet"
    networks: tuple[Network, ...]

    def holds(self, value: Present) -> bool:
        """Whether `value` is in a block of its own family."""
        return in_networks(str(value), self.networks)

    def script(self, subject: Name, share: Share) -> Expression:
        """`pex_in_subnet`, one call for each family, behind a test for a plain address.

        What the function does with anything else is not documented; it may raise.
        """
        found = []
        for version, plain in _PLAIN.items():
            blocks = [str(network) for network in self.networks if network.version == version]
            if blocks:
                is_plain = share(f"{subject.name}_is_ipv{version}", search(plain, subject))
                found.append(both([is_plain, Call("pex_in_subnet", (subject, array(blocks)))]))
        return either(found)

    def language(self) -> Language:
        """The plain addresses in the blocks."""
        return addresses(self.networks)

    def near_misses(self) -> tuple[str, ...]:
        """The ends of each block, the addresses just outside, and odd spellings."""
        return tuple(dict.fromkeys(near for n in self.networks for near in address_near_misses(n)))

    def describe(self) -> str:
        """The blocks."""
        return f"{self.keyword} {quoted(tuple(str(network) for network in self.networks))}"

    def in_words(self, *, negated: bool = False, most: int = FEW) -> str:
        """`is in 10.47.0.0/16`."""
        return _IS_IN.of([*map(str, self.networks)], negated=negated, most=most)
