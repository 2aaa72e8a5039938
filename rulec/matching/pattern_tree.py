"""The parsed form of a pattern, and what can be known of a pattern without matching anything.

A group that only groups leaves no node: where its body needs brackets, the text gets them again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

#: The highest character.
LAST_CHARACTER = 0x10FFFF
#: Up to so many rounds, a repeat of something that matches in several ways does little harm.
FEW_ROUNDS = 5
#: From so many long repeats in a row on, failing takes too high a power of the length.
MANY_IN_A_ROW = 4

#: Inclusive ranges of code points, in order, that neither overlap nor touch.
Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Literal:
    """One character that stands for itself."""

    character: str


@dataclass(frozen=True, slots=True)
class CharacterSet:
    """One character of these ranges, or, negated, any other."""

    ranges: Ranges
    negated: bool = False


@dataclass(frozen=True, slots=True)
class AnyCharacter:
    """One character that is not a line feed."""


@dataclass(frozen=True, slots=True)
class Start:
    """The start of the text."""


@dataclass(frozen=True, slots=True)
class End:
    """The end of the text, or the place before a line feed that ends it."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after the other; no part at all matches the empty text."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Alternation:
    """The first branch with which the whole pattern matches."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group that captures. Groups count from 1, in the order in which they open."""

    number: int
    body: Node


@dataclass(frozen=True, slots=True)
class Look:
    """A look-ahead: the body matches here, or, negated, does not; nothing is consumed."""

    body: Node
    negated: bool


@dataclass(frozen=True, slots=True)
class Repeat:
    """The body so many times; without a `maximum`, any number. Lazy takes as few as it can."""

    body: Node
    minimum: int
    maximum: int | None
    lazy: bool


Node = (
    Literal
    | CharacterSet
    | AnyCharacter
    | Start
    | End
    | Sequence
    | Alternation
    | Group
    | Look
    | Repeat
)


def normal_ranges(ranges: list[tuple[int, int]]) -> Ranges:
    """The same characters in order, without overlap, as few ranges as there can be."""
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(ranges: Ranges) -> Ranges:
    """All characters that are not in the ranges."""
    edges = [-1, *(edge for pair in ranges for edge in pair), LAST_CHARACTER + 1]
    gaps = [(edges[n] + 1, edges[n + 1] - 1) for n in range(0, len(edges), 2)]
    return tuple((low, high) for low, high in gaps if low <= high)


def is_single(node: Node) -> bool:
    """Whether the node always consumes exactly one character by itself."""
    return isinstance(node, Literal | CharacterSet | AnyCharacter)


def single_ranges(node: Node) -> Ranges:
    """The characters that a node of one character can match; none for another node."""
    match node:
        case Literal(character):
            return ((ord(character), ord(character)),)
        case CharacterSet(ranges, negated):
            return complement(ranges) if negated else ranges
        case AnyCharacter():
            return complement(((10, 10),))
        case _:
            return ()


def may_be_empty(node: Node) -> bool:
    """Whether the node can match without consuming a character. Says yes where it is not sure."""
    match node:
        case Sequence(parts):
            return all(may_be_empty(part) for part in parts)
        case Alternation(branches):
            return any(may_be_empty(branch) for branch in branches)
        case Group(body=body):
            return may_be_empty(body)
        case Repeat(body=body, minimum=minimum):
            return minimum == 0 or may_be_empty(body)
        case Literal() | CharacterSet() | AnyCharacter():
            return False
        case Start() | End() | Look():
            return True


def is_anchored(node: Node) -> bool:
    """Whether every match begins at the start of the text. Says no where it is not sure."""
    match node:
        case Start():
            return True
        case Sequence(parts):
            for part in parts:
                if is_anchored(part):
                    return True
                if not isinstance(part, Start | End | Look):
                    return False
            return False
        case Alternation(branches):
            return all(is_anchored(branch) for branch in branches)
        case Group(body=body) | Look(body=body, negated=False):
            return is_anchored(body)
        case Repeat(body=body, minimum=minimum):
            return minimum > 0 and is_anchored(body)
        case _:
            return False


def always_groups(node: Node) -> frozenset[int]:
    """The groups that take part in every match of the node."""
    match node:
        case Sequence(parts):
            return frozenset().union(*map(always_groups, parts))
        case Alternation(branches):
            return frozenset.intersection(*map(always_groups, branches))
        case Group(number, body):
            return always_groups(body) | {number}
        case Look(body=body, negated=False):
            return always_groups(body)
        case Repeat(body=body, minimum=minimum) if minimum > 0:
            return always_groups(body)
        case _:
            return frozenset()


def _first_characters(node: Node) -> Ranges:
    """The characters with which a match of the node can begin, and perhaps a few more."""
    return _characters(node, first=True)


def _all_characters(node: Node) -> Ranges:
    """The characters that a match of the node can hold, and perhaps a few more."""
    return _characters(node, first=False)


def _characters(node: Node, *, first: bool) -> Ranges:
    found: list[tuple[int, int]] = []
    match node:
        case Literal() | CharacterSet() | AnyCharacter():
            return single_ranges(node)
        case Repeat(body=body) | Group(body=body):
            return _characters(body, first=first)
        case Alternation(branches):
            for branch in branches:
                found += _characters(branch, first=first)
        case Sequence(parts):
            for part in parts:
                found += _characters(part, first=first)
                if first and not may_be_empty(part):
                    break
        case Start() | End() | Look():
            return ()
    return normal_ranges(found)


def has_nested_repeat(node: Node, rounds: float = 1) -> bool:
    """Whether failing may take exponential time, or a high power of the length.

    So it is where many rounds may each match in several ways, and where many long repeats that
    share characters follow each other. Not so where each round is told apart by a character that
    occurs nowhere else in it, as in `(?:[a-z]+[.])+`: there is only one way to divide a text into
    such rounds. `rounds` is how often the repeats around the node take it at most.
    """
    match node:
        case Repeat(body=body, maximum=maximum):
            rounds = math.inf if maximum is None else rounds * maximum
            if rounds > FEW_ROUNDS and _is_ambiguous(body) and not _is_delimited(body):
                return True
            return has_nested_repeat(body, rounds)
        case Group(body=body) | Look(body=body):
            return has_nested_repeat(body, rounds)
        case Sequence(parts):
            chained = _longest_chain(node) >= MANY_IN_A_ROW
            return chained or any(has_nested_repeat(part, rounds) for part in parts)
        case Alternation(branches):
            return any(has_nested_repeat(branch, rounds) for branch in branches)
        case _:
            return False


def _is_ambiguous(node: Node) -> bool:
    """Whether the node holds a repeat of no fixed count, or branches that begin alike."""
    match node:
        case Repeat(body, minimum, maximum):
            return minimum != maximum or _is_ambiguous(body)
        case Group(body=body) | Look(body=body):
            return _is_ambiguous(body)
        case Sequence(parts):
            return any(map(_is_ambiguous, parts))
        case Alternation(branches):
            firsts = [_first_characters(branch) for branch in branches]
            alike = any(_share(one, other) for one, other in combinations(firsts, 2))
            return alike or any(may_be_empty(b) or _is_ambiguous(b) for b in branches)
        case _:
            return False


def _longest_chain(node: Sequence) -> int:
    """How many repeats in the sequence can hand characters on to the next one, at most.

    What stands between two of them ends the chain only if it cannot match what the first one can.
    """
    longest = length = 0
    shared: Ranges = ()
    for part in _flat(node):
        characters = _all_characters(part)
        joins = _share(shared, characters)
        if not joins and not may_be_empty(part):
            length, shared = 0, ()
        if _is_open_repeat(part) and (joins or not length):
            length, shared = length + 1, characters
        longest = max(longest, length)
    return longest


def _flat(node: Node) -> Iterator[Node]:
    """The parts of a sequence, those in groups too."""
    match node:
        case Sequence(parts):
            for part in parts:
                yield from _flat(part)
        case Group(body=body):
            yield from _flat(body)
        case _:
            yield node


def _is_open_repeat(node: Node) -> bool:
    """Whether the node is a repeat that may take few rounds or many."""
    if not isinstance(node, Repeat) or node.minimum == node.maximum:
        return False
    return node.maximum is None or node.maximum > FEW_ROUNDS


def is_long_repeat(node: Repeat) -> bool:
    """Whether the repeat has no maximum, or one so far off that it makes little difference."""
    return node.maximum is None or node.maximum - node.minimum > 20


def count_long_repeats(node: Node) -> int:
    """How many repeats in the node are long, wherever they stand."""
    match node:
        case Repeat(body=body):
            return is_long_repeat(node) + count_long_repeats(body)
        case Group(body=body) | Look(body=body):
            return count_long_repeats(body)
        case Sequence(parts=nodes) | Alternation(branches=nodes):
            return sum(count_long_repeats(inner) for inner in nodes)
        case _:
            return 0


def _is_delimited(body: Node) -> bool:
    """Whether a round has one way to match at most, and its first or last character tells its end.

    Only the plain case is seen: single characters and exactly one repeat of a single character.
    """
    while isinstance(body, Group):
        body = body.body
    if not isinstance(body, Sequence) or not body.parts:
        return False
    inner = [part.body if isinstance(part, Repeat) else part for part in body.parts]
    repeats = sum(isinstance(part, Repeat) for part in body.parts)
    if repeats != 1 or not all(is_single(part) for part in inner):
        return False
    for edge in (0, len(inner) - 1):
        others = [part for place, part in enumerate(inner) if place != edge]
        if is_single(body.parts[edge]) and not any(_meet(inner[edge], part) for part in others):
            return True
    return False


def _meet(one: Node, other: Node) -> bool:
    """Whether two nodes of one character have a character in common."""
    return _share(single_ranges(one), single_ranges(other))


def _share(one: Ranges, other: Ranges) -> bool:
    """Whether there is a character in both."""
    return any(low <= last and first <= high for low, high in one for first, last in other)
