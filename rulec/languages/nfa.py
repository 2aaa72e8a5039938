"""The tree of a pattern as a graph of places, each of which waits for one character.

The graph is built from its end: every part is given the place that follows it. What a part that is
repeated costs at least is so known at once, and a repeat of a fixed number is a row of copies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum, auto

from rulec.languages.alphabet import Partition, cost
from rulec.languages.language import Unreadable
from rulec.matching.pattern_text import with_both_cases
from rulec.matching.pattern_tree import (
    LAST_CHARACTER,
    Alternation,
    AnyCharacter,
    CharacterSet,
    End,
    Group,
    Literal,
    Look,
    Node,
    Ranges,
    Repeat,
    Sequence,
    Start,
    complement,
    single_ranges,
)
from rulec.records import dataclass

#: Most places of one pattern; repeats of repeats ask for a million.
MAX_PLACES = 20_000
#: So many characters deep, branches that begin alike share what they begin with.
_SHARED = 100

#: The place where everything is accepted, whatever follows.
OPEN = 0
#: The place where nothing may follow.
STOP = 1
#: The place where one line feed may follow, and nothing else.
BREAK = 2
#: Marks the state before the first character. No edge leads here.
BEGIN = 3

#: No text leads from such a place to an end.
NEVER = 10**9

_EVERY: Ranges = ((0, LAST_CHARACTER),)
_LINE_FEED: Ranges = ((10, 10),)


class Only(Enum):
    """Where an edge that consumes nothing may be taken."""

    ANYWHERE = auto()
    AT_START = auto()
    AT_END = auto()


@dataclass(frozen=True, slots=True)
class Ahead:
    """An edge that is taken where what follows matches from `entry` on, or, negated, does not."""

    entry: int
    negated: bool


Edge = Only | Ahead


def sets_of(trees: Iterable[Node], *, ignore_case: bool) -> frozenset[Ranges]:
    """The sets of characters that patterns tell apart."""
    found: set[Ranges] = set()
    left = list(trees)
    while left:
        node = left.pop()
        match node:
            case Literal() | CharacterSet() | AnyCharacter():
                found.add(characters_of(node, ignore_case=ignore_case))
            case Sequence(parts=nodes) | Alternation(branches=nodes):
                left += nodes
            case Group(body=body) | Look(body=body) | Repeat(body=body):
                left.append(body)
            case End():
                found.add(_LINE_FEED)
            case Start():
                pass
    return frozenset(found)


def characters_of(node: Literal | CharacterSet | AnyCharacter, *, ignore_case: bool) -> Ranges:
    """The characters that a node of one character matches."""
    match node:
        case CharacterSet(ranges, negated=True) if ignore_case:
            # Both cases first: `[^a]` has neither.
            return complement(with_both_cases(ranges))
        case _:
            ranges = single_ranges(node)
            return with_both_cases(ranges) if ignore_case else ranges


def _rows(branches: Iterable[Node]) -> Iterator[tuple[Node, ...]]:
    """The branches, those of alternations in them too, as sequences."""
    for branch in branches:
        match branch:
            case Alternation(inner):
                yield from _rows(inner)
            case Sequence(parts):
                yield parts
            case _:
                yield (branch,)


class Graph:
    """The places of a pattern. Only `build` and `loop` add to it."""

    def __init__(self, partition: Partition, *, ignore_case: bool) -> None:
        self.partition = partition
        self._ignore_case = ignore_case
        self._class_costs = [letter.cost for letter in partition.letters]
        self._known: dict[Ranges, tuple[tuple[int, ...], int]] = {}
        #: The classes of characters that a place waits for; none for a place with edges.
        self.classes: list[tuple[int, ...]] = []
        #: The place after the character.
        self.following: list[int] = []
        #: The edges from a place that consume nothing, and where each leads.
        self.edges: list[list[tuple[Edge, int]]] = []
        #: What the cheapest text from here to an end costs, when look-aheads are left aside.
        self.least: list[int] = []
        self.has_looks = False
        self._place(self._classes_of(_EVERY), OPEN, 0)
        self._place((), STOP, 0)
        self.line_feed = partition.class_of("\n")
        self._place((self.line_feed,), STOP, cost("\n"))
        self._place((), BEGIN, NEVER)

    def _place(self, classes: tuple[int, ...], following: int, least: int) -> int:
        if len(self.classes) >= MAX_PLACES:
            raise Unreadable("it is too long, with its repeats written out")
        self.classes.append(classes)
        self.following.append(following)
        self.edges.append([])
        self.least.append(min(least, NEVER))
        return len(self.classes) - 1

    def _classes_of(self, ranges: Ranges) -> tuple[int, ...]:
        if ranges == _EVERY:
            return tuple(range(self.partition.count))
        return self.partition.classes_of(ranges)

    def _single(self, ranges: Ranges, after: int) -> int:
        known = self._known.get(ranges)
        if known is None:
            classes = self._classes_of(ranges)
            least = min((self._class_costs[number] for number in classes), default=NEVER)
            known = self._known[ranges] = classes, least
        return self._place(known[0], after, known[1] + self.least[after])

    def _fork(self, edges: Iterable[tuple[Edge, int]], least: int) -> int:
        place = self._place((), OPEN, least)
        self.edges[place] += edges
        return place

    def loop(self, entry: int) -> int:
        """A place from which any characters may come before `entry`."""
        place = self._fork([(Only.ANYWHERE, entry)], self.least[entry])
        self.edges[place].append((Only.ANYWHERE, self._single(_EVERY, place)))
        return place

    def build(self, node: Node, after: int) -> int:
        """The place where the node begins, when `after` is what follows it."""
        match node:
            case Literal() | CharacterSet() | AnyCharacter():
                return self._single(characters_of(node, ignore_case=self._ignore_case), after)
            case Sequence(parts):
                return self._row(parts, after)
            case Alternation(branches):
                return self._one_of(list(_rows(branches)), after, 0)
            case Group(body=body):
                return self.build(body, after)
            case Repeat():
                return self._repeat(node, after)
            case Start():
                # What comes later never begins at the start.
                return self._fork([(Only.AT_START, after)], NEVER)
            case End():
                return self._fork([(Only.AT_END, after)], self.least[after])
            case Look(body, negated):
                self.has_looks = True
                return self._fork(
                    [(Ahead(self.build(body, OPEN), negated), after)], self.least[after]
                )

    def _row(self, parts: tuple[Node, ...], after: int) -> int:
        for part in reversed(parts):
            after = self.build(part, after)
        return after

    def _one_of(self, rows: list[tuple[Node, ...]], after: int, depth: int) -> int:
        """Branches, with one beginning for those that begin alike."""
        if depth == _SHARED:
            return self._either([self._row(row, after) for row in rows])
        alike: dict[Node | None, list[tuple[Node, ...]]] = {}
        for row in rows:
            alike.setdefault(row[0] if row else None, []).append(row[1:])
        entries = []
        for first, rests in alike.items():
            if first is None:
                entries.append(after)
            elif len(rests) == 1:
                entries.append(self._row((first, *rests[0]), after))
            else:
                entries.append(self.build(first, self._one_of(rests, after, depth + 1)))
        return self._either(entries)

    def _either(self, entries: list[int]) -> int:
        if len(entries) == 1:
            return entries[0]
        edges = [(Only.ANYWHERE, entry) for entry in entries]
        return self._fork(edges, min(self.least[entry] for entry in entries))

    def _repeat(self, node: Repeat, after: int) -> int:
        if node.maximum is None:
            place = self._fork([(Only.ANYWHERE, after)], self.least[after])
            self.edges[place].append((Only.ANYWHERE, self.build(node.body, place)))
        else:
            place = after
            for _ in range(node.maximum - node.minimum):
                place = self._either([self.build(node.body, place), after])
        for _ in range(node.minimum):
            place = self.build(node.body, place)
        return place
