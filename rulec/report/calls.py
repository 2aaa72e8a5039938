"""Calls that show a problem, in words on a few lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from rulec.report.safe_text import safe

#: Terminal columns of one line.
_WIDTH = 90
#: Characters of one value.
_LONGEST = 80
#: Text that nobody takes for something else.
_PLAIN = re.compile(r"[\w@.+:/-](?:[\w@.+:/ -]*[\w@.+:/-])?\Z", re.ASCII)
_WORDS = ("null", "true", "false", "missing")


def call_lines(call: str) -> list[str]:
    """The lines for a call, which is the JSON of `Problem.call`."""
    shown = json.loads(call)
    parts = list(_parts(shown["inputs"]))
    if shown["now"] is not None:
        parts.append(f"now: {datetime.fromisoformat(shown['now']):%a %Y-%m-%d %H:%M %Z}")
    lines = [""]
    for number, part in enumerate(parts):
        piece = part + ("," if number + 1 < len(parts) else "")
        if lines[-1] and len(lines[-1]) + 1 + len(piece) > _WIDTH:
            lines.append(piece)
        else:
            lines[-1] = f"{lines[-1]} {piece}".strip()
    return lines


def _parts(inputs: Mapping[str, object]) -> Iterator[str]:
    """`name: value` for each member of `call_info`, and for each other variable."""
    for variable, value in inputs.items():
        if variable == "call_info" and isinstance(value, Mapping):
            yield from (f"{safe(name)}: {_value(inner)}" for name, inner in value.items())
        elif value is None and variable == "service_config":
            yield "service_config: missing"
        elif value != {}:
            yield f"{safe(variable)}: {_value(value)}"


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        parts = (f"{safe(str(name))}: {_value(inner)}" for name, inner in value.items())
        return f"{{{', '.join(parts)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, str):
        cut = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}..."
        if _PLAIN.match(cut) and cut not in _WORDS and not cut.isdigit():
            return cut
        return safe(json.dumps(cut, ensure_ascii=False))
    return json.dumps(value)
