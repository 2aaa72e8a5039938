"""The rules between the fields of one service configuration.

A breach of any of them makes Pexip drop the whole answer, so the caller meets the service as it was
before the script ran, or none. Only what is certain is a breach: a field whose value is not known
at compile time never causes one.

PIN1, the PIN format and the rules on breakout rooms are in Pexip's documentation of external policy
responses and of PINs; PIN2 to PIN6 are reports of administrators that agree with each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum

from rulec.pexip.formats import PIN_PATTERN
from rulec.pexip.limits import PIN_MAX_CHARACTERS, PIN_MIN_CHARACTERS
from rulec.records import dataclass


@dataclass(frozen=True, slots=True)
class Breach:
    """A broken rule: which, at which field, and what to do about it.

    Neither message nor hint holds the value of a PIN.
    """

    rule_id: str
    field: str
    message: str
    hint: str


class _State(Enum):
    """What stands for the value of a field that has no known one."""

    UNKNOWN = "unknown"
    ABSENT = "absent"


_UNKNOWN = _State.UNKNOWN
_ABSENT = _State.ABSENT


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is known about one service answer."""

    known: Mapping[str, object]
    unknown: frozenset[str]
    complete: bool

    def value(self, name: str) -> object:
        """The known value of `name`, or the state that stands for it.

        A null is left out of a complete answer, and changes nothing when a service is changed:
        none of the fields that rules look at is nullable.
        """
        if name in self.unknown:
            return _UNKNOWN
        value = self.known.get(name)
        if value is not None:
            return value
        return _ABSENT if self.complete else _UNKNOWN

    def is_absent(self, name: str) -> bool:
        """Whether the answer surely lacks `name`."""
        return self.value(name) is _ABSENT

    def is_true(self, name: str) -> bool:
        """Whether the answer surely says true."""
        return self.value(name) is True

    def is_false(self, name: str) -> bool:
        """Whether the answer surely says false, which is what a missing boolean means here."""
        value = self.value(name)
        return value is False or value is _ABSENT

    def is_empty(self, name: str) -> bool:
        """Whether there surely is no text; for PINs an empty one is none."""
        value = self.value(name)
        return value is _ABSENT or value == ""

    def text(self, name: str) -> str:
        """The known text of `name`; empty where there is none or it is not known."""
        value = self.value(name)
        return value if isinstance(value, str) else ""


def _pin_formats(answer: _Answer) -> list[Breach]:
    return [
        Breach(
            "PIN-FORMAT",
            name,
            f"`{name}` must be {PIN_MIN_CHARACTERS} to {PIN_MAX_CHARACTERS} characters: digits,"
            " with an optional `#` at the end",
            "write such a PIN, or `''` for none",
        )
        for name in ("pin", "guest_pin")
        if answer.text(name) and not re.search(PIN_PATTERN, answer.text(name))
    ]


def _pins_and_guests(answer: _Answer) -> list[Breach]:
    found: list[Breach] = []
    guest_pin = answer.text("guest_pin")
    if answer.is_true("allow_guests") and answer.is_empty("pin"):
        found.append(
            Breach(
                "PIN1",
                "allow_guests",
                "a service with `allow_guests` needs a `pin` for its Hosts",
                "set `pin`, or set `allow_guests` to false",
            )
        )
    if guest_pin and answer.is_false("allow_guests"):
        found.append(
            Breach(
                "PIN2",
                "guest_pin",
                "a `guest_pin` needs `allow_guests`",
                "set `allow_guests` to true, or leave `guest_pin` out",
            )
        )
    elif guest_pin and answer.is_empty("pin"):
        # PIN3 follows from PIN1 and PIN2; where guests are not allowed, PIN2 says all there is.
        found.append(
            Breach(
                "PIN3",
                "guest_pin",
                "a `guest_pin` needs a `pin` for the Hosts",
                "set `pin`, or leave `guest_pin` out",
            )
        )
    return found


def _two_pins(answer: _Answer) -> list[Breach]:
    pin, guest_pin = answer.text("pin"), answer.text("guest_pin")
    if not pin or not guest_pin or _pin_formats(answer):
        return []
    if pin == guest_pin:
        message = "`pin` and `guest_pin` must be different"
        return [Breach("PIN4", "guest_pin", message, "change one of them")]
    if pin.endswith("#") != guest_pin.endswith("#"):
        return [
            Breach(
                "PIN6",
                "guest_pin",
                "either both `pin` and `guest_pin` end with `#`, or neither does",
                "add the `#` to the other one, or remove it",
            )
        ]
    if not pin.endswith("#") and len(pin) != len(guest_pin):
        return [
            Breach(
                "PIN5",
                "guest_pin",
                "`pin` and `guest_pin` must have the same length, or both end with `#`",
                "make them equally long, or add `#` to both",
            )
        ]
    return []


def _breakout_rooms(answer: _Answer) -> list[Breach]:
    found: list[Breach] = []
    if answer.is_true("breakout"):
        found.extend(
            Breach(
                "BREAKOUT-FIELDS",
                name,
                f"a breakout room needs `{name}`",
                "set it, or leave `breakout` out",
            )
            for name in ("breakout_uuid", "breakout_name")
            if answer.is_empty(name)
        )
        if answer.is_true("breakout_rooms"):
            found.append(
                Breach(
                    "BREAKOUT-NESTED",
                    "breakout_rooms",
                    "a breakout room cannot have breakout rooms",
                    "set `breakout_rooms` to false",
                )
            )
    if answer.is_true("breakout_rooms") and answer.text("direct_media") in {
        "best_effort",
        "always",
    }:
        found.append(
            Breach(
                "BREAKOUT-DIRECT-MEDIA",
                "direct_media",
                "`direct_media` does not work with `breakout_rooms`",
                "set `direct_media` to `never`",
            )
        )
    return found


def _replacements(answer: _Answer) -> list[Breach]:
    return [
        Breach(
            "REPLACE",
            replacement,
            f"`{replacement}` replaces what `{pattern}` matched, and that is not there",
            f"set `{pattern}` as well",
        )
        for replacement, pattern in (
            ("replace_string", "match_string"),
            ("post_replace_string", "post_match_string"),
        )
        # A blank pattern may count as given, so only a missing one is surely a breach.
        if answer.text(replacement) and answer.is_absent(pattern)
    ]


_RULES: tuple[Callable[[_Answer], list[Breach]], ...] = (
    _pin_formats,
    _pins_and_guests,
    _two_pins,
    _breakout_rooms,
    _replacements,
)


#: The fields that the rules look at.
FIELDS_OF_RULES = (
    "allow_guests",
    "pin",
    "guest_pin",
    "breakout",
    "breakout_uuid",
    "breakout_name",
    "breakout_rooms",
    "direct_media",
    "match_string",
    "replace_string",
    "post_match_string",
    "post_replace_string",
)


def breaches(
    known: Mapping[str, object], *, unknown: frozenset[str] = frozenset(), complete: bool
) -> tuple[Breach, ...]:
    """The rules that a service answer surely breaks.

    `known` holds the values that are written in the rules, `unknown` the names of the fields whose
    value only the call will tell. A field in neither is absent from a `complete` answer, one that
    makes a service; an answer that is not complete changes a service, which may have it.
    """
    answer = _Answer(known, unknown, complete)
    return tuple(breach for rule in _RULES for breach in rule(answer))
