"""The characters, divided into classes: what no language of a question tells apart is one class.

Each class is stood for by its nicest character, so that what is found reads like something that
people send.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from operator import itemgetter

from rulec.matching.pattern_text import with_both_cases
from rulec.matching.pattern_tree import LAST_CHARACTER, Ranges, normal_ranges
from rulec.records import dataclass

#: The ASCII characters by what they cost, the nicest first; among equals the order of preference.
_ASCII_BY_COST = (
    (2, "abcdefghijklmnopqrstuvwxyz1234567890"),
    (3, ".@-_ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    (6, " "),
    (7, "+:/*#!$%&=?~,;'\"()<>[]{}\\^`|"),
    (90, "".join(map(chr, (10, 9, 13, *range(9), 11, 12, *range(14, 32), 127)))),
)
_ASCII = "".join(characters for _, characters in _ASCII_BY_COST)
_in_order_of_cost: Callable[[list[int]], tuple[int, ...]] = itemgetter(*map(ord, _ASCII))
_COSTS = {character: cost for cost, characters in _ASCII_BY_COST for character in characters}

#: What a letter or digit costs: no character costs less.
LEAST_COST = 2
#: Characters of other scripts to show, the nicest first, where a class has them.
_OTHERS = (0xE9, 0xC9, 0x3B1, 0x44F, 0x4E2D, 0xA1, 0x212A, 0x1F600)


@lru_cache(maxsize=4096)
def cost(character: str) -> int:
    """What a character costs in a text that is to be short and readable."""
    known = _COSTS.get(character)
    if known is not None:
        return known
    code = ord(character)
    if 0xC0 <= code <= 0x24F:
        return 20
    # Control characters of Latin-1, and halves of pairs, which no file can hold.
    return 90 if code < 0xA0 or 0xD800 <= code <= 0xDFFF else 40


def cost_of(text: str) -> int:
    """What the characters of a text cost together."""
    return sum(map(cost, text))


def fold(character: str) -> str:
    """The character with A to Z, and no other letters, in lower case."""
    return character.lower() if "A" <= character <= "Z" else character


def one(character: str) -> Ranges:
    """The set of one character."""
    return ((ord(character), ord(character)),)


def one_folded(character: str) -> Ranges:
    """The set of a character, of a letter A to Z in both cases."""
    return with_both_cases(one(character))


def lowered_into(ranges: Ranges) -> Ranges:
    """The characters that are in the set once A to Z are in lower case."""
    kept = [*_without_capitals(ranges)]
    capitals = [(max(low, 97) - 32, min(high, 122) - 32) for low, high in ranges]
    return normal_ranges([*kept, *((low, high) for low, high in capitals if low <= high)])


def _without_capitals(ranges: Ranges) -> Iterable[tuple[int, int]]:
    for low, high in ranges:
        if low < 65:
            yield low, min(high, 64)
        if high > 90:
            yield max(low, 91), high


class Partition:
    """The characters in classes numbered from 0, by the sets that have to be told apart."""

    def __init__(self, sets: Iterable[Ranges]) -> None:
        changes: dict[int, int] = {0: 0}
        for number, ranges in enumerate(sets):
            for low, high in ranges:
                changes[low] = changes.get(low, 0) ^ (1 << number)
                changes[high + 1] = changes.get(high + 1, 0) ^ (1 << number)
        changes.pop(LAST_CHARACTER + 1, None)
        #: Where each stretch of characters of one class begins, and which class it is.
        self.starts = sorted(changes)
        self.classes: list[int] = []
        numbers: dict[int, int] = {}
        signature = 0
        for start in self.starts:
            signature ^= changes[start]
            self.classes.append(numbers.setdefault(signature, len(numbers)))
        self.count = len(numbers)
        self._known: dict[str, int] = {}

    def class_of(self, character: str) -> int:
        """The class of a character."""
        found = self._known.get(character)
        if found is None:
            found = self.classes[bisect_right(self.starts, ord(character)) - 1]
            self._known[character] = found
        return found

    def classes_of(self, ranges: Ranges) -> tuple[int, ...]:
        """The classes of a set, which must be one of those that the partition was made for."""
        found = set()
        for low, high in ranges:
            at = bisect_right(self.starts, low) - 1
            while at < len(self.starts) and self.starts[at] <= high:
                found.add(self.classes[at])
                at += 1
        return tuple(sorted(found))

    @cached_property
    def ascii_classes(self) -> tuple[int, ...]:
        """The classes of the ASCII characters in the order of preference."""
        by_code: list[int] = []
        for start, end, number in zip(
            self.starts, [*self.starts[1:], 128], self.classes, strict=True
        ):
            by_code += [number] * (min(end, 128) - start)
        return _in_order_of_cost(by_code)

    @cached_property
    def letters(self) -> tuple[Letter, ...]:
        """The classes with the characters that stand for them, in the order of their numbers."""
        by_class = {letter.classes[0]: letter for letter in letters_of((self,))}
        return tuple(by_class[number] for number in range(self.count))


@dataclass(frozen=True, slots=True)
class Letter:
    """A class of characters that several partitions agree not to tell apart."""

    #: The characters to show, of one cost, the nicest first.
    characters: str
    cost: int
    #: The class in each of the partitions.
    classes: tuple[int, ...]


@lru_cache(maxsize=1024)
def letters_of(partitions: tuple[Partition, ...]) -> tuple[Letter, ...]:
    """The classes of several partitions together, the cheapest first."""
    members: dict[tuple[int, ...], list[str]] = {}
    ascii_classes = zip(*(partition.ascii_classes for partition in partitions), strict=True)
    for classes, character in zip(ascii_classes, _ASCII, strict=True):
        members.setdefault(classes, []).append(character)
    starts = sorted({128, *(at for p in partitions for at in p.starts if at > 128)})
    for start, end in zip(starts, [*starts[1:], LAST_CHARACTER + 1], strict=True):
        character = _nicest(start, end - 1)
        members.setdefault(tuple(p.class_of(chr(start)) for p in partitions), []).append(character)
    found = [_letter(characters, classes) for classes, characters in members.items()]
    return tuple(sorted(found, key=lambda letter: letter.cost))


def _letter(characters: list[str], classes: tuple[int, ...]) -> Letter:
    if len(characters) == 1:
        return Letter(characters[0], cost(characters[0]), classes)
    least = min(map(cost, characters))
    return Letter("".join(c for c in characters if cost(c) == least), least, classes)


@lru_cache(maxsize=4096)
def _nicest(low: int, high: int) -> str:
    for code in _OTHERS:
        if low <= code <= high:
            return chr(code)
    return min((chr(low), chr(high)), key=cost)
