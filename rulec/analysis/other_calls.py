"""Calls that differ from one in what values read, to see whether two values are the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from rulec.analysis.drafts import MISSING, Call, Draft
from rulec.ir import Lookup
from rulec.ir.walk import walk
from rulec.operators import Operator
from rulec.pexip import VARIABLES, InputField, Policy, ResponseField, ValueType

#: Calls that are tried, and keys of each table.
MOST_CALLS = 60
_MOST_KEYS = 20

#: What answers begin with; those about participants begin with nothing.
_ANSWERS = {
    Policy.SERVICE: "service_config",
    Policy.MEDIA_LOCATION: "suggested_media_overflow_locations",
}

_TEXTS = (
    "x",
    "Someone",
    "someone.else@example.org",
    "sip:12345678@example.com",
    "a-b.c d_e",
    "1234",
    "x" * 300,
)


def other_calls(call: Call, policy: Policy, nodes: tuple[object, ...]) -> Iterator[Call]:
    """Calls with other values in the fields that nodes of the rules read."""
    every = list(walk(nodes))
    rows = list(dict.fromkeys(node for node in every if isinstance(node, InputField)))
    texts = dict.fromkeys(_TEXTS)
    for node in every:
        if isinstance(node, Lookup):
            texts |= dict.fromkeys(name for name, _ in node.entries[:_MOST_KEYS])
        elif isinstance(node, Operator):
            near = islice(node.near_misses(), _MOST_KEYS)
            texts |= dict.fromkeys(text for text in near if isinstance(text, str))
    texts |= dict.fromkeys(_allowed_somewhere(every))
    whole: Mapping[tuple[str, ...], object] = {(n,): value for n, value in call.inputs.items()}
    usual = Draft(policy, whole, call.now, call.why)
    yield from islice(_changed(usual, [(row, _values(row, [*texts])) for row in rows]), MOST_CALLS)


def other_starts(call: Call, policy: Policy, nodes: tuple[object, ...]) -> Iterator[Call]:
    """Calls with other values of what the fields that nodes write have before rules change them."""
    written = dict.fromkeys(each.name for each in walk(nodes) if isinstance(each, ResponseField))
    before = VARIABLES[_ANSWERS[policy]].fields if policy in _ANSWERS else {}
    rows = [before[name] for name in written if name in before]
    whole: Mapping[tuple[str, ...], object] = {(n,): value for n, value in call.inputs.items()}
    usual = Draft(policy, whole, call.now, call.why)
    tried = [(row, _values(row, [*_examples(row, before), *_TEXTS])) for row in rows]
    yield from islice(_changed(usual, tried), MOST_CALLS)


def _examples(row: InputField, fields: Mapping[str, InputField]) -> Iterator[str]:
    """The usual locations of other fields, for one that holds a location."""
    for other in fields.values() if row.location else ():
        if other.location and isinstance(other.example, str) and other.example != row.example:
            yield other.example


def _allowed_somewhere(nodes: list[object]) -> Iterator[str]:
    """Values that a field may have in some of the nodes and not in others, and then any value."""
    fields = dict.fromkeys(node for node in nodes if isinstance(node, ResponseField))
    lists = [field.values for field in fields if field.values and field.values_closed]
    every = dict.fromkeys(value for values in lists for value in values)
    told = sorted(every, key=lambda value: all(value in values for values in lists))
    yield from told[:_MOST_KEYS]


def _changed(usual: Draft, tried: list[tuple[InputField, list[object]]]) -> Iterator[Call]:
    for place in range(max((len(values) for _, values in tried), default=0)):
        for row, values in tried:
            if place < len(values):
                yield usual.put(row.path, values[place]).call()


def _values(row: InputField, texts: list[str]) -> list[object]:
    match row.type:
        case ValueType.BOOLEAN:
            return [True, False]
        case ValueType.INTEGER:
            return [7, 0, 100_000]
        case ValueType.TEXT_LIST:
            return [["a", "b"], [], MISSING]
        case ValueType.TEXT_OR_LIST:
            return [["a", "b"], MISSING, *texts]
        case ValueType.OBJECT:
            return [{"a": "b"}, MISSING]
        case ValueType.OBJECT_LIST:
            return [[{"a": "b"}], MISSING]
        case _:
            return [texts[0], MISSING, *texts[1:]]
