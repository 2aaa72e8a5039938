"""The sandbox around the filters: what is refused, and what a render must never change."""

from __future__ import annotations

import copy
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulec.emulator import (
    COMBINATIONS,
    Answer,
    Behaviour,
    CompileFailedError,
    Node,
    RenderFailedError,
    ScriptFailedError,
    read_answer,
)

NOW = datetime(2024, 7, 1, 12, 0, tzinfo=UTC)

DISABLED = re.findall(
    r"\w+",
    """
    attr batch center count d dictsort e escape filesizeformat forceescape groupby indent items
    list map max min pprint random reject rejectattr reverse safe select selectattr slice sort
    string sum title tojson unique urlencode urlize wordcount wordwrap xmlattr range
""",
)

HOSTILE = [
    "",
    '"},"pin":"',
    "\\",
    '\\"',
    "{{ 7*7 }}{% raw %}{# #}",
    "</script><!--&'",
    "\x00\x01\x1f\x7f\x85\u2028\u2029\ufeff",
    "\r\n\t",
    "é😀\U0010ffff",
    "\ud800",
    "\udc00\ud83d",
]


@pytest.mark.parametrize("name", DISABLED)
@pytest.mark.parametrize(
    "script", ["{{{{ x|{} }}}}", "{{% if false %}}{{{{ x|{} }}}}{{% endif %}}"]
)
def test_disabled_filters_do_not_compile(render, script, name):
    with pytest.raises(ScriptFailedError, match=f"no filter named '{name}'"):
        render(script.format(name))


def test_disabled_filters_fail_before_any_render():
    with pytest.raises(CompileFailedError):
        Node().compile("{% if false %}{{ x|tojson }}{% endif %}")


@pytest.mark.parametrize("script", ["{{ x is None }}", "{% if false %}{{ x is None }}{% endif %}"])
def test_unknown_tests_do_not_compile(render, script):
    with pytest.raises(ScriptFailedError, match="no test named 'None'"):
        render(script)


@pytest.mark.parametrize(
    "script",
    [
        "{{",
        "{% if x %}",
        "{{ '\\x' }}",
        "{{ '\\d' }}",  # a deprecated escape: loud, because tests make warnings errors
        "{% if x %}" * 200 + "{% endif %}" * 200,
        "{{ " + "(" * 2000 + ")" * 2000 + " }}",
        "{% do x %}",
    ],
)
def test_what_does_not_compile(render, script):
    with pytest.raises(ScriptFailedError):
        render(script)


@pytest.mark.parametrize(
    "expression",
    [
        "''.__class__.__mro__",
        "''['__class__'].mro()",
        "x.__init__.__globals__",
        "pex_now.__globals__['x']",
        "pex_in_subnet.__self__.behaviour",
        "pex_now().__class__.mro()",
        "'{0.__class__.x}'.format(x)",
        "self.__init__.x",
    ],
)
def test_internals_are_out_of_reach(render, expression):
    with pytest.raises(ScriptFailedError, match=r"SecurityError|UndefinedError"):
        render("{{ " + expression + " }}", {"x": {}})


@pytest.mark.parametrize("name", ["range", "dict", "lipsum", "cycler", "joiner", "namespace"])
def test_stock_functions_are_gone(render, name):
    with pytest.raises(ScriptFailedError, match="undefined"):
        render("{{ " + name + "(1) }}")
    assert render("{{ " + name + " is defined }}") == "False"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "behaviour", [b for _, b in COMBINATIONS], ids=[n for n, _ in COMBINATIONS]
)
def test_hostile_text_survives_the_round_trip(render, text, behaviour):
    printed = render("{{ {'a': [x], 'b': {x: x}}|pex_to_json }}", {"x": text}, behaviour)
    assert read_answer(printed) == Answer({"a": [text], "b": {text: text}})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters()) | st.sampled_from(HOSTILE),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(value=st.dictionaries(st.text(), JSON), behaviour=st.sampled_from(COMBINATIONS))
def test_plain_data_survives_the_round_trip(value, behaviour):
    printed = Node(behaviour[1]).compile("{{ x|pex_to_json }}").render({"x": value}, NOW)
    assert read_answer(printed) == Answer(value)


@pytest.mark.parametrize("update", ["copy", "in place"])
def test_a_render_never_changes_the_inputs(update):
    inputs = {"x": {"a": 1, "b": [{"c": 1}]}}
    kept = copy.deepcopy(inputs)
    script = Node(Behaviour(update=update)).compile(
        "{{ x|pex_update({'a': 2})|pex_to_json }}{{ x.b[0]|pex_update({'c': 2})|pex_to_json }}"
    )
    assert script.render(inputs, NOW) == script.render(inputs, NOW)
    assert inputs == kept


@pytest.mark.parametrize("script", ["{{ x.b.append(2) }}", "{% set y = x.pop('a') %}{{ y }}"])
def test_methods_do_not_change_the_inputs_either(script):
    inputs = {"x": {"a": 1, "b": []}}
    Node().compile(script).render(inputs, NOW)
    assert inputs == {"x": {"a": 1, "b": []}}


def test_constants_of_a_script_are_fresh_in_every_render():
    script = Node(Behaviour(update="in place")).compile(
        "{% set d = {'a': 1} %}{{ d.a }}{% set e = d|pex_update({'a': 2}) %}{{ d.a }}"
    )
    assert [script.render({}, NOW), script.render({}, NOW)] == ["12", "12"]


def test_the_log_is_collected_and_prints_nothing(render):
    line = '{{ pex_debug_log("Media location policy ", x, " protocol", 1) }}'
    assert render('{"a": 1' + line + "}", {"x": "Oslo"}) == '{"a": 1}'
    log: list[str] = []
    Node().compile(line).render({"x": "Oslo"}, NOW, log)
    assert log == ["Media location policy ,Oslo, protocol,1"]


def test_the_time_must_be_aware():
    with pytest.raises(ValueError, match="time zone"):
        Node().compile("").render({}, datetime(2024, 7, 1))


def test_a_failure_keeps_its_cause():
    with pytest.raises(RenderFailedError) as failure:
        Node().compile("{{ 1 // 0 }}").render({}, NOW)
    assert isinstance(failure.value.__cause__, ZeroDivisionError)


def test_infinity_as_a_number_is_where_the_versions_part(jinja_2_10):
    (output,) = jinja_2_10.render("{{ 'inf'|int }}", [({}, NOW)])
    assert "OverflowError" in output["error"]
    assert Node().compile("{{ 'inf'|int }}").render({}, NOW) == "0"
