"""The report as a document: what it holds, and that it can do no harm."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
import zipfile
from datetime import date
from importlib import resources
from urllib.parse import unquote

import pytest
from command_line import rulec_process
from html_report.pages import EXAMPLE, ROOT, Page, page_of, text_of, written

from rulec.pipeline import build
from rulec.report.words import sentence

BAD = "policy: participant\nrules:\n  - {id: good, when: {protocol: sip}, set: {role: chair}}\n"
BAD += "  - {id: bad, when: {protocl: sip}, set: {role: chair}}\n"


# --- The document --------------------------------------------------------------------------------


def assert_sound(page: Page) -> None:
    """What holds of every report, whatever is in it."""
    tree = page.tree
    ids = [one.attrib["id"] for one in tree.iter() if "id" in one.attrib]
    assert len(ids) == len(set(ids))
    for one in tree.iter():
        assert not [name for name in one.attrib if name.startswith("on") or name == "style"]
        assert not one.attrib.keys() & {"src", "srcset", "action", "formaction", "background"}
    for link in tree.iter("a"):
        target = link.attrib["href"]
        assert target.startswith("#")
        assert unquote(target[1:]) in page.by_id, target
    names = {one.tag for one in tree.iter() if isinstance(one.tag, str)}
    assert not names & {"img", "iframe", "link", "object", "embed", "base", "video", "audio"}
    style = "".join(text for one in tree.iter("style") for text in one.itertext())
    assert not re.search(r"url\(|@import|@font-face", style)


def test_the_example_report_is_sound(example):
    assert_sound(example)


@pytest.mark.parametrize(
    "folder",
    sorted((ROOT / "tests" / "diagnostics" / "cases").iterdir()),
    ids=lambda one: one.name,
)
def test_a_report_of_rules_with_mistakes_is_sound(folder):
    """Whatever is wrong, the report shows all of it."""
    page = page_of(folder)
    assert_sound(page)
    found = [one for one in page.by_id if one.startswith("finding/")]
    assert len(found) == len(page.survey.facts.problems)


def _policy(page: Page) -> dict[str, list[str]]:
    [meta] = [
        one for one in page.tree.iter("meta") if one.get("http-equiv") == "Content-Security-Policy"
    ]
    parts = [part.split() for part in meta.attrib["content"].split(";")]
    return {part[0]: part[1:] for part in parts}


def _hashes(texts: list[str]) -> list[str]:
    digests = [hashlib.sha256(text.encode()).digest() for text in texts]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def test_the_policy_lets_nothing_act_but_what_the_report_brings(example):
    policy = _policy(example)
    assert policy["default-src"] == ["'none'"]
    assert policy["form-action"] == policy["base-uri"] == ["'none'"]
    # By the text as it stands in the file, whatever a parser makes of it.
    scripts = re.findall(r"<script>(.*?)</script>", example.text, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", example.text, re.DOTALL)
    assert policy["script-src"] == _hashes(scripts)
    assert policy["style-src"] == _hashes(styles)
    assert len([*example.tree.iter("script")]) == len(scripts) == 2


def test_the_files_that_the_page_is_made_with_are_in_the_package():
    names = {one.name for one in resources.files("rulec.report.html").iterdir()}
    assert {"early.js", "report.js", "report.css"} <= names


def test_a_wheel_has_the_files_that_the_page_is_made_with(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    ran = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    files = [one.name for one in resources.files("rulec.report.html").iterdir() if one.is_file()]
    assert {f"rulec/report/html/{name}" for name in files} <= names


def test_equal_rules_give_equal_bytes(tmp_path):
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.html"
        ran = rulec_process("report", "rules", "-o", out, cwd=ROOT, PYTHONHASHSEED=seed)
        assert ran.code == 0, ran.err
    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "2.html").read_bytes()


def test_the_day_is_told_where_one_was_given(example):
    told = page_of(EXAMPLE, today=date(2026, 11, 23))
    assert "2026-11-23" in text_of(next(told.tree.iter("footer")))
    assert "days judged by" not in text_of(next(example.tree.iter("footer")))


# --- What is in it -------------------------------------------------------------------------------


def test_the_overview_has_the_numbers_of_check_and_test(example):
    figures = {
        text_of(one.find("dt")): text_of(one.find("dd"))
        for one in example.by_id["overview"].iter("div")
        if "figure" in one.get("class", "").split()
    }
    facts = example.survey.facts
    assert facts.run is not None
    written_rules = {
        (found.name, rule.written_as)
        for found in facts.project.rule_sets
        for rule in found.rules.rules
    }
    count = len(facts.run.results)
    assert figures == {
        "Profiles": str(len(facts.project.profiles)),
        "Rule sets": str(len(facts.project.rule_sets)),
        "Rules": str(len(written_rules)),
        "Errors": "0",
        "Warnings": "0",
        "Tests passed": f"{count} of {count}",
        "Rules tested": f"{facts.run.coverage.rules.percent} %",
        "Condition outcomes tested": f"{facts.run.coverage.conditions.percent} %",
    }


def test_every_script_has_the_size_that_a_build_gives_it(example):
    built = build(EXAMPLE, environment={})
    rows = list(example.rows("chart"))
    assert [row[3] for row in rows] == [
        f"{entry.script.size:,} of {entry.profile.budget:,}" for entry in built.entries
    ]
    assert [row[0] for row in rows] == [entry.profile.name for entry in built.entries]


def test_every_rule_has_a_row_and_a_page_with_its_sentence(example):
    rows = {row[1].partition(" ")[0] for row in example.rows()}
    for found in example.survey.facts.project.rule_sets:
        for rule in found.rules.rules:
            assert rule.written_as in rows
            page = example.view(f"rule/{found.name}/{rule.written_as}")
            first = next(r for r in found.rules.rules if r.written_as == rule.written_as)
            assert sentence(found.rules, first) in page
            assert f"{first.span.file.path}:{first.span.line}" in page


def test_a_page_tells_who_owns_a_rule(example):
    assert "Owner board-office File" not in example.view("rule/meetings/captions")
    owners = {
        "rule/meetings/locked-when-tagged": "board-office",
        "rule/meetings/captions": "collaboration-team",
    }
    for name, owner in owners.items():
        facts = example.by_id[name].find("dl")
        assert text_of(facts.find("dd")) == owner


def test_a_page_tells_what_computed_values_are(example):
    page = example.view("rule/roles/staff-are-hosts")
    assert r"Computed first_name = “{remote_display_name | pex_regex_replace" in page
    assert "Computed" not in example.view("rule/roles/interpreters")


def test_rule_sets_stand_in_the_order_in_which_they_apply(example):
    orders = [text_of(one) for one in example.by_id["rules"].iter("li")][:6]
    assert orders[0] == "internal, Service configuration: protection, then meetings, then rooms"
    assert orders[3] == "edge, Service configuration: protection, then edge, then meetings"
    sets = [name.removeprefix("set/") for name in example.by_id if name.startswith("set/")]
    assert sets == ["protection", "meetings", "rooms", "edge", "privacy", "roles", "locations"]


def test_a_rule_that_a_profile_leaves_out_says_so(tmp_path):
    project = "rulec: 1\nlocations: [Oslo, DMZ]\nprofiles:\n"
    project += "  inside: {assigned_to: [Oslo], rules: ['*.yaml']}\n"
    project += "  edge: {assigned_to: [DMZ], rules: ['*.yaml']}\n"
    rules = "policy: participant\nrules:\n"
    rules += "  - {id: oslo, when: {location: Oslo, vendor: a}, set: {call_tag: x}}\n"
    rules += "  - {id: both, when: {vendor: b}, set: {call_tag: x}}\n"
    page = written(tmp_path, {"rulec.yaml": project, "a.yaml": rules})
    assert "inside (left out of edge" in page.view("rule/a/oslo")
    assert "left out" not in page.view("rule/a/both")
    rows = {text_of(row[1]): row for row in page.by_id["set/a"].iter("tr") if len(row) > 1}
    assert rows["oslo"].get("data-lacking") == "edge"
    assert rows["both"].get("data-lacking") is None


def test_a_page_shows_a_call_and_what_wants_the_same(example):
    page = example.view("rule/roles/staff-are-hosts")
    assert "A call that it decides" in page
    assert "preauthenticated_role: chair" in page
    assert "suspended takes first: the same call with" in page
    assert "Later, for what this one leaves: interpreters" in page
    assert "status: suspended" in page


def test_a_rule_that_no_call_reaches_says_what_takes_them(tmp_path):
    rules = "policy: participant\nrules:\n"
    rules += "  - {id: first, when: {vendor: {not: null}}, set: {call_tag: x}}\n"
    rules += "  - {id: second, when: {vendor: b}, set: {call_tag: y}}\n"
    page = written(tmp_path, {"a.yaml": rules})
    assert "There is none: every call is taken before by first." in page.view("rule/a/second")
    assert "no call reaches second" in page.view("rule/a/second")
    assert "1 warning" in page.rows()[1][-1]
    assert "Findings about others that mention it" in page.view("rule/a/first")


def test_tests_lead_to_rules_and_back(example):
    tests = {row[1]: row for row in example.rows("tests")}
    assert len(tests) == len(example.survey.facts.run.results)
    [row] = [row for name, row in tests.items() if name.startswith("staff join as Hosts")]
    assert row[3:] == ["internal, edge", "passed", "staff-are-hosts"]
    links = [one.get("href") for one in example.by_id["rule/roles/staff-are-hosts"].iter("a")]
    assert f"#test/{row[0]}" in links


def test_a_test_that_fails_is_told(tmp_path):
    rules = "policy: participant\nrules:\n  - {id: a, when: {vendor: x}, set: {call_tag: y}}\n"
    rules += "tests:\n  - {name: odd, given: {call: {vendor: z}}, expect: {rule: a}}\n"
    page = written(tmp_path, {"a.yaml": rules})
    assert not page.survey.is_fine
    assert "1 test failed" in page.view("overview")
    assert "expected a, but no rule applied" in page.view("tests")
    assert "0 of 1" in page.view("overview")


def test_what_no_test_tried_is_told(tmp_path):
    rules = "policy: participant\nrules:\n  - {id: a, when: {vendor: x}, set: {call_tag: y}}\n"
    page = written(tmp_path, {"a.yaml": rules})
    assert "1 rule applied in no test" in page.view("overview")
    assert "a: no test runs in a profile that has it" in page.view("tests")
    assert page.rows()[0][6] == "none"


def test_a_table_is_one_rule_with_its_rows(example):
    rows = [row for row in example.rows() if row[1].startswith("sites")]
    assert len(rows) == 1
    assert "and 4 more rows of the table" in rows[0][2]
    page = example.view("rule/locations/sites")
    assert "Rows of the table (5)" in page
    assert "sites[5]" in page
    assert "rules/tables/sites.csv:6" in page


def test_findings_are_shown_with_their_calls(tmp_path):
    rules = "policy: participant\nrules:\n"
    rules += "  - {id: a, when: {remote_display_name: Boss}, set: {role: chair}}\n"
    page = written(tmp_path, {"a.yaml": rules})
    problems = page.survey.facts.problems
    assert problems
    assert any(problem.call for problem in problems)
    for number, problem in enumerate(problems):
        told = page.view(f"finding/{number + 1}")
        assert problem.message.replace("`", "") in told
        assert problem.code.name in told
        assert ("A call that shows it:" in told) is bool(problem.call)


# --- With errors ---------------------------------------------------------------------------------


def test_errors_are_shown_with_what_could_be_read(tmp_path):
    page = written(tmp_path, {"a.yaml": BAD})
    assert_sound(page)
    assert not page.survey.is_fine
    assert "The rules have 1 error." in page.view("overview")
    assert "unknown field protocl" in page.view("findings")
    assert [row[1] for row in page.rows()] == ["good"]
    assert "Switched off, or not readable: bad" in page.view("rules")
    assert "not built" in page.view("overview")
    assert "No test was run" in page.view("tests")


def test_a_finding_belongs_to_the_rule_that_it_stands_in(tmp_path):
    rules = "policy: participant\nrules:\n  - id: a\n    when: {vendor: x, vendro: y}\n"
    rules += "    set: {call_tag: z}\n  - {id: b, when: {vendor: x}, set: {call_tag: z}}\n"
    rules += "tests:\n  - {name: t, given: {}, expect: {rool: b}}\n"
    page = written(tmp_path, {"a.yaml": rules, "b.yaml": BAD.replace("bad", "good-2")})
    assert len(page.survey.facts.problems) >= 2
    assert "Findings" not in page.view("rule/a/b")
    assert "unknown field" not in page.view("rule/a/b")


def test_ids_that_are_used_twice_have_pages_of_their_own(tmp_path):
    rules = "policy: participant\nrules:\n  - {id: a, when: {vendor: x}, set: {call_tag: y}}\n"
    page = written(tmp_path, {"a.yaml": rules + "  - {id: a, set: {call_tag: z}}\n"})
    assert_sound(page)
    assert "device name" in page.view("rule/a/a")
    assert "All callers" in page.view("rule/a/a~~2")


def test_a_folder_without_rules_has_a_report(tmp_path):
    page = written(tmp_path, {"rulec.yaml": "rulec: 1\n"})
    assert_sound(page)
    assert "There are no rules yet." in page.view("overview")


def test_few_of_very_many_findings_are_shown(tmp_path):
    rules = "".join(f"  - {{id: a{n}, wen: 1, set: {{call_tag: x}}}}\n" for n in range(600))
    page = written(tmp_path, {"a.yaml": f"policy: participant\nrules:\n{rules}"})
    assert_sound(page)
    assert "more findings; rulec check shows them" in page.view("findings")
    assert sum(name.startswith("finding/") for name in page.by_id) == 500


# --- Secrets -------------------------------------------------------------------------------------

_SECRETS = """policy: service
rules:
  - id: room
    when: {service_config: missing, local_alias: room}
    create: {service_type: conference, name: 'A {env:KEY}', service_tag: '', pin: 471199,
             allow_guests: true, guest_pin: 551177}
  - id: known
    when: {service_config: {pin: '889911'}}
    set: {description: '{env:KEY}'}
  - id: named
    let: {word: '{env:KEY}', code: '{service_config.pin}'}
    when: {service_config: {name: n}}
    set: {description: '{word}{code}'}
  - id: also
    when: {service_config: {pin: '889911', service_type: conference}}
    set: {ivr_theme_name: A}
tests:
  - name: a room
    given: {call: {local_alias: room}, service_config: null}
    expect: {rule: room, result: {pin: '000111'}}
"""


def test_neither_pins_nor_secrets_are_in_a_report(tmp_path):
    page = written(tmp_path, {"a.yaml": _SECRETS}, {"KEY": "Sesame Open"})
    for secret in ("471199", "551177", "889911", "000111", "Sesame"):
        assert secret not in page.text, secret
    assert "(hidden)" in page.view("rule/a/room")
    assert page.survey.facts.run.failed


def test_secrets_of_rules_with_errors_are_not_shown(tmp_path):
    rules = "policy: participant\nrules:\n"
    rules += "  - {id: a, set: {role: '{env:KEY}', display_name: '{env:KEY}'}}\n"
    rules += "  - {id: b, set: {rol: Sesame}}\n"
    page = written(tmp_path, {"a.yaml": rules}, {"KEY": "Sesame"})
    assert "Sesame" not in page.text
    assert_sound(page)


@pytest.mark.parametrize("secret", ["auto", "none", "class", "script", "section", "body"])
def test_a_secret_that_is_a_word_of_the_page_breaks_nothing(tmp_path, secret):
    rules = "policy: participant\nrules:\n  - {id: a, set: {display_name: '{env:KEY}'}}\n"
    page = written(tmp_path, {"a.yaml": rules}, {"KEY": secret})
    assert_sound(page)
    scripts = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)
    assert _policy(page)["script-src"] == _hashes(scripts)
