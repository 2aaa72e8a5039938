"""Effects: which may stand together, which fields they set, and what Pexip asks of the whole."""

from __future__ import annotations

from dataclasses import replace

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
    Read,
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
    ResponseField,
    ValueType,
    service_response_field,
)
from rulec.records import dataclass
from rulec.resolve.assignments import Assignments, Fields, written_types
from rulec.resolve.chosen import is_chosen
from rulec.resolve.context import SetContext
from rulec.resolve.effect_keys import EFFECTS
from rulec.resolve.kept import Kept
from rulec.resolve.names import Names
from rulec.resolve.values import Values, may_be_null
from rulec.resolve.ways import written_choices
from rulec.source import Span
from rulec.syntax.nodes import Cell, Mapping, Node, Scalar, Sequence
from rulec.syntax.scalars import as_flag, as_flag_or_text, unquoted_template
from rulec.syntax.shapes import RuleShape

#: The keys of a rule; others were noted when it was read, and may stand for an effect.
_KEYS = frozenset(RuleShape.keys)
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
        fields = self._fields(node)
        found = [
            self._effect(key, node, fields.get(key))
            for key in keys
            if self._policy in EFFECTS[key].policies
        ]
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

    def _fields(self, rule: Mapping) -> dict[str, Fields | None]:
        """The fields behind the keys that have some, held against Pexip's rules together."""
        assignments = Assignments(self.context, self.names)
        made = written_types(assignments.with_cells(rule.get("replace")))
        new = next((key for key in ("create", "replace") if key in rule), None)
        found: dict[str, Fields | None] = {}
        for key in ("create", "replace", "set", "append"):
            if key in rule and self._policy in EFFECTS[key].policies:
                types = made or self.service_types
                if key in ("create", "replace"):
                    types = written_types(assignments.with_cells(rule[key]))
                found[key] = assignments.fields(rule[key], key, types)
        if new is None:
            assignments.check_together(found.get("set"), complete=False)
        elif found.get(new) is not None:
            later = found.get("set")
            kept = _kept_names(rule) if new == "replace" else frozenset()
            assignments.check_together(found[new], later, kept=kept, complete=True)
        return found

    def _effect(self, key: str, rule: Mapping, fields: Fields | None) -> Effect | bool | None:
        """An effect; True for one that never does anything, None after noting what is wrong."""
        node, span = rule[key], rule.key_spans[key]
        values = Values(self.context, self.names)
        match key:
            case "set":
                return None if fields is None or not fields.good else Set(fields.assignments)
            case "create" | "replace":
                return self._service(key, rule, fields)
            case "keep":
                new = Assignments(self.context, self.names).with_cells(rule.get("replace"))
                made = written_types(new)
                kept = Kept(self.context, made).fields(node)
                return kept if kept is None or "create" not in rule else True
            case "append":
                return None if fields is None or not fields.good else self._append(fields)
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
        if not self._has_reason and is_chosen(node):
            message = "Pexip shows no reason when a service is refused"
            hint = "write `reject: true`, and the condition below `when` of the rule"
            self._note(codes.EFFECT_NOT_HERE, message, node.span, hint)
            return None
        if is_chosen(node):
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

    def _append(self, fields: Fields) -> Append | None:
        """Items for lists that a service has."""
        good = True
        for each in fields.assignments:
            if each.field.type not in (ValueType.OBJECT_LIST, ValueType.TEXT_LIST):
                message = f"`{each.field.name}` is no list that something can be added to"
                self._note(codes.WRONG_TYPE, message, each.span, "change it with `set`")
                good = False
            elif each.value == ListOf(()):
                message = f"nothing is added to `{each.field.name}`"
                self._note(codes.NO_EFFECT, message, each.span, "write an item, or remove it")
                good = False
        return Append(fields.assignments) if good else None

    # --- New services ----------------------------------------------------------------------------

    def _service(self, key: str, rule: Mapping, fields: Fields | None) -> Effect | None:
        if fields is None:
            return None
        mapping = Assignments(self.context, self.names).with_cells(rule[key])
        assert isinstance(mapping, Mapping)  # noqa: S101  it has fields
        after = rule.get("set")
        later = frozenset(after) if isinstance(after, Mapping) else frozenset()
        types = written_types(mapping) or _possible_types(fields)
        kept = _kept_names(rule) if key == "replace" else frozenset()
        missing = self._missing(mapping, fields.given, types, later | kept)
        if missing:
            kind = f" of type `{types[0]}`" if len(types) == 1 else ""
            message = f"`{key}` gives a service{kind} without {names(missing)}"
            without = "it" if len(missing) == 1 else "them"
            hint = f"add {names(missing)}; without {without} Pexip drops the whole answer"
            if missing == ["service_tag"]:
                hint = "add `service_tag: ''` if it has none; Pexip needs the field"
            cell = mapping.get(missing[0])
            place = cell.span if isinstance(cell, Cell) else rule.key_spans[key]
            self._note(codes.MISSING_FIELD, message, place, hint)
        if not fields.good or missing:
            return None
        self._check_sure(fields.assignments, rule, types, kept - later)
        return Create(fields.assignments) if key == "create" else Replace(fields.assignments)

    def _check_sure(
        self,
        found: tuple[Assignment, ...],
        rule: Mapping,
        types: tuple[str, ...],
        kept: frozenset[str],
    ) -> None:
        """Notes mandatory fields of a new service that may turn out without a value."""
        hint = "give it one for every call: `{source | default('text')}`"
        unsure = {
            a.field.name: a.span
            for a in found
            if may_be_null(a.value) or (isinstance(a.value, Read) and not _takes_any(a.field))
        }
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
    def _missing(
        mapping: Mapping, written: frozenset[str], types: tuple[str, ...], later: frozenset[str]
    ) -> list[str]:
        """What Pexip needs to accept a new service, and what nothing gives."""
        unknown = [name for name in mapping if not service_response_field(name)]
        meant = {nearest(name, SERVICE_FIELD_NAMES) for name in unknown}
        given = written | later | meant
        return [name for name in _needed(types) if name not in given]

    def _note(self, code: Code, message: str, span: Span | None, hint: str = "") -> None:
        self.context.problems.add(code, message, span, hint)


def _takes_any(field: ResponseField) -> bool:
    """Whether any text may be written into a field; one that may not counts as null."""
    closed = bool(field.values) and field.values_closed
    return not (field.pin or field.uuid or field.location or closed)


def _below_when(node: Mapping) -> bool:
    """Whether an effect stands below `when`, where it is noted."""
    when = node.get("when")
    return isinstance(when, Mapping) and bool(when.keys() & EFFECTS.keys())


def _needed(types: tuple[str, ...]) -> tuple[str, ...]:
    """The fields that a service must have that may be of each of these types.

    Without any type those that every service must have.
    """
    every = [{row.name: None for row in t.fields if row.required} for t in SERVICE_TYPES.values()]
    common = [name for name in every[0] if all(name in names for names in every)]
    rows = [row for name in types for row in SERVICE_TYPES[name].fields if row.required]
    return tuple(dict.fromkeys(row.name for row in rows)) if types else tuple(common)


def _possible_types(fields: Fields) -> tuple[str, ...]:
    """The service types among which a new service's one is chosen, where all are known."""
    every = next((a.value for a in fields.assignments if a.field.name == "service_type"), None)
    found = () if every is None else written_choices(every)
    return tuple(str(name) for name in found if name in SERVICE_TYPES)


def _kept_names(rule: Mapping) -> frozenset[str]:
    """The fields that a rule keeps, as they are written."""
    node = rule.get("keep")
    items = node if isinstance(node, Sequence) else [node]
    return frozenset(str(item) for item in items if isinstance(item, Scalar))


def _or(keys: list[str]) -> str:
    return " or ".join(f"`{key}`" for key in keys)
