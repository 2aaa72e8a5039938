"""Characters that a rule file may not contain as they are, because nobody sees them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from rulec.diagnostics import Code, Problem
from rulec.diagnostics import codes_reading as codes
from rulec.source import SourceFile, Span

#: Control characters, the line ends that YAML 1.1 and 1.2 disagree on, the halves of surrogate
#: pairs, code points that are no characters, and a byte order mark inside the text.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]|(?!^)\ufeff"
)
#: Characters that reorder what is displayed, so that a reviewer reads another rule than runs, and
#: those that are pasted unseen: blanks that are not the usual one, soft hyphen, zero width space,
#: word joiner, fillers. The joiners of Persian words and of emoji are among them only beside a
#: Latin letter, and the tags of flags only without their flag.
_HIDDEN = re.compile(
    "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u206a-\u206f"
    "\xa0\xad\u034f\u180e\u2000-\u200b\u202f\u205f\u2060-\u2064"
    "\u115f\u1160\u3164\uffa0\u2800]"
    "|(?<=[!-\u024f])[\u200c\u200d]|[\u200c\u200d](?=[!-\u024f])"
    "|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0001-\U000e007f]"
)
_HINT = 'remove it; where it belongs to a text, write `"{}"` in double quotes'
#: One kind of mistake fills a file easily (a binary file); more than this many help nobody.
MOST_CHARACTER_PROBLEMS = 20


def character_problems(file: SourceFile, span: Callable[[int, int], Span]) -> list[Problem]:
    """Forbidden characters as errors and hidden ones as warnings, the first few of each."""
    return forbidden_characters(file, span) + hidden_characters(file, span)


def forbidden_characters(file: SourceFile, span: Callable[[int, int], Span]) -> list[Problem]:
    """The first few forbidden characters, as errors."""
    return _found(_FORBIDDEN.finditer(file.text), codes.FORBIDDEN_CHARACTER, span)


def hidden_characters(
    file: SourceFile,
    span: Callable[[int, int], Span],
    parts: Iterable[tuple[int, int]] | None = None,
) -> list[Problem]:
    """The first few hidden characters, as warnings; `parts` are the stretches to look at."""
    if _HIDDEN.search(file.text) is None:
        return []
    stretches = [(0, len(file.text))] if parts is None else parts
    found = (match for start, end in stretches for match in _HIDDEN.finditer(file.text, start, end))
    return _found(found, codes.HIDDEN_CHARACTER, span)


def _found(
    matches: Iterator[re.Match[str]], code: Code, span: Callable[[int, int], Span]
) -> list[Problem]:
    problems: list[Problem] = []
    for match in islice(matches, MOST_CHARACTER_PROBLEMS):
        character = match.group()
        hint = _HINT.format(escape(character)) if character != "\0" else "remove it"
        place = span(match.start(), match.end())
        problems.append(Problem(code, f"invisible character {_name(character)}", place, hint))
    return problems


def is_hidden(character: str) -> bool:
    """Whether a character alone is hidden."""
    return _HIDDEN.fullmatch(character) is not None


def escape(character: str) -> str:
    """A character as YAML writes it in double quotes."""
    point = ord(character)
    if point > 0xFFFF:
        return f"\\U{point:08x}"
    return f"\\x{point:02x}" if character < "\x80" else f"\\u{point:04x}"


def _name(character: str) -> str:
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}" + (f" ({name.lower()})" if name else "")
