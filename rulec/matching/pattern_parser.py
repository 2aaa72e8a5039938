"""Reading a pattern: the part of Python's regular expressions that every Python since 2.7 shares.

The parser follows Python's own reading character by character, so that a pattern means here what it
means there, and refuses with a reason what versions read differently or a script cannot express.
"""

from __future__ import annotations

from rulec.matching.pattern_characters import CharacterReader, PatternProblem, Refused
from rulec.matching.pattern_tree import (
    Alternation,
    AnyCharacter,
    End,
    Group,
    Literal,
    Look,
    Node,
    Repeat,
    Sequence,
    Start,
)
from rulec.records import dataclass

#: Longest pattern, in characters. Our own bound: what is longer belongs in several patterns.
MAX_PATTERN = 2000
#: Most groups. Python before 3.5 stops at 99, and a script adds groups of its own.
MAX_GROUPS = 90
#: Most repetitions that `{m,n}` may ask for. Our own bound.
MAX_REPETITIONS = 1000
#: Deepest nesting of groups. Our own bound: Python's parser and ours are recursive.
MAX_DEPTH = 40

_REFUSED_GROUPS = (
    ("(?<=", "look-behind is not available in patterns", "match the text before it as well"),
    ("(?<!", "look-behind is not available in patterns", "match the text before it as well"),
    ("(?<", "a named group is written `(?P<name>...)`", "put a `P` after the question mark"),
    ("(?P=", "back-references are not available in patterns", "write the two parts apart"),
    ("(?#", "comments are not available in patterns", "put a YAML comment beside the pattern"),
    ("(?(", "conditional groups are not available in patterns", "write two patterns in a list"),
    ("(?>", "atomic groups are not available in patterns", "write `(?:...)`"),
    ("(?i", "inline flags are not available in patterns", "put `ignore_case: true` beside it"),
    ("(?", "this begins no group that patterns have", "groups are `(?:...)` and `(?P<name>...)`"),
)


@dataclass(frozen=True, slots=True)
class ParsedPattern:
    """A pattern that was read: its tree, how many groups it has, the names of groups."""

    tree: Node
    group_count: int
    names: tuple[tuple[str, int], ...]


def read_pattern(text: str) -> ParsedPattern | PatternProblem:
    """What a text means as a pattern, or the first thing that is wrong with it."""
    try:
        return _Reader(text).read()
    except Refused as refused:
        return refused.problem


class _Reader(CharacterReader):
    """A recursive-descent reader: a method for each level of the grammar."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.groups = 0
        self.depth = 0
        self.negations = 0
        self.names: dict[str, int] = {}

    def read(self) -> ParsedPattern:
        if len(self.text) > MAX_PATTERN:
            raise Refused(
                f"the pattern has {len(self.text)} characters; at most {MAX_PATTERN} are allowed",
                MAX_PATTERN,
                len(self.text),
                "split it into several patterns in a list",
            )
        tree = self._alternation()
        if self.at < len(self.text):
            raise Refused(
                "this `)` closes no group", self.at, self.at + 1, r"write `\)` for the character"
            )
        return ParsedPattern(tree, self.groups, tuple(self.names.items()))

    def _take_digits(self) -> str:
        start = self.at
        while self.at < len(self.text) and self.text[self.at] in "0123456789":
            self.at += 1
        return self.text[start : self.at]

    # --- Structure -------------------------------------------------------------------------------

    def _alternation(self) -> Node:
        branches = [self._sequence()]
        while self.take("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else Alternation(tuple(branches))

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            parts.append(self._repeated())
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _repeated(self) -> Node:
        start = self.at
        bounds = self._quantifier()
        if bounds is not None:
            raise Refused(
                "there is nothing to repeat here",
                start,
                self.at,
                rf"write `\{self.text[start]}` for the character",
            )
        node = self._atom()
        end = self.at
        bounds = self._quantifier()
        if bounds is None:
            return node
        if self.text[start] in "^$" or self.text.startswith(("(?=", "(?!"), start):
            raise Refused(
                f"`{self.text[start:end]}` matches a place and cannot be repeated",
                end,
                self.at,
                "leave the repetition out",
            )
        lazy = self.take("?")
        self._no_second_quantifier(end)
        return Repeat(node, *bounds, lazy)

    def _no_second_quantifier(self, start: int) -> None:
        second = self.at
        if self._quantifier() is None:
            return
        if self.text[second] == "+":
            raise Refused(
                "possessive repetitions are not available in patterns",
                start,
                self.at,
                "leave the second `+` out",
            )
        raise Refused(
            f"`{self.text[start : self.at]}` repeats a repetition",
            start,
            self.at,
            "put the part and its first repetition into `(?:...)`, or leave one of them out",
        )

    def _quantifier(self) -> tuple[int, int | None] | None:
        """The bounds of the repetition that stands here, or None, also for a literal `{`."""
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.take(sign):
                return bounds
        start = self.at
        if self.next_is("{}") or not self.take("{"):
            return None
        low = self._take_digits()
        high = self._take_digits() if self.take(",") else low
        if not self.take("}"):
            self.at = start
            return None
        # Long runs of digits are bounded first: Python refuses to turn thousands into a number.
        if any(len(digits) > 4 or int(digits or 0) > MAX_REPETITIONS for digits in (low, high)):
            raise Refused(
                f"more than {MAX_REPETITIONS} repetitions are not available in patterns",
                start,
                self.at,
                "write `*` or `+`, or a smaller number",
            )
        minimum, maximum = int(low or 0), int(high) if high else None
        if maximum is not None and maximum < minimum:
            raise Refused(
                "the smallest number of repetitions is above the largest",
                start,
                self.at,
                f"write `{{{high},{low}}}`",
            )
        return minimum, maximum

    def _atom(self) -> Node:
        start = self.at
        character = self.text[start]
        self.at += 1
        match character:
            case "(":
                return self._group(start)
            case "[":
                return self.read_class(start)
            case ".":
                return AnyCharacter()
            case "^":
                return Start()
            case "$":
                return End()
            case "\\":
                return self.read_escape(start)
            case _:
                return Literal(self.checked(character, start))

    # --- Groups ----------------------------------------------------------------------------------

    def _group(self, start: int) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Refused(
                f"groups are nested more than {MAX_DEPTH} deep",
                start,
                self.at,
                "write the pattern with fewer groups",
            )
        node: Node
        if self.take("?:"):
            node = self._alternation()
        elif self.take("?="):
            node = Look(self._alternation(), negated=False)
        elif self.take("?!"):
            self.negations += 1
            node = Look(self._alternation(), negated=True)
            self.negations -= 1
        else:
            self._open_capture(start)
            number = self.groups
            node = Group(number, self._alternation())
        if not self.take(")"):
            raise Refused(
                "this group is not closed",
                start,
                start + 1,
                r"add the `)`, or write `\(` for the character",
            )
        self.depth -= 1
        return node

    def _open_capture(self, start: int) -> None:
        """Read the beginning of a group that captures, behind its bracket, and count it."""
        self.groups += 1
        if self.groups > MAX_GROUPS:
            raise Refused(
                f"the pattern has more than {MAX_GROUPS} groups",
                start,
                start + 1,
                "write `(?:...)` where nothing needs to be captured",
            )
        if self.take("?P<"):
            self._name(start)
        elif self.next_is("?"):
            for opening, message, hint in _REFUSED_GROUPS:
                if self.text.startswith(opening, start):
                    raise Refused(message, start, start + len(opening), hint)

    def _name(self, start: int) -> None:
        begin = self.at
        end = self.text.find(">", begin)
        if end < 0:
            raise Refused("the name of this group has no `>`", start, begin, "add the `>`")
        name = self.text[begin:end]
        self.at = end + 1
        if not (name.isascii() and name.isidentifier()):
            raise Refused(
                f"`{name}` is no name for a group",
                begin,
                max(end, begin + 1),
                "use letters, digits and underscores, and begin with a letter",
            )
        if name in self.names:
            raise Refused(f"the name `{name}` is used twice", begin, end, "use another name")
        if self.negations:
            raise Refused(
                "a group in a negative look-ahead captures nothing",
                start,
                self.at,
                "write `(?:...)`",
            )
        self.names[name] = self.groups
