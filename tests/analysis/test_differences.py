"""Two versions of rules: what is equal, and what differs by which rule."""

from __future__ import annotations

from itertools import combinations

import pytest
from analysis.versions import API, BASE, DIFFERENT, DOMAIN, EQUAL, ROOM, SIP, Texts, participant
from rule_texts import errors, read_rules

from rulec.analysis import differences
from rulec.analysis.comparison import Comparison, Verdict, alike
from rulec.analysis.differences import MOST_CLASSES, compare
from rulec.analysis.drafts import base_inputs
from rulec.evaluate import Inputs, decide
from rulec.ir import Profile, RuleSet
from rulec.pexip import Policy


def profile(texts: Texts) -> Profile:
    project, problems = read_rules({"a.yaml": texts} if isinstance(texts, str) else texts)
    assert not errors(problems), errors(problems)
    return project.profiles[0]


def compared(old: Texts, new: Texts) -> Comparison:
    """The comparison of the one policy of two versions; every call is held against both."""
    before, after = profile(old), profile(new)
    (policy,) = {*before.policies, *after.policies}
    found = compare(before, after, policy)
    assert_shown(found, before.sets(policy), after.sets(policy))
    return found


def assert_shown(found: Comparison, old: tuple[RuleSet, ...], new: tuple[RuleSet, ...]) -> None:
    """Each call is decided in two ways, by the steps that are named, as is said."""
    for one in found.classes:
        read = Inputs(one.call.inputs, one.call.now)
        for sets, said, steps in ((old, one.before, one.old), (new, one.after, one.new)):
            decision = decide(found.policy, sets, read)
            applied = {(step.rule_set, step.name) for step in decision.applied}
            assert decision.answer == said.answer
            assert {(step.rule_set.name, step.name) for step in steps} <= applied
        assert not alike(one.before.answer, one.after.answer)


def pairs(found: Comparison) -> list[tuple[list[str], list[str]]]:
    """The names of the steps of every class."""
    return [([s.name for s in one.old], [s.name for s in one.new]) for one in found.classes]


@pytest.mark.parametrize("name", EQUAL)
def test_versions_that_mean_the_same(name: str):
    for old, new in (EQUAL[name], EQUAL[name][::-1]):
        found = compared(old, new)
        assert (found.verdict, found.unknown) == (Verdict.EQUAL, ()), pairs(found)


@pytest.mark.parametrize("name", DIFFERENT)
def test_every_class_of_calls_that_differs(name: str):
    old, new, wanted = DIFFERENT[name]
    found = compared(old, new)
    assert sorted(pairs(found)) == sorted(wanted)
    (policy,) = {*profile(old).policies, *profile(new).policies}
    first = compare(profile(old), profile(new), policy, only_first=True)
    assert pairs(first) == pairs(found)[:1]
    assert found.unknown == ()
    back = compared(new, old)
    assert sorted((new, old) for old, new in pairs(back)) == sorted(wanted)


VALUES = (
    "x",
    "{remote_alias}",
    "{remote_alias.user}",
    "{remote_alias.domain}",
    "{local_alias}",
    "{remote_alias | pex_head(9)}",
    "{remote_alias | pex_head(8)}",
    "{remote_alias | pex_tail(9)}",
    "{remote_alias}x",
    "x{remote_alias}",
    "{vendor | default(remote_alias)}",
    "{[vendor, remote_alias] | join}",
)


@pytest.mark.parametrize(("one", "other"), tuple(combinations(VALUES, 2)))
def test_values_that_differ(one: str, other: str):
    found = compared(
        participant(f"a: {{registered: true}} -> {one}"),
        participant(f"a: {{registered: true}} -> {other}"),
    )
    assert pairs(found) == [(["a"], ["a"])]


def test_what_a_later_rule_sets_again_where_its_value_is_null():
    again = "  - {id: b, set: {description: '{local_alias.domain}'}}\n"
    first = "  - {id: a, when: {protocol: sip}, set: {description: x}}\n"
    head = "policy: service\nmatch: all\nrules:\n"
    found = compared(head + first + again, head + again)
    assert pairs(found) == [(["a"], [])]
    service = base_inputs(found.policy)["service_config"]
    assert found.classes[0].after.answer["result"] == service


def test_a_rule_that_makes_a_service_where_it_changed_one():
    head = "policy: service\nrules:\n  - {id: a, when: {protocol: sip}, "
    view = "set: {view: one_main_zero_pips}"
    found = compared(f"{head}{view}}}\n", f"{head}create: {{{ROOM}}}, {view}}}\n")
    assert pairs(found) == [([], ["a"])]


def test_what_a_rule_sets_may_be_suggested_already():
    name = "suggested_media_overflow_locations"
    usual = base_inputs(Policy.MEDIA_LOCATION)[name]
    rule = "policy: media_location\nrules:\n  - {id: a, when: {protocol: sip}, "
    found = compared(
        f"{rule}set: {{location: {usual['location']}}}}}\n", f"{rule}continue: true}}\n"
    )
    assert (pairs(found), found.unknown) == ([(["a"], ["a"])], ())
    others = {usual["primary_overflow_location"], usual["secondary_overflow_location"]}
    assert found.classes[0].call.inputs[name]["location"] in others


def test_a_call_is_found_to_which_no_rule_of_another_set_applies(monkeypatch):
    """Without taking apart the decisions of all sets, of which each may write the field again."""
    monkeypatch.setattr(differences.Comparing, "_decided_otherwise", lambda *_: iter(()))
    files = {
        "rulec.yaml": "rulec: 1\nprofiles: {p: {rules: [a.yaml, b.yaml]}}\n",
        "a.yaml": participant("a: {protocol: api} -> one", "b: {registered: false} -> one"),
        "b.yaml": participant("c: {registered: true} -> two", "d: {call_tag: x} -> two"),
    }
    assert base_inputs(Policy.PARTICIPANT)["call_info"]["registered"] is True
    changed = files | {"a.yaml": files["a.yaml"].replace("'one'", "'other'", 1)}
    found = compared(files, changed)
    assert (pairs(found), found.unknown) == ([(["a"], ["a"])], ())
    assert found.classes[0].call.inputs["call_info"].get("registered") is not True


def test_the_calls_of_one_change_are_told_together():
    rules = [f"r{n}: {{call_tag: t{n}}} -> same" for n in range(5)]
    found = compared(participant(*rules), participant("no: {protocol: sip} -> reject", *rules))
    assert [len(group) for group in found.groups] == [5, 1]
    assert {one.cause and one.cause.name for one in found.classes} == {"no"}


def test_a_value_that_is_written_in_another_way_is_not_called_equal():
    old = participant("a: {protocol: sip} -> {remote_alias | pex_head(250)}")
    new = participant("a: {protocol: sip} -> {remote_alias}")
    found = compared(old, new)
    assert found.verdict is Verdict.UNKNOWN
    assert "no call was found on which they differ" in found.unknown[0]


def test_values_that_differ_on_rare_calls_differ():
    old = participant("a: {protocol: sip} -> {remote_alias | pex_head(240)}")
    assert compared(old, participant("a: {protocol: sip} -> {remote_alias}")).classes


def test_locations_count_where_both_versions_have_the_same():
    def project(places: str, when: str) -> Texts:
        head = f"rulec: 1\nlocations: [Oslo, Rome, DMZ]\nprofiles: {{p: {{assigned_to: [{places}], "
        rules = f"policy: participant\nrules:\n  - {{id: a, when: {when}, reject: true}}\n"
        return {"rulec.yaml": f"{head}rules: [a.yaml]}}}}\n", "a.yaml": rules}

    narrow, wide = "{location: [Oslo, Rome]}", "{registered: [true, null, false]}"
    assert compared(project("Oslo, Rome", narrow), project("Oslo, Rome", wide)).verdict == "equal"
    assert compared(project("Oslo, DMZ", narrow), project("Oslo, DMZ", wide)).classes


def test_the_list_of_classes_ends_somewhere(monkeypatch: pytest.MonkeyPatch):
    assert MOST_CLASSES > 100
    monkeypatch.setattr("rulec.analysis.differences.MOST_CLASSES", 2)
    broad = ["x: {registered: true} -> x", "y: {registered: false} -> y"]
    found = compared(BASE, participant(*broad, SIP, API, DOMAIN))
    assert {one.cause and one.cause.name for one in found.classes} == {"x", "y"}
    assert found.unknown == ("more than 2 classes of calls differ",)
