"""The rules as the report shows them: each as it is written, with all that is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from rulec.findings import Exhibit, Shown
from rulec.ir import All, Condition, DateRange, Rule, RuleSet
from rulec.ir.values import FieldRead, LetRead, PartRead
from rulec.ir.walk import walk
from rulec.records import dataclass
from rulec.report.conditions import path_name
from rulec.report.ledger import Spent
from rulec.source import Span
from rulec.testing import RuleCoverage

#: What an anchor may hold as it is; anything else is spelled out between tildes.
_ODD = re.compile(r"[^A-Za-z0-9./_-]")


def anchor(kind: str, *names: str) -> str:
    """A name for a place in the page, the same for the same names and for no others."""
    spelled = (_ODD.sub(lambda odd: f"~{ord(odd[0]):x}~", name) for name in names)
    return "/".join([kind, *spelled])


@dataclass(frozen=True, eq=False)
class Entry:
    """A rule as it is written, with all rows where it has a table, or the `default` of a set."""

    #: The place of its page.
    anchor: str
    rule_set: RuleSet
    #: The rule; more than one are rows of a table; none at all for the default.
    rules: tuple[Rule, ...]
    #: The place in the set, from 1.
    number: int
    span: Span | None
    #: The profiles whose scripts have it, and those that leave it out although they have its set.
    profiles: tuple[str, ...]
    lacking: tuple[str, ...]
    #: By number: what is wrong with it, and what mentions it.
    problems: list[int] = field(default_factory=list)
    mentions: list[int] = field(default_factory=list)
    #: What tests did to it; None where none were run.
    coverage: RuleCoverage | None = None
    #: A profile that has it, and what shows it there: of rows those that are there.
    profile: str = ""
    exhibits: tuple[tuple[Rule | None, Exhibit], ...] = ()
    #: What it takes of each script that has it.
    sizes: tuple[tuple[Spent, int], ...] = ()

    @property
    def rule(self) -> Rule | None:
        """The rule, or the first of its rows."""
        return self.rules[0] if self.rules else None

    @property
    def id(self) -> str:
        """The id as it is written, or `default`."""
        return self.rules[0].written_as if self.rules else "default"

    @property
    def is_table(self) -> bool:
        """Whether it is made from the rows of a table."""
        return bool(self.rules) and self.rules[0].row is not None

    @property
    def owner(self) -> str:
        """Who owns it; empty where nobody is named."""
        return self.rules[0].owner if self.rules else ""

    @property
    def example(self) -> Shown | None:
        """A call on which it applies; None where none is known."""
        every = (exhibit.example for _, exhibit in self.exhibits)
        return next((shown for shown in every if shown is not None), None)

    @property
    def untested(self) -> bool:
        """Whether tests were run and it applied in none."""
        return self.coverage is not None and not self.coverage.covered

    @property
    def days(self) -> tuple[DateRange, ...]:
        """The ranges of days to which it is limited as a whole."""
        return tuple(_days(self.rules[0].when)) if self.rules else ()

    def fields(self) -> tuple[str, ...]:
        """The fields that it asks about or reads, as rule files name them."""
        effects = [rule.effects for rule in self.rules] or [self.rule_set.default]
        conditions = [self.rule_set.when, *(rule.when for rule in self.rules)]
        found = {
            path_name(node.field.path)
            for node in walk((*conditions, *effects))
            if isinstance(node, FieldRead | PartRead)
        }
        return tuple(sorted(found))

    def lets(self) -> tuple[LetRead, ...]:
        """The named values that it uses, or that those use, each once; of rows the first's."""
        rule = self.rule
        own = self.rule_set.default if rule is None else (rule.when, rule.effects)
        nodes = walk((self.rule_set.when, own))
        found = {node.name: node for node in nodes if isinstance(node, LetRead)}
        return tuple(found[name] for name in sorted(found))


def _days(condition: Condition) -> Iterator[DateRange]:
    match condition:
        case All(conditions):
            for part in conditions:
                yield from _days(part)
        case DateRange():
            yield condition
        case _:
            return


@dataclass(frozen=True, eq=False)
class Section:
    """A rule set with its rules, as they are written."""

    anchor: str
    #: The path of its file, from where the reader stands.
    path: str
    rule_set: RuleSet
    description: str
    entries: tuple[Entry, ...]
    #: The ids of rules that are switched off or that could not be read.
    missing: tuple[str, ...]
    #: The profiles that have it, each with the set's place among those of its policy, from 1, and
    #: how many these are.
    places: tuple[tuple[str, int, int], ...]
    #: By number: what is wrong with it and with none of its rules.
    problems: list[int] = field(default_factory=list)
