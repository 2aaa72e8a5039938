"""Results as JUnit XML."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from rule_texts import errors, read_rules

import rulec.testing.run as runner
from rulec.emit import Script, emit
from rulec.ir import Profile
from rulec.pexip import Policy
from rulec.report.junit import junit_of_problems, junit_report
from rulec.testing import run_tests

RULES = """\
policy: service
rules:
  - {id: phones, when: {protocol: sip}, reject: true}
tests:
"""
PASSES = "  - {name: a phone, given: {call: {protocol: sip}}, expect: {rule: phones}}\n"
FAILS = "  - {name: no phone, given: {call: {protocol: api}}, expect: {rule: phones}}\n"


def document(texts: dict[str, str]) -> str:
    project, problems = read_rules(texts)
    assert not errors(problems)
    return junit_report(run_tests(project), project.profiles)


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text.encode())


def test_the_document():
    texts = {
        "rules/a.b.yaml": RULES + PASSES + FAILS,
        "c.yaml": "policy: media_location\nrules: []\n",
    }
    assert document(texts) == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<testsuites name="rulec test" tests="2" failures="1" errors="0" skipped="0">\n'
        '  <testsuite name="rules/a.b.yaml" tests="2" failures="1" errors="0" skipped="0">\n'
        '    <testcase classname="rules.a_b" name="a phone" file="rules/a.b.yaml" line="5" />\n'
        '    <testcase classname="rules.a_b" name="no phone" file="rules/a.b.yaml" line="6">\n'
        '      <failure message="in profile default: rule: expected phones, but no rule applied"'
        ' type="failed">in profile default:\n'
        "  rule: expected phones, but no rule applied\n"
        "  phones was not matched: protocol equals 'sip' (protocol is 'api')\n"
        "  applied: none</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n"
    )


def test_without_tests_there_are_no_suites():
    root = parsed(document({"a.yaml": "policy: service\nrules: []\n"}))
    assert (root.tag, root.get("tests"), len(root)) == ("testsuites", "0", 0)


def test_a_test_that_runs_nowhere_is_an_error():
    project = "rulec: 1\nprofiles: {p: {assigned_to: [Oslo], rules: [a.yaml]}}\n"
    test = "  - {name: t, given: {call: {location: Paris}}, expect: {rule: null}}\n"
    root = parsed(document({"rulec.yaml": project, "a.yaml": RULES + test}))
    error = root.find("./testsuite/testcase/error")
    assert error is not None
    assert "sees calls at this location: p runs at Oslo" in error.get("message", "")
    assert (root.get("failures"), root.get("errors")) == ("0", "1")


def test_a_script_that_differs_is_an_error(monkeypatch: pytest.MonkeyPatch):
    def wrong(profile: Profile, policy: Policy, header: str) -> Script:
        script = emit(profile, policy, header)
        return replace(script, text=script.text.replace("reject", "rejekt"))

    monkeypatch.setattr(runner, "emit", wrong)
    root = parsed(document({"a.yaml": RULES + PASSES}))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("2", "0", "1")
    suite = root.find("./testsuite[@name='scripts']")
    assert suite is not None
    error = suite.find("./testcase/error")
    assert error is not None
    assert error.get("message") == "a script differs from its rules: a bug of rulec"
    assert "rejekt" in str(error.text)


def test_rules_with_errors_are_one_error():
    text = "policy: service\nrules: [{id: x, when: {vendr: a}, reject: true}]\n"
    _, problems = read_rules({"a.yaml": text})
    root = parsed(junit_of_problems(problems))
    (case,) = root.iter("testcase")
    assert (case.get("file"), case.get("line")) == ("a.yaml", "2")
    error = case.find("error")
    assert error is not None
    assert error.get("message") == "1 error: no test could run"
    assert "vendr" in str(error.text)


def test_the_first_row_of_a_table_tells_why():
    rules = (
        "policy: service\ntables: {t: [{v: a}, {v: b}]}\n"
        "rules: [{id: x, for_each: t, when: {vendor: '{v}'}, reject: true}]\n"
        "tests: [{name: t, given: {call: {}}, expect: {rule: x}}]\n"
    )
    assert "x[1] was not matched: vendor equals 'a'" in document({"a.yaml": rules})


def test_several_profiles_are_one_failure():
    project = "rulec: 1\nprofiles: {p: {rules: [a.yaml]}, q: {rules: [a.yaml]}}\n"
    root = parsed(document({"rulec.yaml": project, "a.yaml": RULES + FAILS}))
    (failure,) = root.iter("failure")
    assert str(failure.get("message")).endswith(" (and in 1 other profile)")
    assert "in profile q:" in str(failure.text)


@pytest.mark.parametrize(
    "name", ["\\0", "\\e[1m", "\\uffff", "\\ud800", "a\\r\\nb", "<&\\\"'>", "ü"]
)
def test_any_name_is_good_xml(name: str):
    test = FAILS.replace("no phone", f'"{name}"').replace("api", f'"{name}"')
    project, _ = read_rules({"a.yaml": RULES + test})
    (case,) = project.tests or (None,)
    if case is None:
        # YAML refuses some; the results of a program may hold them all the same.
        project, _ = read_rules({"a.yaml": RULES + FAILS})
        odd = name.encode().decode("unicode_escape")
        project = replace(project, tests=(replace(project.tests[0], name=odd),))
    text = junit_report(run_tests(project), project.profiles)
    assert len(list(parsed(text).iter("failure"))) == 1


def test_a_path_that_xml_cannot_hold():
    root = parsed(document({"a\udcff\x01.yaml": RULES + PASSES}))
    (case,) = root.iter("testcase")
    assert case.get("file") == "a\ufffd\ufffd.yaml"


def test_pins_are_hidden():
    rules = (
        "policy: service\nrules:\n"
        "  - {id: own, when: {service_config: {pin: {starts_with: 4711}}}, set: {pin: 62342}}\n"
        "tests:\n  - name: t\n    given: {call: {}, service_config: {pin: 99887}}\n"
        "    expect: {rule: own, result: {pin: 62342}}\n"
    )
    text = document({"a.yaml": rules})
    assert "(hidden)" in text
    for pin in ("4711", "62342", "99887"):
        assert pin not in text
