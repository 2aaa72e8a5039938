"""Pexip's functions for policy scripts: what a script calls with parentheses, without a pipe.

Facts: Pexip docs, "Filters and functions for local policy scripts". Where they are silent, a
switch of `Behaviour` decides; where neither speaks, the function raises, so that no script comes
to rely on a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NoReturn
from zoneinfo import ZoneInfo

from rulec.emulator.behaviour import Behaviour
from rulec.records import dataclass

#: A script may hold more patterns and networks than `re` keeps; compiling one takes far longer
#: than a render.
_KEPT = 8192

compiled = lru_cache(maxsize=_KEPT)(re.compile)


class NotReproducibleError(Exception):
    """A script asked for chance, which no two renders agree on."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Moment:
    """What `pex_now` gives: the seven documented attributes and nothing else."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    microsecond: int

    def __str__(self) -> str:
        message = "only the attributes of pex_now() are documented, not its text"
        raise TypeError(message)


def moment_in(zone: str, now: datetime) -> Moment:
    """The time `now` (aware) on the clocks of an IANA zone; an unknown zone raises."""
    if not isinstance(zone, str):
        message = f"pex_now takes the name of a time zone, not {type(zone).__name__}"
        raise TypeError(message)
    local = now.astimezone(UTC if zone == "UTC" else _zone(zone))
    return Moment(
        year=local.year,
        month=local.month,
        day=local.day,
        hour=local.hour,
        minute=local.minute,
        second=local.second,
        microsecond=local.microsecond,
    )


def text_of(value: object, behaviour: Behaviour) -> str:
    """The text that a filter or function works on, after the switch `null_filters`."""
    if isinstance(value, str):
        return value
    if behaviour.null_filters == "as text":
        return str(value)
    message = f"text expected, not {type(value).__name__}"
    raise TypeError(message)


@dataclass(frozen=True, slots=True)
class Functions:
    """The functions that need no clock and no log, under one behaviour."""

    behaviour: Behaviour

    def table(self) -> dict[str, Callable[..., object]]:
        """The functions by the names that scripts use."""
        return {
            "pex_find_first_match": self.find_first_match,
            "pex_in_subnet": self.in_subnet,
            "pex_random_pin": self.random_pin,
            "pex_regex_search": self.regex_search,
            "pex_uuid4": self.uuid4,
        }

    def regex_search(self, pattern: str, text: object) -> object:
        """The groups of the first match anywhere; without a match, as `no_match` says."""
        found = compiled(pattern).search(text_of(text, self.behaviour))
        if found is None:
            return self._no_match()
        absent = None if self.behaviour.unmatched_group == "none" else ""
        groups = found.groups(absent)
        return groups if self.behaviour.groups == "tuple" else list(groups)

    def find_first_match(self, texts: object, pattern: str) -> object:
        """The first text of a list that the pattern matches anywhere."""
        if not isinstance(texts, list | tuple):
            message = f"a list expected, not {type(texts).__name__}"
            raise TypeError(message)
        for text in texts:
            if compiled(pattern).search(text_of(text, self.behaviour)):
                return text
        return self._no_match()

    def in_subnet(self, address: object, networks: object) -> bool:
        """Whether the address lies in any of the networks; other families never match."""
        if not isinstance(networks, list | tuple):
            message = f"a list of networks expected, not {type(networks).__name__}"
            raise TypeError(message)
        # All networks are read first: a bad one must raise whatever the address is.
        blocks = [self._network(text) for text in networks]
        try:
            host = _address(address) if isinstance(address, str) else _no_address(address)
        except ValueError:
            if self.behaviour.bad_address == "raise":
                raise
            return False
        unwrapped = host.ipv4_mapped if isinstance(host, IPv6Address) else None
        if unwrapped is not None and self.behaviour.mapped_addresses == "unwrapped":
            return any(host in block or unwrapped in block for block in blocks)
        return any(host in block for block in blocks)

    def random_pin(self, length: int) -> str:
        """Raises: a PIN drawn anew in each render is nothing a decision may rest on."""
        message = f"pex_random_pin({length}) draws anew in every render"
        raise NotReproducibleError(message)

    def uuid4(self) -> str:
        """Raises: a UUID drawn anew in each render is nothing a decision may rest on."""
        message = "pex_uuid4() draws anew in every render"
        raise NotReproducibleError(message)

    def _network(self, text: object) -> IPv4Network | IPv6Network:
        if not isinstance(text, str):
            message = f"a network as text expected, not {type(text).__name__}"
            raise TypeError(message)
        return _network(text, strict=self.behaviour.strict_networks)

    def _no_match(self) -> object:
        match self.behaviour.no_match:
            case "none":
                return None
            case "empty tuple":
                return ()
            case "false":
                return False
            case "empty list":
                return []


@lru_cache(maxsize=_KEPT)
def _address(text: str) -> IPv4Address | IPv6Address:
    """An address as text; a zone id and everything malformed raise ValueError."""
    return _no_address(text) if "%" in text else ip_address(text)


def _no_address(value: object) -> NoReturn:
    message = f"{value!r} is no IP address"
    raise ValueError(message)


_network = lru_cache(maxsize=_KEPT)(ip_network)


@lru_cache(maxsize=_KEPT)
def _zone(name: str) -> ZoneInfo:
    """A zone as the tzdata package has it, so that it is the same on every machine.

    `ZoneInfo` asks the system first; it is asked where the package has no such file.
    """
    try:
        with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
            return ZoneInfo.from_file(file, key=name)
    except (ImportError, OSError, ValueError):
        return ZoneInfo(name)
