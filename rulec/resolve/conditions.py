"""Conditions: mappings of fields and keywords to trees of tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from rulec.diagnostics import did_you_mean
from rulec.diagnostics import codes_resolving as codes
from rulec.ir import (
    All,
    AnyOf,
    Condition,
    FieldRead,
    FieldTest,
    ItemTest,
    Named,
    Not,
    NoValue,
    PartRead,
    ServiceFound,
    Source,
    source_type,
)
from rulec.matching.alias import AliasPart
from rulec.operators import InSubnet, Operator, keywords_for
from rulec.pexip import SERVICE_FIELDS, InputField, Policy, ValueType
from rulec.resolve.clock import dates, time_window
from rulec.resolve.context import SetContext, is_list_reference
from rulec.resolve.fields import (
    AMBIGUOUS,
    GROUPS,
    PARTICIPANT_SHORT,
    NoField,
    attribute,
    field_below,
    field_named,
    not_in_policy,
)
from rulec.resolve.names import Names
from rulec.resolve.operands import Place, operator, part_ignores_case
from rulec.source import Span
from rulec.syntax.nodes import Mapping, Node, Scalar, Sequence
from rulec.syntax.scalars import as_flag, as_mapping, as_sequence, empty_value, kind

_PARTS = frozenset(part.value for part in AliasPart)
_ITEM_LISTS = (ValueType.TEXT_LIST, ValueType.TEXT_OR_LIST)


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

    def condition(self, node: Node) -> Condition | None:
        """A mapping, all of whose entries must hold; None after noting what is wrong."""
        mapping = self.context.problems.value_or_note(as_mapping(node, "when"))
        if not isinstance(mapping, Mapping):
            return None
        return self.joined(
            [self.entry(key, value, mapping.key_spans[key]) for key, value in mapping.items()]
        )

    @staticmethod
    def joined(parts: list[Condition | None]) -> Condition | None:
        """The conjunction; None when a part could not be resolved."""
        good = [part for part in parts if part is not None]
        if len(good) < len(parts):
            return None
        return good[0] if len(good) == 1 else All(tuple(good))

    def negative(self) -> Conditions:
        """The same below `not` or `any`."""
        return replace(self, positive=False)

    def entry(self, key: str, node: Node, span: Span) -> Condition | None:
        """One entry of a condition."""
        keyword = _KEYWORDS.get(key)
        if keyword is not None:
            return keyword(self, node, span)
        named = self.names.source(key, span)
        if named is not None:
            return None if named.source is None else self.test(named.source, node, span)
        return self.field(field_named(key, self.context.policy, self.context.facts), node, span)

    def field(self, row: InputField | NoField, node: Node, span: Span) -> Condition | None:
        """A condition on a field."""
        if isinstance(row, NoField):
            hint = row.hint
            if row.unknown and not hint.startswith(("write", "did you mean")):
                written = str(row.message.split("`")[1])
                hint = did_you_mean(written, self.names.known()) or hint
            self.context.problems.add(codes.UNKNOWN_FIELD, row.message, span, hint)
            return None
        test = self.test(FieldRead(row), node, span)
        if test is not None and row.path[0] == "service_config":
            return All((ServiceFound(span), test))
        return test

    def test(self, subject: Source, node: Node, span: Span) -> Condition | None:
        """What is asked of one source: a scalar, a list, or operators."""
        type_ = source_type(subject)
        if type_ in (ValueType.OBJECT, ValueType.OBJECT_LIST):
            return self._presence(subject, node, span)
        if isinstance(node, Mapping) and not is_list_reference(node):
            return _Operators(self, subject, span).all_of(node)
        if isinstance(node, Scalar) and node.empty:
            self.context.problems.found.append(empty_value(node))
            return None
        if isinstance(node, Scalar) and node.is_null:
            return NoValue(subject, span)
        if isinstance(node, Sequence):
            rest = Sequence(node.span)
            rest.extend(item for item in node if not _is_null(item))
            if len(rest) < len(node):
                nothing: Condition = NoValue(subject, span)
                if not rest:
                    return nothing
                some = self.negative().test(subject, rest, span)
                return None if some is None else AnyOf((nothing, some))
        if type_ is ValueType.TEXT_LIST:
            hint = "ask for one item: `includes: ...`"
            self.context.problems.add(
                codes.WRONG_OPERATOR, "a list equals no single value", node.span, hint
            )
            return None
        return _Operators(self, subject, span).one("equals", node, span)

    def _presence(self, subject: Source, node: Node, span: Span) -> Condition | None:
        name = subject.field.dotted if isinstance(subject, FieldRead) else "this"
        message = f"`{name}` is {source_type(subject).value} and cannot be tested"
        self.context.problems.add(codes.WRONG_OPERATOR, message, span)
        return None

    # --- Keywords --------------------------------------------------------------------------------

    def all_of(self, node: Node, span: Span) -> Condition | None:
        """`all`: a list of conditions."""
        del span
        parts = self._list(node, "all")
        return None if parts is None else self.joined([self.condition(part) for part in parts])

    def any_of(self, node: Node, span: Span) -> Condition | None:
        """`any`: a list of conditions, one of which must hold."""
        del span
        parts = self._list(node, "any")
        if parts is None:
            return None
        below = self if len(parts) == 1 else self.negative()
        every = [below.condition(part) for part in parts]
        good = tuple(part for part in every if part is not None)
        return AnyOf(good) if len(good) == len(every) else None

    def _list(self, node: Node, key: str) -> Sequence | None:
        parts = self.context.problems.value_or_note(as_sequence(node, key))
        if not isinstance(parts, Sequence):
            return None
        if not parts:
            message = f"`{key}` has no conditions"
            hint = "add conditions, or remove the key"
            self.context.problems.add(codes.EMPTY_OPERAND, message, node.span, hint)
            return None
        return parts

    def not_(self, node: Node, span: Span) -> Condition | None:
        """`not`: the opposite of a whole condition."""
        del span
        inner = self.negative().condition(node)
        return None if inner is None else Not(inner)

    def named(self, node: Node, span: Span) -> Condition | None:
        """`is`: a named condition, or several, all of which must hold."""
        del span
        texts = node if isinstance(node, Sequence) else [node]
        return self.joined([self._one_named(text) for text in texts])

    def _one_named(self, node: Node) -> Condition | None:
        name = self.context.problems.text(node, "is")
        if name is None:
            return None
        self.context.used_conditions.add(name)
        if name not in self.context.conditions:
            hint = did_you_mean(name, self.context.conditions) or "define it under `conditions`"
            message = f"unknown condition `{name}`"
            self.context.problems.add(codes.UNKNOWN_CONDITION, message, name.span, hint)
            return None
        if name in self.within:
            circle = " -> ".join(f"`{step}`" for step in (*self.within, name))
            message = f"conditions use each other in a circle: {circle}"
            self.context.problems.add(codes.CONDITION_CYCLE, message, name.span)
            return None
        inner = replace(self, within=(*self.within, name))
        condition = inner.condition(self.context.conditions[name])
        return None if condition is None else Named(str(name), condition)

    def time(self, node: Node, span: Span) -> Condition | None:
        """`time`: a daily window."""
        return time_window(node, span, self.context)

    def date(self, node: Node, span: Span) -> Condition | None:
        """`date`: a range of days."""
        return dates(node, span, self.context)

    def service(self, node: Node, span: Span) -> Condition | None:
        """`service_config`: found, missing, or conditions on a service that was found."""
        problems = self.context.problems
        if isinstance(node, Mapping):
            parts = self.below("service_config", node)
            return None if parts is None else All((ServiceFound(span), parts))
        if isinstance(node, Scalar):
            if node == "found":
                return ServiceFound(span)
            if node == "missing" or node.is_null:
                return Not(ServiceFound(span))
        message = f"`service_config` cannot be {kind(node)} here"
        if isinstance(node, Scalar):
            message = f"`service_config` cannot be `{node}`"
        hint = "write `found`, `missing`, or a mapping of its fields"
        problems.add(codes.WRONG_OPERATOR, message, node.span, hint)
        return None

    def below(self, group: str, node: Node) -> Condition | None:
        """Conditions on the fields of one of the variables."""
        mapping = self.context.problems.value_or_note(as_mapping(node, group))
        if not isinstance(mapping, Mapping):
            return None
        policy, facts = self.context.policy, self.context.facts
        parts: list[Condition | None] = []
        for name, value in mapping.items():
            span = mapping.key_spans[name]
            if group == "participant" and name == "idp_attributes":
                parts.append(self.attributes(value, span))
                continue
            row = field_below(group, name, policy, facts)
            if isinstance(row, NoField):
                self.context.problems.add(codes.UNKNOWN_FIELD, row.message, span, row.hint)
                parts.append(None)
            else:
                parts.append(self.test(FieldRead(row), value, span))
        return self.joined(parts)

    def attributes(self, node: Node, span: Span) -> Condition | None:
        """`idp_attributes`: conditions on the attributes of an identity provider."""
        if self.context.policy is not Policy.PARTICIPANT:
            none = not_in_policy("idp_attributes", self.context.policy)
            self.context.problems.add(codes.UNKNOWN_FIELD, none.message, span, none.hint)
            return None
        mapping = self.context.problems.value_or_note(as_mapping(node, "idp_attributes"))
        if not isinstance(mapping, Mapping):
            return None
        parts: list[Condition | None] = []
        for name, value in mapping.items():
            row = attribute(name, self.context.policy)
            assert isinstance(row, InputField)  # noqa: S101  the policy was checked above
            parts.append(self.test(FieldRead(row), value, mapping.key_spans[name]))
        return self.joined(parts)


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_null


_Keyword = Callable[[Conditions, Node, Span], Condition | None]


def _group(name: str) -> _Keyword:
    def below(conditions: Conditions, node: Node, span: Span) -> Condition | None:
        if name == "service_config":
            return conditions.service(node, span)
        policy = conditions.context.policy
        probe = field_below(name, "", policy, conditions.context.facts)
        if isinstance(probe, NoField) and not probe.unknown:
            conditions.context.problems.add(codes.UNKNOWN_FIELD, probe.message, span, probe.hint)
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
    if name in _KEYWORDS or name in ("list", "env", "ignore_case", "includes", "null"):
        return True
    if context.policy is Policy.PARTICIPANT and name in PARTICIPANT_SHORT:
        return True
    if name in AMBIGUOUS or name in SERVICE_FIELDS:
        return True
    row = field_named(name, context.policy, context.facts)
    return not isinstance(row, NoField) or not row.unknown


@dataclass(frozen=True, slots=True)
class _Operators:
    """The operators that are asked of one source."""

    conditions: Conditions
    subject: Source
    span: Span

    @property
    def context(self) -> SetContext:
        return self.conditions.context

    def place(self, *, ignore_case: bool, positive: bool = True) -> Place:
        capture = self.conditions.names.capture
        may = self.conditions.positive and positive
        folds = ignore_case or part_ignores_case(self.subject)
        return Place(self.context, self.subject, capture if may else None, folds)

    def one(self, word: str, node: Node, span: Span, *, ignore_case: bool = False) -> Condition | None:
        """A single operator."""
        found = operator(word, node, self.place(ignore_case=ignore_case))
        if found is None:
            return None
        if source_type(self.subject) in _ITEM_LISTS:
            return ItemTest(self.subject, ((found, False),), span)
        return FieldTest(self.subject, found, span)

    def all_of(self, mapping: Mapping) -> Condition | None:
        """A mapping of operators, all of which must hold; of a list, on the same item."""
        if not mapping:
            hint = "write an operator and what it is asked for"
            self.context.problems.add(
                codes.EMPTY_OPERAND, "the condition is empty", mapping.span, hint
            )
            return None
        ignore_case = self._ignore_case(mapping)
        words = keywords_for(source_type(self.subject))
        demands: list[tuple[Operator, bool]] = []
        parts: list[Condition | None] = []
        for key, node in mapping.items():
            span = mapping.key_spans[key]
            if key == "ignore_case":
                continue
            if key in words and source_type(self.subject) is not ValueType.TEXT_LIST:
                test = self.one(key, node, span, ignore_case=ignore_case)
                if isinstance(test, ItemTest):
                    demands.extend(test.demands)
                else:
                    parts.append(test)
            else:
                parts.append(self._other(key, node, span))
        if demands:
            parts.append(self._items(demands, mapping.span))
        return self.conditions.joined(parts)

    def _ignore_case(self, mapping: Mapping) -> bool:
        if "ignore_case" not in mapping:
            return False
        flag = self.context.problems.value_or_note(as_flag(mapping["ignore_case"], "ignore_case"))
        words = keywords_for(source_type(self.subject))
        if not any(key in words and words[key].case for key in (*mapping, "equals")):
            message = "`ignore_case` has nothing to change here"
            span = mapping.key_spans["ignore_case"]
            self.context.problems.add(codes.WRONG_OPERATOR, message, span, "remove it")
        return flag is True

    def _items(self, demands: list[tuple[Operator, bool]], span: Span) -> Condition | None:
        subnets = [found for found, _ in demands if isinstance(found, InSubnet)]
        if subnets and len(demands) > 1:
            message = "`in_subnet` on a list cannot stand beside other operators"
            hint = "ask for each in an entry of its own below `all`"
            self.context.problems.add(codes.WRONG_OPERATOR, message, span, hint)
            return None
        return ItemTest(self.subject, tuple(demands), self.span)

    def _other(self, key: str, node: Node, span: Span) -> Condition | None:
        """`not`, `includes`, the parts of an alias, or a mistake."""
        if key == "not":
            inner = self.conditions.negative().test(self.subject, node, span)
            return None if inner is None else Not(inner)
        if key == "includes" and source_type(self.subject) is ValueType.TEXT_LIST:
            return self._includes(node, span)
        is_alias = isinstance(self.subject, FieldRead) and self.subject.field.alias
        if key in _PARTS and isinstance(self.subject, FieldRead) and is_alias:
            return self.conditions.test(PartRead(self.subject.field, AliasPart(key)), node, span)
        self._no_operator(key, span, is_alias=is_alias)
        return None

    def _no_operator(self, key: str, span: Span, *, is_alias: bool) -> None:
        type_ = source_type(self.subject)
        known = ["not", "includes"] if type_ is ValueType.TEXT_LIST else [*keywords_for(type_), "not"]
        known += sorted(_PARTS) if is_alias else []
        elsewhere = any(key in keywords_for(other) for other in ValueType) or key in (
            "includes",
            *_PARTS,
        )
        message = f"unknown operator `{key}`"
        code = codes.UNKNOWN_OPERATOR
        hint = did_you_mean(key, [*known, "ignore_case"])
        if elsewhere and key not in known:
            code = codes.WRONG_OPERATOR
            message = f"`{key}` cannot be asked of {_an(type_)}"
            hint = ""
            if key in _PARTS:
                message = f"only an alias has a `{key}`"
        listed = ", ".join(f"`{word}`" for word in known)
        self.context.problems.add(code, message, span, hint or f"known here are {listed}")

    def _includes(self, node: Node, span: Span) -> Condition | None:
        """`includes`: one item meets every demand."""
        if not isinstance(node, Mapping) or is_list_reference(node):
            found = operator("equals", node, self.place(ignore_case=False, positive=False))
            return None if found is None else ItemTest(self.subject, ((found, False),), span)
        ignore_case = self._ignore_case(node)
        demands = [
            self._demand(key, value, node.key_spans[key], ignore_case=ignore_case)
            for key, value in node.items()
            if key != "ignore_case"
        ]
        good = [demand for demand in demands if demand is not None]
        if len(good) < len(demands) or not good:
            return None
        return self._items(good, span)

    def _demand(
        self, key: str, node: Node, span: Span, *, ignore_case: bool
    ) -> tuple[Operator, bool] | None:
        place = self.place(ignore_case=ignore_case, positive=False)
        words = keywords_for(ValueType.TEXT_LIST)
        if key in words:
            found = operator(key, node, place)
            return None if found is None else (found, False)
        if key != "not":
            self._no_operator(key, span, is_alias=False)
            return None
        if not isinstance(node, Mapping) or is_list_reference(node):
            found = operator("equals", node, place)
            return None if found is None else (found, True)
        word, value = next(iter(node.items()), ("", None))
        if len(node) != 1 or word not in words or value is None:
            message = "`not` below `includes` takes a value or one operator"
            self.context.problems.add(codes.WRONG_OPERATOR, message, span)
            return None
        found = operator(word, value, place)
        return None if found is None else (found, True)


def _an(type_: ValueType) -> str:
    return f"{'an' if type_.value[0] in 'aeio' else 'a'} {type_.value}"
