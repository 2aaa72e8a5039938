"""A review of a change to rules, as data: what every writer of it takes.

Nothing in it is secret: PINs, and whatever comes from the environment of the build, read
`(hidden)` unless PINs were asked for. Texts are as they came otherwise: who writes them makes them
safe for where they go.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from rulec.analysis.counterparts import Kind
from rulec.analysis.directions import Direction
from rulec.pexip import Policy
from rulec.records import dataclass


@dataclass(frozen=True)
class Side:
    """One version of a rules folder."""

    #: What people call it: a folder, a revision, the working tree.
    label: str
    #: The folder as it was named.
    folder: str
    #: The commit; empty where the files were read from the disk.
    commit: str = ""
    #: What stands before paths of this version, such as `main:`.
    prefix: str = ""


@dataclass(frozen=True)
class Place:
    """A line of a file; the path is as the user knows it, without a revision."""

    path: str
    line: int
    prefix: str = ""

    def __str__(self) -> str:
        return f"{self.prefix}{self.path}:{self.line}"


@dataclass(frozen=True)
class RuleAt:
    """A rule of one version, or the `default` of a set (no rule)."""

    rule_set: str
    rule: str | None
    place: Place | None
    #: The row of a table that it is made from.
    row: Place | None = None
    description: str = ""
    owner: str = ""

    @property
    def name(self) -> str:
        """The set and the rule."""
        return f"{self.rule_set}/{self.rule or 'default'}"

    @property
    def at(self) -> Place | None:
        """The line that says most: that of the row, where there is one."""
        return self.row or self.place


@dataclass(frozen=True)
class Cause:
    """A rule that was changed."""

    kind: Kind
    old: RuleAt | None
    new: RuleAt | None

    @property
    def now(self) -> RuleAt:
        """The rule as it is, or as it was where it is gone."""
        found = self.new or self.old
        assert found is not None  # noqa: S101  a rule is in one version at least
        return found


@dataclass(frozen=True)
class Clause:
    """What the calls of a class have in common: they meet a condition, or they do not.

    `lines` are the condition as the author wrote it; none where every call meets it. `names` are
    named conditions and lists in it whose texts are not the same in both versions.
    """

    meets: bool
    rule: RuleAt
    #: Whether it is the rule of the new version.
    is_new: bool
    lines: tuple[str, ...]
    #: The condition of the whole rule set.
    of_set: tuple[str, ...] = ()
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()
    #: The condition in other words, where its text does not tell the versions apart.
    meaning: str = ""


@dataclass(frozen=True)
class FieldChange:
    """One part of a decision before and after: `action`, or a field as Pexip calls it."""

    part: str
    before: object
    after: object
    direction: Direction


@dataclass(frozen=True)
class Example:
    """A call, as the JSON of `Problem.call`, with both answers and what changed between them."""

    call: str
    before: object
    after: object
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Way:
    """A direction in which decisions on calls of a class changed, with a call that shows it.

    Without an example it is only not excluded, for a reason.
    """

    direction: Direction
    example: Example | None
    reason: str = ""


@dataclass(frozen=True)
class ClassOfCalls:
    """Calls that are decided otherwise; no call is in two classes."""

    #: The rules that have their say on its calls in one version and another one, or none, in the
    #: other.
    old: tuple[RuleAt, ...]
    new: tuple[RuleAt, ...]
    #: The rules that were changed; none where another profile decides its calls than before.
    causes: tuple[Cause, ...]
    clauses: tuple[Clause, ...]
    #: The weightiest direction first.
    ways: tuple[Way, ...]
    example: Example
    #: Whether its calls may meet other changes too, with which they are not counted again.
    meets_others: bool = False

    @property
    def directions(self) -> tuple[Direction, ...]:
        """The directions that occur, or may occur."""
        return tuple(way.direction for way in self.ways)


@dataclass(frozen=True)
class Size:
    """The characters of a script and how many it may have; None where there is no script."""

    characters: int | None
    budget: int


@dataclass(frozen=True)
class PolicyReview:
    """One policy of a profile in both versions."""

    profile: str
    #: The profile that decided these calls before, where that is another one.
    before: str
    policy: Policy
    #: The locations from which calls were compared; none for anywhere.
    locations: tuple[str, ...]
    classes: tuple[ClassOfCalls, ...]
    #: Why it is not proved that there are no others.
    unknown: tuple[str, ...]
    old_size: Size
    new_size: Size
    #: Changes all of whose calls are counted with others, by the names of their rules.
    counted: tuple[str, ...] = ()

    @property
    def is_equal(self) -> bool:
        """Whether every call is proved to be decided as before."""
        return not self.classes and not self.unknown

    @property
    def name(self) -> str:
        """The profile, with the locations that it has from another one."""
        if self.before == self.profile:
            return self.profile
        return f"{self.before} -> {self.profile} at {', '.join(self.locations)}"

    @property
    def is_untouched(self) -> bool:
        """Whether neither calls nor the script's size changed."""
        return self.is_equal and self.old_size == self.new_size

    @property
    def directions(self) -> tuple[Direction, ...]:
        """The directions of all its classes."""
        return in_order(way for one in self.classes for way in one.directions)


@dataclass(frozen=True)
class Location:
    """A location whose calls another profile decides than before; None for no profile."""

    name: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Group:
    """Classes with one cause and the same directions, of one policy, in one or several profiles."""

    policy: Policy
    profiles: tuple[str, ...]
    classes: tuple[ClassOfCalls, ...]

    @property
    def first(self) -> ClassOfCalls:
        """The class that stands for the others: one with the fewest rules."""
        return min(self.classes, key=lambda one: len(one.old) + len(one.new))

    @property
    def others(self) -> tuple[ClassOfCalls, ...]:
        """The other classes."""
        first = self.first
        return tuple(one for one in self.classes if one is not first)

    @property
    def directions(self) -> tuple[Direction, ...]:
        """Which way decisions changed."""
        return self.first.directions


@dataclass(frozen=True)
class Review:
    """What a change to a rules folder does to calls."""

    old: Side
    new: Side
    added: tuple[str, ...]
    removed: tuple[str, ...]
    locations: tuple[Location, ...]
    policies: tuple[PolicyReview, ...]
    #: What was noticed besides, for people.
    notes: tuple[str, ...] = ()
    #: Profiles that name their locations in one version only: now not any more, or not before.
    widened: tuple[str, ...] = ()
    narrowed: tuple[str, ...] = ()

    @property
    def unknown(self) -> tuple[str, ...]:
        """What could not be compared or decided."""
        names = {each.profile for each in self.policies}
        told = [
            f"what decided the calls of {name} before: the profile is new"
            for name in self.added
            if name not in names
        ]
        told += [
            f"what decides the calls of {name} now: the profile is gone"
            for name in self.removed
            if name not in {p.before for p in self.policies}
        ]
        told += [
            f"what decided calls elsewhere before: {name} names no locations any more"
            for name in self.widened
        ]
        told += [
            f"what decides calls elsewhere now: {name} named no locations before"
            for name in self.narrowed
        ]
        for place in self.locations:
            if place.old is None:
                told.append(f"what decided calls at {place.name} before: no profile had it")
            elif place.new is None:
                told.append(f"what decides calls at {place.name} now: no profile has it any more")
        return (
            *told,
            *(
                f"{each.profile}, {each.policy.value}: {reason}"
                for each in self.policies
                for reason in each.unknown
            ),
        )

    @property
    def is_equal(self) -> bool:
        """Whether every call is proved to be decided as before, by the same profile."""
        moved = (
            *(self.added + self.removed),
            *self.locations,
            *(self.widened + self.narrowed),
        )
        return not moved and all(one.is_equal for one in self.policies)

    @property
    def directions(self) -> tuple[Direction, ...]:
        """The directions of all classes."""
        return in_order(way for one in self.policies for way in one.directions)

    @property
    def count(self) -> int:
        """How many classes of calls differ, over all profiles and policies."""
        return sum(len(one.classes) for one in self.policies)

    def fails_on(self, gate: Iterable[Direction]) -> bool:
        """Whether some class has one of these directions, or may have, or something is unknown."""
        return bool(self.unknown) or not set(gate).isdisjoint(self.directions)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The classes by cause and directions, the weightiest first."""
        found: dict[object, list[tuple[str, ClassOfCalls]]] = {}
        for each in self.policies:
            for one in each.classes:
                key = each.policy, _cause_key(one) or each.name, one.directions
                found.setdefault(key, []).append((each.name, one))
        made = [_group(key, members) for key, members in found.items()]
        return tuple(sorted(made, key=_weight))


def in_order(found: Iterable[Direction]) -> tuple[Direction, ...]:
    """Directions, each once, the weightiest first."""
    known = set(found)
    return tuple(way for way in Direction if way in known)


def _cause_key(one: ClassOfCalls) -> object:
    return tuple((cause.kind, cause.now.rule_set, _written_as(cause.now)) for cause in one.causes)


def _written_as(rule: RuleAt) -> str:
    return (rule.rule or "").partition("[")[0]


def _group(key: object, members: list[tuple[str, ClassOfCalls]]) -> Group:
    assert isinstance(key, tuple)  # noqa: S101  made just before
    profiles = tuple(dict.fromkeys(profile for profile, _ in members))
    # The same rules may have their say in several profiles.
    distinct = {(one.old, one.new): one for _, one in reversed(members)}
    return Group(key[0], profiles, tuple(reversed(distinct.values())))


def _weight(group: Group) -> tuple[list[int], int]:
    order = list(Direction)
    ways = [order.index(way) for way in group.directions]
    return ways, list(Policy).index(group.policy)
