"""Tables of a script: texts or numbers with what each of them says, in pieces.

A dictionary in a script is made anew in every call, with all that is in it. So a table is a tree of
comparisons with a small dictionary at each leaf, of which one is made.
"""

from __future__ import annotations

from collections.abc import Sequence

from rulec.script.expression import Binary, Both, Dictionary, Either, Expression, Literal, Name

#: Entries of one dictionary.
_LEAF = 24

#: A key with its value.
Entry = tuple[str | int, str | int]


def table(entries: Sequence[Entry], key: Name) -> Expression:
    """The dictionary that has the entry of a key, where one of the table has it.

    `entries` are in the order of their keys, and there is one at least.
    """
    if len(entries) <= _LEAF:
        return Dictionary(tuple((known, Literal(value)) for known, value in entries))
    half = len(entries) // 2
    below = Binary(key, "<", Literal(entries[half][0]))
    # A dictionary with an entry is true.
    return Either((Both((below, table(entries[:half], key))), table(entries[half:], key)))
