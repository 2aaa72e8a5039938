"""Sixteen scripts of administrators, written as rules, give every answer that is known to be right.

`vectors/` tells what each script does and gives requests with the right answers; `rules/` says the
same in the rule language, one folder each. The answers never come from rulec. `by_hand/` has
scripts that do it as one writes them, with no comment and nothing guarded.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rule_texts import Rules, canonical, parsed

from rulec.diagnostics import Problem
from rulec.emit import LayoutChoice, emit
from rulec.emulator import COMBINATIONS, Behaviour
from rulec.pexip import Policy
from rulec.resolve import Project, resolve_project
from rulec.syntax.folder import read_folder

HERE = Path(__file__).parent
VECTORS = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted((HERE / "vectors").iterdir())
}

#: Cases that need a feature that the language does not have yet, with that feature.
NOT_YET: dict[str, str] = {}

#: The problems that the rule files have, and mean to have.
MEANT = {
    "media-by-subnet": ["host-bits"],  # the administrator wrote the block 10.201.5.0/23
}

#: The instant of requests that do not depend on it.
ANY_TIME = datetime(2026, 1, 14, 10, 30, tzinfo=UTC)

WRITTEN = [name for name in VECTORS if name not in NOT_YET]


@cache
def read(name: str) -> tuple[Project, list[Problem]]:
    files, problems = read_folder(HERE / "rules" / name)
    project, found = resolve_project(files)
    return project, [*problems, *found]


@cache
def rules(name: str, choice: LayoutChoice = LayoutChoice.READABLE) -> Rules:
    (profile,) = read(name)[0].profiles
    policy = Policy(VECTORS[name]["policy"])
    assert profile.policies == (policy,)
    return Rules(profile, policy, emit(profile, policy, name, choice).text)


def characters(script: str) -> int:
    """The characters of a script without its comments, and the lines that only have one."""
    return len(re.sub(r" *\{#.*?#\}\n?", "", script, flags=re.DOTALL))


def cases(name: str) -> list[tuple[str, dict[str, Any], datetime, dict[str, Any]]]:
    """The requests of a case: name, inputs, instant, and the right answer."""
    return [
        (
            case["id"],
            case["inputs"],
            datetime.fromisoformat(case["now"]) if "now" in case else ANY_TIME,
            case["expected"],
        )
        for case in VECTORS[name]["cases"]
    ]


def check(answer: dict[str, Any], expected: dict[str, Any], where: str) -> None:
    """An answer against the right one. The result of a reject is not compared."""
    if "action" in expected:
        assert answer.get("action") == expected["action"], where
        if expected["action"] == "reject":
            return
    else:
        assert set(answer) == {"result"}, where
    assert canonical(answer["result"]) == canonical(expected["result"]), where


def test_all_cases_are_here():
    assert len(VECTORS) == 16
    assert sum(len(vectors["cases"]) for vectors in VECTORS.values()) == 158
    assert sorted(WRITTEN) == sorted(path.name for path in (HERE / "rules").iterdir())


@pytest.mark.parametrize("name", WRITTEN)
def test_the_rule_file_has_no_problems_but_those_it_means(name):
    assert [problem.code.name for problem in read(name)[1]] == MEANT.get(name, [])


@pytest.mark.parametrize("name", WRITTEN)
def test_the_rules_mean_the_right_answers(name):
    for case, inputs, now, expected in cases(name):
        check(rules(name).meaning(inputs, now), expected, case)


LAYOUTS = (LayoutChoice.READABLE, LayoutChoice.COMPACT)


@pytest.mark.parametrize("choice", LAYOUTS)
@pytest.mark.parametrize(
    "behaviour", [b for _, b in COMBINATIONS], ids=[n for n, _ in COMBINATIONS]
)
@pytest.mark.parametrize("name", WRITTEN)
def test_the_script_prints_the_right_answers(name: str, behaviour: Behaviour, choice: LayoutChoice):
    script = rules(name, choice).compiled_for(behaviour)
    for case, inputs, now, expected in cases(name):
        check(parsed(script.render(inputs, now)), expected, case)


@pytest.mark.parametrize("choice", LAYOUTS)
@pytest.mark.parametrize("name", WRITTEN)
def test_the_script_prints_the_right_answers_on_the_oldest_jinja(name, choice, jinja_2_10):
    calls = [(inputs, now) for _, inputs, now, _ in cases(name)]
    outputs = jinja_2_10.render(rules(name, choice).script, calls)
    for (case, _, _, expected), output in zip(cases(name), outputs, strict=True):
        check(parsed(output["text"]), expected, case)


@pytest.mark.parametrize("name", WRITTEN)
def test_the_script_names_its_rules_and_says_no_more(name: str):
    found = rules(name)
    (rule_set,) = found.profile.rule_sets
    comments = re.findall(r"\{# (.*?) #\}", found.script)
    _, *told = [one for one in comments if not one.startswith("inputs: ")]
    ids = [rule.id for rule in rule_set.rules] + ["default"] * bool(rule_set.default)
    assert told == [f"rule set {rule_set.name}", *ids]
    before = re.findall(r"\{% set (\w+)", found.script.partition("{# rule set")[0])
    inputs = set(before) - {"service", "overrides", "answer", "decision"}
    assert ("{# inputs: " in found.script) is bool(inputs)


#: What makes a compact script longer than one by hand: it answers where the variable is not there.
GUARDS = {"passthrough-media": "|default(none)"}


@pytest.mark.parametrize("name", WRITTEN)
def test_the_compact_script_is_shorter_than_one_by_hand(name: str):
    by_hand = (HERE / "by_hand" / f"{name}.j2").read_text("utf-8")
    compact = characters(rules(name, LayoutChoice.COMPACT).script)
    guard = GUARDS.get(name, "")
    assert compact - len(guard) < characters(by_hand)
    assert (compact < characters(by_hand)) is (not guard)
