"""Elements of a page as data, and the one place that turns them into HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape

from rulec.records import dataclass
from rulec.report.safe_text import safe

#: A value of an attribute that needs no quotes.
_PLAIN = re.compile(r"[A-Za-z0-9_./#:-]+")
_BREAKS = re.compile(r"[\r\n]+")
#: Elements that hold nothing and have no end tag.
_EMPTY = frozenset({"input", "meta"})
#: Elements that end where their neighbour begins or what holds them ends, as HTML has it. Text
#: never stands behind a paragraph here.
_OPEN = frozenset({"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "option"})


@dataclass(frozen=True, slots=True)
class Element:
    """An element with its attributes in order. Of one without a value only the name is written."""

    name: str
    attributes: tuple[tuple[str, str | None], ...]
    children: tuple[object, ...]


def el(tag: str, /, *children: object, **attributes: str | int | bool | None) -> Element:
    """An element.

    `class_` and the like stand for names that Python has, `data_x` for `data-x`. An attribute that
    is True has no value; one that is False, None or an empty text is left out.
    """
    written: list[tuple[str, str | None]] = []
    for key, value in attributes.items():
        if value is True:
            written.append((key.rstrip("_").replace("_", "-"), None))
        elif value is not False and value is not None and value != "":
            written.append((key.rstrip("_").replace("_", "-"), str(value)))
    return Element(tag, tuple(written), children)


def html(node: object, shown: Callable[[str], str]) -> str:
    """The HTML of elements. Every text in them goes through `shown`, and then cannot do anything.

    Whatever a rule author or a caller wrote is only ever text: characters that a browser would
    obey are escaped, and those that would hide or reorder it are spelled out.
    """
    parts: list[str] = []
    _write(node, shown, parts)
    return "".join(parts)


def _write(node: object, shown: Callable[[str], str], parts: list[str]) -> None:
    match node:
        case None:
            return
        case str():
            parts.append(_text(node, shown))
        case Element(name, attributes, children):
            parts.append(f"<{name}")
            parts += [_attribute(key, value, shown) for key, value in attributes]
            parts.append(">")
            for child in children:
                _write(child, shown, parts)
            if name not in _EMPTY and name not in _OPEN:
                parts.append(f"</{name}>")
        case Iterable():
            for child in node:
                _write(child, shown, parts)
        case _:
            parts.append(_text(str(node), shown))


def _text(text: str, shown: Callable[[str], str], *, quote: bool = False) -> str:
    return escape(safe(_BREAKS.sub(" ", shown(text))), quote=quote)


def _attribute(key: str, value: str | None, shown: Callable[[str], str]) -> str:
    if value is None:
        return f" {key}"
    text = _text(value, shown, quote=True)
    return f" {key}={text}" if _PLAIN.fullmatch(text) else f' {key}="{text}"'


_CODE = re.compile(r"`([^`]+)`")


def message(text: str) -> list[object]:
    """A message, in which what stands between backquotes is code."""
    parts = _CODE.split(text)
    return [el("code", part) if number % 2 else part for number, part in enumerate(parts) if part]
