"""Files that are small but would take the compiler, or a node, very long are refused."""

import pytest
from rule_texts import read_rules

CHAIN = "{vendor" + " | lower" * 500 + "}"
GROWTH = "{vendor" + ' | replace("a", "aaaaaaaaaaaaaaaaaaaaaaaa")' * 7 + "}"


def messages(text):
    _, problems = read_rules({"rules.yaml": text})
    return [problem.message for problem in problems if problem.is_error]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (CHAIN, "more than 10 filters in a row"),
        (GROWTH, "these replacements could make a text enormous"),
    ],
)
def test_filters(value, message):
    rule = f"policy: participant\nrules:\n  - {{id: a, set: {{call_tag: '{value}'}}}}\n"
    assert messages(rule) == [message]


def test_long_chains_of_values():
    lets = "".join(f"  l{n}: '{{l{n - 1}}}'\n" for n in range(1, 1500))
    text = f"policy: participant\nlet:\n  l0: '{{vendor}}'\n{lets}rules:\n"
    text += "  - {id: a, when: {l1499: x}, set: {call_tag: y}}\n"
    assert any("use each other in a row" in m or "sources" in m for m in messages(text))


@pytest.mark.parametrize("word", ["not", "any", "all", "equals", "matches"])
def test_an_operator_is_no_attribute(word):
    text = (
        "policy: participant\nrules:\n"
        f"  - {{id: a, when: {{idp_attributes: {{{word}: staff}}}}, reject: true}}\n"
    )
    assert messages(text) == [
        f"`{word}` is no attribute of an identity provider here, but an operator"
    ]


@pytest.mark.parametrize("word", ["~", "Null", "NULL"])
def test_other_ways_to_write_null_are_doubtful(word):
    text = (
        "policy: participant\nrules:\n"
        f"  - {{id: a, when: {{vendor: {{not: {word}}}}}, reject: true}}\n"
    )
    assert messages(text) == [f"`{word}` may be text or null"]
