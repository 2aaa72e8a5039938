"""Patterns: what a rule's `matches` and `regex` mean, and how a script asks the same.

A pattern is read by our own parser and written out again, so that nothing in a script depends on
the node's version of Python. Whether a text matches is asked of Python's `re` with that same text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from functools import cache, cached_property, lru_cache
from types import MappingProxyType

from rulec.matching.pattern_backtracking import Attack, Verdict, backtracking, quick_length
from rulec.matching.pattern_characters import PatternProblem
from rulec.matching.pattern_parser import read_pattern
from rulec.matching.pattern_samples import near_misses, samples
from rulec.matching.pattern_text import (
    ITEM_END,
    Dialect,
    escape,
    escape_ignoring_case,
    write,
    write_apart,
)
from rulec.matching.pattern_tree import (
    Node,
    always_groups,
    empty_groups,
    is_anchored,
    may_be_empty,
)
from rulec.records import dataclass

__all__ = [
    "Pattern",
    "PatternProblem",
    "compiled",
    "escape",
    "escape_ignoring_case",
    "parse_pattern",
]


@dataclass(frozen=True)
class Pattern:
    """A pattern that was read; two patterns are the same when their sources are."""

    source: str
    tree: Node = field(compare=False, repr=False)
    group_count: int = field(compare=False, repr=False)
    #: The number of each named group, counted from 1.
    names: Mapping[str, int] = field(compare=False, repr=False)

    def body(self, *, ignore_case: bool = False) -> str:
        """Regex text with the pattern's meaning, without flags; unbracketed alternatives stay so.

        With `ignore_case` the letters A to Z, and no others, match in either case.
        """
        return write(self.tree, Dialect(ignore_case=ignore_case))

    def search(self, *, ignore_case: bool = False) -> str:
        """Regex text to search with: the pattern is found somewhere in the text."""
        return self.body(ignore_case=ignore_case)

    def whole(self, *, ignore_case: bool = False) -> str:
        """Regex text to search with: the pattern matches the whole text, a last line feed too."""
        inner = write_apart(self.tree, Dialect(ignore_case=ignore_case, at_start=True))
        return rf"^{inner}\Z"

    def item(self, *, whole: bool, ignore_case: bool = False) -> str:
        """Regex text that, where an item of a NUL-joined text starts, asks that item alone.

        It consumes a part of the item and can match no NUL, so it belongs into a look-ahead. Its
        groups are those of the first match in the item, as with a search in the item by itself.
        """
        if whole:
            dialect = Dialect(ignore_case=ignore_case, item=True, at_start=True)
            return write_apart(self.tree, dialect) + ITEM_END
        dialect = Dialect(ignore_case=ignore_case, item=True, at_start=self.anchored)
        # As few characters as it takes: captures are those of the leftmost match.
        before = "" if self.anchored else r"[^\x00]*?"
        return before + write_apart(self.tree, dialect)

    @cached_property
    def matches_empty(self) -> bool:
        """Whether the pattern is found in the empty text."""
        return compiled(self.body()).search("") is not None

    @cached_property
    def may_be_empty(self) -> bool:
        """Whether a match may consume nothing in some text; yes where that is not certain."""
        return may_be_empty(self.tree)

    @cached_property
    def anchored(self) -> bool:
        """Whether every match begins at the start of the text; no where that is not certain."""
        return is_anchored(self.tree)

    @cached_property
    def always_groups(self) -> frozenset[int]:
        """The groups that take part in every match."""
        return always_groups(self.tree)

    @cached_property
    def full_groups(self) -> frozenset[int]:
        """Those of them that surely match a character at least."""
        return self.always_groups - empty_groups(self.tree)

    def attack(self, *, whole: bool, ignore_case: bool = False) -> Attack | None:
        """A text on which asking the pattern takes for ever; None when none is known.

        `whole` asks whether the pattern matches the whole text, otherwise whether it is found.
        """
        verdict = _backtracking(self, whole=whole, ignore_case=ignore_case)
        return verdict if isinstance(verdict, Attack) else None

    @cached_property
    def quick_length(self) -> int | None:
        """The longest texts that do not take long however the pattern is asked; None for all."""

        def judge(whole: bool, ignore_case: bool) -> Attack | Verdict:  # noqa: FBT001
            return _backtracking(self, whole=whole, ignore_case=ignore_case)

        return quick_length(self.tree, judge)

    def samples(self) -> tuple[str, ...]:
        """A few short texts that the pattern matches: as a whole, or else somewhere in them."""
        return _samples(self)

    def near_misses(self) -> tuple[str, ...]:
        """Texts just inside and just outside the pattern, the same ones in every run."""
        return _near_misses(self)


@lru_cache(maxsize=4096)
def parse_pattern(text: str) -> Pattern | PatternProblem:
    """The pattern that a text means, or the first thing that is wrong with it."""
    read = read_pattern(text)
    if isinstance(read, PatternProblem):
        return read
    return Pattern(text, read.tree, read.group_count, MappingProxyType(dict(read.names)))


@cache
def compiled(text: str) -> re.Pattern[str]:
    """Regex text made by this package, compiled once."""
    return re.compile(text)


@lru_cache(maxsize=4096)
def _backtracking(pattern: Pattern, *, whole: bool, ignore_case: bool) -> Attack | Verdict:
    return backtracking(pattern.tree, whole=whole, ignore_case=ignore_case)


@lru_cache(maxsize=4096)
def _samples(pattern: Pattern) -> tuple[str, ...]:
    whole, search = compiled(pattern.whole()), compiled(pattern.search())
    return samples(pattern.tree, whole, search, pattern.quick_length)


@lru_cache(maxsize=4096)
def _near_misses(pattern: Pattern) -> tuple[str, ...]:
    return near_misses(pattern.tree, pattern.samples(), pattern.quick_length)
