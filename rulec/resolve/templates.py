"""Templates to values."""

from __future__ import annotations

import re

from rulec.diagnostics import codes_resolving as codes
from rulec.diagnostics import short
from rulec.ir import Concat, Constant, Value, type_of
from rulec.pexip import ValueType
from rulec.resolve.context import SetContext
from rulec.resolve.names import Names
from rulec.resolve.template_filters import applied, filter_row
from rulec.resolve.template_parser import Placeholder, Word, parse_template
from rulec.resolve.template_sources import Resolver, as_written, cell_value, source_of
from rulec.syntax.nodes import Cell, Scalar

#: An expression as scripts write it, copied into a rule.
_COPIED = re.compile(r"\{\{\s*(?:call_info\.)?([a-z_]+(?:\.[a-z_]+)*(?:\s*\|[^{}]*?)?)\s*\}\}")

_EMPTY = Constant("")


def template(text: Scalar, context: SetContext, names: Names) -> Value | None:
    """The value that a text means; None after noting what is wrong with it.

    A text without templates is a constant, one that is a single template keeps its type.
    """
    if isinstance(text, Cell):
        return cell_value(text)
    resolver = Resolver(context, names, text)
    parts, problems = parse_template(text)
    for problem in problems:
        resolver.note(codes.BAD_TEMPLATE, problem.message, problem, problem.hint)
    for found in _COPIED.finditer(text):
        at = Word(None, found.start(), found.end())
        hint = f"for the value write `{{{short(found[1])}}}`, with single braces"
        resolver.note(codes.DOUBLE_BRACES, "double braces are braces of the text", at, hint)
    if not problems and not any(isinstance(part, Placeholder) for part in parts):
        return Constant("".join(part for part in parts if isinstance(part, str)))
    values = [
        Constant(part) if isinstance(part, str) else _placeholder(part, resolver) for part in parts
    ]
    if problems or any(value is None for value in values):
        return None
    whole = [value for value in values if value is not None]
    if all(isinstance(value, Constant) for value in whole) and (
        len(whole) > 1 or whole == [_EMPTY]
    ):
        # What templates make is null where it comes out empty, also when it is known already.
        return Constant("".join(as_written(value) for value in whole) or None)
    return whole[0] if len(whole) == 1 else Concat(tuple(whole))


def _placeholder(part: Placeholder, resolver: Resolver) -> Value | None:
    value = source_of(part.source, resolver)
    for call in part.filters:
        if value is None:
            # The filters behind an unknown source are still worth a look.
            filter_row(call, resolver)
            continue
        value = applied(call, value, resolver)
    if value is not None and type_of(value) is ValueType.TEXT_LIST:
        message = "a list has no text of its own"
        resolver.note(codes.LIST_IN_TEXT, message, part, "add `| join(', ')` behind the list")
        return None
    return value
