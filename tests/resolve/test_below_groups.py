"""`all`, `any` and `not` below one of the variables."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from rule_texts import compiled, parsed

from rulec.emulator import HARSH, LIKELY
from rulec.pexip import Policy

NOW = datetime(2026, 1, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "name", "tag", "holds"),
    [
        ("{not: {name: V}}", "W", "", True),
        ("{not: {name: V}}", "V", "", False),
        ("{not: {name: V}}", None, None, False),
        ("{not: {name: V, service_tag: t}}", "V", "", True),
        ("{not: {name: V, service_tag: t}}", "V", "t", False),
        ("{any: [{name: V}, {service_tag: t}]}", "W", "t", True),
        ("{any: [{name: V}, {service_tag: t}]}", "W", "u", False),
        ("{any: [{name: V}, {service_tag: null}]}", None, None, False),
        ("{all: [{name: V}, {not: {service_tag: t}}]}", "V", "u", True),
        ("{all: [{name: V}, {not: {service_tag: t}}]}", "V", "t", False),
        ("{name: V, not: {any: [{service_tag: t}, {service_tag: u}]}}", "V", "w", True),
        ("{name: V, not: {any: [{service_tag: t}, {service_tag: u}]}}", "V", "u", False),
    ],
)
def test_conditions_on_the_service(when: str, name: str | None, tag: str | None, holds: bool):
    rule_set = f"""
policy: participant
rules: [{{id: a, when: {{service_config: {when}}}, set: {{call_tag: yes}}}}]
"""
    rules = compiled({"a.yaml": rule_set}, Policy.PARTICIPANT)
    service = None if name is None else {"name": name, "service_tag": tag}
    inputs = {"call_info": {}, "service_config": service}
    told = [rules.meaning(inputs, NOW)]
    told += [parsed(rules.compiled_for(b).render(inputs, NOW)) for b in (LIKELY, HARSH)]
    assert ["call_tag" in answer["result"] for answer in told] == [holds] * 3
