"""Tables of a script: texts or numbers with what each of them says, in pieces.

A dictionary in a script is made anew in every call, with all that is in it. So a table is a tree of
comparisons with a small dictionary at each leaf, of which one is made. The tree is one of
statements: Jinja2 takes longer to compile the same as an expression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from rulec.emit.scope import Scope
from rulec.script.expression import Binary, Dictionary, Expression, Literal, Marked, Name
from rulec.script.statement import Assign, Block, Branch, If, Statement

#: Entries of one dictionary.
_LEAF = 32

#: A key with its value.
Entry = tuple[str | int, Expression]
#: The first key of a part of a table, and what takes that part.
_Leaf = tuple[str | int, Statement]
#: The mark of what is there for all that have some marks.
Together = Callable[[Iterable[int]], int]


def table(entries: Sequence[Entry], key: Name, scope: Scope) -> Name:
    """A variable with a dictionary that has what the table has for a key, if it has it.

    `entries` are in the order of their keys, and there is one at least.
    """
    count = -(-len(entries) // _LEAF)
    ends = [len(entries) * place // count for place in range(count + 1)]
    dictionaries = [Dictionary(tuple(entries[start:end])) for start, end in pairwise(ends)]
    name = scope.assign("table", dictionaries[0])
    leaves: list[_Leaf] = [(each.entries[0][0], Assign(name.name, each)) for each in dictionaries]
    scope.statements[-1:] = _tree(leaves, key)
    return name


def tables_by_key(
    tables: Sequence[tuple[str, Sequence[Entry]]], key: Name, scope: Scope, together: Together
) -> Name:
    """A variable with the dictionary of a text, an empty one for a text that has none.

    `tables` are in the order of their texts.
    """
    name = scope.assign("table", Dictionary(()))
    leaves: list[_Leaf] = []
    for text, entries in tables:
        take = Assign(name.name, Dictionary(tuple(entries)))
        asked = If((Branch(Binary(key, "==", Literal(text)), (take,)),))
        mark = together(value.mark for _, value in entries if isinstance(value, Marked))
        leaves.append((text, Block((asked,), mark)))
    scope.statements += _tree(leaves, key)
    return name


def _tree(leaves: Sequence[_Leaf], key: Name) -> tuple[Statement, ...]:
    """Do what the last leaf says that does not begin behind the key."""
    if len(leaves) == 1:
        return (leaves[0][1],)
    half = len(leaves) // 2
    below = Binary(key, "<", Literal(leaves[half][0]))
    return (If((Branch(below, _tree(leaves[:half], key)),), _tree(leaves[half:], key)),)
