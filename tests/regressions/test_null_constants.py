"""A null that is written, or an empty cell, is no text: in names, in conditions and in values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from rule_texts import compiled, parsed

from rulec.emulator import HARSH, LIKELY
from rulec.pexip import Policy

NOW = datetime(2026, 1, 14, tzinfo=UTC)


def results(body: str, call: dict[str, Any], policy: Policy) -> list[object]:
    """The result of one rule: by its meaning and in the script."""
    rules = compiled({"a.yaml": f"policy: {policy.value}\n{body}"}, policy)
    inputs = {"call_info": call}
    told = [rules.meaning(inputs, NOW)]
    told += [parsed(rules.compiled_for(b).render(inputs, NOW)) for b in (LIKELY, HARSH)]
    return [answer["result"] for answer in told]


@pytest.mark.parametrize(
    ("test", "holds"),
    [
        ("{starts_with: z}", False),
        ("{contains: z}", False),
        ("{matches: 'z'}", False),
        ("{in_subnet: 10.0.0.0/8}", False),
        ("{equals: Z, ignore_case: true}", False),
        ("null", True),
        ("{not: null}", False),
        ("{not: {ends_with: z}}", True),
    ],
)
@pytest.mark.parametrize("let", ["{null}", "{null | default(null)}"])
def test_a_let_that_is_null(let: str, test: str, holds: bool):
    body = f"let: {{y: '{let}'}}\nrules: [{{id: a, when: {{y: {test}}}, set: {{call_tag: t}}}}]"
    expected = {"call_tag": "t"} if holds else {}
    assert results(body, {}, Policy.PARTICIPANT) == [expected] * 3


ROW = "tables: {t: [{k: a, q: ''}]}\n"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("{q | lower}", None),
        ("{late | lower}", None),
        ("{late}", None),
        ("{vendor}{q}", None),
        ("{vendor}{null}", None),
        ("{q}{q}", None),
        ("x{q}", "x"),
        ("{vendor | default(q)}", None),
        ("{[k, vendor, k] | join(null)}", "aa"),
        ("{[k, vendor, k] | join(q)}", "aa"),
        ("{k | join(q)}", "a"),
        ("{[q] | join}", None),
    ],
)
def test_an_empty_cell_in_a_template(value: str, written: str | None):
    rule = f"{{id: a, for_each: t, let: {{late: '{{q}}'}}, set: {{call_tag: '{value}'}}}}"
    expected = {} if written is None else {"call_tag": written}
    assert results(f"{ROW}rules: [{rule}]", {}, Policy.PARTICIPANT) == [expected] * 3


def test_items_of_empty_cells_are_left_out():
    rule = "{id: a, for_each: t, set: {location: L, overflow_locations: ['{q}{q}', B, '{q}']}}"
    expected = {"location": "L", "overflow_locations": ["B"]}
    assert results(f"{ROW}rules: [{rule}]", {}, Policy.MEDIA_LOCATION) == [expected] * 3


def test_a_redirect_to_nothing_refuses():
    rule = "{id: a, for_each: t, redirect: '{vendor}{q}'}"
    assert results(f"{ROW}rules: [{rule}]", {}, Policy.SERVICE) == [{}] * 3


def test_an_object_without_entries_is_null():
    rule = """{id: a, replace: {service_type: media_playback, name: m, service_tag: s,
      media_playlist_name: p, on_completion: {transfer: {conference: '{vendor}', role: auto}}}}"""
    (meant, *scripts) = results(f"rules: [{rule}]", {}, Policy.SERVICE)
    assert "on_completion" not in meant
    assert scripts == [meant, meant]


def test_an_object_whose_entries_are_all_null_is_null():
    rule = """{id: a, replace: {service_type: media_playback, name: m, service_tag: s,
      media_playlist_name: p, on_completion: {transfer: null}}}"""
    (meant, *scripts) = results(f"rules: [{rule}]", {}, Policy.SERVICE)
    assert "on_completion" not in meant
    assert scripts == [meant, meant]
