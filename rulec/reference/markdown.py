"""Markdown as the reference needs it: tables, code, links, and texts of rows as prose."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

#: A name of a field or a value in a text, which reads better as code.
_NAME = re.compile(r"(?<![\w`.@-])[a-z][a-z0-9]*(?:\.[a-z0-9_]+)*_[a-z0-9_.]*[a-z0-9](?![\w@-])")
_BETWEEN_BACKQUOTES = re.compile(r"(`[^`]*`)")
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


def heading(level: int, title: str) -> str:
    """A heading."""
    return f"{'#' * level} {title}"


def anchor(title: str) -> str:
    """The anchor that a heading gets."""
    return _NOT_IN_ANCHORS.sub("", title.lower()).replace(" ", "-")


def link(title: str) -> str:
    """A link to a heading of the page."""
    return f"[{title}](#{anchor(title)})"


def code(text: str) -> str:
    """A text as code within a line."""
    fence = "``" if "`" in text else "`"
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{' '.join(text.split())}{space}{fence}" if text else "(empty)"


def codes(texts: Iterable[str]) -> str:
    """Several texts as code, with commas between them."""
    return ", ".join(map(code, texts))


def value(example: object) -> str:
    """A value as code: text without quotes, anything else as JSON."""
    shown = example if isinstance(example, str) else json.dumps(example, ensure_ascii=False)
    return code(shown)


def prose(text: str) -> str:
    """The text of a row: names of fields become code, and nothing is taken for HTML."""
    parts = _BETWEEN_BACKQUOTES.split(text)
    return "".join(part if part.startswith("`") else _plain(part) for part in parts)


def _plain(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _NAME.sub(lambda found: f"`{found[0]}`", escaped.replace("*", r"\*"))


def sentence(text: str) -> str:
    """A text with a capital letter and a full stop."""
    ended = text if text.endswith((".", ":")) else f"{text}."
    return ended[:1].upper() + ended[1:]


def block(language: str, text: str) -> str:
    """A block of code."""
    return f"```{language}\n{text}\n```"


def bullets(lines: Iterable[str]) -> str:
    """A list."""
    return "\n".join(f"* {line}" for line in lines)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a line feed in a cell becomes a line break."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", "<br>")


def page(parts: Iterable[str]) -> str:
    """The blocks of a page, with an empty line between them."""
    return "\n\n".join(part for part in parts if part) + "\n"
