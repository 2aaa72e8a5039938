r"""Writing a pattern as regex text that Python 2.7 to 3.13 read alike, without flags.

The text spells out what depends on a version or a flag: `\d`, `\w` and `\s` become classes, letters
in either case become `[xX]`, characters outside ASCII stand as themselves, control characters as
escapes. Named groups become plain ones, so that numbers are the only names.
"""

from __future__ import annotations

from dataclasses import replace

from rulec.matching.pattern_tree import (
    LAST_CHARACTER,
    Alternation,
    AnyCharacter,
    CharacterSet,
    End,
    Group,
    Literal,
    Look,
    Node,
    Ranges,
    Repeat,
    Sequence,
    Start,
    complement,
    normal_ranges,
)
from rulec.records import dataclass

_ESCAPED_IN_TEXT = frozenset(".^$*+?{[\\|()")
_ESCAPED_IN_CLASS = frozenset("\\]^-[")
_CONTROLS = {"\t": r"\t", "\n": r"\n", "\r": r"\r", "\f": r"\f", "\v": r"\v"}

#: The end of an item of a text whose items are separated by NUL.
ITEM_END = r"(?=\x00|\Z)"
#: The start of such an item, anywhere in a pattern: what is before is no character of the item.
ITEM_START = r"(?<![^\x00])"
#: Where `$` holds in such an item.
_ITEM_DOLLAR = r"(?=\n?(?:\x00|\Z))"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a pattern is written."""

    #: The letters A to Z match in either case.
    ignore_case: bool = False
    #: The text is one item among others, separated by NUL.
    item: bool = False
    #: What is written next stands where the text, or the item, is known to start.
    at_start: bool = False


def escape(text: str) -> str:
    """Regex text that matches exactly this text."""
    return "".join(_character(character, _ESCAPED_IN_TEXT) for character in text)


def escape_ignoring_case(text: str) -> str:
    """Regex text that matches this text with the letters A to Z in either case."""
    return "".join(
        _class(CharacterSet(with_both_cases(((ord(c), ord(c)),)))) if _is_letter(c) else escape(c)
        for c in text
    )


def write(node: Node, dialect: Dialect) -> str:
    """The regex text of a node."""
    match node:
        case Literal(character):
            return _literal(character, dialect)
        case CharacterSet():
            return _class(_fitted(node, dialect))
        case AnyCharacter():
            return r"[^\n\x00]" if dialect.item else "."
        case Start():
            if dialect.at_start:
                return ""
            return ITEM_START if dialect.item else "^"
        case End():
            return _ITEM_DOLLAR if dialect.item else "$"
        case Sequence(parts):
            return _sequence(parts, dialect)
        case Alternation(branches):
            return "|".join(write(branch, dialect) for branch in branches)
        case Group(body=body):
            return f"({write(body, dialect)})"
        case Look(body, negated):
            return f"({'?!' if negated else '?='}{write(body, dialect)})"
        case Repeat(body, minimum, maximum, lazy):
            inner = write(body, replace(dialect, at_start=False))
            if not isinstance(body, Literal | CharacterSet | AnyCharacter | Group):
                inner = f"(?:{inner})"
            return inner + _quantifier(minimum, maximum) + ("?" if lazy else "")


def write_apart(node: Node, dialect: Dialect) -> str:
    """The regex text of a node in a form that other text may stand beside."""
    text = write(node, dialect)
    return f"(?:{text})" if isinstance(node, Alternation) else text


def _sequence(parts: tuple[Node, ...], dialect: Dialect) -> str:
    written = []
    for part in parts:
        written.append(write_apart(part, dialect))
        if not isinstance(part, Start | End | Look):
            dialect = replace(dialect, at_start=False)
    return "".join(written)


def _quantifier(minimum: int, maximum: int | None) -> str:
    match minimum, maximum:
        case 0, None:
            return "*"
        case 1, None:
            return "+"
        case 0, 1:
            return "?"
        case _, None:
            return f"{{{minimum},}}"
        case _:
            return f"{{{minimum}}}" if minimum == maximum else f"{{{minimum},{maximum}}}"


def _literal(character: str, dialect: Dialect) -> str:
    if dialect.item and character == "\x00":
        return _class(CharacterSet(()))
    return escape_ignoring_case(character) if dialect.ignore_case else escape(character)


def _fitted(node: CharacterSet, dialect: Dialect) -> CharacterSet:
    """The set that the dialect needs: in both cases before it is negated, never with NUL."""
    ranges, negated = node.ranges, node.negated
    if dialect.ignore_case:
        ranges = with_both_cases(ranges)
    if dialect.item and negated:
        ranges = normal_ranges([*ranges, (0, 0)])
    elif dialect.item:
        ranges = tuple((max(low, 1), high) for low, high in ranges if high > 0)
    return CharacterSet(ranges, negated)


def with_both_cases(ranges: Ranges) -> Ranges:
    """The ranges with, for each letter A to Z that they have in one case, the other."""
    added = []
    for first, last, shift in ((65, 90, 32), (97, 122, -32)):
        for low, high in ranges:
            if low <= last and high >= first:
                added.append((max(low, first) + shift, min(high, last) + shift))
    return normal_ranges([*ranges, *added])


def _class(node: CharacterSet) -> str:
    """A class, in the shorter of its forms where one of them cannot be written."""
    ranges, negated = node.ranges, node.negated
    if ranges and ranges[-1][1] == LAST_CHARACTER:
        # The last character is one that no file should need to hold.
        ranges, negated = complement(ranges), not negated
    if not ranges:
        # A class and its opposite: every character, also a line feed; or none.
        return r"[\s\S]" if negated else r"[^\s\S]"
    if not negated and len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return escape(chr(ranges[0][0]))
    members = []
    for low, high in ranges:
        members.append(_character(chr(low), _ESCAPED_IN_CLASS))
        if high > low + 1:
            members.append("-")
        if high > low:
            members.append(_character(chr(high), _ESCAPED_IN_CLASS))
    return f"[{'^' if negated else ''}{''.join(members)}]"


def _character(character: str, special: frozenset[str]) -> str:
    if character in special:
        return f"\\{character}"
    if character in _CONTROLS:
        return _CONTROLS[character]
    if character < " " or character == "\x7f":
        return f"\\x{ord(character):02x}"
    return character


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()
