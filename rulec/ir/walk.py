"""Everything in a node of the checked rules, without a need to know the nodes by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from rulec.ir.values import Lookup
from rulec.operators import Operator
from rulec.pexip import Filter, InputField, ResponseField
from rulec.source import Span

_LEAVES = (InputField, ResponseField, Filter, Operator, Span)


def walk(node: object) -> Iterator[object]:
    """A node of the checked rules and everything in it; rows and operators are not opened.

    Nor are the entries of a table: they are thousands of constants.
    """
    yield node
    if isinstance(node, Lookup):
        yield from walk((node.key, node.otherwise))
    elif isinstance(node, tuple):
        for item in node:
            yield from walk(item)
    elif is_dataclass(node) and not isinstance(node, _LEAVES):
        for entry in fields(node):
            yield from walk(getattr(node, entry.name))
