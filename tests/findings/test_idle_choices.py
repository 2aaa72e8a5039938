"""Chosen values of which one arm never counts."""

import pytest
from findings.texts import found_in, lines_of, participant

from rulec.findings.idle_choices import idle_choices


def told(*rules, head="", tail=""):
    return lines_of(found_in(participant(rules, head) + tail, (idle_choices,)))


def rule(choice, when="protocol: sip", more=""):
    return f"{{id: a, when: {{{when}}}, {more}set: {{call_tag: {choice}}}}}"


NEVER = "so `then` never counts"
ALWAYS = "so `otherwise` never counts"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([rule("{when: {protocol: sip}, then: x, otherwise: y}")], [ALWAYS]),
        ([rule("{when: {protocol: api}, then: x, otherwise: y}")], [NEVER]),
        ([rule("{when: {protocol: [sip, api], not: {vendor: x}}, then: x, otherwise: y}")], []),
        ([rule("{when: {protocol: api}, then: x, otherwise: y}", "vendor: x")], []),
        (
            [
                rule(
                    "{when: {vendor: x}, then: p, otherwise:"
                    " {when: {vendor: {starts_with: x, contains: y}}, then: q, otherwise: r}}"
                )
            ],
            [],
        ),
        (
            [
                rule(
                    "{when: {vendor: {starts_with: x}}, then: p, otherwise:"
                    " {when: {vendor: xyz}, then: q, otherwise: r}}"
                )
            ],
            [NEVER],
        ),
        (
            [
                rule(
                    "{when: {protocol: api}, then:"
                    " {when: {vendor: x}, then: p, otherwise: q}, otherwise: r}"
                )
            ],
            [NEVER],
        ),
        (
            [
                "{id: first, when: {vendor: x}, set: {call_tag: z}}",
                rule("{when: {vendor: x}, then: p, otherwise: q}"),
            ],
            [NEVER],
        ),
        (
            [
                "{id: first, when: {vendor: x}, set: {role: guest}}",
                rule("{when: {vendor: {not: x}}, then: p, otherwise: q}"),
            ],
            [ALWAYS],
        ),
        ([rule("'a {tag}'", more="let: {tag: {when: {protocol: api}, then: x}}, ")], [NEVER]),
        # What no call reaches is told of the rule.
        (
            [
                "{id: all, set: {call_tag: z}}",
                rule("{when: {protocol: api}, then: p, otherwise: q}"),
            ],
            [],
        ),
    ],
)
def test_arms_that_never_count(rules, expected):
    lines = told(*rules)
    assert [line.rpartition(", ")[2] for line in lines] == expected
    assert all(line.startswith("idle-choice: ") for line in lines)


def test_a_named_value_counts_for_all_rules_that_read_it():
    head = "let: {tag: {when: {protocol: api}, then: x, otherwise: y}}\n"
    phones = "{id: phones, when: {protocol: sip}, set: {call_tag: '{tag}'}}"
    boxes = "{id: boxes, when: {protocol: h323}, set: {call_tag: '{tag}'}}"
    apps = "{id: apps, when: {protocol: api}, set: {call_tag: '{tag}'}}"
    (line,) = told(phones, boxes, head=head)
    assert line == (
        "idle-choice: `protocol` chooses nothing: no call of `phones` and `boxes` meets it, so"
        " `then` never counts"
    )
    assert told(phones, boxes, apps, head=head) == []


def test_a_named_value_that_conditions_read_is_not_judged():
    head = "let: {tag: {when: {protocol: api}, then: x, otherwise: y}}\n"
    phones = "{id: phones, when: {protocol: sip, tag: y}, set: {call_tag: '{tag}'}}"
    assert told(phones, head=head) == []


def test_a_table_is_told_of_when_all_of_its_rows_agree():
    choice = "{when: {protocol: %s}, then: x, otherwise: y}"
    rows = "tables: {t: [{p: sip}, {p: h323}]}\n"
    rules = "{id: a, for_each: t, when: {protocol: '{p}'}, set: {call_tag: %s}}"
    (line,) = told(rules % (choice % "api"), head=rows)
    assert "no call of `a` meets it" in line
    assert told(rules % (choice % "h323"), head=rows) == []


def test_a_default_and_what_is_created_are_looked_at():
    tail = "default: {set: {call_tag: {when: {protocol: sip}, then: x, otherwise: y}}}\n"
    phones = "{id: phones, when: {protocol: sip}, set: {call_tag: a}}"
    (line,) = told(phones, tail=tail)
    assert "no call of `default` meets it" in line
    text = (
        "policy: service\nrules:\n- id: a\n  when: {local_alias: a}\n  create:\n"
        "    service_type: conference\n    service_tag: x\n"
        "    name: {when: {service_config: found}, then: A, otherwise: B}\n"
    )
    (line,) = lines_of(found_in(text, (idle_choices,)))
    assert line.endswith(NEVER)


def test_profiles_that_decide_a_choice_differently_need_both_arms():
    project = (
        "rulec: 1\nlocations: [Oslo, Rome]\nprofiles:\n"
        "  north: {assigned_to: [Oslo], rules: [r.yaml, n.yaml]}\n"
        "  south: {assigned_to: [Rome], rules: [r.yaml, s.yaml]}\n"
    )
    refusal = "policy: participant\nrules: [{id: no, when: {protocol: %s}, reject: x}]\n"
    last = participant(["{id: a, set: {call_tag: {when: {protocol: sip}, then: x, otherwise: y}}}"])
    files = {
        "rulec.yaml": project.replace("[r.yaml, ", "[").replace(".yaml]", ".yaml, r.yaml]"),
        "n.yaml": refusal % "sip",
        "s.yaml": refusal % "{not: sip}",
        "r.yaml": last,
    }
    assert lines_of(found_in(files, (idle_choices,))) == []
