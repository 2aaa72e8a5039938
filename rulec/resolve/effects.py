"""Effects: which may stand together, which fields they set, and what Pexip asks of the whole."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rulec.diagnostics import Code, Problem, Related, names, nearest
from rulec.diagnostics import codes_reading as reading
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
    SERVICE_FIELD_NAMES,
    SERVICE_TYPES,
    Policy,
    ValueType,
    breaches,
    service_response_field,
)
from rulec.resolve.context import SetContext
from rulec.resolve.fields import NoField, target_field
from rulec.resolve.names import Names
from rulec.resolve.values import Values, may_be_null
from rulec.source import Span
from rulec.syntax.nodes import Mapping, Node, Scalar
from rulec.syntax.scalars import as_flag, as_flag_or_text, unquoted_template
from rulec.syntax.shapes import RuleShape

#: The keys of effects, with the policies that have them.
EFFECTS: dict[str, tuple[Policy, ...]] = {
    "set": tuple(Policy),
    "create": (Policy.SERVICE,),
    "replace": (Policy.SERVICE,),
    "reject": (Policy.SERVICE, Policy.PARTICIPANT),
    "redirect": (Policy.SERVICE,),
    "continue": tuple(Policy),
}
#: The keys of a rule; others were noted when it was read, and may stand for an effect.
_KEYS = frozenset(field.alias or name for name, field in RuleShape.model_fields.items())
_IN_BACKQUOTES = re.compile(r"`(\w+)`")
_ALONE = ("reject", "redirect", "continue")
_SINGULAR = ("primary_overflow_location", "secondary_overflow_location")


#: The rows of texts under the names that rules use for them.
_REDIRECT = replace(NEW_ALIAS, name="redirect")
_REASON = replace(REJECT_REASON, name="reject")


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
            if node.keys() <= _KEYS and not _below_when(node):
                allowed = [key for key, policies in EFFECTS.items() if self._policy in policies]
                self._note(codes.NO_EFFECT, f"{what} does nothing", span, f"add {_or(allowed)}")
            return None
        good = self._may_stand(keys, node)
        found = [self._effect(key, node) for key in keys if self._policy in EFFECTS[key]]
        if not good or any(effect is None for effect in found):
            return None
        order = {Create: 0, Replace: 0, Set: 1}
        effects = [effect for effect in found if effect is not None]
        return tuple(sorted(effects, key=lambda effect: order.get(type(effect), 2)))

    @property
    def _policy(self) -> Policy:
        return self.context.policy

    @property
    def _has_reason(self) -> bool:
        """Whether Pexip shows a text to those whom a rule rejects."""
        return self._policy is not Policy.SERVICE

    def _may_stand(self, keys: list[str], node: Mapping) -> bool:
        good = True
        for key in keys:
            if self._policy not in EFFECTS[key]:
                owners = " and ".join(policy.value for policy in EFFECTS[key])
                message = f"`{key}` is no effect of {self._policy.value} rules"
                hint = f"only {owners} rules have it"
                self._note(codes.EFFECT_NOT_HERE, message, node.key_spans[key], hint)
                good = False
        alone = [key for key in keys if key in _ALONE]
        both = [key for key in keys if key in ("create", "replace")]
        if alone and len(keys) > 1:
            other = next(key for key in keys if key != alone[0])
            message = f"`{alone[0]}` cannot stand beside `{other}`"
            hint = "keep one of them, or make two rules"
            self._note(codes.EFFECTS_CLASH, message, node.key_spans[alone[0]], hint)
            return False
        if len(both) > 1:
            message = "`create` cannot stand beside `replace`"
            hint = "`replace` also gives a service where there is none"
            self._note(codes.EFFECTS_CLASH, message, node.key_spans["create"], hint)
            return False
        return good

    def _effect(self, key: str, rule: Mapping) -> Effect | None:
        node, span = rule[key], rule.key_spans[key]
        values = Values(self.context, self.names)
        match key:
            case "set":
                made = _written_types(rule.get("replace"))
                found = self._assignments(node, "set", made or self.service_types)
                return None if found is None else Set(found)
            case "create" | "replace":
                return self._service(key, rule)
            case "reject":
                return self._reject(node, values)
            case "redirect":
                alias = values.text(_REDIRECT, node)
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
            values.text(_REASON, node)
            return None
        read = as_flag_or_text(node, "reject")
        if isinstance(read, Problem) and read.code is reading.QUOTE_IT and not self._has_reason:
            read = as_flag(node, "reject")
        flag = self.context.problems.value_or_note(read)
        if flag is True:
            return Reject()
        if flag is False:
            hint = "remove it; a rule that lets calls pass has `continue: true`"
            self._note(codes.NO_EFFECT, "`reject: false` does nothing", node.span, hint)
            return None
        if not isinstance(flag, Scalar):
            return None
        if not self._has_reason:
            message = "Pexip shows no reason when a service is refused"
            self._note(codes.EFFECT_NOT_HERE, message, node.span, "write `reject: true`")
            return None
        reason = values.text(_REASON, flag)
        return None if reason is None else Reject(reason)

    # --- Fields ----------------------------------------------------------------------------------

    def _assignments(
        self,
        node: Node,
        key: str,
        service_types: tuple[str, ...],
        later: frozenset[str] = frozenset(),
    ) -> tuple[Assignment, ...] | None:
        """The fields of `set`, `create` or `replace`; `later` are those set after them."""
        mapping = self.context.problems.mapping(node, key)
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
        if key == "set":
            message = f"`{name}` cannot be null, so it stays as it was"
            hint = "remove the line"
            if target.row.type is ValueType.TEXT and not target.row.values:
                hint = "write `''` for an empty text, or remove the line"
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
            each.field.name: each.value.value
            for each in found
            if isinstance(each.value, Constant) and each.field.name not in later
        }
        null = {n for n, v in mapping.items() if isinstance(v, Scalar) and v.is_null}
        unknown = (frozenset(mapping) - known.keys() - null) | later
        for breach in breaches(known, unknown=unknown, complete=key != "set"):
            # A field that is missing has no place of its own; another one asks for it.
            named = [breach.field, *_IN_BACKQUOTES.findall(breach.message + breach.hint)]
            place = next((name for name in named if name in mapping), next(iter(mapping)))
            span = mapping.key_spans[place]
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

    # --- New services ----------------------------------------------------------------------------

    def _service(self, key: str, rule: Mapping) -> Effect | None:
        mapping = self.context.problems.mapping(rule[key], key)
        if mapping is None:
            return None
        after = rule.get("set")
        later = frozenset(after) if isinstance(after, Mapping) else frozenset()
        types = _written_types(mapping)
        found = self._assignments(mapping, key, types, later) if mapping else ()
        missing = self._missing(mapping, types, later)
        if missing:
            kind = f" of type `{types[0]}`" if types else ""
            message = f"`{key}` gives a service{kind} without {names(missing)}"
            without = "it" if len(missing) == 1 else "them"
            hint = f"add {names(missing)}; without {without} Pexip drops the whole answer"
            if missing == ["service_tag"]:
                hint = "add `service_tag: ''` if it has none; Pexip needs the field"
            self._note(codes.MISSING_FIELD, message, rule.key_spans[key], hint)
        if found is None or missing:
            return None
        for each in found:
            if each.field.name in _needed(types) and may_be_null(each.value):
                message = f"`{each.field.name}` is mandatory but may have no value"
                hint = "give it one for every call: `{source | default('text')}`"
                self._note(codes.MAY_BE_MISSING, message, each.span, hint)
        return Create(found) if key == "create" else Replace(found)

    @staticmethod
    def _missing(mapping: Mapping, types: tuple[str, ...], later: frozenset[str]) -> list[str]:
        """What Pexip needs to accept a new service, and what nothing gives."""
        null = {n for n, v in mapping.items() if isinstance(v, Scalar) and v.is_null}
        unknown = [name for name in mapping if not service_response_field(name)]
        meant = {nearest(name, SERVICE_FIELD_NAMES) for name in unknown}
        given = (mapping.keys() - null) | later | meant
        return [name for name in _needed(types) if name not in given]

    def _note(self, code: Code, message: str, span: Span | None, hint: str = "") -> None:
        self.context.problems.add(code, message, span, hint)


def _below_when(node: Mapping) -> bool:
    """Whether an effect stands below `when`, where it is noted."""
    when = node.get("when")
    return isinstance(when, Mapping) and bool(when.keys() & EFFECTS.keys())


def _written_types(node: Node | None) -> tuple[str, ...]:
    """The service type of a new service, where it is written out."""
    type_ = node.get("service_type") if isinstance(node, Mapping) else None
    return (str(type_),) if isinstance(type_, Scalar) and type_ in SERVICE_TYPES else ()


def _needed(types: tuple[str, ...]) -> tuple[str, ...]:
    """The fields that services of all of these types, or of every type, must have."""
    every = [SERVICE_TYPES[name] for name in types] or list(SERVICE_TYPES.values())
    rows = [row.name for row in every[0].fields if row.required]
    return tuple(
        name for name in rows if all((row := t.field(name)) and row.required for t in every)
    )


def _or(keys: list[str]) -> str:
    return " or ".join(f"`{key}`" for key in keys)
