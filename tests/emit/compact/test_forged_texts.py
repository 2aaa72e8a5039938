"""No text of a call is taken for a key that it is not, though it is made of what tables are."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest
from emit.compact.forced import in_tables
from jinja2 import Environment, nodes
from rule_texts import Rules, canonical, errors, parsed, read_rules

from rulec.emulator import HARSH, LIKELY, Node
from rulec.pexip import Policy

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
WORDS = ("a", "b", "ab", "b1", "a|b", "a;b", "x=", "#", "%", "q")
#: What rules ask, and how.
SHAPES = (
    "call_tag: {one}",
    "call_tag: {one}, vendor: {two}",
    "call_tag: {one}, protocol: sip",
    "call_tag: {one}, protocol: h323, vendor: {two}",
    "call_tag: {one}, vendor: {two}, remote_display_name: {three}",
    "idp_attributes: {{department: {one}}}",
    "idp_attributes: {{department: {one}, group: {two}}}",
    "vendor: {three}, idp_attributes: {{department: {one}, group: {two}}}",
    "vendor: {three}, idp_attributes: {{department: {one}}}",
    "protocol: sip, vendor: {three}, idp_attributes: {{department: {one}, group: {two}}}",
    "protocol: sip, idp_attributes: {{group: {one}}}",
    "all: [{{idp_attributes: {{group: {one}}}}}, {{idp_attributes: {{group: {two}}}}}]",
)


def rules_of(random: Random, shapes: tuple[str, ...]) -> str:
    lines = []
    for number in range(random.choice((6, 20, 60))):
        names = {name: f"'{random.choice(WORDS)}'" for name in ("one", "two", "three")}
        when = random.choice(shapes).format(**names)
        role = random.choice(("chair", "guest"))
        name = f"N {number}{random.choice(('', '|', ';', '#'))}"
        effect = f"set: {{role: {role}, remote_display_name: '{name}'}}"
        lines.append(f"  - {{id: r{number}, when: {{{when}}}, {effect}}}")
    return "policy: participant\nrules:\n" + "\n".join(lines) + "\n"


def fragments(script: str) -> list[str]:
    """What the constants of a script are made of, and some of it in a row."""
    constants = {
        node.value
        for node in Environment().parse(script).find_all(nodes.Const)
        if isinstance(node.value, str) and len(node.value) > 20
    }
    pieces: list[str] = []
    for text in sorted(constants):
        parts = re.split(r"([^\w. ])", text)
        pieces += parts
        pieces += ("".join(parts[n : n + 5]) for n in range(len(parts)))
        pieces += ("".join(parts[n : n + 2]) for n in range(len(parts)))
    return [piece for piece in pieces if len(piece) < 40]


def call(random: Random, made_of: list[str]) -> dict[str, object]:
    def text() -> str:
        if random.random() < 0.5:
            return random.choice(WORDS)
        return "".join(random.choice(made_of) for _ in range(random.choice((1, 1, 2, 3))))

    def items() -> object:
        several = [text() for _ in range(random.choice((1, 2, 4)))]
        return random.choice((text(), text(), several, several))

    return {
        "call_info": {
            "call_tag": text(),
            "vendor": text(),
            "remote_display_name": text(),
            "protocol": random.choice(("sip", "h323", text())),
        },
        "participant": {"idp_attributes": {"department": items(), "group": items()}},
    }


@pytest.mark.parametrize("seed", range(12))
def test_texts_that_are_made_of_the_script(seed: int):
    random = Random(seed)
    shapes = tuple(random.sample(SHAPES, random.choice((2, 4, len(SHAPES)))))
    project, problems = read_rules({"rules.yaml": rules_of(random, shapes)})
    assert not errors(problems)
    (profile,) = project.profiles
    script = in_tables(profile, Policy.PARTICIPANT).text
    made_of = fragments(script)
    rules = Rules(profile, Policy.PARTICIPANT, script)
    scripts = [Node(behaviour).compile(script) for behaviour in (LIKELY, HARSH)]
    told: Counter[bool] = Counter()
    for _ in range(400):
        given = call(random, made_of)
        meant = canonical(rules.meaning(given, NOW))
        told["remote_display_name" in meant] += 1
        for one in scripts:
            assert canonical(parsed(one.render(given, NOW))) == meant, f"{given}\n{script}"
    # Some meet a rule and some nearly do.
    assert told[True]
    assert told[False]
