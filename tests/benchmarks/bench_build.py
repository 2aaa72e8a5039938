"""How long the steps of a build of 1,000 rules take, beside reading their YAML with libyaml.

A build verifies several scripts at once, so that the clock on the wall shows less than its
processor time.

Run it from the repository:  python tests/benchmarks/bench_build.py [--rules 1000] [--profile 15]

`--profile N` also shows the N functions in which most time goes. Times are those of the processor,
so that other programs disturb little; the ratios to the baseline of the same run say more than
seconds, which differ from machine to machine.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TypeVar

import yaml
from realistic_rules import project, write

from rulec.emit import emit
from rulec.emulator import Node
from rulec.pipeline import build, check
from rulec.syntax.folder import read_folder
from rulec.verify import BUILD_BEHAVIOURS, BUILD_OTHERS, calls_for, verify_script
from rulec.verify.compare import meaning

T = TypeVar("T")


def processor_time() -> float:
    """Processor seconds of this process and of those that it waited for, as `build` does."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


class Clock:
    """Times steps, each beside the baseline as it is just before and after: machines get busy."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        #: Seconds of each step, and of the baseline beside it.
        self.steps: dict[str, tuple[float, float]] = {}

    def time(self, name: str, step: Callable[[], T]) -> T:
        """What a step gives, after noting its processor time."""
        before = self._baseline()
        start = processor_time()
        result = step()
        taken = processor_time() - start
        self.steps[name] = (taken, (before + self._baseline()) / 2)
        return result

    def _baseline(self) -> float:
        """Every file read by libyaml, in this process alone, whose clock is a finer one."""
        start = time.process_time()
        for path in sorted(self.folder.rglob("*.yaml")):
            yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        return time.process_time() - start


def measure(folder: Path) -> Clock:
    """The times of each step; fails when the project has errors or a script is wrong."""
    clock = Clock(folder)
    clock.time("read", lambda: read_folder(folder))
    checked = clock.time("check (read, resolve)", lambda: check(folder))
    assert not checked.has_errors, [p.message for p in checked.problems if p.is_error][:5]
    every = [(p, policy) for p in checked.project.profiles for policy in p.policies]
    scripts = clock.time("emit", lambda: [emit(p, policy, "bench") for p, policy in every])
    for (profile, policy), script in zip(every, scripts, strict=True):
        print(f"{profile.name} {policy.value}: {script.size} characters")
        assert script.size <= profile.budget
    calls = clock.time("find calls", lambda: [calls_for(p, policy) for p, policy in every])
    clock.time(
        "decide calls",
        lambda: [
            meaning(p, policy, call)
            for (p, policy), tried in zip(every, calls, strict=True)
            for call in tried
        ],
    )
    nodes = [Node(behaviour) for behaviour in BUILD_BEHAVIOURS]
    clock.time("compile scripts", lambda: [n.compile(s.text) for n in nodes for s in scripts])
    verified = clock.time(
        "verify (all of that)",
        lambda: [
            verify_script(profile, policy, script.text, tried, BUILD_BEHAVIOURS, BUILD_OTHERS)
            for (profile, policy), script, tried in zip(every, scripts, calls, strict=True)
        ],
    )
    assert not any(found.differences for found in verified)
    print(f"{sum(found.comparisons for found in verified)} comparisons")
    start = time.perf_counter()
    built = clock.time("whole build", lambda: build(folder))
    print(f"whole build by the clock on the wall: {time.perf_counter() - start:.1f} s")
    assert built.outputs is not None
    return clock


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, default=1000)
    parser.add_argument("--profiles", type=int, default=4)
    parser.add_argument("--profile", type=int, default=0, metavar="N")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, project(options.rules, options.profiles))
        profiler = cProfile.Profile()
        with profiler if options.profile else nullcontext():
            clock = measure(folder)
    print(f"\n{options.rules} rules, {options.profiles} profiles")
    for step, (taken, base) in clock.steps.items():
        each = taken * 100 / options.rules
        print(
            f"{step:<22} {taken:7.2f} s {each:7.2f} s per 100 rules {taken / base:7.1f} x libyaml"
        )
    if options.profile:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(options.profile)


if __name__ == "__main__":
    main()
