"""Comparing what a script prints with what its rules mean, for drawn rules and drawn calls."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from rule_texts import Rules, canonical, errors, read_rules

from properties.calls import Calls
from properties.strategies import Case, cases
from rulec.emit import emit
from rulec.emulator import (
    COMBINATIONS,
    Answer,
    Behaviour,
    CompiledScript,
    Node,
    ScriptFailedError,
    read_answer,
)
from rulec.pexip import Policy

#: Where a node refuses to hash text beyond ASCII, no script could do what a rule with `pex_hash`
#: says; authors are warned of it.
BEHAVIOURS: tuple[Behaviour, ...] = tuple(
    replace(behaviour, hash_non_ascii="utf-8") for _, behaviour in COMBINATIONS
)

#: The environment of a build; the secret has signs that mean something to Jinja and to JSON.
ENVIRONMENT = {"SECRET": "s3c'r\"e}}t"}

#: Calls for each case.
CALLS = 200

#: Seconds that may be spent on a smaller example of a failure.
SHRINKING = 40

#: Cases of one policy for one seed.
EXAMPLES = 24


@dataclass
class Tally:
    """What was compared."""

    comparisons: int = 0
    cases: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    vocabulary: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Adds what another process compared."""
        self.comparisons += other.comparisons
        self.cases += other.cases
        self.answers += other.answers
        self.vocabulary += other.vocabulary


def check(case: Case, tally: Tally, count: int = CALLS) -> None:
    """Compares the answers of a case for `count` calls; an AssertionError shows a small one."""
    rules = rules_of(case)
    scripts = [(name, Node(BEHAVIOURS[name]).compile(rules.script)) for name in {0, case.behaviour}]
    calls = Calls(case.policy, case.near, Random(case.seed))
    for _ in range(count):
        inputs, now = calls.call()
        expected = rules.meaning(inputs, now)
        wanted = canonical(expected)
        for name, script in scripts:
            tally.comparisons += 1
            if _printed(script, inputs, now) != wanted:
                raise AssertionError(_told(case, rules, inputs, now, name, script))
        tally.answers[str(expected.get("action", "locations"))] += 1
    tally.cases += 1
    tally.vocabulary.update(case.vocabulary)


def rules_of(case: Case) -> Rules:
    """The rules of a case, which must have no errors."""
    project, problems = read_rules(case.texts, ENVIRONMENT)
    assert not errors(problems), f"{errors(problems)}\n{case!r}"
    (profile,) = project.profiles
    return Rules(profile, case.policy, emit(profile, case.policy, "generated").text)


def _printed(script: CompiledScript, inputs: dict[str, Any], now: datetime) -> str:
    try:
        text = script.render(inputs, now)
    except ScriptFailedError as error:
        return f"the script failed: {error}"
    answer = read_answer(text)
    return canonical(answer.value) if isinstance(answer, Answer) else f"{answer.reason}: {text}"


def _told(
    case: Case,
    rules: Rules,
    inputs: dict[str, Any],
    now: datetime,
    behaviour: int,
    script: CompiledScript,
) -> str:
    def differs(call: dict[str, Any]) -> bool:
        return _printed(script, call, now) != canonical(rules.meaning(call, now))

    small = smaller(inputs, differs)
    return "\n".join(
        (
            f"{case!r}",
            f"behaviour: {COMBINATIONS[behaviour][0]}",
            f"now: {now.isoformat()}",
            f"inputs: {json.dumps(small)}",
            f"rules:  {canonical(rules.meaning(small, now))}",
            f"script: {_printed(script, small, now)}",
        )
    )


def smaller(inputs: dict[str, Any], differs: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The call with every member left out that the difference does not need."""
    for variable, members in list(inputs.items()):
        for name in list(members or ()):
            without = {k: v for k, v in members.items() if k != name}
            if differs(inputs | {variable: without}):
                members = without  # noqa: PLW2901  it becomes smaller step by step
                inputs = inputs | {variable: members}
    return inputs


def run(seeds: Iterable[int], *, calls: int = CALLS) -> Tally:
    """Draws `EXAMPLES` cases of every policy with each seed.

    Many short runs, because hypothesis mutates what it drew before, so that the cases of a long
    one are much alike.
    """
    tally = Tally()
    for start in seeds:
        for policy in Policy:
            _agree(policy, start, calls, tally)
    return tally


def _agree(policy: Policy, start: int, calls: int, tally: Tally) -> None:
    failed: list[float] = []
    known: set[str] = set()

    @seed(start)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(cases(policy, len(BEHAVIOURS)))
    def agree(case: Case) -> None:
        # What is tried for a smaller example after a while does not count as one.
        assume(not failed or time.monotonic() < failed[0] + SHRINKING or repr(case) in known)
        try:
            check(case, tally, calls)
        except Exception:
            failed.append(time.monotonic())
            known.add(repr(case))
            raise

    agree()


if __name__ == "__main__":
    print(run([int(sys.argv[1])]))
