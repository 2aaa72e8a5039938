r"""The regex texts of scripts read back as operators.

A script's text is a pattern of our own grammar with a few additions around it: `\Z`, and marks for
the items of a list. They are taken off where their meaning is exact; what remains is read by the
parser that reads the patterns of rules. Whether the operator is the rule's is not judged here.
"""

from __future__ import annotations

import re

from rulec.ir.walk import walk
from rulec.matching.pattern import Pattern, parse_pattern
from rulec.matching.pattern_tree import AnyCharacter, CharacterSet, Literal
from rulec.operators import Matches, Regex, TextOperator

#: The end of an item of a list that is joined by NUL, its start, and where `$` holds in it.
_ITEM_END = r"(?=\x00|\Z)"
_ITEM_START = r"(?<![^\x00])"
_ITEM_DOLLAR = r"(?=\n?(?:\x00|\Z))"

_ITEMS_HEAD = r"(?:^|\x00)"
_ITEMS_TAIL = r"[^\x00]"

#: Characters in front of an item's match: all the same where the item is asked by itself.
_BEFORE = (r"[^\x00]*?", r"[^\x00]*")

#: What a pattern may take in front of where it is found.
_ANYTHING = r"[\s\S]*"


class NoPattern(Exception):
    """A regex text is none of the forms that scripts have."""


def searched(text: str) -> str:
    """The regex text of a search, without the group around it that makes a match true."""
    if not text.startswith("(") or text.startswith("(?") or _end_of_group(text) != len(text):
        raise NoPattern("a search without a group around its pattern")
    return text[1:-1]


def text_operator(text: str) -> TextOperator:
    """The operator that holds for the texts in which a regex text is found."""
    if not text.endswith(r"\Z") or _escaped(text, len(text) - 2):
        return Regex(_patterns(text))
    body = text.removesuffix(r"\Z")
    whole = body.startswith("^")
    bodies = _alternatives_of(body.removeprefix("^"))
    return Matches(tuple(_pattern(one if whole else _ANYTHING + one) for one in bodies))


def item_demands(text: str) -> tuple[tuple[TextOperator, bool], ...]:
    """What a search in the joined items of a list demands of one of them."""
    if not (text.startswith(_ITEMS_HEAD) and text.endswith(_ITEMS_TAIL)):
        raise NoPattern("a search in a list that is not about its items")
    rest = text[len(_ITEMS_HEAD) : -len(_ITEMS_TAIL)]
    demands = []
    while rest:
        end = _end_of_group(rest)
        look = rest[:end]
        if not look.startswith(("(?=", "(?!")):
            raise NoPattern("a search in a list that is not about its items")
        demands.append((_item_operator(look[3:-1]), look.startswith("(?!")))
        rest = rest[end:]
    return tuple(demands)


def _item_operator(text: str) -> TextOperator:
    """The operator of items at whose start a regex text matches."""
    if text.startswith("(?:") and _end_of_group(text) == len(text):
        bodies = _split(text[3:-1])
    else:
        bodies = [text]
    found = [_item_alternative(body) for body in bodies]
    kinds = {type(operator) for operator in found}
    if len(kinds) != 1:
        raise NoPattern("items that are asked for a whole and for a part")
    patterns = tuple(pattern for operator in found for pattern in operator.patterns)
    return found[0].__class__(patterns)


def _item_alternative(text: str) -> Matches | Regex:
    whole = text.endswith(_ITEM_END)
    body = text.removesuffix(_ITEM_END)
    before = next((mark for mark in _BEFORE if body.startswith(mark)), "")
    body = body.removeprefix(before)
    if len(_split(body)) > 1:
        raise NoPattern("alternatives without a group around them")
    body = _plain(body)
    if any(map(_may_take_nul, walk(_pattern(body).tree))):
        raise NoPattern("a pattern that reaches past the end of an item")
    if whole:
        return Matches((_pattern((_ANYTHING if before else "") + body),))
    return Regex((_pattern(body if before else f"^(?:{body})"),))


def _plain(text: str) -> str:
    """A pattern of items as one of texts: there the item is all that there is."""
    marks = {_ITEM_START: "^", _ITEM_DOLLAR: "$"}
    pieces = _pieces(text)
    if not set(pieces).isdisjoint(marks.values()):
        raise NoPattern("the start or the end of all items, and not of one")
    return "".join(marks.get(piece, piece) for piece in pieces)


def _may_take_nul(node: object) -> bool:
    """Whether a part of a pattern, looking ahead included, can match what is between items."""
    match node:
        case Literal(character):
            return character == "\0"
        case CharacterSet(ranges, negated):
            return negated != any(low == 0 for low, _ in ranges)
        case AnyCharacter():
            return True
        case _:
            return False


_MARKS = re.compile("|".join(map(re.escape, (_ITEM_START, _ITEM_DOLLAR))))
_TOKEN = re.compile(r"\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|[\s\S]")

_ESCAPES = re.compile(r"\\[\s\S]")
_EVERY_OR_NONE = (r"[\s\S]", r"[^\s\S]")


def _pieces(text: str) -> list[str]:
    """The marks, escapes, classes and single characters of a regex text."""
    pieces = []
    at = 0
    while at < len(text):
        found = _MARKS.match(text, at) or _TOKEN.match(text, at)
        assert found is not None  # noqa: S101  the last alternative takes any character
        pieces.append(found[0])
        at = found.end()
    return pieces


def _patterns(text: str) -> tuple[Pattern, ...]:
    return tuple(map(_pattern, _split(text)))


def _alternatives_of(text: str) -> list[str]:
    """The alternatives between two anchors, which stand in a group if there are several."""
    if text.startswith("(?:") and _end_of_group(text) == len(text):
        return _split(text[3:-1])
    found = _split(text)
    if len(found) > 1:
        raise NoPattern("alternatives of which only one is anchored")
    return found


def _pattern(text: str) -> Pattern:
    if any(_depends_on_node(piece) for piece in _pieces(text)):
        raise NoPattern("a character class that a node takes for another one than rules do")
    read = parse_pattern(text)
    if not isinstance(read, Pattern):
        raise NoPattern(f"a pattern that rules do not have: {read.message}")
    return read


def _depends_on_node(piece: str) -> bool:
    r"""Whether a piece holds an escape that a node reads otherwise: `\d`, say, or `\u0041`.

    A class and its opposite together are every character, or none, for both.
    """
    return piece not in _EVERY_OR_NONE and any(
        one[1] in "dDwWsSu" for one in _ESCAPES.findall(piece)
    )


def _escaped(text: str, place: int) -> bool:
    """Whether the character at a place stands behind a backslash that is not itself escaped."""
    before = text[:place]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _split(text: str) -> list[str]:
    """The alternatives of a regex text that stand in no group."""
    found, depth = [""], 0
    for piece in _pieces(text):
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if depth < 0:
            raise NoPattern("a group that is not opened")
        if piece == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += piece
    if depth:
        raise NoPattern("a group that is not closed")
    return found


def _end_of_group(text: str) -> int:
    """Where the group ends that the text begins with."""
    depth = at = 0
    for piece in _pieces(text):
        if piece not in (_ITEM_START, _ITEM_DOLLAR):
            depth += {"(": 1, ")": -1}.get(piece, 0)
        at += len(piece)
        if depth <= 0:
            return at
    raise NoPattern("a group that is not closed")
