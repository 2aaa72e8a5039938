"""What passes did for a script, shown."""

from __future__ import annotations

from rule_texts import read_rules

from rulec.emit import PASSES, LayoutChoice, emit
from rulec.pexip import Policy
from rulec.report.passes import passes_data, passes_text

RULES = "policy: service\nrules:\n" + "".join(
    f"  - {{id: r{n}, when: {{local_alias: 'room{n}@x.org'}}, set: {{ivr_theme_name: T{n}}}}}\n"
    for n in range(30)
)


def shown(choice: LayoutChoice):
    project, _ = read_rules({"rules.yaml": RULES})
    (profile,) = project.profiles
    script = emit(profile, Policy.SERVICE, "h", choice)
    return profile, script, passes_data(profile, script)


def test_each_pass_is_told_with_the_size_after_it():
    _, script, data = shown(LayoutChoice.COMPACT)
    assert [one["name"] for one in data["passes"]] == [one.step.value for one in PASSES]
    # The passes add up to the script.
    assert data["passes"][-1]["size"] == script.size < data["without"]
    assert {one["name"] for one in data["passes"] if one["used"]} == {
        step.value for step in script.steps
    }


def test_a_readable_script_used_those_that_cost_nothing():
    profile, script, data = shown(LayoutChoice.READABLE)
    assert data["layout"] == "readable"
    used = [one["name"] for one in data["passes"] if one["used"]]
    assert used == ["reads", "service", "answers"]
    text = passes_text("s.j2", profile, script)
    assert text.splitlines()[0] == f"s.j2 is readable: {script.size:,} of 49,152 characters"
    assert f"{data['without']:,}" in text.splitlines()[1]
    assert len(text.splitlines()) == len(PASSES) + 2
    assert [line.split()[1] for line in text.splitlines() if line.startswith("used ")] == used
