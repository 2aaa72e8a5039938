"""Formatted rules decide every call as before: proved, and shown by scripts that are the same."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from formatting.messy import Messy
from formatting.styling import styled
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from properties.strategies import cases
from rule_texts import errors, read_rules

from rulec.analysis.differences import compare
from rulec.emit import emit
from rulec.pexip import Policy
from rulec.resolve import Project
from rulec.source import SourceFile
from rulec.syntax.reader import read_yaml

ROOT = Path(__file__).parents[2]
#: The secrets that rules in these folders name.
ENVIRONMENT = {"BOOKING_SECRET": "k1", "TAG_SALT": "k2", "SECRET": "s3c'r\"e}}t"}

FOLDERS = sorted(
    str(folder.relative_to(ROOT))
    for folder in (
        ROOT / "rules",
        ROOT / "rulec" / "cli" / "starter",
        *(ROOT / "tests" / "needs").iterdir(),
        *(ROOT / "tests" / "field_cases" / "rules").iterdir(),
    )
    if folder.is_dir() and any(folder.rglob("*.yaml"))
)


def texts_of(folder: Path) -> dict[str, str]:
    found = [path for path in sorted(folder.rglob("*")) if path.suffix in {".yaml", ".csv"}]
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found}


def of_yaml(texts: dict[str, str], change) -> dict[str, str]:
    """Texts of which those of YAML files are changed."""
    return {
        path: change(path, text) if path.endswith(".yaml") else text for path, text in texts.items()
    }


def project(texts: dict[str, str]) -> Project:
    found, problems = read_rules(texts, ENVIRONMENT)
    assert errors(problems) == []
    return found


def assert_same(old: Project, new: Project) -> None:
    assert [profile.name for profile in new.profiles] == [profile.name for profile in old.profiles]
    for before, after in zip(old.profiles, new.profiles, strict=True):
        assert after.policies == before.policies
        for policy in before.policies:
            assert compare(before, after, policy).verdict == "equal"
            assert emit(after, policy, "x").text == emit(before, policy, "x").text
    assert len(new.tests) == len(old.tests)


@pytest.mark.parametrize("name", FOLDERS)
def test_formatted_rules_mean_what_they_meant(name):
    texts = texts_of(ROOT / name)
    assert_same(project(texts), project(of_yaml(texts, lambda _, text: styled(text))))


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("seed", range(3))
def test_rules_in_a_mess_mean_the_same_when_they_are_formatted(name, seed):
    random = Random(f"{name} {seed}")
    texts = texts_of(ROOT / name)

    def rewritten(path: str, text: str) -> str:
        node, _ = read_yaml(SourceFile(path, text))
        return Messy(random).rewritten(node)

    messy = of_yaml(texts, rewritten)
    assert_same(project(texts), project(messy))
    assert_same(project(texts), project(of_yaml(messy, lambda _, text: styled(text))))


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.data(), st.sampled_from(Policy), st.integers(0, 2**32))
def test_drawn_rules_mean_what_they_meant(data, policy, seed):
    texts = data.draw(cases(policy, 2)).texts

    def mess(path: str, text: str) -> str:
        node, _ = read_yaml(SourceFile(path, text))
        return styled(Messy(Random(seed)).rewritten(node))

    assert_same(project(texts), project(of_yaml(texts, mess)))


@pytest.mark.parametrize("name", ["rules", "rulec/cli/starter", "tests/needs"])
def test_rules_of_this_project_are_formatted(name):
    for path in sorted((ROOT / name).rglob("*.yaml")):
        text = path.read_text("utf-8")
        assert styled(text) == text, path
