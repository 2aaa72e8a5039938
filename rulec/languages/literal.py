"""Languages of plain texts: equal to one, beginning with one, ending with one, containing one."""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import Literal, assert_never

from rulec.languages.alphabet import LEAST_COST, cost_of, fold, one, one_folded
from rulec.languages.language import ANY, Language
from rulec.matching.letters import lower_a_to_z
from rulec.matching.pattern_tree import LAST_CHARACTER, Ranges

Kind = Literal["equals", "starts_with", "ends_with", "contains"]

#: Of so many operands the cost of what is left is counted exactly.
_COUNTED = 20
#: How many operands are tried as they are.
_SAMPLES = 8

#: An operand was found: nothing that follows matters.
_FOUND = True

_Stretch = tuple[int, int, int]


@lru_cache(maxsize=8192)
def literals(kind: Kind, operands: tuple[str, ...], ignore_case: bool = False) -> Language:  # noqa: FBT001, FBT002
    """The texts that meet one of the operands; A to Z alone match in either case, if at all."""
    if kind != "equals" and "" in operands:
        return ANY
    match kind:
        case "equals":
            return EqualsOne(operands, ignore_case=ignore_case)
        case "starts_with":
            return StartsWithOne(operands, ignore_case=ignore_case)
        case "ends_with":
            return EndsWithOne(operands, ignore_case=ignore_case)
        case "contains":
            return ContainsOne(operands, ignore_case=ignore_case)
        case _:
            assert_never(kind)


@lru_cache(maxsize=1024)
def merged_literals(languages: tuple[LiteralLanguage, ...]) -> LiteralLanguage:
    """Languages of one kind as one, for texts that have to be in none of them.

    Behind what is certain its states are not those of a language any more.
    """
    operands = tuple(operand for language in languages for operand in language.operands)
    first = languages[0]
    return type(first)(operands, ignore_case=first.ignore_case, tells=True)


class LiteralLanguage(Language):
    """A language of plain texts."""

    def __init__(
        self, operands: tuple[str, ...], *, ignore_case: bool, tells: bool = False
    ) -> None:
        super().__init__((operands, ignore_case, tells))
        self.operands = operands
        self.ignore_case = ignore_case
        #: Whether the states tell which operand was found.
        self._tells = tells
        folded = map(lower_a_to_z, operands) if ignore_case else operands
        #: The operands as they are compared, in order.
        self.words = sorted(set(folded) - {""})
        self._set = frozenset(self.words)
        self._several = tuple(self.words)

    @property
    def kind(self) -> Hashable:
        """The same for languages that may be merged."""
        return type(self), self.ignore_case

    def ranges(self) -> frozenset[Ranges]:
        """Each character of the operands."""
        characters = set("".join(self.words))
        return frozenset(map(one_folded if self.ignore_case else one, characters))

    def samples(self) -> tuple[str, ...]:
        """The operands."""
        return self.operands[:_SAMPLES]

    def contains(self, text: str) -> bool:
        """Whether the text meets an operand."""
        return self._holds(lower_a_to_z(text) if self.ignore_case else text)

    @abstractmethod
    def _holds(self, folded: str) -> bool:
        """Whether a text whose case was folded meets an operand."""

    def _fold(self, character: str) -> str:
        return fold(character) if self.ignore_case else character


class _FromStart(LiteralLanguage):
    """The operands as a tree of letters: a state is a stretch of the operands in order.

    That is the first and the one behind the last operand that begin with what was read, and how
    many characters that was.
    """

    @property
    def start(self) -> Hashable:
        """All operands, nothing read."""
        return (0, len(self.words), 0)

    def step(self, state: Hashable, character: str) -> Hashable | None:
        """The operands that go on with this character, until one of them is enough."""
        if state is _FOUND:
            return state
        after = self._narrowed(_stretch(state), self._fold(character))
        return None if after is None else self._settled(after)

    def steps(self, state: Hashable, characters: Sequence[str]) -> Sequence[Hashable | None]:
        """The operands that go on with each of the characters."""
        if state is _FOUND:
            return [state] * len(characters)
        first, end, depth = _stretch(state)
        found: dict[str, Hashable] = {}
        while first < end:
            character = self.words[first][depth : depth + 1]
            after = self._narrowed((first, end, depth), character) if character else None
            if after is None:
                first += 1
            else:
                first = after[1]
                found[character] = self._settled(after)
        return [found.get(self._fold(character)) for character in characters]

    def least(self, state: Hashable) -> int:
        """What is left of the operand of which least is left."""
        if state is _FOUND:
            return 0
        first, end, depth = _stretch(state)
        if end - first > _COUNTED:
            return (min(map(len, self.words[first:end])) - depth) * LEAST_COST
        return min((cost_of(word[depth:]) for word in self.words[first:end]), default=0)

    def _narrowed(self, stretch: _Stretch, character: str) -> _Stretch | None:
        first, end, depth = stretch
        if end - first <= 1:
            fits = first < end and self.words[first][depth : depth + 1] == character
            return (first, end, depth + 1) if fits else None
        begun = self.words[first][:depth] + character
        first = bisect_left(self.words, begun, first, end)
        if ord(character) < LAST_CHARACTER:
            end = bisect_left(self.words, begun[:-1] + chr(ord(character) + 1), first, end)
        return (first, end, depth + 1) if first < end else None

    def _is_whole(self, stretch: _Stretch) -> bool:
        """Whether an operand ends here: in order, the shortest one comes first."""
        first, end, depth = stretch
        return first < end and len(self.words[first]) == depth

    @abstractmethod
    def _settled(self, stretch: _Stretch) -> Hashable:
        """The state for a stretch."""


class EqualsOne(_FromStart):
    """The operands themselves."""

    def accepts(self, state: Hashable) -> bool:
        """Whether an operand ends here."""
        return self._is_whole(_stretch(state))

    def _settled(self, stretch: _Stretch) -> Hashable:
        return stretch

    def _holds(self, folded: str) -> bool:
        return folded in self._set


class StartsWithOne(_FromStart):
    """What begins with one of the operands."""

    def accepts(self, state: Hashable) -> bool:
        """Whether an operand was read."""
        return state is _FOUND or self._is_whole(_stretch(state))

    def is_certain(self, state: Hashable) -> bool:
        """Whether an operand was read."""
        return self.accepts(state)

    def _settled(self, stretch: _Stretch) -> Hashable:
        return _FOUND if self._is_whole(stretch) and not self._tells else stretch

    def _holds(self, folded: str) -> bool:
        return folded.startswith(self._several)


def _stretch(state: Hashable) -> _Stretch:
    assert isinstance(state, tuple)  # noqa: S101
    return state


class _Anywhere(LiteralLanguage):
    """A state is the longest end of what was read with which an operand begins."""

    @property
    def start(self) -> Hashable:
        """Nothing read."""
        return ""

    def _lengthened(self, state: str, character: str) -> str:
        read = state + self._fold(character)
        while read and not self._begins(read):
            read = read[1:]
        return read

    def _begins(self, text: str) -> bool:
        at = bisect_left(self.words, text)
        return at < len(self.words) and self.words[at].startswith(text)

    def _ends(self, text: str) -> bool:
        return any(text[at:] in self._set for at in range(len(text)))

    def least(self, state: Hashable) -> int:
        """What is left of the operand of which least is left."""
        if self.accepts(state) or not self.words:
            return 0
        read = str(state)
        if len(self.words) > _COUNTED:
            return max(min(map(len, self.words)) - len(read), 0) * LEAST_COST
        return min(cost_of(word[_overlap(read, word) :]) for word in self.words)


def _overlap(text: str, word: str) -> int:
    """The length of the longest end of the text with which the word begins."""
    return next(n for n in range(min(len(text), len(word)), -1, -1) if text.endswith(word[:n]))


class EndsWithOne(_Anywhere):
    """What ends with one of the operands."""

    def step(self, state: Hashable, character: str) -> Hashable | None:
        """What an operand may begin with."""
        return self._lengthened(str(state), character) if self.words else None

    def accepts(self, state: Hashable) -> bool:
        """Whether an operand ends here."""
        return self._ends(str(state))

    def _holds(self, folded: str) -> bool:
        return folded.endswith(self._several)


class ContainsOne(_Anywhere):
    """What has one of the operands in it."""

    def step(self, state: Hashable, character: str) -> Hashable | None:
        """What an operand may begin with, until one is there."""
        if state is _FOUND or not self.words:
            return state if self.words else None
        read = self._lengthened(str(state), character)
        return _FOUND if self._ends(read) and not self._tells else read

    def accepts(self, state: Hashable) -> bool:
        """Whether an operand was read."""
        return state is _FOUND or self._ends(str(state))

    def is_certain(self, state: Hashable) -> bool:
        """Whether an operand was read."""
        return self.accepts(state)

    def _holds(self, folded: str) -> bool:
        return any(word in folded for word in self.words)
