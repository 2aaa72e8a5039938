"""How long `rulec --version` takes, beside a Python that does nothing.

Run it from the repository:  python tests/benchmarks/bench_startup.py [runs]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 21
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "rulec --version": ["-m", "rulec", "--version"],
    "rulec --help": ["-m", "rulec", "--help"],
}


def seconds(arguments: list[str]) -> float:
    """The time of one whole process."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    for arguments in COMMANDS.values():
        seconds(arguments)  # the first run reads everything from disk
    # In turns, so that a busy moment of the machine meets all of them.
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(runs):
        for name, arguments in COMMANDS.items():
            times[name].append(seconds(arguments))
    base = statistics.median(times["python -c pass"])
    print(f"medians of {runs} runs")
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:<16} {median * 1000:7.1f} ms  {median / base:5.2f} times an empty Python")


if __name__ == "__main__":
    main()
