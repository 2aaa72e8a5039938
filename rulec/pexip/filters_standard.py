"""The standard Jinja filters that Pexip leaves enabled, and what became of the others.

Meanings are those of stock Jinja 2.10.3 and 3.1.6 for text that is not empty, which agree wherever
a filter is offered.
"""

from __future__ import annotations

from collections.abc import Sequence

from rulec.pexip.rows import Filter, Parameter
from rulec.pexip.sources import JINJA_FILTERS
from rulec.pexip.types import ValueType


def _replace(text: str, old: str, new: str, count: int | None = None) -> str:
    return text.replace(old, new, -1 if count is None else count)


def _join(items: Sequence[str], separator: str = "") -> str:
    return separator.join(items)


STANDARD_FILTERS: tuple[Filter, ...] = (
    Filter(
        "abs",
        ValueType.INTEGER,
        ValueType.INTEGER,
        (),
        "The number without its sign.",
        "{bandwidth | abs}",
        "0",
        JINJA_FILTERS,
        refused="No field that Pexip sends is ever negative, so it changes nothing; leave it out.",
    ),
    Filter(
        "capitalize",
        ValueType.TEXT,
        ValueType.TEXT,
        (),
        "The first character in upper case, all others in lower case.",
        "{remote_display_name | capitalize}",
        "Bob t. user",
        JINJA_FILTERS,
        meaning=str.capitalize,
    ),
    Filter(
        "default",
        ValueType.TEXT,
        ValueType.TEXT,
        (
            Parameter("value", ValueType.TEXT),
            Parameter("boolean", ValueType.BOOLEAN, default=True, required=False, role="boolean"),
        ),
        "Another value where there is none. Missing, null and empty text all count as no value.",
        '{service_config.description | default("No description")}',
        "No description",
        JINJA_FILTERS,
    ),
    Filter(
        "first",
        ValueType.TEXT,
        ValueType.TEXT,
        (),
        "The first character.",
        "{remote_display_name | first}",
        "B",
        JINJA_FILTERS,
        meaning=lambda text: str(text[0]),
    ),
    Filter(
        "float",
        ValueType.TEXT,
        ValueType.INTEGER,
        (),
        "The text as a number with decimals.",
        '{["3.7"] | join | float}',
        "3.7",
        JINJA_FILTERS,
        refused="It turns the texts nan and inf into values that JSON does not have, which would"
        " make Pexip ignore the whole script.",
    ),
    Filter(
        "format",
        ValueType.TEXT,
        ValueType.TEXT,
        (Parameter("arguments", ValueType.TEXT),),
        "Puts values into a text with percent signs.",
        '{["%s-%d"] | join | format("a", 3)}',
        "a-3",
        JINJA_FILTERS,
        refused="It fails when a value does not fit its percent sign; write the template as text"
        " with {...} in it instead.",
    ),
    Filter(
        "int",
        ValueType.TEXT,
        ValueType.INTEGER,
        (Parameter("default", ValueType.INTEGER, default=0, required=False),),
        "The text as a whole number.",
        '{["0012"] | join | int}',
        "12",
        JINJA_FILTERS,
        refused="It takes 1e3, blanks and underscores for numbers, and fails on inf on older nodes,"
        " which would make Pexip ignore the whole script; test digits with `matches`.",
    ),
    Filter(
        "join",
        ValueType.TEXT_LIST,
        ValueType.TEXT,
        (Parameter("separator", ValueType.TEXT, default="", required=False),),
        "The items of a list in one text, with the separator between them. Items without a value"
        " are left out.",
        '{[remote_display_name, remote_alias] | join(" ")}',
        "Bob T. User bob@example.com",
        JINJA_FILTERS,
        meaning=_join,
    ),
    Filter(
        "last",
        ValueType.TEXT,
        ValueType.TEXT,
        (),
        "The last character.",
        "{remote_display_name | last}",
        "r",
        JINJA_FILTERS,
        meaning=lambda text: str(text[-1]),
    ),
    Filter(
        "length",
        ValueType.TEXT,
        ValueType.INTEGER,
        (),
        "How many characters the text has.",
        "{remote_alias | length}",
        "15",
        JINJA_FILTERS,
        meaning=len,
    ),
    Filter(
        "lower",
        ValueType.TEXT,
        ValueType.TEXT,
        (),
        "The text in lower case.",
        "{remote_display_name | lower}",
        "bob t. user",
        JINJA_FILTERS,
        meaning=str.lower,
    ),
    Filter(
        "range",
        ValueType.INTEGER,
        ValueType.TEXT_LIST,
        (),
        "The whole numbers between two numbers.",
        "range(1, 4)",
        "1, 2, 3",
        JINJA_FILTERS,
        refused="Pexip lists it as a filter, but Jinja has no such filter, and a script that uses"
        " one could not be loaded.",
    ),
    Filter(
        "replace",
        ValueType.TEXT,
        ValueType.TEXT,
        (
            Parameter("old", ValueType.TEXT),
            Parameter("new", ValueType.TEXT),
            Parameter("count", ValueType.INTEGER, required=False, role="count"),
        ),
        "The text with one piece replaced by another everywhere, or only the first count times."
        " The piece stands for itself; it is no pattern.",
        '{local_alias | replace("@example.com", "")}',
        "meet.alice.vmr",
        JINJA_FILTERS,
        meaning=_replace,
    ),
    Filter(
        "round",
        ValueType.INTEGER,
        ValueType.INTEGER,
        (),
        "The nearest whole number.",
        "2.5 | round",
        "2.0",
        JINJA_FILTERS,
        refused="No field that Pexip sends has decimals, and the result would have some.",
    ),
    Filter(
        "striptags",
        ValueType.TEXT,
        ValueType.TEXT,
        (),
        "The text without HTML tags.",
        '{["<b>a</b>  c"] | join | striptags}',
        "a c",
        JINJA_FILTERS,
        refused="It also decodes HTML entities and joins blanks, in ways that differ between"
        " releases; use pex_regex_replace.",
    ),
    Filter(
        "trim",
        ValueType.TEXT,
        ValueType.TEXT,
        (),
        "The text without blanks and line ends at its start and end.",
        "{remote_display_name | pex_head(4) | trim}",
        "Bob",
        JINJA_FILTERS,
        meaning=str.strip,
    ),
    Filter(
        "truncate",
        ValueType.TEXT,
        ValueType.TEXT,
        (Parameter("length", ValueType.INTEGER, role="count"),),
        "A shorter text that ends in dots.",
        '{["abcdefghijk"] | join | truncate(5)}',
        "ab...",
        JINJA_FILTERS,
        refused="It lets text through that is up to five characters too long, and adds dots to"
        " what it cuts; use pex_head.",
    ),
    Filter(
        "upper",
        ValueType.TEXT,
        ValueType.TEXT,
        (),
        "The text in upper case.",
        '{["b"] | join | upper}',
        "B",
        JINJA_FILTERS,
        refused="It makes some texts longer (ß becomes SS), so that limits no longer hold; use"
        " lower.",
    ),
)

#: Standard filters that Pexip disables, with the enabled filter that does the same, where there is
#: one.
DISABLED_FILTERS: dict[str, str] = {
    "attr": "",
    "batch": "",
    "center": "",
    "count": "length",
    "d": "default",
    "dictsort": "",
    "e": "",
    "escape": "",
    "filesizeformat": "",
    "forceescape": "",
    "groupby": "",
    "indent": "",
    "items": "",
    "list": "",
    "map": "",
    "max": "",
    "min": "",
    "pprint": "",
    "random": "",
    "reject": "",
    "rejectattr": "",
    "reverse": "pex_reverse",
    "safe": "",
    "select": "",
    "selectattr": "",
    "slice": "",
    "sort": "",
    "string": "",
    "sum": "",
    "title": "capitalize",
    "tojson": "",
    "unique": "",
    "urlencode": "",
    "urlize": "",
    "wordcount": "",
    "wordwrap": "",
    "xmlattr": "",
}
