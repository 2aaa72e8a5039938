"""Which rules and conditions the tests of a project tried, and why they did not try the others."""

from __future__ import annotations

from decimal import Decimal

import pytest
from rule_texts import errors, read_rules

from rulec.report.conditions import described
from rulec.testing import ConditionCoverage, Coverage, RuleCoverage, Share, Why, run_tests


def cover(texts: dict[str, str]) -> Coverage:
    project, problems = read_rules(texts)
    assert not errors(problems)
    return run_tests(project).coverage


def one_set(rules: str, *calls: str, head: str = "", policy: str = "service") -> Coverage:
    """The coverage of one rule set by a test for each call; a call is all of `given`."""
    tests = "".join(
        f"  - {{name: t{number}, given: {{{call}}}, expect: {{}}}}\n".replace(
            "expect: {}", "expect: {action: continue}"
        )
        for number, call in enumerate(calls)
    )
    return cover({"a.yaml": f"policy: {policy}\n{head}rules:\n{rules}tests:\n{tests}"})


def rule(coverage: Coverage, name: str) -> RuleCoverage:
    return next(rule for rule in coverage.every_rule if rule.name.endswith(f"/{name}"))


def why(coverage: Coverage, name: str) -> list[tuple[Why, int, str]]:
    """The reasons of a rule: kind, tests, and the condition or the other rule."""
    found = rule(coverage, name)
    assert not found.covered
    return [
        (one.why, one.tests, described(one.condition) if one.condition else one.by)
        for one in found.reasons
    ]


def outcomes(conditions: tuple[ConditionCoverage, ...]) -> dict[str, tuple[bool, bool, int]]:
    return {
        described(one.single.condition): (one.held, one.failed, one.tests) for one in conditions
    }


RULES = """\
  - {id: one, when: {protocol: sip}, set: {locked: true}}
  - {id: two, when: {vendor: a}, create: {service_type: conference, name: A, service_tag: ''}}
  - {id: off, enabled: false, when: {vendor: b}, set: {locked: true}}
"""
FOUND = "service_config: {service_type: conference}"

# --- Rules ---------------------------------------------------------------------------------------


def test_rules_that_applied_are_covered():
    coverage = one_set(RULES, f"call: {{protocol: sip}}, {FOUND}", "call: {vendor: a}")
    assert coverage.rules == Share(2, 2)
    assert [(found.name, found.tests) for found in coverage.every_rule] == [
        ("a/one", 1),
        ("a/two", 1),
    ]


def test_a_rule_that_failed_its_test_is_covered_all_the_same():
    text = f"policy: service\nrules:\n{RULES}tests:\n"
    text += "  - {name: t, given: {call: {vendor: a}}, expect: {rule: one}}\n"
    assert rule(cover({"a.yaml": text}), "two").covered


def test_tests_are_counted_once_over_all_profiles():
    profiles = "rulec: 1\nprofiles:\n  a: {rules: [a.yaml]}\n  b: {rules: [a.yaml]}\n"
    text = f"policy: service\nrules:\n{RULES}tests:\n"
    text += "  - {name: t, given: {call: {vendor: a}}, expect: {rule: two}}\n"
    coverage = cover({"rulec.yaml": profiles, "a.yaml": text})
    assert rule(coverage, "two").tests == 1
    assert why(coverage, "one") == [(Why.NOT_MATCHED, 1, "protocol equals 'sip'")]


def test_a_condition_that_did_not_hold():
    calls = ("call: {protocol: h323}", "call: {}", f"call: {{protocol: api}}, {FOUND}")
    assert why(one_set(RULES, *calls), "one") == [(Why.NOT_MATCHED, 3, "protocol equals 'sip'")]


def test_no_service_to_change_comes_before_other_reasons():
    calls = ("call: {}", "call: {}", "call: {protocol: sip}")
    assert why(one_set(RULES, *calls), "one") == [
        (Why.NO_SERVICE, 1, ""),
        (Why.NOT_MATCHED, 2, "protocol equals 'sip'"),
    ]


def test_another_rule_applied_first():
    calls = (f"call: {{protocol: sip, vendor: a}}, {FOUND}",) * 2
    assert why(one_set(RULES, *calls), "two") == [(Why.ANOTHER_APPLIED, 2, "a/one")]


def test_a_reject_ends_a_set_of_which_all_rules_apply():
    rules = "  - {id: no, when: {vendor: a}, reject: true}\n  - {id: yes, set: {locked: true}}\n"
    coverage = one_set(rules, "call: {vendor: a}", head="match: all\n")
    assert why(coverage, "yes") == [(Why.ANOTHER_APPLIED, 1, "a/no")]


def test_the_when_of_the_set_did_not_hold():
    head = "when: {call_direction: dial_in}\ndefault: {reject: true}\n"
    coverage = one_set(RULES, "call: {call_direction: dial_out, vendor: a}", head=head)
    outside = [(Why.OUTSIDE_SET, 1, "call_direction equals 'dial_in'")]
    assert why(coverage, "two") == outside
    assert why(coverage, "default") == outside
    assert coverage.rules == Share(0, 3)


def test_a_set_without_rules_may_have_a_default():
    head = "when: {call_direction: dial_in}\ndefault: {reject: true}\n"
    text = f"policy: service\n{head}rules: []\ntests:\n"
    text += "  - {name: t, given: {call: {}}, expect: {rule: null}}\n"
    coverage = cover({"a.yaml": text})
    assert why(coverage, "default") == [(Why.OUTSIDE_SET, 1, "call_direction equals 'dial_in'")]


def test_the_default_is_a_rule():
    head = "default: {reject: true}\n"
    covered = one_set(RULES, "call: {}", head=head)
    assert rule(covered, "default").covered
    assert covered.rules == Share(1, 3)
    coverage = one_set(RULES, "call: {vendor: a}", head=head)
    assert why(coverage, "default") == [(Why.ANOTHER_APPLIED, 1, "a/two")]


def test_a_rule_may_be_called_default():
    rules = "  - {id: default, when: {vendor: a}, reject: true}\n"
    coverage = one_set(rules, "call: {}", head="default: {reject: true}\n")
    assert [(found.id, found.tests) for found in coverage.every_rule] == [
        ("default", 0),
        (None, 1),
    ]


def test_an_earlier_rule_set_decided():
    first = "policy: service\nrules: [{id: no, when: {vendor: a}, reject: true}]\n"
    second = f"policy: service\nrules:\n{RULES}default: {{reject: true}}\ntests:\n"
    second += "  - {name: t, given: {call: {vendor: a}}, expect: {action: reject}}\n"
    coverage = cover({"a.yaml": first, "b.yaml": second})
    for name in ("one", "two", "default"):
        assert why(coverage, name) == [(Why.DECIDED_BEFORE, 1, "a/no")]
    assert rule(coverage, "no").covered


def test_an_earlier_rule_set_that_goes_on_decides_nothing():
    first = "policy: service\nrules: [{id: go, when: {vendor: a}, continue: true}]\n"
    second = "policy: service\nrules: [{id: x, when: {protocol: sip}, reject: true}]\n"
    second += "tests: [{name: t, given: {call: {vendor: a}}, expect: {rule: null}}]\n"
    coverage = cover({"a.yaml": first, "b.yaml": second})
    assert why(coverage, "x") == [(Why.NOT_MATCHED, 1, "protocol equals 'sip'")]


def test_an_earlier_default_decided():
    first = "policy: service\nrules: []\ndefault: {reject: true}\n"
    second = f"policy: service\nrules:\n{RULES}tests:\n"
    second += "  - {name: t, given: {call: {vendor: a}}, expect: {action: reject}}\n"
    coverage = cover({"a.yaml": first, "b.yaml": second})
    assert why(coverage, "two") == [(Why.DECIDED_BEFORE, 1, "a/default")]


def test_no_test_runs_there():
    coverage = cover({"a.yaml": f"policy: service\nrules:\n{RULES}"})
    assert why(coverage, "one") == [(Why.NO_TEST, 0, "")]
    assert coverage.rules == Share(0, 2)


def test_a_set_in_no_profile_counts_when_it_has_tests():
    texts = {
        "rulec.yaml": "rulec: 1\nprofiles: {p: {rules: [a.yaml]}}\n",
        "a.yaml": "policy: service\nrules: []\n",
        "b.yaml": f"policy: service\nrules:\n{RULES}",
    }
    assert cover(texts).rules == Share(0, 0)
    texts["b.yaml"] += "tests: [{name: t, given: {call: {vendor: a}}, expect: {rule: two}}]\n"
    coverage = cover(texts)
    assert coverage.rules == Share(1, 2)
    assert why(coverage, "one") == [(Why.NOT_MATCHED, 1, "protocol equals 'sip'")]


# --- Locations -----------------------------------------------------------------------------------

PLACES = """\
  - {id: oslo, when: {location: Oslo}, set: {location: Oslo}}
  - {id: edge, when: {location: DMZ, protocol: sip}, set: {location: DMZ}}
"""


def at_places(profiles: str, *locations: str, when: str = "", rules: str = PLACES) -> Coverage:
    tests = "".join(
        f"  - name: at {name}\n    given: {{call: {{location: {name}}}}}\n"
        "    expect: {action: continue}\n"
        for name in locations
    )
    text = f"policy: media_location\n{when}rules:\n{rules}tests:\n{tests}"
    return cover({"rulec.yaml": f"rulec: 1\nprofiles:\n{profiles}", "a.yaml": text})


def test_a_rule_that_no_profile_can_apply_is_left_out():
    coverage = at_places("  a: {assigned_to: [Oslo, Paris], rules: [a.yaml]}\n", "Oslo")
    assert why(coverage, "edge") == [(Why.LEFT_OUT, 0, "")]
    # Its conditions can never be asked.
    assert rule(coverage, "edge").conditions == ()


def test_a_default_that_no_profile_can_apply_is_left_out():
    when = "when: {location: DMZ}\ndefault: {set: {location: X}}\n"
    coverage = at_places("  a: {assigned_to: [Oslo], rules: [a.yaml]}\n", "Oslo", when=when)
    assert why(coverage, "default") == [(Why.LEFT_OUT, 0, "")]
    assert coverage.rules == Share(0, 3)


def test_the_same_reason_in_two_profiles_is_one():
    profiles = "  a: {assigned_to: [Oslo, Paris], rules: [a.yaml]}\n"
    profiles += "  b: {assigned_to: [Oslo, Rome], rules: [a.yaml]}\n"
    coverage = at_places(profiles, "null")
    assert why(coverage, "oslo") == [(Why.NOT_MATCHED, 1, "location equals 'Oslo'")]


def test_a_profile_whose_script_has_it_but_no_test():
    profiles = "  a: {assigned_to: [Oslo, Paris], rules: [a.yaml]}\n"
    profiles += "  b: {assigned_to: [DMZ, London], rules: [a.yaml]}\n"
    coverage = at_places(profiles, "Oslo")
    assert why(coverage, "edge") == [(Why.NO_TEST, 0, "")]
    assert outcomes(rule(coverage, "edge").conditions).keys() == {
        "location equals 'DMZ'",
        "protocol equals 'sip'",
    }


def test_a_location_that_is_known_is_no_condition_to_test():
    coverage = at_places("  a: {assigned_to: [Oslo], rules: [a.yaml]}\n", "Oslo")
    assert rule(coverage, "oslo").conditions == ()
    coverage = at_places("  a: {assigned_to: [Oslo, Paris], rules: [a.yaml]}\n", "Oslo")
    assert outcomes(rule(coverage, "oslo").conditions) == {
        "location equals 'Oslo'": (True, False, 1)
    }


def test_two_profiles_may_give_both_outcomes():
    profiles = "  a: {assigned_to: [Oslo], rules: [a.yaml]}\n"
    profiles += "  b: {assigned_to: [DMZ], rules: [a.yaml]}\n"
    rules = "  - {id: x, when: {any: [{location: Oslo}, {protocol: sip}]}, set: {location: A}}\n"
    coverage = at_places(profiles, "Oslo", "DMZ", rules=rules)
    assert outcomes(rule(coverage, "x").conditions) == {
        "location equals 'Oslo'": (True, True, 2),
        "protocol equals 'sip'": (False, True, 2),
    }


def test_a_call_without_a_location_has_that_of_the_profile():
    profiles = "  a: {assigned_to: [Oslo], rules: [a.yaml]}\n"
    profiles += "  b: {assigned_to: [DMZ], rules: [a.yaml]}\n"
    rules = "  - {id: x, when: {any: [{location: Oslo}, {protocol: sip}]}, set: {location: A}}\n"
    coverage = at_places(profiles, "null", rules=rules)
    assert outcomes(rule(coverage, "x").conditions)["location equals 'Oslo'"] == (True, True, 1)


def test_the_when_of_the_set_decides_locations_too():
    profiles = "  a: {assigned_to: [Oslo, Paris], rules: [a.yaml]}\n"
    when = "when: {location: Oslo}\n"
    coverage = at_places(profiles, "Oslo", "Paris", when=when)
    (rules,) = coverage.sets
    assert outcomes(rules.when) == {"location equals 'Oslo'": (True, True, 2)}
    assert rule(coverage, "oslo").conditions == ()


# --- Conditions ----------------------------------------------------------------------------------


def test_both_outcomes_are_asked_without_regard_to_what_stands_beside():
    rules = "  - {id: x, when: {vendor: a, protocol: sip}, reject: true}\n"
    coverage = one_set(rules, "call: {vendor: b, protocol: sip}", "call: {vendor: b}")
    assert outcomes(rule(coverage, "x").conditions) == {
        "vendor equals 'a'": (False, True, 2),
        "protocol equals 'sip'": (True, True, 2),
    }
    assert coverage.conditions == Share(3, 4)


def test_a_rule_that_is_not_looked_at_is_not_asked():
    rules = "  - {id: x, when: {vendor: a}, reject: true}\n"
    rules += "  - {id: y, when: {protocol: sip}, reject: true}\n"
    coverage = one_set(rules, "call: {vendor: a}")
    assert outcomes(rule(coverage, "y").conditions) == {"protocol equals 'sip'": (False, False, 0)}


def test_the_when_of_a_set_is_asked_by_all_calls_that_reach_it():
    first = "policy: service\nrules: [{id: no, when: {vendor: a}, reject: true}]\n"
    second = "policy: service\nwhen: {protocol: sip, is: named}\nconditions: {named: {vendor: c}}\n"
    second += f"rules:\n{RULES}tests:\n"
    for number, vendor in enumerate("aab"):
        call = f"{{vendor: {vendor}, protocol: sip}}"
        second += f"  - {{name: t{number}, given: {{call: {call}}}, expect: {{rule: null}}}}\n"
    _, rules = cover({"a.yaml": first, "b.yaml": second}).sets
    assert outcomes(rules.when) == {
        "protocol equals 'sip'": (True, False, 1),
        "vendor equals 'c'": (False, True, 1),
    }
    assert [outcomes(found.conditions) for found in rules.rules] == [
        {"protocol equals 'sip'": (False, False, 0)},
        {"vendor equals 'a'": (False, False, 0)},
    ]


def test_a_named_condition_counts_in_every_rule_that_uses_it():
    head = "conditions: {c: {vendor: a}}\n"
    rules = "  - {id: x, when: {is: c, protocol: sip}, reject: true}\n"
    rules += "  - {id: y, when: {is: c}, reject: true}\n"
    coverage = one_set(rules, "call: {vendor: a}", "call: {}", head=head)
    assert coverage.conditions == Share(2 + 1 + 2, 6)


def test_the_instant_of_the_test_counts():
    rules = "  - {id: x, when: {time: {between: ['08:00', '11:00']}}, reject: true}\n"
    calls = ("call: {}", "call: {}, now: '2026-01-15T09:00:00+00:00'")
    assert one_set(rules, *calls).conditions == Share(2, 2)


# --- Tables --------------------------------------------------------------------------------------

TABLE = """\
tables:
  sites:
    - {subnet: 10.1.0.0/16, to: A}
    - {subnet: 10.2.0.0/16, to: B}
    - {subnet: 10.3.0.0/16, to: C}
"""
SITES = """\
  - id: site
    for_each: sites
    when: {remote_address: {in_subnet: '{subnet}'}, protocol: sip}
    set: {location: '{to}'}
"""


def sites(*addresses: str) -> Coverage:
    calls = [f"call: {{remote_address: {address}, protocol: sip}}" for address in addresses]
    return one_set(SITES, *calls, head=TABLE, policy="media_location")


def test_a_rule_of_a_table_is_one_rule():
    coverage = sites("10.2.0.1", "10.3.0.1", "10.3.0.2")
    (found,) = coverage.every_rule
    assert (found.id, found.tests, found.rows, found.rows_applied) == ("site", 3, 3, 2)
    assert coverage.rules == Share(1, 1)


def test_the_conditions_of_all_rows_are_those_of_one():
    (found,) = sites("10.2.0.1").every_rule
    assert outcomes(found.conditions) == {
        "remote_address in_subnet '10.1.0.0/16'": (True, True, 1),
        "protocol equals 'sip'": (True, False, 1),
    }
    assert [condition.varies for condition in found.conditions] == [True, False]


def test_no_row_applied():
    coverage = sites("10.9.0.1", "10.9.0.1")
    assert why(coverage, "site") == [(Why.NOT_MATCHED, 2, "remote_address in_subnet '10.1.0.0/16'")]
    (reason,) = rule(coverage, "site").reasons
    assert reason.row == "site[1]"


def test_the_row_that_came_nearest_gives_the_reason():
    rules = "  - {id: x, for_each: t, when: {vendor: '{v}'}, set: {locked: true}}\n"
    head = "tables: {t: [{v: a}, {v: b}, {v: c}]}\n"
    assert why(one_set(rules, "call: {vendor: b}", head=head), "x") == [(Why.NO_SERVICE, 1, "")]


# --- Shares --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("covered", "total", "percent"),
    [(0, 0, 100), (0, 3, 0), (12, 14, 85), (999, 1000, 99), (1000, 1000, 100)],
)
def test_percents_are_rounded_down(covered: int, total: int, percent: int):
    assert Share(covered, total).percent == percent


def test_shares_are_compared_exactly():
    assert Share(12, 14).reaches(Decimal("85.71"))
    assert not Share(12, 14).reaches(Decimal("85.72"))
    assert Share(0, 0).reaches(Decimal(100))
    assert not Share(999, 1000).reaches(Decimal(100))
    assert Share(0, 5).reaches(Decimal(0))
