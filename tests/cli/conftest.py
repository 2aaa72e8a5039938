from __future__ import annotations

from pathlib import Path

import pytest
from command_line import rulec, write_files

GOOD = """\
policy: service
rules:
  - id: own-room
    when: {local_alias: {user: alice}, service_config: {service_type: conference}}
    set: {pin: 4567, view: 'five_mains_seven_pips'}
    description: Alice's room, whoever calls
    accept: [changes-outgoing, service-dropped]
  - id: scanners
    when: {vendor: friendly-scanner}
    reject: true
    description: Scanners, whatever they ask
    accept: [rejects-probes]
tests:
  - name: a scanner is refused
    given: {call: {vendor: friendly-scanner}}
    expect: {rule: scanners, action: reject}
"""

BAD = """\
policy: service
rules:
  - id: own-room
    when: {local_alias: {usr: alice}}
    reject: true
"""


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A rules folder without problems, with a test that passes."""
    return write_files(tmp_path / "good", {"service.yaml": GOOD})


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A rules folder with one error."""
    return write_files(tmp_path / "bad", {"service.yaml": BAD})


@pytest.fixture
def warned(tmp_path: Path) -> Path:
    """A rules folder with a warning and no error: a list that is never used."""
    text = GOOD.replace("rules:\n", "lists: {unused: [a]}\nrules:\n", 1)
    return write_files(tmp_path / "warned", {"service.yaml": text})


@pytest.fixture
def starter(tmp_path: Path) -> Path:
    """The folder that `rulec init` writes."""
    assert rulec("init", tmp_path / "starter").code == 0
    return tmp_path / "starter"
