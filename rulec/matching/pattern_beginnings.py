"""The texts with which all that a pattern matches begins, as far as they are few."""

from __future__ import annotations

from rulec.matching.pattern_tree import (
    Alternation,
    CharacterSet,
    Group,
    Literal,
    Node,
    Repeat,
    Sequence,
    Start,
)

#: More ways to begin than these tell little.
_MOST_WAYS = 16
#: A set of more characters is not written out.
_MOST_CHARACTERS = 4

#: A text with which a match may begin, and whether it is all that a part of the pattern matches.
_Beginning = tuple[str, bool]

_UNKNOWN: frozenset[_Beginning] = frozenset({("", False)})
_NOTHING: frozenset[_Beginning] = frozenset({("", True)})


def beginnings(node: Node) -> frozenset[str]:
    """Texts with one of which every match begins; the empty text where that says nothing.

    Letters stand as they are written: where case does not count, that is for the caller to heed.
    """
    return frozenset(text for text, _ in _beginnings(node))


def _beginnings(node: Node) -> frozenset[_Beginning]:
    """The texts with one of which all that a pattern matches begins."""
    match node:
        case Literal(character):
            return frozenset({(character, True)})
        case CharacterSet(ranges, negated=False):
            codes = [
                code for first, last in ranges for code in range(first, min(last, first + 9) + 1)
            ]
            few = len(codes) <= _MOST_CHARACTERS
            return frozenset((chr(code), True) for code in codes) if few else _UNKNOWN
        case Start():
            return _NOTHING
        case Group(_, body):
            return _beginnings(body)
        case Alternation(branches):
            return frozenset().union(*map(_beginnings, branches))
        case Repeat(body, minimum, maximum):
            once = _beginnings(body)
            if maximum != 1:
                once = frozenset((text, False) for text, _ in once)
            return once if minimum else once | _NOTHING
        case Sequence(parts):
            return _one_after_the_other(parts)
        case _:
            return _UNKNOWN


def _one_after_the_other(parts: tuple[Node, ...]) -> frozenset[_Beginning]:
    found = _NOTHING
    for part in parts:
        if not any(whole for _, whole in found):
            break
        longer: set[_Beginning] = {(text, whole) for text, whole in found if not whole}
        for text, whole in found:
            if whole:
                longer |= {(text + more, complete) for more, complete in _beginnings(part)}
        if len(longer) > _MOST_WAYS:
            return frozenset((text, False) for text, _ in found)
        found = frozenset(longer)
    return found
