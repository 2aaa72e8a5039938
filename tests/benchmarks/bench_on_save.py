"""What an editor's check on save costs, beside an empty Python and a check of the whole folder.

Processor time of whole processes, so that a busy machine changes little; the last column is what is
left of it without the start of Python. Run it from the repository:

    python tests/benchmarks/bench_on_save.py [--runs 11] [--rules 100 1000]
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from realistic_rules import project

ROOT = Path(__file__).parents[2]


def milliseconds(arguments: list[str], stdin: Path) -> float:
    """The processor time of one process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with stdin.open("rb") as text:
        subprocess.run(
            [sys.executable, *arguments],
            stdin=text,
            capture_output=True,
            check=False,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def commands(rules: Path) -> dict[str, tuple[list[str], Path]]:
    """The processes for a folder of rules, each with its standard input."""
    [changed, *_] = sorted((rules / "service").glob("*.yaml"))
    unsaved = ["--stdin", "--stdin-filename", str(changed), "--format", "json"]
    return {
        "python -c pass": (["-c", "pass"], changed),
        "rulec check --stdin": (["-m", "rulec", "check", str(rules), *unsaved], changed),
        "rulec check": (["-m", "rulec", "check", str(rules), "--format", "json"], changed),
    }


def measure(title: str, rules: Path, runs: int) -> None:
    """Prints the medians for a folder of rules."""
    processes = commands(rules)
    times: dict[str, list[float]] = {name: [] for name in processes}
    # In turns, so that a busy moment of the machine meets all of them.
    for number in range(runs + 1):
        for name, (arguments, stdin) in processes.items():
            spent = milliseconds(arguments, stdin)
            if number:  # the first run reads everything from disk
                times[name].append(spent)
    medians = {name: statistics.median(spent) for name, spent in times.items()}
    base = medians["python -c pass"]
    print(f"{title}, medians of {runs} runs")
    for name, median in medians.items():
        print(
            f"  {name:<20} {median:7.0f} ms {median / base:6.1f} times an empty Python"
            f" {median - base:7.0f} ms of work"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--rules", type=int, nargs="*", default=[100, 1000])
    chosen = parser.parse_args()
    measure("the example project", ROOT / "rules", chosen.runs)
    for count in chosen.rules:
        with tempfile.TemporaryDirectory() as folder:
            for path, text in project(count).items():
                (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
                (Path(folder) / path).write_text(text, encoding="utf-8")
            measure(f"{count:,} rules", Path(folder), chosen.runs)


if __name__ == "__main__":
    main()
