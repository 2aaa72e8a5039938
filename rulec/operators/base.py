"""What every match operator provides: its readings side by side."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import ClassVar, Protocol

from rulec.records import dataclass
from rulec.script.expression import Expression, Name

#: Operands that are written out in a sentence; the rest is counted.
FEW = 3

#: A value that is there, in its own type.
Present = str | int | bool


class Share(Protocol):
    """Gives an expression a name of its own, once a script, so that several tests can use it."""

    def __call__(self, hint: str, expression: Expression) -> Expression:
        """The name of the variable that holds `expression`; `hint` is how it should read."""
        ...


class Operator(ABC):
    """A match operator with its operands.

    An operator is asked only of a value of its own type that is there: text that is not empty, an
    integer, a boolean. What a missing value means is decided once, in the condition around it: it
    is false.
    """

    __slots__ = ()

    #: The keyword in a rule file.
    keyword: ClassVar[str]

    @abstractmethod
    def holds(self, value: Present) -> bool:
        """Whether `value` meets the operator: the reference meaning."""

    @abstractmethod
    def script(self, subject: Name, share: Share) -> Expression:
        """The same as an expression that is also total, and false, on a value that is not there.

        `subject` is a variable of the operator's type; text that is not there is the empty text,
        an integer or boolean that is not there is none.
        """

    @abstractmethod
    def near_misses(self) -> tuple[Present, ...]:
        """Values on both sides of every operand, some that meet the operator first."""

    @abstractmethod
    def describe(self) -> str:
        """The operator in an author's words, to stand behind the name of a field."""

    @abstractmethod
    def in_words(self, *, negated: bool = False, most: int = FEW) -> str:
        """The operator in plain words, or its opposite, as in `begins with “meet.”`.

        It stands behind what a field is called. At most `most` operands are written out.
        """


@dataclass(frozen=True, slots=True)
class Verb:
    """What stands in front of operands in plain words: of an operator, and of its opposite."""

    yes: str
    no: str
    #: The opposite in front of several operands.
    none_of: str

    def of(self, operands: Sequence[str], *, negated: bool, most: int) -> str:
        """The verb with operands, of which `most` are written out: `is “a”, “b” or “c”`."""
        shown = [*operands[:most]]
        rest = len(operands) - len(shown)
        shown += [f"{rest:,} more"] if rest else []
        told = " or ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
        if not negated:
            return f"{self.yes} {told}"
        return f"{self.no if len(operands) == 1 else self.none_of} {told}"


def in_quotes(operands: Iterable[str]) -> list[str]:
    """Texts for plain words."""
    return [f"“{operand}”" for operand in operands]


def quoted(operands: tuple[str, ...]) -> str:
    """Operands for a description."""
    shown = [f"'{operand}'" for operand in operands[:3]]
    more = len(operands) - len(shown)
    return " or ".join(shown) + (f" or {more} more" if more else "")
