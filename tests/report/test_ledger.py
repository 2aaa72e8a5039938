"""What a script's characters are spent on is what goes with a rule that goes."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rule_texts import errors, read_rules

from rulec.emit import LayoutChoice, emit
from rulec.ir import Profile
from rulec.pexip import Policy
from rulec.pipeline import build
from rulec.report.ledger import Spent, ledger_data, ledger_text, ways_out

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from family_rules import family

RULES = """policy: participant
rules:
  - {id: first, owner: it, when: {vendor: a}, set: {remote_display_name: A long name to show}}
  - {id: rows, for_each: people, when: {remote_alias: '{alias}'}, set: {remote_display_name: '{n}'}}
  - {id: last, owner: it, when: {call_tag: b, location: Oslo}, set: {role: chair}}
tables:
  people:
    - {alias: a@x.org, n: One}
    - {alias: b@x.org, n: Two}
"""


def profile_of(text: str) -> Profile:
    project, problems = read_rules({"rules.yaml": text})
    assert not errors(problems)
    return project.profiles[0]


def spent_of(profile: Profile, choice: LayoutChoice = LayoutChoice.AUTO) -> Spent:
    (policy,) = profile.policies
    return Spent(profile, emit(profile, policy, "h", choice))


def without_last(profile: Profile) -> Profile:
    (rules,) = profile.rule_sets
    return replace(profile, rule_sets=(replace(rules, rules=rules.rules[:-1]),))


@pytest.mark.parametrize("match", ["first", "all"])
def test_a_rule_that_goes_takes_its_characters_along(match: str):
    # The call tag is read for a rule before, too.
    rules = "\n".join(
        f"  - {{id: r{n}, when: {{call_tag: t{n}}}, set: {{remote_display_name: Name {n}}}}}"
        for n in range(5)
    )
    profile = profile_of(f"policy: participant\nmatch: {match}\nrules:\n{rules}\n")
    spent = spent_of(profile)
    (last,) = (count for name, _, count in spent.by("rule") if name.endswith("/r4"))
    assert spent.script.size - spent_of(without_last(profile)).script.size == last


@pytest.mark.parametrize("policy", Policy)
def test_in_tables_it_is_so_nearly(policy: Policy):
    project, _ = read_rules(family(policy.value, 400))
    profile = project.profiles[0]
    whole, less = (spent_of(one, LayoutChoice.COMPACT) for one in (profile, without_last(profile)))
    name = profile.rule_sets[0].rules[-1].id
    (last,) = (count for label, _, count in whole.by("rule") if label.endswith(f"/{name}"))
    # The last rule may be the only one that writes something, and so have a sign of its own.
    assert abs(whole.script.size - less.script.size - last) <= 80
    assert last < 3 * whole.average


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("choice", [LayoutChoice.READABLE, LayoutChoice.COMPACT])
def test_rules_and_what_they_share_are_the_whole(policy: Policy, choice: LayoutChoice):
    project, _ = read_rules(family(policy.value, 300))
    spent = spent_of(project.profiles[0], choice)
    assert sum(spent.script.spent.values()) + spent.shared == spent.script.size
    assert 200 < spent.shared < spent.script.size * 0.6
    assert sum(count for _, _, count in spent.by("rule_set")) == spent.script.size - spent.shared


def test_owners_and_tables_have_their_rules():
    spent = spent_of(profile_of(RULES))
    assert [(name, count) for name, count, _ in spent.by("owner")] == [("it", 2)]
    assert [(name, count) for name, count, _ in spent.by("table")] == [("rules/rows", 2)]
    text = ledger_text("p.j2", spent)
    for part in ("rules/first", "owners", "tables", "shared by all", f"{spent.shared:,}"):
        assert part in text


def test_as_many_more_rules_fit_as_there_is_room_for():
    spent = spent_of(profile_of(RULES))
    data = ledger_data(spent)
    assert data["room"] == 49152 - spent.script.size
    assert data["more_rules"] == data["room"] // data["average"]
    assert data["rules"][0]["name"] == "rules/last"


def test_a_full_script_has_no_room():
    spent = spent_of(replace(profile_of(RULES), budget=100))
    assert (spent.room, spent.more) == (0, 0)
    told = ways_out(spent)
    assert "the largest rules are `rules/last` (" in told
    assert "assigned_to" in told


def test_too_long_a_script_says_what_takes_most(tmp_path: Path):
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "rulec.yaml").write_text(
        "rulec: 1\nlocations: [Oslo]\nprofiles: {small: {rules: ['*.yaml'], budget: 300}}\n",
        encoding="utf-8",
    )
    (problem,) = (one for one in build(tmp_path).problems if one.code.name == "over-budget")
    assert "`rules/last` (" in problem.hint
