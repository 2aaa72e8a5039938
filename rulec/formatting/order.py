"""The order of the keys of files, rules and tests.

Only where it means nothing: below `when`, `set`, `let`, `lists` and so on authors choose the order,
and traces, scripts and tables follow it.
"""

from __future__ import annotations

from collections.abc import Container
from enum import Enum, auto

from rulec.formatting.tree import Collection, Comment, Entry


class Kind(Enum):
    """What a mapping or list is, as far as its keys have an order."""

    PROJECT = auto()
    PROFILES = auto()
    PROFILE = auto()
    RULE_SET = auto()
    RULES = auto()
    RULE = auto()
    EFFECTS = auto()
    TEST_FILE = auto()
    TESTS = auto()
    TEST = auto()
    GIVEN = auto()
    EXPECT = auto()
    OTHER = auto()


_EFFECTS = ("create", "replace", "keep", "set", "append", "reject", "redirect", "continue")

#: The keys in their order; those of a shape of `syntax.shapes`, all of them.
KEYS: dict[Kind, tuple[str, ...]] = {
    Kind.PROJECT: ("rulec", "pexip", "timezone", "locations", "fields", "profiles"),
    Kind.PROFILE: ("assigned_to", "rules", "budget"),
    Kind.RULE_SET: (
        *("policy", "name", "description", "owner", "accept", "timezone", "match", "when"),
        *("lists", "conditions", "tables", "let", "rules", "default", "tests"),
    ),
    Kind.RULE: (
        *("id", "description", "owner", "ticket", "enabled", "accept", "valid", "for_each"),
        *("let", "when", *_EFFECTS),
    ),
    Kind.EFFECTS: _EFFECTS,
    Kind.TEST_FILE: ("profile", "policy", "tests"),
    Kind.TEST: ("name", "given", "expect"),
    Kind.GIVEN: (
        *("call", "participant", "service_config", "suggested_media_overflow_locations"),
        "now",
    ),
    Kind.EXPECT: ("rule", "action", "result", "exactly"),
}

#: What stands behind a key.
_BEHIND = {
    (Kind.PROJECT, "profiles"): Kind.PROFILES,
    (Kind.RULE_SET, "rules"): Kind.RULES,
    (Kind.RULE_SET, "default"): Kind.EFFECTS,
    (Kind.RULE_SET, "tests"): Kind.TESTS,
    (Kind.TEST_FILE, "tests"): Kind.TESTS,
    (Kind.TEST, "given"): Kind.GIVEN,
    (Kind.TEST, "expect"): Kind.EXPECT,
}
#: What is in lists, and in mappings whose keys are names.
_EACH = {Kind.PROFILES: Kind.PROFILE, Kind.RULES: Kind.RULE, Kind.TESTS: Kind.TEST}


def kind_of_file(keys: Container[str]) -> Kind:
    """What a file is, by the keys of its mapping."""
    if "rules" in keys or ("policy" in keys and "profile" not in keys):
        return Kind.RULE_SET
    if "profile" in keys:
        return Kind.TEST_FILE
    return Kind.PROJECT if "rulec" in keys else Kind.OTHER


def kind_below(kind: Kind, key: str | None) -> Kind:
    """What stands behind a key, or is an item of a list where that is None."""
    return _BEHIND.get((kind, key or ""), _EACH.get(kind, Kind.OTHER))


def put_in_order(mapping: Collection, kind: Kind) -> None:
    """Puts the entries of a mapping in order; their comments go with them.

    One with keys that are not known stays as it is: a misspelled key may be any of them.
    """
    order = KEYS.get(kind, ())
    entries = mapping.entries
    names = [entry.key.value for entry in entries if entry.key is not None]
    if not mapping.is_mapping or len(names) < len(entries) or not set(names) <= set(order):
        return
    first = entries[0] if entries else None
    entries.sort(key=lambda entry: order.index(entry.key.value if entry.key else ""))
    if first is None or entries[0] is first:
        return
    head = _head(first)
    if head:
        del first.before[: len(head)]
        first.separate(blank=False)
        entries[0].separate(blank=True)
        entries[0].before = head + entries[0].before


def _head(first: Entry) -> list[Comment]:
    """The comments above the first key that are about the whole mapping.

    An empty line separates them from the key and from what is about it.
    """
    blanks = [*(comment.blank for comment in first.before[1:]), first.blank]
    count = max((number for number, blank in enumerate(blanks, 1) if blank), default=0)
    return first.before[:count]
