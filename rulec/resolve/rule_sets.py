"""Rule sets and their rules."""

from __future__ import annotations

from dataclasses import dataclass

from rulec.diagnostics import CODES, Code, Problem, Related, code, did_you_mean
from rulec.diagnostics import codes_resolving as codes
from rulec.ir import All, Condition, Effect, FieldRead, FieldTest, Named, Rule, RuleSet, Value
from rulec.operators import Equals
from rulec.pexip import Policy
from rulec.resolve.clock import dates
from rulec.resolve.conditions import Conditions, is_taken
from rulec.resolve.context import KEBAB, Facts, Problems, SetContext, checked_zone
from rulec.resolve.effects import Effects
from rulec.resolve.names import Names, captures_in
from rulec.resolve.templates import template
from rulec.source import Span
from rulec.syntax.nodes import Mapping, Node, Scalar, Sequence
from rulec.syntax.shapes import EffectsShape, RuleSetShape, RuleShape, read_shape


@dataclass(frozen=True, slots=True)
class ResolvedSet:
    """A rule set, with the node of its tests."""

    path: str
    name: str
    rules: RuleSet
    tests: Sequence | None
    span: Span


def resolve_rule_set(
    path: str, node: Mapping, facts: Facts, problems: Problems
) -> ResolvedSet | None:
    """The rule set of a file; None after noting why there is none.

    `path` is relative to the rules folder, without its suffix: the default name.
    """
    shape = read_shape(RuleSetShape, node, "a rule set", problems.found)
    if shape is None or shape.policy is None or shape.rules is None:
        return None
    return _Set(shape, node, path, facts, problems).resolve()


class _Set:
    """Resolves one rule set."""

    def __init__(
        self, shape: RuleSetShape, node: Mapping, path: str, facts: Facts, problems: Problems
    ) -> None:
        self.shape = shape
        self.node = node
        self.path = path
        self.problems = problems
        zone = None if shape.timezone is None else checked_zone(shape.timezone, problems)
        nothing = Mapping(node.span)
        self.context = SetContext(
            Policy(shape.policy),
            facts,
            problems,
            zone or facts.timezone,
            shape.lists if shape.lists is not None else nothing,
            shape.conditions if shape.conditions is not None else nothing,
        )
        self.names = Names(problems, self._read, self._taken)
        if shape.let is not None:
            self.names.define(shape.let)

    def _read(self, text: Scalar, names: Names) -> Value | None:
        return template(text, self.context, names)

    def _taken(self, name: str) -> bool:
        return is_taken(name, self.context)

    def resolve(self) -> ResolvedSet:
        """The rule set, of whatever could be resolved."""
        self._check_lists()
        when: Condition | None = All(())
        if self.shape.when is not None:
            when = Conditions(self.context, self.names).condition(self.shape.when)
        rules = self._rules()
        default = self._default()
        self._finish()
        name = str(self.shape.name) if self.shape.name is not None else self.path
        rule_set = RuleSet(
            name,
            self.context.policy,
            rules,
            when if when is not None else All(()),
            first_match=self.shape.match != "all",
            default=default,
            span=self.node.span,
        )
        span = self.shape.name.span if self.shape.name is not None else _start(self.node)
        return ResolvedSet(self.path, name, rule_set, self.shape.tests, span)

    def _check_lists(self) -> None:
        """Notes lists that are none, and names that no condition could use."""
        for name, items in self.context.lists.items():
            span = self.context.lists.key_spans[name]
            if self._taken(name):
                message = f"`{name}` is the name of a field or a keyword"
                self.problems.add(codes.NAME_TAKEN, message, span, "choose another name")
            if not isinstance(items, Sequence) or not items:
                message = f"the list `{name}` has no items"
                self.problems.add(codes.EMPTY_OPERAND, message, span, "write `[a, b]`")
                continue
            for item in items:
                self.problems.text(item, name)

    def _rules(self) -> tuple[Rule, ...]:
        found: list[Rule] = []
        ids: dict[str, Span] = {}
        for node in self.shape.rules or ():
            rule = self._rule(node, ids)
            if rule is not None:
                found.append(rule)
        return tuple(found)

    def _rule(self, node: Node, ids: dict[str, Span]) -> Rule | None:
        shape = read_shape(RuleShape, node, "a rule", self.problems.found)
        if shape is None or shape.id is None or not isinstance(node, Mapping):
            return None
        self._check_id(shape.id, ids)
        with self.problems.apart() as found:
            rule = self._checked_rule(shape, node, shape.id)
        accepted = _Accepted(shape, self.problems)
        self.problems.found += accepted.kept(found)
        return rule if shape.enabled is not False else None

    def _check_id(self, id_: Scalar, ids: dict[str, Span]) -> None:
        if not KEBAB.match(id_):
            hint = "use small letters, digits and single dashes, such as `staff-are-hosts`"
            self.problems.add(codes.BAD_NAME, f"`{id_}` cannot be an id", id_.span, hint)
        if id_ in ids:
            first = Related("first used here", ids[id_])
            message = f"the id `{id_}` is used twice"
            self.problems.add(
                codes.DUPLICATE_ID, message, id_.span, "rename one of them", (first,)
            )
        ids.setdefault(id_, id_.span)

    def _checked_rule(self, shape: RuleShape, node: Mapping, id_: Scalar) -> Rule | None:
        names = Names(self.problems, self._read, self._taken, parent=self.names)
        if shape.let is not None:
            names.define(shape.let)
        parts: list[Condition | None] = []
        if shape.when is not None:
            names.coming = captures_in(shape.when)
            parts.append(Conditions(self.context, names).condition(shape.when))
            names.coming = frozenset()
        if shape.valid is not None:
            parts.append(dates(shape.valid, node.key_spans["valid"], self.context))
        when = Conditions.joined(parts) if parts else All(())
        types = _service_types(when) if when is not None else ()
        first_match = self.shape.match != "all"
        effects = Effects(self.context, names, types, first_match=first_match)
        acts = effects.effects(node, id_.span, f"the rule `{id_}`")
        names.resolve_all(unused=self._unused_let)
        if when is None or acts is None:
            return None
        description = str(shape.description or "")
        return Rule(str(id_), when, acts, id_.span, description, str(shape.owner or ""))

    def _default(self) -> tuple[Effect, ...]:
        if self.shape.default is None:
            return ()
        problems = self.problems
        node = self.shape.default
        shape = read_shape(EffectsShape, node, "`default`", problems.found)
        if shape is None or not isinstance(node, Mapping):
            return ()
        effects = Effects(self.context, self.names)
        span = self.node.key_spans["default"]
        return effects.effects(node, span, "`default`") or ()

    def _unused_let(self, name: str, span: Span) -> None:
        self.problems.add(codes.UNUSED_NAME, f"`{name}` is never used", span, "remove it")

    def _finish(self) -> None:
        """Looks at what no rule used, so that mistakes there show too."""
        self.names.resolve_all(unused=self._unused_let)
        for name, span in self.context.lists.key_spans.items():
            if name not in self.context.used_lists:
                message = f"the list `{name}` is never used"
                self.problems.add(codes.UNUSED_NAME, message, span, "remove it")
        for name in [n for n in self.context.conditions if n not in self.context.used_conditions]:
            span = self.context.conditions.key_spans[name]
            Conditions(self.context, self.names, positive=False).condition(
                self.context.conditions[name]
            )
            if name not in self.context.used_conditions:
                message = f"the condition `{name}` is never used"
                self.problems.add(codes.UNUSED_NAME, message, span, "remove it")


class _Accepted:
    """The warnings, and breaches of Pexip's rules, that a rule means to have."""

    def __init__(self, shape: RuleShape, problems: Problems) -> None:
        self.problems = problems
        self.accepted: dict[str, Scalar] = {}
        for written in shape.accept or ():
            assert isinstance(written, Scalar)  # noqa: S101  the shape is a list of texts
            known = code(written)
            if known is None:
                hint = did_you_mean(written, (c.name for c in _acceptable())) or "see `rulec explain`"
                problems.add(codes.UNKNOWN_CODE, f"unknown code `{written}`", written.span, hint)
            elif known.is_error and not known.acceptable:
                message = f"`{written}` is an error that cannot be accepted"
                problems.add(codes.UNKNOWN_CODE, message, written.span, "correct what it is about")
            else:
                self.accepted[known.id] = written
        if shape.accept and shape.description is None:
            message = "`accept` needs a `description` that says why"
            problems.add(codes.ACCEPT_WITHOUT_REASON, message, shape.accept.span, "add it")

    def kept(self, found: list[Problem]) -> list[Problem]:
        """The problems that are not accepted; notes what there is nothing to accept for."""
        met = {problem.code.id for problem in found}
        for id_, written in self.accepted.items():
            if id_ not in met:
                message = f"there is no `{written}` to accept"
                self.problems.add(codes.UNUSED_ACCEPT, message, written.span, "remove it")
        return [problem for problem in found if problem.code.id not in self.accepted]


def _acceptable() -> list[Code]:
    return [row for row in CODES.values() if row.acceptable or not row.is_error]


def _service_types(condition: Condition) -> tuple[str, ...]:
    """The service types that a condition leaves possible; none means any."""
    match condition:
        case All(conditions):
            return next((types for part in conditions if (types := _service_types(part))), ())
        case Named(condition=inner):
            return _service_types(inner)
        case FieldTest(FieldRead(field), Equals(operands, ignore_case=False)) if (
            field.path == ("service_config", "service_type")
        ):
            return operands
        case _:
            return ()


def _start(mapping: Mapping) -> Span:
    return next(iter(mapping.key_spans.values()), mapping.span)

