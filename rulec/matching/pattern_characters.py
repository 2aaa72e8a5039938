"""Reading the characters of a pattern: literals, escapes and classes, and where a problem lies."""

from __future__ import annotations

from rulec.matching.pattern_tree import (
    CharacterSet,
    Literal,
    Ranges,
    complement,
    normal_ranges,
    single_ranges,
)
from rulec.records import dataclass

_DIGIT: Ranges = ((48, 57),)
_WORD: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACE: Ranges = ((9, 13), (32, 32))

_CLASSES: dict[str, Ranges] = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v"}
_HEX_LENGTHS = {"x": 2, "u": 4}

_REFUSED_ESCAPES = {
    "b": (
        r"`\b` (word boundary) is not available in patterns",
        "name the characters that may stand beside the word, as in `(?:^|[^a-z])word`",
    ),
    "B": (
        r"`\B` is not available in patterns",
        "name the characters that may stand there, as in `[a-z]`",
    ),
    "A": (r"`\A` is not available in patterns", "write `^`, which means the same"),
    "Z": (
        r"`\Z` is not available in patterns",
        "use `matches:`, which always compares the whole value",
    ),
    "z": (
        r"`\z` is not available in patterns",
        "use `matches:`, which always compares the whole value",
    ),
    "p": (r"`\p` (Unicode property) is not available in patterns", "write the range, as `[a-z]`"),
    "P": (r"`\P` (Unicode property) is not available in patterns", "write the range, as `[^a-z]`"),
    "0": (r"`\0` is not available in patterns", r"write the character as `\x00`"),
    "U": (r"`\U` is not available in patterns", "write the character itself"),
    "N": (r"`\N` is not available in patterns", "write the character itself"),
    "a": (r"`\a` is not available in patterns", r"write the character as `\x07`"),
}


@dataclass(frozen=True, slots=True)
class PatternProblem:
    """Why a text is not a pattern: `start` to `end` (not included) count characters of the text."""

    message: str
    start: int
    end: int
    hint: str = ""


class Refused(Exception):
    """The text is not an allowed pattern."""

    def __init__(self, message: str, start: int, end: int, hint: str = "") -> None:
        self.problem = PatternProblem(message, start, end, hint)
        super().__init__(message)


def _doubled(character: str, place: int) -> Refused:
    """The refusal of two characters that newer versions of Python warn about in a class."""
    return Refused(
        f"`{character * 2}` in a class may change its meaning in later versions of Python",
        place,
        place + 2,
        f"write `\\{character}` for the character",
    )


class CharacterReader:
    """Reads one character, escape or class at a time; `at` is the next character to read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def next_is(self, text: str) -> bool:
        """Whether this text stands next."""
        return self.text.startswith(text, self.at)

    def take(self, text: str) -> bool:
        """Whether this text stands next; if so it is read."""
        if text and self.next_is(text):
            self.at += len(text)
            return True
        return False

    def checked(self, character: str, start: int) -> str:
        """The character, unless it is half of a surrogate pair: no file can hold that."""
        if "\ud800" <= character <= "\udfff":
            raise Refused("half of a surrogate pair is no character", start, self.at)
        return character

    def read_escape(self, start: int) -> Literal | CharacterSet:
        """What the backslash at `start` and the characters behind it stand for."""
        if self.at >= len(self.text):
            raise Refused(
                "there is nothing behind this backslash",
                start,
                self.at,
                r"write `\\` for the character",
            )
        character = self.text[self.at]
        self.at += 1
        if character.lower() in _CLASSES:
            return CharacterSet(_CLASSES[character.lower()], character.isupper())
        if character in _CONTROLS:
            return Literal(_CONTROLS[character])
        if character in _HEX_LENGTHS:
            return Literal(self._hexadecimal(start, _HEX_LENGTHS[character]))
        if character in _REFUSED_ESCAPES:
            message, hint = _REFUSED_ESCAPES[character]
            raise Refused(message, start, self.at, hint)
        if character in "123456789":
            raise Refused(
                "back-references are not available in patterns",
                start,
                self.at,
                "write the two parts apart",
            )
        if character.isascii() and character.isalnum():
            raise Refused(
                f"`\\{character}` means nothing in a pattern",
                start,
                self.at,
                "leave the backslash out, or double it to match a backslash",
            )
        return Literal(self.checked(character, start))

    def _hexadecimal(self, start: int, length: int) -> str:
        digits = self.text[self.at : self.at + length]
        if len(digits) < length or not all(c in "0123456789abcdefABCDEF" for c in digits):
            raise Refused(
                f"`{self.text[start : self.at]}` needs {length} hexadecimal digits",
                start,
                self.at,
                "write the character itself" if length == 4 else r"as in `\x2f`",
            )
        self.at += length
        return self.checked(chr(int(digits, 16)), start)

    def read_class(self, start: int) -> CharacterSet:
        """The class whose bracket at `start` was read."""
        negated = self.take("^")
        if self.next_is("["):
            raise Refused(
                "sets inside a class are not available in patterns",
                self.at,
                self.at + 1,
                r"write `\[` for the character, and `a-z`, `0-9` for named classes",
            )
        ranges: list[tuple[int, int]] = []
        first = True
        while first or not self.next_is("]"):
            first = False
            ranges += self._class_item(start)
        self.at += 1
        normal = normal_ranges(ranges)
        if negated and not complement(normal):
            raise Refused("this class matches no character", start, self.at)
        return CharacterSet(normal, negated)

    def _class_item(self, start: int) -> Ranges:
        """The characters of one member of a class: a character, a range, or an escape."""
        place = self.at
        low = self._class_atom(start)
        if self.next_is("--"):
            raise _doubled("-", self.at)
        if not self.next_is("-") or self.text[self.at + 1 : self.at + 2] in ("]", ""):
            return low
        self.at += 1
        high = self._class_atom(start)
        if len(low) != 1 or len(high) != 1 or low[0][0] != low[0][1] or high[0][0] != high[0][1]:
            raise Refused(
                f"`{self.text[place : self.at]}` is no range of characters",
                place,
                self.at,
                r"write `\-` for the character `-`",
            )
        if high[0][0] < low[0][0]:
            raise Refused(
                f"the range `{self.text[place : self.at]}` runs backwards",
                place,
                self.at,
                r"exchange the two characters, or write `\-` for the character `-`",
            )
        return ((low[0][0], high[0][1]),)

    def _class_atom(self, start: int) -> Ranges:
        if self.at >= len(self.text):
            raise Refused(
                "this class is not closed",
                start,
                start + 1,
                r"add the `]`, or write `\[` for the character",
            )
        place = self.at
        character = self.text[place]
        self.at += 1
        if character != "\\":
            if character in "-&~|" and self.next_is(character):
                raise _doubled(character, place)
            return single_ranges(Literal(self.checked(character, place)))
        return single_ranges(self.read_escape(place))
