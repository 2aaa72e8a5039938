"""The checks on rules that administrators wrote: what is said, and that it is not more."""

from collections import Counter
from pathlib import Path

import pytest

from rulec.findings import findings
from rulec.findings.security import SECURITY_CHECKS
from rulec.resolve import resolve_project
from rulec.syntax.folder import read_folder

TESTS = Path(__file__).parent.parent
FOLDERS = sorted([*(TESTS / "field_cases" / "rules").iterdir(), *(TESTS / "needs").iterdir()])

#: What is said of each folder, apart from `changes-outgoing`, which is said once of nearly every
#: set of service rules that does not ask for `call_direction`.
SAID = {
    "pairs-that-may-join": {"trust-on-text": 1, "shared-setting": 1, "rejects-probes": 1},
    "pin-strip-by-location": {"shared-setting": 1},
    "pinless-pairs": {"trust-on-text": 1, "shared-setting": 1},
    "reject-user-agents": {"rejects-probes": 1},
    "trusted-domains": {"trust-on-text": 1},
}


@pytest.mark.parametrize(
    "folder", [f for f in FOLDERS if any(f.glob("*.yaml"))], ids=lambda folder: folder.name
)
def test_what_is_said(folder):
    files, _ = read_folder(folder)
    secrets = {"BOOKING_SECRET": "x", "TAG_SALT": "y"}
    project, _ = resolve_project(files, secrets)
    found = findings(project, checks=SECURITY_CHECKS)
    said = Counter(problem.code.name for problem in found.problems)
    assert said.pop("changes-outgoing", 0) <= 1
    assert dict(said) == SAID.get(folder.name, {})
    assert all(problem.call for problem in found.problems)
