"""Plain addresses are exactly those that have one meaning; networks hold what they should."""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulec.matching.address import (
    BYTES_V4,
    LAST_BYTES_V4,
    Network,
    address_near_misses,
    in_networks,
    is_plain_v4,
    is_plain_v6,
    parse_network,
)

GROUPS = st.sampled_from(["0", "1", "ab", "FFFF", "0db8", "12345", "g", "", "1.2.3.4", "\u0661"])


def near_valid_v6():
    joined = st.lists(GROUPS, max_size=10).map(":".join)
    halves = st.builds("{}::{}".format, joined, joined)
    return st.one_of(
        joined, halves, st.builds("{}{}".format, halves, st.sampled_from(["%1", "\n"]))
    )


def near_valid_v4():
    octets = st.sampled_from(
        ["0", "1", "9", "10", "99", "100", "199", "249", "255", "256", "01", ""]
    )
    return st.lists(octets, min_size=3, max_size=5).map(".".join)


def reads(kind, text):
    try:
        kind(text)
    except AddressValueError:
        return False
    return True


@given(near_valid_v6())
def test_plain_v6_is_what_the_library_reads_but_for_two_forms(text):
    assert is_plain_v6(text) == (reads(IPv6Address, text) and "." not in text and "%" not in text)


@given(st.integers(0, 2**128 - 1), st.integers(0, 2**128 - 1))
def test_every_v6_address_is_plain(number, mask):
    address = IPv6Address(number & mask)
    assert is_plain_v6(address.exploded)
    assert is_plain_v6(str(address))


@given(near_valid_v4())
def test_plain_v4_is_what_the_library_reads(text):
    assert is_plain_v4(text) == reads(IPv4Address, text)


@given(near_valid_v4())
def test_its_numbers_are_captured_where_it_is_plain(text):
    found = re.search(BYTES_V4, text)
    assert (found is not None) == is_plain_v4(text)
    if found is not None:
        first, *numbers = found.groups()
        assert (first, numbers) == (text.rpartition(".")[0].rpartition(".")[0], text.split("."))


@given(near_valid_v4())
def test_the_last_two_are_captured_of_nothing_that_is_none(text):
    found = re.search(LAST_BYTES_V4, text)
    first, _, last = text.rpartition(".")[0].rpartition(".")
    if is_plain_v4(text):
        assert found is not None
        assert found.groups() == (first, last, text.rpartition(".")[2])
    elif found is not None:
        # Only the first two may be odd.
        assert is_plain_v4(f"1.2.{found[2]}.{found[3]}")
        assert not is_plain_v4(f"{found[1]}.3.4")
        assert not is_plain_v6(text)


@pytest.mark.parametrize("text", ["1.2.3.4\n", "1.2.3.4.", "1.2.3", "\u0661.2.3.4", "", " 1.2.3.4"])
def test_nothing_may_stand_beside_an_address(text):
    assert not is_plain_v4(text)


@pytest.mark.parametrize(
    ("text", "written", "host_bits"),
    [
        ("10.201.5.0/23", "10.201.4.0/23", True),
        ("10.0.0.0/8", "10.0.0.0/8", False),
        ("10.1.2.3", "10.1.2.3/32", False),
        ("0.0.0.0/0", "0.0.0.0/0", False),
        ("2001:DB8::1/32", "2001:db8::/32", True),
        ("::1", "::1/128", False),
    ],
)
def test_networks(text, written, host_bits):
    network = parse_network(text)
    assert isinstance(network, Network)
    assert (str(network), network.had_host_bits) == (written, host_bits)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("10.0.0.0/33", "from 0 to 32"),
        ("::/129", "from 0 to 128"),
        ("10.0.0.0/", "prefix length"),
        ("10.0.0.0/08", "prefix length"),
        ("10.0.0.0/255.0.0.0", "prefix length"),
        ("10.0.0.0/\u0668", "prefix length"),
        ("010.0.0.0/8", "leading zeros"),
        ("fe80::1%eth0", "zone id"),
        ("::ffff:10.0.0.1", "dotted quad"),
        (" 10.0.0.1", "blank"),
        ("example.com", "IPv4 or IPv6"),
        ("", "IPv4 or IPv6"),
    ],
)
def test_what_is_no_network(text, words):
    problem = parse_network(text)
    assert isinstance(problem, str)
    assert words in problem


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("10.9.0.0/255.255.0.0", "10.9.0.0/16"),
        ("10.9.0.0/0.0.255.255", "10.9.0.0/16"),
        ("10.9.3.1/255.255.254.0", "10.9.2.0/23"),
        ("10.9.3.1/0.0.0.1", "10.9.3.0/31"),
        ("128.0.0.0/128.0.0.0", "128.0.0.0/1"),
        # All ones and all zeros: what either means depends on the notation.
        ("10.9.3.1/255.255.255.255", "10.9.3.1/32"),
        ("10.9.3.1/0.0.0.0", "10.9.3.1/32"),
        ("0.0.0.0/0.0.0.0", "0.0.0.0/0"),
        ("0.0.0.0/255.255.255.255", "0.0.0.0/0"),
    ],
)
def test_a_mask_is_no_prefix_length(text, meant):
    problem = parse_network(text)
    mask = text.partition("/")[2]
    assert problem == f"`{mask}` is a mask, not a prefix length: write `{meant}`"
    assert isinstance(parse_network(meant), Network)


@pytest.mark.parametrize("mask", ["255.0.255.0", "0.255.0.255", "255.255.0", "255.255.0.00"])
def test_what_is_no_mask_either(mask):
    assert parse_network(f"10.9.0.0/{mask}") == f"`{mask}` is not a prefix length from 0 to 32"
    assert "mask" not in parse_network(f"2001:db8::/{mask}")


def test_several_networks_are_not_one():
    for text in ("10.9.0.0/16,10.10.0.0/16", "10.9.0.1, 10.9.0.2", "::1,10.0.0.0/8"):
        problem = parse_network(text)
        assert problem.startswith(f"`{text}` is several blocks: ")
        assert "`;` in a cell" in problem


@pytest.mark.parametrize(
    "block", ["10.0.0.0/8", "10.1.2.3/32", "0.0.0.0/0", "2001:db8::/32", "::/0"]
)
def test_near_misses_lie_on_both_sides_of_the_border(block):
    network = parse_network(block)
    inside = {text for text in address_near_misses(network) if in_networks(text, (network,))}
    library = ip_network(block)
    assert {str(library[0]), str(library[-1])} <= inside
    for text in address_near_misses(network):
        plain = is_plain_v4(text) or is_plain_v6(text)
        assert (text in inside) == (plain and ip_address(text) in library), text


def test_a_mapped_address_is_in_no_v4_block():
    everything = (parse_network("0.0.0.0/0"),)
    assert not in_networks("::ffff:a00:1", everything)
    assert in_networks("::ffff:a00:1", (*everything, parse_network("::ffff:0:0/96")))
    assert not in_networks("::ffff:10.0.0.1", (parse_network("::/0"),))


def test_long_texts_are_refused_at_once():
    for text in ("1" * 100_000, "1:" * 50_000, "::" + "1:" * 50_000, "\x00", "\ud800"):
        assert not in_networks(text, (parse_network("::/0"),))
