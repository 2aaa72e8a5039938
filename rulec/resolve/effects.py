"""Effects: which may stand together, which fields they set, and what Pexip asks of the whole."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rulec.diagnostics import Code, Problem, names, nearest
from rulec.diagnostics import codes_reading as reading
from rulec.diagnostics import codes_resolving as codes
from rulec.ir import (
    Append,
    Assignment,
    Continue,
    Create,
    Effect,
    Keep,
    ListOf,
    Redirect,
    Reject,
    Replace,
    Set,
)
from rulec.pexip import (
    NEW_ALIAS,
    REJECT_REASON,
    SERVICE_FIELD_NAMES,
    SERVICE_TYPES,
    Policy,
    ValueType,
    service_response_field,
)
from rulec.resolve.assignments import Assignments, written_types
from rulec.resolve.chosen import is_chosen
from rulec.resolve.context import SetContext
from rulec.resolve.effect_keys import EFFECTS
from rulec.resolve.kept import Kept
from rulec.resolve.names import Names
from rulec.resolve.values import Values, may_be_null
from rulec.source import Span
from rulec.syntax.nodes import Cell, Mapping, Node, Scalar, Sequence
from rulec.syntax.scalars import as_flag, as_flag_or_text, unquoted_template
from rulec.syntax.shapes import RuleShape

#: The keys of a rule; others were noted when it was read, and may stand for an effect.
_KEYS = frozenset(field.alias or name for name, field in RuleShape.model_fields.items())
_EFFECT_NODES = (Set, Create, Replace, Keep, Append, Reject, Redirect, Continue)
#: The order in which effects that stand together act.
_ORDER: dict[type, int] = {Create: 0, Replace: 0, Keep: 1, Set: 2, Append: 3}


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
    #: The rule applies only where Pexip found a service.
    finds_service: bool = False
    #: A rule that is tried for every match, where `continue` would mean nothing.
    first_match: bool = True

    def effects(self, node: Mapping, span: Span, what: str) -> tuple[Effect, ...] | None:
        """The effects in the order in which they act; None after noting what is wrong."""
        keys = [key for key in EFFECTS if key in node]
        if not keys:
            if node.keys() <= _KEYS and not _below_when(node):
                allowed = [key for key, row in EFFECTS.items() if self._policy in row.policies]
                self._note(codes.NO_EFFECT, f"{what} does nothing", span, f"add {_or(allowed)}")
            return None
        good = self._may_stand(keys, node)
        found = [self._effect(key, node) for key in keys if self._policy in EFFECTS[key].policies]
        if not good or any(effect is None for effect in found):
            return None
        effects = [effect for effect in found if isinstance(effect, _EFFECT_NODES)]
        return tuple(sorted(effects, key=lambda effect: _ORDER.get(type(effect), len(_ORDER))))

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
            if self._policy not in EFFECTS[key].policies:
                owners = " and ".join(policy.value for policy in EFFECTS[key].policies)
                message = f"`{key}` is no effect of {self._policy.value} rules"
                hint = f"only {owners} rules have it"
                self._note(codes.EFFECT_NOT_HERE, message, node.key_spans[key], hint)
                good = False
        alone = [key for key in keys if EFFECTS[key].alone]
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
        return good and all(self._stands_beside(key, keys, node) for key in keys)

    def _stands_beside(self, key: str, keys: list[str], node: Mapping) -> bool:
        """Whether an effect has beside it what it needs; `keep` never has beside `create`."""
        needed = EFFECTS[key].beside
        if needed and not set(needed) & set(keys):
            message = f"`{key}` needs `replace` beside it"
            hint = "it carries fields over to the service that `replace` gives"
            self._note(codes.EFFECTS_CLASH, message, node.key_spans[key], hint)
            return False
        if key == "keep" and "create" in keys:
            message = "`create` acts only where no service was found, so there is nothing to keep"
            hint = "use `replace`, or remove `keep`"
            self._note(codes.NOTHING_TO_KEEP, message, node.key_spans[key], hint)
        return True

    def _effect(self, key: str, rule: Mapping) -> Effect | bool | None:
        """An effect; True for one that never does anything, None after noting what is wrong."""
        node, span = rule[key], rule.key_spans[key]
        values = Values(self.context, self.names)
        fields = Assignments(self.context, self.names)
        made = written_types(fields.with_cells(rule.get("replace")))
        match key:
            case "set":
                found = fields.fields(node, "set", made or self.service_types)
                return None if found is None else Set(found)
            case "create" | "replace":
                return self._service(key, rule)
            case "keep":
                kept = Kept(self.context, made).fields(node)
                return kept if kept is None or "create" not in rule else True
            case "append":
                return self._append(node)
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
        node = self.names.cell(node)
        if self._has_reason and is_chosen(node):
            chosen = values.text(_REASON, node)
            return None if chosen is None else Reject(chosen)
        if isinstance(node, Cell) and node.is_null and self._has_reason:
            return Reject()
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

    def _append(self, node: Node) -> Append | None:
        """Items for lists that a service has."""
        fields = Assignments(self.context, self.names)
        found = fields.fields(node, "append", self.service_types)
        for each in found or ():
            if each.field.type not in (ValueType.OBJECT_LIST, ValueType.TEXT_LIST):
                message = f"`{each.field.name}` is no list that something can be added to"
                self._note(codes.WRONG_TYPE, message, each.span, "change it with `set`")
                found = None
            elif each.value == ListOf(()):
                message = f"nothing is added to `{each.field.name}`"
                self._note(codes.NO_EFFECT, message, each.span, "write an item, or remove it")
                found = None
        return None if found is None else Append(found)

    # --- New services ----------------------------------------------------------------------------

    def _service(self, key: str, rule: Mapping) -> Effect | None:
        fields = Assignments(self.context, self.names)
        mapping = self.context.problems.mapping(fields.with_cells(rule[key]) or rule[key], key)
        if mapping is None:
            return None
        after = rule.get("set")
        later = frozenset(after) if isinstance(after, Mapping) else frozenset()
        types = written_types(mapping)
        kept = _kept_names(rule) if key == "replace" else frozenset()
        found = fields.fields(mapping, key, types, later | kept) if mapping else ()
        missing = self._missing(mapping, types, later | kept)
        if missing:
            kind = f" of type `{types[0]}`" if types else ""
            message = f"`{key}` gives a service{kind} without {names(missing)}"
            without = "it" if len(missing) == 1 else "them"
            hint = f"add {names(missing)}; without {without} Pexip drops the whole answer"
            if missing == ["service_tag"]:
                hint = "add `service_tag: ''` if it has none; Pexip needs the field"
            cell = mapping.get(missing[0])
            place = cell.span if isinstance(cell, Cell) else rule.key_spans[key]
            self._note(codes.MISSING_FIELD, message, place, hint)
        if found is None or missing:
            return None
        self._check_sure(found, rule, types, kept - later)
        return Create(found) if key == "create" else Replace(found)

    def _check_sure(
        self,
        found: tuple[Assignment, ...],
        rule: Mapping,
        types: tuple[str, ...],
        kept: frozenset[str],
    ) -> None:
        """Notes mandatory fields of a new service that may turn out without a value."""
        hint = "give it one for every call: `{source | default('text')}`"
        unsure = {a.field.name: a.span for a in found if may_be_null(a.value)}
        given = {assignment.field.name for assignment in found}
        if self.finds_service:
            unsure = {name: span for name, span in unsure.items() if name not in kept}
        else:
            unsure |= dict.fromkeys(kept - given, rule.key_spans.get("keep"))
        for name in _needed(types):
            if name in unsure:
                message = f"`{name}` is mandatory but may have no value"
                self._note(codes.MAY_BE_MISSING, message, unsure[name], hint)

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


def _needed(types: tuple[str, ...]) -> tuple[str, ...]:
    """The fields that services of all of these types, or of every type, must have."""
    every = [SERVICE_TYPES[name] for name in types] or list(SERVICE_TYPES.values())
    rows = [row.name for row in every[0].fields if row.required]
    return tuple(
        name for name in rows if all((row := t.field(name)) and row.required for t in every)
    )


def _kept_names(rule: Mapping) -> frozenset[str]:
    """The fields that a rule keeps, as they are written."""
    node = rule.get("keep")
    items = node if isinstance(node, Sequence) else [node]
    return frozenset(str(item) for item in items if isinstance(item, Scalar))


def _or(keys: list[str]) -> str:
    return " or ".join(f"`{key}`" for key in keys)
