"""The words of a review that all writers share. Texts are not yet safe for where they go."""

from __future__ import annotations

import json
from collections.abc import Iterable

from rulec.analysis.counterparts import Kind
from rulec.analysis.directions import Direction
from rulec.report.review.model import (
    Cause,
    ClassOfCalls,
    Clause,
    FieldChange,
    Group,
    PolicyReview,
    Review,
    RuleAt,
    Side,
    Size,
    Way,
)
from rulec.resolve.fields import PARTICIPANT_SHORT

#: Characters of a value.
LONGEST = 120
#: Stands for no value.
_NONE = "(none)"
#: Names in a list; the rest is counted.
MOST_NAMES = 6

#: What a change does, as the end of a sentence about it.
WORDS = {
    Direction.ADMITS_MORE: "admits more",
    Direction.RAISES_ROLE: "raises a role",
    Direction.REFUSES_MORE: "refuses more",
    Direction.LOWERS_ROLE: "lowers a role",
    Direction.MOVES_MEDIA: "moves media",
    Direction.CHANGES_SETTINGS: "changes settings",
}
_MAY = {
    Direction.ADMITS_MORE: "may admit more",
    Direction.RAISES_ROLE: "may raise a role",
    Direction.REFUSES_MORE: "may refuse more",
    Direction.LOWERS_ROLE: "may lower a role",
    Direction.MOVES_MEDIA: "may move media",
    Direction.CHANGES_SETTINGS: "may change settings",
}

_AUTHORS = {field: word for word, field in PARTICIPANT_SHORT.items()}

NO_CHANGE = "no behavioural change: every call is decided as before, which is proved"


def way_words(way: Way) -> str:
    """A direction, as the end of a sentence about the change."""
    return _MAY[way.direction] if way.example is None else WORDS[way.direction]


def ways_words(one: ClassOfCalls) -> str:
    """All directions of a class."""
    return ", ".join(map(way_words, one.ways))


def directions_words(found: Iterable[Direction]) -> str:
    """Directions in their order."""
    return ", ".join(WORDS[way] for way in found)


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def side_words(side: Side) -> str:
    """A version, with the commit that it is."""
    return f"{side.label} ({side.commit[:10]})" if side.commit else side.label


def title(review: Review) -> str:
    """What was compared."""
    folder = f"{review.new.folder}: " if review.old.commit else ""
    return f"{folder}{side_words(review.old)} -> {side_words(review.new)}"


def verdict(review: Review) -> str:
    """What a busy reader needs to know."""
    if review.is_equal:
        return NO_CHANGE
    told = []
    if review.count:
        changes = counted(len(review.groups), "change")
        classes = counted(review.count, "class of calls", "classes of calls")
        told.append(f"{changes}, {classes}: {directions_words(review.directions)}")
    elif not review.unknown:
        told.append("calls at some locations are decided by another profile, in the same way")
    if review.unknown:
        told.append(f"{counted(len(review.unknown), 'thing')} not known")
    return "; ".join(told)


def policy_words(one: PolicyReview) -> str:
    """What became of one policy of a profile."""
    if one.is_equal:
        return "no behavioural change"
    found = directions_words(one.directions)
    return ", ".join(filter(None, (found, "not all is known" if one.unknown else "")))


def untouched_words(review: Review) -> str:
    """Where neither calls nor scripts changed; empty where that is nowhere."""
    found: dict[str, list[str]] = {}
    for one in review.policies:
        if one.is_untouched:
            found.setdefault(one.name, []).append(one.policy.value)
    return "; ".join(f"{profile}: {', '.join(policies)}" for profile, policies in found.items())


def listed(names: Iterable[str]) -> str:
    """Names, the first few."""
    every = list(names)
    more = len(every) - MOST_NAMES
    return ", ".join(every[:MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")


def size_words(one: PolicyReview) -> str:
    """The characters of the script before and after, with those that are left."""
    old, new = one.old_size, one.new_size
    if new.characters is None:
        return f"{old.characters or 0:,} -> no script"
    before = "no script -> " if old.characters is None else f"{old.characters:,} -> "
    if old.characters == new.characters:
        before = ""
    return f"{before}{new.characters:,} characters, {_room(new)}"


def _room(size: Size) -> str:
    left = size.budget - (size.characters or 0)
    return f"{left:,} left" if left >= 0 else f"{-left:,} too many"


def cause_words(one: ClassOfCalls) -> str:
    """The rules that were changed, and what about them."""
    if not one.causes:
        return "another profile decides"
    return "; ".join(f"{_cause_name(cause)} {_kind(cause)}" for cause in one.causes)


def _cause_name(cause: Cause) -> str:
    old, new = cause.old, cause.new
    if old is not None and new is not None and old.name != new.name:
        return f"{old.name} -> {new.name}"
    return cause.now.name


def _kind(cause: Cause) -> str:
    if cause.kind is not Kind.MOVED:
        return cause.kind.value
    return "moved"


def group_causes(group: Group) -> str:
    """The same of a group; rows of one rule are counted."""
    every = [cause for one in group.classes for cause in one.causes]
    rows = dict.fromkeys(cause.now.rule for cause in every if cause.now.row is not None)
    first = cause_words(group.first)
    return f"{first}, and {counted(len(rows) - 1, 'more row')}" if len(rows) > 1 else first


def rules_words(rules: Iterable[RuleAt]) -> str:
    """Rules by name; no rule where there is none."""
    return ", ".join(rule.name for rule in rules) or "no rule"


def field_words(change: FieldChange) -> str:
    """A part of a decision as authors call it."""
    return _AUTHORS.get(change.part, change.part)


def value_words(value: object) -> str:
    """A value on one line."""
    if value is None or value == "":
        return _NONE
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def change_words(change: FieldChange) -> str:
    """What changed of a decision."""
    values = [value_words(value) for value in (change.before, change.after)]
    more = ""
    if values[0] == values[1]:
        # What is told in the same words: something hidden or long, or ways to give no value.
        more = " (null, empty or not given)" if values[0] == _NONE else " (another one)"
    return f"{field_words(change)}: {values[0]} -> {values[1]}{more}"


def clause_words(clause: Clause) -> str:
    """Whether calls meet a condition, before the name of its rule."""
    which = "new" if clause.is_new else "old"
    verb = "meet" if clause.meets else "do not meet"
    return f"{verb} the {which}"


def clause_lines(clause: Clause) -> list[str]:
    """The lines of a condition, as the author wrote them, and what else there is to know of it."""
    if clause.rule.rule is None:
        lines = ["# no rule of the set before it"]
    else:
        lines = list(clause.lines) or ["# always"]
    if clause.meaning:
        lines.append(f"# that is: {clause.meaning}")
    for name, text in clause.names:
        lines += _named(name, text)
    if clause.of_set:
        first, *rest = clause.of_set
        lines += [f"# in the whole set: {first}", *(f"#   {line}" for line in rest)]
    return lines


def _named(name: str, text: tuple[str, ...]) -> list[str]:
    first, *rest = text
    return [f"# {name}: {first}", *(f"#   {line}" for line in rest)]


def location_words(review: Review) -> list[str]:
    """The profiles that came and went, and the locations that moved between them."""
    told = [f"the profile {name} was added" for name in review.added]
    told += [f"the profile {name} was removed" for name in review.removed]
    for place in review.locations:
        if place.old is not None and place.new is not None:
            told.append(f"{place.name} moved from the profile {place.old} to {place.new}")
    return told


def counted_words(review: Review) -> list[str]:
    """The changes that have no class of their own."""
    return [
        f"{one.name}, {one.policy.value}: all calls of {listed(one.counted)} are counted with "
        "other changes"
        for one in review.policies
        if one.counted
    ]
