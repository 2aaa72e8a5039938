"""The reference of the rule language: one page that derives from the rows of everything.

The catalogue, the operators, the effects, the filters and the shapes of the files say what there
is, so the page never falls behind.
"""

from __future__ import annotations

from rulec.reference import (
    answers,
    conditions,
    effects,
    files,
    filters,
    inputs,
    sources,
    tables,
    values,
)
from rulec.reference.markdown import bullets, heading, link, page
from rulec.resolve.context import Facts

__all__ = ["LANGUAGE_PAGE", "language_page"]

#: The file name of the page.
LANGUAGE_PAGE = "language.md"

_TITLE = "The rule language"
_INTRO = (
    "Everything that rule files may hold. `rulec schema` writes this page from the compiler's own"
    " tables, and its tests run every example."
)


def language_page(facts: Facts | None = None) -> str:
    """The page as Markdown.

    With the facts of a project, it also knows its system locations and the response fields that it
    declares.
    """
    known = facts or Facts()
    sections = {
        files.TITLE: files.files(),
        conditions.TITLE: conditions.conditions(),
        effects.TITLE: effects.effects(),
        values.TITLE: values.values(),
        tables.TITLE: tables.tables(),
        filters.TITLE: filters.filters(),
        inputs.TITLE: inputs.inputs(known),
        answers.TITLE: answers.answers(known),
        sources.TITLE: sources.sources(),
    }
    contents = bullets(_entry(title, text) for title, text in sections.items())
    return page([heading(1, _TITLE), _INTRO, contents, *sections.values()])


def _entry(title: str, text: str) -> str:
    """A section in the contents, with the links to its parts."""
    parts = [line.removeprefix("### ") for line in text.splitlines() if line.startswith("### ")]
    return ": ".join([link(title), ", ".join(map(link, parts))] if parts else [link(title)])
