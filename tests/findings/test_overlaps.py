"""Rules of one set that want the same calls, and the calls that show each rule."""

from __future__ import annotations

from pathlib import Path

import pytest
from findings.texts import participant, project_of

from rulec.analysis import Calls
from rulec.evaluate import Inputs, decide, holds
from rulec.findings import Exhibit, Exhibits
from rulec.findings.overlaps import MOST_EXAMINED, Overlap, overlaps
from rulec.findings.scene import Scene, scene_of
from rulec.ir import All
from rulec.pexip import Policy
from rulec.pipeline import check

ROOT = Path(__file__).parents[2]


def scene(text: str, policy: Policy = Policy.PARTICIPANT) -> Scene:
    [profile] = project_of(text).profiles
    return scene_of(profile, policy)


def pairs(text: str) -> set[tuple[str, str]]:
    """The rules that share calls; every call really comes to the first and is wanted by both."""
    made = scene(text)
    found = overlaps(made, 0)
    for one in found.found:
        assert shows(made, one)
    return {(one.earlier.name, one.later.name) for one in found.found}


def shows(made: Scene, one: Overlap) -> bool:
    """Whether a call is what it is shown for, by the evaluator alone."""
    inputs = Inputs(one.call.inputs, one.call.now)
    sets = made.profile.sets(made.policy)
    applied = [step.name for step in decide(made.policy, sets, inputs).applied]
    assert one.later.rule is not None
    wanted = holds(All((sets[0].when, one.later.rule.when)), inputs)
    return one.earlier.name in applied and wanted


def rule(name: str, when: str) -> str:
    return f"{{id: {name}, when: {when}, set: {{call_tag: {name}}}}}"


def test_a_longer_beginning_shares_calls_with_a_shorter_one():
    text = participant([
        rule("long", "{local_alias: {starts_with: meet.}}"),
        rule("short", "{local_alias: {starts_with: m}}"),
        rule("other", "{local_alias: {starts_with: x}}"),
    ])  # fmt: skip
    assert pairs(text) == {("long", "short")}


def test_what_earlier_rules_take_is_not_shared_by_later_ones():
    """Both want `meetx`, but the first rule takes whatever the two share."""
    text = participant([
        rule("takes", "{local_alias: {starts_with: meet}}"),
        rule("one", "{local_alias: {one_of: [meetx, a]}}"),
        rule("two", "{local_alias: {one_of: [meetx, b]}}"),
    ])  # fmt: skip
    assert pairs(text) == {("takes", "one"), ("takes", "two")}


def test_a_call_that_is_put_together_must_come_to_the_earlier_rule_too():
    """The examples of two rules together make a call that a third one takes."""
    text = participant(
        [
            rule("takes", "{vendor: a, location: Oslo}"),
            rule("one", "{vendor: a}"),
            rule("two", "{location: Oslo}"),
        ]
    )
    assert pairs(text) == {("takes", "one"), ("takes", "two")}


def test_rules_on_different_fields_share_calls():
    text = participant([rule("one", "{vendor: a}"), rule("two", "{location: Oslo}")])
    assert pairs(text) == {("one", "two")}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("{vendor: a}", "{vendor: b}"),
        ("{vendor: a}", "{vendor: {not: a}}"),
        ("{remote_address: {in_subnet: 10.0.0.0/8}}", "{remote_address: {in_subnet: 11.0.0.0/8}}"),
        ("{bandwidth: {less_than: 5}}", "{bandwidth: {greater_than: 4}}"),
        ("{local_alias: {matches: 'a[0-9]'}}", "{local_alias: {ends_with: b}}"),
    ],
)
def test_rules_that_share_none_are_proved_to(one, two):
    made = scene(participant([rule("one", one), rule("two", two)]))
    found = overlaps(made, 0)
    assert found.found == []
    assert [*found.apart.values()] == [1, 1]
    assert [*found.unseen.values()] == [0, 0]


def test_a_rule_that_nothing_reaches_shares_nothing():
    text = participant([rule("all", "{vendor: {not: null}}"), rule("none", "{vendor: x}")])
    made = scene(text)
    assert overlaps(made, 0).found == []
    known = Exhibits(made).by_rule["r", "none"]
    assert (known.example, known.hidden_by) == (None, ("r/all",))


def test_every_match_of_a_set_shares_calls():
    head = "match: all\n"
    text = participant([rule("one", "{vendor: a}"), rule("two", "{location: Oslo}")], head)
    assert pairs(text) == {("one", "two")}


def _counted(made: Scene) -> tuple[int, list[int]]:
    """How many rules a set has, and for each how many others are told of in any way."""
    found = overlaps(made, 0)
    told = []
    for step in made.course.sets[0]:
        shared = sum(step.number in (o.earlier.number, o.later.number) for o in found.found)
        told.append(shared + found.apart[step.number] + found.unseen[step.number])
    return len(made.course.sets[0]), told


def test_every_other_rule_is_counted_once():
    rules = [rule(f"r{n}", f"{{local_alias: {{starts_with: {'ab'[n % 2]}{n}}}}}") for n in range(9)]
    rules += [rule(f"v{n}", f"{{vendor: v{n}}}") for n in range(9)]
    count, told = _counted(scene(participant(rules)))
    assert told == [count - 1] * count


def test_the_work_is_bounded_and_what_is_left_out_is_counted(monkeypatch):
    """Rules on fields of their own all share calls: few of the pairs are asked about."""
    count = 60
    rules = [
        rule(f"r{n}", f"{{idp_attributes: {{a{n}: x}}, vendor: {{contains: '{n}v'}}}}")
        for n in range(count)
    ]
    made = scene(participant(rules))
    for step in made.course.steps:
        made.reached(step)
    asked = []
    find = Calls.find
    monkeypatch.setattr(Calls, "find", lambda *args: asked.append(1) or find(*args))
    found = overlaps(made, 0)
    assert len(asked) <= count * MOST_EXAMINED
    assert 0 < len(found.found) <= count * MOST_EXAMINED
    assert all(found.unseen.values())


def test_a_rule_far_away_is_found_by_the_example_of_another(monkeypatch):
    """Of two hundred rules the first and the last want the same calls."""
    monkeypatch.setattr("rulec.findings.overlaps.MOST_PAIRS", 400)
    between = [rule(f"r{n}", f"{{local_alias: x{n}, vendor: v{n}}}") for n in range(200)]
    first = rule("first", "{local_alias: {starts_with: meet.}, vendor: z}")
    last = rule("last", "{local_alias: {starts_with: me}, vendor: z}")
    assert ("first", "last") in pairs(participant([first, *between, last]))


def test_rows_of_a_table_are_rules_too():
    text = {
        "a.yaml": "policy: media_location\ntables: {s: s.csv}\nrules:\n"
        "  - id: sites\n    for_each: s\n    when: {remote_address: {in_subnet: '{net}'}}\n"
        "    set: {location: '{place}'}\n",
        "s.csv": "net,place\n10.1.0.0/16,Oslo\n10.0.0.0/8,London\n11.0.0.0/8,Paris\n",
    }
    [profile] = project_of(text).profiles
    made = scene_of(profile, Policy.MEDIA_LOCATION)
    names = {(one.earlier.name, one.later.name) for one in overlaps(made, 0).found}
    assert names == {("sites[1]", "sites[2]")}


# --- Exhibits ------------------------------------------------------------------------------------


def every_exhibit() -> list[tuple[Scene, str, str | None, Exhibit]]:
    checked = check(ROOT / "rules")
    found = []
    for profile in checked.project.profiles:
        for policy in profile.policies:
            made = scene_of(profile, policy)
            every = Exhibits(made).by_rule.items()
            found += [(made, rules, id_, exhibit) for (rules, id_), exhibit in every]
    return found


def test_every_rule_of_the_example_project_has_a_call_that_it_decides():
    """Each is decided again, by the whole rules of the profile."""
    every = every_exhibit()
    shown = [one for one in every if one[3].example is not None]
    assert {one[1:3] for one in shown} == {one[1:3] for one in every}
    assert len(shown) > 30
    for made, rules, id_, exhibit in shown:
        assert exhibit.example is not None
        call = exhibit.example.call
        sets = made.profile.sets(made.policy)
        decision = decide(made.policy, sets, Inputs(call.inputs, call.now))
        applied = [(step.rule_set, step.rule and step.rule.id) for step in decision.applied]
        assert (rules, id_) in applied
        assert decision.answer == exhibit.example.decision.answer


def test_pairs_are_told_of_both_rules():
    text = participant([rule("one", "{vendor: a}"), rule("two", "{location: Oslo}")])
    by_rule = Exhibits(scene(text)).by_rule
    one, two = by_rule["r", "one"], by_rule["r", "two"]
    assert [(each.other, each.earlier) for each in one.shared] == [("two", False)]
    assert [(each.other, each.earlier) for each in two.shared] == [("one", True)]
    assert one.shared[0].shown is two.shared[0].shown


def test_the_script_is_asked_for_every_call_that_is_shown():
    text = participant([rule("one", "{vendor: a}"), rule("two", "{location: Oslo}")])
    made = Exhibits(scene(text))
    shown = {each.example.text for each in made.by_rule.values() if each.example}
    shown |= {one.shown.text for each in made.by_rule.values() for one in each.shared}
    assert len(made.decided()) == len(shown)


def test_a_default_has_an_example():
    text = participant([rule("one", "{vendor: a}")]) + "default: {set: {call_tag: rest}}\n"
    example = Exhibits(scene(text)).by_rule["r", None].example
    assert example is not None
    assert example.decision.answer["result"] == {"call_tag": "rest"}
