"""Rules with one small mistake each, such as people make: a good test notices it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

from rulec.ir import (
    All,
    AnyOf,
    Append,
    Assignment,
    Condition,
    Constant,
    Create,
    DateRange,
    Effect,
    FieldTest,
    ItemTest,
    Keep,
    Named,
    Not,
    NoValue,
    PartRead,
    Redirect,
    Reject,
    Replace,
    Rule,
    RuleSet,
    ServiceFound,
    Set,
    TimeWindow,
)
from rulec.operators import (
    AtLeast,
    AtMost,
    Contains,
    EndsWith,
    Equals,
    GreaterThan,
    LessThan,
    Matches,
    NumberEquals,
    Operator,
    Regex,
    StartsWith,
)
from rulec.records import dataclass
from rulec.source import Span
from rulec.testing.single_conditions import asks_service
from rulec.verify.reads import fields_in

#: How many mistakes of one rule are tried.
MOST = 30

_Leaf = FieldTest | ItemTest | NoValue | ServiceFound | TimeWindow | DateRange


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule set with one mistake."""

    rule_set: str
    #: The rule that was changed; None for the set as a whole, and for its `default`.
    rule: str | None
    #: What was done, in words.
    what: str
    span: Span | None
    changed: RuleSet
    #: The rule as it was; None as for `rule`.
    original: Rule | None = None


@dataclass(frozen=True, slots=True)
class Mutants:
    """Mistakes of a rule set, and how many more there would be."""

    every: tuple[Mutant, ...]
    left_out: int


def mutants(rules: RuleSet) -> Mutants:
    """The mistakes of a rule set that are tried, in the order of its rules.

    Of a rule that a table repeats those of its first row; of each rule at most `MOST`, evenly
    spread.
    """
    found: list[Mutant] = []
    left_out = 0
    seen: set[str] = set()
    for number, rule in enumerate(rules.rules):
        if rule.written_as in seen:
            continue
        seen.add(rule.written_as)
        own = [*_of_place(rules, number), *_of_rule(rules, number)]
        step = -(-len(own) // MOST)
        kept = own[:: max(1, step)]
        left_out += len(own) - len(kept)
        found += kept
    found += _of_set(rules)
    return Mutants(tuple(found), left_out)


# --- A rule among others -------------------------------------------------------------------------


def _of_place(rules: RuleSet, number: int) -> Iterator[Mutant]:
    """The rule is not there, or behind the next one."""
    rule = rules.rules[number]
    before, after = rules.rules[:number], rules.rules[number + 1 :]
    yield _mutant(rules, rule, "the rule is left out", (*before, *after))
    if after and after[0].written_as != rule.written_as:
        what = f"the rule stands behind {after[0].written_as}"
        yield _mutant(rules, rule, what, (*before, after[0], rule, *after[1:]))


def _of_set(rules: RuleSet) -> Iterator[Mutant]:
    if len(rules.rules) > 1:
        words = "all rules that match apply", "only the first rule that matches applies"
        changed = replace(rules, first_match=not rules.first_match)
        what = words[not rules.first_match]
        yield Mutant(rules.name, None, what, rules.span, changed)
    for condition, what, span in _conditions(rules.when):
        changed = replace(rules, when=condition)
        yield Mutant(rules.name, None, f"in the set's when {what}", span or rules.span, changed)
    for effects, what in _effects(rules.default):
        changed = replace(rules, default=effects)
        yield Mutant(rules.name, None, f"in the default {what}", rules.span, changed)


def _of_rule(rules: RuleSet, number: int) -> Iterator[Mutant]:
    rule = rules.rules[number]

    def with_rule(changed: Rule) -> tuple[Rule, ...]:
        return (*rules.rules[:number], changed, *rules.rules[number + 1 :])

    for condition, what, span in _conditions(rule.when):
        made = _mutant(rules, rule, what, with_rule(replace(rule, when=condition)))
        yield replace(made, span=span or rule.span)
    for effects, what in _effects(rule.effects):
        yield _mutant(rules, rule, what, with_rule(replace(rule, effects=effects)))


def _mutant(rules: RuleSet, rule: Rule, what: str, changed: tuple[Rule, ...]) -> Mutant:
    return Mutant(rules.name, rule.id, what, rule.span, replace(rules, rules=changed), rule)


# --- Conditions ----------------------------------------------------------------------------------

_Changed = tuple[Condition, str, Span | None]


def _conditions(condition: Condition) -> Iterator[_Changed]:
    """A condition with one mistake, what it is, and where."""
    match condition:
        case All((ServiceFound() as found, inner)) if asks_service(inner):
            # The resolver's own question, which the other one needs.
            yield from ((All((found, made)), what, span) for made, what, span in _conditions(inner))
        case All(parts) | AnyOf(parts):
            yield from _parts(condition, parts)
        case Not(inner):
            if isinstance(inner, _Leaf):
                yield inner, f"{_about(inner)} without `not`", inner.span
            for changed, what, span in _conditions(inner):
                if changed != Not(inner):
                    yield Not(changed), what, span
        case Named(name, inner):
            yield from ((Named(name, made), what, span) for made, what, span in _conditions(inner))
        case FieldTest():
            yield Not(condition), f"{_about(condition)} is negated", condition.span
            for operator, what in _operators(condition):
                changed = replace(condition, operator=operator)
                yield changed, f"{_about(condition)}: {what}", condition.span
        case ItemTest() | NoValue() | ServiceFound() | TimeWindow() | DateRange():
            yield Not(condition), f"{_about(condition)} is negated", condition.span
        case _:
            assert_never(condition)


def _parts(whole: All | AnyOf, parts: tuple[Condition, ...]) -> Iterator[_Changed]:
    for number, part in enumerate(parts):
        rest = (*parts[:number], *parts[number + 1 :])
        if rest or isinstance(whole, All):
            yield replace(whole, conditions=rest), f"without {_about(part)}", _span(part)
        for changed, what, span in _conditions(part):
            every = (*parts[:number], changed, *parts[number + 1 :])
            yield replace(whole, conditions=every), what, span
    if isinstance(whole, AnyOf) and len(parts) > 1:
        yield All(parts), f"`all` instead of `any` of {_about(whole)}", _span(parts[0])


def _about(condition: Condition) -> str:
    """What a condition is about, in short."""
    match condition:
        case ServiceFound():
            return "whether there is a service"
        case TimeWindow():
            return "the time"
        case DateRange():
            return "the days"
        case Named(name):
            return f"`{name}`"
        case FieldTest(PartRead(row, part)) | NoValue(PartRead(row, part)):
            return f"`{row.dotted.removeprefix('call_info.')}.{part.value}`"
        case _:
            names = (row.dotted.removeprefix("call_info.") for row in fields_in(condition))
            return " and ".join(f"`{name}`" for name in names) or "a value"


def _span(condition: Condition) -> Span | None:
    match condition:
        case All(parts) | AnyOf(parts):
            return next((span for span in map(_span, parts) if span is not None), None)
        case Not(inner) | Named(condition=inner):
            return _span(inner)
        case _:
            return condition.span


def _operators(test: FieldTest) -> Iterator[tuple[Operator, str]]:
    """An operator that asks for a little more, or a little less."""
    operator = test.operator
    # Nobody mistakes the beginning of a word like `sip` for the word.
    if not any(row.values for row in fields_in(test.subject)):
        yield from _wider(operator)
    if isinstance(operator, LessThan | AtMost | GreaterThan | AtLeast):
        number = operator.operand
        for other in (number - 1, number + 1):
            yield replace(operator, operand=other), f"{other} instead of {number}"
    if isinstance(operator, Equals | StartsWith | EndsWith | Contains) and operator.operands[1:]:
        for text in operator.operands:
            words = tuple(other for other in operator.operands if other != text)
            yield replace(operator, operands=words), f"without {_shown(text, test)}"
    if isinstance(operator, NumberEquals) and operator.operands[1:]:
        for number in operator.operands:
            numbers = tuple(other for other in operator.operands if other != number)
            yield NumberEquals(numbers), f"without {number}"


def _wider(operator: Operator) -> Iterator[tuple[Operator, str]]:
    """A text operator that is taken for another one."""
    match operator:
        case Equals(operands, ignore_case):
            yield StartsWith(operands, ignore_case), "`starts_with` instead of `equals`"
        case StartsWith(operands, ignore_case):
            yield Contains(operands, ignore_case), "`contains` instead of `starts_with`"
        case EndsWith(operands, ignore_case):
            yield Contains(operands, ignore_case), "`contains` instead of `ends_with`"
        case Contains(operands, ignore_case):
            yield StartsWith(operands, ignore_case), "`starts_with` instead of `contains`"
        case Matches(patterns, ignore_case):
            yield Regex(patterns, ignore_case), "`regex` instead of `matches`"
        case Regex(patterns, ignore_case):
            yield Matches(patterns, ignore_case), "`matches` instead of `regex`"
        case _:
            return
    if operator.ignore_case:
        yield replace(operator, ignore_case=False), "without `ignore_case`"


def _shown(operand: str, test: FieldTest) -> str:
    """An operand, unless it is a PIN."""
    secret = any(row.secret for row in fields_in(test))
    return "one of its values" if secret else f"`{operand}`"


# --- Effects -------------------------------------------------------------------------------------


def _effects(effects: tuple[Effect, ...]) -> Iterator[tuple[tuple[Effect, ...], str]]:
    for number, effect in enumerate(effects):
        for changed, what in _effect(effect):
            yield (*effects[:number], changed, *effects[number + 1 :]), what


def _effect(effect: Effect) -> Iterator[tuple[Effect, str]]:
    match effect:
        case Set(every) | Create(every) | Replace(every) | Keep(every) | Append(every):
            for number, one in enumerate(every):
                rest = (*every[:number], *every[number + 1 :])
                if not (one.field.required and isinstance(effect, Create | Replace)):
                    yield replace(effect, assignments=rest), f"without `{one.field.name}`"
                other = _other(one)
                if other is not None:
                    changed = (*every[:number], other, *every[number + 1 :])
                    what = f"`{one.field.name}` gets another value"
                    yield replace(effect, assignments=changed), what
        case Reject(reason):
            if reason is not None:
                yield Reject(None), "without a reason"
        case Redirect():
            yield Reject(None), "`reject` instead of `redirect`"
        case _:
            pass


def _other(assignment: Assignment) -> Assignment | None:
    """The assignment of another constant; None where it has none."""
    if not isinstance(assignment.value, Constant):
        return None
    match assignment.value.value:
        case bool() as flag:
            return replace(assignment, value=Constant(not flag))
        case int() as number:
            return replace(assignment, value=Constant(number + 1))
        case str() as text:
            known = [value for value in assignment.field.values if value != text]
            return replace(assignment, value=Constant(known[0] if known else f"{text}x"))
        case None:
            return None
