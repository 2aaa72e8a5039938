"""What may stand in a field when a caller of the API builds a call of anything at all."""

from __future__ import annotations

import copy
from collections import OrderedDict, UserDict
from enum import Enum, IntEnum, StrEnum
from random import Random
from types import MappingProxyType
from typing import Any


class Shouted(str):
    """A text that says another one when it is asked for its text."""

    __slots__ = ()

    def __str__(self) -> str:
        return self.upper()


class Named(str, Enum):  # noqa: UP042  its text is `Named.ALICE`, other than that of a StrEnum
    ALICE = "alice"


class Said(StrEnum):
    ALICE = "alice"


class Number(IntEnum):
    ONE = 1


def odd_values(text: str) -> tuple[Any, ...]:
    """Values of every kind that is not plain text, some of which equal or contain a text."""
    return (
        *(0, 1, True, False, 1.0, 0.0, -1, 10**15, 10**15 - 1, float("nan"), Number.ONE, None),
        *("", "\0", f"{text}\0", f"\0{text}", f"{text}\n", text.upper(), text[::-1], text * 2),
        *([], {}, [[]], [text], [text, 1], [None, text], [f"x\0{text}", ""], ["", text], [{}]),
        *((text,), {text}, {text: text}, frozenset((text,)), text.encode(errors="replace")),
        *(Shouted(text), Named.ALICE, Said.ALICE, [Shouted(text)], [Said.ALICE], bytearray(b"x")),
        *(MappingProxyType({text: text}), UserDict(a=text), object, 3 + 4j, range(3)),
    )


def spoilt(inputs: dict[str, Any], random: Random) -> dict[str, Any]:
    """A call with an odd value in one of its fields, or a variable of another kind."""
    made = copy.deepcopy(inputs)
    variable = random.choice(list(made))
    fields = made[variable]
    if not isinstance(fields, dict) or not fields or random.random() < 0.15:
        kinds = (UserDict, OrderedDict, MappingProxyType, lambda _: None, lambda _: {})
        made[variable] = random.choice(kinds)(fields or {})
        return made
    name = random.choice(list(fields))
    if isinstance(fields[name], dict) and fields[name] and random.random() < 0.7:
        fields = fields[name]
        name = random.choice(list(fields))
    old = fields[name]
    fields[name] = random.choice(odd_values(old if isinstance(old, str) else "alice"))
    return made
