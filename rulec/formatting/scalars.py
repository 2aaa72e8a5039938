"""The lines of texts as they are written: what of them is indentation, and what is text."""

from __future__ import annotations

import re

_HEADER = re.compile(r"(?P<header>[|>][-+0-9]*)[ \t]*(?P<comment>#[^\n]*)?")
_DIGIT = re.compile(r"[1-9]")


def flow_lines(written: str) -> tuple[str, ...]:
    """The lines of a text that is no block scalar, without the blanks that YAML folds away."""
    first, *others = written.split("\n")
    if not others:
        return (first,)
    quoted = first.startswith('"')
    *middle, last = others
    lines = [_without_end(first, quoted=quoted)]
    lines += [_without_end(line.lstrip(" \t"), quoted=quoted) for line in middle]
    return (*lines, last.lstrip(" \t"))


def _without_end(line: str, *, quoted: bool) -> str:
    """A line without the blanks at its end; an escaped blank is text."""
    short = line.rstrip(" \t")
    slashes = len(short) - len(short.rstrip("\\"))
    if quoted and slashes % 2 and short != line:
        return line[: len(short) + 1]
    return short


def header_of(text: str, start: int) -> tuple[str, int | None]:
    """The header of the block scalar that starts at `start`, and where a comment behind it is."""
    found = _HEADER.match(text, start)
    assert found is not None  # noqa: S101  libyaml read a block scalar here
    return found["header"], found.start("comment") if found["comment"] else None


def without_end(header: str) -> str:
    """The header of the same block scalar without line feeds at its end."""
    return (
        f"{header.rstrip('+-')}-"
        if header[-1] in "+-"
        else f"{header.replace('+', '').replace('-', '')}-"
    )


def own_indent(header: str) -> int | None:
    """How far a block scalar stands to the right of what it is in, where its header says so."""
    digit = _DIGIT.search(header)
    return int(digit.group()) if digit else None


def block_lines(text: str, start: int, end: int, header: str, indent: int) -> tuple[list[str], int]:
    """The lines of a block scalar without its indentation, and its length with the header.

    `indent` is the column of the mapping or list that it is in. `end` is libyaml's, which lies
    behind the empty lines below the text; they count only where the header keeps them.
    """
    first, *lines = text[start:end].split("\n")
    if lines and not lines[-1]:
        lines.pop()
    own = own_indent(header)
    width = indent + own if own is not None else _width(lines)
    body = [line[width:] if line[:width].strip(" ") == "" else line for line in lines]
    length = len(first) + sum(len(line) + 1 for line in lines)
    if "+" not in header:
        while body and not body[-1]:
            length -= len(lines[len(body) - 1]) + 1
            body.pop()
    return body, length


def _width(lines: list[str]) -> int:
    """The indentation of a block scalar that does not give it: that of its first line with text."""
    for line in lines:
        if line.strip(" "):
            return len(line) - len(line.lstrip(" "))
    return max((len(line) for line in lines), default=0)
