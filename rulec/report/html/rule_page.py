"""The page of one rule: what it does to whom, who answers for it, and what shows it."""

from __future__ import annotations

from collections.abc import Iterator

from rulec.findings import Exhibit, Shared
from rulec.ir import Rule
from rulec.report.html.book import Book
from rulec.report.html.entries import Entry, Section
from rulec.report.html.findings import brief
from rulec.report.html.markup import Element, el, message
from rulec.report.html.pieces import (
    POLICIES,
    answer,
    badge,
    call,
    counted,
    heads,
    joined,
    like,
    lines,
    link,
    place,
    witness,
)
from rulec.report.secrets import Veil
from rulec.report.words import condition_lines, effect_lines, sentence
from rulec.report.words.callers import dates_words
from rulec.report.words.deeds import value_words
from rulec.testing import RuleCoverage

#: Rows of a table, tests, and rules that share calls: as many are listed.
MOST_ROWS = 200
MOST_TESTS = 50
MOST_SHARED = 3
MOST_BEHIND = 12


class Pages:
    """The pages of all rules."""

    def __init__(self, book: Book, veil: Veil) -> None:
        self._book = book
        self._veil = veil

    def all(self) -> Iterator[Element]:
        """A page for each rule and default."""
        for section in self._book.sections:
            for entry in section.entries:
                yield self._page(section, entry)

    def _page(self, section: Section, entry: Entry) -> Element:
        rule = entry.rule
        return el(
            "article",
            el("h2", entry.id),
            el("p", message(rule.description)) if rule is not None and rule.description else None,
            el("p", sentence(entry.rule_set, rule), self._more_rows(entry), class_="sentence"),
            el("dl", self._facts(section, entry)),
            self._conditions(entry),
            self._example(entry),
            self._shared(entry),
            self._rows(entry),
            self._findings(entry),
            id=entry.anchor,
        )

    # --- Facts ------------------------------------------------------------------------------------

    def _more_rows(self, entry: Entry) -> str:
        more = len(entry.rules) - 1
        return f" That is the first of {more + 1:,} rows of a table." if more > 0 else ""

    def _facts(self, section: Section, entry: Entry) -> Iterator[list[Element]]:
        yield _fact("Owner", self._book.owner_of(entry) or "nobody named")
        yield _fact("File", place(entry.span))
        where = el("a", entry.rule_set.name, href=f"#{section.anchor}")
        policy = f" ({POLICIES[entry.rule_set.policy]})"
        yield _fact("Rule set", [where, policy, self._place(section, entry)])
        yield _fact("Profiles", self._profiles(entry))
        if entry.days:
            yield _fact("Valid", "; ".join(dates_words(d.first, d.last) for d in entry.days))
        lets = [[el("code", one.name), f" = {value_words(one.value)}"] for one in entry.lets()]
        if lets:
            yield _fact("Computed", joined(lets, "; "))
        if entry.sizes:
            sizes = [
                f"{taken:,} of {spent.script.size:,} in {spent.profile.name}"
                for spent, taken in entry.sizes
            ]
            yield _fact("Script size", ", ".join(sizes))
        if self._book.facts.run is not None and entry.coverage is not None:
            yield _fact("Tests", self._tests(entry.coverage))

    def _place(self, section: Section, entry: Entry) -> str:
        if not entry.rules:
            return ", when none of its rules applied"
        count = sum(bool(other.rules) for other in section.entries)
        how = "the first match applies" if entry.rule_set.first_match else "every match applies"
        return f", {entry.number} of {count}; {how}"

    def _profiles(self, entry: Entry) -> str:
        told = ", ".join(entry.profiles) or "none"
        if entry.lacking:
            told += f" (left out of {', '.join(entry.lacking)}: it cannot apply where these run)"
        return told

    def _conditions(self, entry: Entry) -> Element:
        rule = entry.rule
        effects = entry.rule_set.default if rule is None else rule.effects
        of_set = condition_lines(entry.rule_set.when)
        own = () if rule is None else condition_lines(rule.when)
        more = [el("p", "and, for the whole rule set:", class_="meta"), lines(of_set)]
        return el(
            "div",
            el(
                "div",
                el("h3", "When"),
                lines(own, "every call that comes to it"),
                more if of_set else None,
            ),
            el("div", el("h3", "Then"), lines(effect_lines(effects))),
            class_="pair",
        )

    # --- What shows it ----------------------------------------------------------------------------

    def _example(self, entry: Entry) -> list[object]:
        if not entry.exhibits:
            return []
        every = [exhibit for _, exhibit in entry.exhibits]
        exhibit = next((one for one in every if one.example is entry.example), every[0])
        return [el("h3", "A call that it decides"), *self._shows(entry, exhibit)]

    def _shows(self, entry: Entry, exhibit: Exhibit) -> list[object]:
        if exhibit.example is not None:
            told = answer(exhibit.example, self._veil)
            return [
                el("p", call(witness(exhibit.example, self._veil))),
                el("p", f"In {entry.profile} it gets: ", el("code", told), class_="meta"),
            ]
        if exhibit.unknown:
            return [el("p", f"It is not known whether there is one: {exhibit.unknown}.")]
        if not exhibit.hidden_by:
            return [el("p", "There is none: no call meets its conditions.")]
        taken = [self._named(name) for name in exhibit.hidden_by[:MOST_SHARED]]
        return [el("p", "There is none: every call is taken before by ", joined(taken), ".")]

    def _named(self, name: str, rule_set: str = "") -> object:
        """A link to a rule by the name that decisions have for it."""
        of_set, _, id_ = (rule_set, "", name) if rule_set else name.rpartition("/")
        entry = self._book.by_name.get((of_set, id_))
        return name if entry is None else link(entry, id_)

    def _shared(self, entry: Entry) -> list[object]:
        """Rules that want the same calls; the page of the later one of two shows a call."""
        if not entry.exhibits or entry.rule is None:
            return []
        every = [(rule, one) for rule, exhibit in entry.exhibits for one in exhibit.shared]
        before = [(rule, one) for rule, one in every if one.earlier]
        after = dict.fromkeys(one.other for _, one in every if not one.earlier)
        apart = sum(exhibit.apart for _, exhibit in entry.exhibits)
        unseen = sum(exhibit.unseen for _, exhibit in entry.exhibits)
        items = [el("li", self._shares(entry, *one)) for one in before[:MOST_SHARED]]
        more = len(before) - len(items)
        notes = [
            *([f"{counted(more, 'earlier one')} not listed"] if more else []),
            *([f"{apart:,} share none"] if apart else []),
            *([f"{unseen:,} not looked at"] if unseen else []),
        ]
        others = "Of all pairs with one of its rows" if len(entry.rules) > 1 else "Of the others"
        made: list[object] = [el("h3", "Rules that want the same calls")]
        made += [el("ul", items)] if items else []
        made += [self._behind(entry, list(after))] if after else []
        made += [] if every else [el("p", "None was found.")]
        made += [el("p", f"{others}: {'; '.join(notes)}.", class_="meta")] if notes else []
        return made

    def _shares(self, entry: Entry, rule: Rule | None, one: Shared) -> list[object]:
        """An earlier rule that wants the same calls."""
        verb = "takes first" if entry.rule_set.first_match else "applies too"
        row = f" (row {rule.id})" if rule is not None and len(entry.rules) > 1 else ""
        shown, example = witness(one.shown, self._veil), entry.example
        call_ = [call(shown)] if example is None else like(shown, witness(example, self._veil))
        return [self._named(one.other, entry.rule_set.name), f" {verb}{row}: ", call_]

    def _behind(self, entry: Entry, names: list[str]) -> Element:
        links = [self._named(name, entry.rule_set.name) for name in names[:MOST_BEHIND]]
        links += [f"{len(names) - MOST_BEHIND:,} more"] if len(names) > MOST_BEHIND else []
        first = entry.rule_set.first_match
        word = "Later, for what this one leaves: " if first else "Later, for some calls as well: "
        return el("p", word, joined(links))

    # --- Rows, tests, findings --------------------------------------------------------------------

    def _rows(self, entry: Entry) -> Element | None:
        if not entry.is_table:
            return None
        rows = [
            el(
                "tr",
                el("th", rule.id, scope="row"),
                el("td", lines(condition_lines(rule.when), "every call")),
                el("td", lines(effect_lines(rule.effects))),
                el("td", place(rule.row)),
            )
            for rule in entry.rules[:MOST_ROWS]
        ]
        more = len(entry.rules) - MOST_ROWS
        return el(
            "details",
            el("summary", f"Rows of the table ({len(entry.rules):,})"),
            el(
                "table",
                el("caption", f"Rows of {entry.id}", class_="unseen"),
                heads("Row", "When", "Then", "Written in"),
                el("tbody", rows),
                class_="grid",
            ),
            el("p", f"{counted(more, 'more row')} not listed.", class_="meta")
            if more > 0
            else None,
        )

    def _tests(self, coverage: RuleCoverage) -> list[object]:
        run = self._book.facts.run
        numbers = coverage.applied_in if run is not None else ()
        links: list[object] = [
            el("a", run.results[number].case.name, href=f"#test/{number + 1}")
            for number in numbers[:MOST_TESTS]
            if run is not None
        ]
        more = len(numbers) - len(links)
        links += [counted(more, "more test")] if more else []
        return joined(links, "; ") if links else [badge("untested", "it applied in none")]

    def _findings(self, entry: Entry) -> list[object]:
        if not entry.problems and not entry.mentions:
            return []
        mentions = [
            el("li", el("a", f"finding {n + 1}", href=f"#finding/{n + 1}")) for n in entry.mentions
        ]
        made: list[object] = [el("h3", "Findings")]
        made += [brief(self._book, number) for number in entry.problems]
        if mentions:
            made += [el("p", "Findings about others that mention it:"), el("ul", mentions)]
        return made


def _fact(name: str, value: object) -> list[Element]:
    return [el("dt", name), el("dd", value)]
