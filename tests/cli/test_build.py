from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import Ran, rulec_process, write_files
from command_line import rulec as rulec_

import rulec.pipeline
from rulec.emit import LayoutChoice, Script, emit
from rulec.ir import Profile
from rulec.pexip import Policy

ROOMS = """\
policy: service
let: {key: '{env:ROOM_KEY}'}
rules:
  - id: rooms
    when: {local_alias: {user: room}}
    create: {service_type: conference, name: Room, service_tag: '', pin: '{env:ROOM_PIN}',
      description: 'rejecting {key}'}
  - {id: others, when: {location: Oslo, key: {not: {equals: never}}}, reject: true}
"""
PLACES = """\
rulec: 1
locations: [Oslo, DMZ]
profiles: {edge: {assigned_to: [DMZ], rules: ['*.yaml']}}
"""
KEYS = {"out", "scripts", "written", "unchanged", "removed", "not_current"}


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def _planted(monkeypatch: pytest.MonkeyPatch) -> None:
    """An emitter that gets the action of every reject wrong."""

    def wrong(profile: Profile, policy: Policy, header: str, choice: LayoutChoice) -> Script:
        script = emit(profile, policy, header, choice)
        return replace(script, text=script.text.replace("reject", "rejekt"))

    monkeypatch.setattr(rulec.pipeline, "emit", wrong)


def test_the_scripts_are_written_and_summed_up(good: Path, out: Path):
    ran = rulec_("build", good, "--out", out)
    assert (ran.code, ran.err) == (0, "")
    assert list(tree(out)) == ["default/service.j2", "manifest.json"]
    first, *rest = ran.out.splitlines()
    assert first.startswith(f"{out.as_posix()}/default/service.j2 ")
    for part in (" of 49,152 characters (", " %)", " 2 rules ", " comparisons"):
        assert part in first
    assert rest == [f"wrote {out.as_posix()}/{path}" for path in tree(out)]


def test_json_sums_up_too(good: Path, out: Path):
    data = rulec_("build", good, "--out", out, "--format", "json").data
    assert data.keys() >= KEYS
    (script,) = data["scripts"]
    assert script["path"] == "default/service.j2"
    assert script["budget"] == 49152
    assert 0 < script["size"] < 5000
    assert (script["rules"], script["policy"], script["profile"]) == (2, "service", "default")
    assert script["comparisons"] > 100
    assert data["written"] == ["default/service.j2", "manifest.json"]


def test_a_second_build_changes_nothing(good: Path, out: Path):
    rulec_("build", good, "--out", out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    ran = rulec_("build", good, "--out", out)
    assert ran.out.endswith("was up to date already\n")
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_an_error_writes_nothing(good: Path, bad: Path, out: Path):
    rulec_("build", good, "--out", out)
    before = tree(out)
    ran = rulec_("build", bad, "--out", out)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith("nothing was written\n")
    assert tree(out) == before


def test_an_error_makes_no_folder(bad: Path, out: Path):
    assert rulec_("build", bad, "--out", out, "--format", "json").data["written"] == []
    assert not out.exists()


def test_strict_counts_warnings(warned: Path, out: Path):
    ran = rulec_("build", warned, "--out", out, "--strict")
    assert ran.code == 1
    assert not out.exists()
    assert rulec_("build", warned, "--out", out).code == 0


def test_a_script_over_its_budget_is_an_error(good: Path, out: Path):
    project = "rulec: 1\nprofiles: {main: {rules: ['*.yaml'], budget: 300}}\n"
    write_files(good, {"rulec.yaml": project})
    ran = rulec_("build", good, "--out", out)
    assert ran.code == 1
    assert "R300" in ran.err
    assert not out.exists()


@pytest.mark.usefixtures("_planted")
def test_a_difference_is_our_own_bug_and_writes_nothing(good: Path, out: Path):
    ran = rulec_("build", good, "--out", out)
    assert (ran.code, ran.out) == (2, "")
    assert "this is a bug of rulec" in ran.err
    assert "rejekt" in ran.err
    assert not out.exists()


@pytest.mark.usefixtures("_planted")
def test_a_difference_shows_the_smallest_call_and_no_pin(good: Path, out: Path):
    text = (good / "service.yaml").read_text("utf-8")
    made = "replace: {service_type: conference, name: x, service_tag: rejecting, pin"
    text = text.replace("set: {pin", made).replace(", service-dropped]", "]")
    write_files(good, {"service.yaml": text})
    data = rulec_("build", good, "--out", out, "--format", "json").data
    assert data["error"] == "a script differs from its rules: a bug of rulec"
    assert [problem["code"] for problem in data["problems"]] == ["R900"]
    assert data["written"] == []
    first = data["differences"][0]
    assert len(first["inputs"]) < 200
    assert "4567" not in str(data["differences"])


def test_check_says_what_is_missing(good: Path, out: Path):
    ran = rulec_("build", good, "--out", out, "--check")
    assert ran.code == 1
    assert f"{out.as_posix()}/default/service.j2 is missing\n" in ran.out
    assert not out.exists()


def test_check_says_what_is_out_of_date_and_left_over(good: Path, out: Path):
    project = "rulec: 1\nprofiles: {%s: {rules: ['*.yaml']}}\n"
    write_files(good, {"rulec.yaml": project % "main"})
    rulec_("build", good, "--out", out)
    assert rulec_("build", good, "--out", out, "--check").code == 0
    write_files(good, {"rulec.yaml": project % "other"})
    before = tree(out)
    ran = rulec_("build", good, "--out", out, "--check", "--format", "json")
    assert ran.code == 1
    assert ran.data["not_current"] == [
        "other/service.j2 is missing",
        "manifest.json is out of date",
        "main/service.j2 is left over",
    ]
    assert tree(out) == before
    ran = rulec_("build", good, "--out", out)
    assert f"removed {out.as_posix()}/main/service.j2\n" in ran.out
    assert list(tree(out)) == ["manifest.json", "other/service.j2"]
    assert not (out / "main").exists()


def test_line_ends_of_a_checkout_do_not_count(good: Path, out: Path):
    rulec_("build", good, "--out", out)
    script = out / "default" / "service.j2"
    script.write_bytes(script.read_bytes().replace(b"\n", b"\r\n"))
    assert rulec_("build", good, "--out", out, "--check").code == 0


def test_the_output_is_a_file(good: Path, out: Path):
    out.write_text("mine")
    ran = rulec_("build", good, "--out", out)
    assert ran.code == 2
    assert "cannot be written" in ran.err
    assert out.read_text() == "mine"


def test_a_folder_in_the_place_of_a_script(good: Path, out: Path):
    (out / "default" / "service.j2").mkdir(parents=True)
    ran = rulec_("build", good, "--out", out)
    assert ran.code == 2
    assert "nothing was written" in ran.err
    assert tree(out) == {}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission(good: Path, out: Path):
    out.mkdir(mode=0o500)
    assert rulec_("build", good, "--out", out).code == 2
    assert tree(out) == {}


def test_a_folder_without_rule_sets_has_no_scripts(tmp_path: Path, out: Path):
    write_files(tmp_path / "r", {"rulec.yaml": "rulec: 1\n"})
    ran = rulec_("build", tmp_path / "r", "--out", out)
    assert ran.code == 0
    assert "there are no rule sets" in ran.out


@pytest.fixture
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A rules folder whose scripts hold secrets, and lack a rule."""
    monkeypatch.setenv("ROOM_KEY", 'fj"ord\n{{x}}')
    monkeypatch.setenv("ROOM_PIN", "472913")
    return write_files(tmp_path / "secret", {"rooms.yaml": ROOMS, "rulec.yaml": PLACES})


def shows_none(ran: Ran) -> bool:
    """Whether nothing of the secrets was printed."""
    return not any(text in ran.out + ran.err for text in ("472913", "ord", "{{x}}"))


def test_scripts_that_hold_secrets_are_marked(secret: Path, out: Path):
    ran = rulec_("build", secret, "--out", out)
    assert ran.code == 0
    marked = "holds secrets from the environment: ROOM_KEY, ROOM_PIN; keep it out of repositories"
    assert f"{out.as_posix()}/edge/service.j2 {marked}\n" in ran.out
    script = (out / "edge" / "service.j2").read_text("utf-8")
    assert script.startswith("{# rulec ")
    assert f"; {marked} #}}\n" in script
    assert '"fj\\"ord\\n{{x}}"' in script
    (data,) = rulec_("build", secret, "--out", out, "--format", "json").data["scripts"]
    assert data["secrets"] == ["ROOM_KEY", "ROOM_PIN"]
    assert shows_none(ran)


def test_rules_that_are_left_out_are_told(secret: Path, out: Path):
    ran = rulec_("build", secret, "--out", out)
    line = "edge: service: left out, because it cannot apply at DMZ: rooms/others\n"
    assert line in ran.out
    (data,) = rulec_("build", secret, "--out", out, "--format", "json").data["scripts"]
    left_out = [{"rule_set": "rooms", "rule": "others", "rows": None}]
    assert data["left_out"] == left_out
    (script,) = json.loads((out / "manifest.json").read_text("utf-8"))["scripts"]
    assert script["left_out"] == left_out


@pytest.mark.skipif(os.name != "posix", reason="files have no modes")
def test_only_the_owner_may_read_secrets(secret: Path, out: Path):
    rulec_("build", secret, "--out", out)
    script = out / "edge" / "service.j2"
    assert script.stat().st_mode & 0o777 == 0o600
    assert (out / "manifest.json").stat().st_mode & 0o777 == 0o644
    script.chmod(0o644)
    assert rulec_("build", secret, "--out", out, "--check").code == 0
    assert f"wrote {script.as_posix()}\n" in rulec_("build", secret, "--out", out).out
    assert script.stat().st_mode & 0o777 == 0o600
    assert rulec_("build", secret, "--out", out).out.endswith("was up to date already\n")


def test_check_does_not_show_what_differs(secret: Path, out: Path, monkeypatch: pytest.MonkeyPatch):
    rulec_("build", secret, "--out", out)
    monkeypatch.setenv("ROOM_PIN", "555666")
    for form in ("text", "json"):
        ran = rulec_("build", secret, "--out", out, "--check", "--format", form)
        assert ran.code == 1
        assert "edge/service.j2 is out of date" in ran.out
        assert "manifest.json is out of date" not in ran.out
        assert shows_none(ran)
        assert "555666" not in ran.out + ran.err


@pytest.mark.usefixtures("_planted")
def test_a_difference_shows_no_secret(secret: Path, out: Path):
    for form in ("text", "json"):
        ran = rulec_("build", secret, "--out", out, "--format", form)
        assert ran.code == 2
        assert "(hidden)" in ran.out + ran.err
        assert shows_none(ran)


def test_a_problem_with_a_secret_does_not_show_it(secret: Path):
    write_files(secret, {"odd.yaml": ROOMS.replace("{user: room}", "{user: room, domian: x}")})
    for command in ("check", "test", "build"):
        ran = rulec_(command, secret)
        assert ran.code == 1
        assert shows_none(ran)


def test_an_internal_error_shows_no_secret(secret: Path, out: Path, tmp_path: Path):
    program = (
        "import rulec.pipeline\n"
        "def failing(*arguments):\n"
        "    raise ValueError(f'{arguments[0].rule_sets[0].rules[0]} fj\"ord\\n{{{{x}}}} 472913')\n"
        "rulec.pipeline.emit = failing\n"
        "from rulec.cli.run import run\n"
        "raise SystemExit(run())\n"
    )
    (tmp_path / "failing.py").write_text(program, encoding="utf-8")
    ran = rulec_process(
        "build", secret, "--out", out, python=(str(tmp_path / "failing.py"),), RULEC_DEBUG="1"
    )
    assert ran.code == 2
    assert "Traceback" in ran.err
    assert "internal error" in ran.err
    assert "(hidden)" in ran.err
    assert "472913" not in ran.err
    assert "{{x}}" not in ran.err.replace("{{{{x}}}}", "")


def test_equal_rules_give_equal_bytes(good: Path, tmp_path: Path):
    for name in ("a", "b"):
        rulec_("build", good, "--out", tmp_path / name)
    assert tree(tmp_path / "a") == tree(tmp_path / "b")
