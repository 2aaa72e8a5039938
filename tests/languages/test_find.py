"""What is found: exact, short and readable, with a small core where there is nothing."""

import time

import pytest
from languages.builders import contains, domain, ends, equals, matches, regex, starts, user, within

from rulec.languages import ANY, PLAIN, GaveUp, Nothing, Unreadable, find, part_of
from rulec.matching.alias import AliasPart

FOUND = [
    ([matches(r"88\d{4,6}")], [], "881234"),
    ([regex(r"^meet\.")], [], "meet."),
    # `$` also holds before a line feed that ends the text.
    ([regex("^a$")], [equals("a")], "a\n"),
    ([regex("^a$"), PLAIN], [equals("a")], Nothing((0, 1), (0,))),
    ([ends("a.exe")], [ends(".exe")], Nothing((0,), (0,))),
    ([ends(".exe")], [ends("a.exe")], ".exe"),
    ([starts("meet."), ends(".com")], [], "meet.com"),
    ([ends("bb"), contains("bb"), contains("abaaa")], [], "abaaabb"),
    ([starts("a"), starts("b"), contains("c")], [], Nothing((0, 1), ())),
    ([matches("[0-9]{1,500}")], [matches("[0-9]+")], Nothing((0,), (0,))),
    ([matches("a|b|c")], [starts("a"), contains("b"), equals("d")], "c"),
    ([matches("a|b|c")], [equals("a"), equals("d"), regex("b|c")], Nothing((0,), (0, 2))),
    ([equals("one", "two", "six")], [starts("o"), contains("w")], "six"),
    ([equals("one", "two", "six")], [equals("six"), starts("t", "o")], Nothing((0,), (0, 1))),
    ([regex(".")], [regex("[^b]")], "b"),
    ([], [regex("[^b]")], "b"),
    ([], [ANY], Nothing((), (0,))),
    ([], [], "a"),
    ([contains("ss"), matches("[^s]*")], [], Nothing((0, 1), ())),
    # Look-aheads, negated too, in the middle too.
    ([matches(r"(?!88)\d{4}")], [], "1234"),
    ([matches("a(?=.*z)[a-y]+.")], [], "aaz"),
    ([matches("a(?=b)c")], [], Nothing((0,), ())),
    ([matches("(?=.*x)(?!.*xy).+")], [regex("x$")], "xa"),
    # Parts of aliases.
    ([domain(equals("example.com"))], [contains("@example.com")], "@example.coM"),
    ([domain(equals("example.com")), user(matches(r"\d{4}"))], [], "1456@example.com"),
    ([domain(equals("example.com"))], [], "alice@example.com"),
    ([domain(equals("example.com"))], [user()], "@example.com"),
    ([user(equals("a")), starts("sip:")], [domain()], "sip:a"),
    ([domain()], [contains("@")], Nothing((0,), (0,))),
    ([part_of(AliasPart.SCHEME, equals("sip"))], [starts("sip:")], "siP:"),
    ([domain(equals("A.com"))], [], Nothing((0,), ())),
    # Addresses.
    ([within("10.0.0.0/8")], [], "10.0.0.1"),
    ([within("10.0.0.0/8")], [within("10.0.0.0/9")], "10.128.0.1"),
    (
        [within("10.0.0.0/8")],
        [within("10.0.0.0/9"), within("::/0", "10.128.0.0/9")],
        Nothing((0,), (0, 1)),
    ),
    (
        [within("10.0.0.0/8", "192.168.4.0/22")],
        [within("::1"), within("0.0.0.0/0")],
        Nothing((0,), (1,)),
    ),
    ([within("10.0.0.0/8"), starts("10.1")], [within("10.1.0.0/16")], "10.11.1.1"),
    ([within("2001:db8::/32")], [], "2001:db8::1"),
    ([within("::/0")], [contains(":")], Nothing((0,), (0,))),
    ([within("::ffff:0:0/96")], [contains("ffff", "FFFF")], "::Ffff:a:a"),
    ([within("10.0.0.0/8"), domain()], [], Nothing((0, 1), ())),
]


@pytest.mark.parametrize(("inside", "outside", "expected"), FOUND)
def test_what_is_found(inside, outside, expected):
    found = find(inside, outside)
    assert found == expected


def test_the_core_of_a_thousand_languages_is_small():
    words = [f"room-{number}@example.com" for number in range(1000)]
    outside = [*map(equals, words), *(starts(f"room-{n}") for n in range(1, 10)), contains("x")]
    found = find([matches(r"room-[1-9]\d*@example\.com")], outside)
    assert found == Nothing((0,), (1009,))
    found = find([matches(r"room-[1-9]\d*@.*")], outside[:-1])
    assert found == Nothing((0,), tuple(range(1000, 1009)))
    assert find([matches(r"room-\d{1,3}")], outside) == "room-0"


def test_thousands_of_blocks_are_arithmetic():
    start = time.process_time()
    blocks = [within(f"10.{a}.{b}.0/24") for a in range(16) for b in range(256)]
    found = find([within("10.0.0.0/12")], blocks)
    assert found == Nothing((0,), tuple(range(4096)))
    assert find([within("10.0.0.0/12")], blocks[:-1]) == "10.15.255.1"
    assert time.process_time() - start < 2


def test_what_is_too_hard_is_given_up():
    one, other = matches("[ab]*a[ab]{20}"), matches("[ab]*a[ab]{21}")
    apart = matches("[ab]*b[ab]{20}"), matches("[ab]*b[ab]{21}"), matches("[ab]{0,21}")
    found = find([matches("[ab]{30,}")], [one, *apart[:1]], budget=2000)
    assert isinstance(found, Nothing | GaveUp)
    assert isinstance(find([ANY, regex("a.{20}b.{3}$")], [other, regex("a.{19}$")], 20), GaveUp)


def test_what_is_too_large_is_not_read():
    with pytest.raises(Unreadable, match="too long"):
        matches("(?:[0-9]{1,500}x){1,500}")


def test_languages_are_equal_by_value():
    assert matches("a+") == matches("a+")
    assert matches("a+") != regex("a+")
    assert len({starts("a"), starts("a"), ends("a"), starts("b")}) == 3
    assert user(equals("x")) == user(equals("x"))
