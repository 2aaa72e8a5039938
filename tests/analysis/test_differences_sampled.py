"""Comparisons of two versions of rules, against decisions on calls.

| Law | Checked |
|---|---|
| The call of every difference is decided in two ways, as it says. | every difference |
| No call contradicts an empty comparison. | sampled calls; for small sets a call of every kind |
| Versions that are known to mean the same, or not, compare so. | pairs with such changes |
| Nothing is unknown. | always |
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache

import pytest
from analysis.oracle import inputs_of, kinds_of_calls
from analysis.pairs import Pair, decided_alike, pairs
from analysis.small_sets import GROUPS, Group, SmallSet

from rulec.analysis.comparison import Comparison, Verdict
from rulec.analysis.differences import compare
from rulec.compiled import Decider
from rulec.evaluate import Inputs
from rulec.ir import Profile, RuleSet
from rulec.pexip import Policy

BUDGET = 49152
#: Rules of a pair, and calls that are tried where no difference was found.
RULES, CALLS = 40, 300
#: One of so many small sets is compared with another one; a prime.
STEP = 5003
#: The same for the pairs of the campaign.
MANY_RULES, MANY_CALLS = 1000, 100_000
#: Of so many calls that compiled rules decide, one is decided by the reference too.
BOTH = 100
#: As many parts of each group of small sets are tried side by side.
PARTS = 16

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


def test_what_is_wrongly_called_equal_is_contradicted(monkeypatch: pytest.MonkeyPatch):
    nothing = Comparison("p", Policy.PARTICIPANT)
    assert nothing.verdict is Verdict.EQUAL
    monkeypatch.setitem(globals(), "compare", lambda *_: nothing)
    for name in ("one outcome changed", "one rule deleted"):
        _, wrong = _large(RULES, 1, name, CALLS)
        assert "called equal, but not for" in wrong[0], name
    assert _large(RULES, 1, "renamed", CALLS) == (Counter(equal=1, calls=CALLS), [])


def test_campaign(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]):
    wanted = request.config.getoption("--campaign")
    if not wanted:
        pytest.skip("only with --campaign N")
    step = max(1, sum(group.count for group in GROUPS) // wanted)
    parts = [
        (place, step * PARTS, 11 + part * step)
        for place in range(len(GROUPS))
        for part in range(PARTS)
    ]
    names = [pair.name for pair in pairs(MANY_RULES, seed=wanted)]
    tally: Counter[str] = Counter()
    wrong: list[str] = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        jobs = [pool.submit(_large, MANY_RULES, wanted, name, MANY_CALLS) for name in names]
        jobs += [pool.submit(_slice, *part) for part in parts]
        for job in jobs:
            counted, told = job.result()
            tally += counted
            wrong += told
    with capsys.disabled():
        print(f"{dict(tally)}, {len(wrong)} wrong")
    assert not wrong, "\n".join(wrong[:10])


def _large(rules: int, seed: int, name: str, count: int) -> tuple[Counter[str], list[str]]:
    """One pair of versions; where they are called equal, so many calls are decided by both."""
    (pair,) = (one for one in pairs(rules, seed) if one.name == name)
    old, new = pair.rule_sets()
    tally: Counter[str] = Counter()
    calls = _doubtful(old, new, pair.calls(count, seed=3), tally)
    wrong = list(_wrong(Policy.PARTICIPANT, old, new, calls, tally))
    if tally["decided otherwise"] and not wrong:
        wrong.append("compiled rules decide a call otherwise than the reference")
    return tally, [f"{name}: {one}" for one in wrong]


def _doubtful(
    old: _RuleSets, new: _RuleSets, calls: Iterable[Inputs], tally: Counter[str]
) -> Iterator[Inputs]:
    """Those of many calls that compiled rules decide otherwise, and some of the others.

    Whoever takes them asks the reference.
    """
    deciders = [Decider(Policy.PARTICIPANT, sets) for sets in (old, new)]
    for number, inputs in enumerate(calls):
        tally["calls"] += 1
        one, other = (each.decide(inputs.variables, inputs.now).answer for each in deciders)
        tally["decided otherwise"] += one != other
        if one != other or number % BOTH == 0:
            yield inputs


def _slice(group: int, step: int, start: int) -> tuple[Counter[str], list[str]]:
    tally: Counter[str] = Counter()
    return tally, list(_small(GROUPS[group].slice(step, start), tally))
