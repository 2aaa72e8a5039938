"""Random operators on text, with their languages, and texts that lie near them."""

from itertools import product

from hypothesis import strategies as st
from matching.pattern_strategies import sources, texts

from rulec.languages import Unreadable, part_of
from rulec.matching.address import Network, parse_network
from rulec.matching.alias import AliasPart, alias_near_misses, alias_part
from rulec.matching.pattern import Pattern, parse_pattern
from rulec.operators import Contains, EndsWith, Equals, InSubnet, Matches, Regex, StartsWith

WORDS = st.one_of(
    st.text(st.sampled_from("aAbk1.@:; "), min_size=1, max_size=4),
    st.sampled_from(["sip", "sip:", "alice", "a@b", "example.com", "[::1]", ":5060", "\n", "a\n"]),
)
BLOCKS = st.sampled_from(
    "0.0.0.0/0 10.0.0.0/8 10.1.0.0/16 10.1.2.3 10.64.0.0/10 192.168.4.0/22 255.255.255.255 0.0.0.0"
    " 100.100.100.100/30 9.0.0.0/8 ::/0 ::1 2001:db8::/32 2001:db8::/33 2001:db8:8000::/33 fc00::/7"
    " fe80::/10 ::ffff:0:0/96 1:2:3:4:5:6:7:8 ffff::/16 0:0:0:1::/64 ::/127".split()
)


class Case:
    """What a language should mean, told without it."""

    def __init__(self, name, language, holds, near, limit=None):
        self.name, self.language, self.holds, self.near = name, language, holds, near
        #: Python's `re` may take for ever on longer texts.
        self.limit = limit

    def __repr__(self):
        return self.name


def _case(operator):
    try:
        language = operator.language()
    except Unreadable:
        return None
    read = getattr(operator, "patterns", ())
    limits = [pattern.quick_length for pattern in read if pattern.quick_length is not None]
    limit = min(limits, default=None)
    return Case(repr(operator), language, operator.holds, operator.near_misses(), limit)


def literal_cases():
    kinds = st.sampled_from([Equals, StartsWith, EndsWith, Contains])
    words = st.lists(WORDS, min_size=1, max_size=4, unique=True).map(tuple)
    return st.builds(lambda kind, *rest: _case(kind(*rest)), kinds, words, st.booleans())


def _patterns(found):
    return tuple(p for p in map(parse_pattern, found) if isinstance(p, Pattern))


def pattern_cases(drawn=None):
    drawn = sources() if drawn is None else drawn
    several = st.lists(drawn, min_size=1, max_size=2).map(_patterns).filter(bool)
    kinds = st.sampled_from([Matches, Regex])
    cases = st.builds(lambda kind, *rest: _case(kind(*rest)), kinds, several, st.booleans())
    return cases.filter(lambda case: case is not None)


def networks():
    return st.lists(BLOCKS, min_size=1, max_size=4, unique=True).map(
        lambda blocks: tuple(network for network in map(parse_network, blocks) if _is_one(network))
    )


def _is_one(network):
    assert isinstance(network, Network)
    return True


def address_cases():
    return networks().map(lambda several: _case(InSubnet(several)))


def _of_part(part, case):
    if case is None:
        return Case(
            f"{part} of anything",
            part_of(part, None),
            lambda text: alias_part(text, part) is not None,
            alias_near_misses("sip:alice@example.com;x"),
        )

    def holds(text):
        value = alias_part(text, part)
        return value is not None and case.holds(value)

    near = [text for value in case.near[:6] for text in alias_near_misses(f"alice@{value}")]
    near += [text for value in case.near[:6] for text in alias_near_misses(f"{value}@b.c;d=e")]
    near += [f"{before}{v}{after}" for v in case.near for before, after in FRAMES]
    return Case(f"{part} of {case}", part_of(part, case.language), holds, tuple(near), case.limit)


FRAMES = [("", ""), ("sip:", "@b"), ("x@", ";y"), ("SIPS:a@", ":5060"), ("a;b@", ""), ("s:", ";@")]


def part_cases():
    inner = st.one_of(st.none(), literal_cases(), pattern_cases())
    return st.builds(_of_part, st.sampled_from(AliasPart), inner)


def cases():
    return st.one_of(literal_cases(), pattern_cases(), part_cases(), address_cases())


EXTRA = st.lists(texts(), min_size=6, max_size=6)


def asked(case, extra):
    """Texts to ask a case about; short ones where `re` is slow."""
    found = dict.fromkeys([*case.near, *extra])
    return [text for text in found if text and is_quick(case, text)]


def is_quick(case, text):
    """Whether `re` answers soon."""
    return case.limit is None or len(text) <= case.limit


def walk(language, text):
    """What the automaton of a language says, by its table, as the search reads it."""
    table, state = language.table, 0
    for character in text:
        state = table.row(state)[table.partition.class_of(character)]
        if state < 0:
            return False
    return table.accepting[state]


def dense_cases():
    """Patterns and words of very few characters, so that many include or exclude each other."""
    atoms = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "$", "^", r"\n", "a*", "b?", "(?:ab)+"])

    def grow(inner):
        return st.one_of(
            st.lists(inner, min_size=1, max_size=3).map("".join),
            st.lists(inner, min_size=2, max_size=3).map("|".join).map("(?:{})".format),
            st.builds("(?:{}){}".format, inner, st.sampled_from(["*", "+", "{2}", "{1,2}"])),
            st.builds("(?{}{})".format, st.sampled_from("=!"), inner),
        )

    words = st.lists(st.text("aAb", min_size=1, max_size=2), min_size=1, max_size=2).map(tuple)
    kinds = st.sampled_from([Equals, StartsWith, EndsWith, Contains])
    literals = st.builds(lambda kind, *rest: _case(kind(*rest)), kinds, words, st.booleans())
    return st.one_of(pattern_cases(st.recursive(atoms, grow, max_leaves=4)), literals)


def all_texts(characters, length):
    """Every text of these characters up to this length, but the empty one."""
    return ["".join(t) for n in range(1, length + 1) for t in product(characters, repeat=n)]
