"""Source lines without the PINs that are written in them: problems end up in logs."""

from __future__ import annotations

import re

_PIN_KEY = re.compile(r"\b(?:guest_)?pin\b|\bthird_party_passcode\b")
_DIGITS = re.compile(r"[0-9]{3,}")


def without_pins(line: str) -> str:
    """A line of a rule file with asterisks in place of what may be a PIN, as long as before.

    On a line that names a field for a PIN, every run of three digits or more behind the name.
    """
    found = _PIN_KEY.search(line)
    if found is None:
        return line
    hidden = _DIGITS.sub(lambda digits: "*" * len(digits[0]), line[found.end() :])
    return line[: found.end()] + hidden
