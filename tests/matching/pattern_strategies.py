"""Random patterns of the allowed subset, and texts that lie near them."""

import re

from hypothesis import strategies as st

#: Characters that patterns and texts share, so that random texts have a chance to match; with
#: letters that fold to ASCII, digits of other scripts, control characters and a character that
#: UTF-8 cannot hold.
ALPHABET = (
    "aAbkKsSzZ019_-.:@ \n\r\t\x00\x0b\x1c\x85\u212a\u017f\u0130\u0131\u00e9\u0661\u3000\U0001f600"
)

LITERALS = [c for c in ALPHABET if c not in ".\x00"] + [
    r"\.", r"\-", r"\/", r"\\", r"\@", r"\n", r"\t", r"\r", r"\f", r"\v", r"\x00", r"\x41",
    r"\u00e9", r"\u212a", r"\ ", r"\_", "]", "}", "{", "{,", "{a}", "{1,a}", "#", "&", "~",
]  # fmt: skip
ATOMS = [*LITERALS, ".", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S"]
CLASS_ITEMS = [
    "a", "k", "S", "z", "0", "_", ".", "^a", "$", "*", "(", "{", "@", "\x00", "\u212a", "\u00e9",
    "a-z", "A-Z", "0-9", "Z-a", "K-k", "!-/", "\u00e0-\u00ff", "a-\u0fff", r"\d", r"\w", r"\s",
    r"\D", r"\W", r"\S", r"\]", r"\-", r"\\", r"\^", r"\n", r"\x00-\x1f", r"\[", r"\u212a",
]  # fmt: skip
QUANTIFIERS = ["*", "+", "?", "{2}", "{1,}", "{0,2}", "{,2}", "{1,3}", "*?", "+?", "??", "{1,2}?"]


def classes():
    items = st.lists(st.sampled_from(CLASS_ITEMS), min_size=1, max_size=4)
    return st.builds(
        lambda sign, first, inner, last: f"[{sign}{first}{''.join(inner)}{last}]",
        st.sampled_from(["", "^"]),
        st.sampled_from(["", "]", "-"]),
        items,
        st.sampled_from(["", "-"]),
    )


def sources():
    """Texts of patterns; most, not all, are allowed."""
    leaves = st.one_of(st.sampled_from(ATOMS), st.sampled_from(["^", "$"]), classes())

    def grow(inner):
        return st.one_of(
            st.lists(inner, max_size=4).map("".join),
            st.lists(inner, min_size=2, max_size=3).map("|".join).map("(?:{})".format),
            st.builds(lambda a, b: f"{a}|{b}", inner, inner),
            st.builds("{}{}".format, st.sampled_from(ATOMS), st.sampled_from(QUANTIFIERS)),
            st.builds("({}){}".format, inner, st.sampled_from(["", *QUANTIFIERS])),
            st.builds("(?:{}){}".format, inner, st.sampled_from(["", *QUANTIFIERS])),
            st.builds("(?={})".format, inner),
            st.builds("(?!{})".format, inner),
        )

    return st.recursive(leaves, grow, max_leaves=8)


def texts():
    return st.text(st.sampled_from(ALPHABET), max_size=6)


def allowed_sources():
    """Texts that Python reads as patterns without a warning."""
    return sources().filter(_compiles)


def _compiles(source):
    try:
        re.compile(source, re.ASCII)
    except (re.error, FutureWarning):
        return False
    return True
