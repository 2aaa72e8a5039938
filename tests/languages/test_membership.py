"""Single texts that languages have or have not, where the border is easy to get wrong."""

import pytest
from languages.builders import contains, domain, equals, matches, regex, starts, user, within
from languages.draws import walk

from rulec.languages import ANY, PLAIN, Language, literals, part_of
from rulec.matching.alias import AliasPart

X = equals("x")
SEVEN = "1:2:3:4:5:6:7"

#: A language, texts that it has, and texts that it has not.
BORDERS = [
    (regex("a$"), ["a", "ba", "a\n"], ["a\n\n", "ab", "a\nb"]),
    (matches("a$"), ["a"], ["a\n", "ba"]),
    (matches(r"a$\n"), ["a\n"], ["a", "a\n\n"]),
    (regex("^a"), ["a", "ab"], ["ba", "\na"]),
    (regex("b^a|^$|x"), ["x", "yx"], ["ba", "a"]),
    (matches("."), ["a", "\r"], ["\n", "ab"]),
    (matches("(?!a).."), ["ba", "bb"], ["ab", "aa", "b"]),
    (matches("(?=a).."), ["ab"], ["ba", "a"]),
    (matches("(?!a|b$).+"), ["c", "ba"], ["a", "ab", "b"]),
    (matches("x(?!.*y)(?=.*z).*"), ["xz", "xaz"], ["x", "xzy", "xyz"]),
    (matches("(?!(?=a)(?!ab)).+"), ["ab", "b"], ["a", "ac"]),
    (matches("(?:a(?=b|$)|b)+"), ["ab", "aba", "ba"], ["aa", "baa"]),
    (regex("a(?=$)"), ["a", "ba", "a\n"], ["ab"]),
    (matches("[^a]", ignore_case=True), ["b", "B"], ["a", "A"]),
    (matches("[^k]", ignore_case=True), ["\u212a"], ["k", "K"]),
    (matches("s", ignore_case=True), ["s", "S"], ["\u017f"]),
    (matches("a{2,4}"), ["aa", "aaa", "aaaa"], ["a", "aaaaa"]),
    (matches("(?:a|b|ab){2}"), ["ab", "aba", "abab"], ["a", "ababa"]),
    (matches("abc|abd|a|(?:ax|ay)z"), ["abc", "abd", "a", "axz", "ayz"], ["ab", "ax"]),
    (contains("abcd", "bc"), ["abc", "bcx"], ["abd", "acb", "bac"]),
    (contains("aab"), ["aaab"], ["aaa", "abab"]),
    (literals("ends_with", ("ab", "b")), ["b", "ab", "bb"], ["ba", "a"]),
    (literals("ends_with", ("Ab",), True), ["ab", "xAB"], ["a", "aba"]),
    (starts("ab", "a"), ["a", "ab", "ax"], ["b", "ba"]),
    (literals("starts_with", ("",)), ["a", "\n"], []),
    (equals("a", "ab", "b"), ["a", "ab", "b"], ["abb", "ba", "aa"]),
    (equals(), [], ["a"]),
    (ANY, ["a", "\x00"], []),
    (PLAIN, ["a b", "\u00e9"], ["a\n", "\u202e", "\u212a", "a\x7f"]),
    (user(X), ["x", "x@y", "sip:x@y", "SIPS:x", "x;y", "x@y;z@w"], ["x;y@z", "y@x", "sip:", "a:x"]),
    (user(equals("x;y")), ["x;y@z"], ["x;y", "x"]),
    (user(equals("sip")), ["sip", "sip@x", "sip;x", "sips:sip"], ["sip:", "sip:x"]),
    (user(), ["x", "x@"], ["@x", ";x", "sip:", "sip:@x", ";"]),
    (part_of(AliasPart.ADDRESS, equals("x@y")), ["x@y", "tel:x@y;z"], ["x@y@", "x", "x;@y"]),
    (part_of(AliasPart.ADDRESS, X), ["x", "x;", "h323:x"], ["x@", "x;@"]),
    (domain(X), ["a@x", "@X", "a;b@x:1", "a@x;@"], ["a@x:", "a@x:1:2", "a@x\u0665", "x"]),
    (domain(X), [], ["a@x:1\n", "a@x:\u0665"]),
    (domain(equals("x:1:2")), ["a@x:1:2"], ["a@x:1", "a@x:1:2:3"]),
    (domain(equals("[::1]")), ["a@[::1]", "a@[::1]:5060"], ["a@[::1]:", "a@::1"]),
    (domain(equals("K\u00e9")), ["a@K\u00e9"], ["a@k\u00e9"]),
    (domain(equals("k\u212a")), ["a@k\u212a"], ["a@kk"]),
    (domain(), ["a@b", "a@:"], ["a@", "a", "a@:5060", "a@;b"]),
    (part_of(AliasPart.SCHEME, equals("sip")), ["sip:", "Sip:x"], ["sips:x", "sip", "xsip:"]),
    (part_of(AliasPart.SCHEME, X), [], ["x:", "sip:x"]),
    (within("10.0.0.0/8"), ["10.0.0.0", "10.255.99.100"], ["10.0.0", "10.0.0.0.0", "11.0.0.0"]),
    (within("10.0.0.0/8"), ["10.0.0.1"], ["10.01.0.1", "010.0.0.1", "10.0.0.256", "10..0.1"]),
    (within("10.0.0.0/8"), [], ["10.0.0.1\n", " 10.0.0.1"]),
    (within("0.0.0.0/0"), ["0.0.0.0", "249.250.255.26"], ["00.0.0.0", "300.1.1.1", "::1.2.3.4"]),
    (within("0.0.0.0"), ["0.0.0.0"], ["00.0.0.0", "0.0.0.00", "0.0.0.1"]),
    (within("10.4.0.0/14"), ["10.4.0.0", "10.7.1.1"], ["10.3.0.0", "10.8.0.0", "10.40.0.0"]),
    (within("::/0"), ["::", "::1", f"{SEVEN}:8", f"{SEVEN}::", f"::{SEVEN}", "1::2"], []),
    (within("::/0"), [], [":", ":::", f"{SEVEN}", f"{SEVEN}::8", f"::{SEVEN}:8", "1::2::3"]),
    (within("::/0"), [], ["::1:", "1:2"]),
    (within("::/0"), ["00A0::0001"], ["12345::", ":1::", "1:", "::g", "1.2.3.4", "::1%x"]),
    (within("::1"), ["::1", "0:0:0:0:0:0:0:1", "0::0001", "::0:1"], ["::", "1::", "::1:0"]),
    (within("2001:db8::/33"), ["2001:DB8::", "2001:0db8:7fff::"], ["2001:db8:8000::", "2001:db::"]),
    (within("fc00::/7"), ["fc00::", "fdff::1", "FD00::"], ["fe00::", "fc::", "fbff::"]),
    (within("0:0:0:1::/64"), ["::1:0:0:0:0", "0:0:0:1::"], ["::1:0:0:0", "::1"]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "inside", "outside"), BORDERS)
def test_what_a_language_has(language, inside, outside):
    for expected, texts in ((True, inside), (False, outside)):
        for text in texts:
            assert language.contains(text) is expected, text
            assert Language.contains(language, text) is expected, text
            assert walk(language, text) is expected, text


def test_no_language_has_the_empty_text():
    for language, _, _ in BORDERS:
        assert not walk(language, "")
        assert not Language.contains(language, "")
    assert not walk(matches("a*"), "")
    assert not walk(regex("$"), "")
