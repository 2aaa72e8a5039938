"""Decisions a second of compiled rule sets, beside the reference and beside fewer rules.

Each family of rules (see `family_rules.py`) decides calls of which half meet a rule and a quarter
nearly do. As in a replay, calls are read from JSON a few at a time, outside the clock, and decided
then. Rounds of both sizes take turns, because machines get busy; times are those of the processor
and medians. Look at the ratios: seconds differ from machine to machine.

Run it from the repository:  python tests/benchmarks/bench_deciding.py [--rules 100 1000]
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))

from family_calls import Call, calls
from family_rules import family
from rule_texts import canonical, errors, read_rules

from rulec.compiled import Decider
from rulec.evaluate import decide, read_inputs
from rulec.ir import Profile
from rulec.pexip import Policy

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
#: Calls that are read and decided together.
BATCH = 100
FAMILIES = (Policy.PARTICIPANT, Policy.SERVICE, Policy.MEDIA_LOCATION)


class Subject:
    """A rule set of one family and size, compiled, with calls."""

    def __init__(self, policy: Policy, rules: int, count: int) -> None:
        project, problems = read_rules(family(policy.value, rules))
        assert not errors(problems)
        self.profile: Profile = project.profiles[0]
        self.policy = policy
        self.rules = rules
        start = time.process_time()
        self.decider = Decider(policy, self.profile.sets(policy))
        self.compiling = time.process_time() - start
        self.calls: list[Call] = list(calls(self.profile, policy, count, Random(1)))
        starts = range(0, count, BATCH)
        self.batches = [json.dumps(self.calls[start : start + BATCH]) for start in starts]
        self.rounds: list[float] = []

    def round(self) -> None:
        """Decides every call once."""
        decide = self.decider.decide
        taken = 0.0
        for batch in self.batches:
            every = json.loads(batch)
            start = time.process_time()
            for call in every:
                decide(call, NOW)
            taken += time.process_time() - start
        self.rounds.append(taken / len(self.calls))

    @property
    def each(self) -> float:
        """Seconds of a decision."""
        return median(self.rounds)

    def reference(self, count: int) -> float:
        """Seconds of a decision of the reference, which must agree."""
        every = self.calls[:count]
        sets = self.profile.sets(self.policy)
        start = time.process_time()
        decided = [decide(self.policy, sets, read_inputs(self.policy, c, NOW)) for c in every]
        taken = (time.process_time() - start) / len(every)
        for call, expected in zip(every, decided, strict=True):
            got = self.decider.decide(call, NOW)
            assert canonical(got.answer) == canonical(expected.answer), call
        return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--calls", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--profile", type=int, default=0, metavar="N")
    options = parser.parse_args()
    heading = ("rules", "decisions/s", "us each", "x reference", "growth", "compiled in s")
    print(f"{'family':<16}" + "".join(f"{word:>15}" for word in heading))
    for policy in FAMILIES:
        subjects = [Subject(policy, rules, options.calls) for rules in options.rules]
        for _ in range(options.rounds):
            for subject in subjects:
                subject.round()
        for subject in subjects:
            told = (
                f"{subject.rules}",
                f"{1 / subject.each:,.0f}",
                f"{subject.each * 1e6:.2f}",
                f"{subject.reference(200) / subject.each:.0f}",
                f"{subject.each / subjects[0].each:.2f}",
                f"{subject.compiling:.2f}",
            )
            print(f"{policy.value:<16}" + "".join(f"{word:>15}" for word in told))
        if options.profile:
            profiler = cProfile.Profile()
            with profiler:
                subjects[-1].round()
            pstats.Stats(profiler).sort_stats("tottime").print_stats(options.profile)


if __name__ == "__main__":
    main()
