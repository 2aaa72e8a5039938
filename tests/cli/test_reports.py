"""What commands write in the formats of pipelines, read by readers of other hands."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from command_line import Ran, rulec, rulec_process, write_files
from formats import readers, runner
from formats.samples import HOSTILE

FORMATS = ("markdown", "sarif", "github", "gitlab", "junit")

#: Rules with errors, with warnings, and with tests that fail, full of text that nobody should say.
_SAID = [text for text in HOSTILE if text.strip() and len(text) < 100]


@pytest.fixture(autouse=True)
def no_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests may run in a pipeline themselves."""
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)


def _quoted(text: str) -> str:
    """Text as YAML has it, where it may have it at all."""
    return json.dumps(re.sub("[\x00\ud800\ufffe\uffff]", "?", text))


@pytest.fixture
def hostile_errors(tmp_path: Path) -> Path:
    rules = "".join(f"  - {{id: x, {_quoted(text)}: 1, reject: true}}\n" for text in _SAID)
    folder = write_files(tmp_path / "rules", {"service.yaml": f"policy: service\nrules:\n{rules}"})
    for name in ("a,b%0A::error::pwned", "[x](y) @z <b>", "::error::pwned", "\n::error::pwned"):
        write_files(folder, {f"{name}.yaml": "policy: service\nruls: []\n"})
    return folder


@pytest.fixture
def hostile_tests(tmp_path: Path) -> Path:
    lists = "".join(f"  {_quoted(f'{number} {text}')}: [a]\n" for number, text in enumerate(_SAID))
    tests = "".join(
        f"  - {{name: {_quoted(f'{number} {text}')}, given: {{call: {{vendor: {_quoted(text)}}}}}, "
        "expect: {rule: x, action: continue}}\n"
        for number, text in enumerate(_SAID)
    )
    text = (
        f"policy: service\nlists:\n{lists}"
        "rules:\n  - {id: x, when: {vendor: nobody}, set: {service_tag: a}}\n"
        f"tests:\n{tests}"
    )
    return write_files(tmp_path / "rules", {"service.yaml": text})


def _read(form: str, text: str) -> int:
    """How much a document says, by a reader that takes nothing but a good one."""
    match form:
        case "markdown":
            return len(readers.markdown(text).code)
        case "sarif":
            return len(readers.sarif_results(text))
        case "github":
            return len(runner.run(text).commands)
        case "gitlab":
            return len(readers.gitlab(text))
        case _:
            return sum(bool(case.result) for case in readers.junit(text))


def _commands(rules: Path, out: Path) -> Iterator[tuple[object, ...]]:
    yield ("check", rules)
    yield ("check", rules, "--strict", "--fall-through")
    yield ("test", rules)
    yield ("test", rules, "--fail-under", "100", "--mutants")
    yield ("build", rules, "--out", out, "--check")
    yield ("build", rules, "--out", out, "--strict")


@pytest.mark.parametrize("folder", ["good", "bad", "warned", "hostile_errors", "hostile_tests"])
def test_every_command_in_every_format(request: pytest.FixtureRequest, tmp_path: Path, folder: str):
    rules = request.getfixturevalue(folder)
    (tmp_path / ".git").mkdir()
    files = {form: tmp_path / "results" / form for form in FORMATS if form != "github"}
    wanted = [f"--output={form}={path}" for form, path in files.items()]
    for command in _commands(rules, tmp_path / "out"):
        plain = rulec(*command)
        ran = rulec(*command, "--format", "github", *wanted)
        assert (ran.code, ran.err) == (plain.code, ""), command
        for form in FORMATS:
            text = ran.out if form == "github" else files[form].read_text("utf-8")
            said = _read(form, text)
            assert said or not ran.code, (command, form)


@pytest.mark.parametrize("form", FORMATS)
def test_a_document_is_all_that_is_written(hostile_errors: Path, tmp_path: Path, form: str):
    (tmp_path / ".git").mkdir()
    ran = rulec("check", hostile_errors, "--format", form)
    assert (ran.code, ran.err) == (1, "")
    assert _read(form, ran.out)


@pytest.mark.parametrize("form", FORMATS)
def test_what_cannot_run_says_so_in_every_format(tmp_path: Path, form: str):
    for command in ("check", "test", "build"):
        ran = rulec(command, tmp_path / "none", "--format", form)
        assert ran.code == 2
        _read(form, ran.out)
        assert "there is no folder" in ran.out
        ran = rulec(command, "--nope", "--format", form)
        assert ran.code == 2
        _read(form, ran.out)
        assert "--nope" in ran.out


def test_the_same_files_give_the_same_bytes(warned: Path, tmp_path: Path):
    def written(seed: str) -> dict[str, bytes]:
        files = {form: tmp_path / seed / form for form in FORMATS if form != "github"}
        wanted = [f"--output={form}={path}" for form, path in files.items()]
        ran = rulec_process("check", warned, "--format", "github", *wanted, PYTHONHASHSEED=seed)
        log = ran.out.replace(f"/{seed}/", "/")
        stopped = re.sub("rulec-[0-9a-f]{64}", "word", log)
        return {form: path.read_bytes() for form, path in files.items()} | {"": stopped.encode()}

    assert written("1") == written("2")


# --- Files ---------------------------------------------------------------------------------------


def test_files_beside_the_text(bad: Path, tmp_path: Path):
    plain = rulec("check", bad)
    files = {form: tmp_path / "new" / f"results.{form}" for form in (*FORMATS, "json")}
    del files["github"]
    wanted = [f"--output={form}={path}" for form, path in files.items()]
    ran = rulec("check", bad, *wanted)
    assert (ran.code, ran.err) == (1, plain.err)
    assert ran.out == "".join(f"wrote {path.as_posix()}\n" for path in files.values())
    for form, path in files.items():
        assert path.read_text("utf-8") == rulec("check", bad, "--format", form).out


def test_files_beside_a_document(bad: Path, tmp_path: Path):
    path = tmp_path / "x.sarif"
    ran = rulec("check", bad, "--format", "json", "--output", f"sarif={path}")
    assert ran.data["problems"]
    assert len(readers.sarif_results(path.read_text("utf-8"))) == 1


def test_junit_is_short_for_an_output(good: Path, tmp_path: Path):
    one, other = tmp_path / "1.xml", tmp_path / "2.xml"
    assert rulec("test", good, "--junit", one, "--output", f"junit={other}").code == 0
    assert one.read_bytes() == other.read_bytes() != b""


def test_files_of_a_command_that_could_not_run(tmp_path: Path):
    path = tmp_path / "x.sarif"
    ran = rulec("check", tmp_path / "none", "--output", f"sarif={path}")
    assert ran.code == 2
    [run] = json.loads(path.read_text("utf-8"))["runs"]
    assert run["invocations"][0]["executionSuccessful"] is False


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("x.sarif", "write the format before the file, as in sarif=x.sarif"),
        ("out/x.xml", "as in junit=out/x.xml"),
        ("x", "as in sarif=rulec.sarif; formats of files are json, markdown, sarif"),
        ("sarf=x", "as in sarif=rulec.sarif"),
        ("github=x", "github is for the screen, as --format github"),
        ("text=x", "text is for the screen, as --format text"),
        ("sarif=", "a file name is missing: write one, such as rulec.sarif"),
        ("junit= ", "a file name is missing: write one, such as results.xml"),
    ],
)
def test_outputs_that_are_not_understood(good: Path, wanted: str, said: str):
    ran = rulec("check", good, "--output", wanted)
    assert (ran.code, ran.out) == (2, "")
    assert said in " ".join(ran.err.split())


def test_two_results_in_one_file(good: Path, tmp_path: Path):
    path = tmp_path / "x"
    ran = rulec("check", good, f"--output=sarif={path}", f"--output=json={tmp_path}/./x")
    assert ran.code == 2
    assert "is named for two results" in ran.err
    assert not path.exists()


@pytest.mark.parametrize("form", ["json", "markdown", "sarif", "gitlab", "junit"])
@pytest.mark.parametrize("folder", ["good", "bad"])
def test_earlier_results_are_replaced_and_nothing_else(
    request: pytest.FixtureRequest, tmp_path: Path, folder: str, form: str
):
    rules, path = request.getfixturevalue(folder), tmp_path / "results"
    wanted = f"{form}={path}"
    code = rulec("check", rules, "--output", wanted).code
    before = path.read_bytes()
    assert rulec("check", rules, "--output", wanted).code == code
    assert path.read_bytes() == before
    for text in ("policy: service\n", "{}\n", '{"name": "package"}', "# Read me\n", "[1]\n"):
        path.write_text(text)
        ran = rulec("check", rules, "--output", wanted)
        assert ran.code == 2
        assert f"exists and holds no {form} results, so it is not replaced" in ran.err
        assert path.read_text() == text


def test_a_log_of_another_tool_stays(good: Path, tmp_path: Path):
    path = tmp_path / "x.sarif"
    rulec("check", good, "--output", f"sarif={path}")
    other = path.read_text("utf-8").replace('"name": "rulec"', '"name": "other"')
    path.write_text(other, "utf-8")
    assert rulec("check", good, "--output", f"sarif={path}").code == 2
    assert path.read_text("utf-8") == other


def test_suggestions_and_results_do_not_share_the_screen(good: Path, tmp_path: Path):
    ran = rulec("test", good, "--suggest", "--format", "github")
    assert ran.code == 2
    assert "write the tests to a folder with --out" in " ".join(ran.err.split())
    ran = rulec("test", good, "--suggest", "--output", f"sarif={tmp_path / 'x'}")
    assert ran.code == 0
    assert ran.out.startswith("# ")
    assert "wrote" in ran.err


# --- GitHub --------------------------------------------------------------------------------------


def test_github_shows_the_text_too(bad: Path):
    plain, ran = rulec("check", bad), rulec("check", bad, "--format", "github")
    job = runner.run(ran.out)
    assert "\n".join(job.text) == plain.err
    [command] = job.commands
    assert command.name == "error"
    assert "there is no field" in command.message or "usr" in command.message


def test_the_summary_has_everything(
    tmp_path: Path, hostile_errors: Path, monkeypatch: pytest.MonkeyPatch
):
    summary = tmp_path / "summary"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    job = runner.run(rulec("check", hostile_errors, "--format", "github").out)
    assert [command.name for command in job.commands] == ["error"] * 10 + ["notice"]
    more = re.match(r"(\d+) errors more", job.commands[-1].message)
    assert more is not None
    text = summary.read_text("utf-8")
    assert text.startswith("before\n<!-- rulec check -->\n")
    page = readers.markdown(text.removeprefix("before\n"))
    assert page.tags.count("details") == 1
    total = len(rulec("check", hostile_errors, "--format", "json").data["problems"])
    assert text.count("\n- `") == total == 10 + int(more[1])


def test_a_summary_that_cannot_be_written(
    tmp_path: Path, bad: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    ran = rulec("check", bad, "--format", "github")
    assert ran.code == 2
    job = runner.run(ran.out)
    assert [command.name for command in job.commands] == ["error", "error"]
    assert "cannot be written" in job.commands[1].message
    assert "cannot be written" in "\n".join(job.text)


def test_a_summary_that_is_full(tmp_path: Path, bad: Path, monkeypatch: pytest.MonkeyPatch):
    summary = tmp_path / "summary"
    summary.write_text("x" * 999_990)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    rulec("check", bad, "--format", "github")
    text = summary.read_text("utf-8").lstrip("x")
    assert "1 error more did not fit in here." in text
    assert summary.stat().st_size < 1024 * 1024


def test_other_formats_leave_the_summary_alone(
    tmp_path: Path, bad: Path, monkeypatch: pytest.MonkeyPatch
):
    summary = tmp_path / "summary"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    for form in ("text", "sarif", "markdown"):
        rulec("check", bad, "--format", form)
    assert not summary.exists()


# --- Paths ---------------------------------------------------------------------------------------


def _paths(ran: Ran) -> set[str]:
    return {issue["location"]["path"] for issue in readers.gitlab(ran.out)}


def test_paths_start_at_the_root_of_the_repository(
    bad: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    arguments = ("check", "bad", "--format", "gitlab")
    monkeypatch.chdir(tmp_path)
    assert _paths(rulec(*arguments)) == {"bad/service.yaml"}
    monkeypatch.chdir(bad)
    (tmp_path / ".git").write_text("gitdir: elsewhere\n")
    assert _paths(rulec("check", ".", "--format", "gitlab")) == {"bad/service.yaml"}
    assert _paths(rulec("check", bad, "--format", "gitlab")) == {"bad/service.yaml"}
    [result] = readers.sarif_results(rulec("check", ".", "--format", "sarif").out)
    assert readers.path_of(result["locations"][0]) == "bad/service.yaml"


@pytest.mark.parametrize("name", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
def test_without_a_repository_paths_start_at_the_checkout(
    bad: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
):
    monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(bad)
    assert _paths(rulec("check", ".", "--format", "gitlab")) == {"bad/service.yaml"}


def test_a_link_keeps_its_name(bad: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    (tmp_path / "repository" / "rules").symlink_to(bad)
    monkeypatch.chdir(tmp_path / "repository")
    assert _paths(rulec("check", "rules", "--format", "gitlab")) == {"rules/service.yaml"}


def test_a_file_outside_of_everything(bad: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    [result] = readers.sarif_results(rulec("check", bad, "--format", "sarif").out)
    assert readers.path_of(result["locations"][0]) == f"file://{bad.as_posix()}/service.yaml"


# --- What commands say ---------------------------------------------------------------------------


def test_build_says_which_files_are_not_current(good: Path, tmp_path: Path):
    out = tmp_path / "out"
    assert rulec("build", good, "--out", out).code == 0
    script = out / "default" / "service.j2"
    script.write_text("changed")
    (out / "manifest.json").unlink()
    ran = rulec("build", good, "--out", out, "--check", "--format", "sarif")
    assert ran.code == 1
    results = readers.sarif_results(ran.out)
    told = {result["message"]["text"].splitlines()[0] for result in results}
    shown = script.as_posix()
    assert told == {f"`{shown}` is out of date", f"`{out.as_posix()}/manifest.json` is missing"}
    assert {result["ruleId"] for result in results} == {"not-current"}
    cases = readers.junit(rulec("build", good, "--out", out, "--check", "--format", "junit").out)
    assert [bool(case.result) for case in cases] == [True, True]
    shutil.rmtree(out)
    rulec("build", good, "--out", out)
    cases = readers.junit(rulec("build", good, "--out", out, "--check", "--format", "junit").out)
    assert [bool(case.result) for case in cases] == [False, False]
    page = readers.markdown(
        rulec("build", good, "--out", out, "--check", "--format", "markdown").out
    )
    assert "all files are current" in page.prose
    assert page.tags.count("tr") == 2


def test_build_leaves_to_check_what_is_of_check(warned: Path, tmp_path: Path):
    arguments = ("build", warned, "--out", tmp_path / "out", "--format", "sarif")
    assert readers.sarif_results(rulec(*arguments).out) == []
    [warning] = readers.sarif_results(rulec(*arguments, "--strict").out)
    assert warning["ruleId"] == "R173"
    [of_check] = readers.sarif_results(rulec("check", warned, "--format", "sarif").out)
    assert of_check["partialFingerprints"] == warning["partialFingerprints"]


def test_related_places(tmp_path: Path):
    text = "policy: service\nrules:\n  - {id: a, reject: true}\n  - {id: a, reject: true}\n"
    write_files(tmp_path / "rules", {"a.yaml": text})
    results = readers.sarif_results(rulec("check", tmp_path / "rules", "--format", "sarif").out)
    [twice] = [result for result in results if result["ruleId"] == "R106"]
    [related] = twice["relatedLocations"]
    lines = [
        place["physicalLocation"]["region"]["startLine"] for place in (*twice["locations"], related)
    ]
    assert lines == [4, 3]


def test_tests_that_try_too_little_and_mistakes_that_nobody_notices(good: Path):
    arguments = ("test", good, "--fail-under", "90", "--mutants", "--fail-under-mutants", "99")
    results = readers.sarif_results(rulec(*arguments, "--format", "sarif").out)
    kinds = [result["ruleId"] for result in results]
    assert kinds.count("too-little-tested") == 2
    assert "unnoticed-mistake" in kinds
    [first, *_] = [each for each in results if each["ruleId"] == "unnoticed-mistake"]
    assert (first["level"], "call: " in first["message"]["text"]) == ("note", True)


# --- Secrets -------------------------------------------------------------------------------------

SECRETS = """\
policy: service
rules:
  - {id: own, when: {service_config: {pin: {starts_with: 4711}}}, set: {pin: 62342, usr: x}}
"""
SECRET_TESTS = """\
policy: service
lists: {Fjord-7766: [a]}
rules:
  - id: own
    when: {service_config: {pin: {starts_with: 4711}}}
    set: {pin: 62342, description: '{env:KEY}'}
tests:
  - name: Fjord-7766
    given: {call: {}, service_config: {service_type: conference, pin: 47113}}
    expect: {rule: own, result: {pin: 99887, description: Fjord-7766}}
"""


@pytest.mark.parametrize("form", [*FORMATS, "json"])
@pytest.mark.parametrize("secret", ["Fjord-7766", "F[j]`%`,|o:r&<d>"])
def test_secrets_from_the_environment_are_hidden_however_a_format_spells_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, secret: str
):
    monkeypatch.setenv("KEY", secret)
    text = (
        f"policy: service\nlists: {{{_quoted(secret)}: [a]}}\n"
        "rules: [{id: a, set: {description: '{env:KEY}'}}]\n"
    )
    rules = write_files(tmp_path / "rules", {"service.yaml": text})
    ran = rulec("check", rules, "--format", form)
    assert "(hidden)" in ran.out
    for shown in (ran.out, unquote(ran.out), unescape(ran.out), re.sub(r"\\(.)", r"\1", ran.out)):
        assert secret not in shown


@pytest.mark.parametrize("secret", ["text", "error", "ruleId", "description", "testcase", "line"])
def test_a_secret_that_is_a_word_of_a_format(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str
):
    monkeypatch.setenv("KEY", secret)
    (tmp_path / ".git").mkdir()
    text = (
        f"policy: service\nlists: {{{secret}: [a]}}\n"
        "rules: [{id: a, set: {description: '{env:KEY}'}}]\n"
    )
    rules = write_files(tmp_path / "rules", {"service.yaml": text})
    for form in FORMATS:
        assert _read(form, rulec("check", rules, "--strict", "--format", form).out)


@pytest.mark.parametrize("form", [*FORMATS, "json"])
def test_a_file_that_is_called_like_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
):
    monkeypatch.setenv("KEY", "Fjord-7766")
    text = (
        "policy: service\nlists: {unused: [a]}\nrules: [{id: a, set: {description: '{env:KEY}'}}]\n"
    )
    rules = write_files(tmp_path / "rules", {"Fjord-7766.yaml": text})
    assert "Fjord-7766" not in rulec("check", rules, "--format", form).out


@pytest.mark.parametrize("form", [*FORMATS, "json"])
def test_secrets_are_in_no_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str):
    summary = tmp_path / "summary"
    monkeypatch.setenv("KEY", "Fjord-7766")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    for name, text in (("errors", SECRETS), ("tests", SECRET_TESTS)):
        rules = write_files(tmp_path / name, {"service.yaml": text})
        path = tmp_path / f"{name}.{form}"
        extra = () if form == "github" else ("--output", f"{form}={path}")
        for command in ("check", "test", "build"):
            out = ("--out", tmp_path / "out") if command == "build" else ()
            ran = rulec(command, rules, *out, "--format", form, *extra)
            files = [each for each in (path, summary) if each.exists()]
            shown = ran.out + ran.err + "".join(each.read_text("utf-8") for each in files)
            for secret in ("Fjord-7766", "62342", "99887", "47113"):
                assert secret not in shown, (command, name)
    assert os.environ["KEY"]
