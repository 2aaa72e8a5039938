"""Operands of one list that another one makes superfluous: it matches all that they match."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network

from rulec.diagnostics import Problem, Related, short
from rulec.diagnostics import codes_resolving as codes
from rulec.matching.address import Network
from rulec.syntax.nodes import Scalar

#: Longer texts are not cut into pieces.
_LONGEST = 500


def covered_texts(
    word: str,
    scalars: list[Scalar],
    fold: Callable[[str], str],
    is_listed: Callable[[Scalar], bool],
) -> Iterator[Problem]:
    """Warns of texts that another one covers; `fold` makes equal what compares as equal.

    Of items of named lists only what is so wherever the list is used.
    """
    if len(scalars) < 2:
        return
    folded = [fold(scalar) for scalar in scalars]
    first = {text: number for number, text in reversed([*enumerate(folded)])}
    lengths = sorted({len(text) for text in first})
    for number, text in enumerate(folded):
        by = first[text] if first[text] != number else None
        if by is None and len(text) <= _LONGEST:
            by = next((first[p] for p in _wider(word, text, lengths) if p in first), None)
        if by is not None:
            one, other = scalars[number], scalars[by]
            if str(one) == str(other) or not is_listed(one):
                yield _told(one, other)


def _wider(word: str, text: str, lengths: Iterable[int]) -> Iterator[str]:
    """Operands of a keyword that match all that one does, and more, by their lengths."""
    for length in lengths:
        if length >= len(text):
            return
        match word:
            case "starts_with":
                yield text[:length]
            case "ends_with":
                yield text[-length:]
            case "contains":
                yield from (text[at : at + length] for at in range(len(text) - length + 1))
            case _:
                return


def covered_networks(scalars: list[Scalar], networks: list[Network]) -> Iterator[Problem]:
    """Warns of blocks that lie in another one."""
    if len(networks) < 2:
        return
    first: dict[IPv4Network | IPv6Network, int] = {}
    for number, network in enumerate(networks):
        first.setdefault(network.block, number)
    for number, network in enumerate(networks):
        by = first[network.block] if first[network.block] != number else _around(network, first)
        if by is not None:
            yield _told(scalars[number], scalars[by])


def _around(network: Network, known: Mapping[IPv4Network | IPv6Network, int]) -> int | None:
    lengths = range(network.block.prefixlen)
    wider = (network.block.supernet(new_prefix=length) for length in lengths)
    return next((known[block] for block in wider if block in known), None)


def _told(one: Scalar, by: Scalar) -> Problem:
    message = f"`{short(one)}` makes no difference: `{short(by)}` matches all that it does"
    if str(one) == str(by):
        message = f"`{short(one)}` stands in the list more than once"
    hint = "remove it, or correct what was meant"
    covering = Related("covers it", by.span)
    return Problem(codes.COVERED_OPERAND, message, one.span, hint, (covering,))
