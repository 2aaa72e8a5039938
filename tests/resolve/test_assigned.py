"""Rules at the locations of a profile: they decide as before, and what can not apply is gone."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
from rule_texts import canonical, errors, parsed, read_rules
from verify import building as b

from rulec.emit import emit
from rulec.emulator import Node
from rulec.evaluate import decide, read_inputs
from rulec.ir import ALWAYS, NEVER, Choice, Constant, Redirect, Reject, Secret, type_of
from rulec.operators import Equals, LessThan, StartsWith
from rulec.pexip import Policy, ValueType
from rulec.resolve.assigned import specialised

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
OSLO = b.test("location", Equals(("Oslo",)))
LONDON = b.test("location", Equals(("London",)))
DMZ = b.test("location", Equals(("DMZ",)))
SIP = b.test("protocol", Equals(("sip",)))
VIP = b.set_service(service_tag="vip")


def of_rule(condition, at, **options):
    """The one rule that is left of one, or None; and how much was left out."""
    rules = b.service(b.rule("r", condition, VIP), **options)
    (made,), left_out = specialised((rules,), at)
    return (made.rules[0] if made.rules else None), len(left_out)


@pytest.mark.parametrize(
    ("when", "at", "expected"),
    [
        (OSLO, ("Oslo",), ALWAYS),
        (OSLO, ("Oslo", "London"), OSLO),
        (b.either(OSLO, LONDON), ("Oslo", "London"), ALWAYS),
        (b.either(OSLO, LONDON, SIP), ("Oslo", "London"), ALWAYS),
        (b.both(OSLO, SIP), ("Oslo",), SIP),
        (b.both(b.both(OSLO, SIP), b.no(DMZ)), ("Oslo",), SIP),
        (b.either(DMZ, SIP), ("Oslo", "London"), SIP),
        (b.no(b.named("n", b.both(DMZ, SIP))), ("Oslo",), ALWAYS),
        (b.named("n", b.either(DMZ, SIP)), ("Oslo",), b.named("n", SIP)),
        (b.no_value("location"), ("Oslo",), None),
        (b.both(DMZ, SIP), ("Oslo", "London"), None),
        # Neither is decided alone, but no location meets both.
        (b.both(OSLO, b.either(LONDON, b.both(LONDON, SIP))), ("Oslo", "London"), None),
        (b.both(OSLO, b.found()), (), b.both(OSLO, b.found())),
        (NEVER, ("Oslo",), NEVER),
    ],
)
def test_conditions(when, at, expected):
    rule, left_out = of_rule(when, at=at)
    assert left_out == (expected is None)
    assert (rule and rule.when) == expected


def test_rules_of_a_set_know_its_condition():
    assert of_rule(LONDON, at=("Oslo", "London"), when=OSLO) == (None, 1)
    rule, _ = of_rule(OSLO, at=("Oslo", "London"), when=OSLO)
    assert rule.when == ALWAYS


def test_a_set_that_can_not_apply_stays_without_rules():
    rules = b.service(b.rule("r", SIP, VIP), b.rule("q", SIP, VIP), when=DMZ, default=[VIP])
    (made,), left_out = specialised((rules,), ("Oslo",))
    assert (made.name, made.rules, made.default, made.when) == (rules.name, (), (), NEVER)
    assert [(out.rule_set, out.policy, out.rule and out.rule.id) for out in left_out] == [
        (rules.name, Policy.SERVICE, "r"),
        (rules.name, Policy.SERVICE, "q"),
        (rules.name, Policy.SERVICE, None),
    ]
    script = emit(b.profile(made), Policy.SERVICE, "test").text
    printed = Node().compile(script).render({"call_info": {}, "service_config": {"name": "x"}}, NOW)
    assert parsed(printed) == {"action": "continue", "result": {"name": "x"}}


def test_what_is_left_out_is_the_rule_as_it_was():
    rule = b.rule("r", b.both(OSLO, SIP), VIP)
    _, (left_out,) = specialised((b.service(rule),), ("DMZ",))
    assert left_out.rule is rule


def test_secrets_decide_nothing():
    secret = b.let("s", Choice(OSLO, Secret("S", "a"), Secret("S", "b")))
    rule, left_out = of_rule(b.test(secret, Equals(("b",))), at=("Oslo",))
    assert (left_out, rule.when.operator) == (0, Equals(("b",)))


def test_spans_stay():
    span = object()
    test = replace(
        b.test(b.let("l", Choice(OSLO, Constant("a"), b.get("vendor"))), Equals(("a",))), span=span
    )
    rule, _ = of_rule(b.both(SIP, test), at=("DMZ",))
    assert rule.when.conditions[1].span is span
    assert rule.when.conditions[1].subject.value == b.get("vendor")


# --- The whole way -------------------------------------------------------------------------------

PROJECT = """rulec: 1
locations: [Oslo, London, DMZ]
profiles:
  inside: {assigned_to: [Oslo, London], rules: [a.yaml]}
  edge: {assigned_to: [DMZ], rules: [a.yaml]}
"""
RULES = """policy: participant
rules:
  - {id: oslo, when: {location: Oslo}, set: {call_tag: oslo}}
  - {id: edge, when: {location: DMZ, protocol: sip}, reject: true}
tests:
  - {name: one, given: {call: {location: DMZ, protocol: sip}}, expect: {rule: edge}}
  - {name: two, given: {call: {protocol: sip}}, expect: {rule: edge}}
"""
OF_PROFILE = """profile: edge
policy: participant
tests:
  - {name: three, given: {call: {location: DMZ}}, expect: {rule: oslo}}
"""


def test_profiles_of_a_project():
    texts = {"rulec.yaml": PROJECT, "a.yaml": RULES, "t.yaml": OF_PROFILE}
    project, problems = read_rules(texts)
    assert errors(problems) == []
    inside, edge = project.profiles
    assert [rule.id for rule in inside.rule_sets[0].rules] == ["oslo"]
    assert [rule.id for rule in edge.rule_sets[0].rules] == ["edge"]
    assert [out.rule.id for out in (*inside.left_out, *edge.left_out)] == ["edge", "oslo"]
    assert "DMZ" not in emit(edge, Policy.PARTICIPANT, "test").text
    # A test file may still name the rule.
    assert [case.name for case in project.tests] == ["one", "two", "three"]


# --- Decisions are the same ----------------------------------------------------------------------

LOCATIONS = ("Oslo", "London", "DMZ", "Osaka")
CAPTURING = b.matches("(?P<x>O)s.*")
PLAIN = (
    *map(Constant, ("a", "", None)),
    b.get("vendor"),
    b.capture("x", "location", CAPTURING),
)
NUMBERS = (Constant(1), Constant(7), b.get("bandwidth"))


class Draw:
    """Draws rules whose conditions and values look at the location, and at other things."""

    def __init__(self, seed):
        self.random = Random(seed)
        self.pick = self.random.choice

    def some(self, make, most):
        return [make() for _ in range(self.random.randint(0, most))]

    def condition(self, depth=2):
        kind = self.random.randrange(9 if depth else 5)
        match kind:
            case 0:
                names = tuple(self.random.sample(LOCATIONS, self.random.randint(1, 2)))
                operators = (Equals(names), StartsWith(("O", "L")[: len(names)]), CAPTURING)
                return b.test("location", self.pick(operators))
            case 1:
                others = (b.no_value("location"), SIP, b.found(), b.window(0, 600), ALWAYS, NEVER)
                return self.pick(others)
            case 2:
                value = self.value()
                let = b.let("l", value if type_of(value) is ValueType.TEXT else self.text())
                return self.pick((b.test(let, Equals(("a", "1", "O"))), b.no_value(let)))
            case 3:
                let = b.let("n", self.number())
                return self.pick((b.test(let, LessThan(5)), b.no_value(let)))
            case 4:
                return self.pick((OSLO, LONDON, b.no(DMZ)))
            case 5:
                return b.no(self.condition(depth - 1))
            case 6:
                return b.named("n", self.condition(depth - 1))
            case 7:
                return b.both(*self.some(lambda: self.condition(depth - 1), 3))
            case _:
                return b.either(*self.some(lambda: self.condition(depth - 1), 3))

    def choice(self, plain, depth=2):
        """A value that is chosen, often by the location."""
        when = self.pick((OSLO, b.no(OSLO), b.either(OSLO, SIP), b.both(OSLO, SIP), SIP))
        return Choice(when, self.branch(plain, depth - 1), self.branch(plain, depth - 1))

    def branch(self, plain, depth):
        return self.choice(plain, depth) if depth and self.random.randrange(3) else self.pick(plain)

    def text(self):
        return self.choice(PLAIN)

    def number(self):
        one, other = self.branch(NUMBERS, 2), self.pick((*NUMBERS, Constant(None)))
        return self.pick((Choice(OSLO, one, other), Choice(OSLO, other, one)))

    def value(self):
        match self.random.randrange(7):
            case 0:
                return b.get(b.let("v", self.text()))
            case 1:
                return b.text("<", self.text(), ">")
            case 2:
                return b.apply("default", self.text(), "1", True)
            case 3:
                return b.apply("pex_head", self.text(), 1)
            case 4:
                return b.apply("default", self.number(), 3, True)
            case 5:
                return b.get(b.let("k", self.number()))
            case _:
                return self.text()

    def effects(self):
        value = self.value()
        return self.pick(
            (
                (b.set_service(service_tag=value, description=value),),
                (b.set_service(participant_limit=self.number()),),
                (b.create(name="n", service_type="conference", description=value),),
                (Reject(),),
                (Redirect(b.text("sip:", value)),),
            )
        )

    def rule_set(self, number):
        rules = [
            b.rule(f"r{n}", self.condition(), *self.effects())
            for n in range(self.random.randint(0, 4))
        ]
        when = self.pick((ALWAYS, self.condition()))
        first = self.pick((True, False))
        return b.service(*rules, when=when, first=first, default=self.effects(), name=f"s{number}")


@pytest.mark.parametrize("seed", range(60))
def test_decisions_are_the_same(seed):
    draw = Draw(seed)
    sets = tuple(draw.rule_set(number) for number in range(2))
    assigned_to = tuple(draw.random.sample(LOCATIONS, draw.random.randint(1, 3)))
    made, _ = specialised(sets, assigned_to)
    script = Node().compile(emit(b.profile(*made), Policy.SERVICE, "test").text)
    for location in assigned_to:
        for protocol in ("sip", "webrtc"):
            for found in (None, {"service_type": "conference"}):
                call = {"location": location, "protocol": protocol, "bandwidth": 7}
                inputs = {"call_info": call, "service_config": found}
                read = read_inputs(Policy.SERVICE, inputs, NOW)
                before = decide(Policy.SERVICE, sets, read)
                after = decide(Policy.SERVICE, made, read)
                assert canonical(after.answer) == canonical(before.answer)
                assert [step.name for step in after.applied] == [s.name for s in before.applied]
                assert canonical(parsed(script.render(inputs, NOW))) == canonical(before.answer)
