"""How long the analysis of rules takes, beside reading and resolving them.

Run it from the repository:  python tests/benchmarks/bench_analysis.py [--rules 100 1000 2000 5000]

For each number of rules: as a project of four profiles with sets of 25 rules each, and as one
profile with one set of each policy, in which every rule meets all rules before it. `questions` asks
of every rule and default whether a call reaches it, and for that call; `findings` is all that
`check` looks for. `compare` is a comparison after a change of one rule. The growth is that of the
time from one number of rules to the next, divided by that of n log n: 1 or less is what we want.
Then the patterns that are known to be awkward.

Times are those of the processor; the ratios to the baseline of the same run say more.
"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeVar

from awkward_rules import CASES, rule_file
from realistic_rules import project, write

from rulec.analysis import Calls, Course
from rulec.analysis.comparison import Comparison
from rulec.analysis.differences import compare
from rulec.findings import findings
from rulec.ir import All, Continue, Not, Profile, Rule, ServiceFound
from rulec.pexip import Policy
from rulec.pipeline import Checked, read

T = TypeVar("T")


class Timed(NamedTuple):
    """Seconds of the steps for one number of rules."""

    rules: int
    reading: float
    questions: float
    findings: float


def seconds(step: Callable[[], T]) -> tuple[T, float]:
    """What a step gives, and its processor time."""
    start = time.process_time()
    result = step()
    return result, time.process_time() - start


def read_files(files: dict[str, str]) -> tuple[Checked, float]:
    """Files without errors, read and resolved, with the time that it took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, files)
        checked, taken = seconds(lambda: read(folder))
    assert not checked.has_errors, [p.message for p in checked.problems if p.is_error][:5]
    return checked, taken


def questions(checked: Checked) -> Counter[str]:
    """The kinds of answers for every step of every script."""
    kinds: Counter[str] = Counter()
    for profile in checked.project.profiles:
        for policy in profile.policies:
            course = Course(Calls(policy, profile.assigned_to), profile.sets(policy))
            kinds.update(type(course.call_for(step)).__name__ for step in course.steps)
    return kinds


def measure(rules: int, profiles: int, of_a_set: int) -> Timed:
    """Reads, asks and checks one project."""
    checked, reading = read_files(project(rules, profiles, of_a_set=of_a_set))
    kinds, asked = seconds(lambda: questions(checked))
    found, whole = seconds(lambda: findings(checked.project))
    print(f"  {rules} rules: {dict(kinds)}, {len(found.problems)} findings")
    for line in comparisons(checked.project.profiles):
        print(f"    {line}", flush=True)
    return Timed(rules, reading, asked, whole)


def comparisons(profiles: tuple[Profile, ...]) -> Iterator[str]:
    """The time to compare all scripts of a project with those after a change of one rule."""
    old = profiles[0]
    for name, change in _CHANGES.items():
        changed = max(old.rule_sets, key=lambda rules: len(rules.rules))
        rules = list(changed.rules)
        change(rules, len(rules) // 2)
        new = replace(changed, rules=tuple(rules))
        sets = tuple(new if one is changed else one for one in old.rule_sets)
        versions = [(old, replace(old, rule_sets=sets)), *((p, p) for p in profiles[1:])]
        found, taken = seconds(partial(_compared, versions))
        verdicts = {one.verdict.value for one in found} - {"equal"} or {"equal"}
        classes = sum(len(one.classes) for one in found)
        yield f"compare, {name:<22} {taken:6.2f} s  {', '.join(verdicts)}, {classes} classes"


def _compared(versions: list[tuple[Profile, Profile]]) -> list[Comparison]:
    return [compare(one, other, p) for one, other in versions for p in one.policies]


def _other_outcome(rules: list[Rule], place: int) -> None:
    rules[place] = replace(rules[place], effects=(Continue(),))


def _split(rules: list[Rule], place: int) -> None:
    rule = rules[place]
    for number, extra in enumerate((ServiceFound(), Not(ServiceFound()))):
        part = replace(rule, id=f"{rule.id}-{number}", when=All((rule.when, extra)))
        rules[place + number : place + 1] = [part]


def _broad(rules: list[Rule], place: int) -> None:
    rules.insert(1, Rule("broad", Not(rules[place].when), (Continue(),)))


#: What is done with the middle rule of the largest set.
_CHANGES: dict[str, Callable[[list[Rule], int], object]] = {
    "nothing": lambda *_: None,
    "another outcome": _other_outcome,
    "one rule deleted": lambda rules, place: rules.pop(place),
    "one rule moved": lambda rules, place: rules.insert(place // 4, rules.pop(place)),
    "one rule split in two": _split,
    "a broad rule": _broad,
}


def table(every: list[Timed]) -> Iterator[str]:
    """The times as lines of text, each with its growth since the one before."""
    yield "   rules  read, resolve   questions           growth   findings            growth"
    for number, now in enumerate(every):
        before = every[number - 1] if number else None
        yield (
            f"  {now.rules:6} {now.reading:12.2f} s"
            + _step(now, before, "questions")
            + _step(now, before, "findings")
        )


def _step(now: Timed, before: Timed | None, name: str) -> str:
    taken = getattr(now, name)
    text = f"{taken:9.2f} s {taken / now.reading:5.2f} x"
    if before is None:
        return f"{text}         -"
    growth = taken / getattr(before, name)
    return f"{text} {growth / (_n_log_n(now.rules) / _n_log_n(before.rules)):9.2f}"


def _n_log_n(rules: int) -> float:
    return rules * math.log(rules)


def awkward() -> Iterator[str]:
    """The time and the answer of each awkward case: is its last rule reached?"""
    for name, whens in CASES.items():
        checked, _ = read_files({"p.yaml": rule_file(whens(Random(1)))})
        (answer, taken) = seconds(partial(_last, checked))
        told = f"{type(answer).__name__} {getattr(answer, 'reason', '')}"
        yield f"  {name:<48} {taken * 1000:9.1f} ms  {told}"


def _last(checked: Checked) -> object:
    (profile,) = checked.project.profiles
    course = Course(Calls(Policy.PARTICIPANT), profile.rule_sets)
    return course.call_for(course.steps[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, nargs="+", default=[100, 1000, 2000, 5000])
    parser.add_argument("--no-awkward", action="store_true")
    options = parser.parse_args()
    for told, profiles, of_a_set in (
        ("four profiles, sets of 25 rules", 4, 25),
        ("one profile, one set of each policy", 1, max(options.rules)),
    ):
        print(told)
        every = [measure(rules, profiles, of_a_set) for rules in options.rules]
        print("\n".join(table(every)), flush=True)
    if not options.no_awkward:
        print("awkward rules: is the last one reached?")
        for line in awkward():
            print(line, flush=True)


if __name__ == "__main__":
    main()
