"""Reports of folders, read by a parser of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
from command_line import write_files

from rulec.report.html import document
from rulec.survey import Survey, survey

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "rules"


@dataclass(frozen=True)
class Page:
    """A report: its bytes, and what a browser makes of them."""

    survey: Survey
    text: str

    @cached_property
    def tree(self) -> Element:
        """The document; a mistake in the HTML fails the test."""
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        return parser.parse(self.text)

    @cached_property
    def by_id(self) -> dict[str, Element]:
        """The elements that have an id."""
        return {one.attrib["id"]: one for one in self.tree.iter() if "id" in one.attrib}

    def view(self, name: str) -> str:
        """What is to be read in a view, or on the page of a rule."""
        return text_of(self.by_id[name])

    def rows(self, table: str = "rules") -> list[list[str]]:
        """The rows of all tables of a class, as the texts of their cells."""
        found = [t for t in self.tree.iter("table") if table in t.get("class", "").split()]
        body = [row for each in found for part in each.iter("tbody") for row in part.iter("tr")]
        return [[text_of(cell) for cell in row] for row in body]


#: What stands in a line with the text around it.
_INLINE = {"a", "b", "code", "span", "label", "option"}


def text_of(node: Element) -> str:
    """All text in an element as it is read, with single blanks."""
    return " ".join("".join(_pieces(node)).split())


def _pieces(node: Element) -> Iterator[str]:
    yield node.text or ""
    for inner in node:
        gap = "" if inner.tag in _INLINE else " "
        yield gap
        yield from _pieces(inner)
        yield gap
        yield inner.tail or ""


def page_of(
    folder: Path, environment: dict[str, str] | None = None, today: date | None = None
) -> Page:
    """The report of a folder."""
    found = survey(folder, environment or {}, today)
    assert not found.differences
    return Page(found, document(found.facts))


def written(folder: Path, texts: dict[str, str], environment: dict[str, str] | None = None) -> Page:
    """The report of files that are written first."""
    return page_of(write_files(folder, texts), environment)
