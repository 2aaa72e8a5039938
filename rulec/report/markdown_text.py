"""Text of anybody made safe for Markdown that others show: it is text, whatever stands in it.

In code nothing is a link, an image, a mention of somebody or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from rulec.report.safe_text import safe

_BACKTICKS = re.compile(r"`+")


def code(text: str) -> str:
    """A text as code within a line, also within a cell of a table."""
    shown = safe(text)
    if not shown.strip():
        return "(empty)"
    fence = "`" * (_longest(shown) + 1)
    space = " " if shown.startswith("`") or shown.endswith("`") else ""
    # In a cell a bar would begin the next one, also within code.
    return f"{fence}{space}{shown}{space}{fence}".replace("|", "\\|")


def block(lines: Iterable[str], language: str = "") -> list[str]:
    """Lines as a block of code."""
    shown = list(map(safe, lines))
    fence = "`" * max(3, max(map(_longest, shown), default=0) + 1)
    return [f"{fence}{language}", *shown, fence]


def html(text: str) -> str:
    """A text as code within a line of HTML."""
    return f"<code>{escape(safe(text))}</code>"


def _longest(text: str) -> int:
    """The length of the longest run of backticks."""
    return max(map(len, _BACKTICKS.findall(text)), default=0)
