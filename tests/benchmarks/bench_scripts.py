"""How small and how fast scripts of many rules are, beside those that are written by hand.

For each family of rules (see `family_rules.py`): characters a rule as it reads best and in tables,
how many rules fit, how long Jinja2 takes to compile the script, and how long a call takes that
meets the first rule, the last one, any, or none.

What ratios are of: `by hand` is the readable chain that people write (`by_hand.py`), with every
field named where it is asked and no guards at all; what is aimed at (40, 60 and 600 times faster
for participants, services and media locations) is meant against it. `readable` is rulec's own
readable layout, which reads every field once and guards it, and so is faster already. `bare` is a
script without a rule: the context, the answer and its JSON, which every script has and no layout
goes below.

No node is involved: a sandbox with the plainest functions that do what Pexip's are documented to do
(`ipaddress` for subnets, nothing kept between calls but compiled patterns). Rounds of all scripts
take turns, because machines get busy. Look at the ratios: seconds differ from machine to machine.
The scripts of rulec are also compared with their rules, on the complete set of calls.

Run it from the repository:  python tests/benchmarks/bench_scripts.py [--rules 1000] [--rounds 7]
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from ipaddress import ip_address, ip_network
from itertools import repeat
from pathlib import Path
from random import Random
from statistics import median

from jinja2 import Template
from jinja2.sandbox import SandboxedEnvironment

sys.path.insert(0, str(Path(__file__).parent.parent))

from by_hand import by_hand
from family_calls import Call, hit, stranger
from family_rules import family
from rule_texts import errors, read_rules

from rulec.emit import LayoutChoice, emit
from rulec.ir import Profile
from rulec.pexip import SCRIPT_MAX_CHARACTERS, Policy
from rulec.verify import calls_for, verify_script

FAMILIES = (Policy.PARTICIPANT, Policy.SERVICE, Policy.MEDIA_LOCATION)
#: Rules of which one after the other is met.
SOME = 20
#: Rules beside which twice as many as asked for are rendered.
FEW = 200


def environment() -> SandboxedEnvironment:
    """A sandbox with the functions and filters of the scripts here."""

    # Python's own cache holds 512 patterns, and a chain of a thousand rules has more.
    compiled = cache(re.compile)

    def search(pattern: str, text: str) -> object:
        found = compiled(pattern).search(text)
        return found.groups() if found else None

    def in_subnet(address: str, networks: list[str]) -> bool:
        host = ip_address(address)
        return any(host in ip_network(network) for network in networks)

    made = SandboxedEnvironment()
    made.globals |= {"pex_regex_search": search, "pex_in_subnet": in_subnet}
    made.filters |= {
        "pex_to_json": json.dumps,
        "pex_update": lambda value, changes: {**value, **changes},
        "pex_regex_replace": lambda value, find, other: compiled(find).sub(other, value),
        "pex_head": lambda value, count: value[:count],
    }
    return made


def profile_of(policy: Policy, rules: int) -> Profile:
    """A profile with one rule set of a family."""
    project, problems = read_rules(family(policy.value, rules))
    assert not errors(problems)
    return project.profiles[0]


def scripts_of(policy: Policy, rules: int) -> tuple[Profile, dict[str, str]]:
    """The same rules written in three ways, and no rule at all."""
    profile = profile_of(policy, rules)
    empty = replace(profile, rule_sets=tuple(replace(one, rules=()) for one in profile.rule_sets))
    return profile, {
        "by hand": by_hand(profile, policy),
        "readable": emit(profile, policy, "benchmark", LayoutChoice.READABLE).text,
        "compact": emit(profile, policy, "benchmark", LayoutChoice.COMPACT).text,
        "bare": emit(empty, policy, "benchmark", LayoutChoice.COMPACT).text,
    }


def in_turn(work: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median processor time of each piece of work, in seconds.

    The clock is asked before and behind so many repetitions that asking takes no time.
    """
    counts = {name: _count(one) for name, one in work.items()}
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        for name, one in work.items():
            times[name].append(_taken(one, counts[name]) / counts[name])
    return {name: median(each) for name, each in times.items()}


def _count(one: Callable[[], object]) -> int:
    """How many repetitions take a hundredth of a second or more."""
    count = 1
    while _taken(one, count) < 0.01:
        count *= 2
    return count


def _taken(one: Callable[[], object], count: int) -> float:
    start = time.process_time()
    for _ in repeat(None, count):
        one()
    return time.process_time() - start


def fitting(policy: Policy) -> int:
    """How many rules of a family fit a script, to the next hundred."""
    rules = 1000
    while emit(profile_of(policy, rules + 100), policy, "h", LayoutChoice.COMPACT).size <= (
        SCRIPT_MAX_CHARACTERS
    ):
        rules += 100
    return rules


def show(policy: Policy, rules: int, rounds: int, *, fit: bool, verified: bool) -> None:
    """Prints the figures of one family."""
    profile, texts = scripts_of(policy, rules)
    print(f"\n{policy.value}, {rules} rules")
    for name in ("by hand", "readable", "compact"):
        print(f"  {name:<9} {len(texts[name]) / rules:7.1f} characters a rule")
    if fit:
        print(f"  {fitting(policy)} rules fit in tables")
    sandbox = environment()
    compiling = in_turn({n: partial(sandbox.from_string, t) for n, t in texts.items()}, rounds)
    _ratios("compile", compiling)
    templates = {name: sandbox.from_string(text) for name, text in texts.items()}
    every = profile.sets(policy)[0].rules
    some = Random(1).sample(every, min(SOME, len(every)))
    calls = {
        "first rule": [hit(every[0], policy, Random(1))],
        "last rule": [hit(every[-1], policy, Random(1))],
        "any rule": [hit(rule, policy, Random(1)) for rule in some],
        "no rule": [stranger(policy)],
    }
    for what, given in calls.items():
        work = {name: partial(_render, each, given) for name, each in templates.items()}
        _ratios(what, in_turn(work, rounds), len(given))
    if verified:
        complete = calls_for(profile, policy)
        for name in ("readable", "compact"):
            found = verify_script(profile, policy, texts[name], complete)
            assert not found.differences, found.differences[0].told()
            print(f"  {name}: {found.comparisons} comparisons with the rules, 0 differences")
    sizes = {f"{count} rules": _last(policy, count) for count in (FEW, 2 * rules)}
    few, many = in_turn(sizes, rounds).values()
    print(f"  {2 * rules} rules take {many / few:.2f} times as long as {FEW}, both in tables")


def _render(template: Template, calls: Sequence[Call]) -> None:
    for call in calls:
        template.render(**call)


def _last(policy: Policy, rules: int) -> Callable[[], object]:
    # Also where so many do not fit: the tables are to be the same ones.
    profile = replace(profile_of(policy, rules), budget=2 * SCRIPT_MAX_CHARACTERS)
    text = emit(profile, policy, "benchmark", LayoutChoice.COMPACT).text
    template: Template = environment().from_string(text)
    return partial(template.render, **hit(profile.sets(policy)[0].rules[-1], policy, Random(1)))


def _ratios(what: str, times: Mapping[str, float], calls: int = 1) -> None:
    each = {name: seconds / calls * 1e6 for name, seconds in times.items()}
    shown = "  ".join(f"{name} {micros:9,.1f} us" for name, micros in each.items())
    beside = ", ".join(
        f"{each[name] / each['compact']:.2f} x {name}" for name in ("by hand", "readable")
    )
    print(f"  {what:<11} {shown}   compact is faster: {beside}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--no-fit", action="store_true", help="do not look for how many rules fit")
    parser.add_argument("--no-verify", action="store_true", help="do not try the scripts' answers")
    options = parser.parse_args()
    for policy in FAMILIES:
        fit, verified = not options.no_fit, not options.no_verify
        show(policy, options.rules, options.rounds, fit=fit, verified=verified)


if __name__ == "__main__":
    main()
