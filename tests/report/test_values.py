"""Values in words."""

from __future__ import annotations

import pytest
from rule_texts import errors, read_rules

from rulec.ir import Set
from rulec.report.values import value_text


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("'{local_alias.user}'", ""),
        ("'{call_info.call_tag | lower}'", "{call_tag | lower}"),
        ("'Ward {vendor | trim}: {protocol}'", ""),
        ("""'{vendor | default(protocol)}'""", ""),
        ("""'{vendor | default("x", true)}'""", "{vendor | default('x')}"),
        ("""'{vendor | default("x", false)}'""", "{vendor | default('x', false)}"),
        ("""'{vendor | replace("a", "") | pex_head(3)}'""",
         "{vendor | replace('a', '') | pex_head(3)}"),
        ("""'{[location, "it''s"] | join("-")}'""", """{[location, "it's"] | join('-')}"""),
        ("""'{[location, vendor] | join}'""", ""),
        ("'{env:KEY | pex_hash}'", ""),
        ("'{its_name}'", ""),
        ("plain", ""),
        ("{when: {vendor: a}, then: x, otherwise: y}", "a chosen value"),
        ("{table: t, key: '{vendor}', column: b}", "a value from t"),
    ],
)  # fmt: skip
def test_values(written: str, told: str):
    text = (
        "policy: participant\ntables: {t: [{a: x, b: y}]}\nlet: {its_name: '{vendor}'}\n"
        f"rules: [{{id: r, set: {{display_name: {written}}}}}]\n"
    )
    project, problems = read_rules({"a.yaml": text}, {"KEY": "correct horse"})
    assert not errors(problems)
    (effect,) = project.rule_sets[0].rules.rules[0].effects
    assert isinstance(effect, Set)
    found = value_text(effect.assignments[0].value)
    assert found == (told or written.strip("'"))
    assert "correct" not in found


def test_a_long_value_is_cut_and_safe_for_a_terminal():
    text = f'policy: participant\nrules: [{{id: r, set: {{display_name: "\\e[2J{"x" * 240}"}}}}]\n'
    project, problems = read_rules({"a.yaml": text})
    assert not errors(problems)
    (effect,) = project.rule_sets[0].rules.rules[0].effects
    assert isinstance(effect, Set)
    found = value_text(effect.assignments[0].value)
    assert found.startswith("\\x1b[2J")
    assert found.endswith("xxx...")
    assert len(found) == 203
