"""Tables of a script in pieces, so that no call has to do with all of one.

A dictionary in a script is made anew in every call, with all that is in it, and a long text takes
long to look through. So a table is a tree of comparisons with a small piece at each leaf, of which
one is taken. The tree is one of statements: Jinja2 takes longer to compile the same as an
expression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rulec.emit.scope import Scope
from rulec.script.expression import Binary, Dictionary, Expression, Literal, Marked, Name
from rulec.script.statement import Assign, Block, Branch, If, Statement

#: A key with its value.
Entry = tuple[str | int, Expression]
#: The first key of a piece, and what takes the piece.
Leaf = tuple[str, Statement]
#: The mark of what is there for all that have some marks.
Together = Callable[[Iterable[int]], int]


def tables_by_key(
    tables: Sequence[tuple[str, Sequence[Entry]]], key: Name, scope: Scope, together: Together
) -> Name:
    """A variable with the dictionary of a text, an empty one for a text that has none.

    `tables` are in the order of their texts.
    """
    name = scope.assign("table", Dictionary(()))
    leaves: list[Leaf] = []
    for text, entries in tables:
        take = Assign(name.name, Dictionary(tuple(entries)))
        asked = If((Branch(Binary(key, "==", Literal(text)), (take,)),))
        mark = together(value.mark for _, value in entries if isinstance(value, Marked))
        leaves.append((text, Block((asked,), mark)))
    scope.statements += tree(leaves, key)
    return name


def tree(leaves: Sequence[Leaf], key: Expression) -> tuple[Statement, ...]:
    """Do what the last leaf says that does not begin behind the key."""
    if len(leaves) == 1:
        return (leaves[0][1],)
    half = len(leaves) // 2
    below = Binary(key, "<", Literal(leaves[half][0]))
    return (If((Branch(below, tree(leaves[:half], key)),), tree(leaves[half:], key)),)
