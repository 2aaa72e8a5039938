"""Texts that a pattern matches, and texts beside them, made from the pattern's tree.

They need not be complete: tests and verification add them to what else they try.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import islice

from rulec.matching.pattern_tree import (
    Alternation,
    AnyCharacter,
    CharacterSet,
    End,
    Group,
    Literal,
    Look,
    Node,
    Repeat,
    Sequence,
    Start,
    count_long_repeats,
    single_ranges,
)
from rulec.records import dataclass

#: How many texts are returned at most.
MAX_SAMPLES = 6
MAX_NEAR_MISSES = 80
#: No text is longer: repetitions may ask for a thousand of a thousand.
MAX_TEXT = 3000
#: Nor than this, for patterns that may take too long for longer ones.
MAX_TEXT_OF_SLOW = 10
#: Nor than this, for patterns that take a high power of the length.
MAX_TEXT_OF_MANY = 40

#: Characters to choose from where a class allows several, the pleasant ones first. Each string is
#: one choice; a class that has none of it takes its first character.
_CHOICES = ("a1", "x7", "Z9", "-._ @:/")


#: How often a repeat of these bounds is taken.
_Count = Callable[[int, int | None], int]


def _least(low: int, _high: int | None) -> int:
    return low


def _few(low: int, high: int | None) -> int:
    return low + 2 if high is None else min(low + 2, high)


def _most(low: int, high: int | None) -> int:
    return low + 3 if high is None else high


def _below(low: int, _high: int | None) -> int:
    return max(low - 1, 0)


def _above(low: int, high: int | None) -> int:
    return low + 4 if high is None else high + 1


@dataclass(frozen=True, slots=True)
class _Choice:
    """One way through a tree."""

    #: The characters to prefer.
    characters: str
    #: Which branch of an alternation is taken, counted round.
    branch: int
    #: How often a repeat is taken, of its bounds.
    count: _Count
    #: Whether the text of a look-ahead is written where it stands.
    looks: bool


def samples(
    node: Node, whole: re.Pattern[str], search: re.Pattern[str], quick: int | None
) -> tuple[str, ...]:
    """Short texts that match as a whole, or, where none was found, in which a match was found.

    `quick` is the length up to which texts do not take long; None when all are quick.
    """
    limit = _limit(node, quick)
    made = [text for text in _texts(node, (_few, _least, _most)) if len(text) <= limit]
    made = list(dict.fromkeys(made))
    for asked in (whole, search):
        found = tuple(islice((text for text in made if asked.search(text)), MAX_SAMPLES))
        if found:
            return found
    return ()


def near_misses(node: Node, inside: tuple[str, ...], quick: int | None) -> tuple[str, ...]:
    """Texts just inside and just outside, from the tree and from texts that match."""
    limit = _limit(node, quick)
    made: dict[str, None] = {}
    for text in inside:
        made.update(dict.fromkeys(_around(text)))
    made.update(dict.fromkeys(_texts(node, (_below, _above, _most, _least))))
    made.pop("", None)
    ordered = [*inside[:1], "", *made]
    return tuple(islice(dict.fromkeys(text[:limit] for text in ordered), MAX_NEAR_MISSES))


def _limit(node: Node, quick: int | None) -> int:
    """How long texts may be so that asking the pattern of them does not take for ever."""
    if quick is not None:
        return min(quick, MAX_TEXT_OF_SLOW)
    return MAX_TEXT if count_long_repeats(node) < 3 else MAX_TEXT_OF_MANY


def _texts(node: Node, counts: tuple[_Count, ...]) -> Iterable[str]:
    branches = range(min(_widest(node), 6))
    for looks in (False, True) if _looks(node) else (False,):
        for count in counts:
            for branch in branches:
                for characters in _CHOICES:
                    choice = _Choice(characters, branch, count, looks)
                    yield _text(node, choice)


def _text(node: Node, choice: _Choice) -> str:
    match node:
        case Literal(character):
            return character
        case CharacterSet() | AnyCharacter():
            return _one_of(node, choice.characters)
        case Sequence(parts):
            return "".join(_text(part, choice) for part in parts)[:MAX_TEXT]
        case Alternation(branches):
            return _text(branches[choice.branch % len(branches)], choice)
        case Group(body=body):
            return _text(body, choice)
        case Repeat(body=body, minimum=low, maximum=high):
            count: _Count = choice.count
            return (_text(body, choice) * count(low, high))[:MAX_TEXT]
        case Look(body, negated):
            return _text(body, choice) if choice.looks and not negated else ""
        case Start() | End():
            return ""


#: Characters that are chosen where none of the preferred ones is in a set.
_USUAL = "".join(map(chr, (*range(97, 123), *range(48, 58), *range(33, 127))))


@lru_cache(maxsize=1 << 12)
def _one_of(node: CharacterSet | AnyCharacter, preferred: str) -> str:
    """A character of the set, one of the preferred ones or of the usual ones where there is one."""
    ranges = single_ranges(node)
    for character in preferred + _USUAL:
        if any(low <= ord(character) <= high for low, high in ranges):
            return character
    return chr(ranges[0][0])


def _around(text: str) -> list[str]:
    """The text itself and texts that differ from it in one place."""
    places = range(len(text)) if len(text) <= 12 else (0, 1, len(text) // 2, len(text) - 1)
    made = [text, f"{text}\n", f"x{text}", f"{text}x", f"\n{text}", text.swapcase()]
    made += [text[:place] + text[place + 1 :] for place in places]
    made += [text[: place + 1] + text[place:] for place in places]
    made += [f"{text}\x00", f"{text}\u212a", text.translate(_FOREIGN), f"{text}{text}"]
    return made


#: Characters that only look the same, or fold to the same, for patterns that mean ASCII alone.
_FOREIGN = str.maketrans("kKsS019.", "\u212a\u212a\u017f\u017f\u0660\u0661\u0669x")


def _looks(node: Node) -> bool:
    """Whether there is a look-ahead in a node."""
    match node:
        case Alternation(parts) | Sequence(parts):
            return any(map(_looks, parts))
        case Group(body=body) | Repeat(body=body):
            return _looks(body)
        case _:
            return isinstance(node, Look)


def _widest(node: Node) -> int:
    """The most branches that an alternation in the node has; 1 without any."""
    match node:
        case Alternation(branches):
            return max(len(branches), *(_widest(branch) for branch in branches))
        case Sequence(parts):
            return max((_widest(part) for part in parts), default=1)
        case Group(body=body) | Look(body=body) | Repeat(body=body):
            return _widest(body)
        case _:
            return 1
