"""Everything in a node of the checked rules, without a need to know the nodes by name.

The walks follow the fields of the nodes, so that a new node of the language is covered without a
change here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from rulec.ir.values import Lookup
from rulec.operators import Operator
from rulec.pexip import Filter, InputField, ResponseField
from rulec.source import Span

#: What holds no nodes.
_LEAVES = (InputField, ResponseField, Filter, Operator, Span)
#: The names of the fields of classes that were seen; none for those that hold no nodes.
_FIELDS: dict[type, tuple[str, ...]] = {}


def inner_fields(node: Any) -> tuple[str, ...]:
    """The names of the fields of a node that may hold others; rows and operators have none."""
    kind = type(node)
    if kind not in _FIELDS:
        is_open = is_dataclass(node) and not isinstance(node, _LEAVES)
        _FIELDS[kind] = tuple(one.name for one in fields(node)) if is_open else ()
    return _FIELDS[kind]


def walk(node: object) -> Iterator[object]:
    """A node of the checked rules and everything in it; rows and operators are not opened.

    Nor are the entries of a table: they are thousands of constants.
    """
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        # The last first, so that what comes first is on top.
        if isinstance(one, Lookup):
            waiting += (one.otherwise, one.key)
        elif isinstance(one, tuple):
            waiting += reversed(one)
        else:
            waiting += [getattr(one, name) for name in reversed(inner_fields(one))]
