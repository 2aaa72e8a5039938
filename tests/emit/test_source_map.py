"""Every character of a script leads back to its rules, and to no others."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest
from emit.compact.forced import in_tables
from emit.compact.test_drawn_tables import Drawing
from emit.mutilated import compiles, differing, own_parts, tried_calls, without, without_rules
from rule_texts import errors, read_rules

from rulec.emit import COMPACT, LAYOUTS, Part, Script, Step, What, made
from rulec.ir import Profile
from rulec.pexip import Policy, script_size
from rulec.pipeline import read
from rulec.verify.compare import canonical, meaning

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from family_rules import family

ROOT = Path(__file__).parents[2]

Layouts = Sequence[frozenset[Step]]


def profile_of(text: str) -> Profile:
    project, problems = read_rules({"rules.yaml": text})
    assert not errors(problems), errors(problems)
    return project.profiles[0]


#: As the rules read, as short as that can be, in tables where that pays.
SOME_LAYOUTS = (LAYOUTS[0], LAYOUTS[-2], LAYOUTS[-1])


def scripts_of(profile: Profile, policy: Policy, layouts: Layouts = LAYOUTS) -> Iterator[Script]:
    """The script in some layouts, and in tables throughout."""
    for steps in layouts:
        yield made(profile, policy, "h", steps)
    yield in_tables(profile, policy)


def example_scripts(layouts: Layouts = LAYOUTS) -> Iterator[tuple[Profile, Script]]:
    for profile in read(ROOT / "rules", {}).project.profiles:
        for policy in profile.policies:
            for script in scripts_of(profile, policy, layouts):
                yield profile, script


def drawn_scripts(
    policy: Policy, seeds: range, layouts: Layouts = LAYOUTS
) -> Iterator[tuple[Profile, Script]]:
    for seed in seeds:
        drawing = Drawing(seed)
        profile = profile_of(drawing.text(policy, drawing.pick((3, 12, 40))))
        for script in scripts_of(profile, policy, layouts):
            yield profile, script


# --- All of a script is in parts -----------------------------------------------------------------


def assert_covers(script: Script) -> None:
    """Parts follow each other from the first character to the last, and are what is spent."""
    assert [part.start for part in script.parts] == [0, *(p.end for p in script.parts[:-1])]
    assert script.parts[-1].end == len(script.text)
    assert all(part.start < part.end for part in script.parts)
    sizes = [script_size(script.text[part.start : part.end]) for part in script.parts]
    assert sum(sizes) == script.size
    theirs = sum(
        size
        for size, part in zip(sizes, script.parts, strict=True)
        if part.purpose.what is not What.DEFAULT
        and (part.purpose.what is What.RULE or len(part.purpose.rules) == 1)
    )
    assert sum(script.spent.values()) == theirs


def test_parts_are_all_of_a_script():
    scripts = [script for _, script in example_scripts()]
    scripts += [script for policy in Policy for _, script in drawn_scripts(policy, range(12))]
    for script in scripts:
        assert_covers(script)
    kinds = {part.purpose.what for script in scripts for part in script.parts}
    assert kinds == set(What)


@pytest.mark.parametrize("policy", Policy)
def test_parts_are_all_of_a_large_script(policy: Policy):
    project, _ = read_rules(family(policy.value, 400))
    script = made(project.profiles[0], policy, "h", COMPACT)
    assert_covers(script)
    (rules,) = project.profiles[0].rule_sets
    written = {name for part in script.parts for name in part.purpose.rules}
    assert {(rules.name, rule.id) for rule in rules.rules} <= written


# --- A rule's parts are those of its calls -------------------------------------------------------


def check_rules(profile: Profile, script: Script, tally: Counter[str]) -> None:
    """Without the parts of a rule exactly the calls differ that the rule decides."""
    calls = tried_calls(profile, script)
    for rules in profile.sets(script.policy):
        for rule in rules.rules:
            parts = own_parts(script, (rules.name, rule.id))
            if not parts:
                tally["has no part"] += 1
                continue
            gone = frozenset(name for part in parts for name in part.purpose.rules)
            told = f"{rules.name}/{rule.id} in {script.text}"
            found = differing(without(script.text, parts), calls)
            assert all(one.applied & gone for one in found), told
            less = without_rules(profile, gone)
            meant = [
                one
                for one in calls
                if canonical(meaning(less, script.policy, one.call).answer) != one.meant
            ]
            assert bool(found) or not meant, told
            tally["as without the rule" if found == meant else "otherwise"] += 1


def test_parts_of_the_example():
    tally: Counter[str] = Counter()
    for profile, script in example_scripts(SOME_LAYOUTS):
        check_rules(profile, script, tally)
    assert tally["as without the rule"] > max(50, 50 * tally["otherwise"]), tally


@pytest.mark.parametrize("policy", Policy)
def test_parts_of_drawn_rules(policy: Policy):
    tally: Counter[str] = Counter()
    for profile, script in drawn_scripts(policy, range(4), SOME_LAYOUTS):
        check_rules(profile, script, tally)
    assert tally["as without the rule"] > max(50, 50 * tally["otherwise"]), tally


# --- What is shared is there for the rules that it names -----------------------------------------


def check_shared(profile: Profile, script: Script, random: Random, tally: Counter[What]) -> None:
    """One wrong letter in a part changes no call that met none of its rules."""
    calls = tried_calls(profile, script)
    compact = script.layout == "compact"
    for what in What:
        parts = [part for part in script.parts if part.purpose.what is what and part.purpose.rules]
        # The codes and signs of tables are in an order: another one is that of other rules.
        if not (compact and what in (What.RULE, What.SIGN)):
            for part in random.sample(parts, min(2, len(parts))):
                for text in with_a_wrong_letter(script.text, part, random):
                    found = differing(text, calls)
                    assert all(one.seen & set(part.purpose.rules) for one in found), (
                        f"{part.purpose} in {script.text}, instead of {text}"
                    )
                    tally[what] += bool(found)


QUOTED = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'""")


def with_a_wrong_letter(text: str, part: Part, random: Random) -> Iterator[str]:
    """A script with another letter in one of the texts of a part, if it has one, and still runs."""
    quoted = QUOTED.finditer(text)
    places = [
        place
        for found in quoted
        for place in range(max(found.start(), part.start), min(found.end(), part.end))
        if text[place].isalpha() and text[place - 1] != "\\"
    ]
    for place in random.sample(places, min(2, len(places))):
        wrong = f"{text[:place]}{'k' if text[place] == 'q' else 'q'}{text[place + 1 :]}"
        if compiles(wrong):
            yield wrong


@pytest.mark.parametrize("policy", Policy)
def test_shared_parts(policy: Policy):
    tally: Counter[What] = Counter()
    for profile, script in drawn_scripts(policy, range(4, 12), SOME_LAYOUTS):
        check_shared(profile, script, Random(1), tally)
    assert min(tally[what] for what in (What.VARIABLE, What.LOOKUP, What.OUTCOME)) > 3, tally
