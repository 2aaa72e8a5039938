"""Renders scripts for another process: `python -m rulec.emulator.worker`.

The way to try scripts on another Jinja2, in a virtual environment that has nothing else. Reads
one JSON object a line from standard input:

    {"script": "...", "behaviour": "likely", "calls": [{"inputs": {...}, "now": "2024-01-01T..."}]}

and writes one JSON line for each: a list with `{"text": ...}` or `{"error": ...}` for each call.
`behaviour` is the name of a combination or an object with the switches that differ from the
likely ones; `now` is an ISO time with an offset. Both sides write ASCII only, so that lone
surrogates survive the pipe.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TextIO

from rulec.emulator.behaviour import behaviour_from
from rulec.emulator.environment import CompileFailedError, Node, RenderFailedError


def answer_request(request: dict[str, Any]) -> list[dict[str, str]]:
    """The outputs of one request; a script that does not compile fails every call alike."""
    calls = request["calls"]
    try:
        script = Node(behaviour_from(request["behaviour"])).compile(request["script"])
    except CompileFailedError as error:
        return [{"error": str(error)} for _ in calls]
    outputs: list[dict[str, str]] = []
    for call in calls:
        try:
            text = script.render(call["inputs"], datetime.fromisoformat(call["now"]))
        except RenderFailedError as error:
            outputs.append({"error": str(error)})
        else:
            outputs.append({"text": str(text)})
    return outputs


def serve(lines: Iterable[str], out: TextIO) -> None:
    """Answers each line until there are no more."""
    for line in lines:
        out.write(json.dumps(answer_request(json.loads(line))) + "\n")
        out.flush()


if __name__ == "__main__":
    serve(sys.stdin, sys.stdout)
