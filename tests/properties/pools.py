"""Texts that rules and calls are made of, chosen so that they meet, or nearly meet."""

from __future__ import annotations

from functools import cache
from random import Random

from rulec.matching.pattern import PatternProblem, parse_pattern

#: Letters that fold to ASCII, digits of other scripts, line ends, Jinja's and JSON's own signs.
TRICKY = (
    "aAbkKsSzZ019_-.:@; \n\r\t\x0b\x1c\x85\"'\\{}%#|<>&[]"
    "\u212a\u017f\u0130\u0131\u00e9\u0661\u2028\u200f\u3000\U0001f600"
)

#: Operands; none is empty.
WORDS = (
    "alice", "Alice", "bob.k", "88", "8812", "meet.", "meet.alice", "example.com", "EXAMPLE.com",
    "kiosk.org", "sip:", "sip", "h323", "tel", "mssip", "@", "a@b", "sip:alice@example.com",
    "Sip:88@kiosk.org;x=1", "10.0.0.1", "10.0.0.1:5060", "fe80::1", "k", "K", "ss", "0", "-1", "1",
    "true", "null", "None", "x y", " ", "a\nb", "\n", "'", '"', "it's", 'say "x"', "\\", "\\n",
    "\\u0041", "{{ x }}", "{% x %}", "{# x #}", "#}", "}}", "{", "}", "%", "#", "\u212a", "\u017f",
    "\u0130", "\u00e9", "e\u0301", "\u2028", "\u200f", "\U0001f600", "\ufeff", "\x7f", "\x85",
    "a,b", "[x]", "['x']", "(a|b)", "$x", "\\1", "^a", "a$", "-", "conference", "gateway", "Oslo",
    "New York", "staff", "api", "dial_in", "123456", "1234#",
)  # fmt: skip

#: Locations, as a project may list them.
LOCATIONS = ("Oslo", "New York", "DMZ", "Z\u00fcrich \u2013 DMZ", "it's")

#: What a caller may send where text is expected; the rest of a call is made from operands.
HOSTILE = (
    "", " ", "\0", "a\0b", "\0\0", "\0alice", "alice\0", "\ud800", "a\udc00", "\ud83d\ude00", "\n",
    "alice\n", "\r\n", "\u2028", "\u202e", "\u212a", "\x1f", "\x7f", "{{ 7 * 7 }}",
    "{% set x = 1 %}", "{# x", "#}", "}}", "'", '"', "\\", '\\"', "\\u0041", "</script>", "&amp;",
    "None", "null", "true", "0", "[]", "['a', 'b']", "[", "a" * 260, "\U0001f600" * 251, "%s",
    "\\1", "88" * 30, "@@", "a@b@c", "sip:sip:a@b", ":@", ";", "a;b@c;d", "sip:", "a@[::1]:5060",
    "a@b:1:2", "10.0.0.1", "010.0.0.1", "10.0.0.256", "::ffff:10.0.0.1", "fe80::1%eth0", "::",
    "10.0.0.1 ",
)  # fmt: skip

#: Values of other types than text, as JSON text, so that every call has its own.
ODD = (
    "null", "true", "false", "0", "1", "-1", "1.0", "1.5", "100000000000000", "999999999999999",
    "1000000000000000", "-1000000000000000", "18446744073709551616", "[]", "{}", "[[]]", '["a"]',
    '["alice", "88"]', '{"a": "b"}', "[null]", r'["\u0000"]', r'["a\u0000b", ""]',
    "[1, true, null]", '"1"', '"True"',
)  # fmt: skip

INTEGERS = (0, 1, -1, 2, 7, 30, 64, 250, 512, 5060, 128000, 8192000, 10**15 - 1)

SUBNETS = (
    "10.0.0.0/8", "10.47.0.0/16", "10.0.0.1", "192.168.1.0/25", "0.0.0.0/0", "10.47.3.9/23",
    "2001:db8::/32", "::/0", "fe80::/10", "::1", "2001:DB8:0:1::/64", "::ffff:0:0/96",
)  # fmt: skip

ADDRESSES = (
    "10.47.3.9", "10.0.0.1", "10.255.255.255", "11.0.0.0", "192.168.1.127", "192.168.1.128",
    "8.8.8.8", "2001:db8::1", "2001:db8:0:1::", "2001:0DB8::9", "2001:db9::", "fe80::1", "::1",
    "::", "::ffff:10.0.0.1", "::ffff:a00:1", "10.0.0.01", "10.0.0.1:80", "[::1]", "1::2::3",
    "10.0.0", "1:2:3:4:5:6:7:8:9", "0.0.0.0",
)  # fmt: skip

#: Patterns with a place for the name of a group, and for one that may not take part.
CAPTURING = (
    r"(?P<{0}>.*)", r"(?P<{0}>[^@]+)@.*", r"(?:sip:)?(?P<{0}>\d+)(?P<{1}>x.*)?",
    r"(?P<{0}>a|b|k)(?P<{1}>.*)", r"[\s\S]*?(?P<{0}>[a-z]{{2,3}})[\s\S]*",
    r"(?P<{0}>[\s\S]?)(?:(?P<{1}>\w)|\W)*", r"(?=(?P<{0}>.))[\s\S]+",
)  # fmt: skip

PATTERNS = (
    r"88\d{2,4}", r".*", r".+@example\.com", r"(?:sip:)?\w+", r"[a-k]+", r"[^a-k]", r"\s",
    r"\S+ \S+", r"(?!.*bob)[\s\S]+", r"a|b|", r"^a", r"a$", r"^$", r"\d*", r"K", r"[^\n]",
    r"(?=8)\d+", r"\W", r"\D\d", r"k{2,}?", r"[\w.-]+@[\w.-]+", r"\x00", r"[\x00-\x1f]", r"\u212a",
    r"(a)(b)?", r"x(?:yz)*", r"\}\}", r"\{%",
)  # fmt: skip

#: Patterns with replacements that refer to their groups.
REPLACEMENTS = (
    (r"\s+", " "), (r"^(sip:)?", ""), (r"(\w+)@(.*)", r"\2 \1"), (r"(?P<n>\d)", r"<\g<n>>"),
    (r"[aeiou]", ""), (r"(a)(b?)", r"\2\1"), (r".", r"\\"), (r"[^a-z]", "{x}"),
    (r"(.)(.)", r"\2\1"), (r"@.+", "@x|y"), (r"k", "#}"),
)  # fmt: skip


@cache
def pattern_texts(source: str) -> tuple[str, ...]:
    """Texts in and around what a pattern matches; short ones, so that no search takes long."""
    pattern = parse_pattern(source)
    assert not isinstance(pattern, PatternProblem), source
    texts = (*pattern.samples(), *pattern.near_misses())
    return tuple(text for text in texts if len(text) <= 30) or ("",)


def near(random: Random, word: str) -> str:
    """A text that is the word, or nearly."""
    place = random.randrange(len(word) + 1)
    character = random.choice(TRICKY)
    match random.randrange(14):
        case 0:
            return word[:place] + character + word[place:]
        case 1:
            return word[:place] + word[place + 1 :]
        case 2:
            return word[:place] + character + word[place + 1 :]
        case 3:
            return word.swapcase()
        case 4:
            return word.translate(_ALIKE)
        case 5:
            return word + character
        case 6:
            return character + word
        case 7:
            return f"{word}\n"
        case 8:
            return f"{word}\0{random.choice(WORDS)}"
        case _:
            return word


_ALIKE = str.maketrans("kKsSi0189", "\u212a\u212a\u017f\u017f\u0131\u0660\u0661\u0668\u0669")


def alias(random: Random, words: list[str]) -> str:
    """An alias put together from operands, not always in good order."""
    scheme = random.choice(
        ("", "", "", "sip:", "SIP:", "sips:", "h323:", "tel:", "mssip:", "rtmp:", "x:")
    )
    user = near(random, random.choice(words))
    domain = random.choice(
        ("", "", "@", "@" + near(random, random.choice(words)), "@example.com", "@KIOSK.org")
    )
    port = random.choice(("", "", "", ":5060", ":", ":a", ":1:2", "]:9"))
    parameters = random.choice(("", "", "", ";x=1", ";", ";a@b", ";transport=tls;y"))
    return scheme + user + domain + port + parameters
