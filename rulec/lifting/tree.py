"""A script as a tree of the grammar that scripts are written in, each node with its line."""

from __future__ import annotations

from dataclasses import field

from rulec.records import dataclass
from rulec.script.expression import Expression


@dataclass(frozen=True, slots=True)
class Assign:
    """`set`; two are the same wherever they stand."""

    name: str
    value: Expression
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Branch:
    """One arm of an `if`."""

    condition: Expression
    body: tuple[Statement, ...]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class If:
    """`if` with its `elif` arms and its `else`."""

    branches: tuple[Branch, ...]
    otherwise: tuple[Statement, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Print:
    """Output of an expression."""

    value: Expression
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of an answer between tags."""

    json: str
    line: int = field(default=0, compare=False)


Statement = Assign | If | Print | Text


@dataclass(frozen=True, slots=True)
class NotLifted:
    """Why a script, or a part of it, could not be read back, and the line where that is."""

    reason: str
    line: int


class NotInGrammar(Exception):
    """A part of a script is nothing that scripts are written with."""

    def __init__(self, reason: str, line: int) -> None:
        self.found = NotLifted(reason, line)
        super().__init__(reason)
