"""A review as data for programs."""

from __future__ import annotations

import json

from rulec.report.review.model import (
    Cause,
    ClassOfCalls,
    Clause,
    Example,
    FieldChange,
    Group,
    Place,
    PolicyReview,
    Review,
    RuleAt,
    Side,
    Size,
    Way,
)
from rulec.report.review.words import cause_words

_Data = dict[str, object]


def review_data(review: Review) -> _Data:
    """A review as data that `json.dumps` takes; `json_schema.result_reviews` explains its keys."""
    return {
        "old": _side(review.old),
        "new": _side(review.new),
        "verdict": _verdict(is_equal=review.is_equal, is_known=not review.unknown, review=review),
        "directions": [way.value for way in review.directions],
        "added": list(review.added),
        "removed": list(review.removed),
        "locations": [
            {"name": one.name, "old": one.old, "new": one.new} for one in review.locations
        ],
        "unknown": list(review.unknown),
        "notes": list(review.notes),
        "changes": list(map(_change, review.groups)),
        "policies": list(map(_policy, review.policies)),
    }


def _verdict(*, is_equal: bool, is_known: bool, review: Review | PolicyReview) -> str:
    if is_equal:
        return "equal"
    differs = review.directions or (isinstance(review, Review) and is_known)
    return "different" if differs else "unknown"


def _side(side: Side) -> _Data:
    return {"label": side.label, "folder": side.folder, "commit": side.commit or None}


def _change(group: Group) -> _Data:
    return {
        "policy": group.policy.value,
        "profiles": list(group.profiles),
        "directions": [way.value for way in group.directions],
        "cause": cause_words(group.first),
        "classes": len(group.classes),
    }


def _policy(one: PolicyReview) -> _Data:
    return {
        "profile": one.profile,
        "old_profile": one.before,
        "policy": one.policy.value,
        "verdict": _verdict(is_equal=one.is_equal, is_known=not one.unknown, review=one),
        "directions": [way.value for way in one.directions],
        "locations": list(one.locations),
        "script": {"old": _size(one.old_size), "new": _size(one.new_size)},
        "unknown": list(one.unknown),
        "counted": list(one.counted),
        "classes": list(map(_class, one.classes)),
    }


def _size(size: Size) -> _Data:
    return {"characters": size.characters, "budget": size.budget}


def _class(one: ClassOfCalls) -> _Data:
    return {
        "directions": [_way(way, one) for way in one.ways],
        "causes": list(map(_cause, one.causes)),
        "old": list(map(_rule, one.old)),
        "new": list(map(_rule, one.new)),
        "calls": list(map(_clause, one.clauses)),
        "example": _example(one.example),
        "meets_others": one.meets_others,
    }


def _way(way: Way, one: ClassOfCalls) -> _Data:
    own = way.example if way.example is not one.example else None
    return {
        "direction": way.direction.value,
        "shown": way.example is not None,
        "reason": way.reason,
        "example": None if own is None else _example(own),
    }


def _cause(cause: Cause) -> _Data:
    return {
        "change": cause.kind.value,
        "old": None if cause.old is None else _rule(cause.old),
        "new": None if cause.new is None else _rule(cause.new),
    }


def _rule(rule: RuleAt) -> _Data:
    return {
        "rule_set": rule.rule_set,
        "rule": rule.rule,
        "description": rule.description,
        "owner": rule.owner,
        "at": _place(rule.place),
        "row": _place(rule.row),
    }


def _place(place: Place | None) -> _Data | None:
    if place is None:
        return None
    revision = place.prefix.removesuffix(":") or None
    return {"path": place.path, "line": place.line, "revision": revision}


def _clause(clause: Clause) -> _Data:
    return {
        "meets": clause.meets,
        "version": "new" if clause.is_new else "old",
        "rule": _rule(clause.rule),
        "when": "\n".join(clause.lines),
        "set_when": "\n".join(clause.of_set),
        "names": {name: "\n".join(lines) for name, lines in clause.names},
        "meaning": clause.meaning,
    }


def _example(example: Example) -> _Data:
    return {
        "call": json.loads(example.call),
        "before": example.before,
        "after": example.after,
        "changes": list(map(_field, example.changes)),
    }


def _field(change: FieldChange) -> _Data:
    return {
        "field": change.part,
        "before": change.before,
        "after": change.after,
        "direction": change.direction.value,
    }
