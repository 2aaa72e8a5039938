"""Files that options and arguments name, or standard input, as text."""

from __future__ import annotations

import sys
from pathlib import Path

from rulec.cli.screen import CannotRun

#: Stands for standard input.
STANDARD_INPUT = "-"

#: Bytes of a file; a request has a few thousand, and a script some ten thousand.
LARGEST_INPUT = 10_000_000


def shown_name(name: str) -> str:
    """A file as messages name it."""
    return "standard input" if name == STANDARD_INPUT else f"`{name}`"


def input_text(name: str) -> str:
    """The text of a file, or of standard input for `-`; raises `CannotRun`."""
    shown = shown_name(name)
    try:
        return _bytes(name, shown).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = (
            f"{shown} is not UTF-8: byte {error.start + 1} is 0x{error.object[error.start]:02x}"
        )
        raise CannotRun(message, "save it as UTF-8") from error


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
