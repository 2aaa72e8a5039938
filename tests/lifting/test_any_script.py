"""Scripts of drawn rules, and scripts that somebody changed anywhere.

| Law |
|---|
| A script that rulec wrote is never said to differ from its rules. |
| A script that is proved, however it came to be, answers every drawn call as the rules mean. |
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from random import Random, SystemRandom

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from lifting.scripts import Script, matters
from properties.agreement import BEHAVIOURS, rules_of
from properties.calls import Calls
from properties.strategies import Case, cases

from rulec.lifting import Matter, NotLifted, lift, prove
from rulec.pexip import Policy
from rulec.verify import Call, verify_script

#: Changes of each script, and calls that each is tried on.
CHANGES, CALLS = 3, 40

_WORDS = (r" (and|or) ", r" (==|!=) ", r" (<|<=|>|>=) ")
_OTHERS = {"and": "or", "or": "and", "==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=",
           ">=": ">"}  # fmt: skip


def changed(text: str, random: Random) -> str:
    """The script with one thing that is different: an operand, an operator, a statement."""
    head, _, body = text.partition("\n")
    pattern = random.choice((r'"[^"\\{}%]+"', r"\b\d+\b", "not ", r"\{% set [^%]*%\}", *_WORDS))
    found = list(re.finditer(pattern, body))
    if not found:
        return text
    place = random.choice(found)
    word = place[0]
    if word.startswith('"'):
        word = f'{word[:-2]}"'
    elif word.isdigit():
        word = str(max(0, int(word) + random.choice((1, -1))))
    elif word.strip() in _OTHERS:
        word = f" {_OTHERS[word.strip()]} "
    else:
        word = ""
    return f"{head}\n{body[: place.start()]}{word}{body[place.end() :]}"


def check(case: Case, tally: Counter[str]) -> None:
    rules = rules_of(case)
    script = Script(rules.profile, case.policy, rules.script)
    found = matters(script.proof())
    assert Matter.DIFFERENCE not in found, case
    tally["proved" if not found else "values" if found == {Matter.VALUE} else "other"] += 1
    random = Random(case.seed)
    drawn = Calls(case.policy, case.near, random)
    for _ in range(CHANGES):
        other = replace(script, text=changed(script.text, random))
        lifted = lift(other.text, other.policy)
        if isinstance(lifted, NotLifted) or prove(lifted, other.profile).places:
            continue
        tally["changed and proved"] += 1
        calls = [Call(*drawn.call(), "drawn") for _ in range(CALLS)]
        wrong = verify_script(other.profile, other.policy, other.text, calls).differences
        assert not wrong, f"{case}\n{other.text}\n{wrong[0].told()}"


def run(start: int, examples: int) -> Counter[str]:
    tally: Counter[str] = Counter()
    for policy in Policy:

        @seed(start)
        @settings(
            max_examples=examples,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate,),
        )
        @given(cases(policy, len(BEHAVIOURS)))
        def holds(case: Case) -> None:
            check(case, tally)

        holds()
    return tally


def test_drawn_scripts():
    tally = run(1, 5)
    assert tally["proved"] > 1
    assert tally["changed and proved"] > 0


def test_campaign(request: pytest.FixtureRequest):
    wanted = request.config.getoption("--campaign")
    if not wanted:
        pytest.skip("only with --campaign N")
    total: Counter[str] = Counter()
    while total.total() * CALLS < wanted:
        total += run(SystemRandom().randrange(2**32), 25)
