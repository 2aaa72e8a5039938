"""How many answers of a script were compared with the meaning of its rules, in words."""

from __future__ import annotations


def tried_text(count: int, in_full: int, what: str) -> str:
    """So many of what was compared; of scripts with many rules, how many of them in full.

    Example: `4,614 comparisons, 95 with every rule asked`.
    """
    partly = f", {in_full:,} with every rule asked" if in_full < count else ""
    return f"{count:,} {what}{partly}"
