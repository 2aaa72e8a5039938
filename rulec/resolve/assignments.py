"""The fields of an effect with their values: names, types, and Pexip's rules between them."""

from __future__ import annotations

import re

from rulec.diagnostics import Code, Related
from rulec.diagnostics import codes_resolving as codes
from rulec.ir import Assignment, Constant, ListOf, Read, Value
from rulec.pexip import MAX_OVERFLOW_LOCATIONS, SERVICE_TYPES, Policy, ValueType
from rulec.records import dataclass
from rulec.resolve.context import SetContext
from rulec.resolve.fields import NoField, target_field
from rulec.resolve.names import Names
from rulec.resolve.values import Values, may_be_null
from rulec.resolve.ways import overlaid, sure_breaches
from rulec.source import Span
from rulec.syntax.nodes import Cell, Mapping, Node, Scalar

_IN_BACKQUOTES = re.compile(r"`(\w+)`")
_SINGULAR = ("primary_overflow_location", "secondary_overflow_location")


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields behind one key, as far as they are right: `good` says whether all of them are.

    `given` are the names of those that are not null, `places` where each is written.
    """

    assignments: tuple[Assignment, ...]
    given: frozenset[str]
    places: dict[str, Span]
    good: bool


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

    def fields(self, node: Node, key: str, service_types: tuple[str, ...]) -> Fields | None:
        """The fields of `set`, `append`, `create` or `replace`; None where there are none."""
        mapping = self.context.problems.mapping(self.with_cells(node) or node, key)
        if mapping is None:
            return None
        if not mapping and key not in ("create", "replace"):
            self._note(codes.NO_EFFECT, f"`{key}` names no field", node.span, "add fields to it")
            return None
        made = {
            name: self._assignment(name, value, mapping.key_spans[name], key, service_types)
            for name, value in mapping.items()
        }
        found = tuple(each for each in made.values() if isinstance(each, Assignment))
        self._check_twice(found)
        good = None not in made.values() and self._check_media(found)
        # What was left out because it is null has no value here, wherever the null came from.
        null = {name for name, each in made.items() if isinstance(each, str)}
        places = {
            name: value.span if isinstance(value, Cell) else mapping.key_spans[name]
            for name, value in mapping.items()
        }
        return Fields(found, frozenset(mapping) - null, places, good)

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

    def check_together(
        self, *every: Fields | None, kept: frozenset[str] = frozenset(), complete: bool
    ) -> None:
        """Pexip's rules between the fields of effects that act in this order, as far as known.

        `kept` are fields of which only the call tells the value. What makes a service is
        `complete`.
        """
        there = [fields for fields in every if fields is not None]
        values: dict[str, Value] = {}
        unknown = frozenset(kept)
        for fields in there:
            values |= {
                each.field.name: overlaid(each.value, values.get(each.field.name, Constant(None)))
                for each in fields.assignments
            }
            unknown |= fields.given - {each.field.name for each in fields.assignments}
        # What a later effect surely writes is known, whatever was kept.
        last = {each.field.name for each in there[-1].assignments} if len(there) > 1 else set()
        unknown -= {
            name
            for name in last
            # What is read may not fit the field, and counts as null then.
            if not (may_be_null(values[name]) or isinstance(values[name], Read))
        }
        places = {name: span for fields in there for name, span in fields.places.items()}
        if self._policy is not Policy.SERVICE or not places:
            return
        known = {name: value for name, value in values.items() if name not in unknown}
        for breach in sure_breaches(known, unknown, complete=complete):
            # A field that is missing has no place of its own; another one asks for it.
            named = [breach.field, *_IN_BACKQUOTES.findall(breach.message + breach.hint)]
            place = next((name for name in named if name in places), next(iter(places)))
            self._note(codes.PEXIP_REFUSES, breach.message, places[place], breach.hint)

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


def written_types(node: Node | None) -> tuple[str, ...]:
    """The service type of a new service, where it is written out."""
    type_ = node.get("service_type") if isinstance(node, Mapping) else None
    return (str(type_),) if isinstance(type_, Scalar) and type_ in SERVICE_TYPES else ()
