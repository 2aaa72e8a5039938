"""Operators on text: equality, prefixes, suffixes, parts, and patterns."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import ClassVar

from rulec.languages import Language, literals, patterns
from rulec.matching.letters import lower_a_to_z
from rulec.matching.pattern import Pattern, compiled, escape, escape_ignoring_case
from rulec.operators.base import FEW, Operator, Present, Share, Verb, in_quotes, quoted
from rulec.records import dataclass
from rulec.script.expression import (
    EMPTY,
    Binary,
    Expression,
    Literal,
    Method,
    Name,
    array,
    both,
    either,
    search,
)


class TextOperator(Operator):
    """An operator on text, which may also be asked of each item of a list."""

    __slots__ = ()

    @abstractmethod
    def item_pattern(self) -> str:
        r"""A pattern that matches at the start of an item that meets the operator.

        It stands in a look-ahead over items joined by NUL and never reaches past the item's end.
        """

    verb: ClassVar[Verb]

    @abstractmethod
    def language(self) -> Language:
        """The texts that meet the operator. Raises Unreadable where that is too large to say."""

    def _told(self, operands: Sequence[str], *, negated: bool, most: int, ignore_case: bool) -> str:
        """The operator in plain words."""
        told = self.verb.of(in_quotes(operands), negated=negated, most=most)
        return f"{told} (upper or lower case)" if ignore_case else told


@dataclass(frozen=True, slots=True)
class LiteralOperator(TextOperator):
    """An operator whose operands are plain texts, any of which may meet it."""

    operands: tuple[str, ...]
    ignore_case: bool = False

    def _folded(self, value: str) -> tuple[str, tuple[str, ...]]:
        if not self.ignore_case:
            return value, self.operands
        return lower_a_to_z(value), _lowered(self.operands)

    def _alternatives(self) -> str:
        spell = escape_ignoring_case if self.ignore_case else escape
        spelled = [spell(operand) for operand in self.operands]
        return spelled[0] if len(spelled) == 1 else f"(?:{'|'.join(spelled)})"

    def near_misses(self) -> tuple[str, ...]:
        """Each operand, longer and shorter by a character, in another case, with a line feed."""
        return tuple(near for operand in self.operands for near in _around(operand))

    def describe(self) -> str:
        """The keyword and the operands."""
        ignoring = ", ignoring case" if self.ignore_case else ""
        return f"{self.keyword} {quoted(self.operands)}{ignoring}"

    def in_words(self, *, negated: bool = False, most: int = FEW) -> str:
        """`begins with “meet.”`."""
        ignore = self.ignore_case
        return self._told(self.operands, negated=negated, most=most, ignore_case=ignore)


@cache
def _lowered(operands: tuple[str, ...]) -> tuple[str, ...]:
    """Operands in lower case: the evaluator asks for them again and again."""
    return tuple(map(lower_a_to_z, operands))


def _around(operand: str) -> tuple[str, ...]:
    """Near misses on both sides of a literal text."""
    return tuple(
        dict.fromkeys(
            (
                operand,
                operand + "x",
                "x" + operand,
                operand[:-1],
                operand[1:],
                operand.swapcase(),
                operand + "\n",
                "x" + operand + "x",
                # The Kelvin sign folds to `k` under Unicode rules, not under those of A to Z.
                operand.replace("k", "\u212a"),
            )
        )
    )


@dataclass(frozen=True, slots=True)
class Equals(LiteralOperator):
    """The text is one of the operands."""

    keyword: ClassVar[str] = "equals"
    verb: ClassVar[Verb] = Verb("is", "is not", "is none of")

    def holds(self, value: Present) -> bool:
        """Whether `value` is one of the operands."""
        folded, operands = self._folded(str(value))
        return folded in operands

    def script(self, subject: Name, share: Share) -> Expression:
        """`==`, `in`, or a pattern where case does not count."""
        del share
        if self.ignore_case:
            return search(f"^{self._alternatives()}\\Z", subject)
        if len(self.operands) == 1:
            return Binary(subject, "==", Literal(self.operands[0]))
        return Binary(subject, "in", array(self.operands))

    def item_pattern(self) -> str:
        """The operand up to the item's end."""
        return self._alternatives() + r"(?=\x00|\Z)"

    def language(self) -> Language:
        """The operands."""
        return literals("equals", self.operands, self.ignore_case)


@dataclass(frozen=True, slots=True)
class StartsWith(LiteralOperator):
    """The text begins with one of the operands."""

    keyword: ClassVar[str] = "starts_with"
    verb: ClassVar[Verb] = Verb("begins with", "does not begin with", "begins with none of")

    def holds(self, value: Present) -> bool:
        """Whether `value` begins with an operand."""
        folded, operands = self._folded(str(value))
        return folded.startswith(operands)

    def script(self, subject: Name, share: Share) -> Expression:
        """`.startswith`, or a pattern where case does not count."""
        del share
        if self.ignore_case:
            return search(f"^{self._alternatives()}", subject)
        return either([Method(subject, "startswith", (Literal(o),)) for o in self.operands])

    def item_pattern(self) -> str:
        """The operand at the start."""
        return self._alternatives()

    def language(self) -> Language:
        """What begins with an operand."""
        return literals("starts_with", self.operands, self.ignore_case)


@dataclass(frozen=True, slots=True)
class EndsWith(LiteralOperator):
    """The text ends with one of the operands."""

    keyword: ClassVar[str] = "ends_with"
    verb: ClassVar[Verb] = Verb("ends with", "does not end with", "ends with none of")

    def holds(self, value: Present) -> bool:
        """Whether `value` ends with an operand."""
        folded, operands = self._folded(str(value))
        return folded.endswith(operands)

    def script(self, subject: Name, share: Share) -> Expression:
        """`.endswith`, or a pattern where case does not count."""
        del share
        if self.ignore_case:
            return search(f"{self._alternatives()}\\Z", subject)
        return either([Method(subject, "endswith", (Literal(o),)) for o in self.operands])

    def item_pattern(self) -> str:
        """Anything within the item, then the operand up to the item's end."""
        return r"[^\x00]*" + self._alternatives() + r"(?=\x00|\Z)"

    def language(self) -> Language:
        """What ends with an operand."""
        return literals("ends_with", self.operands, self.ignore_case)


@dataclass(frozen=True, slots=True)
class Contains(LiteralOperator):
    """One of the operands occurs in the text."""

    keyword: ClassVar[str] = "contains"
    verb: ClassVar[Verb] = Verb("contains", "does not contain", "contains none of")

    def holds(self, value: Present) -> bool:
        """Whether an operand occurs in `value`."""
        folded, operands = self._folded(str(value))
        return any(operand in folded for operand in operands)

    def script(self, subject: Name, share: Share) -> Expression:
        """`in`, or a pattern where case does not count."""
        del share
        if self.ignore_case:
            return search(self._alternatives(), subject)
        return either([Binary(Literal(operand), "in", subject) for operand in self.operands])

    def item_pattern(self) -> str:
        """Anything within the item, then the operand."""
        return r"[^\x00]*" + self._alternatives()

    def language(self) -> Language:
        """What has an operand in it."""
        return literals("contains", self.operands, self.ignore_case)


@dataclass(frozen=True, slots=True)
class PatternOperator(TextOperator):
    """An operator whose operands are patterns, any of which may meet it."""

    patterns: tuple[Pattern, ...]
    ignore_case: bool = False

    @property
    @abstractmethod
    def pattern_text(self) -> str:
        """The pattern to search for, without a group around it."""

    def holds(self, value: Present) -> bool:
        """Whether the pattern is found in `value`."""
        return compiled(self.pattern_text).search(str(value)) is not None

    def group(self, value: str, number: int) -> str | None:
        """What group `number` of a single pattern matched in `value`; None when it took no part."""
        found = compiled(self.pattern_text).search(value)
        return None if found is None else found.group(number)

    def script(self, subject: Name, share: Share) -> Expression:
        """`pex_regex_search`, and a test for text where the pattern would match the empty one."""
        del share
        found = search(self.pattern_text, subject)
        empty = any(pattern.matches_empty for pattern in self.patterns)
        return both([Binary(subject, "!=", EMPTY), found]) if empty else found

    def near_misses(self) -> tuple[str, ...]:
        """Texts that match and texts that nearly do."""
        every = [*(p.samples() for p in self.patterns), *(p.near_misses() for p in self.patterns)]
        return tuple(dict.fromkeys(text for texts in every for text in texts))

    def describe(self) -> str:
        """The keyword and the patterns."""
        ignoring = ", ignoring case" if self.ignore_case else ""
        return f"{self.keyword} {quoted(tuple(p.source for p in self.patterns))}{ignoring}"

    def in_words(self, *, negated: bool = False, most: int = FEW) -> str:
        """`has the form “88...”`."""
        sources = [pattern.source for pattern in self.patterns]
        return self._told(sources, negated=negated, most=most, ignore_case=self.ignore_case)

    def _bodies(self) -> str:
        return _alternatives(self.patterns, ignore_case=self.ignore_case)


@cache
def _alternatives(read: tuple[Pattern, ...], *, ignore_case: bool) -> str:
    """The patterns' regex texts, written once: the evaluator asks for them again and again."""
    return "|".join(pattern.body(ignore_case=ignore_case) for pattern in read)


@lru_cache(maxsize=8192)
def _language(read: tuple[Pattern, ...], *, whole: bool, ignore_case: bool) -> Language:
    """The language of patterns, kept by their sources, which are quicker to compare than trees."""
    return patterns(tuple(pattern.tree for pattern in read), whole, ignore_case)


@dataclass(frozen=True, slots=True)
class Matches(PatternOperator):
    """The pattern matches the whole text."""

    keyword: ClassVar[str] = "matches"
    verb: ClassVar[Verb] = Verb("has the form", "does not have the form", "has none of the forms")

    @property
    def pattern_text(self) -> str:
        r"""The alternatives between `^` and `\Z`: `$` would also match before a line feed."""
        return f"^(?:{self._bodies()})\\Z"

    def item_pattern(self) -> str:
        """The alternatives up to the item's end."""
        items = (p.item(whole=True, ignore_case=self.ignore_case) for p in self.patterns)
        return f"(?:{'|'.join(items)})"

    def language(self) -> Language:
        """What a pattern matches as a whole."""
        return _language(self.patterns, whole=True, ignore_case=self.ignore_case)


@dataclass(frozen=True, slots=True)
class Regex(PatternOperator):
    """The pattern is found somewhere in the text, as Pexip's own filter searches."""

    keyword: ClassVar[str] = "regex"
    verb: ClassVar[Verb] = Verb(
        "contains the pattern", "does not contain the pattern", "contains none of the patterns"
    )

    @property
    def pattern_text(self) -> str:
        """The alternatives as they are."""
        return self._bodies()

    def item_pattern(self) -> str:
        """The alternatives somewhere in the item."""
        items = (p.item(whole=False, ignore_case=self.ignore_case) for p in self.patterns)
        return f"(?:{'|'.join(items)})"

    def language(self) -> Language:
        """What a pattern is found in."""
        return _language(self.patterns, whole=False, ignore_case=self.ignore_case)
