"""How long the steps of a build of 1,000 rules take, beside reading their YAML with libyaml.

Run it from the repository:  python tests/benchmarks/bench_build.py [--rules 1000] [--profile 15]

`--profile N` also shows the N functions in which most time goes. Times are those of the processor,
so that other programs disturb little; the ratios to the baseline of the same run say more than
seconds, which differ from machine to machine.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import yaml
from realistic_rules import project, write

from rulec.emit import emit
from rulec.pipeline import build, check
from rulec.syntax.folder import read_folder
from rulec.verify import BUILD_BEHAVIOURS, BUILD_OTHERS, calls_for, verify_script


def timed(what: Callable[[], Any]) -> tuple[float, Any]:
    """The processor time that something takes, and what it gives."""
    start = time.process_time()
    result = what()
    return time.process_time() - start, result


def parse_all(folder: Path) -> None:
    """The baseline: every file read by libyaml."""
    for path in sorted(folder.rglob("*.yaml")):
        yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)


def measure(folder: Path) -> dict[str, float]:
    """Seconds of each step; fails when the project has errors or a script is wrong."""
    times: dict[str, float] = {}
    times["libyaml"] = min(timed(lambda: parse_all(folder))[0] for _ in range(3))
    times["read"] = timed(lambda: read_folder(folder))[0]
    times["check (read, resolve)"], checked = timed(lambda: check(folder))
    assert not checked.has_errors, [p.message for p in checked.problems if p.is_error][:5]
    every = [(p, policy) for p in checked.project.profiles for policy in p.policies]
    times["emit"], scripts = timed(lambda: [emit(p, policy, "bench") for p, policy in every])
    for (profile, policy), script in zip(every, scripts, strict=True):
        print(f"{profile.name} {policy.value}: {script.size} characters")
        assert script.size <= profile.budget
    times["calls"], calls = timed(lambda: [calls_for(p, policy) for p, policy in every])
    count = 0
    start = time.process_time()
    for (profile, policy), script, tried in zip(every, scripts, calls, strict=True):
        found = verify_script(profile, policy, script.text, tried, BUILD_BEHAVIOURS, BUILD_OTHERS)
        assert not found.differences, found.differences[0].told()
        count += found.comparisons
    times["verify"] = time.process_time() - start
    print(f"{count} comparisons of {sum(map(len, calls))} calls")
    times["whole build"], built = timed(lambda: build(folder))
    assert built.outputs is not None
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, default=1000)
    parser.add_argument("--profiles", type=int, default=3)
    parser.add_argument("--profile", type=int, default=0, metavar="N")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, project(options.rules, options.profiles))
        profiler = cProfile.Profile()
        with profiler if options.profile else nullcontext():
            times = measure(folder)
    base = times["libyaml"]
    print(f"\n{options.rules} rules, {options.profiles} profiles")
    for step, taken in times.items():
        each = taken * 100 / options.rules
        print(
            f"{step:<22} {taken:7.3f} s {each:7.3f} s per 100 rules {taken / base:8.1f} x libyaml"
        )
    if options.profile:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(options.profile)


if __name__ == "__main__":
    main()
