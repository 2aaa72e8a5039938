"""Values in an author's words: much as a file has them."""

from __future__ import annotations

import json

from rulec.evaluate import as_text
from rulec.ir import (
    Apply,
    Choice,
    Concat,
    Constant,
    Gather,
    ListOf,
    Lookup,
    Read,
    Record,
    Secret,
    Value,
)
from rulec.pexip import Filter, Scalar
from rulec.report.conditions import LONGEST_VALUE, source_name
from rulec.report.safe_text import safe


def value_text(value: Value) -> str:
    """A value on one line, as in `{local_alias.user | lower}`; of a secret the name alone."""
    match value:
        case Constant(scalar):
            text = safe(as_text(scalar))
        case Concat(parts):
            text = "".join(map(value_text, parts))
        case Choice():
            text = "a chosen value"
        case Lookup(table):
            text = f"a value from {safe(table)}"
        case _:
            text = f"{{{_template(value)}}}"
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}..."


def _template(value: Value) -> str:
    """What stands between the braces of a template."""
    match value:
        case Read(source):
            return source_name(source)
        case Secret(name):
            return f"env:{safe(name)}"
        case Constant(scalar):
            return _literal(scalar)
        case Gather(values):
            return f"[{', '.join(map(_template, values))}]"
        case Apply(row, inner, arguments):
            given = ", ".join(map(_template, _given(row, arguments)))
            return f"{_template(inner)} | {row.name}{f'({given})' if given else ''}"
        case Concat() | Choice() | Lookup():
            return value_text(value)
        case ListOf() | Record():
            return "a list"


def _given(row: Filter, arguments: tuple[Value, ...]) -> list[Value]:
    """The arguments without those at the end that were left out, and have their defaults."""
    given = list(arguments)
    for parameter in row.parameters[: len(given)][::-1]:
        if parameter.required or given[-1] != Constant(parameter.default):
            break
        given.pop()
    return given


def _literal(scalar: Scalar) -> str:
    if isinstance(scalar, str):
        return safe(f"'{scalar}'" if "'" not in scalar else f'"{scalar}"')
    return json.dumps(scalar)
