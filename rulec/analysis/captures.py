"""What captures of patterns read, so that equal things are equal however patterns are written.

Where a pattern is surely met and has nothing but single characters around a group, the group is the
text without so many characters at its start and end, whatever stands in the group.
"""

from __future__ import annotations

from collections.abc import Mapping

from rulec.analysis.calls import Calls
from rulec.analysis.course import Step
from rulec.analysis.outcomes import Key, Outcomes
from rulec.ir import (
    Append,
    CaptureRead,
    Create,
    Effect,
    FieldRead,
    FieldTest,
    Keep,
    PartRead,
    Replace,
    Set,
)
from rulec.ir.walk import walk
from rulec.matching.pattern_tree import AnyCharacter, CharacterSet, Group, Literal, Node, Sequence
from rulec.operators import Matches


class Doing:
    """What steps do, as keys that are equal where steps do the same to every call of theirs."""

    def __init__(self, calls: Calls, outcomes: Outcomes) -> None:
        self._calls = calls
        self._outcomes = outcomes
        self._known: dict[Step, tuple[Key, ...]] = {}

    def of(self, step: Step) -> tuple[Key, ...]:
        """What a step does to the calls that meet its condition."""
        if step not in self._known:
            self._known[step] = self._keys(step, step.effects)
        return self._known[step]

    def of_field(self, step: Step, field: str) -> tuple[Key, ...]:
        """What a step does to one field."""
        return self._keys(step, tuple(_on_field(effect, field) for effect in step.effects))

    def _keys(self, step: Step, effects: tuple[Effect, ...]) -> tuple[Key, ...]:
        keys = self._outcomes.effects(effects)
        slices = self._slices(step)
        return tuple(_with(key, slices) for key in keys) if slices else keys

    def _slices(self, step: Step) -> dict[Key, Key]:
        """The keys of captures that are slices of a text, with the keys of these."""
        found: dict[Key, Key] = {}
        sure: frozenset[int] | None = None
        for node in walk(step.effects):
            match node:
                case CaptureRead(
                    _, FieldRead() | PartRead() as subject, Matches() as operator, group
                ):
                    place = _place(operator, group)
                    if sure is None:
                        sure = frozenset(self._calls.atoms.formulas.literals(step.guard))
                    if place and self._calls.of(FieldTest(subject, operator)) in sure:
                        source = self._outcomes.source(subject)
                        key = ("capture", source, operator, group)
                        found[key] = ("slice", source, *place)
                case _:
                    pass
        return found


def _on_field(effect: Effect, field: str) -> Effect:
    """An effect without what it does to other fields."""
    match effect:
        case Set(given) | Create(given) | Replace(given) | Keep(given) | Append(given):
            return type(effect)(tuple(each for each in given if each.field.name == field))
        case _:
            return effect


def _with(key: Key, slices: Mapping[Key, Key]) -> Key:
    """A key with others in place of some that are in it."""
    if key in slices:
        return slices[key]
    if isinstance(key, tuple):
        return tuple(_with(part, slices) for part in key)
    return frozenset(_with(part, slices) for part in key) if isinstance(key, frozenset) else key


def _place(operator: Matches, number: int) -> tuple[int, int] | None:
    """How many characters of the whole text stand before and behind a group of a pattern."""
    if len(operator.patterns) != 1:
        return None
    tree = operator.patterns[0].tree
    parts = tree.parts if isinstance(tree, Sequence) else (tree,)
    places = [n for n, p in enumerate(parts) if isinstance(p, Group) and p.number == number]
    if len(places) != 1:
        return None
    around = (*parts[: places[0]], *parts[places[0] + 1 :])
    return (places[0], len(parts) - places[0] - 1) if all(map(_is_single, around)) else None


def _is_single(part: Node) -> bool:
    return isinstance(part, Literal | CharacterSet | AnyCharacter)
