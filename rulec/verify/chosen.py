"""Calls that try each of the values that effects choose, look up, or add to."""

from __future__ import annotations

from collections.abc import Iterator

from rulec.analysis.drafts import MISSING, Draft
from rulec.ir import Append, Choice, Effect, FieldTest, Lookup, Read, Source, Value, source_type
from rulec.ir.walk import walk
from rulec.operators import Equals
from rulec.pexip import ValueType
from rulec.verify.keys import key_of_type
from rulec.verify.reads import fields_in
from rulec.verify.solve import solved
from rulec.verify.wishes import Way, Wish, ways

_TEXT = ValueType.TEXT
#: Keys of one table that are tried for each rule that looks something up in it.
_KEYS = 4
#: What a service may have in place of a list that a rule adds to.
_NO_LISTS: tuple[object, ...] = (None, MISSING, [], "", "[", "[a]", {}, {"a": 1}, True, 0, 7)
_LISTS: tuple[object, ...] = ([{"remote_alias": "first@example.com"}], [None], [[1.5, "x"]])


def chosen_drafts(
    effects: tuple[Effect, ...], way: Way, start: Draft, number: int, name: str
) -> Iterator[Draft]:
    """Changes of `start`, which meets the wishes of `way`: one for each value at least.

    `number` turns which keys of a table are tried.
    """
    for node in walk(effects):
        match node:
            case Choice(when):
                for holds in (True, False):
                    for own in ways(when, holds=holds):
                        told = f"{name}: {'then' if holds else 'otherwise'}"
                        yield _with(own, way, start, told)
            case Lookup(entries=entries, key=Read(source)) if source_type(source) is _TEXT:
                for key in _turned([key for key, _ in entries], number):
                    yield _with((_equal(source, key),), way, start, f"{name}: a key of the table")
            case Lookup(entries=entries, key=key):
                texts = _turned([text for text, _ in entries], number)
                yield from _direct(key, texts, start, name)
            case Append(assignments):
                for path in (("service_config", one.field.name) for one in assignments):
                    for value in (*_LISTS, *_NO_LISTS):
                        yield start.put(path, value, f"{name}: {path[1]} of the service")
            case _:
                pass


def asked_in(effects: tuple[Effect, ...], way: Way, start: Draft) -> Iterator[tuple[Wish, Draft]]:
    """The tests that values of effects ask, each with a call in which it is asked and decides."""
    for node in walk(effects):
        if isinstance(node, Choice):
            for holds in (True, False):
                for own in ways(node.when, holds=holds):
                    draft = solved((*own, *way), start)
                    yield from ((wish, draft) for wish in own)


def _with(own: Way, way: Way, start: Draft, told: str) -> Draft:
    draft = solved((*own, *way), start)
    return Draft(draft.policy, draft.changes, draft.now, told)


def _equal(source: Source, key: str) -> Wish:
    return Wish(FieldTest(source, Equals((key,))), holds=True)


def _direct(key: Value, texts: list[str], start: Draft, name: str) -> Iterator[Draft]:
    """The keys themselves in the fields that a computed key is made from."""
    for row in fields_in(key):
        for text in texts:
            typed = key_of_type(row.type, text)
            value = text if typed is None else typed
            yield start.put(row.path, value, f"{name}: a key of the table")


def _turned(keys: list[str], number: int) -> list[str]:
    """A few keys: others for each rule."""
    first = (number * _KEYS) % max(1, len(keys))
    return (keys[first:] + keys[:first])[:_KEYS]
