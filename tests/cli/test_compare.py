from __future__ import annotations

from pathlib import Path

import pytest
from command_line import rulec, write_files

OLD = """\
policy: service
rules:
  - id: own-room
    when: {local_alias: {user: alice}, service_config: {service_type: conference}}
    set: {pin: 4567, view: 'five_mains_seven_pips'}
  - id: scanners
    when: {vendor: friendly-scanner}
    reject: true
"""
NEW = OLD.replace("friendly-scanner", "[friendly-scanner, sipvicious]")
PROJECT = "rulec: 1\nprofiles: {edge: {rules: [a.yaml]}, inside: {rules: [a.yaml]}}\n"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return write_files(tmp_path / "old", {"rulec.yaml": PROJECT, "a.yaml": OLD})


def version(folder: Path, text: str, project: str = PROJECT) -> Path:
    return write_files(folder, {"rulec.yaml": project, "a.yaml": text})


def test_equal_versions(old: Path, tmp_path: Path):
    reordered = OLD.replace("rules:", "match: first\nrules:").replace("own-room", "alice")
    ran = rulec("compare", old, version(tmp_path / "new", reordered))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "edge: service policy: equal",
        "inside: service policy: equal",
    ]


def test_a_difference_is_shown_with_its_rules_a_call_and_both_answers(old: Path, tmp_path: Path):
    new = version(tmp_path / "new", NEW)
    ran = rulec("compare", old, new, "--profile", "edge")
    assert (ran.code, ran.err) == (1, "")
    aliases = (
        "local_alias: meet.alice.vmr@example.com, protocol: api, remote_alias: bob@example.com"
    )
    found = """{name: "Alice's VMR", service_type: conference}"""
    assert ran.out.splitlines() == [
        "edge: service policy: different",
        "",
        "  old  no rule",
        f"  new  a/scanners  {new.as_posix()}/a.yaml:6",
        f"    for example  {aliases},",
        f"                 vendor: sipvicious, service_config: {found}",
        """    old: continue {"name": "Alice's VMR", "service_type": "conference"}""",
        "    new: reject",
    ]


def test_the_document(old: Path, tmp_path: Path):
    new = version(tmp_path / "new", NEW)
    ran = rulec("compare", old, new, "--format", "json", "--policy", "service")
    assert ran.code == 1
    edge, inside = ran.data["comparisons"]
    assert (edge["profile"], inside["profile"]) == ("edge", "inside")
    assert (edge["policy"], edge["verdict"], edge["unknown"]) == ("service", "different", [])
    [change] = edge["changes"]
    assert change["old"] == []
    path = f"{new.as_posix()}/a.yaml"
    scanners = {"rule_set": "a", "rule": "scanners", "path": path, "line": 6}
    assert change["new"] == [scanners]
    assert change["cause"] == scanners
    assert change["call"]["inputs"]["call_info"]["vendor"] == "sipvicious"
    assert change["before"]["action"] == "continue"
    assert change["after"] == {"action": "reject", "result": {}}
    assert change["classes"] == 1


def test_pins_are_hidden_and_a_difference_in_them_is_told(old: Path, tmp_path: Path):
    new = version(tmp_path / "new", OLD.replace("4567", "9876"))
    ran = rulec("compare", old, new, "--profile", "edge")
    assert ran.code == 1
    assert "9876" not in ran.out
    assert "4567" not in ran.out
    assert "(they differ in what is hidden)" in ran.out
    shown = rulec("compare", old, new, "--show-secrets", "--format", "json")
    assert shown.data["comparisons"][0]["changes"][0]["after"]["result"]["pin"] == "9876"


def test_profiles_that_come_and_go_are_named(old: Path, tmp_path: Path):
    new = version(tmp_path / "new", OLD, PROJECT.replace("inside", "outside"))
    ran = rulec("compare", old, new)
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "inside: the profile was removed",
        "outside: the profile was added",
        "edge: service policy: equal",
    ]
    data = rulec("compare", old, new, "--format", "json").data
    assert (data["removed"], data["added"]) == (["inside"], ["outside"])
    assert rulec("compare", old, new, "--profile", "edge").code == 0


def test_a_policy_that_comes_is_compared_with_none(old: Path, tmp_path: Path):
    new = version(tmp_path / "new", OLD)
    rule = "policy: participant\nrules:\n  - {id: a, when: {protocol: sip}, reject: true}\n"
    write_files(new, {"b.yaml": rule, "rulec.yaml": PROJECT.replace("a.yaml", "a.yaml, b.yaml")})
    ran = rulec("compare", old, new, "--profile", "edge", "--policy", "participant")
    assert ran.code == 1
    assert "  new  b/a" in ran.out
    assert "    old: continue, nothing changed\n    new: reject\n" in ran.out


def test_many_changes_are_counted(tmp_path: Path):
    head = "policy: participant\nrules:\n"
    rule = "  - {{id: r{0}, when: {{call_tag: t{0}}}, reject: because {0}}}\n"
    both = {"one": head + rule.format(0), "other": head + "".join(map(rule.format, range(15)))}
    one, other = (write_files(tmp_path / name, {"p.yaml": text}) for name, text in both.items())
    ran = rulec("compare", one, other)
    assert ran.code == 1
    assert ran.out.count("for example") == 12
    assert ran.out.endswith("\n  and 2 more changes\n")
    assert len(rulec("compare", one, other, "--format", "json").data["comparisons"]) == 1


def test_what_is_not_known_is_told_and_is_not_equal(tmp_path: Path):
    text = (
        "policy: participant\nrules:\n"
        "  - {id: a, set: {remote_display_name: '{remote_alias | pex_head(250)}'}}\n"
    )
    one = write_files(tmp_path / "one", {"p.yaml": text})
    other = write_files(tmp_path / "two", {"p.yaml": text.replace(" | pex_head(250)", "")})
    ran = rulec("compare", one, other)
    assert ran.code == 1
    assert ran.out == (
        "default: participant policy: unknown\n"
        "  not known: p/a and p/a are written in different ways, "
        "and no call was found on which they differ\n"
    )


def test_what_cannot_run(old: Path, tmp_path: Path):
    missing = rulec("compare", old, tmp_path / "nowhere")
    assert (missing.code, missing.out) == (2, "")
    assert "there is no folder" in missing.err
    profile = rulec("compare", old, old, "--profile", "edgy")
    assert profile.code == 2
    assert "there is no profile `edgy`" in profile.err
    assert "did you mean `edge`?" in profile.err
    assert rulec("compare", old).code == 2


def test_problems_of_both_versions_are_shown(old: Path, bad: Path, tmp_path: Path):
    worse = version(tmp_path / "worse", OLD.replace("vendor", "vendr"))
    ran = rulec("compare", bad, worse)
    assert (ran.code, ran.out) == (1, "")
    assert f"{bad.as_posix()}/service.yaml:" in ran.err
    assert f"{worse.as_posix()}/a.yaml:" in ran.err
    data = rulec("compare", bad, worse, "--format", "json").data
    assert {Path(one["path"]).parent.name for one in data["problems"]} == {"bad", "worse"}
    assert data["comparisons"] == []
    assert rulec("compare", old, bad).code == 1


def placed(folder: Path, places: str) -> Path:
    profile = f"{{assigned_to: [{places}], rules: [a.yaml]}}"
    project = f"rulec: 1\nlocations: [Oslo, Rome]\nprofiles: {{p: {profile}}}\n"
    return version(folder, "policy: participant\nrules: [{id: a, reject: true}]\n", project)


def test_locations_of_one_version_are_told(tmp_path: Path):
    oslo, both = placed(tmp_path / "oslo", "Oslo"), placed(tmp_path / "both", "Oslo, Rome")
    ran = rulec("compare", oslo, both)
    other = "its calls are decided by another profile, or by none, in the other"
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "p: participant policy: different",
        f"  used at Rome in the new version only: {other}",
        "  calls from Oslo were compared",
    ]
    (found,) = rulec("compare", both, oslo, "--format", "json").data["comparisons"]
    assert (found["other_locations"], found["locations"]) == (True, ["Oslo"])
    assert (found["only_old"], found["only_new"]) == (["Rome"], [])
    apart = rulec("compare", oslo, placed(tmp_path / "rome", "Rome"))
    assert apart.code == 1
    assert "  the versions have no location in common, so no call was compared" in apart.out
