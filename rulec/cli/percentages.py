"""Percentages that a command is given."""

from __future__ import annotations

import re
from decimal import Decimal

import typer

_WRITTEN = re.compile(r"[0-9]{1,3}(\.[0-9]{1,9})?\Z", re.ASCII)


def percentage(text: str) -> Decimal:
    """A whole number or a decimal from 0 to 100; raises `BadParameter` for anything else."""
    found = Decimal(text) if _WRITTEN.match(text) else None
    if found is None or found > 100:
        raise typer.BadParameter("write a number from 0 to 100, such as 85 or 99.5")
    return found
