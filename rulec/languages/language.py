"""What a language is: a set of texts, read character by character by a deterministic automaton."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from functools import cached_property

from rulec.languages.alphabet import Partition
from rulec.matching.pattern_tree import LAST_CHARACTER, Ranges

#: The number of the state from which nothing is accepted any more.
DEAD = -1


class Unreadable(Exception):
    """A pattern that is too large to be read as a set of texts; the argument says why."""


class Table(ABC):
    """The states of a language as numbers, found while they are asked for. The start is 0.

    The lists grow with the states. The start is never accepted: no language has the empty text.
    """

    def __init__(self, partition: Partition) -> None:
        self.partition = partition
        self.accepting: list[bool] = []
        #: Whether every text that goes on from here, also this one, is in the language.
        self.certain: list[bool] = []
        #: No text that goes on from here and is in the language costs less.
        self.least: list[int] = []
        #: How many things have to be followed from here.
        self.weight: list[int] = []

    @abstractmethod
    def row(self, number: int) -> list[int]:
        """The state after a character of each class of the partition."""


class Language(ABC):
    """A set of texts that are not empty. Immutable; equal to a language made in the same way."""

    def __init__(self, key: Hashable) -> None:
        self._key = key
        self._hash = hash((type(self), key))

    def __eq__(self, other: object) -> bool:
        return self is other or (type(self) is type(other) and self._key == vars(other)["_key"])

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._key!r})"

    @property
    @abstractmethod
    def start(self) -> Hashable:
        """The state before the first character; it is not accepted."""

    @abstractmethod
    def step(self, state: Hashable, character: str) -> Hashable | None:
        """The state after one more character; None when no text that begins so is accepted."""

    @abstractmethod
    def accepts(self, state: Hashable) -> bool:
        """Whether the text that led to this state is in the language."""

    @abstractmethod
    def ranges(self) -> frozenset[Ranges]:
        """The sets of characters that it tells apart."""

    def least(self, state: Hashable) -> int:
        """A cost that no continuation which is accepted falls below."""
        del state
        return 0

    def is_certain(self, state: Hashable) -> bool:
        """Whether all continuations are accepted, as far as that is easy to see."""
        del state
        return False

    def steps(self, state: Hashable, characters: Sequence[str]) -> Sequence[Hashable | None]:
        """The states after each of these characters; may be quicker than one by one."""
        return [self.step(state, character) for character in characters]

    def samples(self) -> tuple[str, ...]:
        """A few texts that are worth a try: short and readable, most of them in the language."""
        return ()

    def contains(self, text: str) -> bool:
        """Whether the text is in the language."""
        state: Hashable | None = self.start
        for character in text:
            state = self.step(state, character)
            if state is None:
                return False
        return self.accepts(state)

    @cached_property
    def table(self) -> Table:
        """The states in numbers."""
        return _StepTable(self)


class _StepTable(Table):
    """A table filled by taking single steps."""

    def __init__(self, language: Language) -> None:
        super().__init__(Partition(language.ranges()))
        self._language = language
        self._numbers: dict[Hashable, int] = {}
        self._states: list[Hashable] = []
        self._rows: list[list[int] | None] = []
        self._characters = [letter.characters[0] for letter in self.partition.letters]
        self._number(language.start)

    def _number(self, state: Hashable) -> int:
        found = self._numbers.get(state)
        if found is None:
            found = self._numbers[state] = len(self._states)
            self._states.append(state)
            self._rows.append(None)
            self.accepting.append(self._language.accepts(state))
            self.certain.append(self._language.is_certain(state))
            self.least.append(self._language.least(state))
            self.weight.append(1)
        return found

    def row(self, number: int) -> list[int]:
        """The state after a character of each class of the partition."""
        row = self._rows[number]
        if row is None:
            after = self._language.steps(self._states[number], self._characters)
            row = [DEAD if state is None else self._number(state) for state in after]
            self._rows[number] = row
        return row


class CharactersOnly(Language):
    """The texts of any length whose characters are all in one set."""

    def __init__(self, characters: Ranges) -> None:
        super().__init__(characters)
        self._characters = characters

    @property
    def start(self) -> Hashable:
        """Nothing read yet."""
        return False

    def step(self, state: Hashable, character: str) -> Hashable | None:
        """One state for every text that is not empty."""
        del state
        code = ord(character)
        return any(low <= code <= high for low, high in self._characters) or None

    def accepts(self, state: Hashable) -> bool:
        """Whether there is a character."""
        return bool(state)

    def is_certain(self, state: Hashable) -> bool:
        """Every text, where every character may occur."""
        return bool(state) and self._characters == ((0, LAST_CHARACTER),)

    def ranges(self) -> frozenset[Ranges]:
        """The set."""
        return frozenset({self._characters})


#: Every text that is not empty.
ANY = CharactersOnly(((0, LAST_CHARACTER),))

#: What people and devices really send: printable ASCII, and letters of Latin, Greek and Cyrillic.
PLAIN = CharactersOnly(
    (
        *((0x20, 0x7E), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F)),
        *((0x391, 0x3A1), (0x3A3, 0x3CE), (0x400, 0x45F)),
    )
)
