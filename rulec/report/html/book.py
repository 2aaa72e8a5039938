"""The rules of a folder put together with everything that was found about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import groupby

from rulec.diagnostics import Problem
from rulec.findings import Exhibit
from rulec.ir import Rule, RuleSet
from rulec.pexip import Policy
from rulec.report.html.entries import Entry, Section, anchor
from rulec.report.html.facts import Facts
from rulec.report.html.places import Places
from rulec.report.ledger import Spent
from rulec.resolve.rule_sets import ResolvedSet
from rulec.syntax.nodes import Mapping as YamlMapping
from rulec.syntax.nodes import Scalar
from rulec.testing import RuleCoverage


class Book:
    """Everything that a report shows, in its order.

    Rule sets stand by policy, those of the first profile first, in the order in which they apply.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._ids = {
            (profile.name, rules.name): {rule.written_as for rule in rules.rules}
            | ({""} if rules.default else set())
            for profile in facts.project.profiles
            for rules in profile.rule_sets
        }
        run = facts.run
        self._coverage: Mapping[tuple[str, str | None], RuleCoverage] = (
            {}
            if run is None
            else {(s.name, rule.id): rule for s in run.coverage.sets for rule in s.rules}
        )
        self._anchors: Counter[str] = Counter()
        #: The rule that each problem is about, by the problem's number.
        self.about: dict[int, Entry] = {}
        nodes = {file.path: file.node for file in facts.files}
        self._owners = {
            found.name: _text(nodes.get(found.path), "owner") for found in facts.project.rule_sets
        }
        self.sections = tuple(
            self._section(found, nodes.get(found.path)) for found in self._in_order()
        )
        self._place_problems(Places(facts.files, self.sections))

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The rules and defaults of all sets."""
        return tuple(entry for section in self.sections for entry in section.entries)

    @cached_property
    def by_name(self) -> Mapping[tuple[str, str], Entry]:
        """The rules by the names of their set and their own, each row too; `default` for those."""
        found: dict[tuple[str, str], Entry] = {}
        for entry in self.entries:
            for name in {entry.id, *(rule.id for rule in entry.rules)}:
                found.setdefault((entry.rule_set.name, name), entry)
        return found

    @cached_property
    def rules(self) -> int:
        """How many rules there are as they are written, without defaults."""
        return sum(bool(entry.rules) for entry in self.entries)

    @cached_property
    def owners(self) -> tuple[str, ...]:
        """Everybody who owns a rule."""
        return tuple(sorted({name for entry in self.entries if (name := self.owner_of(entry))}))

    def owner_of(self, entry: Entry) -> str:
        """Who owns a rule, or else its set; empty where nobody is named."""
        return entry.owner or self._owners.get(entry.rule_set.name, "")

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Every field that a rule asks about or reads."""
        return tuple(sorted({name for each in self.fields_of.values() for name in each}))

    @cached_property
    def fields_of(self) -> Mapping[Entry, tuple[str, ...]]:
        """The fields of each rule."""
        return {entry: entry.fields() for entry in self.entries}

    @cached_property
    def tests_of(self) -> Mapping[int, tuple[Entry, ...]]:
        """The rules that applied in each test, by its number."""
        found: dict[int, list[Entry]] = {}
        for entry in self.entries:
            for number in () if entry.coverage is None else entry.coverage.applied_in:
                found.setdefault(number, []).append(entry)
        return {number: tuple(entries) for number, entries in found.items()}

    def spent(self, profile: str, policy: Policy) -> Spent | None:
        """The script of a profile and policy; None where none was made."""
        wanted = (profile, policy)
        every = self.facts.scripts
        return next((s for s in every if (s.profile.name, s.script.policy) == wanted), None)

    # --- Making -----------------------------------------------------------------------------------

    def _in_order(self) -> list[ResolvedSet]:
        first: dict[str, tuple[int, int]] = {}
        for number, profile in enumerate(self.facts.project.profiles):
            for place, rules in enumerate(profile.rule_sets):
                first.setdefault(rules.name, (number, place))
        nowhere = (len(self.facts.project.profiles), 0)
        policies = list(Policy)
        return sorted(
            self.facts.project.rule_sets,
            key=lambda one: (policies.index(one.rules.policy), first.get(one.name, nowhere)),
        )

    def _section(self, found: ResolvedSet, node: object) -> Section:
        rules = found.rules
        # Rows of one rule have the place of its id.
        rows = groupby(rules.rules, lambda one: (one.written_as, one.span))
        groups = [tuple(group) for _, group in rows]
        entries = [self._entry(found, group, n + 1) for n, group in enumerate(groups)]
        if rules.default:
            entries.append(self._entry(found, (), len(groups) + 1))
        known = {entry.id for entry in entries}
        return Section(
            self._new(anchor("set", found.name)),
            found.span.file.path,
            rules,
            _text(node, "description"),
            tuple(entries),
            tuple(id_ for id_ in found.ids if id_.partition("[")[0] not in known),
            tuple(self._places(found.name, rules)),
        )

    def _places(self, name: str, rules: RuleSet) -> Iterable[tuple[str, int, int]]:
        for profile in self.facts.project.profiles:
            names = [each.name for each in profile.sets(rules.policy)]
            if name in names:
                yield profile.name, names.index(name) + 1, len(names)

    def _entry(self, found: ResolvedSet, rules: tuple[Rule, ...], number: int) -> Entry:
        name = found.name
        id_ = rules[0].written_as if rules else ""
        having = [p.name for p in self.facts.project.profiles if (p.name, name) in self._ids]
        profiles = tuple(p for p in having if id_ in self._ids[p, name])
        entry = Entry(
            self._new(anchor("rule", name, id_) if rules else anchor("default", name)),
            found.rules,
            rules,
            number,
            rules[0].span if rules else found.rules.default_span or found.span,
            profiles,
            tuple(p for p in having if p not in profiles),
            coverage=self._coverage.get((name, id_ or None)),
            sizes=tuple(self._sizes(found.rules, rules)),
        )
        every = [(profile, self._shown(profile, entry)) for profile in profiles]
        every.sort(key=lambda one: not any(exhibit.example for _, exhibit in one[1]))
        if not every:
            return entry
        profile, known = every[0]
        return replace(entry, profile=profile, exhibits=known)

    def _shown(self, profile: str, entry: Entry) -> tuple[tuple[Rule | None, Exhibit], ...]:
        known = self.facts.exhibits.get((profile, entry.rule_set.policy), {})
        rules: tuple[Rule | None, ...] = entry.rules or (None,)
        made = []
        for rule in rules:
            exhibit = known.get((entry.rule_set.name, None if rule is None else rule.id))
            made += [] if exhibit is None else [(rule, exhibit)]
        return tuple(made)

    def _sizes(self, rule_set: RuleSet, rules: tuple[Rule, ...]) -> Iterable[tuple[Spent, int]]:
        ids = [rule.id for rule in rules] or [""]
        for spent in self.facts.scripts:
            if spent.script.policy is rule_set.policy:
                taken = sum(spent.script.spent.get((rule_set.name, id_), 0) for id_ in ids)
                if taken:
                    yield spent, taken

    def _new(self, name: str) -> str:
        """An anchor, with a number where it is there already, as only wrong rules have it."""
        self._anchors[name] += 1
        count = self._anchors[name]
        return name if count == 1 else f"{name}~~{count}"

    def _place_problems(self, places: Places) -> None:
        for number, problem in enumerate(self.facts.problems):
            owner = places.at(problem.span)
            if owner is not None:
                owner.problems.append(number)
            if isinstance(owner, Entry):
                self.about[number] = owner
            for related in problem.related:
                other = places.at(related.span)
                if isinstance(other, Entry) and other is not owner and number not in other.mentions:
                    other.mentions.append(number)

    @cached_property
    def errors(self) -> tuple[Problem, ...]:
        """What stops a build."""
        return tuple(problem for problem in self.facts.problems if problem.is_error)

    @cached_property
    def warnings(self) -> tuple[Problem, ...]:
        """What does not."""
        return tuple(problem for problem in self.facts.problems if not problem.is_error)


def _text(node: object, key: str) -> str:
    """What a file says beside its rules; empty where it says nothing."""
    found = node.get(key) if isinstance(node, YamlMapping) else None
    return str(found) if isinstance(found, Scalar) and not found.is_null else ""
