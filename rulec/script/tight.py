"""The text of a script without the blanks and quotes that Jinja2 does not need.

A blank separates words, and nothing else: Jinja2's lexer gives the same tokens without those beside
a sign. Inside quotes nothing changes but the quotes themselves, where the other kind has fewer
characters to escape.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rulec.script.marks import without_marks

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"| +|[^" ]+', re.DOTALL)
_BETWEEN_TEXTS = re.compile(r'("(?:[^"\\]|\\.)*")| +')
_WORD = re.compile(r"\w")


def tightened(text: str) -> str:
    """One tag, or several, in fewer characters. No text may stand outside of tags."""
    tokens = _TOKEN.findall(text)
    made: list[str] = []
    for place, token in enumerate(tokens):
        if token[0] == " ":
            made.append(" " if _is_needed(made, tokens, place) else "")
        elif token[0] == '"':
            made.append(_quoted(token))
        else:
            made.append(token)
    return "".join(made)


def tightened_json(text: str) -> str:
    """JSON, or a piece of it, without the blanks between its words."""
    return _BETWEEN_TEXTS.sub(r"\1", text)


def _is_needed(made: list[str], tokens: list[str], place: int) -> bool:
    """Whether the blank at a place keeps two words, or two braces, apart."""
    left = _beside(reversed(made))[-1:]
    right = _beside(tokens[after] for after in range(place + 1, len(tokens)))[:1]
    if not left or not right:
        return False
    if left in "{}":
        # `{{` and `}}` begin and end tags.
        return right == left
    return bool(_WORD.match(left) and _WORD.match(right))


def _beside(tokens: Iterable[str]) -> str:
    """The first token that has more than marks."""
    return next((text for text in map(without_marks, tokens) if text), "")


def _quoted(token: str) -> str:
    inner = token[1:-1]
    if '\\"' not in inner or "'" in inner:
        return token
    plain = re.sub(
        r"\\(.)", lambda found: '"' if found[1] == '"' else found[0], inner, flags=re.DOTALL
    )
    return f"'{plain}'"
