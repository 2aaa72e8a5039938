"""Which variables the parts of a script read and assign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from rulec.script.expression import (
    Array,
    Attribute,
    Binary,
    Both,
    Call,
    Dictionary,
    Either,
    Expression,
    Filtered,
    Item,
    Literal,
    Marked,
    Method,
    Name,
    Negation,
    Pieces,
)
from rulec.script.statement import Assign, Block, Comment, If, Print, Statement, Text

#: The name of a variable with the innermost mark around its use, if any.
Use = tuple[int | None, str]


def reads(statements: Sequence[Statement], mark: int | None = None) -> Iterator[Use]:
    """Every use of a variable's value, in the order of the text."""
    for statement in statements:
        match statement:
            case Assign(value=value) | Print(value):
                yield from _names(value, mark)
            case Text() | Comment():
                pass
            case Block(inner, own):
                yield from reads(inner, own)
            case If(branches, otherwise):
                for branch in branches:
                    of_arm = mark if branch.mark is None else branch.mark
                    yield from _names(branch.condition, of_arm)
                    yield from reads(branch.body, of_arm)
                yield from reads(otherwise, mark)
            case _:
                assert_never(statement)


def assigned(statements: Sequence[Statement]) -> Iterator[str]:
    """Every variable that is given a value, in the order of the text."""
    for statement in statements:
        match statement:
            case Assign(name):
                yield name
            case Print() | Text() | Comment():
                pass
            case Block(inner):
                yield from assigned(inner)
            case If(branches, otherwise):
                for branch in branches:
                    yield from assigned(branch.body)
                yield from assigned(otherwise)
            case _:
                assert_never(statement)


def expressions_of(statements: Sequence[Statement]) -> Iterator[Expression]:
    """Every whole expression, in the order of the text."""
    for statement in statements:
        match statement:
            case Assign(value=value) | Print(value):
                yield value
            case Text() | Comment():
                pass
            case Block(inner):
                yield from expressions_of(inner)
            case If(branches, otherwise):
                for branch in branches:
                    yield branch.condition
                    yield from expressions_of(branch.body)
                yield from expressions_of(otherwise)
            case _:
                assert_never(statement)


def names_in(expression: Expression) -> Iterator[str]:
    """Every variable of an expression, in the order of the text."""
    return (name for _, name in _names(expression, None))


def _names(expression: Expression, mark: int | None) -> Iterator[Use]:
    waiting = [(expression, mark)]
    while waiting:
        one, own = waiting.pop()
        match one:
            case Name(name):
                yield own, name
            case Marked(inner, within):
                waiting.append((inner, within))
            case _:
                waiting += [(inner, own) for inner in reversed(inside(one))]


def inside(expression: Expression) -> Sequence[Expression]:
    """The expressions of which one is made, in the order of the text."""
    match expression:
        case Name() | Literal() | Pieces():
            return ()
        case Array(operands) | Call(arguments=operands) | Both(operands) | Either(operands):
            return operands
        case Dictionary(entries):
            return [item for _, item in entries]
        case Filtered(subject, _, arguments) | Method(subject, _, arguments):
            return (subject, *arguments)
        case Attribute(operand) | Negation(operand) | Marked(operand):
            return (operand,)
        case Item(left, right) | Binary(left, _, right):
            return (left, right)
        case _:
            assert_never(expression)
