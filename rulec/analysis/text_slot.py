"""Slots of text: every text there is, or none."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from rulec.analysis.drafts import MISSING, Path
from rulec.analysis.formulas import Formula
from rulec.analysis.slots import Atoms, Chosen, Clash, Slot, smallest
from rulec.analysis.text_tests import TextTests
from rulec.languages import PLAIN, GaveUp, Language, Nothing, Unreadable, find, part_of
from rulec.matching.alias import AliasPart, alias_part
from rulec.operators import (
    InSubnet,
    LiteralOperator,
    Operator,
    PatternOperator,
    TextOperator,
)
from rulec.records import dataclass

#: How many texts of an operator are tried before any is looked for.
_SAMPLES = 6


@dataclass(frozen=True, slots=True)
class TextTest:
    """An operator asked of a text, or of a part of the alias that it is; no operator: it is there.

    False where the text, or the part, is missing.
    """

    part: AliasPart | None
    operator: Operator | None

    def holds(self, text: str) -> bool:
        """Whether a text that is not empty meets the test."""
        value = text if self.part is None else alias_part(text, self.part)
        if value is None or self.operator is None:
            return value is not None
        return self.operator.holds(value)

    def language(self) -> Language | None:
        """The texts that meet the test; None for all. Raises `Unreadable`."""
        inner = None if self.operator is None else language_of(self.operator)
        return inner if self.part is None else part_of(self.part, inner)


def likely_texts(operator: Operator) -> Iterator[str]:
    """Texts that probably meet an operator, as a person would write them."""
    match operator:
        case LiteralOperator(operands):
            yield from operands
        case PatternOperator(patterns):
            yield from chain.from_iterable(pattern.samples() for pattern in patterns)
        case InSubnet(networks):
            yield from (str(near) for near in InSubnet(networks[:2]).near_misses()[:2])
        case _:
            pass


def longest_text(operator: Operator | None) -> int:
    """The longest text of which an operator is asked quickly."""
    patterns = operator.patterns if isinstance(operator, PatternOperator) else ()
    lengths = (pattern.quick_length for pattern in patterns)
    return min((length for length in lengths if length is not None), default=sys.maxsize)


def language_of(operator: Operator) -> Language:
    """The texts that meet an operator. Raises `Unreadable` where that is not known exactly."""
    if isinstance(operator, TextOperator | InSubnet):
        return operator.language()
    raise Unreadable(f"`{operator.keyword}` is not asked of text")


class TextSlot(Slot):
    """A field of text. `only` are all the values that it can have, where that is known."""

    def __init__(self, path: Path, likely: Sequence[object], only: tuple[str, ...] = ()) -> None:
        """The first of the `likely` values is the usual one."""
        texts = [value for value in likely if isinstance(value, str) and value]
        super().__init__(path, texts[0] if texts and texts[0] == likely[0] else MISSING)
        self._only = bool(only)
        self.start_with(only or (*self.values, *texts[len(self.values) :], MISSING))
        self._tests: dict[Formula, TextTest] = {}
        self._languages: dict[Formula, Language | str | None] = {}
        #: The longest text of which a pattern may be asked: some take an exponential time.
        self._limit = sys.maxsize
        #: The tests of each part.
        self._asked_of: dict[AliasPart | None, TextTests] = {}

    def ask(self, test: Formula, meaning: TextTest) -> None:
        """Adds a test."""
        self.tests[test] = meaning
        self._tests[test] = meaning
        operators = () if meaning.operator is None else (meaning.operator,)
        self._asked_of.setdefault(meaning.part, TextTests()).add(test, operators)
        limit = longest_text(meaning.operator)
        if limit < self._limit:
            self._limit = limit
            self.forget(lambda value: isinstance(value, str) and len(value) > limit)

    def may_be_asked(self, value: object) -> bool:
        """Whether no pattern takes too long to try on the text."""
        return not isinstance(value, str) or len(value) <= self._limit

    def meets(self, test: Formula, value: object) -> bool:
        """Whether the text is there and meets the test."""
        return isinstance(value, str) and self._tests[test].holds(value)

    def met_among(self, tests: tuple[Formula, ...], value: object) -> Atoms:
        """Those of some tests that a value meets; what can be looked up is."""
        if not isinstance(value, str):
            return frozenset()
        if len(tests) < len(self.tests):
            return super().met_among(tests, value)
        met: set[Formula] = set()
        for part, asked in self._asked_of.items():
            text = value if part is None else alias_part(value, part)
            if text is not None:
                met |= asked.met_by(text)
        return frozenset(met)

    def search(self, yes: Atoms, no: Atoms) -> Chosen | Clash:
        """The shortest and most readable text; what people type, if there is one."""
        if self._only:
            return smallest(yes, no, lambda some, others: not self.fitting(some, others))
        likely = self._likely(yes, no)
        if likely is not None:
            return Chosen(likely)
        unread = {test for test in (*yes, *no) if isinstance(self._language(test), str)}
        some, others = sorted(yes - unread), sorted(no - unread)
        everywhere = [test for test in others if self._language(test) is None]
        if everywhere:
            # A text that is there cannot fail to be there.
            return Clash(
                yes if len(yes) == 1 else frozenset(sorted(yes)[:1]), frozenset(everywhere[:1])
            )
        inside = [test for test in some if self._language(test) is not None]
        found = self._found(inside, others)
        if isinstance(found, Nothing):
            clashing = frozenset(inside[number] for number in found.inside)
            # Only text meets a test; with none that is wished for, missing would do.
            clashing = clashing or frozenset(sorted(yes)[:1])
            return Clash(clashing, frozenset(others[number] for number in found.outside))
        if isinstance(found, GaveUp):
            return Clash(yes, no, found.reason)
        if len(found) > self._limit:
            return Clash(yes, no, "a pattern that may take too long to be tried")
        met = all(self.meets(test, found) for test in yes)
        if met and not any(self.meets(test, found) for test in no):
            return Chosen(found)
        reasons = [str(self._language(test)) for test in sorted(unread)]
        return Clash(
            yes, no, reasons[0] if reasons else "the text engine contradicts the evaluator"
        )

    def _likely(self, yes: Atoms, no: Atoms) -> str | None:
        """A text that comes to mind: one of an operator, or an alias of such parts."""
        parts = {self._tests[test].part for test in yes}
        if None in parts or AliasPart.ADDRESS in parts:
            texts = self._samples(yes, None)
            return next((text for text in texts if self._does(text, yes, no)), None)
        alias = {AliasPart.SCHEME: "", AliasPart.USER: "alice", AliasPart.DOMAIN: "example.com"}
        for part in parts:
            found = None if part is None else self._part(part, yes, no)
            if part is None or found is None:
                return None
            alias[part] = found
        scheme, user, domain = alias.values()
        text = f"{scheme}{':' if scheme else ''}{user}@{domain}"
        return text if self._does(text, yes, no) else None

    def _does(self, text: str, yes: Atoms, no: Atoms) -> bool:
        if len(text) > self._limit:
            return False
        # Most texts fail one of the tests, so that the many others need not be asked.
        meets = all(self.meets(test, text) for test in yes)
        return meets and not any(self.meets(test, text) for test in no)

    def _part(self, part: AliasPart, yes: Atoms, no: Atoms) -> str | None:
        """A text for one part of an alias."""
        wanted = [t.operator for t in map(self._tests.get, yes) if t and t.part is part]
        others = [t.operator for t in map(self._tests.get, no) if t and t.part is part]
        for text in self._samples(yes, part):
            if len(text) > self._limit:
                continue
            met = all(each is None or each.holds(text) for each in wanted)
            if met and not any(each is None or each.holds(text) for each in others):
                return text
        try:
            found = find([PLAIN, *self._inner(yes, part)], self._inner(no, part))
        except Unreadable:
            return None
        return found if isinstance(found, str) else None

    def _samples(self, tests: Atoms, part: AliasPart | None) -> Iterator[str]:
        """Short plain texts that meet a test of a part each."""
        for test in sorted(tests):
            meaning = self._tests[test]
            if meaning.operator is None or meaning.part is not part:
                continue
            for text in islice(likely_texts(meaning.operator), _SAMPLES):
                if text.isascii() and text.isprintable() and text:
                    yield text

    def _inner(self, tests: Atoms, part: AliasPart) -> list[Language]:
        """What tests ask of one part."""
        asked = [self._tests[test] for test in sorted(tests)]
        return [language_of(t.operator) for t in asked if t.part is part and t.operator]

    def _found(self, inside: list[Formula], outside: list[Formula]) -> str | Nothing | GaveUp:
        """A text by languages: a plain one, or else any."""
        some, others = list(self._read(inside)), list(self._read(outside))
        if all(isinstance(self._tests[test].operator, InSubnet) for test in inside):
            # Addresses are plain, and quickest by themselves.
            return find(some, others)
        plain = find([*some, PLAIN], others)
        if not isinstance(plain, Nothing) or len(some) not in plain.inside:
            # What is too hard for plain text is so for any.
            return plain
        return find(some, others)

    def _read(self, tests: Iterable[Formula]) -> Iterable[Language]:
        for test in tests:
            language = self._language(test)
            if isinstance(language, Language):
                yield language

    def _language(self, test: Formula) -> Language | str | None:
        """The texts that meet a test; None for all, a text that says why they are not known."""
        if test not in self._languages:
            try:
                self._languages[test] = self._tests[test].language()
            except Unreadable as problem:
                self._languages[test] = str(problem)
        return self._languages[test]
