"""How long a build of many rules takes, where the time goes, and how it grows with the rules.

For each family of rules (see `family_rules.py`; `mixed` are the profiles of `realistic_rules.py`)
and each number of rules: the processor time of `rulec build` as a whole process, with complete
verification, and that of its stages. Where not all rules fit one script, they are spread over
profiles of a thousand each. Every figure is shown beside reading the same files with libyaml, as
it is just before and after: machines get busy, and seconds differ between them. The last column
says how many times the time is that of the first size; of linear growth it is that of the rules.

Run it from the repository:  python tests/benchmarks/bench_build.py [--rules 1000 2000 5000]

`--functions N` also shows the N functions in which most time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TypeVar

import yaml
from family_rules import LOCATIONS, family
from realistic_rules import project, write

T = TypeVar("T")

FAMILIES = ("participant", "service", "media_location", "mixed")
#: Rules of one profile, of those families of which more do not fit a script.
PORTION = 1000
#: Profiles of the mixed rules, at least, and how many rules of a profile fit its scripts.
MIXED_PROFILES, MIXED_PORTION = 4, 500
#: The whole process, in which nothing is measured; the stages are those of another one.
WHOLE = "whole build"
BASELINE = "libyaml"

#: Processor seconds by stage.
Times = dict[str, float]


def files_of(kind: str, rules: int) -> Mapping[str, str]:
    """The files of a project of one family."""
    if kind == "mixed":
        return project(rules, max(MIXED_PROFILES, rules // MIXED_PORTION))
    if kind == "media_location" or rules <= PORTION:
        return family(kind, rules)
    parts = range(-(-rules // PORTION))
    made = {f"{n}.yaml": family(kind, PORTION, n + 1)["rules.yaml"] for n in parts}
    profiles = "".join(f"  p{n}: {{rules: [{n}.yaml]}}\n" for n in parts)
    places = ", ".join(LOCATIONS)
    return made | {"rulec.yaml": f"rulec: 1\nlocations: [{places}]\nprofiles:\n{profiles}"}


def processor_time() -> float:
    """Processor seconds of this process and of those that it waited for, as a build does."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def baseline(folder: Path) -> float:
    """Seconds to read every file with libyaml, in this process alone, whose clock is finer."""
    start = time.process_time()
    for path in sorted(folder.rglob("*.yaml")):
        yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return time.process_time() - start


# --- In a process of its own: the stages ----------------------------------------------------------


def stages(folder: Path) -> Times:
    """The times of each stage, one after the other; nothing was read or made before."""
    times: Times = {}

    def timed(name: str, stage: Callable[[], T]) -> T:
        start = time.process_time()
        result = stage()
        times[name] = times.get(name, 0) + time.process_time() - start
        return result

    timed("start", _imports)
    from rulec.emit import emit
    from rulec.findings import findings
    from rulec.pipeline import read
    from rulec.verify import BUILD_BEHAVIOURS, BUILD_OTHERS, verify_script
    from rulec.verify.calls import chosen_by
    from rulec.verify.oracle import Oracle

    class Timed(Oracle):
        def decide(self, *arguments: object) -> object:
            return timed("decide calls", lambda: Oracle.decide(self, *arguments))

    checked = timed("read, resolve", lambda: read(folder, {}))
    assert not checked.has_errors, [p.message for p in checked.problems if p.is_error][:5]
    profiles = checked.project.profiles
    found = timed("look for mistakes", lambda: findings(checked.project, None, replayed=False))
    every = [(profile, policy) for profile in profiles for policy in profile.policies]
    scripts = [timed("write scripts", lambda p=p: emit(*p, "benchmark")) for p in every]
    for (profile, policy), script in zip(every, scripts, strict=True):
        oracle = Timed(profile, policy)
        chosen = timed("find calls", lambda o=oracle: chosen_by(o))
        also = [oracle.decide(call) for call in found.calls.get((profile.name, policy), ())]
        tried = (*chosen.decided, *also)
        where = (profile, policy, script.text, tried, BUILD_BEHAVIOURS, BUILD_OTHERS)
        verified = timed("compare answers", lambda w=where: verify_script(*w))
        assert not verified.differences, verified.differences[0].told()
        times["comparisons"] = times.get("comparisons", 0) + verified.comparisons
        times["in full"] = times.get("in full", 0) + verified.in_full
    times["find calls"] -= times["decide calls"]
    return times


def _imports() -> None:
    import rulec.cli.app
    import rulec.cli.build
    import rulec.pipeline  # noqa: F401


# --- What is shown --------------------------------------------------------------------------------


def measured(kind: str, rules: int, functions: int) -> Times:
    """The times of the stages and of the whole process, and of the baseline beside them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "rules"
        folder.mkdir()
        write(folder, dict(files_of(kind, rules)))
        before = baseline(folder)
        command = [sys.executable, __file__, "--stages", str(folder), "--functions", str(functions)]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        told, _, profiled = ran.stdout.partition("\n")
        times: Times = json.loads(told)
        print(profiled, end="")
        between = baseline(folder)
        start = processor_time()
        out = str(Path(name) / "out")
        command = [sys.executable, "-m", "rulec", "build", str(folder), "--out", out]
        subprocess.run(command, capture_output=True, check=True)
        times[WHOLE] = processor_time() - start
        times[BASELINE] = (before + 2 * between + baseline(folder)) / 4
    return times


def show(kind: str, sizes: list[int], functions: int) -> None:
    """Prints the figures of one family."""
    first: Times = {}
    for rules in sizes:
        times = measured(kind, rules, functions)
        first = first or times
        counts = f"{times.pop('comparisons'):,.0f} comparisons, {times.pop('in full'):,.0f} in full"
        base = times.pop(BASELINE)
        print(f"\n{kind}, {rules:,} rules ({rules / sizes[0]:.1f} x): {counts}")
        whole = sum(taken for stage, taken in times.items() if stage != WHOLE)
        for stage, taken in times.items():
            share = f"{taken / whole:6.0%}" if stage != WHOLE else " " * 6
            growth = taken / max(first[stage], 0.001)
            print(
                f"  {stage:<18} {taken:7.2f} s {taken / base:8.1f} x libyaml {share} "
                f"{growth:7.1f} x"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, nargs="+", default=[1000, 2000, 5000])
    parser.add_argument("--families", nargs="+", choices=FAMILIES, default=FAMILIES)
    parser.add_argument("--functions", type=int, default=0, metavar="N")
    parser.add_argument("--stages", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stages is None:
        for kind in options.families:
            show(kind, options.rules, options.functions)
        return
    profiler = cProfile.Profile()
    with profiler if options.functions else nullcontext():
        times = stages(options.stages)
    print(json.dumps(times))
    if options.functions:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(options.functions)


if __name__ == "__main__":
    main()
