"""What steps may write into one part of a decision, and which ways that part may go by it.

Less exact than the parts of a decision in `facets`, and quick: for what is left open here, calls
are looked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import product

from rulec.analysis.comparison import alike
from rulec.analysis.course import Step
from rulec.analysis.directions import ACTION, Direction, way_of
from rulec.analysis.outcomes import reads_nothing, settled
from rulec.evaluate import NO_INPUTS
from rulec.evaluate.fitting import written
from rulec.ir import (
    Append,
    Assignment,
    Choice,
    Constant,
    Create,
    Effect,
    Keep,
    ListOf,
    Lookup,
    Record,
    Redirect,
    Reject,
    Replace,
    Set,
    Value,
)
from rulec.pexip import (
    MOVES_MEDIA,
    RIGHTS,
    SERVICE_TYPES,
    Held,
    Policy,
    ResponseField,
    Rights,
    rights_of,
    service_response_field,
)
from rulec.records import dataclass


class Open(Enum):
    """A value that is not written out."""

    #: The value that the field has when the step comes.
    SAME = "same"
    #: A list with more items, none of which gives more rights.
    LONGER = "longer"
    #: Any value that is computed from the call, but not null.
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Const:
    """A value that stands in the rules, as JSON data; null is no value."""

    value: object


Written = Const | Open


def parts_of(step: Step) -> frozenset[str]:
    """The parts of the decision that a step may change: fields by name, and the action."""
    found = {each.field.name for effect in step.effects for each in _assignments(effect)}
    if step.makes_service:
        # The new service has nothing of the old one.
        found |= {row.field for row in RIGHTS if row.policy is Policy.SERVICE}
        found |= {ACTION, *MOVES_MEDIA[Policy.SERVICE]}
    return frozenset(found | {ACTION} if step.ends else found)


def _assignments(effect: Effect) -> tuple[Assignment, ...]:
    kinds = (Set, Create, Replace, Keep, Append)
    return effect.assignments if isinstance(effect, kinds) else ()


# --- Fields ---------------------------------------------------------------------------------------


def values(steps: Iterable[Step], field: str) -> list[Written]:
    """What a field may hold after some steps, as far as they say so."""
    found: list[Written] = [Open.SAME]
    for effect in (effect for step in steps for effect in step.effects):
        given = [each for each in _assignments(effect) if each.field.name == field][-1:]
        match effect:
            case Create():
                found = [*found, *_new(given)]
            case Replace():
                found = _new(given)
            case Set() if given:
                found = _over(found, _values(given[0].field, given[0].value))
            case Keep() if given:
                found = [*found, Open.ANY]
            case Append() if given:
                found = [*found, *_appended(given[0])]
            case _:
                pass
    return list({repr(one): one for one in found}.values())


def _new(given: Sequence[Assignment]) -> list[Written]:
    """What a new service has in a field."""
    if not given:
        return [Const(None)]
    made = _values(given[0].field, given[0].value)
    return [*map(_unless_same, made)]


def _unless_same(one: Written) -> Written:
    return Const(None) if one is Open.SAME else one


def _over(found: Sequence[Written], made: Iterable[Written]) -> list[Written]:
    """What is written over something; a null leaves most fields as they were."""
    listed = list(made)
    return [
        *(one for one in listed if one is not Open.SAME),
        *(found if Open.SAME in listed else ()),
    ]


def _values(field: ResponseField, value: Value) -> Iterator[Written]:
    match settled(field, value):
        case Choice(_, then, otherwise):
            yield from _values(field, then)
            yield from _values(field, otherwise)
        case Lookup(entries=entries, otherwise=otherwise):
            for each in dict.fromkeys((*(found for _, found in entries), otherwise)):
                yield from _values(field, each)
        case other if reads_nothing(other):
            made = written(field, other, NO_INPUTS)
            yield Open.SAME if made is None and not field.nullable else Const(made)
        case ListOf() | Record() as other:
            yield from _outlined(field, other)
        case _:
            yield Open.ANY
            yield Const(None) if field.nullable else Open.SAME


def _outlined(field: ResponseField, value: ListOf | Record) -> Iterator[Written]:
    """A list or an object with computed parts, as far as those do not count."""
    row = next((row for row in RIGHTS if row.field == field.name and row.below), None)
    outline = _outline(value, row.below[-1:] if row else ())
    yield Open.ANY if outline is None else Const(outline)
    if isinstance(value, Record):
        # One without a mandatory entry is null.
        yield Open.SAME


def _outline(value: Value, counts: tuple[str, ...]) -> object:
    """JSON data like a value, with a word for what is computed; None where that is what counts."""
    match value:
        case Constant(scalar):
            return scalar
        case ListOf(items):
            made = [_outline(item, counts) for item in items]
            return None if None in made else made
        case Record(entries):
            fields = {each.field.name: _outline(each.value, counts) for each in entries}
            computed = (each for each in entries if not isinstance(each.value, Constant))
            if any(each.field.name in counts for each in computed) or None in fields.values():
                return None
            return fields
        case _:
            return "x"


def _appended(given: Assignment) -> Iterator[Written]:
    row = next((row for row in RIGHTS if row.field == given.field.name and row.below), None)
    for one in _values(given.field, given.value):
        is_more = isinstance(one, Const) and (row is None or row.rung(one.value) == 0)
        yield Open.LONGER if is_more else one


def representatives(policy: Policy, field: str) -> tuple[object, ...]:
    """Values of a field, one of each kind that counts, and two that are only not the same.

    None for no value.
    """
    row = rights_of(policy, field)
    if row is None:
        return (None, _example(policy, field))
    found = (value for rung in row.rungs for value in _stand_for(row, rung))
    return tuple(_below(row, value) for value in found)


def _stand_for(row: Rights, rung: Sequence[object]) -> tuple[object, ...]:
    if Held.NOTHING in rung:
        return (None,)
    example = _example(row.policy, row.field)
    return (example, f"{example}0") if Held.SOMETHING in rung else (rung[0],)


def _below(row: Rights, value: object) -> object:
    """A value where the row says that it stands: in an object, or in an item of a list."""
    if value is None or not row.below:
        return value
    for name in reversed(row.below):
        value = {name: value}
    return value if len(row.below) > 1 else [value]


def _example(policy: Policy, field: str) -> object:
    if policy is Policy.SERVICE:
        return next((found.row.example for found in service_response_field(field)), "x")
    return "x"


def ways(
    policy: Policy,
    field: str,
    sides: tuple[Iterable[Written], Iterable[Written]],
    *,
    apart: bool = False,
) -> frozenset[Direction]:
    """The directions in which a field may go from one of some values to one of others.

    What both leave as it was is the same, unless `apart`.
    """
    row = rights_of(policy, field)
    known = representatives(policy, field)
    found: set[Direction] = set()
    for old, new in product(*sides):
        if old is Open.SAME and new is Open.SAME and not apart:
            continue
        for same, one, other in product(known, _spelled(old, known), _spelled(new, known)):
            before, after = (_instead(same, each) for each in (one, other))
            if row is not None and row.otherwise:
                before, after = (same if each is None else each for each in (before, after))
            if not alike(before, after) or Open.ANY in (old, new):
                found.add(way_of(policy, field, (before, after), None))
    return frozenset(found)


def _spelled(held: Written, known: Sequence[object]) -> Sequence[object]:
    if isinstance(held, Const):
        return (held.value,)
    return [each for each in known if each is not None] if held is Open.ANY else (held,)


def _instead(same: object, value: object) -> object:
    """A value where it is written out, or else what is there already."""
    if value is Open.LONGER:
        return [*(same if isinstance(same, list) else ()), {}]
    return same if value is Open.SAME else value


def is_elsewhere(steps: Iterable[Step], field: str) -> bool:
    """Whether steps make a service of a type that has no such field."""
    return any(
        isinstance(each.value, Constant)
        and (kind := SERVICE_TYPES.get(str(each.value.value))) is not None
        and kind.field(field) is None
        for step in steps
        for effect in step.effects
        if isinstance(effect, Create | Replace)
        for each in effect.assignments
        if each.field.name == "service_type"
    )


# --- The action -----------------------------------------------------------------------------------

#: What becomes of a call: it is refused, sent elsewhere, or let in.
RANKS = (0, 1, 2)
REFUSED, LET_IN = frozenset({0}), frozenset({2})


def action_ways(old: frozenset[int], new: frozenset[int]) -> frozenset[Direction]:
    """The directions in which the action may go from some of the ranks to others.

    Where it stays, a refusal may have another reason, and a caller may be sent elsewhere.
    """
    found: set[Direction] = set()
    for before, after in product(old, new):
        if before != after:
            found.add(Direction.ADMITS_MORE if after > before else Direction.REFUSES_MORE)
        elif before not in LET_IN:
            found.add(Direction.CHANGES_SETTINGS)
    return frozenset(found)


def ranks(steps: Sequence[Step], rank: int | None) -> frozenset[int]:
    """What may become of a call by some steps; `rank` is what becomes of it without them."""
    for effect in (effect for step in steps for effect in step.effects):
        match effect:
            case Reject():
                return REFUSED
            case Redirect(Constant(value)):
                return frozenset({1}) if value else REFUSED
            case Redirect():
                return frozenset({0, 1})
            case _:
                pass
    found = {rank} if rank is not None else set()
    if rank == 0 and any(step.makes_service for step in steps):
        found.add(2)
    return frozenset(found)
