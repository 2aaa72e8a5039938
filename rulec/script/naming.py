"""Names of few letters for the variables of a script.

Statements run in the order of their text, some of them not at all, and no variable is read before
it has a value. So two variables may have one name where the last use of one stands before the first
of the other: what the first one leaves behind is never read as the second. It is also faster, since
Jinja2 looks every name up beforehand that has no value on some way through the script.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import chain, count, product
from string import ascii_lowercase
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
from rulec.script.reading import names_in
from rulec.script.statement import Assign, Block, Branch, Comment, If, Print, Statement

#: Words that mean something to Jinja2, of the lengths that names have.
RESERVED = frozenset(
    "and as block call caller cycler dict elif else endif extends false filter for from if import "
    "in include is joiner kwargs lipsum loop macro namespace none not or range recursive self set "
    "super true varargs with without".split()
)


def short_names(
    statements: Sequence[Statement], kept: Collection[str], *, shared: bool
) -> Mapping[str, str]:
    """Short names for the variables that a whole script sets, but for those that are kept.

    Without `shared` every variable has a name of its own.
    """
    uses = list(_uses(statements))
    last = {name: place for place, (name, _) in enumerate(uses)}
    assigned = {name for name, is_set in uses if is_set} - set(kept)
    taken = {*RESERVED, *kept, *(name for name, _ in uses if name not in assigned)}
    fresh = (word for word in _words() if word not in taken)
    free: list[tuple[int, str]] = []
    names: dict[str, str] = {}
    for place, (name, _) in enumerate(uses):
        if name not in assigned:
            continue
        if name not in names:
            names[name] = heappop(free)[1] if free else next(fresh)
        if shared and last[name] == place:
            heappush(free, (len(names[name]), names[name]))
    return names


def _words() -> Iterator[str]:
    lengths = (product(ascii_lowercase, repeat=length) for length in count(1))
    return map("".join, chain.from_iterable(lengths))


def _uses(statements: Sequence[Statement]) -> Iterator[tuple[str, bool]]:
    """Every use of a variable in the order in which it happens, and whether it sets its value."""
    for statement in statements:
        match statement:
            case Assign(name, value):
                yield from ((read, False) for read in names_in(value))
                yield name, True
            case Print(value):
                yield from ((read, False) for read in names_in(value))
            case Comment():
                pass
            case Block(inner):
                yield from _uses(inner)
            case If(branches, otherwise):
                for branch in branches:
                    yield from ((read, False) for read in names_in(branch.condition))
                    yield from _uses(branch.body)
                yield from _uses(otherwise)
            case _:
                assert_never(statement)


def renamed(statements: Sequence[Statement], names: Mapping[str, str]) -> Sequence[Statement]:
    """The statements with other names for some variables."""
    return [_renamed(statement, names) for statement in statements] if names else statements


def _renamed(statement: Statement, names: Mapping[str, str]) -> Statement:
    def inside(statements: Sequence[Statement]) -> tuple[Statement, ...]:
        return tuple(_renamed(one, names) for one in statements)

    match statement:
        case Assign(name, value):
            return Assign(names.get(name, name), _with_names(value, names))
        case Print(value):
            return Print(_with_names(value, names))
        case Comment():
            return statement
        case Block(inner, mark):
            return Block(inside(inner), mark)
        case If(branches, otherwise):
            arms = (
                Branch(_with_names(arm.condition, names), inside(arm.body), arm.mark)
                for arm in branches
            )
            return If(tuple(arms), inside(otherwise))
        case _:
            assert_never(statement)


def _with_names(  # noqa: PLR0912  a case for each node
    expression: Expression, names: Mapping[str, str]
) -> Expression:
    def one(inner: Expression) -> Expression:
        return _with_names(inner, names)

    def every(several: Sequence[Expression]) -> tuple[Expression, ...]:
        return tuple(map(one, several))

    match expression:
        case Name(name):
            return Name(names.get(name, name))
        case Literal() | Pieces():
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
