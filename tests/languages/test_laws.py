"""Languages against the operators that they stand for, on random patterns, words and blocks.

With `--campaign N` at least N questions of membership with new seeds, which are printed, on every
core, and a hundredth as many searches. A seed is tried again with

    python -c "from languages.laws import *; membership(SEED, 500)"
"""

import os
from concurrent.futures import ProcessPoolExecutor
from random import SystemRandom

import pytest
from languages.laws import Tally, answers, membership


def test_a_language_has_the_texts_for_which_its_operator_holds():
    tally = membership(1, 300)
    assert tally.questions > 20_000
    assert min(tally.answers[True], tally.answers[False]) > 2_000


@pytest.mark.parametrize("dense", [True, False])
def test_what_is_found_is_right_and_nothing_is_missed(dense):
    tally = answers(1, 200, dense=dense)
    assert min(tally.answers["str"], tally.answers["Nothing"]) > 40
    assert tally.answers["GaveUp"] <= 2


def _batch(number):
    asked = membership(number, 500)
    found = [answers(number, 200, dense=dense) for dense in (True, False)]
    return asked, found


def test_campaign(request, capsys):
    wanted = request.config.getoption("--campaign")
    if not wanted:
        pytest.skip("only with --campaign N")
    total, searches, seeds = Tally(), Tally(), SystemRandom()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        while total.questions < wanted:
            chosen = [seeds.randrange(2**32) for _ in range(os.cpu_count())]
            for asked, found in pool.map(_batch, chosen):
                total.questions += asked.questions
                for each in found:
                    searches.questions += each.questions
                    searches.answers += each.answers
            with capsys.disabled():
                print(f"{total.questions:,} questions, {searches}; seeds {chosen}", flush=True)
    assert total.questions >= wanted
