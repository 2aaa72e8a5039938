"""What a rule set accepts of its own: what stands beside its rules."""

from findings.texts import TODAY, project_of
from rule_texts import read_rules

from rulec.findings import findings

_SLOW = r"'{remote_display_name | pex_regex_replace(\"(\w+\s?)+$\", \"\")}'".replace('\\"', '"')
#: A list with a Cyrillic letter among Latin ones.
_BESIDE = f"lists: {{names: [p\u0430ypal]}}\nlet: {{short: {_SLOW}}}\n"
_RULES = (
    "rules:\n- id: a\n  when: {vendor: {list: names}}\n  set: {remote_display_name: '{short}'}\n"
)


def told(above, rules=_RULES):
    _, problems = read_rules({"a.yaml": f"policy: participant\n{above}{_BESIDE}{rules}"}, {})
    return sorted((p.code.name, p.message.split("`")[1]) for p in problems if "`" in p.message) + [
        p.code.name for p in problems if "`" not in p.message
    ]


def names(above, rules=_RULES):
    return sorted(name if isinstance(name, str) else name[0] for name in told(above, rules))


def test_what_stands_beside_rules_can_be_accepted_for_the_set():
    assert names("") == ["mixed-scripts", "slow-pattern"]
    why = "description: These are the names that they use.\n"
    assert names(f"{why}accept: [mixed-scripts, slow-pattern]\n") == []
    assert names("accept: [mixed-scripts, slow-pattern]\n") == ["accept-without-reason"]


def test_a_set_accepts_nothing_of_its_rules():
    why = "description: These are the names that they use.\n"
    rules = r"""rules:
- id: a
  when: {vendor: {list: names}, local_alias: {matches: '(\d+)+x'}}
  set: {remote_display_name: '{short}'}
- id: b
  when: {vendor: {matches: '(\d+)+y'}}
  set: {call_tag: x}
"""
    above = f"{why}accept: [mixed-scripts, slow-pattern]\n"
    assert names(above, rules) == ["slow-pattern", "slow-pattern"]


def test_an_accept_of_a_set_must_have_something_to_silence():
    why = "description: These are the names that they use.\n"
    assert names(f"{why}accept: [mixed-scripts, slow-pattern, host-bits]\n") == ["unused-accept"]


def test_what_is_found_about_a_default_is_accepted_for_the_set():
    text = (
        "policy: participant\n%s"
        "rules:\n- {id: all, set: {call_tag: a}}\ndefault: {set: {call_tag: b}}\n"
    )
    why = "description: The default is for those who delete rules.\naccept: [%s]\n"

    def found(above):
        made = findings(project_of(text % above), TODAY).problems
        return [problem.code.name for problem in made]

    assert found("") == ["unreachable-default"]
    assert found(why % "unreachable-default") == []
    assert found(why % "unreachable-default, rule-is-over") == ["unused-accept"]
