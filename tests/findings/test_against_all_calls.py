"""Findings of drawn rule sets against every call that the rules could tell apart.

The conditions are drawn from few, and the calls are all combinations of values that they tell
apart, so that what is never so on these calls is never so at all.
"""

from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import product
from random import Random

from findings.texts import found_in, participant, project_of

from rulec.evaluate import Inputs, decide
from rulec.findings.conflicts import MOST_PAIRS, conflicts
from rulec.findings.idle_conditions import idle_conditions
from rulec.findings.idle_rules import idle_rules
from rulec.findings.reach import unreachable
from rulec.findings.words import place
from rulec.ir import ALWAYS, All, AnyOf, FieldTest, Not, NoValue

LEAVES = (
    "protocol: api",
    "protocol: [api, sip]",
    "protocol: {not: sip}",
    "protocol: null",
    "local_alias: room7",
    "local_alias: {starts_with: room}",
    "local_alias: {not: {ends_with: '7'}}",
    "local_alias: {matches: 'room[0-9]*'}",
    "local_alias: {contains: oo}",
    "bandwidth: {at_least: 5}",
    "bandwidth: {less_than: 10}",
    "bandwidth: {at_least: 10}",
)
EFFECTS = (
    "set: {role: chair}",
    "set: {role: guest}",
    "set: {call_tag: a}",
    "set: {role: chair, call_tag: b}",
    "reject: sorry",
    "continue: true",
)
LEAF = FieldTest | NoValue
CALLS = [
    Inputs(
        {
            "call_info": {"protocol": protocol, "local_alias": alias, "bandwidth": bandwidth},
            "participant": {},
            "service_config": None,
        },
        datetime(2026, 1, 15, tzinfo=UTC),
    )
    for protocol, alias, bandwidth in product(
        (None, "api", "sip", "rtmp"),
        (None, "room7", "room17", "room1", "roomx", "roomx7", "x7", "x", "oo", "oo7"),
        (None, 1, 7, 12),
    )
]


def condition(random):
    kind = random.random()
    if kind < 0.6:
        return random.choice(LEAVES)
    if kind < 0.85:
        one, two = random.sample(LEAVES, 2)
        return f"any: [{{{one}}}, {{{two}}}]"
    one, two = random.sample(LEAVES, 2)
    return f"not: {{all: [{{{one}}}, {{{two}}}]}}"


def rule(number, random, effects):
    when = " ".join(f"{{{condition(random)}}}," for _ in range(random.randint(0, 3)))
    written = f"when: {{all: [{when}]}}, " if when else ""
    return f"{{id: r{number}, {written}{random.choice(effects)}}}"


def drawn(seed):
    """Two rule sets of a few rules."""
    random = Random(seed)
    files = {}
    for name in "ab":
        every = random.random() < 0.3
        effects = EFFECTS[:-1] if every else EFFECTS
        head = "match: all\n" if every else ""
        rules = [rule(f"{name}{n}", random, effects) for n in range(random.randint(1, 4))]
        text = participant(rules, head)
        if random.random() < 0.3:
            text += f"default: {{{random.choice(EFFECTS[:5])}}}\n"
        files[f"{name}.yaml"] = text
    return files


def changed(sets, name, change):
    """The sets with one rule put through `change`; None takes it out."""
    made = []
    for rules in sets:
        kept = [change(each) if each.id == name else each for each in rules.rules]
        made.append(replace(rules, rules=tuple(each for each in kept if each is not None)))
    return tuple(made)


def without(tree, where, kind, inside=False):
    """A condition without the part of a kind that stands somewhere; None when that is all of it.

    A conjunction stands where its first part does, so the outermost one is never meant.
    """
    if place(tree) == where and isinstance(tree, kind) and (inside or kind is not All):
        return None
    match tree:
        case All(parts):
            return All(left(parts, where, kind))
        case AnyOf(parts):
            return AnyOf(left(parts, where, kind))
        case Not(inner):
            made = without(inner, where, kind, inside=True)
            return None if made is None else Not(made)
        case _:
            return tree


def left(parts, where, kind):
    made = (without(part, where, kind, inside=True) for part in parts)
    return tuple(part for part in made if part is not None)


def kind_of(message):
    """What kind of part a message is about."""
    what = message.removeprefix("nothing meets ")
    if what.startswith("`any`"):
        return AnyOf
    return All if what.startswith(("this part", "the opposite of this part")) else LEAF


class Case:
    """A drawn project with what its rules do for every call."""

    def __init__(self, seed):
        self.files = drawn(seed)
        self.sets = project_of(self.files).profiles[0].rule_sets
        self.decisions = decisions(self.sets)
        self.applied = applied(self.decisions)
        self.answers = [decision.answer for decision in self.decisions]
        self.reached = {name for steps in self.applied for _, name in steps}
        self.about = f"seed {seed}: {self.files}"

    def rules(self):
        return [each for rules in self.sets for each in rules.rules]

    def told_of(self, each, checks):
        """What is found in the line of a rule."""
        where = each.span.file.path, each.span.line
        told = found_in(self.files, checks)
        return [p for p in told if (p.span.file.path, p.span.line) == where]


def decisions(sets):
    return [decide(sets[0].policy, sets, call) for call in CALLS]


def applied(every):
    return [[(step.rule_set, step.name) for step in each.applied] for each in every]


case = lru_cache(maxsize=None)(Case)


def pytest_generate_tests(metafunc):
    more = metafunc.config.getoption("--campaign") or 0
    metafunc.parametrize("seeds", [range(n, 48 + more // 1000, 4) for n in range(4)])


def test_what_no_call_reaches(seeds):
    for each in map(case, seeds):
        dead = {rule.id for rule in each.rules()} - each.reached
        told = found_in(each.files, (unreachable,))
        named = {
            problem.message.split("`")[1]
            for problem in told
            if problem.code.name in ("unreachable-rule", "impossible-condition")
        }
        if any(problem.code.name == "unreachable-rule-set" for problem in told):
            named |= {name for name in dead if name.startswith("rb")}
        assert named == dead, each.about
        for name in dead:
            made = decisions(changed(each.sets, name, lambda _: None))
            assert [decision.answer for decision in made] == each.answers, each.about


def test_conditions_that_make_no_difference(seeds):
    for each in map(case, seeds):
        for rule in each.rules():
            for problem in each.told_of(rule, (idle_conditions,)):
                kind = kind_of(problem.message)

                def idle(old, where=problem.span, kind=kind):
                    return replace(old, when=without(old.when, where, kind) or ALWAYS)

                wider = changed(each.sets, rule.id, idle)
                assert wider != each.sets
                assert applied(decisions(wider)) == each.applied, (problem.message, each.about)


def test_no_idle_entry_is_missed(seeds):
    """An entry of a condition that can go is told of, or another part of the condition is."""
    for each in map(case, seeds):
        told = {(p.span.file.path, p.span.line) for p in found_in(each.files, (idle_conditions,))}
        for rule in each.rules():
            if rule.id not in each.reached or (rule.span.file.path, rule.span.line) in told:
                continue
            parts = rule.when.conditions if isinstance(rule.when, All) else (rule.when,)
            for number in range(len(parts)):
                rest = All((*parts[:number], *parts[number + 1 :]))
                wider = changed(each.sets, rule.id, lambda old, rest=rest: replace(old, when=rest))
                same = applied(decisions(wider)) == each.applied
                assert not same, (rule.id, number, each.about)


def test_rules_that_change_nothing(seeds):
    for each in map(case, seeds):
        for problem in found_in(each.files, (idle_rules,)):
            name = problem.message.split("`")[1]
            made = decisions(changed(each.sets, name, lambda _: None))
            assert [decision.answer for decision in made] == each.answers, (problem, each.about)


def test_conflicts(seeds):
    for each in map(case, seeds):
        expected = set()
        first = all(rules.first_match for rules in each.sets)
        for decision in each.decisions if first else ():
            steps = decision.applied
            if len(steps) == 2 and any(step.rule is not None for step in steps):
                one, two = (fields(step, each.sets) for step in steps)
                if any(one[name] != two[name] for name in one.keys() & two.keys()):
                    expected.add((steps[1].name, steps[0].name))
        told = {tuple(p.message.split("`")[1:4:2]) for p in found_in(each.files, (conflicts,))}
        assert told <= expected, each.about
        assert len(told) == (1 if len(expected) > MOST_PAIRS else len(expected)), each.about


def fields(step, sets):
    default = next(rules.default for rules in sets if rules.name == step.rule_set)
    return {
        a.field.name: a.value
        for effect in (default if step.rule is None else step.rule.effects)
        for a in getattr(effect, "assignments", ())
    }
