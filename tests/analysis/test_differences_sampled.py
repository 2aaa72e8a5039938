"""Comparisons of two versions of rules, against decisions on calls.

| Law | Checked |
|---|---|
| The call of every difference is decided in two ways, as it says. | every difference |
| No call contradicts an empty comparison. | sampled calls; for small sets a call of every kind |
| Versions that are known to mean the same, or not, compare so. | pairs with such changes |
| Nothing is unknown. | always |
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

import pytest
from analysis.oracle import inputs_of, kinds_of_calls
from analysis.pairs import Pair, decided_alike, pairs
from analysis.small_sets import GROUPS, Group, SmallSet

from rulec.analysis.comparison import Comparison, Verdict
from rulec.analysis.differences import compare
from rulec.evaluate import Inputs
from rulec.ir import Profile, RuleSet
from rulec.pexip import Policy

BUDGET = 49152
#: Rules of a pair, and calls that are tried where no difference was found.
RULES, CALLS = 40, 300
#: One of so many small sets is compared with another one; a prime.
STEP = 5003
#: What the campaign tries where no difference was found.
MANY_CALLS = 100_000

_RuleSets = tuple[RuleSet, ...]


def _compared(policy: Policy, old: _RuleSets, new: _RuleSets) -> Comparison:
    return compare(Profile("p", old, BUDGET), Profile("p", new, BUDGET), policy)


def _wrong(
    policy: Policy, old: _RuleSets, new: _RuleSets, calls: Iterable[Inputs], tally: Counter[str]
) -> Iterator[str]:
    """What decisions say against a comparison."""
    found = _compared(policy, old, new)
    tally[found.verdict.value] += 1
    yield from (f"unknown: {reason}" for reason in found.unknown)
    for one in found.classes:
        inputs = Inputs(one.call.inputs, one.call.now)
        if decided_alike(old, new, inputs, policy):
            yield f"the call of a difference is decided alike: {one.call}"
    if found.verdict is Verdict.EQUAL:
        for inputs in calls:
            if not decided_alike(old, new, inputs, policy):
                yield f"called equal, but not for {inputs.variables} at {inputs.now}"
                return


@cache
def _pairs() -> dict[str, Pair]:
    return {pair.name: pair for pair in pairs(RULES, seed=1)}


@pytest.mark.parametrize("name", _pairs())
def test_pairs_of_versions(name: str):
    pair = _pairs()[name]
    old, new = pair.rule_sets()
    tally: Counter[str] = Counter()
    wrong = list(_wrong(Policy.PARTICIPANT, old, new, pair.calls(CALLS, seed=2), tally))
    assert not wrong, wrong[0]
    if pair.same is not None:
        assert tally == Counter(["equal" if pair.same else "different"])


def _small(sets: Iterable[SmallSet], tally: Counter[str]) -> Iterator[str]:
    for number, one in enumerate(sets):
        other = one.changed(number)
        words = one.words | other.words | ({"found"} if one.policy is Policy.SERVICE else set())
        calls = map(inputs_of, kinds_of_calls(frozenset(words)))
        for wrong in _wrong(one.policy, one.rule_sets(), other.rule_sets(), calls, tally):
            yield f"{one}\n -- {other}\n -- {wrong}"


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_small_sets_with_a_change(group: Group):
    tally: Counter[str] = Counter()
    wrong = list(_small(group.slice(STEP, start=7), tally))
    assert not wrong, wrong[0]
    assert tally["different"] > 5


def test_campaign(request: pytest.FixtureRequest):
    wanted = request.config.getoption("--campaign")
    if not wanted:
        pytest.skip("only with --campaign N")
    tally: Counter[str] = Counter()
    wrong: list[str] = []
    for pair in pairs(1000, seed=wanted):
        old, new = pair.rule_sets()
        told = _wrong(Policy.PARTICIPANT, old, new, pair.calls(MANY_CALLS, seed=3), tally)
        wrong += [f"{pair.name}: {one}" for one in told]
    step = max(1, sum(group.count for group in GROUPS) // wanted)
    for group in GROUPS:
        wrong += _small(group.slice(step, start=11), tally)
    assert not wrong, "\n".join(wrong[:10])
