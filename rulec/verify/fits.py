"""Calls on both sides of what a field takes of a computed value: its format, values and length."""

from __future__ import annotations

from collections.abc import Iterator

from rulec.analysis.drafts import Draft
from rulec.evaluate import fit, value_of
from rulec.ir import (
    JSON_TYPES,
    LISTS,
    Assignment,
    Choice,
    Constant,
    Effect,
    Entry,
    FieldRead,
    FieldTest,
    LetRead,
    ListOf,
    Lookup,
    PartRead,
    Read,
    Record,
    Value,
)
from rulec.ir.walk import walk
from rulec.operators import Equals
from rulec.pexip import InputField, ResponseField, Scalar, ValueType
from rulec.verify.keys import is_key
from rulec.verify.reads import Reads, fields_in
from rulec.verify.samples import PINS, UUIDS, around
from rulec.verify.solve import met, solved
from rulec.verify.wishes import Way, Wish, ways

#: How many values of a closed list are tried.
_VALUES = 60


def fitting(answer: ResponseField) -> Iterator[Scalar]:
    """Values on both sides of what a field of an answer takes."""
    if answer.type is ValueType.BOOLEAN:
        yield from (True, False, 1)
    elif answer.type is ValueType.INTEGER:
        for edge in (answer.minimum, answer.maximum):
            if edge is not None:
                yield from (edge, edge - 1, edge + 1)
        yield from (0, -1, 7)
    elif answer.pin:
        yield from PINS
    elif answer.uuid:
        yield from UUIDS
    elif answer.values and answer.values_closed:
        yield from (near for value in answer.values[:1] for near in around(value))
        yield from answer.values[:_VALUES]
    else:
        yield from answer.values[:4]
        yield from ("a" * answer.max_length, "a" * (answer.max_length + 1))


def fitting_drafts(
    effects: tuple[Effect, ...], way: Way, start: Draft, reads: Reads, name: str
) -> Iterator[Draft]:
    """Changes of `start`, which meets the wishes of `way`, so that written values are on edges."""
    for node in walk(effects):
        if isinstance(node, Assignment | Entry):
            for own, value in _computed(node.value):
                base = solved((*own, *way), start) if own else start
                edges = _Edges(node.field, value, (*own, *way), base)
                yield from edges.drafts(reads, name)


def _computed(value: Value) -> Iterator[tuple[Way, Value]]:
    """The computed values that may be written, each with what must be so for it."""
    match value:
        case Constant() | Record():
            return
        case Choice(when, then, otherwise):
            for holds, inner in ((True, then), (False, otherwise)):
                for way in ways(when, holds=holds)[:1]:
                    yield from (((*way, *own), one) for own, one in _computed(inner))
        case Lookup(entries=entries, key=key, otherwise=otherwise):
            missed: Way = ()
            if isinstance(key, Read) and isinstance(key.source, FieldRead | PartRead):
                keys = Equals(tuple(name for name, _ in entries))
                is_text = key.source.field.type is ValueType.TEXT
                missed = (Wish(FieldTest(key.source, keys), holds=False),) if is_text else ()
            yield from (((*missed, *own), one) for own, one in _computed(otherwise))
        case ListOf(items):
            for item in items:
                yield from _computed(item)
        case Read(LetRead(value=inner)):
            yield from _computed(inner)
        case Read(FieldRead(row)) if row.type in JSON_TYPES:
            return
        case _:
            yield (), value


class _Edges:
    """One computed value on its way into a field, on calls that come to it."""

    def __init__(self, field: ResponseField, value: Value, way: Way, base: Draft) -> None:
        self._field = field
        self._value = value
        self._way = way
        self._base = base
        self._wanted = tuple(dict.fromkeys(fitting(field)))
        #: What is known to be tried: texts on edges, and what becomes of others.
        self._tried: set[tuple[object, ...]] = set()

    def drafts(self, reads: Reads, name: str) -> Iterator[Draft]:
        """The calls, as far as there are any."""
        told = f"{name}: beside what {self._field.name} takes"
        for row in fields_in(self._value):
            if row in reads.fields:
                for draft in self._put(row, reads):
                    if self._is_new(draft):
                        yield draft.at(draft.now, told)
        for draft in self._captured(reads):
            if self._is_new(draft):
                yield draft.at(draft.now, told)

    def _put(self, row: InputField, reads: Reads) -> Iterator[Draft]:
        """The values of edges in a field that is read, and texts of it that are made longer."""
        made: list[Scalar] = [*self._wanted, *self._longer(row)]
        limit = reads.limit(row)
        for value in made:
            if limit is None or not isinstance(value, str) or len(value) <= limit:
                yield self._base.put(row.path, [value] if row.type in LISTS else value)

    def _longer(self, row: InputField) -> Iterator[str]:
        """Texts of a field with which the value is as long as may be, and longer by one."""
        own, text = self._base.value(row.path), self._result(self._base)
        if not isinstance(own, str) or not isinstance(text, str):
            return
        places = dict.fromkeys((len(own), 0, own.find("@"), len(own) // 2, own.find(":") + 1))
        for length in (self._field.max_length, self._field.max_length + 1):
            more = "a" * (length - len(text))
            for place in places if more else ():
                yield own[:place] + more + own[place:]

    def _captured(self, reads: Reads) -> Iterator[Draft]:
        """Calls in which a part of an alias, or what a pattern captures, is on an edge."""
        if not isinstance(self._value, Read) or isinstance(self._value.source, FieldRead):
            return
        longest = min((reads.limit(row) or 400 for row in fields_in(self._value)), default=0)
        for wanted in self._wanted:
            if not isinstance(wanted, str) or (wanted, True) in self._tried:
                continue
            # The text around it takes room, too.
            key = is_key(self._value, wanted) if len(wanted) + 50 < longest else None
            if key is not None:
                yield solved((Wish(key, holds=True), *self._way), self._base)

    def _result(self, draft: Draft) -> Scalar:
        return value_of(self._value, draft.read())

    def _is_new(self, draft: Draft) -> bool:
        """Whether a call comes to the value and tries what no other one does."""
        if met(self._way, draft) < len(self._way):
            return False
        computed = self._result(draft)
        written = fit(self._field, computed)
        on_edge = any(type(one) is type(computed) and one == computed for one in self._wanted)
        length = len(computed) if isinstance(computed, str) else 0
        is_longest = length in (self._field.max_length, self._field.max_length + 1)
        told = (length if is_longest else 0, written is None, written == computed)
        key = (computed, True) if on_edge else told
        if key in self._tried:
            return False
        self._tried.add(key)
        return True
