"""The parts of an alias, `scheme:user@domain;parameters`.

Python reads them by plain text operations; a script gets the regex texts at the end. The two are
deliberately written apart: a mistake in one shows as a difference from the other.
"""

from __future__ import annotations

from enum import StrEnum

from rulec.matching.letters import lower_a_to_z

#: The schemes that an alias may start with, before its first colon, in any case.
SCHEMES = ("sip", "sips", "h323", "tel", "mssip", "rtmp", "rtmps")


class AliasPart(StrEnum):
    """A part of an alias that a rule may name."""

    USER = "user"
    DOMAIN = "domain"
    SCHEME = "scheme"
    ADDRESS = "address"


def alias_part(text: str, part: AliasPart) -> str | None:
    """The part as rules see it; None where the alias does not have it, or has it empty.

    The scheme is in lower case. So is the domain where it is all ASCII; else it stays as written,
    because letters outside ASCII have no lower case that is the same everywhere.
    """
    scheme, address = _split(text)
    match part:
        case AliasPart.SCHEME:
            return scheme
        case AliasPart.ADDRESS:
            return address or None
        case AliasPart.USER:
            return address.partition("@")[0] or None
        case AliasPart.DOMAIN:
            domain = _without_port(address.partition("@")[2])
            return (domain.lower() if domain.isascii() else domain) or None


def _split(text: str) -> tuple[str | None, str]:
    """The scheme, and the alias without scheme and parameters."""
    head, colon, tail = text.partition(":")
    scheme = lower_a_to_z(head)
    if not colon or scheme not in SCHEMES:
        scheme, tail = "", text
    user, at, rest = tail.partition("@")
    # A semicolon in front of the first @ belongs to the user, not to parameters.
    address = user + at + rest.partition(";")[0] if at else tail.partition(";")[0]
    return scheme or None, address


def _without_port(domain: str) -> str:
    """The domain without `:digits` at its end, unless that may be the tail of an IPv6 address."""
    host, colon, digits = domain.rpartition(":")
    is_port = bool(colon) and digits.isascii() and digits.isdigit()
    return host if is_port and (host.endswith("]") or ":" not in host) else domain


def alias_near_misses(alias: str) -> tuple[str, ...]:
    """Texts on and just beside the border of what an alias means, for tests and verification.

    Other schemes and cases, parameters, ports, IPv6 hosts, no user, no domain, a second @.
    """
    scheme, address = _split(alias)
    user, at, host = address.partition("@")
    named = _without_port(host) if at else ""
    full = f"{user}@{named or 'example.com'}"
    texts = [alias, address]
    texts += [f"{prefix}:{address}" for prefix in (*SCHEMES, "SIP", "Sips", "x-sip", "", " sip")]
    if scheme:
        texts += [f"{scheme}:{scheme}:{address}", scheme, f"{scheme}:"]
    texts += [f"{address}{tail}" for tail in (";x=1", ";x=a@b", ":5060", ":5060;x=1", "@b", "\n")]
    texts += [f"{full}{tail}" for tail in (";x", ":5060", ":", ":50:60", ":5060\n", ":\u0665", ".")]
    texts += [f"{user};x@{named}", f"{user}@", f"@{named}", user, named, f"{user}@@{named}"]
    texts += [f"{user}@{ip6}" for ip6 in ("[fe80::1]", "[fe80::1]:5060", "fe80::1", "fe80::1:5060")]
    texts += [alias.upper(), alias.swapcase(), full.upper(), f"{full}\u212a", f"{full}\u00c9"]
    texts += ["", "@", ":", ";", "sip:", "sip:@", "fe80::1", "10.0.0.1:5060", "\x00", f"{full}\x00"]
    return tuple(dict.fromkeys(texts))


def _in_any_case(pattern: str) -> str:
    return "".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in pattern)


#: Searched in an alias, it always matches; group 1 is the scheme as written (none when there is
#: none), group 2 the address. The scheme is optional and greedy and what follows it matches any
#: text, so a scheme that is there is always taken.
ALIAS = (
    f"^(?:({_in_any_case('sips?|h323|tel|mssip|rtmps?')}):)?"
    r"([^@]*@[^;]*|[^;]*)"
)

#: Taken out of an address (replaced by nothing), it leaves the user.
USER_CUT = "@[^;]*"

#: Taken out of an address, it leaves the domain with its port, in the case in which it was written,
#: and of an address without @ it leaves nothing.
UP_TO_AT = "^[^@]*@?"

#: Replaced by its group 1 it takes the port off a domain: after `]`, or after the only colon.
PORT = r"^([^:]*|[^;]*\]):[0-9]+\Z"

#: Searched in a domain, matches when all of it is ASCII: only then may it be put in lower case by a
#: filter that knows all of Unicode (which turns the Kelvin sign into a k).
ASCII_ONLY = r"^[\x00-\x7f]*\Z"
