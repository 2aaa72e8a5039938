"""Finding a text that is in some languages and not in others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from rulec.languages.alphabet import Letter, cost_of
from rulec.languages.language import ANY, Language, Unreadable
from rulec.languages.literal import EqualsOne
from rulec.languages.search import NoWay, OutOfBudget, Search, Way

#: How much one question may cost: about the number of states that are looked at.
BUDGET = 40_000
#: The part of it that is spent on the shortest text, before any text will do.
_CAREFUL = 4
#: A core of at most so many languages is made as small as it can be.
_SMALL_CORE = 12


@dataclass(frozen=True, slots=True)
class Nothing:
    """No text: these of the languages are enough to show it, by their places in the two lists."""

    inside: tuple[int, ...]
    outside: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GaveUp:
    """There may be a text or not; why that was not found out."""

    reason: str


Found = str | Nothing | GaveUp


def find(inside: Sequence[Language], outside: Sequence[Language], budget: int = BUDGET) -> Found:
    """The shortest and nicest text that is in all of `inside` and in none of `outside`."""
    return _find(tuple(inside), tuple(outside), budget)


@lru_cache(maxsize=65536)
def _find(inside: tuple[Language, ...], outside: tuple[Language, ...], budget: int) -> Found:
    try:
        found = _searched(inside or (ANY,), outside, budget)
    except Unreadable as why:
        return GaveUp(str(why))
    if isinstance(found, Nothing) and not inside:
        return Nothing((), found.outside)
    return found


def _searched(inside: tuple[Language, ...], outside: tuple[Language, ...], budget: int) -> Found:
    for sample in _samples(inside):
        if _is_in(sample, inside, outside):
            return sample
    tables = [language.table for language in (*inside, *outside)]
    search = Search(tables, len(inside), budget // _CAREFUL)
    result = search.run()
    if isinstance(result, OutOfBudget):
        search = Search(tables, len(inside), budget, hasty=True)
        result = search.run()
    match result:
        case Way(letters):
            return _varied(letters)
        case NoWay(needed):
            return _places(needed, len(inside))
        case OutOfBudget():
            return GaveUp("the patterns together are too hard to be looked through completely")


def _places(needed: Iterable[int], wanted: int) -> Nothing:
    ordered = sorted(needed)
    inside = tuple(number for number in ordered if number < wanted)
    return Nothing(inside, tuple(number - wanted for number in ordered if number >= wanted))


def _samples(inside: Sequence[Language]) -> Iterable[str]:
    found = dict.fromkeys(sample for language in inside for sample in language.samples())
    return sorted(found, key=lambda text: (cost_of(text), text))


def _is_in(text: str, inside: Iterable[Language], outside: Iterable[Language]) -> bool:
    if not text or not all(language.contains(text) for language in inside):
        return False
    return not any(language.contains(text) for language in outside)


def _varied(letters: Sequence[Letter]) -> str:
    """The text with another character each time where several are as good."""
    used: dict[str, int] = {}
    text = []
    for letter in letters:
        count = used.get(letter.characters, 0)
        used[letter.characters] = count + 1
        text.append(letter.characters[count % len(letter.characters)])
    return "".join(text)
