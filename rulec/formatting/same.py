"""Whether two texts of a file say the same: the data that rulec reads, and the comments."""

from __future__ import annotations

from typing import TypeAlias

from rulec.formatting.order import KEYS, Kind, kind_below, kind_of_file
from rulec.syntax.nodes import Mapping, Node, Scalar

Data: TypeAlias = "tuple[object, ...]"


def data(node: Node) -> Data:
    """All that a node says, without places; the order of keys counts where they have one.

    Texts count with whether they stand in quotes, because only `null` without quotes is null.
    """
    return _data(node, kind_of_file(node) if isinstance(node, Mapping) else Kind.OTHER)


def _data(node: Node, kind: Kind) -> Data:
    if isinstance(node, Scalar):
        return ("text", str(node), node.plain)
    if not isinstance(node, Mapping):
        return ("list", *(_data(item, kind_below(kind, None)) for item in node))
    entries = [(key, _data(value, kind_below(kind, key))) for key, value in node.items()]
    if kind in KEYS:
        entries.sort(key=lambda entry: entry[0])
    return ("mapping", *entries)
