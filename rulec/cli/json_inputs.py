"""The inputs of a request as a JSON file, read the hard way: a doubt is an error."""

from __future__ import annotations

import json
import math
from typing import NoReturn

from rulec.cli.input_text import input_text, shown_name
from rulec.cli.screen import CannotRun


def read_json_inputs(name: str) -> dict[str, object]:
    """The JSON object in a file, or in standard input for `-`.

    Raises `CannotRun` for anything else than one object in UTF-8: a key that stands twice, NaN,
    numbers too large for a float, nesting too deep to read.
    """
    return json_object(input_text(name), shown_name(name))


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
