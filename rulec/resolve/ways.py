"""The ways in which chosen values can come out together, to hold Pexip's rules against them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, product
from math import prod

from rulec.ir import Choice, Condition, Constant, Lookup, Secret, Value
from rulec.pexip import Breach, breaches

#: In how many ways values are put together; beyond that only the call will tell them.
_MOST_WAYS = 300

#: In place of the number of a row: the table does not have the key.
NO_ROW = -1

#: What decides between values: a condition, or the key of a table. Values that share one come out
#: together.
_Decider = Condition | tuple[object, ...]
_Way = dict[_Decider, int]


def sure_breaches(
    values: Mapping[str, Value], unknown: frozenset[str], *, complete: bool
) -> tuple[Breach, ...]:
    """What Pexip surely refuses of the fields that a rule writes.

    A breach is sure when it comes whatever is chosen, or always with one side of one choice, or
    with one row of a table: that the other side breaks nothing makes it no better. Whether a key
    is ever missing nobody knows. `unknown` are fields that only the call
    will tell, and `complete` is as for `breaches`.
    """
    known = {name: value for name, value in values.items() if _is_known(value)}
    deciders: dict[_Decider, tuple[int, ...]] = {}
    for value in known.values():
        deciders.update(_deciders(value))
    if prod(map(len, deciders.values())) > _MOST_WAYS:
        known = {name: value for name, value in known.items() if not dict(_deciders(value))}
        deciders = {}
    unknown |= frozenset(values) - known.keys()
    found: list[tuple[_Way, dict[tuple[str, str], Breach]]] = []
    for sides in product(*deciders.values()):
        way = dict(zip(deciders, sides, strict=True))
        written = {name: _written(value, way) for name, value in known.items()}
        there = {name: item for name, item in written.items() if item is not None}
        broken = breaches(there, unknown=unknown, complete=complete)
        found.append((way, {(each.rule_id, each.field): each for each in broken}))
    return tuple(_always(found))


def _always(found: list[tuple[_Way, dict[tuple[str, str], Breach]]]) -> Iterator[Breach]:
    every = {key: breach for _, broken in found for key, breach in broken.items()}
    sides = {side for way, _ in found for side in way.items() if side[1] != NO_ROW}
    groups = [[broken for way, broken in found if side in way.items()] for side in sides]
    groups.append([broken for _, broken in found])
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


def written_choices(value: Value) -> tuple[str | int | bool | None, ...]:
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


def _deciders(value: Value) -> Iterator[tuple[_Decider, tuple[int, ...]]]:
    """What decides a value, each with its sides."""
    match value:
        case Choice(when, then, otherwise):
            yield when, (0, 1)
            yield from _deciders(then)
            yield from _deciders(otherwise)
        case Lookup(entries=entries, otherwise=otherwise):
            yield _row_of(value), (NO_ROW, *range(len(entries)))
            yield from _deciders(otherwise)
        case _:
            return


def _row_of(value: Lookup) -> tuple[object, ...]:
    """What decides the row: the table, the column of its keys, and what is looked for."""
    return value.table, tuple(key for key, _ in value.entries), value.key


def _written(value: Value, way: _Way) -> str | int | bool | None:
    """What is written in one of the ways. Rows of one table stand in one order."""
    match value:
        case Constant(scalar):
            return scalar
        case Secret(value=text):
            return text
        case Choice(when, then, otherwise):
            return _written(otherwise if way[when] else then, way)
        case Lookup(entries=entries, otherwise=otherwise):
            row = way[_row_of(value)]
            return _written(otherwise if row == NO_ROW else entries[row][1], way)
        case _:
            raise TypeError(type(value).__name__)
