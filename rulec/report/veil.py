"""Text and data without the secrets in them, however they are spelled there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from functools import lru_cache
from html import escape

from rulec.diagnostics import Problem, short
from rulec.records import dataclass
from rulec.report.safe_text import safe
from rulec.script.literal import text_literal

#: Stands for a value that is not shown.
HIDDEN = "(hidden)"

#: Shorter secrets are everywhere in running text, so they are hidden only where they are a whole
#: text of JSON data. No PIN is shorter than four characters.
SHORTEST_IN_TEXT = 4


@dataclass(frozen=True, slots=True)
class Veil:
    """Hides the values of some keys, and some texts wherever they stand.

    `texts` are the secrets themselves; they are hidden inside longer texts, in keys, and in the
    spellings that JSON, terminals, scripts and HTML have for them.
    """

    names: frozenset[str] = frozenset()
    texts: frozenset[str] = field(default=frozenset(), repr=False)

    def data(self, value: object) -> object:
        """JSON data that came from a call or an answer; its keys may be secret too."""
        match value:
            case str():
                return HIDDEN if value in self.texts else self.text(value)
            case int() if not isinstance(value, bool):
                number = str(value) if abs(value) < _LARGEST else ""
                whole = number in self.texts and len(number) >= SHORTEST_IN_TEXT
                return HIDDEN if whole else value
            case dict():
                return {
                    self.data(key): HIDDEN if self._hides(key, item) else self.data(item)
                    for key, item in value.items()
                }
            case list() | tuple():
                return [self.data(item) for item in value]
            case _:
                return value

    def document(self, document: Mapping[str, object]) -> dict[str, object]:
        """JSON data whose keys are our own: they tell nothing, and programs look for them."""
        return {key: self._in_document(value) for key, value in document.items()}

    def _in_document(self, value: object) -> object:
        match value:
            case str():
                return self.data(value)
            case Mapping():
                return self.document(value)
            case list() | tuple():
                return [self._in_document(item) for item in value]
            case _:
                return value

    def text(self, text: str) -> str:
        """Text of any kind, such as a message or a document."""
        pattern = _pattern(self.texts)
        return text if pattern is None else pattern.sub(HIDDEN, text)

    def stretches(self, text: str) -> list[tuple[int, int]]:
        """Where such text has something to hide: starts and ends, in order."""
        pattern = _pattern(self.texts)
        return [] if pattern is None else [found.span() for found in pattern.finditer(text)]

    def problem(self, problem: Problem) -> Problem:
        """A problem; what the files say stays, and lines of them are shown as they are."""
        if problem.call:
            problem = replace(problem, call=json.dumps(self._call(problem.call)))
        if not self.texts:
            return problem
        related = [replace(one, message=self.text(one.message)) for one in problem.related]
        return replace(
            problem,
            message=self.text(problem.message),
            hint=self.text(problem.hint),
            related=tuple(related),
        )

    def _call(self, call: str) -> object:
        """A call that shows a problem."""
        shown: dict[str, object] = json.loads(call)
        return shown | {"inputs": self.data(shown["inputs"])}

    def _hides(self, key: object, item: object) -> bool:
        return key in self.names and item not in (None, "")


#: Larger integers are no secret's digits, and Python refuses to write some of them.
_LARGEST = 10**1000


def masked(value: object, names: frozenset[str]) -> object:
    """JSON data with the values of some keys hidden, at any depth; empty ones say nothing."""
    return Veil(names).data(value)


@lru_cache(maxsize=64)
def _pattern(texts: frozenset[str]) -> re.Pattern[str] | None:
    """Finds every spelling of the texts, the longest first; what is hidden already stays."""
    long = (text for text in texts if len(text) >= SHORTEST_IN_TEXT)
    found = {spelled for text in long for spelled in _spellings(text)}
    if not found:
        return None
    ordered = [HIDDEN, *sorted(found, key=lambda spelled: (-len(spelled), spelled))]
    return re.compile("|".join(map(re.escape, ordered)))


def _spellings(text: str) -> Iterator[str]:
    """How a text may stand in what is printed."""
    for plain in (text, text.replace("\n", "\r\n"), *_cut(text)):
        written = (
            plain,
            json.dumps(plain)[1:-1],
            json.dumps(plain, ensure_ascii=False)[1:-1],
            repr(plain)[1:-1],
            text_literal(plain)[1:-1],
            # A tight script has quotes of the other kind around what has these.
            text_literal(plain)[1:-1].replace('\\"', '"'),
        )
        for one in written:
            yield from (one, safe(one), escape(one), escape(safe(one)))


def _cut(text: str) -> Iterable[str]:
    """The start of a long text, as messages repeat it."""
    cut = short(text)
    return () if cut == text else (cut.removesuffix("..."),)
