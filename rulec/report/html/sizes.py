"""How full each script is, and what its characters are spent on."""

from __future__ import annotations

from rulec.report.html.book import Book
from rulec.report.html.markup import Element, el
from rulec.report.html.pieces import POLICIES, bar, counted, heads, percent_of, picture
from rulec.report.ledger import Spent, room_text

#: The largest rules that are named, and how many rows the other tables have.
_LARGEST = 10
_MOST = 50

_TITLES = {
    "rule_set": "Rule sets",
    "owner": "Owners",
    "table": "Tables",
    "rule": "Largest rules",
}


def sizes(book: Book) -> list[object]:
    """The view without its heading."""
    if not book.facts.scripts:
        return [el("p", "There are no scripts: the rules have errors, or there are none.")]
    head = heads("Profile", "Policy", "Size", "Characters#", "Full#", "Room")
    rows = [_script(spent) for spent in book.facts.scripts]
    told = (
        "The full width of a bar is what Pexip takes. A script counts its characters, or its bytes"
        " where these are more, and each line feed once more. The parts of a bar are its rule sets,"
        " the largest first, and then, lighter, what all rules share."
    )
    chart = el(
        "table",
        el("caption", "Script sizes against their limits", class_="unseen"),
        head,
        el("tbody", rows),
        class_="grid chart",
    )
    return [
        el("p", told),
        el("div", chart, class_="wide"),
        [_ledger(s) for s in book.facts.scripts],
    ]


def _script(spent: Spent) -> Element:
    return el(
        "tr",
        el("th", spent.profile.name, scope="row"),
        el("td", POLICIES[spent.script.policy]),
        el("td", bar(spent), class_="bars"),
        el("td", f"{spent.script.size:,} of {spent.profile.budget:,}", class_="number"),
        el("td", percent_of(spent), class_="number"),
        el("td", room_text(spent)),
    )


def _ledger(spent: Spent) -> Element:
    """What the characters of one script are spent on."""
    title = f"{spent.profile.name}, {POLICIES[spent.script.policy]}"
    told = f"{counted(len(spent.rules), 'rule')}, {spent.shared:,} characters shared by all"
    return el(
        "details",
        el("summary", f"{title}: what it is spent on"),
        el("p", f"Layout {spent.script.layout}; {told}: inputs, tables of signs, the answer."),
        el("div", [_table(spent, kind) for kind in _TITLES], class_="ledger"),
    )


def _table(spent: Spent, kind: str) -> Element | None:
    every = spent.by(kind)
    rows = every[: _LARGEST if kind == "rule" else _MOST]
    if not rows:
        return None
    body = [
        el(
            "tr",
            el("th", name, scope="row"),
            el("td", f"{count:,}", class_="number") if kind != "rule" else None,
            el("td", f"{taken:,}", class_="number"),
            el("td", picture([taken], spent.profile.budget), class_="bars"),
        )
        for name, count, taken in rows
    ]
    title = _TITLES[kind]
    more = len(every) - len(rows) if kind != "rule" else 0
    note = el("p", f"{more:,} more", class_="meta") if more else None
    table = el(
        "table",
        el("caption", title),
        heads("Name", *([] if kind == "rule" else ["Rules#"]), "Characters#", "Of the limit"),
        el("tbody", body),
        class_="grid",
    )
    return el("div", table, note)
