"""The parsed form of a pattern, and what can be known of a pattern without matching anything.

A group that only groups leaves no node: where its body needs brackets, the text gets them again.
"""

from __future__ import annotations

from rulec.records import dataclass

#: The highest character.
LAST_CHARACTER = 0x10FFFF

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


def empty_groups(node: Node) -> frozenset[int]:
    """The groups that may match the empty text, wherever they stand. Names more where not sure."""
    match node:
        case Group(number, body):
            inner = empty_groups(body)
            return inner | {number} if may_be_empty(body) else inner
        case Sequence(parts=nodes) | Alternation(branches=nodes):
            return frozenset().union(*map(empty_groups, nodes))
        case Look(body=body) | Repeat(body=body):
            return empty_groups(body)
        case _:
            return frozenset()


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
