"""The calls that one rule needs, and those that it could have besides."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, replace
from functools import partial
from typing import TypeVar, assert_never

from rulec.analysis import Empty, Found, Step, Unknown
from rulec.analysis.drafts import MISSING, Draft
from rulec.evaluate import holds
from rulec.ir import (
    LISTS,
    Assignment,
    CaptureRead,
    Constant,
    Effect,
    Entry,
)
from rulec.ir.walk import walk
from rulec.pexip import InputField, ResponseField, ValueType
from rulec.records import dataclass
from rulec.verify.chosen import asked_in, chosen_drafts
from rulec.verify.combinations import Place
from rulec.verify.fits import fitting, fitting_drafts
from rulec.verify.near import Near, groups
from rulec.verify.reads import Reads, fields_in, usual
from rulec.verify.samples import HOSTILE, LENGTHS, WRONG_TYPES
from rulec.verify.services import service_changes
from rulec.verify.solve import met, solved
from rulec.verify.texts import alias_variants
from rulec.verify.wishes import Way, Wish

_Case = TypeVar("_Case")

#: How many of the values that a rule chooses or looks up are surely tried.
_CHOSEN = 24

#: From this rule of a script on, what effects do is tried with fewer calls a rule.
_MANY = 100


#: Makes a draft, if there is room for it: most rules of a large script have thousands for nothing.
Later = Callable[[], Draft]


@dataclass(slots=True)
class Cases:
    """The calls of one rule. `start` is one for which the rule applies, if one was found."""

    start: Draft
    way: Way
    name: str = ""
    needed: list[Draft] = field(default_factory=list)
    extra: list[Later] = field(default_factory=list)
    #: The rule, for the oracle; none for calls of no rule.
    about: tuple[Step, ...] = ()
    #: Whether there may be room for `extra`.
    roomy: bool = True

    def more(self, every: Iterable[Later]) -> None:
        """Puts calls behind those for which there may be room."""
        if self.roomy:
            self.extra += every


def cases_of(
    place: Place, step: Step, number: int, reads: Reads, seen: set[object], *, roomy: bool
) -> Cases:
    """The calls of a rule or default, the `number`th of its script.

    `number` turns the wheel of near misses, so that many similar rules try different ones. `seen`
    collects the tests that were tried in full, which are left to the combinations elsewhere; those
    inside values on their own, because a script asks them at another place. Unless it is `roomy`,
    there are needed calls alone.
    """
    name = place.name
    starts = [
        (way, replace(d, why=f"{name}: it applies")) for way, d in _starts(place, step, reads)
    ]
    way, start = starts[0] if starts else ((), _beyond_reach(step, place, reads))
    needed = [draft for _, draft in starts] or [start]
    made = Cases(start, way, name, needed, about=(step,), roomy=roomy)
    for turn, (own, draft) in enumerate(starts):
        for wish in own:
            if wish not in seen:
                seen.add(wish)
                _beside(wish, draft, number + turn, reads, made)
    _effects(step.effects, made, number, reads, name)
    for wish, draft in asked_in(step.effects, way, start):
        if (wish, "of a value") not in seen:
            seen.add((wish, "of a value"))
            _beside(wish, draft, number, reads, made)
    if number < _MANY:
        made.needed += fitting_drafts(step.effects, way, start, reads, name)
    return made


def _starts(place: Place, step: Step, reads: Reads) -> Iterator[tuple[Way, Draft]]:
    """A call for each way in which the rule applies, with what the way wishes."""
    for number, way, formula in place.applying(step):
        answer = place.ask(formula)
        match answer:
            case Found(call):
                yield way, Draft.of(place.calls.policy, call)
            case Empty():
                place.rule_out(number)
            case Unknown():
                yield way, solved(way, usual(place.calls.policy, reads))
            case _:
                assert_never(answer)


def _beyond_reach(step: Step, place: Place, reads: Reads) -> Draft:
    """A call that meets the condition of a rule that none comes to; else the usual call."""
    answer = place.calls.find(step.guard)
    draft = usual(place.calls.policy, reads)
    if isinstance(answer, Found):
        draft = Draft.of(place.calls.policy, answer.call)
    return replace(draft, why=f"{place.name}: no call comes to it")


# --- The condition -------------------------------------------------------------------------------


def _beside(wish: Wish, draft: Draft, number: int, reads: Reads, made: Cases) -> None:
    """Calls on both sides of every operand of one test, with the others as they are wished.

    Every operand gets one call on each side, where the samples have one; the rest are extra.
    """
    name = made.name
    describe = type(wish.leaf).__name__
    for group in groups(wish.leaf, draft, reads):
        turned = _turned(group, number)
        # On the wished side the operand itself comes first, which the start often holds already.
        for side, order in ((wish.holds, group), (not wish.holds, turned)):
            near = _first(wish, draft, order, side=side)
            if near is not None:
                does = "meets" if side else "just fails"
                made.needed.append(near.applied(draft, f"{name}: {does} a {describe}"))
        told = f"{name}: beside a {describe}"
        made.more(partial(near.applied, draft, told) for near in turned)
    for row in fields_in(wish.leaf):
        made.more(_odd(row, draft, reads, name))


def _odd(row: InputField, draft: Draft, reads: Reads, name: str) -> Iterator[Later]:
    """Calls with values of other types, and aliases that are written oddly."""
    for value in (*WRONG_TYPES, MISSING):
        yield partial(draft.put, row.path, value, f"{name}: {row.name} of another type")
    if row.alias:
        for text in alias_variants(draft.value(row.path)):
            if (reads.limit(row) or len(text)) >= len(text):
                yield partial(draft.put, row.path, text, f"{name}: odd {row.name}")


def _first(wish: Wish, draft: Draft, group: list[Near], *, side: bool) -> Near | None:
    """The first change with which the test comes out on a side."""
    tried = ((near, near.applied(draft, "")) for near in group)
    return next((n for n, changed in tried if holds(wish.leaf, changed.read()) is side), None)


def _turned(values: list[_Case], number: int) -> list[_Case]:
    at = number % len(values) if values else 0
    return values[at:] + values[:at]


# --- The effects ---------------------------------------------------------------------------------


def _effects(
    effects: tuple[Effect, ...], made: Cases, number: int, reads: Reads, name: str
) -> None:
    """Calls that try what effects write: other values in every field that they read."""
    many = number >= _MANY
    changes = service_changes(made.start.policy)
    if changes and (not many or number % 4 == 0):
        # Whether there is a service decides what an effect does, and a null one tells most.
        made.needed.append(changes[0].applied(made.start, f"{name}: {changes[0].path[0]} is null"))
        told = f"{name}: another {changes[0].path[0]}"
        made.more(partial(near.applied, made.start, told) for near in changes[1:])
    chosen = list(chosen_drafts(effects, made.way, made.start, number, name))
    first = 2 if many else _CHOSEN
    made.needed += chosen[:first]
    made.more(partial(_itself, draft) for draft in chosen[first:])
    for row, answer in _written(effects):
        if row not in reads.fields:
            continue
        told = f"{name}: {row.name} goes into {answer.name}"
        drafts = list(_values_for(row, answer, made, reads, told))
        made.needed += [later() for later in _turned(drafts, 5 * number)[: 1 if many else 2]]
        made.more(drafts)
    for node in walk(effects):
        if isinstance(node, CaptureRead):
            for row in fields_in(node):
                made.more(_captured(node, row, made, reads, f"{name}: {node.name}"))


def _itself(draft: Draft) -> Draft:
    return draft


def _written(effects: tuple[Effect, ...]) -> Iterator[tuple[InputField, ResponseField]]:
    """The inputs that computed values are made from, each with the field it goes into."""
    found: dict[tuple[InputField, str], ResponseField] = {}
    for node in walk(effects):
        if isinstance(node, Assignment | Entry) and not isinstance(node.value, Constant):
            for row in fields_in(node.value):
                found.setdefault((row, node.field.name), node.field)
    for (row, _), answer in found.items():
        yield row, answer
    rest = ResponseField("answer", ValueType.TEXT, "", None, "")
    known = {row for row, _ in found}
    yield from ((row, rest) for row in fields_in(effects) if row not in known)


def _values_for(
    row: InputField, answer: ResponseField, made: Cases, reads: Reads, told: str
) -> Iterator[Later]:
    """Values of an input that make the written field take, cut or refuse what is computed."""
    limit = reads.limit(row)
    for near in fitting(answer):
        if limit is None or not isinstance(near, str) or len(near) <= limit:
            yield partial(made.start.put, row.path, [near] if row.type in LISTS else near, told)
    others: tuple[object, ...] = (None, MISSING, "", True, False, 0, 1, 10**14, ["a"], {})
    for value in others:
        yield partial(made.start.put, row.path, value, told)
    if row.type in (ValueType.INTEGER, ValueType.BOOLEAN):
        return
    for piece in HOSTILE:
        yield partial(embedded, row, piece, made, reads, told)
    for length in LENGTHS:
        for character in ("a", "1"):
            if limit is None or length <= limit:
                yield partial(embedded, row, character * length, made, reads, told)
                yield partial(made.start.put, row.path, character * length, told)


def embedded(row: InputField, piece: str, made: Cases, reads: Reads, told: str) -> Draft:
    """The field with `piece` in its text, at a place where the rule still applies if there is one.

    Without such a place the field holds `piece` alone.
    """
    own = made.start.value(row.path)
    is_list = isinstance(own, list) and bool(own)
    text = own[0] if isinstance(own, list) and own else own
    text = text if isinstance(text, str) else ""
    wishes = tuple(wish for wish in made.way if row in fields_in(wish.leaf))
    longest = reads.limit(row) or sys.maxsize
    for place in dict.fromkeys((len(text) // 2, len(text), 0, 1, len(text) - 1)):
        tried = text[:place] + piece + text[place:] if place >= 0 else piece
        draft = made.start.put(row.path, [tried] if is_list else tried, told)
        if len(tried) <= longest and met(wishes, draft) == len(wishes):
            return draft
    return made.start.put(row.path, [piece] if row.type is ValueType.TEXT_LIST else piece, told)


def _captured(
    read: CaptureRead, row: InputField, made: Cases, reads: Reads, told: str
) -> Iterator[Later]:
    for text in read.operator.near_misses():
        near = str(text)
        if row in reads.risky and len(near) > 16:
            continue
        if row.type in LISTS:
            yield partial(made.start.put, row.path, ["x", near, near + "2"], told)
        yield partial(made.start.put, row.path, near, told)
