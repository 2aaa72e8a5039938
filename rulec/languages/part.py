"""Languages of aliases whose user, domain, scheme or address is in another language."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rulec.languages.alphabet import cost, cost_of, fold, lowered_into, one, one_folded
from rulec.languages.language import ANY, DEAD, Language
from rulec.languages.literal import literals
from rulec.matching.alias import SCHEMES, AliasPart, alias_part
from rulec.matching.pattern_tree import Ranges

_ASCII: Ranges = ((0, 0x7F),)
_DIGITS: Ranges = ((0x30, 0x39),)
#: What may become a scheme, with the cost of what it then lacks.
_HEADS = {
    scheme[:end]: min(cost_of(f"{s[end:]}:") for s in SCHEMES if s.startswith(scheme[:end]))
    for scheme in SCHEMES
    for end in range(len(scheme) + 1)
}
#: What a text is called when it does not matter any more how it goes on.
_HOLDS = True


@lru_cache(maxsize=8192)
def part_of(part: AliasPart, inner: Language | None) -> Language:
    """The texts whose part has a value, which is in `inner` where that is given."""
    values = ANY if inner is None else inner
    match part:
        case AliasPart.SCHEME:
            met = tuple(f"{scheme}:" for scheme in SCHEMES if values.contains(scheme))
            return literals("starts_with", met, ignore_case=True)
        case AliasPart.DOMAIN:
            return DomainLanguage(part, values)
        case AliasPart.USER | AliasPart.ADDRESS:
            return AddressPartLanguage(part, values)


class PartLanguage(Language):
    """A language of aliases, read together with the states of the language of the part."""

    def __init__(self, part: AliasPart, inner: Language) -> None:
        super().__init__((part, inner))
        self.part = part
        self.inner = inner
        self._table = inner.table
        self._nowhere = [DEAD] * self._table.partition.count

    def contains(self, text: str) -> bool:
        """Whether the part of the alias is in the language of the part."""
        value = alias_part(text, self.part)
        return value is not None and self.inner.contains(value)

    @abstractmethod
    def samples(self) -> tuple[str, ...]:
        """Aliases with the samples of the part."""

    def _row(self, state: int) -> list[int]:
        return self._nowhere if state == DEAD else self._table.row(state)

    def _after(self, state: int, character: str) -> int:
        return self._row(state)[self._table.partition.class_of(character)]

    def _accepted(self, state: int) -> bool:
        return state != DEAD and self._table.accepting[state]

    def _is_sure(self, state: int) -> bool:
        return state != DEAD and self._table.certain[state]

    def _left(self, state: int) -> int:
        """The least cost up to a value."""
        return 10**9 if state == DEAD else self._table.least[state]


class _Before(NamedTuple):
    """The user or the address as far as it was read."""

    #: The start of the text in lower case, while it may still become a scheme.
    head: str | None = ""
    inner: int = 0
    #: Whether the value was accepted at the first semicolon, which ends it if no @ follows.
    cut: bool | None = None
    at: bool = False


class AddressPartLanguage(PartLanguage):
    """The aliases whose user or address is in a language."""

    @property
    def start(self) -> Hashable:
        """Nothing read."""
        return _Before()

    def step(self, state: Hashable, character: str) -> Hashable | None:
        """The state after one more character."""
        if not isinstance(state, _Before):
            return state
        if character == ":" and state.head in SCHEMES:
            return _Before(head=None)
        accepted = self._accepted(state.inner)
        ends = character == "@" if self.part is AliasPart.USER else character == ";" and state.at
        if ends:
            return _HOLDS if accepted else None
        cut, at = state.cut, state.at
        if character == "@" and not at:
            cut, at = None, True
        elif character == ";" and not at and cut is None:
            cut = accepted
        head = _head(state.head, character)
        after = _Before(head, self._after(state.inner, character), cut, at)
        return None if after.inner == DEAD and head is None and not cut else after

    def steps(self, state: Hashable, characters: Sequence[str]) -> Sequence[Hashable | None]:
        """The states after each of the characters, most of which are soon seen to lead nowhere."""
        if not isinstance(state, _Before) or state.head is not None or state.cut:
            return super().steps(state, characters)
        after = self._row(state.inner)
        class_of = self._table.partition.class_of
        return [
            None if c not in "@;" and after[class_of(c)] == DEAD else self.step(state, c)
            for c in characters
        ]

    def accepts(self, state: Hashable) -> bool:
        """Whether the value ends well where the text ends."""
        if not isinstance(state, _Before):
            return True
        return self._accepted(state.inner) if state.cut is None else state.cut

    def is_certain(self, state: Hashable) -> bool:
        """Whether the value is met however it goes on."""
        if not isinstance(state, _Before):
            return True
        return state.head is None and state.cut is not False and self._is_sure(state.inner)

    def least(self, state: Hashable) -> int:
        """What is left of the value, or of a scheme and a value."""
        if not isinstance(state, _Before) or state.cut:
            return 0
        left = self._left(state.inner)
        return left if state.head is None else min(left, _HEADS[state.head] + self._left(0))

    def ranges(self) -> frozenset[Ranges]:
        """The characters of the part, the marks of an alias, and the letters of the schemes."""
        letters = set("".join(SCHEMES))
        return self.inner.ranges() | {one(c) for c in ":;@"} | {one_folded(c) for c in letters}

    def samples(self) -> tuple[str, ...]:
        """Users with a domain, and addresses as they are."""
        values = self.inner.samples()
        if self.part is AliasPart.ADDRESS:
            return values
        return tuple(f"{value}@example.com" for value in values) + values


def _head(head: str | None, character: str) -> str | None:
    """What may still become a scheme."""
    if head is None:
        return None
    head += fold(character)
    return head if head in _HEADS else None


class _Port(NamedTuple):
    """What may be a port: the states at the colon before it, and whether a digit followed."""

    lowered: int
    written: int
    digits: bool


class _Domain(NamedTuple):
    """The domain as far as it was read, in lower case and as it is written; `plain` is ASCII."""

    lowered: int = 0
    written: int = 0
    plain: bool = True
    colon: bool = False
    bracket: bool = False
    port: _Port | None = None


class DomainLanguage(PartLanguage):
    """The aliases whose domain is in a language."""

    @property
    def start(self) -> Hashable:
        """No @ yet."""
        return False

    def step(self, state: Hashable, character: str) -> Hashable | None:
        """The state after one more character."""
        if not isinstance(state, _Domain):
            return state is _HOLDS or (_Domain() if character == "@" else False)
        if character == ";":
            return True if self.accepts(state) else None
        ascii_only = state.plain and character.isascii()
        after = _Domain(
            self._after(state.lowered, fold(character)) if ascii_only else DEAD,
            self._after(state.written, character),
            ascii_only,
            state.colon or character == ":",
            character == "]",
            _port(state, character),
        )
        dead = after.lowered == after.written == DEAD and after.port is None
        return None if dead else after

    def steps(self, state: Hashable, characters: Sequence[str]) -> Sequence[Hashable | None]:
        """The states after each of the characters, most of which are soon seen to lead nowhere."""
        if not isinstance(state, _Domain) or state.port is not None:
            return super().steps(state, characters)
        lowered, written = self._row(state.lowered), self._row(state.written)
        class_of = self._table.partition.class_of
        return [
            None
            if c not in ":;" and lowered[class_of(fold(c))] == written[class_of(c)] == DEAD
            else self.step(state, c)
            for c in characters
        ]

    def accepts(self, state: Hashable) -> bool:
        """Whether the domain without its port is in the language."""
        if not isinstance(state, _Domain):
            return bool(state)
        port = state.port if state.port is not None and state.port.digits else None
        ends = state if port is None else port
        return self._accepted(ends.lowered if state.plain else ends.written)

    def is_certain(self, state: Hashable) -> bool:
        """Whether the domain is met however it goes on."""
        if not isinstance(state, _Domain):
            return bool(state)
        met = self._is_sure(state.written) and (not state.plain or self._is_sure(state.lowered))
        return met and state.port is None

    def least(self, state: Hashable) -> int:
        """What is left of the value."""
        if not isinstance(state, _Domain):
            return 0 if state is _HOLDS else cost("@") + self._left(0)
        left = min(self._left(state.lowered), self._left(state.written))
        if state.port is None:
            return left
        ends = min(self._left(state.port.lowered), self._left(state.port.written))
        return min(left, ends)

    def ranges(self) -> frozenset[Ranges]:
        """The characters of the part, also those that become them in lower case, and the marks."""
        inner = self.inner.ranges()
        marks = {one(c) for c in ":;@]"} | {_ASCII, _DIGITS}
        return inner | {lowered_into(ranges) for ranges in inner} | marks

    def samples(self) -> tuple[str, ...]:
        """Aliases with the domains."""
        return tuple(f"alice@{value}" for value in self.inner.samples())


def _port(state: _Domain, character: str) -> _Port | None:
    """What may be a port after one more character."""
    if character == ":":
        # Only after `]` or the first colon: what follows others may belong to an IPv6 address.
        begins = state.bracket or not state.colon
        return _Port(state.lowered, state.written, digits=False) if begins else None
    if state.port is None or not "0" <= character <= "9":
        return None
    return state.port._replace(digits=True)
