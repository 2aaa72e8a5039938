"""How long the analysis of rules takes, beside reading and resolving them.

Run it from the repository:  python tests/benchmarks/bench_analysis.py [--rules 100 1000 2000 5000]

For each number of rules: as a project of four profiles with sets of 25 rules each, and as one
profile with one set of each policy, in which every rule meets all rules before it. `questions` asks
of every rule and default whether a call reaches it, and for that call; `findings` is all that
`check` looks for, and `with scripts` lets the scripts decide every call that it shows too: to write
and compile them takes most of that. The growth is that of the time from one number of rules to the
next, divided by that of n log n: 1 or less is what we want.

Then comparisons after a change of one rule, one for each policy, added up. What they take is held
against the findings of the same rules, and their growth as above. A rule that takes nearly all
calls, in front of n others, changes what becomes of the calls of each: up to n classes are told.

Last the patterns that are known to be awkward.

Times are those of the processor, of all processes; the ratios to the baseline of the same run say
more.
"""

from __future__ import annotations

import argparse
import math
import os
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
from rulec.analysis.differences import compare
from rulec.findings import findings
from rulec.ir import All, Continue, Not, Profile, Rule, ServiceFound
from rulec.pexip import Policy
from rulec.pipeline import Checked, read

T = TypeVar("T")

#: Of shorter times, in seconds, the growth says nothing.
_SHORT = 0.02


class Compared(NamedTuple):
    """Seconds of a comparison, and what it said."""

    seconds: float
    classes: int
    verdicts: str


class Timed(NamedTuple):
    """Seconds of the steps for one number of rules."""

    rules: int
    reading: float
    questions: float
    findings: float
    scripts: float
    compared: dict[str, Compared]


def seconds(step: Callable[[], T]) -> tuple[T, float]:
    """What a step gives, and its processor time, with that of processes that it starts."""
    start = _processor_time()
    result = step()
    return result, _processor_time() - start


def _processor_time() -> float:
    return time.process_time() + sum(os.times()[2:4])


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
    """Reads, asks, checks and compares one project."""
    checked, reading = read_files(project(rules, profiles, of_a_set=of_a_set))
    kinds, asked = seconds(lambda: questions(checked))
    found, alone = seconds(lambda: findings(checked.project, replayed=False))
    _, whole = seconds(lambda: findings(checked.project))
    print(f"  {rules} rules: {dict(kinds)}, {len(found.problems)} findings", flush=True)
    compared = {name: comparison(checked.project.profiles[0], name) for name in _CHANGES}
    return Timed(rules, reading, asked, alone, whole, compared)


def comparison(profile: Profile, name: str) -> Compared:
    """A change of the middle rule of the largest set of each policy, compared with what was."""
    versions = [(changed(profile, policy, name), policy) for policy in profile.policies]
    found, taken = seconds(lambda: [compare(profile, *version) for version in versions])
    verdicts = {one.verdict.value for one in found} - {"equal"} or {"equal"}
    verdicts |= {"and more" for one in found if one.classes and one.unknown}
    classes = sum(len(one.classes) for one in found)
    return Compared(taken, classes, ", ".join(sorted(verdicts)))


def changed(profile: Profile, policy: Policy, name: str) -> Profile:
    """A profile after a change of one policy."""
    largest = max(profile.sets(policy), key=lambda rules: len(rules.rules))
    rules = list(largest.rules)
    _CHANGES[name](rules, len(rules) // 2)
    new = replace(largest, rules=tuple(rules))
    sets = tuple(new if one is largest else one for one in profile.rule_sets)
    return replace(profile, rule_sets=sets)


def _other_outcome(rules: list[Rule], place: int) -> None:
    rules[place] = replace(rules[place], effects=(Continue(),))


def _split(rules: list[Rule], place: int) -> None:
    rule = rules[place]
    for number, extra in enumerate((ServiceFound(), Not(ServiceFound()))):
        part = replace(rule, id=f"{rule.id}-{number}", when=All((rule.when, extra)))
        rules[place + number : place + 1] = [part]


def _broad(rules: list[Rule], place: int) -> None:
    rules.insert(0, Rule("broad", Not(rules[place].when), (Continue(),)))


#: What is done with the middle rule of a set.
_CHANGES: dict[str, Callable[[list[Rule], int], object]] = {
    "nothing": lambda *_: None,
    "another outcome": _other_outcome,
    "one rule deleted": lambda rules, place: rules.pop(place),
    "one rule moved": lambda rules, place: rules.insert(place // 4, rules.pop(place)),
    "one rule split in two": _split,
    "a broad rule in front": _broad,
}


def table(every: list[Timed]) -> Iterator[str]:
    """The times as lines of text, each with its growth since the one before."""
    steps = ("questions", "findings", "scripts")
    heads = ("questions", "findings", "with scripts")
    yield "   rules  read, resolve" + "".join(f"   {head:<17}  growth" for head in heads)
    for number, now in enumerate(every):
        before = every[number - 1] if number else None
        yield f"  {now.rules:6} {now.reading:12.2f} s" + "".join(
            f"{getattr(now, step):9.2f} s {getattr(now, step) / now.reading:6.2f} x"
            + _growth(now, before, lambda one, step=step: getattr(one, step))
            for step in steps
        )
    yield "  comparison after a change of one rule:"
    for name in _CHANGES:
        for number, now in enumerate(every):
            found, before = now.compared[name], every[number - 1] if number else None
            growth = _growth(now, before, lambda one, name=name: one.compared[name].seconds)
            yield (
                f"    {name if not number else '':<22} {now.rules:6} rules {found.seconds:7.2f} s"
                f" {found.seconds / now.findings:6.2f} x findings, growth{growth}"
                f", {found.classes} classes, {found.verdicts}"
            )


def _growth(now: Timed, before: Timed | None, taken: Callable[[Timed], float]) -> str:
    if before is None or taken(before) < _SHORT:
        return f"{'-':>9}"
    growth = taken(now) / taken(before)
    return f"{growth / (_n_log_n(now.rules) / _n_log_n(before.rules)):9.2f}"


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
