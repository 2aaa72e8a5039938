"""Large rule sets in tables: how many characters they take, what they decide, where they run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random

import pytest
from jinja2 import Environment, nodes
from rule_texts import canonical, errors, parsed, read_rules

from rulec.emit import PASSES, LayoutChoice, Step, emit, made
from rulec.emit.compact.drawers import UNKNOWN
from rulec.emit.compact.separators import PREFERRED
from rulec.emit.compact.signs import SIGNS
from rulec.emit.passes import PLAIN_LAYOUTS, steps_of
from rulec.emulator import LIKELY, Node
from rulec.evaluate import decide
from rulec.evaluate.inputs import read_inputs
from rulec.ir import Profile
from rulec.pexip import (
    MAX_CHAINED_FILTERS,
    MAX_ELIF_ARMS,
    MAX_NESTED_IFS,
    SCRIPT_MAX_CHARACTERS,
    Policy,
)
from rulec.verify import BUILD_BEHAVIOURS, calls_for, verify_script

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from family_calls import hit, near_miss, stranger
from family_rules import family

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
#: Characters of a rule, where there are a thousand, and how many rules fit a script.
MOST = {Policy.PARTICIPANT: 33, Policy.SERVICE: 26, Policy.MEDIA_LOCATION: 20}
FIT = {Policy.PARTICIPANT: 1400, Policy.SERVICE: 1700, Policy.MEDIA_LOCATION: 3600}


@cache
def profile_of(policy: Policy, rules: int) -> Profile:
    project, problems = read_rules(family(policy.value, rules))
    assert not errors(problems)
    return project.profiles[0]


@pytest.mark.parametrize("policy", Policy)
def test_a_thousand_rules_take_few_characters(policy: Policy):
    script = emit(profile_of(policy, 1000), policy, "h", LayoutChoice.COMPACT)
    assert script.size <= 1000 * MOST[policy]


@pytest.mark.parametrize("policy", Policy)
def test_thousands_of_rules_fit(policy: Policy, jinja_2_10):
    """They also compile and run on the oldest engine that is known of."""
    profile = profile_of(policy, FIT[policy])
    script = emit(profile, policy, "h")
    assert script.size <= SCRIPT_MAX_CHARACTERS
    assert script.layout == "compact"
    random = Random(1)
    chosen = random.sample(profile.sets(policy)[0].rules, 60)
    calls = [hit(rule, policy, random) for rule in chosen]
    calls += [near_miss(rule, policy, random) for rule in chosen[:20]]
    printed = jinja_2_10.render(script.text, [(call, NOW) for call in calls])
    for call, answer in zip(calls, printed, strict=True):
        assert canonical(json.loads(answer["text"])) == _meant(profile, policy, call)


@pytest.mark.parametrize("rules", [1, 7, 20, 50, 100, 400])
@pytest.mark.parametrize("policy", Policy)
def test_compact_is_never_longer(policy: Policy, rules: int):
    profile = profile_of(policy, rules)
    every = [made(profile, policy, "h", PLAIN_LAYOUTS[count]).size for count in range(5)]
    assert emit(profile, policy, "h", LayoutChoice.COMPACT).size <= min(every)


@pytest.mark.parametrize("policy", Policy)
def test_fifty_rules_stay_readable(policy: Policy):
    script = emit(profile_of(policy, 50), policy, "h")
    assert (script.layout, script.steps) == ("readable", PLAIN_LAYOUTS[0])


@pytest.mark.parametrize("policy", Policy)
def test_only_as_many_passes_as_it_takes(policy: Policy):
    profile = profile_of(policy, 200)
    sizes = [made(profile, policy, "h", PLAIN_LAYOUTS[count]).size for count in range(5)]
    for count, size in enumerate(sizes):
        if size < min(sizes[:count], default=size + 1):
            tight = Profile(profile.name, profile.rule_sets, size)
            assert emit(tight, policy, "h").steps == PLAIN_LAYOUTS[count]


@pytest.mark.parametrize("count", range(1, len(PASSES) + 1), ids=[p.step.value for p in PASSES])
@pytest.mark.parametrize("policy", Policy)
def test_after_every_pass_the_script_means_its_rules(policy: Policy, count: int):
    profile = profile_of(policy, 130)
    script = made(profile, policy, "h", steps_of(count))
    node = Node(LIKELY).compile(script.text)
    random = Random(count)
    for rule in profile.sets(policy)[0].rules:
        for call in (hit(rule, policy, random), near_miss(rule, policy, random)):
            assert canonical(parsed(node.render(call, NOW))) == _meant(profile, policy, call)
    call = stranger(policy)
    assert canonical(parsed(node.render(call, NOW))) == _meant(profile, policy, call)


@pytest.mark.parametrize("policy", Policy)
def test_the_complete_set_of_calls(policy: Policy):
    profile = profile_of(policy, 150)
    script = emit(profile, policy, "h", LayoutChoice.COMPACT)
    assert script.layout == "compact"
    found = verify_script(
        profile, policy, script.text, calls_for(profile, policy), BUILD_BEHAVIOURS
    )
    assert not found.differences, found.differences[0].told()
    assert found.comparisons > 500


@pytest.mark.parametrize("policy", Policy)
def test_the_limits_of_the_engine_are_kept(policy: Policy):
    script = emit(profile_of(policy, FIT[policy]), policy, "h")
    tree = Environment().parse(script.text)
    assert _nested(tree) <= MAX_NESTED_IFS
    assert max(len(branch.elif_) for branch in tree.find_all(nodes.If)) <= MAX_ELIF_ARMS
    assert max(map(_filters, tree.find_all(nodes.Filter))) <= MAX_CHAINED_FILTERS
    patterns = {
        call.args[0].value
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "pex_regex_search"
    }
    # A node keeps 512 compiled patterns, of all scripts together.
    assert len(patterns) <= 100


DIGEST = """
import hashlib, sys
from pathlib import Path
from rulec.emit import LayoutChoice, emit
from rulec.pipeline import read
(profile,) = read(Path(sys.argv[1])).project.profiles
(policy,) = profile.policies
script = emit(profile, policy, "h", LayoutChoice.COMPACT)
print(script.layout, hashlib.sha256(script.text.encode()).hexdigest())
"""


@pytest.mark.parametrize("policy", Policy)
def test_the_same_bytes_on_every_hash_seed(policy: Policy, tmp_path: Path):
    told = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        for name, text in family(policy.value, 250).items():
            (folder / name).write_text(text, encoding="utf-8")
        env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", DIGEST, folder]
        run = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
        told.append(run.stdout)
    assert told[0] == told[1]
    assert told[0].startswith("compact ")


def test_what_separates_is_no_sign():
    assert set(SIGNS).isdisjoint({*PREFERRED, UNKNOWN, "|"})
    assert len(set(SIGNS)) == len(SIGNS)


def test_every_pass_has_its_module():
    assert [one.step for one in PASSES] == list(Step)
    for one in PASSES:
        assert (ROOT / "rulec" / one.module).is_file(), one


def _nested(node: nodes.Node) -> int:
    inner = max((_nested(child) for child in node.iter_child_nodes()), default=0)
    return inner + isinstance(node, nodes.If)


def _filters(node: nodes.Node) -> int:
    return 1 + _filters(node.node) if isinstance(node, nodes.Filter) else 0


def _meant(profile: Profile, policy: Policy, call: dict[str, object]) -> str:
    inputs = read_inputs(policy, call, NOW)
    return canonical(decide(policy, profile.sets(policy), inputs).answer)


def test_hundreds_of_computed_outcomes_stay_a_chain():
    rules = "".join(
        f"  - {{id: r{n}, when: {{call_tag: t{n}}}, set: {{description: '{n} {{vendor}}'}}}}\n"
        for n in range(MAX_ELIF_ARMS + 20)
    )
    project, problems = read_rules({"rules.yaml": f"policy: service\nrules:\n{rules}"})
    assert not errors(problems)
    (profile,) = project.profiles
    script = emit(profile, Policy.SERVICE, "h", LayoutChoice.COMPACT)
    tree = Environment().parse(script.text)
    assert max(len(branch.elif_) for branch in tree.find_all(nodes.If)) <= MAX_ELIF_ARMS
    last = profile.sets(Policy.SERVICE)[0].rules[-1]
    call = hit(last, Policy.SERVICE, Random(1))
    printed = parsed(Node(LIKELY).compile(script.text).render(call, NOW))
    assert canonical(printed) == _meant(profile, Policy.SERVICE, call)
    assert printed["result"]["description"].startswith(f"{MAX_ELIF_ARMS + 19} ")
