"""Every character of a script leads back to its rules, and to no others."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

import pytest
from emit.compact.forced import in_tables
from emit.compact.test_drawn_tables import Drawing
from emit.mutilated import compiles, differing, own_parts, tried_calls, without, without_rules
from rule_texts import errors, read_rules

from rulec.emit import COMPACT, LAYOUTS, Part, Script, Step, What, made, source_map
from rulec.emulator import ScriptFailedError
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
    calls = tried_calls(profile, script.policy)
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
    calls = tried_calls(profile, script.policy)
    compact = script.layout == "compact"
    for what in What:
        parts = [
            part
            for part in script.parts
            if part.purpose.what is what and (part.purpose.rules or what is What.VARIABLE)
        ]
        # The codes and signs of tables are in an order: another one is that of other rules.
        if not (compact and what in (What.RULE, What.SIGN)):
            for part in random.sample(parts, min(2, len(parts))):
                for text in with_a_wrong_letter(script.text, part, random):
                    try:
                        found = differing(text, calls)
                    except ScriptFailedError:
                        # Such as a pattern that is none any more.
                        continue
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
        if text[place] not in "\"'\\" and text[place - 1] != "\\"
    ]
    for place in random.sample(places, min(2, len(places))):
        wrong = f"{text[:place]}{'k' if text[place] == 'q' else 'q'}{text[place + 1 :]}"
        if compiles(wrong):
            yield wrong


@pytest.mark.parametrize("policy", Policy)
def test_shared_parts(policy: Policy):
    tally: Counter[What] = Counter()
    for profile, script in drawn_scripts(policy, range(4, 9), SOME_LAYOUTS):
        check_shared(profile, script, Random(1), tally)
    assert min(tally[what] for what in (What.VARIABLE, What.RULE, What.OUTCOME)) > 3, tally


# --- Who shares what -----------------------------------------------------------------------------


def shared(script: Script, what: What, text: str) -> list[str]:
    """The rules of the one part of a kind that has a text in it."""
    (found,) = (
        part
        for part in script.parts
        if part.purpose.what is what and text in script.text[part.start : part.end]
    )
    return [rule for _, rule in found.purpose.rules]


SAME = """policy: service
rules:
  - {id: a, when: {vendor: v1}, set: {locked: true}}
  - {id: b, when: {vendor: v4, call_tag: t1}, set: {locked: false}}
  - {id: c, when: {vendor: v2}, set: {locked: true}}
  - {id: d, when: {vendor: v3}, set: {locked: true}}
"""


def test_rules_that_have_become_one():
    script = made(profile_of(SAME), Policy.SERVICE, "h", LAYOUTS[0])
    assert shared(script, What.RULE, '"v2"') == ["a", "c", "d"]
    assert shared(script, What.RULE, '"t1"') == ["b"]
    assert shared(script, What.VARIABLE, "vendor") == ["a", "b", "c", "d"]
    assert shared(script, What.RULE, 'call_info.get("call_tag")') == ["b"]
    together = [script.spent["rules", rule] for rule in "acd"]
    assert max(together) - min(together) <= 1


def test_signs_and_outcomes():
    script = in_tables(profile_of(SAME), Policy.SERVICE)
    assert shared(script, What.OUTCOME, '"a":true') == ["a", "c", "d"]
    assert shared(script, What.OUTCOME, '"b":false') == ["b"]
    assert shared(script, What.RULE, "~v2|") == ["c"]


def test_questions_with_the_same_first_test():
    rules = "".join(
        f"  - {{id: r{n}, when: {{vendor: {{starts_with: v}}, call_tag: {{contains: t{n}}}}}, "
        f"set: {{remote_display_name: N{n}}}}}\n"
        for n in range(12)
    )
    script = in_tables(profile_of(f"policy: participant\nrules:\n{rules}"), Policy.PARTICIPANT)
    (around,) = (part for part in script.parts if "t5" in script.text[part.start : part.end])
    assert [rule for _, rule in around.purpose.rules] == ["r5"]
    lookups = [part.purpose.rules for part in script.parts if part.purpose.what is What.LOOKUP]
    assert max(map(len, lookups)) > 5


def test_networks_in_networks_that_say_the_same():
    """The entry of the wider one speaks for the narrower rule too, whose own is not written."""
    text = """policy: media_location
rules:
  - {id: narrow, when: {remote_address: {in_subnet: 10.1.2.0/24}}, set: {location: Oslo}}
  - {id: other, when: {remote_address: {in_subnet: 10.1.3.0/24}}, set: {location: Rome}}
  - {id: wide, when: {remote_address: {in_subnet: 10.1.0.0/16}}, set: {location: Oslo}}
"""
    script = in_tables(profile_of(text), Policy.MEDIA_LOCATION)
    entries = [p.purpose.rules for p in script.parts if p.purpose.what is not What.OUTCOME]
    assert (("rules", "narrow"), ("rules", "wide")) in entries


# --- Mistakes in the marks are found -------------------------------------------------------------


def one_behind(patch: pytest.MonkeyPatch) -> None:
    """The part of each rule is that of the next one."""
    right = source_map.Marks.of_rules

    def of_rules(self: source_map.Marks, what: What, rule_set: str, rules: Iterable[str]) -> int:
        ids = [name for owner, name in self._order if owner == rule_set and name]
        later = [ids[(ids.index(one) + 1) % len(ids)] for one in rules if one in ids]
        return right(self, what, rule_set, later)

    patch.setattr(source_map.Marks, "of_rules", of_rules)


def no_way_around(patch: pytest.MonkeyPatch) -> None:
    """Only what rules read themselves is theirs, and not what that is made of."""
    right = source_map.reads
    patch.setattr(
        source_map,
        "reads",
        lambda script: [use for use in right(script) if not use[1].startswith(("local", "remote"))],
    )


def every_rule() -> None:
    for profile, script in drawn_scripts(Policy.PARTICIPANT, range(1, 6), LAYOUTS[:1]):
        check_rules(profile, script, Counter())


def every_shared_part() -> None:
    for profile, script in drawn_scripts(Policy.PARTICIPANT, range(1, 6), LAYOUTS[:1]):
        check_shared(profile, script, Random(2), Counter())


@pytest.mark.parametrize(
    ("plant", "check"), [(one_behind, every_rule), (no_way_around, every_shared_part)]
)
def test_a_wrong_mark_is_found(plant, check, monkeypatch: pytest.MonkeyPatch):
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        check()
