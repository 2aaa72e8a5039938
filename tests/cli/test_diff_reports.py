"""What a change does to calls, in the formats of pipelines."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from command_line import rulec, write_files
from formats import readers, runner

from rulec.report.markdown_text import COMMENT_BYTES

OLD = """\
policy: service
rules:
  - {id: phones, when: {protocol: sip}, reject: true}
  - {id: tags, when: {vendor: a}, set: {service_tag: a}}
  - {id: gone, when: {vendor: b}, set: {service_tag: b}}
"""
NEW = OLD.replace("protocol: sip", "protocol: h323").replace("{service_tag: a}", "{service_tag: c}")
NEW = "".join(line for line in NEW.splitlines(keepends=True) if "gone" not in line)
FORMATS = ("markdown", "sarif", "github", "gitlab", "junit")


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / ".git").mkdir()
    old = write_files(tmp_path / "old", {"service.yaml": OLD})
    return old, write_files(tmp_path / "new", {"service.yaml": NEW})


def test_every_format(versions: tuple[Path, Path], tmp_path: Path):
    files = {form: tmp_path / form for form in FORMATS if form != "github"}
    wanted = [f"--output={form}={path}" for form, path in files.items()]
    ran = rulec("diff", *versions, "--format", "github", *wanted)
    assert (ran.code, ran.err) == (1, "")
    changes = rulec("diff", *versions, "--format", "json").data["changes"]
    first_ways = [change["directions"][0] for change in changes]
    assert {"admits-more", "refuses-more", "changes-settings"} <= set(first_ways)
    names = [command.name for command in runner.run(ran.out).commands]
    weighty = [way in ("admits-more", "raises-role") for way in first_ways]
    assert names == ["warning" if one else "notice" for one in sorted(weighty, reverse=True)]
    results = readers.sarif_results(files["sarif"].read_text("utf-8"))
    assert [result["ruleId"] for result in results] == first_ways
    assert len(readers.gitlab(files["gitlab"].read_text("utf-8"))) == len(changes)
    cases = readers.junit(files["junit"].read_text("utf-8"))
    assert sum(bool(case.result) for case in cases) == len(changes)
    text = files["markdown"].read_text("utf-8")
    assert text.startswith("<!-- rulec diff -->\n### Rules: ")
    first = results[0]
    [place] = first["locations"]
    assert readers.path_of(place) == "new/service.yaml"
    assert place["physicalLocation"]["region"]["startLine"] == 3
    assert "action: reject -> continue" in first["message"]["text"]


def test_what_fails_is_an_error(versions: tuple[Path, Path]):
    ran = rulec("diff", *versions, "--fail-on", "admits-more", "--format", "sarif")
    for result in readers.sarif_results(ran.out):
        admits = result["ruleId"] == "admits-more"
        assert (result["level"] == "error") is admits
    ran = rulec("diff", *versions, "--fail-on", "moves-media", "--format", "junit")
    assert ran.code == 0
    assert not any(case.result for case in readers.junit(ran.out))


def test_a_version_that_is_the_same(versions: tuple[Path, Path]):
    old, _ = versions
    for form in FORMATS:
        ran = rulec("diff", old, old, "--format", form)
        assert ran.code == 0
        if form == "sarif":
            assert readers.sarif_results(ran.out) == []
        if form == "junit":
            [case] = readers.junit(ran.out)
            assert case.result == []


def test_fingerprints_stay_when_lines_move(versions: tuple[Path, Path]):
    old, new = versions

    def known() -> list[str]:
        return [one["fingerprint"] for one in readers.gitlab(rulec(*arguments).out)]

    arguments = ("diff", old, new, "--format", "gitlab")
    before = known()
    write_files(new, {"service.yaml": f"# moved\n\n{NEW}"})
    assert known() == before


def test_pins_are_in_no_report(versions: tuple[Path, Path]):
    ran = rulec("diff", *versions, "--show-secrets", "--format", "sarif")
    assert ran.code == 2
    assert "PINs are shown to people, and in no report" in ran.out


def test_the_summary(versions: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    rulec("diff", *versions, "--format", "github")
    text = (tmp_path / "summary").read_text("utf-8")
    assert text.startswith("<!-- rulec diff -->\n### Rules: ")
    changes = rulec("diff", *versions, "--format", "json").data["changes"]
    assert text.count("<details>") == len(changes)


def test_a_comment_has_room_for_changes_whatever_else_there_is(tmp_path: Path):
    names = [f"Location {number:04} with quite a long name" for number in range(1_500)]
    aliases = [f"alias-{number:05}" for number in range(6_000)]
    before = "policy: participant\nrules:\n  - {id: old, when: {vendor: x}, set: {role: guest}}\n"
    listed = (
        f"  - {{id: long, when: {{remote_alias: {json.dumps(aliases)}}}, set: {{role: chair}}}}\n"
    )
    after = before.replace("guest", "null") + listed
    for folder, text, places in (("o", before, names[:2]), ("n", after, names)):
        project = {"a": {"assigned_to": places, "rules": ["p.yaml"]}}
        head = f"rulec: 1\nprofiles: {json.dumps(project)}\n"
        write_files(tmp_path, {f"{folder}/rulec.yaml": head, f"{folder}/p.yaml": text})
    ran = rulec("diff", str(tmp_path / "o"), str(tmp_path / "n"), "--format", "markdown")
    assert len(ran.out.encode()) <= COMMENT_BYTES
    assert "participant" in ran.out
    assert "1 more change for which there is no room here" in ran.out
    # The change that has room is there, although the one before it has none.
    assert "p/old" in ran.out
    shown = ran.out.count("no profile had it")
    (more,) = re.findall(r"^- and ([\d,]+) more$", ran.out, re.MULTILINE)
    assert shown + int(more.replace(",", "")) == len(names) - 2
