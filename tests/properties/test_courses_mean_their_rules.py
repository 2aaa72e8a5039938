"""What the analysis says of a rule is what the evaluator does.

| Law | Questions |
|---|---|
| The formula of the calls on which a rule applies holds for a call just when it applies. | 5,000 |
| A call that is found for a rule makes it apply. | 100 |
| No call makes a rule apply of which it is said that none does. | the same calls |
| Only computed values leave a question open. | the same rules |
"""

from __future__ import annotations

from random import SystemRandom

import pytest

from properties.courses import run


def test_the_analysis_agrees_with_the_evaluator():
    tally = run([1])
    assert tally["formulas"] > 5_000
    assert tally["Found"] > 100
    assert tally["Hidden"] > 10
    assert tally["Unknown"] < tally["Found"] // 2


def test_campaign(request: pytest.FixtureRequest):
    wanted = request.config.getoption("--campaign")
    if not wanted:
        pytest.skip("only with --campaign N")
    asked, seeds = 0, SystemRandom()
    while asked < wanted:
        asked += run([seeds.randrange(2**32)])["formulas"]
