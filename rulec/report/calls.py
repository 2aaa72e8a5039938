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


def call_parts(call: str) -> Iterator[tuple[str, str]]:
    """What is to be known of a call, which is the JSON of `Problem.call`: names with values."""
    shown = json.loads(call)
    yield from _parts(shown["inputs"])
    if shown["now"] is not None:
        yield "now", f"{datetime.fromisoformat(shown['now']):%a %Y-%m-%d %H:%M %Z}"


def call_members(call: str) -> Iterator[tuple[str, str]]:
    """The same, with the members of other variables one by one: `service_config.name`."""
    inputs = json.loads(call)["inputs"]
    for name, value in call_parts(call):
        members = inputs.get(name) if "call_info" in inputs else None
        if isinstance(members, Mapping):
            yield from ((f"{name}.{safe(key)}", data_text(inner)) for key, inner in members.items())
        else:
            yield name, value


def call_lines(call: str) -> list[str]:
    """The lines for a call, which is the JSON of `Problem.call`."""
    parts = [f"{name}: {value}" for name, value in call_parts(call)]
    lines = [""]
    for number, part in enumerate(parts):
        piece = part + ("," if number + 1 < len(parts) else "")
        if lines[-1] and len(lines[-1]) + 1 + len(piece) > _WIDTH:
            lines.append(piece)
        else:
            lines[-1] = f"{lines[-1]} {piece}".strip()
    return lines


def _parts(inputs: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Each member of `call_info`, and each other variable, with its value."""
    for variable, value in inputs.items():
        if variable == "call_info" and isinstance(value, Mapping):
            yield from ((safe(name), data_text(inner)) for name, inner in value.items())
        elif value is None and variable == "service_config":
            yield "service_config", "missing"
        elif value != {}:
            yield safe(variable), data_text(value)


def data_text(value: object) -> str:
    """JSON data on one line, without quotes where nobody needs them; long texts are cut."""
    if isinstance(value, Mapping):
        parts = (f"{safe(str(name))}: {data_text(inner)}" for name, inner in value.items())
        return f"{{{', '.join(parts)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(data_text, value))}]"
    if isinstance(value, str):
        cut = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}..."
        if _PLAIN.match(cut) and cut not in _WORDS and not cut.isdigit():
            return cut
        return safe(json.dumps(cut, ensure_ascii=False))
    return json.dumps(value)
