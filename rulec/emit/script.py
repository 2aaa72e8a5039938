"""One script: the inputs, the rule sets in order, and one JSON object at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from rulec.emit import conditions
from rulec.emit.answer import SUGGESTED, answer, decides, explains
from rulec.emit.compact.rule_set import in_tables
from rulec.emit.effects import ANSWER, DECISION, REASON, effects
from rulec.emit.fields import copied
from rulec.emit.grouping import groups_of, merged
from rulec.emit.ledger import spent
from rulec.emit.passes import Step
from rulec.emit.plain.answers import answers_in_place
from rulec.emit.plain.reads import read_in_place
from rulec.emit.plain.service import service_in_place
from rulec.emit.scope import Names, Scope
from rulec.emit.source_map import Marks, Part, RuleName, What
from rulec.ir import ALWAYS, Profile, Redirect, Reject, Rule, RuleSet
from rulec.pexip import MAX_ELIF_ARMS, VARIABLES, Policy, script_size
from rulec.records import dataclass
from rulec.script.expression import (
    EMPTY,
    FALSE,
    TRUE,
    Binary,
    Dictionary,
    Expression,
    Name,
    both,
)
from rulec.script.naming import short_names
from rulec.script.statement import (
    Assign,
    Block,
    Branch,
    Comment,
    If,
    Layout,
    Statement,
)

#: Fewer rules than these are shorter as a chain.
FEWEST_CODED = 8
_MATCHED = Name("matched")
#: What passes do to the statements of a chain, in their order.
_SHORTENED = {
    Step.READS: read_in_place,
    Step.SERVICE: service_in_place,
    Step.ANSWERS: answers_in_place,
}
_READING = "inputs: a value of another type than the field's counts as missing"


@dataclass(frozen=True, slots=True)
class Script:
    """A finished script. `size` is what counts against the budget."""

    policy: Policy
    text: str
    steps: frozenset[Step]
    size: int
    #: Its source map: parts in their order, which are all of it.
    parts: tuple[Part, ...] = field(default=(), compare=False, repr=False)
    #: The characters that are written for each rule alone.
    spent: Mapping[RuleName, int] = field(default_factory=dict, compare=False, repr=False)

    @property
    def layout(self) -> str:
        """`readable`, `dense` (the same without comments and blanks), or `compact` (in tables)."""
        if Step.CODES in self.steps:
            return "compact"
        return "dense" if Step.DENSE in self.steps else "readable"


def made(profile: Profile, policy: Policy, header: str, steps: frozenset[Step]) -> Script:
    """The script of one policy of a profile, with exactly these passes."""
    rule_sets = profile.sets(policy)
    marks = Marks(rule_sets)
    if Step.CODES not in steps:
        rule_sets = tuple(_grouped(rules, steps, marks) for rules in rule_sets)
    comment = Block((Comment(header, kept=True),), marks.fixed(What.HEADER))
    statements = (comment, *_statements(rule_sets, policy, steps, marks))
    for step, shortened in _SHORTENED.items():
        if step in steps:
            statements = shortened(statements)
    if marks.reads_inputs(statements):
        reading = Block((Comment(_READING),), marks.fixed(What.HEADER))
        statements = (comment, reading, *statements[1:])
    names: Mapping[str, str] = {}
    if Step.NAMES in steps:
        names = short_names(statements, VARIABLES, shared=Step.CODES in steps)
    text, parts = marks.written(statements, _layout(steps), names)
    return Script(policy, text, steps, script_size(text), parts, spent(text, parts))


def _grouped(rules: RuleSet, steps: frozenset[Step], marks: Marks) -> RuleSet:
    """The rule set with rules that do the same merged, after noting which they are."""
    groups = groups_of(rules, alike=Step.GROUPS not in steps)
    made_of = [(merged(group), group) for group in groups]
    for rule, group in made_of:
        marks.merge(rules.name, rule.id, [one.id for one in group])
    return replace(rules, rules=tuple(rule for rule, _ in made_of))


def _layout(steps: frozenset[Step]) -> Layout:
    if Step.DENSE not in steps:
        return Layout.READABLE
    return Layout.TIGHT if Step.TIGHT in steps else Layout.DENSE


def _statements(
    rule_sets: Sequence[RuleSet], policy: Policy, steps: frozenset[Step], marks: Marks
) -> list[Statement]:
    root = Scope(Names())
    body: list[Statement] = []
    decided = False
    for rules in rule_sets:
        done = _rule_set(rules, root, steps, marks)
        guard: list[Expression] = [Binary(DECISION, "==", EMPTY)] if decided else []
        guard.append(conditions.condition(rules.when, root))
        condition = both(guard)
        if condition == FALSE:
            continue
        guarded = done if condition == TRUE else [If((Branch(condition, tuple(done)),))]
        mark = marks.of_rules(What.RULE_SET, rules.name, (rule.id for rule in rules.rules))
        body.append(Block((Comment(f"rule set {rules.name}"), *guarded), mark))
        decided = decided or decides(rules)
    start = _start(policy, root, rule_sets)
    answered = answer(policy, rule_sets, root, steps)
    return [
        *marks.inputs(root.statements),
        Block(tuple(start), marks.fixed(What.START)),
        *body,
        Block(tuple(answered), marks.fixed(What.ANSWER)),
    ]


def _start(policy: Policy, root: Scope, rule_sets: Sequence[RuleSet]) -> list[Statement]:
    """The state before the rules: a copy, so that no effect can change what conditions read."""
    scope = root.branch()
    if any(map(decides, rule_sets)):
        scope.update(DECISION, EMPTY)
    if explains(rule_sets):
        scope.update(REASON, EMPTY)
    original = {
        Policy.SERVICE: "service_config",
        Policy.PARTICIPANT: None,
        Policy.MEDIA_LOCATION: SUGGESTED,
    }[policy]
    nothing = Dictionary(())
    scope.update(ANSWER[policy], nothing if original is None else copied(original))
    return scope.statements


def _rule_set(rules: RuleSet, root: Scope, steps: frozenset[Step], marks: Marks) -> list[Statement]:
    if rules.first_match and Step.CODES in steps and len(rules.rules) >= FEWEST_CODED:
        return _in_tables(rules, root, steps, marks)
    if rules.first_match:
        return _first_match(rules, root, marks)
    return _every_match(rules, root, marks)


def _rule(rules: RuleSet, rule: Rule, root: Scope, marks: Marks) -> Branch:
    """A rule's condition and what it does."""
    tests = [conditions.condition(rule.when, root)]
    if rules.awaits_service(rule):
        tests.insert(0, ANSWER[rules.policy])
    scope = root.branch()
    scope.statements.append(Comment(rule.id))
    effects(rules.policy, rule.effects, scope, has_service=rule.needs_service)
    mark = marks.of_rules(What.RULE, rules.name, [rule.id])
    return Branch(both(tests), tuple(scope.statements), mark)


def _default(rules: RuleSet, root: Scope, marks: Marks) -> tuple[Statement, ...]:
    if not rules.default:
        return ()
    scope = root.branch()
    scope.statements.append(Comment("default"))
    effects(rules.policy, rules.default, scope, has_service=False)
    return (Block(tuple(scope.statements), marks.of_default(rules.name)),)


def _in_tables(
    rules: RuleSet, root: Scope, steps: frozenset[Step], marks: Marks
) -> list[Statement]:
    rules = _without_unreachable(rules)
    bodies = []
    for rule in rules.rules:
        scope = root.branch()
        effects(rules.policy, rule.effects, scope, has_service=rule.needs_service)
        bodies.append(tuple(scope.statements))
    otherwise = _default(rules, root, marks)
    found = in_tables(rules, bodies, otherwise, root, steps, marks)
    # A chain can be written in pieces.
    return _first_match(rules, root, marks) if found is None else found


def _without_unreachable(rules: RuleSet) -> RuleSet:
    """The rules up to the first one that takes everything."""
    for number, rule in enumerate(rules.rules):
        if rule.when == ALWAYS and not rules.awaits_service(rule):
            return replace(rules, rules=rules.rules[: number + 1])
    return rules


def _first_match(rules: RuleSet, root: Scope, marks: Marks) -> list[Statement]:
    """One chain of `if` and `elif`, in pieces that every Python can compile."""
    branches: list[Branch] = []
    otherwise = None
    for rule in rules.rules:
        branch = _rule(rules, rule, root, marks)
        if branch.condition == TRUE:
            otherwise = _alone(branch, branch.body)
            break
        if branch.condition != FALSE:
            branches.append(branch)
    if otherwise is None:
        otherwise = _default(rules, root, marks)
    if len(branches) > MAX_ELIF_ARMS:
        return _in_pieces(branches, otherwise, root)
    return [If(tuple(branches), otherwise)] if branches else list(otherwise)


def _alone(branch: Branch, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Statements that stand outside of a chain, for the same rule as an arm."""
    return statements if branch.mark is None else (Block(statements, branch.mark),)


def _in_pieces(
    branches: list[Branch], otherwise: tuple[Statement, ...], root: Scope
) -> list[Statement]:
    """A chain that is too long for one, as several, each of which runs when none before it matched.

    One inside the `else` of the other would still be a single chain to Python's compiler.
    """
    scope = root.branch()
    unmatched = scope.assign("unmatched", TRUE)
    for start in range(0, len(branches), MAX_ELIF_ARMS):
        end = start + MAX_ELIF_ARMS
        goes_on = (Assign(unmatched.name, TRUE),) if end < len(branches) else otherwise
        chain = If(tuple(branches[start:end]), goes_on)
        body = (Assign(unmatched.name, FALSE), chain)
        scope.statements.append(If((Branch(unmatched, body),)))
    return scope.statements


def _every_match(rules: RuleSet, root: Scope, marks: Marks) -> list[Statement]:
    """An `if` for each rule; a verdict ends the set."""
    statements: list[Statement] = []
    scope = root.branch()
    if rules.default:
        scope.update(_MATCHED, FALSE)
    statements.extend(scope.statements)
    decided = False
    for rule in rules.rules:
        branch = _rule(rules, rule, root, marks)
        undecided = [Binary(DECISION, "==", EMPTY)] if decided else []
        condition = both([*undecided, branch.condition])
        body = branch.body
        if rules.default:
            scope = root.branch()
            scope.update(_MATCHED, TRUE)
            body = (*body, *scope.statements)
        done = body if condition == TRUE else (If((Branch(condition, body),)),)
        statements.extend(_alone(branch, done))
        decided = decided or any(isinstance(e, Reject | Redirect) for e in rule.effects)
    if rules.default:
        unmatched = Binary(_MATCHED, "==", FALSE)
        statements.append(If((Branch(unmatched, _default(rules, root, marks)),)))
    return statements
