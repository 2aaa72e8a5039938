"""Tests on identities that impostors meet."""

import pytest
from findings.security import call_of, problems

#: A condition, with the code and the text of the impostor that are told; none where all is well.
TOLD = {
    # Dots that stand for any character.
    r"remote_alias: {matches: '.+@example.com'}": ("open-dot", "mallory@examplexcom"),
    r"remote_alias: {domain: {matches: 'example.com'}}": ("open-dot", "mallory@examplexcom"),
    r"local_alias: {user: {matches: 'meet.alice'}}": ("open-dot", "meetxalice@example.com"),
    r"remote_alias: {matches: '(al|bo)@(a|b)\.x.(com|org)'}": ("open-dot", "al@a.xxcom"),
    r"remote_alias: {matches: '.+@example\.com'}": None,
    r"remote_alias: {matches: '88.+'}": None,
    r"remote_alias: {matches: '[^@]+.*@example[.]com'}": None,
    r"vendor: {matches: 'a.example.com'}": None,
    # Names that go on, or begin earlier.
    r"remote_alias: {regex: '@example\.com'}": ("open-name", "mallory@example.com.evil.example"),
    r"remote_alias: {contains: example.com}": ("open-name", "mallory@example.com.evil.example"),
    r"remote_alias: {starts_with: bob@example.com}": (
        "open-name",
        "bob@example.com.evil.example",
    ),
    r"remote_alias: {ends_with: example.com}": ("open-name", "mallory@evil-example.com"),
    r"remote_alias: {matches: '.+example\.com'}": ("open-name", "mallory@evil-example.com"),
    r"remote_alias: {domain: {ends_with: example.com}}": ("open-name", "mallory@evil-example.com"),
    r"remote_alias: {regex: '@example\.com(;|$)'}": None,
    r"remote_alias: {ends_with: ['@example.com', .example.com]}": None,
    r"remote_alias: {domain: example.com}": None,
    r"remote_alias: {domain: {ends_with: .example.com}}": None,
    r"remote_alias: {user: {contains: john.smith}}": None,
    r"local_alias: {contains: example.com}": None,
    r"p_asserted_identity: {includes: {contains: '@example.com'}}": (
        "open-name",
        '"Mallory"<sip:mallory@example.com.evil.example>',
    ),
    r"p_asserted_identity: {includes: {contains: '@example.com>'}}": None,
    # Words in attributes.
    r"idp_attributes: {group: {contains: staff}}": ("open-name", "non-staff"),
    r"idp_attributes: {group: {regex: staff}}": ("open-name", "non-staff"),
    r"idp_attributes: {group: {contains: 'CN=Staff,'}}": None,
    r"idp_attributes: {group: {regex: '^staff'}}": None,
    r"idp_attributes: {group: staff}": None,
    # Other conditions keep the impostor out.
    r"all: [{remote_alias: {regex: '@example\.com'}}, {remote_alias: {domain: example.com}}]": None,
}
_CODES = ("open-dot", "open-name", "line-feed")


def found(rules):
    return [p for p in problems("participant", rules) if p.code.name in _CODES]


@pytest.mark.parametrize("when", TOLD)
def test_impostors(when):
    told = found(f"- id: x\n  when: {{{when}}}\n  set: {{call_tag: ours}}")
    if TOLD[when] is None:
        assert told == []
        return
    (problem,) = told
    code, text = TOLD[when]
    assert (problem.code.name, f"`{text}`" in problem.message) == (code, True), problem.message
    assert text in str(call_of(problem))


def test_a_refusal_may_be_wide_but_its_exceptions_may_not():
    reject = "- id: x\n  when: {%s}\n  reject: 'no'"
    assert found(reject % r"remote_alias: {regex: '@evil\.com'}") == []
    (problem,) = found(reject % r"not: {remote_alias: {regex: '@good\.com'}}")
    assert call_of(problem)["call_info"]["remote_alias"] == "mallory@good.com.evil.example"


def test_an_earlier_rule_may_take_the_impostor():
    rule = "- id: x\n  when: {remote_alias: {ends_with: example.com}}\n  set: {call_tag: ours}"
    earlier = "- id: e\n  when: {not: {remote_alias: {domain: example.com}}}\n  reject: 'no'\n"
    assert len(found(rule)) == 1
    assert found(earlier + rule) == []


@pytest.mark.parametrize(
    ("effect", "pattern", "is_found"),
    [
        ("set: {bypass_lock: true}", r"regex: '^bob@example\.com$'", True),
        ("set: {bypass_lock: true}", r"matches: '^bob@example\.com$'", False),
        ("set: {bypass_lock: true}", r"regex: '^bob@example\.com'", False),
        ("set: {bypass_lock: true}", r"regex: '^bob@.*$'", False),
        ("set: {call_tag: x}", r"regex: '^bob@example\.com$'", False),
        ("continue: true", r"regex: '^bob@example\.com$'", True),
    ],
)
def test_line_feeds_count_where_something_is_opened(effect, pattern, is_found):
    told = found(f"- id: x\n  when: {{registered: true, remote_alias: {{{pattern}}}}}\n  {effect}")
    lines = [problem for problem in told if problem.code.name == "line-feed"]
    assert bool(lines) is is_found
    for problem in lines:
        assert call_of(problem)["call_info"]["remote_alias"] == "bob@example.com\n"


def test_a_condition_with_a_name_is_told_once():
    above = "conditions: {ours: {remote_alias: {ends_with: example.com}}}\n"
    rules = "".join(
        f"- id: r{n}\n  when: {{is: ours, vendor: v{n}}}\n  continue: true\n" for n in "ab"
    )
    told = [p for p in problems("participant", rules, above) if p.code.name in _CODES]
    assert len(told) == 1


@pytest.mark.parametrize(
    ("let", "when", "expected"),
    [
        ("{remote_alias.domain}", r"who: {matches: 'example.com'}", "open-dot"),
        ("{remote_alias}", r"who: {regex: '@example.com$'}", "open-dot"),
        ("{remote_alias}", r"who: {ends_with: example.com}", "open-name"),
        ("{remote_alias.domain}", r"who: {matches: 'example\.com'}", None),
        # What is left of it may be anything.
        ("{remote_alias | pex_tail(11)}", r"who: {matches: 'example.com'}", None),
    ],
)
def test_a_named_value_is_the_field_that_it_names(let, when, expected):
    rule = f"- id: a\n  when: {{{when}, registered: true}}\n  set: {{call_tag: x}}"
    told = problems("participant", rule, f"let: {{who: '{let}'}}\n")
    assert [p.code.name for p in told] == ([expected] if expected else [])
    assert all(" on `who` is met by `" in p.message for p in told)
