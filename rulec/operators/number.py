"""Operators on integers and booleans."""

from __future__ import annotations

from typing import ClassVar

from rulec.operators.base import FEW, Operator, Present, Share, Verb
from rulec.records import dataclass
from rulec.script.expression import NONE, Binary, Expression, Literal, Name, array, both

_IS = Verb("is", "is not", "is none of")


@dataclass(frozen=True, slots=True)
class NumberEquals(Operator):
    """The number is one of the operands."""

    keyword: ClassVar[str] = "equals"
    operands: tuple[int, ...]

    def holds(self, value: Present) -> bool:
        """Whether `value` is one of the operands."""
        return value in self.operands

    def script(self, subject: Name, share: Share) -> Expression:
        """`==` or `in`; none equals no number."""
        del share
        if len(self.operands) == 1:
            return Binary(subject, "==", Literal(self.operands[0]))
        return Binary(subject, "in", array(self.operands))

    def near_misses(self) -> tuple[int, ...]:
        """Each operand and its neighbours."""
        return _neighbours(self.operands)

    def describe(self) -> str:
        """The operands."""
        return f"{self.keyword} {' or '.join(map(str, self.operands))}"

    def in_words(self, *, negated: bool = False, most: int = FEW) -> str:
        """`is 5060 or 5061`."""
        return _IS.of([*map(str, self.operands)], negated=negated, most=most)


def _neighbours(operands: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(near for n in operands for near in (n, n - 1, n + 1)))


@dataclass(frozen=True, slots=True)
class Comparison(Operator):
    """The number compares with the operand; a class each, because a keyword is a class."""

    operand: int
    sign: ClassVar[str]
    #: The comparison in plain words.
    words: ClassVar[str]

    def script(self, subject: Name, share: Share) -> Expression:
        """The comparison behind a test for none, which does not compare with a number."""
        del share
        return both(
            [Binary(subject, "!=", NONE), Binary(subject, self.sign, Literal(self.operand))]
        )

    def near_misses(self) -> tuple[int, ...]:
        """The operand and its neighbours."""
        return _neighbours((self.operand,))

    def describe(self) -> str:
        """The sign and the operand."""
        return f"{self.sign} {self.operand}"

    def in_words(self, *, negated: bool = False, most: int = FEW) -> str:
        """`is at most 512`."""
        del most
        return f"is {'not ' if negated else ''}{self.words} {self.operand:,}"


@dataclass(frozen=True, slots=True)
class LessThan(Comparison):
    """The number is below the operand."""

    keyword: ClassVar[str] = "less_than"
    sign: ClassVar[str] = "<"
    words: ClassVar[str] = "below"

    def holds(self, value: Present) -> bool:
        """Whether `value` is below."""
        return int(value) < self.operand


@dataclass(frozen=True, slots=True)
class AtMost(Comparison):
    """The number is the operand or below."""

    keyword: ClassVar[str] = "at_most"
    sign: ClassVar[str] = "<="
    words: ClassVar[str] = "at most"

    def holds(self, value: Present) -> bool:
        """Whether `value` is not above."""
        return int(value) <= self.operand


@dataclass(frozen=True, slots=True)
class GreaterThan(Comparison):
    """The number is above the operand."""

    keyword: ClassVar[str] = "greater_than"
    sign: ClassVar[str] = ">"
    words: ClassVar[str] = "above"

    def holds(self, value: Present) -> bool:
        """Whether `value` is above."""
        return int(value) > self.operand


@dataclass(frozen=True, slots=True)
class AtLeast(Comparison):
    """The number is the operand or above."""

    keyword: ClassVar[str] = "at_least"
    sign: ClassVar[str] = ">="
    words: ClassVar[str] = "at least"

    def holds(self, value: Present) -> bool:
        """Whether `value` is not below."""
        return int(value) >= self.operand


@dataclass(frozen=True, slots=True)
class IsBoolean(Operator):
    """The value is this boolean."""

    keyword: ClassVar[str] = "equals"
    operand: bool

    def holds(self, value: Present) -> bool:
        """Whether `value` is this boolean."""
        return value is self.operand

    def script(self, subject: Name, share: Share) -> Expression:
        """`==`: the variable holds true, false or none and nothing that merely equals them."""
        del share
        return Binary(subject, "==", Literal(self.operand))

    def near_misses(self) -> tuple[bool, ...]:
        """Both booleans."""
        return (self.operand, not self.operand)

    def describe(self) -> str:
        """The boolean."""
        return f"{self.keyword} {'true' if self.operand else 'false'}"

    def in_words(self, *, negated: bool = False, most: int = FEW) -> str:
        """`is true`."""
        del most
        return f"is {'not ' if negated else ''}{'true' if self.operand else 'false'}"
