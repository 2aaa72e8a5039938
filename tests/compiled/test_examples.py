"""The rule folders of the repository, compiled, decide as the reference.

The calls are those with which a build verifies scripts: they come to every rule and to both sides
of every condition; and those of the tests of each folder.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from compiled.agreement import Agreement, filing_everything
from compiled.odd_values import spoilt

from rulec.pexip import Policy
from rulec.pipeline import Checked, read
from rulec.verify import calls_for

TESTS = Path(__file__).parent.parent
NOW = datetime(2026, 1, 14, 10, 30, tzinfo=UTC)
SECRETS = {"BOOKING_SECRET": "a-secret-for-tests", "TAG_SALT": "salt-for-tests"}
FOLDERS = [
    TESTS.parent / "rules",
    *sorted(path for path in (TESTS / "needs").iterdir() if any(path.glob("**/*.yaml"))),
    *sorted((TESTS / "field_cases" / "rules").iterdir()),
]


def folder(path: Path) -> Checked:
    checked = read(path, SECRETS)
    assert not checked.has_errors
    return checked


@pytest.mark.parametrize("path", FOLDERS, ids=lambda path: path.name)
def test_a_folder_decides_as_the_reference(path):
    random = Random(1)
    compared = 0
    for profile in folder(path).project.profiles:
        for policy in profile.policies:
            few = Agreement(policy, profile.sets(policy))
            with filing_everything():
                many = Agreement(policy, profile.sets(policy))
            for call in calls_for(profile, policy, budget=300):
                inputs = dict(call.inputs)
                for agreement in (few, many):
                    agreement.check(inputs, call.now)
                    agreement.check(spoilt(inputs, random), call.now)
                    compared += 1
    assert compared >= 20


@pytest.mark.parametrize("name", [path.stem for path in (TESTS / "field_cases/vectors").iterdir()])
def test_requests_with_known_answers_are_decided_as_by_the_reference(name):
    vectors = json.loads((TESTS / "field_cases" / "vectors" / f"{name}.json").read_text("utf-8"))
    (profile,) = folder(TESTS / "field_cases" / "rules" / name).project.profiles
    policy = Policy(vectors["policy"])
    with filing_everything():
        agreement = Agreement(policy, profile.sets(policy))
    for case in vectors["cases"]:
        now = datetime.fromisoformat(case["now"]) if "now" in case else NOW
        assert agreement.check(case["inputs"], now) is not None
