"""Changes of a call that one test tells apart, grouped by operand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import assert_never

from rulec.analysis.drafts import MISSING, Draft, plausible, service_example
from rulec.ir import (
    LISTS,
    CaptureRead,
    DateRange,
    FieldRead,
    FieldTest,
    ItemTest,
    NoValue,
    PartRead,
    ServiceFound,
    TimeWindow,
)
from rulec.ir.walk import walk
from rulec.operators import Operator, PatternOperator
from rulec.pexip import InputField, ValueType
from rulec.records import dataclass
from rulec.verify.reads import Reads, fields_in
from rulec.verify.samples import around
from rulec.verify.solve import edges_of, times_beside
from rulec.verify.texts import as_items, item_near_misses, part_forms, singles, split_demands
from rulec.verify.wishes import Leaf


@dataclass(frozen=True, slots=True)
class Near:
    """One change: a value at a path, or another instant."""

    path: tuple[str, ...]
    value: object
    now: datetime | None = None

    def applied(self, draft: Draft, why: str) -> Draft:
        """The draft with the change."""
        if self.now is not None:
            return draft.at(self.now, why)
        return draft.put(self.path, self.value, why)


def groups(leaf: Leaf, draft: Draft, reads: Reads) -> list[list[Near]]:
    """Changes of `draft` that a leaf tells apart: a group for each operand, or for the leaf."""
    match leaf:
        case FieldTest(FieldRead() | PartRead() as subject, operator):
            row = subject.field
            alias = _text(draft, row)
            made = []
            for single in singles(operator):
                # Operands take turns in which of the ways of writing comes first.
                forms = (
                    [part_forms(subject, str(near), alias) for near in single.near_misses() if near]
                    if row.type is ValueType.TEXT
                    else [(near,) for near in single.near_misses()]
                )
                texts = (*_in_turns(forms), *_schemes(subject, single))
                made.append([Near(row.path, value) for value in texts])
                made.append(_with_line_feed(subject, single, row, alias))
            return [_short(group, reads, row) for group in made]
        case FieldTest(subject, operator):
            return [_through(subject, operator, draft)]
        case ItemTest():
            return _items(leaf)
        case NoValue(subject):
            return [[n for row in fields_in(subject) for n in _nothing(row)]]
        case ServiceFound():
            found = service_example("conference")
            path = ("service_config",)
            return [[Near(path, value) for value in (None, found, {}, MISSING)]]
        case TimeWindow() | DateRange():
            every = times_beside(leaf, draft.now)
            return [
                [Near((), None, now) for now in some] for some in (*edges_of(leaf, every), every)
            ]
        case _:
            assert_never(leaf)


def _with_line_feed(
    subject: FieldRead | PartRead, single: Operator, row: InputField, alias: str
) -> list[Near]:
    """Texts that end in a line feed, before which `$` would hold too, and those without it."""
    if not isinstance(single, PatternOperator):
        return []
    ends = [str(near) for near in single.near_misses() if str(near).endswith("\n")]
    texts = dict.fromkeys(form for end in ends for form in part_forms(subject, end, alias))
    return [Near(row.path, text) for text in texts]


def _schemes(subject: FieldRead | PartRead, single: Operator) -> Iterator[object]:
    """An alias that meets a test, with a scheme where it has none, or without the one it has."""
    if subject.field.alias and isinstance(subject, FieldRead):
        meets = str(next(iter(single.near_misses()), ""))
        yield meets.removeprefix("sip:") if meets.startswith("sip:") else f"sip:{meets}"


def _text(draft: Draft, row: InputField) -> str:
    value = draft.value(row.path)
    return value if isinstance(value, str) and value else str(plausible(row))


def _in_turns(forms: Iterable[tuple[object, ...]]) -> Iterator[object]:
    """The first form of the first value, the second of the second and so on; then the others."""
    every = list(forms)
    width = max(map(len, every), default=0)
    for shift in range(width):
        for number, texts in enumerate(every):
            if shift < len(texts):
                yield texts[(number + shift) % len(texts)]


def _short(group: list[Near], reads: Reads, row: InputField) -> list[Near]:
    """Without texts on which a pattern could take an exponential time."""
    longest = reads.risky.get(row)
    if longest is None:
        return group
    return [near for near in group if not isinstance(near.value, str) or len(near.value) <= longest]


def _through(subject: object, operator: Operator, draft: Draft) -> list[Near]:
    """Changes of every field behind a value that is made from them."""
    values: list[object] = list(operator.near_misses())
    for node in walk(subject):
        if isinstance(node, CaptureRead):
            values += node.operator.near_misses()
    made = []
    for row in fields_in(subject):
        own = draft.value(row.path)
        texts = around(own) if isinstance(own, str) else ()
        for value in (*texts, *values):
            as_list = row.type in LISTS and isinstance(value, str)
            made.append(Near(row.path, [value] if as_list else value))
        made += [Near(row.path, None), Near(row.path, MISSING)]
    return list(_distinct(made))


def _items(test: ItemTest) -> list[list[Near]]:
    rows = fields_in(test.subject)
    made: list[list[Near]] = []
    for row in rows:
        good, bad = item_near_misses(test)
        forms = [as_items(text, row) for text in good]
        inside = [Near(row.path, value) for value in _in_turns(forms[:12])]
        outside = [Near(row.path, value) for value in _in_turns(as_items(t, row) for t in bad)]
        apart = [Near(row.path, pieces) for pieces in split_demands(test)]
        both = [Near(row.path, [b, g]) for b, g in zip(bad, good, strict=False)]
        joined = [Near(row.path, [f"{b}{g}"]) for b, g in zip(bad[:4], good, strict=False)]
        for operator, _ in test.demands:
            for single in singles(operator):
                alone = [str(text) for text in single.near_misses() if text]
                made.append([Near(row.path, v) for v in _in_turns(as_items(t, row) for t in alone)])
        made.append([*apart, *inside, *outside, *both, *joined])
    return made


def _nothing(row: InputField) -> Iterator[Near]:
    for value in (None, MISSING, "", plausible(row), 5, "x", [], [""], ["\0"], True, 0, False):
        yield Near(row.path, value)


def _distinct(every: Iterable[Near]) -> Iterator[Near]:
    seen: set[str] = set()
    for near in every:
        key = repr((near.path, near.value, near.now))
        if key not in seen:
            seen.add(key)
            yield near
