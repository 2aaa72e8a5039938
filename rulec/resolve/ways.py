"""The ways in which chosen values can come out together, to hold Pexip's rules against them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, product
from math import prod

from rulec.ir import Choice, Constant, Lookup, Secret, Value
from rulec.pexip import FIELDS_OF_RULES, Breach, breaches

#: In how many ways values are put together; what makes more of them counts as not known.
_MOST_WAYS = 300

#: In place of the number of a row: the table does not have the key.
_NO_ROW = -1

_Scalar = str | int | bool | None
#: A value that is written, or the number of what decides it with a value for each of its sides.
_Tree = _Scalar | tuple[int, "dict[int, _Tree]"]
_Broken = dict[tuple[str, str], Breach]


def sure_breaches(
    values: Mapping[str, Value], unknown: frozenset[str], *, complete: bool
) -> tuple[Breach, ...]:
    """What Pexip surely refuses of the fields that a rule writes.

    A breach is sure when it comes whatever is chosen, or always with one side of one choice, or
    with one row of a table: that the other side breaks nothing makes it no better. Whether a key
    is ever missing nobody knows. `unknown` are fields that only the call will tell, and `complete`
    is as for `breaches`.
    """
    deciders = _Deciders()
    trees: dict[str, _Tree] = {}
    for name in FIELDS_OF_RULES:
        value = values.get(name)
        if value is not None and _is_known(value):
            before = len(deciders.sides)
            tree = deciders.tree(value)
            if prod(map(len, deciders.sides)) > _MOST_WAYS:
                deciders.forget(before)
            else:
                trees[name] = tree
    unknown |= frozenset(values) - trees.keys()
    found: list[tuple[tuple[int, ...], _Broken]] = []
    for way in product(*deciders.sides):
        written = {name: _written(tree, way) for name, tree in trees.items()}
        there = {name: item for name, item in written.items() if item is not None}
        broken = breaches(there, unknown=unknown, complete=complete)
        found.append((way, {(each.rule_id, each.field): each for each in broken}))
    return tuple(_always(found, deciders.sides))


def _always(
    found: list[tuple[tuple[int, ...], _Broken]], sides: list[tuple[int, ...]]
) -> Iterator[Breach]:
    every = {key: breach for _, broken in found for key, breach in broken.items()}
    if not every:
        return
    groups = [[broken for _, broken in found]]
    for number, own in enumerate(sides):
        by_side: dict[int, list[_Broken]] = {side: [] for side in own if side != _NO_ROW}
        for way, broken in found:
            if way[number] != _NO_ROW:
                by_side[way[number]].append(broken)
        groups += by_side.values()
    for key, breach in every.items():
        if any(all(key in broken for broken in group) for group in groups):
            yield breach


def _is_known(value: Value) -> bool:
    match value:
        case Constant() | Secret():
            return True
        case Choice(then=then, otherwise=otherwise):
            return _is_known(then) and _is_known(otherwise)
        case Lookup(entries=entries, otherwise=otherwise):
            return all(_is_known(entry) for _, entry in entries) and _is_known(otherwise)
        case _:
            return False


class _Deciders:
    """What decides between values, each with a number: values that share one come out together."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}
        self.sides: list[tuple[int, ...]] = []

    def forget(self, kept: int) -> None:
        """Leaves only the first ones."""
        del self.sides[kept:]
        self._numbers = {key: number for key, number in self._numbers.items() if number < kept}

    def _number(self, key: object, sides: tuple[int, ...]) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self.sides)
            self.sides.append(sides)
        return self._numbers[key]

    def tree(self, value: Value) -> _Tree:
        """A known value with numbers in place of what decides it."""
        match value:
            case Constant(scalar):
                return scalar
            case Secret(value=text):
                return text
            case Choice(when, then, otherwise):
                number = self._number(when, (0, 1))
                return number, {0: self.tree(then), 1: self.tree(otherwise)}
            case Lookup(table, entries, key, otherwise):
                # The keys tell in which column they stand.
                row = (table, tuple(name for name, _ in entries), key)
                number = self._number(row, (_NO_ROW, *range(len(entries))))
                rows = {place: self.tree(entry) for place, (_, entry) in enumerate(entries)}
                return number, {_NO_ROW: self.tree(otherwise), **rows}
            case _:
                raise TypeError(type(value).__name__)


def _written(tree: _Tree, way: tuple[int, ...]) -> _Scalar:
    while isinstance(tree, tuple):
        number, sides = tree
        tree = sides[way[number]]
    return tree


def overlaid(later: Value, earlier: Value) -> Value:
    """What is written in the end: a null of the later value leaves the earlier one."""
    match later:
        case Constant(None):
            return earlier
        case Choice(then=then, otherwise=otherwise):
            return Choice(later.when, overlaid(then, earlier), overlaid(otherwise, earlier))
        case Lookup(entries=entries, otherwise=otherwise):
            every = tuple((key, overlaid(entry, earlier)) for key, entry in entries)
            return Lookup(later.table, every, later.key, overlaid(otherwise, earlier))
        case _:
            return later


def written_choices(value: Value) -> tuple[_Scalar, ...]:
    """Everything that a value may come out as, where all of it is written; else nothing."""
    match value:
        case Constant(scalar):
            return (scalar,)
        case Choice(then=then, otherwise=otherwise):
            every = [written_choices(then), written_choices(otherwise)]
        case Lookup(entries=entries, otherwise=otherwise):
            every = [written_choices(part) for part in (*(v for _, v in entries), otherwise)]
        case _:
            return ()
    return tuple(dict.fromkeys(chain.from_iterable(every))) if all(every) else ()
