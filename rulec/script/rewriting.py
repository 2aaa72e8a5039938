"""The parts of a script made anew, with something else in some places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from rulec.script.statement import (
    Assign,
    Block,
    Branch,
    Comment,
    If,
    Print,
    Statement,
    Text,
)


def rebuilt(  # noqa: PLR0912  a case for each node
    expression: Expression, one: Callable[[Expression], Expression]
) -> Expression:
    """An expression with what `one` makes of each expression that stands directly in it."""

    def every(several: Sequence[Expression]) -> tuple[Expression, ...]:
        return tuple(map(one, several))

    match expression:
        case Name() | Literal() | Pieces():
            return expression
        case Marked(inner, mark):
            return Marked(one(inner), mark)
        case Array(items):
            return Array(every(items))
        case Dictionary(entries):
            return Dictionary(tuple((key, one(value)) for key, value in entries))
        case Call(function, arguments):
            return Call(function, every(arguments))
        case Filtered(subject, name, arguments):
            return Filtered(one(subject), name, every(arguments))
        case Method(subject, name, arguments):
            return Method(one(subject), name, every(arguments))
        case Attribute(subject, name):
            return Attribute(one(subject), name)
        case Item(subject, key):
            return Item(one(subject), one(key))
        case Binary(left, operator, right):
            return Binary(one(left), operator, one(right))
        case Both(operands):
            return Both(every(operands))
        case Either(operands):
            return Either(every(operands))
        case Negation(operand):
            return Negation(one(operand))
        case _:
            assert_never(expression)


def rewritten(
    statements: Sequence[Statement],
    expression: Callable[[Expression], Expression],
    variable: Callable[[str], str] = str,
) -> tuple[Statement, ...]:
    """Statements with what two functions make of each whole expression and of each variable set."""

    def every(several: Sequence[Statement]) -> tuple[Statement, ...]:
        return tuple(map(one, several))

    def one(statement: Statement) -> Statement:
        match statement:
            case Assign(name, value):
                return Assign(variable(name), expression(value))
            case Print(value):
                return Print(expression(value))
            case Text() | Comment():
                return statement
            case Block(inner, mark):
                return Block(every(inner), mark)
            case If(branches, otherwise):
                arms = (
                    Branch(expression(arm.condition), every(arm.body), arm.mark) for arm in branches
                )
                return If(tuple(arms), every(otherwise))
            case _:
                assert_never(statement)

    return every(statements)
