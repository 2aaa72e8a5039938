"""Conditions: mappings of fields and keywords to trees of tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from rulec.diagnostics import Problem, did_you_mean, nearest, short
from rulec.diagnostics import codes_reading as reading
from rulec.diagnostics import codes_resolving as codes
from rulec.ir import All, AnyOf, Condition, FieldRead, Named, Not, ServiceFound
from rulec.operators import OPERATORS
from rulec.pexip import AMBIGUOUS, SERVICE_FIELDS, InputField, Policy
from rulec.records import dataclass
from rulec.resolve.clock import dates, time_window
from rulec.resolve.context import SetContext
from rulec.resolve.effect_keys import EFFECTS
from rulec.resolve.field_tests import FieldTests, conjunction
from rulec.resolve.fields import (
    GROUPS,
    KEYWORDS,
    PARTICIPANT_SHORT,
    NoField,
    attribute,
    field_below,
    field_named,
    group_in_policy,
    not_in_policy,
)
from rulec.resolve.names import Names
from rulec.source import Span
from rulec.syntax.nodes import Mapping, Node, Scalar, Sequence
from rulec.syntax.scalars import as_mapping, empty_value, kind


@dataclass(frozen=True, slots=True)
class Conditions:
    """Resolves the conditions of one rule.

    `positive` says that the condition holds wherever the rule applies, so that patterns may
    capture. `within` are the named conditions that are being resolved.
    """

    context: SetContext
    names: Names
    positive: bool = True
    within: tuple[str, ...] = ()

    def condition(self, node: Node, key: str = "") -> Condition | None:
        """A mapping, all of whose entries must hold; None after noting what is wrong.

        `key` is the word in front of it, for messages; an item of a list has none.
        """
        mapping = self._mapping(node, key)
        if mapping is None:
            return None
        if not mapping:
            hint = "write what must hold, or remove the key"
            message = f"the condition of `{key}` is empty" if key else "the condition is empty"
            self.context.problems.add(codes.EMPTY_OPERAND, message, mapping.span, hint)
            return None
        with self.context.one_condition(mapping.span) as allowed:
            if not allowed:
                return None
            # `map` here and below: a comprehension is one call more inside each other, and Python
            # bounds those.
            spans = [mapping.key_spans[key] for key in mapping]
            return conjunction(list(map(self.entry, mapping, mapping.values(), spans)))

    def _mapping(self, node: Node, key: str) -> Mapping | None:
        mapping = as_mapping(node, key)
        if isinstance(mapping, Problem):
            is_text = isinstance(node, Scalar) and not node.is_null
            if is_text and mapping.code is reading.WRONG_SHAPE:
                hint = "write `field: value`, such as `protocol: sip`"
                hint += "; leave `when` out for every call" if key == "when" else ""
                mapping = replace(mapping, hint=hint)
            self.context.problems.found.append(mapping)
            return None
        return mapping

    def negative(self) -> Conditions:
        """The same below `not` or `any`."""
        return replace(self, positive=False)

    @property
    def _tests(self) -> FieldTests:
        return FieldTests(self.context, self.names, self.positive)

    def entry(self, key: str, node: Node, span: Span) -> Condition | None:
        """One entry of a condition."""
        keyword = _KEYWORDS.get(key)
        if keyword is not None:
            return keyword(self, node, span)
        named = self.names.source(key, span)
        if named is not None:
            return None if named.source is None else self._tests.test(named.source, node, span)
        row = field_named(key, self.context.policy, self.context.facts)
        if isinstance(row, NoField):
            self._no_field(key, row, node, span)
            return None
        test = self._tests.test(FieldRead(row), node, span)
        if test is not None and row.path[0] == "service_config":
            return All((ServiceFound(span), test))
        return test

    def _no_field(self, key: str, row: NoField, node: Node, span: Span) -> None:
        """Notes that a name is no field, and goes on with the keyword that was surely meant."""
        hint = row.hint
        if key in EFFECTS:
            hint = f"`{key}` is an effect: start it in the column of `when`"
        elif row.unknown:
            own = [*self.names.known(), *_KEYWORDS]
            best = nearest(key, [*own, *row.near])
            hint = did_you_mean(key, own) if best in own else hint
            if best in ("all", "any", "not") and best in own:
                _KEYWORDS[best](self.negative(), node, span)
        self.context.problems.add(codes.UNKNOWN_FIELD, row.message, span, hint)

    # --- Keywords --------------------------------------------------------------------------------

    def all_of(self, node: Node, span: Span) -> Condition | None:
        """`all`: a list of conditions."""
        del span
        parts = self._list(node, "all")
        return None if parts is None else conjunction(list(map(self.condition, parts)))

    def any_of(self, node: Node, span: Span) -> Condition | None:
        """`any`: a list of conditions, one of which must hold."""
        del span
        parts = self._list(node, "any")
        if parts is None:
            return None
        below = self if len(parts) == 1 else self.negative()
        every = list(map(below.condition, parts))
        good = tuple(part for part in every if part is not None)
        return AnyOf(good) if len(good) == len(every) else None

    def _list(self, node: Node, key: str) -> Sequence | None:
        parts = self.context.problems.sequence(node, key)
        if parts is not None and not parts:
            message = f"`{key}` has no conditions"
            hint = "add conditions, or remove the key"
            self.context.problems.add(codes.EMPTY_OPERAND, message, node.span, hint)
            return None
        return parts

    def not_(self, node: Node, span: Span) -> Condition | None:
        """`not`: the opposite of a whole condition."""
        del span
        inner = self.negative().condition(node, "not")
        return None if inner is None else Not(inner)

    def named(self, node: Node, span: Span) -> Condition | None:
        """`is`: a named condition, or several, all of which must hold."""
        del span
        texts = self._list(node, "is") if isinstance(node, Sequence) else [node]
        return None if texts is None else conjunction(list(map(self._one_named, texts)))

    def _one_named(self, node: Node) -> Condition | None:
        name = self.context.problems.text(node, "is")
        if name is None:
            return None
        self.context.used_conditions.add(name)
        if name not in self.context.conditions:
            hint = did_you_mean(name, self.context.conditions) or "define it under `conditions`"
            message = f"unknown condition `{short(name)}`"
            self.context.problems.add(codes.UNKNOWN_CONDITION, message, name.span, hint)
            return None
        if name in self.within:
            start = self.within.index(name)
            circle = " -> ".join(f"`{step}`" for step in (*self.within[start:], name))
            message = f"conditions use each other in a circle: {circle}"
            hint = "write one of them without the others"
            self.context.problems.add(codes.CONDITION_CYCLE, message, name.span, hint)
            return None
        inner = replace(self, within=(*self.within, str(name)))
        condition = inner.condition(self.context.conditions[name], name)
        return None if condition is None else Named(str(name), condition, name.span)

    def time(self, node: Node, span: Span) -> Condition | None:
        """`time`: a daily window."""
        return time_window(node, span, self.context)

    def date(self, node: Node, span: Span) -> Condition | None:
        """`date`: a range of days."""
        return dates(node, span, self.context, "date")

    def service(self, node: Node, span: Span) -> Condition | None:
        """`service_config`: found, missing, or conditions on a service that was found."""
        problems = self.context.problems
        if isinstance(node, Mapping):
            parts = self.below("service_config", node)
            return None if parts is None else All((ServiceFound(span), parts))
        if isinstance(node, Scalar) and node.empty:
            problems.found.append(empty_value(node, "service_config"))
            return None
        if isinstance(node, Scalar) and node == "found":
            return ServiceFound(span)
        if isinstance(node, Scalar) and (node == "missing" or node.is_null):
            return Not(ServiceFound(span))
        written = f"`{short(node)}`" if isinstance(node, Scalar) else kind(node)
        hint = "write `found`, `missing`, or a mapping of its fields"
        message = f"`service_config` cannot be {written}"
        problems.add(codes.WRONG_OPERATOR, message, node.span, hint)
        return None

    def below(self, group: str, node: Node) -> Condition | None:
        """Conditions on the fields of one of the variables."""
        mapping = self._filled(node, group)
        if mapping is None:
            return None
        policy, facts = self.context.policy, self.context.facts
        parts: list[Condition | None] = []
        for name, value in mapping.items():
            span = mapping.key_spans[name]
            if group == "participant" and name == "idp_attributes":
                parts.append(self.attributes(value, span))
                continue
            if name in ("all", "any", "not"):
                parts.append(self._combined_below(group, name, value))
                continue
            row = field_below(group, name, policy, facts)
            if isinstance(row, NoField):
                self.context.problems.add(codes.UNKNOWN_FIELD, row.message, span, row.hint)
                parts.append(None)
            else:
                parts.append(self._tests.test(FieldRead(row), value, span))
        return conjunction(parts)

    def _combined_below(self, group: str, word: str, node: Node) -> Condition | None:
        """`all`, `any` or `not` of conditions on the fields of one of the variables."""
        nodes = [node] if word == "not" else self._list(node, word)
        if nodes is None:
            return None
        below = self if word == "all" or (word == "any" and len(nodes) == 1) else self.negative()
        every: list[Condition | None] = []
        with self.context.one_condition(node.span) as allowed:
            every += [below.below(group, part) if allowed else None for part in nodes]
        good = tuple(part for part in every if part is not None)
        if len(good) < len(every):
            return None
        if word == "not":
            return Not(good[0])
        return All(good) if word == "all" else AnyOf(good)

    def _filled(self, node: Node, key: str) -> Mapping | None:
        mapping = self.context.problems.mapping(node, key)
        if mapping is not None and not mapping:
            hint = "name a field, and what must hold for it"
            message = f"`{key}` asks for nothing"
            self.context.problems.add(codes.EMPTY_OPERAND, message, node.span, hint)
            return None
        return mapping

    def attributes(self, node: Node, span: Span) -> Condition | None:
        """`idp_attributes`: conditions on the attributes of an identity provider."""
        if self.context.policy is not Policy.PARTICIPANT:
            none = not_in_policy("idp_attributes", self.context.policy)
            self.context.problems.add(codes.UNKNOWN_FIELD, none.message, span, none.hint)
            return None
        mapping = self._filled(node, "idp_attributes")
        if mapping is None:
            return None
        parts: list[Condition | None] = []
        for name, value in mapping.items():
            if name in _NO_ATTRIBUTES:
                message = f"`{name}` is no attribute of an identity provider here, but an operator"
                hint = "name the attribute first: `idp_attributes: {group: {not: null}}`"
                self.context.problems.add(
                    codes.WRONG_OPERATOR, message, mapping.key_spans[name], hint
                )
                parts.append(None)
                continue
            row = attribute(name, self.context.policy)
            assert isinstance(row, InputField)  # noqa: S101  the policy was checked above
            parts.append(self._tests.test(FieldRead(row), value, mapping.key_spans[name]))
        return conjunction(parts)


#: Words that would be taken for the names of attributes if their place were mistaken.
_NO_ATTRIBUTES = frozenset(
    {"all", "any", "not", "is", "includes", "ignore_case", *(row.word for row in OPERATORS)}
)

_Keyword = Callable[[Conditions, Node, Span], Condition | None]


def _group(name: str) -> _Keyword:
    def below(conditions: Conditions, node: Node, span: Span) -> Condition | None:
        if name == "service_config":
            return conditions.service(node, span)
        if not group_in_policy(name, conditions.context.policy):
            none = not_in_policy(name, conditions.context.policy)
            conditions.context.problems.add(codes.UNKNOWN_FIELD, none.message, span, none.hint)
            return None
        return conditions.below(name, node)

    return below


_KEYWORDS: dict[str, _Keyword] = {
    "all": Conditions.all_of,
    "any": Conditions.any_of,
    "not": Conditions.not_,
    "is": Conditions.named,
    "time": Conditions.time,
    "date": Conditions.date,
    "idp_attributes": Conditions.attributes,
    **{name: _group(name) for name in GROUPS},
}


def is_taken(name: str, context: SetContext) -> bool:
    """Whether a name means a field or a keyword in rules of a policy."""
    if name in KEYWORDS:
        return True
    if context.policy is Policy.PARTICIPANT and name in PARTICIPANT_SHORT:
        return True
    if name in AMBIGUOUS or name in SERVICE_FIELDS:
        return True
    row = field_named(name, context.policy, context.facts)
    return not isinstance(row, NoField) or not row.unknown or bool(row.path)
