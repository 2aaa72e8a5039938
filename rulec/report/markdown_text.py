"""Text of any origin as Markdown that shows it and does nothing else.

What files and callers say could be a link, an image, HTML, a mention that sends mail to a team, or
a quick action of GitLab. Escaping is not enough: GitHub looks for mentions in escaped text, too,
and each service has signs of its own. Inside code nobody looks for any, so whatever is not the
plainest prose becomes code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from rulec.report.safe_text import safe

#: Bytes of a comment: GitHub takes 65,536 characters.
COMMENT_BYTES = 60_000

#: Prose without a sign that any dialect knows. A colon begins an emoji unless a space follows.
_PLAIN = re.compile(r"(?:[A-Za-z0-9 ,;.()'\"%/?-]|:(?= |\Z))*\Z", re.ASCII)
#: What becomes a link by its beginning alone.
_LINKED = re.compile(r"www\.|//", re.IGNORECASE)
_TICKS = re.compile("`+")


def code(text: str) -> str:
    """Text as code in a line, invisible characters as escapes; `(empty)` where there is none."""
    shown = safe(text)
    if not shown.strip(" "):
        return "(empty)"
    ticks = "`" * (1 + _longest(shown))
    # One space inside the ticks is taken away on each side where there is one on both.
    alone = shown.startswith("`") or shown.endswith("`") or shown[0] == " " == shown[-1]
    pad = " " if alone else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def prose(text: str) -> str:
    """A message on one line: what it quotes, and all that is not plain prose, as code.

    It is to follow other text on its line.
    """
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return code(text)
    made = ""
    for number, piece in enumerate(pieces):
        shown = code(piece) if number % 2 else _prose(piece)
        # Two pieces of code must not become one.
        apart = " " if made.endswith("`") and shown.startswith("`") else ""
        made += f"{apart}{shown}"
    return made


def block(lines: Iterable[str], language: str = "") -> list[str]:
    """Lines as a block of code, each line shown as it is."""
    shown = list(map(safe, lines))
    fence = "`" * max(3, 1 + _longest("\n".join(shown)))
    return [f"{fence}{language}", *shown, fence]


def fitting(lines: Sequence[str], room: int) -> tuple[list[str], int]:
    """The first lines that fit into so many bytes with their line ends, and how many are left."""
    for count, line in enumerate(lines):
        room -= len(line.encode()) + 1
        if room < 0:
            return list(lines[:count]), len(lines) - count
    return list(lines), 0


def html(text: str) -> str:
    """A text as code within a line of HTML."""
    return f"<code>{escape(safe(text))}</code>"


def fenced(text: str) -> str:
    """A text of our own as a block of YAML; no line end at the end."""
    return f"```yaml\n{text}\n```"


def cell(text: str) -> str:
    """A message as a cell of a table, whose cells end at every bar, also in code."""
    return prose(text).replace("|", "\\x7c")


def cell_code(text: str) -> str:
    """Text as code that is a cell of a table."""
    return code(text).replace("|", "\\x7c")


def _prose(piece: str) -> str:
    if _PLAIN.match(piece) and not _LINKED.search(piece):
        return piece
    inner = piece.strip(" ")
    start = len(piece) - len(piece.lstrip(" "))
    return f"{' ' * min(start, 1)}{code(inner)}{' ' if piece.endswith(' ') else ''}"


def _longest(text: str) -> int:
    """The length of the longest run of backquotes."""
    return max((len(run) for run in _TICKS.findall(text)), default=0)
