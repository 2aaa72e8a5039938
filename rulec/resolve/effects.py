"""Effects: which may stand together, which fields they may set, and what Pexip asks of the whole."""

from __future__ import annotations

from dataclasses import dataclass

from rulec.diagnostics import Code, names
from rulec.diagnostics import codes_resolving as codes
from rulec.ir import (
    Assignment,
    Constant,
    Continue,
    Create,
    Effect,
    ListOf,
    Redirect,
    Reject,
    Replace,
    Set,
)
from rulec.pexip import (
    MAX_OVERFLOW_LOCATIONS,
    NEW_ALIAS,
    REJECT_REASON,
    SERVICE_TYPES,
    Policy,
    breaches,
)
from rulec.resolve.context import SetContext
from rulec.resolve.fields import NoField, target_field
from rulec.resolve.names import Names
from rulec.resolve.values import Values, may_be_null
from rulec.source import Span
from rulec.syntax.nodes import Mapping, Node, Scalar
from rulec.syntax.scalars import as_flag, as_flag_or_text, as_mapping, unquoted_template

#: The keys of effects, with the policies that have them.
EFFECTS: dict[str, tuple[Policy, ...]] = {
    "set": tuple(Policy),
    "create": (Policy.SERVICE,),
    "replace": (Policy.SERVICE,),
    "reject": (Policy.SERVICE, Policy.PARTICIPANT),
    "redirect": (Policy.SERVICE,),
    "continue": tuple(Policy),
}
_ALONE = ("reject", "redirect", "continue")
_SINGULAR = ("primary_overflow_location", "secondary_overflow_location")


@dataclass(frozen=True, slots=True)
class Effects:
    """Resolves the effects of one rule, or of a `default`.

    `service_types` are the types that the rule's own condition leaves possible; none means any.
    """

    context: SetContext
    names: Names
    service_types: tuple[str, ...] = ()
    #: A rule that is tried for every match, where `continue` would mean nothing.
    first_match: bool = True

    def effects(self, node: Mapping, span: Span, what: str) -> tuple[Effect, ...] | None:
        """The effects in the order in which they act; None after noting what is wrong."""
        keys = [key for key in EFFECTS if key in node]
        if not keys:
            allowed = [key for key, policies in EFFECTS.items() if self.context.policy in policies]
            self._note(codes.NO_EFFECT, f"{what} does nothing", span, f"add {_or(allowed)}")
            return None
        if not self._may_stand(keys, node):
            return None
        found = [self._effect(key, node[key], node.key_spans[key]) for key in keys]
        if any(effect is None for effect in found):
            return None
        order = {Create: 0, Replace: 0, Set: 1}
        good = [effect for effect in found if effect is not None]
        return tuple(sorted(good, key=lambda effect: order.get(type(effect), 2)))

    def _may_stand(self, keys: list[str], node: Mapping) -> bool:
        good = True
        for key in keys:
            if self.context.policy not in EFFECTS[key]:
                owners = " and ".join(policy.value for policy in EFFECTS[key])
                message = f"`{key}` is no effect of {self.context.policy.value} rules"
                self._note(codes.EFFECT_NOT_HERE, message, node.key_spans[key], f"only of {owners}")
                good = False
        alone = [key for key in keys if key in _ALONE]
        both = [key for key in keys if key in ("create", "replace")]
        if alone and len(keys) > 1:
            other = next(key for key in keys if key != alone[0])
            message = f"`{alone[0]}` cannot stand beside `{other}`"
            hint = "decide for one of them"
            self._note(codes.EFFECTS_CLASH, message, node.key_spans[alone[0]], hint)
            return False
        if len(both) > 1:
            message = "`create` cannot stand beside `replace`"
            hint = "`replace` also gives a service where there is none"
            self._note(codes.EFFECTS_CLASH, message, node.key_spans["create"], hint)
            return False
        return good

    def _effect(self, key: str, node: Node, span: Span) -> Effect | None:
        values = Values(self.context, self.names)
        match key:
            case "set":
                found = self._assignments(node, "set", self.service_types)
                return None if found is None else Set(found)
            case "create" | "replace":
                return self._service(key, node)
            case "reject":
                return self._reject(node, values)
            case "redirect":
                alias = values.text(NEW_ALIAS, node)
                return None if alias is None else Redirect(alias)
            case _:
                return self._continue(node, span)

    def _continue(self, node: Node, span: Span) -> Effect | None:
        flag = self.context.problems.value_or_note(as_flag(node, "continue"))
        if flag is False:
            self._note(codes.NO_EFFECT, "`continue: false` does nothing", span, "remove it")
        if flag is not True:
            return None
        if not self.first_match:
            message = "`continue` means nothing where every matching rule applies"
            hint = "remove the rule, or use `match: first`"
            self._note(codes.EFFECT_NOT_HERE, message, span, hint)
            return None
        return Continue()

    def _reject(self, node: Node, values: Values) -> Effect | None:
        if unquoted_template(node) is not None:
            values.text(REJECT_REASON, node)
            return None
        flag = self.context.problems.value_or_note(as_flag_or_text(node, "reject"))
        if flag is True:
            return Reject()
        if flag is False:
            hint = "to let a call pass, write `continue: true`"
            self._note(codes.NO_EFFECT, "`reject: false` does nothing", node.span, hint)
            return None
        if not isinstance(flag, Scalar):
            return None
        if self.context.policy is Policy.SERVICE:
            message = "Pexip shows no reason when a service is refused"
            self._note(codes.EFFECT_NOT_HERE, message, node.span, "write `reject: true`")
            return None
        reason = values.text(REJECT_REASON, flag)
        return None if reason is None else Reject(reason)

    # --- Fields ----------------------------------------------------------------------------------

    def _assignments(
        self, node: Node, key: str, service_types: tuple[str, ...]
    ) -> tuple[Assignment, ...] | None:
        mapping = self.context.problems.value_or_note(as_mapping(node, key))
        if not isinstance(mapping, Mapping):
            return None
        if not mapping:
            self._note(codes.NO_EFFECT, f"`{key}` changes nothing", node.span, "add fields to it")
            return None
        values = Values(self.context, self.names)
        found: list[Assignment] = []
        good = True
        for name, value in mapping.items():
            span = mapping.key_spans[name]
            target = target_field(name, self.context.policy, self.context.facts, service_types)
            if isinstance(target, NoField):
                self._note(codes.UNKNOWN_TARGET, target.message, span, target.hint)
                good = False
                continue
            if target.warning:
                self._note(codes.UNUSUAL_FIELD, target.warning, span, target.hint)
            made = values.value(target.row, value)
            if made is None:
                good = False
            elif made != Constant(None) or (target.row.nullable and key == "set"):
                found.append(Assignment(target.row, made, span))
            elif key == "set":
                message = f"`{name}` cannot be null, so it stays as it was"
                hint = "write `''` for an empty text, or remove the line"
                self._note(codes.NULL_IGNORED, message, value.span, hint)
        self._check_together(tuple(found), mapping, key)
        return tuple(found) if good and self._check_media(found) else None

    def _check_together(
        self, found: tuple[Assignment, ...], mapping: Mapping, key: str
    ) -> None:
        """Pexip's rules between fields, as far as the values are written out."""
        if self.context.policy is not Policy.SERVICE:
            return
        known = {a.field.name: _plain(a) for a in found if not _computed(a)}
        unknown = frozenset(mapping) - known.keys()
        complete = key != "set"
        for breach in breaches(known, unknown=unknown, complete=complete):
            message, _, hint = breach.message.partition(": ")
            place = breach.field if breach.field in mapping else next(iter(mapping))
            self._note(
                codes.PEXIP_REFUSES,
                _lower(message).rstrip("."),
                mapping.key_spans[place],
                hint.rstrip("."),
            )

    def _check_media(self, found: list[Assignment]) -> bool:
        if self.context.policy is not Policy.MEDIA_LOCATION:
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

    def _service(self, key: str, node: Node) -> Effect | None:
        mapping = self.context.problems.value_or_note(as_mapping(node, key))
        if not isinstance(mapping, Mapping):
            return None
        types = self._written_type(mapping)
        found = self._assignments(mapping, key, types) if mapping else ()
        good = self._check_mandatory(key, mapping, found or (), types, node.span)
        if found is None or not good:
            return None
        return Create(found) if key == "create" else Replace(found)

    @staticmethod
    def _written_type(mapping: Mapping) -> tuple[str, ...]:
        node = mapping.get("service_type")
        return (str(node),) if isinstance(node, Scalar) and node in SERVICE_TYPES else ()

    def _check_mandatory(
        self,
        key: str,
        mapping: Mapping,
        found: tuple[Assignment, ...],
        types: tuple[str, ...],
        span: Span,
    ) -> bool:
        """Whether a new service has what Pexip needs to accept it."""
        every = [SERVICE_TYPES[name] for name in types] or list(SERVICE_TYPES.values())
        needed = [
            row.name
            for row in every[0].fields
            if row.required and all((t.field(row.name) or row).required for t in every)
            and all(t.field(row.name) is not None for t in every)
        ]
        null = {n for n, v in mapping.items() if isinstance(v, Scalar) and v.is_null}
        missing = [name for name in needed if name not in mapping or name in null]
        place = next(iter(mapping.key_spans.values()), span)
        if missing:
            kind = f" of type {types[0]}" if types else ""
            message = f"`{key}` gives a service{kind} without {names(missing)}"
            hint = f"add `{missing[0]}`; without it Pexip drops the whole answer"
            if missing[0] == "service_tag":
                hint = "add `service_tag: ''` if it has none; Pexip needs the field"
            self._note(codes.MISSING_FIELD, message, place, hint)
        for assignment in found:
            if assignment.field.name in needed and may_be_null(assignment.value):
                message = f"`{assignment.field.name}` is mandatory but may have no value"
                hint = "give it one for every call: `{source | default('text')}`"
                self._note(codes.MAY_BE_MISSING, message, assignment.span, hint)
        return not missing

    def _note(self, code: Code, message: str, span: Span | None, hint: str = "") -> None:
        self.context.problems.add(code, message, span, hint)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _computed(assignment: Assignment) -> bool:
    return not isinstance(assignment.value, Constant)


def _plain(assignment: Assignment) -> object:
    return assignment.value.value if isinstance(assignment.value, Constant) else None


def _or(keys: list[str]) -> str:
    return " or ".join(f"`{key}`" for key in keys)


