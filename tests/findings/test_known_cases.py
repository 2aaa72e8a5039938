"""What is found, and what is not, in rule sets that are known to be hard to judge."""

import pytest
from findings.texts import TODAY, found_in, lines_of, participant, project_of

from rulec.findings import findings

#: Rules of participant policy, and what is found in them: the names of codes with rules' names.
CASES = {
    "hidden only by the union of two": (
        (
            "{id: low, when: {bandwidth: {at_most: 10}}, set: {call_tag: a}}",
            "{id: high, when: {bandwidth: {greater_than: 9}}, set: {call_tag: b}}",
            "{id: middle, when: {bandwidth: {at_least: 5, at_most: 20}}, set: {call_tag: c}}",
        ),
        [
            (
                "unreachable-rule: no call reaches `middle`: `low` and `high` together take every "
                "call first"
            )
        ],
    ),
    "not hidden: the union leaves calls without a value": (
        (
            "{id: api, when: {protocol: api}, set: {call_tag: a}}",
            "{id: known, when: {protocol: {matches: '.+', not: api}}, set: {call_tag: b}}",
            "{id: rest, set: {call_tag: c}}",
        ),
        [
            (
                "covered-condition: `not` on `protocol` makes no difference: `api` takes every "
                "call that would fail it"
            )
        ],
    ),
    "a higher bound behind a lower one": (
        (
            "{id: five, when: {bandwidth: {at_least: 5}}, set: {call_tag: a}}",
            "{id: ten, when: {bandwidth: {at_least: 10}}, set: {call_tag: b}}",
        ),
        ["unreachable-rule: no call reaches `ten`: `five` takes every call first"],
    ),
    "a lower bound behind a higher one is fine": (
        (
            "{id: ten, when: {bandwidth: {at_least: 10}}, set: {call_tag: b}}",
            "{id: five, when: {bandwidth: {at_least: 5}}, set: {call_tag: a}}",
        ),
        [],
    ),
    "a prefix above its exceptions": (
        (
            "{id: rooms, when: {local_alias: {starts_with: room}}, set: {call_tag: a}}",
            "{id: room-7, when: {local_alias: room7}, set: {call_tag: b}}",
            r"{id: room-8, when: {local_alias: {matches: 'room8\d*'}}, set: {call_tag: c}}",
            "{id: roof, when: {local_alias: roof}, set: {call_tag: c}}",
        ),
        [
            "unreachable-rule: no call reaches `room-7`: `rooms` takes every call first",
            "unreachable-rule: no call reaches `room-8`: `rooms` takes every call first",
        ],
    ),
    "an ending that another one rules out": (
        ("{id: a, when: {vendor: {ends_with: a.x, not: {ends_with: .x}}}, set: {call_tag: a}}",),
        [
            (
                "impossible-condition: no call meets the rule `a`: `ends_with` on `vendor` and "
                "`not` on `vendor` contradict each other"
            )
        ],
    ),
    "an ending that rules out some of another": (
        ("{id: a, when: {vendor: {ends_with: .x, not: {ends_with: a.x}}}, set: {call_tag: a}}",),
        [],
    ),
    "rules behind one without a condition": (
        (
            "{id: all, set: {call_tag: a}}",
            "{id: b, when: {protocol: sip}, set: {call_tag: b}}",
        ),
        ["unreachable-rule: no call reaches `b`: `all` has no `when` and takes every call first"],
    ),
    "only one of two equal tests is told": (
        ("{id: a, when: {all: [{protocol: sip}, {protocol: [sip]}]}, set: {call_tag: a}}",),
        [
            (
                "idle-condition: `protocol` makes no difference: every call that meets the rest "
                "meets it too"
            )
        ],
    ),
    "a continue that keeps calls from the rule below": (
        (
            "{id: board, when: {local_alias: board}, continue: true}",
            "{id: all, set: {call_tag: a}}",
        ),
        [],
    ),
    "the same effect with another rule between": (
        (
            "{id: one, when: {local_alias: {starts_with: ab}}, set: {call_tag: a}}",
            "{id: two, when: {local_alias: abc}, set: {call_tag: b}}",
            "{id: three, when: {local_alias: {starts_with: a}}, set: {call_tag: a}}",
        ),
        ["unreachable-rule: no call reaches `two`: `one` takes every call first"],
    ),
}


@pytest.mark.parametrize(("rules", "expected"), CASES.values(), ids=CASES)
def test_known_case(rules, expected):
    told = lines_of(found_in(participant(rules)))
    assert [line for line in told if line.split(":")[0] in OWN] == expected


OWN = (
    "unreachable-rule",
    "impossible-condition",
    "unreachable-default",
    "unreachable-rule-set",
    "idle-condition",
    "covered-condition",
    "idle-rule",
    "conflicting-rules",
)


def test_computed_values_are_unknown_and_nothing_is_claimed():
    rules = (
        "{id: a, when: {key: {matches: '[0-9a-f]+'}}, set: {call_tag: a}}",
        "{id: b, when: {key: nothing-like-it}, set: {call_tag: b}}",
    )
    project = project_of(participant(rules, "let: {key: '{vendor | pex_hash}'}\n"))
    made = findings(project, TODAY)
    assert "unreachable-rule" not in {problem.code.name for problem in made.problems}
    assert made.undecided == (("a computed value", sum(n for _, n in made.undecided)),)


ROLES = "{id: phones, when: {protocol: sip}, set: {call_tag: phone}}"


def conflict(first, second):
    files = {"1.yaml": participant([first]), "2.yaml": participant([second])}
    return [line for line in lines_of(found_in(files)) if line.startswith("conflicting")]


@pytest.mark.parametrize(
    "second",
    [
        "{id: two, when: {protocol: api}, set: {call_tag: x}}",
        "{id: two, set: {call_tag: phone}}",
        "{id: two, set: {remote_display_name: x}}",
        "{id: two, reject: sorry}",
    ],
    ids=["other calls", "the same value", "another field", "a refusal"],
)
def test_no_conflict(second):
    assert conflict(ROLES, second) == []


def test_conflict_needs_values_that_differ_on_the_call():
    assert conflict(ROLES, "{id: two, set: {call_tag: '{vendor}'}}")
    same = "{id: two, set: {call_tag: '{protocol}'}}"
    assert not conflict("{id: one, when: {protocol: sip}, set: {call_tag: sip}}", same)


def test_many_conflicts_are_told_once():
    one = participant(
        [f"{{id: a{n}, when: {{local_alias: a{n}}}, set: {{call_tag: a}}}}" for n in range(7)]
    )
    two = participant(["{id: all, set: {call_tag: b}}"])
    (line,) = [
        each
        for each in lines_of(found_in({"1.yaml": one, "2.yaml": two}))
        if each.startswith("conflicting")
    ]
    assert line.endswith("and so do 6 other pairs of rules of the two rule sets")


def service(rule):
    return f"policy: service\nwhen: {{call_direction: dial_in}}\nrules:\n- {rule}\n"


NEW = "create: {service_type: conference, name: A, service_tag: a, enable_chat: yes}"
ADDED = "{id: quiet, when: {local_alias: {starts_with: a}}, set: {enable_chat: no}}"


def overwritten(files):
    lines = (line.partition(": ") for line in lines_of(found_in(files)))
    return [message for code, _, message in lines if code == "conflicting-rules"]


@pytest.mark.parametrize(
    ("first", "fights"),
    [
        (f"{{id: new, when: {{local_alias: ab}}, {NEW}}}", True),
        (f"{{id: new, when: {{local_alias: ab}}, {NEW.replace('create', 'replace')}}}", True),
        (f"{{id: new, when: {{local_alias: b}}, {NEW}}}", False),
        (f"{{id: new, when: {{local_alias: ab}}, {NEW.replace('yes', 'no')}}}", False),
        # There is a service already, which this one leaves alone.
        (f"{{id: new, when: {{local_alias: ab, service_config: found}}, {NEW}}}", False),
    ],
)
def test_what_a_rule_created_is_overwritten(first, fights):
    files = {"1.yaml": service(first), "2.yaml": service(ADDED)}
    lines = overwritten(files)
    text = "`quiet` overwrites what `new` of the rule set `1` gives `enable_chat`"
    assert lines == [text] * fights


def test_what_an_earlier_rule_created_is_not_created_again():
    new = f"{{id: new, when: {{local_alias: ab}}, {NEW}}}"
    files = {"0.yaml": service(new), "1.yaml": service(new), "2.yaml": service(ADDED)}
    lines = overwritten(files)
    assert lines == ["`quiet` overwrites what `new` of the rule set `0` gives `enable_chat`"]


BOARD = "{id: board, when: {local_alias: board}, set: {call_tag: board}}"
OTHERS = "default: {set: {call_tag: other}}\n"


def test_a_default_conflicts_as_a_rule_does():
    files = {"1.yaml": participant([ROLES]), "2.yaml": participant([BOARD]) + OTHERS}
    assert overwritten(files) == [
        "`board` overwrites what `phones` of the rule set `1` gives `call_tag`",
        "the `default` overwrites what `phones` of the rule set `1` gives `call_tag`",
    ]
    files = {"1.yaml": participant([ROLES]) + OTHERS, "2.yaml": participant([BOARD])}
    assert overwritten(files) == [
        "`board` overwrites what `phones` of the rule set `1` gives `call_tag`",
        "`board` overwrites what the `default` of the rule set `1` gives `call_tag`",
    ]


def test_of_two_defaults_nobody_could_accept_a_conflict():
    guests = "{id: guests, when: {protocol: h323}, set: {role: guest}}"
    text = participant([guests]) + OTHERS
    files = {"1.yaml": text, "2.yaml": text.replace("other", "another")}
    assert not overwritten(files)


TAG = "{id: %s, when: {%s}, set: {call_tag: %s}}"


@pytest.mark.parametrize(
    ("rules", "idle"),
    [
        ([TAG % ("one", "protocol: [sip, api]", "a"), TAG % ("two", "protocol: sip", "a")], True),
        # The earlier one is told of already.
        ([TAG % ("one", "protocol: sip", "a"), TAG % ("two", "protocol: sip", "a")], False),
        ([TAG % ("one", "protocol: [sip, api]", "b"), TAG % ("two", "protocol: sip", "a")], False),
        ([TAG % ("one", "protocol: sip", "a"), TAG % ("two", "protocol: [sip, api]", "a")], False),
        (
            [
                TAG % ("one", "protocol: sip", "a"),
                TAG % ("between", "vendor: x", "b"),
                TAG % ("two", "protocol: sip", "a"),
            ],
            False,
        ),
        (
            [
                TAG % ("one", "protocol: sip", "a"),
                "{id: between, when: {vendor: x}, set: {role: guest}}",
                TAG % ("two", "protocol: sip, vendor: {starts_with: x}", "a"),
            ],
            True,
        ),
        (
            [
                TAG % ("one", "protocol: sip", "'{vendor}'"),
                TAG % ("two", "protocol: sip", "'{vendor}'"),
            ],
            False,
        ),
    ],
)
def test_a_rule_sets_again_what_is_set(rules, idle):
    lines = lines_of(found_in(participant(rules, "match: all\n")))
    assert [line for line in lines if line.startswith("idle-rule: `two`")] == [
        "idle-rule: `two` changes nothing: `one` above sets the same for its calls"
    ] * idle
