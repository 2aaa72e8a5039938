"""Where the facts of the page come from, numbered."""

from __future__ import annotations

from rulec.pexip import (
    CALL_FIELDS,
    FILTERS,
    FUNCTIONS,
    MEDIA_FIELDS,
    MEDIA_RESPONSE,
    NEW_ALIAS,
    PARTICIPANT_FIELDS,
    PARTICIPANT_RESPONSE,
    REJECT_REASON,
    SERVICE_TYPES,
    Filter,
    InputField,
    ResponseField,
)
from rulec.reference.markdown import heading, link, page, prose

TITLE = "Sources"

_Row = InputField | ResponseField | Filter


def _every_row() -> list[_Row]:
    inputs = (CALL_FIELDS, PARTICIPANT_FIELDS, MEDIA_FIELDS)
    answers = (PARTICIPANT_RESPONSE, MEDIA_RESPONSE)
    fields = [
        *(row for type_ in SERVICE_TYPES.values() for row in type_.fields),
        *(row for rows in answers for row in rows.values()),
        NEW_ALIAS,
        REJECT_REASON,
    ]
    return [
        *(row for rows in inputs for row in rows.values()),
        *(inner for row in fields for inner in _with_items(row)),
        *FILTERS.values(),
        *FUNCTIONS.values(),
    ]


def _with_items(row: ResponseField) -> list[ResponseField]:
    return [row, *(inner for item in row.items for inner in _with_items(item))]


_NUMBERS = {
    source: number
    for number, source in enumerate(dict.fromkeys(row.source for row in _every_row()), 1)
}


def source(row: _Row) -> str:
    """A reference to the source of a row; empty for a field that the project declares."""
    number = _NUMBERS.get(row.source)
    return "" if number is None else f"[({number})](#{TITLE.lower()})"


def sources() -> str:
    """The list of sources."""
    lines = [f"{number}. {prose(text)}" for text, number in _NUMBERS.items()]
    intro = (
        "Numbers in brackets stand for these. Where the catalogue and a node disagree, the node is"
        f" right; a field that is missing here can be declared under `fields`, see"
        f" {link('Project file')}."
    )
    return page([heading(2, TITLE), intro, "\n".join(lines)]).rstrip()
