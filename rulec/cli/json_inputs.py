"""The inputs of a request as a JSON file, read the hard way: a doubt is an error."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import NoReturn

from rulec.cli.screen import CannotRun

#: Stands for standard input.
STANDARD_INPUT = "-"

#: Bytes of a file; a request has a few thousand.
LARGEST_INPUT = 10_000_000


def read_json_inputs(name: str) -> dict[str, object]:
    """The JSON object in a file, or in standard input for `-`.

    Raises `CannotRun` for anything else than one object in UTF-8: a key that stands twice, NaN,
    numbers too large for a float, nesting too deep to read.
    """
    shown = "standard input" if name == STANDARD_INPUT else f"`{name}`"
    try:
        text = _bytes(name, shown).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = (
            f"{shown} is not UTF-8: byte {error.start + 1} is 0x{error.object[error.start]:02x}"
        )
        raise CannotRun(message, "save it as UTF-8") from error
    return json_object(text, shown)


def json_object(text: str, shown: str) -> dict[str, object]:
    """The JSON object that a text is; raises `CannotRun`."""
    value = json_value(text, shown)
    if not isinstance(value, dict):
        hint = 'write an object, such as {"call_info": {"local_alias": "meet.alice"}}'
        raise CannotRun(f"{shown} is no JSON object", hint)
    return value


def json_value(text: str, shown: str) -> object:
    """The JSON value that a text is; raises `CannotRun`."""
    try:
        return json.loads(
            text, object_pairs_hook=_unique, parse_float=_finite, parse_constant=_refused
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise CannotRun(f"{shown} is no JSON: {error.msg.lower()} at {where}") from error
    except RecursionError as error:
        raise CannotRun(f"{shown} is nested too deeply") from error
    except ValueError as error:
        # The one that Python itself raises is about integers of thousands of digits.
        ours = isinstance(error, _WrongJsonError)
        reason = str(error) if ours else "a number has too many digits"
        raise CannotRun(f"{shown} cannot be used: {reason}") from error


class _WrongJsonError(ValueError):
    """JSON that leaves a doubt."""


def _bytes(name: str, shown: str) -> bytes:
    try:
        if name == STANDARD_INPUT and sys.stdin is None:
            raise CannotRun(f"{shown} is closed")
        if name == STANDARD_INPUT:
            data = sys.stdin.buffer.read(LARGEST_INPUT + 1)
        else:
            with Path(name).open("rb") as stream:
                data = stream.read(LARGEST_INPUT + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise CannotRun(f"{shown} cannot be read: {reason.lower()}") from error
    if len(data) > LARGEST_INPUT:
        raise CannotRun(f"{shown} is larger than {LARGEST_INPUT:,} bytes")
    return data


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise _WrongJsonError(f"the key `{key}` stands twice in one object")
        found[key] = value
    return found


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        _refused(text)
    return number


def _refused(text: str) -> NoReturn:
    raise _WrongJsonError(f"`{text[:40]}` is no number that JSON has")
