"""The whole page."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from rulec.report.html.book import Book
from rulec.report.html.facts import Facts
from rulec.report.html.findings import findings
from rulec.report.html.markup import Element, el, html
from rulec.report.html.overview import overview
from rulec.report.html.rule_page import Pages
from rulec.report.html.sizes import sizes
from rulec.report.html.tables import tables
from rulec.report.html.tested import tested
from rulec.report.secrets import veil_of
from rulec.version import VERSION

#: How a report begins, by which a later one knows that it may replace it.
START = (
    '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
    '<meta name="generator" content="rulec'
)

#: The views in their order, by the names of their places.
_VIEWS = {
    "overview": "Overview",
    "rules": "Rules",
    "findings": "Findings",
    "sizes": "Script sizes",
    "tests": "Tests",
}


def document(facts: Facts) -> str:
    """The report as one HTML document, the same for the same facts.

    PINs and passcodes are hidden, and secrets from the environment are in none of it.
    """
    book = Book(facts)
    veil = veil_of(found.rules for found in facts.project.rule_sets)
    veil = replace(veil, texts=veil.texts | facts.secrets)
    views: dict[str, Sequence[object]] = {
        "overview": overview(book),
        "rules": tables(book),
        "findings": findings(book),
        "sizes": sizes(book),
        "tests": tested(book, veil),
    }
    main = el(
        "main",
        [_view(name, views[name]) for name in _VIEWS],
        el("section", list(Pages(book, veil).all()), id="pages", aria_label="Rules one by one"),
        id="main",
    )
    title = html(f"Call policy: {facts.folder}", veil.text)
    body = html([_skip(), _header(facts), main, _footer(facts)], veil.text)
    early, late, style = _asset("early.js"), _asset("report.js"), _asset("report.css")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(early)} {_hash(late)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        f'{START} {VERSION}">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n"
        f"<style>{style}</style>\n<script>{early}</script>\n"
        f"<body>{body}<script>{late}</script>\n"
    )


@cache
def _asset(name: str) -> str:
    return resources.files("rulec.report.html").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """How a policy names a script or a style that may act."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _skip() -> Element:
    return el("a", "Skip to the content", href="#main", class_="skip")


def _header(facts: Facts) -> Element:
    links = [el("a", title, href=f"#{name}", data_view=name) for name, title in _VIEWS.items()]
    search = el(
        "label",
        el("span", "Search", class_="unseen"),
        el(
            "input",
            type="search",
            id="search",
            placeholder="Search ( / )",
            autocomplete="off",
            spellcheck="false",
            aria_keyshortcuts="/",
        ),
    )
    return el(
        "header",
        el("h1", "Call policy of ", el("b", facts.folder)),
        el("nav", links, aria_label="Views"),
        el(
            "div",
            search,
            el("button", "Theme: system", type="button", id="theme"),
            el("button", "All on one page", type="button", id="whole"),
            class_="scripted tools",
        ),
    )


def _view(name: str, content: Sequence[object]) -> Element:
    return el(
        "section", el("h2", _VIEWS[name]), content, id=name, class_="view", aria_label=_VIEWS[name]
    )


def _footer(facts: Facts) -> Element:
    day = f", days judged by {facts.today.isoformat()}" if facts.today else ""
    return el(
        "footer", el("p", f"Made by rulec {VERSION} from {facts.folder}, {facts.digest}{day}.")
    )
