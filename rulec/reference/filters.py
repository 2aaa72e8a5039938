"""What templates may do with a value: every filter, and what is refused."""

from __future__ import annotations

import re

from rulec.pexip import CALL_FIELDS, DISABLED_FILTERS, FILTERS, FUNCTIONS, Filter, ValueType
from rulec.reference.markdown import bullets, code, codes, heading, page, prose, table, value
from rulec.reference.sources import source

TITLE = "Filters"

_WORD = re.compile(r"[a-z_]+")
_IN_QUOTES = re.compile(r"\"[^\"]*\"|'[^']*'")


def filters() -> str:
    """The section."""
    offered = [row for row in FILTERS.values() if not row.refused]
    refused = [row for row in (*FILTERS.values(), *FUNCTIONS.values()) if row.refused]
    parts = [
        heading(2, TITLE),
        "Filters have Pexip's names. A filter gives null for null, except `default`.",
        f"The examples are about a call with {_call(offered)}, for which Pexip found no service.",
        bullets(map(_entry, offered)),
        heading(3, "Refused filters and functions"),
        "Pexip has these, but rules do not.",
        table(
            ["Name", "What it does", "Why not, and what to write"],
            [[code(row.name), prose(row.doc), prose(row.refused)] for row in refused],
        ),
        heading(3, "Filters that Pexip switches off"),
        bullets(_switched_off()),
    ]
    return page(parts).rstrip()


def _call(rows: list[Filter]) -> str:
    """The fields that the examples read, with the values that the catalogue gives as examples."""
    words = {word for row in rows for word in _WORD.findall(_IN_QUOTES.sub("", row.example))}
    read = [row for name, row in CALL_FIELDS.items() if name in words]
    return ", ".join(f"{code(row.name)} {value(row.example)}" for row in read)


def _entry(row: Filter) -> str:
    arguments = ", ".join(
        p.name if p.required else f"{p.name}={_default(p.default)}" for p in row.parameters
    )
    name = f"{row.name}({arguments})" if row.parameters else row.name
    about = f"{_type(row.input)} to {_type(row.result)}. {prose(row.doc)} {source(row)}"
    example = f"{code(row.example)} gives {code(row.example_result)}"
    return f"{code(name)}: {about}\\\n  {example}"


def _default(default: object) -> str:
    if default is None or isinstance(default, bool):
        return {None: "null", True: "true", False: "false"}[default]
    return repr(default)


def _type(type_: ValueType) -> str:
    return "list" if type_ is ValueType.TEXT_LIST else type_.value


def _switched_off() -> list[str]:
    """What to write in place of filters that are not there, and those that nothing replaces."""
    lines = [f"{code(n)}: write {code(other)}" for n, other in DISABLED_FILTERS.items() if other]
    rest = [name for name, other in DISABLED_FILTERS.items() if not other]
    return [*lines, f"{codes(rest)}: nothing does the same"]
