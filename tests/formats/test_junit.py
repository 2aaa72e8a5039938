"""Results as JUnit XML."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from formats import readers
from formats.samples import HOSTILE, hostile_report
from rule_texts import errors, read_rules

import rulec.testing.run as runner
from rulec.emit import Script, emit
from rulec.ir import Profile
from rulec.pexip import Policy
from rulec.report.formats.junit import junit
from rulec.report.formats.kinds import COULD_NOT_RUN, NOT_CURRENT
from rulec.report.formats.model import Case, Place, Remark, Report
from rulec.report.formats.of_problems import cases_of, remarks_of
from rulec.report.formats.of_tests import cases_of_tests, too_little_tested
from rulec.resolve import Project
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
    return results(project)


def results(project: Project) -> str:
    cases = cases_of_tests(run_tests(project), project.profiles)
    return checked(junit(Report("test", 0, cases=cases)))


def checked(text: str) -> str:
    """The text, which a reader of another hand understands."""
    readers.junit(text)
    return text


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
        '      <failure message="the test `no phone` failed: in profile default: rule: expected'
        ' phones, but no rule applied" type="failed-test">the test `no phone` failed: in profile'
        " default: rule: expected phones, but no rule applied\n"
        "in profile default:\n"
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
    told = "the service script of `default` differs from its rules: a bug of rulec"
    assert error.get("message") == told
    assert "rejekt" in str(error.text)


def test_problems_are_failures_and_files_without_any_pass():
    text = "policy: service\nrules: [{id: x, when: {vendr: a, usr: b}, reject: true}]\n"
    _, problems = read_rules({"a.yaml": text})
    cases = cases_of(remarks_of(problems), ["a.yaml", "b.yaml"])
    first, second, third = readers.junit(junit(Report("check", 1, cases=cases)))
    assert first.name.startswith("unknown-field: ")
    assert first.classname == "a"
    [failure] = first.result
    assert failure.type == "unknown-field"
    assert "`vendr`" in failure.message
    assert "hint: did you mean `vendor`?" in failure.text
    assert second.result
    assert (third.name, third.result) == ("no problems", [])


def test_a_warning_fails_where_it_counts_as_an_error():
    text = "policy: service\nlists: {unused: [a]}\nrules: [{id: x, reject: true}]\n"
    _, problems = read_rules({"a.yaml": text})
    for strict in (False, True):
        cases = cases_of(remarks_of(problems, strict=strict))
        (case,) = readers.junit(junit(Report("check", int(strict), cases=cases)))
        assert bool(case.result) is strict
        assert ("warning: the list `unused`" in str(case.system_out)) is not strict


def test_what_is_said_outside_of_cases_is_an_error():
    others = (
        too_little_tested("rules: 1 of 3 is less than 90 %"),
        Remark(COULD_NOT_RUN, "there is no folder `x`"),
    )
    first, second = readers.junit(junit(Report("test", 1, others=others)))
    assert first.name == "too-little-tested: rules: 1 of 3 is less than 90 %"
    assert second.result[0].message == "there is no folder `x`"


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text(text: str):
    document = junit(hostile_report(text))
    cases = readers.junit(document)
    assert len(cases) == 3
    assert document.count("<failure ") == 1
    for sign in "\u202e\u2066\u200b\x1b\x07":
        assert all(sign not in case.name for case in cases)


def test_a_case_of_a_whole_file():
    said = Remark(NOT_CURRENT, "`b.j2` is missing", Place("b.j2"))
    case = Case("b.j2", "is current", said.place, said)
    root = parsed(junit(Report("build", 1, cases=(case,))))
    (element,) = root.iter("testcase")
    assert (element.get("file"), element.get("line")) == ("b.j2", "1")


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
    text = results(project)
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
