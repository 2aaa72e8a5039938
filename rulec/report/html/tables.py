"""The decision tables: the rule sets in the order in which they apply, a row for each rule."""

from __future__ import annotations

from collections.abc import Iterator

from rulec.pexip import Policy
from rulec.report.html.book import Book
from rulec.report.html.entries import Entry, Section
from rulec.report.html.markup import Element, el, message
from rulec.report.html.pieces import POLICIES, badge, counted, heads, joined, lines, link
from rulec.report.words import condition_lines, effect_lines
from rulec.report.words.callers import dates_words

_HEAD = heads("Nr.#", "Rule", "When", "Then", "Owner", "Valid", "Tests", "Findings")


def tables(book: Book) -> list[object]:
    """The view without its heading."""
    made: list[object] = [_filters(book), _orders(book)]
    for policy in Policy:
        sections = [one for one in book.sections if one.rule_set.policy is policy]
        if sections:
            made.append(
                el(
                    "section",
                    el("h3", POLICIES[policy], id=f"policy/{policy}"),
                    [_section(book, section) for section in sections],
                    class_="policy",
                    data_policy=policy.value,
                )
            )
    made.append(el("p", "No rule is like that.", id="nothing", hidden=True))
    return made


def _filters(book: Book) -> Element:
    """What narrows the tables down; scripts do it, so that it is there only with them."""
    names = [profile.name for profile in book.facts.project.profiles]
    policies = [(p.value, POLICIES[p]) for p in Policy if any(_of(book, p))]
    return el(
        "form",
        _select("profile", "Profile", [(name, name) for name in names]),
        _select("policy", "Policy", policies),
        _select("owner", "Owner", [(name, name) for name in book.owners]),
        _select("field", "Mentions field", [(name, name) for name in book.fields]),
        _box("findings", "with findings"),
        _box("untested", "untested"),
        el("button", "Clear", type="reset"),
        el("output", id="shown", aria_live="polite"),
        id="filters",
        class_="scripted",
        aria_label="Filter the rules",
    )


def _of(book: Book, policy: Policy) -> Iterator[Section]:
    return (section for section in book.sections if section.rule_set.policy is policy)


def _select(name: str, label: str, options: list[tuple[str, str]]) -> Element | None:
    if not options:
        return None
    every = [el("option", "any", value=True), *(el("option", t, value=v) for v, t in options)]
    return el("label", f"{label} ", el("select", every, name=name))


def _box(name: str, label: str) -> Element:
    return el("label", el("input", type="checkbox", name=name, value="1"), f" {label}")


def _orders(book: Book) -> Element:
    """In which order the rule sets of each profile apply."""
    rows = []
    for profile in book.facts.project.profiles:
        for policy in profile.policies:
            names = {rules.name for rules in profile.sets(policy)}
            by_name = {s.rule_set.name: s for s in book.sections if s.rule_set.name in names}
            sets = [
                el("a", rules.name, href=f"#{by_name[rules.name].anchor}")
                for rules in profile.sets(policy)
            ]
            told = [f"{profile.name}, {POLICIES[policy]}: ", joined(sets, ", then ")]
            rows.append(el("li", told))
    head = el("summary", "In which order rule sets apply")
    return el("details", head, el("ul", rows), class_="orders", open=len(rows) < 8)


def _section(book: Book, section: Section) -> Element:
    rules = section.rule_set
    when = condition_lines(rules.when)
    match = "the first rule that matches" if rules.first_match else "every rule that matches"
    places = [f"{number} of {of} in {name}" for name, number, of in section.places]
    told = f"{match} applies; {', '.join(places) or 'in no profile'}"
    order = " ".join(f"{name}:{number}" for name, number, _ in section.places)
    table = el(
        "table",
        el("caption", f"Rules of {rules.name}, in their order", class_="unseen"),
        _HEAD,
        el("tbody", [_row(book, entry) for entry in section.entries]),
        class_="rules",
    )
    missing = ", ".join(section.missing[:20])
    return el(
        "section",
        el("h4", el("a", rules.name, href=f"#{section.anchor}")),
        el("p", message(section.description)) if section.description else None,
        el("p", el("code", section.path), f" · {told}", class_="meta"),
        el("div", "For calls that meet:", lines(when), class_="set-when") if when else None,
        el("p", f"Switched off, or not readable: {missing}", class_="meta") if missing else None,
        table,
        id=section.anchor,
        class_="set",
        data_order=order,
    )


def _row(book: Book, entry: Entry) -> Element:
    rule = entry.rule
    effects = entry.rule_set.default if rule is None else rule.effects
    when = () if rule is None else condition_lines(rule.when)
    empty = "every call" if rule is not None else "no rule of the set applied"
    count = len(entry.rules)
    more = counted(count - 1, "more row") if count > 1 else ""
    rows = [el("p", f"and {more} of the table", class_="meta")] if more else []
    return el(
        "tr",
        el("td", str(entry.number)),
        el("th", link(entry), _description(entry), scope="row"),
        el("td", lines(when, empty), rows),
        el("td", lines(effect_lines(effects)), rows),
        el("td", book.owner_of(entry)),
        el("td", _valid(entry)),
        el("td", _tests(entry)),
        el("td", _findings(book, entry)),
        data_owner=book.owner_of(entry),
        data_lacking=" ".join(entry.lacking),
        data_fields=" ".join(str(book.fields.index(name)) for name in book.fields_of[entry]),
    )


def _description(entry: Entry) -> Element | None:
    text = "" if entry.rule is None else entry.rule.description
    return el("p", message(text)) if text else None


def _valid(entry: Entry) -> str:
    return "; ".join(dates_words(one.first, one.last) for one in entry.days)


def _tests(entry: Entry) -> object:
    coverage = entry.coverage
    if coverage is None:
        return None
    if not coverage.covered:
        return badge("untested", "none")
    if coverage.rows is not None:
        return f"{coverage.tests:,} ({coverage.rows_applied:,} of {coverage.rows:,} rows)"
    return f"{coverage.tests:,}"


def _findings(book: Book, entry: Entry) -> object:
    problems = [book.facts.problems[number] for number in entry.problems]
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    made = [badge("error", counted(errors, "error"))] if errors else []
    made += [badge("warning", counted(warnings, "warning"))] if warnings else []
    return joined(made, " ")
