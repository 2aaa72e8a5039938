"""The tests, what became of them, and what none of them tried."""

from __future__ import annotations

from collections.abc import Mapping

from rulec.report.coverage import Words, coverage_json
from rulec.report.html.book import Book
from rulec.report.html.markup import Element, el, message
from rulec.report.html.pieces import POLICIES, badge, heads, joined, link, place
from rulec.report.secrets import Veil
from rulec.report.tested import result_text
from rulec.testing import Share, TestResult, TestRun

#: Entries of the list of what no test tried.
_MOST_UNTRIED = 300
_MOST_RULES = 12


def tested(book: Book, veil: Veil) -> list[object]:
    """The view without its heading."""
    run = book.facts.run
    if run is None:
        return [el("p", "No test was run: the rules have errors.")]
    coverage = run.coverage
    return [
        el(
            "dl",
            _share("Rules that applied in a test", coverage.rules),
            _share("Outcomes of conditions that were tried", coverage.conditions),
            class_="figures",
        ),
        _failures(run),
        el("h3", "All tests"),
        _table(book, run),
        el("h3", "What no test tried"),
        _untried(book, run, veil),
    ]


def _share(name: str, share: Share) -> Element:
    told = f"{share.covered:,} of {share.total:,} ({share.percent} %)"
    return el("div", el("dt", name), el("dd", told), class_="figure")


def _failures(run: TestRun) -> list[object]:
    if not run.failed:
        return []
    return [
        el("h3", "Tests that failed"),
        [
            el(
                "div",
                el("p", badge("error", "Failed"), " ", result.case.name, class_="says"),
                el("p", place(result.case.span), class_="meta"),
                el("ul", [el("li", line) for line in result_text(result).split("\n")]),
                class_="finding error",
            )
            for result in run.failed
        ],
    ]


def _table(book: Book, run: TestRun) -> Element:
    if not run.results:
        return el("p", "There are no tests.")
    rows = [_test(book, number, result) for number, result in enumerate(run.results)]
    table = el(
        "table",
        el("caption", "All tests", class_="unseen"),
        heads("Nr.#", "Test", "Policy", "Ran in", "Result", "Rules that applied"),
        el("tbody", rows),
        class_="grid tests",
    )
    return el("div", table, class_="wide")


def _test(book: Book, number: int, result: TestResult) -> Element:
    case = result.case
    applied = book.tests_of.get(number, ())
    links: list[object] = [link(entry) for entry in applied[:_MOST_RULES]]
    links += [f"{len(applied) - _MOST_RULES:,} more"] if len(applied) > _MOST_RULES else []
    return el(
        "tr",
        el("td", str(number + 1), class_="number"),
        el("th", case.name, " ", place(case.span), scope="row"),
        el("td", POLICIES[case.policy]),
        el("td", ", ".join(result.profiles) or "nowhere"),
        el("td", "passed" if result.passed else badge("error", "failed")),
        el("td", joined(links) if links else "none"),
        id=f"test/{number + 1}",
    )


def _untried(book: Book, run: TestRun, veil: Veil) -> list[object]:
    found = coverage_json(run.coverage, Words(veil))["uncovered"]
    entries = [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
    if not entries:
        return [el("p", "Everything was tried: every rule, and every condition both ways.")]
    items = [el("li", _entry(book, one)) for one in entries[:_MOST_UNTRIED]]
    more = len(entries) - len(items)
    rest = el("p", f"{more:,} more; `rulec test --coverage` lists them.") if more else None
    return [el("ul", items, class_="untried"), rest]


def _entry(book: Book, one: Mapping[str, object]) -> list[object]:
    rule_set, id_ = str(one["rule_set"]), one["rule"]
    is_rule = one["kind"] in ("rule", "default")
    entry = book.by_name.get((rule_set, str(id_ or "default")))
    known = entry is not None and (id_ is not None or is_rule)
    name = link(entry) if known and entry is not None else el("b", rule_set)
    return [name, ": ", message(str(one["told"]))]
