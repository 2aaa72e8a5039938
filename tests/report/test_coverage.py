"""What tests covered, in words and as data."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rule_texts import errors, read_rules

from rulec.report.coverage import MOST_LISTED, Words, coverage_json, coverage_text
from rulec.report.secrets import veil_of
from rulec.testing import run_tests

MEETINGS = """\
policy: service
name: meetings
when: {call_direction: dial_in}
rules:
  - id: phones
    when: {protocol: sip}
    reject: true
  - id: late
    when:
      service_type: conference
      vendor: x
    set: {locked: true}
"""


def told(texts: dict[str, str], *, everything: bool = False, **shown: bool) -> str:
    coverage, words = covered(texts, **shown)
    return coverage_text(coverage, words, everything=everything)


def data(texts: dict[str, str], **shown: bool) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(coverage_json(*covered(texts, **shown))))
    return found


def covered(texts: dict[str, str], **shown: bool):
    project, problems = read_rules(texts)
    assert not errors(problems)
    veil = veil_of((found.rules for found in project.rule_sets), **shown)
    return run_tests(project).coverage, Words(veil, **shown)


def with_tests(rules: str, *calls: str) -> dict[str, str]:
    tests = "".join(
        f"  - {{name: t{number}, given: {{{call}}}, expect: {{action: reject}}}}\n"
        for number, call in enumerate(calls)
    )
    return {"a.yaml": f"{rules}tests:\n{tests}"}


def test_rules_and_conditions_that_were_not_tried():
    texts = with_tests(
        MEETINGS,
        "call: {call_direction: dial_in, protocol: sip}",
        "call: {call_direction: dial_in, protocol: api, vendor: x}",
    )
    assert told(texts) == (
        "rules: 1 of 2 (50 %)\n"
        "conditions: 5 of 8 outcomes (62 %)\n"
        "\n"
        "rules that applied in no test:\n"
        "  a.yaml:8: meetings/late\n"
        "    its condition never held: `service_config is found` failed in 1 test\n"
        "    otherwise `phones` applied first (1 test)\n"
        "\n"
        "conditions that did not both hold and fail:\n"
        "  a.yaml:2: meetings, `when` of the set\n"
        "    line 3: `call_direction equals 'dial_in'` never failed (asked in 2 tests)\n"
        "  a.yaml:8: meetings/late\n"
        "    line 10: `service_config.service_type equals 'conference'` never held"
        " (asked in 1 test)\n"
        "    line 11: `vendor equals 'x'` never failed (asked in 1 test)\n"
    )


def test_nothing_to_say_when_all_is_covered():
    rules = "policy: service\nrules: [{id: a, when: {vendor: x}, reject: true}]\n"
    texts = with_tests(rules, "call: {vendor: x}", "call: {}")
    assert told(texts) == "rules: 1 of 1 (100 %)\nconditions: 2 of 2 outcomes (100 %)\n"
    assert told(texts, everything=True).endswith(
        "\nhow often each rule applied:\n  a.yaml:2: a/a: applied in 1 test\n"
    )


@pytest.mark.parametrize(
    ("calls", "reasons"),
    [
        ((), ["no test runs in a profile that has it"]),
        (("call: {vendor: a}",), ["there was no service to change (1 test)"]),
        (
            ("call: {vendor: a}", "call: {vendor: b}", "call: {vendor: c}", "call: {vendor: c}"),
            [
                "there was no service to change (1 test)",
                "its condition did not hold: `vendor equals 'a'` failed in 2 tests",
                "otherwise `first` applied first (1 test)",
            ],
        ),
        (("call: {vendor: b}",) * 3, ["no test reached it: `first` applied first (3 tests)"]),
    ],
)
def test_reasons_in_words(calls: tuple[str, ...], reasons: list[str]):
    rules = (
        "policy: service\nrules:\n  - {id: first, when: {vendor: b}, reject: true}\n"
        "  - {id: second, when: {vendor: a}, set: {locked: true}}\n"
    )
    found = data(with_tests(rules, *calls) if calls else {"a.yaml": rules})["uncovered"]
    (entry,) = [one for one in found if (one["rule"], one["kind"]) == ("second", "rule")]
    assert entry["told"] == "; ".join(reasons)


def test_an_earlier_rule_set_in_words():
    first = "policy: service\nrules: [{id: no, when: {vendor: a}, reject: true}]\n"
    rules = "policy: service\nrules: [{id: x, when: {protocol: sip}, reject: true}]\n"
    texts = {"0.yaml": first} | with_tests(rules, "call: {vendor: a}", "call: {vendor: a}")
    assert "    an earlier rule set decided the call: `0/no` (2 tests)\n" in told(texts)
    assert "  1 condition that no test came to\n" in told(texts)
    assert "`protocol equals 'sip'` never asked\n" in told(texts, everything=True)


def test_the_when_of_a_set_in_words():
    texts = with_tests(MEETINGS, "call: {}")
    reason = "the set's `when` never held: `call_direction equals 'dial_in'` failed in 1 test"
    assert told(texts).count(reason) == 2


def test_rules_that_are_left_out_in_words():
    project = "rulec: 1\nprofiles: {p: {assigned_to: [Oslo], rules: [a.yaml]}}\n"
    rules = "policy: service\nrules: [{id: x, when: {location: DMZ}, reject: true}]\n"
    texts = {"rulec.yaml": project} | with_tests(rules, "call: {location: Oslo}")
    assert (
        "    left out of every profile's scripts: it cannot apply at their locations\n"
    ) in told(texts)


def test_a_set_without_tests_takes_one_line():
    other = "policy: service\nrules: [{id: a, reject: true}]\n"
    texts = {"rulec.yaml": "rulec: 1\nprofiles: {p: {rules: [a.yaml]}, q: {rules: [b.yaml]}}\n"}
    texts |= with_tests(other, "call: {}") | {"b.yaml": MEETINGS}
    shown = told(texts)
    assert "\n  b.yaml:2: meetings: no test runs in a profile that has its 2 rules\n" in shown
    assert "\n  4 conditions that no test came to\n" in shown


def test_rows_are_counted():
    rules = (
        "policy: service\ntables: {t: [{v: a, w: p}, {v: b, w: p}, {v: c, w: p}]}\nrules:\n"
        "  - {id: x, for_each: t, when: {vendor: '{v}', protocol: '{w}'}, reject: true}\n"
    )
    shown = told(with_tests(rules, "call: {vendor: b, protocol: p}"))
    assert shown.endswith(
        "\ntables with rows that applied in no test:\n"
        "  a.yaml:4: a/x: 1 of 3 rows applied, in 1 test\n"
        "\n"
        "conditions that did not both hold and fail:\n"
        "  a.yaml:4: a/x (3 rows)\n"
        "    line 4: `protocol equals 'p'` never failed (asked in 1 test)\n"
    )
    assert data(with_tests(rules, "call: {vendor: b}"))["tables"] == [
        {"policy": "service", "rule_set": "a", "rule": "x", "path": "a.yaml", "line": 4,
         "rows": 3, "applied": 0}
    ]  # fmt: skip
    shown = told(with_tests(rules, "call: {protocol: p}"))
    assert (
        "  a.yaml:4: a/x (3 rows)\n"
        "    its condition never held in any row:"
        " x[1] `vendor equals 'a'` failed in 1 test\n"
    ) in shown
    assert "tables with rows" not in shown
    assert "`vendor equals 'a'`, or what other rows ask for, never held" in shown


def test_a_screen_holds_a_part_and_an_option_shows_all():
    many = "".join(f"  - {{id: r{n}, when: {{vendor: v{n}}}, reject: true}}\n" for n in range(55))
    texts = with_tests(f"policy: service\nrules:\n{many}", "call: {}")
    short, long = told(texts), told(texts, everything=True)
    assert short.count("  ... and 35 more; --coverage shows all\n") == 2
    assert short.count(" never held (asked") == MOST_LISTED
    assert "more; " not in long
    assert long.count(" never held (asked") == 55


def test_the_reasons_of_one_rule_are_few():
    many = "".join(f"  - {{id: r{n}, when: {{vendor: v{n}}}, reject: true}}\n" for n in range(5))
    rules = f"policy: service\nrules:\n{many}  - {{id: last, reject: true}}\n"
    shown = told(with_tests(rules, *(f"call: {{vendor: v{n}}}" for n in range(5))))
    assert "`r1` applied first (1 test), `r2` applied first (1 test), and 2 more\n" in shown


CHOOSING = """\
policy: service
tables: {wards: [{ward: '1', name: A}]}
let: {ward: '{local_alias.user}'}
rules:
  - id: wards
    when: {service_config: missing}
    create:
      service_type: conference
      name: Ward
      description: {table: wards, key: '{ward | lower}', column: name}
      service_tag: {when: {protocol: sip}, then: x, otherwise: y}
"""


@pytest.mark.parametrize(
    ("aliases", "lookup"),
    [
        (("2", "3"), "never found a row (asked in 2 tests)"),
        (("1",), "always found a row (asked in 1 test)"),
        ((), "never asked"),
        (("1", "2"), ""),
    ],
)
def test_what_chooses_values(aliases: tuple[str, ...], lookup: str):
    calls = [f"call: {{local_alias: '{alias}', protocol: sip}}" for alias in aliases]
    texts = with_tests(CHOOSING, *calls) if calls else {"a.yaml": CHOOSING}
    shown = told(texts, everything=True)
    line = f"line 10: look-up in `wards` by `{{ward | lower}}`: {lookup}"
    assert (f"    {line}\n" in shown) is bool(lookup)
    assert ("line 11: `protocol equals 'sip'` never failed (asked in" in shown) is bool(calls)
    entries = [one for one in data(texts)["uncovered"] if one["kind"] == "look-up"]
    assert [one["told"] for one in entries] == ([line] if lookup else [])
    for entry in entries:
        assert (entry["table"], entry["key"]) == ("wards", "{ward | lower}")
        assert (entry["condition_line"], entry["tests"]) == (10, len(calls))
        assert entry["outcome"] == lookup.partition(" (")[0]


def test_what_chooses_a_named_value():
    texts = with_tests(
        CHOOSING.replace("let: {", "let: {day: {when: {vendor: v}, then: x}, ")
        .replace("name: Ward\n", "name: 'Ward {day}'\n"),
        "call: {}",
    )  # fmt: skip
    assert "    line 3: `vendor equals 'v'` (in day) never held (asked in 1 test)\n" in told(texts)


SECRET = """\
policy: service
rules:
  - id: own
    when: {service_config: {pin: {starts_with: 4711}}}
    set: {locked: true}
"""


def test_pins_are_hidden():
    texts = with_tests(SECRET, "call: {}, service_config: {pin: 99887}")
    for shown in (told(texts), told(texts, everything=True), json.dumps(data(texts))):
        assert "pin starts_with (hidden)" in shown
        assert "4711" not in shown
        assert "99887" not in shown
    assert "pin starts_with '4711'" in told(texts, show_secrets=True)


def test_text_from_files_is_safe_for_a_terminal():
    rules = 'policy: service\nname: "a\\e[2Jb"\nwhen: {protocol: sip}\n'
    rules += 'rules: [{id: x, when: {vendor: "\\u202e"}, reject: true}, {id: y, reject: true}]\n'
    shown = told(with_tests(rules, "call: {}"), everything=True) + told({"a.yaml": rules})
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_data():
    found = data(with_tests(MEETINGS, "call: {call_direction: dial_in, protocol: sip}"))
    assert found["rules"] == {"covered": 1, "total": 2, "percent": 50}
    assert found["conditions"] == {"covered": 2, "total": 8, "percent": 25}
    late = {"policy": "service", "rule_set": "meetings", "rule": "late", "path": "a.yaml",
            "line": 8}  # fmt: skip
    when = late | {"rule": None, "line": 2}
    never_failed = {"named": None, "outcome": "never failed", "tests": 1, "kind": "condition"}
    assert found["uncovered"][0] == when | never_failed | {
        "condition": "call_direction equals 'dial_in'",
        "condition_line": 3,
        "told": "line 3: `call_direction equals 'dial_in'` never failed (asked in 1 test)",
    }
    assert found["uncovered"][2] == late | {
        "kind": "rule",
        "told": "no test reached it: `phones` applied first (1 test)",
        "rows": None,
        "reasons": [
            {"why": "another rule applied", "tests": 1, "condition": None, "row": None,
             "by": "meetings/phones", "location": None}
        ],
    }  # fmt: skip
    assert [one["outcome"] for one in found["uncovered"][3:]] == ["never asked"] * 2
