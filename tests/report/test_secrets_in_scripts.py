"""A secret comes out of the script as it was in the environment, whatever it consists of."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hostile.texts import BY_ANYONE
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja210 import Worker, render_on_2_10
from rule_texts import Rules, compiled, parsed

from rulec.emulator import HARSH, LIKELY
from rulec.pexip import Policy

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
RULES = """\
policy: service
let: {token: '{env:S}'}
rules:
  - id: a
    when: {local_alias: x}
    set: {description: '{env:S}', name: '<{token}>', service_tag: '{[env:S, local_alias] | join}'}
  - {id: b, when: {token: {not: {equals: never}}}, set: {name: b}}
"""
SERVICE = {"service_type": "conference", "name": "A", "service_tag": ""}
CALLS = [{"call_info": {"local_alias": alias}, "service_config": SERVICE} for alias in "xy"]
NASTY = [*BY_ANYONE, "\0", "a\0b", "\\" * 90, "'\"" * 90, "{{" * 90, "é\u2028\U0001f600" * 40]


def rules(secret: str) -> Rules:
    return compiled({"a.yaml": RULES}, Policy.SERVICE, environment={"S": secret})


def expected(secret: str) -> dict[str, object]:
    texts = {"description": secret, "name": f"<{secret}>", "service_tag": f"{secret}x"}
    return SERVICE | {name: text[:250] for name, text in texts.items()}


@pytest.mark.parametrize("secret", NASTY)
def test_any_text_comes_out_right(secret: str, jinja_2_10: Worker):
    made = rules(secret)
    for behaviour in (LIKELY, HARSH):
        script = made.compiled_for(behaviour)
        assert parsed(script.render(CALLS[0], NOON))["result"] == expected(secret)
        assert parsed(script.render(CALLS[1], NOON))["result"] == SERVICE | {"name": "b"}
    (answer,) = jinja_2_10.render(made.script, [(CALLS[0], NOON)])
    assert parsed(answer["text"])["result"] == expected(secret)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_every_text_comes_out_right(secret: str):
    made = rules(secret)
    assert parsed(made.compiled_for(LIKELY).render(CALLS[0], NOON))["result"] == expected(secret)
    (answer,) = render_on_2_10(made.script, [(CALLS[0], NOON)])
    assert parsed(answer["text"])["result"] == expected(secret)


@pytest.mark.parametrize("secret", NASTY)
def test_no_comment_of_a_script_holds_one(secret: str):
    for line in rules(f"Fjord{secret}").script.splitlines():
        assert not (line.startswith("{#") and "Fjord" in line)
