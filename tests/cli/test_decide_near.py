from __future__ import annotations

from pathlib import Path

import pytest
from command_line import rulec, write_files

from rulec.findings import near
from rulec.verify import verify_script

RULES = """\
policy: service
when: {call_direction: dial_in}
rules:
  - {id: scanners, when: {vendor: [sipcli, scanner]}, reject: true}
  - {id: old-scanner, when: {vendor: sipcli}, reject: true}
  - id: ward
    when: {local_alias: {user: {starts_with: ward}}, protocol: sip, service_config: {pin: '4711'}}
    set: {locked: true}
  - {id: hall, when: {local_alias: {user: hall}, protocol: webrtc}, set: {locked: false}}
default: {continue: true}
"""
#: The usual value of `vendor`.
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Chrome/54.0.2840.100 Safari/537.36"
ASKED = ("--policy", "service", "--call", "call_direction=dial_in", "--call", "protocol=sip")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_files(tmp_path / "rules", {"service.yaml": RULES})


def _told(folder: Path, *options: str) -> list[str]:
    ran = rulec("decide", folder, *ASKED, *options)
    assert (ran.code, ran.err) == (0, "")
    _, found, told = ran.out.partition("\nnot applied, and what would have to change\n")
    assert found
    return told.replace(folder.as_posix(), "rules").splitlines()


def test_one_rule(folder: Path):
    ward = "local_alias: 'hall@x' -> 'ward@example.com'"
    service = ("--service", "service_type=conference", "--service", "pin=8888")
    assert _told(folder, *service, "--call", "local_alias=hall@x", "--rule", "ward") == [
        "service/ward  rules/service.yaml:6",
        "  does not hold: local_alias.user starts_with 'ward'",
        "  does not hold: service_config.pin equals (hidden)",
        f"  it applies with {ward}, service_config.pin: (hidden) -> (hidden)",
    ]


def test_a_rule_that_another_one_comes_before(folder: Path):
    hall = ("--call", "local_alias=hall", "--call", "vendor=scanner", "--service", "pin=null")
    assert _told(folder, *hall, "--rule", "service/hall") == [
        "service/hall  rules/service.yaml:9",
        "  does not hold: protocol equals 'webrtc'",
        "  decided before it by service/scanners",
        f"  it applies with protocol: 'sip' -> 'webrtc', vendor: 'scanner' -> '{BROWSER}'",
    ]


def test_a_rule_that_no_call_reaches(folder: Path):
    assert _told(folder, "--rule", "old-scanner") == [
        "service/old-scanner  rules/service.yaml:5",
        "  does not hold: vendor equals 'sipcli'",
        "  no call at all comes to it: service/scanners takes them",
    ]


def test_the_nearest_rules_come_first(folder: Path):
    near = [line for line in _told(folder, "--near", "3") if not line.startswith("  ")]
    assert near == [
        "service/scanners  rules/service.yaml:4",
        "service/ward  rules/service.yaml:6",
        "service/hall  rules/service.yaml:9",
    ]


def test_as_data(folder: Path):
    ran = rulec("decide", folder, *ASKED, "--rule", "scanners", "--format", "json")
    assert ran.data["near"] == [
        {
            "rule_set": "service",
            "rule": "scanners",
            "path": f"{folder.as_posix()}/service.yaml",
            "line": 4,
            "failing": ["vendor equals 'sipcli' or 'scanner'"],
            "taken_by": [],
            "no_service": False,
            "ways": [[{"field": "vendor", "before": None, "after": "sipcli"}]],
            "unreachable": None,
            "unknown": None,
        }
    ]


def test_a_rule_that_is_not_there(folder: Path):
    ran = rulec("decide", folder, *ASKED, "--rule", "scaners")
    assert ran.code == 2
    assert "there is no rule `scaners` in this profile" in ran.err
    assert "did you mean `scanners`?" in ran.err


def test_a_rule_of_two_sets(folder: Path):
    write_files(folder, {"more.yaml": "policy: service\nrules: [{id: hall, reject: true}]\n"})
    ran = rulec("decide", folder, *ASKED, "--rule", "hall")
    assert ran.code == 2
    assert "there are several rules `hall`" in ran.err
    assert "`more/hall`, `service/hall`" in ran.err


def test_a_rule_that_applies(folder: Path):
    ran = rulec("decide", folder, *ASKED, "--call", "vendor=sipcli", "--rule", "scanners")
    assert ran.code == 2
    assert "`scanners` applies to this request" in ran.err


def test_nothing_is_said_that_the_script_does_not_do(folder: Path, monkeypatch: pytest.MonkeyPatch):
    broken = "{{ {'action': 'continue', 'result': {}}|pex_to_json }}"

    def other(profile, policy, _script, decided):
        return verify_script(profile, policy, broken, decided)

    monkeypatch.setattr(near, "verify_script", other)
    lines = _told(folder, "--rule", "scanners")
    reason = "the script differs from its rules; please report this"
    assert lines[-1] == f"  what would have to change is not known: {reason}"
