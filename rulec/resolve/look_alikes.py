"""Letters of one script inside a word of another one, which look like letters of that one.

A domain with a Cyrillic letter that looks like an `a` is none that a caller sends, and a reader
cannot see why. A word that is all of one script is left alone, whichever script it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain

from rulec.diagnostics import Problem, short
from rulec.diagnostics import codes_resolving as codes
from rulec.records import dataclass
from rulec.syntax.nodes import Cell, Mapping, Node, Scalar, inner_span
from rulec.syntax.tables import Table

#: Letters that look like those of A to Z, by script, from Unicode's table of confusables (UTS 39)
#: as far as they cannot be told apart in the usual fonts.
_SCRIPTS = {
    "cyrillic": (
        (
            "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421"
            "\u0422\u0423\u0425\u0430\u0435\u0455\u0456\u0458\u043e\u0440\u0441\u0443"
            "\u0445\u04bb\u0501\u051b\u051d\u04cf"
        ),
        "ABESIJKMHOPCTYXaesijopcyxhdqwl",
    ),
    "greek": (
        (
            "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4"
            "\u03a5\u03a7\u03bf\u03bd\u03f2\u03f3"
        ),
        "ABEZHIKMNOPTYXovcj",
    ),
    "armenian": (
        "\u054d\u054f\u0555\u053c\u0585\u057d\u0578\u0570\u0581\u0566",
        "USOLounhgq",
    ),
    # Kelvin sign.
    "kelvin": ("\u212a", "K"),
}
#: What a letter that is not Latin looks like.
_LATIN: dict[str, str] = {
    odd: plain
    for odds, plains in _SCRIPTS.values()
    for odd, plain in zip(odds, plains, strict=True)
}
#: What a letter of A to Z looks like in the script of its neighbours.
_BACK: dict[str, dict[str, str]] = {
    name: dict(zip(reversed(plains), reversed(odds), strict=True))
    for name, (odds, plains) in _SCRIPTS.items()
}
_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"\S+")
_ASCII = re.compile("[A-Za-z]")
#: Keys with text for people, and with the calls of tests, which may be meant to mislead.
_NOT_LOOKED_AT = frozenset(("description", "owner", "ticket", "tests"))


@dataclass(frozen=True, slots=True)
class Odd:
    """A letter at a place of a text, inside a word, and the one that it looks like."""

    place: int
    word: str
    letter: str
    like: str


def odd_letters(text: str) -> Iterator[Odd]:
    """The first odd letter of each word that has any."""
    if text.isascii():
        return
    for token in _TOKEN.finditer(text):
        latin = _ASCII.search(token[0]) is not None
        for word in _WORD.finditer(text, *token.span()):
            if latin and not word[0].isascii():
                found = _odd(word[0])
                if found is not None:
                    place, like = found
                    yield Odd(word.start() + place, word[0], word[0][place], like)


def _odd(word: str) -> tuple[int, str] | None:
    """The first letter of a word that belongs to another script than most of them, and its like."""
    scripts = [_script(letter) for letter in word]
    counted = {script: scripts.count(script) for script in scripts}
    likes = [_looks_like(letter) for letter in word]
    if len(counted) == 1:
        # One script that is not Latin, beside Latin words: told if all of it can be misread.
        return (0, likes[0]) if len(word) > 1 and all(likes) else None
    if counted.get("latin", 0) >= max(counted.values()) or "latin" not in counted:
        return next(((place, like) for place, like in enumerate(likes) if like), None)
    back = _BACK.get(max(counted, key=lambda script: counted[script]), {})
    found = ((place, back[letter]) for place, letter in enumerate(word) if letter in back)
    return next(found, None)


def _looks_like(letter: str) -> str:
    """The letter of A to Z that another one looks like; empty without any."""
    if "\uff21" <= letter <= "\uff5a" or "\U0001d400" <= letter <= "\U0001d7ff":
        plain = unicodedata.normalize("NFKC", letter)
        return plain if plain.isascii() else ""
    return _LATIN.get(letter, "")


def _script(letter: str) -> str:
    """The script of a letter, as its name begins; fullwidth and mathematical ones are apart."""
    if letter.isascii():
        return "latin"
    return unicodedata.name(letter, "").split(" ", 1)[0].lower()


def look_alikes(*nodes: Node) -> list[Problem]:
    """The odd letters in the texts and keys of nodes, as warnings."""
    return [_problem(scalar, odd) for scalar in _texts(nodes) for odd in _unseen(scalar)]


def look_alikes_of(table: Table) -> list[Problem]:
    """The odd letters in the cells of a table, as warnings."""
    return look_alikes(*chain.from_iterable(row.cells.values() for row in table.rows))


def _texts(nodes: Iterable[Node]) -> Iterator[Scalar]:
    for node in nodes:
        if isinstance(node, Scalar):
            yield node
        elif isinstance(node, Mapping):
            looked_at = [key for key in node if key not in _NOT_LOOKED_AT]
            for key in looked_at:
                yield Scalar(key, node.key_spans[key])
            yield from _texts(node[key] for key in looked_at)
        else:
            yield from _texts(node)


def _unseen(scalar: Scalar) -> Iterator[Odd]:
    """The odd letters of a text that stand in the file as they are, not as escapes."""
    for odd in odd_letters(scalar):
        span = inner_span(scalar, odd.place, odd.place + 1)
        written = span.file.line(span.line)[span.column - 1 : span.end_column - 1]
        if span.line != span.end_line or odd.letter in written:
            yield odd


def _problem(scalar: Scalar, odd: Odd) -> Problem:
    span = inner_span(scalar, odd.place, odd.place + 1)
    message = f"`{short(odd.word)}` has {_named(odd.letter)} and not {_named(odd.like)}"
    hint = "type the word again"
    if not isinstance(scalar, Cell):
        hint += f'; where the letter is meant, write `"{_escaped(odd.letter)}"` in double quotes'
    return Problem(codes.MIXED_SCRIPTS, message, span, hint)


def _named(letter: str) -> str:
    return f"U+{ord(letter):04X} ({unicodedata.name(letter).lower()})"


def _escaped(letter: str) -> str:
    return f"\\u{ord(letter):04x}" if letter <= "\uffff" else f"\\U{ord(letter):08x}"
