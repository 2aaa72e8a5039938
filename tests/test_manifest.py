"""What the manifest says of rules."""

from __future__ import annotations

import json

from rule_texts import read_rules

from rulec.emit import Script
from rulec.manifest import Entry, manifest_text
from rulec.pexip import Policy
from rulec.report.rule_names import rule_names
from rulec.verify import Combinations

ROWS = "\n".join(f"  - {{a: v{number}, at: {'DMZ' if number == 3 else 'Oslo'}}}" for number in range(1, 6))  # noqa: E501  # fmt: skip
RULES = f"""
policy: participant
tables:
  t:
{ROWS}
rules:
  - {{id: first, set: {{call_tag: x}}, when: {{vendor: y}}}}
  - {{id: row, for_each: t, when: {{vendor: '{{a}}', location: '{{at}}'}}, set: {{call_tag: '{{a}}'}}}}
  - {{id: last, set: {{call_tag: z}}}}
"""  # noqa: E501
PROJECT = "rulec: 1\nprofiles: {p: {rules: [a.yaml], assigned_to: [Oslo, Bergen]}}"


def test_rows_that_follow_each_other_are_one():
    project, _ = read_rules({"a.yaml": RULES})
    (rules,) = project.profiles[0].rule_sets
    assert rule_names(rules.rules) == ["first", "row[1..5]", "last"]


def test_a_row_that_is_left_out_parts_them():
    project, _ = read_rules({"a.yaml": RULES, "rulec.yaml": PROJECT})
    (rules,) = project.profiles[0].rule_sets
    assert rule_names(rules.rules) == ["first", "row[1..2]", "row[4..5]", "last"]


def test_it_says_which_combinations_of_conditions_were_made():
    project, _ = read_rules({"a.yaml": RULES})
    (profile,) = project.profiles
    script = Script(Policy.PARTICIPANT, "", frozenset(), 0)
    made = Combinations(reached=7, impossible=2, unknown=1)
    entry = Entry(profile, Policy.PARTICIPANT, script, "", (), script, 10, made)
    (data,) = json.loads(manifest_text([entry]))["scripts"]
    assert data["combinations"] == {"reached": 7, "impossible": 2, "unknown": 1, "abridged": 0}
