"""A script prints what its rules mean.

| Law | Answers |
|---|---|
| For all rule files without errors and all calls, scripts print one JSON object. | 100,000 |
| It is the answer that `evaluate` gives, on the likely node and on another one. | the same |
| What is drawn uses every operator, part, filter, effect and keyword. | the same |
| Every action comes out often. | the same |
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from random import SystemRandom

import pytest

from properties.agreement import Tally, run
from rulec.operators import OPERATORS
from rulec.pexip import FILTERS, MEDIA_RESPONSE

#: Seeds of the ordinary run.
SEEDS = range(4)

LANGUAGE = {
    *(row.word for row in OPERATORS if row.word not in ("less_than", "at_most")),
    *(name for name, row in FILTERS.items() if not row.refused),
    *MEDIA_RESPONSE,
    *(
        "less_than",
        "at_most",
        "ignore_case",
        "includes",
        "not in includes",
        "list",
        "idp_attributes",
    ),
    *("user", "domain", "scheme", "address", "parts", "join of a list", "concatenation"),
    *("all", "any", "not", "is", "time", "date", "found", "missing", "null"),
    *("let", "let in when", "capture", "capture in template", "when of a set", "default of a set"),
    *("set", "create", "replace", "reject", "redirect", "continue", "overrides", "match all"),
    *("list of text", "list of records", "record", "valid", "enabled", "dense"),
    *("append", "keep", "chosen", "chosen let", "look-up", "let from a table", "cell", "env"),
    *("for_each", "csv", "rows", "column in a condition", "column in a template", "assigned_to"),
    "below the service",
}


@pytest.fixture(scope="module")
def tally() -> Tally:
    """The comparisons of the ordinary run, all of which agreed."""
    return run(SEEDS)


def test_scripts_agree_with_the_rules(tally: Tally):
    assert tally.comparisons >= 100_000


def test_the_whole_language_was_used(tally: Tally):
    assert set(tally.vocabulary) >= LANGUAGE, LANGUAGE - set(tally.vocabulary)


def test_every_action_came_out(tally: Tally):
    assert set(tally.answers) == {"continue", "reject", "redirect", "locations"}
    assert min(tally.answers.values()) > 500


def test_campaign(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]):
    wanted = request.config.getoption("--campaign")
    if not wanted:
        pytest.skip("only with --campaign N")
    total = Tally()
    seeds = SystemRandom()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        while total.comparisons < wanted:
            chosen = [seeds.randrange(2**32) for _ in range(2 * (os.cpu_count() or 1))]
            with capsys.disabled():
                print(f"{total.comparisons:,} comparisons; seeds {chosen}", flush=True)
            for done in pool.map(_batch, chosen):
                total.add(done)
    with capsys.disabled():
        print(f"{total.comparisons:,} comparisons of {total.cases:,} cases agreed")


def _batch(start: int) -> Tally:
    try:
        return run([start])
    except Exception as error:
        # An error of hypothesis may not travel between processes; its text does.
        raise AssertionError(f"seed {start}: {error}") from None
