"""The first page: how things stand, what needs somebody, and whose rules these are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rulec.diagnostics import CODES, Severity
from rulec.ir import Profile
from rulec.pexip import SCRIPT_WARNING_CHARACTERS
from rulec.report.html.book import Book
from rulec.report.html.markup import Element, el
from rulec.report.html.pieces import POLICIES, badge, bar, counted, filtered, heads, percent_of


def overview(book: Book) -> list[object]:
    """The overview without its heading."""
    return [
        _verdict(book),
        el("dl", _figures(book), class_="figures"),
        el("h3", "What needs attention"),
        _attention(book),
        el("h3", "Profiles and their scripts"),
        _profiles(book),
        _owners(book),
    ]


def _verdict(book: Book) -> Element:
    """Whether the scripts can be built and trusted, in a sentence."""
    run = book.facts.run
    failed = 0 if run is None else len(run.failed)
    if book.errors:
        word, kind = counted(len(book.errors), "error"), "error"
        told = f"The rules have {word}. No script can be built until they are put right."
        told += " What could be read of the rules stands below."
    elif failed:
        told = f"The rules can be built, but {counted(failed, 'test')} failed: "
        told, kind = f"{told}they do not do what somebody expects.", "error"
    elif not book.facts.scripts:
        told, kind = "There are no rules yet.", "warning"
    elif book.warnings:
        word = counted(len(book.warnings), "warning")
        told, kind = f"The rules have no errors. {word[0].upper()}{word[1:]} should be read.", ""
        kind = "warning"
    else:
        told, kind = "The rules have no errors and no warnings, and every script fits.", "fine"
    if not book.errors and not failed and run is not None and run.results:
        told += f" All {counted(len(run.results), 'test')} passed."
    words = {"error": "Not in order", "warning": "Worth a look", "fine": "In order"}
    return el("p", badge(kind, words[kind]), " ", told, class_=f"verdict {kind}")


def _figures(book: Book) -> Iterator[Element]:
    """The numbers that people ask for, each with a link to where it comes from."""
    facts = book.facts
    yield _figure("Profiles", f"{len(facts.project.profiles):,}", "#sizes")
    yield _figure("Rule sets", f"{len(book.sections):,}", "#rules")
    yield _figure("Rules", f"{book.rules:,}", "#rules")
    yield _figure("Errors", f"{len(book.errors):,}", "#findings", "error" if book.errors else "")
    kind = "warning" if book.warnings else ""
    yield _figure("Warnings", f"{len(book.warnings):,}", "#findings", kind)
    if facts.run is None:
        return
    passed = len(facts.run.results) - len(facts.run.failed)
    kind = "error" if facts.run.failed else ""
    every = len(facts.run.results)
    yield _figure("Tests passed", f"{passed:,} of {every:,}" if every else "none", "#tests", kind)
    coverage = facts.run.coverage
    yield _figure("Rules tested", f"{coverage.rules.percent} %", "#tests")
    yield _figure("Condition outcomes tested", f"{coverage.conditions.percent} %", "#tests")


def _figure(name: str, value: str, target: str, kind: str = "") -> Element:
    number = el("dd", el("a", value, href=target))
    return el("div", el("dt", name), number, class_=f"figure {kind}".strip())


def _attention(book: Book) -> Element:
    items = list(_items(book))
    if not items:
        return el("p", "Nothing.")
    return el("ul", [el("li", item) for item in items], class_="attention")


def _items(book: Book) -> Iterator[list[object]]:
    kinds = Counter(problem.code.id for problem in book.facts.problems)
    for severity in Severity:
        for id_, count in sorted(kinds.items(), key=lambda one: (-one[1], one[0])):
            code = CODES[id_]
            if code.severity is severity:
                where = filtered(counted(count, severity.value), kind=code.name)
                yield [badge(severity.value, ""), where, f": {code.headline}"]
    for spent in book.facts.scripts:
        if spent.script.size > SCRIPT_WARNING_CHARACTERS:
            where = el("a", "Script sizes", href="#sizes")
            told = f"{spent.profile.name}, {POLICIES[spent.script.policy]}: {percent_of(spent)}"
            yield [badge("warning", ""), where, f": nearly full: {told}"]
    run = book.facts.run
    if run is not None and run.failed:
        where = el("a", counted(len(run.failed), "test"), href="#tests")
        yield [badge("error", ""), where, " failed"]
    untested = [entry for entry in book.entries if entry.untested]
    if untested:
        where = filtered(counted(len(untested), "rule"), untested="1")
        yield [badge("untested", ""), where, " applied in no test"]
    missing = sum(len(section.missing) for section in book.sections)
    if missing:
        told = f"{counted(missing, 'rule')} switched off, or not readable: not in this report"
        yield [badge("warning", ""), told]
    for reason, number in book.facts.undecided:
        told = f"Nothing is said on {counted(number, 'question')} about these rules: {reason}"
        yield [badge("untested", ""), told]


def _profiles(book: Book) -> Element:
    head = heads("Profile", "Runs at", "Policy", "Rules#", "Script", "Full#")
    rows = [row for profile in book.facts.project.profiles for row in _profile(book, profile)]
    return el(
        "div",
        el(
            "table",
            el("caption", "Each profile has one script for each policy", class_="unseen"),
            head,
            el("tbody", rows),
            class_="grid",
        ),
        class_="wide",
    )


def _profile(book: Book, profile: Profile) -> Iterator[Element]:
    where = ", ".join(profile.assigned_to) or "any location"
    for number, policy in enumerate(profile.policies):
        spent = book.spent(profile.name, policy)
        rules = sum(len(rules.rules) for rules in profile.sets(policy))
        span = len(profile.policies)
        first = (
            el("th", profile.name, scope="rowgroup", rowspan=span),
            el("td", where, rowspan=span),
        )
        yield el(
            "tr",
            first if number == 0 else None,
            el("td", filtered(POLICIES[policy], profile=profile.name, policy=policy.value)),
            el("td", f"{rules:,}", class_="number"),
            el("td", "not built" if spent is None else bar(spent), class_="bars"),
            el("td", "" if spent is None else percent_of(spent), class_="number"),
        )


def _owners(book: Book) -> list[object]:
    """Who owns how many rules."""
    if not book.owners:
        return []
    owner = book.owner_of
    rules = Counter(owner(entry) for entry in book.entries if entry.rules)
    found = Counter(owner(entry) for entry in book.entries for _ in entry.problems)
    untested = Counter(owner(entry) for entry in book.entries if entry.untested)
    head = heads("Owner", "Rules#", "Findings#", "Untested#")
    tested = book.facts.run is not None
    names = [*book.owners, *([""] if rules[""] else [])]
    rows = [
        el(
            "tr",
            el("th", _owner(name), scope="row"),
            [el("td", f"{each[name]:,}", class_="number") for each in (rules, found)],
            el("td", f"{untested[name]:,}" if tested else "not run", class_="number"),
        )
        for name in names
    ]
    table = el(
        "table",
        el("caption", "Rules, findings and untested rules of each owner", class_="unseen"),
        head,
        el("tbody", rows),
        class_="grid",
    )
    return [el("h3", "Owners"), el("div", table, class_="wide")]


def _owner(name: str) -> object:
    return filtered(name, owner=name) if name else "nobody named"
