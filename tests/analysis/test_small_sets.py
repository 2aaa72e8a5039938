"""Every small rule set is analysed as a try of every kind of call says.

| Law | Checked |
|---|---|
| A rule or default is called reachable exactly when a call of some kind reaches it. | every step |
| The call that is given for it reaches it. | every reachable one |
| The steps that hide one take all of its calls, and none can be left out. | every hidden one |
| A set is passed by exactly when a call of some kind passes it by. | every set |
| Nothing is unknown. | always |

The ordinary run takes a slice of the rule sets of each group of words, and sets in which every two
words are once; `--campaign N` tries about N, and all of them where N is their number or more.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor

import pytest
from analysis.judge import Tally, judge
from analysis.small_sets import GROUPS, Group, SmallSet, sets_with_every_two_words

from rulec.analysis import Calls

#: The ordinary run tries one of so many rule sets; a prime, so that all their parts turn.
STEP = 1499
#: Of so many questions one is asked of a fresh algebra, the others of one that knows the words.
FRESH = 16


def _judged(sets: Iterable[SmallSet]) -> Tally:
    tally = Tally()
    known: dict[object, Calls] = {}
    for number, small in enumerate(sets):
        if number % FRESH == 0:
            known.clear()
        judge(small, known.setdefault(small.policy, Calls(small.policy)), tally)
    return tally


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_a_slice_of_every_small_set(group: Group):
    tally = _judged(group.slice(STEP))
    assert not tally.wrong, "\n".join(tally.wrong[:5])
    assert tally.answers["found"] > 50
    assert sum(tally.answers[f"hidden by {count}"] for count in (0, 1, 2)) > 5


def test_every_two_words():
    tally = _judged(sets_with_every_two_words())
    assert not tally.wrong, "\n".join(tally.wrong[:5])


def test_campaign(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]):
    wanted = request.config.getoption("--campaign")
    if not wanted:
        pytest.skip("only with --campaign N")
    step = max(1, sum(group.count for group in GROUPS) // wanted)
    jobs = [(place, step * 64, start * step) for place in range(len(GROUPS)) for start in range(64)]
    total = Tally()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for done in pool.map(_slice, *zip(*jobs, strict=True)):
            total.add(done)
    with capsys.disabled():
        print(f"{total.sets:,} rule sets with {dict(total.answers)}, {len(total.wrong)} wrong")
    assert not total.wrong, "\n".join(total.wrong[:20])


def _slice(group: int, step: int, start: int) -> Tally:
    return _judged(GROUPS[group].slice(step, start))
