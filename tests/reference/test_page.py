"""The page of the language reference: current, complete, and sound Markdown."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from rule_texts import errors, read_rules

from rulec.operators import OPERATORS
from rulec.pexip import (
    AMBIGUOUS,
    CALL_FIELDS,
    DISABLED_FILTERS,
    FILTERS,
    FUNCTIONS,
    MEDIA_FIELDS,
    MEDIA_RESPONSE,
    PARTICIPANT_FIELDS,
    PARTICIPANT_RESPONSE,
    SERVICE_FIELDS,
    SERVICE_TYPES,
    Policy,
    Supply,
)
from rulec.reference import LANGUAGE_PAGE, language_page
from rulec.reference.files import EXAMPLES
from rulec.reference.markdown import code, prose, table
from rulec.resolve.condition_words import CONDITION_WORDS
from rulec.resolve.context import Facts
from rulec.resolve.effect_keys import EFFECTS
from rulec.resolve.fields import PARTICIPANT_SHORT, field_named
from rulec.syntax.shapes import EffectsShape, RuleShape, Shape
from rulec.testing import run_tests

REPO = Path(__file__).parents[2]
PAGE = language_page()
SECTIONS = dict(re.findall(r"^## (.+)\n([^\0]*?)(?=^## |\Z)", PAGE, re.MULTILINE))
BLOCKS = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"``[^\n]*?``|`[^`\n]*`")


def test_the_page_in_the_repository_is_current():
    written = (REPO / "schema" / LANGUAGE_PAGE).read_text("utf-8")
    assert written == PAGE, "run `rulec schema --out schema`"


def test_the_page_is_the_same_in_every_run():
    program = "import hashlib, rulec.reference as r; print(hash('x'), r.language_page())"
    pages = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONPATH": str(REPO), "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in "12"
    }
    seeds, texts = zip(*(page.split(b" ", 1) for page in pages), strict=True)
    assert len(set(seeds)) == 2
    assert len(set(texts)) == 1


# --- Markdown ------------------------------------------------------------------------------------


def _anchors() -> list[str]:
    """The anchors of the headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", BLOCKS.sub("", PAGE), re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles]


def test_links_lead_to_one_heading_each():
    counts = Counter(_anchors())
    linked = set(re.findall(r"\]\(#([^)]+)\)", PAGE))
    assert linked
    assert {target: counts[target] for target in linked} == dict.fromkeys(linked, 1)


def test_every_section_is_in_the_contents():
    contents = PAGE.split("\n## ")[0]
    for title in re.findall(r"^##?#? (.+)$", BLOCKS.sub("", PAGE), re.MULTILINE)[1:]:
        assert f"[{title}](" in contents


def test_rows_of_tables_have_as_many_cells_as_their_header():
    for lines in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE):
        rows = lines.splitlines()
        assert {len(re.split(r"(?<!\\)\|", row)) for row in rows} == {rows[1].count("|") + 1}


def test_cells_keep_bars_and_lines():
    shown = table(["A", "B"], [[code("{a | b}"), "one\ntwo"]])
    assert shown.splitlines()[2] == r"| `{a \| b}` | one<br>two |"
    assert prose("<b> call_tag * `x_y`") == r"&lt;b&gt; `call_tag` \* `x_y`"


def test_nothing_is_taken_for_html():
    text = CODE.sub("", BLOCKS.sub("", PAGE)).replace("<br>", "")
    assert re.findall(r".*[<>].*", text) == []


def test_backquotes_come_in_pairs():
    for line in CODE.sub("", BLOCKS.sub("", PAGE)).splitlines():
        assert "`" not in line


# --- Nothing is forgotten ------------------------------------------------------------------------


def _cells(section: str) -> set[str]:
    """What the first cells of the section's tables have as code."""
    first = re.findall(r"^\| ([^|]+) \|", SECTIONS[section], re.MULTILINE)
    return {name for cell in first for name in re.findall(r"`([^`]+)`", cell)}


def test_conditions():
    text = SECTIONS["Conditions"]
    for row in OPERATORS:
        assert f"| `{row.word}`<br>" in text
        assert row.example in text
    for word in CONDITION_WORDS:
        assert f"#### `{word.word}`" in text
        assert all(example.when in text for example in word.examples)


def test_effects():
    for row in EFFECTS.values():
        assert f"### `{row.name}`" in SECTIONS["Effects"]
        assert all(example.rule in SECTIONS["Effects"] for example in row.examples)


def test_filters():
    text = SECTIONS["Filters"]
    for row in [*FILTERS.values(), *FUNCTIONS.values()]:
        assert re.search(rf"`{row.name}(\(.*?\))?`", text)
        assert row.refused != "" or row.example in text
    assert all(f"`{name}`" in text for name in DISABLED_FILTERS)


def test_fields_that_rules_read():
    text = SECTIONS["Fields that rules read"]
    rows = [*CALL_FIELDS.values(), *PARTICIPANT_FIELDS.values(), *MEDIA_FIELDS.values()]
    assert _cells("Fields that rules read") >= {row.name for row in rows}
    for row in rows:
        supplies = [row.supply(policy).value for policy in Policy if len(row.path) == 2]
        if row.path[0] == "call_info":
            assert f"| `{row.name}` | {row.type.value}" in text
            assert f"| {' | '.join(supplies)} |" in text
    for short, name in PARTICIPANT_SHORT.items():
        assert f"`{short}` is `participant.{name}`" in text


def test_fields_that_rules_set():
    names = {row.name for type_ in SERVICE_TYPES.values() for row in type_.fields}
    names |= {*PARTICIPANT_RESPONSE, *MEDIA_RESPONSE, *PARTICIPANT_SHORT}
    assert _cells("Fields that rules set") >= names


def _shapes(base: type[Shape]) -> list[type[Shape]]:
    return [found for sub in base.__subclasses__() for found in (sub, *_shapes(sub))]


@pytest.mark.parametrize(
    "shape", [s for s in _shapes(Shape) if s is not EffectsShape], ids=lambda s: s.__name__
)
def test_every_key_of_every_shape_is_there(shape):
    keys = list(shape.keys)
    if shape is RuleShape:
        keys = [key for key in keys if key not in EFFECTS]
    rows = "".join(rf"\| `{key}` \| .+\n" for key in keys)
    assert re.search(rows, PAGE)


def test_effects_of_a_rule_have_rows():
    assert {*EffectsShape.keys} == {*EFFECTS}


# --- What the page says about names --------------------------------------------------------------


@pytest.mark.parametrize("policy", Policy)
def test_members_of_the_call_stand_alone(policy):
    for name, row in CALL_FIELDS.items():
        if row.supply(policy) is not Supply.NEVER:
            alone = policy is not Policy.SERVICE or name not in AMBIGUOUS
            assert (field_named(name, policy, Facts()) is row) is alone


@pytest.mark.parametrize("policy", Policy)
def test_fields_of_the_service_stand_alone_unless_the_page_says_otherwise(policy):
    [line] = re.findall(r"\* The call has fields of these names too.*", PAGE)
    written_out = set(re.findall(r"`service_config\.(\w+)`", line))
    assert written_out
    for name, row in SERVICE_FIELDS.items():
        assert (field_named(name, policy, Facts()) is row) is (name not in written_out)


# --- Projects ------------------------------------------------------------------------------------


def test_the_example_project_is_right():
    project, problems = read_rules(EXAMPLES)
    assert errors(problems) == []
    run = run_tests(project)
    assert [result.case.name for result in run.failed] == []
    assert len(run.results) == 2
    assert all(text in PAGE for text in EXAMPLES.values())


def test_the_page_of_a_project_knows_its_locations_and_fields():
    project, _ = read_rules(EXAMPLES)
    page = language_page(project.facts)
    assert "Values: `Oslo`, `London`, `DMZ`." in page
    assert "| `floor` | integer, or null | every |" in page
    assert "Values: `Oslo`" not in PAGE
