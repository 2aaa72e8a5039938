"""The parts of an alias, by hand and against the regex texts that scripts use."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulec.matching.alias import (
    ALIAS,
    ASCII_ONLY,
    PORT,
    UP_TO_AT,
    USER_CUT,
    AliasPart,
    alias_near_misses,
    alias_part,
)

#: alias: scheme, address, user, domain
BY_HAND = {
    "sip:alice@example.com": ("sip", "alice@example.com", "alice", "example.com"),
    "SIPS:Alice@Example.COM": ("sips", "Alice@Example.COM", "Alice", "example.com"),
    "alice@example.com;transport=tls": (None, "alice@example.com", "alice", "example.com"),
    "sip:a;b@c;d=e@f": ("sip", "a;b@c", "a;b", "c"),
    "alice;x=1": (None, "alice", "alice", None),
    "fe80::1": (None, "fe80::1", "fe80::1", None),
    "10.0.0.1:5060": (None, "10.0.0.1:5060", "10.0.0.1:5060", None),
    "h323:alice": ("h323", "alice", "alice", None),
    "tel:+4799": ("tel", "+4799", "+4799", None),
    "http://x": (None, "http://x", "http://x", None),
    "alice@example.com:5061": (None, "alice@example.com:5061", "alice", "example.com"),
    "alice@[fe80::1]:5061": (None, "alice@[fe80::1]:5061", "alice", "[fe80::1]"),
    "alice@[fe80::1]": (None, "alice@[fe80::1]", "alice", "[fe80::1]"),
    "alice@fe80::1": (None, "alice@fe80::1", "alice", "fe80::1"),
    "alice@host:": (None, "alice@host:", "alice", "host:"),
    "alice@host:50\n": (None, "alice@host:50\n", "alice", "host:50\n"),
    "alice@host:\u0665": (None, "alice@host:\u0665", "alice", "host:\u0665"),
    "alice@:5060": (None, "alice@:5060", "alice", None),
    "alice@": (None, "alice@", "alice", None),
    "@example.com": (None, "@example.com", None, "example.com"),
    "a@b@C": (None, "a@b@C", "a", "b@c"),
    "a@\u00c9X.\u212a": (None, "a@\u00c9X.\u212a", "a", "\u00c9X.\u212a"),
    "sip:": ("sip", None, None, None),
    "sip": (None, "sip", "sip", None),
    "\u017fip:a@b": (None, "\u017fip:a@b", "\u017fip:a", "b"),
    " sip:a@b": (None, " sip:a@b", " sip:a", "b"),
    "sip:sip:a@b": ("sip", "sip:a@b", "sip:a", "b"),
    "": (None, None, None, None),
    ";x": (None, None, None, None),
}
PARTS = (AliasPart.SCHEME, AliasPart.ADDRESS, AliasPart.USER, AliasPart.DOMAIN)


def parts(text):
    return tuple(alias_part(text, part) for part in PARTS)


def by_regex(text):
    """As a script reads it: only searching, replacing, and lower case of ASCII text."""
    scheme, address = re.search(ALIAS, text).groups()
    domain = re.sub(PORT, r"\1", re.sub(UP_TO_AT, "", address))
    if re.search(ASCII_ONLY, domain):
        domain = domain.lower()
    user = re.sub(USER_CUT, "", address)
    return tuple(part or None for part in ((scheme or "").lower(), address, user, domain))


@pytest.mark.parametrize("text", BY_HAND)
def test_parts_by_hand(text):
    assert parts(text) == BY_HAND[text]
    assert by_regex(text) == BY_HAND[text]


@given(st.text(st.sampled_from("sipSIPSteltmrh32:@;[].a1K\u212a\u017f\u0665\n\x00é ")))
def test_the_two_readings_agree_on_any_text(text):
    assert by_regex(text) == parts(text)


@pytest.mark.parametrize("text", BY_HAND)
def test_the_two_readings_agree_on_near_misses(text):
    for near in alias_near_misses(text):
        assert by_regex(near) == parts(near), near


def test_long_and_odd_texts_are_read_too():
    for text in (
        "a" * 100_000,
        "@" * 100_000,
        "a:" * 50_000,
        "\ud800@\udfff",
        "a@" + ":1" * 50_000,
    ):
        assert by_regex(text) == parts(text)
