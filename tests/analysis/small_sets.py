"""Every small set of rules over the words of a group, by number.

A rule set is three rules or fewer with at most four conditions: words or their opposites, at most
two of them in a rule, joined by `all` or `any`. How the rules stand together (one set or two, first
match or all, what they do, a default, a `when`) turns with the number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from math import prod
from typing import NamedTuple

from analysis.oracle import conditions

from rulec.ir import (
    ALWAYS,
    All,
    AnyOf,
    Assignment,
    Condition,
    Constant,
    Continue,
    Create,
    Effect,
    Redirect,
    Reject,
    Replace,
    Rule,
    RuleSet,
    Set,
)
from rulec.ir import Not as Opposite
from rulec.pexip import PARTICIPANT_RESPONSE, Policy, service_response_field

#: The most conditions of a small rule set.
MOST_CONDITIONS = 4

# --- The rules -----------------------------------------------------------------------------------


class Literal(NamedTuple):
    """A word, or its opposite."""

    word: str
    positive: bool

    def condition(self) -> Condition:
        """The literal as a checked condition."""
        word = conditions()[self.word]
        return word if self.positive else Opposite(word)

    def __str__(self) -> str:
        return self.word if self.positive else f"not {self.word}"


class Shape(NamedTuple):
    """The `when` of a rule: no literals, one, or two joined."""

    literals: tuple[Literal, ...]
    joined_by_any: bool = False

    def condition(self, *, inside_out: bool) -> Condition:
        """The checked condition; inside out, it is the opposite of the opposites."""
        parts = tuple(literal.condition() for literal in self.literals)
        if len(parts) == 1:
            return parts[0]
        if inside_out:
            opposites = tuple(map(Opposite, parts))
            return Opposite(All(opposites) if self.joined_by_any else AnyOf(opposites))
        return AnyOf(parts) if self.joined_by_any else All(parts)

    def __str__(self) -> str:
        joint = " or " if self.joined_by_any else " and "
        return joint.join(map(str, self.literals)) or "always"


@cache
def shapes(words: tuple[str, ...]) -> tuple[tuple[Shape, ...], ...]:
    """Every `when` over some words with no literal, with one, with two."""
    literals = [Literal(word, positive) for word in words for positive in (True, False)]
    pairs = [
        Shape((Literal(one, first), Literal(two, second)), joined_by_any)
        for one, two in combinations(words, 2)
        for first, second in product((True, False), repeat=2)
        for joined_by_any in (False, True)
    ]
    pairs += [Shape((Literal(word, True), Literal(word, False))) for word in words]
    return ((Shape(()),), tuple(Shape((literal,)) for literal in literals), tuple(pairs))


# --- How the rules stand together ----------------------------------------------------------------

_ROLE = Assignment(PARTICIPANT_RESPONSE["preauthenticated_role"], Constant("chair"))
_TAG = Assignment(service_response_field("service_tag")[0].row, Constant("t1"))

_CHANGE: dict[Policy, Effect] = {Policy.PARTICIPANT: Set((_ROLE,)), Policy.SERVICE: Set((_TAG,))}
_OTHER: dict[Policy, Effect] = {
    Policy.PARTICIPANT: Set((Assignment(_ROLE.field, Constant("guest")),)),
    Policy.SERVICE: Set((Assignment(_TAG.field, Constant("t2")),)),
}
_MAKE: dict[Policy, Effect] = {
    Policy.PARTICIPANT: Continue(),
    Policy.SERVICE: Create((_TAG,)),
}
_END: dict[Policy, Effect] = {
    Policy.PARTICIPANT: Reject(),
    Policy.SERVICE: Redirect(Constant("sip:a@example.com")),
}
_MAKE_ANEW: dict[Policy, Effect] = {
    Policy.PARTICIPANT: Set((_ROLE,)),
    Policy.SERVICE: Replace((_TAG,)),
}


@dataclass(frozen=True)
class _Layout:
    """Where the rules stand and what they do."""

    name: str
    #: What each rule does: a key of `_KINDS`.
    effects: tuple[str, str, str]
    first_match: bool = True
    default: str = ""
    #: How many of the rules stand in a set before the others.
    before: int = 0
    #: The first rule's condition is the `when` of the set of the others.
    is_when: bool = False


_LAYOUTS = (
    _Layout("first match, with a default", ("change", "other", "change"), default="other"),
    _Layout("first match", ("end", "make", "change")),
    _Layout("all match", ("change", "other", "anew"), first_match=False, default="make"),
    _Layout("all match, ends", ("end", "change", "end"), first_match=False, default="change"),
    _Layout("a set that ends before another", ("end", "change", "make"), before=1, default="end"),
    _Layout("a set that may end", ("make", "end", "change"), before=2, default="change"),
    _Layout("a `when`", ("change", "end", "change"), is_when=True, default="other"),
    _Layout("all in a set after one", ("anew", "make", "end"), first_match=False, before=1),
)
_KINDS = {"change": _CHANGE, "other": _OTHER, "make": _MAKE, "anew": _MAKE_ANEW, "end": _END}


@dataclass(frozen=True)
class SmallSet:
    """A few rules of one policy."""

    policy: Policy
    shapes: tuple[Shape, ...]
    layout: _Layout
    inside_out: bool

    @property
    def words(self) -> frozenset[str]:
        """The words in it."""
        return frozenset(literal.word for shape in self.shapes for literal in shape.literals)

    def rule_sets(self) -> tuple[RuleSet, ...]:
        """The checked rules."""
        whens = [shape.condition(inside_out=self.inside_out) for shape in self.shapes]
        rules = [
            Rule(f"r{number}", when, (_KINDS[effect][self.policy],))
            for number, (when, effect) in enumerate(zip(whens, self.layout.effects, strict=False))
        ]
        if self.layout.is_when:
            return (self._set("main", tuple(rules[1:]), whens[0]),)
        before = self.layout.before
        main = self._set("main", tuple(rules[before:]))
        return (self._set("before", tuple(rules[:before])), main) if before else (main,)

    def _set(self, name: str, rules: tuple[Rule, ...], when: Condition = ALWAYS) -> RuleSet:
        layout = self.layout
        default = (_KINDS[layout.default][self.policy],) if layout.default else ()
        return RuleSet(name, self.policy, rules, when, layout.first_match, default)

    def changed(self, number: int) -> SmallSet:
        """Another rule set that is much the same; which one turns with the number."""
        shapes = list(self.shapes)
        place = number % len(shapes)
        one, layout = shapes[place], self.layout
        match number // 3 % 6:
            case 0 if len(shapes) > 1:
                shapes.append(shapes.pop(0))
            case 1 if len(shapes) > 1 and not layout.is_when:
                del shapes[place]
            case 2:
                layout = _LAYOUTS[(_LAYOUTS.index(layout) + 1 + place) % len(_LAYOUTS)]
            case 3:
                shapes[place] = Shape(one.literals, not one.joined_by_any)
            case 4:
                shapes[place] = Shape(one.literals[:1])
            case _:
                turned = (Literal(word, not positive) for word, positive in one.literals)
                shapes[place] = Shape(tuple(turned), one.joined_by_any)
        return SmallSet(self.policy, tuple(shapes), layout, not self.inside_out)

    def __str__(self) -> str:
        rules = "; ".join(map(str, self.shapes))
        return f"{self.policy} {self.layout.name}{' inside out' * self.inside_out}: {rules}"


# --- Groups of words -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """Words that are tried together."""

    name: str
    words: tuple[str, ...]
    policy: Policy = Policy.PARTICIPANT

    @property
    def count(self) -> int:
        """How many rule sets there are over the words."""
        return sum(self._count(sizes) for sizes in _SIZES)

    def small_set(self, number: int) -> SmallSet:
        """A rule set by its number, from 0."""
        rest = number
        for sizes in _SIZES:
            if rest < self._count(sizes):
                break
            rest -= self._count(sizes)
        every = shapes(self.words)
        chosen = []
        for size in sizes:
            rest, place = divmod(rest, len(every[size]))
            chosen.append(every[size][place])
        # Mixed, so that the layout does not go with one of the conditions.
        mixed = (number * 2654435761 >> 12) & 0xFFFF
        layout = _LAYOUTS[mixed % len(_LAYOUTS)]
        return SmallSet(self.policy, tuple(chosen), layout, mixed // 64 % 3 == 0)

    def _count(self, sizes: tuple[int, ...]) -> int:
        return prod(len(shapes(self.words)[size]) for size in sizes)

    def slice(self, step: int, start: int = 0) -> Iterator[SmallSet]:
        """Every `step`-th rule set."""
        return map(self.small_set, range(start % step, self.count, step))


#: How many conditions each rule has.
_SIZES = tuple(
    sizes
    for rules in (1, 2, 3)
    for sizes in product(range(3), repeat=rules)
    if sum(sizes) <= MOST_CONDITIONS
)

GROUPS = (
    Group(
        "texts",
        ("same", "same in any case", "begins ab", "begins a in any case", "ends .com", "has b@"),
    ),
    Group(
        "patterns",
        ("shape", "digits", "all to digits", "not ab before @", "has b@x in any case", "no alias"),
    ),
    Group("parts", ("user", "domain", "domain ends com", "scheme", "address", "no domain")),
    Group("parts and texts", ("same", "user", "domain", "begins ab", "digits", "no domain")),
    Group(
        "nets", ("in 10/8", "in 10/9", "in 10.128/9", "in 10.1/16", "begins 10.1.", "is 10.1.2.3")
    ),
    Group(
        "addresses",
        ("in 10/8", "in 10.1.2/24 or v6", "in v6", "begins 2001", "quad", "no address"),
    ),
    Group(
        "numbers",
        ("at least 5", "at least 10", "at most 10", "less than 6", "5 or 11", "no bandwidth"),
    ),
    Group(
        "few values",
        ("sip", "sip or h323", "h323 or webrtc", "nothing or sip", "registered", "unregistered"),
    ),
    Group(
        "items",
        ("an item is", "an item begins", "an item ends", "an item does both",
         "an item does not begin", "no items"),
    ),
    Group(
        "attributes",
        ("staff", "staff or admins", "begins st", "begins st and ends ff",
         "begins st without staff", "no group"),
    ),
    Group(
        "nets of a list",
        ("a net in 10/8", "a net in 10.1/16", "a net is 10.1.0.0", "a net begins 10.", "no nets"),
    ),
    Group("service", ("found", "tag t1", "tag begins t", "tag not t1", "no tag", "meeting")),
    Group(
        "service rules", ("found", "missing", "tag t1", "tag not t1", "sip", "user"), Policy.SERVICE
    ),
    Group(
        "clock",
        ("office", "morning", "afternoon", "night of Friday", "winter", "a weekend"),
    ),
    Group("days", ("winter", "from 2027", "until a Saturday", "a weekend", "office", "morning")),
    Group("mixed", ("same", "domain", "in 10/8", "sip or h323", "at least 10", "begins st")),
    Group("all sorts", ("ends .com", "office", "registered", "found", "an item ends", "quad")),
)  # fmt: skip


def sets_with_every_two_words() -> Iterator[SmallSet]:
    """Rule sets of four words each, in which every two words of the vocabulary are once."""
    words = list(conditions())
    left = {frozenset(pair) for pair in combinations(words, 2)}
    number = 0
    for pair in combinations(words, 2):
        if frozenset(pair) not in left:
            continue
        chosen = list(pair)
        while len(chosen) < MOST_CONDITIONS:
            new = {
                word: sum(frozenset((word, one)) in left for one in chosen)
                for word in words
                if word not in chosen
            }
            chosen.append(max(new, key=new.__getitem__))
        left -= {frozenset(two) for two in combinations(chosen, 2)}
        yield _of_four(chosen, number)
        number += 1


def _of_four(words: list[str], number: int) -> SmallSet:
    """Three rules of four words; where the two together are and what is turned around changes."""
    signs = (True, False, True, number % 2 == 0)
    turn = number % 4
    one, two, *rest = (
        Literal(word, sign)
        for word, sign in zip(words[turn:] + words[:turn], signs[turn:] + signs[:turn], strict=True)
    )
    shapes = [Shape((one, two), number % 3 == 0), *(Shape((literal,)) for literal in rest)]
    place = number % 5 % 3
    shapes = shapes[place:] + shapes[:place]
    layout = _LAYOUTS[number % len(_LAYOUTS)]
    return SmallSet(Policy.PARTICIPANT, tuple(shapes), layout, inside_out=number % 7 == 0)
