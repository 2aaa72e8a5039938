"""What is wrong with the rules, with the calls that show it."""

from __future__ import annotations

from collections.abc import Sequence

from rulec.diagnostics import Problem, Related
from rulec.report.html.book import Book
from rulec.report.html.markup import Element, el, message
from rulec.report.html.pieces import badge, call, counted, joined, link, place
from rulec.report.pins import source_line
from rulec.source import Span

#: Findings that are shown; the others of a badly broken folder are counted.
MOST_FINDINGS = 500
#: Characters of a source line.
_LONGEST_LINE = 160


def findings(book: Book) -> list[object]:
    """The view without its heading: errors first, then warnings, each by file and line."""
    problems = book.facts.problems
    if not problems:
        return [el("p", "There are none.")]
    order = sorted(range(len(problems)), key=lambda number: not problems[number].is_error)
    more = len(order) - MOST_FINDINGS
    told = f"{counted(more, 'more finding')}; `rulec check` shows them."
    rest = el("p", message(told)) if more > 0 else None
    return [_kinds(problems), [finding(book, number) for number in order[:MOST_FINDINGS]], rest]


def _kinds(problems: Sequence[Problem]) -> Element:
    """What narrows the findings down; scripts do it, so that it is there only with them."""
    names = sorted({problem.code.name for problem in problems})
    options = [el("option", "any", value=True), *(el("option", n, value=n) for n in names)]
    return el(
        "form",
        el("label", "Kind ", el("select", options, name="kind")),
        el("button", "Clear", type="reset"),
        el("output", aria_live="polite"),
        id="kinds",
        class_="scripted filters",
        aria_label="Filter the findings",
    )


def finding(book: Book, number: int) -> Element:
    """A finding, with the rule that it is about and the call that shows it."""
    problem = book.facts.problems[number]
    rule = book.about.get(number)
    about = [] if rule is None else [link(rule)]
    code = f"{problem.code.id} {problem.code.name}"
    return el(
        "div",
        _says(problem),
        el("p", joined([*about, place(problem.span), code], " · "), class_="meta"),
        _source(problem.span),
        _hint(problem),
        el("ul", [el("li", _related(one)) for one in problem.related]) if problem.related else None,
        el("p", el("b", "A call that shows it: "), call(problem.call)) if problem.call else None,
        class_=f"finding {problem.code.severity}",
        id=f"finding/{number + 1}",
        data_kind=problem.code.name,
    )


def brief(book: Book, number: int) -> Element:
    """A finding on the page of the rule that it is about."""
    problem = book.facts.problems[number]
    more = el("a", "more about it", href=f"#finding/{number + 1}")
    return el(
        "div",
        _says(problem),
        _hint(problem),
        el("p", more) if number < MOST_FINDINGS else None,
        class_=f"finding {problem.code.severity}",
    )


def _says(problem: Problem) -> Element:
    kind = problem.code.severity.value
    return el("p", badge(kind, kind.capitalize()), " ", message(problem.message), class_="says")


def _hint(problem: Problem) -> Element | None:
    if not problem.hint:
        return None
    return el("p", el("b", "What to do: "), message(problem.hint))


def _source(span: Span | None) -> Element | None:
    line = "" if span is None else source_line(span).strip()
    # Of a rule by its id there is nothing to see.
    is_id = line.removeprefix("- ").startswith("id:")
    return el("pre", el("code", line[:_LONGEST_LINE])) if line and not is_id else None


def _related(related: Related) -> list[object]:
    return [place(related.span), " ", message(related.message)]
