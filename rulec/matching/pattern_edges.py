"""The texts with which all that a pattern matches begins, or ends, as far as they are few.

A pattern that is only found somewhere in a text says something of the text's own edges where it is
held to the start (`is_anchored`) or to the end (`is_held_to_the_end`).
"""

from __future__ import annotations

from collections.abc import Iterable
from types import UnionType

from rulec.matching.pattern_tree import (
    Alternation,
    CharacterSet,
    End,
    Group,
    Literal,
    Look,
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
_Edge = tuple[str, bool]

_UNKNOWN: frozenset[_Edge] = frozenset({("", False)})
_NOTHING: frozenset[_Edge] = frozenset({("", True)})


def beginnings(node: Node) -> frozenset[str]:
    """Texts with one of which every match begins; the empty text where that says nothing.

    Letters stand as they are written: where case does not count, that is for the caller to heed.
    """
    return frozenset(text for text, _ in _edges(node, from_end=False))


def endings(node: Node) -> frozenset[str]:
    """Texts with one of which every match ends; the empty text where that says nothing.

    A text ends with its match only where it is asked as a whole. Behind a `$` there may be a line
    feed more.
    """
    return frozenset(text for text, _ in _edges(node, from_end=True))


def splits(node: Node) -> tuple[tuple[str, Node], ...]:
    """A pattern as first characters with what follows them, several pairs where it says so.

    The whole of a text matches the pattern when it begins with the characters of a pair and all
    that follows them matches what the pair has. Nothing where the pattern is not known to be so.
    """
    match node:
        case Alternation(branches):
            found = [splits(branch) for branch in branches]
            return tuple(pair for pairs in found for pair in pairs) if all(found) else ()
        case Group(body=body):
            return splits(body)
        case Sequence(parts):
            texts, rest = _read_off(parts[1:] if parts and isinstance(parts[0], Start) else parts)
            return () if _has(rest, Start) else tuple((text, rest) for text in texts)
        case _:
            return ()


def _read_off(parts: tuple[Node, ...]) -> tuple[list[str], Node]:
    """All texts that the first parts match, as long as they are few, and what is behind them."""
    found, count = _NOTHING, 0
    for part in parts:
        if _has(part, Start | End | Look):
            break
        longer = _longer(found, part, from_end=False)
        if len(longer) > _MOST_WAYS or not all(whole for _, whole in longer):
            break
        found, count = longer, count + 1
    return sorted(text for text, _ in found), Sequence(parts[count:])


def _has(node: Node, kinds: type | UnionType) -> bool:
    """Whether a node of some kinds stands anywhere in a node."""
    if isinstance(node, kinds):
        return True
    match node:
        case Sequence(parts=nodes) | Alternation(branches=nodes):
            return any(_has(inner, kinds) for inner in nodes)
        case Group(body=body) | Look(body=body) | Repeat(body=body):
            return _has(body, kinds)
        case _:
            return False


def is_held_to_the_end(node: Node) -> bool:
    """Whether every match ends at a `$`, which also holds before a line feed that ends the text.

    Says no where it is not sure.
    """
    match node:
        case End():
            return True
        case Sequence(parts):
            for part in reversed(parts):
                if is_held_to_the_end(part):
                    return True
                if not isinstance(part, Start | End | Look):
                    return False
            return False
        case Alternation(branches):
            return all(is_held_to_the_end(branch) for branch in branches)
        case Group(body=body):
            return is_held_to_the_end(body)
        case _:
            return False


def _edges(node: Node, *, from_end: bool) -> frozenset[_Edge]:
    """The texts with one of which all that a pattern matches begins, or ends."""
    match node:
        case Literal(character):
            return frozenset({(character, True)})
        case CharacterSet(ranges, negated=False):
            codes = [
                code for first, last in ranges for code in range(first, min(last, first + 9) + 1)
            ]
            few = len(codes) <= _MOST_CHARACTERS
            return frozenset((chr(code), True) for code in codes) if few else _UNKNOWN
        case Start() | End() | Look():
            return _NOTHING
        case Group(_, body):
            return _edges(body, from_end=from_end)
        case Alternation(branches):
            return frozenset().union(*(_edges(branch, from_end=from_end) for branch in branches))
        case Repeat(body, minimum, maximum):
            once = _edges(body, from_end=from_end)
            if maximum != 1:
                once = frozenset((text, False) for text, _ in once)
            return once if minimum else once | _NOTHING
        case Sequence(parts):
            return _one_after_the_other(reversed(parts) if from_end else parts, from_end=from_end)
        case _:
            return _UNKNOWN


def _one_after_the_other(parts: Iterable[Node], *, from_end: bool) -> frozenset[_Edge]:
    found = _NOTHING
    for part in parts:
        if not any(whole for _, whole in found):
            break
        longer = _longer(found, part, from_end=from_end)
        if len(longer) > _MOST_WAYS:
            return frozenset((text, False) for text, _ in found)
        found = longer
    return found


def _longer(found: frozenset[_Edge], part: Node, *, from_end: bool) -> frozenset[_Edge]:
    """Texts that were found, with those of a part behind them, or before them."""
    more = _edges(part, from_end=from_end)
    return frozenset(
        (edge, complete)
        for text, whole in found
        for edge, complete in (
            ((next_ + text if from_end else text + next_, is_whole) for next_, is_whole in more)
            if whole
            else ((text, False),)
        )
    )
