"""The fields of an effect with their values: names, types, and Pexip's rules between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, product
from math import prod

from rulec.diagnostics import Code, Related
from rulec.diagnostics import codes_resolving as codes
from rulec.ir import Assignment, Choice, Constant, ListOf, Lookup, Value
from rulec.pexip import MAX_OVERFLOW_LOCATIONS, SERVICE_TYPES, Policy, ValueType
from rulec.pexip.rules import Breach, breaches
from rulec.resolve.context import SetContext
from rulec.resolve.fields import NoField, target_field
from rulec.resolve.names import Names
from rulec.resolve.values import Values
from rulec.source import Span
from rulec.syntax.nodes import Cell, Mapping, Node, Scalar

_IN_BACKQUOTES = re.compile(r"`(\w+)`")
#: In how many ways chosen values are put together to see whether Pexip refuses them all.
_MOST_WAYS = 256
_SINGULAR = ("primary_overflow_location", "secondary_overflow_location")

#: A value that is written out.
Written = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Assignments:
    """Resolves what stands behind `set`, `append`, `create` or `replace`."""

    context: SetContext
    names: Names

    @property
    def _policy(self) -> Policy:
        return self.context.policy

    def with_cells(self, node: Node | None) -> Node | None:
        """A mapping with cells in place of the texts that are nothing but a column."""
        if not isinstance(node, Mapping) or not self.names.columns:
            return node
        filled = Mapping(node.span, flow=node.flow)
        filled.key_spans = node.key_spans
        filled.update({name: self.names.cell(value) for name, value in node.items()})
        return filled

    def fields(
        self,
        node: Node,
        key: str,
        service_types: tuple[str, ...],
        later: frozenset[str] = frozenset(),
    ) -> tuple[Assignment, ...] | None:
        """The fields of `set`, `create` or `replace`; `later` are those set after them."""
        mapping = self.context.problems.mapping(self.with_cells(node) or node, key)
        if mapping is None:
            return None
        if not mapping:
            self._note(codes.NO_EFFECT, f"`{key}` names no field", node.span, "add fields to it")
            return None
        made = {
            name: self._assignment(name, value, mapping.key_spans[name], key, service_types)
            for name, value in mapping.items()
        }
        found = tuple(each for each in made.values() if isinstance(each, Assignment))
        self._check_twice(found)
        self._check_together(found, mapping, key, later)
        good = None not in made.values() and self._check_media(found)
        return found if good else None

    def _assignment(
        self, name: str, node: Node, span: Span, key: str, service_types: tuple[str, ...]
    ) -> Assignment | str | None:
        """One field with its value; its name when it is left out, None when it is wrong."""
        target = target_field(name, self._policy, self.context.facts, service_types)
        values = Values(self.context, self.names)
        if isinstance(target, NoField):
            self._note(codes.UNKNOWN_TARGET, target.message, span, target.hint)
            values.templates_only(node)
            return None
        if target.warning:
            self._note(codes.UNUSUAL_FIELD, target.warning, span, target.hint)
        value = values.value(target.row, node)
        if value is None:
            return None
        if value != Constant(None) or (target.row.nullable and key == "set"):
            return Assignment(target.row, value, span)
        if key == "set" and not isinstance(node, Cell):
            message = f"`{name}` cannot be null, so it stays as it was"
            hint = "remove the line"
            if target.row.type is ValueType.TEXT and not target.row.values:
                hint = "write `''` for an empty text, or remove the line"
            if target.row.name in _SINGULAR:
                hint = "set `overflow_locations` to those that are left, or remove the line"
            self._note(codes.NULL_IGNORED, message, node.span, hint)
        return name

    def _check_twice(self, found: tuple[Assignment, ...]) -> None:
        """Notes a field that is set under two of its names."""
        first: dict[str, Assignment] = {}
        for each in found:
            other = first.setdefault(each.field.name, each)
            if other is not each and each.span is not None and other.span is not None:
                related = (Related("also set here", other.span),)
                message = f"`{each.field.name}` is set twice"
                self.context.problems.add(
                    codes.EFFECTS_CLASH, message, each.span, "remove one of them", related
                )

    def _check_together(
        self, found: tuple[Assignment, ...], mapping: Mapping, key: str, later: frozenset[str]
    ) -> None:
        """Pexip's rules between fields, as far as the values are written out."""
        if self._policy is not Policy.SERVICE:
            return
        known = {
            each.field.name: every
            for each in found
            if each.field.name not in later and (every := possible(each.value))
        }
        null = {n for n, v in mapping.items() if isinstance(v, Scalar) and v.is_null}
        unknown = (frozenset(mapping) - known.keys() - null) | later
        for breach in _sure_breaches(known, unknown, complete=key != "set"):
            # A field that is missing has no place of its own; another one asks for it.
            named = [breach.field, *_IN_BACKQUOTES.findall(breach.message + breach.hint)]
            place = next((name for name in named if name in mapping), next(iter(mapping)))
            cell = mapping[place]
            span = cell.span if isinstance(cell, Cell) else mapping.key_spans[place]
            self._note(codes.PEXIP_REFUSES, breach.message, span, breach.hint)

    def _check_media(self, found: tuple[Assignment, ...]) -> bool:
        if self._policy is not Policy.MEDIA_LOCATION:
            return True
        by_name = {assignment.field.name: assignment for assignment in found}
        both = [name for name in _SINGULAR if name in by_name]
        overflow = by_name.get("overflow_locations")
        if overflow is not None and both:
            message = f"`{both[0]}` cannot stand beside `overflow_locations`"
            hint = "put every location into `overflow_locations`"
            self._note(codes.EFFECTS_CLASH, message, by_name[both[0]].span, hint)
            return False
        if overflow is not None and isinstance(overflow.value, ListOf):
            count = len(overflow.value.items)
            if count > MAX_OVERFLOW_LOCATIONS:
                message = f"{count} overflow locations are more than any example of Pexip has"
                hint = f"{MAX_OVERFLOW_LOCATIONS} are known to work"
                self._note(codes.MANY_OVERFLOWS, message, overflow.span, hint)
        return True

    def _note(self, code: Code, message: str, span: Span | None, hint: str = "") -> None:
        self.context.problems.add(code, message, span, hint)


def _sure_breaches(
    known: dict[str, tuple[Written, ...]], unknown: frozenset[str], *, complete: bool
) -> tuple[Breach, ...]:
    """What Pexip refuses whichever of the values that may be written are."""
    if prod(map(len, known.values())) > _MOST_WAYS:
        unknown |= {name for name, values in known.items() if len(values) > 1}
        known = {name: values for name, values in known.items() if name not in unknown}
    kept: dict[tuple[str, str], Breach] | None = None
    for values in product(*known.values()):
        way = {n: v for n, v in zip(known, values, strict=True) if v is not None}
        found = breaches(way, unknown=unknown, complete=complete)
        now = {(breach.rule_id, breach.field): breach for breach in found}
        kept = now if kept is None else {key: each for key, each in kept.items() if key in now}
    return tuple((kept or {}).values())


def possible(value: Value) -> tuple[Written, ...]:
    """What a value may be, as far as that is written; nothing when only the call will tell."""
    match value:
        case Constant(scalar):
            return (scalar,)
        case Choice(then=then, otherwise=otherwise):
            every = [possible(then), possible(otherwise)]
        case Lookup(entries=entries, otherwise=otherwise):
            every = [possible(otherwise), *(possible(entry) for _, entry in entries)]
        case _:
            return ()
    return tuple(dict.fromkeys(chain.from_iterable(every))) if all(every) else ()


def written_types(node: Node | None) -> tuple[str, ...]:
    """The service type of a new service, where it is written out."""
    type_ = node.get("service_type") if isinstance(node, Mapping) else None
    return (str(type_),) if isinstance(type_, Scalar) and type_ in SERVICE_TYPES else ()
