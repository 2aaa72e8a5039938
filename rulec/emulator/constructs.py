"""Whether a script keeps to the constructs that a node is known to accept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import Environment, TemplateSyntaxError, nodes

from rulec.pexip import (
    COMPARISONS,
    FILTERS,
    NODES,
    NOW_PARTS,
    SCRIPT_FILTERS,
    SCRIPT_FUNCTIONS,
    SCRIPT_METHODS,
)

#: Whole texts, numbers and words of JSON: nothing between tags is a part of one.
_JSON = re.compile(
    r"""(?:[\[\]{}:,\n ]|"(?:[ !#-\[\]-~]|\\.)*"|\b(?:true|false|null)\b|(?:\B-)?\b[0-9]+\b)*\Z""",
    re.DOTALL,
)
_FILTERS = SCRIPT_FILTERS | {row.name for row in FILTERS.values() if not row.refused}


def forbidden_constructs(script: str) -> tuple[str, ...]:
    """What a script uses beyond the table of constructs, in words; empty when nothing."""
    try:
        tree = Environment(autoescape=False).parse(script)  # noqa: S701  nothing is rendered
    except TemplateSyntaxError as error:
        return (f"line {error.lineno}: {error.message}",)
    return tuple(dict.fromkeys(_forbidden(tree)))


def _forbidden(node: nodes.Node) -> Iterator[str]:
    reason = _reason(node)
    if reason:
        yield f"line {node.lineno}: {reason}"
    for child in node.iter_child_nodes():
        yield from _forbidden(child)


def _reason(node: nodes.Node) -> str:
    name = type(node).__name__
    if name not in NODES:
        return f"the construct {name}"
    match node:
        case nodes.TemplateData() if not _JSON.match(node.data):
            return f"text outside of tags: {node.data.strip()[:40]!r}"
        case nodes.Filter() if node.name not in _FILTERS:
            return f"the filter {node.name}"
        case nodes.Getattr() if node.attr not in SCRIPT_METHODS | NOW_PARTS:
            return f"the attribute {node.attr}"
        case nodes.Operand() if node.op not in COMPARISONS:
            return f"the comparison {node.op}"
        case nodes.Call(node=nodes.Name() as called) if called.name not in SCRIPT_FUNCTIONS:
            return f"the function {called.name}"
        case nodes.Call(node=called) if not isinstance(called, nodes.Name | nodes.Getattr):
            return "a call of a value"
        case _:
            return ""
