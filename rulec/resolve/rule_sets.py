"""Rule sets and their rules."""

from __future__ import annotations

from collections.abc import Mapping as ByPath
from dataclasses import replace

from rulec.diagnostics import Problem, Related, short
from rulec.diagnostics import codes_reading as reading
from rulec.diagnostics import codes_resolving as codes
from rulec.ir import (
    All,
    Condition,
    Effect,
    FieldRead,
    FieldTest,
    Named,
    Rule,
    RuleSet,
    ServiceFound,
    Value,
)
from rulec.operators import Equals
from rulec.pexip import Policy
from rulec.records import dataclass
from rulec.resolve.accepted import Accepted
from rulec.resolve.chosen import named_value
from rulec.resolve.clock import dates
from rulec.resolve.conditions import Conditions, is_taken
from rulec.resolve.context import KEBAB, Facts, Problems, SetContext, checked_zone
from rulec.resolve.effects import Effects
from rulec.resolve.field_tests import conjunction
from rulec.resolve.look_alikes import look_alikes
from rulec.resolve.names import Captures, Names
from rulec.resolve.rows import Filled, problems_of_rows
from rulec.resolve.tables import Tables
from rulec.source import Span
from rulec.syntax.folder import RuleFile
from rulec.syntax.nodes import Mapping, Node, Scalar, Sequence
from rulec.syntax.scalars import as_text_or_null
from rulec.syntax.shapes import EffectsShape, RuleSetShape, RuleShape, read_shape, start_of
from rulec.syntax.tables import Row


@dataclass(frozen=True, slots=True)
class ResolvedSet:
    """A rule set, with the node of its tests."""

    path: str
    name: str
    rules: RuleSet
    #: The ids of all rules as they are written, also of those that are switched off or wrong.
    ids: tuple[str, ...]
    tests: Sequence | None
    span: Span
    #: The paths of the tables that its rules are made from.
    tables: tuple[str, ...] = ()
    #: Whether these are all that are meant: no path is wrong, no table unknown.
    tables_known: bool = True
    #: The ids of rules with `for_each` whose table could not be read: they may have any row.
    any_row: tuple[str, ...] = ()


def resolve_rule_set(
    path: str, node: Mapping, facts: Facts, files: ByPath[str, RuleFile], problems: Problems
) -> ResolvedSet | None:
    """The rule set of a file; None after noting why there is none.

    `path` starts at the rules folder; without its suffix it is the default name. `files` are those
    of the folder, by path.
    """
    shape = read_shape(RuleSetShape, node, "a rule set", problems.found)
    if shape is None or shape.policy is None:
        return None
    tables = Tables(
        shape.tables or Mapping(node.span), files, problems, lists=tuple(shape.lists or ())
    )
    return _Set(shape, path, facts, tables, problems).resolve()


class _Set:
    """Resolves one rule set."""

    def __init__(
        self, shape: RuleSetShape, path: str, facts: Facts, tables: Tables, problems: Problems
    ) -> None:
        self.shape = shape
        self.node = shape.mapping
        self.path = path
        self.problems = problems
        zone = None if shape.timezone is None else checked_zone(shape.timezone, problems)
        nothing = Mapping(self.node.span)
        assert shape.policy is not None  # noqa: S101  asked before
        self.context = SetContext(
            Policy(shape.policy),
            facts,
            problems,
            zone or facts.timezone,
            shape.lists if shape.lists is not None else nothing,
            shape.conditions if shape.conditions is not None else nothing,
            tables,
        )
        self.names = Names(problems, self._read, self._taken)
        self.captures = Captures(self.context.conditions)
        self.ids: dict[str, Span] = {}
        self.any_row: list[str] = []
        self.service_types: tuple[str, ...] = ()
        self.finds_service = False
        if shape.let is not None:
            self.names.define(shape.let)

    def _read(self, node: Node, names: Names) -> Value | None:
        return named_value(node, self.context, names)

    def _taken(self, name: str) -> bool:
        return is_taken(name, self.context)

    def resolve(self) -> ResolvedSet:
        """The rule set, of whatever could be resolved."""
        with self.problems.apart() as found:
            made = self._resolved()
        # What stands beside the rules may come out while a rule is looked at.
        accepted = Accepted(self.shape, self.problems)
        kept = accepted.kept([each for each in found if not self._is_of_rules(each)])
        self.problems.found += [e for e in found if self._is_of_rules(e) or e in kept]
        return replace(made, rules=replace(made.rules, accepts=accepted.of_findings))

    def _is_of_rules(self, problem: Problem) -> bool:
        """Whether a problem is one of the rules, or of the tests, or of another file."""
        span = problem.span
        if span is None or span.file != self.node.span.file:
            return True
        keys = [(at, key) for key, at in self.node.key_spans.items() if not span < at]
        return not keys or max(keys)[1] in ("rules", "tests")

    def _resolved(self) -> ResolvedSet:
        self._check_lists()
        self.problems.found += look_alikes(_without_rules(self.node))
        when: Condition | None = All(())
        if self.shape.when is not None:
            self.names.coming = self.captures.below(self.shape.when)
            when = Conditions(self.context, self.names).condition(self.shape.when, "when")
            self.names.coming = frozenset()
            self.service_types = _service_types(when) if when is not None else ()
            self.finds_service = when is not None and _finds_service(when)
        rules = self._rules()
        default = self._default()
        self._finish()
        name = str(self.shape.name) if self.shape.name is not None else self.path.rsplit(".", 1)[0]
        rule_set = RuleSet(
            name,
            self.context.policy,
            rules,
            when if when is not None else All(()),
            first_match=self.shape.match != "all",
            default=default,
            span=self.node.span,
            default_span=self.node.key_spans.get("default"),
            when_span=self.node.key_spans.get("when"),
        )
        span = self.shape.name.span if self.shape.name is not None else start_of(self.node)
        tables = self.context.tables
        return ResolvedSet(
            self.path,
            name,
            rule_set,
            tuple(self.ids),
            self.shape.tests,
            span,
            tuple(tables.paths),
            tables.complete,
            tuple(self.any_row),
        )

    def _check_lists(self) -> None:
        """Notes lists that are none, and names that no condition could use."""
        for name, items in self.context.lists.items():
            span = self.context.lists.key_spans[name]
            if self._taken(name):
                message = f"`{name}` is the name of a field or a keyword"
                self.problems.add(codes.NAME_TAKEN, message, span, "choose another name")
            found = self.problems.sequence(items, name)
            if found is None:
                continue
            if not found:
                message = f"the list `{short(name)}` has no items"
                self.problems.add(codes.EMPTY_OPERAND, message, span, "write `[a, b]`")
            for item in found:
                self.problems.value_or_note(as_text_or_null(item, name))

    def _rules(self) -> tuple[Rule, ...]:
        found: list[Rule] = []
        for node in self.shape.rules or ():
            found += self._rule(node)
        return tuple(found)

    def _rule(self, node: Node) -> list[Rule]:
        """A rule, or those of the rows of its table."""
        shape = read_shape(RuleShape, node, "a rule", self.problems.found)
        if shape is None:
            return []
        if shape.id is not None:
            self._check_id(shape.id)
        # A rule without an id is looked at all the same.
        id_ = shape.id or Scalar("", start_of(shape.mapping))
        with self.problems.apart() as found:
            if "for_each" in shape.mapping:
                rules = self._rules_of_rows(shape, id_)
            else:
                rules = [self._checked_rule(shape, id_)]
            self.problems.found += look_alikes(shape.mapping)
        accepted = Accepted(shape, self.problems)
        self.problems.found += accepted.kept(found)
        if shape.enabled is False or shape.id is None:
            return []
        accepts = accepted.of_findings
        return [replace(rule, accepts=accepts) for rule in rules if rule is not None]

    def _rules_of_rows(self, shape: RuleShape, id_: Scalar) -> list[Rule | None]:
        """A rule for each row of a table, named by its number."""
        table = None
        if shape.for_each is not None:
            table = self.context.tables.named(shape.for_each, "for_each")
        if table is None:
            self.any_row.append(str(id_))
        rules: list[Rule | None] = []
        rows = () if table is None else table.rows
        for number in () if table is None else table.left_out:
            self.ids[f"{id_}[{number}]"] = id_.span
        by_row: list[tuple[Row, list[Problem]]] = []
        for row in rows:
            name = Scalar(f"{id_}[{row.number}]", id_.span)
            self.ids[str(name)] = id_.span
            with self.problems.apart() as found:
                rule = self._checked_rule(shape, name, row, str(shape.for_each))
            by_row.append((row, found))
            rules.append(None if rule is None else replace(rule, row=row.span))
        self.problems.found += problems_of_rows(by_row)
        return rules

    def _check_id(self, id_: Scalar) -> None:
        if not KEBAB.match(id_):
            hint = "use small letters, digits and single dashes, such as `staff-are-hosts`"
            self.problems.add(codes.BAD_NAME, f"`{short(id_)}` cannot be an id", id_.span, hint)
        if id_ in self.ids:
            first = Related("first used here", self.ids[id_])
            message = f"the id `{short(id_)}` is used twice"
            self.problems.add(codes.DUPLICATE_ID, message, id_.span, "rename one of them", (first,))
        self.ids.setdefault(str(id_), id_.span)

    def _checked_rule(
        self, shape: RuleShape, id_: Scalar, row: Row | None = None, table: str = ""
    ) -> Rule | None:
        """A rule; `row` is that of a `table` which it is made for."""
        names = Names(self.problems, self._read, self._taken, parent=self.names)
        if row is not None:
            names.table, names.columns = table, row.cells
        if shape.let is not None:
            names.define(shape.let)
        when = self._condition(shape, names)
        types = (_service_types(when) if when is not None else ()) or self.service_types
        finds = self.finds_service or (when is not None and _finds_service(when))
        first_match = self.shape.match != "all"
        effects = Effects(self.context, names, types, finds, first_match)
        what = f"the rule `{short(id_)}`" if id_ else "the rule"
        acts = effects.effects(shape.mapping, id_.span, what)
        names.resolve_all(self._unused_let)
        if when is None or acts is None:
            return None
        description = str(shape.description or "")
        return Rule(str(id_), when, acts, id_.span, description, str(shape.owner or ""))

    def _condition(self, shape: RuleShape, names: Names) -> Condition | None:
        """What must hold for a rule."""
        filled = Filled(self.context, names)
        parts: list[Condition | None] = []
        if shape.when is not None:
            when = filled.node(shape.when)
            names.coming = self.captures.below(shape.when)
            conditions = Conditions(self.context, names)
            parts.append(None if when is None else conditions.condition(when, "when"))
            names.coming = frozenset()
        if shape.valid is not None:
            valid = filled.node(shape.valid)
            span = shape.mapping.key_spans["valid"]
            parts.append(None if valid is None else dates(valid, span, self.context, "valid"))
        return conjunction(parts) if parts else All(())

    def _default(self) -> tuple[Effect, ...]:
        if self.shape.default is None:
            return ()
        node = self.shape.default
        if isinstance(node, Scalar) and node in ("reject", "continue"):
            message = "`default` must be a mapping, not text"
            hint = f"write `default: {{{node}: true}}`"
            self.problems.add(reading.WRONG_SHAPE, message, node.span, hint)
            return ()
        shape = read_shape(EffectsShape, node, "`default`", self.problems.found)
        if shape is None:
            return ()
        effects = Effects(self.context, self.names, self.service_types, self.finds_service)
        span = self.node.key_spans["default"]
        return effects.effects(shape.mapping, span, "`default`") or ()

    def _unused_let(self, name: str, span: Span) -> None:
        message = f"the named value `{name}` is never used"
        self.problems.add(codes.UNUSED_NAME, message, span, "remove it")

    def _finish(self) -> None:
        """Looks at what no rule used, so that mistakes there show too."""
        unused = [n for n in self.context.conditions if n not in self.context.used_conditions]
        for name in unused:
            # Captures are allowed here, since they are where the condition is used.
            names = Names(self.problems, self._read, self._taken, parent=self.names)
            Conditions(self.context, names).condition(self.context.conditions[name], name)
        self.names.resolve_all(self._unused_let)
        for name, span in self.context.lists.key_spans.items():
            # One that was taken for a table is meant all the same.
            if name not in self.context.used_lists | self.context.tables.used:
                message = f"the list `{short(name)}` is never used"
                self.problems.add(codes.UNUSED_NAME, message, span, "remove it")
        for name, span in self.context.tables.unused():
            message = f"the table `{short(name)}` is never used"
            self.problems.add(codes.UNUSED_NAME, message, span, "remove it")
        for name in unused:
            if name not in self.context.used_conditions:
                span = self.context.conditions.key_spans[name]
                message = f"the condition `{short(name)}` is never used"
                self.problems.add(codes.UNUSED_NAME, message, span, "remove it")


def _finds_service(condition: Condition) -> bool:
    """Whether a condition holds only where Pexip found a service."""
    match condition:
        case ServiceFound():
            return True
        case All(conditions):
            return any(map(_finds_service, conditions))
        case Named(condition=inner):
            return _finds_service(inner)
        case _:
            return False


def _without_rules(node: Mapping) -> Mapping:
    """What a file says beside its rules."""
    found = Mapping(node.span)
    found.update((key, below) for key, below in node.items() if key != "rules")
    found.key_spans = node.key_spans
    return found


def _service_types(condition: Condition) -> tuple[str, ...]:
    """The service types that a condition leaves possible; none means any."""
    match condition:
        case All(conditions):
            return next((types for part in conditions if (types := _service_types(part))), ())
        case Named(condition=inner):
            return _service_types(inner)
        case FieldTest(FieldRead(field), Equals(operands, ignore_case=False)) if field.path == (
            "service_config",
            "service_type",
        ):
            return operands
        case _:
            return ()
