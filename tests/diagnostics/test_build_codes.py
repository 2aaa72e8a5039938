"""What is said of scripts: too long, nearly full, forbidden, different from their rules."""

import pytest

from rulec import pipeline
from rulec.evaluate import Action, Decision
from rulec.report.problems import render_problems
from rulec.verify.oracle import USUAL

RULES = """policy: participant
rules:
  - {id: staff, when: {local_alias: alice}, set: {call_tag: '{vendor}'}}
"""
PROJECT = """rulec: 1
profiles:
  small: {rules: [roles.yaml], budget: 300}
"""


@pytest.fixture(autouse=True)
def rules(tmp_path, monkeypatch):
    """A rules folder in the current one, so that paths in messages are short."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "roles.yaml").write_text(RULES, encoding="utf-8")
    return tmp_path / "rules"


def said(rules):
    made = pipeline.build(rules.relative_to(rules.parent))
    assert made.outputs is None or not made.has_errors
    return render_problems(made.problems)


def test_over_budget(rules):
    (rules / "rulec.yaml").write_text(PROJECT, encoding="utf-8")
    assert said(rules) == (
        "rules/rulec.yaml:1:1: error: the participant script of `small` counts 431 characters, "
        "131 too many [R300 over-budget]\n"
        "  |\n"
        "1 | rulec: 1\n"
        "  | ^\n"
        "  = hint: the largest rule is `roles/staff` (232); move rule sets to another profile, or "
        "merge rules that do the same\n"
        "\n"
        "1 error\n"
    )


def test_nearly_full(rules, monkeypatch):
    monkeypatch.setattr(pipeline, "SCRIPT_WARNING_CHARACTERS", 600)
    assert said(rules) == (
        "rules/roles.yaml:1:1: warning: the participant script of `default` counts 704 of 49152 "
        "characters [R301 nearly-full]\n"
        "  |\n"
        "1 | policy: participant\n"
        "  | ^\n"
        "  = hint: nodes may count a little differently; leave some room\n"
        "\n"
        "1 warning\n"
    )


def test_forbidden_construct(rules, monkeypatch):
    monkeypatch.setattr(pipeline, "forbidden_constructs", lambda _: ("line 3: the filter upper",))
    assert said(rules) == (
        "error: the participant script of `default` uses line 3: the filter upper "
        "[R901 forbidden-construct]\n"
        "  = hint: please report this\n"
        "\n"
        "1 error\n"
    )


def test_disagreement(rules, monkeypatch):
    monkeypatch.setattr("rulec.script.literal.text_literal", lambda text: f'"{text}x"')
    assert said(rules) == (
        "error: the participant script of `default` differs from its rules [R900 disagreement]\n"
        "  = hint: please report this\n"
        "\n"
        "1 error\n"
    )


class Refusing:
    """A compiled evaluator that is wrong."""

    def __init__(self, policy, _):
        self.policy = policy

    def decide(self, *_):
        return Decision(self.policy, Action.REJECT, {}, ())


def test_evaluators_differ(rules, monkeypatch):
    monkeypatch.setattr("rulec.verify.oracle.Decider", Refusing)
    numbers = range(USUAL.few)
    more = [f"  - {{id: r{n}, when: {{vendor: v{n}}}, set: {{call_tag: t{n}}}}}" for n in numbers]
    (rules / "roles.yaml").write_text(RULES + "\n".join(more), encoding="utf-8")
    assert said(rules) == (
        "warning: for the participant policy of `default`, the compiled evaluator decides a call "
        "otherwise than the rules mean [R902 evaluators-differ]\n"
        "  = hint: please report this\n"
        "\n"
        "1 warning\n"
    )
