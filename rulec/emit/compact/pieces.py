"""Rules as pieces: what can be looked up in a table, and what has to be asked.

A piece is one way to meet the condition of a rule. It is *keyed* when some of its tests ask for
texts that can be looked up (`spelling`); the tests that are left are its guards. Pieces with the
same guards that look up in the same places have one table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from math import prod

from rulec.emit.compact.spelling import Frame, Spelling, spellings
from rulec.emit.passes import Step
from rulec.ir import (
    All,
    AnyOf,
    Condition,
    FieldRead,
    FieldTest,
    ItemTest,
    Named,
    PartRead,
    Source,
)
from rulec.matching.address import Network
from rulec.operators import Equals, InSubnet
from rulec.pexip import ValueType
from rulec.records import dataclass

#: One rule has no more pieces in tables; else it is asked.
_MOST_PIECES = 24
#: About how many characters a record takes besides its texts, which are separators and a code, each
#: text in a question, and an item of a list there more than other texts.
COST_OF_RECORD = 9
COST_OF_TEXT = 3
COST_OF_ITEM = 8
#: What the rest of a question takes, and so much that tables may take more because they are fast.
MORE_THAN_QUESTIONS = 40
#: So many lists are looked up together.
_MOST_LISTS = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is looked up: the text of a source, or what is in the holes of a frame."""

    source: Source
    frame: Frame | None

    @property
    def holes(self) -> int:
        """How many texts are read there."""
        return 1 if self.frame is None else self.frame.holes

    @property
    def is_pattern(self) -> bool:
        """Whether more than the texts that are looked up may stand there."""
        return self.frame is not None and not self.frame.is_text


@dataclass(frozen=True, slots=True)
class Keyed:
    """A piece that is looked up: `fills` has for each of its places what stands there.

    `lists` are lists of which one item each is looked up too, with `items`.
    """

    rule: int
    places: tuple[Place, ...]
    guards: tuple[Condition, ...]
    fills: tuple[tuple[str, ...], ...]
    lists: tuple[Source, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blocks:
    """A piece that asks for an address in one of some IPv4 networks."""

    rule: int
    source: Source
    guards: tuple[Condition, ...]
    networks: tuple[Network, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A piece that is asked as it is."""

    rule: int
    condition: Condition


Piece = Keyed | Blocks | Asked


def pieces_of(rule: int, when: Condition, steps: frozenset[Step]) -> list[Piece]:
    """The pieces of a rule, by its number; one that asks it all where that is the best there is."""
    found: list[Piece] = []
    for parts in _ways(when):
        made = _looked_up(rule, parts, steps)
        found += made if made is not None else [Asked(rule, All(parts))]
    keyed = sum(isinstance(piece, Keyed) for piece in found)
    return found if keyed <= _MOST_PIECES else [Asked(rule, when)]


def _ways(when: Condition) -> list[tuple[Condition, ...]]:
    """Rows of tests, of one of which all must hold."""
    match when:
        case Named(condition=inner):
            return _ways(inner)
        case AnyOf(conditions):
            return [way for each in conditions for way in _ways(each)]
        case All(conditions):
            flat: list[Condition] = []
            for each in conditions:
                ways = _ways(each)
                flat += ways[0] if len(ways) == 1 else (each,)
            return [tuple(dict.fromkeys(flat))]
        case _:
            return [(when,)]


def _looked_up(
    rule: int, parts: tuple[Condition, ...], steps: frozenset[Step]
) -> list[Piece] | None:
    blocks = [part for part in parts if _networks(part)] if Step.NETWORKS in steps else []
    if len(blocks) == 1:
        return _by_address(rule, blocks[0], parts)
    places: list[tuple[Source, tuple[Spelling, ...]]] = []
    lists: list[tuple[Source, tuple[str, ...]]] = []
    guards: list[Condition] = []
    for part in parts:
        spelled = _spelled(part, steps)
        items = _items(part) if Step.LISTS in steps else None
        if spelled is not None and isinstance(part, FieldTest):
            places.append((part.subject, spelled))
        elif items is not None and isinstance(part, ItemTest) and len(lists) < _MOST_LISTS:
            lists.append((part.subject, items))
        else:
            guards.append(part)
    if not (places or lists):
        return None
    if _are_too_many([some for _, some in places], [items for _, items in lists]):
        return None
    found: list[Piece] = []
    for chosen in product(*(spelled for _, spelled in places)):
        fills = _one_at_each(
            (Place(at[0], one.frame), one.fills) for at, one in zip(places, chosen, strict=True)
        )
        if fills is not None:
            found += (
                Keyed(
                    rule,
                    tuple(fills),
                    tuple(guards),
                    tuple(fills.values()),
                    tuple(source for source, _ in lists),
                    items,
                )
                for items in product(*(operands for _, operands in lists))
            )
    return found


def _are_too_many(spelled: Sequence[Sequence[Spelling]], lists: Sequence[Sequence[str]]) -> bool:
    """Whether the pieces of some tests are too many, or far longer than the tests as questions.

    A question names each text once, and pieces name it beside each text of every other test.
    """
    tests = [[sum(map(len, one.fills)) for one in some] for some in spelled]
    tests += [list(map(len, items)) for items in lists]
    count = prod(map(len, tests))
    if count > _MOST_PIECES:
        return True
    records = COST_OF_RECORD * count + sum(count // len(each) * sum(each) for each in tests)
    questions = COST_OF_TEXT * sum(map(len, tests)) + sum(map(sum, tests))
    questions += COST_OF_ITEM * sum(map(len, lists))
    return records > questions + MORE_THAN_QUESTIONS


def _one_at_each(
    chosen: Iterable[tuple[Place, tuple[str, ...]]],
) -> dict[Place, tuple[str, ...]] | None:
    """What stands at each place; None where it would have to be two things at once."""
    made: dict[Place, tuple[str, ...]] = {}
    for place, fills in chosen:
        if made.setdefault(place, fills) != fills:
            return None
    return made


def _items(part: Condition) -> tuple[str, ...] | None:
    """The items of which a list must have one; what joins them is in none."""
    match part:
        case ItemTest(FieldRead(), ((Equals(operands, ignore_case=False), False),)) if not any(
            "\0" in operand for operand in operands
        ):
            return operands
        case _:
            return None


def _spelled(part: Condition, steps: frozenset[Step]) -> tuple[Spelling, ...] | None:
    match part:
        case FieldTest(FieldRead() | PartRead(), operator) if Step.FRAMES in steps:
            return spellings(operator)
        case FieldTest(FieldRead() | PartRead(), Equals(operands, ignore_case=False)) if (
            Step.KEYS in steps
        ):
            return tuple(Spelling(None, (text,)) for text in operands if text)
        case _:
            return None


def _networks(part: Condition) -> tuple[Network, ...]:
    """The IPv4 networks of a test, of which there may be none."""
    match part:
        case FieldTest(FieldRead(field), InSubnet(networks)) if field.type is ValueType.TEXT:
            return tuple(network for network in networks if network.version == 4)
        case _:
            return ()


def _by_address(rule: int, test: Condition, parts: tuple[Condition, ...]) -> list[Piece]:
    assert isinstance(test, FieldTest) and isinstance(test.operator, InSubnet)  # noqa: S101, PT018
    guards = tuple(part for part in parts if part is not test)
    found: list[Piece] = [Blocks(rule, test.subject, guards, _networks(test))]
    others = tuple(network for network in test.operator.networks if network.version != 4)
    if others:
        rest = FieldTest(test.subject, InSubnet(others))
        found.append(Asked(rule, All((rest, *guards))))
    return found
