"""`rulec diff` on the command line: which versions it takes, how it ends, what it writes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from command_line import Ran, rulec, rulec_process, write_files
from review.history import commit, git

OLD = """\
policy: participant
rules:
  - id: blocked
    when: {vendor: scanner}
    reject: go away
  - id: hosts
    when: {registered: true}
    set: {role: chair}
"""
ADMITS = OLD.replace("vendor: scanner", "vendor: scanner, protocol: sip")
RAISES = OLD.replace("registered: true", "any: [{registered: true}, {call_tag: vip}]")
SETTINGS = OLD.replace("go away", "please go away")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a rules folder on `main`, in which the tests stand."""
    write_files(tmp_path, {"rules/p.yaml": OLD})
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    commit(tmp_path, "first")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def change(repository: Path, text: str, title: str = "") -> None:
    """Another text of the rules; with a title it is committed."""
    write_files(repository, {"rules/p.yaml": text})
    if title:
        commit(repository, title)


def directions(ran: Ran) -> list[str]:
    found: list[str] = ran.data["directions"]
    return found


# --- Which versions -------------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["main...", "main..", "main...HEAD", "main..HEAD"])
def test_a_folder_that_is_called_like_a_range_takes_nobody_in(repository: Path, named: str):
    git(repository, "checkout", "--quiet", "-b", "feature")
    write_files(repository, {f"{named}/p.yaml": ADMITS})
    change(repository, ADMITS, "widened")
    assert rulec("diff", named, "rules").code == 1
    assert rulec("diff", f"./{named}", "rules").code == 0


def test_a_revision_is_compared_with_the_files_as_they_are(repository: Path):
    assert rulec("diff", "HEAD", "rules").code == 0
    change(repository, ADMITS)
    for arguments in (("HEAD", "rules"), ("main", "rules/"), ("HEAD",), ("rules",), ()):
        ran = rulec("diff", *arguments, "--format", "json")
        assert (ran.code, directions(ran)) == (1, ["admits-more"]), arguments
    (policy,) = ran.data["policies"]
    (old,) = policy["classes"][0]["old"]
    assert old["at"] == {"path": "rules/p.yaml", "line": 3, "revision": "HEAD"}
    assert ran.data["new"] == {"label": "the working tree", "folder": "rules", "commit": None}


def test_two_revisions(repository: Path):
    change(repository, ADMITS, "second")
    git(repository, "branch", "feature")
    change(repository, RAISES, "third")
    for arguments in (("HEAD~2", "feature", "rules"), ("HEAD~2..feature", "rules")):
        ran = rulec("diff", *arguments, "--format", "json")
        assert directions(ran) == ["admits-more"]
        places = [one["at"] for one in ran.data["policies"][0]["classes"][0]["old"]]
        assert places == [{"path": "rules/p.yaml", "line": 3, "revision": "HEAD~2"}]
    text = rulec("diff", "HEAD~2..feature").out
    assert "HEAD~2:rules/p.yaml:3" in text
    assert rulec("diff", "feature..feature").code == 0
    assert "lowers-role" in directions(rulec("diff", "..feature", "--format", "json"))


def test_three_dots_are_what_a_branch_changed_since_it_left(repository: Path):
    git(repository, "checkout", "--quiet", "-b", "feature")
    change(repository, ADMITS, "on the branch")
    git(repository, "checkout", "--quiet", "main")
    change(repository, RAISES, "on main")
    ran = rulec("diff", "main...feature", "rules", "--format", "json")
    assert directions(ran) == ["admits-more"]
    assert ran.data["old"]["label"] == "where feature left main"
    both = directions(rulec("diff", "feature..main", "--format", "json"))
    assert both == ["raises-role", "refuses-more"]
    git(repository, "checkout", "--quiet", "feature")
    ran = rulec("diff", "main...")
    assert "where HEAD left main" in ran.out.splitlines()[0]
    start = git(repository, "merge-base", "main", "feature")[:10]
    assert f"old  p/blocked  {start}:rules/p.yaml:3" in ran.out
    assert "note:" not in ran.out


def test_what_is_not_committed_is_said_to_be_left_out(repository: Path):
    change(repository, ADMITS, "second")
    change(repository, RAISES)
    ran = rulec("diff", "HEAD~1...", "rules")
    assert "admits more" in ran.out
    assert "note: changes in rules that are not committed are left out" in ran.out
    assert "`rulec diff HEAD~1 rules` takes the files as they are" in ran.out


def test_two_folders(repository: Path):
    other = write_files(repository / "other", {"p.yaml": ADMITS})
    ran = rulec("diff", "rules", other)
    assert ran.code == 1
    assert ran.out.splitlines()[0] == f"rules -> {other.as_posix()}"
    assert "old  p/blocked  rules/p.yaml:3" in ran.out


def test_a_folder_that_a_revision_does_not_have_is_new(repository: Path):
    write_files(repository, {"more/p.yaml": OLD})
    ran = rulec("diff", "HEAD", "more", "--format", "json")
    assert (ran.code, ran.data["added"]) == (1, ["default"])
    assert ran.data["unknown"] == ["what decided the calls of default before: the profile is new"]
    git(repository, "rm", "--quiet", "-r", "rules")
    ran = rulec("diff", "HEAD", "rules", "--format", "json")
    assert (ran.code, ran.data["removed"]) == (1, ["default"])
    assert rulec("diff", "HEAD", "nowhere/").code == 2


def test_from_within_the_rules_folder(repository: Path, monkeypatch: pytest.MonkeyPatch):
    change(repository, ADMITS)
    monkeypatch.chdir(repository / "rules")
    ran = rulec("diff", "HEAD", ".")
    assert "old  p/blocked  HEAD:p.yaml:3" in ran.out


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (("nowhere", "rules"), "there is no revision `nowhere` and no folder `nowhere`", "git log"),
        (("mian", "rules"), "there is no revision `mian`", "did you mean `main`?"),
        (("HEAD..nowhere", "rules"), "there is no revision `nowhere`", "git log"),
        (("rules", "ruels"), "there is no folder `ruels`", "rulec init"),
        (("a", "b", "c", "d"), "there are 4 arguments", "rulec diff old new"),
        (("a..b", "c", "rules"), "name two revisions", "rulec diff v1 v2"),
        (("HEAD", "rules", "--profile", "defualt"), "there is no profile", "`default`?"),
        (("HEAD", "--fail-on", "admits-mor"), "there is no direction", "`admits-more`?"),
        (("HEAD", "--fail-on", "everything"), "there is no direction", "`moves-media`"),
    ],
)
@pytest.mark.usefixtures("repository")
def test_what_cannot_run(arguments: tuple[str, ...], message: str, hint: str):
    ran = rulec("diff", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert hint in ran.err
    data = rulec("diff", *arguments, "--format", "json").data
    assert message in data["error"]


def test_without_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write_files(tmp_path, {"rules/p.yaml": OLD})
    monkeypatch.chdir(tmp_path)
    ran = rulec("diff", "HEAD", "rules")
    assert (ran.code, ran.out) == (2, "")
    assert "`rules` is not in a git repository" in ran.err
    assert "rulec diff OLD NEW" in ran.err


def test_rules_with_errors_cannot_be_compared(repository: Path):
    change(repository, OLD.replace("vendor", "vendr"), "a mistake")
    change(repository, OLD)
    ran = rulec("diff", "HEAD")
    assert (ran.code, ran.out) == (2, "")
    assert "HEAD:rules/p.yaml:4:12: error" in ran.err
    assert "the rules of HEAD have errors" in ran.err
    data = rulec("diff", "HEAD", "--format", "json").data
    assert [one["path"] for one in data["problems"]] == ["HEAD:rules/p.yaml"]


# --- Exit codes and gates -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "gate", "code"),
    [
        (OLD, "", 0),
        (SETTINGS, "", 1),
        (SETTINGS, "admits-more,raises-role", 0),
        (SETTINGS, "changes-settings", 1),
        (ADMITS, "admits-more", 1),
        (ADMITS, "raises-role, refuses-more", 0),
        (RAISES, "raises-role", 1),
        (RAISES, "admits-more", 0),
    ],
)
def test_a_gate_fails_on_some_directions(repository: Path, text: str, gate: str, code: int):
    change(repository, text)
    arguments = ("--fail-on", gate) if gate else ()
    assert rulec("diff", "HEAD", *arguments).code == code


NAME = "  - {id: name, set: {display_name: '{remote_alias | pex_head(250)}'}}\n"


def test_a_gate_lets_nothing_through_that_is_not_known(repository: Path):
    change(repository, OLD + NAME, "a computed name")
    change(repository, OLD + NAME.replace(" | pex_head(250)", ""))
    ran = rulec("diff", "HEAD", "--fail-on", "admits-more")
    assert ran.code == 1
    assert "1 thing not known" in ran.out
    assert "not known: default, participant: p/name and p/name are written in different" in ran.out


ROLE = "  - {id: name, when: {protocol: api}, set: {role: '{idp_attributes.role}'}}\n"


def test_a_gate_lets_no_direction_through_that_may_occur(repository: Path):
    when = "when: {protocol: api, idp_attributes: {role: {matches: 'guest|gast'}}}"
    narrow = ROLE.replace("when: {protocol: api}", when)
    change(repository, OLD + narrow, "a role from the identity provider")
    change(repository, OLD + narrow.replace("guest|gast", "guest|chair|gast"))
    data = rulec("diff", "HEAD", "--format", "json").data
    ways = [way for one in data["policies"][0]["classes"] for way in one["directions"]]
    assert "raises-role" in {way["direction"] for way in ways}
    assert rulec("diff", "HEAD", "--fail-on", "raises-role").code == 1


def test_a_new_profile_does_not_pass_a_gate(repository: Path):
    project = "rulec: 1\nprofiles: {{default: {{rules: [p.yaml]}}{}}}\n"
    write_files(repository, {"rules/rulec.yaml": project.format("")})
    commit(repository, "a project")
    more = project.format(", edge: {rules: [p.yaml]}")
    write_files(repository, {"rules/rulec.yaml": more})
    ran = rulec("diff", "HEAD", "--fail-on", "admits-more")
    assert ran.code == 1
    assert "the profile edge was added" in ran.out
    assert rulec("diff", "HEAD", "--profile", "default").code == 0


# --- What is written ------------------------------------------------------------------------------


def test_the_first_lines_say_what_matters(repository: Path):
    change(repository, ADMITS)
    ran = rulec("diff", "HEAD")
    commit_ = git(repository, "rev-parse", "HEAD")[:10]
    first, verdict, _, table, *_ = ran.out.splitlines()
    assert first == f"rules: HEAD ({commit_}) -> the working tree"
    assert verdict == "1 change, 2 classes of calls: admits more"
    assert table.split()[:5] == ["default", "participant", "admits", "more", "2"]
    assert "->" in table
    assert table.endswith("left")


@pytest.mark.usefixtures("repository")
def test_nothing_changed():
    ran = rulec("diff", "HEAD")
    assert ran.out.splitlines()[1:] == [
        "no behavioural change: every call is decided as before, which is proved",
        "",
        "  nothing changed in default: participant",
    ]


BROAD = "  - {id: broad, when: {bandwidth: {at_least: 1}}, reject: slow}\n"


def test_a_broad_rule_does_not_flood(repository: Path):
    rules = "".join(
        f"  - {{id: r{n}, when: {{call_tag: t{n}}}, set: {{display_name: n{n}}}}}\n"
        for n in range(60)
    )
    change(repository, f"policy: participant\nrules:\n{rules}", "many")
    change(repository, f"policy: participant\nrules:\n{BROAD}{rules}")
    ran = rulec("diff", "HEAD")
    assert "1 change, 61 classes of calls: refuses more" in ran.out
    assert "and 60 more classes of calls in the same way; --all shows them" in ran.out
    assert len(ran.out.splitlines()) < 40
    assert rulec("diff", "HEAD", "--all").out.count("for example") == 61
    (policy,) = rulec("diff", "HEAD", "--format", "json").data["policies"]
    assert len(policy["classes"]) == 61


PINS = """\
policy: service
rules:
  - {id: a, when: {protocol: sip}, set: {pin: '4567'}}
"""


def test_secrets_stay_hidden(repository: Path, monkeypatch: pytest.MonkeyPatch):
    change(repository, PINS, "a pin")
    change(repository, PINS.replace("4567", "9876"))
    for form in ("text", "markdown", "json"):
        ran = rulec("diff", "HEAD", "--format", form, "--all")
        assert ran.code == 1
        assert "4567" not in ran.out
        assert "9876" not in ran.out
    assert "pin: (hidden) -> (hidden) (another one)" in rulec("diff", "HEAD").out
    assert "9876" in rulec("diff", "HEAD", "--show-secrets").out
    change(repository, PINS.replace("'4567'", "'{env:PIN_OF_ROOMS}'"))
    monkeypatch.setenv("PIN_OF_ROOMS", "73519046")
    for form in ("text", "markdown", "json"):
        for more in ((), ("--show-secrets",)):
            assert "73519046" not in rulec("diff", "HEAD", "--format", form, *more).out


WARDS = "policy: participant\nrules: [{id: a, when: {location: Oslo}, reject: true}]\n"


@pytest.mark.parametrize(
    ("old", "new", "unknown"),
    [
        ("a: {assigned_to: [Oslo]}", "a: {}", "what decided calls elsewhere before"),
        ("a: {}", "a: {assigned_to: [Oslo]}", "what decides calls elsewhere now"),
        ("a: {}", "a: {assigned_to: [Oslo, DMZ]}", ""),
        ("a: {assigned_to: [DMZ, Oslo]}", "a: {}", ""),
        ("a: {}, b: {assigned_to: [DMZ]}", "a: {assigned_to: [Oslo]}, b: {assigned_to: [DMZ]}", ""),
        ("a: {}", "a: {}", ""),
    ],
)
def test_a_profile_that_names_locations_in_one_version_only(
    repository: Path, old: str, new: str, unknown: str
):
    project = "rulec: 1\nlocations: [Oslo, DMZ]\nprofiles: {PROFILES}\n"
    for profiles in (old, new):
        written = profiles.replace("{", "{rules: [p.yaml], ").replace(", }", "}")
        text = project.replace("PROFILES", written)
        write_files(repository, {"rules/rulec.yaml": text, "rules/p.yaml": WARDS})
        commit(repository, profiles)
    ran = rulec("diff", "HEAD~1" if old != new else "HEAD", "--format", "json")
    assert ran.code == bool(unknown)
    assert [each.partition(":")[0] for each in ran.data["unknown"]] == [unknown] * bool(unknown)
    ran = rulec("diff", "HEAD~1" if old != new else "HEAD", "--fail-on", "admits-more")
    assert ran.code == bool(unknown)


PASSCODES = """\
policy: service
lists: {codes: ['11111111', '22222222']}
rules:
  - id: listed
    when: {third_party_passcode: {list: codes}}
    set: {view: one_main_zero_pips}
  - id: below
    when:
      third_party_passcode:
        not:
          one_of:
            - '33333333'
            - '44444444'
      protocol: sip
    reject: true
"""


def test_passcodes_in_conditions_stay_hidden(repository: Path):
    change(repository, PASSCODES, "codes")
    text = PASSCODES.replace("'22222222'", "'66666666'").replace("'44444444'", "'77777777'")
    change(repository, text)
    shown = rulec("diff", "HEAD", "--show-secrets", "--all").out
    assert "# codes: ['11111111', '66666666']" in shown
    assert "- '77777777'" in shown
    for form in ("text", "markdown", "json"):
        out = rulec("diff", "HEAD", "--format", form, "--all").out
        assert "codes" in out
        assert not re.search(r"([1-7])\1{7}", out)
    assert "third_party_passcode equals (hidden); what differs is hidden" in out


CODES = """\
policy: service
lists: {codes: ['4567', '45678']}
let: {code: '{service_config.pin}', start: '{local_alias | pex_head(2)}'}
conditions: {known: {code: '4567'}}
rules:
  - id: listed
    when: {code: {list: codes}, protocol: sip}
    reject: true
  - id: named
    when: {is: known, start: ab}
    set: {view: one_main_zero_pips}
"""


def test_pins_that_go_by_another_name_stay_hidden(repository: Path):
    change(repository, CODES, "codes")
    change(repository, CODES.replace("4567", "9876").replace("protocol: sip", "protocol: h323"))
    for form in ("text", "markdown", "json"):
        out = rulec("diff", "HEAD", "--format", form, "--all").out
        assert "listed" in out
        assert "named" in out
        assert not re.search("4567|9876", out)
    out = rulec("diff", "HEAD", "--all").out
    assert "{code: {list: codes}, protocol: h323}" in out
    assert "# known: {code: (hidden)}" not in out
    assert "# that is: known (code equals (hidden)) and start equals 'ab'; what differs is" in out
    assert "# known: {code: '9876'}" in rulec("diff", "HEAD", "--show-secrets").out


LETTERS = """\
policy: service
rules:
  - id: letters
    when:
      any:
        - third_party_passcode: 'aB3xYz'
        - third_party_passcode: {starts_with: "
            qWe", not: null}
        - service_config: {name: &one zzz, pin: [null, *one, *one, abcd ]}
    reject: true
"""


def test_passcodes_of_letters_stay_hidden(repository: Path):
    change(repository, "policy: service\nrules: []\n", "none")
    change(repository, LETTERS)
    out = rulec("diff", "HEAD").out
    assert not re.search("aB3xYz|qWe|abcd", out)
    assert (
        """\
       any:
         - third_party_passcode: (hidden)
         - third_party_passcode: {starts_with: (hidden), not: null}
         - service_config: {name: &one (hidden), pin: [null, *one, *one, (hidden) ]}
"""
        in out
    )
    assert "abcd" in rulec("diff", "HEAD", "--show-secrets").out


def test_what_differs_is_told_where_the_words_are_the_same(repository: Path):
    change(repository, CODES, "codes")
    change(repository, CODES.replace("pex_head(2)", "pex_head(3)"))
    out = rulec("diff", "HEAD", "--all").out
    assert "# start: '{local_alias | pex_head(2)}'" in out
    assert "# start: '{local_alias | pex_head(3)}'" in out
    assert "what differs" not in out
    made = """\
policy: service
rules:
  - id: made
    when: {local_alias: room}
    create: {service_type: conference, name: Room, service_tag: ''}
  - id: named
    when: {local_alias: {starts_with: room}}
    set: {view: one_main_zero_pips}
"""
    change(repository, made, "made")
    change(repository, f"match: all\n{made}")
    out = rulec("diff", "HEAD", "--all").out
    assert "what differs is when there is a service for it to change" in out
    assert "what differs is hidden" not in out


def test_no_value_in_another_way_is_not_told_as_hidden(repository: Path):
    rules = "policy: participant\nrules:\n  - id: a\n    set: {role: null}\n"
    change(repository, rules, "null")
    change(repository, rules.replace("set: {role: null}", "continue: true"))
    assert "role: (none) -> (none) (null, empty or not given)" in rulec("diff", "HEAD").out


HOSTILE = "</code></details><img src=x>\u202e|`` ``` @team [x](http://x) \u2028#1"


def test_hostile_text_does_nothing_in_a_comment(repository: Path):
    hostile = json.dumps(HOSTILE)
    rule = f"  - {{id: a, when: {{vendor: {hostile}}}, set: {{display_name: {hostile}}}}}\n"
    change(repository, f"policy: participant\nname: {hostile}\nrules:\n{rule}")
    ran = rulec("diff", "HEAD", "--format", "markdown")
    assert ran.code == 1
    assert "\u202e" not in ran.out
    assert "\u2028" not in ran.out
    assert outside_code(ran.out) == set()
    assert outside_code(f"{HOSTILE}\n\n</code>{HOSTILE}") == {"@team", "<img", "href", "#1"}
    assert "\u202e" not in rulec("diff", "HEAD").out


def outside_code(markdown: str) -> set[str]:
    """Which of some dangerous pieces are where GitHub would take them for something."""
    unsafe = Options.CMARK_OPT_UNSAFE
    page = cmarkgfm.github_flavored_markdown_to_html(markdown, options=unsafe)
    # In code nothing is looked for, and what would end it is escaped.
    left = re.sub(r"<code[^>]*>[^<]*</code>", "", page)
    return {piece for piece in ("@team", "<img", "](http", "href", "#1") if piece in left}


def test_a_comment_is_no_longer_than_it_may_be(repository: Path):
    rules = "".join(
        f"  - {{id: r{n}, when: {{call_tag: t{n}}}, set: {{display_name: n{n}}}}}\n"
        for n in range(150)
    )
    text = f"policy: participant\nrules:\n{rules}"
    change(repository, text, "many")
    change(repository, text.replace("display_name: n", "display_name: x"))
    ran = rulec("diff", "HEAD", "--format", "markdown")
    assert 50_000 < len(ran.out) < 62_000
    assert "more changes for which there is no room here" in ran.out
    assert ran.out.count("<details>") == ran.out.count("</details>")


def test_a_script_that_decides_otherwise_is_a_bug_of_our_own(
    repository: Path, monkeypatch: pytest.MonkeyPatch
):
    change(repository, ADMITS)
    import rulec.review as module

    made = module._Reviewing._script

    def wrong(*arguments: Any) -> Any:
        text, size = made(*arguments)
        return text.replace("go away", "come in"), size

    monkeypatch.setattr(module._Reviewing, "_script", wrong)
    ran = rulec("diff", "HEAD", "--format", "json")
    assert ran.code == 2
    assert "this is a bug of rulec" in ran.err
    assert ran.data["error"] == "a script differs from its rules: a bug of rulec"
    assert len(ran.data["differences"]) == 1


def test_the_same_bytes_on_every_machine(repository: Path):
    text = OLD + ROLE.replace("id: name", "id: role") + NAME
    change(repository, text, "more")
    new = text.replace("chair", "guest").replace("vendor: scanner", "vendor: [b, scanner, a]")
    change(repository, new.replace("{protocol: api}", "{protocol: [sip, api], registered: true}"))
    for form in ("text", "markdown", "json"):
        arguments = ("diff", "HEAD", "rules", "--format", form, "--all")
        written = {
            rulec_process(*arguments, cwd=repository, PYTHONHASHSEED=number).out for number in "139"
        }
        assert len(written) == 1
        assert "raises" in written.pop()
