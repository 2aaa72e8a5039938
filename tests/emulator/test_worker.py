from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest
from jinja210 import render_on_2_10

from rulec.emulator.worker import serve

NOW = "2024-07-01T12:00:00+02:00"


def served(*requests):
    out = io.StringIO()
    serve([json.dumps(request) for request in requests], out)
    assert out.getvalue().isascii()
    return [json.loads(line) for line in out.getvalue().splitlines()]


def call(**inputs):
    return {"inputs": inputs, "now": NOW}


def test_one_line_for_each_request_and_one_output_for_each_call():
    assert served(
        {"script": "{{ 6 // x }}", "behaviour": "likely", "calls": [call(x=3), call(x=0)]},
        {"script": "{{ pex_now().hour }}", "behaviour": {}, "calls": [call()]},
        {"script": "{{", "behaviour": "harsh", "calls": []},
    ) == [
        [{"text": "2"}, {"error": "ZeroDivisionError: integer division or modulo by zero"}],
        [{"text": "10"}],
        [],
    ]


def test_a_script_that_does_not_compile_fails_every_call():
    ((first, second),) = served({"script": "{{", "behaviour": "likely", "calls": [call(), call()]})
    assert first == second
    assert first["error"].startswith("TemplateSyntaxError in line 1:")


def test_lone_surrogates_survive():
    text = "\ud800é\udc00"
    assert served({"script": "{{ x }}" + text, "behaviour": {}, "calls": [call(x=text)]}) == [
        [{"text": text + text}]
    ]


def test_an_unknown_behaviour_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="no combination"):
        served({"script": "", "behaviour": "odd", "calls": []})


def test_the_other_version_answers_call_for_call():
    now = datetime(2024, 7, 1, 12, 0, tzinfo=UTC)
    calls = [({"x": x}, now) for x in ("a", "\ud800", None)]
    assert render_on_2_10("{{ x }}", calls) == [{"text": "a"}, {"text": "\ud800"}, {"text": "None"}]
    assert render_on_2_10("{{ 1_000 }}", calls[:1])[0].keys() == {"error"}
