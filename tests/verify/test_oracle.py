"""What the oracle says of calls, where the specification does not ask every rule itself."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rule_texts import errors, read_rules
from verify.building import (
    both,
    get,
    participant,
    profile,
    rule,
    rule_set,
    service,
    set_participant,
    set_service,
    test,
)
from verify.suites import SUITES

from rulec.compiled import Decider
from rulec.emit import emit
from rulec.evaluate import Decision
from rulec.evaluate import decide as decide_function
from rulec.ir import Profile, Reject, Rule, RuleSet
from rulec.operators import Equals, StartsWith
from rulec.pexip import Policy
from rulec.verify import Job, Verification, oracle, verify_scripts
from rulec.verify.calls import chosen_by
from rulec.verify.compare import canonical, meaning
from rulec.verify.oracle import USUAL, Asking, Oracle

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

from family_rules import family

MANY = USUAL.few + 40


def of_family(policy: Policy, rules: int) -> Profile:
    project, problems = read_rules(family(policy.value, rules))
    assert not errors(problems)
    return project.profiles[0]


def callers(first: int, count: int, **options: Any) -> RuleSet:
    """Rules for a caller each, of which those at the end take any protocol."""
    made = [
        rule(
            f"c{number}",
            both(
                test("remote_alias", Equals((f"caller{number}@example.com",))),
                *([test("protocol", Equals(("sip",)))] if number % 2 else []),
            ),
            set_participant(call_tag=f"t{number}"),
        )
        for number in range(first, first + count)
    ]
    return participant(*made, **options)


def several_sets() -> Profile:
    """Sets of both kinds, one of which may end the decision, with a condition and a default."""
    every = rule_set(
        Policy.PARTICIPANT,
        *callers(0, 60).rules,
        rule("no", test("vendor", Equals(("scanner",))), Reject(None)),
        first=False,
        name="every",
    )
    some = callers(
        30,
        90,
        when=test("protocol", Equals(("sip", "h323"))),
        default=[set_participant(call_tag="none")],
        name="some",
    )
    return profile(every, some, callers(50, 60, name="rest"))


PROFILES: dict[str, Callable[[], Profile]] = {
    **{policy.value: lambda policy=policy: of_family(policy, MANY) for policy in Policy},
    "several sets": several_sets,
}


@pytest.mark.parametrize("name", PROFILES)
def test_it_decides_as_the_specification(name: str):
    made = PROFILES[name]()
    (policy,) = made.policies
    chosen = chosen_by(Oracle(made, policy))
    applied = Counter[str]()
    for one in chosen.decided:
        right = meaning(made, policy, one.call)
        assert canonical(one.decision.answer) == canonical(right.answer)
        told = [(step.rule_set, step.name) for step in one.decision.applied]
        assert told == [(step.rule_set, step.name) for step in right.applied]
        assert one.in_full <= (one.decision.trace == right.trace)
        applied.update(step.name for step in right.applied)
    assert len(applied) > 100
    in_full = sum(one.in_full for one in chosen.decided)
    assert 16 <= in_full < len(chosen.decided) / 2


@pytest.mark.parametrize("name", PROFILES)
def test_its_calls_make_the_same_combinations(name: str):
    made = PROFILES[name]()
    (policy,) = made.policies
    whole = chosen_by(Oracle(made, policy, alone=True))
    assert chosen_by(Oracle(made, policy)).combinations == whole.combinations
    assert all(one.in_full for one in whole.decided)


@pytest.mark.parametrize("name", SUITES)
def test_the_evaluators_agree_on_all_that_rules_can_say(name: str):
    made = SUITES[name]
    for policy in made.policies:
        # It would raise.
        chosen = chosen_by(Oracle(made, policy, Asking(0, 0, 0)))
        for one in chosen.decided:
            right = meaning(made, policy, one.call)
            assert canonical(one.decision.answer) == canonical(right.answer)
        assert not any(one.in_full for one in chosen.decided)


def test_few_rules_are_asked_for_every_call():
    made = of_family(Policy.SERVICE, USUAL.few)
    assert all(one.in_full for one in chosen_by(Oracle(made, Policy.SERVICE)).decided)


@contextmanager
def asking(patch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Counts how often the specification asks each rule."""
    asked = Counter[str]()
    right = decide_function.__globals__["_try"]

    def counted(rules: RuleSet, one: Rule, state: object) -> object:
        asked[one.id] += 1
        return right(rules, one, state)

    with patch.context() as inside:
        inside.setitem(decide_function.__globals__, "_try", counted)
        yield asked


def test_each_rule_is_asked_for_calls_of_others_too(monkeypatch: pytest.MonkeyPatch):
    made = profile(callers(0, MANY))
    with asking(monkeypatch) as asked:
        chosen = chosen_by(Oracle(made, Policy.PARTICIPANT))
    own = Counter(step.name for one in chosen.decided for step in one.decision.applied)
    assert all(asked[one.id] > own[one.id] + 10 for one in made.rule_sets[0].rules)


def test_what_is_asked_grows_with_the_rules_and_not_with_their_square(
    monkeypatch: pytest.MonkeyPatch,
):
    counts = []
    for rules in (300, 600):
        made = of_family(Policy.MEDIA_LOCATION, rules)
        with asking(monkeypatch) as asked:
            chosen = chosen_by(Oracle(made, Policy.MEDIA_LOCATION))
        counts.append(asked.total())
        assert asked.total() < len(chosen.decided) * (USUAL.share + 4) + 40 * rules
    assert counts[1] < 2.4 * counts[0]


# --- Bugs ----------------------------------------------------------------------------------------


def rules_of(policy: Policy) -> Profile:
    """Rules that overlap, with all that may go wrong."""
    if policy is Policy.SERVICE:
        rules = [
            rule(
                f"s{number}",
                test("local_alias", StartsWith((f"room{number:03}",))),
                set_service(description=get("remote_display_name"), service_tag=f"t{number}"),
            )
            for number in range(MANY)
        ]
        return profile(service(*rules))
    last = rule("any", test("protocol", Equals(("sip",))), set_participant(call_tag="any"))
    made = callers(0, MANY)
    default = [set_participant(call_tag="none")]
    return profile(replace(made, rules=(*made.rules, last), default=tuple(default)))


def with_rules(made: Profile, rules: list[Rule], **changes: Any) -> Profile:
    return replace(made, rule_sets=(replace(made.rule_sets[0], rules=tuple(rules), **changes),))


def lost(made: Profile, number: int) -> Profile:
    rules = list(made.rule_sets[0].rules)
    del rules[number]
    return with_rules(made, rules)


def other_condition(made: Profile, number: int) -> Profile:
    rules = list(made.rule_sets[0].rules)
    rules[number] = replace(rules[number], when=test("vendor", Equals(("x",))))
    return with_rules(made, rules)


def weaker_condition(made: Profile, number: int) -> Profile:
    """The first part of a conjunction alone."""
    rules = list(made.rule_sets[0].rules)
    when = rules[number].when
    rules[number] = replace(rules[number], when=getattr(when, "conditions", (when,))[0])
    return with_rules(made, rules)


def other_effect(made: Profile, number: int) -> Profile:
    rules = list(made.rule_sets[0].rules)
    rules[number] = replace(rules[number], effects=rules[number - 1].effects)
    return with_rules(made, rules)


def too_early(made: Profile, number: int) -> Profile:
    """The last rule, which takes calls of others, before them."""
    rules = list(made.rule_sets[0].rules)
    return with_rules(made, [*rules[:number], rules[-1], *rules[number:-1]])


def every_match(made: Profile, _: int) -> Profile:
    return with_rules(made, list(made.rule_sets[0].rules), first_match=False)


def other_default(made: Profile, _: int) -> Profile:
    default = (set_participant(call_tag="other"),)
    return with_rules(made, list(made.rule_sets[0].rules), default=default)


BUGS = [
    (Policy.PARTICIPANT, change)
    for change in (
        *(lost, other_condition, weaker_condition, other_effect, too_early, every_match),
        other_default,
    )
] + [(Policy.SERVICE, change) for change in (lost, other_condition, other_effect)]


def as_of(made: Profile, decision: Decision) -> Decision:
    """A decision of wrong rules that names the right ones."""
    known = {one.id: one for one in made.rule_sets[0].rules}
    trace = (s if s.rule is None else s._replace(rule=known[s.rule.id]) for s in decision.trace)
    return replace(decision, trace=tuple(trace))


def planted(patch: pytest.MonkeyPatch, made: Profile, wrong: Profile) -> None:
    """A compiled evaluator of wrong rules."""

    class Wrong:
        def __init__(self, policy: Policy, _: object) -> None:
            self.compiled = Decider(policy, wrong.sets(policy))

        def decide(self, *call: Any) -> Decision:
            return as_of(made, self.compiled.decide(*call))

    patch.setattr(oracle, "Decider", Wrong)


def verified(made: Profile, text: str) -> Verification:
    (policy,) = made.policies
    (found,) = verify_scripts([Job(made, policy, text)], lambda _: None)
    return found


@pytest.mark.parametrize(("policy", "change"), BUGS)
@pytest.mark.parametrize("number", [1, USUAL.few + 31])
def test_script_and_compiled_evaluator_that_are_wrong_in_the_same_way_are_caught(
    policy: Policy,
    change: Callable[[Profile, int], Profile],
    number: int,
    monkeypatch: pytest.MonkeyPatch,
):
    made = rules_of(policy)
    wrong = change(made, number)
    text = emit(wrong, policy, "wrong").text
    # Without the part of the specification, nobody would see it.
    agreeing = verified(wrong, text)
    assert not agreeing.differences
    planted(monkeypatch, made, wrong)
    found = verified(made, text)
    assert found.differences
    assert found.evaluators_differ
    assert found.in_full == found.comparisons


@pytest.mark.parametrize(("policy", "change"), BUGS)
def test_a_compiled_evaluator_that_alone_is_wrong_is_told_apart(
    policy: Policy, change: Callable[[Profile, int], Profile], monkeypatch: pytest.MonkeyPatch
):
    made = rules_of(policy)
    planted(monkeypatch, made, change(made, 57))
    found = verified(made, emit(made, policy, "right").text)
    assert not found.differences
    assert found.evaluators_differ
    assert found.in_full == found.comparisons > 500


@pytest.mark.parametrize(("policy", "change"), BUGS)
def test_a_script_that_alone_is_wrong_is_found(
    policy: Policy, change: Callable[[Profile, int], Profile]
):
    made = rules_of(policy)
    found = verified(made, emit(change(made, 57), policy, "wrong").text)
    assert found.differences
    assert not found.evaluators_differ


def test_a_script_that_is_right_where_the_compiled_evaluator_is_not_is_no_difference(
    monkeypatch: pytest.MonkeyPatch,
):
    """Where no part shows it, the script does: then every rule is asked."""
    made = rules_of(Policy.PARTICIPANT)
    wrong = other_effect(made, 57)
    planted(monkeypatch, made, wrong)
    # An oracle that believes what it is told.
    monkeypatch.setattr(oracle, "_told", lambda _: None)
    right = oracle.decide

    def believed(policy: Policy, _: tuple[RuleSet, ...], inputs: Any) -> Any:
        return as_of(made, right(policy, wrong.rule_sets, inputs))

    monkeypatch.setattr(oracle, "decide", believed)
    found = verified(made, emit(made, Policy.PARTICIPANT, "right").text)
    assert not found.differences
    assert found.evaluators_differ
