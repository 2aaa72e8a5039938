"""The combinations of outcomes along a decision: all of them, and a call for each that has one."""

from dataclasses import replace
from itertools import product

import pytest
from verify.building import (
    both,
    create,
    either,
    no,
    participant,
    profile,
    rule,
    service,
    set_participant,
    set_service,
    test,
)

from rulec.analysis.drafts import MISSING, Draft
from rulec.emit import emit
from rulec.ir import All, AnyOf, Not
from rulec.operators import AtLeast, Equals, StartsWith
from rulec.pexip import Policy
from rulec.verify import Combinations, choose_calls, verify_script
from rulec.verify.combinations import MOST, Space
from rulec.verify.compare import inputs_of, meaning
from rulec.verify.wishes import Wish


def sip():
    return test("protocol", Equals(("sip",)))


def inside():
    return test("call_tag", StartsWith(("in",)))


def fast():
    return test("bandwidth", AtLeast(512))


def faster():
    return test("bandwidth", AtLeast(1024))


def other():
    return test("vendor", Equals(("other",)))


def tagged(name):
    return set_participant(call_tag=name)


#: The third rule has an `any` of several tests; what comes to it depends on the first two.
BRANCHES = profile(
    participant(
        rule("one", both(sip(), no(inside())), tagged("one")),
        rule("two", both(other(), fast()), tagged("two")),
        rule("three", either(both(inside(), faster()), both(other(), sip()), fast()), tagged("3")),
        default=(tagged("default"),),
    ),
    participant(
        rule("late", either(sip(), faster()), set_participant(remote_display_name="late")),
        rule("never", both(sip(), no(sip())), set_participant(remote_display_name="never")),
        when=no(both(inside(), other())),
        default=(set_participant(remote_display_name="default"),),
        name="second",
    ),
)


def every_call():
    """Every call that matters for the tests above."""
    values = product(
        ("sip", "h323", MISSING), ("in", "out", MISSING), (5, 512, 1024, MISSING), ("other", "x")
    )
    for row in values:
        draft = Draft(Policy.PARTICIPANT)
        for name, one in zip(("protocol", "call_tag", "bandwidth", "vendor"), row, strict=True):
            draft = draft.put(("call_info", name), one)
        yield draft.call()


def test_what_some_call_makes_is_made_and_the_rest_is_impossible():
    everything = Space(BRANCHES, Policy.PARTICIPANT)
    for call in every_call():
        inputs = inputs_of(Policy.PARTICIPANT, call)
        everything.saw(inputs, meaning(BRANCHES, Policy.PARTICIPANT, call))
    made = everything.told()
    assert 0 < made.reached < made.possible
    found = choose_calls(BRANCHES, Policy.PARTICIPANT).combinations
    assert found == Combinations(made.reached, made.unknown, 0, 0)


def changed(made, place, combination):
    """The profile with another outcome for the calls of one combination, and for no others."""
    way = All(tuple(w.leaf if w.holds else Not(w.leaf) for w in combination.way))

    def condition(when):
        return All((when, Not(way))) if combination.applies else AnyOf((when, way))

    def in_set(rules):
        if place.name == f"{rules.name}: when":
            return replace(rules, when=condition(rules.when))
        return replace(rules, rules=tuple(in_rule(rules, one) for one in rules.rules))

    def in_rule(rules, one):
        if place.name == f"{rules.name}/{one.id}":
            return replace(one, when=condition(one.when))
        return one

    return replace(made, rule_sets=tuple(map(in_set, made.rule_sets)))


def in_rules(made, policy):
    """The combinations of rules and of the `when` of sets, each with a number of its own."""
    space = Space(made, policy)
    return [
        (place, combination)
        for place in space.places
        if place.step is None or place.step.rule is not None
        for combination in place.combinations
    ]


def test_a_script_that_is_wrong_on_one_combination_is_found():
    policy = Policy.PARTICIPANT
    chosen = choose_calls(BRANCHES, policy)
    tried = chosen.decided
    missed = []
    for place, combination in in_rules(BRANCHES, policy):
        wrong = emit(changed(BRANCHES, place, combination), policy, "wrong").text
        if not verify_script(BRANCHES, policy, wrong, tried).differences:
            missed.append((place.name, combination.way))
    # Those that are proved impossible change no answer, nor does a default in place of nothing.
    assert len(missed) == chosen.combinations.impossible


def test_near_misses_alone_do_not_find_all_of_them(monkeypatch):
    """What the calls from the analysis are for."""
    from rulec.verify import calls

    monkeypatch.setattr(calls._Chosen, "complete", lambda _: None)
    chosen = choose_calls(BRANCHES, Policy.PARTICIPANT, 1)
    assert chosen.combinations.unknown > 0


# --- A service, many tests -----------------------------------------------------------------------


def test_a_rule_that_needs_a_service_is_tried_with_one_and_without():
    made = profile(
        service(rule("a", sip(), set_service(description="a"))),
    )
    found = choose_calls(made, Policy.SERVICE).combinations
    assert found == Combinations(reached=3)
    new = create(service_type="conference", name="x", service_tag="y")
    made = profile(service(rule("b", All(()), new)), service(*made.rule_sets[0].rules, name="t"))
    # There is always one after the first rule.
    assert choose_calls(made, Policy.SERVICE).combinations == Combinations(3, 1)


def many(count):
    pairs = [
        either(test("vendor", StartsWith((f"v{n}",))), test("call_tag", StartsWith((f"t{n}",))))
        for n in range(count)
    ]
    return profile(
        participant(rule("many", AnyOf(tuple(both(p, fast()) for p in pairs)), tagged("x")))
    )


def test_of_too_many_combinations_both_outcomes_of_each_test_are_reached():
    made = many(MOST)
    found = choose_calls(made, Policy.PARTICIPANT).combinations
    assert found.abridged == 1
    assert found.unknown == 0
    assert 2 * MOST < found.reached <= 4 * MOST + 4


def test_paths_end_where_the_outcome_is_known():
    made = profile(
        participant(rule("r", both(sip(), other(), either(inside(), fast())), tagged("x")))
    )
    (_, place) = Space(made, Policy.PARTICIPANT).places
    told = [tuple(w.holds for w in combination.way) for combination in place.combinations]
    failing = [(False,), (True, False), (True, True, False, False)]
    assert sorted(told) == sorted([*failing, (True, True, True), (True, True, False, True)])


def test_a_test_that_comes_again_has_the_outcome_that_it_had():
    made = profile(participant(rule("r", both(sip(), either(no(sip()), fast())), tagged("x"))))
    (_, place) = Space(made, Policy.PARTICIPANT).places
    ways = [combination.way for combination in place.combinations]
    assert len(ways) == 3
    assert all(Wish(sip(), holds=False) not in way[1:] for way in ways)


@pytest.mark.parametrize("budget", [1, 2000])
def test_the_calls_of_combinations_do_not_hang_on_the_budget(budget):
    found = choose_calls(BRANCHES, Policy.PARTICIPANT, budget)
    assert found.combinations.unknown == 0
