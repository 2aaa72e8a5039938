"""Statements and values that several passes look for, by what they are there for."""

from __future__ import annotations

from collections.abc import Sequence

from rulec.script.expression import Array, Expression, Literal
from rulec.script.statement import Block, Comment, Statement


def flat(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Statements without comments, and those of blocks in their places."""
    return tuple(
        inner
        for one in statements
        if not isinstance(one, Comment)
        for inner in (flat(one.statements) if isinstance(one, Block) else (one,))
    )


def single(statement: Statement) -> Statement | None:
    """The one statement of a block; None where there are others."""
    found = flat((statement,))
    return found[0] if len(found) == 1 else None


def is_some_text(operand: Expression) -> bool:
    """Whether an operand is a text, or a list of texts, none of which is empty."""
    match operand:
        case Literal(str() as text):
            return text != ""
        case Array(items):
            return all(isinstance(one, Literal) and is_some_text(one) for one in items)
        case _:
            return False
