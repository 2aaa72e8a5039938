"""Names of few letters for the variables of a script.

Statements run in the order of their text, some of them not at all, and no variable is read before
it has a value. So two variables may share a name where the last use of one stands before the first
of the other: what the first one leaves behind is never read as the second. It is also faster, since
Jinja2 looks every name up beforehand that has no value on some way through the script. What reads a
script back knows one variable by one name: only tables, which it does not follow, have shared ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import chain, count, product
from string import ascii_lowercase
from typing import assert_never

from rulec.script.expression import Expression, Name
from rulec.script.reading import names_in
from rulec.script.rewriting import rebuilt, rewritten
from rulec.script.statement import Assign, Block, Comment, If, Print, Statement, Text

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
            case Text() | Comment():
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

    def expression(one: Expression) -> Expression:
        match one:
            case Name(name):
                return Name(names.get(name, name))
            case _:
                return rebuilt(one, expression)

    def variable(name: str) -> str:
        return names.get(name, name)

    return rewritten(statements, expression, variable) if names else statements
