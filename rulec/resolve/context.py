"""What resolving a file needs to know, and the list of problems that grows on the way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as ByName
from contextlib import contextmanager
from dataclasses import field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from rulec.diagnostics import Code, Problem, Related, did_you_mean, short
from rulec.diagnostics import codes_reading as reading
from rulec.diagnostics import codes_resolving as codes
from rulec.matching.clock import zone
from rulec.pexip import InputField, Policy, ResponseField
from rulec.records import dataclass
from rulec.source import Span
from rulec.syntax.nodes import Mapping, Node, Scalar, Sequence
from rulec.syntax.scalars import as_mapping, as_sequence, as_text

if TYPE_CHECKING:
    from rulec.resolve.tables import Tables

#: Conditions inside each other, named ones followed. Every pass over them is recursive, and Python
#: allows a thousand calls inside each other: this leaves at least 150 of them to the caller.
DEEPEST_CONDITIONS = 200
#: Conditions of one rule set, each use of a named one counted.
MOST_CONDITIONS = 50_000
#: Chosen and looked-up values inside each other, entries of `let` followed: a script has an `if`
#: inside an `if` for each.
DEEPEST_CHOICES = 14


@dataclass
class Problems:
    """The problems of a run so far."""

    found: list[Problem] = field(default_factory=list)

    def add(
        self,
        code: Code,
        message: str,
        span: Span | None,
        hint: str = "",
        related: tuple[Related, ...] = (),
    ) -> None:
        """Notes a problem."""
        self.found.append(Problem(code, message, span, hint, related))

    def value_or_note(self, value: object) -> object | None:
        """A value, or None after noting it when it is a problem."""
        if isinstance(value, Problem):
            self.found.append(value)
            return None
        return value

    def text(self, node: Node, key: str = "") -> Scalar | None:
        """The text that was written, or None after noting why there is none."""
        text = as_text(node, key)
        if isinstance(text, Problem):
            self.found.append(text)
            return None
        return text

    def mapping(self, node: Node, key: str = "") -> Mapping | None:
        """The mapping that was written, or None after noting why there is none."""
        mapping = as_mapping(node, key)
        if isinstance(mapping, Problem):
            self.found.append(mapping)
            return None
        return mapping

    def sequence(self, node: Node, key: str = "") -> Sequence | None:
        """The list that was written, or None after noting why there is none."""
        sequence = as_sequence(node, key)
        if isinstance(sequence, Problem):
            self.found.append(sequence)
            return None
        return sequence

    @contextmanager
    def apart(self) -> Iterator[list[Problem]]:
        """Collects the problems of a block in a list of their own."""
        outer, self.found = self.found, []
        try:
            yield self.found
        finally:
            self.found = outer


@dataclass(frozen=True, slots=True)
class Facts:
    """What the project file says about the platform."""

    timezone: str = "UTC"
    #: Every system location; None when the project does not list them.
    locations: tuple[str, ...] | None = None
    #: Response fields that the catalogue does not know, by policy and name.
    extra_fields: tuple[tuple[Policy, ResponseField], ...] = ()
    pexip: int | None = None
    #: The variables of the build's environment, which hold secrets.
    environment: ByName[str, str] = field(
        default_factory=lambda: MappingProxyType({}), repr=False, compare=False
    )

    def declared(self, policy: Policy, name: str) -> ResponseField | None:
        """The field of this name that the project file declares."""
        every = self.extra_fields
        return next((row for p, row in every if p is policy and row.name == name), None)

    def extra_input(self, name: str) -> InputField | None:
        """A declared field of a service, as an input."""
        row = self.declared(Policy.SERVICE, name)
        if row is None:
            return None
        return InputField(("service_config", name), row.type, row.doc, row.example, row.source)

    def fitted(self, row: ResponseField) -> ResponseField:
        """A row whose values are the project's locations, where it names one and they are known."""
        if not row.location or self.locations is None:
            return row
        return replace(row, values=self.locations, values_closed=True)


@dataclass
class SetContext:
    """What the rules of one file share."""

    policy: Policy
    facts: Facts
    problems: Problems
    timezone: str
    lists: Mapping
    conditions: Mapping
    tables: Tables
    used_lists: set[str] = field(default_factory=set)
    used_conditions: set[str] = field(default_factory=set)
    _choices: int = 0
    _depth: int = 0
    _count: int = 0

    @contextmanager
    def one_condition(self, span: Span) -> Iterator[bool]:
        """Counts one condition more around a block; false, after noting it, when it is too much."""
        self._depth += 1
        self._count += 1
        too_deep = self._depth > DEEPEST_CONDITIONS
        if too_deep or self._count == MOST_CONDITIONS + 1:
            message = (
                f"more than {DEEPEST_CONDITIONS} conditions inside each other, `is` followed"
                if too_deep
                else f"more than {MOST_CONDITIONS:,} conditions in a rule set, `is` followed"
            )
            self.problems.add(reading.TOO_LARGE, message, span, "split them into several rules")
        try:
            yield not too_deep and self._count <= MOST_CONDITIONS
        finally:
            self._depth -= 1

    @contextmanager
    def one_choice(self, span: Span) -> Iterator[bool]:
        """Counts one chosen value more around a block; false, after noting it, when too much."""
        with self.one_condition(span) as allowed:
            self._choices += 1
            if self._choices > DEEPEST_CHOICES:
                self.too_many_choices(span)
            try:
                yield allowed and self._choices <= DEEPEST_CHOICES
            finally:
                self._choices -= 1

    def too_many_choices(self, span: Span) -> None:
        """Notes that chosen values stand too deep inside each other."""
        message = f"more than {DEEPEST_CHOICES} chosen values inside each other, `let` followed"
        self.problems.add(reading.TOO_LARGE, message, span, "use a table, or several rules")

    def expanded(self, node: Node) -> Node | None:
        """A node with `{list: name}`, alone or as an item, replaced; None if one is unknown."""
        if isinstance(node, Mapping) and is_list_reference(node):
            return self.list_items(node) or None
        if not isinstance(node, Sequence) or not any(map(is_list_reference, node)):
            return node
        found = Sequence(node.span)
        good = True
        for item in node:
            if not isinstance(item, Mapping) or not is_list_reference(item):
                found.append(item)
                continue
            items = self.list_items(item)
            # That a list has no items is noted where it is defined.
            good = good and bool(items)
            found.extend(items or ())
        return found if good else None

    def list_items(self, reference: Mapping) -> Sequence | None:
        """The items behind `{list: name}`; None after noting that there is no such list."""
        node = reference["list"]
        name = self.problems.text(node, "list")
        if name is None:
            return None
        self.used_lists.add(name)
        items = self.lists.get(name)
        if isinstance(items, Sequence):
            return items
        if items is None:
            hint = did_you_mean(name, self.lists) or "define it under `lists`"
            message = f"unknown list `{short(name)}`"
            self.problems.add(codes.UNKNOWN_LIST, message, node.span, hint)
        return None

    @cached_property
    def _listed(self) -> frozenset[Span]:
        lists = (items for items in self.lists.values() if isinstance(items, Sequence))
        return frozenset(item.span for items in lists for item in items)

    def is_listed(self, node: Node) -> bool:
        """Whether a node is an item below `lists`, which several conditions may use."""
        return node.span in self._listed

    def zone_name(self, node: Scalar | None) -> str:
        """The zone that a condition names, or that of the rule set."""
        if node is None:
            return self.timezone
        return checked_zone(node, self.problems) or self.timezone


def is_list_reference(node: Node) -> bool:
    """Whether a node is `{list: name}`."""
    return isinstance(node, Mapping) and tuple(node) == ("list",)


def check_location(name: Scalar, facts: Facts, problems: Problems) -> bool:
    """Whether a name may be a system location; notes it when it is none of the project's."""
    if facts.locations is None or name in facts.locations:
        return True
    hint = location_hint(name, facts.locations)
    problems.add(codes.UNKNOWN_LOCATION, f"unknown location `{short(name)}`", name.span, hint)
    return False


def location_hint(written: str, known: Iterable[str]) -> str:
    """What to do about a location that is none of the known ones."""
    names = list(known)
    composed = unicodedata.normalize("NFC", written)
    if any(unicodedata.normalize("NFC", name) == composed for name in names):
        # The two look the same: nobody could tell what the nearest name has that this has not.
        return "it is the same text in another Unicode form; copy it from `locations`"
    return did_you_mean(written, names) or "add it to `locations` in rulec.yaml"


def checked_zone(node: Scalar, problems: Problems) -> str | None:
    """The name of an IANA time zone; None after noting that there is none."""
    if zone(node) is not None:
        return str(node)
    from rulec.matching.clock import zone_names  # noqa: PLC0415  a list of 600 names, rarely needed

    hint = did_you_mean(node, sorted(zone_names())) or "write an IANA name, such as `Europe/Oslo`"
    problems.add(codes.UNKNOWN_ZONE, f"unknown time zone `{short(node)}`", node.span, hint)
    return None


#: What names of rules, lists, conditions and values look like.
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]*\Z")
