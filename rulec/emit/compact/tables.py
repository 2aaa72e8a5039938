"""Tables of a script: texts or numbers with what each of them says, in pieces.

A dictionary in a script is made anew in every call, with all that is in it. So a table is a tree of
comparisons with a small dictionary at each leaf, of which one is made. The tree is one of
statements: Jinja2 takes longer to compile the same as an expression.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rulec.emit.scope import Scope
from rulec.script.expression import Binary, Dictionary, Expression, Literal, Name
from rulec.script.statement import Assign, Branch, If, Statement

#: Entries of one dictionary.
_LEAF = 32

#: A key with its value.
Entry = tuple[str | int, Expression]


def table(entries: Sequence[Entry], key: Name, scope: Scope) -> Name:
    """A variable with a dictionary that has what the table has for a key, if it has it.

    `entries` are in the order of their keys, and there is one at least.
    """
    count = -(-len(entries) // _LEAF)
    ends = [len(entries) * place // count for place in range(count + 1)]
    leaves = [
        (entries[start][0], Dictionary(tuple(entries[start:end]))) for start, end in pairwise(ends)
    ]
    name = scope.assign("table", leaves[0][1])
    if count > 1:
        scope.statements[-1:] = _tree(leaves, key, name)
    return name


def tables_by_key(tables: Sequence[tuple[str, Sequence[Entry]]], key: Name, scope: Scope) -> Name:
    """A variable with the dictionary of a text, an empty one for a text that has none.

    `tables` are in the order of their texts.
    """
    name = scope.assign("table", Dictionary(()))
    made = [(text, Dictionary(tuple(entries))) for text, entries in tables]
    scope.statements += _tree(made, key, name, exact=True)
    return name


def _tree(
    leaves: Sequence[tuple[str | int, Dictionary]], key: Name, name: Name, *, exact: bool = False
) -> tuple[Statement, ...]:
    """Assign the last leaf that does not begin behind the key; `exact` asks for its beginning."""
    first, leaf = leaves[0]
    if len(leaves) == 1:
        take: Statement = Assign(name.name, leaf)
        return (If((Branch(Binary(key, "==", Literal(first)), (take,)),)),) if exact else (take,)
    half = len(leaves) // 2
    below = Binary(key, "<", Literal(leaves[half][0]))
    arms = (
        _tree(leaves[:half], key, name, exact=exact),
        _tree(leaves[half:], key, name, exact=exact),
    )
    return (If((Branch(below, arms[0]),), arms[1]),)
