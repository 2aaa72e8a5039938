"""What a change to rules does to calls, as remarks, cases and figures."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from rulec.analysis.directions import Direction
from rulec.report.calls import call_lines
from rulec.report.formats.model import Case, Kind, Level, Place, Related, Remark, Table
from rulec.report.review.model import ClassOfCalls, Group, Review, RuleAt
from rulec.report.review.model import Place as Line
from rulec.report.review.words import (
    change_words,
    group_causes,
    policy_words,
    size_words,
    ways_words,
)

_WEIGHTY = (Direction.ADMITS_MORE, Direction.RAISES_ROLE)
_HEADLINES = {
    Direction.ADMITS_MORE: "A change admits more calls",
    Direction.RAISES_ROLE: "A change gives callers a higher role, or a way past a PIN or a lock",
    Direction.REFUSES_MORE: "A change refuses more calls",
    Direction.LOWERS_ROLE: "A change gives callers a lower role",
    Direction.MOVES_MEDIA: "A change moves the media of calls",
    Direction.CHANGES_SETTINGS: "A change gives calls other settings",
}
_WHY = (
    "Calls that meet the rules that are named are decided otherwise than before; a call shows it. "
    "`rulec diff` lists all classes of such calls, each with the rules of both versions. Where "
    "this is not meant, the rule says more, or less, than its author thought."
)
KINDS = {
    way: Kind(
        way.value,
        way.value,
        Level.WARNING if way in _WEIGHTY else Level.NOTE,
        headline,
        _WHY,
        is_security=way in _WEIGHTY,
    )
    for way, headline in _HEADLINES.items()
}
NOT_COMPARED = Kind(
    "not-compared",
    "not-compared",
    Level.WARNING,
    headline="It is not known whether a change does something to calls",
    why=(
        "Parts of rules could not be compared, or no profile decided some calls before or decides "
        "them now. Nothing is claimed about these calls: look at them yourself."
    ),
)


def cases_of_reviews(review: Review, gate: Collection[Direction] | None) -> tuple[Case, ...]:
    """A case for every policy that decides all calls as before, every change, and what is unknown.

    `gate` are the directions that fail; without one every change does. With a gate, what fails is
    an error. What is not known always fails.
    """
    same = (
        Case("calls", f"the {one.policy.value} policy of {one.name} decides as before")
        for one in review.policies
        if one.is_equal
    )
    changes = (
        Case("calls", remark.message, None, remark)
        for remark in (_change(group, gate) for group in review.groups)
    )
    kind = NOT_COMPARED if gate is None else replace(NOT_COMPARED, level=Level.ERROR)
    unknown = (
        Case("calls", told, None, Remark(kind, told, key=told), is_error=True)
        for told in review.unknown
    )
    return (*same, *changes, *unknown)


def table_of_reviews(review: Review) -> Table:
    """What became of every policy, and of the size of its script."""
    rows = (
        (one.name, one.policy.value, policy_words(one), size_words(one))
        for one in review.policies
        if not one.is_untouched
    )
    return Table(("Profile", "Policy", "Calls", "Script"), tuple(rows))


def _change(group: Group, gate: Collection[Direction] | None) -> Remark:
    first = group.first
    ways = group.directions
    fails = gate is None or not set(gate).isdisjoint(ways)
    kind = KINDS[ways[0]]
    if gate is not None and fails:
        kind = replace(kind, level=Level.ERROR)
    where = f"{group.policy.value} policy of {', '.join(group.profiles)}"
    names = [f"{cause.kind.value} {cause.now.name}" for cause in first.causes]
    return Remark(
        kind,
        f"{ways_words(first)}: {group_causes(group)} ({where})",
        _place(first),
        key="\n".join([where, *names, *(way.value for way in ways)]),
        related=tuple(_related(first)),
        detail=tuple(_detail(group)),
        fails=fails,
    )


def _place(one: ClassOfCalls) -> Place | None:
    """Where the change is in the new version; the file alone, where the rule is gone from it."""
    for cause in one.causes:
        if cause.new is not None and cause.new.at is not None:
            return _line(cause.new.at)
    at = next((cause.old.at for cause in one.causes if cause.old is not None), None)
    return None if at is None else Place(at.path)


def _line(at: Line) -> Place:
    return Place(at.path, at.line, 1, at.line, 1)


def _related(one: ClassOfCalls) -> Iterator[Related]:
    for rule in one.new:
        if rule.at is not None:
            yield Related(f"{rule.name} decides these calls now", _line(rule.at))


def _detail(group: Group) -> Iterator[str]:
    one = group.first
    yield f"old: {_rules(one.old)}"
    yield f"new: {_rules(one.new)}"
    yield "for example:"
    yield from (f"  {line}" for line in call_lines(one.example.call))
    yield from (f"  {change_words(change)}" for change in one.example.changes)
    if group.others:
        yield f"and {len(group.others):,} more of these classes of calls: `rulec diff` shows them"


def _rules(rules: tuple[RuleAt, ...]) -> str:
    return ", ".join(f"{rule.name} ({rule.at})" if rule.at else rule.name for rule in rules) or (
        "no rule"
    )
