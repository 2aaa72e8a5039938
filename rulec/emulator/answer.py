"""What a script printed, read the hard way: exactly one JSON object and nothing else.

A node may well be more forgiving. Whatever only a forgiving reader accepts counts as a bad answer
here, because a script that prints it leaves the outcome to chance.
"""

from __future__ import annotations

import json
import math
from typing import Any

from rulec.records import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """The one JSON object that a script printed."""

    value: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BadAnswer:
    """Printed text that is not exactly one plain JSON object; `reason` says why."""

    reason: str


def read_answer(text: str) -> Answer | BadAnswer:
    """Reads the text that a script printed; JSON white space around the object is allowed.

    Refused: anything beside the object, a key that stands twice in one object at any depth, and
    numbers that JSON does not have (NaN, Infinity, and those too large for a float).
    """
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        return BadAnswer(f"not JSON: {error}")
    except ValueError as error:
        return BadAnswer(str(error))
    except RecursionError:
        return BadAnswer("nested too deeply")
    if not isinstance(value, dict):
        return BadAnswer(f"a JSON {type(value).__name__} instead of an object")
    return Answer(value)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for key, item in pairs:
        if key in value:
            message = f"the key {key!r} stands twice in one object"
            raise ValueError(message)
        value[key] = item
    return value


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        return _no_number(text)
    return number


def _no_number(text: str) -> float:
    message = f"{text} is not a JSON number that can be kept"
    raise ValueError(message)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_finite, parse_constant=_no_number
)
