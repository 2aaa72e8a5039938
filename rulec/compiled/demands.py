"""What a condition demands of a call, in forms that can be looked up.

A demand is a way to look at a call and keys: where the condition holds, looking so gives one of
the keys. What is never so named a demand, such as all that is negated, keeps its rule asked.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from enum import Enum
from itertools import product

from rulec.compiled.conditions import conjuncts
from rulec.ir import (
    AnyOf,
    Condition,
    FieldRead,
    FieldTest,
    ItemTest,
    LetRead,
    Named,
    PartRead,
    Source,
)
from rulec.matching.letters import lower_a_to_z
from rulec.matching.pattern import Pattern
from rulec.matching.pattern_edges import beginnings, endings, is_held_to_the_end, splits
from rulec.matching.pattern_text import Dialect, write
from rulec.operators import (
    EndsWith,
    Equals,
    InSubnet,
    IsBoolean,
    Matches,
    NumberEquals,
    Operator,
    PatternOperator,
    StartsWith,
)
from rulec.records import dataclass

#: A rule is filed under no more combinations of operands than these.
_MOST_COMBINATIONS = 64


class Way(Enum):
    """A way to look at what a source holds. Those on text come in two forms, the second folded."""

    EQUAL = "the text"
    HEAD = "the text's first characters"
    TAIL = "the text's last characters, backwards"
    BLOCK = "the blocks that have the address"
    ITEM = "each item of the list"
    VALUE = "the number or the boolean"
    #: The source is several slots then.
    TOGETHER = "several of these at once"


@dataclass(frozen=True, slots=True)
class Slot:
    """A way to look at a source; `folded` looks at the text with A to Z in lower case."""

    way: Way
    source: Source | tuple[Slot, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Demand:
    """Looking at a call through a slot gives one of the keys."""

    slot: Slot
    keys: tuple[Hashable, ...]
    #: For each key, if this is so: a pattern that all behind it in the text must match.
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One way to file a rule: under all of these demands, one of which a call that it takes meets.

    `settles` are the conjuncts of the rule that a call which is found so surely meets.
    """

    demands: tuple[Demand, ...]
    settles: frozenset[int] = frozenset()


def options_of(parts: list[Condition]) -> tuple[Option, ...]:
    """The ways to file a rule with these conjuncts, better kinds first."""
    single: list[Option] = []
    exact: list[tuple[int, Demand]] = []
    for number, part in enumerate(parts):
        for demands, is_exact in _of_condition(part):
            single.append(Option(demands, frozenset({number} if is_exact else ())))
            if is_exact and len(demands) == 1 and demands[0].slot.way in (Way.EQUAL, Way.VALUE):
                exact.append((number, demands[0]))
    together = _together(exact)
    return (*single, *([together] if together else []))


def _together(exact: list[tuple[int, Demand]]) -> Option | None:
    """All exact demands as one, with a key for each combination of their operands."""
    exact = sorted(exact, key=lambda pair: _place(pair[1].slot))
    count = 1
    for _, demand in exact:
        count *= len(demand.keys)
    if len(exact) < 2 or count > _MOST_COMBINATIONS:
        return None
    slot = Slot(Way.TOGETHER, tuple(demand.slot for _, demand in exact))
    keys = tuple(product(*(demand.keys for _, demand in exact)))
    return Option((Demand(slot, keys),), frozenset(number for number, _ in exact))


def _place(slot: Slot) -> tuple[str, ...]:
    """Where a slot looks, so that rules with the same fields have them in the same order."""
    match slot.source:
        case FieldRead(field):
            return field.path
        case PartRead(field, part):
            return (*field.path, part)
        case LetRead(name):
            return (name,)
        case _:
            return ()


def _of_condition(condition: Condition) -> Iterator[tuple[tuple[Demand, ...], bool]]:
    """Demands one of which a condition makes, and whether each of them is all that it asks."""
    match condition:
        case FieldTest(FieldRead() | PartRead() | LetRead() as subject, operator):
            for demand, is_exact in _of_operator(subject, operator):
                yield (demand,), is_exact
        case ItemTest(FieldRead() as subject, demands):
            for operator, negated in demands:
                if isinstance(operator, Equals) and not negated:
                    demand = _literal(Way.ITEM, subject, operator)
                    # Several demands must be met by one and the same item.
                    yield (demand,), len(demands) == 1
        case Named(condition=inner):
            yield from _of_condition(inner)
        case AnyOf(branches) if branches:
            chosen = [_first(branch) for branch in branches]
            known = [each for each in chosen if each is not None]
            if len(known) == len(chosen):
                every = tuple(demand for demands, _ in known for demand in demands)
                yield every, all(is_exact for _, is_exact in known)
        case _:
            pass


def _first(branch: Condition) -> tuple[tuple[Demand, ...], bool] | None:
    """The first demands of one branch of several; exact where the branch asks nothing else."""
    parts = conjuncts(branch)
    for part in parts:
        for demands, is_exact in _of_condition(part):
            return demands, is_exact and len(parts) == 1
    return None


def _of_operator(subject: Source, operator: Operator) -> Iterator[tuple[Demand, bool]]:
    match operator:
        case Equals():
            yield _literal(Way.EQUAL, subject, operator), True
        case StartsWith(operands, ignore_case):
            yield from _edge(Way.HEAD, subject, operands, folded=ignore_case, is_exact=True)
        case EndsWith(operands, ignore_case):
            yield from _edge(Way.TAIL, subject, operands, folded=ignore_case, is_exact=True)
        case PatternOperator():
            yield from _of_patterns(subject, operator)
        case InSubnet(networks):
            yield Demand(Slot(Way.BLOCK, subject), tuple(each.block for each in networks)), True
        case NumberEquals(operands) if isinstance(subject, FieldRead):
            yield Demand(Slot(Way.VALUE, subject), operands), True
        case IsBoolean(operand) if isinstance(subject, FieldRead):
            yield Demand(Slot(Way.VALUE, subject), (operand,)), True
        case _:
            pass


def _of_patterns(subject: Source, operator: PatternOperator) -> Iterator[tuple[Demand, bool]]:
    is_whole = isinstance(operator, Matches)
    if is_whole:
        yield from _split(subject, operator)
    patterns, folded = operator.patterns, operator.ignore_case
    if is_whole or all(each.anchored for each in patterns):
        found = [text for each in patterns for text in beginnings(each.tree)]
        yield from _edge(Way.HEAD, subject, found, folded=folded)
    if is_whole:
        found = [text for each in patterns for text in endings(each.tree)]
        yield from _edge(Way.TAIL, subject, found, folded=folded)
    elif all(is_held_to_the_end(each.tree) for each in patterns):
        found = [text for each in patterns for text in _tails(each)]
        yield from _edge(Way.TAIL, subject, found, folded=folded)


def _split(subject: Source, operator: PatternOperator) -> Iterator[tuple[Demand, bool]]:
    """Patterns that begin with known characters, which leave the rest of them to be asked."""
    folded = operator.ignore_case
    found = [splits(each.tree) for each in operator.patterns]
    behind: dict[str, list[str]] = {}
    for head, rest in (pair for pairs in found for pair in pairs):
        key = lower_a_to_z(head) if folded else head
        behind.setdefault(key, []).append(write(rest, Dialect(ignore_case=folded)))
    if all(found) and "" not in behind:
        every = tuple(f"(?:{'|'.join(dict.fromkeys(texts))})\\Z" for texts in behind.values())
        yield Demand(Slot(Way.HEAD, subject, folded), tuple(behind), every), True


def _tails(pattern: Pattern) -> Iterator[str]:
    """How texts end in which a pattern with `$` at its end is found: a line feed may follow."""
    for text in endings(pattern.tree):
        # Where nothing is known of the end, a line feed alone would say too much.
        yield from (text, f"{text}\n") if text else ("",)


def _literal(way: Way, subject: Source, operator: Equals) -> Demand:
    operands = operator.operands
    if operator.ignore_case:
        operands = tuple(map(lower_a_to_z, operands))
    return Demand(Slot(way, subject, operator.ignore_case), tuple(dict.fromkeys(operands)))


def _edge(
    way: Way, subject: Source, texts: Iterable[str], *, folded: bool, is_exact: bool = False
) -> Iterator[tuple[Demand, bool]]:
    """A demand on the first or last characters; none where one of the texts is empty."""
    known = sorted({lower_a_to_z(text) if folded else text for text in texts})
    if "" in known:
        return
    if way is Way.TAIL:
        known = [text[::-1] for text in known]
    yield Demand(Slot(way, subject, folded), tuple(known)), is_exact
