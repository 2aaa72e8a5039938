from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command_line import rulec, write_files

from rulec.compiled import Decider
from rulec.verify.oracle import USUAL

SECRET = """\
policy: service
rules:
  - id: rooms
    when: {local_alias: {user: room}}
    set: {pin: '{env:ROOM_PIN}'}
"""


@pytest.fixture
def built(good: Path, tmp_path: Path) -> Path:
    """The scripts of the good rules."""
    out = tmp_path / "out"
    assert rulec("build", good, "--out", out).code == 0
    return out


def script(built: Path) -> Path:
    return built / "default" / "service.j2"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def verified(built: Path, rules: Path, code: int) -> dict[str, object]:
    """The one script of the JSON document."""
    ran = rulec("verify", built, "--rules", rules, "--format", "json")
    assert ran.code == code, ran.err
    (found,) = ran.data["scripts"]
    return found


def test_scripts_as_they_were_built(built: Path, good: Path):
    ran = rulec("verify", built, "--rules", good)
    assert (ran.code, ran.err) == (0, "")
    path = script(built).as_posix()
    assert ran.out == f"{path}  proved to do what its rules mean, on every call\n"
    found = verified(built, good, 0)
    # What is proved is tried, too.
    assert found.pop("comparisons") == found.pop("in_full") > 500
    assert found == {
        "path": "default/service.j2", "fine": True, "proved": True, "faults": [], "notes": [],
        "how": "proved", "reason": "", "computed": [], "differences": [],
    }  # fmt: skip


def test_line_ends_of_a_checkout_do_not_count(built: Path, good: Path):
    path = script(built)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert verified(built, good, 0)["how"] == "proved"


def test_an_edit_that_matters(built: Path, good: Path):
    edit(script(built), '"friendly-scanner"', '"friendly"')
    ran = rulec("verify", built, "--rules", good)
    assert ran.code == 1
    first, second, third = ran.out.splitlines()
    assert first.endswith("  was changed after it was built")
    assert second.endswith("  is not as the rules make it at 16:45: rule service/scanners")
    assert third.endswith("  does not do what its rules mean")
    assert ran.err.startswith("a script does not do what its rules mean: ")
    assert '"vendor": "friendly' in ran.err
    found = verified(built, good, 1)
    assert found["faults"] == ["was changed after it was built"]
    (difference,) = found["differences"]
    assert json.loads(difference["inputs"])["call_info"]["vendor"].startswith("friendly")


def test_an_edit_that_changes_no_answer_is_told_too(built: Path, good: Path):
    edit(script(built), "{# scanners #}", "{# no scanners #}")
    found = verified(built, good, 1)
    assert (found["faults"], found["how"]) == (["was changed after it was built"], "proved")


def test_rules_that_changed_since(built: Path, good: Path):
    edit(good / "service.yaml", "when: {vendor: friendly", "when: {vendor: unfriendly")
    found = verified(built, good, 1)
    assert found["faults"] == ["its rule files have changed since it was built"]
    assert found["differences"]
    edit(
        good / "service.yaml",
        "when: {vendor: unfriendly-scanner}",
        "when: {vendor: [friendly-scanner]}",
    )
    found = verified(built, good, 1)
    assert found["faults"] == ["its rule files have changed since it was built"]
    assert (found["how"], found["differences"]) == ("proved", [])


def test_what_is_not_read_back_is_tried_and_said_so(built: Path, good: Path):
    edit(
        script(built),
        '["local_alias"]|default("", true)',
        '["local_alias"]|default("", true)|replace("b", "b")',
    )
    found = verified(built, good, 1)
    assert (found["how"], found["differences"]) == ("tried", [])
    assert found["comparisons"] > 500
    assert "`local_alias` is read, or computed, in a way that is not known" in found["reason"]
    assert " answers), not proved: line " in rulec("verify", built, "--rules", good).out


def test_a_script_that_is_gone(built: Path, good: Path):
    script(built).unlink()
    found = verified(built, good, 1)
    assert (found["faults"], found["how"]) == (["is missing, or cannot be read"], None)


def test_files_that_nobody_listed(built: Path, good: Path):
    strays = {"other/service.j2": "x", "default/notes.txt": "x"}
    write_files(built, strays | {"service.j2": "x", "default/old/service.j2": "x"})
    ran = rulec("verify", built, "--rules", good, "--format", "json")
    assert ran.code == 1
    faults = {one["path"]: one["faults"] for one in ran.data["scripts"]}
    unknown = ["the rules have no such script", "is not in the manifest"]
    assert faults == {
        "default/service.j2": [],
        "default/old/service.j2": unknown,
        "other/service.j2": unknown,
        "service.j2": unknown,
    }


def test_a_script_that_the_rules_no_longer_have(built: Path, tmp_path: Path):
    text = "policy: participant\nrules: [{id: a, set: {call_tag: x}}]\n"
    other = write_files(tmp_path / "other", {"participant.yaml": text})
    ran = rulec("verify", built, "--rules", other, "--format", "json")
    faults = {one["path"]: one["faults"] for one in ran.data["scripts"]}
    assert ran.code == 1
    assert faults == {
        "default/participant.j2": ["is not in the manifest", "is missing, or cannot be read"],
        "default/service.j2": ["the rules have no such script"],
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "there is no manifest.json in "),
        ("{", "cannot be read"),
        ('{"format": 0}', "is of another version of rulec"),
        ('{"format": true, "scripts": []}', "is of another version of rulec"),
        ('{"format": 1, "scripts": [{}]}', "is not as rulec writes it"),
        ('{"format": 1, "scripts": 7}', "is not as rulec writes it"),
    ],
)
def test_without_a_manifest_it_cannot_run(built: Path, good: Path, text: str | None, message: str):
    path = built / "manifest.json"
    path.unlink()
    if text is not None:
        path.write_text(text, encoding="utf-8")
    ran = rulec("verify", built, "--rules", good)
    assert ran.code == 2
    assert message in ran.err
    assert "`rulec build` writes it" in ran.err


def test_rules_with_errors_come_first(built: Path, bad: Path):
    ran = rulec("verify", built, "--rules", bad, "--format", "json")
    assert ran.code == 1
    assert ran.data["problems"]
    assert ran.data["scripts"] == []


def test_a_script_with_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    rules = write_files(tmp_path / "rules", {"service.yaml": SECRET})
    out = tmp_path / "out"
    monkeypatch.setenv("ROOM_PIN", "4711081500")
    assert rulec("build", rules, "--out", out).code == 0
    found = verified(out, rules, 0)
    assert (found["faults"], found["notes"]) == ([], [])
    edit(script(out), "4711081500", "4711081501")
    ran = rulec("verify", out, "--rules", rules)
    assert ran.code == 1
    assert "was changed after it was built, or with other secrets" in ran.out
    assert "4711081500" not in ran.out + ran.err
    script(out).unlink()
    found = verified(out, rules, 0)
    assert found["notes"] == ["is not here, because it holds secrets: nothing is known of it"]


def manifest_of(built: Path) -> dict[str, Any]:
    return dict(json.loads((built / "manifest.json").read_text(encoding="utf-8")))


def listed(built: Path, **changes: object) -> None:
    """Changes what the manifest says of its one script."""
    content = manifest_of(built)
    content["scripts"][0] |= changes
    (built / "manifest.json").write_text(json.dumps(content), encoding="utf-8")


def test_secrets_that_only_the_manifest_names_hide_nothing(built: Path, good: Path):
    listed(built, secrets=["X"])
    edit(script(built), "{# scanners #}", "{# no scanners #}")
    assert "was changed after it was built" in verified(built, good, 1)["faults"]
    script(built).unlink()
    assert "is missing, or cannot be read" in verified(built, good, 1)["faults"]


def test_a_script_that_was_built_with_another_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    rules = write_files(tmp_path / "rules", {"service.yaml": SECRET})
    out = tmp_path / "out"
    monkeypatch.setenv("ROOM_PIN", "4711081500")
    assert rulec("build", rules, "--out", out).code == 0
    monkeypatch.setenv("ROOM_PIN", "4711081501")
    found = verified(out, rules, 1)
    assert found["faults"] == ["was changed after it was built, or with other secrets"]
    monkeypatch.delenv("ROOM_PIN")
    ran = rulec("verify", out, "--rules", rules, "--format", "json")
    assert (ran.code, ran.data["scripts"]) == (1, [])
    assert "ROOM_PIN" in ran.data["problems"][0]["message"]


def test_secrets_that_are_equal_or_stand_in_the_rules_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    text = SECRET + "  - {id: b, when: {vendor: '5599'}, set: {description: '{env:GUEST_PIN}'}}\n"
    rules = write_files(tmp_path / "rules", {"service.yaml": text})
    for name in ("ROOM_PIN", "GUEST_PIN"):
        monkeypatch.setenv(name, "5599")
    out = tmp_path / "out"
    assert rulec("build", rules, "--out", out).code == 0
    assert verified(out, rules, 0)["faults"] == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("profile", "other"), ("policy", "participant"), ("assigned_to", ["Oslo"]), ("size", 5),
        ("budget", 7), ("layout", "wide"), ("secrets", ["X"]), ("comparisons", 5),
        ("comparisons", True), ("in_full", 10**6), ("in_full", -1), ("combinations", {}),
        ("rule_sets", []), ("left_out", [{}]),
    ],
)  # fmt: skip
def test_what_the_manifest_says_is_held_against_rules_and_script(
    built: Path, good: Path, key: str, value: object
):
    listed(built, **{key: value})
    assert verified(built, good, 1)["faults"] == [f"the manifest is wrong about its `{key}`"]


MANY = "policy: participant\nrules:\n" + "\n".join(
    f"  - {{id: r{n}, when: {{vendor: v{n}}}, set: {{call_tag: '{{remote_alias | pex_hash}}'}}}}"
    for n in range(USUAL.few + 1)
)


def test_of_many_rules_it_is_told_for_how_many_answers_every_rule_was_asked(tmp_path: Path):
    rules = write_files(tmp_path / "rules", {"participant.yaml": MANY})
    out = tmp_path / "out"
    built = rulec("build", rules, "--out", out)
    (listed,) = manifest_of(out)["scripts"]
    assert 16 < listed["in_full"] < listed["comparisons"] / 2
    told = f"{listed['comparisons']:,} comparisons, {listed['in_full']:,} with every rule asked"
    assert f"  {told}  all of " in built.out
    found = verified(out, rules, 0)
    assert (found["faults"], found["notes"]) == ([], [])
    assert 16 < found["in_full"] < found["comparisons"] / 2
    told = f"({found['comparisons']:,} answers, {found['in_full']:,} with every rule asked)"
    assert told in rulec("verify", out, "--rules", rules).out


def test_a_compiled_evaluator_that_is_wrong_is_told_and_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    rules = write_files(tmp_path / "rules", {"participant.yaml": MANY})
    out = tmp_path / "out"
    monkeypatch.setattr("rulec.verify.oracle.Decider", lambda policy, _: Decider(policy, ()))
    assert rulec("build", rules, "--out", out).code == 0
    found = verified(out, rules, 0)
    told = "the compiled evaluator decides a call otherwise than the rules mean: please report this"
    assert found["notes"] == [told]
    assert (found["in_full"], found["differences"]) == (found["comparisons"], [])


def test_what_the_manifest_does_not_say_or_says_twice(built: Path, good: Path):
    content = manifest_of(built)
    del content["scripts"][0]["rule_sets"]
    (built / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    assert verified(built, good, 1)["faults"] == ["the manifest lacks its `rule_sets`"]
    content = manifest_of(built)
    content["scripts"] = [content["scripts"][0] | {"rule_sets": []}, content["scripts"][0]]
    (built / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    assert "is in the manifest more than once" in verified(built, good, 1)["faults"]


def test_combinations_with_a_boolean_for_a_number(built: Path, good: Path):
    said = manifest_of(built)["scripts"][0]["combinations"]
    assert said["reached"] > 1
    listed(built, combinations=said | {"unknown": False})
    faults = verified(built, good, 1)["faults"]
    assert faults == ["the manifest is wrong about its `combinations`"]


def test_figures_of_another_version_are_not_looked_at(built: Path, good: Path):
    content = manifest_of(built)
    content["rulec"] = "0.0.0"
    content["scripts"][0]["comparisons"] = 1
    (built / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    found = verified(built, good, 0)
    assert found["notes"] == [
        "was built by another version of rulec: its figures were not looked at"
    ]


COMPUTED = """\
policy: participant
rules: [{id: a, when: {protocol: sip}, set: {call_tag: '{vendor | pex_hash}'}}]
"""


def test_computed_values_are_named_and_are_a_failure_where_all_must_be_proved(tmp_path: Path):
    rules = write_files(tmp_path / "rules", {"participant.yaml": COMPUTED})
    out = tmp_path / "out"
    assert rulec("build", rules, "--out", out).code == 0
    found = verified(out, rules, 0)
    assert (found["fine"], found["proved"]) == (True, False)
    assert (found["how"], found["computed"]) == ("values tried", ["result.call_tag"])
    ran = rulec("verify", out, "--rules", rules, "--strict")
    assert ran.code == 1
    told = "proved, but for the computed values of `result.call_tag`, which were tried on the "
    assert f"{told}complete set of calls (" in ran.out


def test_strict_is_content_with_proofs_and_not_with_what_is_not_there(
    built: Path, good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    assert rulec("verify", built, "--rules", good, "--strict").code == 0
    monkeypatch.setenv("ROOM_PIN", "4711081500")
    rules = write_files(tmp_path / "rules", {"service.yaml": SECRET})
    out = tmp_path / "secret"
    assert rulec("build", rules, "--out", out).code == 0
    script(out).unlink()
    ran = rulec("verify", out, "--rules", rules, "--strict")
    assert ran.code == 1
    assert "is not here, because it holds secrets: nothing is known of it" in ran.out


def test_tables_are_said_to_be_tried(tmp_path: Path):
    rules = "".join(
        f"  - {{id: r{n}, when: {{call_tag: t{n}}}, set: {{ivr_theme_name: T{n}}}}}\n"
        for n in range(30)
    )
    write_files(tmp_path / "rules", {"rules.yaml": f"policy: service\nrules:\n{rules}"})
    out = tmp_path / "out"
    assert rulec("build", tmp_path / "rules", "--out", out, "--layout", "compact").code == 0
    found = verified(out, tmp_path / "rules", 0)
    assert (found["how"], found["proved"], found["faults"]) == ("tried", False, [])
    assert found["notes"] == ["has its rules in tables, which are tried and never proved"]
    edit(out / "default" / "service.j2", "~t7|", "~t77|")
    wrong = verified(out, tmp_path / "rules", 1)
    assert wrong["differences"]
