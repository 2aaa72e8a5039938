"""How large the report of 1,000 rules is, and how long it takes beside `rulec check` of the same.

Each rule has a test, made from the call that the report shows for it. Where there is a Chromium,
the report is opened in it, and searched; those are milliseconds of this machine.

Run it from the repository:  python tests/benchmarks/bench_report.py [--rules 1000] [--of-a-set 25]

Times are those of the processor, children included; the ratio to the same run's `check` says more.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from gzip import compress
from pathlib import Path
from typing import TypeVar

from bench_build import processor_time
from realistic_rules import project, write

from rulec.pipeline import check
from rulec.report.html import document
from rulec.survey import Survey, survey

T = TypeVar("T")

#: The most that a report of 1,000 rules may have.
LIMIT = 3_000_000


def timed(step: Callable[[], T]) -> tuple[T, float]:
    """What a step gives, and its processor time."""
    start = processor_time()
    result = step()
    return result, processor_time() - start


def write_tests(folder: Path, found: Survey) -> int:
    """A test for each rule of which the report shows a call; how many there are."""
    count = 0
    for (profile, policy), exhibits in found.facts.exhibits.items():
        lines = [f"profile: {profile}", f"policy: {policy.value}", "tests:"]
        for (rule_set, rule), exhibit in exhibits.items():
            if exhibit.example is None or rule is None:
                continue
            shown = json.loads(exhibit.example.text)
            given = {
                "call" if name == "call_info" else name: value
                for name, value in shown["inputs"].items()
            }
            given |= {} if shown["now"] is None else {"now": shown["now"]}
            expect = {"rule": rule}
            test = {"name": f"{rule_set}: {rule}", "given": given, "expect": expect}
            lines.append(f"  - {json.dumps(test)}")
            count += 1
        write(folder, {f"tests/{profile}-{policy.value}.yaml": "\n".join([*lines, ""])})
    return count


def in_chromium(path: Path) -> None:
    """When the report is painted and loaded, and how long a search takes; told where it can be."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from html_report.browser import Opened, browser, chromium

    if chromium() is None:
        print("no Chromium: not opened")
        return
    with browser() as made:
        for place in ("", "#rules"):
            opened = Opened(made, path, place)
            load, paint = opened.page.evaluate(
                """async () => {
                  const painted = () => performance.getEntriesByType("paint").find(
                    one => one.name === "first-contentful-paint");
                  // On a busy machine a page may be loaded before any of it is painted.
                  while (!painted()) await new Promise(soon => setTimeout(soon, 10));
                  return [performance.getEntriesByType("navigation")[0].loadEventEnd,
                    painted().startTime];
                }"""
            )
            told = f"painted {paint:6.0f} ms, loaded {load:6.0f} ms"
            print(f"opened at {place or 'its start':<22} {told}")
        for words in ("radiology", "example.com rule-7"):
            taken = opened.page.evaluate(
                """words => {
                  const field = document.getElementById("search"), start = performance.now();
                  field.value = words;
                  field.dispatchEvent(new Event("input"));
                  document.body.offsetHeight;
                  return performance.now() - start;
                }""",
                words,
            )
            print(f"searched for {words:<22} {taken:6.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, default=1000)
    parser.add_argument("--profiles", type=int, default=4)
    parser.add_argument("--of-a-set", type=int, default=25)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "rules"
        write(folder, project(options.rules, options.profiles, of_a_set=options.of_a_set))
        count = write_tests(folder, survey(folder, {}))
        checked, base = timed(lambda: check(folder, {}))
        assert not checked.has_errors, [p.message for p in checked.problems if p.is_error][:5]
        found, taken = timed(lambda: survey(folder, {}))
        text, written = timed(lambda: document(found.facts))
        errors = [problem.message for problem in found.facts.problems if problem.is_error]
        assert found.is_fine, errors or [one.case.name for one in found.facts.run.failed][:5]
        path = Path(name) / "report.html"
        path.write_text(text, encoding="utf-8", newline="\n")
        size = path.stat().st_size
        packed = len(compress(path.read_bytes()))
        print(f"{options.rules} rules, {count} tests, {len(checked.problems)} warnings")
        print(f"{size:,} bytes, {size / options.rules:,.0f} a rule; {packed:,} packed")
        print(f"check {base:.2f} s; report {(taken + written) / base:.2f} x check,")
        print(f"of which writing the page {written / base:.2f} x check")
        in_chromium(path)
        assert size < LIMIT or options.rules > 1000, f"more than {LIMIT:,} bytes"


if __name__ == "__main__":
    main()
