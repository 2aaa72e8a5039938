"""Suggested tests reach what is missing, pass, are few, and tell no secrets."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from command_line import rulec, write_files
from hostile.texts import BY_ANYONE
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from properties.agreement import ENVIRONMENT
from properties.strategies import cases
from rule_texts import errors, read_rules

from rulec.pexip import Policy
from rulec.report.suggested import suggested_files
from rulec.source import SourceFile
from rulec.syntax.plain import to_plain
from rulec.syntax.reader import read_yaml
from rulec.testing import Suggestion, Suggestions, WhyLeft, run_tests, suggest
from rulec.testing.reaching import goals_of, reached

EXAMPLE = Path(__file__).parents[2] / "rules"

RULES = """
policy: service
rules:
  - id: blocked
    when: {call_direction: dial_in, vendor: {contains: [scanner, bot]}}
    reject: true
  - id: rooms
    when: {service_config: missing, local_alias: {user: {matches: 'room(?P<n>[1-9])'}}}
    create: {service_type: conference, name: 'Room {n}', service_tag: 'no', pin: 1234}
  - id: evening
    when: {time: {between: ['18:00', '06:00'], timezone: Europe/Oslo}}
    set: {ivr_theme_name: Evening}
  - id: hidden
    when: {call_direction: dial_in, vendor: my-scanner}
    set: {description: never}
default: {continue: true}
tests:
  - {name: one, given: {call: {vendor: x}}, expect: {rule: null}}
"""
MEDIA = """
policy: media_location
when: {protocol: sip}
rules:
  - {id: near, when: {remote_address: {in_subnet: 10.0.0.0/8}}, set: {location: Oslo}}
"""
PROJECT = (
    "rulec: 1\nlocations: [Oslo, Rome]\nprofiles: {p: {rules: ['*.yaml'], assigned_to: [Oslo]}}"
)
FILES = {"a.yaml": RULES, "m.yaml": MEDIA, "rulec.yaml": PROJECT}


def project(files):
    made, problems = read_rules(files, ENVIRONMENT)
    assert errors(problems) == []
    return made


def with_suggestions(files):
    made = project(files)
    found = suggest(made, run_tests(made).coverage)
    texts = {f"tests/{name}": text for name, text in suggested_files(found).items()}
    return found, texts, run_tests(project(files | texts))


def needless(files, found):
    """The names of suggested tests that reach nothing that the others together do not."""
    alone = [
        reached(run_tests(project(files | suggested_files(replace(found, tests=(one,))))).coverage)
        for one in found.tests
    ]
    return [
        one.name
        for number, one in enumerate(found.tests)
        if alone[number] <= set().union(*alone[:number], *alone[number + 1 :])
    ]


def test_all_suggested_tests_pass_and_cover_all_that_calls_reach():
    found, texts, run = with_suggestions(FILES)
    assert len(texts) == 2
    assert run.failed == ()
    assert len(run.results) == 1 + len(found.tests)
    # A call that meets the last rule is blocked by the first.
    rules = {rule.id: rule.covered for rule in run.coverage.every_rule}
    assert rules.pop("hidden") is False
    assert all(rules.values())
    assert {(one.goal.rule, one.goal.condition) for one in found.left} == {("hidden", None)}
    assert run.coverage.conditions.percent == 100


def test_none_can_be_left_out_of_the_tests_of_the_example():
    texts = {
        path.relative_to(EXAMPLE).as_posix(): path.read_text("utf-8")
        for path in sorted(EXAMPLE.rglob("*.*"))
        if "tests" not in path.relative_to(EXAMPLE).parts
    }
    texts = {path: text.split("\ntests:\n")[0] for path, text in texts.items()}
    found, _, _ = with_suggestions(texts)
    assert found.left == ()
    assert len(found.tests) <= 23
    assert needless(texts, found) == []


def test_a_location_that_a_condition_leaves_out_is_no_reason_to_miss_the_others():
    # In the scripts of Oslo nothing asks for the location, so that the vendor stands alone there.
    rules = """
policy: service
rules: [{id: a, when: {any: [{location: Rome}, {vendor: x}, {vendor: y}]}, reject: true}]
"""
    found, _, run = with_suggestions({"a.yaml": rules, "rulec.yaml": PROJECT})
    assert run.coverage.conditions.percent == 100
    assert found.left == ()


def test_look_ups_find_a_row_by_keys_of_all_types():
    rules = """
policy: participant
tables:
  rooms: [{key: '12', name: Ward}, {key: 'true', name: Yes}, {key: x, name: X}]
rules:
  - id: a
    when: {local_alias: {user: {matches: 'ward(?P<n>[0-9]+)'}}}
    set: {call_tag: {table: rooms, key: '{n}', column: name, otherwise: none}}
  - id: b
    when: {vendor: b}
    set: {call_tag: {table: rooms, key: '{bandwidth}', column: name, otherwise: none}}
  - id: c
    when: {vendor: c}
    set: {call_tag: {table: rooms, key: '{registered}', column: name, otherwise: none}}
  - id: d
    when: {vendor: d}
    set: {call_tag: {table: rooms, key: '{call_tag}', column: name, otherwise: none}}
"""
    found, _, run = with_suggestions({"a.yaml": rules})
    assert found.left == ()
    assert run.coverage.conditions.percent == 100


def test_only_known_locations_are_given():
    rules = """
policy: media_location
rules:
  - id: a
    when: {suggested_media_overflow_locations: {location: {not: null}}}
    set: {location: Rome}
"""
    found, _, run = with_suggestions({"a.yaml": rules, "rulec.yaml": PROJECT})
    assert run.failed == ()
    assert found.left == ()


@pytest.mark.parametrize("policy", Policy)
def test_suggestions_for_drawn_rules_reach_what_is_said_and_none_can_be_left_out(policy):
    tried = []

    @settings(
        max_examples=12,
        database=None,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    @given(cases(policy, 2))
    def check(case):
        _, problems = read_rules(case.texts, ENVIRONMENT)
        if errors(problems):
            return
        found, _, run = with_suggestions(case.texts)
        assert run.failed == ()
        wanted = goals_of(run.coverage)
        assert {one.goal for one in found.left} == wanted.keys() - reached(run.coverage)
        assert needless(case.texts, found) == []
        tried.append(len(found.tests))

    check()
    assert sum(tried) > 10


def test_they_are_few_and_give_only_what_matters():
    found, _, _ = with_suggestions(FILES)
    assert len(found.tests) <= 8
    (near,) = [test for test in found.tests if test.rule == "near"]
    assert near.given["call_info"].keys() <= {"protocol", "remote_address"}
    assert (near.result, near.action, near.now) == ({"location": "Oslo"}, None, None)
    (evening,) = [test for test in found.tests if test.rule == "evening"]
    assert evening.now is not None


def test_what_is_covered_already_is_not_suggested_again():
    _, texts, _ = with_suggestions(FILES)
    found, more, _ = with_suggestions(FILES | texts)
    assert (found.tests, more) == ((), {})
    assert found.missing == len(found.left) == 1


def test_names_tell_what_a_test_is_about():
    found, _, _ = with_suggestions(FILES)
    names = [test.name for test in found.tests]
    assert len(set(names)) == len(names)
    assert {"rooms applies", "blocked applies", "near applies"} <= set(names)


@pytest.mark.parametrize(
    ("first", "name"),
    [("{vendor: x}", "a: no bandwidth"), ("{bandwidth: null}", "a: another bandwidth")],
)
def test_names_of_other_outcomes_say_whether_there_is_a_value(first, name):
    rules = f"""
policy: service
rules:
  - {{id: first, when: {first}, reject: true}}
  - {{id: a, when: {{bandwidth: {{greater_than: 9}}}}, reject: true}}
"""
    found, _, _ = with_suggestions({"a.yaml": rules})
    assert name in [test.name for test in found.tests]


UNREACHABLE = """
policy: service
rules:
  - {id: first, when: {call_direction: dial_in}, reject: true}
  - {id: never, when: {call_direction: dial_in, vendor: x}, reject: true}
  - {id: secret, when: {service_config: {pin: '4711'}}, set: {locked: true}}
"""


def test_what_is_left_is_listed_with_the_reason(tmp_path):
    write_files(tmp_path, {"a.yaml": UNREACHABLE})
    ran = rulec("test", tmp_path, "--suggest")
    lines = [line for line in ran.out.splitlines() if line.startswith("# not reached: ")]
    assert "# not reached: a: never applies: no call reaches it, which is proved" in lines
    assert any("secret applies: only calls with a secret" in line for line in lines)
    assert "4711" not in ran.out
    assert yaml.safe_load(ran.out)["tests"]
    data = rulec("test", tmp_path, "--suggest", "--format", "json").data["suggested"]
    assert data["left"] == len(data["unreached"]) == len(lines)
    by_told = {one["told"]: one for one in data["unreached"]}
    assert by_told["never applies"]["proved"] is True
    assert by_told["secret applies"]["proved"] is False
    assert by_told["secret: service_config.pin fits"]["line"] == 6
    assert by_told["secret: service_config.pin fits"]["path"].endswith("a.yaml")
    ran = rulec("test", tmp_path, "--suggest", "-o", tmp_path / "tests")
    assert "\nnot reached: a: never applies: no call reaches it, which is proved\n" in ran.out


def test_what_no_file_can_hold_is_not_given():
    rules = """
policy: service
rules: [{id: a, when: {vendor: {regex: '^[\\x00]$'}}, reject: true}]
"""
    found, _, run = with_suggestions({"a.yaml": rules})
    assert run.failed == ()
    assert {one.why for one in found.left} == {WhyLeft.NOT_GIVEN}


def test_a_pin_is_never_written():
    rules = """
policy: service
rules:
  - {id: open, when: {service_config: {pin: '4711'}}, set: {guest_pin: '8899', locked: true}}
"""
    _, texts, run = with_suggestions({"a.yaml": rules})
    assert run.failed == ()
    assert all(pin not in text for text in texts.values() for pin in ("4711", "8899"))


def test_the_command_prints_or_writes_them(tmp_path):
    folder = tmp_path / "rules"
    write_files(folder, FILES)
    ran = rulec("test", folder, "--suggest")
    assert ran.code == 0
    first, second = ran.out.split("\n---\n")
    mark = "# Suggested by rulec test --suggest\nprofile: p\npolicy: "
    assert first.startswith(f"# suggested-p-service.yaml\n{mark}service\n")
    assert second.startswith(f"# suggested-p-media_location.yaml\n{mark}media_location\n")
    assert [document["policy"] for document in yaml.safe_load_all(ran.out)] == [
        "service",
        "media_location",
    ]
    ran = rulec("test", folder, "--suggest", "-o", folder / "tests")
    assert ran.out.count("wrote ") == 2
    after = rulec("test", folder)
    assert after.code == 0
    # What was suggested before stays.
    before = sorted((folder / "tests").iterdir())
    again = rulec("test", folder, "--suggest", "-o", folder / "tests")
    assert "nothing to suggest" in again.out
    assert sorted((folder / "tests").iterdir()) == before


def file_with(text):
    """The text of a file with a test that has a text wherever it may stand."""
    fields = {"call_info": {"vendor": text, "group": [text, text]}}
    test = Suggestion("p", Policy.SERVICE, text, fields, None, None, None, {"name": text}, ())
    (made,) = suggested_files(Suggestions((test,), 1, ())).values()
    return made


def assert_reads_back(text):
    node, problems = read_yaml(SourceFile("a.yaml", file_with(text)))
    assert problems == []
    (test,) = to_plain(node)["tests"]
    assert test["name"] == text
    assert test["given"]["call"] == {"vendor": text, "group": [text, text]}
    assert test["expect"]["result"] == {"name": text}


# No file may have a NUL, nor half a surrogate pair.
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
@example("Zoë 😀")
@example("nil")
@example("\u3164\u115f\u2800\u034f a\u200db \U000e0041")
@example("'\"\\\r\n\t\x85\u2028\ufeff")
def test_yaml_reads_back_every_text(text):
    assert_reads_back(text)


def test_yaml_reads_back_hostile_texts():
    for text in BY_ANYONE:
        assert_reads_back(text)


def test_letters_are_written_as_they_are_and_what_nobody_sees_is_escaped():
    written = file_with("Zürich 😀 東京 it's")
    assert "vendor: 'Zürich 😀 東京 it''s'" in written
    assert r'vendor: "a\u202eb\U000e0041ü\"\\"' in file_with('a\u202eb\U000e0041ü"\\')


def test_suggestions_of_rules_with_letters_of_all_kinds_pass():
    rules = """
policy: participant
rules:
  - {id: a, when: {remote_display_name: 'Zoë 😀'}, reject: true}
  - {id: b, when: {remote_display_name: 'Zürich'}, set: {call_tag: 東京}}
"""
    _, texts, run = with_suggestions({"a.yaml": rules})
    assert run.failed == ()
    (text,) = texts.values()
    assert "Zoë 😀" in text
    assert "Zürich" in text
    assert "東京" in text
