"""Comparing what a script prints with what its rules mean, for drawn rules and drawn calls."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from properties.calls import Calls
from properties.strategies import Case, cases
from rule_texts import Rules, canonical, errors, read_rules

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

#: Where a node refuses to hash text beyond ASCII, no script could do what a rule with `pex_hash`
#: says; authors are warned of it.
BEHAVIOURS: tuple[Behaviour, ...] = tuple(
    replace(behaviour, hash_non_ascii="utf-8") for _, behaviour in COMBINATIONS
)

#: Calls for each case.
CALLS = 200

#: Cases of one seed of a campaign.
BATCH = 100


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
    scripts = [
        (name, Node(BEHAVIOURS[name]).compile(rules.script)) for name in {0, case.behaviour}
    ]
    calls = Calls(case.policy, case.near, Random(case.seed))  # noqa: S311  nothing is secret here
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
    project, problems = read_rules(case.texts)
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


def _told(  # noqa: PLR0913  all that it takes to see it again
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


def smaller(
    inputs: dict[str, Any], differs: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """The call with every member left out that the difference does not need."""
    for variable, members in list(inputs.items()):
        for name in list(members or ()):
            without = {k: v for k, v in members.items() if k != name}
            if differs(inputs | {variable: without}):
                members = without  # noqa: PLW2901  it becomes smaller step by step
                inputs = inputs | {variable: members}
    return inputs


def run(examples: int, *, start: int | None = None, calls: int = CALLS) -> Tally:
    """Draws so many cases, with a seed or, without one, the same in every run."""
    tally = Tally()

    @settings(
        max_examples=examples,
        derandomize=start is None,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(cases(len(BEHAVIOURS)))
    def agree(case: Case) -> None:
        check(case, tally, calls)

    (agree if start is None else seed(start)(agree))()
    return tally


if __name__ == "__main__":
    print(run(BATCH, start=int(sys.argv[1])))
