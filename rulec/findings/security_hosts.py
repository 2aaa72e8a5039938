"""The names that an operator on text spells: hosts, and words with dots, as they were meant.

A pattern spells them with dots that are escaped, or with plain ones, which stand for any character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from rulec.matching.pattern_tree import (
    Alternation,
    AnyCharacter,
    Group,
    Literal,
    Node,
    Repeat,
    Sequence,
)
from rulec.operators import LiteralOperator, Operator
from rulec.operators.text import PatternOperator
from rulec.records import dataclass

#: As many spellings of one part of a pattern are looked at.
_MOST_SPELLINGS = 16
_WORDS = re.compile(r"[A-Za-z0-9_-]*[A-Za-z0-9](?:\.[A-Za-z0-9][A-Za-z0-9_-]*)+")
_HOST = re.compile(r".*\.[A-Za-z]{2,}")
#: In place of a dot that stands for any character.
_OPEN_DOT = "\ue000"


@dataclass(frozen=True, slots=True)
class Spelled:
    """A name with dots in it. `before` and `after` are the literal texts around it.

    `open_dots` are the places of dots that stand for any character.
    """

    before: str
    name: str
    after: str
    open_dots: tuple[int, ...]

    @property
    def is_host(self) -> bool:
        """Whether the name looks like that of a host."""
        return _HOST.fullmatch(self.name) is not None

    @property
    def mistaken(self) -> str:
        """The name with another character in place of the first open dot."""
        place = self.open_dots[0]
        return f"{self.name[:place]}x{self.name[place + 1 :]}"


def spelled(operator: Operator) -> tuple[Spelled, ...]:
    """The names that an operator spells, each once."""
    texts: list[str] = []
    match operator:
        case LiteralOperator(operands=operands):
            texts += operands
        case PatternOperator(patterns=patterns):
            for pattern in patterns:
                texts += _texts(pattern.tree)
        case _:
            pass
    return tuple(dict.fromkeys(name for text in texts for name in _names(text)))


def _names(text: str) -> Iterator[Spelled]:
    plain = text.replace(_OPEN_DOT, ".")
    for found in _WORDS.finditer(plain):
        start, end = found.span()
        places = tuple(n for n in range(end - start) if text[start + n] == _OPEN_DOT)
        yield Spelled(plain[:start], found.group(), plain[end:], places)


def _texts(node: Node) -> Iterator[str]:
    """The literal texts in a pattern, as long as they are."""
    whole = _spellings(node)
    if whole is not None:
        yield from whole
        return
    match node:
        case Sequence(parts):
            yield from _runs(parts)
        case Alternation(branches):
            for branch in branches:
                yield from _texts(branch)
        case Group(body=body) | Repeat(body=body):
            yield from _texts(body)
        case _:
            return


def _runs(parts: tuple[Node, ...]) -> Iterator[str]:
    """The texts that neighbours in a sequence spell together."""
    run: list[str] = [""]
    for part in parts:
        own = _spellings(part)
        if own is not None and len(own) * len(run) <= _MOST_SPELLINGS:
            run = [before + after for before, after in product(run, own)]
            continue
        yield from filter(None, run)
        run = [""]
        yield from _texts(part)
    yield from filter(None, run)


def _spellings(node: Node) -> list[str] | None:
    """All texts that a part of a pattern spells, if they are few; an open dot is one of its own."""
    match node:
        case Literal(character):
            return [character]
        case AnyCharacter():
            return [_OPEN_DOT]
        case Group(body=body):
            return _spellings(body)
        case Alternation(branches):
            every = [_spellings(branch) for branch in branches]
            texts = [text for one in every if one is not None for text in one]
            return texts if None not in every and len(texts) <= _MOST_SPELLINGS else None
        case Sequence(parts):
            made = [""]
            for part in parts:
                own = _spellings(part)
                if own is None or len(own) * len(made) > _MOST_SPELLINGS:
                    return None
                made = [before + after for before, after in product(made, own)]
            return made
        case Repeat(body=body, minimum=1, maximum=1):
            return _spellings(body)
        case _:
            return None
