"""Constants that rules write, as one character each.

A sign writes one field, or several that are often written together. A text that is written once or
twice stands in the code as it is. That is exact because each sign has one meaning, and a text that
stands as it is has no bar in it, which would end it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import field
from string import ascii_letters, digits
from typing import NamedTuple

from rulec.emit.scope import Scope
from rulec.pexip import MAX_CHAINED_FILTERS
from rulec.records import dataclass
from rulec.script.expression import (
    Dictionary,
    Expression,
    Filtered,
    Item,
    Literal,
    Marked,
    render,
)

#: Signs, those that read best first; none has to be escaped, or separates anything.
SIGNS = ascii_letters + digits + "!$&()*+,-./:<>@[]^_"
#: Ends the signs, and each text that stands as it is.
BAR = "|"
#: Stands where a code has no more signs.
NO_SIGN = "?"
#: What an entry of the table of signs costs besides what it writes.
_COST_OF_SIGN = 10
#: Signs of one outcome; a longer one is a text of its own.
_MOST_SIGNS = 8

#: A field with the constant that is written to it.
Entry = tuple[str, Expression]
#: What a sign writes: fields, each with a constant, or with the number of a text that follows.
_Meaning = tuple[tuple[str, Expression | int], ...]
#: The sign, or the text, of the code of a call by its number.
At = Callable[[int], Expression]
#: The mark of what is there for the outcomes that have a sign.
MarkOf = Callable[[str], int]


class Spelled(NamedTuple):
    """What an outcome writes: signs, and texts that stand as they are."""

    signs: str
    texts: tuple[str, ...] = ()


class Signs:
    """Gives constants their signs, so that all outcomes together are short."""

    def __init__(self, outcomes: Sequence[tuple[Entry, ...]]) -> None:
        self._meanings: dict[str, _Meaning] = {}
        self._known: dict[Hashable, str] = {}
        uses = Counter(_key(entry) for entries in outcomes for entry in entries)
        #: What stands in codes as it is.
        self._plain = {
            _key(entry)
            for entries in outcomes
            for entry in entries
            if _may_stand(entry) and not _pays(entry, uses[_key(entry)])
        }
        wholes = Counter(_Written(self._meaning(entries)) for entries in outcomes)
        chosen = [whole for whole in _in_order(wholes) if whole.pays(wholes[whole])]
        singles: Counter[_Written] = Counter()
        for whole in wholes.keys() - set(chosen):
            for one in whole.meaning:
                singles[_Written((one,))] += wholes[whole]
        # Where signs are few, those that stand for one field can be used more often.
        room = max(0, len(SIGNS) - len(singles))
        for spelled, sign in zip((*chosen[:room], *_in_order(singles)), SIGNS, strict=False):
            self._known[spelled] = sign
            self._meanings[sign] = spelled.meaning

    def _meaning(self, entries: tuple[Entry, ...]) -> _Meaning:
        """Entries in one order, with the numbers of texts in place of what is written as it is."""
        made: list[tuple[str, Expression | int]] = []
        number = 0
        for entry in sorted(entries, key=_key):
            if _key(entry) in self._plain:
                made.append((entry[0], number))
                number += 1
            else:
                made.append(entry)
        return tuple(made)

    def spelled(self, entries: tuple[Entry, ...]) -> Spelled | None:
        """The code of an outcome; None where the signs ran out."""
        texts = tuple(
            str(entry[1].value)
            for entry in sorted(entries, key=_key)
            if _key(entry) in self._plain and isinstance(entry[1], Literal)
        )
        whole = _Written(self._meaning(entries))
        if whole in self._known:
            return Spelled(self._known[whole], texts)
        signs = [self._known.get(_Written((one,))) for one in whole.meaning]
        if len(signs) > _MOST_SIGNS or None in signs:
            return None
        return Spelled("".join(sign for sign in signs if sign is not None), texts)

    @property
    def size(self) -> int:
        """About how many characters it takes to read a code."""
        texts = (_Written(meaning).text for meaning in self._meanings.values())
        return sum(len(text) + _COST_OF_SIGN for text in texts)

    def read(self, count: int, sign: At, text: At, scope: Scope, mark: MarkOf) -> Expression:
        """The dictionary that a code with so many signs, or fewer, writes."""
        every: list[tuple[str, Expression]] = [(NO_SIGN, Dictionary(()))] if count > 1 else []
        for one, meaning in self._meanings.items():
            entries = tuple(
                (name, text(value) if isinstance(value, int) else value) for name, value in meaning
            )
            every.append((one, Marked(Dictionary(entries), mark(one))))
        table = scope.assign("signs", Dictionary(tuple(every)))
        made: Expression = Item(table, sign(0))
        for number in range(1, count):
            if number % (MAX_CHAINED_FILTERS - 1) == 0:
                made = scope.assign("written", made)
            made = Filtered(made, "pex_update", (Item(table, sign(number)),))
        return made


@dataclass(frozen=True, slots=True)
class _Written:
    """What a sign writes, compared by its text: to Python, 1 and true are equal."""

    meaning: _Meaning = field(compare=False)
    text: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", ",".join(map(_shown, self.meaning)))

    def pays(self, uses: int) -> bool:
        """Whether a sign for all of it is shorter than one for each field."""
        return uses * (len(self.meaning) - 1) > len(self.text) + 8


def _in_order(counted: Counter[_Written]) -> list[_Written]:
    """What saves most first."""
    return sorted(counted, key=lambda one: (-counted[one] * len(one.meaning), one.text))


def _shown(entry: tuple[str, Expression | int]) -> str:
    name, value = entry
    return f"{name}:{value}" if isinstance(value, int) else f"{name}:{render(value)}"


def _key(entry: Entry) -> tuple[str, str]:
    return entry[0], render(entry[1])


def _may_stand(entry: Entry) -> bool:
    """Whether a constant may stand in a code as it is."""
    value = entry[1]
    return isinstance(value, Literal) and isinstance(value.value, str) and BAR not in value.value


def _pays(entry: Entry, uses: int) -> bool:
    """Whether a sign is shorter than the text, written out at each use."""
    length = len(render(entry[1])) - 2
    return uses * length > length + len(entry[0]) + 12
